"""Faults of where a response ends: lengths that lie, content where there is none, codings, trailers."""

from array import array

import pytest

from faulting.apps import PLAIN, app_of
from faulting.naming import cells, fault
from faulting.trying import ASKED, assert_refused, assert_safe, assert_untouched, assert_worse_bare, tried

BOTH_SHAPES = pytest.mark.parametrize("whole", [True, False], ids=["whole", "stream"])


def length(*values):
    return (*PLAIN, *(("Content-Length", value) for value in values))


HELLO = b"hello"
LONG = "9" * 5_000


@cells(
    ("FRM-01", "short", length("2")),
    ("FRM-02", "long", length("7")),
    ("FRM-03", "zero", length("0")),
    ("FRM-07", "plus", length("+5")),
    ("FRM-07", "underscore", length("1_0")),
    ("FRM-07", "decimal", length("5.0")),
    ("FRM-08", "superscript", length("\xb2")),
    ("FRM-09", "negative", length("-5")),
    ("FRM-09", "hexadecimal", length("0x5")),
    ("FRM-09", "empty", length("")),
    ("FRM-09", "thirty", length("9" * 30)),
    ("FRM-09", "thousands", length(LONG)),
)
def test_a_wrong_length_is_put_right_where_all_the_content_is_there(face, case):
    (fields,) = case
    assert_worse_bare(face, app_of(face, 200, fields))
    came = assert_safe(tried(face, app_of(face, 200, fields)))
    assert (came.read.status, came.read.body, came.read.value("content-length")) == (200, HELLO, "5")
    assert len(came.ids) == 1
    assert came.errors == []


@cells(("FRM-08", "Arabic", "\u0665"), ("FRM-08", "fullwidth", "\uff15"))
@BOTH_SHAPES
def test_digits_of_other_scripts_are_no_length(face, case, whole):
    came = assert_safe(
        tried(face, app_of(face, 200, [("Content-Type", "text/plain"), ("Content-Length", *case)], whole=whole))
    )
    assert came.read.status == 500 or came.read.body == HELLO
    assert came.ids


@cells(
    ("FRM-07", "plus", "+5"),
    ("FRM-07", "underscore", "1_0"),
    ("FRM-08", "superscript", "\xb2"),
    ("FRM-09", "negative", "-5"),
    ("FRM-09", "empty", ""),
    ("FRM-09", "thousands", LONG),
)
def test_a_length_that_is_none_does_not_leave_with_a_stream(face, case):
    came = assert_safe(tried(face, app_of(face, 200, length(*case), (b"he", b"llo"), whole=False)))
    assert (came.read.status, came.read.body) == (200, HELLO)
    assert came.ids


@cells(("FRM-01", "behind", "3", b"hel"), ("FRM-01", "within", "1", b"h"), ("FRM-03", "zero", "0", b""))
def test_a_stream_ends_at_its_declared_length(face, case):
    declared, left = case
    assert_worse_bare(face, app_of(face, 200, length(declared), (b"he", b"llo"), whole=False))
    came = assert_safe(tried(face, app_of(face, 200, length(declared), (b"he", b"llo"), whole=False)))
    assert (came.read.status, came.read.body, came.read.value("content-length")) == (200, left, declared)
    assert len(came.ids) == 1


@fault("FRM-02")
def test_a_stream_that_is_too_short_is_cut(face):
    assert_worse_bare(face, app_of(face, 200, length("99"), (b"he", b"llo", b"w"), whole=False))
    came = assert_safe(tried(face, app_of(face, 200, length("99"), (b"he", b"llo", b"w"), whole=False)), cuts=True)
    assert (came.read.how, came.read.body) == ("cut", b"hellow")
    assert len(came.ids) == 1


@cells(("FRM-04", "none", length("5"), ()), ("FRM-04", "empty", length("5"), (b"",)))
@BOTH_SHAPES
def test_the_length_of_no_content_is_zero(face, case, whole):
    fields, parts = case
    assert_worse_bare(face, app_of(face, 200, fields, parts, whole=whole))
    came = assert_safe(tried(face, app_of(face, 200, fields, parts, whole=whole)), cuts=not whole)
    assert came.read.how == "cut" or (came.read.body, came.read.value("content-length")) == (b"", "0")
    assert len(came.ids) == 1


@fault("FRM-05")
@BOTH_SHAPES
def test_two_lengths_are_refused(face, whole):
    assert_worse_bare(face, app_of(face, 200, length("5", "3"), whole=whole))
    assert_refused(tried(face, app_of(face, 200, length("5", "3"), whole=whole)))


@cells(("FRM-06", "lines", length("5", "5")), ("FRM-06", "list", length("5, 5")))
@BOTH_SHAPES
def test_the_same_length_twice_is_one(face, case, whole):
    (fields,) = case
    assert_worse_bare(face, app_of(face, 200, fields, whole=whole))
    came = assert_safe(tried(face, app_of(face, 200, fields, whole=whole)))
    assert (came.read.body, came.read.value("content-length")) in ((HELLO, "5"), (HELLO, None))
    assert len(came.ids) == 1


@cells(
    ("FRM-10", "chunked", (*length("5"), ("Transfer-Encoding", "chunked"))),
    ("FRM-10", "gzip", (*length("5"), ("Transfer-Encoding", "gzip"))),
    ("FRM-11", "gzip", (*PLAIN, ("Transfer-Encoding", "gzip"))),
    ("FRM-11", "gzip, chunked", (*PLAIN, ("Transfer-Encoding", "gzip, chunked"))),
    ("FRM-11", "identity", (*PLAIN, ("Transfer-Encoding", "identity"))),
    ("FRM-11", "empty", (*PLAIN, ("Transfer-Encoding", ""))),
)
@BOTH_SHAPES
def test_the_server_alone_decides_how_content_is_transferred(face, case, whole):
    (fields,) = case
    came = assert_safe(tried(face, app_of(face, 200, fields, whole=whole)))
    assert (came.read.status, came.read.body) == (200, HELLO)
    assert came.ids


@cells(
    ("FRM-12", "length", 204, (("Content-Length", "5"),)),
    ("FRM-13", "204", 204, ()),
    ("FRM-13", "304", 304, (("ETag", '"a"'),)),
    ("FRM-14", "length", 304, (("ETag", '"a"'), ("Content-Length", "5"))),
)
@BOTH_SHAPES
def test_what_has_no_content_leaves_without(face, case, whole):
    status, fields = case
    asked = [("If-None-Match", '"a"')]
    assert_worse_bare(face, app_of(face, status, fields, whole=whole), fields=asked)
    came = assert_safe(tried(face, app_of(face, status, fields, whole=whole), fields=asked))
    assert (came.read.status, came.read.body) == (status, b"")
    assert status == 304 or came.read.names <= {"content-type"}
    assert came.ids


@fault("FRM-15")
def test_a_304_may_tell_the_length_of_a_200(face):
    fields = (("ETag", '"a"'), ("Content-Length", "5"))
    came = assert_safe(tried(face, app_of(face, 304, fields, ()), fields=[("If-None-Match", '"a"')]))
    assert (came.read.status, came.read.body) == (304, b"")


@fault("FRM-16")
@BOTH_SHAPES
def test_a_205_leaves_empty(face, whole):
    came = assert_safe(tried(face, app_of(face, 205, PLAIN, whole=whole), method="POST"))
    assert (came.read.status, came.read.body) == (205, b"")
    assert came.ids


@cells(*[("FRM-17", str(code), code) for code in (100, 101, 102, 103, 199)])
@BOTH_SHAPES
def test_a_code_of_the_100s_is_no_response(face, case, whole):
    (code,) = case
    assert_worse_bare(face, app_of(face, code, whole=whole))
    assert_refused(tried(face, app_of(face, code, whole=whole)))


@fault("FRM-18")
@BOTH_SHAPES
def test_head_gets_no_content_and_the_length_of_it(face, whole):
    app = app_of(face, 200, length("5"), whole=whole)
    assert_worse_bare(face, app, method="HEAD")
    came = assert_safe(tried(face, app_of(face, 200, length("5"), whole=whole), method="HEAD"))
    assert (came.read.status, came.read.body, came.read.value("content-length")) == (200, b"", "5")


def endless():
    while True:
        yield b"x" * 1000


# Over ASGI the application drives: what it sends is dropped, and nothing can stop it.
@cells(
    ("FRM-19", "204", "GET", 204),
    ("FRM-19", "304", "GET", 304),
    ("FRM-19", "HEAD", "HEAD", 200),
    ("FRM-19", "205", "POST", 205),
    faces=["wsgi"],
)
def test_endless_content_where_there_is_none_is_not_drained(face, case):
    method, status = case
    app = app_of(face, status, (), endless(), whole=False)
    came = assert_safe(tried(face, app, method=method, fields=[("If-None-Match", '"a"')]))
    assert (came.read.status, came.read.body) == (status, b"")
    assert app.taken <= 2


@cells(("FRM-19", "204", "GET", 204), ("FRM-19", "HEAD", "HEAD", 200), faces=["asgi"])
def test_of_long_content_where_there_is_none_nothing_leaves(face, case):
    method, status = case
    app = app_of(face, status, (), [b"x" * 1000] * 1000, whole=False)
    came = assert_safe(tried(face, app, method=method))
    assert (came.read.status, came.read.body) == (status, b"")


@fault("FRM-20")
def test_empty_pieces_do_not_end_anything(face):
    fields = length("5")
    app = app_of(face, 200, fields, (b"", b"he", b"", b"", b"llo", b""), whole=False)
    assert_untouched(tried(face, app), 200, fields, HELLO)


@fault("FRM-21")
def test_a_memoryview_is_as_long_as_its_octets(face):
    numbers = memoryview(array("I", [0x6C6C6548, 0x6F6F6F6F]))

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"8")]})
        await send({"type": "http.response.body", "body": numbers})

    came = assert_safe(tried(face, app))
    assert came.read.body == numbers.tobytes()


@fault("FRM-23")
def test_trailers_that_nobody_can_take_do_not_leave(face):
    if face == "wsgi":
        came = assert_safe(tried(face, app_of(face, 200, (*length("5"), ("Trailer", "Content-Length")))))
        assert (came.read.body, came.read.value("content-length")) == (HELLO, "5")
        return

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.body", "body": HELLO})
        await send({"type": "http.response.trailers", "headers": [(b"content-length", b"9")]})

    came = tried(face, app)
    assert came.ids
    assert ASKED.encode() not in came.server.raw
    assert (came.read.status, came.read.body) == (200, HELLO)
