"""`install()` on what is of no framework: plain callables, and what bridges make of an application."""

import functools

import a2wsgi
import pytest
from asgiref.wsgi import WsgiToAsgi
from bottle import Bottle
from flask import Flask
from litestar import Litestar
from starlette.applications import Starlette

from calling import asgi, wsgi
from faces import Reports
from statusmw import Policy, install
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware


def wsgi_app(environ, start_response):
    raise KeyError("canary")


async def asgi_app(scope, receive, send):
    raise KeyError("canary")


class Wsgi:
    def __call__(self, environ, start_response):
        return wsgi_app(environ, start_response)


class Asgi:
    async def __call__(self, scope, receive, send):
        await asgi_app(scope, receive, send)


APPS = [
    (wsgi_app, wsgi),
    (asgi_app, asgi),
    (Wsgi(), wsgi),
    (Asgi(), asgi),
    (Wsgi().__call__, wsgi),
    (Asgi().__call__, asgi),
    (lambda scope, receive, send: asgi_app(scope, receive, send), asgi),
    (functools.partial(wsgi_app), wsgi),
    (WsgiToAsgi(wsgi_app), asgi),
    (a2wsgi.WSGIMiddleware(wsgi_app), asgi),
]


@pytest.mark.parametrize(("app", "call"), APPS)
def test_a_callable_is_wrapped_in_the_face_of_its_interface(app, call):
    reports = Reports()
    face = install(app, Policy(report=reports))
    assert isinstance(face, WsgiMiddleware if call is wsgi else AsgiMiddleware)
    answer = call(face)
    assert (answer.status, answer["content-type"], reports) == (500, "application/problem+json", [])
    assert install(face) is face


def test_an_asgi_application_behind_a_bridge_is_called_as_wsgi():
    assert isinstance(install(a2wsgi.ASGIMiddleware(asgi_app)), WsgiMiddleware)


@pytest.mark.parametrize("app", [wsgi_app, Starlette(), Flask("shop"), Bottle(), Litestar([])])
@pytest.mark.parametrize(
    ("given", "says"), [("raise", r"'raise' .* write Policy\(on_finding='raise'\)"), ({}, "{} is no")]
)
def test_what_is_no_policy_is_refused_at_the_call(app, given, says):
    with pytest.raises(TypeError, match=f"^policy: {says}"):
        install(app, given)


def neither(request):
    return request


@pytest.mark.parametrize("app", [neither, len, getattr])
def test_a_callable_of_neither_interface_is_refused(app):
    with pytest.raises(TypeError, match=r"app: .* is called neither as WSGI .* nor as ASGI"):
        install(app)
