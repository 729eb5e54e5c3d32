"""What ASGI messages hold, read with care: their fields and content may be of any type (ASGI HTTP)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from starlette.types import Message

from statusmw.rules.shared import declared

_CONTENT_TYPE: Final = b"content-type"
_LENGTH: Final = len(_CONTENT_TYPE)


def exact_start(start: Message) -> Message:
    """*start* with an exact `int` and fields that can be read twice, where what it has can be taken for them."""
    status: Any = start.get("status")
    fields = start.get("headers", ())
    if issubclass(type(status), int) and type(status) not in (int, bool):
        start = {**start, "status": int.__index__(status)}
    if isinstance(fields, Iterator):
        start = {**start, "headers": list(fields)}
    return start


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
                return bytes(value[:17]).lower() == b"text/event-stream"
    except Exception:  # noqa: BLE001 - an iterable of the application's may do anything; the rules say so
        return False
    return False


def declared_length(fields: Any) -> int | None:
    """How many bytes Content-Length promises; None if it says nothing that can be counted on."""
    values = values_of(fields, b"content-length")
    return declared(values[0].decode("latin-1")) if len(values) == 1 else None


def raw_lines(fields: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    """Field lines as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
