"""The extension members that a problem class declares: annotations become keyword arguments (RFC 9457, Section 3.2)."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, dataclass_transform

REQUIRED: Final = object()

Made = tuple[bool, str | None, Mapping[str, Any]]
"""What a problem was made with: whether its template was filled in, its attribute `detail`, its declared members."""

_CLASS_VARIABLE: Final = re.compile(r"(\w+\.)?ClassVar\b")


def argument(*, default: Any, alias: str = "", kw_only: bool = True) -> Any:
    """*default*; the rest tells type checkers what the constructor of each class takes besides its members."""
    del alias, kw_only
    return default


@dataclass_transform(kw_only_default=True, field_specifiers=(argument,))
class Declaring:
    """Tells type checkers that what a subclass annotates becomes a keyword argument."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One declared extension member.

    Args:
        name: its name, in Python and in the document.
        default: what it is if not given; `REQUIRED` where it has to be given.
        annotation: its type as written in the class.
    """

    name: str
    default: object
    annotation: object


def declared_members(cls: type, inherited: Mapping[str, Member], taken: Collection[str]) -> dict[str, Member]:
    """The extension members of the class *cls*: the inherited ones, then its own annotations.

    Args:
        cls: the class being made.
        inherited: the members of its base.
        taken: names that mean something else already.

    Raises:
        TypeError: an annotation shadows a name in *taken*, or a default is a list, dict or set.
    """
    members = dict(inherited)
    for name, annotation in inspect.get_annotations(cls).items():
        if name.startswith("_") or _is_class_variable(annotation):
            continue
        if name in taken:
            raise TypeError(
                f"{cls.__name__}.{name}: a problem has {name!r} already; give the extension member another name, "
                f"or, if you mean the class's own {name}, write it without an annotation"
            )
        default = vars(cls).get(name, REQUIRED)
        if isinstance(default, list | dict | set):
            raise TypeError(
                f"{cls.__name__}.{name}: all instances would share one {type(default).__name__}; use a tuple"
            )
        members[name] = Member(name, default, annotation)
    return members


def _is_class_variable(annotation: object) -> bool:
    if isinstance(annotation, str):
        return _CLASS_VARIABLE.match(annotation) is not None
    return annotation is ClassVar or typing.get_origin(annotation) is ClassVar


class _Named(dict[str, Any]):
    """Notes each name that a template looks up."""

    def __missing__(self, name: str) -> _Anything:
        return self.setdefault(name, _Anything())  # type: ignore[no-any-return]  # that is what it is set to


class _Anything:
    """A value with every attribute and item, which takes every format."""

    def __getattr__(self, name: str) -> _Anything:
        return self

    def __getitem__(self, key: object) -> _Anything:
        return self

    def __format__(self, form: str) -> str:
        return "1"  # in the format of a text it may stand for a fill, a width, a precision


def check_template(owner: str, template: str, members: Collection[str]) -> None:
    """Make sure that the `detail` of a class names only members the class has, and can be filled with them.

    Raises:
        TypeError: it names another, or is no template that any values fit.
    """
    named = _Named()
    try:
        template.format_map(named)
    except ValueError as error:
        raise TypeError(
            f"{owner}.detail: {error}; write {{{{ and }}}} for braces that stand for themselves, "
            "{name} for an extension member"
        ) from None
    unknown = sorted(named.keys() - members)
    if unknown:
        raise TypeError(
            f"{owner}.detail names {', '.join(unknown)}; declare it as an extension member: {unknown[0]}: str"
        )


def bound_members(owner: str, members: Mapping[str, Member], given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each of *members*, from *given* or its default, in the order of declaration.

    Args:
        owner: the class's name, for the message.
        members: what the class declares.
        given: keyword arguments.

    Raises:
        TypeError: a required member is missing, or one is given that the class does not declare.
    """
    missing = [name for name, member in members.items() if name not in given and member.default is REQUIRED]
    unknown = [name for name in given if name not in members]
    if missing:
        instead = f", not {', '.join(unknown)}" if unknown else ""
        raise TypeError(f"{owner}() needs the extension member {', '.join(missing)}{instead}; give it by keyword")
    if unknown:
        known = ", ".join(members) or "none"
        raise TypeError(f"{owner}() declares no extension member {', '.join(unknown)}; it has: {known}")
    return {name: given.get(name, member.default) for name, member in members.items()}


def since_made(problem: Any, made: Made, template: str) -> tuple[bool, str, Mapping[str, Any]]:
    """What *problem* says by now, as its attributes may have been assigned anew.

    Args:
        problem: has attributes by the names of the members, `detail`, and what was said and given at first.
        made: what it was made with.
        template: what is filled in again where a member is another one.

    Returns:
        Whether the template is filled in; the detail; and the members.
    """
    is_filled, shown, declared = made
    said, members, now = problem.said, problem.members, vars(problem)
    # By identity: whoever has changed what is in `members` has left the attribute alone.
    since = {name: now[name] for name, value in declared.items() if now.get(name, value) is not value}
    if since:
        members = {**members, **since}
    if shown is not None and problem.detail is not shown:
        return False, _exact(problem.detail), members
    return is_filled, _filled(template, members, said) if since and is_filled else said, members


def _exact(detail: Any) -> str:
    return str.__str__(detail) if issubclass(type(detail), str) else ""


def _filled(template: str, members: Mapping[str, Any], said: str) -> str:
    try:
        return template.format_map(members)
    except (Exception, SystemExit):  # noqa: BLE001 - what was assigned must not cost the answer
        return said
