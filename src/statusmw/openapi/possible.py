"""What a handler may answer, read from its annotations, from `raises`, and from the policy's mapping."""

from __future__ import annotations

import functools
import inspect
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.exchange import forbids_content
from statusmw.mapping.opening import full_name
from statusmw.policy import Policy
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.typed import MARK, Success

NOTHING: Final = object()
"""The content of an answer that has none."""

ANY_OTHER: Final = 0
"""In place of a status code: every one that is not named."""


@dataclass(frozen=True)
class Possible:
    """One answer that a handler may give.

    Args:
        status_code: its status code; None if the framework decides, as it does for what is no reply.
        content: the type of its content, `Any` if nobody says, `NOTHING` if it has none.
        problem: the class of problem that it is, None if it is none.
    """

    status_code: int | None
    content: Any = NOTHING
    problem: type[Problem] | None = None


def problem(status_code: int, cls: type[Problem] = Problem) -> Possible:
    """The answer that is a problem of *cls*."""
    return Possible(status_code, cls, cls)


def contents(answers: Iterable[Possible], own: int | None = None) -> dict[int | None, Any]:
    """The type of content of each status code that is no problem's.

    Args:
        answers: what a handler may answer.
        own: the status code that the framework takes for what is no reply; None keeps that apart, as None.

    >>> contents([Possible(201, int), Possible(201, str), Possible(204)])[201]
    typing.Union[int, str]
    """
    found: dict[int | None, list[Any]] = {}
    for one in answers:
        if one.problem is None:
            found.setdefault(own if one.status_code is None else one.status_code, []).append(one.content)
    return {code: _union(types_) for code, types_ in found.items()}


def _union(members: list[Any]) -> Any:
    typed = [member for member in members if member is not NOTHING]
    if Any in typed:
        return Any
    return Union[tuple(typed)] if typed else NOTHING  # noqa: UP007 - of a number of members that is not known


def answers_of(function: Any, policy: Policy) -> list[Possible]:
    """What *function* may answer by its annotations and by `raises`, each answer once.

    Args:
        function: a handler; methods, partial objects, wrappers and instances with ``__call__`` are seen through.
        policy: what it answers exceptions with is asked for those that `raises` names.
    """
    plain = _plain(function)
    found = [*in_annotation(returned(plain)), *raised_by(function, policy)]
    return list({(one.status_code, repr(one.content), one.problem): one for one in found}.values())


def raised_by(function: Any, policy: Policy) -> list[Possible]:
    """What *function* may answer by `raises` alone; of a class that is called, the constructor counts as well."""
    plain = _plain(function)
    named: Any = getattr(function, MARK, None) or getattr(plain, MARK, ())
    making = getattr(plain.__init__, MARK, ()) if isinstance(plain, type) else ()  # type: ignore[misc]  # it is not called
    return [one for error in (*named, *making) for one in _of_error(error, policy)]


def returned(function: Any) -> Any:
    """The return annotation of *function*, evaluated; `Any` if there is none or it cannot be."""
    annotation = getattr(function, "__annotations__", {}).get("return", Any)
    if not isinstance(annotation, str):
        return annotation
    try:
        names = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
        return eval(annotation, names)  # noqa: S307 - as `typing.get_type_hints` does, which knows no closures
    except Exception:  # noqa: BLE001 - an annotation may hold anything; the document goes on without it
        return Any


def _plain(function: Any) -> Any:
    while isinstance(function, functools.partial):
        function = function.func
    function = inspect.unwrap(function)
    if not inspect.isroutine(function) and not isinstance(function, type):
        function = getattr(type(function), "__call__", function)  # noqa: B004 - the function is wanted, not whether there is one
    return getattr(function, "__func__", function)


def in_annotation(annotation: Any) -> Iterator[Possible]:
    """The answers that a return annotation stands for; a bare `Reply` may be any, which the framework documents."""
    for member, status_code in _members(annotation):
        origin = get_origin(member) or member
        if not _is_reply(origin):
            yield Possible(None, Any if _is_response(origin) else member)
        elif issubclass(origin, Problem):
            code = status_code or getattr(origin, "status", None)
            yield problem(code, origin) if code else Possible(None, Any)
        elif issubclass(origin, Success):
            yield Possible(origin.code, _content(origin, get_args(member)))
        else:
            yield Possible(status_code, NOTHING) if status_code else Possible(None, Any)


def _content(cls: type[Success], arguments: tuple[Any, ...]) -> Any:
    if forbids_content(cls.code) or arguments == (type(None),):
        return NOTHING
    return arguments[0] if arguments else Any


def _is_response(origin: Any) -> bool:
    """Whether it is a response class of some framework, which may have any status code."""
    return isinstance(origin, type) and any(cls.__name__ in ("Response", "HttpResponseBase") for cls in origin.__mro__)


def _members(annotation: Any) -> Iterator[tuple[Any, int | None]]:
    """The members of a union, each with the status code it is annotated with."""
    annotation = getattr(annotation, "__value__", annotation)  # of a ``type`` statement
    if get_origin(annotation) in (Union, types.UnionType):
        for member in get_args(annotation):
            yield from _members(member)
    elif get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        code = next((note for note in notes if isinstance(note, int)), None)
        if _is_reply(inner):
            yield inner, code
        else:
            yield from _outside(list(_members(inner)), annotation)
    elif not isinstance(annotation, TypeVar):
        yield annotation, None


def _outside(members: list[tuple[Any, int | None]], annotation: Any) -> Iterator[tuple[Any, int | None]]:
    """The members of an annotated type: replies by themselves, the others together, with what is said about them."""
    replies = [(member, code) for member, code in members if _is_reply(get_origin(member) or member)]
    rest = tuple(member for member, code in members if (member, code) not in replies)
    if replies and rest:
        yield Annotated[(Union[rest], *annotation.__metadata__)], None  # noqa: UP007 - as in `_union`
    elif not replies:
        yield annotation, None
    yield from replies


def _is_reply(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Reply)


def problems_only(annotation: Any) -> list[type[Problem]]:
    """The classes of problem that *annotation* stands for; none if it stands for anything else as well."""
    found = [get_origin(member) or member for member, _ in _members(annotation)]
    return found if all(_is_reply(cls) and issubclass(cls, Problem) for cls in found) else []


def _of_error(error: Any, policy: Policy) -> Iterable[Possible]:
    """What an exception that `raises` names is answered with."""
    if get_origin(error) is Annotated or issubclass(error, Problem):
        return in_annotation(error)
    return mapped(error, policy)


def mapped(error: type[BaseException], policy: Policy) -> list[Possible]:
    """What *policy* answers an exception of class *error* with, as far as it can be seen.

    Args:
        error: the class; its bases are asked as well.
        policy: its mapping, of whose functions the return annotation is read, comes before its maps.
    """
    maps: Any = policy.maps
    for cls in error.__mro__:
        own = [target for key, target in policy.mapping.items() if _is_of(key, cls)]
        ready = [entry for each in maps for entry in each.entries if _is_of(entry.name, cls)]
        if own or ready:
            told = [one for target in own for one in _of_target(target)]
            return told or [problem(entry.status_code) for entry in ready]
    code = getattr(error, "status_code", getattr(error, "code", None))
    is_http = issubclass(error, WerkzeugHTTPException | StarletteHTTPException)
    return [problem(code)] if is_http and isinstance(code, int) and code >= 400 else []


def _is_of(key: object, cls: type[BaseException]) -> bool:
    """Whether *key* of a mapping, a class or its dotted name, is about *cls* itself."""
    if not isinstance(key, str):
        return key is cls
    module, _, name = key.rpartition(".")
    return key == full_name(cls) or getattr(sys.modules.get(module), name, None) is cls


def _of_target(target: int | type[Problem] | Callable[..., Any]) -> Iterator[Possible]:
    if isinstance(target, int):
        yield problem(target)
    elif isinstance(target, type):
        yield from in_annotation(target)
    else:
        # None means that who would have answered otherwise does, and that is no content.
        yield from (one for one in in_annotation(returned(_plain(target))) if one.problem)
