"""Litestar."""

from typing import Annotated, Any

from litestar import Litestar, Response, asgi, get, post, route
from litestar.background_tasks import BackgroundTask
from litestar.config.cors import CORSConfig
from litestar.di import NamedDependency, Provide
from litestar.exceptions import (
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    ServiceUnavailableException,
    TooManyRequestsException,
)
from litestar.params import QueryParameter, RawBody
from litestar.response import Stream
from litestar.types import Receive, Scope, Send

from battery_apps import (
    METHODS,
    RAISING,
    RETURNING,
    Handled,
    boom,
    failing_asgi,
    failing_at_once_later,
    failing_midway_later,
    fine_parts_later,
    moved,
    raising,
)
from statusmw import install

INTERFACE = "asgi"


async def boom_later():
    boom()


ANSWERS = {
    "fine": lambda: Response("fine", media_type="text/plain"),
    "item": raising(NotFoundException("no such item")),
    "private": raising(NotAuthorizedException(headers={"WWW-Authenticate": 'Basic realm="a b"'})),
    "busy": raising(ServiceUnavailableException(headers={"Retry-After": "30"})),
    "limited": raising(TooManyRequestsException(headers={"Retry-After": "30"})),
    "group": raising(ExceptionGroup("several", [PermissionDeniedException()])),
    "stream/once": lambda: Stream(failing_at_once_later()),
    "stream/midway": lambda: Stream(failing_midway_later()),
    "middleware": lambda: None,
    "stream/fine": lambda: Stream(fine_parts_later()),
    **RAISING,
    **RETURNING,
    "background": lambda: Response("fine", media_type="text/plain", background=BackgroundTask(boom_later)),
}


def handler(path, function):
    async def answer() -> Any:
        return function()

    if path in METHODS:
        # Litestar lets nothing but None come out of a handler for 204, its default for DELETE.
        return route(f"/{path}", http_method=[METHODS[path]], status_code=200)(answer)
    return route(f"/{path}", http_method=["GET", "HEAD"])(answer)


@get("/validated")
async def validated(q: Annotated[int, QueryParameter()]) -> int:
    return q


@post("/upload")
async def upload(body: RawBody) -> None:
    """Not reached, unless all of the content is there."""


@get("/login", dependencies={"checked": Provide(moved, sync_to_thread=False)})
async def login(checked: NamedDependency[None]) -> None:
    """Not reached."""


@asgi("/sub", is_mount=True, copy_scope=True)
async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
    await failing_asgi(scope, receive, send)


def guarding(app):
    async def guarded(scope, receive, send):
        if scope["path"] == "/middleware":
            raise PermissionDeniedException
        await app(scope, receive, send)

    return guarded


async def mark(message, scope):
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], (b"x-after", b"kept")]


def handle(request, error):
    return Response("by the user", status_code=418, media_type="text/plain")


def make(policy, **handlers):
    app = Litestar(
        [validated, upload, login, mounted, *(handler(path, function) for path, function in ANSWERS.items())],
        before_send=[mark],
        middleware=[guarding],
        exception_handlers={Handled: handle} | handlers.get("more", {}),
        cors_config=CORSConfig(),
        openapi_config=None,
    )
    return install(app, policy)
