"""The applications that are put behind servers: `SHAPE` says which, `WEARS` whether with statusmw."""

from __future__ import annotations

import json
import os

from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

BODIES = {
    "hello": (b"text/plain; charset=utf-8", b"Hello, world"),
    "json": (b"application/json", json.dumps([{"id": n, "name": f"item {n}"} for n in range(330)]).encode()),
}
TYPE, BODY = BODIES[os.environ.get("SHAPE", "hello")]
LENGTH = b"%d" % len(BODY)


async def asgi_plain(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    headers = [(b"content-type", TYPE), (b"content-length", LENGTH)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


def wsgi_plain(environ, start_response):
    start_response("200 OK", [("Content-Type", TYPE.decode()), ("Content-Length", LENGTH.decode())])
    return [BODY]


WEARS = bool(os.environ.get("WEARS"))
asgi = AsgiMiddleware(asgi_plain) if WEARS else asgi_plain
wsgi = WsgiMiddleware(wsgi_plain) if WEARS else wsgi_plain
