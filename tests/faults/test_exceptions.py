"""Faults by exceptions: whatever is raised wherever, there is one answer and one record, or the connection is cut."""

import asyncio
import threading
import warnings

import flask
import pytest
from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import RAISED, assert_refused, assert_safe, assert_worse_bare, tried
from statusmw import Problem

LENGTH = (*PLAIN, ("Content-Length", "99"))


@fault("EXC-01", "EXC-26")
def test_an_exception_before_anything_was_sent_is_a_500(face):
    assert_worse_bare(face, raising(face, ValueError(RAISED)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        came = assert_refused(tried(face, raising(face, ValueError(RAISED))))
    assert RAISED in came.log.text
    assert came.findings == []


@fault("EXC-02")
def test_an_exception_at_the_first_piece_is_a_500(face):
    came = assert_refused(tried(face, app_of(face, parts=(ValueError(RAISED),), whole=False)))
    assert came.app.closed == 1


@cells(("EXC-03", "no length", PLAIN), ("EXC-04", "length", LENGTH))
def test_an_exception_in_the_middle_cuts(face, case):
    (fields,) = case
    parts = (b"hello", b"world", ValueError(RAISED))
    came = assert_safe(tried(face, app_of(face, 200, fields, parts, whole=False)), cuts=True)
    assert (came.read.how, came.read.status, came.read.body) == ("cut", 200, b"helloworld")
    assert len(came.errors) == 1
    assert RAISED not in str(came.error)


def in_a_thread(call):
    """What *call* returns in a thread of its own."""
    found = []
    thread = threading.Thread(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


@fault("EXC-06")
def test_the_wish_to_end_the_process_is_a_500_where_a_server_could_not_follow_it(face):
    came = in_a_thread(lambda: assert_refused(tried(face, raising(face, SystemExit(RAISED)))))
    assert [record.levelname for record in came.errors] == ["CRITICAL"]


@fault("EXC-06", "EXC-23", faces=["wsgi"])
def test_the_wish_to_end_the_process_passes_in_the_main_thread(face):
    came = tried(face, raising(face, SystemExit(1)))
    assert (type(came.error), came.records, bytes(came.server.raw)) == (SystemExit, [], b"")


@fault("EXC-23", faces=["asgi"])
def test_the_wish_to_end_the_process_is_a_500_over_asgi(face):
    assert_refused(tried(face, raising(face, SystemExit(1))))


ENDING = [
    ("EXC-07", "interrupt", KeyboardInterrupt),
    ("EXC-08", "cancelled", asyncio.CancelledError),
    ("EXC-08", "closed", GeneratorExit),
]


@cells(*ENDING)
@pytest.mark.parametrize("thread", [False, True], ids=["main", "thread"])
def test_what_is_no_failure_passes_unanswered_and_unlogged(face, case, thread):
    (cls,) = case
    run = in_a_thread if thread else (lambda call: call())
    came = run(lambda: tried(face, raising(face, cls)))
    assert type(came.error) is cls
    assert (bytes(came.server.raw), came.records) == (b"", [])


@cells(*ENDING)
def test_what_is_no_failure_passes_in_the_middle_and_closes(face, case):
    (cls,) = case
    app = app_of(face, parts=(b"hello", cls()), whole=False)
    came = assert_safe(tried(face, app), passes=(cls,))
    assert (came.read.how, came.read.body, came.records) == ("cut", b"hello", [])
    assert type(came.error) is cls


@fault("EXC-09")
def test_stop_iteration_is_no_end(face):
    assert_refused(tried(face, raising(face, StopIteration(RAISED))))


@cells(("EXC-10", "memory", MemoryError), ("EXC-11", "stack", RecursionError))
def test_what_is_used_up_is_a_500(face, case):
    assert_refused(tried(face, raising(face, *case)))


def endless(depth=0):
    return endless(depth + 1) + 1


@fault("EXC-11")
def test_a_stack_that_is_used_up_for_real_is_a_500(face):
    def wsgi(environ, start_response):
        return endless()

    async def asgi(scope, receive, send):
        return endless()

    assert_refused(tried(face, {"asgi": asgi, "wsgi": wsgi}[face]))


class OfItsOwn(Exception):
    """Does what `does` says when it is asked for its text, and counts how often that is."""

    asked = 0

    def __init__(self, does):
        super().__init__()
        self.does = does

    def __str__(self):
        type(self).asked += 1
        return self.does()

    __repr__ = __str__


def fails(error):
    def does():
        raise error

    return does


TEXTS = [
    ("EXC-12", "fails", fails(ValueError(RAISED))),
    ("EXC-12", "no text", lambda: 7),
    ("EXC-12", "surrogate", lambda: "\ud800\r\n"),
    ("EXC-12", "long", lambda: "x" * 50_000_000),
]


@cells(*TEXTS)
def test_an_exception_is_not_asked_for_its_text_to_answer_it(face, case):
    OfItsOwn.asked = 0
    before = []
    came = tried(face, raising(face, OfItsOwn(*case)), policy={"observers": [lambda _: before.append(OfItsOwn.asked)]})
    assert_refused(came)
    assert before == [0]


def nested(depth, make=ValueError):
    error = make(RAISED)
    for _ in range(depth):
        error = ExceptionGroup("g", [error])
    return error


def chained(length, link):
    first = error = ValueError(RAISED)
    for _ in range(length):
        following = ValueError("next")
        setattr(error, link, following)
        error = following
    return first


def circle(link):
    one, other = ValueError(RAISED), KeyError("other")
    setattr(one, link, other)
    setattr(other, link, one)
    return one


class Lying(Exception):
    __cause__ = property(fails(ValueError(RAISED)))


class NoClass(Exception):
    @property
    def __class__(self):
        raise ValueError(RAISED)


class Meta(type):
    @property
    def __name__(cls):
        raise ValueError(RAISED)

    @property
    def __module__(cls):
        raise ValueError(RAISED)


def nameless():
    class Nameless(Exception, metaclass=Meta):
        pass

    return Nameless(RAISED)


def noted(notes):
    error = ValueError(RAISED)
    error.__notes__ = notes
    return error


class Circular(ExceptionGroup):
    exceptions = property(lambda self: (self,))


@cells(
    ("EXC-13", "nested", lambda: nested(10_000)),
    ("EXC-13", "wide", lambda: ExceptionGroup("g", [ValueError(RAISED)] * 100_000)),
    ("EXC-13", "causes", lambda: chained(10_000, "__cause__")),
    ("EXC-13", "contexts", lambda: chained(10_000, "__context__")),
    ("EXC-14", "circle of causes", lambda: circle("__cause__")),
    ("EXC-14", "circle of contexts", lambda: circle("__context__")),
    ("EXC-14", "cause fails", lambda: Lying(RAISED)),
    ("EXC-14", "class fails", lambda: NoClass(RAISED)),
    ("EXC-14", "no name", nameless),
    ("EXC-14", "notes", lambda: noted(5)),
    ("EXC-14", "notes of others", lambda: noted([5, None, RAISED])),
    ("EXC-14", "group of itself", lambda: Circular(RAISED, [ValueError()])),
)
@pytest.mark.long(2)
def test_an_exception_without_measure_or_truth_is_a_500_with_one_record(face, case):
    (make,) = case
    assert_refused(tried(face, raising(face, make)))


@fault("EXC-15")
def test_one_exception_for_all_requests_gathers_nothing(face):
    error = ValueError(RAISED)
    for _ in range(50):
        assert_refused(tried(face, raising(face, error)))
    assert error.__traceback__ is None
    assert not vars(error)


CIRCLE = {}
CIRCLE["self"] = CIRCLE


@cells(
    ("EXC-16", "nan", float("nan")),
    ("EXC-16", "infinity", float("inf")),
    ("EXC-16", "surrogate", "\ud800"),
    ("EXC-16", "set", {1, 2}),
    ("EXC-16", "octets", b"\xff"),
    ("EXC-16", "circle", CIRCLE),
    ("EXC-16", "digits", 10**5000),
    ("EXC-16", "keys", {(1, 2): 3, None: 4, 5: 6}),
    ("EXC-16", "object", object()),
    ("EXC-16", "fails", OfItsOwn(fails(ValueError(RAISED)))),
)
def test_a_problem_that_json_has_no_form_for_is_an_answer_all_the_same(face, case):
    (value,) = case
    came = assert_safe(tried(face, raising(face, lambda: Problem(409, "no", extra=value))))
    assert came.read.status in (409, 500)
    assert came.problem["status"] == came.read.status
    assert b"NaN" not in came.read.body
    assert len(came.errors) == (came.read.status == 500)


def loops(error):
    return loops(error)


@cells(
    ("EXC-17", "raises", lambda error: {}[error]),
    ("EXC-17", "garbage", lambda error: object()),
    ("EXC-17", "number", lambda error: 99),
    ("EXC-17", "calls itself", loops),
)
def test_a_mapping_that_fails_is_a_500_with_one_record(face, case):
    (answer,) = case
    came = assert_refused(tried(face, raising(face, ValueError(RAISED)), policy={"mapping": {ValueError: answer}}))
    assert len(came.records) == 1


@fault("EXC-18")
def test_a_response_that_fails_while_it_is_written_is_a_500(face):
    app = flask.Flask(__name__)

    @app.get("/orders")
    def orders():
        return flask.redirect("http://[::1")

    came = assert_safe(tried(face, app))
    assert came.read.status == 500 or came.read.status == 302


def of_starlette(status, **more):
    error = StarletteHTTPException(404, **more)
    error.status_code = status
    return error


def of_werkzeug(code, description=None):
    error = WerkzeugHTTPException(description)
    error.code = code
    return error


@cells(
    ("EXC-19", "starlette text", of_starlette("500\r\n")),
    ("EXC-19", "starlette none", of_starlette(None)),
    ("EXC-19", "starlette 99", of_starlette(99)),
    ("EXC-19", "starlette true", of_starlette(True)),
    ("EXC-19", "starlette field", of_starlette(404, headers={"X-A": "a\r\nX-Injected: 1"})),
    ("EXC-19", "starlette fields", of_starlette(404, headers=7)),
    ("EXC-19", "starlette detail", of_starlette(404, detail=object())),
    ("EXC-19", "werkzeug none", of_werkzeug(None)),
    ("EXC-19", "werkzeug text", of_werkzeug("404\r\n")),
    ("EXC-19", "werkzeug 1000", of_werkzeug(1000)),
    ("EXC-19", "werkzeug description", of_werkzeug(404, object())),
)
def test_an_exception_of_a_framework_is_checked_as_what_an_application_sends(face, case):
    (error,) = case
    came = assert_safe(tried(face, raising(face, error)))
    assert came.read.status in (404, 500)
    assert came.problem["status"] == came.read.status
    assert came.read.values("x-injected") == []
    assert len(came.errors) == (came.read.status == 500)


@fault("EXC-25")
def test_a_group_of_one_is_answered_as_that_one(face):
    def group(*errors):
        return raising(face, lambda: ExceptionGroup("tasks", [*errors]))

    came = assert_safe(tried(face, group(ExceptionGroup("inner", [StarletteHTTPException(404)]))))
    assert (came.read.status, came.errors) == (404, [])
    assert_refused(tried(face, group(ValueError(RAISED))))
    assert_refused(tried(face, group(ValueError(RAISED), StarletteHTTPException(404))))
