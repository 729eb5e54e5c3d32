"""What ASGI messages hold, read with care: their fields and content may be of any type (ASGI HTTP)."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any, Final

from starlette.types import Message

from statusmw.grammar import is_field_value, is_token
from statusmw.rules import gateway
from statusmw.rules.shared import HANDED_OVER, declared
from statusmw.rules.transfer import may_be_trailer

START: Final = "http.response.start"
BODY: Final = "http.response.body"
TRAILERS: Final = "http.response.trailers"
HINT: Final = "http.response.early_hint"
BEFORE: Final = frozenset({HINT, "http.response.push", "http.response.debug"})
UNCOUNTED: Final = frozenset({"http.response.pathsend", "http.response.zerocopysend"})
ORDERED: Final = frozenset({START, BODY, TRAILERS, *UNCOUNTED})
_EXTENSIONS: Final = frozenset({TRAILERS, *BEFORE, *UNCOUNTED})


class State(enum.Enum):
    """How far a response has come."""

    WAITING = "nothing has come"
    HELD = "the head waits for the content"
    PARKED = "all has come, and waits for what becomes of the exception it is about"
    STREAMING = "the head was sent"
    COMPLETE = "all was sent"
    DROPPING = "nothing more is sent"


NOTHING: Final[Message] = {}
"""A message that has not come; never changed."""

_HEADS_ALONE: Final = frozenset({204, 304})  # a 205 is framed as others are
_LISTED: Final = ("headers", "links")
_CONTENT_TYPE: Final = b"content-type"
_LENGTH: Final = len(_CONTENT_TYPE)
_EVENT_STREAM: Final = b"text/event-stream"
_STREAMS: Final = len(_EVENT_STREAM)


def exact_start(start: Message) -> Message:
    """A copy of *start* with an exact `int` and fields that say the same to all, where it has what can be these."""
    start = dict(start)
    fields = start.get("headers", ())
    if type(fields) is not list and type(fields) is not tuple:
        start["headers"] = _listed(fields)
    status: Any = start.get("status")
    if type(status) is not int and issubclass(type(status), int) and type(status) is not bool:
        start["status"] = int.__index__(status)
    return start


def as_given(message: Message, held: Message) -> Message:
    """*message*, the application's own, if it is of the same parts as the copy that was *held*; else the copy."""
    if type(message) is not dict or len(message) != len(held):
        return held
    for key, part in held.items():
        if message.get(key, message) is not part:
            return held
    return message


def lasting(message: Message) -> Message:
    """*message* with lists in the place of iterables that may say something else when they are read again."""
    given = {key: message[key] for key in _LISTED if key in message}
    lists = {key: _listed(each) for key, each in given.items() if type(each) is not list and type(each) is not tuple}
    return {**message, **lists} if lists else message


def _listed(given: Any) -> Any:
    try:
        return list(given)
    except Exception:
        # What can be read once is used up by now: the application has failed. Of the rest the rules say what it is.
        if isinstance(given, Iterator):
            raise
        return given


def are_exact(fields: Any) -> bool:
    """Whether the fields are made of `bytes`, and of no class of the application's own."""
    return all(type(part) is bytes for pair in fields for part in pair)


def octets_of(message: Message) -> bytes:
    """The content of a body message as exact `bytes`; TypeError for what is none.

    >>> octets_of({"type": "http.response.body", "body": memoryview(b"hello")})
    b'hello'
    """
    body = message.get("body", b"")
    if type(body) is bytes:
        return body
    if body is None:
        return b""
    try:
        return bytes(memoryview(body))
    except TypeError:
        raise TypeError(f"the content of an ASGI response is bytes, not {type(body).__name__}") from None


def values_of(fields: Any, wanted: bytes) -> list[bytes]:
    """The values of a field, as far as what the application gave can be read."""
    try:
        return [bytes(value) for name, value in fields if len(name) == len(wanted) and name.lower() == wanted]
    except Exception:  # noqa: BLE001 - an iterable of the application's may do anything; the rules say so
        return []


def is_event_stream(fields: Any) -> bool:
    """Whether the content is ``text/event-stream``, whose head must not wait for a first event."""
    try:
        for name, value in fields:
            if len(name) == _LENGTH and name.lower() == _CONTENT_TYPE:
                return len(value) >= _STREAMS and bytes(value[:_STREAMS]).lower() == _EVENT_STREAM
    except Exception:  # noqa: BLE001 - an iterable of the application's may do anything; the rules say so
        return False
    return False


def declared_length(fields: Any) -> int | None:
    """How many bytes Content-Length promises; None if it says nothing that can be counted on."""
    values = values_of(fields, b"content-length")
    if values and any(values_of(fields, name.encode()) for name in HANDED_OVER):
        return None
    return declared(values[0].decode("latin-1")) if len(values) == 1 else None


def raw_lines(fields: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    """Field lines as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]


def kind_of(message: Any) -> str:
    """The type of *message*; empty where it has none."""
    try:
        kind = message["type"]
    except Exception:  # noqa: BLE001 - an application may send anything
        return ""
    return kind if type(kind) is str or isinstance(kind, str) else ""


def misuse_of(kind: str, message: Any, start: Message, *, ended: bool) -> str:
    """What is wrong with sending *message* now, in the words of the rules about it; empty if nothing is.

    Args:
        kind: its type.
        message: what is sent.
        start: the head that came before; empty if none did.
        ended: whether the content has come to its end.
    """
    if kind not in ORDERED and kind not in BEFORE:
        return gateway.UNKNOWN
    if kind == TRAILERS:
        return _misuse_of_trailers(message, start, ended=ended)
    if ended:
        return gateway.AFTER_END
    if kind == HINT and not _are_values(message.get("links", ())):
        return gateway.HINT_BROKEN
    if kind == START:
        return gateway.HEAD_AGAIN if start else ""
    return gateway.HEAD_LATE if kind in ORDERED and not start else ""


def may_pass(kind: str, misuse: str, *, ended: bool) -> bool:
    """Whether a server can be given what is not the next part of a response; what nobody knows yet it may know.

    Args:
        kind: the type of the message.
        misuse: what is wrong with it, as `misuse_of` says.
        ended: whether the content has come to its end.
    """
    if kind == TRAILERS:
        return not misuse
    return kind not in ORDERED and kind != "" and not (ended and kind in BEFORE)


def _misuse_of_trailers(message: Message, start: Message, *, ended: bool) -> str:
    if not ended:
        return gateway.TRAILERS_EARLY
    if not start.get("trailers"):
        return gateway.TRAILERS_UNANNOUNCED
    status = start.get("status")
    if type(status) is int and status in _HEADS_ALONE:
        return gateway.TRAILERS_ALONE
    return gateway.TRAILERS_FORBIDDEN if _has_forbidden(message.get("headers", ())) else ""


def _has_forbidden(fields: Any) -> bool:
    try:
        return not all(_may_trail(bytes(memoryview(name)), bytes(memoryview(value))) for name, value in fields)
    except Exception:  # noqa: BLE001 - what cannot be read is left to the server
        return False


def _are_values(links: Any) -> bool:
    try:
        return all(_is_value(bytes(memoryview(link))) for link in links)
    except Exception:  # noqa: BLE001 - an application may send anything
        return False


def _may_trail(name: bytes, value: bytes) -> bool:
    trailer = name.decode("latin-1")
    return may_be_trailer(trailer) and is_token(trailer) and _is_value(value)


def _is_value(value: bytes) -> bool:
    # Whitespace around it is no part of it (RFC 9110, Section 5.5), and as little harm here as in the head.
    return is_field_value(value.decode("latin-1").strip(" \t"))


def is_unoffered(kind: str, scope: Any) -> bool:
    """Whether *kind* is a message of an extension that the server does not name in *scope*."""
    return kind in _EXTENSIONS and kind not in (scope.get("extensions") or ())
