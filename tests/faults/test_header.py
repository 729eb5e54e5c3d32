"""Faults of the header block: what cannot be sent is replaced as a whole, what can be mended is, the rest is as it was."""

import asyncio

import pytest
from django.http import HttpResponse

import django_site  # noqa: F401 - settings, without which Django makes no response
from faulting.apps import PLAIN, app_of
from faulting.naming import cells, fault
from faulting.trying import SENT, assert_refused, assert_safe, assert_untouched, assert_worse_bare, tried
from statusmw.asgi import StatusMiddleware

BOTH_SHAPES = pytest.mark.parametrize("whole", [True, False], ids=["whole", "stream"])
SPLIT = "a\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPWNED!"


def x(value):
    return (*PLAIN, ("X-Note", value))


def named(name):
    return (*PLAIN, (name, f"v{SENT}"))


def kind(value):
    """A value that is given as it is, in a list."""
    return [("Content-Type", "text/plain"), ("X-Note", value)]


CONTROLS = [octet for octet in (*range(32), 127) if octet not in (0, 9, 10, 13)]

UNSENDABLE = [
    ("HDR-01", "line end", x(f"{SENT}\r\nX-Injected: 1")),
    ("HDR-02", "line feed", x("a\nb")),
    ("HDR-02", "line feed at the end", x("a\n")),
    ("HDR-03", "carriage return", x("a\rb")),
    ("HDR-03", "carriage return at the end", x("a\r")),
    ("HDR-04", "split", x(SPLIT)),
    ("HDR-05", "folded", x("a\r\n b")),
    ("HDR-06", "null", x("a\0b")),
    *[("HDR-07", f"{octet:02x}", x(f"a{chr(octet)}b")) for octet in CONTROLS],
    ("HDR-10", "euro", kind("\u20ac")),
    ("HDR-11", "surrogate", kind("a\ud800")),
    ("HDR-12", "low octets", kind("a\u010d\u010aX-Injected: 1")),
    ("HDR-14", "folded", kind("a\n \u20ac")),
    ("HDR-15", "line end", named("X-A\r\nX-Injected")),
    ("HDR-16", "blank", named("X A")),
    ("HDR-16", "colon", named("X:A")),
    ("HDR-16", "trailing blank", named("X-A ")),
    ("HDR-16", "empty", named("")),
    ("HDR-16", "not ASCII", named("X-\xe9")),
    ("HDR-16", "null", named("X-\0")),
    ("HDR-16", "quote", named('X"A')),
    ("HDR-17", "pseudo", named(":status")),
    ("HDR-18", "none", x(None)),
    ("HDR-18", "number", x(7)),
    ("HDR-20", "none", None),
    ("HDR-20", "number", 7),
    ("HDR-20", "single", [("X-Note",)]),
    ("HDR-20", "text", ["X-Note: 1"]),
    ("HDR-20", "mapping", {"X-Note": "1"}),
]


@cells(*UNSENDABLE)
@BOTH_SHAPES
def test_what_cannot_be_sent_is_replaced_as_a_whole(face, case, whole):
    (fields,) = case
    assert_worse_bare(face, app_of(face, 200, fields, whole=whole))
    came = assert_refused(tried(face, app_of(face, 200, fields, (SENT.encode(),), whole=whole)))
    assert came.ids
    assert all(len(str(finding)) < 1000 for finding in came.findings)


@cells(("HDR-18", "octets", [(b"X-Note", b"1")]), faces=["wsgi"])
def test_octets_are_no_field_over_wsgi(face, case):
    assert_refused(tried(face, app_of(face, 200, *case)))


@cells(("HDR-18", "text", [("x-note", "1")]), faces=["asgi"])
def test_text_is_no_field_over_asgi(face, case):
    assert_refused(tried(face, app_of(face, 200, *case)))


@cells(("HDR-16", "octets", "name"), ("HDR-07", "octets", "value"), ("STA-06", "octets", "phrase"))
@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.long(3)
def test_every_octet_in_every_place_has_the_verdict_of_the_table(face, case, place):
    (part,) = case
    assert {octet for octet in range(256) if not leaves(face, part, place, octet)} == REFUSED[part]


REFUSED = {
    "name": {
        *range(0x21),
        *b'"(),/:;<=>?@[\\]{}',
        *range(0x7F, 0x100),
    },
    "value": {*range(9), *range(0x0A, 0x20), 0x7F},
    "phrase": {*range(9), *range(0x0A, 0x20), 0x7F},
}


def leaves(face, part, place, octet):
    """Whether a head with that octet leaves; never in another form but without the blanks around a value."""
    text = {"first": "{}ab", "middle": "a{}b", "last": "ab{}"}[place].format(chr(octet))
    status = f"200 {text}" if part == "phrase" else 200
    pair = {"name": (text, "v"), "value": ("X-Note", text), "phrase": ("X-Note", "v")}[part]
    came = assert_safe(tried(face, app_of(face, status, (*PLAIN, pair))))
    if came.read.status == 500:
        return False
    if part == "phrase":
        assert came.read.phrase == text.encode("latin-1").strip(b" \t")
    else:
        assert came.read.fields[1] == (pair[0].encode("latin-1"), pair[1].encode("latin-1").strip(b" \t"))
    return True


@cells(
    ("HDR-08", "tab", "a\tb"),
    ("HDR-08", "empty", ""),
    ("HDR-08", "octets", "".join(map(chr, range(0x80, 0x100)))),
    ("HDR-13", "next line", "a\x85b"),
)
@BOTH_SHAPES
def test_what_is_allowed_leaves_as_it_came(face, case, whole):
    fields = (*x(*case), ("Content-Length", "5"))
    assert_untouched(tried(face, app_of(face, 200, fields, whole=whole)), 200, fields, b"hello")


@cells(("HDR-09", "before", " a"), ("HDR-09", "behind", "a "), ("HDR-09", "tab", "\ta\t"))
@BOTH_SHAPES
def test_blanks_around_a_value_mean_nothing_and_are_left(face, case, whole):
    came = assert_safe(tried(face, app_of(face, 200, x(*case), whole=whole)))
    assert (came.read.status, came.read.value("x-note"), came.read.body) == (200, "a", b"hello")
    assert came.findings == []


@fault("HDR-14")
def test_a_field_that_django_folds_is_never_sent(face):
    folded = HttpResponse(headers={"X-Note": "user \u2028 text " * 9})["X-Note"]
    assert_refused(tried(face, app_of(face, 200, (*PLAIN, ("X-Note", f"{folded}\n x")))))


@cells(("HDR-17", "Status", "200 OK"))
def test_a_field_named_status_is_reported_if_anything(face, case):
    came = assert_safe(tried(face, app_of(face, 200, (*PLAIN, ("Status", *case)))))
    assert came.read.status == 200


@fault("HDR-19")
def test_fields_that_can_be_read_once_arrive_once(face):
    fields = (pair for pair in [(b"content-type", b"text/plain"), (b"x-note", b"1")])
    came = assert_safe(tried(face, app_of(face, 200, fields)))
    assert [name for name, _ in came.read.fields] == [b"content-type", b"x-note", b"Transfer-Encoding"]


def changing(face, change):
    """An application that changes its fields behind the head, before the content is there."""
    given = [("Content-Type", "text/plain"), ("X-Note", "1")]

    def wsgi(environ, start_response):
        start_response("200 OK", given)
        change(given, "X-Late", f"{SENT}\r\nX-Injected: 1")
        return [b"hello"]

    async def asgi(scope, receive, send):
        lines = [(name.encode(), value.encode()) for name, value in given]
        await send({"type": "http.response.start", "status": 200, "headers": lines})
        change(lines, b"x-late", f"{SENT}\r\nX-Injected: 1".encode())
        await send({"type": "http.response.body", "body": b"hello"})

    return {"asgi": asgi, "wsgi": wsgi}[face]


@fault("HDR-21")
def test_fields_are_judged_as_they_leave(face):
    came = tried(face, changing(face, lambda fields, name, value: fields.append((name, value))))
    assert_refused(came)


@fault("HDR-21")
def test_what_is_changed_behind_the_first_octet_does_not_leave(face):
    given = [("Content-Type", "text/plain")]

    def wsgi(environ, start_response):
        start_response("200 OK", given)
        yield b"hello"
        given.append(("X-Late", f"{SENT}\r\nX-Injected: 1"))
        yield b"world"

    async def asgi(scope, receive, send):
        lines = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": lines})
        await send({"type": "http.response.body", "body": b"hello", "more_body": True})
        lines.append((b"x-late", f"{SENT}\r\nX-Injected: 1".encode()))
        await send({"type": "http.response.body", "body": b"world"})

    came = assert_safe(tried(face, {"asgi": asgi, "wsgi": wsgi}[face]))
    assert (came.read.status, came.read.body, came.read.value("x-late")) == (200, b"helloworld", None)


class Lying(str):
    """Says of itself what is not so, to whoever asks it."""

    __slots__ = ()

    def __contains__(self, _):
        return False

    def find(self, *_):
        return -1

    def encode(self, *_):
        return b"fine"

    def __str__(self):
        return "fine"

    def __eq__(self, _):
        return True

    __hash__ = str.__hash__


class Pair(tuple):
    __slots__ = ()

    def __iter__(self):
        return iter(("X-Note", "fine"))


class Fields(list):
    def __iter__(self):
        return iter([("X-Note", "fine")])


EVIL = f"{SENT}\r\nX-Injected: 1"


@cells(
    ("HDR-22", "value", [("Content-Type", "text/plain"), ("X-Note", Lying(EVIL))]),
    ("HDR-22", "name", [("Content-Type", "text/plain"), (Lying("X-A\r\nX-B"), "1")]),
    ("HDR-22", "pair", [("Content-Type", "text/plain"), Pair(("X-Note", EVIL))]),
    ("HDR-22", "list", Fields([("Content-Type", "text/plain"), ("X-Note", EVIL)])),
)
@BOTH_SHAPES
def test_what_lies_is_judged_by_what_it_is_or_leaves_as_what_it_said(face, case, whole):
    (fields,) = case
    came = assert_safe(tried(face, app_of(face, 200, fields, whole=whole)))
    assert not came.read.values("x-injected")
    assert came.read.status == 500 or came.read.values("x-note") in ([], ["fine"])


@cells(("HDR-23", "many", 5_000, 1), ("HDR-23", "long", 1, 200_000))
def test_fields_without_measure_leave_and_nothing_of_them_is_kept(face, case):
    count, length = case
    fields = (*PLAIN, *((f"X-{number}", "v" * length) for number in range(count)), ("Content-Length", "5"))
    assert_untouched(tried(face, app_of(face, 200, fields)), 200, fields, b"hello")


@cells(
    ("HDR-24", "types", (*PLAIN, ("Content-Type", "text/html")), b"content-type"),
    ("HDR-24", "locations", (*PLAIN, ("Location", "/a"), ("Location", "/b")), b"location"),
)
def test_fields_that_contradict_each_other_are_reported(face, case):
    fields, name = case
    came = assert_safe(tried(face, app_of(face, 200, fields)), wrong=[f"twice {name!r}"])
    assert "singleton-field-contradicted" in came.ids


@cells(("HDR-24", "the same", (*PLAIN, *PLAIN)))
def test_a_field_that_says_the_same_twice_says_it_once(face, case):
    came = assert_safe(tried(face, app_of(face, 200, *case)))
    assert came.read.values("content-type") == ["text/plain; charset=utf-8"]
    assert len(came.ids) == 1


ABOUT_THE_CONNECTION = [
    ("HDR-25", "keep-alive", ("Keep-Alive", "timeout=5")),
    ("HDR-25", "connection", ("Connection", "keep-alive")),
    ("HDR-25", "length", ("Connection", "Content-Length")),
    ("HDR-25", "upgrade", ("Upgrade", "h2c")),
    ("HDR-25", "trailer", ("Trailer", "X-Sum")),
]


@cells(*ABOUT_THE_CONNECTION, ("HDR-25", "te", ("TE", "trailers")))
@BOTH_SHAPES
def test_fields_about_the_connection_do_not_change_where_the_response_ends(face, case, whole):
    came = assert_safe(tried(face, app_of(face, 200, (*PLAIN, *case), whole=whole)))
    assert (came.read.how, came.read.status, came.read.body) == ("whole", 200, b"hello")


@cells(*ABOUT_THE_CONNECTION[:4], faces=["asgi"])
def test_fields_about_the_connection_do_not_leave_over_http_2(face, case):
    ((name, _),) = case
    came = assert_safe(tried(face, app_of(face, 200, (*PLAIN, *case)), more={"http_version": "2"}))
    assert came.read.values(name.lower()) == []
    assert "connection-field-over-http-2" in came.ids


@cells(
    ("HDR-26", "name", {"headers": [(b"x-a\r\nx-injected", b"1")]}),
    ("HDR-26", "value", {"headers": [(b"x-a", b"1\r\nx-injected: 1")]}),
    ("HDR-27", "line end", {"subprotocol": "chat\r\nX-Injected: 1"}),
)
def test_a_handshake_that_cannot_be_sent_is_denied(face, case):
    messages = []

    async def app(scope, receive, send):
        await send({"type": "websocket.accept", **case[0]})

    async def send(message):
        messages.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [], "extensions": {"websocket.http.response": {}}}
    asyncio.run(StatusMiddleware(app)(scope, None, send))
    start, body = messages
    assert (start["type"], body["type"]) == ("websocket.http.response.start", "websocket.http.response.body")
    assert start["status"] == 500
    assert b"njected" not in b"".join(part for pair in start["headers"] for part in pair) + body["body"]
