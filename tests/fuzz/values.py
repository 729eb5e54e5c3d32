"""What the fuzzers make responses and failures of: right values, hostile ones, and secrets that must not get out."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect
from werkzeug.exceptions import NotFound

from right import RIGHT
from statusmw.wire import parse_exchange

# Only letters that no base64, hexadecimal or pickled value has by chance.
PRIVATE = "pRiVaTe~exception~text"
SECRET = "sEcReT~of~the~request"

REQUEST_FIELDS = (("authorization", f"Bearer {SECRET}"), ("cookie", f"session={SECRET}"), ("referer", f"/?{SECRET}"))


class Named:
    """A value that is shown by how it can be written again."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({super().__repr__()})"


class Bytes(Named, bytes):
    """`bytes` that say of themselves they are others."""

    def lower(self) -> bytes:
        return b"x-harmless"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(b"x-harmless")


class Text(Named, str):
    """`str` that says of itself it is another."""

    __slots__ = ()

    def lower(self) -> str:
        return "x-harmless"

    def __str__(self) -> str:
        return "harmless"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("x-harmless")


class Number(Named, int):
    """An `int` that says of itself it is 200."""

    def __eq__(self, other: object) -> bool:
        return other == 200

    def __hash__(self) -> int:
        return hash(200)


class Unstable(Named, list):
    """A list that gives something else from the reading on that `patience` allows, in each play anew."""

    patience = 0
    plays = 0
    _play, _readings, _meant = -1, 0, ()

    def __iter__(self) -> Any:
        if self._play != Unstable.plays:
            self[:] = self._meant = self._meant or [*list.__iter__(self)]
            self._play, self._readings = Unstable.plays, 0
        given = [*list.__iter__(self)]
        if self._readings >= self.patience:
            self[:] = [(b"x\r\ny", b"z")]
        self._readings += 1
        return iter(given)


class Iterated(tuple):
    """Fields that are given as an iterator, in each play as a new one."""

    __slots__ = ()


class Lying(Exception):
    """An exception whose attributes and text fail or say something else."""

    def __str__(self) -> str:
        raise ValueError(PRIVATE)

    __class__ = property(lambda self: int)


class Silent(Exception):
    """An exception whose text fails."""

    def __str__(self) -> str:
        raise ValueError(PRIVATE)


def _caused() -> BaseException:
    error = RuntimeError(PRIVATE)
    error.__cause__ = ValueError(PRIVATE)
    error.__cause__.__cause__ = error
    error.add_note(PRIVATE)
    return error


FAILURES = {
    "plain": lambda: RuntimeError(PRIVATE),
    "key": lambda: KeyError(PRIVATE),
    "os": lambda: OSError(5, PRIVATE, PRIVATE),
    "caused": _caused,
    "group": lambda: ExceptionGroup(PRIVATE, [ValueError(PRIVATE), ExceptionGroup(PRIVATE, [KeyError(PRIVATE)])]),
    "silent": lambda: Silent(PRIVATE),
    "lying": lambda: Lying(PRIVATE),
    "recursion": lambda: RecursionError(PRIVATE),
    "memory": lambda: MemoryError(PRIVATE),
    "assertion": lambda: AssertionError(PRIVATE),
    "iteration": lambda: StopAsyncIteration(PRIVATE),
    "unicode": lambda: UnicodeDecodeError("utf-8", PRIVATE.encode(), 0, 1, PRIVATE),
    "started": lambda: _started(),
}
"""What is answered with 500, and logged."""


def _started() -> BaseException:
    error = RuntimeError("Caught handled exception, but response already started.")
    error.__cause__ = ValueError(PRIVATE)
    return error


MEANT = {
    "starlette's 404": (lambda: StarletteHTTPException(404), 404),
    "starlette's 503": (lambda: StarletteHTTPException(503, headers={"retry-after": "5"}), 503),
    "werkzeug's 404": (NotFound, 404),
}
"""What is an answer itself, and no failure."""

STOPS = {
    "interrupt": lambda: KeyboardInterrupt(PRIVATE),
    "generator exit": lambda: GeneratorExit(PRIVATE),
    "cancelled": lambda: asyncio.CancelledError(PRIVATE),
}
"""What ends more than a response, and is let through."""

LEAVES = {"disconnect": ClientDisconnect}
EXITS = {"exit": lambda: SystemExit(PRIVATE)}

RAISES = {**FAILURES, **{name: make for name, (make, _) in MEANT.items()}, **STOPS, **EXITS}

BAD_NAMES = ("", "x y", "x:", "x\r\ny", "x\n", "x\0", "\xe9", "(x)", "x/y", " x", "x ", "\x7f")
BAD_VALUES = ("a\r\nx-evil: 1", "a\nb", "a\rb", "\0", "a\x00b", "\x7f", "a\x1bb", "\r\n\r\n<html>", "a\x0bb", "\x08")
BAD_LENGTHS = ("-1", "+5", "1_0", "0x5", "5,5", "5 5", "five", "", "\u00b2")
BAD_STATUSES = (
    0,
    1,
    99,
    100,
    103,
    199,
    600,
    799,
    999,
    1000,
    -1,
    10**30,
    True,
    False,
    None,
    "200",
    b"200",
    200.0,
    200.5,
)
ODD_STATUSES = (HTTPStatus.OK, Number(200), Number(1000), [], {}, object)
BAD_LINES = (
    "", "OK", "20 OK", "2000 OK", "200\r\nX-Evil: 1", "200 OK\r\nX-Evil: 1", "200 OK\r\n\r\n<html>", "200 O\0K",
    "099 X", "600 X", "999 X", " 200 OK", "-20 OK", "2x0 OK", "\u0662\u0660\u0660 OK", "200 \u20ac", "200 \ud800",
)  # fmt: skip
ODD_LINES = (
    None,
    b"200 OK",
    200,
    Text("200 OK"),
    Text("200 OK\r\nX-Evil: 1"),
    ["200 OK"],
    "200",
    "200 ",
    "100 Continue",
)
BAD_CHUNKS = ("text", 5, [b"x"], {}, object, 1.5)
ODD_CHUNKS = (None, bytearray(b"abc"), memoryview(b"abc"), Bytes(b"abc"), Bytes(b""), memoryview(b"abcd")[::2])


def exchanges(interface: str) -> list[Any]:
    """Right exchanges that go through *interface*, with content that is known."""
    told = [parse_exchange(text, interface) for _, text, interfaces in RIGHT if interface in interfaces]
    return [each for each in told if not each.misuse and each.response.status_code != 101]
