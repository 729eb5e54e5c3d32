"""What a 2xx response says of the work that was done (RFC 9110, Sections 8.7, 9.3 and 15.3)."""

from __future__ import annotations

from typing import Final

from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import PATH

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MONITORS: Final = ("content-location", "link", "location", "operation-location")
_STORABLE_BY: Final = ("cache-control", "etag", "expires", "last-modified")


def _is_without_fragment(value: str) -> bool:
    return "#" not in value


RULES: Final = (
    Rule(
        id="put-with-odd-success-code",
        source=Source("RFC 9110", "9.3.4"),
        level=Level.MUST,
        says="A PUT that has worked is answered with 201, 200 or 204, and one that has yet to work with 202.",
        why="Only these codes tell the client whether it made the resource or replaced it.",
        status_codes={205, 208, 226},
        methods={"PUT"},
        bad="""
            PUT /orders/7

            205 Reset Content
        """,
        good="""
            PUT /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="delete-with-odd-success-code",
        source=Source("RFC 9110", "9.3.5"),
        level=Level.SHOULD,
        says="A DELETE that has worked is answered with 204 or 200, and one that has yet to work with 202.",
        why="Any other code says that something else than a removal took place.",
        status_codes={201, 205, 208, 226},
        methods={"DELETE"},
        bad="""
            DELETE /orders/7

            201 Created
        """,
        good="""
            DELETE /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="created-with-fragment",
        source=Source("RFC 9110", "10.2.2"),
        level=Level.ADVICE,
        says="The Location of a 201 response names the new resource itself, not a fragment of another one.",
        why="A client that asks for it gets the other resource: fragments are never sent.",
        status_codes={201},
        present="location",
        valid=_is_without_fragment,
        alike=PATH,
        bad="""
            POST /orders

            201 Created
            Location: /orders#7
        """,
        good="""
            POST /orders

            201 Created
            Location: /orders/7
        """,
    ),
    Rule(
        id="created-with-content-location-of-nothing",
        source=Source("RFC 9110", "8.7"),
        level=Level.ADVICE,
        says="A 201 response with Content-Location has content, which that field is about.",
        why="The field names where the enclosed content is found; the new resource itself belongs in Location.",
        status_codes={201},
        present="content-location",
        content=False,
        bad="""
            PUT /orders/7

            201 Created
            Content-Location: /orders/7
        """,
        good="""
            PUT /orders/7

            201 Created
            Content-Location: /orders/7
            Content-Type: application/json

            {"id": 7}
        """,
    ),
    Rule(
        id="created-without-content",
        source=Source("RFC 9110", "9.3.3"),
        level=Level.ADVICE,
        says="A 201 response to POST describes in its content what was made, unless the client preferred it short.",
        why="The client has to ask once more before it knows what the server made of its request.",
        status_codes={201},
        methods={"POST"},
        unasked="prefer",
        content=False,
        bad="""
            POST /orders

            201 Created
            Location: /orders/7
        """,
        good="""
            POST /orders

            201 Created
            Location: /orders/7
            Content-Type: application/json

            {"id": 7}
        """,
    ),
    Rule(
        id="accepted-without-monitor",
        source=Source("RFC 9110", "15.3.3"),
        level=Level.ADVICE,
        says="A 202 response says how the work is going, or where that can be asked.",
        why="The client never learns whether the work was done.",
        status_codes={202},
        except_methods=_SAFE,
        absent=_MONITORS,
        content=False,
        bad="""
            POST /reports

            202 Accepted
        """,
        good="""
            POST /reports

            202 Accepted
            Location: /reports/7/status
        """,
    ),
    Rule(
        id="accepted-from-safe-method",
        source=Source("RFC 9110", "15.3.3"),
        level=Level.ADVICE,
        says="202 answers a request that starts some work, which one with a safe method does not.",
        why="A generic client takes the state of the work for the representation it asked for.",
        status_codes={202},
        methods=_SAFE,
        bad="""
            GET /reports/7

            202 Accepted
            Retry-After: 30
            Location: /reports/7/status
        """,
        good="""
            GET /reports/7

            200 OK
            Content-Type: application/json

            {"state": "running"}
        """,
    ),
    Rule(
        id="ok-without-content",
        source=Source("RFC 9110", "15.3.1"),
        level=Level.ADVICE,
        says="A 200 response to GET has content, or says by its length that there is none to have.",
        why="A client cannot tell an empty representation from one that was forgotten; 204 says it openly.",
        status_codes={200},
        methods={"GET"},
        absent=("content-length", "etag", "location"),
        content=False,
        bad="""
            GET /orders

            200 OK
        """,
        good="""
            GET /orders

            204 No Content
        """,
    ),
    Rule(
        id="ok-without-validator",
        source=Source("RFC 9110", "15.3.1"),
        level=Level.ADVICE,
        says="A 200 response that leaves its caching open has an ETag or Last-Modified.",
        why="A cache or client that has stored it can only fetch all of it again.",
        status_codes={200},
        methods={"GET", "HEAD"},
        absent=_STORABLE_BY,
        bad="""
            GET /orders/7

            200 OK
            Content-Type: application/json

            {"id": 7}
        """,
        good="""
            GET /orders/7

            200 OK
            Content-Type: application/json
            ETag: "v7"

            {"id": 7}
        """,
    ),
)
