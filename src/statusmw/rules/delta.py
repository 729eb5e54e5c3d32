"""Instance manipulations, as of delta encoding (RFC 3229)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import FINAL, said

_DELTAS: Final = frozenset({"diffe", "gdiff", "vcdiff"})
_WITHOUT: Final = frozenset(FINAL) - {206, 226}  # a range is a manipulation, too, and has its own status code


def _may_have_any_base(exchange: Exchange) -> bool:
    applied = {member.partition(";")[0].strip(" \t").lower() for member in list_members(_applied(exchange))}
    return not applied.isdisjoint(_DELTAS) and len(list_members(_known(exchange))) > 1


def _applied(exchange: Exchange) -> str:
    return said(exchange.response, "im")


def _known(exchange: Exchange) -> str:
    return said(exchange.request, "if-none-match")


RULES: Final = (
    Rule(
        id="im-used-without-im",
        source=Source("RFC 3229", "10.3"),
        level=Level.MUST,
        says="A 226 response lists in IM the manipulations that were made.",
        why="The client cannot undo what it is not told of.",
        status_codes={226},
        absent="im",
        bad="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            226 IM Used
            ETag: "v7"
        """,
        good="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            226 IM Used
            IM: feed
            ETag: "v7"
        """,
    ),
    Rule(
        id="im-used-not-requested",
        source=Source("RFC 3229", "10.4.1"),
        level=Level.MUST,
        says="226 answers a request that lists in A-IM the manipulations it takes.",
        why="A client that knows nothing of manipulations takes the difference for the whole.",
        status_codes={226},
        unasked="a-im",
        bad="""
            GET /feed
            If-None-Match: "v6"

            226 IM Used
            IM: feed
            ETag: "v7"
        """,
        good="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            226 IM Used
            IM: feed
            ETag: "v7"
        """,
    ),
    Rule(
        id="im-used-without-etag",
        source=Source("RFC 3229", "10.4.1"),
        level=Level.MUST,
        says="A 226 response has the ETag of the version that the client ends up with.",
        why="The client cannot say next time which version it has.",
        status_codes={226},
        absent="etag",
        bad="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            226 IM Used
            IM: feed
        """,
        good="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            226 IM Used
            IM: feed
            ETag: "v7"
        """,
    ),
    Rule(
        id="delta-without-base",
        source=Source("RFC 3229", "10.5.1"),
        level=Level.MUST,
        says="A delta to a client that has several versions says in Delta-Base which one it starts from.",
        why="The client applies the delta to the wrong version, and what comes out is damaged.",
        status_codes={226},
        present="im",
        absent="delta-base",
        asked="if-none-match",
        check=_may_have_any_base,
        bad="""
            GET /prices
            If-None-Match: "v5", "v6"
            A-IM: vcdiff

            226 IM Used
            IM: vcdiff
            ETag: "v7"
        """,
        good="""
            GET /prices
            If-None-Match: "v5", "v6"
            A-IM: vcdiff

            226 IM Used
            IM: vcdiff
            Delta-Base: "v6"
            ETag: "v7"
        """,
    ),
    Rule(
        id="im-without-im-used",
        source=Source("RFC 3229", "10.5.2"),
        level=Level.MUST,
        says="A response with IM has status code 226.",
        why="A cache that does not know the field stores the difference as the whole.",
        status_codes=_WITHOUT,
        present="im",
        bad="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            200 OK
            IM: feed
            ETag: "v7"
        """,
        good="""
            GET /feed
            If-None-Match: "v6"
            A-IM: feed

            226 IM Used
            IM: feed
            ETag: "v7"
        """,
    ),
)
