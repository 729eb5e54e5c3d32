"""A response as a test client hands it over, whichever client that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from statusmw.misfits import misfit
from statusmw.status import reason_phrase
from statusmw.text import plain

# Where clients keep the content; the first one that is text or bytes counts.
_CONTENT: Final = ("content", "data", "body", "_body", "text")
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Received:
    """What a client has received.

    Args:
        status_code: the status code.
        fields: names and values in order.
        content: all of it.
    """

    status_code: int
    fields: tuple[tuple[str, str], ...]
    content: bytes

    def value(self, name: str) -> str:
        """The first value of the field *name*, empty if there is none."""
        return next((value for field, value in self.fields if field.lower() == name), "")

    def __str__(self) -> str:
        """The response as one would read it, its content cut."""
        head = [f"{self.status_code} {reason_phrase(self.status_code)}".rstrip()]
        head += [f"{plain(name)}: {plain(value)}" for name, value in self.fields]
        text = self.content[: _LONGEST + 1].decode("utf-8", "backslashreplace")
        lines = [plain(line, _LONGEST) for line in text[:_LONGEST].splitlines()]
        cut = ["..."] if len(text) > _LONGEST else []
        return "\n".join([*head, "", *lines, *cut]).rstrip()


def received(response: Any) -> Received:
    """Read *response*, of whatever client.

    Args:
        response: of Flask, Werkzeug, Starlette, FastAPI, httpx, requests, Django, WebTest, or one that has been read
            of aiohttp; or the triple (status code, fields, content), the fields as a mapping or as pairs.

    Returns:
        What it holds.

    Raises:
        TypeError: it is no response, or its content has not been read.

    >>> received((404, {"Content-Type": "text/plain"}, b"no")).value("content-type")
    'text/plain'
    """
    if isinstance(response, tuple) and len(response) == 3:
        return _of_triple(*response)
    status_code, fields = _head(response)
    if not isinstance(status_code, int) or not hasattr(fields, "items"):
        kind = type(response).__name__
        raise TypeError(f"response: {kind} has no status code and headers; give a response, or (status, headers, body)")
    return Received(int(status_code), _lines(fields), _content(response))


def _of_triple(status_code: Any, fields: Any, content: Any) -> Received:
    if not isinstance(status_code, int) or isinstance(status_code, bool):
        raise misfit("response", status_code, "status code", "a number: (409, headers, body)")
    try:
        lines = _lines(fields)
    except (TypeError, ValueError):
        raise misfit("response", fields, "mapping or list of pairs", "headers as one: (409, headers, body)") from None
    if not isinstance(content, bytes | bytearray | str):
        raise misfit("response", content, "content", "text or bytes: (409, headers, body)")
    return Received(int(status_code), lines, _octets(content))


def _lines(fields: Any) -> tuple[tuple[str, str], ...]:
    pairs = fields.items() if hasattr(fields, "items") else fields
    return tuple((str(name), str(value)) for name, value in pairs)


def _octets(content: bytes | bytearray | str) -> bytes:
    return content.encode() if isinstance(content, str) else bytes(content)


def _head(response: Any) -> tuple[Any, Any]:
    found = getattr(response, "status_code", None)
    return getattr(response, "status", None) if found is None else found, getattr(response, "headers", None)


def _content(response: Any) -> bytes:
    for name in _CONTENT:
        found = getattr(response, name, None)
        if isinstance(found, bytes | bytearray | str):
            return _octets(found)
    kind = type(response).__name__
    raise TypeError(f"response: the content of {kind} was not read; await its read(), or give (status, headers, body)")
