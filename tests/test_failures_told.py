"""What a failure carries to whom: the trace, the log it is written to, whether somebody else notes it."""

import json
import logging

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.exceptions import HTTPException

from faces import Reports
from statusmw import BrokenResponse, Policy, Problem
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.failures import ResponseAborted, foresees, log_answer, tell
from statusmw.outcome import Outcome
from statusmw.reporting import Failure
from statusmw.rule import Level, Rule, Source
from statusmw.validation import Fault, validation_problem

ASKED = Request("POST", "/orders/7", interface="wsgi", id="r-7")
ANONYMOUS = Request("POST", "/orders/7", interface="wsgi")
WRONG = Exchange(
    Request(), Response(204, (("Content-Length", "0"), ("Trailer", "x"), ("Content-Type", "a/b")), "OK"), Content(0)
)

HOUSE = {"source": Source("House", "1"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
TOLD = {
    "answered": lambda judge, asked: judge.answer(Boom(), asked),
    "replaced": lambda judge, asked: judge.last_resort(Boom(), asked, "at last"),
    "too late": lambda judge, asked: judge.failed(Boom(), asked, "too late"),
}


class Boom(Exception):
    pass


def outcome(**policy):
    policy.setdefault("report", Reports())
    made = Policy(**policy)
    return Outcome(made, made.checker("wsgi"))


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def traced(exporter):
    """The id of the trace that the test runs in."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("test").start_as_current_span("request") as span:
        yield f"{span.get_span_context().trace_id:032x}"


@pytest.mark.parametrize("kind", TOLD)
def test_the_trace_is_named_in_the_record_and_to_observers(kind, traced, caplog):
    seen = []
    TOLD[kind](outcome(observers=[seen.append]), ASKED)
    assert [failure.trace_id for failure in seen] == [traced]
    assert [record.trace_id for record in caplog.records] == [traced]


@pytest.mark.parametrize("kind", ["answered", "replaced"])
@pytest.mark.parametrize(("asked", "request_id"), [(ASKED, "r-7"), (ANONYMOUS, None)])
def test_the_trace_is_named_in_the_answer_beside_the_request(kind, asked, request_id, traced):
    sent = json.loads(TOLD[kind](outcome(), asked).body)
    assert (sent.get("request_id"), sent["trace_id"]) == (request_id, traced)


def test_an_answer_that_says_its_own_trace_keeps_it(traced):
    error = Problem(500, trace_id="own")
    assert json.loads(outcome().answer(error, ASKED).body)["trace_id"] == "own"


def test_what_the_client_did_wrong_names_no_trace(traced):
    assert "trace_id" not in json.loads(outcome().answer(Problem(409), ASKED).body)


@pytest.mark.parametrize(("said", "events"), [({}, 1), ({"traced": False}, 1), ({"traced": True}, 0)])
def test_an_exception_is_noted_in_the_span_unless_somebody_else_will(said, events, exporter, traced):
    seen = []
    outcome(observers=[seen.append]).answer(Boom(), ASKED, **said)
    span = trace.get_current_span()
    assert [event.name for event in span.events] == ["exception"] * events
    assert [failure.traced for failure in seen] == [said.get("traced", False)]
    assert span.status.status_code is trace.StatusCode.ERROR


def test_what_is_told_without_an_answer_stands_in_the_span(traced):
    tell(Failure(Boom(), ASKED, "later", error_id="urn:uuid:7"))
    span = trace.get_current_span()
    assert span.attributes == {"statusmw.error_id": "urn:uuid:7", "statusmw.request_id": "r-7"}
    assert [event.name for event in span.events] == ["exception"]


@pytest.mark.parametrize(
    ("into", "error", "level"),
    [
        (lambda judge, error, log: judge.answer(error, ASKED, None, log), Boom(), logging.ERROR),
        (lambda judge, error, log: judge.answer(error, ASKED, None, log), SystemExit(), logging.CRITICAL),
        (lambda judge, error, log: judge.answer(error, ASKED, None, log), HTTPException(503), logging.WARNING),
        (lambda judge, error, log: judge.failed(error, ASKED, "too late", log), Boom(), logging.ERROR),
    ],
    ids=["a failure", "the wish to end", "meant as the answer", "too late"],
)
def test_a_record_goes_to_the_log_that_was_given_and_to_no_other(into, error, level, caplog):
    written = []
    into(outcome(), error, lambda level, *args, **more: written.append(level))
    assert written == [level]
    assert caplog.records == []


def test_a_logger_that_does_not_listen_is_not_even_asked():
    class Asked(logging.Logger):
        def log(self, level, *args, **more):
            asked.append(level)

    asked = []
    tell(Failure(Boom(), ASKED, "later"), log=Asked("its own", logging.CRITICAL).log)
    assert asked == []
    tell(Failure(SystemExit(), ASKED, "later"), log=Asked("its own", logging.CRITICAL).log)
    assert asked == [logging.CRITICAL]


def test_what_is_no_logger_is_asked_at_every_level():
    asked = []
    tell(Failure(Boom(), ASKED, "later"), log=lambda *args, **more: asked.append(args[0]))
    log_answer(Failure(Problem(503), ASKED, "meant"), lambda *args, **more: asked.append(args[0]))
    assert asked == [logging.ERROR, logging.WARNING]


@pytest.mark.parametrize(("given", "code"), [(None, 422), (400, 400), (422, 422)])
def test_what_is_wrong_with_a_request_is_answered_as_the_policy_says(given, code):
    wrong = validation_problem(422, [Fault.at(["age"], "must be positive")])
    assert outcome(validation_status=given).answer(wrong, ASKED).status_code == code


# Repairs of the user's that fail.


class TestARepairThatFails:
    sent = Exchange(ASKED, Response(200, (("X-Own", "a"), ("X-Other", "b")), "OK"), Content(0))

    def settled(self, *names, repair, times=1):
        rules = [
            Rule(id=f"own-{name}", **HOUSE, present=f"x-{name}", valid=lambda value: False, repair=repair)
            for name in names
        ]
        judge = outcome(extend=rules)
        for _ in range(times):
            assert judge.settle(self.sent)[0].exchange == self.sent

    def test_that_gives_no_exchange_is_told_what_it_gave(self, records):
        self.settled("own", repair=lambda exchange: "text")
        (record,) = records
        assert record.getMessage() == "The repair of own-own failed; the response goes out without it"
        assert (record.exc_info[0], str(record.exc_info[1])) == (
            TypeError,
            "repair gave str; it is to give an Exchange",
        )

    def test_each_of_two_is_logged_once(self, records):
        self.settled("own", "other", repair=lambda exchange: None, times=3)
        assert [record.getMessage().split()[3] for record in records] == ["own-own", "own-other"]


# Words of records.


def test_an_answer_that_was_meant_is_told_with_its_text_and_id(caplog):
    log_answer(Failure(HTTPException(503, "Closed"), ASKED, "answered with 503", 503, "urn:uuid:7"))
    assert [record.getMessage() for record in caplog.records] == [
        "POST /orders/7 was answered with 503: Closed, as urn:uuid:7"
    ]


def test_an_answer_whose_text_fails_is_not_logged(caplog):
    class Textless(Boom):
        def __str__(self):
            raise ZeroDivisionError

    log_answer(Failure(Textless(), ASKED, "meant"))
    assert caplog.records == []


@pytest.mark.parametrize(
    ("method", "shown"), [("M" * 20, "M" * 20), ("M" * 21, "M" * 20 + "..."), ("M" * 500, "M" * 20 + "...")]
)
def test_a_method_is_told_as_far_as_methods_go(method, shown, caplog):
    tell(Failure(Boom(), Request(method, "/"), "later"))
    assert [record.http_request_method for record in caplog.records] == [shown]


@pytest.mark.parametrize("level", Level)
def test_findings_that_are_raised_are_not_foreseen_but_what_was_cut_is(level):
    judge = outcome(on_finding="raise", select=[level])
    (finding, *_) = judge.findings(WRONG)
    assert not foresees({}, BrokenResponse((finding,)))
    assert foresees({}, ResponseAborted())


@pytest.mark.parametrize(("extends", "times"), [(False, 1), (True, 2)])
def test_only_what_a_repair_of_the_users_has_made_is_judged_again(extends, times, monkeypatch):
    sent, asked = Exchange(Request(), Response(204, (("Content-Length", "0"), ("X-Own", "a"))), Content(0)), []
    rule = Rule(id="own", **HOUSE, present="x-own", valid=lambda value: False)
    judge = outcome(extend=[rule] if extends else [])
    findings = judge.findings
    monkeypatch.setattr(judge, "findings", lambda exchange: asked.append(exchange) or findings(exchange))
    assert judge.settle(sent)[0].exchange.response.fields == (("X-Own", "a"),)
    assert len(asked) == times
