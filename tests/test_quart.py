"""`install()` on Quart, where the battery does not ask: what is the user's, replies in all their forms, websockets."""

import asyncio
import logging

import pytest
from quart import Quart
from quart.signals import got_request_exception
from starlette.background import BackgroundTask
from werkzeug.exceptions import HTTPException, NotFound

from calling import asgi, scope_of
from faces import Reports
from statusmw import Policy, Problem, Reply, install


class Boom(Exception):
    pass


def make(view=None, **policy):
    app = Quart("shop")
    app.reports = Reports()
    install(app, Policy(report=app.reports, **policy))
    if view is not None:
        app.add_url_rule("/", "view", view, methods=["GET", "POST"])
    return app


def raising(error):
    async def view():
        raise error

    return view


def records(caplog):
    return [(record.name, record.exc_info[0]) for record in caplog.records if record.levelno >= logging.ERROR]


# What is the user's.


@pytest.mark.parametrize("key", [Exception, HTTPException, NotFound, 404])
def test_a_handler_of_the_user_wins(key):
    app = make()
    app.register_error_handler(key, lambda error: ("the user's", 418))
    answer = asgi(app)
    assert (answer.status, answer.content) == (418, b"the user's")


@pytest.mark.parametrize("key", [Exception, 500])
def test_what_the_user_answers_quart_logs(key, caplog):
    app = make(raising(Boom()))

    async def handle(error):
        return "the user's", 500

    app.register_error_handler(key, handle)
    answer = asgi(app)
    assert (answer.status, answer.content) == (500, b"the user's")
    assert records(caplog) == ([] if key is Exception else [("shop", Boom)])


def test_a_log_of_the_user_stays(caplog):
    class Own(Quart):
        def log_exception(self, exception_info):
            logging.getLogger("own").error("seen", exc_info=exception_info)

    app = install(Own("shop"))
    app.add_url_rule("/", "view", raising(Boom()))
    assert asgi(app).status == 500
    assert records(caplog) == [("own", Boom), ("statusmw", Boom)]


def test_exceptions_are_let_through_if_the_policy_says_so(caplog):
    answer = asgi(make(raising(Boom()), catch_exceptions=False))
    assert (answer.status, answer["content-type"]) == (500, "text/html; charset=utf-8")
    assert records(caplog) == [("shop", Boom)]


@pytest.mark.parametrize("setting", ["TESTING", "PROPAGATE_EXCEPTIONS"])
def test_what_quart_lets_out_the_face_answers(setting, caplog):
    app = make(raising(Boom()))
    app.config[setting] = True
    answer = asgi(app)
    # It depends on the release for which of the two Quart shows its page for debugging.
    shown = answer["content-type"] == "text/html; charset=utf-8"
    assert (answer.status, records(caplog)) == (500, [] if shown else [("statusmw", Boom)])


def test_a_mapped_exception_of_the_server_is_signalled(caplog):
    seen = []

    async def see(sender, exception, **more):
        seen.append(exception)

    app = make(raising(Boom()), mapping={Boom: 503, KeyError: lambda error: None})
    got_request_exception.connect(see, app)
    assert asgi(app).status == 503
    assert [type(error) for error in seen] == [Boom]
    assert records(caplog) == [("statusmw", Boom)]


def test_a_mapped_exception_without_an_answer_is_a_500(caplog):
    assert asgi(make(raising(Boom()), mapping={Boom: lambda error: None})).status == 500
    assert records(caplog) == [("statusmw", Boom)]


# Replies.


@pytest.mark.parametrize(
    ("returned", "status", "content", "fields"),
    [
        (Reply({"id": 7}, 202), 202, b'{"id":7}', {"content-type": "application/json", "content-length": "8"}),
        ((Reply("a"), 203), 203, b"a", {"content-type": "text/plain; charset=utf-8"}),
        ((Reply("a"), 203, {"X-A": "b"}), 203, b"a", {"x-a": "b"}),
        ((Reply("a"), {"X-A": "b"}), 200, b"a", {"x-a": "b"}),
        (Reply(None, 204), 204, b"", {"content-type": None, "content-length": None}),
    ],
)
def test_a_reply_is_returned_alone_or_with_status_code_and_fields(returned, status, content, fields):
    app = make(lambda: returned)
    answer = asgi(app)
    assert (answer.status, answer.content) == (status, content)
    assert {name: answer[name] if answer.values(name) else None for name in fields} == fields
    assert app.reports == []


def parts():
    yield from ("a", b"b")


async def parts_later():
    for part in parts():
        yield part


@pytest.mark.parametrize("stream", [parts, parts_later])
@pytest.mark.parametrize(("method", "content"), [("GET", b"ab"), ("HEAD", b"")])
def test_a_stream_is_streamed(stream, method, content):
    app = make(lambda: Reply(stream(), media_type="text/plain"))
    answer = asgi(app, method)
    assert (answer.status, answer.content, answer["content-type"]) == (200, content, "text/plain")


def test_every_accept_field_counts():
    scope = scope_of()
    scope["headers"] = [(b"accept", b"image/png"), (b"accept", b"text/html")]
    assert asgi(make(), scope=scope)["content-type"] == "text/html; charset=utf-8"


async def within(app, path="/"):
    """The status code of one request to an application that has started up, and has ended its tasks."""
    async with app.test_app() as running:
        response = await running.test_client().get(path)
    return response.status_code


def test_a_background_task_runs():
    done = []
    app = make(lambda: Reply("a", background=BackgroundTask(done.append, 1)))
    assert (asyncio.run(within(app)), done) == (200, [1])


def test_a_background_task_that_fails_is_logged_by_quart(caplog):
    async def fail():
        raise Boom

    app = make(lambda: Reply("a", background=BackgroundTask(fail)))
    assert asyncio.run(within(app)) == 200
    assert records(caplog) == [("shop", Boom)]


def test_what_fails_before_serving_is_logged_by_quart(caplog):
    app = make()
    app.before_serving(raising(Boom()))
    with pytest.raises(Boom):
        asyncio.run(app.startup())
    assert records(caplog) == [("shop", Boom)]


# Websockets.


@pytest.mark.parametrize(("error", "status", "logged"), [(Problem(409), 409, []), (Boom(), 500, [("statusmw", Boom)])])
def test_a_websocket_is_denied_with_a_problem(error, status, logged, caplog):
    app = make()
    app.add_websocket("/", "socket", raising(error))
    scope = {
        **scope_of(),
        "type": "websocket",
        "scheme": "ws",
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    del scope["method"]
    sent = []

    coming = [{"type": "websocket.connect"}]

    async def receive():
        return coming.pop() if coming else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    assert [message["type"] for message in sent][:2] == [
        "websocket.http.response.start",
        "websocket.http.response.body",
    ]
    assert sent[0]["status"] == status
    assert dict(sent[0]["headers"])[b"content-type"] == b"application/problem+json"
    assert records(caplog) == logged


# When it is called.


def test_installing_twice_changes_nothing():
    app = make()
    face = app.asgi_app
    assert install(app) is app
    assert app.asgi_app is face


def test_installing_too_late_is_refused():
    app = Quart("shop")
    asyncio.run(app.startup())
    with pytest.raises(RuntimeError, match="app: it is serving already"):
        install(app)
