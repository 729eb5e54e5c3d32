"""What is told of a failure: one record with every id, to every observer, whatever one of them does."""

import json
import logging
import threading

import pytest
from starlette.exceptions import HTTPException

from faces import Reports, serve_wsgi
from statusmw import BrokenResponse, Finding, Policy, Problem, failures, wsgi
from statusmw.exchange import Exchange, Request, Response
from statusmw.failures import ResponseAborted, foresees, log_answer, tell, write
from statusmw.outcome import Outcome
from statusmw.reporting import Failure
from statusmw.reporting.failure import forget_id, id_of, known_id
from statusmw.reporting.repetition import Repetition

ASKED = Request("POST", "/orders/7?token=canary", interface="wsgi", id="r-7")


class Boom(Exception):
    pass


class Frozen(Exception):
    def __setattr__(self, name, value):
        raise AttributeError(name)

    def __getattribute__(self, name):
        if name == "__dict__":
            raise AttributeError(name)
        return super().__getattribute__(name)


def outcome(**policy):
    policy.setdefault("report", Reports())
    made = Policy(**policy)
    return Outcome(made, made.checker("wsgi"))


# Ids.


@pytest.mark.parametrize("error", [Boom(), ValueError(), Frozen(), SystemExit(), Problem(500)])
def test_an_exception_has_one_id_until_it_is_forgotten(error):
    assert known_id(error) is None
    first = id_of(error)
    assert (id_of(error), known_id(error)) == (first, first)
    forget_id(error)
    forget_id(error)
    assert known_id(error) is None
    assert id_of(error) != first


def test_whoever_asks_first_makes_the_id_of_the_answer():
    error = Boom()
    before = id_of(error)
    assert outcome().answer(error, ASKED).instance == before
    assert known_id(error) is None
    assert outcome().answer(error, ASKED).instance != before


def test_threads_that_ask_at_once_are_told_the_same():
    error, seen, gate = Boom(), [], threading.Barrier(8)

    def ask():
        gate.wait()
        seen.append(id_of(error))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1


@pytest.mark.parametrize("error", [Problem(404), Boom()])
def test_an_answer_that_is_no_failure_leaves_no_id_behind(error):
    outcome(mapping={Boom: 404}).answer(error, ASKED)
    assert known_id(error) is None


# Records.


def test_a_record_says_what_there_is_to_filter_by(caplog):
    reply = outcome().answer(Boom(), ASKED)
    (record,) = caplog.records
    assert (record.error_id, record.request_id, record.trace_id) == (reply.instance, "r-7", None)
    assert (record.http_request_method, record.url_path, record.http_response_status_code) == ("POST", "/orders/7", 500)
    assert "canary" not in repr(vars(record))
    assert json.loads(reply.body)["request_id"] == "r-7"


def test_an_id_from_a_stranger_is_one_line_of_printable_ascii(caplog):
    tell(Failure(Boom(), Request(id="a\r\nb"), "later"))
    assert caplog.records[0].request_id.isprintable()


def test_a_record_factory_of_the_users_does_not_cost_the_record(caplog):
    usual = logging.getLogRecordFactory()

    def factory(*args, **kwargs):
        record = usual(*args, **kwargs)
        record.request_id = record.trace_id = "theirs"
        return record

    logging.setLogRecordFactory(factory)
    try:
        reply = outcome().answer(Boom(), ASKED)
    finally:
        logging.setLogRecordFactory(usual)
    (record,) = caplog.records
    assert (record.error_id, record.request_id, record.trace_id) == (reply.instance, "theirs", "theirs")


def test_logging_that_fails_is_no_failure():
    def fails(*args, **kwargs):
        raise Boom

    write(logging.ERROR, "text", log=fails)
    write(logging.ERROR, "text", log=fails, extra={"a": 1})


# Observers.


def test_an_observer_is_told_of_each_failure_once():
    seen = []
    error = Boom()
    reply = outcome(observers=[seen.append]).answer(error, ASKED)
    (failure,) = seen
    assert (failure.error, failure.request, failure.status_code) == (error, ASKED, 500)
    assert (failure.error_id, failure.phase, failure.trace_id) == (reply.instance, "answered with 500", None)


@pytest.mark.parametrize("error", [Problem(404), Problem(503), Boom()])
def test_an_observer_is_not_told_of_what_was_meant(error):
    seen = []
    outcome(observers=[seen.append], mapping={Boom: 409}).answer(error, ASKED)
    assert seen == []


def test_an_observer_is_told_of_what_fails_later():
    seen = []
    outcome(observers=[seen.append]).failed(Boom(), ASKED, "after the response had begun")
    assert [(failure.status_code, failure.error_id) for failure in seen] == [(None, "")]


def test_an_observer_that_fails_is_logged_once_and_keeps_nobody_from_being_told(caplog, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(failures, "_faults", Repetition(60, clock=lambda: now[0]))

    def fails(failure):
        raise ZeroDivisionError

    seen = []
    judge = outcome(observers=[fails, seen.append])
    for _ in range(3):
        judge.answer(Boom(), ASKED)
    now[0] = 61.0
    judge.answer(Boom(), ASKED)
    said = [record.getMessage() for record in caplog.records if record.exc_info[0] is ZeroDivisionError]
    assert said == ["An observer of failures failed", "An observer of failures failed (and 2 more)"]
    assert len(seen) == 4


def ends(*_):
    raise SystemExit


def test_an_observer_that_asks_the_process_to_end_is_one_that_fails(caplog, monkeypatch):
    monkeypatch.setattr(failures, "_faults", Repetition())
    seen = []
    reply = outcome(observers=[ends, seen.append]).answer(Boom(), ASKED)
    assert (reply.status_code, len(seen)) == (500, 1)
    assert [record.exc_info[0] for record in caplog.records] == [SystemExit, Boom]


def test_a_mapping_that_asks_the_process_to_end_foresees_nothing():
    assert not foresees({Boom: ends}, Boom())
    assert not foresees({ends: 404}, Boom())


def test_a_handler_of_logs_that_asks_the_process_to_end_is_not_heard():
    write(logging.ERROR, "text", log=ends)
    tell(Failure(Boom(), ASKED, "later"), log=ends)
    log_answer(Failure(Problem(503), ASKED, "meant"), ends)


def test_an_answer_whose_text_asks_the_process_to_end_is_not_logged(caplog):
    class Textless(Boom):
        __str__ = ends

    log_answer(Failure(Textless(), ASKED, "meant"))
    assert caplog.records == []


@pytest.mark.parametrize("given", [7, "statusmw.reporting:Sentry", [7], print])
def test_what_is_no_observer_is_refused(given):
    with pytest.raises(TypeError, match=r"^observers: .*give"):
        Policy(observers=given)


def test_observers_are_told_what_is_foreseen_if_they_ask_for_it():
    class Attached:
        def attach(self, foreseen):
            self.foreseen = foreseen

        def __call__(self, failure):
            pass

    observer = Attached()
    policy = Policy(observers=[observer], mapping={Boom: 404})
    assert policy.observers == (observer,)
    assert observer.foreseen(Boom())
    assert not observer.foreseen(KeyError())
    assert foresees({}, ResponseAborted())


# What cannot be sent.


def unsendable(environ, start_response):
    start_response("200 OK", [("X-A", "a\r\nb"), ("X-Request-ID", "7"), ("Set-Cookie", "a=b")])
    return [b"ok"]


def test_what_is_sent_instead_has_the_id_that_is_reported_logged_and_observed(caplog):
    reports, seen = Reports(), []
    served = serve_wsgi(wsgi.StatusMiddleware(unsendable, Policy(report=reports, observers=[seen.append])))
    error_id = json.loads(served.content)["instance"]
    assert served.code == 500
    assert {finding.error_id for finding in reports} == {error_id}
    (record,) = caplog.records
    assert (record.error_id, record.levelno, record.http_response_status_code) == (error_id, logging.ERROR, 500)
    assert record.exc_info[0] is BrokenResponse
    (failure,) = seen
    assert failure.error_id == error_id
    assert [finding.rule.id for finding in failure.error.findings] == ["field-value-with-control-character"]
    assert (served.values("x-request-id"), served.values("set-cookie")) == (["7"], [])


def test_a_finding_about_what_is_sent_has_no_id():
    judge = outcome()
    judge.settle(Exchange(Request("GET", "/", interface="wsgi"), Response(204, (("Content-Length", "0"),), "OK")))
    assert [finding.error_id for finding in judge.policy.report] == [None]
    assert Finding(judge.policy.report[0].rule, judge.policy.report[0].exchange).error_id is None


def test_an_answer_that_cannot_be_written_is_replaced_under_an_id(caplog):
    class Unwritable(Problem):
        status = 409

        def answer(self, *asked):
            raise Boom

    def app(environ, start_response):
        raise Unwritable

    served = serve_wsgi(wsgi.StatusMiddleware(app))
    (record,) = caplog.records
    assert (served.code, json.loads(served.content)["instance"]) == (500, record.error_id)
    assert record.exc_info[0] is Boom


def test_a_logger_that_does_not_listen_is_told_nothing():
    failure = Failure(ValueError("no"), Request(), "answered with 500", 500, "urn:uuid:x")
    told = {logging.CRITICAL: [], logging.ERROR: []}
    for level, records in told.items():
        logger = logging.Logger("its own", level)  # noqa: LOG001 - that nobody else writes to
        logger.handle = records.append
        tell(failure, (), logger.log)
    assert [[record.levelname for record in records] for records in told.values()] == [[], ["ERROR"]]


def test_faults_of_observers_are_counted_by_something():
    assert isinstance(failures._faults, Repetition)


@pytest.mark.parametrize(("code", "foreseen"), [(499, True), (500, False), (501, False)])
def test_what_a_map_answers_as_the_servers_fault_is_not_foreseen(code, foreseen):
    assert failures.foresees({Boom: code}, Boom()) is foreseen


@pytest.mark.parametrize(
    ("error", "foreseen"), [(HTTPException(503), True), (HTTPException(500), False), (Boom(), False)]
)
def test_what_was_meant_as_the_answer_is_foreseen(error, foreseen):
    assert failures.foresees({}, error) is foreseen


def test_a_group_that_is_the_cause_of_what_it_holds_is_not_taken_for_one_that_was_told():
    wrapper = RuntimeError("response already started")
    group = ExceptionGroup("in a circle", [wrapper])
    wrapper.__cause__ = group
    assert not failures.is_ours(group)
    assert not failures.foresees({}, group)
