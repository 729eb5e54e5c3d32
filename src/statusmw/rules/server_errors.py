"""What a server error says (RFC 9110, Section 15.6; RFC 6585, Section 6)."""

from __future__ import annotations

from typing import Final

from statusmw.rule import Level, Rule, Source

_ELSEWHERE: Final = frozenset({505, 511})  # rules of their own ask for more
_SERVER_ERRORS: Final = frozenset(range(500, 600)) - _ELSEWHERE

RULES: Final = (
    Rule(
        id="server-error-without-explanation",
        source=Source("RFC 9110", "15.6"),
        level=Level.ADVICE,
        says="A 5xx response explains in its content what went wrong, and whether it will last.",
        why="People see an empty page, and whoever runs the client has nothing to report.",
        status_codes=_SERVER_ERRORS,
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /orders

            500 Internal Server Error
        """,
        good="""
            GET /orders

            500 Internal Server Error
            Content-Type: application/problem+json

            {"title": "Internal Server Error"}
        """,
    ),
    Rule(
        id="get-not-implemented",
        source=Source("RFC 9110", "9.1"),
        level=Level.ADVICE,
        says="GET and HEAD are implemented by every server, and not answered with 501.",
        why="The client concludes that the server knows neither method, for no resource at all.",
        status_codes={501},
        methods={"GET", "HEAD"},
        bad="""
            GET /reports

            501 Not Implemented
        """,
        good="""
            GET /reports

            404 Not Found
        """,
    ),
    Rule(
        id="service-unavailable-without-retry-after",
        source=Source("RFC 9110", "15.6.4"),
        level=Level.ADVICE,
        says="A 503 response says in Retry-After when to try again.",
        why="Clients that wait for nothing in particular come back all at once, and keep the server down.",
        status_codes={503},
        absent="retry-after",
        bad="""
            GET /orders

            503 Service Unavailable
        """,
        good="""
            GET /orders

            503 Service Unavailable
            Retry-After: 120
        """,
    ),
    Rule(
        id="http-version-refused-in-itself",
        source=Source("RFC 9110", "15.6.6"),
        level=Level.ADVICE,
        says="505 refuses a major version of HTTP, and is not sent in that version by an application.",
        why="The client has just been answered in the version it is told to avoid, and has no other to try.",
        status_codes={505},
        bad="""
            GET /orders

            505 HTTP Version Not Supported
            Content-Type: text/plain

            Use HTTP/1.1 or HTTP/2
        """,
        good="""
            GET /orders

            426 Upgrade Required
            Connection: upgrade
            Upgrade: HTTP/2.0
        """,
    ),
    Rule(
        id="http-version-refused-without-explanation",
        source=Source("RFC 9110", "15.6.6"),
        level=Level.SHOULD,
        says="A 505 response explains why the version is not supported, and which ones are.",
        why="The client has nothing to go by but trying one version after the other.",
        status_codes={505},
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /orders

            505 HTTP Version Not Supported
        """,
        good="""
            GET /orders

            505 HTTP Version Not Supported
            Content-Type: text/plain

            Use HTTP/1.1 or HTTP/2
        """,
    ),
    Rule(
        id="network-authentication-without-link",
        source=Source("RFC 6585", "6"),
        level=Level.SHOULD,
        says="A 511 response links to the page where the user can log in to the network.",
        why="The user is told to log in, and not where.",
        status_codes={511},
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /

            511 Network Authentication Required
        """,
        good="""
            GET /

            511 Network Authentication Required
            Content-Type: text/html

            <a href="https://wifi.example/login">Log in to the network</a>
        """,
    ),
    Rule(
        id="network-authentication-with-challenge",
        source=Source("RFC 6585", "6"),
        level=Level.SHOULD,
        says="A 511 response has no challenge: the network asks for the login, not the server that was meant.",
        why="The browser shows a login for the other server, and hands the network that server's password.",
        status_codes={511},
        present=("proxy-authenticate", "www-authenticate"),
        bad="""
            GET /

            511 Network Authentication Required
            WWW-Authenticate: Basic realm="wifi"
            Content-Type: text/html

            <a href="https://wifi.example/login">Log in to the network</a>
        """,
        good="""
            GET /

            511 Network Authentication Required
            Content-Type: text/html

            <a href="https://wifi.example/login">Log in to the network</a>
        """,
    ),
)
