"""Field lines as such: how they are spelt, and which have no place in a response (RFC 9110, Section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from statusmw.exchange import Exchange, FieldLine
from statusmw.rule import EVERY_FIELD, Level, Rule, Source
from statusmw.rules.shared import without

_ASCII: Final = bytes([0x09, *range(0x20, 0x7F)])
_OF_REQUESTS: Final = (
    "cookie",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "proxy-authorization",
    "referer",
    "te",
    "user-agent",
)


def _is_in_lower_case(name: str) -> bool:
    return name == name.lower()


def _with_lines(exchange: Exchange, *lines: FieldLine) -> Exchange:
    return exchange.with_response(replace(exchange.response, fields=lines))


def _in_lower_case(exchange: Exchange) -> Exchange:
    return _with_lines(exchange, *((name.lower(), value) for name, value in exchange.response.fields))


def _is_padded(exchange: Exchange) -> bool:
    return any(value != value.strip(" \t") for _, value in exchange.response.fields)


def _stripped(exchange: Exchange) -> Exchange:
    return _with_lines(exchange, *((name, value.strip(" \t")) for name, value in exchange.response.fields))


RULES: Final = (
    Rule(
        id="field-name-in-capitals",
        source=Source("ASGI HTTP", "Response Start"),
        level=Level.ADVICE,
        says="Over ASGI, the names of fields are in lower case: content-type, not Content-Type.",
        why="HTTP/2 and HTTP/3 know no other; many servers mend it, one that does not sends a malformed message.",
        interface="asgi",
        present=EVERY_FIELD,
        named=_is_in_lower_case,
        repair=_in_lower_case,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json

            []
        """,
        good="""
            GET /orders

            200 OK
            content-type: application/json

            []
        """,
    ),
    Rule(
        id="field-value-padded",
        source=Source("RFC 9110", "5.5"),
        level=Level.ADVICE,
        says="A field value, such as that of Location, has no space and no tab at its ends.",
        why="They are no part of it: most servers take them off, some fail on them, and HTTP/2 calls them malformed.",
        present=EVERY_FIELD,
        check=_is_padded,
        repair=_stripped,
        bad="""
            POST /orders

            201 Created
            Location:  /orders/7
        """,
        good="""
            POST /orders

            201 Created
            Location: /orders/7
        """,
    ),
    Rule(
        id="status-field-over-wsgi",
        source=Source("PEP 3333", "The start_response() Callable"),
        level=Level.ADVICE,
        says="A WSGI application has no field named Status: the status line says it.",
        why="Over CGI that field is the status line, so that one of the two wins and nobody can tell which.",
        interface="wsgi",
        present="status",
        bad="""
            GET /orders

            200 OK
            Status: 200 OK
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
    Rule(
        id="request-field-in-response",
        source=Source("RFC 9110", "10.1"),
        level=Level.SHOULD,
        says="A field that is defined for requests alone is not sent in a response.",
        why="It means nothing there, and one that was copied from the request may hold a secret.",
        present=_OF_REQUESTS,
        repair=without(*_OF_REQUESTS),
        bad="""
            GET /orders

            200 OK
            Cookie: session=31d4
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
    Rule(
        id="field-of-requests-with-meaning-of-its-own",
        source=Source("RFC 9110", "10.1"),
        level=Level.ADVICE,
        says="Authorization, From, Origin and Range, which are defined for requests alone, are not used in a response.",
        why="Only clients of this one server know what is meant, and whoever logs responses may log credentials.",
        present=("authorization", "from", "origin", "range"),
        bad="""
            POST /login

            200 OK
            Content-Type: application/json
            Authorization: Bearer 31d4

            {}
        """,
        good="""
            POST /login

            200 OK
            Content-Type: application/json

            {"token": "31d4"}
        """,
    ),
    Rule(
        id="field-value-outside-ascii",
        source=Source("RFC 9110", "5.5"),
        level=Level.ADVICE,
        says="A field value is written in ASCII; other text is encoded first.",
        why="What other octets mean is not laid down, so that each client shows something else.",
        present=EVERY_FIELD,
        octets=_ASCII,
        bad=r"""
            GET /report

            200 OK
            Content-Disposition: attachment; filename=\xc3\xa9tat.csv
        """,
        good="""
            GET /report

            200 OK
            Content-Disposition: attachment; filename*=UTF-8''%C3%A9tat.csv
        """,
    ),
)
