"""What the content of particular responses is made of."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.documents import as_octets, boundary, octets, parts
from statusmw.rules.shared import MAY_HAVE_CONTENT, said

_GZIP: Final = {"gzip", "x-gzip"}
_GZIP_BEGINS: Final = b"\x1f\x8b"
_SECRETS: Final = ("authorization", "cookie", "proxy-authorization")
_PASSWORD: Final = re.compile(rb"<input\b[^>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_MARKUP: Final = ("text/html", "application/xhtml+xml")
_FAILURE: Final = b"Traceback (most recent call last)"


def _is_no_gzip(exchange: Exchange) -> bool:
    codings = list_members(said(exchange.response, "content-encoding").lower())
    return bool(codings) and codings[-1] in _GZIP and not octets(exchange).startswith(_GZIP_BEGINS)


def _lacks_its_boundary(exchange: Exchange) -> bool:
    found = boundary(exchange)
    return bool(found) and b"--" + found not in octets(exchange)


def _has_part_without(name: str, exchange: Exchange) -> bool:
    return any(name not in part for part in parts(exchange))


def _has_part_without_range(exchange: Exchange) -> bool:
    return _has_part_without("content-range", exchange)


def _has_part_without_type(exchange: Exchange) -> bool:
    return _has_part_without("content-type", exchange)


def _reflects(exchange: Exchange) -> bool:
    secrets = [value for name in _SECRETS for value in exchange.request.values(name)]
    return any(as_octets(secret) in octets(exchange) for secret in secrets if secret)


def _asks_for_a_password(exchange: Exchange) -> bool:
    return _PASSWORD.search(octets(exchange)) is not None


def _shows_a_traceback(exchange: Exchange) -> bool:
    return _FAILURE in octets(exchange)


_PARTS: Final = """
            GET /report
            Range: bytes=0-1,8-9

            206 Partial Content
            Content-Type: multipart/byteranges; boundary=%s

            --PARTS\\r
            Content-Type: text/plain\\r
            Content-Range: bytes 0-1/10\\r
            \\r
            he\\r
            --PARTS\\r
%s            Content-Range: bytes 8-9/10\\r
            \\r
            lo\\r
            --PARTS--\\r
"""
_TYPED: Final = "            Content-Type: text/plain\\r\n"
_GOOD_PARTS: Final = _PARTS % ("PARTS", _TYPED)

RULES: Final = (
    Rule(
        id="content-not-coded-as-said",
        source=Source("RFC 9110", "8.4"),
        level=Level.MUST,
        says="Content-Encoding names the codings that were applied to the content.",
        why="The client decodes what was never coded, and fails on the whole response.",
        status_codes=sorted(MAY_HAVE_CONTENT - {206}),
        except_methods={"HEAD"},
        present="content-encoding",
        reads="*",
        check=_is_no_gzip,
        bad="""
            GET /orders

            200 OK
            Content-Type: text/plain
            Content-Encoding: gzip
            Vary: Accept-Encoding

            \\x00hello
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: text/plain
            Content-Encoding: gzip
            Vary: Accept-Encoding

            \\x1f\\x8bhello
        """,
    ),
    Rule(
        id="multipart-without-its-boundary",
        source=Source("RFC 9110", "14.6"),
        level=Level.MUST,
        says="The boundary that Content-Type names stands between the parts.",
        why="A client that looks for the boundary finds no part at all.",
        status_codes={206},
        reads="multipart/byteranges",
        check=_lacks_its_boundary,
        bad=_PARTS % ("OTHERS", _TYPED),
        good=_GOOD_PARTS,
    ),
    Rule(
        id="part-without-content-range",
        source=Source("RFC 9110", "15.3.7.2"),
        level=Level.MUST,
        says="Each part of a multipart/byteranges content has a Content-Range.",
        why="The client cannot tell where the part belongs, and puts the representation together wrongly.",
        status_codes={206},
        reads="multipart/byteranges",
        check=_has_part_without_range,
        bad=_GOOD_PARTS.replace("            Content-Range: bytes 8-9/10\\r\n", ""),
        good=_GOOD_PARTS,
    ),
    Rule(
        id="part-without-content-type",
        source=Source("RFC 9110", "15.3.7.2"),
        level=Level.ADVICE,
        says="Each part has the Content-Type that the whole representation has.",
        why="Content-Type of the response only says that there are parts; what they are is left to guessing.",
        status_codes={206},
        reads="multipart/byteranges",
        check=_has_part_without_type,
        bad=_PARTS % ("PARTS", ""),
        good=_GOOD_PARTS,
    ),
    Rule(
        id="trace-reflects-secrets",
        source=Source("RFC 9110", "9.3.8"),
        level=Level.SHOULD,
        says="What a TRACE response reflects leaves out credentials and cookies.",
        why="A script that may not read a cookie reads it from the reflected request.",
        methods={"TRACE"},
        status_codes={200},
        asked=_SECRETS,
        reads="message/http",
        check=_reflects,
        bad="""
            TRACE /orders
            Authorization: Bearer abc123

            200 OK
            Content-Type: message/http

            TRACE /orders HTTP/1.1
            Authorization: Bearer abc123
        """,
        good="""
            TRACE /orders
            Authorization: Bearer abc123

            200 OK
            Content-Type: message/http

            TRACE /orders HTTP/1.1
        """,
    ),
    Rule(
        id="network-authentication-with-login",
        source=Source("RFC 6585", "6"),
        level=Level.SHOULD,
        says="A 511 response links to the login, and is not the login itself.",
        why="The page stands at the address of another site: browsers fill in the password of that site.",
        status_codes={511},
        reads=_MARKUP,
        check=_asks_for_a_password,
        bad="""
            GET /

            511 Network Authentication Required
            Content-Type: text/html
            Cache-Control: no-store

            <form action="https://login.example/"><input type="password" name="p"></form>
        """,
        good="""
            GET /

            511 Network Authentication Required
            Content-Type: text/html
            Cache-Control: no-store

            <a href="https://login.example/">Log in to this network</a>
        """,
    ),
    Rule(
        id="server-error-with-traceback",
        source=Source("RFC 9457", "5"),
        level=Level.ADVICE,
        says="A server error does not show the inside of the application.",
        why="File names, versions and values of variables help whoever looks for a way in, and no one else.",
        status_codes=range(500, 600),
        reads=("text/plain", *_MARKUP, "application/json", "application/problem+json"),
        check=_shows_a_traceback,
        bad="""
            GET /orders/8

            500 Internal Server Error
            Content-Type: text/plain

            Traceback (most recent call last): KeyError: 8
        """,
        good="""
            GET /orders/8

            500 Internal Server Error
            Content-Type: text/plain

            Something went wrong here.
        """,
    ),
)
