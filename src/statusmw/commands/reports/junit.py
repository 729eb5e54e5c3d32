"""JUnit XML, which CI systems read: one test case for each response, failed if it broke a MUST."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from statusmw.commands.reports.base import Report
from statusmw.commands.shown import answered
from statusmw.rule import Level
from statusmw.text import without_commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

    from statusmw.commands.judging import Fault, Place, Seen
    from statusmw.commands.reports.base import Tally
    from statusmw.rule import Finding

_HELD: Final = 1 << 20
_BLOCK: Final = 1 << 16


class JUnitReport(Report):
    """One test suite. How many tests there are stands at its head, so that the rest waits on disk."""

    number_sign = "&#35;"

    def begin(self) -> None:
        """Open the place where the test cases wait."""
        self._cases: IO[str] = SpooledTemporaryFile(_HELD, "w+", encoding="utf-8")  # noqa: SIM115 - closed in end()
        self._tests = self._failures = self._errors = 0

    def add(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Write one test case."""
        broken = [finding for finding in findings if finding.rule.level is Level.MUST]
        self._failures += bool(broken)
        self._errors += bool(seen.error)
        self._case(seen.place, answered(seen), "".join(_outcome(seen, broken, findings)))

    def fault(self, fault: Fault) -> None:
        """Write a test case that could not be run."""
        self._errors += 1
        self._case(fault.place, "unreadable", _element("error", "unreadable", fault.message, fault.message))

    def _case(self, place: Place, name: str, outcome: str) -> None:
        self._tests += 1
        line = f' line="{place.line}"' if place.line else ""
        head = f"<testcase classname={_quoted(str(place))} name={_quoted(name)} file={_quoted(place.source)}{line}"
        case = f"{head}>{outcome}</testcase>\n" if outcome else f"{head}/>\n"
        self._cases.write(without_commands(case, self.number_sign))

    def end(self, tally: Tally) -> None:  # noqa: ARG002 - a suite has tests, where a tally has responses
        """Write the head of the suite, and what has waited."""
        counts = f'tests="{self._tests}" failures="{self._failures}" errors="{self._errors}"'
        suite = f'<testsuite name="statusmw" {counts} skipped="0" time="0">'
        self.write('<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {counts}>", suite)
        self._cases.seek(0)
        while block := self._cases.read(_BLOCK):
            self.stream.write(block)
        self._cases.close()
        self.write("</testsuite>", "</testsuites>")


def _outcome(seen: Seen, broken: Sequence[Finding], findings: Sequence[Finding]) -> Iterator[str]:
    if seen.error:
        yield _element("error", "raised", seen.error, seen.error)
    if broken:
        message = " ".join(finding.rule.says for finding in broken)
        yield _element("failure", broken[0].rule.id, message, _told(broken))
    if others := [finding for finding in findings if finding not in broken]:
        yield f"<system-out>{_text(_told(others))}</system-out>"


def _told(findings: Sequence[Finding]) -> str:
    return "\n".join(
        f"{rule.level.value}: {rule.says} {rule.why} [{rule.id}] {rule.source} <{rule.source.url}>"
        for rule in (finding.rule for finding in findings)
    )


def _element(name: str, type: str, message: str, text: str) -> str:
    return f"<{name} type={_quoted(type)} message={_quoted(message)}>{_text(text)}</{name}>"


def _quoted(text: str) -> str:
    return quoteattr(_legal(text))


def _text(text: str) -> str:
    return escape(_legal(text))


def _legal(text: str) -> str:
    """*text* without what XML cannot hold, or a terminal would obey."""
    return "".join(each if each in "\n\t" or each.isprintable() else "?" for each in text)
