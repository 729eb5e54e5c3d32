"""Several parts of a representation (RFC 9110, Sections 14.6 and 15.3.7.2)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members, media_type_of, parameter
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import is_multipart, ranges_asked, without


def _has_a_boundary(value: str) -> bool:
    return media_type_of(value) != "multipart/byteranges" or bool(parameter(value, "boundary"))


def _was_one_range(exchange: Exchange) -> bool:
    unit, ranges = ranges_asked(exchange)
    return is_multipart(exchange) and unit == "bytes" and len(list_members(ranges)) == 1


RULES: Final = (
    Rule(
        id="multipart-with-content-range",
        source=Source("RFC 9110", "15.3.7.2"),
        level=Level.MUST,
        says="A 206 response of several parts has no Content-Range of its own.",
        why="The client takes it for a single part, separators and all.",
        status_codes={206},
        present="content-range",
        beside="content-type",
        check=is_multipart,
        repair=without("content-range"),
        bad="""
            GET /greeting
            Range: bytes=0-1, 8-9

            206 Partial Content
            Content-Range: bytes 0-9/10
            Content-Type: multipart/byteranges; boundary=cut
        """,
        good="""
            GET /greeting
            Range: bytes=0-1, 8-9

            206 Partial Content
            Content-Type: multipart/byteranges; boundary=cut
        """,
    ),
    Rule(
        id="multipart-without-boundary",
        source=Source("RFC 9110", "15.3.7.2"),
        level=Level.MUST,
        says="The Content-Type of a 206 response of several parts has the parameter boundary.",
        why="The client cannot tell the parts from each other.",
        status_codes={206},
        present="content-type",
        valid=_has_a_boundary,
        bad="""
            GET /greeting
            Range: bytes=0-1, 8-9

            206 Partial Content
            Content-Type: multipart/byteranges
        """,
        good="""
            GET /greeting
            Range: bytes=0-1, 8-9

            206 Partial Content
            Content-Type: multipart/byteranges; boundary=cut
        """,
    ),
    Rule(
        id="multipart-for-single-range",
        source=Source("RFC 9110", "15.3.7.2"),
        level=Level.MUST,
        says="A request for one range is not answered in several parts.",
        why="A client that asked for one part need not be able to read several.",
        status_codes={206},
        asked="range",
        present="content-type",
        check=_was_one_range,
        bad="""
            GET /greeting
            Range: bytes=0-4

            206 Partial Content
            Content-Type: multipart/byteranges; boundary=cut
        """,
        good="""
            GET /greeting
            Range: bytes=0-4

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            Hello
        """,
    ),
)
