"""What a client saw of a response, and what HTTP/1.1 can carry without the client losing its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(rb"(?:[\x21-\x7e\x80-\xff](?:[\x21-\x7e\x80-\xff \t]*[\x21-\x7e\x80-\xff])?)?")
PHRASE = re.compile(rb"[\t \x21-\x7e\x80-\xff]*")
_DIGITS = re.compile(rb"[0-9]{1,18}")
BARE = (204, 304)


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


class Framing:
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
        self.silent |= status in BARE
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
