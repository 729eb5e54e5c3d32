"""Dates and times that a response tells (RFC 9110, Sections 5.6.7, 8.8.2 and 10.2.3; RFC 9111, Section 5.3)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_content_length, is_imf_fixdate
from statusmw.grammar_values import as_imf_fixdate, seconds_of
from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import DATE
from statusmw.rules.shared import dated, rewritten, said, trimmed

_LONG_AGO: Final = "Thu, 01 Jan 1970 00:00:00 GMT"
_FRACTION: Final = re.compile(r"([0-9]{1,9})\.(?=[0-9])0*+([0-9]*)")
_ALREADY: Final = frozenset({"0", "-1"})


def _is_expiry(value: str) -> bool:
    # Not dates, but since HTTP/1.0 the usual way to say "already", and recipients are told to read them so.
    return value in _ALREADY or is_imf_fixdate(value)


def _says_no_number(value: str) -> bool:
    return value not in _ALREADY


def _is_delay(value: str) -> bool:
    return is_content_length(value) or is_imf_fixdate(value)


def _expiry(value: str) -> str | None:
    # What caches cannot read they take for a time that is past.
    return None if _is_expiry(value) else as_imf_fixdate(value) or _LONG_AGO


def _past(value: str) -> str | None:
    return _LONG_AGO if value in _ALREADY else None


def _delay(value: str) -> str | None:
    if read := _FRACTION.fullmatch(value):
        return str(int(read[1]) + bool(read[2]))
    return as_imf_fixdate(value)


def _is_of_the_future(exchange: Exchange) -> bool:
    changed, sent = dated(exchange, "last-modified"), dated(exchange, "date")
    return changed is not None and sent is not None and seconds_of(changed) > seconds_of(sent)


def _changed_when_sent(exchange: Exchange) -> Exchange:
    return exchange.with_field("last-modified", said(exchange.response, "date"))


RULES: Final = (
    Rule(
        id="date-malformed",
        source=Source("RFC 9110", "5.6.7"),
        level=Level.MUST,
        says="A date in Date, Last-Modified or Sunset has the form Sun, 06 Nov 1994 08:49:37 GMT.",
        why="A recipient that cannot read the date goes on without it, and nobody notices.",
        present=("date", "last-modified", "sunset"),
        valid=trimmed(is_imf_fixdate),
        alike=DATE,
        repair=rewritten(as_imf_fixdate, "date", "last-modified", "sunset"),
        bad="""
            GET /orders/7

            200 OK
            Last-Modified: 2024-11-06T08:49:37Z
        """,
        good="""
            GET /orders/7

            200 OK
            Last-Modified: Wed, 06 Nov 2024 08:49:37 GMT
        """,
    ),
    Rule(
        id="expires-malformed",
        source=Source("RFC 9111", "5.3"),
        level=Level.MUST,
        says="Expires has the form Sun, 06 Nov 1994 08:49:37 GMT.",
        why=(
            "Caches take a date they cannot read for one in the past, so that nothing is stored. Whoever wants just "
            "that writes 0 or -1, which pass as the usual way to say so."
        ),
        present="expires",
        valid=trimmed(_is_expiry),
        alike=DATE,
        repair=rewritten(_expiry, "expires"),
        bad="""
            GET /orders

            200 OK
            Expires: in 5 minutes
        """,
        good="""
            GET /orders

            200 OK
            Expires: Wed, 06 Nov 2024 08:49:37 GMT
        """,
    ),
    Rule(
        id="expires-not-a-date",
        source=Source("RFC 9111", "5.3"),
        level=Level.ADVICE,
        says="Expires says by a date, not by 0 or -1, that a response is stale already.",
        why="The field is defined as a date; caches read such a number as a time that is past, other tools complain.",
        present="expires",
        valid=trimmed(_says_no_number),
        alike=DATE,
        repair=rewritten(_past, "expires"),
        bad="""
            GET /orders

            200 OK
            Expires: 0
        """,
        good="""
            GET /orders

            200 OK
            Expires: Thu, 01 Jan 1970 00:00:00 GMT
        """,
    ),
    Rule(
        id="last-modified-after-date",
        source=Source("RFC 9110", "8.8.2.1"),
        level=Level.MUST,
        says="Last-Modified is not later than Date.",
        why="Until that time comes, each change looks older than what the client has, so that it is never fetched.",
        present="last-modified",
        beside="date",
        check=_is_of_the_future,
        repair=_changed_when_sent,
        bad="""
            GET /orders/7

            200 OK
            Date: Wed, 06 Nov 2024 08:49:37 GMT
            Last-Modified: Wed, 06 Nov 2024 18:49:37 GMT
        """,
        good="""
            GET /orders/7

            200 OK
            Date: Wed, 06 Nov 2024 08:49:37 GMT
            Last-Modified: Wed, 06 Nov 2024 08:49:37 GMT
        """,
    ),
    Rule(
        id="retry-after-malformed",
        source=Source("RFC 9110", "10.2.3"),
        level=Level.MUST,
        says="Retry-After is a whole number of seconds or a date.",
        why="A client that cannot read it tries again when it likes, which is what the field was to prevent.",
        present="retry-after",
        valid=trimmed(_is_delay),
        repair=rewritten(_delay, "retry-after"),
        bad="""
            GET /orders

            503 Service Unavailable
            Retry-After: 1.5
        """,
        good="""
            GET /orders

            503 Service Unavailable
            Retry-After: 2
        """,
    ),
)
