"""`install()` on Litestar, where the battery does not ask: what is the user's, what is validated, replies."""

import logging
from typing import Annotated, Any

import pytest
from litestar import Litestar, Response, WebSocket, get, post, route, websocket
from litestar.datastructures import Cookie
from litestar.exceptions import ClientException, HTTPException, InternalServerException, LitestarException
from litestar.logging import LoggingConfig
from litestar.params import Body
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException as StarletteHTTPException

from calling import asgi, scope_of
from faces import Reports
from statusmw import Policy, Problem, Reply, install


class Boom(Exception):
    pass


def handler(function, annotation=Any, path="/"):
    async def answer():
        return function()

    answer.__annotations__["return"] = annotation
    return get(path)(answer)


def raising(error):
    def fail():
        raise error

    return handler(fail)


def make(*handlers, policy=None, **options):
    app = Litestar(handlers, openapi_config=None, **options)
    app_reports = Reports()
    install(app, Policy(report=app_reports, **(policy or {})))
    return app


def users(request, error):
    return Response("the user's", status_code=418, media_type="text/plain")


def records(caplog):
    return [record.name for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("key", "error"),
    [
        (Exception, Boom()),
        (500, Boom()),
        (500, InternalServerException()),
        (400, ClientException()),
        (HTTPException, ClientException()),
        (LitestarException, ClientException()),
        (StarletteHTTPException, StarletteHTTPException(404)),
    ],
)
@pytest.mark.parametrize("above", [False, True])
def test_a_handler_of_the_user_wins(key, error, above, caplog):
    route = raising(error)
    if not above:
        route.exception_handlers = {key: users}
    answer = asgi(make(route, exception_handlers={key: users} if above else {}))
    assert (answer.status, answer.content) == (418, b"the user's")
    assert records(caplog) == []


def test_an_http_exception_is_no_matter_of_a_handler_for_500():
    answer = asgi(make(raising(ClientException("so not")), exception_handlers={500: users}))
    assert (answer.status, answer.content) == (400, b'{"title":"Bad Request","status":400,"detail":"so not"}')


@pytest.mark.parametrize(
    ("error", "content"),
    [
        (ClientException("no", extra={"left": 3}), b'{"title":"Bad Request","status":400,"detail":"no","left":3}'),
        (ClientException("no", extra=["a"]), b'{"title":"Bad Request","status":400,"detail":"no","errors":["a"]}'),
        (StarletteHTTPException(404, "no"), b'{"title":"Not Found","status":404,"detail":"no"}'),
        (InternalServerException("canary", headers={"X-A": "b"}), None),
    ],
)
def test_an_http_exception_keeps_what_it_says(error, content):
    answer = asgi(make(raising(error)))
    assert answer["content-type"] == "application/problem+json"
    assert answer.content == content or b"canary" not in answer.content


@pytest.mark.parametrize(
    ("error", "content"),
    [
        (HTTPException("soon", status_code=299), b"soon"),
        (HTTPException("soon", status_code=299, extra={"job": 7}), b'{"job":7,"detail":"soon"}'),
    ],
)
def test_what_is_raised_and_no_error_keeps_its_content(error, content):
    answer = asgi(make(raising(error)))
    assert (answer.status, answer.content) == (299, content)


def test_what_the_content_lacks_is_pointed_at():
    @post("/")
    async def create(data: Annotated[dict[str, int], Body()]) -> None: ...

    scope = {**scope_of("POST", content_type="application/json"), "type": "http"}
    sent = [{"type": "http.request", "body": b'{"a":"b"}', "more_body": False}]

    async def receive():
        return sent.pop()

    answer = asgi(make(create), scope=scope, receive=receive)
    assert (answer.status, answer["content-type"]) == (400, "application/problem+json")
    assert b'"errors":[{' in answer.content
    assert b'"in":"body"' in answer.content


# Debugging, and what Litestar logs.


@pytest.mark.parametrize(("policy", "shown"), [({}, True), ({"mapping": {Boom: 503}}, False)])
def test_what_nobody_handles_is_shown_in_debugging(policy, shown):
    answer = asgi(make(raising(Boom()), policy=policy, debug=True), accept="text/plain")
    assert (answer.status, b"Traceback" in answer.content) == ((500, True) if shown else (503, False))


@pytest.mark.parametrize(
    ("options", "said"),
    [({}, "statusmw"), ({"debug": True}, "own"), ({"exception_handlers": {Boom: users}}, "own")],
)
def test_it_is_logged_once(options, said):
    told = []
    config = LoggingConfig(
        log_exceptions="always",
        configure_root_logger=False,
        exception_logging_handler=lambda logger, scope, lines: told.append("own"),
    )
    asgi(make(raising(Boom()), logging_config=config, **options))
    assert told == (["own"] if said == "own" else [])


def test_an_application_that_logs_nothing_is_fine():
    assert asgi(make(raising(Boom()), logging_config=None)).status == 500


def test_exceptions_are_let_through_if_the_policy_says_so():
    answer = asgi(make(raising(Boom()), policy={"catch_exceptions": False}))
    assert (answer.status, answer["content-type"]) == (500, "application/json")


# Replies.


@pytest.mark.parametrize("annotation", [Any, dict | Reply, Reply, Problem])
def test_a_reply_is_returned_whatever_the_annotation(annotation):
    answer = asgi(make(handler(lambda: Problem(409), annotation)))
    assert (answer.status, answer["content-type"]) == (409, "application/problem+json")


def test_a_reply_takes_what_hooks_and_routes_add():
    async def after(response):
        response.headers["X-After"] = "kept"
        response.set_cookie("hook", "1")
        return response

    done = []
    reply = Reply("a", background=BackgroundTask(done.append, 1))
    route = handler(lambda: reply)
    app = make(
        route, after_request=after, response_headers={"X-App": "kept"}, response_cookies=[Cookie(key="app", value="2")]
    )
    for _ in range(2):
        answer = asgi(app)
    assert (answer.content, answer["x-after"], answer["x-app"]) == (b"a", "kept", "kept")
    assert [cookie.partition(";")[0] for cookie in answer.values("set-cookie")] == ["hook=1", "app=2"]
    assert done == [1, 1]


def test_a_response_class_of_the_user_stays():
    class Own(Response):
        def render(self, content, media_type, enc_hook=None):
            return b"own"

    assert asgi(make(handler(lambda: {"a": 1}), response_class=Own)).content == b"own"


# When it is called.


def test_installing_twice_changes_nothing():
    app = make()
    face = app.asgi_handler
    assert install(app) is app
    assert app.asgi_handler is face


def test_installing_too_late_is_refused():
    app = Litestar([handler(lambda: "a")], openapi_config=None)
    asgi(app)
    with pytest.raises(RuntimeError, match="app: it is serving already"):
        install(app)


# OPTIONS.


def test_options_names_the_methods_of_all_handlers_of_a_path():
    @post("/")
    async def create() -> None: ...

    @route("/own", http_method=["OPTIONS"])
    async def own() -> None: ...

    @websocket("/socket")
    async def listen(socket: WebSocket) -> None: ...

    app = make(handler(lambda: "a"), create, own, listen)
    assert asgi(app, scope=scope_of("OPTIONS"))["allow"] == "GET, OPTIONS, POST"
