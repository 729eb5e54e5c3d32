"""Challenges (RFC 9110, Sections 11.6, 11.7, 15.5.2 and 15.5.8)."""

from __future__ import annotations

from typing import Final

from statusmw.grammar import is_challenge_list
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import trimmed

RULES: Final = (
    Rule(
        id="unauthorized-without-challenge",
        source=Source("RFC 9110", "15.5.2"),
        level=Level.MUST,
        says="A 401 response has at least one challenge in WWW-Authenticate.",
        why="A client learns that credentials are missing, but not which kind: generic ones give up.",
        status_codes={401},
        absent="www-authenticate",
        bad="""
            GET /orders

            401 Unauthorized
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer realm="orders"
        """,
    ),
    Rule(
        id="challenge-malformed",
        source=Source("RFC 9110", "11.6.1"),
        level=Level.MUST,
        says="WWW-Authenticate names at least one scheme, each followed by its parameters.",
        why="A client that cannot read the challenge has nothing to answer with.",
        present="www-authenticate",
        valid=trimmed(is_challenge_list),
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: realm="orders"
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm="orders", Bearer
        """,
    ),
    Rule(
        id="proxy-authentication-required-without-challenge",
        source=Source("RFC 9110", "15.5.8"),
        level=Level.MUST,
        says="A 407 response has a challenge in Proxy-Authenticate.",
        why="The client cannot know how to identify itself to the proxy.",
        status_codes={407},
        interface="asgi",
        absent="proxy-authenticate",
        bad="""
            GET http://shop.example/

            407 Proxy Authentication Required
        """,
        good="""
            GET http://shop.example/

            407 Proxy Authentication Required
            Proxy-Authenticate: Basic realm="proxy"
        """,
    ),
    Rule(
        id="proxy-challenge-malformed",
        source=Source("RFC 9110", "11.7.1"),
        level=Level.MUST,
        says="Proxy-Authenticate names at least one scheme, each followed by its parameters.",
        why="A client that cannot read the challenge has nothing to answer with.",
        interface="asgi",
        present="proxy-authenticate",
        valid=trimmed(is_challenge_list),
        bad="""
            GET http://shop.example/

            407 Proxy Authentication Required
            Proxy-Authenticate: Basic: realm=proxy
        """,
        good="""
            GET http://shop.example/

            407 Proxy Authentication Required
            Proxy-Authenticate: Basic realm="proxy"
        """,
    ),
)
