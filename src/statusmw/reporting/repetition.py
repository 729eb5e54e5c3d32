"""How often the same was said: once per interval, and how many times it was not."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

INTERVAL: Final = 60.0
"""Seconds in which the same is said once."""

T = TypeVar("T")


@dataclass(slots=True)
class _Said(Generic[T]):
    since: float
    what: T
    more: int = 0


class Repetition(Generic[T]):
    """Says of each thing whether it is new in this interval, and counts what is not. Any thread may ask.

    Args:
        interval: seconds in which the same is said once; 0: everything is said.
        clock: seconds that never go back.

    Raises:
        ValueError: `interval` is no number of seconds.
    """

    def __init__(self, interval: float = INTERVAL, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.interval = _seconds(interval)
        self._clock = clock
        # The garbage collector may run here, and what it ends may be told of: the same thread asks once more.
        self._lock = threading.RLock()
        self._busy = False
        # In the order in which their intervals end, because all intervals are equally long.
        self._said: dict[Hashable, _Said[T]] = {}

    def ask(self, key: Hashable, what: T, *, coarser: Hashable, most: int) -> tuple[int | None, list[tuple[T, int]]]:
        """Whether *what* is to be said now.

        Args:
            key: equal for what is the same.
            what: remembered, in case it has to be said again with a count.
            coarser: takes the key's place if there are too many keys; one of a small, fixed set, because what a client
                can choose must not fill the memory.
            most: how many keys are too many for this one to become another.

        Returns:
            How many of the same were left out since it was said last, None if this one is left out as well; and what
            else has to be said now because its interval has ended, each with how many were left out.
        """
        if not self.interval:
            return 0, []
        with self._lock:
            if self._busy:
                # In the midst of the first question nothing can be counted: better said once too often than never.
                return 0, []
            self._busy = True
            try:
                return self._asked(key, what, coarser, most)
            finally:
                self._busy = False

    def _asked(self, key: Hashable, what: T, coarser: Hashable, most: int) -> tuple[int | None, list[tuple[T, int]]]:
        now = self._clock()
        ended = self._ended(now)
        if key not in ended and key not in self._said and len(self._said) >= most:
            key = coarser
        before, said = ended.pop(key, None), self._said.get(key)
        if said is None:
            self._said[key] = _Said(now, what)
        else:
            said.more += 1
        suppressed = (before.more if before else 0) if said is None else None
        return suppressed, _counted(ended)

    def flush(self) -> list[tuple[T, int]]:
        """End all intervals; returns what was said and then left out, each with how often."""
        with self._lock:
            said, self._said = self._said, {}
        return _counted(said)

    def _ended(self, now: float) -> dict[Hashable, _Said[T]]:
        ended: dict[Hashable, _Said[T]] = {}
        for key, said in self._said.items():
            if now - said.since < self.interval:
                break
            ended[key] = said
        for key in ended:
            del self._said[key]
        return ended


def _seconds(interval: object) -> float:
    if type(interval) not in (int, float) or not 0 <= interval < math.inf:  # type: ignore[operator]  # narrowed by type()
        raise ValueError(f"interval: {interval!r} is no number of seconds; give 0 or more")
    return interval  # type: ignore[return-value]  # as above


def _counted(said: dict[Hashable, _Said[T]]) -> list[tuple[T, int]]:
    return [(each.what, each.more) for each in said.values() if each.more]
