"""What is said of a representation: its type, coding, place and age (RFC 9110, Section 8)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_media_type, is_uri_reference, list_members, media_type_of
from statusmw.grammar_values import is_coding_list, is_language_list
from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import PATH
from statusmw.rules.shared import MAY_HAVE_CONTENT, said, trimmed

_REFUSED: Final = re.compile(r"[ \t]*[qQ][ \t]*=[ \t]*0(\.0{0,3})?[ \t]*")


def _is_coding(value: str) -> bool:
    return "identity" not in map(str.lower, list_members(value))


def _is_place(value: str) -> bool:
    return is_uri_reference(value.partition("#")[0])


def _has_no_fragment(value: str) -> bool:
    return "#" not in value


def _without_fragment(exchange: Exchange) -> Exchange:
    value = said(exchange.response, "content-location")
    return exchange.with_field("content-location", value.partition("#")[0])


def _is_not_json(value: str) -> bool:
    media_type = media_type_of(value)
    return media_type != "application/json" and not media_type.endswith("+json")


def _plain(coding: str) -> str:
    return coding.strip(" \t").lower().removeprefix("x-")  # x-gzip and x-compress are gzip and compress


def _codings(exchange: Exchange) -> dict[str, bool]:
    """Each content coding of the Accept-Encoding, and whether it is accepted at all."""
    members = (member.partition(";") for member in list_members(said(exchange.request, "accept-encoding")))
    return {_plain(name): not _REFUSED.fullmatch(weight) for name, _, weight in members}


def _used(exchange: Exchange) -> list[str]:
    return [_plain(name) for name in list_members(said(exchange.response, "content-encoding"))]


def _is_coded_otherwise(exchange: Exchange) -> bool:
    accepted = _codings(exchange)
    others = accepted.get("*")
    return not all(accepted.get(name, others) for name in _used(exchange))


def _is_coded_as_refused(exchange: Exchange) -> bool:
    accepted = _codings(exchange)
    others = accepted.get("*", True)
    # Where the uncoded content is refused as well, nothing is left to send.
    return accepted.get("identity", others) and not all(accepted.get(name, others) for name in _used(exchange))


def _uncoded(exchange: Exchange) -> Exchange:
    members = list_members(said(exchange.response, "content-encoding"))
    kept = [member for member in members if member.lower() != "identity"]
    if kept == members:
        return exchange
    return exchange.with_field("content-encoding", ", ".join(kept)) if kept else exchange.without("content-encoding")


RULES: Final = (
    Rule(
        id="content-type-malformed",
        source=Source("RFC 9110", "8.3"),
        level=Level.MUST,
        says="Content-Type is one media type: a type, a slash, a subtype, and parameters.",
        why="A client that cannot read it guesses, or offers the content as a download.",
        present="content-type",
        valid=trimmed(is_media_type),
        bad="""
            GET /orders

            200 OK
            Content-Type: json

            {}
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            {}
        """,
    ),
    Rule(
        id="json-without-content",
        source=Source("RFC 9110", "8.3"),
        level=Level.ADVICE,
        says="A response that is said to be JSON has content, at least null.",
        why="No content at all is not JSON: a client that parses what the label promises fails.",
        except_methods={"HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        present="content-type",
        content=False,
        valid=_is_not_json,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            []
        """,
    ),
    Rule(
        id="content-encoding-malformed",
        source=Source("RFC 9110", "8.4"),
        level=Level.MUST,
        says="Content-Encoding lists the names of codings, with nothing but commas in between.",
        why="A client that knows no such coding cannot read the content.",
        present="content-encoding",
        valid=trimmed(is_coding_list),
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Encoding: gzip; level=9

            ...
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Encoding: gzip

            ...
        """,
    ),
    Rule(
        id="content-language-malformed",
        source=Source("RFC 9110", "8.5"),
        level=Level.MUST,
        says="Content-Language lists language tags, whose parts have hyphens in between.",
        why="Names of locales look alike and are none: a screen reader or a search engine finds no such language.",
        present="content-language",
        valid=trimmed(is_language_list),
        bad="""
            GET /orders

            200 OK
            Content-Language: en_GB
        """,
        good="""
            GET /orders

            200 OK
            Content-Language: en-GB
        """,
    ),
    Rule(
        id="content-encoding-identity",
        source=Source("RFC 9110", "8.4"),
        level=Level.SHOULD,
        says="Content-Encoding does not list identity, which only Accept-Encoding does.",
        why="A client that goes by the registry of codings that are applied may take the content for unreadable.",
        present="content-encoding",
        valid=_is_coding,
        repair=_uncoded,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Encoding: identity

            {}
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            {}
        """,
    ),
    Rule(
        id="content-encoding-refused",
        source=Source("RFC 9110", "12.5.3"),
        level=Level.SHOULD,
        says="Content is not sent in a coding to which the Accept-Encoding of the request gives the weight 0.",
        why="The client said that it cannot decode it, and reads noise.",
        present="content-encoding",
        asked="accept-encoding",
        check=_is_coded_as_refused,
        bad="""
            GET /orders
            Accept-Encoding: gzip, br;q=0

            200 OK
            Content-Type: application/json
            Content-Encoding: br
            Vary: Accept-Encoding

            {}
        """,
        good="""
            GET /orders
            Accept-Encoding: gzip, br;q=0

            200 OK
            Content-Type: application/json
            Content-Encoding: gzip
            Vary: Accept-Encoding

            {}
        """,
    ),
    Rule(
        id="content-encoding-not-accepted",
        source=Source("RFC 9110", "12.5.3"),
        level=Level.ADVICE,
        says="Content is sent in codings that the Accept-Encoding of the request accepts, or without any.",
        why="The client may have no means of decoding it; a file that is stored compressed is the exception.",
        present="content-encoding",
        asked="accept-encoding",
        check=_is_coded_otherwise,
        bad="""
            GET /orders
            Accept-Encoding: gzip

            200 OK
            Content-Type: application/json
            Content-Encoding: br
            Vary: Accept-Encoding

            {}
        """,
        good="""
            GET /orders
            Accept-Encoding: gzip

            200 OK
            Content-Type: application/json
            Content-Encoding: gzip
            Vary: Accept-Encoding

            {}
        """,
    ),
    Rule(
        id="content-location-malformed",
        source=Source("RFC 9110", "8.7"),
        level=Level.MUST,
        says="Content-Location is a URI, absolute or relative.",
        why="A cache files the content under no address, or under a wrong one.",
        present="content-location",
        valid=trimmed(_is_place),
        alike=PATH,
        bad="""
            GET /orders/latest

            200 OK
            Content-Location: /orders/number 7
        """,
        good="""
            GET /orders/latest

            200 OK
            Content-Location: /orders/7
        """,
    ),
    Rule(
        id="content-location-with-fragment",
        source=Source("RFC 9110", "8.7"),
        level=Level.MUST,
        says="Content-Location has no fragment.",
        why="A fragment names a part of a representation; the field tells where the whole of it is.",
        present="content-location",
        valid=_has_no_fragment,
        alike=PATH,
        repair=_without_fragment,
        bad="""
            GET /orders/latest

            200 OK
            Content-Location: /orders/7#items
        """,
        good="""
            GET /orders/latest

            200 OK
            Content-Location: /orders/7
        """,
    ),
)
