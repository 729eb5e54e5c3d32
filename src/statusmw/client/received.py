"""A problem that another server has answered with: of its own class, and yet no answer of this server.

A handler that calls another server and does not catch what that one answers has failed. Its own client must not get
the other server's 401, challenge and all, as if it were meant for it. Therefore what is raised here is an instance of
the problem's class, but no HTTP exception of any framework and nothing that can be sent: to every framework, and to
statusmw's faces, it is an exception like any other, which makes a 500 with nothing of it inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeGuard

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.client.documents import absolute
from statusmw.misfits import misfit
from statusmw.problem import BLANK, ProblemDetails
from statusmw.raisable import Problem, as_declared, declared_problems, made_of
from statusmw.schema_types import members_read
from statusmw.status import reason_phrase
from statusmw.text import plain

_OF_FRAMEWORKS: Final = (StarletteHTTPException, WerkzeugHTTPException)
_FAULT: Final = 500


class Received(Exception):  # noqa: N818 - the problem it is mixed into has the name
    """What every problem is that another server has answered with.

    Attributes:
        response: the response, of whichever library; None in a copy, or if it has been pickled.
        status: its status code.
        type: URI of the problem type, absolute.
        title: what is wrong in general.
        detail: what was wrong this time.
        instance: URI of this occurrence, absolute; None if the document names none.
        members: the extension members of the document.

    ``Policy(mapping={Received: 502})`` answers 502 in place of 500 where a handler does not catch one.
    """

    response: Any = None
    status: int
    type: str
    title: str
    detail: str
    instance: str | None
    members: dict[str, Any]

    def __str__(self) -> str:
        problem: Any = self
        title = problem.title or reason_phrase(problem.status)
        said = f"{problem.status} {plain(title)}" + (f": {plain(problem.said, 1000)}" if problem.said else "")
        return said if problem.type == BLANK else f"{said} ({plain(problem.type)})"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def answer(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse to be sent: this is no answer of this server."""
        del args, kwargs
        raise self

    written = answer

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: value for name, value in vars(self).items() if name not in ("response", "_headers")}
        return _remade, (type(self).__mro__[2], state)


def is_received(error: object) -> TypeGuard[Problem]:
    """Whether *error* is a problem that another server has answered with.

    >>> is_received(Problem(404))
    False
    """
    return isinstance(error, Received)


def own(problem: Problem | Received, headers: Mapping[str, str] | None = None) -> Problem:
    """The same problem as an answer of this server, for a handler that passes it on on purpose.

    Args:
        problem: one that was received.
        headers: fields to send with it; none of the other server's are taken over.

    Returns:
        A new problem of the same class, with the same type, title, detail and members, to return or to raise.
        A status code other than the class's, and `instance`, are not passed on.

    Raises:
        TypeError: *problem* is none.

    >>> own(received_as(ProblemDetails(404, detail="No order 7"), 404, None)).status_code
    404
    """
    if not isinstance(problem, Problem):
        raise misfit("problem", problem, "problem", "what was caught by 'except Problem as problem'")
    received: Any = problem  # it is both at once, which annotations cannot say
    cls: Any = as_declared(type(received))
    said = received.details
    status = {} if hasattr(cls, "status") else {"status": received.status}
    declared = {name: getattr(received, name) for name in cls.extension_members}
    made: Problem = cls(detail=said.detail, title=problem.title, headers=headers, **status, **declared)
    made.members = dict(said.extensions)
    made.type = problem.type
    return made


def received_as(
    details: ProblemDetails, status: int, response: Any, *, base: str = "", among: Iterable[type[Problem]] = ()
) -> Problem:
    """The problem that *details* tell of, as it is raised on the client's side.

    Args:
        details: what the document says.
        status: what the response says, which is what counts; 400 to 599.
        response: the response.
        base: what was asked for; `type` and `instance` are relative to it (RFC 9457, Section 3.1.1).
        among: the classes it may be of; empty: all that are declared.
    """
    kind = BLANK if details.type == BLANK else absolute(details.type, base)
    made = _typed((details.type, kind), details, status, among) or _generic(details, status, kind)
    instance = details.instance and absolute(details.instance, base)
    state = {"instance": instance, "status": status, "status_code": _FAULT, "response": response, "raw_headers": []}
    vars(made).update(state)
    cls: Any = as_declared(type(made))
    made.__class__ = _ordinary(cls)
    return made


def _typed(
    kinds: Iterable[str], details: ProblemDetails, status: int, among: Iterable[type[Problem]]
) -> Problem | None:
    known = among or declared_problems()
    cls: Any = next((cls for cls in known if cls.type != BLANK and cls.type in kinds), None)
    if cls is None:
        return None
    try:
        read = members_read(cls, details.extensions)
        code = {} if hasattr(cls, "status") else {"status": status}
        made: Problem = cls(detail=details.detail, title=details.title, **code, **read)
    except Exception:  # noqa: BLE001 - what another server sends must not make another exception of it
        return None
    made.members = {**details.extensions, **made.members}
    return made


def _generic(details: ProblemDetails, status: int, kind: str) -> Problem:
    made = Problem(status, details.detail, title=details.title)
    # As it was sent: one that is no URI reference is no reason to lose the rest.
    made.type = kind
    made.members = dict(details.extensions)
    return made


@lru_cache(maxsize=1024)
def _ordinary(cls: Any) -> Any:
    """*cls* as an exception like any other: without the bases by which frameworks know their HTTP exceptions."""
    kind = type(cls)
    metaclass = type(kind.__name__, (kind,), {"mro": _without_frameworks})
    about = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__, "code": _FAULT}
    made: Any = metaclass(cls.__name__, (Received, cls), about)
    made_of(cls, made)
    return made


def _without_frameworks(cls: type) -> list[type]:
    own, *order = type.mro(cls)
    return [own, *(each for each in order if issubclass(each, Problem) or not issubclass(each, _OF_FRAMEWORKS))]


def _remade(cls: Any, state: dict[str, Any]) -> Problem:
    made: Any = BaseException.__new__(_ordinary(cls))
    vars(made).update(state)
    problem: Problem = made
    return problem
