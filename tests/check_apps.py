"""Applications that `statusmw check` is pointed at by its tests."""

import asyncio
import threading

from flask import Flask
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Host, Mount, Route, Router, WebSocketRoute

from statusmw import Level, Policy, Rule, Source, install
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

FIELDS = [
    ("Content-Type", "text/plain"),
    ("Content-Length", "2"),
    ("ETag", '"v1"'),
    ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
]
asked = []
released = threading.Event()


def noted(environ, start_response):
    asked.append(
        (environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("CONTENT_TYPE", ""), environ["wsgi.input"].read())
    )
    start_response("200 OK", FIELDS)
    return [b"ok"]


def raises(environ, start_response):
    raise KeyError("x\x1b[31m")


def exits(environ, start_response):
    raise SystemExit(3)


def waits(environ, start_response):
    released.wait(30)


def late(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"x"
    released.wait(30)


def silent(environ, start_response):
    return [b"x"]


def times_out(environ, start_response):
    raise TimeoutError("the database")


def writes(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "3")])
    write(b"o")
    return [b"k"]


class Large:
    closed = 0

    def __iter__(self):
        while True:
            yield b"x" * (1 << 22)

    def close(self):
        Large.closed += 1


def endless(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Large()


flask_app = Flask(__name__)


@flask_app.get("/items/<int:id>/<any('red', blue):colour>/<float:x>/<path:rest>/<uuid:key>/<name>")
def read_item(**values):
    return "ok"


@flask_app.delete("/items")
def delete_items():
    return "", 204


@flask_app.get("/no")
def no():
    return "no", 401


@flask_app.get("/bug")
def bug():
    return {}["x"]


installed = install(Flask("installed"))
installed.get("/no")(no)
installed.get("/bug")(bug)

HOUSE = Rule(
    id="house", source=Source("House rules"), level=Level.MUST, says="No: not here.", why="", bad="", good="", status_codes={404}
)  # fmt: skip
strict = WsgiMiddleware(noted, Policy())
house = WsgiMiddleware(raises, Policy(mapping={KeyError: 404}, extend=[HOUSE]))
meant = WsgiMiddleware(raises, Policy(mapping={KeyError: 503}))


def make():
    return flask_app


def make_badly():
    raise ValueError("no database")


async def make_later():
    return flask_app


class Callable:
    async def __call__(self, scope, receive, send):
        await PlainTextResponse("ok")(scope, receive, send)


class Endpoint(HTTPEndpoint):
    async def get(self, request):
        return PlainTextResponse("ok")


async def fails(request):
    raise KeyError("x")


async def after(request):
    return Response("{}", headers={"content-type": "application/json", "etag": "v1"})


async def socket(websocket):
    await websocket.close()


starlette_app = Starlette(
    routes=[
        Mount("/api", routes=[Route("/items/{id:int}", Endpoint), Route("/fails", fails, methods=["GET"])]),
        Mount("/files", app=noted),
        Route("/tag", after),
        WebSocketRoute("/ws", socket),
        Host("other.example", Router()),
    ]
)
wrapped = AsgiMiddleware(Starlette(routes=[Route("/tag", after)]))


def _counted(**kwargs):
    """An application that notes what its lifespan is told."""

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            asked.append((await receive())["type"])
            scope["state"]["key"] = "value"
            await send(
                {"type": "lifespan.startup.failed", "message": "no\x1b"}
                if kwargs.get("fail")
                else {"type": "lifespan.startup.complete"}
            )
            asked.append((await receive())["type"])
            await send({"type": "lifespan.shutdown.complete"})
            return
        asked.append((scope["state"]["key"], (await receive())["body"]))
        await PlainTextResponse("ok")(scope, receive, send)
        asked.append((await receive())["type"])

    return app


counted = _counted()
fails_to_start = _counted(fail=True)


async def asgi_exits(scope, receive, send):
    raise SystemExit(3)


async def asgi_blocks(scope, receive, send):
    if scope["type"] == "http":
        released.wait(30)


async def asgi_hangs(scope, receive, send):
    if scope["type"] == "http":
        await asyncio.Event().wait()


async def asgi_endless(scope, receive, send):
    if scope["type"] == "lifespan":
        await asyncio.Event().wait()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b"x" * (1 << 25), "more_body": True})
    await receive()


async def asgi_odd(scope, receive, send):
    await send({"type": "http.response.trailers", "headers": []})


def three(scope, receive, send):
    return Callable()(scope, receive, send)


def one(environ):
    """Takes neither two arguments nor three."""


number = 7


class Unsigned:
    __signature__ = "no signature"

    def __call__(self, environ, start_response):
        start_response("200 OK", FIELDS)
        return [b"ok"]


unsigned = Unsigned()


class Documented:
    """An application that describes itself, but not well."""

    openapi_url = "/openapi.json"

    def openapi(self):
        raise ValueError("no description")

    def __call__(self, environ, start_response):
        return noted(environ, start_response)


documented = Documented()
