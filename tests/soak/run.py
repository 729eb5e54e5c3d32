"""Soak: mixed traffic at full load over several servers, with statusmw and without, and what it leaves behind.

``python run.py --minutes 10`` takes so long in all. It prints a table, and fails if a limit is missed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from fuzz.pages import written  # noqa: E402 - found by the line above
from soak import load  # noqa: E402 - found by the path above
from soak.serving import SERVERS, Server, served  # noqa: E402 - found by the path above

WARM_UP = 0.25
RESTARTING = 0.15
RESTARTS = 2
SETTLING = 10.0
MOST_GROWTH = 1024  # KiB beyond the server without statusmw
MOST_HELD = 256  # KiB that statusmw holds after a burst of requests
MOST_SLOWER = 1.5
NOISE = 5.0  # milliseconds by which a loaded machine may differ at any time
ENOUGH = (
    15.0  # seconds a server, below which memory has not settled and medians are chance: less is asked, nothing written
)


@dataclass
class Result:
    """What one run has left behind."""

    requests: int
    left: int
    growth: int
    first: float
    last: float
    behind: dict[str, int]
    held: int
    lost: int | None
    wrong: list[str]


def soaked(name: str, seconds: float, *, guarded: bool) -> Result:
    """Load the server of that name for so long."""
    restarts = name.startswith("gunicorn")
    rest = seconds * (1 - WARM_UP - RESTARTING * restarts)
    with served(name, guarded=guarded) as server:
        load.loaded(server.port, seconds * WARM_UP, strict=False)
        before = settled(server, {})
        seen = load.loaded(server.port, rest, strict=guarded)
        after = settled(server, before["counts"])
        behind = {kind: count - before["counts"][kind] for kind, count in after["counts"].items()}
        held = traced(server) if guarded else 0
        lost = restarted(server, seconds * RESTARTING) if restarts else None
    left_over = {kind: count for kind, count in behind.items() if count > 0}
    growth = after["rss"] - before["rss"]
    return Result(seen.requests, seen.left, growth, *seen.medians(), left_over, held, lost, seen.wrong)


def settled(server: Server, counts: dict[str, int]) -> dict:
    """The state of a server that has nothing to do any more: as soon as it holds no more than it did, or after a while."""
    ends = time.monotonic() + SETTLING
    while True:
        state = server.state()
        if all(state["counts"][kind] <= count for kind, count in counts.items()) or time.monotonic() > ends:
            return state
        time.sleep(0.2)


def traced(server: Server) -> int:
    """How many KiB statusmw holds of what it got during a burst of requests."""
    server.state("trace")
    for path in load.PATHS * 20:
        load.asked(server.port, path)
    held: int = server.state("traced")["held"]
    return held >> 10


def restarted(server: Server, seconds: float) -> int:
    """How many requests were lost while workers were replaced."""
    lost, ends = [], time.monotonic() + max(2.0, seconds)

    def asks() -> None:
        while time.monotonic() < ends:
            try:
                answer = load.asked(server.port, "/good")
            except OSError:
                answer = (0, False)
            lost.extend([answer] if answer != (200, True) else [])

    threads = [threading.Thread(target=asks) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(RESTARTS):
        server.hang_up(signal.SIGHUP)
    for thread in threads:
        thread.join()
    return len(lost)


def missed(with_it: Result, without: Result, limit: int) -> list[str]:
    """The limits that were missed."""
    beyond = with_it.growth - max(0, without.growth)
    slower = limit == MOST_GROWTH and with_it.last > with_it.first * MOST_SLOWER + NOISE
    checks = {
        f"memory grew by {beyond} KiB more than without statusmw": beyond > limit,
        f"left behind: {with_it.behind}": any(with_it.behind.values()),
        f"holds {with_it.held} KiB": with_it.held > MOST_HELD,
        f"slower at the end: {with_it.first:.1f} ms, then {with_it.last:.1f} ms": slower,
        f"{with_it.lost} requests lost in restarts, {without.lost} without": (with_it.lost or 0) > (without.lost or 0),
        f"wrong answers: {len(with_it.wrong)}, such as {with_it.wrong[:3]}": bool(with_it.wrong),
    }
    return [what for what, is_missed in checks.items() if is_missed]


HEAD = f"{'server':20} {'statusmw':>8} {'requests':>9} {'left':>6} {'RSS +KiB':>8} {'ms first':>8} {'ms last':>8} {'behind':>6} {'KiB':>5} {'lost':>5}"


def row(name: str, kind: str, result: Result) -> str:
    """One line of the table."""
    lost = "-" if result.lost is None else str(result.lost)
    figures = f"{result.requests:9,} {result.left:6,} {result.growth:8,} {result.first:8.1f} {result.last:8.1f}"
    return f"{name:20} {kind:>8} {figures} {sum(result.behind.values()):6} {result.held:5} {lost:>5}"


def main() -> int:
    """Soak; 0 if no limit was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("servers", nargs="*", help=f"of {', '.join(SERVERS)}; none: all")
    arguments = parser.parse_args()
    chosen = [name for name in SERVERS if not arguments.servers or any(each in name for each in arguments.servers)]
    each = arguments.minutes * 60 / (2 * len(chosen))
    limit = MOST_GROWTH if each >= ENOUGH else 2 * MOST_GROWTH
    lines, faults = [HEAD], []
    print(HEAD, flush=True)
    for name in chosen:
        without, with_it = (soaked(name, each, guarded=guarded) for guarded in (False, True))
        lines += [row(name, "without", without), row(name, "with", with_it)]
        print(*lines[-2:], sep="\n", flush=True)
        faults += [f"{name}: {fault}" for fault in missed(with_it, without, limit)]
    said = f"{each:.0f} s each; limits missed: {len(faults)}"
    print(said, *faults, sep="\n")
    if not faults and len(chosen) == len(SERVERS) and each >= ENOUGH:
        written("soak", [*lines, "", said])
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
