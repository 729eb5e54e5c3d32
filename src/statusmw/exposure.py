"""What an exception says of itself, as values: bounded, and read so that nothing it does can fail.

Values of local variables are never read.
"""

from __future__ import annotations

import linecache
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import CodeType, FrameType, TracebackType
from typing import Any, Final, Literal, get_args

Expose = Literal["none", "type", "message", "traceback"]

EXPOSURES: Final[tuple[Expose, ...]] = get_args(Expose)
_MOST_EXCEPTIONS: Final = 16
FIRST_FRAMES: Final = 5
"""How many frames are kept before any are left out."""

_LAST_FRAMES: Final = 25
_LINES_AROUND: Final = 5
_LONGEST_LINE: Final = 300
_LONGEST_MESSAGE: Final = 4000
_LONGEST_NAME: Final = 300
_MOST_NOTES: Final = 10
_LIBRARIES: Final = ("site-packages", "dist-packages", "<frozen", sys.base_prefix)


@dataclass(frozen=True, slots=True)
class Frame:
    """A line that was running.

    Args:
        file: the name of the file.
        line: its number, from 1.
        function: the name of what it is in.
        source: the lines around it, from line `first` on; none where the source is not to be had.
        first: the number of the first of these.
        part: where in its line the expression is that failed, as columns from 0; None where that is not known.
        is_library: whether it belongs to Python or to an installed package.
    """

    file: str
    line: int
    function: str
    source: tuple[str, ...] = ()
    first: int = 0
    part: tuple[int, int] | None = None
    is_library: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception, and those that led to it.

    Args:
        type: the name of its class with that of the module.
        message: its text.
        notes: what was added to it.
        frames: from the outermost to where it was raised.
        omitted: how many frames were left out behind the first five.
        relation: ``"cause"`` (raised from), ``"context"`` (while handling), ``"member"`` of a group, or ``""``.
        inner: the members of a group, then the cause or context.
        more: whether exceptions are left out because there are too many.
    """

    type: str
    message: str = ""
    notes: tuple[str, ...] = ()
    frames: tuple[Frame, ...] = ()
    omitted: int = 0
    relation: str = ""
    inner: tuple[Raised, ...] = ()
    more: bool = False

    @property
    def line(self) -> str:
        """Type and message, as Python writes them."""
        return f"{self.type}: {self.message}" if self.message else self.type

    def as_dict(self) -> dict[str, Any]:
        """As members of a problem document; what is empty is left out."""
        said: dict[str, Any] = {"relation": self.relation, "type": self.type, "message": self.message}
        said["notes"] = list(self.notes)
        said["traceback"] = [
            {"file": frame.file, "line": frame.line, "function": frame.function} for frame in self.frames
        ]
        said["inner"] = [each.as_dict() for each in self.inner]
        return {name: value for name, value in said.items() if value}

    def as_lines(self, indent: str = "") -> Iterator[str]:
        """As lines of text, the one that was raised last before what led to it."""
        yield f"{indent}{_INTRODUCED.get(self.relation, '')}{self.line}"
        yield from (f"{indent}  {note}" for note in self.notes)
        for number, frame in enumerate(self.frames):
            if self.omitted and number == FIRST_FRAMES:
                yield f"{indent}  ... {self.omitted} more"
            yield f"{indent}  {frame.file}:{frame.line} in {frame.function}"
        for each in self.inner:
            yield from each.as_lines(f"{indent}  ")


_INTRODUCED: Final = {"cause": "caused by ", "context": "while handling ", "member": "member "}


def raised(error: BaseException, expose: Expose) -> Raised | None:
    """What may leave of *error*.

    Args:
        error: what was raised; nothing of it is kept.
        expose: ``"none"``, ``"type"``, ``"message"`` or ``"traceback"``, each with what is before it.

    Returns:
        The exception; None if nothing may leave.

    >>> raised(KeyError("sku"), "message").line
    "KeyError: 'sku'"
    """
    if expose == "none":
        return None
    try:
        return _Reading(expose).read(error, "")
    except Exception:  # noqa: BLE001 - what cannot be told must not cost the answer
        return Raised("Exception")


class _Reading:
    """Reads one exception with all that led to it."""

    def __init__(self, expose: Expose) -> None:
        self._says = expose != "type"
        self._shows = expose == "traceback"
        self._seen: set[int] = set()

    def read(self, error: BaseException, relation: str) -> Raised:
        self._seen.add(id(error))
        message, notes = (_message(error), _notes(error)) if self._says else ("", ())
        if not self._shows:
            return Raised(_name(error), message, notes)
        frames, omitted = _frames(_own(error, "__traceback__"))
        inner, more = self._inner(error)
        return Raised(_name(error), message, notes, frames, omitted, relation, inner, more)

    def _inner(self, error: BaseException) -> tuple[tuple[Raised, ...], bool]:
        found: list[Raised] = []
        for relation, each in _led_to(error):
            if id(each) in self._seen:
                continue
            if len(self._seen) >= _MOST_EXCEPTIONS:
                return tuple(found), True
            found.append(self.read(each, relation))
        return tuple(found), False


def _led_to(error: BaseException) -> Iterator[tuple[str, BaseException]]:
    if isinstance(error, BaseExceptionGroup):
        yield from (
            ("member", each) for each in islice(_own(error, "exceptions", BaseExceptionGroup), _MOST_EXCEPTIONS)
        )
    cause, context = _own(error, "__cause__"), _own(error, "__context__")
    if cause is not None:
        yield "cause", cause
    elif context is not None and not _own(error, "__suppress_context__"):
        yield "context", context


def _own(error: BaseException, name: str, cls: type[BaseException] = BaseException) -> Any:
    """An attribute as Python keeps it: a subclass may have put there what it likes."""
    return vars(cls)[name].__get__(error)


def _name(error: BaseException) -> str:
    cls = type(error)
    module, name = type.__getattribute__(cls, "__module__"), type.__getattribute__(cls, "__qualname__")
    known = isinstance(module, str) and module != "builtins"
    return clean(f"{module}.{name}" if known else name, _LONGEST_NAME)


def _message(error: BaseException) -> str:
    try:
        return clean(str(error), _LONGEST_MESSAGE)
    except (Exception, SystemExit) as fault:  # noqa: BLE001 - the exception's own code runs here
        return f"<its text cannot be read: {_name(fault)}>"


def _notes(error: BaseException) -> tuple[str, ...]:
    try:
        notes = list(islice(getattr(error, "__notes__", ()), _MOST_NOTES))
    except (Exception, SystemExit):  # noqa: BLE001 - as above
        return ()
    return tuple(clean(note, _LONGEST_MESSAGE) for note in notes if isinstance(note, str))


def clean(text: str, limit: int) -> str:
    """*text* as an exact `str` that every format can hold, cut to *limit* characters."""
    whole = str.__str__(text)
    cut = whole[:limit].encode("utf-8", "replace").decode()
    return cut if len(whole) <= limit else f"{cut}..."


def _frames(trace: TracebackType | None) -> tuple[tuple[Frame, ...], int]:
    first: list[TracebackType] = []
    last: deque[TracebackType] = deque(maxlen=_LAST_FRAMES)
    count = 0
    while trace is not None:
        (first if count < FIRST_FRAMES else last).append(trace)
        count, trace = count + 1, trace.tb_next
    kept = [*first, *last]
    return tuple(_frame(each) for each in kept), count - len(kept)


def _frame(trace: TracebackType) -> Frame:
    code, number = trace.tb_frame.f_code, trace.tb_lineno or 0
    first = max(1, number - _LINES_AROUND)
    source = _source(trace.tb_frame, first, number + _LINES_AROUND)
    file = clean(code.co_filename, _LONGEST_NAME)
    return Frame(
        file=file,
        line=number,
        function=clean(code.co_qualname, _LONGEST_NAME),
        source=source,
        first=first,
        part=_part(code, trace.tb_lasti, number, source[number - first]) if number - first < len(source) else None,
        is_library=any(name in file for name in _LIBRARIES),
    )


def _source(frame: FrameType, first: int, last: int) -> tuple[str, ...]:
    try:
        linecache.checkcache(frame.f_code.co_filename)
        lines = linecache.getlines(frame.f_code.co_filename, frame.f_globals)[first - 1 : last]
    except Exception:  # noqa: BLE001 - an importer of the application's reads the source here
        return ()
    return tuple(clean(line.rstrip("\r\n"), _LONGEST_LINE) for line in lines)


def _part(code: CodeType, instruction: int, number: int, line: str) -> tuple[int, int] | None:
    """The columns of what failed, which Python counts in bytes."""
    position = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    begins, ends, start, stop = position
    if begins != number or start is None or stop is None:
        return None
    encoded = line.encode()
    start = len(encoded[:start].decode("utf-8", "replace"))
    return start, len(encoded[:stop].decode("utf-8", "replace")) if ends == number else len(line)
