"""What is asked and what is answered: the same over ASGI and WSGI, and as little as a wrapper around it can do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

SAME = [("content-type", "application/json"), ("content-length", "16"), ("vary", "accept"), ("etag", '"abc"')]
STATUS = {"same": 200, "fresh": 201, "fails": 200}
LINE = {"same": "200 OK", "fresh": "201 Created", "fails": "200 OK"}
BODY = b'{"id":7,"ok":17}'
CHUNKS = 100
SCOPE = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "POST",
    "scheme": "http",
    "path": "/orders",
    "raw_path": b"/orders",
    "query_string": b"",
    "root_path": "",
    "headers": [(b"host", b"shop.example"), (b"accept", b"*/*"), (b"user-agent", b"benchmark")],
    "client": ("127.0.0.1", 9),
    "server": ("127.0.0.1", 80),
}
ENVIRON = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/orders",
    "SCRIPT_NAME": "",
    "QUERY_STRING": "",
    "SERVER_NAME": "x",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "shop.example",
    "HTTP_ACCEPT": "*/*",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.input": None,
    "wsgi.errors": None,
    "wsgi.multithread": False,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


class PassOnAsgi:
    """As little as an ASGI middleware that sees the response can do."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def passed(message):
            await send(message)

        await self.app(scope, receive, passed)


class PassOnWsgi:
    """As little as a WSGI middleware that sees the response can do."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        def passed(status, headers, exc_info=None):
            return start_response(status, headers, exc_info)

        return self.app(environ, passed)


def fields(kind: str) -> Iterator[list[tuple[str, str]]]:
    """The field lines of one response after the other: always the same, or fresh ones in six of eight fields."""
    number = 0
    while True:
        number += 1
        moment = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
        fresh = [
            ("content-type", "application/json"),
            ("content-length", "16"),
            ("etag", f'"{number:x}"'),
            ("date", f"Sat, 21 Nov 2026 {moment} GMT"),
            ("location", f"/orders/{number}"),
            ("set-cookie", f"session={number:032x}; Path=/; HttpOnly"),
            ("x-request-id", f"{number:032x}"),
            ("cache-control", "no-store"),
        ]
        yield fresh if kind == "fresh" else SAME


def asgi_app(kind: str, chunks: int = CHUNKS):
    """An application that answers like *kind*: same, fresh, stream or fails."""
    heads = fields(kind)

    async def app(scope, receive, send):
        if kind == "fails":
            raise ValueError("no")
        headers = [(n.encode(), v.encode()) for n, v in next(heads)]
        await send({"type": "http.response.start", "status": STATUS[kind], "headers": headers})
        await send({"type": "http.response.body", "body": BODY})

    async def streams(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for _ in range(chunks):
            await send({"type": "http.response.body", "body": BODY, "more_body": True})
        await send({"type": "http.response.body"})

    return streams if kind == "stream" else app


def wsgi_app(kind: str, chunks: int = CHUNKS):
    """The same over WSGI."""
    heads = fields(kind)

    def app(environ, start_response):
        if kind == "fails":
            raise ValueError("no")
        start_response(LINE[kind], list(next(heads)))
        return [BODY]

    def streams(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (BODY for _ in range(chunks))

    return streams if kind == "stream" else app


async def sent(message) -> None:
    """What a server does with a message that costs it nothing."""


async def received():
    """An empty request."""
    return {"type": "http.request", "body": b"", "more_body": False}


def asgi_run(app, times: int) -> Callable[[], None]:
    """Serve *times* requests, one after the other, without a loop; what the application lets out is dropped."""

    async def batch():
        for _ in range(times):
            with contextlib.suppress(ValueError):
                await app(dict(SCOPE), received, sent)

    def run() -> None:
        with contextlib.suppress(StopIteration):
            batch().send(None)

    return run


def wsgi_run(app, times: int) -> Callable[[], None]:
    """The same over WSGI."""

    def start_response(status, headers, exc_info=None):
        return lambda data: None

    def run() -> None:
        for _ in range(times):
            with contextlib.suppress(ValueError):
                parts = app(dict(ENVIRON), start_response)
                for _ in parts:
                    pass
                getattr(parts, "close", int)()

    return run
