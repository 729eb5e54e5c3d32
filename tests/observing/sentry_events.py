"""What Sentry gets of each error, wherever it stands; run in a process of its own, because Sentry changes frameworks.

Prints one line of JSON for each way to stand and each error: what the client got, what was logged, and each event.
"""

import json
import logging
import sys

import django
import sentry_sdk
from django import conf
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.urls import path as django_path
from fastapi import FastAPI
from flask import Flask
from sentry_sdk.integrations.asgi import SentryAsgiMiddleware
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.wsgi import SentryWsgiMiddleware
from sentry_sdk.transport import Transport
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from asgi_faces import serve_asgi
from faces import serve_wsgi
from statusmw import Policy, Problem, asgi, install, wsgi
from statusmw.exchange import Request
from statusmw.reporting import Sentry


class Boom(Exception):
    pass


class Gone(Exception):
    pass


ERRORS = {
    "/boom": lambda: Boom("canary"),
    "/broken": lambda: Problem(500),
    "/http-500": lambda: HTTPException(500),
    "/maintenance": lambda: Problem(503),
    "/gone": Gone,
    "/problem-404": lambda: Problem(404),
    "/http-404": lambda: HTTPException(404),
}
MAPPING = {f"{Gone.__module__}.Gone": 404}


class Memory(Transport):
    events = []

    def capture_envelope(self, envelope):
        event = envelope.get_event()
        if event is not None:
            self.events.append(event)


class Records(logging.Handler):
    records = []

    def emit(self, record):
        if record.levelno >= logging.WARNING:
            self.records.append([record.levelname, record.name, bool(record.exc_info)])


def wsgi_app(environ, start_response):
    raise ERRORS[environ["PATH_INFO"]]()  # noqa: RSE102 - it makes one


async def asgi_app(scope, receive, send):
    raise ERRORS[scope["path"]]()  # noqa: RSE102 - it makes one


def begun(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"first"
    raise Boom


def failing(error):
    def view(*_):
        raise error()

    return view


def failing_async(error):
    async def view(*_):
        raise error()

    return view


def flask():
    app = Flask("shop")
    for path, error in ERRORS.items():
        app.add_url_rule(path, path, failing(error))
    return app


def starlette():
    return Starlette(routes=[Route(path, failing_async(error)) for path, error in ERRORS.items()])


def fastapi():
    app = FastAPI()
    for path, error in ERRORS.items():
        app.add_route(path, failing_async(error))
    return app


def added(app, policy):
    app.add_middleware(asgi.StatusMiddleware, policy=policy)
    return app


class Urls:
    urlpatterns = [django_path(path[1:], failing(error)) for path, error in ERRORS.items()]


def with_django(observers):
    conf.settings.configure(
        ALLOWED_HOSTS=["*"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["statusmw.adapters.django.StatusMiddleware"],
        ROOT_URLCONF=Urls,
        SECRET_KEY="x",
        STATUSMW={"mapping": MAPPING, "observers": observers},
    )
    django.setup()


def applications(policy):
    yield "wsgi", "outside", SentryWsgiMiddleware(wsgi.StatusMiddleware(wsgi_app, policy))
    yield "wsgi", "inside", wsgi.StatusMiddleware(SentryWsgiMiddleware(wsgi_app), policy)
    yield "asgi", "outside", SentryAsgiMiddleware(asgi.StatusMiddleware(asgi_app, policy))
    yield "asgi", "inside", asgi.StatusMiddleware(SentryAsgiMiddleware(asgi_app), policy)
    yield "flask", "install", install(flask(), policy)
    for name, make in (("starlette", starlette), ("fastapi", fastapi)):
        yield name, "install", install(make(), policy)
        yield name, "add_middleware", added(make(), policy)
        yield name, "inside", asgi.StatusMiddleware(make(), policy)
    yield "django", "wsgi", get_wsgi_application()
    yield "django", "asgi", get_asgi_application()


def serve(kind, where, app, path):
    if "asgi" in (kind, where) or kind in ("starlette", "fastapi"):
        served = serve_asgi(app, f"GET {path}", lenient=True)
        return served.status, served.body
    served = serve_wsgi(app, Request("GET", path, interface="wsgi"))
    return served.code, served.content


def told(event):
    (error,) = event.get("exception", {}).get("values", [])[-1:] or [{}]
    frames = error.get("stacktrace", {}).get("frames", [])
    ids = [event.get("tags", {}).get("error_id"), event.get("extra", {}).get("error_id")]
    return {"type": error.get("type"), "in": frames[-1]["function"] if frames else None, "ids": ids}


def show(kind, where, path, status, content):
    members = json.loads(content) if content.startswith(b"{") else {}
    events = [told(event) for event in Memory.events]
    line = {"status": status, "id": members.get("instance"), "records": Records.records, "events": events}
    print(json.dumps({"kind": kind, "where": where, "path": path, **line}))
    Memory.events, Records.records = [], []


def main(observing, logs):
    kept = [] if logs else [LoggingIntegration(event_level=None)]
    sentry_sdk.init(dsn="https://key@localhost/1", transport=Memory, integrations=kept)
    logging.getLogger().addHandler(Records())
    with_django(["statusmw.reporting:Sentry"] if observing else [])
    policy = Policy(mapping=MAPPING, observers=[Sentry()] if observing else [])
    for kind, where, app in applications(policy):
        for path in ERRORS:
            show(kind, where, path, *serve(kind, where, app, path))
    late = serve_wsgi(SentryWsgiMiddleware(wsgi.StatusMiddleware(begun, policy)))
    show("late", "outside", "/", late.code, late.content)


if __name__ == "__main__":
    main("observing" in sys.argv, "logs" in sys.argv)
