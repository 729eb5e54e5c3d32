"""Models of servers: they write down whatever they get, as the most trusting do, and note whatever is not allowed."""

import asyncio
import io
from pathlib import Path

from faulting.reading import faults_of_head

_SILENT = (204, 304)


class Connection:
    """What one response has left on a connection.

    Args:
        method: of the request.
    """

    def __init__(self, method):
        self.method = method
        self.raw = bytearray()
        self.wrong = []
        self.begun = self.ended = False
        self._chunked = False

    def head(self, status, phrase, fields):
        self.wrong += faults_of_head(status, phrase, fields)
        self.raw += b"HTTP/1.1 %d %s\r\n" % (status, phrase)
        self.raw += b"".join(b"%s: %s\r\n" % field for field in fields)
        named = {name.lower() for name, _ in fields}
        none = self.method == "HEAD" or status in _SILENT
        self._chunked = not none and not named & {b"content-length", b"transfer-encoding"}
        self.raw += b"Transfer-Encoding: chunked\r\n\r\n" if self._chunked else b"\r\n"
        self.begun = True

    def content(self, octets):
        if octets:
            self.raw += b"%x\r\n%s\r\n" % (len(octets), octets) if self._chunked else octets

    def end(self):
        self.raw += b"0\r\n\r\n" if self._chunked else b""
        self.ended = True


class WsgiServer(Connection):
    """Serves one request over WSGI.

    Args:
        method: of the request.
        takes: how many pieces of content the client takes before it leaves; None: all.
        refuses: what `start_response` raises.
    """

    def __init__(self, method="GET", *, takes=None, refuses=None):
        super().__init__(method)
        self.takes, self.refuses = takes, refuses
        self.error = self.close_error = self.given = None
        self.heads, self._head = 0, None

    def start_response(self, status, fields, exc_info=None):
        if self.refuses is not None:
            raise self.refuses
        if exc_info and self.begun:
            raise exc_info[1].with_traceback(exc_info[2])
        if self._head is not None and not exc_info:
            self.wrong.append("a second head")
            raise AssertionError("start_response again")
        self.heads += 1
        self._head = status, fields
        return self.write

    def write(self, octets):
        if type(octets) is not bytes:
            self.wrong.append(f"content of {type(octets).__name__}")
            raise TypeError("no bytes")
        if octets:
            self._begin()
            self.content(octets)

    def _begin(self):
        if self.begun:
            return
        if self._head is None:
            self.wrong.append("content without a head")
            raise AssertionError("no head")
        status, fields = self._head
        try:
            code, _, phrase = status.partition(" ")
            octets = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
            self._exact(status, fields)
            self.head(int(code), phrase.encode("latin-1"), octets)
        except (AttributeError, TypeError, ValueError) as error:
            self.wrong.append(f"a head that cannot be written: {error}")
            raise

    def _exact(self, status, fields):
        parts = [part for pair in fields for part in pair]
        if {type(part) for part in parts} > {str} or type(status) is not str or type(fields) is not list:
            self.wrong.append("a head of other types than PEP 3333 names")
        if not status[:3].isascii() or not status[:3].isdigit() or status[3:4] not in ("", " "):
            self.wrong.append(f"status line {status!r}")

    def serve(self, app, environ):
        iterable, parts = (), 0
        try:
            iterable = self.given = app(environ, self.start_response)
            for octets in iterable:
                self.write(octets)
                parts += 1
                if self.takes is not None and parts >= self.takes:
                    break
            else:
                self._begin()
                self.end()
        except BaseException as error:  # as a server does, whatever it is
            self.error = error
        try:
            getattr(iterable, "close", int)()
        except BaseException as error:
            self.close_error = error
        return self


class AsgiServer(Connection):
    """Serves one request over ASGI.

    Args:
        method: of the request.
        takes: after how many messages `send` fails because the client has left; None: never.
        refuses: what `send` raises for the head.
        left: whether `receive` says that the client has left.
    """

    def __init__(self, method="GET", *, takes=None, refuses=None, left=False):
        super().__init__(method)
        self.takes, self.refuses, self.left = takes, refuses, left
        self.error = self.close_error = None
        self.messages, self.received = [], 0
        self._waits = "start"

    async def receive(self):
        self.received += 1
        if self.left:
            return {"type": "http.disconnect"}
        if self.received > 1:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message):
        kind = message["type"]
        if self.takes is not None and len(self.messages) >= self.takes:
            raise BrokenPipeError
        if kind == "http.response.start" and self.refuses is not None:
            raise self.refuses
        self._expect(kind)
        self.messages.append(message)
        await asyncio.sleep(0)
        if kind == "http.response.start":
            self._start(message)
        elif kind == "http.response.body":
            self._body(message)
        elif kind == "http.response.pathsend":
            self.content(Path(message["path"]).read_bytes())
            self.end()

    def _expect(self, kind):
        waits = {
            "start": ("http.response.start", "http.response.early_hint", "http.response.debug", "http.response.push")
        }
        waits |= {"body": ("http.response.body", "http.response.pathsend", "http.response.zerocopysend")}
        if kind not in waits.get("end" if self.ended else "body" if self.begun else "start", ()):
            self.wrong.append(f"{kind} out of turn")
            raise RuntimeError(f"unexpected {kind}")

    def _start(self, message):
        status, fields = message["status"], message.get("headers", ())
        if type(status) is not int or any(type(part) is not bytes for pair in fields for part in pair):
            self.wrong.append("a head of other types than ASGI names")
        lines = [(bytes(name), bytes(value)) for name, value in fields]
        # That much of Transfer-Encoding all servers take for theirs.
        self.head(
            status, b"", [line for line in lines if (line[0].lower(), line[1]) != (b"transfer-encoding", b"chunked")]
        )

    def _body(self, message):
        octets = message.get("body", b"")
        if type(octets) is not bytes:
            self.wrong.append(f"content of {type(octets).__name__}")
        self.content(bytes(octets))
        if not message.get("more_body", False):
            self.end()

    def serve(self, app, scope):
        try:
            self.returned = asyncio.run(app(scope, self.receive, self.send))
        except BaseException as error:
            self.error = error
        return self


def environ_of(method, path, query, fields, /, **more):
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in fields}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **named,
        **more,
    }


def scope_of(method, path, query, fields, /, **more):
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogatepass"),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in fields],
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", 80),
        **more,
    }
