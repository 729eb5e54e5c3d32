"""Faults of what a WSGI application does when: calls too few, too many, too late, and content of other types."""

import io
import sys
import tempfile
from wsgiref.util import FileWrapper

import pytest

from faulting.apps import PLAIN, Pieces, app_of
from faulting.naming import cells, fault
from faulting.trying import SENT, assert_refused, assert_safe, assert_untouched, assert_worse_bare, tried

FINE = ("200 OK", list(PLAIN))


def returning(value, *, starts=True):
    def app(environ, start_response):
        if starts:
            start_response(*FINE)
        return value

    return app


@cells(
    ("SEQ-01", "none", None),
    ("SEQ-01", "text", SENT),
    ("SEQ-01", "number", 7),
    ("SEQ-07", "texts", [SENT]),
    ("SEQ-07", "none in it", [None]),
    ("SEQ-07", "number in it", [7]),
)
def test_what_is_no_content_is_a_500(face, case):
    (value,) = case
    assert_worse_bare(face, returning(value))
    assert_refused(tried(face, returning(value)))


@fault("SEQ-01")
def test_octets_are_numbers_to_who_iterates_and_no_content(face):
    assert_refused(tried(face, returning(b"hello")))


@cells(("SEQ-02", "nothing", []), ("SEQ-02", "content", [SENT.encode()]), ("SEQ-02", "empty", [b""]))
def test_without_start_response_it_is_a_500(face, case):
    (value,) = case
    assert_worse_bare(face, returning(value, starts=False))
    assert_refused(tried(face, returning(value, starts=False)))


def starting_twice(exc_info=None, *, first=b"", then=b"second"):
    def app(environ, start_response):
        start_response(*FINE)
        if first:
            yield first
        if exc_info:
            try:
                raise KeyError
            except KeyError:
                start_response("404 Not Found", list(PLAIN), sys.exc_info())
        else:
            start_response("404 Not Found", list(PLAIN))
        yield then

    return app


@fault("SEQ-03")
def test_start_response_twice_is_a_500(face):
    assert_worse_bare(face, starting_twice())
    assert_refused(tried(face, starting_twice()))


@fault("SEQ-04")
def test_with_exc_info_the_second_head_counts(face):
    came = assert_safe(tried(face, starting_twice(True)))
    assert (came.read.status, came.read.body) == (404, b"second")


@fault("SEQ-04")
def test_with_exc_info_behind_the_first_octet_the_response_is_cut(face):
    came = assert_safe(tried(face, starting_twice(True, first=b"first")), cuts=True)
    assert (came.read.how, came.read.status, came.read.body) == ("cut", 200, b"first")
    assert len(came.errors) == 1


def writing(*parts, returned=()):
    def app(environ, start_response):
        write = start_response(*FINE)
        for part in parts:
            write(part)
        return list(returned)

    return app


@fault("SEQ-05")
def test_what_is_written_and_what_is_returned_leave_in_order(face):
    came = assert_safe(tried(face, writing(b"a", b"", b"b", returned=(b"c", b"d"))))
    assert (came.read.status, came.read.body) == (200, b"abcd")


@fault("SEQ-05")
def test_what_is_written_behind_the_return_leaves_where_it_was_written(face):
    def app(environ, start_response):
        write = start_response(*FINE)
        yield b"a"
        write(b"b")
        yield b"c"

    came = assert_safe(tried(face, app))
    assert (came.read.status, came.read.body) == (200, b"abc")


@fault("SEQ-05")
def test_text_that_is_written_is_a_500(face):
    assert_worse_bare(face, writing(SENT))
    assert_refused(tried(face, writing(SENT)))


@cells(("SEQ-06", "first", ()), ("SEQ-06", "empty ones", (b"", b"", b"")))
def test_start_response_may_come_with_the_content(face, case):
    (before,) = case

    def app(environ, start_response):
        yield from before
        start_response(*FINE)
        yield b"hello"

    came = assert_safe(tried(face, app))
    assert (came.read.status, came.read.body) == (200, b"hello")


@fault("SEQ-06")
def test_start_response_may_come_at_the_end_of_nothing(face):
    def app(environ, start_response):
        yield b""
        start_response(*FINE)

    came = assert_safe(tried(face, app))
    assert (came.read.status, came.read.body) == (200, b"")


@cells(("SEQ-07", "bytearray", bytearray(b"hello")), ("SEQ-07", "memoryview", memoryview(b"hello")))
def test_what_holds_octets_leaves_as_octets(face, case):
    came = assert_safe(tried(face, returning(list(case))))
    assert (came.read.status, came.read.body) == (200, b"hello")


@cells(("SEQ-07", "later text", "world"), ("SEQ-07", "later none", None), ("SEQ-07", "later number", 7))
def test_what_is_no_octets_behind_others_cuts(face, case):
    (part,) = case
    came = assert_safe(tried(face, app_of(face, parts=(b"hello", part), whole=False)), cuts=True)
    assert (came.read.how, came.read.body) == ("cut", b"hello")
    assert len(came.errors) == 1


LENGTH = (*PLAIN, ("Content-Length", "3"))
CLOSED = [
    ("SEQ-08", "end", "GET", 200, PLAIN, (b"a", b"b")),
    ("SEQ-08", "at once", "GET", 200, PLAIN, (ValueError(),)),
    ("SEQ-08", "later", "GET", 200, PLAIN, (b"a", ValueError())),
    ("SEQ-08", "HEAD", "HEAD", 200, LENGTH, (b"abc",)),
    ("SEQ-08", "204", "GET", 204, (), (b"a", b"b")),
    ("SEQ-08", "replaced", "GET", 200, (("X-A", "a\nb"),), (b"a", b"b")),
    ("SEQ-08", "too long", "GET", 200, LENGTH, (b"abcde", b"f")),
    ("SEQ-08", "too short", "GET", 200, LENGTH, (b"a",)),
    ("SEQ-08", "short late", "GET", 200, (*PLAIN, ("Content-Length", "9")), (b"a", b"b", b"c")),
    ("SEQ-08", "no status", "GET", "no", PLAIN, (b"a",)),
    ("SEQ-08", "no octets", "GET", 200, PLAIN, ("a",)),
    ("SEQ-08", "nothing", "GET", 200, PLAIN, ()),
]


@cells(*CLOSED)
@pytest.mark.parametrize("on_finding", ["repair", "report", "raise"])
def test_what_was_returned_is_closed_once_whatever_happens(face, case, on_finding):
    method, status, fields, parts = case
    app = app_of(face, status, fields, parts, whole=False)
    came = tried(face, app, method=method, policy={"on_finding": on_finding})
    assert app.closed == 1
    if on_finding == "repair":
        assert_safe(came, cuts=True)


@fault("SEQ-08")
def test_what_an_iterable_makes_is_not_what_is_closed(face):
    class Content:
        closed = 0

        def __iter__(self):
            return Pieces([b"hello"], AssertionError("closed what __iter__ has made"))

        def close(self):
            self.closed += 1

    content = Content()
    assert_safe(tried(face, returning(content)))
    assert content.closed == 1


@fault("SEQ-08")
def test_a_client_that_leaves_has_the_content_closed(face):
    app = app_of(face, parts=(b"a", b"b", b"c"), whole=False)
    came = tried(face, app, takes=1)
    assert (app.closed, app.taken, came.records) == (1, 1, [])


@cells(*[("SEQ-09", *case[1:]) for case in CLOSED])
def test_close_that_fails_harms_nothing_and_is_logged(face, case):
    method, status, fields, parts = case
    app = app_of(face, status, fields, parts, whole=False, closing=OSError("cannot be closed"))
    came = assert_safe(tried(face, app, method=method), cuts=True)
    assert sum("closed" in record.getMessage() for record in came.errors) == 1


def sending(file, fields):
    def app(environ, start_response):
        start_response("200 OK", fields)
        return environ["wsgi.file_wrapper"](file)

    return app


@fault("SEQ-10")
def test_a_file_reaches_the_server_as_the_object_it_is(face):
    with tempfile.TemporaryFile() as file:
        file.write(b"hello")
        file.seek(0)
        came = assert_safe(
            tried(face, sending(file, [*LENGTH[:1], ("Content-Length", "5")]), more={"wsgi.file_wrapper": FileWrapper})
        )
        assert (came.read.body, type(came.server.given), file.closed) == (b"hello", FileWrapper, True)


@fault("SEQ-10")
def test_a_file_of_another_length_is_counted(face):
    file = io.BytesIO(b"hello")
    came = assert_safe(
        tried(face, sending(file, [*LENGTH[:1], ("Content-Length", "2")]), more={"wsgi.file_wrapper": FileWrapper})
    )
    assert (came.read.body, file.closed, came.ids) == (b"hello", True, ["content-length-too-short"])


@fault("SEQ-10")
def test_a_file_with_a_head_that_cannot_be_sent_is_closed_and_not_sent(face):
    file = io.BytesIO(SENT.encode())
    came = assert_refused(tried(face, sending(file, [("X-A", "a\nb")]), more={"wsgi.file_wrapper": FileWrapper}))
    assert came.ids
    assert file.closed


@fault("SEQ-11")
def test_content_is_as_long_as_it_is_and_not_as_it_says(face):
    class Longer(Pieces):
        def __len__(self):
            return 1

    came = assert_safe(tried(face, returning(Longer([b"hello", b"world"]))))
    assert came.read.body == b"helloworld"
    fields = (*PLAIN, ("Content-Length", "10"))
    assert_untouched(
        tried(face, app_of(face, 200, fields, (b"hello", b"world"), whole=False)), 200, fields, b"helloworld"
    )
