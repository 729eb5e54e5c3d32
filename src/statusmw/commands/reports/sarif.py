"""SARIF 2.1.0, which code scanning services read (OASIS Standard)."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import statusmw
from statusmw.commands.reports.base import Report
from statusmw.commands.shown import answered, asked
from statusmw.rule import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusmw.commands.judging import Fault, Place, Seen
    from statusmw.commands.reports.base import Tally
    from statusmw.rule import Finding, Rule

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Level.MUST: "error", Level.SHOULD: "warning", Level.ADVICE: "note"}
_ERROR: Final = "error-while-answering"


class SarifReport(Report):
    """One log with one run."""

    number_sign = r"\u0023"
    _between = ""

    def begin(self) -> None:
        """Write the tool with its rules, and begin the results."""
        self._places = {rule.id: place for place, rule in enumerate(self.rules)}
        self._unread: list[dict[str, Any]] = []
        rules = [*map(_rule, self.rules), _error_rule()]
        driver = {"name": "statusmw", "version": statusmw.__version__, "rules": rules}
        tool = json.dumps({"driver": driver})
        self.put(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {tool}, "results": [')

    def add(self, seen: Seen, findings: Sequence[Finding]) -> None:
        """Write one result for each finding."""
        if seen.error:
            self._result(seen, _ERROR, "error", seen.error, len(self.rules))
        for finding in findings:
            rule = finding.rule
            self._result(seen, rule.id, _LEVELS[rule.level], rule.says, self._places.get(rule.id))

    def _result(self, seen: Seen, id: str, level: str, says: str, place: int | None) -> None:
        known = hashlib.sha256(f"{id} {asked(seen)} {seen.exchange.response.status_code}".encode()).hexdigest()
        logical = {"fullyQualifiedName": asked(seen), "kind": "resource"}
        result = {
            "ruleId": id,
            **({} if place is None else {"ruleIndex": place}),
            "level": level,
            "message": {"text": f"{answered(seen)}: {says}"},
            "locations": [{"physicalLocation": _location(seen.place), "logicalLocations": [logical]}],
            "partialFingerprints": {"exchange/v1": known},
        }
        self.put(f"{self._between}\n{json.dumps(result)}")
        self._between = ","

    def fault(self, fault: Fault) -> None:
        """Keep for the end what could not be read; the first hundred will do."""
        if len(self._unread) < 100:
            location = {"physicalLocation": _location(fault.place)}
            self._unread.append({"level": "error", "message": {"text": fault.message}, "locations": [location]})

    def end(self, tally: Tally) -> None:
        """Write how the run went."""
        invocation = {"executionSuccessful": not tally.faults, "toolExecutionNotifications": self._unread}
        self.write("", f'], "invocations": [{json.dumps(invocation)}]}}]}}')


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.says},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.says} {rule.why} ({rule.source})"},
        **({"helpUri": rule.source.url} if rule.source.url else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def _error_rule() -> dict[str, Any]:
    text = {"text": "A request is answered, and not by an exception that nobody meant."}
    return {"id": _ERROR, "shortDescription": text, "defaultConfiguration": {"level": "error"}}


def _location(place: Place) -> dict[str, Any]:
    artifact = {"uri": quote(os.fsencode("stdin" if place.source == "-" else place.source))}
    return {"artifactLocation": artifact, "region": {"startLine": place.line or 1}}
