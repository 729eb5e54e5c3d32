"""JSON on its way to a parser that takes quadratic time for one long string: no more of any string than is needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from statusmw.commands.feed import BrokenInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusmw.commands.feed import Feed

_LONGEST: Final = 1 << 16
_LONGEST_NUMBER: Final = 4096
_OF_NUMBERS: Final = b"0123456789+-.eE"
_WHOLE: Final = re.compile(
    rb"(?:[^\"\\\x80-\xff]+|\\[\"\\/bfnrt]|\\u[0-9A-Fa-f]{4}|"
    rb"[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3})*"
)
_LONGEST_CHARACTER: Final = len(r"\u0000")


class Shortened:
    """JSON in which every string is cut where a character ends.

    Args:
        feed: the JSON. What is none is passed on, for the parser to refuse.
        most: the number of bytes of a string behind which it is cut, some time.
    """

    def __init__(self, feed: Feed, most: int = _LONGEST) -> None:
        self._feed = feed
        self._most = most
        self._room = 0
        self._digits = 0
        self._is_string = False
        self._begun = b""

    def read(self, size: int) -> bytes:
        """The next bytes, as many as *size* or a few more; nothing at the end."""
        while taken := self._feed.take(size):
            if kept := b"".join(self._kept(self._begun + taken)):
                return kept
        begun, self._begun = self._begun, b""
        return begun

    def _kept(self, text: bytes) -> Iterator[bytes]:
        self._begun, at = b"", 0
        while at < len(text):
            if self._is_string:
                end = _WHOLE.match(text, at).end()  # type: ignore[union-attr]  # the empty text matches too, so there is a match
                yield text[at:end] if self._room > 0 else b""
                self._room -= end - at
                if end == len(text):
                    return
                if text[end : end + 1] != b'"':
                    yield self._waiting(text[end:])
                    return
                self._is_string = False
                yield b'"'
                at = end + 1
            else:
                end = text.find(b'"', at) + 1
                self._is_string, self._room = bool(end), self._most
                yield self._counted(text[at : end or len(text)])
                at = end or len(text)

    def _waiting(self, rest: bytes) -> bytes:
        """*rest* if it is the begin of no character, and nothing if the next bytes have to tell."""
        if len(rest) >= _LONGEST_CHARACTER:
            return rest
        self._begun = rest
        return b""

    def _counted(self, text: bytes) -> bytes:
        before = text.rstrip(_OF_NUMBERS)
        self._digits = len(text) - len(before) + (0 if before else self._digits)
        if self._digits > _LONGEST_NUMBER:
            raise BrokenInputError(f"a number has more than {_LONGEST_NUMBER} digits, which nobody can have meant")
        return text
