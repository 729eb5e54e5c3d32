"""Counts the content of a stream that passes."""

from __future__ import annotations

import sys

from statusmw.exchange import READ_AT_MOST, Content


class Tally:
    """Counts the content of a stream, and knows how much of it may leave.

    Args:
        limit: bytes that may leave; None: as many as there are.
        cuts: whether what is beyond the limit is cut.

    Attributes:
        seen: bytes that came.
        free: bytes that may leave in all without being looked at; none, not even an empty part, until `open` is called.
    """

    __slots__ = ("_cuts", "_kept", "free", "limit", "seen")

    def __init__(self, limit: int | None, *, cuts: bool) -> None:
        self.limit = limit
        self.seen = 0
        self.free = -1
        self._cuts = cuts
        self._kept: bytearray | None = None

    def keep(self) -> None:
        """Keep what is taken from now on, as far as rules read it."""
        self._kept = bytearray()

    def open(self) -> None:
        """Let pass what neither is kept nor can be too much."""
        if self._kept is None:
            self.free = sys.maxsize if self.limit is None or not self._cuts else self.limit

    def take(self, chunk: bytes) -> bytes:
        """What may leave of *chunk*."""
        room = None if self.limit is None else max(0, self.limit - self.seen)
        self.seen += len(chunk)
        if self._kept is not None:
            if self.seen > READ_AT_MOST:
                self._kept = None
            else:
                self._kept += chunk
        return chunk if room is None or not self._cuts or len(chunk) <= room else chunk[:room]

    def passes(self, length: int) -> bool:
        """Whether content of *length* bytes, if that is all, leaves as it is."""
        return not self._cuts or self.limit in (None, length)

    @property
    def is_over(self) -> bool:
        """Whether more was seen than may leave, so that nothing of the rest will."""
        return self._cuts and self.limit is not None and self.seen > self.limit

    @property
    def is_short(self) -> bool:
        """Whether less was seen than was promised."""
        return self._cuts and self.limit is not None and self.seen < self.limit

    @property
    def octets(self) -> bytes | None:
        """All that was seen; None where it was not kept."""
        return None if self._kept is None else bytes(self._kept)

    @property
    def content(self) -> Content:
        """All that was seen, as the end."""
        return Content(self.seen, octets=self.octets)
