"""One server process of the demo: `demo_serve.py SERVER MODULE:FACTORY plain|checked SOCKET RECORD`.

The socket is open already when the process starts, so there is no port to find and no race for it. What statusmw
reports and logs goes into the file RECORD, one JSON object a line. The process ends with the one that started it: then
its standard input ends.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from statusmw import Finding, Policy


class Record(logging.Handler):
    """Writes findings and log records to a file; each with one call, so that threads cannot mix their lines."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def finding(self, finding: Finding) -> None:
        rule, request = finding.rule, finding.exchange.request
        self._write(method=request.method, path=request.path, rule=rule.id, source=str(rule.source), says=rule.says)

    def emit(self, record: logging.LogRecord) -> None:
        method, path, *_ = str(record.getMessage()).split(" ", 2)
        self._write(method=method, path=path, logged=record.getMessage())

    def _write(self, **entry: str) -> None:
        os.write(self._file, json.dumps(entry).encode() + b"\n")


def recorded(policy: Policy, path: str) -> Policy:
    """*policy* with its report, and what statusmw logs, going to *path*."""
    record = Record(path)
    logging.getLogger("statusmw").addHandler(record)
    return replace(policy, report=record.finding)


def gunicorn(app: Any, listening: socket.socket, worker: str) -> None:
    from gunicorn.app.base import BaseApplication

    options = {
        "bind": f"fd://{listening.fileno()}",
        "worker_class": worker,
        "threads": 4 if worker == "gthread" else 1,
        "keepalive": 10,
        "graceful_timeout": 1,
        "control_socket_disable": True,
        "loglevel": "critical",
    }

    class Application(BaseApplication):
        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    sys.argv[1:] = []
    Application().run()


def waitress(app: Any, listening: socket.socket) -> None:
    from waitress import serve

    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    serve(app, sockets=[listening])


def uvicorn(app: Any, listening: socket.socket, http: str) -> None:
    from uvicorn import Config, Server

    Server(Config(app, http=http, log_level="critical", timeout_keep_alive=10)).run(sockets=[listening])


def hypercorn(app: Any, listening: socket.socket) -> None:
    import asyncio

    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{listening.fileno()}"]
    config.errorlog = None
    config.graceful_timeout = 1
    asyncio.run(serve(app, config))


Serve = Callable[[Any, socket.socket], None]

WSGI: dict[str, Serve] = {
    "gunicorn sync": lambda app, listening: gunicorn(app, listening, "sync"),
    "gunicorn gthread": lambda app, listening: gunicorn(app, listening, "gthread"),
    "waitress": waitress,
}
ASGI: dict[str, Serve] = {
    "uvicorn h11": lambda app, listening: uvicorn(app, listening, "h11"),
    "uvicorn httptools": lambda app, listening: uvicorn(app, listening, "httptools"),
    "hypercorn": hypercorn,
}


def end_with_parent() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def made(factory: str, mode: str, record: str) -> Any:
    """The application, without statusmw or with it."""
    name, _, function = factory.partition(":")
    module = import_module(name)
    policy = recorded(getattr(module, "POLICY", Policy()), record) if mode == "checked" else None
    return getattr(module, function)(policy)


def main(
    server: str, factory: str, mode: str, descriptor: str, record: str, servers: Mapping[str, Serve] = WSGI | ASGI
) -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    servers[server](made(factory, mode, record), socket.socket(fileno=int(descriptor)))


if __name__ == "__main__":
    main(*sys.argv[1:])
