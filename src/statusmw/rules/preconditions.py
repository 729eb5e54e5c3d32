"""Conditions that failed, that are missing, and that nobody looked at (RFC 9110, Section 13, and RFC 6585)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.conditions import current_tag, named_tags, resembles_a_condition
from statusmw.rules.shared import declared, positions, ranges_asked, said

_DATES: Final = ("if-modified-since", "if-unmodified-since")
_OF_HTTP: Final = ("if-match", "if-none-match", *_DATES)
_COMPLETE: Final = re.compile(r"bytes \*/([0-9]{1,20})", re.IGNORECASE)


def _asked_without_condition(exchange: Exchange) -> bool:
    request = exchange.request
    # A query or content may hold conditions of the application's own.
    told = "?" in request.target or declared(request.value("content-length") or "0") != 0
    return not (told or any(resembles_a_condition(name.lower()) for name, _ in request.fields))


def _was_conditional_on_change_alone(exchange: Exchange) -> bool:
    asked = {name.lower() for name, _ in exchange.request.fields}
    return not any(map(resembles_a_condition, asked - {"if-none-match", "if-modified-since"}))


def _was_conditional_by_http_alone(exchange: Exchange) -> bool:
    asked = {name.lower() for name, _ in exchange.request.fields}
    return not any(map(resembles_a_condition, asked - {*_OF_HTTP, "if-range"}))


def _names_an_entity_tag(exchange: Exchange) -> bool:
    return bool(named_tags(exchange, "if-match"))


def _is_of_another_version(exchange: Exchange) -> bool:
    # A layer in between may make a strong entity tag weak, so that only the text between the quotes is compared.
    current, wanted = current_tag(exchange), named_tags(exchange, "if-match")
    return current is not None and bool(wanted) and current not in wanted


def _could_be_served(exchange: Exchange) -> bool:
    told = _COMPLETE.fullmatch(said(exchange.response, "content-range"))
    unit, ranges = ranges_asked(exchange)
    # Several ranges may be refused for being too many, too small, or one over the other.
    wanted = list_members(ranges)
    return unit == "bytes" and len(wanted) == 1 and told is not None and _begins_within(wanted[0], int(told[1]))


def _begins_within(wanted: str, complete: int) -> bool:
    first, last = positions(wanted)
    if first:
        return int(first) < complete and (not last or int(first) <= int(last))
    return bool(last) and min(int(last), complete) > 0


RULES: Final = (
    Rule(
        id="precondition-failed-without-condition",
        source=Source("RFC 9110", "15.5.13"),
        level=Level.SHOULD,
        says="412 answers a request that has a condition in its fields.",
        why="A client that set no condition cannot set a better one; 409 or 422 say what is wrong with the content.",
        status_codes={412},
        unasked=("content-type", "transfer-encoding"),
        check=_asked_without_condition,
        bad="""
            DELETE /orders/7

            412 Precondition Failed
        """,
        good="""
            PUT /orders/7
            If-Match: "v6"

            412 Precondition Failed
        """,
    ),
    Rule(
        id="precondition-failed-instead-of-not-modified",
        source=Source("RFC 9110", "13.2.2"),
        level=Level.MUST,
        says="GET and HEAD are told with 304, not 412, that their If-None-Match or If-Modified-Since is false.",
        why="The client asked whether its copy is still good, and gets an error instead of a yes.",
        status_codes={412},
        methods={"GET", "HEAD"},
        asked=("if-none-match", "if-modified-since"),
        check=_was_conditional_on_change_alone,
        bad="""
            GET /orders/7
            If-None-Match: "v7"

            412 Precondition Failed
        """,
        good="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
    Rule(
        id="precondition-failed-to-other-method",
        source=Source("RFC 9110", "13.2.1"),
        level=Level.MUST,
        says="The conditions of a CONNECT, OPTIONS or TRACE request are ignored, and it is not answered with 412.",
        why="These methods are about no representation, so that no condition on one can be false.",
        status_codes={412},
        methods={"CONNECT", "OPTIONS", "TRACE"},
        asked=_OF_HTTP,
        check=_was_conditional_by_http_alone,
        bad="""
            OPTIONS /orders/7
            If-Match: "v6"

            412 Precondition Failed
        """,
        good="""
            OPTIONS /orders/7
            If-Match: "v6"

            204 No Content
            Allow: GET, HEAD, PUT
        """,
    ),
    Rule(
        id="precondition-required-of-conditional-request",
        source=Source("RFC 6585", "3"),
        level=Level.SHOULD,
        says="A request that names an entity tag in If-Match is not answered with 428.",
        why="The client is told to send what it has sent, and repeats itself or gives up.",
        status_codes={428},
        methods={"DELETE", "PATCH", "POST", "PUT"},
        asked="if-match",
        check=_names_an_entity_tag,
        bad="""
            PUT /orders/7
            If-Match: "v6"

            428 Precondition Required
            Content-Type: text/plain

            Send the order's ETag in If-Match.
        """,
        good="""
            PUT /orders/7
            If-Match: "v6"

            412 Precondition Failed
        """,
    ),
    Rule(
        id="if-match-ignored",
        source=Source("RFC 9110", "13.1.1"),
        level=Level.MUST,
        says="If no entity tag in If-Match is that of the representation, the representation is not sent.",
        why="A client that goes on with a download in parts joins the parts of two versions.",
        status_codes={200, 206},
        methods={"GET", "HEAD"},
        asked="if-match",
        present="etag",
        # A cache may ignore the field, and a coding has a tag of its own.
        absent=("age", "cache-status", "content-encoding", "via", "x-cache"),
        check=_is_of_another_version,
        bad="""
            GET /orders/7
            If-Match: "v6"

            200 OK
            ETag: "v7"
        """,
        good="""
            GET /orders/7
            If-Match: "v6"

            412 Precondition Failed
            ETag: "v7"
        """,
    ),
    Rule(
        id="range-not-satisfiable-though-within",
        source=Source("RFC 9110", "15.5.17"),
        level=Level.SHOULD,
        says="A request for one range that begins within the representation is not answered with 416.",
        why="The response itself tells a length that has room for the range, and the client asks for it again.",
        status_codes={416},
        methods={"GET"},
        asked="range",
        present="content-range",
        check=_could_be_served,
        bad="""
            GET /greeting
            Range: bytes=5-99

            416 Range Not Satisfiable
            Content-Range: bytes */10
        """,
        good="""
            GET /greeting
            Range: bytes=5-99

            206 Partial Content
            Content-Range: bytes 5-9/10
            Content-Type: text/plain

            World
        """,
    ),
)
