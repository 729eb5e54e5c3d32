"""For programs: one object with all findings, one a line, and a summary at the end.

Names stay, new ones may come: ``findings`` has objects with place, rule, level, says, why, source and url, and the
exchange as `statusmw.commands.jsonl` reads it. ``statusmw check`` reads such a file again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import statusmw
from statusmw.commands.reports.base import Report
from statusmw.commands.shown import exchange_data, finding_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusmw.commands.judging import Fault, Seen
    from statusmw.commands.reports.base import Tally
    from statusmw.rule import Finding


class JsonReport(Report):
    """One JSON document."""

    number_sign = r"\u0023"
    _between = ""

    def begin(self) -> None:
        """Write the head of the document."""
        self.put(f'{{"statusmw": {json.dumps(statusmw.__version__)}, "findings": [')

    def add(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Write each finding with its exchange."""
        for finding in findings:
            self._item({"place": str(seen.place), **finding_data(finding), **exchange_data(seen)})
        if seen.error:
            self._item({"place": str(seen.place), "error": seen.error, **exchange_data(seen)})

    def fault(self, fault: Fault) -> None:
        """Write what could not be read, as an item without an exchange."""
        self._item({"place": str(fault.place), "error": fault.message})

    def _item(self, item: dict[str, Any]) -> None:
        self.put(f"{self._between}\n{json.dumps(item)}")
        self._between = ","

    def end(self, tally: Tally) -> None:
        """Write the summary."""
        levels = {level.value: count for level, count in tally.levels.items()}
        summary = {"responses": tally.exchanges, "findings": levels, "errors": tally.errors, "unread": tally.faults}
        self.write("", f'], "summary": {json.dumps(summary)}}}')
