"""Where in a head the values stand that are left to be judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from statusmw.content_reader import ContentReader, Readers
from statusmw.engine.judgements import Judgement
from statusmw.engine.likeness import Likeness, pattern_of
from statusmw.engine.memory import Memory
from statusmw.engine.names import UNFINE, Names, text
from statusmw.engine.plans import Plan, Plans, Presence
from statusmw.rule import EVERY_FIELD, Rule

_MOST: Final = 512
_LARGEST: Final = 512
ROOM: Final = 400_000
_OF_A_LAYOUT: Final = 1_000
_OF_A_NAME: Final = 80
_MOST_PATTERNS: Final = 128
_LARGEST_STATUS: Final = 599

Columns = tuple[Any, ...]
Judged = tuple[tuple[int, Judgement], ...]


class Layout:
    """What is left to look at once names, method, status code and presence of content are known.

    Args:
        broken: whether these alone are a fault.

    Attributes:
        judged: the place of each value that is judged on its own, and its judgement.
        fitting: the same for values that must go with the length of the content.
        doubted: place, judgement and rule where a value that does not pass leaves the rule open.
        checks: rules that an exchange has to be made for, whatever the values.
        readers: the rules that read the content, by its type; None where none does.
        kind: the place of the content's type; -1 if there is none.
        likeness: what was found of values that are judged alike.
    """

    __slots__ = ("broken", "checks", "doubted", "fitting", "judged", "kind", "likeness", "readers")

    likeness: Likeness

    def __init__(self, *, broken: bool) -> None:
        self.broken = broken
        self.judged: Judged = ()
        self.fitting: Judged = ()
        self.doubted: tuple[tuple[int, Judgement, Rule], ...] = ()
        self.checks: tuple[Rule, ...] = ()
        self.readers: Readers | None = None
        self.kind = -1


class Layouts(Memory[tuple[Columns, int, int, Presence], Layout]):
    """The layout of each head.

    Args:
        names: knows the bits of the fields.
        plans: knows the rules that a shape leaves open.
        reader: knows which of them read content of which type.
        kind: `bytes` or `str`: what names and values are.
        octets: what values may be made of.
    """

    def __init__(self, names: Names, plans: Plans, reader: ContentReader, kind: type, octets: bytes) -> None:
        super().__init__(_MOST, room=ROOM)
        self._kind = kind
        self._octets = octets
        self._reader = reader
        self._names = names
        self._plans = plans
        self._judgements: dict[tuple[Callable[..., bool], ...], Judgement] = {}

    def of(self, names: Columns, method: str, status_code: int, content: Presence) -> Layout:
        """The layout of heads with such *names*, in this order."""
        layout = self._made(names, method, status_code, content)
        # A client may have a say in the names: what is long, or wrong anyhow, is not worth the room.
        characters = sum(map(len, names))
        if not layout.broken and characters <= _LARGEST:
            size = _OF_A_LAYOUT + _OF_A_NAME * len(names) + characters
            self.keep((names, status_code, self._plans.methods.get(method, 0), content), layout, size)
        return layout

    def _made(self, names: Columns, method: str, status_code: int, content: Presence) -> Layout:
        shape = self._names.shape(names)
        if shape & UNFINE or not 0 <= status_code <= _LARGEST_STATUS:
            return Layout(broken=True)
        plan = self._plans.of(shape, method, status_code, content)
        layout = Layout(broken=plan.broken)
        bits = [self._names[name] for name in names]
        self._place_values(layout, plan, bits)
        found = [text(name).lower() for name in names]
        layout.checks = tuple(rule for rule in plan.checks if not rule.repeated or _repeats(found, rule))
        if plan.reads:
            layout.readers = self._reader.readers(plan.reads, coded="content-encoding" in found)
        layout.kind = max((place for place, name in enumerate(found) if name == "content-type"), default=-1)
        hinges = [_hinge(self._about(plan, bit)) for bit in bits]
        if layout.readers is not None and layout.kind >= 0:
            hinges[layout.kind] = None
        layout.likeness = Likeness(self._kind, partial(self._pattern, hinges))
        return layout

    def _pattern(self, hinges: Sequence[str | None]) -> re.Pattern[Any] | None:
        ready = sum(layout.likeness.ready for layout in self.values())
        return None if ready >= _MOST_PATTERNS else pattern_of(self._kind, self._octets, hinges)

    def _about(self, plan: Plan, bit: int) -> list[Rule]:
        about = {EVERY_FIELD, self._names.fields.get(bit, EVERY_FIELD)}
        return [rule for rule in plan.values if not about.isdisjoint(rule.present)]

    def _place_values(self, layout: Layout, plan: Plan, bits: list[int]) -> None:
        for place, bit in enumerate(bits):
            rules = self._about(plan, bit)
            layout.judged += self._judged(place, [rule.valid for rule in rules if not rule.check])
            layout.fitting += self._judged(place, [rule.fits for rule in rules])
            for rule in rules:
                if rule.check:
                    layout.doubted += tuple((*each, rule) for each in self._judged(place, [rule.valid]))

    def _judged(self, place: int, judges: list[Callable[..., bool] | None]) -> Judged:
        given = tuple(judge for judge in judges if judge)
        return ((place, self._judgements.setdefault(given, Judgement(given))),) if given else ()


def _hinge(rules: list[Rule]) -> str | None:
    """The likeness that *rules* about one value agree on; empty if none of them judges it, None if they do not."""
    likenesses = {rule.alike for rule in rules if rule.valid}
    if not likenesses:
        return ""
    only = likenesses.pop()
    return None if likenesses else only or None


def _repeats(names: list[str], rule: Rule) -> bool:
    return any(names.count(name) > 1 for name in rule.repeated)
