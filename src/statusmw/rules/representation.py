"""What is said of a representation: its type, coding, place and age (RFC 9110, Section 8)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_media_type, is_uri_reference, list_members, media_type_of
from statusmw.grammar_values import seconds_of
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import MAY_HAVE_CONTENT, dated, trimmed


def _is_coding(value: str) -> bool:
    return "identity" not in map(str.lower, list_members(value))


def _is_place(value: str) -> bool:
    return is_uri_reference(value.partition("#")[0])


def _has_no_fragment(value: str) -> bool:
    return "#" not in value


def _without_fragment(exchange: Exchange) -> Exchange:
    value = exchange.response.value("content-location") or ""
    return exchange.with_field("content-location", value.partition("#")[0])


def _is_not_json(value: str) -> bool:
    media_type = media_type_of(value)
    return media_type != "application/json" and not media_type.endswith("+json")


def _is_of_the_future(exchange: Exchange) -> bool:
    changed, sent = dated(exchange, "last-modified"), dated(exchange, "date")
    return changed is not None and sent is not None and seconds_of(changed) > seconds_of(sent)


def _changed_when_sent(exchange: Exchange) -> Exchange:
    return (
        exchange.with_field("last-modified", dated(exchange, "date") or "") if _is_of_the_future(exchange) else exchange
    )


def _codings(value: str) -> dict[str, bool]:
    """Each content coding of an Accept-Encoding, and whether it is accepted at all."""
    members = (member.partition(";") for member in list_members(value.lower()))
    return {name.strip(): weight.replace(" ", "").rstrip("0.") != "q=" for name, _, weight in members}


def _is_coded_otherwise(exchange: Exchange) -> bool:
    accepted = _codings(exchange.request.value("accept-encoding") or "")
    others = accepted.get("*", False)
    used = list_members((exchange.response.value("content-encoding") or "").lower())
    return not all(accepted.get(name, accepted.get(name.removeprefix("x-"), others)) for name in used)


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
        id="content-encoding-identity",
        source=Source("RFC 9110", "8.4"),
        level=Level.SHOULD,
        says="Content-Encoding does not list identity, which only Accept-Encoding does.",
        why="A client that goes by the registry of codings that are applied may take the content for unreadable.",
        present="content-encoding",
        valid=_is_coding,
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
        id="content-location-malformed",
        source=Source("RFC 9110", "8.7"),
        level=Level.MUST,
        says="Content-Location is a URI, absolute or relative.",
        why="A cache files the content under no address, or under a wrong one.",
        present="content-location",
        valid=trimmed(_is_place),
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
    Rule(
        id="last-modified-after-date",
        source=Source("RFC 9110", "8.8.2.1"),
        level=Level.MUST,
        says="Last-Modified is not later than Date.",
        why="Until that time comes, each change looks older than what the client has, so that it is never fetched.",
        present="last-modified",
        check=_is_of_the_future,
        repair=_changed_when_sent,
        bad="""
            GET /orders/7

            200 OK
            Date: Wed, 06 Nov 2024 08:49:37 GMT
            Last-Modified: Wed, 06 Nov 2024 18:49:37 GMT
        """,
        good="""
            GET /orders/7

            200 OK
            Date: Wed, 06 Nov 2024 08:49:37 GMT
            Last-Modified: Wed, 06 Nov 2024 08:49:37 GMT
        """,
    ),
)
