"""Faults of the surroundings: clients that leave, tasks behind a response, logs and reports that fail."""

import logging
from contextlib import contextmanager

import flask
import pytest

from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import RAISED, assert_refused, assert_safe, tried
from statusmw import install


@fault("EXC-20")
def test_a_task_that_fails_behind_a_whole_response_changes_nothing_of_it(face):
    whole = app_of(face)

    async def app(scope, receive, send):
        await whole(scope, receive, send)
        raise ValueError(RAISED)

    came = assert_safe(tried(face, app), passes=(ValueError,))
    assert (came.read.how, came.read.status, came.read.body) == ("whole", 200, b"hello")
    assert came.errors == []


@pytest.mark.parametrize("takes", [0, 1, 2])
@fault("EXC-21")
def test_a_client_that_leaves_is_no_failure_over_asgi(face, takes):
    app = app_of(face, parts=(b"a", b"b", b"c"), whole=False)
    came = assert_safe(tried(face, app, takes=takes), passes=(OSError,))
    assert (len(came.server.messages), came.records) == (takes, [])
    assert isinstance(came.error, OSError)


@pytest.mark.parametrize("takes", [1, 2])
@fault("EXC-22")
def test_a_client_that_leaves_is_no_failure_over_wsgi(face, takes):
    app = app_of(face, parts=(b"a", b"b", b"c"), whole=False)
    came = tried(face, app, takes=takes)
    assert (came.server.wrong, came.error, came.records) == ([], None, [])
    assert (app.closed, app.taken) == (1, takes)


@fault("RES-08")
def test_a_stream_without_end_is_taken_piece_by_piece_and_closed(face):
    def endless():
        while True:
            yield b"x" * 1000

    app = app_of(face, parts=endless(), whole=False)
    came = tried(face, app, takes=5)
    assert app.taken <= 5
    assert app.closed == 1
    assert came.records == []
    assert came.server.wrong == []


@contextmanager
def logging_that(does):
    class Handler(logging.Handler):
        def emit(self, record):
            does(record)

    handler, logger = Handler(), logging.getLogger("statusmw")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def fails(_):
    raise OSError("the disk is full")


def encodes(record):
    record.getMessage().encode("ascii")
    raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")


def recurses(record):
    recurses(record)


@cells(("EXC-24", "fails", fails), ("EXC-24", "cannot encode", encodes), ("EXC-24", "recurses", recurses))
def test_a_log_that_fails_costs_nobody_the_answer(face, case):
    with logging_that(*case):
        came = tried(face, raising(face, ValueError(RAISED)))
        wrong = tried(face, app_of(face, 200, (*PLAIN, ("X-A", "a\nb"))))
    for each in (came, wrong):
        assert (each.server.wrong, each.error) == ([], None)
        assert (each.read.how, each.read.status) == ("whole", 500)
        assert RAISED.encode() not in each.server.raw


@cells(("RES-10", "fails", fails), ("RES-10", "recurses", recurses))
def test_a_report_that_fails_costs_nobody_the_answer_and_is_told_once(face, case):
    app = app_of(face, 200, (*PLAIN, ("Content-Length", "3")))
    came = assert_safe(tried(face, app, policy={"report": case[0]}))
    assert (came.read.status, came.read.body) == (200, b"hello")
    assert len(came.errors) == 1


@fault("RES-10")
def test_observers_that_fail_cost_nobody_the_answer(face):
    came = tried(face, raising(face, ValueError(RAISED)), policy={"observers": [fails, recurses]})
    assert (came.read.how, came.read.status, came.server.error) == ("whole", 500, None)
    assert sum("GET /orders failed" in record.getMessage() for record in came.errors) == 1


@fault("RES-07")
def test_a_date_of_the_request_that_the_application_fails_on_is_its_own_failure(face):
    app = flask.Flask(__name__)

    @app.get("/orders")
    def orders():
        response = flask.make_response("hello")
        response.last_modified = 0
        return response.make_conditional(flask.request)

    install(app)
    for date in ("Thu, 01 Jan 99999999999999 00:00:00 GMT", "x" * 70_000, "Thu, 01 Jan 1970 00:00:00 +9999999999"):
        came = assert_safe(tried(face, app, fields=[("If-Modified-Since", date)]))
        assert came.read.status in (200, 304, 500)
        assert len(came.errors) == (came.read.status == 500)


@fault("LOG-05")
def test_nobody_logs_what_was_logged(face):
    came = assert_refused(tried(face, raising(face, ValueError(RAISED))))
    assert [record.name for record in came.records] == ["statusmw"]
    came = assert_safe(tried(face, app_of(face, parts=(b"a", b"b", ValueError(RAISED)), whole=False)), cuts=True)
    assert [record.name for record in came.records] == ["statusmw"]
    assert came.error.__cause__ is None
    assert came.error.__suppress_context__
    assert "\n" not in str(came.error)
