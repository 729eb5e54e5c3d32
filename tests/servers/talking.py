"""One request behind a real server, and one more on the same connection: what comes is kept byte by byte."""

import secrets
import socket
from dataclasses import dataclass

from strict import Malformed, Response, read

QUIET = 0.4
MOST = 1_000_000  # bytes; what still flows then has no end


@dataclass(frozen=True)
class Came:
    """What came for a request, and for the one behind it.

    Args:
        first: the response to it, as far as it could be read.
        ended: "whole", "cut" (the connection was closed before its end), "hung", or "malformed".
        then: the same for the request behind it: "own" (the answer to it), "other", "split" (an answer that the
            application had written into its own), "closed", "dropped" (closed, and nothing had said so) or "hung".
        raw: all that came.
    """

    first: Response | None
    ended: str
    then: str
    raw: bytes


class Connection:
    """A connection to a server on 127.0.0.1."""

    def __init__(self, port, patience):
        self._socket = socket.create_connection(("127.0.0.1", port), patience)
        self._patience = patience
        self.token = secrets.token_hex(8)
        self.raw, self.over, self.hung, self._asked = b"", False, False, False

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._socket.close()

    def send(self, octets):
        try:
            self._socket.sendall(octets)
        except OSError:
            self.over = True

    def ask_again(self):
        """The second request, once."""
        if not self._asked:
            self._asked = True
            self.send(self.second())

    def second(self):
        return request("GET", f"/ping?{self.token}")

    def with_second(self, octets):
        """*octets* and the second request behind it in one segment."""
        self._asked = True
        self.send(octets + self.second())

    def more(self):
        """Wait for more; a second request goes out when it gets quiet, since a promise may wait to be filled by it."""
        if len(self.raw) > MOST:
            self.hung = True
            return
        for timeout in (QUIET, self._patience):
            self._socket.settimeout(timeout)
            try:
                came = self._socket.recv(65536)
            except TimeoutError:
                self.ask_again()
                continue
            except OSError:
                came = b""
            self.raw, self.over = self.raw + came, not came
            return
        self.hung = True

    def drain(self):
        """Take what else comes at once."""
        self._socket.settimeout(QUIET)
        try:
            while len(self.raw) <= MOST and (came := self._socket.recv(65536)):
                self.raw += came
        except OSError:
            pass

    def response(self, start, method):
        """The response that begins at *start*, and how it ended."""
        response = None
        try:
            while not ((response := read(self.raw[start:], method, ended=self.over)) and response.is_whole):
                if self.over or self.hung:
                    return response, "hung" if self.hung else "cut"
                self.more()
        except Malformed:
            self.drain()
            return response, "malformed"
        return response, "whole"


def request(method, target, fields=()):
    lines = "".join(f"{name}: {value}\r\n" for name, value in (("Host", "shop.example"), *dict(fields).items()))
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode()


def talk(port, method, target, fields=(), *, pipelined=False, patience=3.0):
    """Send a request and another on the connection, and tell what came."""
    with Connection(port, patience) as connection:
        asked = request(method, target, fields)
        connection.with_second(asked) if pipelined else connection.send(asked)
        first, ended = connection.response(0, method)
        then = _then(connection, first) if ended == "whole" else ""
        return Came(first, ended, then, connection.raw)


def _then(connection, first):
    if connection.token.encode() in first.content:
        return "other"
    if first.closes:
        return "closed"
    connection.ask_again()
    second, ended = connection.response(first.size, "GET")
    if second is not None and second.content == b"forged":
        return "split"
    if ended == "cut" and len(connection.raw) == first.size:
        return "dropped"
    if ended == "hung" and second is None:
        return "hung"
    own = ended == "whole" and (second.status_code, second.content) == (200, connection.token.encode())
    return "own" if own else "other"


def handshake(port, path, patience=3.0):
    """Ask for a WebSocket; its answer is read like that to any request, and nothing follows."""
    fields = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "chat",
    }
    with Connection(port, patience) as connection:
        connection.ask_again = lambda: None
        connection.send(request("GET", path, fields))
        first, ended = connection.response(0, "GET")
        return Came(first, ended, "closed", connection.raw)
