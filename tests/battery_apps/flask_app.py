"""Flask."""

from flask import Flask, Response, abort, after_this_request, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized
from werkzeug.middleware.dispatcher import DispatcherMiddleware

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
    raising,
)
from statusmw import install

INTERFACE = "wsgi"


def cookie():
    @after_this_request
    def set_cookie(response):
        response.set_cookie("kept", "1")
        return response

    abort(404)


def upload():
    request.get_data()
    return "fine"


VIEWS = {
    "fine": lambda: "fine",
    "item": lambda: abort(404, "no such item"),
    "private": raising(Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "a b"}))),
    "busy": raising(ServiceUnavailable(retry_after=30)),
    "limited": raising(TooManyRequests(retry_after=30)),
    "group": raising(ExceptionGroup("several", [Forbidden()])),
    "cookie": cookie,
    "stream/once": lambda: Response(failing_at_once()),
    "stream/midway": lambda: Response(failing_midway()),
    "stream/fine": lambda: Response(fine_parts()),
    "upload": upload,
    "login": lambda: "not reached",
    **RAISING,
    **RETURNING,
}


def after(response):
    response.headers["X-After"] = "kept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def guarding(app):
    def guarded(environ, start_response):
        if environ["PATH_INFO"] == "/middleware":
            raise Forbidden
        return app(environ, start_response)

    return guarded


def make(policy):
    app = Flask("battery")
    app.wsgi_app = DispatcherMiddleware(guarding(app.wsgi_app), {"/sub": failing_wsgi})
    install(app, policy)
    for path, view in VIEWS.items():
        app.add_url_rule(f"/{path}", path, view, methods=[METHODS.get(path, "GET")])
    app.before_request(lambda: before(request.path))
    app.after_request(after)
    app.register_error_handler(Handled, lambda error: ("by the user", 418))
    return app
