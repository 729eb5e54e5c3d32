"""What the engine remembers, so that nothing is worked out twice; and no more than fits."""

from __future__ import annotations

from math import inf
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")

PATIENCE: Final = 512
"""How many keys in a row may be new before they are not remembered for a while."""
PAUSE: Final = 8192
"""How many keys that while is."""

LONGEST_REMEMBERED: Final = 64
"""Characters of a name, a status line or a value that is remembered at most."""


class Memory(dict[K, V]):
    """A dictionary that is bounded: what does not fit any more makes it forget everything, and learn anew.

    To forget costs less than to find out what is still of use, and what is comes back at once.

    Args:
        most: how many entries there are at most.
        room: how many bytes they take at most, about.
    """

    __slots__ = ("_taken", "most", "room")

    def __init__(self, most: int, *, room: float = inf) -> None:
        super().__init__()
        self.most = most
        self.room = room
        self._taken = 0

    def keep(self, key: K, value: V, size: int = 0) -> V:
        """Remember *value*, which takes *size* bytes with its *key*, and return it."""
        if len(self) >= self.most or self._taken + size > self.room:
            self.clear()
            self._taken = 0
        self[key] = value
        self._taken += size
        return value


class Pausing(Memory[K, V]):
    """One that pauses where no key comes twice, and to remember them would cost more than it saves.

    Args:
        most: how many entries there are at most.
        room: how many bytes they take at most, about.
        awake: whether it begins with remembering, not with a pause.
    """

    __slots__ = ("awake", "new")

    def __init__(self, most: int, *, room: float = inf, awake: bool = True) -> None:
        super().__init__(most, room=room)
        self.awake = awake
        """Whether keys are remembered at present."""
        self.new = 0
        """How many keys in a row were new; set to 0 by who finds one again."""

    def meets_new(self) -> bool:
        """Note one more key that is new; whether it is to be remembered."""
        self.new += 1
        if self.new >= (PATIENCE if self.awake else PAUSE):
            self.awake, self.new = not self.awake, 0
        return self.awake
