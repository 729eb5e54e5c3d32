"""How an application uses its gateway interface (PEP 3333, ASGI HTTP)."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from statusmw.exchange import Interface
from statusmw.rule import Level, Rule, Source

# What the faces see, in the words in which findings and examples show it.
NOT_BYTES: Final = "content is given that is not bytes"

START_AGAIN: Final = "start_response is called again"
START_LATE: Final = "content comes before start_response is called"
START_NEVER: Final = "start_response is never called"
NOT_TUPLES: Final = "a field is given that is no tuple"
NOT_ITERABLE: Final = "what is returned cannot be iterated"
IGNORED: Final = "the exception that start_response raised is ignored"
WRITES: Final = "write is called"
UNCLOSED: Final = "the iterable is not closed"

HEAD_AGAIN: Final = "http.response.start is sent again"
HEAD_LATE: Final = "content is sent before http.response.start"
AFTER_END: Final = "a message is sent after the end"
UNFINISHED: Final = "the application returns before the end"
UNKNOWN: Final = "a message of no known type is sent"
NOT_OFFERED: Final = "a message is sent that the server does not offer"
TRAILERS_UNANNOUNCED: Final = "trailers are sent that http.response.start does not announce"
TRAILERS_EARLY: Final = "trailers are sent before the end of the content"
TRAILERS_ALONE: Final = "trailers are sent where there is no content"
TRAILERS_FORBIDDEN: Final = "a trailer is sent that may not be one"
TRAILERS_MISSING: Final = "the announced trailers are not sent"
HINT_BROKEN: Final = "an early hint is sent that is no field value"

_START: Final = Source("PEP 3333", "The start_response() Callable")
_DETAILS: Final = Source("PEP 3333", "Specification Details")
_HEAD: Final = Source("ASGI HTTP", "Response Start - send event")
_BODY: Final = Source("ASGI HTTP", "Response Body - send event")

_GOOD: Final = "GET /orders\n\n200 OK\nContent-Type: text/plain\n\nhello\n"


def _example(misuse: str) -> str:
    return f"GET /orders\n\n200 OK\nContent-Type: text/plain\n! {misuse}\n\nhello\n"


def _rule(interface: Interface, *, misuse: str, **words: Any) -> Rule:
    return Rule(interface=interface, misuse=misuse, bad=_example(misuse), good=_GOOD, **words)


_wsgi = partial(_rule, "wsgi")
_asgi = partial(_rule, "asgi")

RULES: Final = (
    _wsgi(
        id="start-response-called-again",
        source=_START,
        level=Level.MUST,
        says="start_response is called once; a second call passes exc_info, and comes before the content.",
        why="A server that has two heads to choose from raises an error, and the client gets neither.",
        misuse=START_AGAIN,
    ),
    _wsgi(
        id="content-before-start-response",
        source=_START,
        level=Level.MUST,
        says="start_response is called before the iterable gives its first bytes.",
        why="There is no head to send them behind; the server ends the request with an error of its own.",
        misuse=START_LATE,
    ),
    _wsgi(
        id="start-response-never-called",
        source=_START,
        level=Level.MUST,
        says="start_response is called, also where there is no content.",
        why="The server has nothing to send; some leave the client waiting, others close the connection.",
        misuse=START_NEVER,
    ),
    _wsgi(
        id="start-response-error-ignored",
        source=_START,
        level=Level.MUST,
        says="What start_response raises, when it is called with exc_info behind the first bytes, is let through.",
        why="The server wants to end a response that can no longer be an error; the client takes it for whole.",
        misuse=IGNORED,
    ),
    _wsgi(
        id="field-not-a-tuple",
        source=_START,
        level=Level.MUST,
        says="Each field is a tuple of its name and its value.",
        why="Some servers and middleware fail on any other pair, so what works behind one of them fails elsewhere.",
        misuse=NOT_TUPLES,
    ),
    _wsgi(
        id="content-not-iterable",
        source=_DETAILS,
        level=Level.MUST,
        says="What an application returns can be iterated.",
        why="The server fails on it, mostly after it has sent the head.",
        misuse=NOT_ITERABLE,
    ),
    _wsgi(
        id="content-not-bytes",
        source=_DETAILS,
        level=Level.MUST,
        says="Content is given as bytes.",
        why="Only the application knows its encoding; servers fail on anything else, mostly behind the head.",
        misuse=NOT_BYTES,
    ),
    _wsgi(
        id="content-written",
        source=Source("PEP 3333", "The write() Callable"),
        level=Level.ADVICE,
        says="Content is returned, not given to write.",
        why="Each write holds the worker until the bytes have left, and no middleware can delay or change them.",
        misuse=WRITES,
    ),
    _wsgi(
        id="content-not-closed",
        source=_DETAILS,
        level=Level.ADVICE,
        says="Whoever has read an iterable to its end closes it.",
        why="Files, connections and locks that the application holds for the content stay open.",
        misuse=UNCLOSED,
    ),
    _asgi(
        id="head-sent-again",
        source=_HEAD,
        level=Level.MUST,
        says="There is one http.response.start.",
        why="Servers raise an error in the application, and the client gets a response that is cut short.",
        misuse=HEAD_AGAIN,
    ),
    _asgi(
        id="content-before-head",
        source=_BODY,
        level=Level.MUST,
        says="Content is sent behind http.response.start.",
        why="There is no head to send it behind; servers raise an error, and the client gets nothing of the response.",
        misuse=HEAD_LATE,
    ),
    _asgi(
        id="message-after-end",
        source=_BODY,
        level=Level.SHOULD,
        says="Nothing is sent behind content with more_body false.",
        why="Servers raise an error or drop it; what the application wanted to say is lost.",
        misuse=AFTER_END,
    ),
    _asgi(
        id="response-unfinished",
        source=_BODY,
        level=Level.MUST,
        says="An application that answers sends its response to the end.",
        why="Servers send an error of their own, or close the connection; some leave the client waiting.",
        misuse=UNFINISHED,
    ),
    _asgi(
        id="message-content-not-bytes",
        source=_BODY,
        level=Level.MUST,
        says="The content of a message is bytes.",
        why="Only the application knows its encoding; servers fail on anything else, mostly behind the head.",
        misuse=NOT_BYTES,
    ),
    _asgi(
        id="message-unknown",
        source=Source("ASGI HTTP", "HTTP"),
        level=Level.MUST,
        says="A message is one of those the specification or an extension names, and says in type which.",
        why="Servers raise an error in the application, and the client gets a response that is cut short.",
        misuse=UNKNOWN,
    ),
    _asgi(
        id="extension-not-offered",
        source=Source("ASGI extensions"),
        level=Level.MUST,
        says="A message of an extension is sent only where the server names that extension in the scope.",
        why="Servers that do not know the message raise an error: what works on one of them fails on the next.",
        misuse=NOT_OFFERED,
    ),
    _asgi(
        id="trailers-unannounced",
        source=Source("ASGI extensions", "HTTP Trailers"),
        level=Level.MUST,
        says="Trailers follow only a http.response.start that says so in trailers.",
        why="The server has ended the response already; the trailers are lost.",
        misuse=TRAILERS_UNANNOUNCED,
    ),
    _asgi(
        id="trailers-missing",
        source=Source("ASGI extensions", "HTTP Trailers"),
        level=Level.MUST,
        says="Trailers that http.response.start announces are sent.",
        why="The server waits for them before it ends the response, and so does the client.",
        misuse=TRAILERS_MISSING,
    ),
    _asgi(
        id="trailers-before-end",
        source=Source("ASGI extensions", "HTTP Trailers"),
        level=Level.MUST,
        says="Trailers follow the content.",
        why="Servers raise an error in the application, and the client gets a response that is cut short.",
        misuse=TRAILERS_EARLY,
    ),
    _asgi(
        id="trailers-without-content",
        source=Source("RFC 9110", "15.3.5"),
        level=Level.MUST,
        says="A 204 or 304 response has no trailers.",
        why="Its end is the end of the head; a client reads the trailers as the beginning of the next response.",
        misuse=TRAILERS_ALONE,
    ),
    _asgi(
        id="trailer-forbidden",
        source=Source("RFC 9110", "6.5.1"),
        level=Level.MUST,
        says="Trailers are well-formed fields, and none of those that frame, route or describe the content.",
        why="Those are needed before the content; a recipient drops them or is led astray, as by what is malformed.",
        misuse=TRAILERS_FORBIDDEN,
    ),
    _asgi(
        id="early-hint-malformed",
        source=Source("RFC 9110", "5.5"),
        level=Level.MUST,
        says="The links of an early hint are bytes without control characters: each is a value of Link.",
        why="A line break in one of them ends the field, and what follows is a field of somebody else's.",
        misuse=HINT_BROKEN,
    ),
)
