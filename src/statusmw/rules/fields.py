"""Field lines as such, and fields that go with any status code (RFC 9110, Sections 5, 6.6, 8 and 10.2)."""

from __future__ import annotations

from typing import Final

from statusmw.grammar import FIELD_VALUE_OCTETS, is_entity_tag, is_token
from statusmw.rule import EVERY_FIELD, Level, Rule, Source
from statusmw.rules.likenesses import ENTITY_TAG
from statusmw.rules.shared import MAY_HAVE_CONTENT, differs, merged, repeats, trimmed

_SINGLETONS: Final = (
    "access-control-allow-credentials",
    "access-control-allow-origin",
    "access-control-max-age",
    "age",
    "content-disposition",
    "content-location",
    "content-range",
    "content-type",
    "date",
    "deprecation",
    "etag",
    "expires",
    "last-modified",
    "location",
    "retry-after",
    "server",
    "strict-transport-security",
    "sunset",
    "x-content-type-options",
    "x-frame-options",
)


def _is_name(name: str) -> bool:
    return name.startswith(":") or is_token(name)


def _is_no_pseudo_header(name: str) -> bool:
    return not name.startswith(":")


RULES: Final = (
    Rule(
        id="field-not-bytes",
        source=Source("ASGI HTTP", "Response Start"),
        level=Level.MUST,
        says="Over ASGI, fields are pairs of a name and a value, each of type bytes.",
        why="A server that expects bytes fails on anything else, often after it has begun to answer.",
        interface="asgi",
        odd="fields",
        unsendable=True,
        bad="""
            GET /orders

            200 OK
            X-Total: {12}
        """,
        good="""
            GET /orders

            200 OK
            X-Total: 12
        """,
    ),
    Rule(
        id="field-not-text",
        source=Source("PEP 3333", "The start_response() Callable"),
        level=Level.MUST,
        says="Over WSGI, fields are a list of pairs of a name and a value, each of type str.",
        why="Servers check it differently: what one of them lets pass makes the next one fail.",
        interface="wsgi",
        odd="fields",
        unsendable=True,
        bad="""
            GET /orders

            200 OK
            X-Total: {12}
        """,
        good="""
            GET /orders

            200 OK
            X-Total: 12
        """,
    ),
    Rule(
        id="field-name-malformed",
        source=Source("RFC 9110", "5.1"),
        level=Level.MUST,
        says="A field name is a token: letters, digits and a few signs, no space and no colon.",
        why="Recipients disagree on where such a name ends, and that is enough to smuggle a field past a proxy.",
        present=EVERY_FIELD,
        named=_is_name,
        unsendable=True,
        bad="""
            GET /orders

            200 OK
            X Total: 12
        """,
        good="""
            GET /orders

            200 OK
            X-Total: 12
        """,
    ),
    Rule(
        id="pseudo-header-field",
        source=Source("RFC 9113", "8.3"),
        level=Level.MUST,
        says="Names that begin with a colon are left to the server.",
        why="HTTP/2 and HTTP/3 carry the status code in such a field; a second one makes the response malformed.",
        present=EVERY_FIELD,
        named=_is_no_pseudo_header,
        unsendable=True,
        bad="""
            GET /orders

            200 OK
            :status: 200
        """,
        good="""
            GET /orders

            200 OK
        """,
    ),
    Rule(
        id="field-value-with-control-character",
        source=Source("RFC 9110", "5.5"),
        level=Level.MUST,
        says="A field value has no control characters but the tab, and nothing outside ISO 8859-1.",
        why=(
            "A line break in a value ends the field: whoever can put one there writes fields of their own, "
            "or a whole response for the next reader."
        ),
        present=EVERY_FIELD,
        octets=FIELD_VALUE_OCTETS,
        unsendable=True,
        bad=r"""
            GET /greeting?name=Ann%0D%0ASet-Cookie:%20session=stolen

            200 OK
            X-Greeting: Hello Ann\r\nSet-Cookie: session=stolen
        """,
        good="""
            GET /greeting?name=Ann

            200 OK
            X-Greeting: Hello Ann
        """,
    ),
    Rule(
        id="singleton-field-contradicted",
        source=Source("RFC 9110", "5.3"),
        level=Level.MUST,
        says="A field whose value is no list does not stand there twice with two values.",
        why="Some recipients take the first line, some the last, and some join them: each reads something else.",
        repeated=_SINGLETONS,
        check=differs(*_SINGLETONS),
        bad="""
            GET /orders

            200 OK
            Content-Type: text/html
            Content-Type: application/json

            {}
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            {}
        """,
    ),
    Rule(
        id="singleton-field-repeated",
        source=Source("RFC 9110", "5.3"),
        level=Level.MUST,
        says="A field whose value is no list stands on one line.",
        why="A recipient may join the lines with a comma, and what comes out is no value of that field.",
        repeated=_SINGLETONS,
        check=repeats(*_SINGLETONS),
        repair=merged(*_SINGLETONS),
        bad="""
            GET /orders/7

            200 OK
            Access-Control-Allow-Origin: https://shop.example
            Access-Control-Allow-Origin: https://shop.example
        """,
        good="""
            GET /orders/7

            200 OK
            Access-Control-Allow-Origin: https://shop.example
        """,
    ),
    Rule(
        id="content-without-content-type",
        source=Source("RFC 9110", "8.3"),
        level=Level.SHOULD,
        says="A response with content has a Content-Type.",
        why="A client has to guess what the content is, and a wrong guess can turn text into a script.",
        except_methods={"CONNECT", "HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        absent="content-type",
        content=True,
        bad="""
            GET /orders

            200 OK

            {"orders": []}
        """,
        good="""
            GET /orders

            200 OK
            Content-Type: application/json

            {"orders": []}
        """,
    ),
    Rule(
        id="etag-malformed",
        source=Source("RFC 9110", "8.8.3"),
        level=Level.MUST,
        says="An ETag is a text in double quotes, with W/ before them if it is weak.",
        why="Caches and clients that read it strictly drop it, and every conditional request fails silently.",
        present="etag",
        # Not mended: an application that forgets the quotes compares If-None-Match with what it sent, and a tag that
        # was put right on its way out would never match again.
        valid=trimmed(is_entity_tag),
        alike=ENTITY_TAG,
        bad="""
            GET /orders/7

            200 OK
            ETag: v7
        """,
        good="""
            GET /orders/7

            200 OK
            ETag: "v7"
        """,
    ),
)
