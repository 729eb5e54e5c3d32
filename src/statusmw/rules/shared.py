"""What several topics share: sets of status codes, how a value is judged, and every repair there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from statusmw.exchange import Exchange, Request, Response, forbids_content
from statusmw.grammar import is_content_length, is_imf_fixdate, list_members, media_type_of
from statusmw.status import reason_phrase

Repair = Callable[[Exchange], Exchange]

FINAL: Final = range(200, 600)
INTERIM: Final = range(100, 200)
MAY_HAVE_CONTENT: Final = frozenset(code for code in FINAL if not forbids_content(code))
SUCCESS: Final = range(200, 300)
HANDED_OVER: Final = ("x-accel-redirect", "x-lighttpd-send-file", "x-sendfile")  # the content is sent by a proxy
METHODS: Final = frozenset({
    "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LABEL",
    "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "OPTIONS",
    "ORDERPATCH", "PATCH", "POST", "PRI", "PROPFIND", "PROPPATCH", "PUT", "QUERY", "REBIND", "REPORT", "SEARCH",
    "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL",
})  # fmt: skip
"""The request methods of IANA's registry."""


def trimmed(judge: Callable[[str], bool]) -> Callable[[str], bool]:
    """*judge* for the value without the whitespace around it, which is no part of it (RFC 9110, Section 5.5)."""
    return lambda value: judge(value.strip(" \t"))


def said(message: Request | Response, name: str) -> str:
    """The value of the field *name* without the whitespace around it; empty if there is no such field."""
    return (message.value(name) or "").strip(" \t")


def ranges_asked(exchange: Exchange) -> tuple[str, str]:
    """The unit that Range names, in lower case, and the ranges as written; both empty if there is none."""
    unit, _, ranges = said(exchange.request, "range").partition("=")
    return unit.strip(" \t").lower(), ranges


def positions(byte_range: str) -> tuple[str, str]:
    """The two numbers of a range such as ``0-4``; empty which is not there, and both if it cannot be read."""
    read = _BYTE_RANGE.fullmatch(byte_range)
    return (read[1] or "", read[2] or "") if read else ("", "")


_BYTE_RANGE = re.compile(r"([0-9]{1,20})?-([0-9]{1,20})?")


def dated(exchange: Exchange, name: str) -> str | None:
    """The date that the field *name* of the response holds; None if it holds none in the form that may be sent."""
    value = said(exchange.response, name)
    return value if is_imf_fixdate(value) else None


def is_old(exchange: Exchange) -> bool:
    """Whether the request came by HTTP/1.0 or an earlier version."""
    return exchange.request.http_version in {"0.9", "1.0"}


def is_multiplexed(exchange: Exchange) -> bool:
    """Whether the request came by HTTP/2 or HTTP/3."""
    return exchange.request.http_version[:1] in {"2", "3"}


def came_without_content(exchange: Exchange) -> bool:
    """Whether the request surely had no content."""
    request = exchange.request
    length = request.value("content-length")
    if length is not None:
        return declared(length) == 0
    # Servers and gateways that undo chunks may leave no trace of them: only where content is unheard of there is none.
    return request.method in {"GET", "HEAD"} and not is_multiplexed(exchange) and not request.has("transfer-encoding")


def is_multipart(exchange: Exchange) -> bool:
    """Whether the content is said to be several ranges in parts of their own."""
    return media_type_of(said(exchange.response, "content-type")) == "multipart/byteranges"


def differs(*names: str) -> Callable[[Exchange], bool]:
    """Whether one of the fields *names* stands there with two values."""
    return lambda exchange: any(len(_stated(exchange, name)) > 1 for name in names)


def repeats(*names: str) -> Callable[[Exchange], bool]:
    """Whether one of the fields *names* stands there twice with one value."""
    return lambda exchange: any(_repeats(exchange, name) for name in names)


def _repeats(exchange: Exchange, name: str) -> bool:
    return len(exchange.response.values(name)) > 1 and len(_stated(exchange, name)) == 1


def _stated(exchange: Exchange, name: str) -> set[str]:
    return {value.strip(" \t") for value in exchange.response.values(name)}


def without(*names: str) -> Repair:
    """The repair that removes the fields *names*."""
    return lambda exchange: exchange.without(*names)


def without_content(exchange: Exchange) -> Exchange:
    """The repair that removes the content."""
    return exchange.without_content()


def bare(exchange: Exchange) -> Exchange:
    """The repair that removes the content and its length, which some servers take at its word even without content."""
    return exchange.without_content().without("content-length")


def empty(exchange: Exchange) -> Exchange:
    """The repair that removes the content where the framing stays as usual: a length that is given becomes 0."""
    bare = exchange.without_content()
    return bare.with_field("content-length", "0") if exchange.response.has("content-length") else bare


def merged(*names: str) -> Repair:
    """The repair that makes one line of the lines of the fields *names* that say the same."""

    def merge(exchange: Exchange) -> Exchange:
        for name in names:
            if _repeats(exchange, name):
                exchange = exchange.with_field(name, exchange.response.values(name)[0])
        return exchange

    return merge


def rewritten(change: Callable[[str], str | None], *names: str) -> Repair:
    """The repair that puts what *change* makes of a value into the fields *names*; None leaves the value as it is."""

    def rewrite(exchange: Exchange) -> Exchange:
        for name in names:
            was = said(exchange.response, name)
            if len(exchange.response.values(name)) == 1 and (value := change(was) or was) != was:
                exchange = exchange.with_field(name, value)
        return exchange

    return rewrite


def measured(exchange: Exchange) -> Exchange:
    """The repair that takes Content-Length from the content, once all of it is known.

    The length of a response without content is that of another one, which nobody sees here: it is left out. So is
    one that says nothing while the content is not known, for then the server finds another way to show the end.
    """
    content = exchange.content
    if exchange.request.method == "HEAD" or forbids_content(exchange.response.status_code):
        return exchange.without("content-length")
    if content is None or not content.complete:
        says_nothing = None in map(counted, exchange.response.values("content-length"))
        return exchange.without("content-length") if says_nothing else exchange
    return exchange.with_field("content-length", str(content.length))


def spelt(exchange: Exchange) -> Exchange:
    """The repair that brings the status line of WSGI into form; clients are told to ignore its words anyway."""
    response = exchange.response
    phrase = (response.reason_phrase or "").strip(" \t") or reason_phrase(response.status_code)
    return exchange.with_response(replace(response, reason_phrase=phrase))


def connected(exchange: Exchange) -> Exchange:
    """The repair that adds ``upgrade`` to the options of Connection."""
    if is_connected(exchange):
        return exchange
    options = exchange.response.value("connection")
    return exchange.with_field("connection", f"{options}, upgrade" if options else "upgrade")


def is_connected(exchange: Exchange) -> bool:
    """Whether ``upgrade`` is among the options of Connection."""
    return "upgrade" in map(str.lower, list_members(said(exchange.response, "connection")))


def declared(value: str) -> int | None:
    """The number of bytes a Content-Length stands for; None if it stands for none. Enormous ones count as enormous.

    >>> declared(" 5"), declared("five"), declared("9" * 20) == 10**20 - 1, declared("9" * 21) == 10**20
    (5, None, True, True)
    """
    digits = value.strip(" \t")
    if not is_content_length(digits):
        return None
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS


def counted(value: str) -> int | None:
    """As `declared`, but None also for a number that servers and clients refuse because of its many digits."""
    return declared(value) if len(value.strip(" \t")) <= _MOST_DIGITS else None


_MOST_DIGITS: Final = 20
