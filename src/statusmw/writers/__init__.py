"""Problem documents as bytes: JSON and XML for programs, HTML and plain text for people."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from statusmw import records
from statusmw.writers import html, json, text, xml
from statusmw.writers.readable import AS_WRITTEN, Wording
from statusmw.writers.written import ROOM, Written, sendable

if TYPE_CHECKING:
    from collections.abc import Callable

    from statusmw.problem import ProblemDetails

__all__ = ["MEDIA_TYPES", "Written", "write"]

_WRITERS: Final[dict[str, Callable[[ProblemDetails], Written]]] = {
    writer.MEDIA_TYPE: writer.write for writer in (json, xml, html, text)
}
_WORDED: Final[dict[str, Callable[..., Written]]] = {writer.MEDIA_TYPE: writer.write for writer in (html, text)}
_UNQUOTABLE: Final = re.compile(r"[^0-9A-Za-z]+")

MEDIA_TYPES: Final = tuple(_WRITERS)
"""What a problem can be written as, in the order of our preference."""


def write(details: ProblemDetails, media_type: str, wording: Wording = AS_WRITTEN, *, room: int = ROOM) -> Written:
    """The document that says *details*; it never fails, for it is written when something else already has.

    An extension member that has no JSON form, or no room in 16 KiB, is left out and a warning names it. If the
    rest cannot be written either, all extensions are left out; at the very last, all but title and status.

    Args:
        details: what to say.
        media_type: one of `MEDIA_TYPES`; any other means ``application/problem+json``.
        wording: the words of what the formats for people add to *details*.
        room: how many bytes of JSON all extension members may take.

    Returns:
        The content, its Content-Type and the fields that belong to it.

    >>> from statusmw.problem import ProblemDetails
    >>> write(ProblemDetails(404, "Not Found", extensions={"order": 7}), "application/problem+json").content
    b'{"title":"Not Found","status":404,"order":7}'
    """
    writer = _WRITERS.get(media_type, json.write)
    if wording is not AS_WRITTEN and media_type in _WORDED:
        writer = partial(_WORDED[media_type], wording=wording)
    for attempt in (partial(sendable, room=room), _without_extensions):
        try:
            return writer(attempt(details))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an object does when it is read, the client gets an answer
            records.write(logging.WARNING, "a problem document could not be written: %s", type(error).__name__)
    return _last_resort(details)


def _without_extensions(details: ProblemDetails) -> ProblemDetails:
    return sendable(replace(details, extensions={}))


def _last_resort(details: ProblemDetails) -> Written:
    title = _UNQUOTABLE.sub(" ", details.title or "Error")
    status = "" if details.status is None else f',"status":{details.status}'
    return Written(f'{{"title":"{title}"{status}}}'.encode(), json.MEDIA_TYPE)
