"""What is served: the same good, faulty, failing and streamed responses over ASGI and WSGI, and how the process is.

The environment variable GUARDED says whether statusmw stands in front.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent / "src")]

GUARDED = os.environ.get("GUARDED") == "1"
CHUNK = b"x" * 1024
CHUNKS = 40
TEXT = "text/plain"
PACKAGE = str(HERE.parent.parent / "src" / "statusmw")
KINDS = ("Task", "coroutine", "generator", "async_generator", "frame", "traceback", "Responding", "Exchange", "Problem")

# Path to status line, fields and content; what is None is streamed, and "fails" in the middle of it or before.
ANSWERS = {
    "/good": ("200 OK", {"Content-Type": TEXT, "Content-Length": "5"}, b"Hello"),
    "/json": ("200 OK", {"Content-Type": "application/json", "Vary": "accept"}, b'{"a": 1}'),
    "/missing": ("404 Not Found", {"Content-Type": TEXT, "Content-Length": "2"}, b"no"),
    "/length": ("200 OK", {"Content-Type": TEXT, "Content-Length": "3"}, b"Hello"),
    "/silent": ("204 No Content", {"Content-Type": TEXT, "Content-Length": "5"}, b"Hello"),
    "/injected": ("200 OK", {"Content-Type": TEXT, "X-A": "a\r\nX-B: b"}, b"Hello"),
    "/stream": ("200 OK", {"Content-Type": TEXT}, None),
    "/broken-stream": ("200 OK", {"Content-Type": TEXT}, None),
}


def state(query: str) -> bytes:
    """How much memory there is, and how many objects of the kinds that could be left behind."""
    gc.collect()
    counts = Counter(type(each).__name__ for each in gc.get_objects())
    told = {"pid": os.getpid(), "rss": _rss(), "counts": {kind: counts[kind] for kind in KINDS}}
    if query == "trace":
        tracemalloc.start()
    elif query == "traced":
        snapshot = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, f"{PACKAGE}/*")])
        tracemalloc.stop()
        told["held"] = sum(each.size for each in snapshot.statistics("filename"))
    return json.dumps(told).encode()


def _rss() -> int:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


async def _asgi(scope, receive, send):
    if scope["type"] != "http":
        return
    path = scope["path"]
    if path == "/state":
        content = state(scope["query_string"].decode())
        return await _sent(send, 200, {"Content-Type": "application/json"}, content)
    if path == "/failing":
        raise RuntimeError("it fails")
    line, fields, content = ANSWERS[path]
    if content is not None:
        return await _sent(send, int(line[:3]), fields, content)
    await _sent(send, 200, fields, CHUNK, more_body=True)
    for number in range(CHUNKS):
        await asyncio.sleep(0)
        if path == "/broken-stream" and number == CHUNKS // 2:
            raise RuntimeError("it fails in the middle")
        await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _sent(send, status, fields, content, **more):
    headers = [(name.lower().encode(), value.encode()) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, **more})


def _wsgi(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/state":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [state(environ["QUERY_STRING"])]
    if path == "/failing":
        raise RuntimeError("it fails")
    line, fields, content = ANSWERS[path]
    start_response(line, [*fields.items()])
    return _streamed(path) if content is None else [content]


def _streamed(path):
    for number in range(CHUNKS + 1):
        if path == "/broken-stream" and number == CHUNKS // 2:
            raise RuntimeError("it fails in the middle")
        yield CHUNK


def _guarded():
    import logging

    from statusmw.asgi import StatusMiddleware as AsgiFace
    from statusmw.wsgi import StatusMiddleware as WsgiFace

    logging.getLogger("statusmw").addHandler(logging.NullHandler())
    logging.getLogger("statusmw").propagate = False
    return AsgiFace(_asgi), WsgiFace(_wsgi)


asgi, wsgi = _guarded() if GUARDED else (_asgi, _wsgi)
