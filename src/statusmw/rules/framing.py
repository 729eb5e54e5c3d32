"""Where a message ends: Content-Length (RFC 9110, Section 8.6; RFC 9112, Section 6)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import DIGITS
from statusmw.rules.shared import HANDED_OVER, MAY_HAVE_CONTENT, SUCCESS, counted, measured


def _can_be_counted(value: str) -> bool:
    return counted(value) is not None


def _is_long_enough(value: str, sent: int) -> bool:
    length = counted(value)
    return length is None or length >= sent


def _is_short_enough(value: str, sent: int) -> bool:
    length = counted(value)
    return length is None or length <= sent


def _lengths(exchange: Exchange) -> list[int | str]:
    """What each line says, as a number where it is one: 05 is 5."""
    values = [value.strip(" \t") for value in exchange.response.values("content-length")]
    return [value if (length := counted(value)) is None else length for value in values]


def _measured(exchange: Exchange) -> Exchange:
    # A tunnel has no length at all, and another rule takes it away.
    is_tunnel = exchange.request.method == "CONNECT" and exchange.response.status_code in SUCCESS
    return exchange if is_tunnel else measured(exchange)


def _differ(exchange: Exchange) -> bool:
    return len(set(_lengths(exchange))) > 1


def _repeat(exchange: Exchange) -> bool:
    found = _lengths(exchange)
    return len(found) > 1 and len(set(found)) == 1


def _on_one_line(exchange: Exchange) -> Exchange:
    """The repair that makes one line of several that say the same."""
    if not _repeat(exchange):
        return exchange
    return exchange.with_field("content-length", exchange.response.values("content-length")[0])


RULES: Final = (
    Rule(
        id="content-length-malformed",
        source=Source("RFC 9110", "8.6"),
        level=Level.MUST,
        says="Content-Length is a number of bytes in decimal digits, at most 20 of them, and nothing else.",
        why="Recipients that repair such a value differently disagree on where the response ends.",
        present="content-length",
        valid=_can_be_counted,
        alike=DIGITS,
        repair=measured,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Length: +2

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
        id="content-length-conflict",
        source=Source("RFC 9110", "5.3"),
        level=Level.MUST,
        says="A response does not have two different values of Content-Length.",
        why="A proxy believes one and the client the other: what lies between the two is a response of its own.",
        repeated="content-length",
        check=_differ,
        unsendable=True,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Length: 2
            Content-Length: 20

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
        id="content-length-repeated",
        source=Source("RFC 9110", "5.3"),
        level=Level.MUST,
        says="Content-Length stands on one line.",
        why="Strict recipients refuse a response that gives its length twice, even if both say the same.",
        repeated="content-length",
        check=_repeat,
        repair=_on_one_line,
        bad="""
            GET /orders

            200 OK
            Content-Type: application/json
            Content-Length: 2
            Content-Length: 2

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
        id="content-length-too-long",
        source=Source("RFC 9110", "8.6"),
        level=Level.MUST,
        says="Content-Length does not promise more bytes than are sent.",
        why="The client waits for the rest until it gives up, and has to take what it got for damaged.",
        except_methods={"HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        absent=("transfer-encoding", *HANDED_OVER),
        present="content-length",
        fits=_is_short_enough,
        repair=_measured,
        bad="""
            GET /greeting

            200 OK
            Content-Type: text/plain
            Content-Length: 50

            Hello
        """,
        good="""
            GET /greeting

            200 OK
            Content-Type: text/plain
            Content-Length: 5

            Hello
        """,
    ),
    Rule(
        id="content-length-too-short",
        source=Source("RFC 9110", "8.6"),
        level=Level.MUST,
        says="Content-Length does not promise fewer bytes than are sent.",
        why="The surplus is read as the next response on the connection, perhaps by another client.",
        except_methods={"HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        absent=("transfer-encoding", *HANDED_OVER),
        present="content-length",
        fits=_is_long_enough,
        repair=_measured,
        bad=r"""
            GET /greeting

            200 OK
            Content-Type: text/plain; charset=utf-8
            Content-Length: 9

            Grüß Gott
        """,
        good=r"""
            GET /greeting

            200 OK
            Content-Type: text/plain; charset=utf-8
            Content-Length: 11

            Grüß Gott
        """,
    ),
)
