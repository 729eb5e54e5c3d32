"""Real servers on loopback, each one process that works, and what they say of themselves."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE = 20.0
_GUNICORN = (
    sys.executable,
    "-m",
    "gunicorn",
    "wsgi",
    "-w",
    "1",
    "--log-level",
    "critical",
    "--graceful-timeout",
    "20",
    "--no-control-socket",
)
SERVERS = {
    "uvicorn (asyncio)": (sys.executable, "-m", "uvicorn", "apps:asgi", "--log-level", "critical", "--port", "{port}"),
    "gunicorn (threads)": (*_GUNICORN, "-b", "127.0.0.1:{port}", "-k", "gthread", "--threads", "8"),
    "gunicorn (gevent)": (*_GUNICORN, "-b", "127.0.0.1:{port}", "-k", "gevent"),
}


class Server:
    """One that runs.

    Args:
        process: the one that was started; over gunicorn that of the master.
        port: where it listens.
    """

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def state(self, query: str = "", patience: float = PATIENCE) -> dict[str, Any]:
        """What its worker says of itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/state?{query}", timeout=patience) as answer:
            said: dict[str, Any] = json.load(answer)
        return said

    def hang_up(self, signal: int) -> None:
        """Have the master replace its worker, and wait until another one answers."""
        was, ends = self.state()["pid"], time.monotonic() + PATIENCE
        os.kill(self.process.pid, signal)
        while self.state()["pid"] == was:
            if time.monotonic() > ends:
                raise TimeoutError("no other worker answers")
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(name: str, *, guarded: bool) -> Iterator[Server]:
    """The server of that name, from when it answers until it is stopped."""
    port = _free_port()
    command = [part.replace("{port}", str(port)).replace("wsgi", "apps:wsgi") for part in SERVERS[name]]
    environ = {**os.environ, "GUARDED": str(int(guarded)), "PYTHONDONTWRITEBYTECODE": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=HERE, env=environ, **quiet)
    try:
        server = Server(process, port)
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: Server) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            server.state(patience=2.0)
        except OSError:
            if time.monotonic() > ends or server.process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return
