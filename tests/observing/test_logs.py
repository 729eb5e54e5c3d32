"""One record for one failure, whoever else logs; and what structured loggers make of it."""

import http.client
import json
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from flask import Flask
from pythonjsonlogger.json import JsonFormatter
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Route

from asgi_faces import serve_asgi
from faces import serve_wsgi
from statusmw import Policy, install, wsgi

HERE = Path(__file__).parent
UVICORN = [sys.executable, "-m", "uvicorn", "--fd", "{fd}"]
GUNICORN = [sys.executable, "-m", "gunicorn", "--bind", "fd://{fd}", "--log-level", "info"]


def boom(environ, start_response):
    raise ValueError("canary")


# Servers.


def failed_behind(command, app):
    """What the client of a real server got from *app*, and what the server and the application have written."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd, port = listening.fileno(), listening.getsockname()[1]
        server = subprocess.Popen(
            [*(part.format(fd=fd) for part in command), app],
            pass_fds=[fd],
            cwd=HERE,
            env={**os.environ, "PYTHONPATH": str(HERE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # It waits in the backlog until the server takes it.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("GET", "/")
            response = connection.getresponse()
            answer = response.status, json.loads(response.read())
        finally:
            connection.close()
            server.terminate()
            written = server.communicate(timeout=60)[0]
    return *answer, written


@pytest.mark.servers
@pytest.mark.parametrize(
    ("command", "app"),
    [
        (UVICORN, "failing:asgi_app"),
        (GUNICORN, "failing:wsgi_app"),
        (GUNICORN, "failing:flask_app"),
    ],
    ids=["uvicorn", "gunicorn", "flask behind gunicorn"],
)
def test_behind_a_server_there_is_one_traceback(command, app):
    status, members, written = failed_behind(command, app)
    assert status == 500
    assert written.count("Traceback (most recent call last)") == 1, written
    assert written.count("ValueError: canary") == 1
    assert written.count(members["instance"]) == 1


# Frameworks. For Django and Sentry see test_sentry.py.


def test_flask_and_its_own_logger_say_it_once(caplog):
    app = install(Flask("shop"))
    app.add_url_rule("/", "index", lambda: boom(None, None))
    assert app.test_client().get("/").status_code == 500
    assert [(record.name, record.levelname) for record in caplog.records] == [("statusmw", "ERROR")]


# Structured loggers.


@pytest.fixture
def written():
    """A function that writes what goes to the logger ``statusmw`` with a formatter; returns the lines."""
    lines, logger = [], logging.getLogger("statusmw")

    class Handler(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Handler()
    logger.addHandler(handler)
    yield lambda formatter: (handler.setFormatter(formatter), lines)[1]
    logger.removeHandler(handler)
    structlog.contextvars.clear_contextvars()


NAMES = ("error_id", "request_id", "trace_id", "http_request_method", "url_path", "http_response_status_code")


def test_structlog_gets_every_attribute_and_the_traceback(written):
    before = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
    ]
    last = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
    lines = written(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=last))
    structlog.contextvars.bind_contextvars(tenant="shop-7")
    served = serve_wsgi(wsgi.StatusMiddleware(boom, Policy(request_id="x-request-id")))
    (line,) = map(json.loads, lines)
    members = json.loads(served.content)
    assert (line["error_id"], line["request_id"]) == (members["instance"], members["request_id"])
    assert (line["level"], line["tenant"], line["http_response_status_code"]) == ("error", "shop-7", 500)
    assert "ValueError: canary" in line["exception"]


def test_what_the_application_binds_is_in_the_record(written):
    """Also behind a `BaseHTTPMiddleware`, which runs the application in a task of its own."""

    async def endpoint(request):
        structlog.contextvars.bind_contextvars(order=7)
        raise ValueError("canary")

    async def binding(request, call_next):
        structlog.contextvars.bind_contextvars(tenant="shop-7")
        return await call_next(request)

    before = [structlog.contextvars.merge_contextvars]
    lines = written(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    app = install(Starlette(routes=[Route("/", endpoint)]))
    app.add_middleware(BaseHTTPMiddleware, dispatch=binding)
    serve_asgi(app, "GET /", lenient=True)
    assert json.loads(lines[0])["tenant"] == "shop-7"


def test_a_formatter_for_json_gets_every_attribute(written):
    lines = written(JsonFormatter())
    served = serve_wsgi(wsgi.StatusMiddleware(boom))
    (line,) = map(json.loads, lines)
    assert set(NAMES) <= set(line)
    assert line["error_id"] == json.loads(served.content)["instance"]
    assert "ValueError: canary" in line["exc_info"]
