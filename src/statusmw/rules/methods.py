"""Methods that are not allowed, and Allow (RFC 9110, Sections 9.1, 10.2.1 and 15.5.6)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_allow, list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import METHODS, rewritten, said, trimmed

_BETWEEN: Final = re.compile(r"[ \t,;|/()\[\]{}'\"]+")

# The method that was refused is the one that stands here.
_OTHER_METHOD: Final = ("x-http-method", "x-http-method-override", "x-method-override")


def _lists_the_refused_method(exchange: Exchange) -> bool:
    return exchange.request.method in list_members(said(exchange.response, "allow"))


def _is_without_get(value: str) -> bool:
    return "GET" not in list_members(value)


def _with_commas(value: str) -> str | None:
    methods = _BETWEEN.sub(" ", value).split()
    # Among methods that nobody knows, what was meant as one of them cannot be told.
    return ", ".join(methods) if methods and METHODS.issuperset(methods) else None


RULES: Final = (
    Rule(
        id="method-not-allowed-without-allow",
        source=Source("RFC 9110", "15.5.6"),
        level=Level.MUST,
        says="A 405 response lists in Allow the methods that the target resource does support.",
        why="The client knows what does not work, and has to guess what does.",
        status_codes={405},
        absent="allow",
        bad="""
            DELETE /orders

            405 Method Not Allowed
        """,
        good="""
            DELETE /orders

            405 Method Not Allowed
            Allow: GET, HEAD, POST
        """,
    ),
    Rule(
        id="allow-malformed",
        source=Source("RFC 9110", "10.2.1"),
        level=Level.MUST,
        says="Allow is a list of methods with commas in between; it may be empty.",
        why="A client that splits the value at its commas finds methods that do not exist.",
        present="allow",
        valid=trimmed(is_allow),
        repair=rewritten(_with_commas, "allow"),
        bad="""
            DELETE /orders

            405 Method Not Allowed
            Allow: GET HEAD POST
        """,
        good="""
            DELETE /orders

            405 Method Not Allowed
            Allow: GET, HEAD, POST
        """,
    ),
    Rule(
        id="allow-lists-refused-method",
        source=Source("RFC 9110", "15.5.6"),
        level=Level.SHOULD,
        says="The Allow of a 405 response does not list the method that was refused.",
        why="The status code says no and the field says yes; a client that trusts the field tries again.",
        status_codes={405},
        unasked=_OTHER_METHOD,
        present="allow",
        check=_lists_the_refused_method,
        bad="""
            DELETE /orders

            405 Method Not Allowed
            Allow: GET, HEAD, DELETE
        """,
        good="""
            DELETE /orders

            405 Method Not Allowed
            Allow: GET, HEAD
        """,
    ),
    Rule(
        id="head-refused-where-get-is-allowed",
        source=Source("RFC 9110", "9.1"),
        level=Level.SHOULD,
        says="HEAD is supported wherever GET is.",
        why="Link checkers and download managers ask with HEAD first, and take the resource for missing.",
        status_codes={405},
        methods={"HEAD"},
        present="allow",
        valid=_is_without_get,
        bad="""
            HEAD /orders

            405 Method Not Allowed
            Allow: GET, POST
        """,
        good="""
            HEAD /orders

            200 OK
            Content-Type: application/json
        """,
    ),
)
