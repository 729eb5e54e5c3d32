"""Quart."""

from quart import Quart, Response, abort, after_this_request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized

from battery_apps import RAISING, RETURNING, Handled, failing_at_once_later, failing_midway_later
from statusmw import install

INTERFACE = "asgi"


def raising(error):
    async def view():
        raise error

    return view


async def cookie():
    @after_this_request
    async def set_cookie(response):
        response.set_cookie("kept", "1")
        return response

    abort(404)


def later(function):
    async def view():
        return function()

    return view


VIEWS = {
    "fine": later(lambda: "fine"),
    "item": later(lambda: abort(404, "no such item")),
    "private": raising(Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "a b"}))),
    "busy": raising(ServiceUnavailable(retry_after=30)),
    "limited": raising(TooManyRequests(retry_after=30)),
    "group": raising(ExceptionGroup("several", [Forbidden()])),
    "cookie": cookie,
    "stream/once": later(lambda: Response(failing_at_once_later())),
    "stream/midway": later(lambda: Response(failing_midway_later())),
    **{name: later(function) for name, function in (RAISING | RETURNING).items()},
}


async def after(response):
    response.headers["X-After"] = "kept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


async def handle(error):
    return "by the user", 418


def make(policy):
    app = install(Quart("battery"), policy)
    for path, view in VIEWS.items():
        app.add_url_rule(f"/{path}", path, view, methods=["POST" if path == "created" else "GET"])
    app.after_request(after)
    app.register_error_handler(Handled, handle)
    return app
