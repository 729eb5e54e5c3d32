"""What a client takes and what a resource takes (RFC 9110, Sections 12.5, 15.5.7 and 15.5.16)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members, media_type_of, parameter
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import came_without_content, said, without

_ACCEPTED: Final = ("accept", "accept-encoding", "accept-patch", "accept-post", "accept-query")
_TYPES: Final = ("accept", "accept-patch", "accept-post", "accept-query")
_ZERO: Final = re.compile(r"0*\.?0*")
_BY_NAME: Final = ("format", "language", "prefer", "profile", "version")


def _is_excluded(member: str) -> bool:
    weight = parameter(member, "q")
    return weight is not None and _ZERO.fullmatch(weight) is not None


def _takes_anything(accept: str) -> bool:
    ranges = list_members(accept)
    return any(map(_is_boundless, ranges)) and not any(map(_is_excluded, ranges))


def _is_boundless(media_range: str) -> bool:
    # A parameter such as version is met by some representations only.
    parameters = media_range.lower().split(";")[1:]
    return media_type_of(media_range) == "*/*" and all(each.strip(" \t")[:2] in {"", "q="} for each in parameters)


def _excludes_something(accept_encoding: str) -> bool:
    return any(map(_is_excluded, list_members(accept_encoding)))


def _is_about_no_coding(exchange: Exchange) -> bool:
    # With a coding excluded, it may be the lack of a coding that is refused.
    return not _excludes_something(said(exchange.response, "accept-encoding"))


def _can_be_unmet(name: str, value: str) -> bool:
    """Whether the request field may ask for something that the resource does not have."""
    if name == "accept":
        return not _takes_anything(value)
    if name == "accept-encoding":
        return _excludes_something(value)
    return name.startswith("accept") or any(word in name for word in _BY_NAME)


def _unmet(exchange: Exchange) -> set[str]:
    fields = ((name.lower(), value) for name, value in exchange.request.fields)
    return {name for name, value in fields if _can_be_unmet(name, value)}


def _had_no_preference(exchange: Exchange) -> bool:
    path, asks, _ = exchange.request.target.partition("?")
    # A suffix of the path or the query may be how the application is told of a format.
    return not (asks or "." in path.rpartition("/")[2] or _unmet(exchange))


def _had_no_preference_but_languages(exchange: Exchange) -> bool:
    return _unmet(exchange) == {"accept-language"}


def _was_encoded(exchange: Exchange) -> bool:
    return said(exchange.request, "content-encoding").lower() != "identity"


def _was_of_an_accepted_type(exchange: Exchange) -> bool:
    sent = said(exchange.request, "content-type").lower()
    values = (said(exchange.response, name) for name in _TYPES)
    return any(sent == member.lower() for value in values for member in list_members(value))


RULES: Final = (
    Rule(
        id="not-acceptable-without-preference",
        source=Source("RFC 9110", "15.5.7"),
        level=Level.SHOULD,
        says="406 answers a request that has a preference which cannot be met.",
        why="A client that takes anything is told that what there is would not do.",
        status_codes={406},
        check=_had_no_preference,
        bad="""
            GET /orders/7
            Accept: application/json, */*;q=0.1

            406 Not Acceptable
            Content-Type: text/plain

            There is text/csv.
        """,
        good="""
            GET /orders/7
            Accept: application/json

            406 Not Acceptable
            Content-Type: text/plain

            There is text/csv.
        """,
    ),
    Rule(
        id="not-acceptable-by-language",
        source=Source("RFC 9110", "12.5.4"),
        level=Level.ADVICE,
        says="A request for a language that there is not gets another language rather than 406.",
        why="Readers know more languages than their browsers say, and translators know all; an error helps nobody.",
        status_codes={406},
        asked="accept-language",
        check=_had_no_preference_but_languages,
        bad="""
            GET /manual
            Accept: */*
            Accept-Language: fr

            406 Not Acceptable
            Content-Type: text/plain

            There are en and de.
        """,
        good="""
            GET /manual
            Accept: */*
            Accept-Language: fr

            200 OK
            Content-Type: text/plain
            Content-Language: en

            How to use it
        """,
    ),
    Rule(
        id="unsupported-media-type-without-accept",
        source=Source("RFC 9110", "15.5.16"),
        level=Level.ADVICE,
        says="A 415 response says in Accept, Accept-Post, Accept-Patch or Accept-Query which media types are taken.",
        why="The client learns that its format is wrong, and not which one is right.",
        status_codes={415},
        unasked="content-encoding",
        absent=_TYPES,
        check=_is_about_no_coding,
        bad="""
            POST /orders
            Content-Type: text/csv

            415 Unsupported Media Type
        """,
        good="""
            POST /orders
            Content-Type: text/csv

            415 Unsupported Media Type
            Accept: application/json
        """,
    ),
    Rule(
        id="patch-refused-without-accept-patch",
        source=Source("RFC 5789", "2.2"),
        level=Level.SHOULD,
        says="A 415 response to PATCH lists in Accept-Patch the patch formats that the resource takes.",
        why="There are many patch formats, and no client can guess which of them a resource takes.",
        status_codes={415},
        methods={"PATCH"},
        asked="content-type",
        unasked="content-encoding",
        absent="accept-patch",
        bad="""
            PATCH /orders/7
            Content-Type: text/plain

            415 Unsupported Media Type
            Accept: application/merge-patch+json
        """,
        good="""
            PATCH /orders/7
            Content-Type: text/plain

            415 Unsupported Media Type
            Accept-Patch: application/merge-patch+json
        """,
    ),
    Rule(
        id="coding-refused-without-accept-encoding",
        source=Source("RFC 9110", "12.5.3"),
        level=Level.ADVICE,
        says="If the coding of the content is what a 415 response refuses, Accept-Encoding lists the codings taken.",
        why="The client cannot tell whether to change the format, or only to send it without compression.",
        status_codes={415},
        asked="content-encoding",
        absent=_ACCEPTED,
        check=_was_encoded,
        bad="""
            POST /orders
            Content-Type: application/json
            Content-Encoding: br

            415 Unsupported Media Type
        """,
        good="""
            POST /orders
            Content-Type: application/json
            Content-Encoding: br

            415 Unsupported Media Type
            Accept-Encoding: gzip
        """,
    ),
    Rule(
        id="accept-encoding-about-no-coding",
        source=Source("RFC 9110", "12.5.3"),
        level=Level.MUST,
        says="A 415 response whose reason is no content coding has no Accept-Encoding.",
        why="The client takes the coding for the reason, though it used none, and repeats the request without end.",
        status_codes={415},
        unasked="content-encoding",
        present="accept-encoding",
        check=_is_about_no_coding,
        repair=without("accept-encoding"),
        bad="""
            POST /orders
            Content-Type: text/csv

            415 Unsupported Media Type
            Accept-Encoding: gzip
        """,
        good="""
            POST /orders
            Content-Type: text/csv

            415 Unsupported Media Type
            Accept: application/json
        """,
    ),
    Rule(
        id="unsupported-media-type-though-accepted",
        source=Source("RFC 9110", "15.5.16"),
        level=Level.ADVICE,
        says="A 415 response does not list the media type of the request as one that is taken.",
        why="The client did as the list says; if the content is not what its type says, 400 or 422 tell so.",
        status_codes={415},
        asked="content-type",
        unasked="content-encoding",
        present=_TYPES,
        check=_was_of_an_accepted_type,
        bad="""
            POST /orders
            Content-Type: application/json

            415 Unsupported Media Type
            Accept: application/json, text/csv
        """,
        good="""
            POST /orders
            Content-Type: application/xml

            415 Unsupported Media Type
            Accept: application/json, text/csv
        """,
    ),
    Rule(
        id="unsupported-media-type-without-content",
        source=Source("RFC 9110", "15.5.16"),
        level=Level.SHOULD,
        says="415 answers a request that has content, which one that only asks for something has not.",
        why="The client sent nothing that could be of the wrong type; 400 tells that something else is amiss.",
        status_codes={415},
        methods={"DELETE", "GET", "HEAD", "OPTIONS", "TRACE"},
        unasked=("content-type", "content-encoding"),
        absent=_ACCEPTED,
        check=came_without_content,
        bad="""
            GET /orders

            415 Unsupported Media Type
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            []
        """,
    ),
    Rule(
        id="unsupported-media-type-of-nothing",
        source=Source("RFC 9110", "15.5.16"),
        level=Level.ADVICE,
        says="A request that has to have content and has none is answered with 400 rather than 415.",
        why="The client sent nothing that could be of the wrong type; 400 tells that something is missing.",
        status_codes={415},
        methods={"PATCH", "POST", "PUT"},
        asked="content-length",
        unasked=("content-type", "content-encoding"),
        check=came_without_content,
        bad="""
            POST /orders
            Content-Length: 0

            415 Unsupported Media Type
            Accept: application/json
        """,
        good="""
            POST /orders
            Content-Length: 0

            400 Bad Request
            Content-Type: text/plain

            Send the order as application/json.
        """,
    ),
)
