"""For people: each response that has findings, and one line at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusmw.commands.reports.base import Report
from statusmw.commands.shown import answered
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusmw.commands.judging import Seen
    from statusmw.commands.reports.base import Tally
    from statusmw.rule import Finding

_UNSEEN = "What depends on a request that was not seen was not asked: say --method GET, or give the output of curl -iv."
_FIELDLESS = (
    "What depends on the fields of a request, which were not seen, was not asked: give the output of curl -iv, or a "
    "HAR or JSON lines with the fields of the requests, Host among them."
)


class TextReport(Report):
    """Lines that a person reads from top to bottom."""

    def add(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Write the response, and below it what is wrong with it."""
        if findings or seen.error:
            self.write(_without_command(f"{plain(str(seen.place), 300)}: {answered(seen)}"))
        if seen.error:
            self.write(f"  ERROR   {seen.error}")
        for finding in findings:
            rule = finding.rule
            self.write(f"  {rule.level.value:<6}  {rule.says} [{rule.id}] {rule.source}")

    def end(self, tally: Tally) -> None:
        """Write how much there was, and what to do next."""
        self.write(f"{tally}.")
        if tally.levels:
            self.write("statusmw explain RULE tells more about a rule, and shows it mended.")
        if tally.unseen:
            self.write(_UNSEEN)
        if tally.fieldless:
            self.write(_FIELDLESS)


def _without_command(line: str) -> str:
    # GitHub takes a line for a command that begins so.
    begin = line.lstrip()
    return f"\\x3a{begin[1:]}" if begin.startswith("::") else line
