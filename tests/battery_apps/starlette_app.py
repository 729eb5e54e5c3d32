"""Starlette."""

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route

from battery_apps import (
    METHODS,
    RAISING,
    RETURNING,
    Handled,
    boom,
    failing_at_once_later,
    failing_midway_later,
    fine_parts_later,
)
from statusmw import install

INTERFACE = "asgi"


def raising(status_code, detail=None, headers=None):
    def endpoint():
        raise HTTPException(status_code, detail, headers)

    return endpoint


def group():
    raise ExceptionGroup("several", [HTTPException(403)])


ENDPOINTS = {
    "fine": lambda: PlainTextResponse("fine"),
    "item": raising(404, "no such item"),
    "private": raising(401, headers={"WWW-Authenticate": 'Basic realm="a b"'}),
    "busy": raising(503, headers={"Retry-After": "30"}),
    "limited": raising(429, headers={"Retry-After": "30"}),
    "group": group,
    "stream/once": lambda: StreamingResponse(failing_at_once_later()),
    "stream/midway": lambda: StreamingResponse(failing_midway_later()),
    "stream/fine": lambda: StreamingResponse(fine_parts_later()),
    **RAISING,
    **RETURNING,
    "background": lambda: PlainTextResponse("fine", background=BackgroundTask(boom)),
}


def methods(path):
    return [METHODS[path]] if path in METHODS else ["GET", "HEAD"]


def endpoint(function):
    async def answer(request):
        return function()

    return answer


async def upload(request):
    await request.body()
    return PlainTextResponse("fine")


async def handle(request, error):
    return PlainTextResponse("by the user", 418)


def hooked(app, policy):
    """*app* with the user's hooks and ours."""
    app.add_exception_handler(Handled, handle)
    app.add_middleware(After)
    app.add_middleware(CORSMiddleware, allow_origins=["*"])
    return install(app, policy)


class After:
    """Middleware of the user."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["path"] == "/middleware":
            raise HTTPException(403)

        async def marked(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-after", b"kept")]
            await send(message)

        await self.app(scope, receive, marked)


def make(policy):
    app = Starlette(routes=[Mount("/sub", Starlette(routes=[Route("/boom", endpoint(boom))]))])
    app.router.add_route("/upload", upload, methods=["POST"])
    for path, function in ENDPOINTS.items():
        app.router.add_route(f"/{path}", endpoint(function), methods=methods(path))
    return hooked(app, policy)
