"""What a client error says of itself (RFC 9110, Section 15.5, and the documents of the single codes)."""

from __future__ import annotations

from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import parameter
from statusmw.grammar_values import links
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import said

_CLIENT_ERRORS: Final = range(400, 500)
_OF_WEBDAV: Final = frozenset({"PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK"})


def _names_no_blocker(exchange: Exchange) -> bool:
    found = links(said(exchange.response, "link"))
    if found is None:  # what it says cannot be read; another rule tells that
        return False
    return not any("blocked-by" in (parameter(parameters, "rel") or "").lower().split() for _, parameters in found)


RULES: Final = (
    Rule(
        id="client-error-without-explanation",
        source=Source("RFC 9110", "15.5"),
        level=Level.ADVICE,
        says="A 4xx response has content that explains the error.",
        why="Whoever reads the client's log learns a number, and has to guess what to change.",
        status_codes=_CLIENT_ERRORS,
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /orders/7

            404 Not Found
        """,
        good="""
            GET /orders/7

            404 Not Found
            Content-Type: text/plain

            There is no order 7.
        """,
    ),
    Rule(
        id="not-acceptable-without-choices",
        source=Source("RFC 9110", "15.5.7"),
        level=Level.SHOULD,
        says="A 406 response has content that lists what the client could have instead.",
        why="The client knows only what it will not get, and cannot choose among the rest.",
        status_codes={406},
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /orders/7
            Accept: image/png

            406 Not Acceptable
        """,
        good="""
            GET /orders/7
            Accept: image/png

            406 Not Acceptable
            Content-Type: text/plain

            There are application/json and text/csv.
        """,
    ),
    Rule(
        id="conflict-without-explanation",
        source=Source("RFC 9110", "15.5.10"),
        level=Level.SHOULD,
        says="A 409 response has content from which a user can see what the conflict is.",
        why="A conflict is for the user to resolve, who cannot do so without knowing with what.",
        status_codes={409},
        except_methods={"HEAD"},
        # Inertia tells a page that is out of date where to load anew, and nothing else.
        absent="x-inertia-location",
        content=False,
        bad="""
            PUT /orders/7

            409 Conflict
        """,
        good="""
            PUT /orders/7

            409 Conflict
            Content-Type: text/plain

            The order was shipped yesterday.
        """,
    ),
    Rule(
        id="locked-without-condition",
        source=Source("RFC 4918", "11.3"),
        level=Level.SHOULD,
        says="A 423 response to a method of WebDAV has content that names the condition on locks that did not hold.",
        why="The client cannot tell whether to send a lock token, or to wait for somebody else's lock.",
        status_codes={423},
        methods=_OF_WEBDAV,
        content=False,
        bad="""
            MOVE /files/7

            423 Locked
        """,
        good="""
            MOVE /files/7

            423 Locked
            Content-Type: application/xml

            <error xmlns="DAV:"><lock-token-submitted><href>/files/7</href></lock-token-submitted></error>
        """,
    ),
    Rule(
        id="precondition-required-without-explanation",
        source=Source("RFC 6585", "3"),
        level=Level.SHOULD,
        says="A 428 response has content that tells how to repeat the request.",
        why="The code asks for a condition, and only the content can say for which.",
        status_codes={428},
        except_methods={"HEAD"},
        content=False,
        bad="""
            PUT /orders/7

            428 Precondition Required
        """,
        good="""
            PUT /orders/7

            428 Precondition Required
            Content-Type: text/plain

            Send the order's ETag in If-Match.
        """,
    ),
    Rule(
        id="too-many-requests-without-explanation",
        source=Source("RFC 6585", "4"),
        level=Level.SHOULD,
        says="A 429 response has content that tells of the limit.",
        why="Whoever runs the client cannot tell which limit was met, and whether to ask less often or for less.",
        status_codes={429},
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /orders

            429 Too Many Requests
            Retry-After: 60
        """,
        good="""
            GET /orders

            429 Too Many Requests
            Retry-After: 60
            Content-Type: text/plain

            Only 100 requests a minute.
        """,
    ),
    Rule(
        id="unavailable-for-legal-reasons-without-explanation",
        source=Source("RFC 7725", "3"),
        level=Level.SHOULD,
        says="A 451 response has content that tells who demanded the block, by which law, and for whom it holds.",
        why="Readers and their lawyers cannot tell what was blocked, or where to object.",
        status_codes={451},
        except_methods={"HEAD"},
        content=False,
        bad="""
            GET /articles/7

            451 Unavailable For Legal Reasons
            Link: <https://news.example/>; rel="blocked-by"
        """,
        good="""
            GET /articles/7

            451 Unavailable For Legal Reasons
            Link: <https://news.example/>; rel="blocked-by"
            Content-Type: text/plain

            Blocked for readers in Utopia by order of its court, case 7.
        """,
    ),
    Rule(
        id="unavailable-for-legal-reasons-without-blocker",
        source=Source("RFC 7725", "4"),
        level=Level.SHOULD,
        says="A 451 response names in a Link with the relation blocked-by who carries out the block.",
        why="Nobody can tell whether the site, its host or a network in between withholds the resource.",
        status_codes={451},
        check=_names_no_blocker,
        bad="""
            GET /articles/7

            451 Unavailable For Legal Reasons
            Link: <https://court.example/>; rel="help"
            Content-Type: text/plain

            Blocked for readers in Utopia by order of its court, case 7.
        """,
        good="""
            GET /articles/7

            451 Unavailable For Legal Reasons
            Link: <https://news.example/>; rel="blocked-by"
            Content-Type: text/plain

            Blocked for readers in Utopia by order of its court, case 7.
        """,
    ),
)
