"""Cookies and transport security (RFC 6265, Section 4.1; RFC 6797, Section 6.1)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar_values import cookie_attributes, is_cookie, is_cookie_date, is_max_age, is_transport_security
from statusmw.rule import Level, Rule, Source
from statusmw.rules.caching import is_shared
from statusmw.rules.likenesses import COOKIE
from statusmw.rules.shared import trimmed

_JUDGES: Final = {"expires": is_cookie_date, "max-age": is_max_age}


def _says_each_once(value: str) -> bool:
    names = [name for name, _ in cookie_attributes(value)]
    return len(names) == len(set(names))


def _identity(cookie: str) -> tuple[str, str, str | None]:
    attributes = dict(cookie_attributes(cookie))
    # Of one name there may be several, each for a path or a domain of its own.
    domain = attributes.get("domain", "").lower().removeprefix(".")
    return cookie.partition("=")[0].strip(" \t"), domain, attributes.get("path")


def _sets_one_twice(exchange: Exchange) -> bool:
    cookies = [*map(_identity, exchange.response.values("set-cookie"))]
    return len(cookies) != len(set(cookies))


def _ends_at_a_time(value: str) -> bool:
    return all(_JUDGES[name](found) for name, found in cookie_attributes(value) if name in _JUDGES)


RULES: Final = (
    Rule(
        id="cookie-malformed",
        source=Source("RFC 6265", "4.1.1"),
        level=Level.SHOULD,
        says="Set-Cookie begins with a name and a value without spaces, commas or quotes in between.",
        why="Browsers, libraries and proxies repair such a cookie each in its own way, and hand back something else.",
        present="set-cookie",
        valid=trimmed(is_cookie),
        alike=COOKIE,
        bad="""
            POST /login

            200 OK
            Set-Cookie: cart=two apples; Path=/
        """,
        good="""
            POST /login

            200 OK
            Set-Cookie: cart=two%20apples; Path=/
        """,
    ),
    Rule(
        id="cookie-lifetime-malformed",
        source=Source("RFC 6265", "4.1.1"),
        level=Level.SHOULD,
        says="In a cookie, Expires is a date of the form Sun, 06 Nov 1994 08:49:37 GMT, and Max-Age whole seconds.",
        why="A browser passes over what it cannot read, so that the cookie ends with the session.",
        present="set-cookie",
        valid=_ends_at_a_time,
        alike=COOKIE,
        bad="""
            POST /login

            200 OK
            Set-Cookie: session=31d4; Max-Age=1h
        """,
        good="""
            POST /login

            200 OK
            Set-Cookie: session=31d4; Max-Age=3600
        """,
    ),
    Rule(
        id="cookie-with-attribute-twice",
        source=Source("RFC 6265", "4.1.1"),
        level=Level.SHOULD,
        says="No attribute stands twice in a cookie.",
        why="The last one wins in a browser; whoever reads the first has been told something else.",
        present="set-cookie",
        valid=_says_each_once,
        alike=COOKIE,
        bad="""
            POST /login

            200 OK
            Set-Cookie: session=31d4; Path=/; Path=/shop
        """,
        good="""
            POST /login

            200 OK
            Set-Cookie: session=31d4; Path=/shop
        """,
    ),
    Rule(
        id="cookie-set-twice",
        source=Source("RFC 6265", "4.1.1"),
        level=Level.SHOULD,
        says="A response sets a cookie of one name, domain and path once.",
        why="Which of the values the client keeps depends on the order, and proxies may change that.",
        present="set-cookie",
        repeated="set-cookie",
        check=_sets_one_twice,
        bad="""
            POST /login

            200 OK
            Set-Cookie: session=
            Set-Cookie: session=31d4
        """,
        good="""
            POST /login

            200 OK
            Set-Cookie: session=31d4
        """,
    ),
    Rule(
        id="cookie-in-shared-cache",
        source=Source("RFC 9111", "7.3"),
        level=Level.ADVICE,
        says="A response that sets a cookie does not invite shared caches to store it.",
        why="The cache hands the cookie to everybody else, and with it perhaps a session.",
        present="set-cookie",
        beside="cache-control",
        check=is_shared,
        bad="""
            GET /orders

            200 OK
            Set-Cookie: session=31d4
            Cache-Control: public, max-age=60
        """,
        good="""
            GET /orders

            200 OK
            Set-Cookie: session=31d4
            Cache-Control: private, max-age=60
        """,
    ),
    Rule(
        id="transport-security-malformed",
        source=Source("RFC 6797", "6.1"),
        level=Level.MUST,
        says="Strict-Transport-Security has max-age, a whole number of seconds, and no directive twice.",
        why="A browser that cannot read the field ignores it, and the next visit may go by plain HTTP.",
        present="strict-transport-security",
        valid=trimmed(is_transport_security),
        bad="""
            GET /

            200 OK
            Strict-Transport-Security: includeSubDomains
        """,
        good="""
            GET /

            200 OK
            Strict-Transport-Security: max-age=31536000; includeSubDomains
        """,
    ),
)
