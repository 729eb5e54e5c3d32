"""The status code itself, and the status line of WSGI (RFC 9110, Section 15; RFC 9112, Section 4)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_reason_phrase
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import FINAL, spelt
from statusmw.status import REGISTERED, STATUS_CODES

_BEYOND: Final = range(600, 1000)
_FORWARDED: Final = "via"  # what another server answered is not the application's to choose
_OF_VENDORS: Final = frozenset(STATUS_CODES).difference(REGISTERED).intersection(FINAL)
_UNREGISTERED: Final = frozenset(FINAL).difference(STATUS_CODES)


def _is_number(exchange: Exchange) -> bool:
    return all(place != "status" for place, _ in exchange.response.odd)


def _is_spelt(phrase: str | None) -> bool:
    return phrase is not None and phrase == phrase.strip(" \t")


def _is_printable(phrase: str | None) -> bool:
    return phrase is None or is_reason_phrase(phrase)


RULES: Final = (
    Rule(
        id="status-code-unreadable",
        source=Source("RFC 9110", "15"),
        level=Level.MUST,
        says="A status code is an integer of three digits, given as the gateway interface wants it.",
        why=(
            "Servers differ widely on what is no status code: some close the connection, some never answer, "
            "some write it out as it is, and one is known to end its process."
        ),
        odd="status",
        unsendable=True,
        bad="""
            GET /orders/7

            not found
        """,
        good="""
            GET /orders/7

            404 Not Found
        """,
    ),
    Rule(
        id="status-code-below-100",
        source=Source("RFC 9110", "15"),
        level=Level.MUST,
        says="A status code is not below 100.",
        why="Such a code belongs to no class, so that a client can neither succeed nor fail in an orderly way.",
        status_codes=range(100),
        check=_is_number,
        unsendable=True,
        bad="""
            GET /orders

            099 Custom
        """,
        good="""
            GET /orders

            500 Internal Server Error
        """,
    ),
    Rule(
        id="status-code-above-599",
        source=Source("RFC 9110", "15"),
        level=Level.MUST,
        says="A status code is not above 599.",
        why=(
            "Clients are told to take such a code for a server error, whatever it was meant to say; "
            "servers may close the connection instead of sending it."
        ),
        status_codes=_BEYOND,
        unsendable=True,
        bad="""
            GET /orders

            777 Custom
        """,
        good="""
            GET /orders

            503 Service Unavailable
        """,
    ),
    Rule(
        id="status-code-unregistered",
        source=Source("RFC 9205", "4.6"),
        level=Level.MUST,
        says="A status code is one of the registered ones.",
        why="A generic client takes an unknown code for the first one of its class; what else it says is lost.",
        status_codes=_UNREGISTERED,
        absent=_FORWARDED,
        bad="""
            POST /orders

            299 Fine
        """,
        good="""
            POST /orders

            200 OK
        """,
    ),
    Rule(
        id="status-code-of-vendor",
        source=Source("RFC 9205", "4.6"),
        level=Level.MUST,
        says="A status code is a registered one, not one that a vendor made up for itself.",
        why=(
            "The number means something to one product's users only. There is a registered code that says it "
            "to everybody; `statusmw.status` tells which."
        ),
        status_codes=_OF_VENDORS,
        absent=_FORWARDED,
        bad="""
            POST /form

            419 Page Expired
        """,
        good="""
            POST /form

            403 Forbidden
        """,
    ),
    Rule(
        id="use-proxy-deprecated",
        source=Source("RFC 9110", "15.4.6"),
        level=Level.SHOULD,
        says="Status code 305 is deprecated and not sent.",
        why="Clients ignore it, because a server that picks its clients' proxy could read everything they send.",
        status_codes={305},
        bad="""
            GET /

            305 Use Proxy
            Location: http://proxy.example/
        """,
        good="""
            GET /

            307 Temporary Redirect
            Location: http://mirror.example/
        """,
    ),
    Rule(
        id="status-code-reserved",
        source=Source("RFC 9110", "15.4.7"),
        level=Level.SHOULD,
        says="Status code 306 is reserved and not sent.",
        why="It has no meaning any more, so that no client knows what to do with it.",
        status_codes={306},
        bad="""
            GET /

            306 Switch Proxy
        """,
        good="""
            GET /

            307 Temporary Redirect
            Location: http://mirror.example/
        """,
    ),
    Rule(
        id="not-extended-obsolete",
        source=Source("IANA"),
        level=Level.SHOULD,
        says="Status code 510 is obsolete and not sent.",
        why="The experiment it belonged to has ended; clients see a server error and nothing more.",
        status_codes={510},
        bad="""
            GET /orders

            510 Not Extended
        """,
        good="""
            GET /orders

            501 Not Implemented
        """,
    ),
    Rule(
        id="status-line-malformed",
        source=Source("PEP 3333", "The start_response() Callable"),
        level=Level.MUST,
        says="A WSGI status line is a status code, one space, and a reason phrase without whitespace around it.",
        why="Several servers copy the line as it is, and a client may then fail to find the end of the code.",
        interface="wsgi",
        phrase=_is_spelt,
        repair=spelt,
        bad="""
            GET /orders

            200
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
    Rule(
        id="reason-phrase-unprintable",
        source=Source("RFC 9112", "4"),
        level=Level.MUST,
        says="A reason phrase has no control characters but the tab, and nothing outside ISO 8859-1.",
        why="A line break in it ends the status line: what follows is taken for fields or for another response.",
        interface="wsgi",
        phrase=_is_printable,
        unsendable=True,
        bad=r"""
            GET /orders

            200 OK\r\nSet-Cookie: session=stolen
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
)
