"""HTTP/1.1 by hand: what a client gets that takes each response on a connection at its word.

`http.client` hides what matters here: that bytes are left over after a response, and who reads them.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Self

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: (.*))?\r?\n\Z")
_WITHOUT_CONTENT = {204, 304}


@dataclass(frozen=True)
class Answer:
    """What came back for one request.

    Args:
        status_code: 0 if what came is no HTTP response.
        fields: name (in lower case) and value of each field line.
        content: the content, or what stood where a status line should.
        ended: "whole": where its framing says; "cut": the connection was closed before; "hung": nothing came any more.
        closed: whether the connection is over after it.
    """

    status_code: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    ended: str = "whole"
    closed: bool = False

    def values(self, name: str) -> list[str]:
        """The value of each line of the field *name* (in lower case)."""
        return [value for field, value in self.fields if field == name]

    def value(self, name: str) -> str | None:
        """The value of the field *name* (in lower case), None if it is absent."""
        return ", ".join(self.values(name)) or None


class Connection:
    """A connection to 127.0.0.1 that is kept open from request to request, as clients and proxies do."""

    def __init__(self, port: int, timeout: float = 10) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout)
        self._stream = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._stream.close()
        self._socket.close()

    def ask(self, method: str, target: str, fields: Mapping[str, str] | None = None, content: bytes = b"") -> Answer:
        """Send a request and read what comes next on the connection."""
        lines = {"Host": "shop.example", **(fields or {})}
        if content:
            lines["Content-Length"] = str(len(content))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        try:
            self._socket.sendall(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + content)
            return _read(self._stream, method)
        except TimeoutError:
            return Answer(ended="hung")
        except OSError:
            return Answer(ended="cut", closed=True)


def _read(stream: BinaryIO, method: str) -> Answer:
    line = stream.readline()
    matched = _STATUS_LINE.match(line)
    if matched is None:
        return Answer(content=line, ended="whole" if line else "cut", closed=not line)
    status_code, fields = int(matched[1]), tuple(_fields(stream))
    if status_code in {100, 102, 103}:
        return _read(stream, method)
    answer = Answer(status_code, fields)
    content, ended, closed = b"", "whole", "close" in (answer.value("connection") or "").lower()
    if method != "HEAD" and status_code not in _WITHOUT_CONTENT:
        content, ended, until_close = _content(stream, answer)
        closed = closed or until_close or ended == "cut"
    return Answer(status_code, fields, content, ended, closed)


def _fields(stream: BinaryIO):
    while (line := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = line.partition(":")
        yield name.lower(), value.strip()


def _content(stream: BinaryIO, answer: Answer) -> tuple[bytes, str, bool]:
    """The content, how it ended, and whether only the end of the connection could tell that."""
    parts: list[bytes] = []
    try:
        if answer.value("transfer-encoding"):
            ended = "whole" if _chunks(stream, parts) else "cut"
            return b"".join(parts), ended, False
        length = answer.value("content-length")
        if length is None:
            return stream.read(), "whole", True
        while (missing := int(length.split(",")[0]) - sum(map(len, parts))) > 0:
            part = stream.read1(missing)
            if not part:
                return b"".join(parts), "cut", False
            parts.append(part)
        return b"".join(parts), "whole", False
    except TimeoutError:
        return b"".join(parts), "hung", False
    except OSError:
        return b"".join(parts), "cut", False


def _chunks(stream: BinaryIO, parts: list[bytes]) -> bool:
    """Read chunks into *parts*; whether the last one came."""
    while (line := stream.readline()).strip():
        size = int(line.split(b";")[0], 16)
        if size == 0:
            list(_fields(stream))
            return True
        parts.append(stream.read(size))
        stream.readline()
    return False
