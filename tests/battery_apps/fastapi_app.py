"""FastAPI."""

import fastapi

from battery_apps.starlette_app import ENDPOINTS, hooked, methods

INTERFACE = "asgi"


def endpoint(function):
    async def answer():
        return function()

    return answer


async def validated(q: int):
    return q


async def no_cookie(response: fastapi.Response):
    response.set_cookie("kept", "1")
    raise fastapi.HTTPException(404)


def make(policy):
    app = fastapi.FastAPI()
    for path, function in ENDPOINTS.items():
        app.add_api_route(f"/{path}", endpoint(function), methods=methods(path))
    app.add_api_route("/validated", validated)
    app.add_api_route("/cookie", no_cookie)
    return hooked(app, policy)
