"""The span of a request that has failed: the exception once, an error, and the id that the client has."""

import json
import subprocess
import sys

import pytest
from fastapi import FastAPI
from flask import Flask
from opentelemetry import trace
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware as Asgi
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.starlette import StarletteInstrumentor
from opentelemetry.instrumentation.wsgi import OpenTelemetryMiddleware as Wsgi
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.routing import Route

from asgi_faces import serve_asgi
from faces import serve_wsgi
from statusmw import Policy, Problem, asgi, install, wsgi
from statusmw.exchange import Request
from statusmw.reporting import Failure, spans

ASKED = Request("GET", "/", interface="wsgi")


class Boom(Exception):
    pass


class Hostile(Exception):
    def __str__(self):
        raise ZeroDivisionError

    __repr__ = __str__


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter):
    made = TracerProvider()
    made.add_span_processor(SimpleSpanProcessor(exporter))
    return made


def wsgi_app(environ, start_response):
    raise Boom("canary")


async def asgi_app(scope, receive, send):
    raise Boom("canary")


async def view(*_):
    raise Boom("canary")


def flask():
    app = Flask("shop")
    app.add_url_rule("/", "index", lambda: wsgi_app(None, None))
    return app


def starlette():
    return Starlette(routes=[Route("/", view)])


def fastapi(**more):
    app = FastAPI(**more)
    app.add_api_route("/", lambda: wsgi_app(None, None))
    return app


def instrumented(instrumentor, app, provider):
    instrumentor().instrument_app(app, tracer_provider=provider)
    return app


def added(app):
    app.add_middleware(asgi.StatusMiddleware)
    return app


# What stands around what, and whether the span is still open when the failure is answered.
PLACES = {
    "wsgi outside": (True, lambda given: Wsgi(wsgi.StatusMiddleware(wsgi_app), tracer_provider=given)),
    "wsgi inside": (False, lambda given: wsgi.StatusMiddleware(Wsgi(wsgi_app, tracer_provider=given))),
    "asgi outside": (True, lambda given: Asgi(asgi.StatusMiddleware(asgi_app), tracer_provider=given)),
    "asgi inside": (False, lambda given: asgi.StatusMiddleware(Asgi(asgi_app, tracer_provider=given))),
    "flask first": (True, lambda given: install(instrumented(FlaskInstrumentor, flask(), given))),
    "flask later": (True, lambda given: instrumented(FlaskInstrumentor, install(flask()), given)),
    "fastapi first": (False, lambda given: install(instrumented(FastAPIInstrumentor, fastapi(), given))),
    "fastapi's own": (True, lambda given: install(fastapi(telemetry={"tracer_provider": given}))),
    "fastapi added": (True, lambda given: instrumented(FastAPIInstrumentor, added(fastapi()), given)),
    "starlette installed": (False, lambda given: instrumented(StarletteInstrumentor, install(starlette()), given)),
    "starlette added": (True, lambda given: instrumented(StarletteInstrumentor, added(starlette()), given)),
}


def served(kind, app):
    if kind.startswith(("wsgi", "flask")):
        answer = serve_wsgi(app, ASKED, SERVER_PROTOCOL="HTTP/1.1", REMOTE_ADDR="127.0.0.1")
        return answer.code, json.loads(answer.content)
    answer = serve_asgi(app, "GET /", lenient=True)
    return answer.status, json.loads(answer.body)


@pytest.mark.parametrize("place", PLACES)
def test_a_failure_is_in_the_span_once_with_its_id_where_the_span_is_outside(place, exporter, provider, caplog):
    is_open, make = PLACES[place]
    status, members = served(place, make(provider))
    (span,) = (span for span in exporter.get_finished_spans() if span.kind is SpanKind.SERVER)
    (event,) = span.events
    assert status == 500
    assert event.attributes["exception.type"].endswith("Boom")
    assert span.status.status_code is StatusCode.ERROR
    (record,) = (record for record in caplog.records if record.name == "statusmw")
    trace_id = f"{span.context.trace_id:032x}" if is_open else None
    assert span.attributes.get("statusmw.error_id") == (members["instance"] if is_open else None)
    assert (record.trace_id, members.get("trace_id")) == (trace_id, trace_id)


def test_what_was_meant_is_no_exception_of_the_span_and_has_its_trace_id(exporter, provider, caplog):
    def maintained(environ, start_response):
        raise Problem(503)

    app = Wsgi(wsgi.StatusMiddleware(maintained), tracer_provider=provider)
    status, members = served("wsgi", app)
    (span,) = exporter.get_finished_spans()
    assert (status, span.events) == (503, ())
    assert members["trace_id"] == caplog.records[0].trace_id == f"{span.context.trace_id:032x}"


def test_what_is_no_failure_leaves_the_span_alone(exporter, provider):
    app = Wsgi(wsgi.StatusMiddleware(wsgi_app, Policy(mapping={Boom: 404})), tracer_provider=provider)
    status, members = served("wsgi", app)
    (span,) = exporter.get_finished_spans()
    assert (status, span.events, "trace_id" in members) == (404, (), False)
    assert "statusmw.error_id" not in span.attributes


def test_a_stream_that_fails_later_is_in_the_span_without_an_id(exporter, provider):
    def begun(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"first"
        raise Boom

    with provider.get_tracer("tests").start_as_current_span("server"):
        serve_wsgi(wsgi.StatusMiddleware(begun))
    (span,) = exporter.get_finished_spans()
    assert [event.attributes["exception.type"].endswith("Boom") for event in span.events] == [True]
    assert "statusmw.error_id" not in span.attributes


def failure(error, **more):
    return Failure(error, ASKED, "answered with 500", 500, "urn:uuid:7", **more)


@pytest.mark.parametrize("before", [None, Boom("other"), KeyError("canary")])
def test_only_the_same_exception_is_not_recorded_again(before, exporter, provider):
    with provider.get_tracer("tests").start_as_current_span("server") as span:
        span.add_event("hello")
        if before is not None:
            span.record_exception(before)
        spans.note(failure(Boom("canary")))
        spans.note(failure(Boom("canary")))
    (span,) = exporter.get_finished_spans()
    recorded = [event.attributes["exception.type"] for event in span.events if event.name == "exception"]
    assert len(recorded) == (1 if before is None else 2)


def test_what_another_will_record_is_not_recorded(exporter, provider):
    with provider.get_tracer("tests").start_as_current_span("server"):
        spans.note(failure(Boom(), traced=True))
    (span,) = exporter.get_finished_spans()
    assert (span.events, span.attributes["statusmw.error_id"]) == ((), "urn:uuid:7")


def test_an_exception_that_cannot_be_shown_harms_nobody(exporter, provider):
    with provider.get_tracer("tests").start_as_current_span("server"):
        spans.note(failure(Hostile()))
    assert exporter.get_finished_spans()[0].attributes["statusmw.error_id"] == "urn:uuid:7"


def test_outside_any_span_there_is_nothing_to_tell():
    assert trace.get_current_span() is trace.INVALID_SPAN
    assert spans.trace_id() is None
    spans.note(failure(Boom()))


def test_opentelemetry_is_never_loaded():
    program = (
        "import sys; from statusmw.reporting import Failure, spans; from statusmw.exchange import Request;"
        "assert spans.trace_id() is None; spans.note(Failure(ValueError(), Request(), 'answered'));"
        "print([name for name in sys.modules if name.startswith(('opentelemetry', 'sentry_sdk'))])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stderr, run.stdout) == ("", "[]\n")


def test_without_opentelemetry_there_is_no_trace(monkeypatch):
    monkeypatch.setattr(spans, "_API", "nobody.imports.this")
    assert spans.trace_id() is None


@pytest.mark.parametrize("error", [RuntimeError, SystemExit])
def test_a_span_that_fails_has_no_trace(error, monkeypatch):
    def fails():
        raise error

    monkeypatch.setattr(spans, "_span", fails)
    assert spans.trace_id() is None
    spans.note(failure(Boom()))
