"""The rules that judge a value on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from statusmw.engine.memory import LONGEST_REMEMBERED, Memory
from statusmw.engine.names import text

_MOST: Final = 256
PAUSE: Final = 8192
"""How many values that are new come by until what is remembered is forgotten, once there is no room for more."""


class Judgement:
    """Whether a value satisfies all judges of its field; what did once is remembered.

    Values that come often come early: those that were first are kept, until many others have come.

    Args:
        judges: functions of a value, or of a value and the length of the content.
    """

    __slots__ = ("_missed", "judges", "known")

    def __init__(self, judges: tuple[Callable[..., bool], ...]) -> None:
        self.judges = judges
        self.known: Memory[object, None] = Memory(_MOST)
        self._missed = 0

    def passes(self, value: str | bytes) -> bool:
        """Whether *value*, which is not known and of no class of the application's own, satisfies them all."""
        found = text(value)
        for judge in self.judges:
            if not judge(found):
                return False
        self._learn(value, len(value))
        return True

    def fits(self, value: str | bytes, length: int) -> bool:
        """Whether *value* satisfies them all with content of *length* bytes."""
        if (value, length) in self.known:
            return True
        found = text(value)
        if not all(judge(found, length) for judge in self.judges):
            return False
        self._learn((value, length), len(value))
        return True

    def _learn(self, key: object, size: int) -> None:
        if len(self.known) >= self.known.most:
            self._missed += 1
            if self._missed < PAUSE:
                return
            self._missed = 0
        if size <= LONGEST_REMEMBERED:
            self.known.keep(key, None)
