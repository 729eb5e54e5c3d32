"""Which rules a shape leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from statusmw.engine.memory import Memory
from statusmw.engine.names import Names
from statusmw.rule import EVERY_FIELD, Rule

CONTENT: Final = 1
UNKNOWN: Final = None
Presence = int | None
"""Whether there is content: `CONTENT`, `UNKNOWN`, or 0 for none."""

_MOST: Final = 4096


class Plan:
    """What is left to look at once the shape is known.

    Args:
        rules: those that are open.

    Attributes:
        broken: whether the shape alone is a fault.
        reads: the rules that read content.
        checks: the rules that an exchange has to be made for.
        values: the rules about single values, those with a `check` behind a `valid` included.
    """

    __slots__ = ("broken", "checks", "reads", "values")

    def __init__(self, rules: Sequence[Rule]) -> None:
        settled = [rule for rule in rules if not rule.needs_request]
        self.broken = any(not rule.judged for rule in settled if not rule.reads)
        self.reads = tuple(rule for rule in rules if rule.reads)
        self.checks = tuple(rule for rule in rules if _is_checked(rule))
        self.values = tuple(rule for rule in settled if rule.valid or rule.fits)


def _is_checked(rule: Rule) -> bool:
    """Whether an exchange has to be made for the rule: not where a value that raises no doubt settles it."""
    return rule.needs_request or (rule.check is not None and rule.valid is None and not rule.reads)


class Plans(Memory[tuple[int, int, int, Presence], Plan]):
    """The plan for each shape.

    Args:
        rules: all rules.
        names: knows the bits of the fields.

    Attributes:
        methods: each method that a rule names, and its number.
    """

    def __init__(self, rules: tuple[Rule, ...], names: Names) -> None:
        super().__init__(_MOST)
        self._rules = tuple(rule for rule in rules if not _is_settled_before(rule))
        self._names = names
        self.methods = _numbered(m for rule in rules for m in (*rule.methods, *rule.except_methods))

    def of(self, shape: int, method: str, status_code: int, content: Presence) -> Plan:
        """The plan for such responses."""
        # A client picks the method: one that no rule names must not make a key of its own.
        key = shape, self.methods.get(method, 0), status_code, content
        return self.get(key) or self.keep(key, Plan(self._open(shape, method, status_code, content)))

    def _open(self, shape: int, method: str, status_code: int, content: Presence) -> list[Rule]:
        present = {name for name, bit in self._names.asked.items() if shape & bit}

        def is_open(rule: Rule) -> bool:
            return not (
                (rule.status_codes and status_code not in rule.status_codes)
                or (rule.methods and method not in rule.methods)
                or method in rule.except_methods
                or (rule.needs_content and content is UNKNOWN)
                or (rule.content is not None and rule.content is not (content == CONTENT))
                or (rule.reads and content != CONTENT)
                or (rule.reads and not rule.reads_all and "content-type" not in present)
                or not present.isdisjoint(rule.absent)
                or not present.issuperset(rule.beside)
                or (rule.present and EVERY_FIELD not in rule.present and present.isdisjoint(rule.present))
            )

        return [rule for rule in self._rules if is_open(rule)]


def _is_settled_before(rule: Rule) -> bool:
    """Whether the rule is about all names, all values, or what no head of the right types can be: no shape opens it."""
    return bool(
        rule.named or rule.octets or (rule.repeated and not rule.present) or rule.odd or rule.misuse or rule.phrase
    )


def _numbered(methods: Iterable[str]) -> dict[str, int]:
    return {method: place for place, method in enumerate(sorted(set(methods)), 1)}
