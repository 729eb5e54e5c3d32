"""Litestar."""

from typing import Annotated, Any

from litestar import Litestar, Response, get, post, route
from litestar.config.cors import CORSConfig
from litestar.exceptions import (
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    ServiceUnavailableException,
    TooManyRequestsException,
)
from litestar.params import QueryParameter
from litestar.response import Stream

from battery_apps import RAISING, RETURNING, Handled, failing_at_once_later, failing_midway_later
from statusmw import install

INTERFACE = "asgi"


def raising(error):
    def answer():
        raise error

    return answer


ANSWERS = {
    "fine": lambda: Response("fine", media_type="text/plain"),
    "item": raising(NotFoundException("no such item")),
    "private": raising(NotAuthorizedException(headers={"WWW-Authenticate": 'Basic realm="a b"'})),
    "busy": raising(ServiceUnavailableException(headers={"Retry-After": "30"})),
    "limited": raising(TooManyRequestsException(headers={"Retry-After": "30"})),
    "group": raising(ExceptionGroup("several", [PermissionDeniedException()])),
    "stream/once": lambda: Stream(failing_at_once_later()),
    "stream/midway": lambda: Stream(failing_midway_later()),
    **RAISING,
    **RETURNING,
}


def handler(path, function):
    async def answer() -> Any:
        return function()

    if path == "created":
        return post(f"/{path}")(answer)
    return route(f"/{path}", http_method=["GET", "HEAD"])(answer)


@get("/validated")
async def validated(q: Annotated[int, QueryParameter()]) -> int:
    return q


async def mark(message, scope):
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], (b"x-after", b"kept")]


def handle(request, error):
    return Response("by the user", status_code=418, media_type="text/plain")


def make(policy):
    app = Litestar(
        [validated, *(handler(path, function) for path, function in ANSWERS.items())],
        before_send=[mark],
        exception_handlers={Handled: handle},
        cors_config=CORSConfig(),
        openapi_config=None,
    )
    return install(app, policy)
