"""Which formats a problem may have on which paths: `Policy.formats`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import translate
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from statusmw.text import plain, suggestion
from statusmw.writers import MEDIA_TYPES

Format = Literal["json", "xml", "html", "text", "accept"]

_MEDIA_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (media_type,) for name, media_type in zip(get_args(Format), MEDIA_TYPES, strict=False)},
    "accept": MEDIA_TYPES,
}
_EVERY_PATH: Final = ("*", "/*")


def checked_formats(given: Any) -> Mapping[str, tuple[str, ...]]:
    """Read what `Policy.formats` was given.

    Args:
        given: a glob over paths to a format, or to a list of formats to choose from by Accept.

    Returns:
        The same in the same order, each with a tuple of formats.

    Raises:
        TypeError: it is no mapping, or what it holds is of the wrong type.
        ValueError: a format is unknown, or a glob can match no path or is never reached.
    """
    if not isinstance(given, Mapping):
        raise TypeError(f"formats: {given!r} is no mapping; give a path to a format, such as {{'/api/*': 'json'}}")
    checked: dict[str, tuple[str, ...]] = {}
    for glob, names in given.items():
        if not isinstance(glob, str):
            raise TypeError(f"formats: {glob!r} is no path; give a str, such as '/api/*'")
        if not glob.startswith(("/", "*")):
            raise ValueError(f"formats: {glob!r} matches no path; a path begins with a slash: {'/' + glob!r}")
        if any(every in checked for every in _EVERY_PATH):
            raise ValueError(f"formats: {glob!r} is never reached, because the first match decides; put '*' last")
        checked[glob] = _names(glob, names)
    return MappingProxyType(checked)


def _names(glob: str, given: Any) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else given
    if not isinstance(names, Iterable) or not (names := tuple(names)):
        raise TypeError(f"formats: {glob}: {given!r} is no format; give one of {', '.join(_MEDIA_TYPES)}")
    for name in names:
        if not isinstance(name, str) or name not in _MEDIA_TYPES:
            remedy = suggestion(str(name), _MEDIA_TYPES)
            raise ValueError(f"formats: {glob}: there is no format '{plain(name, 60)}'; {remedy}")
    return names


class Formats:
    """Which media types are offered on which path; the first glob that matches decides.

    Args:
        given: as `checked_formats` returns it.

    >>> formats = Formats({"/api/*": ("json",)})
    >>> formats.offered("/api/orders")
    ('application/problem+json',)
    >>> len(formats.offered("/orders"))
    4
    """

    def __init__(self, given: Mapping[str, Iterable[str]]) -> None:
        self._offered = [(re.compile(translate(glob)), _media_types(names)) for glob, names in given.items()]

    def offered(self, path: str) -> tuple[str, ...]:
        """The media types to choose from on *path*."""
        return next((offered for glob, offered in self._offered if glob.match(path)), MEDIA_TYPES)


def _media_types(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(media_type for name in names for media_type in _MEDIA_TYPES[name]))
