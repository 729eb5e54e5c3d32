"""Behind real servers, with keep-alive connections of `wrk`: the plain application and the one with statusmw by turns.

One worker of each server, 16 connections, all on this machine; a round of one is followed by a round of the other.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from measuring import Part, Target, shown

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
SERVERS = {
    "uvicorn": ["uvicorn", "served:asgi", "--port", "{port}", "--log-level", "warning", "--no-access-log"],
    "granian": ["granian", "served:asgi", "--interface", "asgi", "--port", "{port}", "--no-log", "--workers", "1"],
    "gunicorn": [
        "gunicorn",
        "served:wsgi",
        "-b",
        "127.0.0.1:{port}",
        "-w",
        "1",
        "-k",
        "gthread",
        "--threads",
        "2",
        "--log-level",
        "error",
    ],
}
SHAPES = ("hello", "json")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_SLOWEST = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def part(rounds: int, seconds: int = 2) -> Part:
    """Each server with each body."""
    made = Part(
        "Behind servers",
        __doc__,
        ("", "plain, requests/s", "statusmw, requests/s", "ratio", "p99 plain, ms", "p99 statusmw, ms"),
    )
    if shutil.which("wrk") is None:
        made.after = "Not measured: `wrk` is not installed here."
        return made
    for server, command in SERVERS.items():
        if not (BIN / command[0]).exists():
            made.after += f"{server} is not installed here. "
            continue
        for shape in SHAPES:
            plain, ours = measured(command, shape, rounds, seconds)
            rate = statistics.median(b[0] / a[0] for a, b in zip(plain, ours, strict=True))
            slow = statistics.median(b[1] / a[1] for a, b in zip(plain, ours, strict=True))
            middle = [statistics.median(column) for each in (plain, ours) for column in zip(*each, strict=True)]
            what = f"{server}, {shape}"
            made.rows.append(
                (what, shown(middle[0]), shown(middle[2]), f"{rate:.3f}", shown(middle[1]), shown(middle[3]))
            )
            made.targets.append(Target(f"{what}: requests per second, to plain", 97, rate * 100, " %", at_least=True))
            made.targets.append(Target(f"{what}: p99, to plain", 1.05, slow, " x"))
    made.after += "Ratios are the median of those of neighbouring rounds."
    return made


def measured(command: list[str], shape: str, rounds: int, seconds: int) -> tuple[list[tuple[float, float]], ...]:
    """Requests per second and the slowest hundredth, of each round, plain and with statusmw."""
    with ExitStack() as stack:
        ports = [stack.enter_context(Serving(command, shape, wears)) for wears in ("", "1")]
        for port in ports:
            load(port, 1)
        found: tuple[list[tuple[float, float]], ...] = ([], [])
        for number in range(rounds):
            for which in (0, 1) if number % 2 else (1, 0):
                found[which].append(load(ports[which], seconds))
    return found


class Serving:
    """A server of one's own, ended when it is left; the value is its port."""

    def __init__(self, command: list[str], shape: str, wears: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        arguments = [part.format(port=self.port) for part in command]
        environ = {**os.environ, "SHAPE": shape, "WEARS": wears, "PYTHONPATH": str(HERE)}
        self.process = subprocess.Popen(
            [str(BIN / arguments[0]), *arguments[1:]], env=environ, cwd=HERE, stdout=subprocess.DEVNULL
        )

    def __enter__(self) -> int:
        for _ in range(200):
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self.port
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"{self.process.args} does not listen")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def load(port: int, seconds: int) -> tuple[float, float]:
    """What one round of wrk says."""
    run = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/"]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    rate, slowest = _RATE.search(said), _SLOWEST.search(said)
    if rate is None or slowest is None:
        raise RuntimeError(f"wrk said {said!r}")
    return float(rate[1]), float(slowest[1]) * _MILLISECONDS[slowest[2]]
