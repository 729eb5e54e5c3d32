"""Which responses a cache is invited to store (RFC 9111, Sections 3 and 4.2.2)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.caching import is_fresh, told

_FAILURES: Final = frozenset(range(500, 600)) - {501, 511}
_KEPT_BY_HEURISTICS: Final = frozenset({404, 405, 410, 414, 451, 501})
_WITHOUT_CACHE: Final = frozenset({"CONNECT", "DELETE", "OPTIONS", "PUT", "TRACE"})


def _is_invited(exchange: Exchange) -> bool:
    found = told(exchange)
    return is_fresh(exchange) or ("public" in found and found.keys().isdisjoint({"no-cache", "no-store"}))


def _is_for_everybody(exchange: Exchange) -> bool:
    found = told(exchange).keys()
    return found.isdisjoint({"no-cache", "no-store", "private"}) and not found.isdisjoint(
        {"must-revalidate", "public", "s-maxage"}
    )


def _not_stored(exchange: Exchange) -> Exchange:
    return exchange.with_field("cache-control", "no-store")


RULES: Final = (
    Rule(
        id="unstorable-status-code-with-freshness",
        source=Source("RFC 6585", "4"),
        level=Level.SHOULD,
        says="The Cache-Control of a 428, 429, 431 or 511 response does not invite caches to store it.",
        why="A cache that goes by the field answers with it later, when the request would be accepted.",
        status_codes={428, 429, 431, 511},
        present=("cache-control", "expires"),
        check=_is_invited,
        repair=_not_stored,
        bad="""
            GET /orders

            429 Too Many Requests
            Content-Type: text/plain
            Cache-Control: max-age=60

            Wait a minute.
        """,
        good="""
            GET /orders

            429 Too Many Requests
            Content-Type: text/plain
            Cache-Control: no-store

            Wait a minute.
        """,
    ),
    Rule(
        id="misdirected-request-with-freshness",
        source=Source("RFC 9110", "15.5.20"),
        level=Level.ADVICE,
        says="A 421 response is about one connection and does not ask to be stored in Cache-Control.",
        why="A client that tries again by another connection gets the stored refusal.",
        status_codes={421},
        present=("cache-control", "expires"),
        check=_is_invited,
        repair=_not_stored,
        bad="""
            GET /orders

            421 Misdirected Request
            Cache-Control: max-age=60
        """,
        good="""
            GET /orders

            421 Misdirected Request
            Cache-Control: no-store
        """,
    ),
    Rule(
        id="server-error-with-freshness",
        source=Source("RFC 9111", "3"),
        level=Level.ADVICE,
        says="A server error is not said to be fresh for some time in Cache-Control.",
        why="Caches go on answering with it after the server has recovered.",
        status_codes=_FAILURES,
        present=("cache-control", "expires"),
        check=is_fresh,
        bad="""
            GET /orders

            500 Internal Server Error
            Cache-Control: max-age=3600
        """,
        good="""
            GET /orders

            500 Internal Server Error
            Cache-Control: no-store
        """,
    ),
    Rule(
        id="freshness-for-uncacheable-method",
        source=Source("RFC 9111", "3"),
        level=Level.ADVICE,
        says="The response to a method whose responses are not cached says nothing of freshness in Cache-Control.",
        why="Caches ignore it; whoever wrote it expects something that does not happen.",
        methods=_WITHOUT_CACHE,
        present=("cache-control", "expires"),
        check=is_fresh,
        bad="""
            PUT /orders/7

            200 OK
            Cache-Control: max-age=60
        """,
        good="""
            GET /orders/7

            200 OK
            Cache-Control: max-age=60
        """,
    ),
    Rule(
        id="freshness-without-content-location",
        source=Source("RFC 9110", "9.3.3"),
        level=Level.ADVICE,
        says="A response to POST or PATCH that is to be used again says in Content-Location for which URI.",
        why="Caches use it for GET requests only, and only for the URI in that field: without it, never.",
        methods={"PATCH", "POST"},
        absent="content-location",
        present=("cache-control", "expires"),
        check=is_fresh,
        bad="""
            POST /orders

            200 OK
            Cache-Control: max-age=60
        """,
        good="""
            POST /orders

            200 OK
            Content-Location: /orders
            Cache-Control: max-age=60
        """,
    ),
    Rule(
        id="authorized-response-shared",
        source=Source("RFC 9111", "3.5"),
        level=Level.ADVICE,
        says="The response to a request with Authorization does not let shared caches store it in Cache-Control.",
        why="Everybody gets what one user was allowed to see; only content that is the same for all is meant so.",
        asked="authorization",
        present="cache-control",
        check=_is_for_everybody,
        bad="""
            GET /orders
            Authorization: Bearer 31d4

            200 OK
            Cache-Control: public, max-age=60
        """,
        good="""
            GET /orders
            Authorization: Bearer 31d4

            200 OK
            Cache-Control: private, max-age=60
        """,
    ),
    Rule(
        id="error-left-to-heuristics",
        source=Source("RFC 9111", "4.2.2"),
        level=Level.ADVICE,
        says="An error that caches may store of their own accord says how long in Cache-Control or Expires.",
        why="A cache picks a time itself: the resource may be there long before clients see it.",
        status_codes=_KEPT_BY_HEURISTICS,
        methods={"GET", "HEAD"},
        absent=("cache-control", "expires"),
        bad="""
            GET /orders/8

            404 Not Found
        """,
        good="""
            GET /orders/8

            404 Not Found
            Cache-Control: no-store
        """,
    ),
    Rule(
        id="permanent-redirect-left-to-heuristics",
        source=Source("RFC 9111", "4.2.2"),
        level=Level.ADVICE,
        says="A permanent redirect says how long it may be stored in Cache-Control or Expires.",
        why="Browsers keep it for a very long time, and a mistake stays with those who have seen it.",
        status_codes={301, 308},
        absent=("cache-control", "expires"),
        bad="""
            GET /a

            301 Moved Permanently
            Location: /b
        """,
        good="""
            GET /a

            301 Moved Permanently
            Location: /b
            Cache-Control: max-age=86400
        """,
    ),
)
