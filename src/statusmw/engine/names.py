"""Field names as applications spell them, each learnt once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from statusmw.engine.memory import LONGEST_REMEMBERED, Memory
from statusmw.rule import EVERY_FIELD, Rule

UNFINE: Final = 1
"""The bit of a name that breaks a rule about names."""

_MOST: Final = 1024


class Names(Memory[str | bytes, int]):
    """Field name to the bit of the field; a name that no rule is about has none.

    Args:
        rules: the rules that ask about fields.

    Attributes:
        asked: field name in lower case to its bit.
        fields: bit to field name.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__(_MOST)
        named = {name for r in rules for name in (*r.present, *r.absent, *r.beside, *r.repeated)} - {EVERY_FIELD}
        named |= {"content-type" for rule in rules if rule.reads}
        self.asked = {name: 1 << place for place, name in enumerate(sorted(named), 1)}
        self.fields = {bit: name for name, bit in self.asked.items()}
        self._single = sum({self.asked[name] for rule in rules if not rule.present for name in rule.repeated})
        self._judges = [rule.named for rule in rules if rule.named]

    def __missing__(self, name: str | bytes) -> int:
        found = text(name)
        bit = self.asked.get(found.lower(), 0)
        # A name of one letter may be half of a `str` of two that stands where a pair should: `check` tells.
        if len(found) == 1 or not all(judge(found) for judge in self._judges):
            bit |= UNFINE
        return self.keep(name, bit) if len(name) <= LONGEST_REMEMBERED else bit

    def shape(self, names: Iterable[str | bytes]) -> int:
        """The bits of all *names* of a head; `UNFINE` among them if one of them stands there once too often."""
        shape = 0
        for name in names:
            bit = self[name]
            shape |= bit | (UNFINE if shape & bit & self._single else 0)
        return shape


def text(value: str | bytes) -> str:
    """A name or a value as rules read it."""
    return value.decode("latin-1") if isinstance(value, bytes) else value
