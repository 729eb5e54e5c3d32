"""FastAPI."""

from typing import Annotated

import fastapi
from starlette.responses import PlainTextResponse

from battery_apps import before, boom
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


async def check(request: fastapi.Request):
    before(request.url.path)


async def login(checked: Annotated[None, fastapi.Depends(check)]):
    return "not reached"


async def background(tasks: fastapi.BackgroundTasks):
    tasks.add_task(boom)
    return PlainTextResponse("fine")


async def upload(request: fastapi.Request):
    return len(await request.body())


def make(policy):
    app = fastapi.FastAPI()
    mounted = fastapi.FastAPI()
    mounted.add_api_route("/boom", endpoint(boom))
    app.mount("/sub", mounted)
    app.add_api_route("/background", background)
    app.add_api_route("/login", login)
    app.add_api_route("/upload", upload, methods=["POST"])
    for path, function in ENDPOINTS.items():
        app.add_api_route(f"/{path}", endpoint(function), methods=methods(path))
    app.add_api_route("/validated", validated)
    app.add_api_route("/cookie", no_cookie)
    return hooked(app, policy)
