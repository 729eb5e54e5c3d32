"""How long ago a stored response was made (RFC 9111, Section 5.1)."""

from __future__ import annotations

from typing import Final

from statusmw.grammar import is_content_length
from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import DIGITS
from statusmw.rules.shared import trimmed

RULES: Final = (
    Rule(
        id="age-malformed",
        source=Source("RFC 9111", "5.1"),
        level=Level.MUST,
        says="Age is a whole number of seconds.",
        why="Caches that cannot read it take the response for fresher than it is.",
        present="age",
        valid=trimmed(is_content_length),
        alike=DIGITS,
        bad="""
            GET /orders

            200 OK
            Age: 1.5
            Via: 1.1 cache.example
        """,
        good="""
            GET /orders

            200 OK
            Age: 1
            Via: 1.1 cache.example
        """,
    ),
    Rule(
        id="age-from-origin",
        source=Source("RFC 9111", "5.1"),
        level=Level.ADVICE,
        says="Age comes with the response of a cache, which says so in Via or Cache-Status.",
        why="Other caches take the response for one that was not made now, and keep it for a shorter time.",
        present="age",
        absent=("via", "cache-status"),
        bad="""
            GET /orders

            200 OK
            Age: 0
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
)
