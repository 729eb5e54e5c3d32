"""What curl prints: with ``-i`` the heads and the content, with ``-v`` what was asked as well, one after the other.

A field value is text of ISO 8859-1, as it came. Content is counted, and taken for complete where Content-Length says
how much there should be; curl has decoded what is chunked or compressed, so that nothing is said about its length.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from statusmw.commands.judging import METHODS, UNSEEN, Fault, Place, Seen
from statusmw.commands.scope import ABOUT_LENGTH, NOT_OF_INTERIM
from statusmw.exchange import READ_AT_MOST, Content, Exchange, Request, Response, forbids_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusmw.commands.feed import Feed
    from statusmw.exchange import FieldLine

_LONGEST_LINE: Final = 1 << 16
_MOST_FIELDS: Final = 1000
_MOST_HEADS: Final = 64
_LONGEST_MATCH: Final = 512

_STATUS = rb"HTTP/(?:1\.[01]|2(?:\.0)?|3(?:\.0)?) [0-9]{3}(?: [^\r\n]{0,200})?"
_STATUS_LINE: Final = re.compile(rb"HTTP/([123](?:\.[01])?) ([0-9]{3})(?: ([^\r\n]*))?\r?\n?\Z")
_REQUEST_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP/([123](?:\.[01])?)\r?\n?\Z")
_FIELD = rb"(?=[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}:|\r?\n)"
_SAID = rb"|^> [A-Z]+ [^\r\n ]{1,200}|^< HTTP/|^\* |\* (?:Connection #|Closing connection|Found bundle|Re-using )"
# Content without a line end at its end is followed by the next head on the same line.
_NEXT: Final = re.compile(rb"\s{0,8}" + _STATUS + rb"\r\n")
_EDITED_NEXT: Final = re.compile(rb"\s{0,8}" + _STATUS + rb"\n")
_HEAD: Final = re.compile(_STATUS + rb"\r\n" + _FIELD + _SAID, re.MULTILINE)
_EDITED_HEAD: Final = re.compile(rb"^" + _STATUS + rb"\n" + _FIELD + _SAID, re.MULTILINE)
_WITHOUT_CONTENT: Final = ("HEAD", "CONNECT")
_HOLDS_HEADS: Final = ("message/http", "application/http")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says of a request that the capture does not show.

    Args:
        method: the request method; None: not known.
        target: path and query; None: not known.
    """

    method: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a response, and whether its lines end as they do on the wire."""

    version: str
    response: Response
    phrase: str
    line: int
    is_raw: bool


def read_curl(feed: Feed, source: str, asked: Asked) -> Iterator[Seen | Fault]:
    """The exchanges that curl has printed.

    Args:
        feed: what it has printed.
        source: the name of that.
        asked: what is known of the requests.

    Returns:
        The exchanges, in order.
    """
    return _Reader(feed, source, asked).read()


class _Reader:
    def __init__(self, feed: Feed, source: str, asked: Asked) -> None:
        self._feed = feed
        self._source = source
        self._asked = asked
        self._request: Request | None = None
        self._told: deque[tuple[_Head, Request | None]] = deque(maxlen=_MOST_HEADS)
        self._interim: Seen | None = None
        self._redirected = False

    def read(self) -> Iterator[Seen | Fault]:
        while line := self._feed.take_line(_LONGEST_LINE):
            if line[:2] == b"> " and (asked := _REQUEST_LINE.match(line[2:])):
                yield from self._finished()
                self._request = self._read_request(asked)
            elif line[:2] == b"< " and (status := _STATUS_LINE.match(line[2:])):
                head = self._read_head(status, b"< ")
                if isinstance(head, _Head):
                    self._told.append((head, self._request))
            elif status := _STATUS_LINE.match(line):
                yield from self._answered(self._read_head(status, b""))
        yield from self._finished()

    def _read_request(self, line: re.Match[bytes]) -> Request:
        fields, _ = self._read_fields(b"> ")
        method, target, version = (part.decode("latin-1") for part in line.groups())
        return Request(method, target, fields, _version(version))

    def _read_head(self, status: re.Match[bytes], mark: bytes) -> _Head | Fault:
        line, is_raw = self._feed.line - 1, status[0].endswith(b"\r\n")
        fields, is_whole = self._read_fields(mark)
        if not is_whole:
            return Fault("the head of a response is not complete", Place(self._source, line))
        phrase = (status[3] or b"").decode("latin-1")
        return _Head(_version(status[1].decode()), Response(int(status[2]), fields), phrase, line, is_raw)

    def _read_fields(self, mark: bytes) -> tuple[tuple[FieldLine, ...], bool]:
        """The field lines, and whether an empty line ends them."""
        fields: list[tuple[str, list[str]]] = []
        room = 0
        while line := self._feed.take_line(_LONGEST_LINE):
            text = line.removeprefix(mark).rstrip(b"\r\n")
            if not text or text == mark.strip():
                return _joined(fields), True
            name, colon, value = text.decode("latin-1").partition(":")
            if name[:1] in (" ", "\t") and fields:
                folded = text.decode("latin-1").strip()
                room -= len(folded) + 1
                fields[-1][1].extend([folded] if room >= 0 else [])
            elif colon and len(fields) < _MOST_FIELDS:
                fields.append((name, [value.strip(" \t")]))
                room = _LONGEST_LINE - len(text)
        return _joined(fields), False

    def _answered(self, head: _Head | Fault) -> Iterator[Seen | Fault]:
        if isinstance(head, Fault):
            yield head
            return
        if self._interim:
            yield replace(self._interim, unasked=NOT_OF_INTERIM)
            self._interim = None
        seen = self._with_content(head, self._request_of(head))
        if _is_interim(head):
            self._interim = seen
        else:
            yield seen
        self._redirected = head.response.status_code in range(300, 400) and head.response.has("location")

    def _request_of(self, head: _Head) -> Request | None:
        """What was asked, if it was printed: the same head has been shown behind it."""
        for told in self._told:
            if told[0].response == head.response:
                self._told.remove(told)
                return told[1]
        return None

    def _finished(self) -> Iterator[Seen]:
        """What nothing more can be said about: the next request, or the end, has come."""
        if self._interim:
            yield self._interim
            self._interim = None
        while self._told:
            head, request = self._told.popleft()
            seen = self._seen(head, request, None)
            yield replace(seen, unasked=NOT_OF_INTERIM) if self._told and _is_interim(head) else seen

    def _with_content(self, head: _Head, request: Request | None) -> Seen:
        length = _length(head)
        if forbids_content(head.response.status_code) and head.response.status_code != 205:
            return self._seen(head, request, Content(0))
        holds_heads = (head.response.value("content-type") or "").lower().startswith(_HOLDS_HEADS)
        following = (_NEXT if head.is_raw else _EDITED_NEXT).match(self._feed.peek(_LONGEST_MATCH))
        if following and not holds_heads:
            # The answer to HEAD, or a redirect, of which curl prints no content.
            return self._seen(head, request, Content(0) if length == 0 else None)
        if length is None:
            seen = self._feed.skip_to(_HEAD if head.is_raw else _EDITED_HEAD, _LONGEST_MATCH)
            return replace(self._seen(head, request, Content(seen)), unasked=ABOUT_LENGTH)
        is_small = length <= READ_AT_MOST
        content = Content.of(self._feed.take(length)) if is_small else Content(self._feed.skip(length))
        return self._seen(head, request, content)

    def _seen(self, head: _Head, request: Request | None, content: Content | None) -> Seen:
        methods: tuple[str, ...] = ()
        if request is None:
            methods = self._methods(head, bool(content and content.length))
            target = UNSEEN if self._asked.target is None or self._redirected else self._asked.target
            request = Request(methods[0] if len(methods) == 1 else "", target, UNSEEN, _later(head.version))
        unasked = NOT_OF_INTERIM if head.response.status_code == 101 else ()
        place = Place(self._source, head.line)
        return Seen(Exchange(request, head.response, content), place, methods[1:] and methods, unasked)

    def _methods(self, head: _Head, has_content: bool) -> tuple[str, ...]:  # noqa: FBT001 - called from one place
        if head.phrase.lower() == "connection established":
            return ("CONNECT",)
        if self._asked.method is not None:
            known = (self._asked.method, "GET") if self._redirected else (self._asked.method,)
            return tuple(dict.fromkeys(known))
        return tuple(method for method in METHODS if method not in _WITHOUT_CONTENT or not has_content)


def _joined(fields: list[tuple[str, list[str]]]) -> tuple[FieldLine, ...]:
    return tuple((name, " ".join(values)) for name, values in fields)


def _is_interim(head: _Head) -> bool:
    return head.response.status_code < 200 and head.response.status_code != 101


def _length(head: _Head) -> int | None:
    """How many bytes of content curl prints; None if that cannot be told from the head."""
    response = head.response
    values = response.values("content-length")
    is_coded = response.has("transfer-encoding") or response.has("content-encoding")
    if len(values) != 1 or is_coded or not head.is_raw or not (values[0].isascii() and values[0].isdecimal()):
        return None
    return int(values[0]) if len(values[0]) < 20 else None


def _version(version: str) -> str:
    return version.removesuffix(".0") if version[0] in "23" else version


def _later(version: str) -> str:
    """The version of a request that was not seen: a server of HTTP/1.0 is asked by HTTP/1.1 nowadays."""
    return "1.1" if version.startswith("1") else version
