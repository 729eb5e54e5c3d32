"""Real servers on loopback, each a process of its own that is gone when the block ends, however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from examples.demo_wire import Connection

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 60


class Server:
    """A server with an application, from `with` to the end of the block.

    Args:
        kind: a key of `demo_serve.WSGI` or `demo_serve.ASGI`.
        factory: "module:function"; the function takes a `Policy`, or None for the plain application.
        directory: an existing directory for the server's log and record.
        checked: whether the application runs with statusmw.
        path: where the module is found, besides the root of the project.
    """

    script = ROOT / "examples" / "demo_serve.py"

    def __init__(self, kind: str, factory: str, directory: Path, *, checked: bool, path: str = "") -> None:
        self.kind, self.factory = kind, factory
        mode = "checked" if checked else "plain"
        name = f"{kind} {factory} {mode}".replace(" ", "-").replace(":", "-")
        self._record, self._log = directory / f"{name}.jsonl", directory / f"{name}.log"
        with socket.create_server(("127.0.0.1", 0), backlog=128) as listening, self._log.open("wb") as log:
            self.port: int = listening.getsockname()[1]
            serve = [str(self.script), kind, factory, mode, str(listening.fileno())]
            self._process = subprocess.Popen(
                [sys.executable, "-B", *serve, str(self._record)],
                cwd=directory,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), path]))},
                pass_fds=[listening.fileno()],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process, which is also the number of the group of its workers."""
        return self._process.pid

    def connect(self, timeout: float = 10) -> Connection:
        return Connection(self.port, timeout)

    def wait(self) -> Server:
        """Return when the server answers; the socket is open since before the process began."""
        with self.connect(_PATIENCE) as connection:
            if not connection.ask("GET", "/ping").status_code:
                self.stop()
                raise RuntimeError(f"{self.kind} did not start:\n{self._log.read_text(errors='replace')}")
        return self

    def stop(self) -> None:
        """End the process, and its workers if it does not do so itself in time."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def recorded(self, method: str, path: str) -> list[dict[str, Any]]:
        """What statusmw has reported and logged so far about such requests."""
        lines = self._record.read_text().splitlines() if self._record.exists() else []
        entries = [json.loads(line) for line in lines]
        return [entry for entry in entries if (entry["method"], entry["path"]) == (method, path)]
