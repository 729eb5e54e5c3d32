"""Annotations of GitHub Actions: one workflow command for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from statusmw.commands.reports.base import Report
from statusmw.commands.shown import answered
from statusmw.rule import Level
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusmw.commands.judging import Fault, Place, Seen
    from statusmw.commands.reports.base import Tally
    from statusmw.rule import Finding

_COMMANDS: Final = {Level.MUST: "error", Level.SHOULD: "warning", Level.ADVICE: "notice"}
_IN_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


class GitHubReport(Report):
    """Lines that the runner reads."""

    def add(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Write one annotation for each finding."""
        if seen.error:
            self._annotate("error", seen.place, "error-while-answering", f"{answered(seen)}: {seen.error}")
        for finding in findings:
            rule = finding.rule
            message = f"{answered(seen)}: {rule.says} {rule.source}, {rule.source.url}"
            self._annotate(_COMMANDS[rule.level], seen.place, rule.id, message)

    def fault(self, fault: Fault) -> None:
        """Write that something could not be read."""
        self._annotate("error", fault.place, "unreadable", fault.message)

    def _annotate(self, command: str, place: Place, title: str, message: str) -> None:
        properties = {"title": f"{title} ({place.label})" if place.label else title}
        if place.source != "-":
            properties = {"file": place.source, "line": str(place.line or 1), **properties}
        told = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in properties.items())
        self.write(f"::{command} {told}::{_escaped(message, _IN_MESSAGE)}")

    def end(self, tally: Tally) -> None:
        """Write how much there was."""
        self.write(f"{tally}.")


def _escaped(text: str, escapes: dict[str, str]) -> str:
    """*text* for the runner; the name of a file stays one that it can find, unless a terminal would obey it."""
    return "".join(escapes.get(each) or (each if each.isprintable() else plain(each)) for each in text)
