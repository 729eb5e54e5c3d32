"""The ASGI face, held to what a strict server accepts."""

import asyncio
import gc
import json
import logging
import weakref
from contextvars import ContextVar
from http import HTTPStatus

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from asgi_faces import asgi_app_of, messages_of, scope_of, serve_asgi
from faces import ASKED, content_of
from long_form import examples
from right import RIGHT
from statusmw import BrokenResponse, Policy, Problem, Reply
from statusmw.asgi import StatusMiddleware
from statusmw.failures import ResponseAborted
from statusmw.rules import CATALOGUE
from statusmw.rules.shared import HANDED_OVER
from statusmw.wire import parse_exchange

SHAPES = ("single", "chunked", "empty tail")
MODES = ("report", "repair", "raise")
HERE = [rule for rule in CATALOGUE if rule.interface in (None, "asgi") and not rule.misuse]

START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
BODY = {"type": "http.response.body", "body": b"Hello"}
CHUNK = {"type": "http.response.body", "body": b"Hello", "more_body": True}
END = {"type": "http.response.body", "body": b"", "more_body": False}

every_rule = pytest.mark.parametrize("rule", HERE, ids=lambda rule: rule.id)
every_shape = pytest.mark.parametrize("shape", SHAPES)
every_mode = pytest.mark.parametrize("mode", MODES)


def start(*fields, status=200, **more):
    return {"type": "http.response.start", "status": status, "headers": [*START["headers"], *fields], **more}


def length(value):
    return start((b"content-length", value))


def body(content, **more):
    return {"type": "http.response.body", "body": content, **more}


class Watched:
    """A face with what it has found."""

    def __init__(self, app, mode="repair", **policy):
        self.found = []
        self.face = StatusMiddleware(app, Policy(on_finding=mode, report=self.found.append, **policy))

    @property
    def ids(self):
        return [finding.rule.id for finding in self.found]

    def serve(self, request="GET /", **options):
        return serve_asgi(self.face, request, **options)


class Recorder(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)


def watched_rule(app, rule, mode):
    return Watched(app, mode, select=[*ASKED, rule.id])


def same(served, messages):
    return len(served.messages) == len(messages) and all(map(lambda a, b: a is b, served.messages, messages))


def problem(served):
    assert served.error is None
    assert served.value("content-type") == "application/problem+json"
    return json.loads(served.body)


@every_rule
@every_shape
class TestEveryRule:
    @every_mode
    @pytest.mark.long(3)
    def test_its_good_example_passes_as_the_same_objects(self, rule, shape, mode):
        exchange = parse_exchange(rule.good, "asgi")
        messages = messages_of(exchange, shape)
        watched = watched_rule(asgi_app_of(messages), rule, mode)
        served = watched.serve(exchange.request)
        assert (served.error, watched.ids) == (None, [])
        assert same(served, messages)

    @pytest.mark.long(2)
    def test_its_bad_example_is_reported_and_nothing_changes(self, rule, shape):
        exchange = parse_exchange(rule.bad, "asgi")
        messages = messages_of(exchange, shape)
        watched = watched_rule(asgi_app_of(messages), rule, "report")
        served = watched.serve(exchange.request, lenient=True)
        assert rule.id in watched.ids
        assert len(set(watched.ids)) == len(watched.ids)
        assert same(served, messages)
        assert served.error is None

    def test_its_bad_example_leaves_mended_replaced_or_cut(self, rule, shape):
        exchange = parse_exchange(rule.bad, "asgi")
        watched = watched_rule(asgi_app_of(exchange, shape), rule, "repair")
        served = watched.serve(exchange.request)
        unsendable = any(finding.rule.unsendable for finding in watched.found)
        assert rule.id in watched.ids or unsendable
        if unsendable:
            assert served.status == 500
            assert served.value("content-type") == "application/problem+json"
        elif rule.repair is None:
            assert served.headers[: len(exchange.response.fields)] == list(exchange.response.fields)
        elif shape == "single" or not rule.needs_content:
            assert rule.id not in seen_again(exchange, served)
        assert served.complete or isinstance(served.error, ResponseAborted)

    @pytest.mark.long(3)
    def test_its_bad_example_is_the_failure_also_where_the_application_swallows_it(self, rule, shape):
        exchange = parse_exchange(rule.bad, "asgi")

        async def swallowing(scope, receive, send):
            for message in messages_of(exchange, shape):
                try:
                    await send(message)
                except BrokenResponse:
                    continue

        for app in (asgi_app_of(exchange, shape), swallowing):
            watched = watched_rule(app, rule, "raise")
            served = watched.serve(exchange.request, lenient=True)
            assert isinstance(served.error, BrokenResponse)
            assert list(served.error.findings) == watched.found


def seen_again(exchange, served):
    """What a second face finds in what has left the first."""
    second = Watched(asgi_app_of(served.messages), "report", select=[*ASKED, "ADVICE"])
    second.serve(exchange.request, lenient=True)
    return second.ids


@every_mode
@every_shape
@pytest.mark.parametrize(
    "text", [pytest.param(text, id=title) for title, text, interfaces in RIGHT if "asgi" in interfaces]
)
@pytest.mark.long(4)
def test_right_responses_pass_untouched(text, shape, mode):
    exchange = parse_exchange(text, "asgi")
    messages = messages_of(exchange, shape)
    watched = Watched(asgi_app_of(messages), mode)
    # What a proxy sends in its place, the server of an application does not count.
    lenient = exchange.request.method == "HEAD" or any(map(exchange.response.has, HANDED_OVER))
    served = watched.serve(exchange.request, lenient=lenient)
    assert (served.error, watched.ids) == (None, [])
    if exchange.request.method != "HEAD" or mode != "repair":
        assert same(served, messages)


class TestWhenTheHeadIsSent:
    def before_the_body(self, message, mode="repair", **scope):
        """What the server has when the application has sent the head but no content."""
        seen = []

        async def app(scope, receive, send):
            await send(message)
            seen.extend(served.messages)
            await send(CHUNK)
            await send(END)

        served = None

        async def outer(scope, receive, send):
            nonlocal served

            async def counted(message):
                served.messages.append(message)
                await send(message)

            from asgi_faces import Served

            served = Served()
            await Watched(app, mode).face(scope, receive, counted)

        result = serve_asgi(outer, "GET /", **scope)
        assert result.error is None
        return seen

    @pytest.mark.parametrize("mode", ["repair", "raise"])
    def test_it_is_held_until_the_first_part_of_the_content(self, mode):
        assert self.before_the_body(START, mode) == []

    def test_it_is_not_held_where_nothing_is_to_be_changed(self):
        assert self.before_the_body(START, "report") == [START]

    @pytest.mark.parametrize(
        "name, value", [(b"content-type", b"text/event-stream"), (b"Content-Type", b"Text/Event-Stream; charset=utf-8")]
    )
    def test_it_is_never_held_for_an_event_stream(self, name, value):
        head = {"type": "http.response.start", "status": 200, "headers": [(name, value)]}
        assert self.before_the_body(head) == [head]

    def test_an_event_stream_that_cannot_be_sent_is_replaced_at_once(self):
        head = start((b"content-type", b"text/event-stream"), (b"x", b"a\r\nb"))
        served = Watched(asgi_app_of([{**head, "headers": head["headers"][1:]}, CHUNK, END])).serve()
        assert problem(served)["status"] == 500

    def test_a_handler_that_fails_before_its_first_byte_is_answered(self, records):
        served = Watched(asgi_app_of([start((b"x-secret", b"1"), (b"x-request-id", b"7")), ValueError("no")])).serve()
        assert problem(served)["status"] == 500
        assert (served.value("x-secret"), served.value("x-request-id")) == (None, "7")
        assert len(records) == 1


class TestExtensions:
    HINT = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}
    PUSH = {"type": "http.response.push", "path": "/a.css", "headers": []}
    DEBUG = {"type": "http.response.debug", "info": {}}
    TRAILERS = {"type": "http.response.trailers", "headers": [(b"server-timing", b"a;dur=1")]}
    PATH = {"type": "http.response.pathsend", "path": "/etc/hostname"}
    UNKNOWN = {"type": "http.response.of.tomorrow"}

    @every_mode
    @pytest.mark.parametrize(
        "messages",
        [
            pytest.param([HINT, START, BODY], id="early hint"),
            pytest.param([PUSH, START, BODY], id="push"),
            pytest.param([DEBUG, START, BODY], id="debug"),
            pytest.param([start(trailers=True), CHUNK, END, TRAILERS], id="trailers behind a stream"),
            pytest.param([start(trailers=True), BODY, TRAILERS], id="trailers behind one part"),
            pytest.param([length(b"7"), PATH], id="path"),
            pytest.param([length(b"700"), {"type": "http.response.zerocopysend", "file": 3}], id="zero copy"),
            pytest.param(
                [length(b"700"), {"type": "http.response.zerocopysend", "file": 3, "more_body": True}, BODY],
                id="zero copy and a part",
            ),
        ],
    )
    def test_their_messages_pass(self, messages, mode):
        watched = Watched(asgi_app_of(messages), mode)
        served = watched.serve()
        assert (served.error, watched.ids) == (None, [])
        assert same(served, messages)

    @pytest.mark.parametrize(
        ("request_line", "status"), [("HEAD /", 200), ("DELETE /", 204), ("GET /\nIf-None-Match: *", 304)]
    )
    @pytest.mark.parametrize("more", [False, True])
    def test_nothing_that_is_named_leaves_where_there_is_no_content(self, request_line, status, more):
        named = {"type": "http.response.zerocopysend", "file": 3, "more_body": True}
        messages = [{**START, "status": status}, *([named] if more else []), self.PATH]
        for mode, left in (
            ("repair", [{"type": "http.response.body", "body": b"", "more_body": False}]),
            ("report", [self.PATH]),
        ):
            served = Watched(asgi_app_of(messages), mode, select=["content-length-*"]).serve(request_line, lenient=True)
            empty = [{"type": "http.response.body", "body": b"", "more_body": True}] if mode == "repair" else [named]
            assert (served.status, served.messages[1:]) == (status, [*(empty if more else []), *left])

    def test_an_early_hint_passes_while_the_head_is_held(self):
        messages = [START, self.DEBUG, BODY]
        served = Watched(asgi_app_of(messages)).serve()
        assert served.messages == [self.DEBUG, START, BODY]

    def test_a_message_of_an_extension_to_come_follows_the_head(self):
        messages = [START, self.UNKNOWN, BODY]
        served = Watched(asgi_app_of(messages)).serve(lenient=True, extensions={self.UNKNOWN["type"]: {}})
        assert same(served, messages)

    def test_a_message_of_an_extension_to_come_goes_with_the_head_that_cannot_be_sent(self):
        app = asgi_app_of([start((b"x", b"a\nb")), self.UNKNOWN, BODY])
        served = Watched(app).serve(lenient=True, extensions={self.UNKNOWN["type"]: {}})
        assert problem(served)["status"] == 500
        assert self.UNKNOWN not in served.messages

    def test_a_path_behind_a_head_that_cannot_be_sent_is_dropped(self):
        served = Watched(asgi_app_of([start((b"x", b"a\nb")), self.PATH])).serve()
        assert problem(served)["status"] == 500


class TestOtherScopes:
    @pytest.mark.parametrize("kind", ["lifespan", "telepathy"])
    def test_the_application_gets_the_very_same_objects(self, kind):
        given = []

        async def app(*objects):
            given.extend(objects)
            return 7

        async def receive(): ...
        async def send(message): ...

        scope = {"type": kind}
        asyncio.run(StatusMiddleware(app)(scope, receive, send))
        assert [id(one) for one in given] == [id(one) for one in (scope, receive, send)]
        assert scope == {"type": kind}

    @pytest.mark.parametrize("error", [ValueError, SystemExit])
    def test_their_exceptions_pass(self, error, records):
        async def app(scope, receive, send):
            raise error

        served = serve_asgi(StatusMiddleware(app), {"type": "lifespan"})
        assert type(served.error) is error
        assert not records


def generated(*fields):
    yield from fields


def failing():
    yield b"content-type", b"text/plain"
    raise ValueError("no more")


class Sly(int):
    """An integer that lies about what it is equal to."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(200)

    def __index__(self):
        return 200

    def __int__(self):
        return 200


class TestTypes:
    @pytest.mark.parametrize(
        "fields",
        [
            pytest.param(((b"content-type", b"text/plain"),), id="tuple"),
            pytest.param([[b"content-type", b"text/plain"]], id="list of lists"),
            pytest.param([(b"Content-Type", b"text/plain")], id="capitals"),
        ],
    )
    def test_fields_that_can_be_read_twice_pass_as_they_are(self, fields):
        messages = [{"type": "http.response.start", "status": 200, "headers": fields}, BODY]
        watched = Watched(asgi_app_of(messages))
        served = watched.serve(lenient=True)
        assert same(served, messages)
        assert not watched.found

    @every_mode
    def test_fields_that_can_be_read_once_leave_once_and_whole(self, mode):
        fields = generated((b"content-type", b"text/plain"), (b"x-a", b"1"))
        watched = Watched(asgi_app_of([{"type": "http.response.start", "status": 200, "headers": fields}, BODY]), mode)
        served = watched.serve()
        assert served.headers == [("content-type", "text/plain"), ("x-a", "1")]
        assert served.complete
        assert not watched.found

    @every_mode
    def test_a_head_without_fields_is_a_head(self, mode):
        messages = [{"type": "http.response.start", "status": 404}, {"type": "http.response.body"}]
        served = Watched(asgi_app_of(messages), mode).serve()
        assert same(served, messages)
        assert served.complete

    @pytest.mark.parametrize("status", [HTTPStatus.OK, type("Code", (int,), {})(200)])
    def test_an_integer_of_a_derived_type_leaves_as_an_integer(self, status):
        watched = Watched(asgi_app_of([{**START, "status": status}, BODY]))
        served = watched.serve()
        assert (type(served.status), served.status, watched.ids) == (int, 200, [])

    def test_an_integer_that_lies_is_taken_for_what_it_is(self):
        watched = Watched(asgi_app_of([{**START, "status": Sly(700)}, BODY]))
        assert problem(watched.serve())["status"] == 500
        assert watched.ids == ["status-code-above-599"]

    @pytest.mark.parametrize("status", [True, False, "200", 200.0, None, 20, -1, 1000, 99, [], b"200", 10**30])
    def test_what_is_no_status_code_is_replaced(self, status):
        watched = Watched(asgi_app_of([{**START, "status": status}, BODY]))
        assert problem(watched.serve())["status"] == 500
        assert len(watched.ids) == 1

    @pytest.mark.parametrize("status", [True, "200", 200.0, None, -1, []])
    def test_what_is_no_status_code_is_only_reported_where_nothing_may_change(self, status):
        messages = [{**START, "status": status}, CHUNK, END]
        watched = Watched(asgi_app_of(messages), "report")
        served = watched.serve(lenient=True)
        assert same(served, messages)
        assert watched.ids

    def test_a_head_without_status_code_is_replaced(self):
        assert problem(Watched(asgi_app_of([{"type": "http.response.start"}, BODY])).serve())["status"] == 500

    @pytest.mark.parametrize(
        "fields",
        [
            None,
            7,
            "content-type",
            {b"content-type": b"text/plain"},
            {"content-type": "text/plain"},
            [("content-type", "text/event-stream")],
            [(b"content-type", "text/event-stream")],
            [(b"content-type", None)],
            [(b"content-length",)],
            [b"xy"],
            [(b"content-type", 5)],
        ],
    )
    @pytest.mark.parametrize("messages", [[BODY], [CHUNK, END]], ids=["single", "chunked"])
    def test_what_are_no_fields_is_replaced(self, fields, messages):
        head = {**START, "headers": fields}
        assert problem(Watched(asgi_app_of([head, *messages])).serve())["status"] == 500
        served = Watched(asgi_app_of([head, *messages]), "report").serve(lenient=True)
        assert served.error is None
        assert len(served.messages) == 1 + len(messages)

    def test_fields_that_fail_while_they_are_read_are_a_failure_of_the_application(self, records):
        served = Watched(asgi_app_of([{**START, "headers": failing()}, BODY])).serve()
        assert problem(served)["status"] == 500
        assert "no more" in str(records[0].exc_info[1])

    @pytest.mark.parametrize(
        "content, octets",
        [
            (memoryview(b"Hello"), b"Hello"),
            (memoryview(b"\1\0\2\0").cast("H"), b"\1\0\2\0"),
            (bytearray(b"Hello"), b"Hello"),
            (None, b""),
            (type("Mine", (bytes,), {})(b"Hello"), b"Hello"),
        ],
    )
    @pytest.mark.parametrize("more", [{}, {"more_body": True}])
    def test_content_leaves_as_bytes(self, content, octets, more):
        declared = length(str(len(octets)).encode())
        served = Watched(asgi_app_of([declared, body(content, **more), *([END] if more else [])])).serve()
        assert served.body == octets
        assert served.complete

    @pytest.mark.parametrize("content", ["Hello", 5, ["Hello"]])
    def test_text_before_the_head_is_a_failure_that_is_answered(self, content, records):
        assert problem(Watched(asgi_app_of([START, body(content)])).serve())["status"] == 500
        assert "not str" in str(records[0].exc_info[1]) or type(content) is not str

    def test_text_behind_the_head_cuts_the_connection(self, records):
        served = Watched(asgi_app_of([START, CHUNK, body("Hello")])).serve()
        assert type(served.error) is ResponseAborted
        assert len(records) == 1


class Quoted(bytes):
    """Says of itself what it is not."""

    def __eq__(self, other):
        return True

    def decode(self, *args):
        return "another"

    __hash__ = bytes.__hash__


class TestExactness:
    def test_octets_of_a_class_of_its_own_leave_as_what_they_hold(self):
        watched = Watched(asgi_app_of([start((Quoted(b"x-a"), Quoted(b"b"))), BODY]))
        served = watched.serve()
        assert (watched.ids, served.value("x-a")) == ([], "b")
        assert {type(part) for line in served.start["headers"] for part in line} == {bytes}

    def test_a_policy_that_only_reports_sends_them_as_they_are(self):
        messages = [start((Quoted(b"x-a"), Quoted(b"b"))), BODY]
        assert same(Watched(asgi_app_of(messages), "report").serve(lenient=True), messages)


class TestOrder:
    @pytest.mark.parametrize(
        "messages", [[BODY], [TestExtensions.PATH], [START, START, BODY], [START, TestExtensions.TRAILERS]]
    )
    def test_what_comes_too_early_or_twice_is_an_error_that_is_answered(self, messages, records):
        served = Watched(asgi_app_of(messages)).serve()
        assert problem(served)["status"] == 500
        assert "cannot be sent" in str(records[0].exc_info[1])

    def test_a_second_head_that_is_refused_leaves_the_first(self):
        async def app(scope, receive, send):
            await send(START)
            with pytest.raises(RuntimeError, match="is sent again"):
                await send({**START, "status": 500})
            await send(BODY)

        assert Watched(app).serve().messages == [START, BODY]

    @pytest.mark.parametrize("messages", [[START, BODY], [START, CHUNK, END]])
    @pytest.mark.parametrize("late", [START, BODY, CHUNK])
    def test_what_comes_after_the_end_is_refused_and_the_response_whole(self, messages, late):
        async def app(scope, receive, send):
            for message in messages:
                await send(message)
            with pytest.raises(RuntimeError, match="after the end"):
                await send(late)

        served = Watched(app).serve()
        assert same(served, messages)
        assert served.complete

    def test_a_second_head_in_the_middle_cuts_the_connection(self, records):
        served = Watched(asgi_app_of([START, CHUNK, START])).serve()
        assert (served.messages, type(served.error)) == ([START, CHUNK], ResponseAborted)
        assert len(records) == 1

    @pytest.mark.parametrize("messages", [[BODY], [START, BODY, BODY], [START, CHUNK, START]])
    def test_where_nothing_may_change_it_is_the_server_that_refuses(self, messages):
        served = Watched(asgi_app_of(messages), "report").serve(lenient=True)
        assert served.messages[: len(messages)] == messages

    @pytest.mark.parametrize("message", [{}, None, 7])
    def test_what_is_no_message_is_an_error_that_is_answered(self, message):
        assert problem(Watched(asgi_app_of([message])).serve())["status"] == 500

    @pytest.mark.parametrize("messages", [[], [START], [TestExtensions.HINT]])
    def test_an_application_that_does_not_answer_is_answered_for(self, messages, records):
        served = Watched(asgi_app_of(messages)).serve()
        assert problem(served)["status"] == 500
        assert "without having completed" in str(records[0].exc_info[1])

    @pytest.mark.parametrize("messages", [[], [START]])
    def test_that_is_left_to_the_server_where_exceptions_are(self, messages, records):
        served = Watched(asgi_app_of(messages), catch_exceptions=False).serve()
        assert (served.messages, served.error, records) == ([], None, [])

    @pytest.mark.parametrize("mode", ["repair", "raise"])
    def test_a_stream_without_an_end_is_cut(self, mode, records):
        served = Watched(asgi_app_of([START, CHUNK]), mode, ignore=["response-unfinished"]).serve()
        assert type(served.error) is ResponseAborted
        assert "before the end" in str(records[0].exc_info[1])
        assert len(records) == 1

    def test_a_stream_without_an_end_is_left_to_the_server_where_nothing_may_change(self, records):
        served = Watched(asgi_app_of([START, CHUNK]), "report").serve()
        assert (served.messages, served.error, records) == ([START, CHUNK], None, [])

    @pytest.mark.parametrize("messages", [[], [START], [START, CHUNK]])
    def test_nobody_is_answered_who_has_left(self, messages, records):
        async def app(scope, receive, send):
            await receive()
            await asgi_app_of(messages)(scope, receive, send)

        served = Watched(app).serve(disconnected=True)
        assert (served.error, records) == (None, [])
        assert not served.complete


class TestContentLength:
    @pytest.mark.parametrize("declared", [b"0", b"3", b"9", b"+5", b"1_0", b"9" * 30, b"9" * 5000, b"", b"0x5", b"-5"])
    def test_of_one_part_it_is_mended(self, declared):
        watched = Watched(asgi_app_of([length(declared), BODY]))
        served = watched.serve()
        assert (served.value("content-length"), served.body, served.complete) == ("5", b"Hello", True)
        assert len(watched.found) == 1

    def test_of_empty_content_it_is_mended(self):
        served = Watched(asgi_app_of([length(b"5"), body(b"")])).serve()
        assert (served.value("content-length"), served.complete) == ("0", True)

    @every_mode
    @pytest.mark.parametrize("declared", [b"3", b"9", b"+5", b"9" * 5000])
    def test_of_a_stream_it_is_reported_once(self, declared, mode):
        watched = Watched(asgi_app_of([length(declared), CHUNK, END]), mode)
        watched.serve(lenient=True)
        assert len(watched.found) == 1

    @pytest.mark.parametrize(
        "cut", [[CHUNK, END], [body(b"He", more_body=True), body(b"llo")], [CHUNK, CHUNK, CHUNK, END]]
    )
    def test_what_is_beyond_it_is_cut(self, cut):
        served = Watched(asgi_app_of([length(b"3"), *cut])).serve()
        assert (served.body, served.complete) == (b"Hel", True)

    def test_less_than_it_never_looks_complete(self, records):
        served = Watched(asgi_app_of([length(b"9"), CHUNK, END])).serve()
        assert type(served.error) is ResponseAborted
        assert served.messages[-1] == {**END, "more_body": True}
        assert not records

    def test_whitespace_around_it_is_no_part_of_it(self):
        served = Watched(asgi_app_of([length(b" 3 "), CHUNK, END])).serve()
        assert served.body == b"Hel"

    @pytest.mark.parametrize("declared, left, whole", [(b"3", b"Hel", True), (b"9", b"Hello", False)])
    def test_signed_content_is_not_mended_but_cut(self, declared, left, whole):
        fields = [(b"content-length", declared), (b"content-digest", b"sha-256=:AA==:")]
        served = Watched(asgi_app_of([start(*fields), BODY])).serve()
        assert (served.body, served.complete) == (left, whole)

    @pytest.mark.parametrize(
        "request_line, status", [("HEAD /", 200), ("DELETE /7", 204), ("POST /", 205), ("GET /\nIf-None-Match: *", 304)]
    )
    @every_shape
    def test_content_where_none_is_allowed_is_dropped(self, request_line, status, shape):
        exchange = parse_exchange(f"{request_line}\n\n{status} X\nContent-Type: text/plain\n\nHello")
        watched = Watched(asgi_app_of(exchange, shape), select=[*ASKED, "head-content-left-to-server"])
        served = watched.serve(exchange.request)
        assert (served.body, served.complete, served.status) == (b"", True, status)
        assert len(watched.found) == 1

    def test_an_application_that_changes_the_method_does_not_change_what_was_asked(self):
        async def app(scope, receive, send):
            scope.update(method="GET", path="/other")
            await asgi_app_of([length(b"5"), BODY])(scope, receive, send)

        watched = Watched(app, select=[*ASKED, "head-content-left-to-server"])
        served = watched.serve("HEAD /this")
        assert (served.body, served.value("content-length")) == (b"", "5")
        assert watched.found[0].exchange.request.path == "/this"

    def test_nor_does_one_behind_a_scope_of_a_class_that_does_not_copy(self):
        class Scope(dict):
            def copy(self):
                return self

        async def app(scope, receive, send):
            scope.update(method="GET", path="/other")
            await asgi_app_of([length(b"5"), BODY])(scope, receive, send)

        watched = Watched(app, select=[*ASKED, "head-content-left-to-server"])
        sent = []

        async def send(message):
            sent.append(message)

        asyncio.run(watched.face(Scope(scope_of("HEAD /this")), None, send))
        assert [message.get("body", b"") for message in sent] == [b"", b""]
        assert watched.found[0].exchange.request.path == "/this"


class TestExceptions:
    PHASES = [
        pytest.param([], id="at once"),
        pytest.param([TestExtensions.HINT], id="after a hint"),
        pytest.param([START], id="after the head"),
    ]

    @every_mode
    @pytest.mark.parametrize("before", PHASES[:2])
    def test_before_the_head_they_are_answered_and_logged_once(self, before, mode, records):
        served = Watched(asgi_app_of([*before, KeyError("secret")]), mode).serve("GET /a?token=1")
        assert served.status == 500
        assert "secret" not in str(served.messages)
        assert problem(served)["instance"] == records[0].error_id
        assert served.value("cache-control") == "no-store"
        assert "GET /a failed, answered with 500" in records[0].getMessage()
        assert "token" not in records[0].getMessage()
        assert len(records) == 1

    @pytest.mark.parametrize("messages", [[START, CHUNK], [START, CHUNK, CHUNK]])
    def test_behind_the_first_byte_they_cut_the_connection(self, messages, records):
        served = Watched(asgi_app_of([*messages, ValueError("no")])).serve()
        assert served.messages == messages
        assert type(served.error) is ResponseAborted
        assert served.error.__cause__ is None
        assert served.error.__suppress_context__
        assert "after the response had begun" in records[0].getMessage()
        assert len(records) == 1

    @every_mode
    def test_behind_a_whole_response_they_are_the_servers(self, mode, records):
        error = ValueError("background")
        served = Watched(asgi_app_of([START, BODY, error]), mode).serve()
        assert served.messages == [START, BODY]
        assert served.error is error
        assert not records

    def test_behind_a_response_that_was_replaced_they_are_the_servers(self, records):
        error = ValueError("late")
        served = Watched(asgi_app_of([start((b"x", b"\0")), BODY, BODY, START, error])).serve()
        assert (served.status, served.error) == (500, error)
        (record,) = records
        assert json.loads(served.body)["instance"] == record.error_id

    @pytest.mark.parametrize("messages", [[], [START], [START, CHUNK]])
    def test_they_pass_where_the_policy_says_so(self, messages, records):
        error = ValueError("mine")
        served = Watched(asgi_app_of([*messages, error]), catch_exceptions=False).serve()
        assert (served.error, records) == (error, [])

    @pytest.mark.parametrize("kind", [asyncio.CancelledError, KeyboardInterrupt, GeneratorExit])
    @pytest.mark.parametrize("messages", [[], [START], [START, CHUNK]])
    def test_what_ends_the_task_is_never_caught(self, kind, messages, records):
        async def app(scope, receive, send):
            await asgi_app_of(messages)(scope, receive, send)
            raise kind

        served = Watched(app).serve()
        assert type(served.error) is kind
        assert not records
        assert len(served.messages) == (2 if CHUNK in messages else 0)

    def test_a_cancelled_send_sends_no_second_head(self, records):
        async def cancelled(message):
            sent.append(message)
            raise asyncio.CancelledError

        async def serve():
            await Watched(asgi_app_of([START, BODY])).face(scope_of(), None, cancelled)

        sent = []
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(serve())
        assert (sent, records) == ([START], [])

    def test_an_exit_is_answered_and_critical(self, records):
        assert problem(Watched(asgi_app_of([SystemExit(3)])).serve())["status"] == 500
        assert [record.levelname for record in records] == ["CRITICAL"]

    @pytest.mark.parametrize(
        "error, status",
        [
            (HTTPException(404), 404),
            (Problem(409, "no"), 409),
            (ExceptionGroup("one", [HTTPException(404)]), 404),
            (ExceptionGroup("one", [ExceptionGroup("two", [Problem(409)])]), 409),
            (ExceptionGroup("two", [Problem(409), HTTPException(503)]), 503),
            (ExceptionGroup("two", [Problem(409), ValueError()]), 500),
            (MemoryError(), 500),
            (RecursionError(), 500),
            (TimeoutError(), 504),
        ],
    )
    def test_what_stands_for_a_status_code_gets_it(self, error, status):
        served = Watched(asgi_app_of([error]), mapping={TimeoutError: 504}).serve()
        assert problem(served)["status"] == served.status == status

    def test_a_group_from_a_task_group_is_its_one_member(self):
        async def fail():
            raise HTTPException(404)

        async def app(scope, receive, send):
            async with anyio.create_task_group() as group:
                group.start_soon(fail)

        assert Watched(app).serve().status == 404

    def test_the_answer_is_judged_as_every_response(self):
        watched = Watched(asgi_app_of([HTTPException(401)]))
        assert watched.serve().status == 401
        assert watched.ids == ["unauthorized-without-challenge"]
        raising = Watched(asgi_app_of([HTTPException(401)]), "raise")
        assert type(raising.serve().error) is BrokenResponse

    def test_an_answer_that_cannot_be_written_gives_way_to_one_that_can(self, records):
        class Unwritable(Problem):
            status = 409

            def answer(self, method, accept):
                raise ValueError("unwritable")

        served = Watched(asgi_app_of([Unwritable()])).serve()
        assert problem(served)["status"] == 500
        assert "when its answer was written" in records[0].getMessage()
        assert len(records) == 1

    def test_an_answer_that_fails_half_way_is_cut(self):
        def failing(error):
            yield "some"
            raise ValueError("more")

        app = asgi_app_of([KeyError()])
        served = Watched(app, mapping={KeyError: lambda error: Reply(failing(error))}).serve()
        assert served.body == b"some"
        assert not served.complete

    @pytest.mark.parametrize(
        "error",
        [
            HTTPException(404, headers={"x": "a\r\nb"}),
            HTTPException(204),
            HTTPException(99, "x"),
            HTTPException(700, "x"),
        ],
    )
    def test_an_http_exception_that_cannot_be_sent_is_a_failure(self, error):
        served = Watched(asgi_app_of([error])).serve()
        assert served.error is None
        assert served.status in (204, 500)

    @pytest.mark.parametrize("method, empty", [("GET", False), ("HEAD", True)])
    def test_head_has_no_content(self, method, empty):
        served = Watched(asgi_app_of([ValueError()])).serve(f"{method} /")
        assert (served.body == b"") is empty
        assert served.status == 500

    def test_browsers_get_a_page(self):
        served = Watched(asgi_app_of([ValueError()])).serve("GET /\nAccept: text/html")
        assert served.value("content-type").startswith("text/html")

    def test_an_exception_that_is_raised_again_and_again_keeps_no_frames(self, monkeypatch):
        monkeypatch.setattr(logging.getLogger("statusmw"), "propagate", False)

        class Big:
            pass

        seen = []
        again = ValueError("again")

        def fails(before):
            async def app(scope, receive, send):
                big = Big()
                seen.append(weakref.ref(big))
                await asgi_app_of(before)(scope, receive, send)
                raise again

            return app

        for before in ([], [START], [START, CHUNK]):
            Watched(fails(before)).serve()
            assert again.__traceback__ is None
        gc.collect()
        assert [ref() for ref in seen] == [None, None, None]

    def test_the_cause_that_starlette_wraps_keeps_no_frames_either(self):
        cause = HTTPException(404)

        async def app(scope, receive, send):
            try:
                raise cause
            except HTTPException as error:
                raise RuntimeError("Caught handled exception, but response already started.") from error

        assert Watched(app).serve().status == 404
        assert cause.__traceback__ is None

    def test_context_variables_pass(self):
        where = ContextVar("where")

        async def app(scope, receive, send):
            assert where.get() == "outside"
            where.set("inside")
            await send(START)
            await send(BODY)

        async def outer(scope, receive, send):
            where.set("outside")
            await StatusMiddleware(app)(scope, receive, send)
            assert where.get() == "inside"

        assert serve_asgi(outer).complete

    def test_what_the_application_returns_is_not_the_servers(self):
        async def app(scope, receive, send):
            await send(START)
            await send(BODY)
            return 7

        result = asyncio.run(_returned(StatusMiddleware(app)))
        assert result is None


async def _returned(face):
    async def send(message): ...

    return await face(scope_of(), None, send)


class TestClientsThatLeave:
    @pytest.mark.parametrize("gone_after", [0, 1, 2])
    @every_mode
    def test_an_error_from_send_is_no_failure(self, gone_after, mode, records):
        served = Watched(asgi_app_of([START, CHUNK, END]), mode).serve(gone_after=gone_after)
        assert type(served.error) is BrokenPipeError
        assert len(served.messages) == gone_after
        assert not records

    def test_nothing_is_sent_after_an_application_has_swallowed_it(self, records):
        async def app(scope, receive, send):
            await send(START)
            with pytest.raises(BrokenPipeError):
                await send(CHUNK)

        served = Watched(app).serve(gone_after=1)
        assert (served.error, len(served.messages), records) == (None, 1, [])

    @pytest.mark.parametrize("before", [[], [START], [START, CHUNK]])
    def test_starlettes_word_for_it_passes(self, before, records):
        served = Watched(asgi_app_of([*before, ClientDisconnect()])).serve()
        assert type(served.error) is ClientDisconnect
        assert not records

    def test_what_fails_because_the_client_has_left_passes(self, records):
        async def app(scope, receive, send):
            assert (await receive())["type"] == "http.disconnect"
            raise ValueError("nobody is there")

        served = Watched(app).serve(disconnected=True)
        assert type(served.error) is ValueError
        assert (served.messages, records) == ([], [])


class TestReports:
    BROKEN = [start(status=401), BODY]

    def test_a_report_that_fails_changes_nothing(self, records):
        def fail(finding):
            raise ValueError("report")

        served = serve_asgi(StatusMiddleware(asgi_app_of(self.BROKEN), Policy(report=fail)))
        assert (served.status, served.complete) == (401, True)
        assert "report" in records[0].getMessage()

    def test_by_default_a_finding_is_one_line_of_the_log(self, records):
        assert serve_asgi(StatusMiddleware(asgi_app_of(self.BROKEN)), "GET /a?token=1").status == 401
        assert "GET /a -> 401: " in records[0].getMessage()
        assert len(records) == 1

    def test_two_faces_answer_an_exception_once(self, records):
        served = serve_asgi(StatusMiddleware(StatusMiddleware(asgi_app_of([ValueError()]))))
        assert problem(served)["status"] == 500
        assert len(records) == 1

    @pytest.mark.parametrize("messages", [[START, CHUNK, ValueError()], [length(b"9"), CHUNK, END]])
    def test_two_faces_cut_a_response_once(self, messages, records):
        served = serve_asgi(StatusMiddleware(StatusMiddleware(asgi_app_of(messages))))
        assert type(served.error) is ResponseAborted
        assert len(records) == 1


class TestStarlettesLastResort:
    """What `ServerErrorMiddleware` sends before it raises, where the face cannot reach it."""

    TEXT = [
        {"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"text/plain")]},
        body(b"Internal Server Error"),
    ]

    def hidden(self, messages, error, *, raises=True):
        async def app(scope, receive, send):
            try:
                raise error
            except Exception:
                for message in messages:
                    await send(message)
                if raises:
                    raise

        return app

    def test_its_text_is_replaced(self, records):
        served = Watched(self.hidden(self.TEXT, ValueError())).serve()
        assert problem(served)["instance"] == records[0].error_id

    def test_its_text_is_replaced_by_what_a_wrapped_exception_stands_for(self):
        error = RuntimeError("Caught handled exception, but response already started.")
        error.__cause__ = ValueError()
        served = Watched(self.hidden(self.TEXT, error)).serve()
        assert served.status == 500

    @pytest.mark.parametrize("content", [b"My own words", b"<h1>Traceback</h1>"])
    def test_every_other_text_is_the_applications_own(self, content, records):
        error = ValueError()
        messages = [self.TEXT[0], body(content)]
        served = Watched(self.hidden(messages, error)).serve()
        assert same(served, messages)
        assert (served.error, records) == (error, [])

    def test_it_leaves_when_the_exception_goes_no_further(self):
        served = Watched(self.hidden(self.TEXT, ValueError(), raises=False)).serve()
        assert same(served, self.TEXT)
        assert served.complete

    def test_it_leaves_when_another_exception_follows(self):
        other = OSError("other")

        async def app(scope, receive, send):
            await self.hidden(self.TEXT, ValueError(), raises=False)(scope, receive, send)
            raise other

        served = Watched(app).serve()
        assert (served.messages, served.error) == (self.TEXT, other)

    def test_it_leaves_where_exceptions_are_the_servers(self):
        error = ValueError()
        served = Watched(self.hidden(self.TEXT, error), catch_exceptions=False).serve()
        assert (served.messages, served.error) == (self.TEXT, error)

    def test_nothing_can_follow_it(self):
        async def app(scope, receive, send):
            try:
                raise ValueError
            except ValueError:
                for message in self.TEXT:
                    await send(message)
                with pytest.raises(RuntimeError, match="waits for what becomes"):
                    await send(BODY)

        assert Watched(app).serve().messages == self.TEXT


NAMES = st.sampled_from(
    [b"content-type", b"Content-Length", b"location", b"x-a", b"x\n", b"", b"allow", b"etag", b"transfer-encoding"]
)
VALUES = st.sampled_from([b"text/plain", b"5", b"0", b"3", b"12", b"+5", b"a\r\nb", b"\xff", b"", b"text/event-stream"])
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 205, 206, 301, 304, 404, 405, 500, 503, 99, 101, 600, "200", None])
CONTENTS = st.sampled_from([b"", b"Hello", b"Hi", bytearray(b"Hey"), None, "text"])
MESSAGES = st.one_of(
    st.builds(lambda s, h: {"type": "http.response.start", "status": s, "headers": h}, STATUSES, FIELDS),
    st.builds(lambda b, m: {"type": "http.response.body", "body": b, "more_body": m}, CONTENTS, st.booleans()),
    st.just(END),
    st.just(TestExtensions.PATH),
    st.sampled_from([ValueError("x"), HTTPException(404), SystemExit(), OSError("x")]),
)
LIKELY = st.tuples(
    st.builds(lambda s, h: {"type": "http.response.start", "status": s, "headers": h}, STATUSES, FIELDS),
    st.lists(MESSAGES, max_size=4),
).map(lambda drawn: [drawn[0], *drawn[1]])


@settings(deadline=None, max_examples=examples(400))
@given(
    messages=st.lists(MESSAGES, max_size=4) | LIKELY,
    method=st.sampled_from(["GET", "HEAD", "POST"]),
    swallows=st.booleans(),
)
def test_what_leaves_is_acceptable_to_the_server_or_the_connection_is_cut(messages, method, swallows):
    refused = []

    async def app(scope, receive, send):
        for message in messages:
            if isinstance(message, BaseException):
                raise message
            try:
                await send(message)
            except Exception as error:
                refused.append(error)
                if not swallows:
                    raise

    served = Watched(app).serve(f"{method} /")
    assert not any(type(error).__name__ == "Refused" for error in refused)
    assert served.complete or served.error is not None
    assert served.start is not None


@settings(deadline=None, max_examples=examples(200))
@given(
    case=st.sampled_from(
        [text for _, text, interfaces in RIGHT if "asgi" in interfaces and not text.startswith("HEAD")]
    ),
    mode=st.sampled_from(MODES),
    cuts=st.lists(st.integers(0, 40), max_size=4),
)
def test_what_is_right_leaves_as_it_came_however_it_is_divided(case, mode, cuts):
    exchange = parse_exchange(case)
    content, places = content_of(exchange), sorted({0, *cuts, exchange.length})
    parts = [content[a:b] for a, b in zip(places, places[1:], strict=False)]
    head = messages_of(exchange)[0]
    messages = [head, *({"type": "http.response.body", "body": part, "more_body": True} for part in parts), END]
    watched = Watched(asgi_app_of(messages), mode)
    served = watched.serve(exchange.request, lenient=any(map(exchange.response.has, HANDED_OVER)))
    assert same(served, messages)
    assert (served.error, watched.found) == (None, [])
