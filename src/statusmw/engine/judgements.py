"""The rules that judge a value on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from statusmw.engine.memory import LONGEST_REMEMBERED, Memory
from statusmw.engine.names import text

_MOST: Final = 256


class Judgement:
    """Whether a value satisfies all judges of its field; what did once is remembered.

    Args:
        judges: functions of a value, or of a value and the length of the content.
    """

    __slots__ = ("_judges", "known")

    def __init__(self, judges: tuple[Callable[..., bool], ...]) -> None:
        self._judges = judges
        self.known: Memory[object, None] = Memory(_MOST)

    def passes(self, value: str | bytes) -> bool:
        """Whether *value*, which is of no class of the application's own, satisfies them all."""
        if value in self.known:
            return True
        found = text(value)
        for judge in self._judges:
            if not judge(found):
                return False
        if len(value) <= LONGEST_REMEMBERED:
            self.known.keep(value, None)
        return True

    def fits(self, value: str | bytes, length: int) -> bool:
        """Whether *value* satisfies them all with content of *length* bytes."""
        if (value, length) in self.known:
            return True
        found = text(value)
        if not all(judge(found, length) for judge in self._judges):
            return False
        if len(value) <= LONGEST_REMEMBERED:
            self.known.keep((value, length), None)
        return True
