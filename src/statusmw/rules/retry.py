"""When and where to try again (RFC 9110, Section 10.2.3, RFC 6585, RFC 7838 and RFC 8470)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import declared, trimmed, without

_WAITING: Final = frozenset({*range(300, 400), 413, 429, 503})
_RESETS: Final = ("ratelimit", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
_YEAR: Final = 366 * 24 * 60 * 60


def _is_of_use(value: str) -> bool:
    seconds = declared(value)
    return seconds is None or 0 < seconds <= _YEAR


def _was_not_early(exchange: Exchange) -> bool:
    request = exchange.request
    # A server of QUIC takes early data itself, and some networks tell of it in a field of their own.
    told = any("early" in name.lower() or "0rtt" in name.lower() for name, _ in request.fields)
    return not told and not request.http_version.startswith("3")


RULES: Final = (
    Rule(
        id="too-many-requests-without-retry-after",
        source=Source("RFC 6585", "4"),
        level=Level.ADVICE,
        says="A 429 response says in Retry-After, or in a field about its rate limit, when to try again.",
        why="Clients that are not told when to come back come back at once, all of them.",
        status_codes={429},
        absent=("retry-after", *_RESETS),
        bad="""
            GET /orders

            429 Too Many Requests
            Content-Type: text/plain

            Only 100 requests a minute.
        """,
        good="""
            GET /orders

            429 Too Many Requests
            Retry-After: 60
            Content-Type: text/plain

            Only 100 requests a minute.
        """,
    ),
    Rule(
        id="retry-after-without-use",
        source=Source("RFC 9110", "10.2.3"),
        level=Level.ADVICE,
        says="The seconds in Retry-After are more than none and less than a year.",
        why="With 0 every client comes back at once; with a number that is too large none ever does.",
        status_codes=_WAITING,
        present="retry-after",
        valid=trimmed(_is_of_use),
        bad="""
            GET /orders

            503 Service Unavailable
            Retry-After: 0
        """,
        good="""
            GET /orders

            503 Service Unavailable
            Retry-After: 30
        """,
    ),
    Rule(
        id="alt-svc-in-misdirected",
        source=Source("RFC 7838", "6"),
        level=Level.ADVICE,
        says="A 421 response has no Alt-Svc.",
        why="Clients have to ignore it, for the server has just said that it does not speak for the origin.",
        status_codes={421},
        present="alt-svc",
        repair=without("alt-svc"),
        bad="""
            GET /orders

            421 Misdirected Request
            Alt-Svc: h3=":443"
        """,
        good="""
            GET /orders

            421 Misdirected Request
        """,
    ),
    Rule(
        id="too-early-without-early-data",
        source=Source("RFC 8470", "5.2"),
        level=Level.SHOULD,
        says="425 answers a request with Early-Data: 1, by which a proxy tells that it came in early data.",
        why="A client that sent nothing early need not know the code, and cannot do better by trying again.",
        status_codes={425},
        unasked="early-data",
        check=_was_not_early,
        bad="""
            POST /orders

            425 Too Early
        """,
        good="""
            POST /orders
            Early-Data: 1

            425 Too Early
        """,
    ),
    Rule(
        id="early-data-in-response",
        source=Source("RFC 8470", "5.1"),
        level=Level.MUST,
        says="A response has no Early-Data.",
        why="The field tells a server of the risk that a request was replayed; a response runs no such risk.",
        present="early-data",
        repair=without("early-data"),
        bad="""
            POST /orders
            Early-Data: 1

            425 Too Early
            Early-Data: 1
        """,
        good="""
            POST /orders
            Early-Data: 1

            425 Too Early
        """,
    ),
)
