"""Whether and when a request may be sent again (RFC 9110, Sections 9.2.2 and 10.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from werkzeug.http import parse_date

from statusmw.client.arguments import checked_idempotent, checked_method, checked_most
from statusmw.client.responses import field_of, method_of, status_of
from statusmw.status import CLASSES, REGISTERED

LONGEST: Final = timedelta(days=1)
"""What a longer Retry-After is cut to: nobody waits for it, and it may be a mistake."""

When = Literal["any method", "idempotent methods", "if Retry-After says so", "never"]

WHEN: Final[Mapping[int, When]] = {
    408: "any method",  # the request did not arrive as a whole, so nothing was done
    413: "if Retry-After says so",  # its content will be too large again, unless the server says otherwise
    425: "any method",  # refused before anything was done (RFC 8470, Section 5.2)
    429: "any method",  # refused before anything was done (RFC 6585, Section 4)
    500: "idempotent methods",  # how far the server got is unknown; with it, every code of its class that is unknown
    502: "idempotent methods",  # the same, of the server behind
    503: "idempotent methods",  # a gateway says so too, of a server that had begun
    504: "idempotent methods",  # the server behind may still be at work
    501: "never",  # the method will not be there in a moment
    505: "never",  # nor the version of HTTP
    506: "never",  # a fault of configuration
    507: "never",  # not before somebody has made room (RFC 4918, Section 11.5)
    508: "never",  # the loop will still be there
    510: "never",  # the request lacks something
    511: "never",  # somebody has to log in to the network
}
"""Which requests may be sent again after which status code; after all others none may.

421 is not among them: it takes another connection, and the pools of client libraries decide about those.
"""

_IDEMPOTENT: Final = frozenset({
    "ACL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "DELETE", "GET", "HEAD", "LABEL", "LINK", "MERGE", "MKCALENDAR",
    "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "OPTIONS", "ORDERPATCH", "PROPFIND", "PROPPATCH", "PUT", "QUERY",
    "REBIND", "REPORT", "SEARCH", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UPDATE", "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
})  # fmt: skip
"""The registered methods that are idempotent; PATCH, POST, CONNECT and LOCK are not."""


def understood_as(status: int) -> int:
    """The status code as which a client has to treat *status* (RFC 9110, Section 15).

    Args:
        status: as received, whatever it is.

    Returns:
        *status* itself if it is registered; else the first one of its class; 500 outside of 100 to 599.

    >>> understood_as(404), understood_as(471), understood_as(299), understood_as(799), understood_as(42)
    (404, 400, 200, 500, 500)
    """
    if status in REGISTERED:
        return status
    found = (each.unknown_as for each in CLASSES.values() if each.first <= status <= each.last)
    return next(found, 500)


def retry_after(response: Any, *, most: timedelta = LONGEST) -> timedelta | None:
    """How long the server asks the client to wait (RFC 9110, Section 10.2.3).

    Args:
        response: one of httpx, requests, aiohttp or urllib3, or an exception that has one.
        most: what a longer time is cut to.

    Returns:
        None if the response has no Retry-After that can be read. A date is reckoned from the response's own Date, if
        it has one, for the two clocks may differ; one that is past is no time at all.

    Raises:
        TypeError: *response* is no response, or *most* no time.

    >>> import httpx
    >>> retry_after(httpx.Response(503, headers={"Retry-After": "120"}))
    datetime.timedelta(seconds=120)
    """
    response, most = answered(response), checked_most(most)
    status_of(response)
    value = field_of(response, "retry-after")
    if value.isascii() and value.isdecimal():
        # More digits than this are more than any timedelta has.
        return min(timedelta(seconds=int(value)), most) if len(value) <= _MOST_DIGITS else most
    date = parse_date(value) if value[:1].isalpha() else None
    if date is None:
        return None
    now = parse_date(field_of(response, "date")) or datetime.now(UTC)
    return max(timedelta(), min(date - now, most))


_MOST_DIGITS: Final = 9


def is_retryable(response: Any, method: str | None = None, *, idempotent: bool | None = None) -> bool:
    """Whether the same request may be sent again by a program (RFC 9110, Section 9.2.2).

    Args:
        response: one of httpx, requests, aiohttp or urllib3, or an exception that has one.
        method: the request's method; None: what the response knows, which is nothing with urllib3.
        idempotent: whether sending it twice has the effect of sending it once, where that is known better than by the
            method: of a POST with an Idempotency-Key, for one.

    Returns:
        False where it would not help, or could do twice what was meant to be done once. `WHEN` has the cases.

    Raises:
        TypeError: *response* is no response, *method* no text, or *idempotent* no bool.

    >>> import httpx
    >>> is_retryable(httpx.Response(503), "GET"), is_retryable(httpx.Response(503), "POST")
    (True, False)
    """
    response, given, known = answered(response), checked_method(method), checked_idempotent(idempotent)
    when = WHEN.get(understood_as(status_of(response)), "never")
    if when == "idempotent methods":
        named = method_of(response) if given is None else given
        return named in _IDEMPOTENT if known is None else known
    return when == "any method" or (when == "if Retry-After says so" and retry_after(response) is not None)


def answered(response: Any) -> Any:
    """The response that *response* is, or that an exception has: a problem, or one of httpx, requests or aiohttp."""
    if not isinstance(response, BaseException):
        return response
    found = getattr(response, "response", None)
    # One of requests is false if it is an error. The exceptions of aiohttp have what a response has.
    return response if found is None else found
