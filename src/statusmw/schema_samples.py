"""The simplest value that fits a JSON Schema: what stands in an example where nobody has given one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Final

Schema = Mapping[str, Any]

_DEEPEST: Final = 8
_STRINGS: Final = {
    "date": "2030-01-31",
    "date-time": "2030-01-31T12:00:00Z",
    "decimal": "1.00",
    "duration": "PT1M30S",
    "email": "ann@example.com",
    "ipv4": "192.0.2.7",
    "ipv6": "2001:db8::7",
    "time": "12:00:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
}
_CANDIDATES: Final = ("string", "1", "1.00", "A", "a-1", "A1", "2030-01-31")
_GIVEN: Final = ("examples", "enum")


def sample(schema: Schema, definitions: Schema, depth: int = 0) -> Any:
    """A value for *schema*: what it gives itself, else the simplest.

    Args:
        schema: as pydantic makes them.
        definitions: what it refers to, by the last part of the reference.
        depth: how many schemas this one is in; a type that contains itself has to end somewhere.

    Returns:
        A JSON value. One for a pattern is guessed, and may not fit.

    >>> sample({"type": "array", "items": {"type": "string", "format": "date"}}, {})
    ['2030-01-31']
    """
    if "$ref" in schema:
        return sample(definitions[schema["$ref"].rpartition("/")[2]], definitions, depth + 1)
    for key in ("const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    for key in _GIVEN:
        if schema.get(key):
            return schema[key][0]
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        # The first that says something, unless it would never end.
        return sample(branches[0 if depth < _DEEPEST else -1], definitions, depth + 1)
    make = _BY_TYPE.get(schema.get("type", ""))
    return None if make is None else make(schema, definitions, depth)


def _string(schema: Schema, definitions: Schema, depth: int) -> str:
    del definitions, depth
    pattern, least, most = schema.get("pattern", ""), schema.get("minLength", 0), schema.get("maxLength")
    known = (_STRINGS.get(schema.get("format", "")), *_CANDIDATES)
    fitted = [(text * (least // len(text) + (least > len(text))) or text)[:most] for text in known if text]
    return next((text for text in fitted if re.search(pattern, text)), fitted[0])


def _integer(schema: Schema, definitions: Schema, depth: int) -> int:
    del definitions, depth
    step = schema.get("multipleOf", 1)
    least = schema.get("minimum", schema.get("exclusiveMinimum", -step) + step)
    most = schema.get("maximum", schema.get("exclusiveMaximum", inf) - step)
    nearest: int = -(-least // step) * step
    return nearest if nearest <= most else most // step * step


def _array(schema: Schema, definitions: Schema, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [sample(item, definitions, depth + 1) for item in schema["prefixItems"]]
    if depth >= _DEEPEST:
        return []
    return [sample(schema.get("items", {}), definitions, depth + 1)] * max(1, schema.get("minItems", 1))


def _object(schema: Schema, definitions: Schema, depth: int) -> dict[str, Any]:
    members = schema.get("properties", {})
    return {name: sample(member, definitions, depth + 1) for name, member in members.items()}


_BY_TYPE: Final[dict[str, Callable[[Schema, Schema, int], Any]]] = {
    "string": _string,
    "integer": _integer,
    "number": lambda *given: float(_integer(*given)),
    "boolean": lambda *_: True,
    "array": _array,
    "object": _object,
}
