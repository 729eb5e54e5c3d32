"""What the engine remembers, so that nothing is worked out twice; and no more than fits."""

from __future__ import annotations

from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

LONGEST_REMEMBERED: Final = 64
"""Characters of a name, a status line or a value that is remembered at most."""


class Memory(dict[K, V]):
    """A dictionary that is bounded: what does not fit any more makes it forget everything, and learn anew.

    To forget costs less than to find out what is still of use, and what is comes back at once.

    Args:
        most: how many entries there are at most.
    """

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, key: K, value: V) -> V:
        """Remember *value*, and return it."""
        if len(self) >= self.most:
            self.clear()
        self[key] = value
        return value
