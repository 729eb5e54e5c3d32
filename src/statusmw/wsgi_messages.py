"""What a WSGI application gives, read with care: it may be of any type (PEP 3333)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Final

from statusmw.exchange import Response
from statusmw.rules.shared import HANDED_OVER, declared

_LENGTH: Final = len("content-length")


def octets_of(chunk: Any) -> bytes:
    """A piece of content as exact `bytes`; TypeError for what is none.

    >>> octets_of(memoryview(b"hello"))
    b'hello'
    """
    if type(chunk) is bytes:
        return chunk
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(memoryview(chunk))
    raise TypeError(f"the content of a WSGI response is bytes, not {type(chunk).__name__} (PEP 3333)")


def readable(fields: Any) -> Any:
    """*fields* so that they can be read more than once: they are judged, and then the server reads them."""
    return tuple(fields) if isinstance(fields, Iterator) else fields


def is_exact(line: Any, fields: Any) -> bool:
    """Whether the head is made of what PEP 3333 names, and of no class of the application's own."""
    pairs = type(line) is str and type(fields) is list and all(type(pair) is tuple for pair in fields)
    return pairs and all(type(part) is str for pair in fields for part in pair)


def are_lists(fields: Any) -> bool:
    """Whether there is a pair among the fields that can be read, and is not the tuple it should be."""
    return type(fields) is list and any(isinstance(pair, list) and len(pair) == 2 for pair in fields)


def line_of(response: Response) -> str:
    """The status line of *response*."""
    phrase = response.reason_phrase
    return f"{response.status_code:03}" if phrase is None else f"{response.status_code:03} {phrase}"


def stated_lengths(fields: Any) -> list[str]:
    """The values of Content-Length, in whatever the application gave for fields."""
    try:
        found = [value for name, value in fields if len(name) == _LENGTH and name.lower() == "content-length"]
    except Exception:  # noqa: BLE001 - the rules say what is wrong with it
        return []
    return [value for value in found if type(value) is str]


def size_of_file(iterable: Any) -> int | None:
    """How many bytes a server reads that sends the file in *iterable*, a file wrapper, by itself; None if nobody knows.

    >>> import tempfile
    >>> from wsgiref.util import FileWrapper
    >>> with tempfile.TemporaryFile() as file:
    ...     _ = file.write(b"hello"), file.seek(2)
    ...     size_of_file(FileWrapper(file))
    3
    """
    try:
        file = getattr(iterable, "filelike", None) or iterable.file
        size: int = os.fstat(file.fileno()).st_size - file.tell()
    except Exception:  # noqa: BLE001 - it is the application's own, and need not be a file
        return None
    return max(0, size)


def declared_length(fields: Any) -> int | None:
    """How many bytes Content-Length promises; None if it says nothing that can be counted on."""
    values = stated_lengths(fields)
    if values and any(name.lower() in HANDED_OVER for name, _ in fields):
        return None
    return declared(values[0]) if len(set(values)) == 1 else None
