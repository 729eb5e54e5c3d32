"""Answers to conditional requests (RFC 9110, Sections 13 and 15.4.5)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source


def _had_no_condition(exchange: Exchange) -> bool:
    return not (exchange.request.has("if-none-match") or exchange.request.has("if-modified-since"))


def _matched_an_entity_tag(exchange: Exchange) -> bool:
    return (exchange.request.value("if-none-match") or "*").strip() != "*"


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
        id="not-modified-without-etag",
        source=Source("RFC 9110", "15.4.5"),
        level=Level.MUST,
        says="A 304 response to If-None-Match has the ETag that matched.",
        why="A cache that stores several variants cannot tell which of them is still good.",
        status_codes={304},
        methods={"GET", "HEAD"},
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
