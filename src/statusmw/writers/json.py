"""Problem documents in JSON (RFC 9457 section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from statusmw.encoding import json_bytes
from statusmw.writers.written import Written

if TYPE_CHECKING:
    from statusmw.problem import ProblemDetails

MEDIA_TYPE: Final = "application/problem+json"


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
    return Written(json_bytes(details.as_dict(), argument="details", escape=True), MEDIA_TYPE)
