r"""Exchanges written as text: the examples of the rules, and what the documentation shows.

A request line with its field lines, an empty line, a status line with its field lines, and, behind one more empty
line, the content::

    GET /orders/7 HTTP/1.1
    Range: bytes=0-4

    206 Partial Content
    Content-Range: bytes 0-4/10

    hello

In values ``\r``, ``\n``, ``\0`` and ``\xNN`` stand for the characters that no line of text can hold, and
``{…}`` for a Python value that is no text at all. In content, ``\xNN`` stands for a byte, and ``\r`` for itself
at the end of a line; content that is coded is shown as it was before, unless there is such a byte in it. A line of the
response that begins with ``!`` says what the application does with its gateway interface::

    GET /orders/7

    200 OK
    Content-Type: text/plain
    ! start_response is called again
"""

from __future__ import annotations

import ast
import re
from textwrap import dedent

from statusmw.exchange import Content, Exchange, FieldLine, Interface, Request, Response

_ESCAPE = re.compile(r"\\(r|n|0|x[0-9a-f]{2})")
_CHARACTERS = {"r": "\r", "n": "\n", "0": "\0"}
_OCTET = re.compile(rb"\\x([0-9a-f]{2})")
_LINE_END = re.compile(r"\\r$", re.MULTILINE)
_MISUSE = "! "
_STATUS_LINE = re.compile(r"([0-9]{3})(?: (.*))?\Z", re.DOTALL)


def parse_exchange(text: str, interface: Interface = "asgi") -> Exchange:
    r"""Read an exchange from *text*.

    Args:
        text: as the module shows; it may be indented as a whole.
        interface: the gateway interface the exchange is meant for.

    Returns:
        The exchange, its content complete.

    Raises:
        ValueError: there is no request line or no status line, or what stands in braces is no Python value.

    >>> parse_exchange("DELETE /orders/7\n\n204 No Content").response.status_code
    204
    """
    parts = dedent(text).strip("\n").split("\n\n", 2)
    if len(parts) == 1:
        raise ValueError("an exchange is a request, an empty line, and a response; one of them is missing")
    request_line, *request_fields = parts[0].split("\n")
    method, target, version = (*request_line.split(" "), "")[:3]
    fields, _ = _fields(request_fields)
    request = Request(method, target, fields, version.removeprefix("HTTP/") or "1.1", interface)
    head, misuse = _without_misuse(parts[1].split("\n"))
    response = _response(head, interface)
    return Exchange(request, response, _content(parts[2].rstrip("\n") if len(parts) == 3 else "", response), misuse)


def _content(text: str, response: Response) -> Content:
    octets = _OCTET.sub(lambda found: bytes([int(found[1], 16)]), _LINE_END.sub("\r", text).encode())
    is_shown = not response.has("content-encoding") or octets != text.encode()
    return Content(len(octets), octets=octets if is_shown else None)


def _without_misuse(lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    misuse = tuple(line.removeprefix(_MISUSE) for line in lines if line.startswith(_MISUSE))
    return [line for line in lines if not line.startswith(_MISUSE)], misuse


def _response(head: list[str], interface: Interface) -> Response:
    status_line, *lines = head
    fields, odd = _fields(lines)
    if status_line.startswith("{"):
        return Response(0, fields, None, (("status", _literal(status_line)), *odd))
    status = _STATUS_LINE.match(_unescape(status_line))
    if status is None:
        return Response(0, fields, None, (("status", status_line), *odd))
    reason_phrase = status[2] if interface == "wsgi" else None
    return Response(int(status[1]), fields, reason_phrase, odd)


def _fields(lines: list[str]) -> tuple[tuple[FieldLine, ...], tuple[tuple[str, object], ...]]:
    fields: list[FieldLine] = []
    odd: list[tuple[str, object]] = []
    for line in lines:
        start = 1 if line.startswith(":") else 0
        name, _, value = line[start:].partition(":")
        name, value = _unescape(line[:start] + name), value.removeprefix(" ")
        if value.startswith("{"):
            odd.append((name, _literal(value)))
        else:
            fields.append((name, _unescape(value)))
    return tuple(fields), tuple(odd)


def _literal(braced: str) -> object:
    try:
        return ast.literal_eval(braced[1:-1])
    except (SyntaxError, TypeError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{braced[:60]!r} is no Python value in braces; write it as {{None}} or {{b'x'}}") from None


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: _CHARACTERS.get(found[1]) or chr(int(found[1][1:], 16)), text)


def format_exchange(exchange: Exchange) -> str:
    """Write *exchange* as `parse_exchange` reads it; content as the number of its bytes."""
    request, response = exchange.request, exchange.response
    version = "" if request.http_version == "1.1" else f" HTTP/{request.http_version}"
    head = [f"{request.method} {request.target}{version}", *(f"{n}: {v}" for n, v in request.fields)]
    status_line = f"{response.status_code} {response.reason_phrase or ''}".rstrip()
    answer = [status_line, *(f"{name}: {value}" for name, value in response.fields)]
    answer += [_MISUSE + each for each in exchange.misuse]
    content = ["", f"({exchange.length} bytes)"] if exchange.length else []
    return "\n".join([*head, "", *answer, *content])
