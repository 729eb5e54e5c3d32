"""What every writer returns, and what every writer is given."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final, NamedTuple

from statusmw.encoding import Plain, json_bytes, jsonable
from statusmw.problem import ProblemDetails
from statusmw.records import write
from statusmw.text import plain

ROOM: Final = 16 * 1024
"""How many bytes of JSON all extension members may take: what is larger is data, and belongs in an answer."""


@dataclass(frozen=True, slots=True)
class Written:
    """A problem document, ready to be sent.

    Args:
        content: the bytes; Content-Length is their number.
        content_type: the value of Content-Type.
        fields: further fields, as name and value, without which the content should not be sent.

    >>> Written(b"404 Not Found", "text/plain; charset=utf-8").fields
    ()
    """

    content: bytes
    content_type: str
    fields: tuple[tuple[str, str], ...] = ()


class _Member(NamedTuple):
    value: Plain
    size: int
    fault: str | None


def sendable(details: ProblemDetails, room: int = ROOM) -> ProblemDetails:
    """The same details made of what every format can hold.

    Args:
        details: what is to be written.
        room: how many bytes of JSON all extension members may take.

    Returns:
        Details whose extensions are plain JSON values; a member that has none, or for which there is no room, is
        left out, and one warning names all of them. Half a surrogate pair in any other member becomes ``?``.

    >>> sendable(ProblemDetails(409, extensions={"skus": {"b", "a"}})).extensions["skus"]
    ['a', 'b']
    """
    texts = [details.title, details.type, details.detail, details.instance]
    if not details.extensions and all(text is None or text.isascii() for text in texts):
        return details
    kept: dict[str, Plain] = {}
    faults: list[str] = []
    for name, value in details.extensions.items():
        member = _member(name, value, room)
        room -= member.size
        if member.fault is None:
            kept[name] = member.value
        else:
            faults.append(f"{plain(name, 40)} ({member.fault})")
    if faults:
        write(logging.WARNING, "left out of a problem document: %s", plain(", ".join(faults), 1000))
    title, type_, detail, instance = map(_encodable, texts)
    return ProblemDetails(details.status, title, type_ or "", detail, instance, kept)


def _member(name: str, value: object, room: int) -> _Member:
    try:
        value = jsonable(value)
        size = len(json_bytes({name: value}))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the value's own code runs here, and it may raise anything
        return _Member(None, 0, type(error).__name__)
    return _Member(value, size, None) if size <= room else _Member(None, 0, "too long")


def _encodable(text: str | None) -> str | None:
    return None if text is None else text.encode("utf-8", "replace").decode()
