"""Schemas as OpenAPI 3.0 has them, which knows less of JSON Schema than 3.1."""

from __future__ import annotations

from typing import Any, Final

_UNKNOWN: Final = frozenset({"$defs", "$schema", "const", "examples", "prefixItems", "patternProperties"})
_BOUNDS: Final = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def for_3_0(schema: Any) -> Any:
    """*schema*, and all inside it, in the words of OpenAPI 3.0.

    Args:
        schema: a schema of JSON Schema 2020-12.

    >>> for_3_0({"anyOf": [{"type": "string"}, {"type": "null"}], "examples": ["a"]})
    {'anyOf': [{'type': 'string'}], 'nullable': True, 'example': 'a'}
    """
    if isinstance(schema, list):
        return [for_3_0(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _inside(key, part) for key, part in _nullable(schema).items() if key not in _UNKNOWN}
    if "const" in schema:
        made["enum"] = [schema["const"]]
    if schema.get("examples"):
        made["example"] = schema["examples"][0]
    return _with_bounds(made)


def _inside(key: str, part: Any) -> Any:
    if key == "properties":
        return {name: for_3_0(schema) for name, schema in part.items()}
    return part if key in ("default", "enum", "example") else for_3_0(part)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """*schema* with a word for what may be null, which is no type here."""
    if schema.get("type") == "null":
        return {**schema, "type": "object", "nullable": True}
    kinds = schema.get("anyOf", [])
    named = [one for one in kinds if one != {"type": "null"}]
    return {**schema, "anyOf": named, "nullable": True} if named != kinds else schema


def _with_bounds(schema: dict[str, Any]) -> dict[str, Any]:
    for exclusive, bound in _BOUNDS.items():
        if isinstance(schema.get(exclusive), int | float) and not isinstance(schema.get(exclusive), bool):
            schema |= {bound: schema[exclusive], exclusive: True}
    return schema
