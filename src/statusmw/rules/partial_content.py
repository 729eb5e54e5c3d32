"""A part of a representation (RFC 9110, Sections 13.1.5, 14.2 and 15.3.7.1)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import (
    is_content_range,
    is_entity_tag,
    is_imf_fixdate,
    is_range_refusal,
    list_members,
)
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import HANDED_OVER, dated, is_multipart, positions, ranges_asked, said, trimmed

_WITH_RANGE: Final = frozenset({"GET", "QUERY"})  # RFC 10008 adds QUERY
_NUMBER: Final = "[0-9]{1,20}"  # of what is longer nothing is said
_SPAN: Final = re.compile(rf"bytes ({_NUMBER})-({_NUMBER})/({_NUMBER}|\*)", re.IGNORECASE)


def _span(value: str) -> tuple[int, int, str] | None:
    """First and last position and complete length of a Content-Range in bytes."""
    read = _SPAN.fullmatch(value.strip(" \t"))
    return (int(read[1]), int(read[2]), read[3]) if read and is_content_range(read[0]) else None


def _encloses(value: str, sent: int) -> bool:
    span = _span(value)
    return span is None or span[1] - span[0] + 1 == sent


def _tells_no_range(exchange: Exchange) -> bool:
    return not is_multipart(exchange)


def _tells_a_range(value: str) -> bool:
    return not is_range_refusal(value)


def _was_another_range(exchange: Exchange) -> bool:
    unit, ranges = ranges_asked(exchange)
    span = _span(said(exchange.response, "content-range"))
    if span is None or unit != "bytes":
        return False
    return not any(_overlaps(each, *span) for each in list_members(ranges))


def _overlaps(wanted: str, first: int, last: int, complete: str) -> bool:
    low, high = positions(wanted)
    if low:
        return int(low) <= last and (not high or first <= int(high))
    return complete == "*" or not high or last >= int(complete) - int(high)


def _is_of_another_version(exchange: Exchange) -> bool:
    condition = said(exchange.request, "if-range")
    if is_entity_tag(condition):
        return condition.startswith("W/") or said(exchange.response, "etag") not in {"", condition}
    modified = dated(exchange, "last-modified")
    return is_imf_fixdate(condition) and modified not in {None, condition}


RULES: Final = (
    Rule(
        id="partial-content-to-other-method",
        source=Source("RFC 9110", "14.2"),
        level=Level.MUST,
        says="206 answers GET only: for another method Range has to be ignored.",
        why="The client cannot tell what the part is a part of.",
        status_codes={206},
        except_methods=_WITH_RANGE,
        bad="""
            POST /reports
            Range: bytes=0-4

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            Hello
        """,
        good="""
            POST /reports
            Range: bytes=0-4

            200 OK
            Content-Type: text/plain

            HelloWorld
        """,
    ),
    Rule(
        id="partial-content-not-requested",
        source=Source("RFC 9110", "15.3.7"),
        level=Level.SHOULD,
        says="206 answers a request with Range.",
        why="A client that asked for everything may take the part for the whole.",
        status_codes={206},
        methods=_WITH_RANGE,
        unasked="range",
        bad="""
            GET /greeting

            206 Partial Content
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
        id="partial-content-without-content-range",
        source=Source("RFC 9110", "15.3.7.1"),
        level=Level.MUST,
        says="A 206 response says in Content-Range which part it has, unless it has several parts.",
        why="The client cannot put the part where it belongs; a download manager writes a damaged file.",
        status_codes={206},
        absent="content-range",
        check=_tells_no_range,
        bad="""
            GET /greeting
            Range: bytes=5-9

            206 Partial Content
            Content-Type: text/plain

            World
        """,
        good="""
            GET /greeting
            Range: bytes=5-9

            206 Partial Content
            Content-Range: bytes 5-9/10
            Content-Type: text/plain

            World
        """,
    ),
    Rule(
        id="partial-content-with-refusal",
        source=Source("RFC 9110", "15.3.7.1"),
        level=Level.MUST,
        says="The Content-Range of a 206 response says which part it has, not only how long the whole is.",
        why="That form says that no part could be sent, while the status code says that one was.",
        status_codes={206},
        present="content-range",
        valid=trimmed(_tells_a_range),
        bad="""
            GET /greeting
            Range: bytes=5-9

            206 Partial Content
            Content-Range: bytes */10
            Content-Type: text/plain

            World
        """,
        good="""
            GET /greeting
            Range: bytes=5-9

            206 Partial Content
            Content-Range: bytes 5-9/10
            Content-Type: text/plain

            World
        """,
    ),
    Rule(
        id="partial-content-of-other-length",
        source=Source("RFC 9110", "15.3.7.1"),
        level=Level.MUST,
        says="The content of a 206 response has as many bytes as its Content-Range spans.",
        why="The client puts the part together with others, and what comes out is damaged.",
        status_codes={206},
        except_methods={"HEAD"},
        present="content-range",
        absent=HANDED_OVER,
        fits=_encloses,
        bad="""
            GET /greeting
            Range: bytes=0-4

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain

            HelloWorld
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
        id="partial-content-of-other-range",
        source=Source("RFC 9110", "15.3.7"),
        level=Level.SHOULD,
        says="The part in a 206 response overlaps one that was asked for.",
        why="The client has no use for it, and may put it where the other part should be.",
        status_codes={206},
        asked="range",
        present="content-range",
        check=_was_another_range,
        bad="""
            GET /greeting
            Range: bytes=0-4

            206 Partial Content
            Content-Range: bytes 5-9/10
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
        id="partial-content-of-other-version",
        source=Source("RFC 9110", "13.1.5"),
        level=Level.MUST,
        says="If If-Range does not match the representation, all of it is sent with 200.",
        why="The client puts parts of two versions together.",
        status_codes={206},
        asked="if-range",
        check=_is_of_another_version,
        bad="""
            GET /greeting
            Range: bytes=0-4
            If-Range: "v6"

            206 Partial Content
            Content-Range: bytes 0-4/10
            Content-Type: text/plain
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
)
