"""What a request for a range may be answered with (RFC 9110, Sections 9.3.3, 14 and 15.3.7)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_content_range, list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import ranges_asked, said, without

_RANGE: Final = re.compile(r"[0-9]+-[0-9]*|-[0-9]+")
_BEYOND_REQUIRED: Final = ("content-encoding", "content-language", "last-modified")


def _serves_ranges(value: str) -> bool:
    return "none" not in map(str.lower, list_members(value))


def _is_of_another_unit(exchange: Exchange) -> bool:
    told = said(exchange.response, "content-range")
    unit, ranges = ranges_asked(exchange)
    return is_content_range(told) and ranges != "" and told.partition(" ")[0].lower() != unit


def _asked_for_no_range(exchange: Exchange) -> bool:
    unit, ranges = ranges_asked(exchange)
    wanted = list_members(ranges)
    return unit == "bytes" and not (wanted and all(map(_RANGE.fullmatch, wanted)))


RULES: Final = (
    Rule(
        id="range-not-satisfiable-to-post",
        source=Source("RFC 9110", "9.3.3"),
        level=Level.SHOULD,
        says="A POST is never answered with 416: for it Range has to be ignored.",
        why="The client cannot tell whether its request was carried out.",
        status_codes={416},
        methods={"POST"},
        asked="range",
        unasked="content-range",
        bad="""
            POST /reports
            Range: bytes=50-

            416 Range Not Satisfiable
            Content-Range: bytes */10
        """,
        good="""
            POST /reports
            Range: bytes=50-

            200 OK
            Content-Type: text/plain

            HelloWorld
        """,
    ),
    Rule(
        id="partial-content-of-other-unit",
        source=Source("RFC 9110", "15.3.7"),
        level=Level.SHOULD,
        says="The part in a 206 response is told in the unit of the request.",
        why="The client cannot tell which part it got of those it asked for.",
        status_codes={206},
        methods={"GET", "QUERY"},
        asked="range",
        present="content-range",
        check=_is_of_another_unit,
        bad="""
            GET /orders
            Range: items=0-4

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            Hello
        """,
        good="""
            GET /orders
            Range: items=0-4

            206 Partial Content
            Content-Range: items 0-4/10
            Content-Type: text/plain

            Hello
        """,
    ),
    Rule(
        id="partial-content-to-malformed-range",
        source=Source("RFC 9110", "14.2"),
        level=Level.ADVICE,
        says="A Range in bytes that cannot be read is ignored or refused, and not answered with 206.",
        why="The part is a guess, and the mistake in the request stays hidden.",
        status_codes={206},
        asked="range",
        check=_asked_for_no_range,
        bad="""
            GET /greeting
            Range: bytes=first-last

            206 Partial Content
            Content-Range: bytes 0-9/10
            Content-Type: text/plain

            HelloWorld
        """,
        good="""
            GET /greeting
            Range: bytes=first-last

            200 OK
            Content-Type: text/plain

            HelloWorld
        """,
    ),
    Rule(
        id="partial-content-with-known-fields",
        source=Source("RFC 9110", "15.3.7"),
        level=Level.ADVICE,
        says="A 206 response to If-Range leaves out Last-Modified, Content-Encoding and Content-Language.",
        why="The client has these fields since its first request: they are sent for nothing.",
        status_codes={206},
        asked="if-range",
        present=_BEYOND_REQUIRED,
        bad="""
            GET /greeting
            Range: bytes=0-4
            If-Range: "v7"

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain
            Content-Language: en
            ETag: "v7"

            Hello
        """,
        good="""
            GET /greeting
            Range: bytes=0-4
            If-Range: "v7"

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain
            ETag: "v7"

            Hello
        """,
    ),
    Rule(
        id="partial-content-with-accept-ranges-none",
        source=Source("RFC 9110", "14.3"),
        level=Level.SHOULD,
        says="A 206 response does not say none in Accept-Ranges.",
        why="A client that has just got a part is told to ask for no more of them, and starts again from nothing.",
        status_codes={206},
        present="accept-ranges",
        valid=_serves_ranges,
        repair=without("accept-ranges"),
        bad="""
            GET /greeting
            Range: bytes=0-4

            206 Partial Content
            Accept-Ranges: none
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            Hello
        """,
        good="""
            GET /greeting
            Range: bytes=0-4

            206 Partial Content
            Accept-Ranges: bytes
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            Hello
        """,
    ),
)
