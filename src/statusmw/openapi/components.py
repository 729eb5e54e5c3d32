"""The schemas among a document's components: one name stands for one thing, whoever has written it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Any, Final

from statusmw.openapi.dialect import for_3_0
from statusmw.openapi.responses import REFERENCE, problem_schema
from statusmw.raisable import Problem

_ABOUT: Final = frozenset({"default", "description", "example", "examples", "pattern", "title"})
_DECIMAL: Final = ("format", "decimal")


class Components:
    """The schemas of *document*, to which those of problems and contents are added.

    Args:
        document: an OpenAPI document. What it has under a name stays; what is something else gets another name.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._names: dict[type[Problem], str] = {}

    @property
    def schemas(self) -> dict[str, Any]:
        """All there are, by name."""
        components = self._document.setdefault("components", {})
        schemas: dict[str, Any] = components.setdefault("schemas", {})
        return schemas

    def name_of(self, cls: type[Problem]) -> str:
        """The name under which the schema of *cls* stands from now on."""
        if cls not in self._names:
            full = f"{cls.__module__}.{cls.__qualname__}".replace("<locals>", "")
            candidates = chain([cls.__name__, full], (f"{full}.{number}" for number in count(2)))
            self._names[cls] = name = next(name for name in candidates if name not in self.schemas)
            self.schemas[name] = None  # no type of a member's may have the name in the meantime
            self.schemas[name] = self._placed(problem_schema(cls, name), name)
        return self._names[cls]

    def of_content(self, content: Any) -> dict[str, Any]:
        """The schema of the type *content*; what it refers to stands among the others."""
        from pydantic import TypeAdapter  # noqa: PLC0415 - an extra

        try:
            schema = TypeAdapter(content).json_schema(ref_template=REFERENCE, mode="serialization")
        except Exception:  # noqa: BLE001 - whatever is no type for pydantic is any content
            return {}
        return self._placed(schema)

    def _placed(self, schema: dict[str, Any], owner: str = "") -> dict[str, Any]:
        """*schema* as the document has it, without its ``$defs``, which stand among the others."""
        definitions: dict[str, Any] = schema.pop("$defs", {})
        renamings = _renamings(self._others(definitions), owner)
        names = next(names for names in renamings if not self._is_taken(definitions, names))
        for key, part in definitions.items():
            self.schemas.setdefault(names.get(key, key), self._told(part, names))
        made: dict[str, Any] = self._told(schema, names)
        return made

    def _is_taken(self, definitions: Mapping[str, Any], names: Mapping[str, str]) -> bool:
        return any(self._is_other(name, self._told(definitions[key], names)) for key, name in names.items())

    def _others(self, definitions: Mapping[str, Any]) -> set[str]:
        """Those of *definitions* whose names stand for something else, by themselves or by what they refer to."""
        others: set[str] = set()
        while True:
            moved = dict.fromkeys(others, "")
            found = {key for key, part in definitions.items() if self._is_other(key, self._told(part, moved))}
            if found <= others:
                return others
            others |= found

    def _is_other(self, name: str, part: Any) -> bool:
        return name in self.schemas and _gist(part) != _gist(self._in_dialect(self.schemas[name]))

    def _told(self, schema: Any, names: Mapping[str, str]) -> Any:
        """*schema* in the document's dialect, with the new *names* in its references."""
        references = {REFERENCE.format(model=old): REFERENCE.format(model=new) for old, new in names.items()}
        return self._in_dialect(_referring(schema, references))

    def _in_dialect(self, schema: Any) -> Any:
        return for_3_0(schema) if str(self._document.get("openapi")).startswith("3.0") else schema


def _renamings(keys: set[str], owner: str) -> Iterator[dict[str, str]]:
    """New names for *keys*: those of one *owner* first, which stay when other operations come and go."""
    of_owner = [{key: f"{owner}.{key}" for key in keys}] if owner else []
    return chain(of_owner, ({key: f"{key}.{number}" for key in keys} for number in count(2)))


def _referring(value: Any, references: Mapping[str, str]) -> Any:
    # A discriminator's mapping has references too, under keys of its own.
    if isinstance(value, dict):
        return {key: _referring(part, references) for key, part in value.items()}
    if isinstance(value, list):
        return [_referring(part, references) for part in value]
    return references.get(value, value) if isinstance(value, str) else value


def _gist(schema: Any) -> Any:
    """What tells the type of *schema* from others; on the rest of what they write for one class frameworks differ."""
    if isinstance(schema, list):
        return [_gist(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _gist(part) for key, part in schema.items() if key not in _ABOUT and (key, part) != _DECIMAL}
    made |= {"properties": {name: _gist(part) for name, part in schema.get("properties", {}).items()}}
    return made | {"required": sorted(schema.get("required", ())), "anyOf": made.pop("oneOf", made.get("anyOf"))}
