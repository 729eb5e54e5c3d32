"""JSON lines: one exchange a line, with or without its request.

A line is an object::

    {"request": {"method": "GET", "target": "/orders", "fields": [["Accept", "*/*"]], "http_version": "1.1"},
     "response": {"status_code": 200, "fields": [["Content-Type", "application/json"]]}, "content": 2}

``fields`` is a list of pairs, or an object whose values are texts or lists of them. What is left out of the request
is not known; ``content`` is the number of bytes that were sent, null or left out where that is not known.
``"interim": true`` says that another response followed, and ``"unasked"`` lists ids of rules that cannot be asked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from statusmw.commands.judging import METHODS, UNSEEN, Fault, Place, Seen
from statusmw.commands.scope import NOT_OF_INTERIM
from statusmw.exchange import Content, Exchange, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusmw.commands.feed import Feed
    from statusmw.exchange import FieldLine

_LONGEST: Final = 1 << 20
_SHAPE: Final = 'give {"response": {"status_code": 200, "fields": [["Content-Type", "text/plain"]]}, "content": 2}'


def read_jsonl(feed: Feed, source: str) -> Iterator[Seen | Fault]:
    """The exchanges in JSON lines.

    Args:
        feed: the lines.
        source: their name.

    Returns:
        The exchanges; a line that is none is a fault, and the next one is read all the same.
    """
    while True:
        place = Place(source, feed.line)
        line = feed.take_line(_LONGEST)
        if not line:
            return
        if not line.isspace():
            yield _read(line, place)


def _read(line: bytes, place: Place) -> Seen | Fault:
    if len(line) == _LONGEST:
        return Fault(f"the line is longer than {_LONGEST} bytes", place)
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return Fault("the line is no JSON; write one exchange a line", place)
    return exchange_of(found, place)


def exchange_of(found: Any, place: Place) -> Seen | Fault:
    """The exchange that an object describes.

    Args:
        found: the object, as this module describes it.
        place: where it stands.

    Returns:
        The exchange, or what is wrong with the object.

    >>> exchange_of({"response": {"status_code": 204}}, Place("-")).exchange.response.status_code
    204
    >>> exchange_of({"response": {"status": 204}}, Place("-")).message[:44]
    'response.status_code is no integer up to 999'
    """
    try:
        return _exchange(found, place)
    except _ShapeError as error:
        return Fault(f"{error}; {_SHAPE}", place)


class _ShapeError(Exception):
    """A member is missing or of another type; the text says which."""


def _exchange(found: Any, place: Place) -> Seen:
    if not isinstance(found, dict):
        raise _ShapeError("the line is no object")
    response = _of(found.get("response"), dict, "response is no object")
    code = response.get("status_code")
    if type(code) is not int or not 0 <= code <= 999:
        raise _ShapeError("response.status_code is no integer up to 999")
    asked = _of(found.get("request") or {}, dict, "request is no object")
    answer = Response(code, _fields(response.get("fields") or (), "response.fields"))
    exchange = Exchange(_request(asked), answer, _content(found.get("content")))
    unasked = {*_ids(found.get("unasked") or []), *(NOT_OF_INTERIM if found.get("interim") or code == 101 else ())}
    methods = () if exchange.request.method else METHODS
    return Seen(exchange, place, methods, unasked)


def _ids(told: Any) -> list[str]:
    message = "unasked is no list of rule ids"
    return [_of(each, str, message) for each in _of(told, list, message)]


def _of(value: Any, kind: type, otherwise: str) -> Any:
    if not isinstance(value, kind):
        raise _ShapeError(otherwise)
    return value


def _request(asked: dict[str, Any]) -> Request:
    known = {name: _of(asked.get(name) or "", str, f"request.{name} is no text") for name in _TEXTS}
    fields = asked.get("fields")
    return Request(
        known["method"],
        known["target"] or UNSEEN,
        UNSEEN if fields is None else _fields(fields, "request.fields"),
        known["http_version"] or "1.1",
    )


_TEXTS: Final = ("method", "target", "http_version")


def _fields(given: Any, name: str) -> tuple[FieldLine, ...]:
    if isinstance(given, dict):
        given = [(key, value) for key, values in given.items() for value in _listed(values)]
    try:
        lines = [(field, value) for field, value in given]
    except (TypeError, ValueError):
        raise _ShapeError(f"{name} is no list of pairs") from None
    if not all(isinstance(part, str) for line in lines for part in line):
        raise _ShapeError(f"{name} holds something else than texts")
    return tuple((octets(field), octets(value)) for field, value in lines)


def _listed(values: Any) -> list[Any]:
    return values if isinstance(values, list) else [values]


def _content(told: Any) -> Content | None:
    if told is None:
        return None
    if type(told) is not int or told < 0:
        raise _ShapeError("content is no number of bytes")
    return Content(told)


def octets(text: str) -> str:
    r"""*text* as ISO 8859-1 shows the octets it was read from; other text is UTF-8 that somebody has decoded.

    >>> octets("Gr\xfc\xdfe") == "Gr\xfc\xdfe", octets("\u20ac") == "\xe2\x82\xac"
    (True, True)
    """
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("latin-1")
    return text
