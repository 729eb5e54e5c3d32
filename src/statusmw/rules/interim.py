"""Interim responses and switching protocols (RFC 9110, Sections 7.8 and 15.2)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange, Request, Response
from statusmw.grammar import list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import INTERIM, is_connected, is_multiplexed, is_old, said, without_content

_WITHOUT_PROTOCOL: Final = frozenset(INTERIM) - {101}  # what follows a 101 is of the new protocol


def _was_not_offered(exchange: Exchange) -> bool:
    offered = _protocols(exchange.request)
    # A protocol may be offered without version and chosen with one, or the other way round.
    names = offered | {protocol.partition("/")[0] for protocol in offered}
    return not all(chosen in names or chosen.partition("/")[0] in offered for chosen in _protocols(exchange.response))


def _protocols(message: Request | Response) -> set[str]:
    return {protocol.lower() for protocol in list_members(said(message, "upgrade"))}


def _ends_here(exchange: Exchange) -> bool:
    # Some WSGI servers take the connection over, for WebSocket, once the application has answered with 101.
    return not (
        exchange.response.status_code == 101
        and exchange.request.interface == "wsgi"
        and exchange.response.has("upgrade")
        and is_connected(exchange)
        and not _was_not_offered(exchange)
    )


RULES: Final = (
    Rule(
        id="interim-as-final",
        source=Source("RFC 9110", "15.2"),
        level=Level.MUST,
        says="A 1xx response is followed by another one, so that it is never the only answer to a request.",
        why="The client goes on waiting for the final response, which the gateway interface cannot send any more.",
        status_codes=INTERIM,
        check=_ends_here,
        unsendable=True,
        bad="""
            GET /orders

            103 Early Hints
            Link: </style.css>; rel=preload; as=style
        """,
        good="""
            GET /orders

            200 OK
            Link: </style.css>; rel=preload; as=style
        """,
    ),
    Rule(
        id="interim-to-http-1-0",
        source=Source("RFC 9110", "15.2"),
        level=Level.MUST,
        says="A 1xx response is not sent to a client of HTTP/1.0.",
        why="HTTP/1.0 has no such responses: the client takes it for the final one.",
        status_codes=INTERIM,
        check=is_old,
        bad="""
            POST /orders HTTP/1.0

            100 Continue
        """,
        good="""
            POST /orders HTTP/1.0

            201 Created
            Location: /orders/7
        """,
    ),
    Rule(
        id="interim-with-content",
        source=Source("RFC 9110", "15.2"),
        level=Level.MUST,
        says="A 1xx response ends with its fields: it has no content.",
        why="Whatever follows is read as the beginning of the final response.",
        status_codes=_WITHOUT_PROTOCOL,
        content=True,
        repair=without_content,
        bad="""
            GET /orders

            102 Processing
            Content-Type: text/plain

            please wait
        """,
        good="""
            GET /orders

            202 Accepted
            Content-Type: text/plain

            please wait
        """,
    ),
    Rule(
        id="switching-protocols-without-upgrade",
        source=Source("RFC 9110", "15.2.2"),
        level=Level.MUST,
        says="A 101 response names the protocol it switches to in Upgrade.",
        why="The two sides have to agree on what the next byte means.",
        status_codes={101},
        interface="asgi",
        absent="upgrade",
        bad="""
            GET /chat
            Connection: upgrade
            Upgrade: websocket

            101 Switching Protocols
        """,
        good="""
            GET /chat
            Connection: upgrade
            Upgrade: websocket

            200 OK
        """,
    ),
    Rule(
        id="switching-protocols-not-offered",
        source=Source("RFC 9110", "7.8"),
        level=Level.MUST,
        says="A 101 response switches only to a protocol that the request offers in Upgrade.",
        why="The client cannot speak what it did not offer, and the connection is lost.",
        status_codes={101},
        interface="asgi",
        present="upgrade",
        check=_was_not_offered,
        bad="""
            GET /chat

            101 Switching Protocols
            Connection: upgrade
            Upgrade: websocket
        """,
        good="""
            GET /chat

            426 Upgrade Required
            Connection: upgrade
            Upgrade: websocket
        """,
    ),
    Rule(
        id="switching-protocols-over-http-2",
        source=Source("RFC 9113", "8.6"),
        level=Level.MUST,
        says="A 101 response is not sent over HTTP/2 or HTTP/3.",
        why="Many requests share the connection there: it cannot be handed over to another protocol.",
        status_codes={101},
        check=is_multiplexed,
        bad="""
            GET /chat HTTP/2

            101 Switching Protocols
        """,
        good="""
            GET /chat HTTP/2

            200 OK
        """,
    ),
)
