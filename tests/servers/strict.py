"""Reads responses as strictly as RFC 9112 is written; two other readers have to agree with it.

Nothing is forgiven here: a line that ends in LF alone, a name that is no token, a length that is no number.
"""

import re
from dataclasses import dataclass, replace

import h11
import httptools

_STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-9][0-9]{2}) [\t\x20-\x7e\x80-\xff]*")
_FIELD = re.compile(
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*"
)
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})(?:;[\t\x20-\x7e\x80-\xff]*)?")
_LENGTH = re.compile(r"[0-9]{1,18}")
_ONCE = ("content-type", "content-length", "date", "location", "etag", "last-modified", "server", "retry-after")


class Malformed(Exception):
    """What came is no response."""


@dataclass(frozen=True)
class Response:
    """A response that could be read, and how.

    Args:
        fields: name (in lower case) and value of each line.
        framed: "length", "chunked", "none" or "close": by what its end is told.
        is_old: whether it is of HTTP/1.0, whose connections end with the response.
        is_whole: whether it has come to that end.
        size: how many bytes of what came it takes.
    """

    status_code: int
    fields: tuple[tuple[str, str], ...]
    content: bytes
    framed: str
    is_whole: bool
    size: int
    is_old: bool = False

    def values(self, name):
        return [value for field, value in self.fields if field == name]

    def value(self, name):
        return ", ".join(self.values(name)) or None

    @property
    def closes(self):
        """Whether it says that the connection ends with it."""
        options = (self.value("connection") or "").lower()
        return self.framed == "close" or "close" in options or (self.is_old and "keep-alive" not in options)


def read(octets, method, *, ended):
    """The first final response in *octets*, or None if even its head is not there.

    Args:
        method: of the request that it answers.
        ended: whether nothing will come any more.

    Raises:
        Malformed: it is none, by this or by another reader.
    """
    head, end, rest = octets.partition(b"\r\n\r\n")
    if not end:
        return _none_yet(octets, ended=ended)
    status_code, fields = _head(head)
    is_old = octets.startswith(b"HTTP/1.0")
    if status_code in (100, 102, 103):
        later = read(rest, method, ended=ended)
        return later and replace(later, size=later.size + len(head) + 4)
    response = replace(_with_content(status_code, fields, rest, len(head) + 4, method, is_old, ended), is_old=is_old)
    if response.is_whole and status_code != 101:
        _ask_others(octets[: response.size], method, response)
    return response


def _none_yet(octets, *, ended):
    if octets[:7] != b"HTTP/1."[: len(octets)]:
        raise Malformed(f"not a response: {octets[:40]!r}")
    if octets and (ended or len(octets) > 400_000):
        raise Malformed("a head without an end")


def _head(head):
    line, *lines = head.split(b"\r\n")
    matched = _STATUS_LINE.fullmatch(line)
    if not matched:
        raise Malformed(f"status line {line[:60]!r}")
    fields = [_FIELD.fullmatch(field) for field in lines]
    if None in fields:
        raise Malformed(f"field line {lines[fields.index(None)][:60]!r}")
    return int(matched[1]), tuple((field[1].decode().lower(), field[2].decode("latin-1")) for field in fields)


def _with_content(status_code, fields, rest, size, method, is_old, ended):
    codings = [value.lower() for name, value in fields if name == "transfer-encoding"]
    lengths = [value for name, value in fields if name == "content-length"]
    if len(lengths) > 1 or not all(_LENGTH.fullmatch(value) for value in lengths):
        raise Malformed(f"lengths {lengths}")
    if codings and (lengths or codings != ["chunked"] or is_old):
        raise Malformed(f"transfer codings {codings} beside lengths {lengths}")
    if method == "HEAD" or status_code in (101, 204, 304):
        return Response(status_code, fields, b"", "none", True, size)
    if codings:
        content, is_whole, taken = _chunks(rest)
        return Response(status_code, fields, content, "chunked", is_whole, size + taken)
    if lengths:
        length = int(lengths[0])
        return Response(status_code, fields, rest[:length], "length", len(rest) >= length, size + length)
    return Response(status_code, fields, rest, "close", ended, size + len(rest))


def _chunks(rest):
    """The content in *rest*, whether it is complete, and how many bytes it takes."""
    content, place = b"", 0
    while (end := rest.find(b"\r\n", place)) >= 0:
        matched = _SIZE.fullmatch(rest, place, end)
        if not matched:
            raise Malformed(f"chunk size {rest[place:end][:40]!r}")
        size, place = int(matched[1], 16), end + 2
        if size == 0:
            return _trailers(content, rest, place)
        if len(rest) < place + size + 2:
            return content + rest[place : place + size], False, len(rest)
        if rest[place + size : place + size + 2] != b"\r\n":
            raise Malformed("a chunk that is longer than its size")
        content, place = content + rest[place : place + size], place + size + 2
    return content, False, len(rest)


def _trailers(content, rest, place):
    if rest.startswith(b"\r\n", place):
        return content, True, place + 2
    lines, end, _ = rest[place:].partition(b"\r\n\r\n")
    if not end:
        return content, False, len(rest)
    if not all(_FIELD.fullmatch(line) for line in lines.split(b"\r\n")):
        raise Malformed(f"trailers {lines[:60]!r}")
    return content, True, place + len(lines) + 4


def _ask_others(octets, method, response):
    """h11 and httptools (llhttp) read the same content, or it is malformed all the same."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=10**6)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    try:
        connection.receive_data(octets)
        events = list(_events(connection, response.framed))
        httptools.HttpResponseParser(object()).feed_data(octets)
    except (h11.RemoteProtocolError, httptools.HttpParserError) as error:
        raise Malformed(f"{type(error).__name__}: {error}") from None
    content = b"".join(bytes(event.data) for event in events if isinstance(event, h11.Data))
    if content != response.content:
        raise Malformed("two readers see two contents")


def _events(connection, framed):
    if framed == "close":
        connection.receive_data(b"")
    while not isinstance(event := connection.next_event(), (h11.EndOfMessage, h11.ConnectionClosed)):
        if event is h11.NEED_DATA:
            return
        yield event


def broken_rule(response):
    """What a response that can be read must not hold all the same, in a word; empty if it is in order."""
    code, names = response.status_code, [name for name, _ in response.fields]
    if code < 200 or code > 599:
        return "status code"
    if code == 204 and {"content-length", "transfer-encoding"} & set(names):
        return "length of no content"
    if code == 205 and response.content:
        return "content of 205"
    return next((f"{name} twice" for name in _ONCE if names.count(name) > 1), "")
