"""Status codes that fit few occasions, and what goes with them seldom (RFC 9110, Section 15)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import is_multiplexed, said, without


def _is_not_deep(exchange: Exchange) -> bool:
    implied = "infinity" if exchange.request.method == "PROPFIND" else "0"
    return (said(exchange.request, "depth").lower() or implied) != "infinity"


def _cannot_follow(exchange: Exchange) -> bool:
    return not is_multiplexed(exchange)


def _of_length_zero(exchange: Exchange) -> Exchange:
    return exchange if exchange.length else exchange.with_field("content-length", "0")


RULES: Final = (
    Rule(
        id="no-content-to-get",
        source=Source("RFC 9110", "15.3.5"),
        level=Level.ADVICE,
        says="204 does not answer GET: what is empty has a representation, and what is not there is 404.",
        why="A client that asked for a representation has to treat its absence as a case of its own.",
        status_codes={204},
        methods={"GET"},
        bad="""
            GET /orders

            204 No Content
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            []
        """,
    ),
    Rule(
        id="no-content-with-content-type",
        source=Source("RFC 9110", "15.3.5"),
        level=Level.ADVICE,
        says="A 204 response needs no Content-Type.",
        why="It labels nothing, and some checkers and clients refuse it.",
        status_codes={204},
        present="content-type",
        bad="""
            DELETE /orders/7

            204 No Content
            Content-Type: application/json
        """,
        good="""
            DELETE /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="reset-content-without-length",
        source=Source("RFC 9112", "6.3"),
        level=Level.ADVICE,
        says="A 205 response says in Content-Length that there are no bytes to come.",
        why="It is framed like any other response: where the server adds no length, the client waits for the end.",
        status_codes={205},
        absent=("content-length", "transfer-encoding"),
        repair=_of_length_zero,
        bad="""
            POST /form

            205 Reset Content
        """,
        good="""
            POST /form

            205 Reset Content
            Content-Length: 0
        """,
    ),
    Rule(
        id="non-authoritative-from-origin",
        source=Source("RFC 9110", "15.3.4"),
        level=Level.ADVICE,
        says="203 is sent by a proxy that changed the content, which says so in Via.",
        why="The client is told to trust the content less than that of the origin, which it is.",
        status_codes={203},
        absent="via",
        bad="""
            GET /orders

            203 Non-Authoritative Information
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
    Rule(
        id="payment-required-reserved",
        source=Source("RFC 9110", "15.5.3"),
        level=Level.ADVICE,
        says="402 is reserved and means only what the documentation of the API says.",
        why="Generic clients know nothing better than to give up.",
        status_codes={402},
        bad="""
            GET /orders

            402 Payment Required
        """,
        good="""
            GET /orders

            403 Forbidden
        """,
    ),
    Rule(
        id="proxy-authentication-from-origin",
        source=Source("RFC 9110", "15.5.8"),
        level=Level.ADVICE,
        says="407 is sent by a proxy; an origin server that wants credentials answers 401.",
        why="The client sends its credentials for the proxy, or asks its user for some it does not have.",
        status_codes={407},
        bad="""
            GET /orders

            407 Proxy Authentication Required
            Proxy-Authenticate: Basic realm="orders"
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm="orders"
        """,
    ),
    Rule(
        id="status-code-unused",
        source=Source("RFC 9110", "15.5.19"),
        level=Level.ADVICE,
        says="418 is kept out of use because of a joke, and means nothing.",
        why="A client cannot tell whether it did something wrong.",
        status_codes={418},
        bad="""
            GET /coffee

            418 I'm a Teapot
        """,
        good="""
            GET /coffee

            404 Not Found
        """,
    ),
    Rule(
        id="failed-dependency-outside-of-webdav",
        source=Source("RFC 4918", "11.4"),
        level=Level.ADVICE,
        says="424 says that one part of a request failed because another did; services that fail are 502 or 503.",
        why="The client is blamed for what went wrong behind the server, and does not try again.",
        status_codes={424},
        unasked=("depth", "destination", "if", "lock-token"),
        bad="""
            POST /orders

            424 Failed Dependency
        """,
        good="""
            POST /orders

            502 Bad Gateway
        """,
    ),
    Rule(
        id="gateway-error-from-origin",
        source=Source("RFC 9110", "15.6.3"),
        level=Level.ADVICE,
        says="502 and 504 are sent by a gateway whose upstream failed; an origin server answers 500 or 503.",
        why="Operators look for the fault in the wrong place.",
        status_codes={502, 504},
        bad="""
            GET /orders

            504 Gateway Timeout
        """,
        good="""
            GET /orders

            503 Service Unavailable
        """,
    ),
    Rule(
        id="variant-negotiates-without-negotiation",
        source=Source("RFC 2295", "8.1"),
        level=Level.ADVICE,
        says="506 is about transparent negotiation, of which Negotiate in the request or TCN and Alternates tell.",
        why="Without negotiation of that kind the code explains nothing.",
        status_codes={506},
        unasked="negotiate",
        absent=("alternates", "tcn"),
        bad="""
            GET /orders

            506 Variant Also Negotiates
        """,
        good="""
            GET /orders

            500 Internal Server Error
        """,
    ),
    Rule(
        id="loop-detected-without-depth",
        source=Source("RFC 5842", "7.2"),
        level=Level.ADVICE,
        says="508 answers a request with Depth: infinity that ran in a circle.",
        why="Some hosters use it for limits, so that clients without WebDAV cannot tell what it means.",
        status_codes={508},
        check=_is_not_deep,
        bad="""
            GET /orders

            508 Loop Detected
        """,
        good="""
            GET /orders

            500 Internal Server Error
        """,
    ),
    Rule(
        id="network-authentication-from-origin",
        source=Source("RFC 6585", "6"),
        level=Level.ADVICE,
        says="511 is sent by a network that intercepts requests, not by an origin server.",
        why="The client looks for a portal of its network and opens a page to log in there.",
        status_codes={511},
        bad="""
            GET /orders

            511 Network Authentication Required
            Content-Type: text/html

            <a href="https://portal.example/">Log in</a>
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer
        """,
    ),
    Rule(
        id="already-reported-as-status",
        source=Source("RFC 5842", "7.1"),
        level=Level.SHOULD,
        says="208 stands inside of a multistatus content and is not the status code of a response.",
        why="Clients know it as a note on one member of a list only; alone, it is a success that says nothing.",
        status_codes={208},
        bad="""
            GET /orders

            208 Already Reported
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
    Rule(
        id="trailer-with-content-length",
        source=Source("RFC 9110", "6.5.1"),
        level=Level.SHOULD,
        says="Over HTTP/1.1, a response with Content-Length announces no trailers in Trailer.",
        why="There, trailers need chunks: what is announced cannot come.",
        interface="asgi",
        present="trailer",
        beside="content-length",
        check=_cannot_follow,
        repair=without("trailer"),
        bad="""
            GET /report

            200 OK
            Content-Type: text/csv
            Content-Length: 3
            Trailer: Server-Timing

            a,b
        """,
        good="""
            GET /report

            200 OK
            Content-Type: text/csv
            Trailer: Server-Timing

            a,b
        """,
    ),
)
