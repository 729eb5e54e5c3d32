"""Where to go, and where the new resource is: Location (RFC 9110, Sections 4.2, 10.2.2, 15.3.2 and 15.4)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import has_empty_host, has_userinfo, is_uri_reference, list_members, scheme_of
from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import PATH
from statusmw.rules.shared import rewritten, said, trimmed
from statusmw.targets import uri_reference

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WITH_LOCATION: Final = frozenset({201, 202, *range(300, 400)})
_RUN_BY_BROWSERS: Final = frozenset({"data", "file", "javascript", "vbscript"})


def _is_no_secret(exchange: Exchange) -> bool:
    # What OAuth creates, a client or a pushed authorization request, is a value to keep and has no URI to link to.
    return "no-store" not in map(str.lower, list_members(said(exchange.response, "cache-control")))


def _leads_somewhere(value: str) -> bool:
    return value.strip(" \t") != ""


def _is_without_userinfo(value: str) -> bool:
    return scheme_of(value) not in {"", "http", "https"} or not has_userinfo(value)


def _names_a_host(value: str) -> bool:
    return not has_empty_host(value)


def _is_harmless(value: str) -> bool:
    return scheme_of(value) not in _RUN_BY_BROWSERS


def _encoded(value: str) -> str | None:
    # Browsers take a backslash for a slash, so that to encode one may lead elsewhere.
    if "\\" in value:
        return None
    try:
        return uri_reference(value.encode("latin-1").decode())
    except ValueError:
        return None


RULES: Final = (
    Rule(
        id="created-without-location",
        source=Source("RFC 9110", "9.3.3"),
        level=Level.SHOULD,
        says="A 201 response to POST says in Location where the new resource is.",
        why="Without it the request's own URI is taken for the new resource, which is seldom what was created.",
        status_codes={201},
        methods={"POST"},
        absent="location",
        check=_is_no_secret,
        bad="""
            POST /orders

            201 Created
        """,
        good="""
            POST /orders

            201 Created
            Location: /orders/7
        """,
    ),
    Rule(
        id="created-by-safe-method",
        source=Source("RFC 9110", "9.2.1"),
        level=Level.SHOULD,
        says="A request with a safe method creates nothing and is not answered with 201.",
        why="Crawlers, caches and browsers repeat safe requests as they like, and create each time.",
        status_codes={201},
        methods={"GET", "HEAD", "OPTIONS", "TRACE"},
        bad="""
            GET /orders/new

            201 Created
            Location: /orders/7
        """,
        good="""
            POST /orders

            201 Created
            Location: /orders/7
        """,
    ),
    Rule(
        id="redirect-without-location",
        source=Source("RFC 9110", "15.4"),
        level=Level.SHOULD,
        says="A 301, 302, 303, 307 or 308 response says in Location where to go.",
        why="The client stops at an empty page.",
        status_codes=_REDIRECTS,
        # Uploads that are resumed in Google's way get 308 for each part but the last.
        unasked="content-range",
        absent="location",
        bad="""
            GET /old

            301 Moved Permanently
        """,
        good="""
            GET /old

            301 Moved Permanently
            Location: /new
        """,
    ),
    Rule(
        id="redirect-with-empty-location",
        source=Source("RFC 9110", "15.4"),
        level=Level.SHOULD,
        says="The Location of a redirect from GET or HEAD is not empty.",
        why="An empty reference means the same resource again: the client goes round in a circle, or stops.",
        methods={"GET", "HEAD"},
        status_codes=_REDIRECTS,
        present="location",
        valid=_leads_somewhere,
        alike=PATH,
        bad=r"""
            GET /login

            302 Found
            Location: \x20
        """,
        good="""
            GET /login

            302 Found
            Location: /
        """,
    ),
    Rule(
        id="location-malformed",
        source=Source("RFC 9110", "10.2.2"),
        level=Level.MUST,
        says="Location is a URI or a relative reference: ASCII, everything else percent-encoded.",
        why="Clients mend such a value in different ways and end up in different places.",
        status_codes=_WITH_LOCATION,
        present="location",
        valid=trimmed(is_uri_reference),
        alike=PATH,
        repair=rewritten(_encoded, "location"),
        bad="""
            POST /files

            201 Created
            Location: /files/annual report.pdf
        """,
        good="""
            POST /files

            201 Created
            Location: /files/annual%20report.pdf
        """,
    ),
    Rule(
        id="location-with-userinfo",
        source=Source("RFC 9110", "4.2.4"),
        level=Level.MUST,
        says="An http or https Location has no user name or password before the host.",
        why="It hides the real host from readers, and a password in it ends up in histories and logs.",
        status_codes=_WITH_LOCATION,
        present="location",
        valid=trimmed(_is_without_userinfo),
        alike=PATH,
        bad="""
            GET /login

            302 Found
            Location: https://shop.example@login.example/
        """,
        good="""
            GET /login

            302 Found
            Location: https://login.example/
        """,
    ),
    Rule(
        id="location-without-host",
        source=Source("RFC 9110", "4.2.1"),
        level=Level.MUST,
        says="An http or https Location names a host.",
        why="Some clients refuse it; browsers take the first part of the path for the host.",
        status_codes=_WITH_LOCATION,
        present="location",
        valid=trimmed(_names_a_host),
        alike=PATH,
        bad="""
            GET /login

            302 Found
            Location: https:///login.example/
        """,
        good="""
            GET /login

            302 Found
            Location: https://login.example/
        """,
    ),
    Rule(
        id="location-with-script",
        source=Source("RFC 9110", "10.2.2"),
        level=Level.SHOULD,
        says="A redirect does not lead to a script, to inline data or to a local file.",
        why="Browsers do not follow it, and nobody should: it is a sign that the target came from a stranger.",
        status_codes=_REDIRECTS,
        present="location",
        valid=trimmed(_is_harmless),
        alike=PATH,
        bad="""
            GET /login?next=javascript:alert(1)

            302 Found
            Location: javascript:alert(1)
        """,
        good="""
            GET /login?next=javascript:alert(1)

            302 Found
            Location: /
        """,
    ),
)
