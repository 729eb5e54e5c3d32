"""What a group or a wrapper holds: looked at without recursion, and no further than a client can afford to send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_MOST_LEAVES: Final = 100
_MOST_CAUSES: Final = 8
_MOST_FRAMES: Final = 1000
_STARTED: Final = "response already started"
_LITESTARS_STARTED: Final = "Exception caught after response started"
_LITESTARS: Final = "litestar.exceptions.base_exceptions.LitestarException"

# Those of the interpreter: a class can have attributes of these names that say something else, or fail.
_MEMBERS: Final[Any] = BaseExceptionGroup.exceptions
_CAUSE: Final[Any] = BaseException.__cause__
_TRACEBACK: Final[Any] = BaseException.__traceback__
_MRO: Final[Any] = type.__dict__["__mro__"]


def leaves(error: BaseException) -> list[BaseException]:
    """The exceptions that *error* is about: itself, or those in the group, wrappers opened; a hundred at the most."""
    found: list[BaseException] = []
    waiting, seen = [opened(error)], set()
    while waiting and len(found) < _MOST_LEAVES:
        one = waiting.pop()
        if not issubclass(type(one), BaseExceptionGroup):
            found.append(one)
        elif id(one) not in seen:  # what is in a group can be a wrapper with that group as its cause
            seen.add(id(one))
            waiting += [opened(each) for each in reversed(_MEMBERS.__get__(one)[:_MOST_LEAVES])]
    return found


def opened(error: BaseException) -> BaseException:
    """What a framework's wrapper hides: the word of Starlette or Litestar that a response had already started."""
    for _ in range(_MOST_CAUSES):
        cause: Any = _CAUSE.__get__(error)
        if cause is None or not _says_started(error):
            break
        error = cause
    return error


def _says_started(error: BaseException) -> bool:
    cls = type(error)
    if full_name(cls) == _LITESTARS:
        return bool(vars(error).get("detail") == _LITESTARS_STARTED)
    return cls is RuntimeError and any(type(arg) is str and _STARTED in arg for arg in error.args)


class UnreadableException(Exception):  # noqa: N818 - says what it stands for
    """Stands in the log for an exception whose attributes fail or lie; it has the traceback of that exception."""


def readable(error: BaseException) -> BaseException:
    """*error*, or what stands for it if whoever reads it, such as a logger, would fail or never come to an end."""
    single = not issubclass(type(error), BaseExceptionGroup)
    if _is_honest(error) if single else all(map(_is_honest, _groups_and_leaves(error))):
        return error
    stand_in = UnreadableException(full_name(type(error)))
    stand_in.__traceback__ = _TRACEBACK.__get__(error)
    return stand_in


def _groups_and_leaves(error: BaseException) -> Iterator[BaseException]:
    waiting = [error]
    for _ in range(_MOST_LEAVES):
        if not waiting:
            return
        one = waiting.pop()
        yield one
        if issubclass(type(one), BaseExceptionGroup):
            waiting += _MEMBERS.__get__(one)[:_MOST_LEAVES]


def _is_honest(error: Any) -> bool:
    cls = type(error)
    try:
        known = error.__class__ is cls and error.__cause__ is _CAUSE.__get__(error)
        known = known and error.__traceback__ is _TRACEBACK.__get__(error)
        group = not issubclass(cls, BaseExceptionGroup) or error.exceptions is _MEMBERS.__get__(error)
        return group and known and full_name(cls) != ""
    except (Exception, SystemExit):  # noqa: BLE001 - what cannot be read is not honest
        return False


def functions_passed(error: BaseException) -> Iterator[tuple[str, str]]:
    """The module and the name of each function that *error* has left, the outermost first; a thousand at the most."""
    traceback = _TRACEBACK.__get__(error)
    for _ in range(_MOST_FRAMES):
        if traceback is None:
            return
        frame = traceback.tb_frame
        yield str(frame.f_globals.get("__name__")), frame.f_code.co_name
        traceback = traceback.tb_next


def classes(error: BaseException) -> tuple[type[Any], ...]:
    """The classes of *error*, the most derived one first."""
    mro: tuple[type[Any], ...] = _MRO.__get__(type(error))
    return mro


def full_name(cls: type[Any]) -> str:
    """The dotted name of *cls*, by the module that defines it; empty if it has none."""
    try:
        return f"{cls.__module__}.{cls.__qualname__}"
    except (Exception, SystemExit):  # noqa: BLE001 - a metaclass can do anything
        return ""
