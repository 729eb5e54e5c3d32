"""Which rules are about which status code."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from generating.text import listed
from statusmw.rule import Rule
from statusmw.rules import CATALOGUE
from statusmw.status import CLASSES, REGISTERED
from statusmw.status.classes import StatusClass

_MOST: Final = 50


@cache
def classes_of(rule: Rule) -> tuple[StatusClass, ...]:
    """The classes that *rule* is about as such, not about some of their codes."""
    return tuple(each for each in CLASSES.values() if _covers(rule, each))


def _covers(rule: Rule, each: StatusClass) -> bool:
    covered = set(rule.status_codes) & set(range(each.first, each.last + 1))
    return len(covered) > _MOST and not covered.isdisjoint(REGISTERED)


@cache
def codes_of(rule: Rule) -> tuple[int, ...]:
    """The registered status codes that *rule* names, those of its classes left out."""
    classes = classes_of(rule)
    return tuple(
        code
        for code in REGISTERED
        if code in rule.status_codes and not any(each.first <= code <= each.last for each in classes)
    )


def rules_about_class(each: StatusClass) -> list[Rule]:
    """The rules about the codes of a class as such."""
    return [rule for rule in CATALOGUE if each in classes_of(rule)]


def rules_about(code: int) -> list[Rule]:
    """The rules that name a registered status code, those about its class left out."""
    return [rule for rule in CATALOGUE if code in codes_of(rule)]


def rules_about_any() -> list[Rule]:
    """The rules for which the status code makes no difference."""
    return [rule for rule in CATALOGUE if not rule.status_codes]


def rules_about_unregistered() -> list[Rule]:
    """The rules about status codes that are not registered."""
    return [rule for rule in CATALOGUE if rule.status_codes and REGISTERED.keys().isdisjoint(rule.status_codes)]


def links(rules: Iterable[Rule], each: StatusClass | None = None) -> str:
    """Links to *rules*, each with the codes of the class that it leaves out; a dash for none."""
    return ", ".join(f"[{rule.id}](rules/{rule.id}.md){_but(rule, each)}" for rule in rules) or "-"


def _but(rule: Rule, each: StatusClass | None) -> str:
    if each is None:
        return ""
    out = [str(code) for code in REGISTERED if each.first <= code <= each.last and code not in rule.status_codes]
    return f" (not {listed(out)})" if out else ""
