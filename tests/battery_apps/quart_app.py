"""Quart."""

from quart import Quart, Response, abort, after_this_request, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, ServiceUnavailable, TooManyRequests, Unauthorized

from battery_apps import (
    METHODS,
    RAISING,
    RETURNING,
    Handled,
    before,
    failing_asgi,
    failing_at_once_later,
    failing_midway_later,
    fine_parts_later,
)
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


async def upload():
    await request.get_data()
    return "fine"


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
    "stream/fine": later(lambda: Response(fine_parts_later())),
    "upload": upload,
    "login": later(lambda: "not reached"),
    **{name: later(function) for name, function in (RAISING | RETURNING).items()},
}


async def after(response):
    response.headers["X-After"] = "kept"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


async def handle(error):
    return "by the user", 418


async def check():
    before(request.path)


def guarding(app):
    async def guarded(scope, receive, send):
        if scope["path"] == "/middleware":
            raise Forbidden
        await (failing_asgi if scope["path"].startswith("/sub/") else app)(scope, receive, send)

    return guarded


def make(policy):
    app = Quart("battery")
    app.asgi_app = guarding(app.asgi_app)
    install(app, policy)
    for path, view in VIEWS.items():
        app.add_url_rule(f"/{path}", path, view, methods=[METHODS.get(path, "GET")])
    app.before_request(check)
    app.after_request(after)
    app.register_error_handler(Handled, handle)
    return app
