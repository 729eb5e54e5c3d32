"""Where findings go: what is written and counted, how often, and what never is."""

import dataclasses
import gc
import json
import logging
import subprocess
import sys
import threading
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.metrics import get_meter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest

import statusmw.reporting
from faces import serve_wsgi
from statusmw import Level, Policy, Rule, Source
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.outcome import Outcome
from statusmw.reporting import (
    AdviceWarning,
    All,
    Logging,
    MustWarning,
    OpenTelemetry,
    Prometheus,
    ShouldWarning,
    StatusWarning,
    Warnings,
    log,
)
from statusmw.reporting.attributes import attributes, known_method
from statusmw.reporting.repetition import Repetition
from statusmw.rule import Finding
from statusmw.wsgi import StatusMiddleware

USUAL = {*vars(logging.makeLogRecord({})), "message", "asctime"}


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Kept(logging.Handler):
    """What was written."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)

    @property
    def lines(self):
        return [record.getMessage() for record in self.records]

    @property
    def suppressed(self):
        return [record.suppressed for record in self.records]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def kept():
    handler, logger = Kept(), logging.getLogger("tests.reporting")
    logger.addHandler(handler)
    logger.propagate = False
    yield handler
    logger.removeHandler(handler)


@pytest.fixture
def report(kept, clock):
    return Logging("tests.reporting", clock=clock)


def rule(id="a-rule", level=Level.MUST):
    return Rule(id=id, source=Source("RFC 9110", "15.5.2"), level=level, says="It is so.", why="W.", bad="", good="")


def found(path="/books/7", route="/books/{id}", method="GET", status=401, by=None, fields=()):
    return Finding(by or rule(), Exchange(Request(method, path, fields, route=route), Response(status), Content(3)))


# One record for each finding.


def test_a_record_says_what_there_is_to_filter_by(report, kept):
    report(found())
    (record,) = kept.records
    assert record.getMessage() == ("GET /books/{id} -> 401: It is so. [a-rule] MUST, RFC 9110, Section 15.5.2")
    said = {name: value for name, value in vars(record).items() if name not in USUAL}
    assert said == {
        "rule": "a-rule",
        "level_of_rule": "MUST",
        "source": "RFC 9110, Section 15.5.2",
        "http_request_method": "GET",
        "http_route": "/books/{id}",
        "url_path": None,
        "http_response_status_code": 401,
        "error_id": None,
        "request_id": None,
        "suppressed": 0,
    }
    assert record.levelno == logging.WARNING
    json.dumps(said)


def test_without_a_route_or_a_status_code_a_record_says_so(report, kept):
    report(found(path="/books/7?token=canary", route=None, status=0))
    (record,) = kept.records
    assert (record.http_route, record.url_path, record.http_response_status_code) == (None, "/books/7", None)
    assert "/books/7 -> ?: " in record.getMessage()


def test_what_is_secret_or_hostile_is_in_no_part_of_a_record(report, kept):
    secrets = (("cookie", "canary"), ("authorization", "Bearer canary"))
    forged = "/\x1b[31m\r\nWARNING forged" + "x" * 999
    report(found(f"{forged}?token=canary", None, "G\r\nT" * 99, fields=secrets))
    report(found(f"{forged}?token=canary", forged, "G\r\nT" * 99, fields=secrets))
    for record in kept.records:
        everything = repr(vars(record))
        assert "canary" not in everything
        assert record.getMessage().isprintable()
        assert record.getMessage().isascii()
        assert all(len(str(value)) < 500 for value in vars(record).values())
        assert all(type(argument) in (str, int) for argument in record.args)
    assert len(kept.records) == 2


# The same only once.


def test_the_same_is_written_once_per_interval_with_what_was_left_out(report, kept, clock):
    for _ in range(42):
        report(found())
    assert kept.suppressed == [0]
    clock.now += 60
    report(found())
    assert kept.suppressed == [0, 41]
    assert kept.lines[1] == f"{kept.lines[0]} (and 41 more like it)"
    clock.now += 59.9
    report(found())
    assert len(kept.records) == 2


@pytest.mark.parametrize(
    "other",
    [
        found(by=rule("another")),
        found(method="PUT"),
        found(route="/films/{id}"),
        found(route=None),
    ],
    ids=["rule", "method", "route", "no route"],
)
def test_what_differs_is_written(report, kept, other):
    report(found())
    report(other)
    assert kept.suppressed == [0, 0]


@pytest.mark.parametrize("same", [found(path="/books/8"), found(status=403)], ids=["path", "status code"])
def test_what_is_on_the_same_route_is_the_same(report, kept, same):
    report(found())
    report(same)
    assert kept.suppressed == [0]


def test_paths_differ_where_no_route_is_known_and_made_up_methods_do_not(report, kept):
    for path, method in [("/a", "GET"), ("/b", "GET"), ("/a", "BREW"), ("/a", "BREW2")]:
        report(found(path, None, method))
    assert kept.suppressed == [0, 0, 0]


def test_a_count_that_nothing_follows_is_written_with_the_next_finding_of_anything(report, kept, clock):
    for each in [found(), found(), found(route="/once"), found(route="/twice"), found(route="/twice")]:
        report(each)
    clock.now += 60
    report(found(route="/new"))
    assert kept.suppressed[3:] == [0, 1, 1]
    assert [record.http_route for record in kept.records[3:]] == ["/new", "/books/{id}", "/twice"]


def test_a_count_is_written_even_if_the_next_finding_is_left_out(report, kept, clock):
    report(found())
    report(found())
    clock.now += 30
    report(found(route="/later"))
    clock.now += 30
    report(found(route="/later"))
    assert kept.suppressed == [0, 0, 1]


def test_flush_writes_the_counts_and_begins_anew(report, kept):
    for each in [found(), found(), found(route="/once")]:
        report(each)
    report.flush()
    assert kept.suppressed == [0, 0, 1]
    report.flush()
    report(found())
    assert kept.suppressed == [0, 0, 1, 0]


def test_without_an_interval_everything_is_written(kept):
    report = Logging("tests.reporting", 0)
    for _ in range(3):
        report(found())
    report.flush()
    assert kept.suppressed == [0, 0, 0]


def test_what_clients_make_up_fills_neither_the_memory_nor_the_log(report, kept):
    for number in range(5000):
        report(found(f"/{number}", None))
    assert len(kept.records) == 129
    assert len(report._repetition._said) == 129
    report(found())
    assert kept.records[-1].http_route == "/books/{id}"
    report.flush()
    assert kept.suppressed[-1] == 5000 - 129


def test_room_is_made_as_time_passes(report, kept, clock):
    for number in range(200):
        report(found(f"/{number}", None))
    clock.now += 60
    report(found("/new", None))
    assert [record.url_path for record in kept.records[-2:]] == ["/new", "/128"]
    assert len(report._repetition._said) == 1


def test_a_logger_that_is_off_costs_nothing(report, kept):
    report.logger.disabled = True
    try:
        report(found())
    finally:
        report.logger.disabled = False
    assert report._repetition._said == {}


def test_many_threads_lose_no_count(report, kept):
    barrier = threading.Barrier(8)

    def run():
        barrier.wait()
        for _ in range(250):
            report(found())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.flush()
    assert kept.suppressed == [0, 1999]


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from("abc"))), st.integers(1, 3))
def test_nothing_is_ever_lost(steps, most):
    clock = Clock()
    repetition, said = Repetition(60, clock=clock), 0
    for wait, key in steps:
        clock.now += wait
        suppressed, ended = repetition.ask(key, key, coarser="*", most=most)
        said += 0 if suppressed is None else 1 + suppressed
        said += sum(more for _, more in ended)
        assert len(repetition._said) <= most + 1
    assert said + sum(more for _, more in repetition.flush()) == len(steps)


class Again:
    """Asks the same repetition once more, from wherever it is called."""

    def __init__(self):
        self.repetition, self.answers = None, []

    def __call__(self, *_):
        repetition, self.repetition = self.repetition, None
        if repetition is not None:
            self.answers.append(repetition.ask("other", "other", coarser="*", most=5))


def of_the_collector(again):
    """A clock in which the garbage collector runs, and finds what asks."""

    def clock():
        if again.repetition is not None:
            lost = [weakref.WeakSet()]
            lost.append(lost)
            weakref.finalize(lost[0], again)
            del lost
            gc.collect()
        return 1000.0

    return clock, "key"


def of_a_key(again):
    """A key that is looked up where what has ended is left behind."""
    return (lambda: 1000.0), type("Key", (str,), {"__hash__": lambda key: again() or str.__hash__(key)})("key")


@pytest.mark.parametrize("making", [of_the_collector, of_a_key])
def test_the_thread_that_asks_may_ask_again_meanwhile(making):
    again = Again()
    clock, key = making(again)
    repetition = Repetition(60, clock=clock)
    again.repetition = repetition
    answers = []
    asking = threading.Thread(
        target=lambda: answers.append(repetition.ask(key, "what", coarser="*", most=5)), daemon=True
    )
    asking.start()
    asking.join(10)
    assert (answers, again.answers) == ([(0, [])], [(0, [])])
    assert repetition.ask(key, "what", coarser="*", most=5) == (None, [])


def test_the_last_counts_are_written_when_the_process_ends():
    program = """
import logging, sys
logging.basicConfig(stream=sys.stdout, format="%(message)s")
from werkzeug.test import Client
from statusmw.wsgi import StatusMiddleware
def app(environ, start_response):
    start_response("401 Unauthorized", [("Content-Type", "text/plain")])
    return [b"no"]
client = Client(StatusMiddleware(app))
for _ in range(3):
    client.get("/")
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    first, last = run.stdout.splitlines()
    assert last == f"{first} (and 2 more like it)"
    assert "[unauthorized-without-challenge]" in first


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_a_logger_that_fails_at_the_end_keeps_no_other_from_writing(error, report, kept, clock):
    def fail(record):
        raise error

    failing = Logging("tests.reporting.failing", clock=clock)
    for each in (failing, report):
        each(found())
        each(found())
    failing.logger.addFilter(fail)
    try:
        log._flush_all()
    finally:
        failing.logger.removeFilter(fail)
    assert [record.suppressed for record in kept.records if record.name == "tests.reporting"] == [0, 1]


def test_a_report_that_nobody_uses_is_freed():
    gone = weakref.ref(Logging("tests.reporting"))
    gc.collect()
    assert gone() is None


def test_reports_that_write_the_same_are_equal():
    one, other = Logging(), Logging(logging.getLogger("statusmw"))
    assert (one, hash(one), repr(one)) == (other, hash(other), "Logging('statusmw', interval=60.0)")
    assert one != Logging("another")
    assert one != Logging(interval=5)
    assert one != "statusmw"
    assert Policy() == Policy()
    assert (Warnings(), hash(Warnings())) == (Warnings(), hash(Warnings()))
    assert Warnings() != Logging()


@pytest.mark.parametrize("interval", [-1, float("inf"), float("nan"), True, "60", None])
def test_an_interval_that_is_none_is_refused(interval):
    with pytest.raises(ValueError, match=r"^interval: .* is no number of seconds; give 0 or more"):
        Logging(interval=interval)


def test_a_logger_that_is_none_is_refused():
    with pytest.raises(TypeError, match="^logger: 5 is neither a logger nor the name of one"):
        Logging(5)


# A report that fails.


def test_a_report_that_fails_harms_no_response_and_is_logged_once(caplog):
    def report(finding):
        raise RuntimeError(finding.rule.id)

    def app(environ, start_response):
        start_response("401 Unauthorized", [("Content-Type", "text/plain")])
        return [b"no"]

    face = StatusMiddleware(app, Policy(report=report))
    clock = face.outcome._faults._clock = Clock()
    for _ in range(5):
        assert serve_wsgi(face).status == "401 Unauthorized"
    clock.now += 60
    serve_wsgi(face, Request("GET", "/", (("cookie", "canary"),)))
    first, second = caplog.records
    assert first.getMessage().startswith("The report of a finding failed: GET /orders -> 401")
    assert second.getMessage().startswith("The report of a finding failed (and 4 more): GET / -> 401")
    assert first.exc_info[0] is RuntimeError
    assert not any("canary" in repr(record.args) for record in caplog.records)


def test_a_fine_response_asks_for_no_route_and_reports_nothing(monkeypatch):
    def fail(*args):
        raise AssertionError

    def app(environ, start_response):
        start_response("204 No Content", [])
        return []

    monkeypatch.setattr("statusmw.wsgi_head.wsgi_route", fail)
    monkeypatch.setattr(Outcome, "report", fail)
    assert serve_wsgi(StatusMiddleware(app)).status == "204 No Content"


# Warnings.


@pytest.mark.parametrize(
    ("level", "category"),
    [(Level.MUST, MustWarning), (Level.SHOULD, ShouldWarning), (Level.ADVICE, AdviceWarning)],
)
def test_a_finding_is_a_warning_of_its_level_where_it_came_from(level, category):
    with pytest.warns(StatusWarning) as caught:
        Warnings()(found(by=rule(level=level)))
    (warning,) = caught
    assert (warning.category, warning.filename) == (category, __file__)
    assert str(warning.message) == str(found(by=rule(level=level)))


def test_a_warning_points_at_who_asked_the_face():
    def app(environ, start_response):
        start_response("401 Unauthorized", [("Content-Type", "text/plain")])
        return [b"no"]

    with pytest.warns(MustWarning, match="unauthorized-without-challenge") as caught:
        serve_wsgi(StatusMiddleware(app, Policy(report=Warnings())))
    assert caught[0].filename.endswith("faces.py")


def test_a_stack_that_is_all_ours_ends_at_its_top():
    program = "from statusmw.reporting import warned\n__name__ = 'statusmw.pretended'\nprint(warned._outside())\n"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


# OpenTelemetry.


@pytest.fixture
def telemetry():
    """A real meter provider and a real tracer provider, and what they have exported."""
    reader, exporter = InMemoryMetricReader(), InMemorySpanExporter()
    meters, tracers = MeterProvider([reader]), TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    yield meters.get_meter("tests"), tracers.get_tracer("tests"), reader, exporter
    meters.shutdown()
    tracers.shutdown()


def metrics(reader):
    data = reader.get_metrics_data()
    return [m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics] if data else []


COUNTED = {
    "statusmw.rule": "a-rule",
    "statusmw.level": "MUST",
    "http.request.method": "GET",
    "http.route": "/books/{id}",
    "http.response.status_code": 401,
}


def test_findings_are_counted_by_what_has_few_values(telemetry):
    meter, _, reader, _ = telemetry
    report = OpenTelemetry(meter)
    for each in [found(), found("/books/8"), found(route=None, method="BREW", status=0)]:
        report(each)
    (metric,) = metrics(reader)
    assert (metric.name, metric.unit, metric.data.is_monotonic) == ("statusmw.findings", "{finding}", True)
    points = {tuple(sorted(point.attributes.items())): point.value for point in metric.data.data_points}
    other = {"statusmw.rule": "a-rule", "statusmw.level": "MUST", "http.request.method": "_OTHER"}
    assert points == {tuple(sorted(COUNTED.items())): 2, tuple(sorted(other.items())): 1}


def test_a_finding_is_an_event_of_the_current_span(telemetry):
    meter, tracer, _, exporter = telemetry
    report = OpenTelemetry(meter, tracer)
    with tracer.start_as_current_span("request"):
        report(found())
    (span,) = exporter.get_finished_spans()
    (event,) = span.events
    assert (span.name, event.name) == ("request", "statusmw.finding")
    assert dict(event.attributes) == {**COUNTED, "statusmw.message": str(found())}


def test_a_finding_about_what_is_replaced_has_the_id_of_the_answer(telemetry, report, kept):
    meter, tracer, _, exporter = telemetry
    replaced = dataclasses.replace(found(), error_id="urn:uuid:7")
    with tracer.start_as_current_span("request"):
        OpenTelemetry(meter, tracer)(replaced)
    (event,) = exporter.get_finished_spans()[0].events
    assert event.attributes["statusmw.error_id"] == "urn:uuid:7"
    report(replaced)
    assert kept.records[0].error_id == "urn:uuid:7"


def test_outside_a_span_a_finding_is_only_counted_or_a_span_of_its_own(telemetry):
    meter, tracer, reader, exporter = telemetry
    OpenTelemetry(meter)(found())
    assert exporter.get_finished_spans() == ()
    OpenTelemetry(meter, tracer)(found())
    (span,) = exporter.get_finished_spans()
    assert (span.name, [event.name for event in span.events]) == ("statusmw.finding", ["statusmw.finding"])
    assert sum(point.value for point in metrics(reader)[0].data.data_points) == 2


def test_without_a_provider_nothing_happens():
    assert OpenTelemetry()(found()) is None


@pytest.mark.parametrize(("method", "known"), [("GET", "GET"), ("get", "_OTHER"), ("BREW", "_OTHER"), (5, "_OTHER")])
def test_a_method_is_one_of_few(method, known):
    assert known_method(method) == known
    assert attributes(found(method=method))["http.request.method"] == known


# Prometheus.


def test_findings_are_counted_by_rule_and_level():
    registry = CollectorRegistry()
    report = Prometheus(registry)
    for each in [found(), found(route=None), found(by=rule("another", Level.SHOULD))]:
        report(each)
    lines = generate_latest(registry).decode().splitlines()
    assert "# TYPE statusmw_findings_total counter" in lines
    assert 'statusmw_findings_total{level="MUST",rule="a-rule"} 2.0' in lines
    assert 'statusmw_findings_total{level="SHOULD",rule="another"} 1.0' in lines


def test_several_on_one_registry_share_the_counter_and_two_registries_do_not():
    registry, other = CollectorRegistry(), CollectorRegistry()
    for report in (Prometheus(registry), Prometheus(registry), Prometheus(other)):
        report(found())
    labels = {"rule": "a-rule", "level": "MUST"}
    assert registry.get_sample_value("statusmw_findings_total", labels) == 2
    assert other.get_sample_value("statusmw_findings_total", labels) == 1


def test_the_default_is_the_registry_that_everybody_uses():
    Prometheus()(found(by=rule("only-here")))
    labels = {"rule": "only-here", "level": "MUST"}
    assert REGISTRY.get_sample_value("statusmw_findings_total", labels) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Prometheus("x"),
            "registry: 'x' is no CollectorRegistry; give one of prometheus_client, or leave it out",
        ),
        (lambda: Prometheus(CollectorRegistry), "registry: <class .*> is no CollectorRegistry"),
        (
            lambda: OpenTelemetry("shop"),
            r"meter: 'shop' is no Meter; give opentelemetry.metrics.get_meter\('shop'\), or",
        ),
        (lambda: OpenTelemetry(tracer="x"), "tracer: 'x' is no Tracer; give opentelemetry.trace.get_tracer"),
        (lambda: OpenTelemetry(get_meter("shop"), 5), "tracer: 5 is no Tracer"),
    ],
)
def test_what_nothing_can_be_counted_with_is_refused(make, message):
    with pytest.raises(TypeError, match=f"^{message}"):
        make()


# All.


def test_all_are_called_whatever_one_of_them_does():
    first, second = [], []

    def fail(finding):
        raise KeyError

    with pytest.raises(ExceptionGroup) as raised:
        All(first.append, fail, second.append)(found())
    assert (len(first), len(second), len(raised.value.exceptions)) == (1, 1, 1)
    All(first.append, second.append)(found())
    assert (len(first), len(second)) == (2, 2)


def test_a_report_that_asks_the_process_to_end_is_one_that_fails():
    def end(finding):
        raise SystemExit

    seen = []
    with pytest.raises(ExceptionGroup) as raised:
        All(end, seen.append)(found())
    (fault,) = raised.value.exceptions
    assert (type(fault.__cause__), len(seen)) == (SystemExit, 1)


async def later(finding):
    return None


@pytest.mark.parametrize(
    ("reports", "error", "message"),
    [
        ((print, 5), TypeError, "5 cannot be called; give functions of one finding"),
        ((print, Warnings), TypeError, r"Warnings is a class; write Warnings\(\)"),
        ((print, later), TypeError, "a coroutine cannot be waited for here; give a plain function"),
        ((), ValueError, r"there is none to call; give functions of one finding, such as Logging\(\)"),
    ],
)
def test_what_cannot_be_called_is_refused(reports, error, message):
    with pytest.raises(error, match=f"^reports: {message}"):
        All(*reports)


# What is loaded, and what is missing.


def test_the_names_are_loaded_when_they_are_used():
    assert sorted(statusmw.reporting.__all__) == sorted(statusmw.reporting._HOMES) == dir(statusmw.reporting)
    for name in statusmw.reporting.__all__:
        assert getattr(statusmw.reporting, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Loging'"):
        statusmw.reporting.Loging  # noqa: B018 - to look it up is the test


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [("OpenTelemetry", "opentelemetry", "opentelemetry"), ("Prometheus", "prometheus_client", "prometheus")],
)
def test_without_its_package_a_report_names_the_extra(monkeypatch, name, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf'^{name}: .* is not installed; try: pip install "statusmw\[{extra}\]"'):
        getattr(statusmw.reporting, name)()


def test_reports_load_no_package_that_they_do_not_need():
    program = (
        "import sys, statusmw.reporting\n"
        "[getattr(statusmw.reporting, name) for name in statusmw.reporting.__all__]\n"
        "print([m for m in ('opentelemetry', 'prometheus_client', 'starlette', 'werkzeug') if m in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
