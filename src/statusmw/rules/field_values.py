"""Values of fields that go with any status code: lists, links, products, announcements (RFC 9110, Section 5.6)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members
from statusmw.grammar_values import (
    has_no_gap,
    is_server,
    is_structured_date,
    is_unit_list,
    links,
    relations,
    seconds_of,
    without_gaps,
)
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import dated, said, trimmed

_LISTS: Final = (
    "accept-patch",
    "accept-post",
    "accept-ranges",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-expose-headers",
    "cache-control",
    "content-encoding",
    "content-language",
    "link",
    "preference-applied",
    "vary",
)


def _closed(exchange: Exchange) -> Exchange:
    for name in _LISTS:
        if not all(map(trimmed(has_no_gap), exchange.response.values(name))):
            members = without_gaps(said(exchange.response, name))
            exchange = exchange.with_field(name, members) if members else exchange.without(name)
    return exchange


def _is_none_and_more(exchange: Exchange) -> bool:
    units = [unit.lower() for unit in list_members(said(exchange.response, "accept-ranges"))]
    return "none" in units and len(units) > 1


def _is_list_of_links(value: str) -> bool:
    return links(value) is not None


def _has_one_relation_each(value: str) -> bool:
    return all(relations(parameters) == 1 for _, parameters in links(value) or ())


def _ends_before_it_is_deprecated(exchange: Exchange) -> bool:
    end, start = dated(exchange, "sunset"), said(exchange.response, "deprecation")
    return end is not None and is_structured_date(start) and seconds_of(end) < int(start[1:].partition(";")[0])


RULES: Final = (
    Rule(
        id="list-with-gap",
        source=Source("RFC 9110", "5.6.1.1"),
        level=Level.MUST,
        says="A list in a field has no empty member: no comma at an end, no two in a row.",
        why="Recipients that read lists strictly drop the whole field.",
        present=_LISTS,
        valid=trimmed(has_no_gap),
        repair=_closed,
        bad="""
            GET /orders

            200 OK
            Vary: Accept,, Origin
        """,
        good="""
            GET /orders

            200 OK
            Vary: Accept, Origin
        """,
    ),
    Rule(
        id="accept-ranges-malformed",
        source=Source("RFC 9110", "14.3"),
        level=Level.MUST,
        says="Accept-Ranges lists range units, or says none.",
        why="A client that cannot read it downloads from the beginning what it could resume.",
        present="accept-ranges",
        valid=trimmed(is_unit_list),
        bad="""
            GET /film

            200 OK
            Accept-Ranges: bytes=0-
        """,
        good="""
            GET /film

            200 OK
            Accept-Ranges: bytes
        """,
    ),
    Rule(
        id="accept-ranges-with-none",
        source=Source("RFC 9110", "14.3"),
        level=Level.ADVICE,
        says="In Accept-Ranges, none stands alone.",
        why="It says that no range can be asked for, and the rest of the list says that one can.",
        present="accept-ranges",
        check=_is_none_and_more,
        bad="""
            GET /film

            200 OK
            Accept-Ranges: bytes, none
        """,
        good="""
            GET /film

            200 OK
            Accept-Ranges: none
        """,
    ),
    Rule(
        id="link-malformed",
        source=Source("RFC 8288", "3"),
        level=Level.MUST,
        says="Each link in Link has its target in angle brackets, and parameters behind it.",
        why="Clients skip the link, or all of them: pages are not found, and nothing is preloaded.",
        present="link",
        valid=trimmed(_is_list_of_links),
        bad="""
            GET /orders

            200 OK
            Link: /orders?page=2; rel=next
        """,
        good="""
            GET /orders

            200 OK
            Link: </orders?page=2>; rel=next
        """,
    ),
    Rule(
        id="link-without-relation",
        source=Source("RFC 8288", "3.3"),
        level=Level.MUST,
        says="Each link in Link has the parameter rel, and has it once.",
        why="Without it nobody knows what the link is for; of several, all but the first are ignored.",
        present="link",
        valid=trimmed(_has_one_relation_each),
        bad="""
            GET /orders

            200 OK
            Link: </orders?page=2>
        """,
        good="""
            GET /orders

            200 OK
            Link: </orders?page=2>; rel=next
        """,
    ),
    Rule(
        id="server-malformed",
        source=Source("RFC 9110", "10.2.4"),
        level=Level.MUST,
        says="Server is a list of products, each with or without a version, and comments in brackets.",
        why="Tools that count or match servers by it read something else.",
        present="server",
        valid=trimmed(is_server),
        bad="""
            GET /

            200 OK
            Server: shop, version 2
        """,
        good="""
            GET /

            200 OK
            Server: shop/2 (staging)
        """,
    ),
    Rule(
        id="date-or-server-from-application",
        source=Source("RFC 9110", "5.3"),
        level=Level.ADVICE,
        says="Date and Server are left to the server.",
        why="Some servers add theirs to those of the application, so that the client gets two lines of each.",
        present=("date", "server"),
        bad="""
            GET /

            200 OK
            Date: Wed, 06 Nov 2024 08:49:37 GMT
        """,
        good="""
            GET /

            200 OK
        """,
    ),
    Rule(
        id="deprecation-malformed",
        source=Source("RFC 9745", "2.1"),
        level=Level.MUST,
        says="Deprecation is an at sign and seconds since 1970.",
        why="Drafts had other forms; a client that knows the standard alone does not learn that it has to move on.",
        present="deprecation",
        valid=trimmed(is_structured_date),
        bad="""
            GET /v1/orders

            200 OK
            Deprecation: true
        """,
        good="""
            GET /v1/orders

            200 OK
            Deprecation: @1688169599
        """,
    ),
    Rule(
        id="sunset-before-deprecation",
        source=Source("RFC 9745", "4"),
        level=Level.MUST,
        says="Sunset is not earlier than Deprecation.",
        why="A client is told that the resource is gone before it was advised to leave it.",
        present="deprecation",
        beside="sunset",
        check=_ends_before_it_is_deprecated,
        bad="""
            GET /v1/orders

            200 OK
            Deprecation: @1735689600
            Sunset: Wed, 06 Nov 2024 08:49:37 GMT
        """,
        good="""
            GET /v1/orders

            200 OK
            Deprecation: @1688169599
            Sunset: Wed, 06 Nov 2024 08:49:37 GMT
        """,
    ),
)
