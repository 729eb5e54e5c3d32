"""Problem documents in JSON (RFC 9457 section 3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from statusmw.content_reader import vouch
from statusmw.encoding import json_bytes
from statusmw.problem import BLANK
from statusmw.writers.written import Written

if TYPE_CHECKING:
    from statusmw.problem import ProblemDetails

MEDIA_TYPE: Final = "application/problem+json"

URN: Final = re.compile(r"urn:uuid:[0-9a-f\-]{36}")
"""An instance that needs no second look: an error id."""

_FLAT: Final = frozenset({str, int, bool, type(None)})


def write(details: ProblemDetails) -> Written:
    r"""The document in ASCII without markup characters: nothing in it can pass for HTML.

    Args:
        details: what to say; its extensions have to be what `statusmw.encoding` takes.

    Returns:
        The document; JSON has no charset parameter (RFC 8259 section 11).

    >>> from statusmw.problem import ProblemDetails
    >>> write(ProblemDetails(400, detail="<b>")).content
    b'{"status":400,"detail":"\\u003cb\\u003e"}'
    """
    content = json_bytes(details.as_dict(), argument="details", escape=True)
    if details.status is not None and _is_fine(details):
        vouch(content, details.status)
    return Written(content, MEDIA_TYPE)


def _is_fine(details: ProblemDetails) -> bool:
    """Whether no rule that `content_reader.HELD` names has anything against the document, whatever it says."""
    fine = details.type == BLANK and (details.instance is None or URN.fullmatch(details.instance) is not None)
    return fine and all(type(value) in _FLAT for value in details.extensions.values())
