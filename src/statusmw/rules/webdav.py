"""Answers for several resources at once (RFC 4918, Sections 11.1 and 13)."""

from __future__ import annotations

from typing import Final

from statusmw.grammar import media_type_of
from statusmw.rule import Level, Rule, Source


def _is_structured(value: str) -> bool:
    return media_type_of(value).endswith(("/xml", "+xml", "/json", "+json"))


RULES: Final = (
    Rule(
        id="multi-status-of-odd-type",
        source=Source("RFC 4918", "13"),
        level=Level.ADVICE,
        says="The content of a 207 response is an XML document, or JSON for clients of one's own.",
        why="The outcomes are in the content, and a client finds them only in a format that it knows.",
        status_codes={207},
        present="content-type",
        valid=_is_structured,
        bad="""
            PROPPATCH /files

            207 Multi-Status
            Content-Type: text/html

            <p>Mostly fine</p>
        """,
        good="""
            PROPPATCH /files

            207 Multi-Status
            Content-Type: application/xml

            <multistatus xmlns="DAV:"/>
        """,
    ),
    Rule(
        id="multi-status-for-single-resource",
        source=Source("RFC 4918", "11.1"),
        level=Level.ADVICE,
        says="207 answers a request that is carried out in several independent steps, as GET, HEAD and PUT are not.",
        why="A generic client takes every 2xx for a success, and never looks for the failures inside.",
        status_codes={207},
        methods={"GET", "HEAD", "PUT"},
        absent="dav",
        bad="""
            PUT /files/7

            207 Multi-Status
            Content-Type: application/json

            [{"status": 507}]
        """,
        good="""
            PUT /files/7

            507 Insufficient Storage
            Content-Type: application/problem+json

            {"status": 507}
        """,
    ),
    Rule(
        id="multi-status-with-location",
        source=Source("RFC 4918", "13.1"),
        level=Level.ADVICE,
        says="A 207 response has no Location, which is left undefined there.",
        why="The content names many resources, and no client can tell which one the field is about.",
        status_codes={207},
        present="location",
        bad="""
            POST /files

            207 Multi-Status
            Location: /files/7
            Content-Type: application/json

            [{"status": 201}]
        """,
        good="""
            POST /files

            207 Multi-Status
            Content-Type: application/json

            [{"status": 201, "location": "/files/7"}]
        """,
    ),
)
