"""Programs an ASGI application may be: any message in any order, raised exceptions, cancellation, clients that leave."""

from __future__ import annotations

import contextlib
import copy
from dataclasses import dataclass
from random import Random
from typing import Any

from fuzz import values
from model_servers import AsgiServer, asgi_scope, pause

METHODS = ("GET", "GET", "POST", "HEAD", "OPTIONS", "PUT")
PATHSEND, ZEROCOPYSEND = "http.response.pathsend", "http.response.zerocopysend"
EXTENSIONS = (
    *("http.response.trailers", "http.response.early_hint", "http.response.push", "http.response.debug"),
    *(PATHSEND, ZEROCOPYSEND),
)
NAMED = (
    {"type": PATHSEND, "path": "/srv/file"},
    {"type": ZEROCOPYSEND, "file": 5},
    {"type": ZEROCOPYSEND, "file": 5, "more_body": True},
)
START, BODY, TRAILERS = "http.response.start", "http.response.body", "http.response.trailers"


@dataclass(frozen=True)
class Program:
    """What an application does, and what its client does meanwhile.

    Args:
        steps: pairs of a verb and what it is about: send, try (and go on if it fails), raise, receive, wait, add.
        final: messages that are sent in a `finally`.
        later: messages that are sent when the application has returned.
        method: the request method.
        offered: whether the server offers extensions.
        client: the arguments of `AsgiServer`.
        cancelled_at: at which wait the application is cancelled.
    """

    steps: tuple[tuple[str, Any], ...]
    final: tuple[Any, ...] = ()
    later: tuple[Any, ...] = ()
    method: str = "GET"
    offered: bool = True
    client: tuple[tuple[str, Any], ...] = ()
    cancelled_at: int | None = None
    path: str = "/orders"
    fields: tuple[tuple[str, str], ...] = ()
    version: str = "1.1"

    def server(self) -> AsgiServer:
        fields = [(name.encode(), value.encode("latin-1")) for name, value in (*values.REQUEST_FIELDS, *self.fields)]
        extensions = {name: {} for name in EXTENSIONS} if self.offered else {}
        query = values.SECRET.encode()
        scope = asgi_scope(self.method, self.path, fields, extensions=extensions, query_string=query)
        scope["http_version"] = self.version
        return AsgiServer(scope, **dict(self.client))


class App:
    """An application that does what a program says.

    Attributes:
        raised: the exceptions it has raised.
        given: what it has sent.
        got: the exceptions it got from what it called.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.raised: list[BaseException] = []
        self.given: list[Any] = []
        self.got: list[BaseException] = []
        self._fields: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._send = send
        try:
            for verb, about in self.program.steps:
                await getattr(self, f"do_{verb}")(about, receive)
        finally:
            for message in self.program.final:
                await self.do_send(message)

    async def do_send(self, message: Any, _: Any = None) -> None:
        message = _fresh(message)
        if type(message) is dict and isinstance(message.get("headers"), list):
            self._fields = message["headers"]
        self.given.append(message)
        try:
            await self._send(message)
        except BaseException as error:
            self.got.append(error)
            raise

    async def do_try(self, message: Any, _: Any) -> None:
        with contextlib.suppress(Exception):
            await self.do_send(message)

    async def do_raise(self, name: str, _: Any) -> None:
        self.raised.append((values.RAISES | values.LEAVES)[name]())
        raise self.raised[-1]

    async def do_receive(self, _: Any, receive: Any) -> None:
        await receive()

    async def do_wait(self, *_: Any) -> None:
        await pause()

    async def do_add(self, line: Any, _: Any) -> None:
        if self._fields is not None:
            self._fields.append(line)

    def later(self) -> list[Any]:
        """The calls behind the end."""
        return [self.do_send(message) for message in self.program.later] if hasattr(self, "_send") else []


def _fresh(message: Any) -> Any:
    """*message* with fields of its own, because an application may change them."""
    if type(message) is not dict:
        return message
    fields = message.get("headers")
    if isinstance(fields, values.Iterated):
        return {**message, "headers": iter(fields)}
    return {**message, "headers": copy.copy(fields)} if isinstance(fields, list) else dict(message)


def start(status: Any = 200, fields: Any = ((b"content-type", b"text/plain"),), **more: Any) -> dict[str, Any]:
    """A head."""
    return {"type": START, "status": status, "headers": list(fields) if type(fields) is tuple else fields, **more}


def body(content: Any = b"Hello", **more: Any) -> dict[str, Any]:
    """Content, the last of it."""
    return {"type": BODY, "body": content, **more}


def chunk(content: Any = b"Hello") -> dict[str, Any]:
    """Content that more follows."""
    return body(content, more_body=True)


# Programs drawn at random.


def _field(draw: Random) -> Any:
    kind = draw.random()
    if kind < 0.5:
        return draw.choice([(b"x-a", b"a"), (b"vary", b"accept"), (b"content-type", b"text/plain"), (b"x-b", b"")])
    if kind < 0.6:
        return b"content-length", draw.choice([b"0", b"5", b"10", *(v.encode("latin-1") for v in values.BAD_LENGTHS)])
    if kind < 0.75:
        return draw.choice(values.BAD_NAMES).encode("latin-1"), b"a"
    if kind < 0.9:
        return b"x-a", draw.choice(values.BAD_VALUES).encode("latin-1")
    odd = [("x-a", b"a"), (b"x-a", "a"), (b"x-a", None), (b"x-a",), b"ab", None, 5, [b"x-a", b"a"]]
    return draw.choice([*odd, (values.Bytes(b"x\r\ny"), b"a"), (b"x-a", values.Bytes(b"a\r\nb"))])


def _fields(draw: Random) -> Any:
    lines = [_field(draw) for _ in range(draw.randrange(4))]
    kind = draw.random()
    if kind < 0.85:
        return lines
    return draw.choice([tuple(lines), values.Iterated(lines), None, "text", 5, {}, values.Unstable(lines)])


def _head(draw: Random) -> dict[str, Any]:
    status: Any = draw.choice([200, 200, 200, 404, 500, 204, 304, 301, 206])
    if draw.random() < 0.15:
        status = draw.choice(values.BAD_STATUSES + values.ODD_STATUSES)
    more = {"trailers": draw.choice([True, False, None])} if draw.random() < 0.1 else {}
    return start(status, _fields(draw) if draw.random() < 0.6 else [(b"content-type", b"text/plain")], **more)


def _message(draw: Random) -> Any:
    kind = draw.random()
    if kind < 0.35:
        return _head(draw)
    if kind < 0.85:
        content = draw.choice([b"", b"Hello", b"x" * 10, b"Internal Server Error"])
        if draw.random() < 0.15:
            content = draw.choice(values.BAD_CHUNKS + values.ODD_CHUNKS)
        return body(content, **draw.choice([{}, {"more_body": True}, {"more_body": False}, {"more_body": None}]))
    if kind < 0.93:
        return {"type": TRAILERS, "headers": [_field(draw)], **draw.choice([{}, {"more_trailers": True}])}
    if kind < 0.96:
        return dict(draw.choice(NAMED))
    odd = [None, 5, {}, {"type": None}, {"type": "http.response.unknown"}, {"type": 5}, "text", [], {"type": BODY}]
    return draw.choice([*odd, {"type": "http.response.early_hint", "links": []}, {"type": "http.disconnect"}])


def _step(draw: Random) -> tuple[str, Any]:
    kind = draw.random()
    if kind < 0.7:
        return "send", _message(draw)
    if kind < 0.8:
        return "try", _message(draw)
    if kind < 0.9:
        return "raise", draw.choice([*values.RAISES, *values.LEAVES])
    return draw.choice([("receive", None), ("wait", None), ("add", _field(draw))])


def drawn(draw: Random) -> Program:
    """A program at random; half of them begin as most applications do."""
    steps = [_step(draw) for _ in range(draw.randrange(6))]
    if draw.random() < 0.5:
        steps.insert(0, ("send", _head(draw)))
    rare = draw.random
    client: dict[str, Any] = {"leaves_after": draw.randrange(4)} if rare() < 0.1 else {}
    client |= {"tells": True} if rare() < 0.05 else {}
    client |= {"stalls": True} if rare() < 0.1 else {}
    return Program(
        steps=tuple(steps),
        final=(_message(draw),) if rare() < 0.1 else (),
        later=(_message(draw),) if rare() < 0.1 else (),
        method=draw.choice(METHODS),
        offered=rare() < 0.8,
        client=tuple(client.items()),
        cancelled_at=draw.randrange(4) if rare() < 0.1 else None,
    )


def run(watched: Any, program: Program) -> tuple[Any, App]:
    """The answer to *program*, and the application that played it."""
    app = App(program)
    return watched.asgi(app, program.server(), program.cancelled_at), app
