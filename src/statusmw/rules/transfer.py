"""Fields about one connection: Transfer-Encoding, Connection, Trailer (RFC 9110, Section 6.5; RFC 9112, Section 6)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import is_multiplexed, is_old, measured, said, without

_OF_THE_CONNECTION: Final = ("keep-alive", "proxy-connection", "transfer-encoding", "upgrade")
_NO_TRAILERS: Final = frozenset({
    "age",
    "allow",
    "authorization",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "cookie",
    "date",
    "expect",
    "expires",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "location",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "retry-after",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "www-authenticate",
})  # fmt: skip


def may_be_trailer(name: str) -> bool:
    """Whether a field is not one of those that are no use behind the content (RFC 9110, Section 6.5.1)."""
    return name.lower() not in _NO_TRAILERS


def _names_trailers(value: str) -> bool:
    return all(map(may_be_trailer, list_members(value)))


def _is_not_just_chunked(exchange: Exchange) -> bool:
    # To the letter: there are servers that know it in no other way.
    return [value.lower() for value in exchange.response.values("transfer-encoding")] != ["chunked"]


def _speaks_of_the_connection(exchange: Exchange) -> bool:
    # Servers take `Connection: close` for a wish of the application's and do not send it where it cannot be sent.
    options = exchange.response.value("connection")
    return is_multiplexed(exchange) and (
        any(exchange.response.has(name) for name in _OF_THE_CONNECTION)
        or (options is not None and options.strip().lower() != "close")
    )


def _without_connection(exchange: Exchange) -> Exchange:
    options = said(exchange.response, "connection").lower()
    return exchange.without(*_OF_THE_CONNECTION, *(() if options == "close" else ("connection",)))


def _framed_once(exchange: Exchange) -> Exchange:
    """The repair that leaves the framing to the server: Transfer-Encoding would have overridden the length."""
    bare = exchange.without("transfer-encoding")
    known = exchange.content is not None and exchange.content.complete
    return measured(bare) if known else bare.without("content-length")


RULES: Final = (
    Rule(
        id="content-length-with-transfer-encoding",
        source=Source("RFC 9112", "6.2"),
        level=Level.MUST,
        says="A response with Transfer-Encoding has no Content-Length.",
        why="A proxy that goes by one and a client that goes by the other disagree on where the response ends.",
        present="transfer-encoding",
        beside="content-length",
        repair=_framed_once,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Length: 2
            Transfer-Encoding: chunked

            {}
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Length: 2

            {}
        """,
    ),
    Rule(
        id="transfer-encoding-over-wsgi",
        source=Source("PEP 3333", "Other HTTP Features"),
        level=Level.MUST,
        says="A WSGI application leaves Transfer-Encoding to the server.",
        why="Some servers send the field on without coding the content so, and the client cannot read it.",
        interface="wsgi",
        present="transfer-encoding",
        repair=without("transfer-encoding"),
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Transfer-Encoding: chunked

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
        id="transfer-encoding-over-asgi",
        source=Source("ASGI HTTP", "Response Start"),
        level=Level.MUST,
        says="An ASGI application names no transfer coding but chunked: the server alone codes what it sends.",
        why="Some servers send the field on without coding the content so, and clients refuse the response.",
        interface="asgi",
        present="transfer-encoding",
        check=_is_not_just_chunked,
        repair=without("transfer-encoding"),
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Transfer-Encoding: gzip, chunked

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
        id="transfer-encoding-to-http-1-0",
        source=Source("RFC 9112", "6.1"),
        level=Level.MUST,
        says="A response to an HTTP/1.0 request has no Transfer-Encoding.",
        why="HTTP/1.0 does not know the field: the client takes the sizes of the chunks for content.",
        present="transfer-encoding",
        check=is_old,
        repair=without("transfer-encoding"),
        bad="""
            GET /orders HTTP/1.0

            200 OK
            Content-Type: application/json
            Transfer-Encoding: chunked

            {}
        """,
        good="""
            GET /orders HTTP/1.0

            200 OK
            Content-Type: application/json

            {}
        """,
    ),
    Rule(
        id="connection-field-over-http-2",
        source=Source("RFC 9113", "8.2.2"),
        level=Level.MUST,
        says="A response over HTTP/2 or HTTP/3 has no field that is about the connection.",
        why="Clients have to treat such a response as malformed and throw it away.",
        interface="asgi",
        present=("connection", *_OF_THE_CONNECTION),
        check=_speaks_of_the_connection,
        repair=_without_connection,
        bad="""
            GET /orders HTTP/2

            200 OK
            Content-Type: application/json
            Keep-Alive: timeout=5

            {}
        """,
        good="""
            GET /orders HTTP/2

            200 OK
            Content-Type: application/json

            {}
        """,
    ),
    Rule(
        id="trailer-names-forbidden-field",
        source=Source("RFC 9110", "6.5.1"),
        level=Level.MUST,
        says="Trailer names only fields that may be trailers.",
        why="What frames, routes or describes content is needed before it; a recipient drops it or is led astray.",
        interface="asgi",
        present="trailer",
        valid=_names_trailers,
        bad="""
            GET /report

            200 OK
            Content-Type: text/csv
            Trailer: Content-Length

            a,b
        """,
        good="""
            GET /report

            200 OK
            Content-Type: text/csv
            Trailer: Server-Timing

            a,b
        """,
    ),
)
