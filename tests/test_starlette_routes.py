"""A 405 names the methods of the resource, not those of the first route that was asked."""

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute

from statusmw import install


async def answer(request):
    return PlainTextResponse("ok")


async def change(request):
    return PlainTextResponse("ok")


async def refuse(request):
    raise HTTPException(405, headers=request.app.state.headers)


class Whatever(HTTPEndpoint):
    """Takes whatever it is asked, and answers most of it with a 405 of its own."""


def starlette_app(headers=None):
    routes = [
        Route("/orders", answer, methods=["GET"]),
        WebSocketRoute("/orders", answer),
        Route("/orders", answer, methods=["POST"]),
        Route("/other", answer, methods=["PATCH"]),
        Route("/any/{thing}", Whatever),
        Route("/refused", refuse, methods=["GET", "PUT"]),
    ]
    below = [Route("/orders", change, methods=["PUT"]), Route("/orders", change, methods=["PATCH"])]
    app = Starlette(routes=[*routes, Mount("/sub", Starlette(routes=routes)), Mount("/in", routes=below)])
    app.state.headers = headers
    return install(app)


def fastapi_app():
    app = install(FastAPI())
    router = APIRouter(prefix="/orders")
    app.get("/items")(lambda: 1)
    app.post("/items")(lambda: 1)
    router.get("")(lambda: 1)
    router.post("")(lambda: 1)
    app.include_router(router)
    sub = FastAPI()
    sub.include_router(router)
    app.mount("/sub", sub)
    return app


def allowed(app, path, method="DELETE"):
    response = TestClient(app).request(method, path)
    assert response.status_code == 405
    return set(response.headers.get("allow", "").split(", ")) - {""}


@pytest.mark.parametrize("path", ["/orders", "/sub/orders"])
def test_in_starlette_all_routes_of_the_resource_count(path):
    assert allowed(starlette_app(), path) == {"GET", "HEAD", "POST"}


def test_routes_that_are_mounted_without_an_application_are_not_taken_for_others_of_that_path():
    assert allowed(starlette_app(), "/in/orders") == {"PATCH", "PUT"}


def test_in_fastapi_all_routes_of_the_resource_count():
    assert allowed(fastapi_app(), "/items") == {"GET", "POST"}
    assert allowed(fastapi_app(), "/orders") == {"GET", "POST"}
    assert allowed(fastapi_app(), "/sub/orders") == {"GET", "POST"}


@pytest.mark.parametrize("prefix", ["/sub", "/{tenant}"])
def test_what_cannot_be_told_is_left_to_the_framework(prefix):
    app = fastapi_app()
    sub = next(route.app for route in app.routes if isinstance(route, Mount))
    sub.mount(prefix, Starlette())
    assert "GET" in allowed(app, "/sub/orders")


def test_an_endpoint_that_takes_every_method_speaks_for_itself():
    assert allowed(starlette_app(), "/any/thing") == set()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [(None, set()), ({"Allow": "GET"}, {"GET"}), ({"allow": "PUT, HEAD, GET", "X-A": "1"}, {"GET", "HEAD", "PUT"})],
)
def test_what_the_application_says_itself_is_left_alone(headers, expected):
    assert allowed(starlette_app(headers), "/refused", "GET") == expected
