"""Finding a status code by its number or by words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from statusmw.status.client_error import CLIENT_ERROR
from statusmw.status.client_error_extended import CLIENT_ERROR_EXTENDED
from statusmw.status.informational import INFORMATIONAL
from statusmw.status.redirection import REDIRECTION
from statusmw.status.server_error import SERVER_ERROR
from statusmw.status.success import SUCCESS
from statusmw.status.unofficial import UNOFFICIAL
from statusmw.status.unofficial_server_error import UNOFFICIAL_SERVER_ERROR
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from statusmw.status.model import StatusCode

_SUGGESTIONS = 3


def _by_code(status_codes: Iterable[StatusCode]) -> Mapping[int, StatusCode]:
    return MappingProxyType({each.code: each for each in sorted(status_codes, key=lambda each: each.code)})


REGISTERED: Mapping[int, StatusCode] = _by_code(
    INFORMATIONAL + SUCCESS + REDIRECTION + CLIENT_ERROR + CLIENT_ERROR_EXTENDED + SERVER_ERROR
)
"""Every code of the IANA registry, the reserved, deprecated, obsolete and temporary ones included."""

STATUS_CODES: Mapping[int, StatusCode] = _by_code(
    (*REGISTERED.values(), *UNOFFICIAL, *UNOFFICIAL_SERVER_ERROR),
)
"""Every code of the IANA registry, and the unofficial ones that people meet."""


class UnknownStatusCode(LookupError):  # noqa: N818 - it says what there is, as LookupError's own children do
    """No status code is meant by a text, or more than one.

    Args:
        text: what was looked for.
        suggestions: the nearest ones, best first.
    """

    def __init__(self, text: str, suggestions: tuple[StatusCode, ...] = ()) -> None:
        super().__init__(text, suggestions)
        self.text = text
        self.suggestions = suggestions

    def __str__(self) -> str:
        nearest = ", ".join(map(str, self.suggestions))
        unknown = f"no single status code is meant by '{plain(self.text, 60)}'"
        return f"{unknown}; nearest: {nearest}" if nearest else unknown


def reason_phrase(code: int) -> str:
    """The reason phrase of a status code.

    Args:
        code: a status code.

    Returns:
        RFC 9110's words, or those of the document that registers the code; ``""`` for an unknown code.

    >>> reason_phrase(413)
    'Content Too Large'
    >>> reason_phrase(299)
    ''
    """
    known = STATUS_CODES.get(code)
    return known.reason_phrase if known else ""


def find(text: str) -> StatusCode:
    """The status code that a text means.

    Upper and lower case, spaces, hyphens, underscores and apostrophes make no difference, a part of the reason
    phrase is enough if it fits one code only, and reason phrases of old are understood.

    Args:
        text: a number, words of a reason phrase, or both as in a status line.

    Returns:
        The status code; a registered one is preferred to unofficial ones.

    Raises:
        TypeError: *text* is no string; `STATUS_CODES` is there for numbers.
        UnknownStatusCode: nothing fits, or several codes do; it carries suggestions.

    >>> find("422").reason_phrase
    'Unprocessable Content'
    >>> find("Unprocessable Entity").code, find("teapot").code, find("404 Not Found").code
    (422, 418, 404)
    >>> find("4 2 2")
    Traceback (most recent call last):
    statusmw.status.lookup.UnknownStatusCode: no single status code is meant by '4 2 2'; nearest: ...
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, not {type(text).__name__}; for a number use STATUS_CODES[number]")
    number, _, words = text.strip().partition(" ")
    if not (number.isascii() and number.isdecimal()):
        return _named(text)
    known = STATUS_CODES.get(int(number)) if len(number) == 3 else None
    if known and _squeezed(words) in ("", *_names(known)):
        return known
    digits = _squeezed(text)
    raise UnknownStatusCode(text, _near_number(digits if digits.isdecimal() else number))


def _squeezed(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _names(status_code: StatusCode) -> tuple[str, ...]:
    return tuple(map(_squeezed, (status_code.reason_phrase, *status_code.old_names)))


def _named(text: str) -> StatusCode:
    wanted = _squeezed(text)
    for fits in (str.__eq__, str.startswith, str.__contains__) if len(wanted) > 1 else ():
        found = _preferred(each for each in STATUS_CODES.values() if any(fits(name, wanted) for name in _names(each)))
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownStatusCode(text, found[:_SUGGESTIONS])
    raise UnknownStatusCode(text, _near_name(wanted))


def _preferred(found: Iterable[StatusCode]) -> tuple[StatusCode, ...]:
    every = tuple(found)
    return tuple(each for each in every if each.code in REGISTERED) or every


def _near_number(number: str) -> tuple[StatusCode, ...]:
    if len(number) == 3:
        wanted = int(number)
        return tuple(sorted(REGISTERED.values(), key=lambda each: abs(each.code - wanted))[:_SUGGESTIONS])
    return tuple(REGISTERED[int(each)] for each in _close(number, [str(code) for code in REGISTERED]))


def _near_name(wanted: str) -> tuple[StatusCode, ...]:
    owners: dict[str, list[StatusCode]] = {}
    for each in STATUS_CODES.values():
        for name in {*_names(each), *each.name.split("_")}:
            owners.setdefault(name, []).append(each)
    nearest = [each for name in _close(wanted, sorted(owners)) for each in owners[name]]
    return tuple(dict.fromkeys(nearest))[:_SUGGESTIONS]


def _close(wanted: str, known: list[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only a failed look-up pays for it

    return get_close_matches(wanted[:100], known, n=_SUGGESTIONS)
