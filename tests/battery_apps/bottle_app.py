"""Bottle."""

from bottle import Bottle, HTTPError, request, response

from battery_apps import (
    METHODS,
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


def raising(error):
    def view():
        raise error()

    return view


def handled():
    raise HTTPError(418, exception=Handled())


def upload():
    request.body.read()
    return "fine"


VIEWS = {
    **RAISING,
    **RETURNING,
    "fine": lambda: "fine",
    "item": raising(lambda: HTTPError(404, "no such item")),
    "private": raising(lambda: HTTPError(401, headers={"WWW-Authenticate": 'Basic realm="a b"'})),
    "busy": raising(lambda: HTTPError(503, headers={"Retry-After": "30"})),
    "limited": raising(lambda: HTTPError(429, headers={"Retry-After": "30"})),
    "group": raising(lambda: ExceptionGroup("several", [HTTPError(403)])),
    "stream/once": failing_at_once,
    "stream/midway": failing_midway,
    "stream/fine": fine_parts,
    "handled": handled,
    "upload": upload,
    "login": lambda: "not reached",
    "middleware": lambda: "not reached",
}


def guarding(callback):
    """A plugin: Bottle's way to middleware."""

    def guarded(*args, **kwargs):
        if request.path == "/middleware":
            raise HTTPError(403)
        before(request.path)
        return callback(*args, **kwargs)

    return guarded


def after():
    response.set_header("X-After", "kept")
    response.set_header("Access-Control-Allow-Origin", "*")


def make(policy):
    app = install(Bottle(), policy)
    for path, view in VIEWS.items():
        app.route(f"/{path}", METHODS.get(path, "GET"), view)
    app.install(guarding)
    app.mount("/sub/", failing_wsgi)
    app.add_hook("after_request", after)
    app.error(418, lambda error: "by the user")
    return app
