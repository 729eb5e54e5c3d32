"""Responses that have no content (RFC 9110, Sections 6.4.1, 9.3 and 15; RFC 9112, Section 6)."""

from __future__ import annotations

from typing import Final

from statusmw.rule import Level, Rule, Source
from statusmw.rules.likenesses import DIGITS
from statusmw.rules.shared import INTERIM, MAY_HAVE_CONTENT, SUCCESS, bare, declared, empty, without, without_content

_NEVER: Final = frozenset({*INTERIM, 204})


def _is_zero(value: str) -> bool:
    return declared(value) in {0, None}


def _is_not_zero(value: str) -> bool:
    return declared(value) != 0


RULES: Final = (
    Rule(
        id="no-content-with-content",
        source=Source("RFC 9110", "15.3.5"),
        level=Level.MUST,
        says="A 204 response ends with its fields: it has no content.",
        why="Whatever follows is read as the beginning of the next response on the connection.",
        status_codes={204},
        content=True,
        repair=without_content,
        bad="""
            DELETE /orders/7

            204 No Content
            Content-Type: application/json

            null
        """,
        good="""
            DELETE /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="reset-content-with-content",
        source=Source("RFC 9110", "15.3.6"),
        level=Level.MUST,
        says="A 205 response has no content; its Content-Length, if there is one, is 0.",
        why="The code says that there is nothing to read; clients differ on whether they read it all the same.",
        status_codes={205},
        content=True,
        repair=empty,
        bad="""
            POST /form

            205 Reset Content
            Content-Length: 5
            Content-Type: text/plain

            clear
        """,
        good="""
            POST /form

            205 Reset Content
            Content-Length: 0
        """,
    ),
    Rule(
        id="reset-content-with-length",
        source=Source("RFC 9110", "15.3.6"),
        level=Level.MUST,
        says="The Content-Length of a 205 response, if there is one, is 0.",
        why="A client waits for content that the code rules out.",
        status_codes={205},
        present="content-length",
        valid=_is_zero,
        alike=DIGITS,
        repair=empty,
        bad="""
            POST /form

            205 Reset Content
            Content-Length: 5
        """,
        good="""
            POST /form

            205 Reset Content
            Content-Length: 0
        """,
    ),
    Rule(
        id="not-modified-with-content",
        source=Source("RFC 9110", "15.4.5"),
        level=Level.MUST,
        says="A 304 response ends with its fields: it has no content.",
        why="The client uses what it has stored; what follows is read as the beginning of the next response.",
        status_codes={304},
        content=True,
        repair=bare,
        bad="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            ETag: "v7"

            {"id": 7}
        """,
        good="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            ETag: "v7"
        """,
    ),
    Rule(
        id="head-with-content",
        source=Source("RFC 9110", "9.3.2"),
        level=Level.MUST,
        says="The response to a HEAD request has no content.",
        why="Some WSGI servers send it on, and the client reads it as the beginning of the next response.",
        methods={"HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        interface="wsgi",
        content=True,
        repair=without_content,
        bad="""
            HEAD /orders/7

            200 OK
            Content-Type: application/json
            Content-Length: 9

            {"id": 7}
        """,
        good="""
            HEAD /orders/7

            200 OK
            Content-Type: application/json
            Content-Length: 9
        """,
    ),
    Rule(
        id="head-content-left-to-server",
        source=Source("RFC 9110", "9.3.2"),
        level=Level.ADVICE,
        says="The response to a HEAD request need not be given content that the ASGI server throws away.",
        why="It costs the work of building it, and every layer in between has to know that it is not sent.",
        methods={"HEAD"},
        status_codes=MAY_HAVE_CONTENT,
        interface="asgi",
        content=True,
        repair=without_content,
        bad="""
            HEAD /orders/7

            200 OK
            Content-Type: application/json
            Content-Length: 9

            {"id": 7}
        """,
        good="""
            HEAD /orders/7

            200 OK
            Content-Type: application/json
            Content-Length: 9
        """,
    ),
    Rule(
        id="head-with-zero-length",
        source=Source("RFC 9110", "8.6"),
        level=Level.ADVICE,
        says="A Content-Length in the response to a HEAD request is that of the response to GET, seldom 0.",
        why="A client that asks how large a download is learns that it is empty.",
        methods={"HEAD"},
        status_codes={200, 203},
        present="content-length",
        valid=_is_not_zero,
        alike=DIGITS,
        bad="""
            HEAD /orders/7

            200 OK
            Content-Type: application/json
            Content-Length: 0
        """,
        good="""
            HEAD /orders/7

            200 OK
            Content-Type: application/json
        """,
    ),
    Rule(
        id="not-modified-with-zero-length",
        source=Source("RFC 9110", "8.6"),
        level=Level.ADVICE,
        says="A Content-Length in a 304 response is that of the 200 response it stands for, seldom 0.",
        why="A cache may update what it has stored, and take the representation for empty from then on.",
        status_codes={304},
        present="content-length",
        valid=_is_not_zero,
        alike=DIGITS,
        repair=without("content-length"),
        bad="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            Content-Length: 0
            ETag: "v7"
        """,
        good="""
            GET /orders/7
            If-None-Match: "v7"

            304 Not Modified
            Content-Length: 9
            ETag: "v7"
        """,
    ),
    Rule(
        id="content-length-without-content",
        source=Source("RFC 9110", "8.6"),
        level=Level.MUST,
        says="An interim or 204 response has no Content-Length, not even 0.",
        why="A recipient that believes the field waits, or takes the next response on the connection for content.",
        status_codes=_NEVER,
        present="content-length",
        repair=without("content-length"),
        bad="""
            DELETE /orders/7

            204 No Content
            Content-Length: 0
        """,
        good="""
            DELETE /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="transfer-encoding-without-content",
        source=Source("RFC 9112", "6.1"),
        level=Level.MUST,
        says="An interim or 204 response has no Transfer-Encoding.",
        why="A recipient that believes the field reads the next response on the connection as chunks.",
        status_codes=_NEVER,
        present="transfer-encoding",
        repair=without("transfer-encoding"),
        bad="""
            DELETE /orders/7

            204 No Content
            Transfer-Encoding: chunked
        """,
        good="""
            DELETE /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="trailer-without-content",
        source=Source("RFC 9110", "15.3.5"),
        level=Level.SHOULD,
        says="A response that has no content announces no trailers in Trailer.",
        why="Trailers follow content; a recipient that waits for them waits in vain.",
        status_codes={*_NEVER, 304},
        present="trailer",
        repair=without("trailer"),
        bad="""
            DELETE /orders/7

            204 No Content
            Trailer: Server-Timing
        """,
        good="""
            DELETE /orders/7

            204 No Content
        """,
    ),
    Rule(
        id="tunnel-with-framing",
        source=Source("RFC 9110", "9.3.6"),
        level=Level.MUST,
        says="A successful response to CONNECT has neither Content-Length nor Transfer-Encoding.",
        why="The connection is a tunnel from there on, and has no content whose end could be told.",
        methods={"CONNECT"},
        status_codes=SUCCESS,
        present=("content-length", "transfer-encoding"),
        repair=without("content-length", "transfer-encoding"),
        bad="""
            CONNECT mail.example:443

            200 OK
            Content-Length: 0
        """,
        good="""
            CONNECT mail.example:443

            200 OK
        """,
    ),
)
