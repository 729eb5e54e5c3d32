"""`assert_problem`: a response is the problem it should be, or the test fails with all that differs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, overload

from statusmw.encoding import jsonable
from statusmw.members import REQUIRED
from statusmw.problem import BLANK
from statusmw.raisable import Problem
from statusmw.testing.responses import Received, received

P = TypeVar("P", bound=Problem)

_MEDIA_TYPE: Final = "application/problem+json"
_STANDARD: Final = ("type", "title", "detail", "instance")


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """What is shown as it is, and equals no value of a document."""

    text: str

    def __repr__(self) -> str:
        return self.text


_NOTHING: Final = _Words("nothing")
_OBJECT: Final = _Words("a JSON object")

Differences = list[tuple[str, object, object]]


@overload
def assert_problem(response: object, expected: type[P], /, **members: object) -> P: ...
@overload
def assert_problem(response: object, expected: int, /, **members: object) -> Problem: ...
def assert_problem(response: object, expected: type[Problem] | int, /, **members: object) -> Problem:
    """Assert that *response* is a problem document of the class, or with the status code, that is expected.

    Status code, media type, the members `status` and `type`, and the members that the class declares are looked at.

    Args:
        response: of the test client of any framework, of httpx or requests; or the triple (status code, fields,
            content), the fields as a mapping or as pairs.
        expected: a class below `Problem`, or a status code.
        members: what members of the document have to be, ``title``, ``detail`` and ``instance`` too.

    Returns:
        The problem, read.

    Raises:
        AssertionError: the response is another one; the message shows what differs, and the response.
        TypeError: *response* is none, or *expected* neither a class nor a status code, or the class has no such member.
        ValueError: *expected* is no status code of an error.

    >>> fields = {"Content-Type": "application/problem+json"}
    >>> assert_problem((404, fields, b'{"status": 404, "detail": "No order 7"}'), 404).said
    'No order 7'
    """
    __tracebackhide__ = True
    name = _checked(expected, members)
    answer = received(response)
    document, differences = _document(answer)
    if not differences:
        differences = _differences(expected, answer.status_code, document, members)
    elif answer.status_code != _status_of(expected, answer.status_code):
        differences.insert(0, ("status code", _status_of(expected, 0), answer.status_code))
    if differences:
        raise AssertionError(_told(name, differences, answer))
    return _read(expected, answer, document)


def _checked(expected: Any, members: Mapping[str, object]) -> str:
    """What *expected* is called in a message; refuses what cannot be meant."""
    if isinstance(expected, type) and issubclass(expected, Problem):
        known = [*_STANDARD, *expected.extension_members]
        unknown = [] if expected is Problem else [member for member in members if member not in known]
        for member in unknown:
            near = difflib.get_close_matches(member, known, 1, 0)[0]
            raise TypeError(f"{expected.__name__} has no member {member!r}; did you mean {near!r}?")
        return expected.__name__
    if not isinstance(expected, int) or isinstance(expected, bool):
        raise TypeError(f"expected: {expected!r} is neither a class below Problem nor a status code")
    if not 400 <= expected <= 599:
        raise ValueError(f"expected: a problem has a status code from 400 to 599, not {expected}")
    return f"with status code {int(expected)}"


def _status_of(expected: type[Problem] | int, otherwise: int) -> int:
    return int(expected) if isinstance(expected, int) else getattr(expected, "status", otherwise)


def _document(answer: Received) -> tuple[dict[str, Any], Differences]:
    media_type = answer.value("content-type")
    if media_type.partition(";")[0].strip().lower() != _MEDIA_TYPE:
        return {}, [("media type", _MEDIA_TYPE, media_type or _NOTHING)]
    try:
        read = json.loads(answer.content)
    except ValueError as fault:
        return {}, [("content", _OBJECT, _Words(f"no JSON ({fault})"))]
    if not isinstance(read, dict):
        return {}, [("content", _OBJECT, read)]
    return read, []


def _differences(
    expected: type[Problem] | int, status_code: int, document: Mapping[str, Any], members: Mapping[str, object]
) -> Differences:
    wanted: dict[str, object] = {"status code": _status_of(expected, status_code)}
    found = {**document, "status code": status_code, "type": document.get("type", BLANK)}
    if "status" in document:
        wanted["status"] = status_code
    if not isinstance(expected, int) and expected is not Problem:
        wanted["type"] = expected.type
    wanted |= {name: jsonable(value, argument=name) for name, value in members.items()}
    differing = [(name, value, found.get(name, _NOTHING)) for name, value in wanted.items()]
    return [each for each in differing if each[1] != each[2]] + _absent(expected, {*wanted, *document})


def _absent(expected: type[Problem] | int, present: set[str]) -> Differences:
    if isinstance(expected, int):
        return []
    required = (member.name for member in expected.extension_members.values() if member.default is REQUIRED)
    return [(name, _Words("any value"), _NOTHING) for name in required if name not in present]


def _read(expected: type[Problem] | int, answer: Received, document: dict[str, Any]) -> Problem:
    cls = Problem if isinstance(expected, int) else expected
    return cls.from_mapping({**document, "status": answer.status_code})


def _told(name: str, differences: Differences, answer: Received) -> str:
    lines = [f"  {what}: {wanted!r} expected, {found!r} received" for what, wanted, found in differences]
    said = "\n".join(f"  {line}".rstrip() for line in str(answer).splitlines())
    return "\n".join([f"the response is not the problem {name}", *lines, "", "the response:", "", said])
