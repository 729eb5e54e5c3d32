"""Pyramid."""

from pyramid.config import Configurator
from pyramid.events import NewRequest, NewResponse
from pyramid.httpexceptions import (
    HTTPForbidden,
    HTTPNotFound,
    HTTPServiceUnavailable,
    HTTPTooManyRequests,
    HTTPUnauthorized,
)
from pyramid.response import Response
from pyramid.wsgi import wsgiapp2

from battery_apps import (
    RAISING,
    RETURNING,
    Handled,
    before,
    failing_at_once,
    failing_midway,
    failing_wsgi,
    fine_parts,
)
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


def upload(request):
    return Response(f"fine {len(request.body)}")


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
    "stream/fine": called(lambda: Response(app_iter=fine_parts(), content_type="text/plain")),
    "upload": upload,
    "login": called(lambda: Response("not reached")),
    **{name: called(function) for name, function in (RAISING | RETURNING).items()},
}


def guarding(handler, registry):
    """A tween: Pyramid's middleware."""

    def guarded(request):
        if request.path == "/middleware":
            raise HTTPForbidden
        return handler(request)

    return guarded


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
    config.add_route("sub", "/sub/*subpath")
    config.add_view(wsgiapp2(failing_wsgi), route_name="sub")
    config.add_tween(f"{__name__}.guarding")
    config.add_subscriber(lambda event: before(event.request.path), NewRequest)
    config.add_subscriber(after, NewResponse)
    config.add_exception_view(handle, context=Handled)
    return config.make_wsgi_app()
