"""Content-Range, and ranges that cannot be served (RFC 9110, Sections 14.4 and 15.5.17)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_content_range, is_range_refusal
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import FINAL, ranges_asked, trimmed

_WITH_RANGES: Final = frozenset({206, 416})
_WITHOUT_RANGES: Final = frozenset(FINAL) - _WITH_RANGES - {226}  # a range may be one of several manipulations


def _unit(value: str) -> str:
    return value.strip(" \t").partition(" ")[0].lower()


def _is_of_another_unit(value: str) -> bool:
    # Paging by items is an old habit of its own, and no client takes it for a part of a representation.
    return _unit(value) != "bytes"


def _tells_no_range(value: str) -> bool:
    return _is_of_another_unit(value) or is_range_refusal(value) or not is_content_range(value)


def _was_in_bytes(exchange: Exchange) -> bool:
    return ranges_asked(exchange)[0] == "bytes"


RULES: Final = (
    Rule(
        id="content-range-malformed",
        source=Source("RFC 9110", "14.4"),
        level=Level.MUST,
        says="Content-Range is a unit, the first and the last position, and the complete length, in that order.",
        why="A client has to ignore a range it cannot make sense of, and with it the part it got.",
        status_codes=_WITH_RANGES,
        present="content-range",
        valid=trimmed(is_content_range),
        bad="""
            GET /greeting
            Range: bytes=5-

            206 Partial Content
            Content-Range: bytes=5-9/10
            Content-Type: text/plain

            World
        """,
        good="""
            GET /greeting
            Range: bytes=5-

            206 Partial Content
            Content-Range: bytes 5-9/10
            Content-Type: text/plain

            World
        """,
    ),
    Rule(
        id="content-range-without-meaning",
        source=Source("RFC 9110", "14.4"),
        level=Level.SHOULD,
        says="A Content-Range in bytes goes with status code 206 or 416.",
        why="With any other code it says nothing; a cache may store the part as the whole.",
        status_codes=_WITHOUT_RANGES,
        present="content-range",
        unasked="content-range",
        valid=_is_of_another_unit,
        bad="""
            GET /greeting
            Range: bytes=0-4

            200 OK
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            Hello
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
    Rule(
        id="range-not-satisfiable-without-length",
        source=Source("RFC 9110", "15.5.17"),
        level=Level.SHOULD,
        says="A 416 response to a request for bytes says in Content-Range how long the representation is.",
        why="The client cannot tell which range would have been possible.",
        status_codes={416},
        asked="range",
        absent="content-range",
        check=_was_in_bytes,
        bad="""
            GET /greeting
            Range: bytes=50-

            416 Range Not Satisfiable
        """,
        good="""
            GET /greeting
            Range: bytes=50-

            416 Range Not Satisfiable
            Content-Range: bytes */10
        """,
    ),
    Rule(
        id="range-not-satisfiable-with-range",
        source=Source("RFC 9110", "14.4"),
        level=Level.SHOULD,
        says="The Content-Range of a 416 response has an asterisk in place of positions.",
        why="It says that a part was sent, while the status code says that none could be.",
        status_codes={416},
        present="content-range",
        valid=trimmed(_tells_no_range),
        bad="""
            GET /greeting
            Range: bytes=50-

            416 Range Not Satisfiable
            Content-Range: bytes 0-9/10
        """,
        good="""
            GET /greeting
            Range: bytes=50-

            416 Range Not Satisfiable
            Content-Range: bytes */10
        """,
    ),
    Rule(
        id="range-not-satisfiable-not-requested",
        source=Source("RFC 9110", "15.5.17"),
        level=Level.SHOULD,
        says="416 answers a request for a range.",
        why="The client asked for everything, and cannot ask for less than that in a way that helps.",
        status_codes={416},
        unasked=("content-range", "range"),
        bad="""
            GET /orders?page=99

            416 Range Not Satisfiable
        """,
        good="""
            GET /orders?page=99

            404 Not Found
        """,
    ),
)
