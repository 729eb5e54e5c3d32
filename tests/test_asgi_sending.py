"""What an application sends in a stream, and a server that does not take all of it."""

import asyncio
from contextlib import suppress

import pytest

from asgi_faces import scope_of
from statusmw import Policy, Reply
from statusmw.asgi import StatusMiddleware
from statusmw.failures import ResponseAborted

START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
FIRST, SECOND, THIRD = ({"type": "http.response.body", "body": part, "more_body": True} for part in (b"1", b"2", b"3"))
END = {"type": "http.response.body", "body": b"4"}


class Server:
    """Takes messages, but for the one it was told to refuse."""

    def __init__(self, refused=None, error=None):
        self.taken = []
        self._refused, self._error = refused, error

    async def send(self, message):
        if message is self._refused:
            raise self._error
        self.taken.append(message)

    async def receive(self):
        return {"type": "http.request", "body": b"", "more_body": False}


def served(server, app, mode="repair", request="GET /", **scope):
    found = []
    face = StatusMiddleware(app, Policy(on_finding=mode, report=found.append))
    asyncio.run(face({**scope_of(request), **scope}, server.receive, server.send))
    return [finding.rule.id for finding in found]


@pytest.mark.parametrize("mode", ["repair", "report", "raise"])
@pytest.mark.parametrize("error", [ValueError(), ConnectionResetError()], ids=repr)
@pytest.mark.parametrize("refused", [FIRST, SECOND], ids=["the first part", "the second part"])
def test_what_a_server_refuses_is_lost_and_nothing_else(refused, error, mode):
    async def app(scope, receive, send):
        await send(START)
        for message in (FIRST, SECOND, THIRD, END):
            try:
                await send(message)
            except type(error):
                assert message is refused

    server = Server(refused, error)
    assert served(server, app, mode) == []
    assert server.taken == [each for each in (START, FIRST, SECOND, THIRD, END) if each is not refused]


@pytest.mark.parametrize("again", [START, {**START, "body": b"2", "more_body": True}])
def test_a_second_head_in_a_stream_is_refused_however_it_is_dressed(again):
    async def app(scope, receive, send):
        for message in (START, FIRST, SECOND):
            await send(message)
        with pytest.raises(
            RuntimeError, match=r"^http\.response\.start cannot be sent: http\.response\.start is sent again$"
        ):
            await send(again)
        await send(END)

    server = Server()
    assert served(server, app) == ["head-sent-again"]
    assert server.taken == [START, FIRST, SECOND, END]


@pytest.mark.parametrize("end", [{"type": "http.response.body"}, {"type": "http.response.body", "body": None}])
def test_a_message_without_content_has_none(end):
    async def app(scope, receive, send):
        await send({**START, "headers": [*START["headers"], (b"content-length", b"4")]})
        await send(end)

    server = Server()
    assert served(server, app) == ["content-length-too-long"]
    assert server.taken[0]["headers"][-1] == (b"content-length", b"0")


def whole(**start):
    async def app(scope, receive, send):
        await send({**START, **start})
        await send(END)

    return app


def test_head_gets_no_content_whatever_rules_are_asked():
    server = Server()
    assert served(server, whole(), request="HEAD /") == []
    assert [message.get("body") for message in server.taken] == [None, b""]


def test_a_response_that_comes_at_once_is_judged_as_that_to_its_method():
    assert served(Server(), whole(status=201), request="POST /") == ["created-without-location"]
    assert served(Server(), whole(status=201), request="PUT /") == []


@pytest.mark.parametrize(("asked", "changed"), [("GET", "HEAD"), ("HEAD", "GET")])
def test_the_server_sees_the_method_that_was_asked_for(asked, changed):
    seen = []

    async def app(scope, receive, send):
        scope["method"] = changed
        await whole()(scope, receive, send)

    scope = scope_of(f"{asked} /")

    async def send(message):
        seen.append(scope["method"])

    asyncio.run(StatusMiddleware(app)(scope, None, send))
    assert seen[-1] == asked


def test_an_end_that_names_no_content_passes_as_it_is():
    end = {"type": "http.response.body"}

    async def app(scope, receive, send):
        for message in (START, FIRST, end):
            await send(message)

    server = Server()
    assert served(server, app) == []
    assert server.taken[-1] is end


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            {"type": "http.response.pathsend", "path": "/a"},
            "http.response.pathsend cannot be sent: a message is sent that the server does not offer",
        ),
        ({"text": "hello"}, "a message without a type cannot be sent: a message of no known type is sent"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_type_and_the_reason(message, said):
    async def app(scope, receive, send):
        await send(START)
        with pytest.raises(RuntimeError) as raised:
            await send(message)
        assert str(raised.value) == said
        await send(END)

    server = Server()
    served(server, app, extensions={})
    assert server.taken == [START, END]


def test_trailers_end_once_whatever_comes_between():
    trailers = {"type": "http.response.trailers", "headers": [(b"server-timing", b"a;dur=1")]}
    other = {"type": "http.response.of.tomorrow"}

    async def app(scope, receive, send):
        for message in ({**START, "trailers": True}, END, trailers, other):
            await send(message)
        with pytest.raises(RuntimeError, match="a message is sent after the end$"):
            await send(trailers)

    scope, taken = scope_of("GET /"), []
    scope["extensions"] = {"http.response.trailers": {}, other["type"]: {}}

    async def send(message):
        taken.append(message)

    asyncio.run(StatusMiddleware(app)(scope, None, send))
    assert taken[2:] == [trailers, other]


@pytest.mark.parametrize(
    ("messages", "said", "record"),
    [
        (
            [START],
            "the application returned without having completed its response",
            "GET / failed, answered with 500 as ",
        ),
        (
            [START, FIRST],
            "the application returned before the end of its response",
            "GET / failed, after the response had begun",
        ),
    ],
)
def test_what_is_left_unfinished_is_logged_as_what_it_is(messages, said, record, caplog):
    async def app(scope, receive, send):
        for message in messages:
            await send(message)

    with suppress(ResponseAborted):
        served(Server(), app)
    (found,) = caplog.records
    assert str(found.exc_info[1]) == said
    assert found.getMessage().startswith(record)


def test_what_fails_in_a_stream_is_logged_as_that(caplog):
    async def app(scope, receive, send):
        await send(START)
        await send(FIRST)
        raise KeyError

    with suppress(ResponseAborted):
        served(Server(), app)
    (found,) = caplog.records
    assert (found.exc_info[0], found.getMessage()) == (KeyError, "GET / failed, after the response had begun")


def test_an_answer_that_cannot_be_written_is_logged_as_that(caplog):
    class Unwritable(Reply):
        async def asgi(self, scope, receive, send):
            raise KeyError

    async def app(scope, receive, send):
        raise ValueError

    server = Server()
    face = StatusMiddleware(app, Policy(mapping={ValueError: lambda error: Unwritable("no", 409)}))
    asyncio.run(face(scope_of(), server.receive, server.send))
    (record,) = caplog.records
    assert server.taken[0]["status"] == 500
    assert record.getMessage().startswith("GET / failed, when its answer was written as urn:")
