"""Pyramid."""

from pyramid.config import Configurator
from pyramid.events import NewResponse
from pyramid.httpexceptions import (
    HTTPForbidden,
    HTTPNotFound,
    HTTPServiceUnavailable,
    HTTPTooManyRequests,
    HTTPUnauthorized,
)
from pyramid.response import Response

from battery_apps import RAISING, RETURNING, Handled, failing_at_once, failing_midway
from statusmw import install

INTERFACE = "wsgi"


def raising(make_error):
    def view(request):
        raise make_error()

    return view


def cookie(request):
    request.add_response_callback(lambda request, response: response.set_cookie("kept", "1"))
    raise HTTPNotFound


def called(function):
    return lambda request: function()


VIEWS = {
    "fine": called(lambda: Response("fine", content_type="text/plain")),
    "item": raising(lambda: HTTPNotFound("no such item")),
    "private": raising(lambda: HTTPUnauthorized(headers=[("WWW-Authenticate", 'Basic realm="a b"')])),
    "busy": raising(lambda: HTTPServiceUnavailable(headers=[("Retry-After", "30")])),
    "limited": raising(lambda: HTTPTooManyRequests(headers=[("Retry-After", "30")])),
    "group": raising(lambda: ExceptionGroup("several", [HTTPForbidden()])),
    "cookie": cookie,
    "stream/once": called(lambda: Response(app_iter=failing_at_once(), content_type="text/plain")),
    "stream/midway": called(lambda: Response(app_iter=failing_midway(), content_type="text/plain")),
    **{name: called(function) for name, function in (RAISING | RETURNING).items()},
}


def after(event):
    event.response.headers["X-After"] = "kept"
    event.response.headers["Access-Control-Allow-Origin"] = "*"


def handle(error, request):
    return Response("by the user", status=418, content_type="text/plain")


def make(policy):
    config = install(Configurator(), policy)
    for path, view in VIEWS.items():
        config.add_route(path, f"/{path}")
        config.add_view(view, route_name=path)
    config.add_subscriber(after, NewResponse)
    config.add_exception_view(handle, context=Handled)
    return config.make_wsgi_app()
