"""Falcon over WSGI. It drops what a responder returns, so that replies are put in its response."""

import falcon
from falcon.media.validators import jsonschema

from battery_apps import METHODS, RAISING, RETURNING, Handled, before, failing_at_once, failing_midway, fine_parts
from statusmw import install
from statusmw.adapters.falcon import answer_with

INTERFACE = "wsgi"
VALIDATES = "content"
SCHEMA = {"type": "object", "properties": {"q": {"type": "integer"}}}


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


def upload(req, resp):
    req.bounded_stream.read()
    fine(req, resp)


def forbid(req):
    if req.path == "/middleware":
        raise falcon.HTTPForbidden


def responders(at_once, midway, parts):
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
        "stream/fine": streaming(parts),
        **{name: called(function) for name, function in RAISING.items()},
        **{name: put(function) for name, function in RETURNING.items()},
    }


class After:
    def process_request(self, req, resp):
        forbid(req)

    def process_response(self, req, resp, resource, req_succeeded):
        resp.set_header("X-After", "kept")


class Resource:
    """Answers with one function."""

    def __init__(self, name, respond):
        self.respond = respond
        if name in METHODS:
            setattr(self, f"on_{METHODS[name].lower()}", respond)
        else:
            self.on_get = self.on_head = respond


class Validated:
    @jsonschema.validate(SCHEMA)
    def on_post(self, req, resp):
        """Not reached."""


class Login:
    @falcon.before(lambda req, resp, resource, params: before(req.path))
    def on_get(self, req, resp):
        """Not reached."""


def handle(req, resp, error, params):
    resp.status, resp.content_type, resp.text = 418, "text/plain", "by the user"


def make(policy):
    app = install(falcon.App(cors_enable=True, middleware=[After()]), policy)
    for path, respond in responders(failing_at_once, failing_midway, fine_parts).items():
        app.add_route(f"/{path}", Resource(path, respond))
    app.add_route("/upload", Resource("upload", upload))
    app.add_route("/validated", Validated())
    app.add_route("/login", Login())
    app.add_error_handler(Handled, handle)
    return app
