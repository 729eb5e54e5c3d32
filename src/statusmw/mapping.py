"""Which answer an exception is: by class along its MRO, through groups and the wrappers known to hide a cause."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import product
from typing import Any, Final

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.problem import RESERVED
from statusmw.raisable import Problem, Raisable
from statusmw.reply import Reply
from statusmw.status import reason_phrase
from statusmw.validation import pydantic_faults, validation_problem

Answer = Reply | type[Problem] | int | None
Target = int | type[Problem] | Callable[[Any], Answer]
Mapped = Mapping[type[BaseException] | str, Target]

_MOST_LEAVES: Final = 100
_MOST_CAUSES: Final = 8
_OF_THE_CONTENT: Final = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding"})
_STARTED: Final = "response already started"
_LITESTARS_STARTED: Final = "Exception caught after response started"
_LITESTARS: Final = "litestar.exceptions.base_exceptions.LitestarException"


def answer_to(error: BaseException, mapping: Mapped) -> Reply | None:
    """The reply that *error* stands for; None if nobody says so, which makes it a 500.

    Args:
        error: what was raised.
        mapping: exception class, or its dotted name, to a status code, a `Problem` class, or a function of the
            exception that returns one of these, a reply, or None to leave the answer to who would give it otherwise.
    """
    answers = [_answer_to_leaf(leaf, mapping) for leaf in leaves(error)]
    return max(answers, key=_severity, default=None)


def checked_mapping(mapping: Mapped) -> dict[type[BaseException] | str, Target]:
    """A copy of *mapping*, once it is seen that every entry can be used.

    Args:
        mapping: as for `answer_to`.

    Raises:
        TypeError: a key is no exception, or a target is none of what it can be.
        ValueError: a key is no dotted name, or a status code is no error's.
    """
    if not isinstance(mapping, Mapping):
        raise TypeError(f"mapping: {mapping!r} is no mapping from exception to answer, such as {{TimeoutError: 504}}")
    entries: dict[Any, Any] = dict(mapping)
    for key, target in entries.items():
        shown = key.__name__ if isinstance(key, type) else repr(key)
        if not isinstance(key, str) and not (isinstance(key, type) and issubclass(key, BaseException)):
            raise TypeError(f"mapping: {shown} is no exception class and no dotted name of one")
        if isinstance(key, str) and not all(part.isidentifier() for part in key.split(".")[1:] or [""]):
            raise ValueError(f"mapping: {shown} is no dotted name, such as 'builtins.TimeoutError'")
        _check_target(shown, target)
    return entries


def _check_target(shown: str, target: Any) -> None:
    makes = isinstance(target, int) or (isinstance(target, type) and issubclass(target, Problem))
    # A reply is callable too, as an application.
    if not makes and (isinstance(target, (type, Reply)) or not callable(target)):
        raise TypeError(f"mapping: {shown} leads to {target!r}; give a status code, a Problem class or a function")
    if makes:
        made: Any = target
        try:
            _resolved(made, None)
        except (TypeError, ValueError) as error:
            raise type(error)(
                f"mapping: {shown} leads to {target!r}, of which no problem can be made: {error}"
            ) from None


def leaves(error: BaseException) -> list[BaseException]:
    """The exceptions that *error* is about: itself, or those in the group, wrappers opened; a hundred at the most."""
    found: list[BaseException] = []
    waiting = [opened(error)]
    while waiting and len(found) < _MOST_LEAVES:
        one = waiting.pop()
        if isinstance(one, BaseExceptionGroup):
            waiting += [opened(each) for each in reversed(one.exceptions[:_MOST_LEAVES])]
        else:
            found.append(one)
    return found


def opened(error: BaseException) -> BaseException:
    """What a framework's wrapper hides: the word of Starlette or Litestar that a response had already started."""
    for _ in range(_MOST_CAUSES):
        cause = error.__cause__
        if cause is None or not _says_started(error):
            break
        error = cause
    return error


def _says_started(error: BaseException) -> bool:
    cls = type(error)
    if f"{cls.__module__}.{cls.__qualname__}" == _LITESTARS:
        return getattr(error, "detail", None) == _LITESTARS_STARTED
    return cls is RuntimeError and any(type(arg) is str and _STARTED in arg for arg in error.args)


def _severity(answer: Reply | None) -> int:
    # What nobody has foreseen is worse than what somebody has.
    return 600 if answer is None else answer.status_code


def _answer_to_leaf(error: BaseException, mapping: Mapped) -> Reply | None:
    if isinstance(error, Raisable):
        return error
    for cls, table in product(type(error).__mro__, (mapping, _BUILT_IN)):
        target = table.get(cls) or table.get(f"{cls.__module__}.{cls.__qualname__}")
        if target is not None:
            answer = _resolved(target, error)
            if answer is not None:
                return answer
    return None


def _resolved(target: Target, error: Any) -> Reply | None:
    answer: Answer = target(error) if callable(target) and not isinstance(target, type) else target
    if isinstance(answer, type):
        return answer()
    return Problem(answer) if isinstance(answer, int) else answer


def from_http(status: Any, detail: Any, lines: Iterable[tuple[str, str]]) -> Reply | None:
    """The reply to a framework's HTTP exception: its status code, its fields, and below 500 its detail.

    Args:
        status: the status code it has.
        detail: what it says: text, or JSON that becomes extension members.
        lines: its field lines; those that describe content of its own are left out.
    """
    if isinstance(status, bool) or not isinstance(status, int) or not 200 <= status <= 599:
        return None
    headers = _grouped(lines)
    if status < 400:
        return Reply(None, status, headers)
    if status >= 500:
        return Problem(status, headers=headers)
    said, members = _said(status, detail)
    problem = Problem(status, said, headers=headers)
    problem.members.update(members)
    return problem


def _grouped(lines: Iterable[tuple[str, str]], but: Collection[str] = _OF_THE_CONTENT) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in lines:
        if name.lower() not in but:
            grouped.setdefault(name.lower(), []).append(value.strip(" \t"))
    return grouped


def _said(status: int, detail: Any) -> tuple[str | None, dict[str, Any]]:
    if isinstance(detail, str):
        empty = not detail or detail in (http.client.responses.get(status), reason_phrase(status))
        return None if empty else detail, {}
    if isinstance(detail, Mapping):
        members = {name: value for name, value in detail.items() if _can_be_member(name)}
        said = detail.get("detail")
        return said if isinstance(said, str) else None, members
    return None, {} if detail is None else {"errors": detail}


def _can_be_member(name: object) -> bool:
    return isinstance(name, str) and name != "" and name not in RESERVED


def _from_starlette(error: StarletteHTTPException) -> Reply | None:
    return from_http(error.status_code, error.detail, dict(error.headers or {}).items())


def _from_werkzeug(error: WerkzeugHTTPException) -> Reply | None:
    if error.response is not None or _makes_its_own(type(error)):
        return _from_response(error.response or error.get_response())
    own = error.description if error.description != type(error).description else None
    return from_http(error.code, own, error.get_headers())


def _makes_its_own(cls: type[WerkzeugHTTPException]) -> bool:
    """Whether the author of *cls* has said what its response looks like, as Werkzeug does for its redirects."""
    return any(getattr(cls, name) is not getattr(WerkzeugHTTPException, name) for name in ("get_response", "get_body"))


def _from_response(response: Any) -> Reply:
    """A response that was ready when it was raised, as it is."""
    headers = _grouped(response.headers.items(), but={"content-type", "content-length"})
    content = response.get_data()
    return Reply(content or None, response.status_code, headers, response.headers.get("content-type"))


def _from_validation(error: Any) -> Problem:
    return validation_problem(422, pydantic_faults(error.errors()))


_BUILT_IN: Final[dict[type[BaseException] | str, Target]] = {
    StarletteHTTPException: _from_starlette,
    WerkzeugHTTPException: _from_werkzeug,
    "fastapi.exceptions.RequestValidationError": _from_validation,
}
