"""Faults of what an ASGI application does when: messages too few, too many, out of turn, and of other types."""

import asyncio

import pytest

from faulting.apps import PLAIN, app_of
from faulting.naming import cells, fault
from faulting.trying import ASKED, SENT, assert_refused, assert_safe, assert_worse_bare, tried
from statusmw import Policy
from statusmw.asgi import StatusMiddleware
from statusmw.failures import ResponseAborted

START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
BODY = {"type": "http.response.body", "body": b"hello"}
MORE = {**BODY, "more_body": True}


def sending(*messages, swallows=False):
    async def app(scope, receive, send):
        for message in messages:
            try:
                await send(message)
            except Exception:
                if not swallows:
                    raise

    return app


SWALLOWS = pytest.mark.parametrize("swallows", [False, True], ids=["", "swallowed"])
OTHER_START = {**START, "status": 404}


@cells(
    ("SEQ-12", "nothing", ()),
    ("SEQ-13", "head only", (START,)),
    ("SEQ-14", "content only", ({**BODY, "body": SENT.encode()},)),
    ("SEQ-14", "content first", ({**BODY, "body": SENT.encode()}, START)),
    ("SEQ-16", "empty", ({},)),
    ("SEQ-16", "none", (None,)),
    ("SEQ-16", "number", (7,)),
    ("SEQ-16", "type of another kind", ({"type": 7},)),
    ("SEQ-26", "text", (START, {**BODY, "body": SENT})),
    ("SEQ-26", "number", (START, {**BODY, "body": 7})),
    ("SEQ-26", "list", (START, {**BODY, "body": [1]})),
)
@SWALLOWS
def test_before_the_first_octet_it_is_a_500(face, case, swallows):
    (messages,) = case
    assert_worse_bare(face, sending(*messages))
    assert_refused(tried(face, sending(*messages, swallows=swallows)))


@fault("SEQ-13")
def test_content_without_an_end_is_cut(face):
    assert_worse_bare(face, sending(START, MORE))
    came = assert_safe(tried(face, sending(START, MORE)), cuts=True)
    assert (came.read.how, came.read.body) == ("cut", b"hello")
    assert len(came.errors) == 1
    assert len(came.ids) == 1


@cells(
    ("SEQ-14", "second head", (START, OTHER_START, BODY)),
    ("SEQ-14", "second head late", (START, MORE, OTHER_START, {**BODY, "body": b""})),
    ("SEQ-15", "content", (START, BODY, {**BODY, "body": SENT.encode()})),
    ("SEQ-15", "response", (START, BODY, OTHER_START, {**BODY, "body": SENT.encode()})),
)
def test_what_is_too_much_never_reaches_the_server(face, case):
    (messages,) = case
    assert_worse_bare(face, sending(*messages))
    came = tried(face, sending(*messages, swallows=True))
    assert_safe(came)
    assert (came.read.status, came.read.body) == (200, b"hello")
    assert came.ids


@cells(("SEQ-15", "content", (START, BODY, {**BODY, "body": SENT.encode()})))
def test_who_sends_too_much_is_told_and_the_first_response_stands(face, case):
    (messages,) = case
    came = tried(face, sending(*messages))
    assert (came.read.how, came.read.status, came.read.body) == ("whole", 200, b"hello")
    assert (came.server.wrong, type(came.error)) == ([], RuntimeError)


@fault("SEQ-16")
def test_a_message_of_no_known_type_is_reported_and_left_to_the_server(face):
    messages = []

    async def send(message):
        messages.append(message["type"])

    reports = []
    app = StatusMiddleware(sending(START, {"type": "http.response.unheard"}, BODY), Policy(report=reports.append))
    asyncio.run(app({"type": "http", "method": "GET", "path": "/", "headers": []}, None, send))
    # What the server has not offered says nothing of the head, which is still held.
    assert messages == ["http.response.unheard", "http.response.start", "http.response.body"]
    assert len(reports) == 1


@cells(
    ("SEQ-17", "pathsend", "http.response.pathsend", {"path": "/nowhere"}),
    ("SEQ-17", "zerocopysend", "http.response.zerocopysend", {"file": 0}),
    ("SEQ-17", "early hint", "http.response.early_hint", {"links": []}),
    ("SEQ-17", "debug", "http.response.debug", {"info": {}}),
    ("SEQ-17", "trailers", "http.response.trailers", {"headers": []}),
)
def test_an_extension_that_is_not_offered_is_reported_and_nothing_of_ours_fails(face, case):
    kind, more = case
    came = tried(face, sending(START, {"type": kind, **more}, BODY))
    assert came.ids
    assert came.read.how in ("whole", "cut", "empty")
    assert (
        came.error is None or "statusmw" not in type(came.error).__module__ or isinstance(came.error, ResponseAborted)
    )
    assert ASKED.encode() not in came.server.raw


@fault("SEQ-18")
def test_how_much_of_a_file_is_sent_the_server_sees(face, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"hello")
    start = {**START, "headers": [(b"content-type", b"text/plain"), (b"content-length", b"5")]}
    app = sending(start, {"type": "http.response.pathsend", "path": str(file)})
    came = assert_safe(tried(face, app, more={"extensions": {"http.response.pathsend": {}}}))
    assert (came.read.status, came.read.body, came.ids) == (200, b"hello", [])


@fault("SEQ-19")
def test_messages_of_several_tasks_leave_whole_and_each_once(face):
    async def app(scope, receive, send):
        await send(START)
        await send({**MORE, "body": b"[head]"})
        await asyncio.gather(*(send({**MORE, "body": b"[%03d]" % number}) for number in range(200)))
        await send({**BODY, "body": b""})

    came = assert_safe(tried(face, app))
    found = came.read.body.removeprefix(b"[head]").strip(b"[]").split(b"][")
    assert sorted(found) == [b"%03d" % number for number in range(200)]


@fault("SEQ-19")
def test_heads_of_several_tasks_are_one(face):
    async def app(scope, receive, send):
        async def respond(number):
            await send(START)
            await asyncio.sleep(0)
            await send({**BODY, "body": b"%d" % number})

        await asyncio.gather(*map(respond, range(5)), return_exceptions=True)

    came = assert_safe(tried(face, app), cuts=True)
    assert came.server.wrong == []
    assert len([m for m in came.server.messages if m["type"] == "http.response.start"]) == 1


@fault("SEQ-20")
def test_a_server_that_refuses_the_head_gets_no_second_one(face):
    came = tried(face, app_of(face), refuses=RuntimeError("no"))
    assert (came.server.wrong, came.server.messages, bytes(came.server.raw)) == ([], [], b"")
    assert type(came.error) in (RuntimeError, ResponseAborted)
    assert len(came.errors) <= 1


@fault("SEQ-20")
def test_what_a_server_would_refuse_does_not_reach_it(face):
    came = assert_refused(tried(face, app_of(face, 200, (*PLAIN, ("X-A", "a\nb")))))
    assert [message["type"] for message in came.server.messages] == ["http.response.start", "http.response.body"]


@pytest.mark.parametrize("answers", [False, True], ids=["", "tries to answer"])
@fault("SEQ-21")
def test_cancelled_while_the_head_is_sent_there_is_no_second_head(face, answers):
    sent = []

    async def send(message):
        sent.append(message["type"])
        await asyncio.Event().wait()

    async def app(scope, receive, send):
        try:
            await send(START)
            await send(BODY)
        except asyncio.CancelledError:
            if answers:
                await asyncio.wait_for(send(OTHER_START), 0.01)
            raise

    async def main():
        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        task = asyncio.create_task(StatusMiddleware(app)(scope, None, send))
        while not sent:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises((asyncio.CancelledError, RuntimeError)):
            await task

    asyncio.run(main())
    assert sent == ["http.response.start"]


@cells(("SEQ-22", "fine", START, BODY), ("SEQ-22", "refused", {**START, "status": 99}, BODY), ("SEQ-22", "nothing"))
def test_the_middleware_never_reads_the_request(face, case):
    came = tried(face, sending(*case))
    assert came.server.received == 0


@fault("SEQ-22")
def test_what_the_application_reads_is_what_the_server_says(face):
    read = []

    async def app(scope, receive, send):
        read.append(await receive())
        read.append(await receive())
        await sending(START, BODY)(scope, receive, send)

    came = tried(face, app, left=True)
    assert [message["type"] for message in read] == ["http.disconnect"] * 2
    assert came.server.received == 2


@pytest.mark.parametrize("kind", ["lifespan", "unheard"])
@fault("SEQ-23")
def test_other_scopes_pass_with_the_very_same_objects(face, kind):
    got = []

    async def app(*given):
        got.append(given)
        raise LookupError(kind)

    scope, receive, send = {"type": kind}, object(), object()
    with pytest.raises(LookupError, match=kind):
        asyncio.run(StatusMiddleware(app)(scope, receive, send))
    ((same, *others),) = got
    assert same is scope
    assert others == [receive, send]


@fault("SEQ-25")
def test_what_an_application_returns_is_dropped(face):
    async def app(scope, receive, send):
        await sending(START, BODY)(scope, receive, send)
        return SENT

    came = assert_safe(tried(face, app))
    assert (came.read.body, came.server.returned) == (b"hello", None)


@fault("SEQ-26")
def test_no_body_is_an_empty_one(face):
    came = assert_safe(tried(face, sending(START, {**BODY, "body": None})))
    assert (came.read.status, came.read.body) == (200, b"")


@fault("SEQ-26")
def test_text_behind_octets_cuts(face):
    came = assert_safe(tried(face, sending(START, MORE, {**BODY, "body": SENT})), cuts=True)
    assert (came.read.how, came.read.body) == ("cut", b"hello")
    assert len(came.errors) == 1


@fault("SEQ-27")
def test_what_was_asked_is_not_what_the_application_makes_of_it(face):
    async def app(scope, receive, send):
        scope["method"], scope["headers"], scope["path"] = "GET", [], None
        await sending(START, BODY)(scope, receive, send)

    came = assert_safe(tried(face, app, method="HEAD"))
    assert (came.read.status, came.read.body) == (200, b"")
