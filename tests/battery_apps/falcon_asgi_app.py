"""Falcon over ASGI."""

import falcon.asgi

from battery_apps import Handled, failing_at_once_later, failing_midway_later
from battery_apps.falcon_app import Resource, handle, responders
from statusmw import install

INTERFACE = "asgi"


def later(respond):
    async def respond_later(req, resp):
        respond(req, resp)

    return respond_later


class After:
    async def process_response(self, req, resp, resource, req_succeeded):
        resp.set_header("X-After", "kept")


async def handle_later(req, resp, error, params):
    handle(req, resp, error, params)


def make(policy):
    app = install(falcon.asgi.App(cors_enable=True, middleware=[After()]), policy)
    for path, respond in responders(failing_at_once_later, failing_midway_later).items():
        app.add_route(f"/{path}", Resource(path, later(respond)))
    app.add_error_handler(Handled, handle_later)
    return app
