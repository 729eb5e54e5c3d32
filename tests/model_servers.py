"""Models of strict servers: they take what the specifications allow, note everything else, and say what a client saw.

They need no event loop and no socket: a coroutine is driven by hand, and where it waits, the model decides what comes.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from types import coroutine
from typing import Any

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(rb"(?:[\x21-\x7e\x80-\xff](?:[\x21-\x7e\x80-\xff \t]*[\x21-\x7e\x80-\xff])?)?")
_PHRASE = re.compile(rb"[\t \x21-\x7e\x80-\xff]*")
_DIGITS = re.compile(rb"[0-9]{1,18}")
_LINE = re.compile(r"[2-5][0-9][0-9] .*|101 .*", re.DOTALL)
_BARE = (204, 304)
MOST_WAITS = 200


class Refused(Exception):
    """The server refuses what it was given, as its specification lets it."""


@dataclass
class Answer:
    """What a client saw of one response, and what the server has to say about it.

    Args:
        status: the status code that left; None as long as no head has.
        fields: the field lines that left, as bytes.
        content: the content that left.
        begun: whether the server has taken a head, be it sent or not.
        complete: whether the client takes the response for a whole one.
        content_ended: whether all of the content has left; trailers may be missing.
        error: what the application let out to the server.
        faults: what no server may get, in words.
        messages: what the server was given, in order.
        after: what calls behind the end of the application raised.
        closed: how often the iterable was closed by the server; None over ASGI.
        close_error: what its `close` raised.
        left: whether the client has gone, as the server told the application.
    """

    status: int | None = None
    fields: list[tuple[bytes, bytes]] = field(default_factory=list)
    content: bytes = b""
    begun: bool = False
    complete: bool = False
    content_ended: bool = False
    error: BaseException | None = None
    faults: list[str] = field(default_factory=list)
    messages: list[Any] = field(default_factory=list)
    after: list[BaseException] = field(default_factory=list)
    closed: int | None = None
    close_error: BaseException | None = None
    left: bool = False

    @property
    def ending(self) -> str:
        """How it ended, as the client sees it: complete, cut, or an answer of the server's own."""
        if self.complete:
            return "complete"
        if self.error is None and not self.left:
            return "hanging"
        return "cut" if self.status is not None else "the server's own"

    def value(self, name: bytes) -> bytes | None:
        """The value of the one field of that name; None if there is none."""
        return next((value for each, value in self.fields if each.lower() == name), None)


class _Framing:
    """Counts content against the head: what HTTP/1.1 can carry without the client losing its place."""

    def __init__(self, answer: Answer, method: str) -> None:
        self.answer = answer
        self.silent = method == "HEAD"
        self.room: int | None = None

    def fault(self, what: str) -> None:
        self.answer.faults.append(what)
        raise Refused(what)

    def lines(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        for name, value in fields:
            if not _NAME.fullmatch(name):
                self.fault(f"field name {name!r}")
            if not _VALUE.fullmatch(value.strip(b" \t")):
                self.fault(f"field value {value!r}")

    def head(self, status: int, fields: list[tuple[bytes, bytes]]) -> None:
        """Take a head whose parts are of the right types."""
        self.lines(fields)
        lengths = [value.strip(b" \t") for name, value in fields if name.lower() == b"content-length"]
        if len(lengths) > 1 or not all(map(_DIGITS.fullmatch, lengths)):
            self.fault(f"Content-Length {lengths}")
        self.silent |= status in _BARE
        self.room = int(lengths[0]) if lengths and not self.silent else None
        self.answer.status, self.answer.fields, self.answer.begun = status, fields, True

    def take(self, content: bytes) -> None:
        if content and self.silent:
            self.fault("content where there is none")
        if self.room is not None:
            if len(content) > self.room:
                self.fault("more content than declared")
            self.room -= len(content)
        self.answer.content += content

    def end(self) -> None:
        if self.room:
            self.fault("less content than declared")
        self.answer.complete = True


# ASGI


@coroutine
def pause() -> Generator[str, Any, Any]:
    """Wait until the model goes on."""
    return (yield "paused")


class AsgiServer:
    """One request, and what becomes of it.

    Args:
        scope: the request.
        leaves_after: after how many messages the client has gone, and `send` raises OSError; None: it stays.
        tells: whether `receive` tells that the client has gone.
        stalls: whether `send` waits once before it takes a message.
    """

    def __init__(
        self, scope: dict[str, Any], *, leaves_after: int | None = None, tells: bool = False, stalls: bool = False
    ) -> None:
        self.scope, self.answer = scope, Answer()
        self.leaves_after, self.tells, self.stalls = leaves_after, tells, stalls
        self._framing = _Framing(self.answer, scope["method"])
        self._next = "head"
        self._trailers = self._asked = False

    async def receive(self) -> dict[str, Any]:
        if self._asked or self.tells:
            if not self.tells and not self.answer.complete:
                await pause()
            self.answer.left = True
            return {"type": "http.disconnect"}
        self._asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        if self.stalls:
            await pause()
        if self.leaves_after is not None and len(self.answer.messages) >= self.leaves_after:
            self.answer.left = True
            raise BrokenPipeError("the client has gone")
        self.answer.messages.append(message)
        self._take(message)

    def _take(self, message: Any) -> None:
        fault, kind = self._framing.fault, message.get("type") if type(message) is dict else None
        if type(kind) is not str:
            fault(f"a message without a type: {message!r}")
        if kind in ("http.response.early_hint", "http.response.debug", "http.response.push"):
            if self._next == "content":
                raise Refused(f"{kind} behind the head")  # servers that know it say so, and go on
            self._expect(kind, "head")
        elif kind == "http.response.start":
            self._expect(kind, "head")
            self._head(message)
        elif kind == "http.response.trailers":
            self._expect(kind, "trailers")
            self._next = "trailers" if message.get("more_trailers", False) else "nothing"
            self._framing.lines(message.get("headers", ()))
            self.answer.complete = self._next == "nothing"
        elif kind == "http.response.body":
            self._expect(kind, "content")
            self._content(message)
        else:
            raise Refused(f"a message of no known type: {kind!r}")  # it may be one of an extension to come

    def _expect(self, kind: str, place: str) -> None:
        if self._next != place:
            self._framing.fault(f"{kind} where {self._next} is expected")

    def _head(self, message: dict[str, Any]) -> None:
        status, headers = message.get("status"), message.get("headers", ())
        if type(status) is not int or not 200 <= status <= 599:
            self._framing.fault(f"status {status!r}")
        if isinstance(headers, Iterator) or not isinstance(headers, Iterable):
            self._framing.fault(f"fields that can be read only once: {headers!r}")
        for pair in headers:
            if len(pair) != 2 or any(type(part) is not bytes for part in pair):
                self._framing.fault(f"a field of other types: {pair!r}")
        self._framing.head(status, [(name, value) for name, value in headers])
        offered = "http.response.trailers" in self.scope["extensions"]
        self._trailers = bool(message.get("trailers")) and offered and status not in _BARE
        self._next = "content"

    def _content(self, message: dict[str, Any]) -> None:
        body = message.get("body", b"")
        if type(body) is not bytes:
            self._framing.fault(f"content of another type: {body!r}")
        # What follows the head of an answer to HEAD, servers of ASGI leave out themselves.
        if not (self._framing.silent and self.scope["method"] == "HEAD"):
            self._framing.take(body)
        if not message.get("more_body", False):
            self._next = "trailers" if self._trailers else "nothing"
            self._framing.end()
            self.answer.complete = not self._trailers or self._framing.silent
            self.answer.content_ended = True


def asgi_scope(method: str = "GET", path: str = "/", fields: Any = (), **more: Any) -> dict[str, Any]:
    """The scope of a request as a server makes it."""
    scope: dict[str, Any] = {
        "extensions": {},
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "http",
    }
    scope |= {"root_path": "", "query_string": b"", "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 80)}
    return {**scope, "method": method, "path": path, "raw_path": path.encode(), "headers": list(fields), **more}


def drive(running: Any, cancelled_at: int | None = None) -> Any:
    """Run a coroutine to its end; at the wait of that number it is cancelled."""
    throw = None
    for wait in range(MOST_WAITS):
        try:
            running.send(None) if throw is None else running.throw(throw)
        except StopIteration as end:
            return end.value
        throw = asyncio.CancelledError("by the server") if wait == cancelled_at else None
    running.close()
    raise AssertionError("the application waits for ever")


def serve_asgi(app: Callable[..., Any], server: AsgiServer, cancelled_at: int | None = None) -> Answer:
    """Have *app* answer the request of *server*."""
    try:
        drive(app(server.scope, server.receive, server.send), cancelled_at)
    except BaseException as error:
        server.answer.error = error
    return server.answer


# WSGI


class WsgiServer:
    """One request, and what becomes of it; the fields are read as late as the first byte, as wsgiref does it.

    Args:
        environ: the request.
        takes: after how many chunks the client has gone, and the server stops or `write` raises OSError.
    """

    def __init__(self, environ: dict[str, Any], *, takes: int | None = None) -> None:
        self.environ, self.answer, self.takes = environ, Answer(), takes
        self._framing = _Framing(self.answer, environ["REQUEST_METHOD"])
        self._head: tuple[Any, Any] | None = None
        self._sent = False
        self._chunks = 0

    def start_response(self, line: Any, fields: Any, exc_info: Any = None) -> Callable[[bytes], object]:
        if exc_info and self._sent:
            raise exc_info[1].with_traceback(exc_info[2])
        if self._head is not None and not exc_info:
            self._framing.fault("start_response is called again")
        self._head, self.answer.begun = (line, fields), True
        self.answer.messages += [line, fields]
        return self.write

    def write(self, chunk: Any) -> None:
        if type(chunk) is not bytes:
            self._framing.fault(f"content of another type: {chunk!r}")
        if self._head is None:
            self._framing.fault("content without a head")
        if chunk and not self._sent:
            self._send_head()
        if self.takes is not None and self._chunks >= self.takes:
            self.answer.left = True
            raise BrokenPipeError("the client has gone")
        self._chunks += 1
        self.answer.messages += [chunk] if chunk else []
        self._framing.take(chunk)

    def _send_head(self) -> None:
        line, fields = self._head or (None, None)
        if type(line) is not str or not _LINE.fullmatch(line):
            self._framing.fault(f"status line {line!r}")
        if type(fields) is not list:
            self._framing.fault(f"fields that are no list: {fields!r}")
        for pair in fields:
            if type(pair) is not tuple or len(pair) != 2 or any(type(part) is not str for part in pair):
                self._framing.fault(f"a field of other types: {pair!r}")
        try:
            phrase = line.encode("latin-1")
            lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
        except UnicodeEncodeError:
            self._framing.fault(f"beyond ISO 8859-1: {line!r} {fields!r}")
        if not _PHRASE.fullmatch(phrase):
            self._framing.fault(f"status line {line!r}")
        self._framing.head(int(line[:3]), lines)
        self._sent = True

    def serve(self, app: Callable[..., Any]) -> Answer:
        """Have *app* answer."""
        answer, iterable = self.answer, None
        try:
            iterable = app(self.environ, self.start_response)
            for chunk in iterable:
                self.write(chunk)
            if self._head is None:
                self._framing.fault("no head")
            if not self._sent:
                self._send_head()
            self._framing.end()
        except BaseException as error:
            answer.error = error
        close = getattr(iterable, "close", None)
        answer.closed = int(close is not None)
        if close is not None:
            try:
                close()
            except BaseException as error:
                answer.close_error = error
        return answer


def wsgi_environ(method: str = "GET", path: str = "/", **more: Any) -> dict[str, Any]:
    """The environ of a request as a server makes it."""
    environ = {"SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO()}
    environ |= {"wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": False}
    return {**environ, "wsgi.run_once": False, "REQUEST_METHOD": method, "PATH_INFO": path, **more}


def serve_wsgi(app: Callable[..., Any], server: WsgiServer) -> Answer:
    """Have *app* answer the request of *server*."""
    return server.serve(app)
