"""Faults of the status: what is no status code of a final response is replaced, what nobody has registered leaves."""

import enum
import http

import pytest

from faulting.apps import PLAIN, app_of
from faulting.naming import cells, fault
from faulting.trying import SENT, assert_refused, assert_safe, assert_worse_bare, tried

BOTH_SHAPES = pytest.mark.parametrize("whole", [True, False], ids=["whole", "stream"])


class Lying(str):
    __slots__ = ()

    def __str__(self):
        return "200 OK"

    def partition(self, _):
        return "200", " ", "OK"

    def encode(self, *_):
        return b"200 OK"


@cells(
    *[("STA-01", str(code), code) for code in (0, 1, 99, 1000, 2**70)],
    *[("STA-02", str(code), code) for code in (600, 666, 999)],
    *[("STA-03", str(code), code) for code in (-1, -200)],
    ("STA-04", "true", True),
    ("STA-04", "float", 200.0),
    ("STA-04", "text", "200"),
    ("STA-04", "octets", b"200"),
    ("STA-04", "none", None),
    ("STA-05", "line end", f"200 OK\r\nX-Injected: {SENT}"),
    ("STA-05", "split", "200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPWNED!"),
    ("STA-05", "line feed", "200 OK\n"),
    ("STA-06", "euro", "200 \u20ac"),
    ("STA-06", "null", "200 O\0K"),
    ("STA-06", "escape", "200 \x1b[31mOK"),
    ("STA-06", "surrogate", "200 \ud800"),
    ("STA-06", "Arabic digits", "\u0662\u0660\u0660 OK"),
    ("STA-06", "superscript", "20\u00b2 OK"),
    ("STA-06", "blank", " 200 OK"),
    ("STA-06", "plus", "+200 OK"),
    ("STA-07", "empty", ""),
    ("STA-07", "letters", "abc"),
    ("STA-07", "octets", b"200 OK"),
    ("STA-07", "none", None),
    ("STA-07", "four digits", "2000 OK"),
    ("STA-07", "no blank", "200OK"),
    ("STA-07", "tab", "200\tOK"),
    ("STA-07", "float", "200.0 OK"),
)
@BOTH_SHAPES
def test_what_is_no_status_is_replaced(face, case, whole):
    (status,) = case
    assert_worse_bare(face, app_of(face, status, whole=whole))
    assert assert_refused(tried(face, app_of(face, status, parts=(SENT.encode(),), whole=whole))).ids


@cells(("STA-07", "no phrase", "200"), ("STA-07", "empty phrase", "200 "), ("STA-07", "own words", "200 All fine"))
@BOTH_SHAPES
def test_a_status_line_without_words_or_with_others_leaves(face, case, whole):
    came = assert_safe(tried(face, app_of(face, *case, whole=whole)))
    assert (came.read.status, came.read.body) == (200, b"hello")
    assert came.read.phrase in (b"", b"OK", b"All fine")


@fault("STA-06")
def test_a_status_line_that_lies_does_not_split_the_response(face):
    came = assert_safe(tried(face, app_of(face, Lying(f"200 OK\r\nX-Injected: {SENT}"))))
    assert came.read.values("x-injected") == []


class Code(enum.IntEnum):
    CREATED = 201


class Number(int):
    def __index__(self):
        return 99


@cells(
    ("STA-04", "enum", Code.CREATED, 201),
    ("STA-04", "http", http.HTTPStatus.OK, 200),
    ("STA-04", "int", Number(200), 200),
)
@BOTH_SHAPES
def test_a_subclass_of_int_leaves_as_the_number_it_is(face, case, whole):
    status, expected = case
    fields = (*PLAIN, ("Location", "/orders/7")) if expected == 201 else PLAIN
    came = assert_safe(tried(face, app_of(face, status, fields, whole=whole)))
    assert (came.read.status, came.read.body) == (expected, b"hello")
    assert type(came.server.messages[0]["status"]) is int


@fault("STA-04")
def test_a_head_without_a_status_is_replaced(face):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "headers": []})
        await send({"type": "http.response.body", "body": SENT.encode()})

    assert_refused(tried(face, app))


@cells(*[("STA-08", str(code), code) for code in (299, 419, 499, 520, 599)])
@BOTH_SHAPES
def test_a_code_that_nobody_has_registered_leaves(face, case, whole):
    (code,) = case
    fields = (*PLAIN, ("Content-Length", "5"))
    came = assert_safe(tried(face, app_of(face, code, fields, whole=whole)))
    assert (came.read.status, came.read.body) == (code, b"hello")
    assert {*came.ids} <= {"status-code-unregistered", "status-code-of-vendor"}
    assert came.errors == []
