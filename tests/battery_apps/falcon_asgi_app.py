"""Falcon over ASGI."""

import falcon.asgi
from falcon.media.validators import jsonschema

from battery_apps import Handled, before, failing_at_once_later, failing_midway_later, fine_parts_later
from battery_apps.falcon_app import SCHEMA, Resource, fine, forbid, handle, responders
from statusmw import install

INTERFACE = "asgi"
VALIDATES = "content"


def later(respond):
    async def respond_later(req, resp):
        respond(req, resp)

    return respond_later


async def upload(req, resp):
    await req.stream.read()
    fine(req, resp)


async def check(req, resp, resource, params):
    before(req.path)


class Validated:
    @jsonschema.validate(SCHEMA)
    async def on_post(self, req, resp):
        """Not reached."""


class Login:
    @falcon.before(check)
    async def on_get(self, req, resp):
        """Not reached."""


class After:
    async def process_request(self, req, resp):
        forbid(req)

    async def process_response(self, req, resp, resource, req_succeeded):
        resp.set_header("X-After", "kept")


async def handle_later(req, resp, error, params):
    handle(req, resp, error, params)


def make(policy):
    app = install(falcon.asgi.App(cors_enable=True, middleware=[After()]), policy)
    for path, respond in responders(failing_at_once_later, failing_midway_later, fine_parts_later).items():
        app.add_route(f"/{path}", Resource(path, later(respond)))
    app.add_route("/upload", Resource("upload", upload))
    app.add_route("/validated", Validated())
    app.add_route("/login", Login())
    app.add_error_handler(Handled, handle_later)
    return app
