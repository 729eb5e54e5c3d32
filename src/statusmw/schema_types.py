"""The types of a problem's members, read by pydantic: what their JSON Schema is, and which values they take."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from statusmw.raisable import Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Empty(str):
    """The text of an empty XML element, which may have been null, an empty array or an empty object as well."""

    __slots__ = ()


_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})


def members_read(problem: type[Problem], members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that *problem* declares, as values of the types that it annotates.

    Args:
        problem: `Problem` or a subclass.
        members: decoded JSON, or text out of XML, by name.

    Returns:
        The members that *problem* declares and whose values fit; one with an annotation that cannot be read takes any.

    Raises:
        ImportError: pydantic is not installed.

    >>> class OutOfStock(Problem):
    ...     status = 409
    ...     left: int
    ...     skus: frozenset[str]
    >>> members_read(OutOfStock, {"skus": ["a-1"], "left": "many", "by": "Ann"})
    {'skus': frozenset({'a-1'})}
    """
    declared = (name for name in members if name in problem.extension_members)
    read = {name: _fitting(problem, name, members[name]) for name in declared}
    return {name: values[0] for name, values in read.items() if values}


def _fitting(problem: Any, name: str, value: Any) -> list[Any]:
    """What *value* is in the type of the member; nothing if it does not fit."""
    try:
        adapter = _adapter(problem, name)
    except TypeError:
        return [value]
    fitting = []
    for candidate in _EMPTY if isinstance(value, Empty) else (value,):
        with suppress(ValueError):  # pydantic's ValidationError is one
            fitting.append(adapter.validate_python(candidate))
    return fitting


def schemas(problem: type[Problem], ref_template: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of each member of *problem*, and what they refer to.

    Args:
        problem: `Problem` or a subclass.
        ref_template: how they refer to it, with ``{model}`` for the name.

    Returns:
        Schemas by the member's name, and definitions by theirs.

    Raises:
        TypeError: the annotation of a member cannot be read, or has no JSON Schema.
        ImportError: pydantic is not installed.
    """
    import pydantic  # noqa: PLC0415 - an extra
    from pydantic.json_schema import GenerateJsonSchema  # noqa: PLC0415 - an extra

    class OfMembers(GenerateJsonSchema):
        """Without titles that only repeat a member's name; and a decimal number is no text like any other."""

        def decimal_schema(self, schema: Any) -> Any:
            del schema
            return {"type": "string", "format": "decimal"}

        def field_title_should_be_set(self, schema: Any) -> bool:
            del schema
            return False

    asked: Any = [(name, "serialization", adapter) for name, adapter in adapters(problem).items()]
    try:
        made, whole = pydantic.TypeAdapter.json_schemas(asked, ref_template=ref_template, schema_generator=OfMembers)
    except pydantic.errors.PydanticUserError as error:
        raise _unreadable(problem.__name__, error) from None
    return {str(name): schema for (name, _), schema in made.items()}, dict(whole.get("$defs", {}))


def adapters(problem: type[Problem]) -> dict[str, TypeAdapter[Any]]:
    """What reads the values of each member of *problem*, by name.

    Raises:
        TypeError: the annotation of a member cannot be read.
        ImportError: pydantic is not installed.
    """
    known: Any = problem
    return {name: _adapter(known, name) for name in problem.extension_members}


@lru_cache(maxsize=1024)
def _adapter(problem: type[Problem], name: str) -> TypeAdapter[Any]:
    try:
        import pydantic  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ImportError(f"{error}: the types of members are read by pydantic; pip install pydantic") from error

    try:
        return pydantic.TypeAdapter(_resolved(problem, name))
    except (pydantic.errors.PydanticUserError, NameError, AttributeError) as error:
        raise _unreadable(f"{problem.__name__}.{name}", error) from None


def _unreadable(what: str, error: Exception) -> TypeError:
    said = str(error).partition("\n")[0]
    return TypeError(f"{what}: {said}; annotate members with types of JSON, of a module, or that pydantic knows")


def _resolved(problem: type[Problem], name: str) -> Any:
    """The annotation of a member as a type: where evaluation is postponed it is text."""
    owner = next(cls for cls in problem.__mro__ if name in vars(cls).get("__annotations__", {}))
    holder = type("Member", (), {"__annotations__": {name: problem.extension_members[name].annotation}})
    names = vars(sys.modules[owner.__module__]) if owner.__module__ in sys.modules else {}
    return get_type_hints(holder, {**names}, {**vars(owner)}, include_extras=True)[name]
