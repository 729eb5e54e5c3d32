"""Answers to conditional requests (RFC 9110, Sections 13 and 15.4.5)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.conditions import current_tag, is_condition, named_tags, was_modified
from statusmw.rules.shared import said

_BEFORE_A_CODING: Final = frozenset("-;:+./_")
_WITHOUT_304: Final = frozenset({"if-match", "if-range", "if-unmodified-since"})


def _had_no_condition(exchange: Exchange) -> bool:
    asked = {name.lower() for name, _ in exchange.request.fields}
    return not any(map(is_condition, asked - _WITHOUT_304))


def _has_another_tag(exchange: Exchange) -> bool:
    current, named = current_tag(exchange), named_tags(exchange, "if-none-match")
    return current is not None and bool(named) and not any(_goes_on(current, tag) for tag in named)


def _goes_on(one: str, other: str) -> bool:
    """Whether they are the same, but for the name of a coding that a layer in between has put at the end."""
    shorter, longer = sorted((one[:-1], other[:-1]), key=len)
    added = longer.removeprefix(shorter)
    return one == other or (added != longer and added[:1] in _BEFORE_A_CODING)


def _was_modified(exchange: Exchange) -> bool:
    return was_modified(exchange) is True


def _matched_an_entity_tag(exchange: Exchange) -> bool:
    return said(exchange.request, "if-none-match") not in {"", "*"}


RULES: Final = (
    Rule(
        id="not-modified-to-other-method",
        source=Source("RFC 9110", "13.1.2"),
        level=Level.MUST,
        says="304 answers GET and HEAD only; for another method a failed precondition is 412.",
        why="The client cannot tell whether its change was made.",
        status_codes={304},
        except_methods={"GET", "HEAD", "QUERY"},
        bad="""
            PUT /orders/7
            If-None-Match: *

            304 Not Modified
        """,
        good="""
            PUT /orders/7
            If-None-Match: *

            412 Precondition Failed
        """,
    ),
    Rule(
        id="not-modified-without-condition",
        source=Source("RFC 9110", "15.4.5"),
        level=Level.SHOULD,
        says="304 answers a request with If-None-Match or If-Modified-Since.",
        why="A client that asked for the representation has none stored, and is left without one.",
        status_codes={304},
        methods={"GET", "HEAD"},
        check=_had_no_condition,
        bad="""
            GET /orders/7

            304 Not Modified
            ETag: "v7"
        """,
        good="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
    Rule(
        id="not-modified-with-other-etag",
        source=Source("RFC 9110", "13.1.2"),
        level=Level.MUST,
        says="The ETag of a 304 response is one that If-None-Match names.",
        why="The client does not have this version: it goes on with one that is out of date.",
        status_codes={304},
        methods={"GET", "HEAD", "QUERY"},
        asked="if-none-match",
        present="etag",
        check=_has_another_tag,
        bad="""
            GET /orders/7
            If-None-Match: "v5", W/"v6"

            304 Not Modified
            ETag: "v7"
        """,
        good="""
            GET /orders/7
            If-None-Match: "v5", W/"v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
    Rule(
        id="not-modified-though-modified",
        source=Source("RFC 9110", "13.1.3"),
        level=Level.SHOULD,
        says="The Last-Modified of a 304 response is not later than If-Modified-Since.",
        why="The client does not have this version: it goes on with one that is out of date.",
        status_codes={304},
        methods={"GET", "HEAD"},
        asked="if-modified-since",
        unasked="if-none-match",
        present="last-modified",
        check=_was_modified,
        bad="""
            GET /orders/7
            If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT

            304 Not Modified
            Last-Modified: Mon, 07 Nov 1994 08:49:37 GMT
        """,
        good="""
            GET /orders/7
            If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT

            304 Not Modified
            Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT
        """,
    ),
    Rule(
        id="not-modified-without-etag",
        source=Source("RFC 9110", "15.4.5"),
        level=Level.MUST,
        says="A 304 response to If-None-Match has the ETag that matched.",
        why="A cache that stores several variants cannot tell which of them is still good.",
        status_codes={304},
        methods={"GET", "HEAD"},
        asked="if-none-match",
        absent="etag",
        check=_matched_an_entity_tag,
        bad="""
            GET /orders/7
            If-None-Match: "v6", "v7"

            304 Not Modified
        """,
        good="""
            GET /orders/7
            If-None-Match: "v6", "v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
)
