"""What each face adds to a response, beside a wrapper that only passes on: interleaved in one run, as ratios.

    python benchmarks/faces.py [--rounds 15] [--json]

`same` is a response whose head never changes (4 fields); in `fresh` ETag, Date, Location, Set-Cookie and the request
id differ each time (8 fields). `fails` raises: what is measured is the way to the finished answer. All
figures are microseconds per response beyond the bare application; the ratio is to the wrapper that only passes on.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import platform
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from wsgiref.validate import validator

from starlette.middleware.errors import ServerErrorMiddleware
from werkzeug.middleware.lint import LintMiddleware

from statusmw import Policy
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

BATCH = 400
QUIET = Policy(report=lambda finding: None)


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
    """The field lines of one response after the other."""
    same = [("content-type", "application/json"), ("content-length", "16"), ("vary", "accept"), ("etag", '"abc"')]
    number = 0
    while True:
        number += 1
        yield (
            same
            if kind == "same"
            else [
                ("content-type", "application/json"),
                ("content-length", "16"),
                ("etag", f'"{number:x}"'),
                ("date", f"Sat, 21 Nov 2026 {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} GMT"),
                ("location", f"/orders/{number}"),
                ("set-cookie", f"session={number:032x}; Path=/; HttpOnly"),
                ("x-request-id", f"{number:032x}"),
                ("cache-control", "no-store"),
            ]
        )


STATUS = {"same": 200, "fresh": 201}
LINE = {"same": "200 OK", "fresh": "201 Created"}
BODY = b'{"id":7,"ok":17}'


def asgi_app(kind: str):
    heads = fields(kind)

    async def app(scope, receive, send):
        if kind == "fails":
            raise ValueError("no")
        headers = [(n.encode(), v.encode()) for n, v in next(heads)]
        await send({"type": "http.response.start", "status": STATUS[kind], "headers": headers})
        await send({"type": "http.response.body", "body": BODY})

    async def streams(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for _ in range(100):
            await send({"type": "http.response.body", "body": BODY, "more_body": True})
        await send({"type": "http.response.body"})

    return streams if kind == "stream" else app


def wsgi_app(kind: str):
    heads = fields(kind)

    def app(environ, start_response):
        if kind == "fails":
            raise ValueError("no")
        start_response(LINE[kind], list(next(heads)))
        return [BODY]

    def streams(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (BODY for _ in range(100))

    return streams if kind == "stream" else app


def asgi_batch(app) -> Callable[[], float]:
    scope = {"type": "http", "method": "POST", "path": "/orders", "query_string": b"", "headers": [], "asgi": {}}

    async def send(message):
        pass

    async def receive():
        return {"type": "http.request"}

    async def batch():
        for _ in range(BATCH):
            with contextlib.suppress(ValueError):
                await app(dict(scope), receive, send)

    def run() -> float:
        started = time.perf_counter()
        with contextlib.suppress(StopIteration):
            batch().send(None)
        return (time.perf_counter() - started) / BATCH * 1e6

    return run


def wsgi_batch(app) -> Callable[[], float]:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/orders",
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "x",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": None,
        "wsgi.errors": None,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }

    def start_response(status, headers, exc_info=None):
        return lambda data: None

    def run() -> float:
        started = time.perf_counter()
        for _ in range(BATCH):
            try:
                parts = app(dict(environ), start_response)
                for _ in parts:
                    pass
                getattr(parts, "close", int)()
            except ValueError:
                pass
        return (time.perf_counter() - started) / BATCH * 1e6

    return run


CASES = {
    "asgi": (
        asgi_app,
        asgi_batch,
        {
            "bare": lambda app: app,
            "passes on": PassOnAsgi,
            "statusmw": lambda app: AsgiMiddleware(app, QUIET),
            "ServerErrorMiddleware": ServerErrorMiddleware,
        },
    ),
    "wsgi": (
        wsgi_app,
        wsgi_batch,
        {
            "bare": lambda app: app,
            "passes on": PassOnWsgi,
            "statusmw": lambda app: WsgiMiddleware(app, QUIET),
            "werkzeug LintMiddleware": LintMiddleware,
            "wsgiref.validate": validator,
        },
    ),
}
UNFIT = {"wsgiref.validate", "werkzeug LintMiddleware"}  # they want a server's whole environ or an input; see `fits`


def measured(interface: str, kind: str, rounds: int) -> dict[str, dict[str, float]]:
    """Microseconds beyond the bare application, least and median of interleaved rounds."""
    make, batch, wrappers = CASES[interface]
    names = [name for name in wrappers if kind in ("same", "fresh") or name not in UNFIT]
    runs = {name: batch(wrappers[name](make(kind))) for name in names}
    if interface == "wsgi":
        runs = {name: run for name, run in runs.items() if _fits(run)}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(run())
    bare = times.pop("bare")
    return {
        name: {
            "least": min(taken) - min(bare),
            "median": statistics.median(taken) - statistics.median(bare),
            "bare": min(bare),
        }
        for name, taken in times.items()
    }


def _fits(run: Callable[[], float]) -> bool:
    try:
        run()
    except AssertionError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="the figures for programs")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # Werkzeug's linter warns of every relative Location
    logging.getLogger("statusmw").handlers = [logging.NullHandler()]
    logging.getLogger("statusmw").propagate = False
    results = {
        interface: {kind: measured(interface, kind, chosen.rounds) for kind in ("same", "fresh", "stream", "fails")}
        for interface in CASES
    }
    if chosen.json:
        print(json.dumps(results, indent=2))
        return
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {chosen.rounds} rounds"
    )
    for interface, kinds in results.items():
        for kind, wrappers in kinds.items():
            unit = wrappers["passes on"]["least"]
            print(f"\n{interface} {kind}: µs beyond the bare application ({wrappers['passes on']['bare']:.2f} µs)")
            for name, figures in wrappers.items():
                least, middle = figures["least"], figures["median"]
                print(f"  {name:26} {least:8.2f} least {middle:8.2f} median {least / unit:7.1f} x passes on")


if __name__ == "__main__":
    main()
