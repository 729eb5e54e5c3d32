"""What a resource says of itself in answer to OPTIONS (RFC 9110, Section 9.3.7; RFC 5789, Section 3.1)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members
from statusmw.rule import Level, Rule, Source

_WORKED: Final = frozenset({200, 204})
_CAPABILITIES: Final = (
    "accept-patch",
    "accept-post",
    "accept-query",
    "accept-ranges",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "allow",
    "dav",
    "tus-version",
    "upload-limit",
)


def _is_about_one_resource(exchange: Exchange) -> bool:
    return exchange.request.target != "*"


def _is_without_patch(value: str) -> bool:
    return "PATCH" not in list_members(value)


RULES: Final = (
    Rule(
        id="options-without-capabilities",
        source=Source("RFC 9110", "9.3.7"),
        level=Level.ADVICE,
        says="A successful response to OPTIONS says in Allow or the like what the resource can do.",
        why="The client asked for nothing else, and learns nothing.",
        status_codes=_WORKED,
        methods={"OPTIONS"},
        absent=_CAPABILITIES,
        check=_is_about_one_resource,
        bad="""
            OPTIONS /orders

            204 No Content
        """,
        good="""
            OPTIONS /orders

            204 No Content
            Allow: GET, HEAD, POST
        """,
    ),
    Rule(
        id="options-without-patch-formats",
        source=Source("RFC 5789", "3.1"),
        level=Level.ADVICE,
        says="A response to OPTIONS that lists PATCH in Allow lists the formats of patches in Accept-Patch.",
        why="The client knows that it may send a patch, and has to guess in which format.",
        status_codes=_WORKED,
        methods={"OPTIONS"},
        present="allow",
        absent="accept-patch",
        valid=_is_without_patch,
        bad="""
            OPTIONS /orders/7

            204 No Content
            Allow: GET, HEAD, PATCH
        """,
        good="""
            OPTIONS /orders/7

            204 No Content
            Accept-Patch: application/merge-patch+json
            Allow: GET, HEAD, PATCH
        """,
    ),
)
