"""`install()` on Falcon, where the battery does not ask: what is the user's, what errors say, replies."""

import asyncio
import json
import logging

import falcon.asgi
import pytest
from starlette.background import BackgroundTask
from werkzeug.local import LocalProxy

from calling import asgi, scope_of, wsgi
from faces import Reports
from statusmw import Policy, Problem, Reply, install
from statusmw.adapters.falcon import answer_with

CALLS = {falcon.App: wsgi, falcon.asgi.App: asgi}


class Boom(Exception):
    pass


def make(cls, respond, **policy):
    """An application with one route, and what calls it."""
    app = cls()

    class Sync:
        def on_get(self, req, resp):
            respond(req, resp)

        on_head = on_get

    class Async:
        async def on_get(self, req, resp):
            respond(req, resp)

        on_head = on_get

    app.add_route("/", (Sync if cls is falcon.App else Async)())
    face = install(app, Policy(report=Reports(), **policy))
    return face, lambda method="GET": CALLS[cls](face if cls is falcon.App else settled(face), method)


def settled(app):
    """*app*, and then the tasks it has left behind."""

    async def run(scope, receive, send):
        await app(scope, receive, send)
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    return run


def raising(error, cause=None):
    def respond(req, resp):
        raise error from cause

    return respond


def users(cls):
    def handle(req, resp, error, params):
        resp.status, resp.text = 418, "the user's"

    async def handle_later(req, resp, error, params):
        handle(req, resp, error, params)

    return handle if cls is falcon.App else handle_later


both = pytest.mark.parametrize("cls", CALLS)


def records(caplog):
    return [record.name for record in caplog.records if record.levelno >= logging.ERROR]


@both
@pytest.mark.parametrize(
    ("key", "error"), [(Exception, Boom()), (falcon.HTTPError, falcon.HTTPGone()), (falcon.HTTPGone, falcon.HTTPGone())]
)
@pytest.mark.parametrize("before", [False, True])
def test_a_handler_of_the_user_wins(cls, key, error, before, caplog):
    app = cls()
    if before:
        app.add_error_handler(key, users(cls))
    face = install(app)
    if not before:
        face.add_error_handler(key, users(cls))
    app.add_sink(lambda req, resp: raising(error)(req, resp)) if cls is falcon.App else app.add_sink(_later(error))
    assert CALLS[cls](face).content == b"the user's"
    assert records(caplog) == []


def _later(error):
    async def sink(req, resp):
        raise error

    return sink


@both
def test_a_serializer_of_the_user_wins(cls):
    def serialize(req, resp, error):
        resp.text = "the user's"

    face, call = make(cls, raising(falcon.HTTPGone()))
    face.set_error_serializer(serialize)
    answer = call()
    assert (answer.status, answer.content) == (410, b"the user's")


@both
def test_exceptions_are_let_through_if_the_policy_says_so(cls):
    answer = make(cls, raising(falcon.HTTPGone()), catch_exceptions=False)[1]()
    assert (answer.status, answer["content-type"]) == (410, "application/json")


SAID = [
    (falcon.HTTPError(409, title="Taken", code=7), {"title": "Taken", "status": 409, "code": 7}),
    (falcon.HTTPError("409 Conflict", headers=[("X-A", "b")]), {"title": "Conflict", "status": 409}),
    (
        falcon.HTTPInvalidParam("Not so.", "q"),
        {"title": "Invalid parameter", "status": 400, "detail": 'The "q" parameter is invalid. Not so.'},
    ),
    (
        falcon.HTTPError(409, title=LocalProxy(lambda: "Weg"), description=LocalProxy(lambda: "Nein")),
        {"title": "Weg", "status": 409, "detail": "Nein"},
    ),
    (falcon.HTTPError(299, title="Soon", description="later"), {"title": "Soon", "description": "later"}),
    (
        falcon.HTTPGone(href="http://a.example/help"),
        {
            "title": "Gone",
            "status": 410,
            "link": {"text": "Documentation related to this error", "href": "http://a.example/help", "rel": "help"},
        },
    ),
]


@both
@pytest.mark.parametrize(("error", "document"), SAID)
def test_an_error_keeps_what_it_says(cls, error, document):
    assert json.loads(make(cls, raising(error))[1]().content) == document


@both
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (falcon.HTTPInternalServerError(title="canary", description="canary"), 500),
        (falcon.HTTPError(799, title="canary"), 500),
    ],
)
def test_an_error_of_the_server_says_nothing(cls, error, status):
    answer = make(cls, raising(error))[1]()
    assert (answer.status, set(json.loads(answer.content))) == (status, {"title", "status", "instance"})
    assert b"canary" not in answer.content


class Invalid(Exception):
    absolute_path = ("items", 0)


@both
def test_what_media_lack_is_pointed_at(cls):
    error = falcon.MediaValidationError(title="Invalid", description="Not so.")
    document = json.loads(make(cls, raising(error, Invalid()))[1]().content)
    assert document["errors"] == [{"detail": "Not so.", "in": "body", "pointer": "#/items/0"}]
    document = json.loads(make(cls, raising(error))[1]().content)
    assert (document["title"], document["detail"]) == ("Invalid", "Not so.")


@both
@pytest.mark.parametrize("grouped", [False, True])
def test_a_status_that_is_raised_is_the_answer(cls, grouped):
    status = falcon.HTTPStatus(202, {"X-A": "b"}, "later")
    answer = make(cls, raising(ExceptionGroup("one", [status]) if grouped else status))[1]()
    assert (answer.status, answer["x-a"], answer.content) == (202, "b", b"later")


# Replies.


def parts():
    yield from ("a", b"b")


async def parts_later():
    for part in parts():
        yield part


@both
@pytest.mark.parametrize("stream", [parts, parts_later])
@pytest.mark.parametrize("tasks", [0, 1])
def test_a_stream_is_streamed_and_followed_by_its_task(cls, stream, tasks):
    done = []
    background = BackgroundTask(done.append, 1) if tasks else None
    _, call = make(cls, lambda req, resp: answer_with(Reply(stream(), background=background), req, resp))
    assert (call().content, done) == (b"ab", [1] * tasks)


@both
def test_content_is_followed_by_its_task(cls):
    done = []
    reply = Reply("a", background=BackgroundTask(done.append, 1))
    answer = make(cls, lambda req, resp: answer_with(reply, req, resp))[1]()
    assert (answer.content, answer["content-length"], done) == (b"a", "1", [1])


@both
def test_fields_stay_unless_they_describe_other_content(cls):
    def respond(req, resp):
        resp.set_header("X-Before", "kept")
        resp.set_header("ETag", '"stale"')
        raise Problem(401, headers={"WWW-Authenticate": ['Basic realm="a"', "Bearer"], "Set-Cookie": ["a=1", "b=2"]})

    answer = make(cls, respond)[1]()
    assert (answer["x-before"], answer.values("etag")) == ("kept", [])
    assert ", ".join(answer.values("www-authenticate")) == 'Basic realm="a", Bearer'
    assert answer.values("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(("error", "code"), [(falcon.HTTPForbidden(), 3403), (Boom(), 1011)])
def test_falcon_itself_closes_a_websocket(error, code):
    class Socket:
        async def on_websocket(self, req, ws):
            await ws.accept()
            raise error

    app = falcon.asgi.App()
    app.add_route("/", Socket())
    face = install(app)
    coming, sent = [{"type": "websocket.connect"}], []

    async def receive():
        return coming.pop() if coming else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {**scope_of(), "type": "websocket", "scheme": "ws", "subprotocols": []}
    asyncio.run(face(scope, receive, send))
    assert (sent[-1]["type"], sent[-1]["code"]) == ("websocket.close", code)


@both
def test_installing_twice_changes_nothing(cls):
    app = cls()
    face = install(app)
    assert install(app) is install(face) is face
    assert face.req_options is app.req_options
