"""Flask."""

from flask import Flask, Response, abort, after_this_request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized

from battery_apps import RAISING, RETURNING, Handled, failing_at_once, failing_midway
from statusmw import install

INTERFACE = "wsgi"


def raising(error):
    def view():
        raise error

    return view


def cookie():
    @after_this_request
    def set_cookie(response):
        response.set_cookie("kept", "1")
        return response

    abort(404)


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
    **RAISING,
    **RETURNING,
}


def after(response):
    response.headers["X-After"] = "kept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def make(policy):
    app = install(Flask("battery"), policy)
    for path, view in VIEWS.items():
        app.add_url_rule(f"/{path}", path, view, methods=["POST" if path == "created" else "GET"])
    app.after_request(after)
    app.register_error_handler(Handled, lambda error: ("by the user", 418))
    return app
