"""Whole heads that were judged before."""

from __future__ import annotations

from typing import Any, Final

from statusmw.engine.memory import Pausing
from statusmw.rule import Rule

_MOST: Final = 1024
_LARGEST: Final = 512
# Most of the room goes to Python's objects, not to characters.
ROOM: Final = 500_000
_OF_A_HEAD: Final = 350
_OF_A_FIELD: Final = 180

Head = tuple[tuple[tuple[Any, Any], ...], int, int, int | None]


class Heads(Pausing[Head, tuple[Rule, ...]]):
    """The rules that a head leaves open, where it breaks none by itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_MOST, room=ROOM)

    def learn(self, head: Head, rules: tuple[Rule, ...]) -> None:
        """Remember *head*, unless it is large."""
        characters = sum(len(name) + len(value) for name, value in head[0])
        if characters <= _LARGEST:
            self.keep(head, rules, _OF_A_HEAD + _OF_A_FIELD * len(head[0]) + characters)
