"""Programs a WSGI application may be: heads, chunks and failures in any order, returned or written, closed or not."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from fuzz import values
from model_servers import WsgiServer, wsgi_environ

METHODS = ("GET", "GET", "POST", "HEAD", "OPTIONS", "PUT")
MANNERS = ("list", "tuple", "generator", "lazy", "iterator", "sized", "odd")
ODD_RETURNS = (None, 5, "text", b"bytes", object(), {b"a": 1})


@dataclass(frozen=True)
class Program:
    """What an application does, and what its client does meanwhile.

    Args:
        before: pairs of a verb and what it is about, done before the application returns: start, again (with
            exc_info), write, raise, try (to start, and go on if it fails), add (a field to the list that was given).
        chunks: the same and ``give``, done as the content is asked for.
        manner: how the content is given, one of `MANNERS`.
        closing: what `close` raises; None: nothing, "none": there is no `close`.
        takes: after how many chunks the client has gone.
    """

    before: tuple[tuple[str, Any], ...]
    chunks: tuple[tuple[str, Any], ...] = ()
    manner: str = "iterator"
    closing: str | None = None
    method: str = "GET"
    takes: int | None = None
    path: str = "/orders"
    fields: tuple[tuple[str, str], ...] = ()
    returns: Any = None
    version: str = "1.1"

    def server(self) -> WsgiServer:
        more: dict[str, Any] = {}
        for name, value in (*values.REQUEST_FIELDS, *self.fields):
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            more[key] = f"{more[key]}, {value}" if key in more else value
        more |= {"QUERY_STRING": values.SECRET, "SERVER_PROTOCOL": f"HTTP/{self.version}"}
        return WsgiServer(wsgi_environ(self.method, self.path, **more), takes=self.takes)


class App:
    """An application that does what a program says.

    Attributes:
        raised: the exceptions it has raised.
        given: the line, the fields and the chunks it gave.
        closed: how often what it returned was closed.
        returned: what it returned.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.raised: list[BaseException] = []
        self.given: list[Any] = []
        self.closed = 0
        self.returned: Any = None
        self._fields: Any = None
        self._write: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self._start_response = start_response
        if self.program.manner == "lazy":
            self.returned = self._lazily()
        else:
            for verb, about in self.program.before:
                getattr(self, f"do_{verb}")(about)
            self.returned = self._returned()
        return self.returned

    def _lazily(self) -> Iterator[Any]:
        for verb, about in self.program.before:
            getattr(self, f"do_{verb}")(about)
        yield from self._chunks()

    def _chunks(self) -> Iterator[Any]:
        for verb, about in self.program.chunks:
            if verb == "give":
                self.given += [about] if about else []
                yield about
            else:
                getattr(self, f"do_{verb}")(about)

    def _returned(self) -> Any:
        manner = self.program.manner
        if manner == "odd":
            return self.program.returns
        if manner in ("list", "tuple"):
            return (list if manner == "list" else tuple)(self._chunks())
        if manner == "generator":
            return self._chunks()
        return (Iterated if manner == "iterator" else Sized)(self)

    def do_start(self, head: Any) -> None:
        line, fields = head
        self._fields = given_as(fields)
        self.given += [line, self._fields]
        self._write = self._start_response(line, self._fields)

    def do_again(self, head: Any) -> None:
        try:
            raise RuntimeError(values.PRIVATE)
        except RuntimeError:
            self._fields = given_as(head[1])
            self._start_response(head[0], self._fields, sys.exc_info())

    def do_try(self, head: Any) -> None:
        with contextlib.suppress(Exception):
            self.do_start(head)

    def do_ignore(self, head: Any) -> None:
        with contextlib.suppress(Exception):
            self.do_again(head)

    def do_write(self, chunk: Any) -> None:
        if self._write is not None:
            self._write(chunk)

    def do_raise(self, name: str) -> None:
        self.raised.append(values.RAISES[name]())
        raise self.raised[-1]

    def do_add(self, line: Any) -> None:
        if type(self._fields) is list:
            self._fields.append(line)


class Iterated:
    """An iterable that counts how often it is closed."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._parts = app._chunks()
        if app.program.closing != "none":
            self.close = self._close

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return next(self._parts)

    def _close(self) -> None:
        self._app.closed += 1
        if self._app.program.closing is not None:
            self._app.do_raise(self._app.program.closing)


class Sized(Iterated):
    """Says that it is of one part."""

    def __len__(self) -> int:
        return 1


TEXT = (("Content-Type", "text/plain"),)


def given_as(fields: Any) -> Any:
    """What an application gives for *fields*: of its own, because it may change them."""
    if isinstance(fields, values.Iterated):
        return iter(fields)
    return list(fields) if type(fields) is tuple else fields


def start(line: Any = "200 OK", fields: Any = TEXT) -> tuple[str, Any]:
    """The step that gives a head."""
    return "start", (line, fields)


def give(*chunks: Any) -> tuple[tuple[str, Any], ...]:
    """The steps that give content."""
    return tuple(("give", chunk) for chunk in chunks)


# Programs drawn at random.


def _field(draw: Random) -> Any:
    kind = draw.random()
    if kind < 0.5:
        return draw.choice([("X-A", "a"), ("Vary", "accept"), ("Content-Type", "text/plain"), ("X-B", "")])
    if kind < 0.6:
        return "Content-Length", draw.choice(["0", "5", "10", *values.BAD_LENGTHS])
    if kind < 0.75:
        return draw.choice([*values.BAD_NAMES, "\u20ac", "\ud800"]), "a"
    if kind < 0.9:
        return "X-A", draw.choice([*values.BAD_VALUES, "\u20ac", "\ud800", "\u2028"])
    odd = [("X-A", b"a"), (b"X-A", "a"), ("X-A", None), ("X-A",), "ab", None, 5, ["X-A", "a"], ("X-A", 5)]
    return draw.choice([*odd, (values.Text("x\r\ny"), "a"), ("X-A", values.Text("a\r\nb"))])


def _head(draw: Random) -> tuple[Any, Any]:
    line: Any = draw.choice(["200 OK", "200 OK", "404 Not Found", "204 No Content", "304 Not Modified", "301 Moved"])
    if draw.random() < 0.15:
        line = draw.choice(values.BAD_LINES + values.ODD_LINES)
    lines = tuple(_field(draw) for _ in range(draw.randrange(4))) if draw.random() < 0.6 else TEXT
    if draw.random() < 0.1:
        return line, draw.choice([None, "text", 5, {}, values.Iterated(lines), (("X-A", "a"),)])
    return line, lines


def _chunk(draw: Random) -> Any:
    if draw.random() < 0.15:
        return draw.choice(values.BAD_CHUNKS + values.ODD_CHUNKS)
    return draw.choice([b"", b"Hello", b"x" * 10])


def _step(draw: Random, *, content: bool) -> tuple[str, Any]:
    kind = draw.random()
    if content and kind < 0.6:
        return "give", _chunk(draw)
    if kind < 0.75:
        return "start", _head(draw)
    verb = draw.choice(["again", "ignore", "try", "raise", "raise", "write", "add"])
    if verb == "raise":
        return verb, draw.choice([*values.RAISES])
    return verb, {"write": _chunk, "add": _field}.get(verb, _head)(draw)


def drawn(draw: Random) -> Program:
    """A program at random; most begin as most applications do."""
    before = [_step(draw, content=False) for _ in range(draw.choice([0, 0, 0, 1, 2]))]
    if draw.random() < 0.8:
        before.insert(0, ("start", _head(draw)))
    chunks = [_step(draw, content=draw.random() < 0.8) for _ in range(draw.randrange(4))]
    closing = draw.choice([*values.FAILURES, "none"]) if draw.random() < 0.15 else None
    manner = draw.choice(MANNERS[:-1]) if draw.random() < 0.9 else "odd"
    takes = draw.randrange(3) if draw.random() < 0.1 else None
    method = draw.choice(METHODS)
    return Program(tuple(before), tuple(chunks), manner, closing, method, takes, returns=draw.choice(ODD_RETURNS))


def run(watched: Any, program: Program) -> tuple[Any, App]:
    """The answer to *program*, and the application that played it; it must have been closed once if it can be."""
    app = App(program)
    answer = watched.wsgi(app, program.server())
    if isinstance(app.returned, Iterated) and program.closing != "none" and app.closed != 1:
        answer.faults.append(f"what was returned was closed {app.closed} times")
    return answer, app
