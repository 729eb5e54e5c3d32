"""Heads whose values differ, and which all the same are judged alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from statusmw.engine.memory import PAUSE, Pausing
from statusmw.rule import Rule

WORTH: Final = 256
"""How many heads of one layout come by until a pattern is made for it, which takes as long as to judge a hundred."""

_MOST: Final = 64
_LARGEST: Final = 1024

Likely = tuple[Any, ...]
Making = Callable[[], "re.Pattern[Any] | None"]


class Likeness(Pausing[Likely, tuple[Rule, ...]]):
    """The rules that heads of one layout leave open, by that part of their values on which it hinges.

    Args:
        kind: `bytes` or `str`: what the values are.
        making: makes the pattern that captures this part, once it is worth it; None if there are too many already.
    """

    __slots__ = ("_fullmatch", "_join", "_making")

    def __init__(self, kind: type, making: Making) -> None:
        super().__init__(_MOST, awake=False)
        self.new = PAUSE - WORTH
        self._join = b"\n".join if kind is bytes else "\n".join
        self._making = making
        self._fullmatch: Callable[..., Any] | None = None

    @property
    def ready(self) -> bool:
        """Whether there is a pattern."""
        return self._fullmatch is not None

    def hinge(self, values: Sequence[Any]) -> Likely | None:
        """What the verdict on *values* hinges on; None if that cannot be told, or is too long to be remembered."""
        joined: Any = self._join(values)
        if self._fullmatch is None or len(joined) > _LARGEST:
            return None
        read = self._fullmatch(joined)
        return None if read is None else read.groups()

    def learn(self, hinge: Likely | None, rules: tuple[Rule, ...]) -> None:
        """Remember the rules that values with such a *hinge* leave open, unless there is a pause."""
        if self.meets_new() and hinge is not None:
            self.keep(hinge, rules)
        if self.awake and self._fullmatch is None:
            pattern = self._making()
            self.awake = pattern is not None
            self._fullmatch = pattern and pattern.fullmatch


def pattern_of(kind: type, octets: bytes, places: Sequence[str | None]) -> re.Pattern[Any]:
    """The pattern of the values of a head, a line feed between each two, that captures what the verdict hinges on.

    First each line is looked at whether it is made of *octets*; then nothing can fail any more, since what is not of
    the likeness is captured as a whole.

    Args:
        kind: `bytes` or `str`: what the values are.
        octets: what values may be made of.
        places: for each value the likeness; empty if nothing hinges on it, None if all of it does.
    """
    ranges = "".join(_ranges(octets))
    clean = f"[{ranges}]*+" if ranges else ""
    lines = "\n".join(clean for _ in places)
    found = rf"(?={lines}\Z)" + "\n".join(_place(likeness, clean) for likeness in places)
    return re.compile(found if kind is str else found.encode("latin-1"))


def _place(likeness: str | None, clean: str) -> str:
    if likeness is None:
        return f"({clean})"
    return rf"(?:{likeness}(?=\n|\Z)|({clean}))" if likeness else clean


def _ranges(octets: bytes) -> Iterable[str]:
    """*octets* but the line feed, as they stand in a set of characters."""
    kept = enumerate(octet for octet in sorted(octets) if octet != ord("\n"))
    for _, run in groupby(kept, lambda each: each[1] - each[0]):
        found = [octet for _, octet in run]
        yield rf"\x{found[0]:02x}-\x{found[-1]:02x}"
