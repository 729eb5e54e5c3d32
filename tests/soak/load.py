"""Load: wrk where it is installed, else clients of our own; and beside it clients that check, and clients that leave."""

from __future__ import annotations

import contextlib
import random
import re
import shutil
import socket
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATHS = (
    "/good",
    "/good",
    "/json",
    "/missing",
    "/length",
    "/silent",
    "/injected",
    "/failing",
    "/stream",
    "/broken-stream",
)
# What a client gets with statusmw: the status code, and whether the content comes to its end.
RIGHT = {
    "/good": (200, True), "/json": (200, True), "/missing": (404, True), "/length": (200, True), "/silent": (204, True),
    "/injected": (500, True), "/failing": (500, True), "/stream": (200, True), "/broken-stream": (200, False),
}  # fmt: skip
TIMEOUT = 20.0
_REQUESTS = re.compile(r"([0-9]+) requests in")


@dataclass
class Seen:
    """What the checking clients have seen.

    Args:
        seconds: how long each request took, with the time at which it was asked.
        wrong: answers that are not as they should be.
        requests: how many requests there were in all, those of wrk included.
        left: how many clients left before the end.
    """

    seconds: list[tuple[float, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    requests: int = 0
    left: int = 0

    def medians(self) -> tuple[float, float]:
        """The median time in the first and in the last third, in milliseconds."""
        taken = [seconds for _, seconds in sorted(self.seconds)]
        third = max(1, len(taken) // 3)
        return statistics.median(taken[:third]) * 1000, statistics.median(taken[-third:]) * 1000


def asked(port: int, path: str) -> tuple[int, bool]:
    """The status code, and whether the content came to its end; (0, False) if there was no answer at all."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        got = b""
        with contextlib.suppress(ConnectionError):
            connection.sendall(request.encode())
            while block := connection.recv(1 << 16):
                got += block
    head, _, content = got.partition(b"\r\n\r\n")
    return (int(head[9:12]), _is_whole(head.lower(), content)) if head.startswith(b"HTTP/1.1 ") else (0, False)


def _is_whole(head: bytes, content: bytes) -> bool:
    if b"transfer-encoding: chunked" in head:
        return content.endswith(b"\r\n0\r\n\r\n")
    length = re.search(rb"content-length: ([0-9]+)", head)
    return length is None or len(content) == int(length[1])


def _checks(port: int, ends: float, seen: Seen, *, strict: bool) -> None:
    draw = random.Random(port)
    while (began := time.monotonic()) < ends:
        path = draw.choice(PATHS)
        try:
            answer = asked(port, path)
        except OSError as error:
            answer = (0, False)
            if strict:
                seen.wrong.append(f"{path}: {error!r}")
            continue
        seen.seconds.append((began, time.monotonic() - began))
        if strict and answer != RIGHT[path]:
            seen.wrong.append(f"{path}: {answer} instead of {RIGHT[path]}")


def _leaves(port: int, ends: float, seen: Seen) -> None:
    """Clients that leave in the middle of a stream, or before the first byte of it."""
    draw = random.Random(port)
    while time.monotonic() < ends:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
            connection.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            if draw.random() < 0.7:
                connection.recv(256)
        seen.left += 1
        time.sleep(0.01)


def loaded(port: int, seconds: float, *, strict: bool) -> Seen:
    """Full load for so long.

    Args:
        port: of the server.
        seconds: how long.
        strict: whether answers are held to what they should be.
    """
    seen, ends = Seen(), time.monotonic() + seconds
    threads = [threading.Thread(target=_checks, args=(port, ends, seen), kwargs={"strict": strict}) for _ in range(2)]
    threads.append(threading.Thread(target=_leaves, args=(port, ends, seen)))
    own = [threading.Thread(target=_checks, args=(port, ends, seen), kwargs={"strict": False}) for _ in range(6)]
    threads += [] if shutil.which("wrk") else own
    for thread in threads:
        thread.start()
    pressed = _pressed(port, seconds) if shutil.which("wrk") else 0
    for thread in threads:
        thread.join()
    seen.requests = pressed + len(seen.seconds) + seen.left
    return seen


def _pressed(port: int, seconds: float) -> int:
    """How many requests wrk has sent."""
    whole = max(1, round(seconds))
    command = ["wrk", "-t1", "-c16", f"-d{whole}s", "-s", str(HERE / "mix.lua"), f"http://127.0.0.1:{port}"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = _REQUESTS.search(said)
    return int(found[1]) if found else 0
