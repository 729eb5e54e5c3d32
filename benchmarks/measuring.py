"""How everything here is measured: what is compared runs by turns in one process, and the least time counts.

Times are those of the process, so that what others do on the machine counts as little as possible. A figure is the
least of all rounds, because whatever else happens only adds to it; the median stands beside it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Run = Callable[[], object]


@dataclass(frozen=True)
class Taken:
    """What one turn took, in microseconds: the least and the median of the rounds."""

    least: float
    median: float

    def beyond(self, other: Taken) -> Taken:
        """What this one took more."""
        return Taken(self.least - other.least, self.median - other.median)


@dataclass(frozen=True)
class Target:
    """What is to be reached, and what was measured."""

    what: str
    limit: float
    measured: float
    unit: str = ""
    at_least: bool = False

    @property
    def reached(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def row(self) -> tuple[str, str, str, str]:
        sign = "≥" if self.at_least else "≤"
        said = "reached" if self.reached else "**not reached**"
        return self.what, f"{sign} {shown(self.limit)}{self.unit}", f"{shown(self.measured)}{self.unit}", said


@dataclass
class Part:
    """One section of the page."""

    title: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    charts: dict[str, Chart] = field(default_factory=dict)
    after: str = ""


@dataclass(frozen=True)
class Chart:
    """Lines over numbers, or bars where there are no numbers."""

    title: str
    over: str
    unit: str
    at: list[object]
    series: dict[str, list[float]]
    bars: bool = False
    logarithmic: bool = False


def shown(number: float) -> str:
    """*number* with as many digits as mean something."""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}"


def by_turns(cases: dict[str, Run], rounds: int, each: int) -> dict[str, Taken]:
    """What each case takes for one turn, where one call of it makes *each* turns."""
    for run in cases.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, run in cases.items():
            started = time.process_time()
            run()
            times[name].append((time.process_time() - started) / each * 1e6)
    return {name: Taken(min(taken), statistics.median(taken)) for name, taken in times.items()}
