"""Bytes from a file or a pipe, however many: looked at ahead, taken by number or by line, never held as a whole."""

from __future__ import annotations

import sys
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from statusmw.commands.page import CommandError
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Pattern

_BLOCK: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_BOM: Final = b"\xef\xbb\xbf"


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class BrokenInputError(Exception):
    """The input cannot be read any further; the text says why."""


class Feed:
    """A stream that can be looked at ahead.

    Args:
        stream: where the bytes come from.
        progress: called with the number of bytes read, each time there are some.
    """

    def __init__(self, stream: _Readable, progress: Callable[[int], object] = id) -> None:
        self.line = 1
        self._stream = stream
        self._progress = progress
        self._held = b""
        self._at = 0
        self._ended = False

    def peek(self, size: int) -> bytes:
        """The next *size* bytes, fewer at the end; they are not taken."""
        while len(self._held) - self._at < size and not self._ended:
            block = self._block()
            self._held, self._at = self._held[self._at :] + block, 0
            self._ended = not block
        return self._held[self._at : self._at + size]

    def _block(self) -> bytes:
        try:
            block = self._stream.read(_BLOCK)
        except (OSError, EOFError, zlib.error) as error:
            raise BrokenInputError(f"cannot be read to its end: {plain(str(error))}") from None
        self._progress(len(block))
        return block

    def take(self, size: int) -> bytes:
        """The next *size* bytes, fewer at the end."""
        taken = self.peek(size)
        self._at += len(taken)
        self.line += taken.count(b"\n")
        return taken

    read = take

    def take_line(self, most: int) -> bytes:
        """The next line with its end, cut to *most* bytes; nothing at the end of all."""
        end = self._held.find(b"\n", self._at, self._at + most) + 1
        if end:
            return self.take(end - self._at)
        ahead = self.peek(most)
        end = ahead.find(b"\n") + 1
        line = self.take(end or most)
        while line and not end and (ahead := self.peek(_BLOCK)):
            end = ahead.find(b"\n") + 1
            self.take(end or len(ahead))
        return line

    def skip(self, size: int) -> int:
        """Take *size* bytes without holding them; how many there were."""
        taken = 0
        while taken < size and (block := self.take(min(_BLOCK, size - taken))):
            taken += len(block)
        return taken

    def skip_to(self, wanted: Pattern[bytes], longest: int) -> int:
        """Take what stands before the next match of *wanted*, or all there is.

        Args:
            wanted: its matches are no longer than *longest*.
            longest: bytes.

        Returns:
            How many bytes were taken.
        """
        taken = 0
        while ahead := self.peek(_BLOCK):
            found, is_last = wanted.search(ahead), len(ahead) < _BLOCK
            if found and (is_last or found.start() + longest <= len(ahead)):
                return taken + len(self.take(found.start()))
            taken += len(self.take(len(ahead) if is_last else len(ahead) - longest))
        return taken


@contextmanager
def opened(source: str, progress: Callable[[int], object] = id) -> Iterator[Feed]:
    """What *source* holds, uncompressed, for as long as the block runs.

    Args:
        source: a path, or ``"-"`` for standard input.
        progress: as for `Feed`.

    Raises:
        CommandError: it cannot be opened.
    """
    if source == "-":
        yield Feed(sys.stdin.buffer, progress)
        return
    try:
        stream = open(source, "rb")  # noqa: PTH123, SIM115 - closed below
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{plain(source)} cannot be read: {reason}{_remedy(source)}") from None
    with stream:
        yield Feed(stream, progress)


def _remedy(source: str) -> str:
    if source.startswith(("http://", "https://")):
        return "; nothing is asked over a network, but curl -i URL | statusmw check - reads what comes"
    return f"; an application is {plain(source)}:app" if source.replace(".", "_").isidentifier() else ""


def uncompressed(feed: Feed) -> Feed:
    """What *feed* holds, once it is no longer compressed and without a byte order mark."""
    if feed.peek(2) == _GZIP:
        from gzip import GzipFile  # noqa: PLC0415 - only what is compressed pays for it

        feed = Feed(GzipFile(fileobj=feed))  # type: ignore[call-overload]  # it only reads
    if feed.peek(3) == _BOM:
        feed.take(3)
    return feed
