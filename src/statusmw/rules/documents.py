"""Documents in the content, read by several topics: problem details and the parts of a multipart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn

from statusmw.exchange import Exchange
from statusmw.grammar import parameter
from statusmw.rules.shared import said

_MOST_DIGITS: Final = 20
_REMEMBERED: Final = 8  # documents of up to 64 KiB each: what several rules ask about one response


def octets(exchange: Exchange) -> bytes:
    """The content; empty where it was not kept."""
    return (exchange.content and exchange.content.octets) or b""


def as_octets(value: str) -> bytes:
    """What a field value is made of; a question mark for what no octet stands for."""
    return value.encode("latin-1", "replace")


def document(exchange: Exchange) -> Any:
    """The JSON value that the content is; `NO_JSON` if it is none."""
    return _decoded(octets(exchange))


NO_JSON: Final = object()
"""What stands for content that is no JSON text."""


@lru_cache(_REMEMBERED)
def _decoded(content: bytes) -> Any:
    try:
        # Handed over as text, because of octets `json` would guess the encoding: it is UTF-8 (RFC 8259, Section 8.1).
        return json.loads(content.decode(), parse_int=_number, parse_constant=_refused)
    except (ValueError, RecursionError):
        return NO_JSON


def _number(digits: str) -> int | str:
    # An enormous integer is text enough for every question asked here.
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def members(exchange: Exchange) -> Mapping[str, Any]:
    """The members of the JSON object that the content is; none if it is no object."""
    found = document(exchange)
    return found if isinstance(found, dict) else {}


def boundary(exchange: Exchange) -> bytes:
    """The boundary between the parts of a multipart; empty if Content-Type names none."""
    return as_octets(parameter(said(exchange.response, "content-type"), "boundary") or "")


def parts(exchange: Exchange) -> list[dict[str, str]]:
    """The fields of each part of a multipart, their names in lower case (RFC 2046, Section 5.1)."""
    delimiter = boundary(exchange)
    if not delimiter:
        return []
    _, *found = (b"\r\n" + octets(exchange)).split(b"\r\n--" + delimiter)
    return [_fields(part) for part in found if not part.startswith(b"--")]


def _fields(part: bytes) -> dict[str, str]:
    head = part.partition(b"\r\n")[2].partition(b"\r\n\r\n")[0] if not part.startswith(b"\r\n\r\n") else b""
    lines = [line.partition(":") for line in head.decode("latin-1").split("\r\n") if line]
    return {name.strip().lower(): value.strip() for name, _, value in lines}
