"""Connexion 3 over ASGI."""

import connexion
from connexion.lifecycle import ConnexionResponse
from connexion.middleware import MiddlewarePosition
from connexion.resolver import Resolver
from starlette.middleware.cors import CORSMiddleware

from battery_apps import Handled, moved
from battery_apps.starlette_app import ENDPOINTS, After, methods
from statusmw import install

INTERFACE = "asgi"
VALIDATES = "content"


def validated(body):
    return body


def upload(body):
    return len(body)


def login(token):
    return "not reached"


def secured(token, request):
    moved()


FUNCTIONS = {**ENDPOINTS, "validated": validated, "upload": upload, "login": login}
CONTENT = {
    "validated": {"application/json": {"schema": {"type": "object", "properties": {"q": {"type": "integer"}}}}},
    "upload": {"application/json": {"schema": {"type": "object"}}},
}


def operation(path):
    described = {"operationId": path, "responses": {"200": {"description": path}}}
    if path in CONTENT:
        described["requestBody"] = {"content": CONTENT[path]}
    if path == "login":
        described["security"] = [{"scheme": []}]
    return described


def specification():
    paths = {
        f"/{path}": {method.lower(): operation(path) for method in (["POST"] if path in CONTENT else methods(path))}
        for path in FUNCTIONS
    }
    scheme = {"type": "apiKey", "in": "query", "name": "token", "x-apikeyInfoFunc": f"{__name__}.secured"}
    components = {"securitySchemes": {"scheme": scheme}}
    return {"openapi": "3.0.0", "info": {"title": "battery", "version": "1"}, "paths": paths, "components": components}


async def handle(request, error):
    return ConnexionResponse(418, body="by the user", content_type="text/plain")


def make(policy):
    app = connexion.AsyncApp("battery")
    app.add_api(specification(), resolver=Resolver(function_resolver=FUNCTIONS.get))
    app.add_error_handler(Handled, handle)
    app.add_middleware(After, position=MiddlewarePosition.BEFORE_EXCEPTION)
    app.add_middleware(CORSMiddleware, position=MiddlewarePosition.BEFORE_EXCEPTION, allow_origins=["*"])
    return install(app, policy)
