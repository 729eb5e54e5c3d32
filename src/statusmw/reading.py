"""What comes through a gateway interface, read as values: leniently, so that whatever it is can be judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from statusmw.exchange import Content, Exchange, FieldLine, Request, Response

_STATUS_LINE = re.compile(r"([0-9]{3})(?: (.*))?", re.DOTALL)
_VERSION = re.compile(r"HTTP/(.+)")
_LARGEST = 999  # three digits

REQUEST_ID: Final = "statusmw.request_id"
"""The key in an environ or a scope under which the id of the request stands."""


def status_line(line: str) -> tuple[int, str | None] | None:
    """Status code and reason phrase of a WSGI status line; the phrase is None if there is not even a space.

    >>> status_line("404 Not Found")
    (404, 'Not Found')
    >>> status_line("2000 OK") is None
    True
    """
    read = _STATUS_LINE.fullmatch(line)
    return (int(read[1]), read[2]) if read else None


def wsgi_request(environ: Mapping[str, Any], route: str | None = None) -> Request:
    """The request that a WSGI environ describes (PEP 3333); *route* is the path template, if it has been looked up."""
    pairs = ((key, value) for key, value in environ.items() if type(key) is str and type(value) is str)
    fields = [(key[5:].replace("_", "-").lower(), value) for key, value in pairs if key[:5] == "HTTP_"]
    fields += [(name, value) for name, key in _CGI.items() if (value := _said(environ, key))]
    path = _decoded(_said(environ, "SCRIPT_NAME") + _said(environ, "PATH_INFO")) or "/"
    version = _VERSION.fullmatch(_said(environ, "SERVER_PROTOCOL"))
    return Request(
        method=_said(environ, "REQUEST_METHOD", "GET"),
        target=_target(path, _said(environ, "QUERY_STRING")),
        fields=tuple(fields),
        http_version=version[1] if version else "1.1",
        interface="wsgi",
        route=route,
        id=environ.get(REQUEST_ID),
    )


def _said(described: Mapping[str, Any], key: str, default: str = "") -> str:
    """The text under *key*: an application may put whatever it likes in its place."""
    value = described.get(key, default)
    return value if isinstance(value, str) else default


def _decoded(path: str) -> str:
    """*path* as ASGI has it: PEP 3333 has a character for each octet."""
    try:
        return path if path.isascii() else path.encode("latin-1").decode()
    except UnicodeError:
        return path


def _target(path: str, query: str) -> str:
    # What is decoded may hold a question mark of its own, which begins no query.
    path = path.replace("?", "%3F")
    return f"{path}?{query}" if query else path


_CGI: Final = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def wsgi_asks(environ: Mapping[str, Any], name: str) -> bool:
    """Whether a WSGI request has the field *name*, in lower case; quicker than to read them all."""
    return f"HTTP_{name.upper().replace('-', '_')}" in environ or bool(environ.get(_CGI.get(name, "")))


def asgi_asks(scope: Mapping[str, Any], name: str) -> bool:
    """Whether an ASGI request has the field *name*, in lower case; quicker than to read them all."""
    wanted = name.encode("latin-1")
    size = len(wanted)
    for field, _ in scope.get("headers", ()):  # noqa: SIM110 - a generator takes twice as long
        if len(field) == size and bytes(field).lower() == wanted:
            return True
    return False


def _fields_asked(given: Any) -> tuple[FieldLine, ...]:
    try:
        # Of a list, because a tuple of what a generator gives takes longer.
        return tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in given])
    except Exception:  # noqa: BLE001 - an application may put into the scope whatever it likes
        return _field_lines(given, bytes)[0]


def asgi_request(scope: Mapping[str, Any], route: str | None = None) -> Request:
    """The request that an ASGI scope describes; *route* is the path template, if it has been looked up."""
    query = scope.get("query_string", b"")
    return Request(
        method=_said(scope, "method", "GET"),
        target=_target(_said(scope, "path", "/"), query.decode("latin-1") if isinstance(query, bytes) else ""),
        fields=_fields_asked(scope.get("headers", ())),
        http_version=_said(scope, "http_version", "1.1"),
        interface="asgi",
        route=route,
        id=scope.get(REQUEST_ID),
    )


def wsgi_response(line: object, fields: object) -> Response:
    """The head of a response as given to ``start_response``, whatever was given."""
    read = status_line(_exact(line, str)) if issubclass(type(line), str) else None
    lines, odd = _field_lines(fields, str)
    if read is None:
        return Response(0, lines, None, (("status", line), *odd))
    return Response(read[0], lines, read[1], tuple(odd))


def asgi_response(status: object, fields: object) -> Response:
    """The head of a response as an ``http.response.start`` message has it, whatever it has."""
    lines, odd = _field_lines(fields, bytes)
    # `http.HTTPStatus` and the like are integers for every purpose; True is none.
    code = int.__index__(status) if issubclass(type(status), int) and type(status) is not bool else -1  # type: ignore[arg-type]  # narrowed by type(), which cannot lie
    if 0 <= code <= _LARGEST:
        return Response(code, lines, None, tuple(odd))
    return Response(0, lines, None, (("status", status), *odd))


def wsgi_exchange(environ: Any, status_code: int, fields: object, length: int | None) -> Exchange:
    """A WSGI request with the head of the response to it, and how many bytes of content were seen, if that is known."""
    return Exchange(wsgi_request(environ), wsgi_response(f"{status_code:03} ", fields), Content.seen(length, None))


def asgi_exchange(scope: Any, status_code: int, fields: object, length: int | None) -> Exchange:
    """The same of an ASGI request."""
    return Exchange(asgi_request(scope), asgi_response(status_code, fields), Content.seen(length, None))


def _field_lines(fields: Any, kind: type) -> tuple[tuple[FieldLine, ...], list[tuple[str, object]]]:
    lines: list[FieldLine] = []
    odd: list[tuple[str, object]] = []
    try:
        pairs: Iterable[Any] = list(fields)
    except Exception:  # noqa: BLE001 - an iterable of the application's may do anything
        return (), [("fields", fields)]
    for pair in pairs:
        line = _pair(pair, kind)
        if line is None:
            odd.append((_place(pair), pair))
        else:
            lines.append(line)
    return tuple(lines), odd


def _pair(pair: Any, kind: type) -> FieldLine | None:
    if issubclass(type(pair), (str, bytes)):
        return None
    try:
        name, value = pair
    except Exception:  # noqa: BLE001 - an iterable of the application's may do anything
        return None
    if not issubclass(type(name), kind) or not issubclass(type(value), kind):
        return None
    return _text(_exact(name, kind)), _text(_exact(value, kind))


def _exact(part: Any, kind: Any) -> Any:
    """*part*, of a class below *kind*, as that very class: what it says of itself may differ from what it holds."""
    return kind.__getitem__(part, slice(None))


def _text(part: Any) -> Any:
    return part.decode("latin-1") if isinstance(part, bytes) else part


def _place(pair: Any) -> str:
    try:
        name = _text(pair[0])
    except Exception:  # noqa: BLE001 - an iterable of the application's may do anything
        return "fields"
    return name if type(name) is str and name != "status" else "fields"
