"""What a problem class promises its clients: the JSON Schema of its documents, and an example of one.

The annotations of a class are read by pydantic, which therefore has to be there: it comes with the extras ``client``,
``catalogue`` and ``fastapi``. A class can give an example of its members itself, as a mapping without annotation:
``example = {"sku": "a-1", "left": 0}``; or a member can: ``sku: Annotated[str, Field(examples=["a-1"])]``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from inspect import cleandoc
from typing import Any, Final

from statusmw.encoding import jsonable
from statusmw.members import REQUIRED
from statusmw.misfits import misfit
from statusmw.problem import BLANK
from statusmw.raisable import Problem
from statusmw.schema_classes import is_problem_class
from statusmw.schema_samples import sample
from statusmw.schema_types import adapters, schemas
from statusmw.status import reason_phrase
from statusmw.text import plain, suggestion

_REFERENCE: Final = {"type": "string", "format": "uri-reference"}
_SECTIONS: Final = re.compile(r"^(?:Args|Attributes|Examples?|Note|Raises|Returns|See Also):\s*$|^>>> ", re.MULTILINE)


def schema_of(problem: type[Problem], *, ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """The JSON Schema (2020-12, as in OpenAPI 3.1) of the documents that instances of *problem* are.

    Args:
        problem: `Problem` or a subclass.
        ref_template: how members refer to types of their own, such as pydantic models; what they refer to stands in
            ``$defs``, wherever that is put afterwards.

    Returns:
        A new schema of an object. Members it does not name may come as well (RFC 9457, Section 3.2).

    Raises:
        TypeError: *problem* is no such class, or the annotation of a member cannot be read or has no JSON Schema.
        ImportError: pydantic is not installed.

    >>> class OutOfStock(Problem):
    ...     status = 409
    ...     title = "Out of stock"
    ...     left: int
    >>> schema_of(OutOfStock)["properties"]["left"], schema_of(OutOfStock)["required"]
    ({'type': 'integer'}, ['title', 'status', 'left'])
    """
    members, definitions = schemas(_checked(problem), ref_template)
    about = {"title": title_of(problem), "description": description_of(problem)}
    schema: dict[str, Any] = {key: text for key, text in about.items() if text}
    schema |= {"type": "object", "properties": _standard(problem) | members}
    schema["required"] = [*([] if problem.type == BLANK else ["type"]), "title", "status", *members]
    return schema | ({"$defs": definitions} if definitions else {})


def _standard(problem: type[Problem]) -> dict[str, Any]:
    """The members that RFC 9457 defines, as *problem* fills them."""
    status = {"const": problem.status} if hasattr(problem, "status") else {"minimum": 400, "maximum": 599}
    title = title_of(problem)
    return {
        "type": _REFERENCE | ({"default": BLANK} if problem.type == BLANK else {"const": problem.type}),
        "title": {"type": "string"} | ({"examples": [title]} if title else {}),
        "status": {"type": "integer", **status},
        "detail": {"type": "string"},
        "instance": dict(_REFERENCE),
    }


def example_of(problem: type[Problem]) -> dict[str, Any]:
    """A document as an instance of *problem* might be.

    Args:
        problem: `Problem` or a subclass.

    Returns:
        A new document of plain JSON values. Its members are those of the class's `example`, else the examples,
        defaults and simplest values of its schema.

    Raises:
        TypeError: as `schema_of`; or what the class gives as its example is no mapping.
        ValueError: what the class gives as its example does not fit its annotations or names no member, or none can be
            made of them.
        ImportError: pydantic is not installed.

    >>> class OutOfStock(Problem):
    ...     status = 409
    ...     title = "Out of stock"
    ...     detail = "Only {left} left"
    ...     left: int
    ...     example = {"left": 3}
    >>> example_of(OutOfStock)
    {'title': 'Out of stock', 'status': 409, 'detail': 'Only 3 left', 'left': 3}
    """
    members, definitions = schemas(_checked(problem), "#/$defs/{model}")
    given = _given(problem)
    values = {name: given[name] if name in given else sample(schema, definitions) for name, schema in members.items()}
    fitting = {name: _fitting(problem, name, value) for name, value in values.items()}
    status = getattr(problem, "status", 400)
    document: dict[str, Any] = {
        "type": None if problem.type == BLANK else problem.type,
        "title": problem.title or reason_phrase(status) or "Error",
        "status": status,
        "detail": problem.detail.format_map(fitting) or None,
        "instance": problem.instance,
    }
    plain: Any = jsonable(fitting, argument=f"the example of {problem.__name__}")
    return {**{name: value for name, value in document.items() if value is not None}, **plain}


def _given(problem: type[Problem]) -> dict[str, Any]:
    """What *problem* says about its members itself: their defaults, and what it has as an example."""
    declared = problem.extension_members
    defaults = {name: member.default for name, member in declared.items() if member.default not in (REQUIRED, None)}
    return defaults | ({} if "example" in declared else _example(problem))


def _example(problem: type[Problem]) -> dict[str, Any]:
    given, what = getattr(problem, "example", {}), f"{problem.__name__}.example"
    if not isinstance(given, Mapping):
        raise misfit(what, given, "mapping", "the members by name: example = {'sku': 'a-1'}")
    known = problem.extension_members
    for name in given:
        if name not in known:
            remedy = suggestion(str(name), known) if known else "annotate it: the class has none"
            raise ValueError(f"{what}: there is no member '{plain(name, 60)}'; {remedy}")
    return dict(given)


def _fitting(problem: type[Problem], name: str, value: Any) -> Any:
    from pydantic import ValidationError  # noqa: PLC0415 - an extra

    try:
        return adapters(problem)[name].validate_python(value)
    except ValidationError as error:
        said = error.errors()[0]["msg"]
        remedy = f"write example = {{{name!r}: ...}} into the class, with a value that does"
        raise ValueError(
            f"{problem.__name__}.{name}: as an example, {value!r} does not fit: {said}; {remedy}"
        ) from None


def title_of(problem: type[Problem]) -> str:
    """The title that instances of *problem* have; empty if that depends on a status code they are given."""
    return problem.title or reason_phrase(getattr(problem, "status", 0))


def description_of(problem: type[Problem]) -> str:
    """What the docstring of *problem* says, up to the first list of arguments or example; empty if it has none."""
    classes = problem.__mro__[: problem.__mro__.index(Problem)]
    said = next((cls.__doc__ for cls in classes if cls.__doc__ and issubclass(cls, Problem)), "")
    return _SECTIONS.split(cleandoc(said), maxsplit=1)[0].strip()


def _checked(problem: Any) -> type[Problem]:
    if is_problem_class(problem):
        return problem
    raise TypeError(f"problem must be Problem or a subclass of it, not {problem!r}; give the class, no instance")
