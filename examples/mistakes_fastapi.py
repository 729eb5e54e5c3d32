"""Classic mistakes with status codes, in FastAPI. Each handler here is wrong; its docstring says how.

`create_app()` is the plain application; `create_app(Policy())` is the same one with statusmw.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse, StreamingResponse

from statusmw import Policy, install

# A note as a customer wrote it. Nobody looks into it, and as long as it is content nobody has to.
NOTE = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"price": 0.01}'


def create_app(policy: Policy | None = None) -> FastAPI:
    app = FastAPI()
    app.add_api_route("/ping", ping)
    app.add_api_route("/orders", create, methods=["POST"], status_code=201)
    app.add_api_route("/orders", replace_all, methods=["PUT"])
    app.add_api_route("/orders/{order_id}", delete, methods=["DELETE"])
    app.add_api_route("/greeting", greeting)
    app.add_api_route("/short", short)
    app.add_api_route("/me", me)
    app.add_api_route("/old", old)
    app.add_api_route("/bug", bug)
    app.add_api_route("/export", export)
    app.add_api_route("/export/broken", export_broken)
    app.add_api_route("/notes/{note_id}", note, methods=["GET", "HEAD"])
    return app if policy is None else install(app, policy)


async def ping():
    return {"pong": True}


async def create():
    """201 without Location: where is the new order?"""
    return {"id": 7}


async def replace_all():
    """405 by hand without Allow: what would have worked?"""
    return JSONResponse({"error": "method not allowed"}, 405)


async def delete(order_id: int):
    """204 with content, and with its length."""
    content = json.dumps({"deleted": order_id})
    return Response(content, 204, {"Content-Length": str(len(content))}, "application/json")


async def greeting():
    """Content-Length counts characters, but bytes are sent: too short by two."""
    text = "Grüße an alle"
    return Response(text, headers={"Content-Length": str(len(text))}, media_type="text/plain")


async def short():
    """Content-Length of another version of the content: too long."""
    return Response("{}", headers={"Content-Length": "50"}, media_type="application/json")


async def me():
    """401 without a challenge: which credentials would do?"""
    raise HTTPException(401, "please log in")


async def old():
    """A redirect to nowhere."""
    return Response("This page has moved", 302, media_type="text/plain")


async def bug():
    """An exception before the first byte."""
    return {"total": {"a-1": 5}["a-2"]}


async def export():
    """A stream that fails at once, though its handler has succeeded."""
    return StreamingResponse(rows(fail_at=0), media_type="text/csv")


async def export_broken():
    """A stream that fails in the middle: its beginning has been sent."""
    return StreamingResponse(rows(fail_at=2), media_type="text/csv")


async def rows(fail_at: int) -> AsyncIterator[str]:
    for number in range(5):
        if number == fail_at:
            raise ConnectionError("the database went away")
        yield f"{number},a-{number}\n"


async def note(note_id: int):
    """Content on HEAD, left to the server to drop."""
    return Response(NOTE, media_type="text/plain")


app = create_app(Policy())
