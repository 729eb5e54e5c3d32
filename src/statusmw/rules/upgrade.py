"""Upgrade (RFC 9110, Sections 7.8 and 15.5.22)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_protocol_list
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import connected, is_connected, is_multiplexed, trimmed


def _can_upgrade(exchange: Exchange) -> bool:
    return not is_multiplexed(exchange)


def _has_no_connection_option(exchange: Exchange) -> bool:
    return _can_upgrade(exchange) and not is_connected(exchange)


RULES: Final = (
    Rule(
        id="upgrade-required-without-upgrade",
        source=Source("RFC 9110", "15.5.22"),
        level=Level.MUST,
        says="A 426 response lists in Upgrade the protocols it would accept.",
        why="The client is told to speak another protocol, and not which.",
        status_codes={426},
        interface="asgi",
        absent="upgrade",
        check=_can_upgrade,
        bad="""
            GET /chat

            426 Upgrade Required
        """,
        good="""
            GET /chat

            426 Upgrade Required
            Connection: upgrade
            Upgrade: websocket
        """,
    ),
    Rule(
        id="upgrade-malformed",
        source=Source("RFC 9110", "7.8"),
        level=Level.MUST,
        says="Upgrade is a list of protocols, each a name with or without a version.",
        why="The client finds no protocol it knows.",
        interface="asgi",
        present="upgrade",
        valid=trimmed(is_protocol_list),
        bad="""
            GET /chat

            426 Upgrade Required
            Connection: upgrade
            Upgrade: websocket please
        """,
        good="""
            GET /chat

            426 Upgrade Required
            Connection: upgrade
            Upgrade: websocket
        """,
    ),
    Rule(
        id="upgrade-without-connection-option",
        source=Source("RFC 9110", "7.8"),
        level=Level.MUST,
        says="A response with Upgrade has the option upgrade in Connection.",
        why="A proxy that does not know the field forwards it, as if the protocol were on offer behind it.",
        interface="asgi",
        present="upgrade",
        check=_has_no_connection_option,
        repair=connected,
        bad="""
            GET /chat

            426 Upgrade Required
            Upgrade: websocket
        """,
        good="""
            GET /chat

            426 Upgrade Required
            Connection: upgrade
            Upgrade: websocket
        """,
    ),
)
