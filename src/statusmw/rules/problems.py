"""Problem details, as far as the head tells (RFC 9457)."""

from __future__ import annotations

from typing import Final

from statusmw.grammar import media_type_of
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import MAY_HAVE_CONTENT, SUCCESS

_PROBLEMS: Final = {"application/problem+json", "application/problem+xml"}


def _is_no_problem(value: str) -> bool:
    return media_type_of(value) not in _PROBLEMS


RULES: Final = (
    Rule(
        id="problem-without-content",
        source=Source("RFC 9457", "3"),
        level=Level.SHOULD,
        says="A response that is said to be a problem has content, at least an empty object.",
        why="A client that reads the label parses nothing at all, and fails on that instead of telling the problem.",
        except_methods={"HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        present="content-type",
        content=False,
        valid=_is_no_problem,
        bad="""
            GET /orders/8

            404 Not Found
            Content-Type: application/problem+json
        """,
        good="""
            GET /orders/8

            404 Not Found
            Content-Type: application/problem+json

            {}
        """,
    ),
    Rule(
        id="problem-on-success",
        source=Source("RFC 9457", "1"),
        level=Level.ADVICE,
        says="A success or a redirect is not told as a problem.",
        why="Clients that go by the media type take it for a failure.",
        status_codes={*SUCCESS, *range(300, 400)},
        present="content-type",
        valid=_is_no_problem,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/problem+json

            {}
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            {}
        """,
    ),
)
