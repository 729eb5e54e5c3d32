"""What is wrong with a request, in one shape whoever has found it: FastAPI, Litestar, REST framework, a library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal, Self, get_args

from statusmw.encoding import json_bytes
from statusmw.misfits import check_known, misfit
from statusmw.problem import json_pointer
from statusmw.raisable import Problem

Source = Literal["body", "query", "path", "header", "cookie"]

ILL_FORMED: Final = "The request does not have the form this resource expects"

SOURCES: Final = frozenset(get_args(Source))
NO_CHOICE: Final = "Not a valid choice"
NO_OBJECT: Final = "The object does not exist"
_A_PATH: Final = "one of names and indexes, such as ['items', 0]"
_A_FAULT: Final = "one such as [Fault.at(['age'], 'must be positive')]"
_MARK: Final = "_is_about_form"
_MOST: Final = 100  # a client chooses how many mistakes it makes
_ROOM: Final = 12 * 1024  # bytes of JSON, so that writers find room for it beside other members
_LONGEST_DETAIL: Final = 500
_LONGEST_NAME: Final = 100
_LONGEST_PATH: Final = 300
_DEEPEST: Final = 32

# What pydantic says with a piece of the input in it, said without.
_WITHOUT_INPUT: Final[Mapping[str, str]] = {
    "union_tag_invalid": "The tag is none of those expected",
    "uuid_parsing": "Input should be a valid UUID",
}
MESSAGES: Final = (ILL_FORMED, NO_CHOICE, NO_OBJECT, *_WITHOUT_INPUT.values())
"""Everything that is said here."""

_OF_THE_WHOLE: Final = frozenset({"json_invalid"})
"""What pydantic places at an offset, which is no place in a document."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request; it never holds the value that the client has sent.

    Args:
        detail: what is wrong, for a person to read.
        source: the part of the request it is in.
        pointer: where in the body, as a JSON Pointer in a URI fragment (RFC 6901 section 6).
        parameter: the name of the parameter, where it is not in the body.
        code: a word for programs.

    Raises:
        ValueError: a request has no such part.

    >>> Fault("must be positive", pointer="#/age").as_dict()
    {'detail': 'must be positive', 'in': 'body', 'pointer': '#/age'}
    """

    detail: str
    source: Source = "body"
    pointer: str | None = None
    parameter: str | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        check_known("source: a request has no part", self.source, SOURCES)

    @classmethod
    def at(cls, path: Iterable[object], detail: object, source: Source = "body", code: object = None) -> Self:
        """The fault at *path*, whatever its parts are.

        Args:
            path: names and indexes from the outside in, or one name; what is too long for a pointer is cut behind a
                whole part. Where there are none, no parameter is named.
            detail: what is wrong.
            source: the part of the request.
            code: a word for programs.

        Raises:
            TypeError: *path* is none.
            ValueError: a request has no such part.

        >>> Fault.at(["items", 0, "sku"], "is unknown").pointer
        '#/items/0/sku'
        >>> Fault.at(["page"], "is no number", "query").parameter
        'page'
        """
        if not isinstance(path, Iterable):
            raise misfit("path", path, "list", _A_PATH)
        parts = list(_parts([path] if isinstance(path, (str, bytes)) else path))
        said = str(detail)[:_LONGEST_DETAIL]
        word = None if code is None else str(code)[:_LONGEST_NAME]
        if source == "body":
            return cls(said, source, pointer=json_pointer(parts), code=word)
        return cls(said, source, parameter=".".join(map(str, parts)) or None, code=word)

    def as_dict(self) -> dict[str, str]:
        """The entry of the member `errors`."""
        members = {
            "detail": self.detail,
            "in": self.source,
            "pointer": self.pointer,
            "parameter": self.parameter,
            "code": self.code,
        }
        return {name: value for name, value in members.items() if value is not None}


def _parts(path: Iterable[object]) -> Iterator[str | int]:
    room = _LONGEST_PATH
    for part in islice(path, _DEEPEST):
        if isinstance(part, int) and not isinstance(part, bool) and part >= 0:
            yield part
            continue
        name = str(part)
        room -= len(name)
        if len(name) > _LONGEST_NAME or room < 0:
            return
        yield name


def validation_problem(status: int, faults: Iterable[Fault], detail: str = ILL_FORMED) -> Problem:
    """The problem of a request that does not have the form a resource expects.

    Args:
        status: the status code, 400 or 422; `Policy.validation_status` may make the other of it.
        faults: what is wrong; no more than fit into a problem document are shown.
        detail: all of it in one sentence.

    Raises:
        TypeError: *faults* is no collection of faults.

    >>> validation_problem(422, [Fault.at(["age"], "must be positive")]).members["errors"]
    [{'detail': 'must be positive', 'in': 'body', 'pointer': '#/age'}]
    """
    problem = Problem(status, detail, errors=list(_within_room(faults)))
    vars(problem)[_MARK] = True
    return problem


def with_status(problem: Problem, status: int | None) -> Problem:
    """*problem* with the status code that the policy has for requests of the wrong form, if it is about one.

    >>> with_status(validation_problem(422, []), 400).status_code
    400
    """
    if status in (None, problem.status_code) or _MARK not in vars(problem):
        return problem
    said: Any = problem.details
    made = Problem(status, said.detail, type=problem.type, instance=problem.instance, **said.extensions)
    made.raw_headers[:] = problem.raw_headers
    return made


def _within_room(faults: Iterable[Fault]) -> Iterator[dict[str, str]]:
    if not isinstance(faults, Iterable):
        raise misfit("faults", faults, "list", _A_FAULT)
    room = _ROOM
    for fault in islice(faults, _MOST):
        if not isinstance(fault, Fault):
            raise misfit("faults", fault, "Fault", _A_FAULT)
        entry = {name: value.encode("utf-8", "replace").decode() for name, value in fault.as_dict().items()}
        room -= len(json_bytes(entry))
        if room < 0:
            return
        yield entry


def pydantic_faults(errors: Iterable[Mapping[str, Any]], source: Source | None = None) -> Iterator[Fault]:
    """What pydantic has found.

    Args:
        errors: as ``ValidationError.errors()`` and FastAPI's ``RequestValidationError.errors()`` return them. What
            somebody has raised of their own is told in their words: an entry that is no mapping, or one text.
        source: the part of the request that was read; None: ``loc`` begins with it, as FastAPI has it.

    >>> list(pydantic_faults([{"loc": ("query", "page"), "msg": "Field required", "type": "missing"}]))
    [Fault(detail='Field required', source='query', pointer=None, parameter='page', code='missing')]
    """
    for error in _each(errors):
        if not isinstance(error, Mapping):
            yield Fault(str(error)[:_LONGEST_DETAIL], source or "body")
            continue
        found, path = _place(error.get("loc"), source)
        kind = error.get("type")
        said = _WITHOUT_INPUT.get(str(kind)) or error.get("msg", "")
        yield Fault.at(() if kind in _OF_THE_WHOLE else path, said, found, kind)


def _each(errors: Any) -> Iterable[Any]:
    """The entries of *errors*, which may be whatever somebody has raised instead of a list."""
    if isinstance(errors, Mapping):
        return [errors] if "msg" in errors else [f"{name}: {said}" for name, said in errors.items()]
    if isinstance(errors, (str, bytes)) or not isinstance(errors, Iterable):
        return [] if errors is None else [errors]
    return errors


def _place(loc: Any, source: Source | None) -> tuple[Source, list[object]]:
    """The part of the request, and the way to the place in it, that *loc* tells."""
    if loc is None:
        return source or "body", []
    path: list[Any] = list(loc) if isinstance(loc, Iterable) and not isinstance(loc, (str, bytes)) else [loc]
    if source is not None or not path:
        return source or "body", path
    first: Any = path[0]
    if isinstance(first, str) and first in SOURCES:
        found: Source = first  # type: ignore[assignment]  # that it is one has just been seen
        return found, path[1:]
    return "body", path[1:] or path  # a single part that names no part of the request is a name in it


def jsonschema_fault(error: Any, source: Source = "body") -> Fault:
    """What jsonschema has found; its own words repeat what was sent.

    Args:
        error: a ``jsonschema.ValidationError``.
        source: the part of the request that was read.

    >>> import jsonschema
    >>> broken = next(jsonschema.Draft202012Validator({"items": {"minimum": 10}}).iter_errors([5]))
    >>> jsonschema_fault(broken)
    Fault(detail='Does not meet minimum: 10', source='body', pointer='#/0', parameter=None, code='minimum')
    """
    keyword, wanted = str(error.validator), error.validator_value
    if keyword == "required":
        return Fault.at(error.absolute_path, error.message, source, keyword)  # names what the schema asks for
    shown = f": {wanted}" if isinstance(wanted, (str, int, float)) else ""
    return Fault.at(error.absolute_path, f"Does not meet {keyword}{shown}", source, keyword)


_INDEXED: Final = re.compile(r"\[(\d+)\]")


def dotted(key: str) -> list[str | int]:
    """The parts of a path as msgspec and Litestar write it: ``items[0].sku``.

    >>> dotted("items[0].sku")
    ['items', 0, 'sku']
    """
    spread = _INDEXED.sub(r".\1", key).split(".")
    return [int(part) if part.isdecimal() and part.isascii() else part for part in spread if part]
