"""Codes that say of a request what it was not (RFC 9110, Section 15.5)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_allow, is_content_length, list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import METHODS, came_without_content, said

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
_LONG: Final = 8000  # octets of a URI that RFC 9110 recommends to take


def _omits_get(exchange: Exchange) -> bool:
    lines = exchange.response.values("allow")
    return all(is_allow(line.strip(" \t")) for line in lines) and "GET" not in list_members(", ".join(lines))


def _had_a_length(exchange: Exchange) -> bool:
    return is_content_length(said(exchange.request, "content-length"))


def _announced_no_content(exchange: Exchange) -> bool:
    request = exchange.request
    names = {name.lower() for name, _ in request.fields} - {"content-length"}
    # Uploads in several requests tell the length of the whole in fields of their own, or in the query.
    announced = any("length" in name or "size" in name for name in names)
    return came_without_content(exchange) and not announced and (request.method in _SAFE or "?" not in request.target)


def _had_a_short_target(exchange: Exchange) -> bool:
    return len(exchange.request.target.encode("utf-8", "surrogatepass")) < _LONG


def _expected_to_continue(exchange: Exchange) -> bool:
    return said(exchange.request, "expect").lower() == "100-continue"


def _offered_the_protocol(exchange: Exchange) -> bool:
    offered, wanted = (
        {protocol.lower() for protocol in list_members(said(message, "upgrade"))}
        for message in (exchange.request, exchange.response)
    )
    return bool(offered & wanted)


RULES: Final = (
    Rule(
        id="method-unknown-refused-as-not-allowed",
        source=Source("RFC 9110", "9.1"),
        level=Level.ADVICE,
        says="A method that nobody knows is answered with 501, not with 405.",
        why="The client learns from 405 that other resources support the method.",
        status_codes={405},
        except_methods=METHODS,
        bad="""
            BREW /orders

            405 Method Not Allowed
            Allow: GET, HEAD
        """,
        good="""
            BREW /orders

            501 Not Implemented
        """,
    ),
    Rule(
        id="allow-without-served-method",
        source=Source("RFC 9110", "10.2.1"),
        level=Level.SHOULD,
        says="The Allow of a response that serves GET lists GET.",
        why="A client that trusts the field does not ask again for what it has just got.",
        status_codes={200, 203, 206},
        methods={"GET"},
        present="allow",
        check=_omits_get,
        bad="""
            GET /orders

            200 OK
            Allow: POST
        """,
        good="""
            GET /orders

            200 OK
            Allow: GET, HEAD, POST
        """,
    ),
    Rule(
        id="conflict-with-safe-method",
        source=Source("RFC 9110", "15.5.10"),
        level=Level.ADVICE,
        says="409 answers a request to change something.",
        why="There is nothing for a reader to resolve; 404 or 503 tell that the representation is not there yet.",
        status_codes={409},
        methods=_SAFE,
        bad="""
            GET /reports/7

            409 Conflict
            Content-Type: text/plain

            The report is not ready.
        """,
        good="""
            GET /reports/7

            503 Service Unavailable
            Retry-After: 30
        """,
    ),
    Rule(
        id="length-required-though-given",
        source=Source("RFC 9110", "15.5.12"),
        level=Level.SHOULD,
        says="411 answers a request without Content-Length.",
        why="The client is told to send what it has sent, and repeats itself or gives up.",
        status_codes={411},
        asked="content-length",
        # With a coding, some want the length without it in a field of their own.
        unasked=("content-encoding", "transfer-encoding"),
        check=_had_a_length,
        bad="""
            POST /orders
            Content-Length: 42

            411 Length Required
        """,
        good="""
            POST /orders
            Transfer-Encoding: chunked

            411 Length Required
        """,
    ),
    Rule(
        id="content-too-large-without-content",
        source=Source("RFC 9110", "15.5.14"),
        level=Level.SHOULD,
        says="413 answers a request with content.",
        why="The client cannot make smaller what it did not send; 414 is for a long target, 431 for long fields.",
        status_codes={413},
        unasked="expect",
        check=_announced_no_content,
        bad="""
            GET /orders?page_size=1000000

            413 Content Too Large
        """,
        good="""
            GET /orders?page_size=1000000

            400 Bad Request
        """,
    ),
    Rule(
        id="uri-too-long-though-short",
        source=Source("RFC 9110", "4.1"),
        level=Level.ADVICE,
        says="A URI of fewer than 8000 octets is not refused as too long.",
        why="Clients and the services in between rely on that much, and have no way to say the same more briefly.",
        status_codes={414},
        check=_had_a_short_target,
        bad="""
            GET /orders?ids=1,2,3

            414 URI Too Long
        """,
        good="""
            GET /orders?ids=1,2,3

            400 Bad Request
        """,
    ),
    Rule(
        id="expectation-failed-without-expectation",
        source=Source("RFC 9110", "15.5.18"),
        level=Level.SHOULD,
        says="417 answers a request with Expect.",
        why="The client cannot take back an expectation that it did not have.",
        status_codes={417},
        unasked="expect",
        bad="""
            POST /orders

            417 Expectation Failed
        """,
        good="""
            POST /orders
            Expect: 200-ok

            417 Expectation Failed
        """,
    ),
    Rule(
        id="continue-refused",
        source=Source("RFC 9110", "10.1.1"),
        level=Level.ADVICE,
        says="A request whose one expectation is 100-continue is answered as one without, not with 417.",
        why="A client takes 417 for a server that cannot do so, and sends the same request once more.",
        status_codes={417},
        asked="expect",
        check=_expected_to_continue,
        bad="""
            PUT /files/7
            Expect: 100-continue
            Content-Length: 1000000

            417 Expectation Failed
        """,
        good="""
            PUT /files/7
            Expect: 100-continue
            Content-Length: 1000000

            413 Content Too Large
        """,
    ),
    Rule(
        id="unprocessable-content-without-content",
        source=Source("RFC 9110", "15.5.21"),
        level=Level.ADVICE,
        says="422 answers a request with content.",
        why="The client looks for the mistake in content that it did not send; 400 or 404 are about path and query.",
        status_codes={422},
        check=came_without_content,
        bad="""
            GET /orders?page=first

            422 Unprocessable Content
        """,
        good="""
            GET /orders?page=first

            400 Bad Request
        """,
    ),
    Rule(
        id="upgrade-required-though-offered",
        source=Source("RFC 9110", "15.5.22"),
        level=Level.ADVICE,
        says="A request that offers a protocol in Upgrade is not asked with 426 to offer the same protocol.",
        why="The client is told to do what it has done; 101 would have been the way to agree.",
        status_codes={426},
        interface="asgi",
        asked="upgrade",
        unasked="sec-websocket-version",
        present="upgrade",
        check=_offered_the_protocol,
        bad="""
            GET /chat
            Connection: upgrade
            Upgrade: irc/6.9

            426 Upgrade Required
            Connection: upgrade
            Upgrade: IRC/6.9
        """,
        good="""
            GET /chat
            Connection: upgrade
            Upgrade: irc/6.9

            426 Upgrade Required
            Connection: upgrade
            Upgrade: websocket
        """,
    ),
)
