"""Whole heads that were judged before."""

from __future__ import annotations

from typing import Any, Final

from statusmw.engine.memory import Memory
from statusmw.rule import Rule

PATIENCE: Final = 512
"""How many heads in a row may be new before they are not remembered for a while."""
PAUSE: Final = 8192
"""How many heads that while is."""

_MOST: Final = 1024
_LARGEST: Final = 512

Head = tuple[tuple[tuple[Any, Any], ...], int, int, int | None]


class Heads(Memory[Head, tuple[Rule, ...]]):
    """The rules that a head leaves open, where it breaks none by itself.

    Where no head comes twice it would cost more to remember them than it saves; then there is a pause.
    """

    __slots__ = ("awake", "new")

    def __init__(self) -> None:
        super().__init__(_MOST)
        self.awake = True
        """Whether heads are remembered at present."""
        self.new = 0
        """How many heads in a row were new; set to 0 by who finds one again."""

    def learn(self, head: Head, rules: tuple[Rule, ...]) -> None:
        """Remember *head*, unless it is large, or there is a pause."""
        self.new += 1
        if self.new >= (PATIENCE if self.awake else PAUSE):
            self.awake, self.new = not self.awake, 0
        if self.awake and sum(len(name) + len(value) for name, value in head[0]) <= _LARGEST:
            self.keep(head, rules)
