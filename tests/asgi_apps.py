"""The ways to put the face on a Starlette or FastAPI application, and what the tests of both ask of it."""

import logging

from starlette.testclient import TestClient

from statusmw import Policy, install
from statusmw.asgi import StatusMiddleware


def added(app, **policy):
    app.add_middleware(StatusMiddleware, policy=Policy(**policy))
    return app


def installed(app, **policy):
    return install(app, Policy(**policy))


def wrapped(app, **policy):
    return StatusMiddleware(app, Policy(**policy))


WAYS = (added, installed, wrapped)


def client(app, **options):
    """A client to which every exception that leaves the application is a failure of the test."""
    return TestClient(app, **{"follow_redirects": False, **options})


def quiet(app):
    """A client that sees what a server would make of an exception."""
    return client(app, raise_server_exceptions=False)


def problem(response):
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.json()


class Recorder(logging.Handler):
    """What is logged, in `records`; an object that keeps no frames of what is tested longer than the test."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)
