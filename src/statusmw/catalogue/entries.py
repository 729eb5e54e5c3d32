"""What there is to tell of each problem type: gathered from its class and from the facts of its status code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from statusmw.raisable import Problem, as_declared, declared_problems
from statusmw.schema import description_of, example_of, schema_of, title_of
from statusmw.schema_classes import problem_classes
from statusmw.status import CLASSES, STATUS_CODES

INDEX, SCHEMA = RESERVED_NAMES = ("index.json", "schema.json")
"""Where the catalogue has documents of its own: an index, and that of each type; the schema of each."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class MemberTold:
    """One extension member, in words.

    Args:
        name: its name.
        kind: what it holds.
        description: what it means; empty if nobody has said so.
    """

    name: str
    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem type, as its page and its JSON tell it.

    Args:
        name: what its type adds to the base, as in the URI.
        type: its type.
        title: its title.
        status: its status code; None if its instances differ.
        description: what it means, in paragraphs.
        advice: what a client should do, in paragraphs.
        schema: the JSON Schema of its documents.
        example: one of them.
        members: its extension members, and those of the objects they hold: by the object's name, which is empty for
            the document itself.
    """

    name: str
    type: str
    title: str
    status: int | None
    description: tuple[str, ...]
    advice: tuple[str, ...]
    schema: dict[str, Any] = field(repr=False)
    example: dict[str, Any] = field(repr=False)
    members: tuple[tuple[str, tuple[MemberTold, ...]], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """All of it, for programs."""
        advice = "\n\n".join(self.advice)
        return {**self.listed(), "advice": advice, "schema": self.schema, "example": self.example}

    def listed(self) -> dict[str, Any]:
        """What an index says of it, for programs."""
        description = "\n\n".join(self.description)
        return {"type": self.type, "title": self.title, "status": self.status, "description": description}


def entry_of(problem: type[Problem], base: str) -> Entry:
    """What there is to tell of *problem*.

    Args:
        problem: a class whose type is below *base*.
        base: the base, with its slash.

    Raises:
        TypeError: as `statusmw.schema.schema_of`.
        ValueError: as `statusmw.schema.example_of`.
    """
    schema = {"$schema": _DIALECT, "$id": f"{problem.type}/{SCHEMA}"} | schema_of(problem)
    status = getattr(problem, "status", None)
    return Entry(
        name=problem.type.removeprefix(base),
        type=problem.type,
        title=title_of(problem) or problem.__name__,
        status=status,
        description=_paragraphs(description_of(problem)) or _meaning(status),
        advice=_paragraphs(_own(problem, "advice")) or _advice(status),
        schema=schema,
        example=example_of(problem),
        members=_members(schema, tuple(problem.extension_members)),
    )


def _own(problem: type[Problem], name: str) -> str:
    text = "" if name in problem.extension_members else getattr(problem, name, "")
    return text if isinstance(text, str) else ""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _meaning(status: int | None) -> tuple[str, ...]:
    known = STATUS_CODES.get(status or 0)
    return (known.meaning,) if known else ()


def _advice(status: int | None) -> tuple[str, ...]:
    known = STATUS_CODES.get(status or 0)
    of_class = CLASSES["5xx" if (status or 400) >= 500 else "4xx"].client
    return (of_class, f"Send the same request again? {known.retry}") if known else (of_class,)


def _members(schema: dict[str, Any], own: tuple[str, ...]) -> tuple[tuple[str, tuple[MemberTold, ...]], ...]:
    definitions = schema.get("$defs", {})
    objects = {"": {name: schema["properties"][name] for name in own}}
    objects |= {name: inner.get("properties", {}) for name, inner in definitions.items()}
    return tuple((name, _told(members, definitions)) for name, members in objects.items() if members)


def _told(members: dict[str, Any], definitions: dict[str, Any]) -> tuple[MemberTold, ...]:
    told = ((name, kind_of(inner, definitions), inner.get("description", "")) for name, inner in members.items())
    return tuple(MemberTold(*each) for each in told)


def kind_of(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What a schema stands for, in a few words.

    >>> kind_of({"type": "array", "items": {"type": "string", "format": "uuid"}}, {})
    'array of string (uuid)'
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        values = definitions[name].get("enum")
        return kind_of({"enum": values}, {}) if values else name
    if "enum" in schema or "const" in schema:
        return "one of " + ", ".join(map(str, schema.get("enum") or [schema["const"]]))
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches:
        return " or ".join(dict.fromkeys(kind_of(branch, definitions) for branch in branches))
    kind = str(schema.get("type", "any value"))
    if "items" in schema:
        kind += f" of {kind_of(schema['items'], definitions)}"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def checked_problems(problems: Iterable[Any], base: str) -> tuple[type[Problem], ...]:
    """The classes of *problems*, once it is seen that each has a page of its own below *base*.

    Raises:
        TypeError: *problems* is no collection, or one is no problem class.
        ValueError: the type of one is not below *base* or where a schema or an index is, or two have the same.
    """
    checked: dict[str, type[Problem]] = {}
    for cls in problem_classes(problems):
        if not _is_below(cls.type, base):
            raise ValueError(
                f"problems: the type of {cls.__name__}, {cls.type!r}, is not below the base {base!r}; "
                f"give it one such as {base}out-of-stock, or leave the class out"
            )
        if cls.type in checked:
            both = f"{checked[cls.type].__name__} and {cls.__name__}"
            raise ValueError(f"problems: {both} have the same type, {cls.type!r}; leave one of them out")
        checked[cls.type] = as_declared(_own_path(cls))
    return tuple(checked.values())


def declared_below(base: str) -> tuple[type[Problem], ...]:
    """All problem classes there are whose type is below *base*; of two with the same type the last one.

    Raises:
        ValueError: the type of one is where a schema or an index is.
    """
    found: dict[str, type[Problem]] = {}
    for cls in declared_problems():
        if _is_below(cls.type, base):
            found.setdefault(cls.type, _own_path(cls))
    return tuple(found.values())


def _own_path(cls: type[Problem]) -> type[Problem]:
    """*cls*, once it is seen that its page hides nothing else."""
    last = unquote(cls.type).rpartition("/")[2]
    if last in RESERVED_NAMES:
        raise ValueError(
            f"problems: the type of {cls.__name__}, {cls.type!r}, ends with {last}, where the catalogue has a document "
            f"of its own; give the class another type, such as {cls.type.removesuffix('.json')}"
        )
    return cls


def _is_below(type_uri: str, base: str) -> bool:
    name = type_uri.removeprefix(base) if type_uri.startswith(base) else ""
    segments = unquote(name).split("/")
    # A fragment or a query never arrives where the page is, and a client resolves dots before it asks.
    return name != "" and not {"", ".", ".."} & set(segments) and not {"#", "?"} & set(name)


def ordered(entries: Sequence[Entry]) -> list[Entry]:
    """*entries* as an index lists them: by status code, then by title."""
    return sorted(entries, key=lambda entry: (entry.status or 0, entry.title, entry.name))
