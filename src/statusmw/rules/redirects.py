"""Where a redirect leads, and with which method (RFC 9110, Sections 10.2.2 and 15.4)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import PATH
from statusmw.rules.shared import FINAL, said, trimmed

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WITHOUT_LOCATION: Final = frozenset(FINAL) - {201, 202, 207, *range(300, 400)}


def _stays_on_host(value: str) -> bool:
    return not value.startswith(("//", "/\\", "\\"))


def _leads_back(exchange: Exchange) -> bool:
    location = said(exchange.response, "location")
    return location.partition("#")[0] == exchange.request.target


RULES: Final = (
    Rule(
        id="multiple-choices-without-choices",
        source=Source("RFC 9110", "15.4.1"),
        level=Level.SHOULD,
        says="A 300 response lists the choices in its content.",
        why="The user or the client is told to choose, and not between what.",
        status_codes={300},
        except_methods={"HEAD"},
        absent=("alternates", "link"),
        content=False,
        bad="""
            GET /report

            300 Multiple Choices
            Location: /report.html
        """,
        good="""
            GET /report

            300 Multiple Choices
            Content-Type: application/json

            ["/report.html", "/report.pdf"]
        """,
    ),
    Rule(
        id="redirect-without-note",
        source=Source("RFC 9110", "15.4.4"),
        level=Level.ADVICE,
        says="A redirect has a short note with a link to its Location as content.",
        why="People whose client does not follow redirects see an empty page.",
        status_codes=_REDIRECTS,
        except_methods={"HEAD"},
        content=False,
        bad="""
            POST /orders

            303 See Other
            Location: /orders/7
        """,
        good="""
            POST /orders

            303 See Other
            Location: /orders/7
            Content-Type: text/html

            <a href="/orders/7">Your order</a>
        """,
    ),
    Rule(
        id="redirect-to-bare-host",
        source=Source("RFC 9110", "10.2.2"),
        level=Level.ADVICE,
        says="The Location of a redirect does not begin with two slashes or backslashes, which stand before a host.",
        why="A path that happens to begin so, as one that a stranger wrote may, leads to another host.",
        status_codes=_REDIRECTS,
        present="location",
        valid=trimmed(_stays_on_host),
        alike=PATH,
        bad="""
            GET //login.example/

            301 Moved Permanently
            Location: //login.example
        """,
        good="""
            GET //login.example/

            301 Moved Permanently
            Location: /login.example
        """,
    ),
    Rule(
        id="redirect-to-itself",
        source=Source("RFC 9110", "15.4"),
        level=Level.ADVICE,
        says="A redirect that changes neither method nor cookies leads to another resource.",
        why="The client goes round in a circle until it gives up.",
        status_codes=_REDIRECTS,
        methods={"GET", "HEAD"},
        present="location",
        absent="set-cookie",
        check=_leads_back,
        bad="""
            GET /orders

            302 Found
            Location: /orders#top
        """,
        good="""
            GET /orders

            302 Found
            Location: /orders/
        """,
    ),
    Rule(
        id="ambiguous-redirect-of-post",
        source=Source("RFC 9110", "15.4.3"),
        level=Level.ADVICE,
        says="A POST is redirected with 303, which makes a GET of it, or with 307 or 308, which keep it.",
        why="With 301 and 302 each client decides for itself; most send a GET without the content.",
        status_codes={301, 302},
        methods={"POST"},
        present="location",
        bad="""
            POST /orders

            302 Found
            Location: /orders/7
        """,
        good="""
            POST /orders

            303 See Other
            Location: /orders/7
        """,
    ),
    Rule(
        id="ambiguous-redirect-of-change",
        source=Source("RFC 9110", "15.4.9"),
        level=Level.ADVICE,
        says="A PUT, PATCH or DELETE to a resource that has moved is redirected with 308, which keeps the method.",
        why="Some clients follow 301 with a GET: the change is lost, and the answer looks like a success.",
        status_codes={301},
        methods={"DELETE", "PATCH", "PUT"},
        present="location",
        bad="""
            PUT /orders/7

            301 Moved Permanently
            Location: /orders/7/
        """,
        good="""
            PUT /orders/7

            308 Permanent Redirect
            Location: /orders/7/
        """,
    ),
    Rule(
        id="location-without-meaning",
        source=Source("RFC 9110", "10.2.2"),
        level=Level.ADVICE,
        says="Location goes with 201, a redirect, or a 202 that has a monitor; elsewhere it has no defined meaning.",
        why="Clients neither follow it nor take it for a new resource.",
        status_codes=_WITHOUT_LOCATION,
        except_methods={"QUERY"},
        present="location",
        bad="""
            POST /orders

            200 OK
            Location: /orders/7
        """,
        good="""
            POST /orders

            201 Created
            Location: /orders/7
        """,
    ),
)
