"""Which form of an error a client wants: proactive negotiation over Accept (RFC 9110 section 12.5.1)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from statusmw.writers import MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STAND_INS: Final = {
    "application/problem+json": re.compile(r"application/json|[^/]+/[^/]+\+json"),
    "application/problem+xml": re.compile(r"(application|text)/xml"),
    "text/html": re.compile(r"application/xhtml\+xml"),
}
"""Other names under which clients ask for what we offer; browsers ask for XHTML and XML, and mean a page."""

_LONGEST: Final = 1024
_REMEMBERED_UP_TO: Final = 256
_MOST_MEMBERS: Final = 16
_MEMBER: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+(?:"|\\?\Z))++', re.DOTALL)


def choose(accept: str | None, offered: Sequence[str] = MEDIA_TYPES) -> str:
    """The media type an error is written in for a client that sent *accept*.

    The highest quality wins; among equals what the client names itself comes before what a wildcard covers, then
    the order of *offered* decides. Only the whole members within the first 1,024 characters are read, and no more
    than 16; what is malformed counts as not sent.

    Args:
        accept: the value of Accept, several fields joined with commas; None if there is none.
        offered: the media types to choose from, in lower case, in order of preference.

    Returns:
        One of *offered*: the first if the client accepts none of them, because an error it did not ask for tells it
        more than an empty 406 (RFC 9110 section 12.4.1 leaves the choice).

    Raises:
        ValueError: *offered* is empty.

    >>> choose("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8")
    'text/html'
    >>> choose("application/json, text/plain, */*")
    'application/problem+json'
    """
    if not offered:
        raise ValueError("offered is empty: give at least one media type to choose from")
    if not accept or accept == "*/*":
        return offered[0]
    if len(accept) <= _REMEMBERED_UP_TO and type(offered) is tuple:
        return _remembered(accept, offered)
    return _best(accept, offered)


def _best(accept: str, offered: Sequence[str]) -> str:
    ranges = _qualities(accept)
    ranked = [(_rank(media_type, ranges), media_type) for media_type in offered]
    (quality, _), best = max(ranked, key=lambda entry: entry[0])
    return best if quality > 0 else offered[0]


_remembered: Final = lru_cache(256)(_best)


def _qualities(accept: str) -> dict[str, float]:
    from werkzeug.http import parse_accept_header  # noqa: PLC0415 - needed when a request fails, not before

    qualities: dict[str, float] = {}
    for value, quality in parse_accept_header(bounded(accept)):
        media_range = value.partition(";")[0].strip().lower()  # nothing we offer has parameters to tell apart
        qualities[media_range] = max(quality, qualities.get(media_range, 0))
    return qualities


def bounded(accept: str) -> str:
    """The whole members of *accept* within the bounds; whatever a client sends, there is not more to read.

    >>> bounded("de, en" + "," * 2000)
    'de, en'
    """
    return ",".join(_members(accept))


def _members(accept: str) -> list[str]:
    # One character more is looked at, to see where the last one ends.
    return [member for member, end in _with_ends(accept[: _LONGEST + 1]) if end <= _LONGEST][:_MOST_MEMBERS]


def _with_ends(text: str) -> Iterator[tuple[str, int]]:
    return ((match[0], match.end()) for match in _MEMBER.finditer(text) if match[0].strip())


def _rank(media_type: str, ranges: dict[str, float]) -> tuple[float, int]:
    """Quality and closeness of what *ranges* say about *media_type*; the closest range decides the quality."""
    if media_type in ranges:
        return ranges[media_type], 2
    stand_in = _STAND_INS.get(media_type)
    named = [quality for name, quality in ranges.items() if stand_in and stand_in.fullmatch(name)]
    if named:
        return max(named), 2
    for closeness, wildcard in ((1, f"{media_type.partition('/')[0]}/*"), (0, "*/*")):
        if wildcard in ranges:
            return ranges[wildcard], closeness
    return 0, 0
