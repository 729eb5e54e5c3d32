"""Whole heads that were judged before."""

from __future__ import annotations

from typing import Any, Final

from statusmw.engine.memory import Pausing
from statusmw.rule import Rule

_MOST: Final = 1024
_LARGEST: Final = 512

Head = tuple[tuple[tuple[Any, Any], ...], int, int, int | None]


class Heads(Pausing[Head, tuple[Rule, ...]]):
    """The rules that a head leaves open, where it breaks none by itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_MOST)

    def learn(self, head: Head, rules: tuple[Rule, ...]) -> None:
        """Remember *head*, unless it is large."""
        if sum(len(name) + len(value) for name, value in head[0]) <= _LARGEST:
            self.keep(head, rules)
