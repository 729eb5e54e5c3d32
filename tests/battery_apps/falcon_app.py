"""Falcon over WSGI. It drops what a responder returns, so that replies are put in its response."""

import falcon

from battery_apps import RAISING, RETURNING, Handled, failing_at_once, failing_midway
from statusmw import install
from statusmw.adapters.falcon import answer_with

INTERFACE = "wsgi"


def raising(error):
    def respond(req, resp):
        raise error

    return respond


def fine(req, resp):
    resp.content_type, resp.text = "text/plain", "fine"


def cookie(req, resp):
    resp.set_cookie("kept", "1")
    raise falcon.HTTPNotFound


def streaming(generate):
    def respond(req, resp):
        resp.content_type, resp.stream = "text/plain", generate()

    return respond


def called(function):
    return lambda req, resp: function()


def put(function):
    return lambda req, resp: answer_with(function(), req, resp)


def responders(at_once, midway):
    return {
        "fine": fine,
        "item": raising(falcon.HTTPNotFound(description="no such item")),
        "private": raising(falcon.HTTPUnauthorized(challenges=['Basic realm="a b"'])),
        "busy": raising(falcon.HTTPServiceUnavailable(retry_after=30)),
        "limited": raising(falcon.HTTPTooManyRequests(retry_after=30)),
        "group": raising(ExceptionGroup("several", [falcon.HTTPForbidden()])),
        "cookie": cookie,
        "stream/once": streaming(at_once),
        "stream/midway": streaming(midway),
        **{name: called(function) for name, function in RAISING.items()},
        **{name: put(function) for name, function in RETURNING.items()},
    }


class After:
    def process_response(self, req, resp, resource, req_succeeded):
        resp.set_header("X-After", "kept")


class Resource:
    """Answers with one function."""

    def __init__(self, name, respond):
        self.respond = respond
        if name == "created":
            self.on_post = respond
        else:
            self.on_get = self.on_head = respond


def handle(req, resp, error, params):
    resp.status, resp.content_type, resp.text = 418, "text/plain", "by the user"


def make(policy):
    app = install(falcon.App(cors_enable=True, middleware=[After()]), policy)
    for path, respond in responders(failing_at_once, failing_midway).items():
        app.add_route(f"/{path}", Resource(path, respond))
    app.add_error_handler(Handled, handle)
    return app
