"""Conditions that were not looked at, and what a 304 repeats (RFC 9110, Sections 13.1 and 15.4.5)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.conditions import current_tag, named_tags, was_modified
from statusmw.rules.shared import without

_OF_REPRESENTATION: Final = ("content-encoding", "content-language", "content-type")


def _is_known_to_the_client(exchange: Exchange) -> bool:
    return current_tag(exchange) in named_tags(exchange, "if-none-match")


def _is_unchanged(exchange: Exchange) -> bool:
    return was_modified(exchange) is False


RULES: Final = (
    Rule(
        id="if-none-match-ignored",
        source=Source("RFC 9110", "13.1.2"),
        level=Level.MUST,
        says="A request whose If-None-Match names the current ETag is answered with 304 and no content.",
        why="The client gets once more what it said it has; the field then only costs.",
        status_codes={200, 206},
        methods={"GET", "HEAD", "QUERY"},
        asked="if-none-match",
        present="etag",
        check=_is_known_to_the_client,
        bad="""
            GET /orders/7
            If-None-Match: "v6", W/"v7"

            200 OK
            ETag: "v7"
            Content-Type: application/json

            {"id": 7}
        """,
        good="""
            GET /orders/7
            If-None-Match: "v6", W/"v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
    Rule(
        id="if-modified-since-ignored",
        source=Source("RFC 9110", "13.1.3"),
        level=Level.SHOULD,
        says="A request whose If-Modified-Since is not before Last-Modified is answered with 304 and no content.",
        why="The client gets once more what it said it has; the field then only costs.",
        status_codes={200, 206},
        methods={"GET", "HEAD"},
        asked="if-modified-since",
        unasked="if-none-match",
        present="last-modified",
        check=_is_unchanged,
        bad="""
            GET /orders/7
            If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT

            200 OK
            Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT
            Content-Type: application/json

            {"id": 7}
        """,
        good="""
            GET /orders/7
            If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT

            304 Not Modified
            Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT
        """,
    ),
    Rule(
        id="not-modified-with-representation-fields",
        source=Source("RFC 9110", "15.4.5"),
        level=Level.ADVICE,
        says="A 304 response leaves out Content-Type, Content-Encoding and Content-Language.",
        why="A cache puts them in the place of what it has stored with the content, whether or not they fit it.",
        status_codes={304},
        present=_OF_REPRESENTATION,
        repair=without(*_OF_REPRESENTATION),
        bad="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            ETag: "v7"
            Content-Type: text/html
        """,
        good="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
)
