"""What all reports have in common."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from statusmw.commands.judging import UNSEEN
from statusmw.rule import Level
from statusmw.text import without_commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusmw.commands.judging import Fault, Seen
    from statusmw.rule import Finding, Rule


@dataclass(slots=True)
class Tally:
    """How much of what there was.

    Args:
        exchanges: responses that were judged.
        levels: findings of each level.
        errors: responses that were not made, or not as they should.
        faults: parts of the input that could not be read.
        unseen: responses whose request was not seen, its method not either.
        fieldless: responses of whose request all but the fields was seen.
    """

    exchanges: int = 0
    levels: Counter[Level] = field(default_factory=Counter)
    errors: int = 0
    faults: int = 0
    unseen: int = 0
    fieldless: int = 0

    def count(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Count one exchange."""
        self.exchanges += 1
        self.levels.update(finding.rule.level for finding in findings)
        self.errors += bool(seen.error)
        self.unseen += bool(seen.methods)
        self.fieldless += not seen.methods and seen.exchange.request.fields is UNSEEN

    def __str__(self) -> str:
        """One line for people."""
        total = self.levels.total()
        each = ", ".join(f"{self.levels[level]} {level.value}" for level in Level if self.levels[level])
        parts = [_number(self.exchanges, "response"), _number(total, "finding") + (f" ({each})" if total > 0 else "")]
        parts += [_number(self.errors, "error")] if self.errors else []
        parts += [f"{_number(self.faults, 'part')} could not be read"] if self.faults else []
        return ", ".join(parts)


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


class Report:
    """What is written for one run.

    Args:
        stream: where to.
        rules: what was asked.
        source: what was checked.
    """

    number_sign = r"\x23"
    """How that character is escaped in this format."""

    def __init__(self, stream: TextIO, rules: Sequence[Rule], source: str) -> None:
        self.stream = stream
        self.rules = rules
        self.source = source

    def begin(self) -> None:
        """Write what comes first."""

    def add(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Write what was found in one exchange, which may be nothing."""

    def fault(self, fault: Fault) -> None:
        """Write that a part of the input could not be read."""

    def end(self, tally: Tally) -> None:
        """Write what comes last."""

    def write(self, *lines: str) -> None:
        """Write *lines*."""
        self.put("".join(f"{line}\n" for line in lines))

    def put(self, text: str) -> None:
        """Write *text*, in which no runner finds a command."""
        self.stream.write(without_commands(text, self.number_sign))
