"""Models of strict servers: they take what the specifications allow, note everything else, and say what a client saw.

They need no event loop and no socket: a coroutine is driven by hand, and where it waits, the model decides what comes.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from types import coroutine
from typing import Any

from model_framing import BARE, PHRASE, Answer, Framing, Refused

_LINE = re.compile(r"[2-5][0-9][0-9] .*|101 .*", re.DOTALL)
MOST_WAITS = 200

# ASGI


@coroutine
def pause(why: str = "paused") -> Generator[str, Any, Any]:
    """Wait until the model goes on."""
    return (yield why)


NAMING = frozenset({"http.response.pathsend", "http.response.zerocopysend"})
NAMED = b"what stands in the file"


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
        self._framing = Framing(self.answer, scope["method"])
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
            # An answer to HEAD ends with its head, whatever is said behind it.
            self.answer.complete = self._next == "nothing" or self._framing.silent
        elif kind == "http.response.body":
            self._expect(kind, "content")
            self._content(message)
        elif kind in NAMING and kind in self.scope["extensions"]:
            self._expect(kind, "content")
            self._framing.room = None  # how much there is the server sees, and frames it so
            self._content({**message, "body": NAMED})
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
        self._trailers = bool(message.get("trailers")) and offered and status not in BARE
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
        self._framing = Framing(self.answer, environ["REQUEST_METHOD"])
        self._head: tuple[Any, Any] | None = None
        self._sent = False
        self._chunks = 0
        self._iterable: Any = None

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
        if not PHRASE.fullmatch(phrase):
            self._framing.fault(f"status line {line!r}")
        self._framing.head(int(line[:3]), lines)
        self._sent = True

    def begin(self, app: Callable[..., Any]) -> bool:
        """Call *app*; whether there may be content."""
        return self._goes_on(self._called, app)

    def pull(self) -> bool:
        """Ask for the next chunk; whether there may be more."""
        return self._goes_on(self._pulled)

    def _goes_on(self, step: Callable[..., bool], *args: Any) -> bool:
        try:
            return step(*args)
        except BaseException as error:
            self.answer.error = error
            return False

    def _called(self, app: Callable[..., Any]) -> bool:
        self._iterable = app(self.environ, self.start_response)
        self._chunks_left = iter(self._iterable)
        return True

    def _pulled(self) -> bool:
        for chunk in self._chunks_left:
            self.write(chunk)
            return True
        if self._head is None:
            self._framing.fault("no head")
        if not self._sent:
            self._send_head()
        self._framing.end()
        return False

    def close(self) -> None:
        """Close what *app* returned, as servers do whatever came before."""
        close = getattr(self._iterable, "close", None)
        self.answer.closed = int(close is not None)
        if close is not None:
            try:
                close()
            except BaseException as error:
                self.answer.close_error = error


def wsgi_environ(method: str = "GET", path: str = "/", **more: Any) -> dict[str, Any]:
    """The environ of a request as a server makes it."""
    environ = {"SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    environ |= {"SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1"}
    environ |= {"wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO()}
    environ |= {"wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": False}
    return {**environ, "wsgi.run_once": False, "REQUEST_METHOD": method, "PATH_INFO": path, **more}


def serve_wsgi(app: Callable[..., Any], server: WsgiServer) -> Answer:
    """Have *app* answer the request of *server*."""
    goes_on = server.begin(app)
    while goes_on:
        goes_on = server.pull()
    server.close()
    return server.answer
