"""The page docs/realworld.md, made of the table of verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from judging import each, table

from statusmw.rules import CATALOGUE

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "realworld.md"
RULES = {rule.id: rule for rule in CATALOGUE}

INTRODUCTION = """\
<!-- Written by tests/realworld/run.py --page; change tests/realworld/verdicts.toml instead. -->

# Real applications

`make realworld` puts the middleware around applications that others have written, asks each for all that a browser, a
cache, a WebDAV client or a bored person may ask for, and holds every distinct finding (application, rule, method, route
and status code) against a committed table. A finding that is not in the table fails the run; so does an entry that no
longer occurs. Each entry was judged with the cited section open: *true* means that the section asks for what the
response does not do.

Every application is driven three times, without the middleware, with one that reports, and with one that mends, and its
answers are compared. The test suites of Flask and Starlette are run with the middleware around every application in
them.
"""


def row(*cells: str) -> str:
    """One line of a table in Markdown."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def places(where: list[str]) -> int:
    """How many places the lines *where* are."""
    return sum(1 for line in where for _ in each(line))


def verdict_rows(verdict: dict[str, Any]) -> list[str]:
    """A line for each application in which the rule found something."""
    rule = RULES[verdict["rule"]]
    link = f"[{rule.source}]({rule.source.url})"
    return [
        row(
            name,
            f"[{rule.id}](rules/{rule.id}.md)",
            link,
            f"`{where[0]}`",
            str(places(where)),
            verdict["verdict"],
            verdict["reason"],
        )
        for name, where in verdict["where"].items()
    ]


def page_text() -> str:
    """The whole page."""
    entries = table()
    rows = [line for verdict in entries["verdict"] for line in verdict_rows(verdict)]
    head = [row("In", "Rule", "Source", "For example", "Places", "Verdict", "Reason"), row(*["---"] * 7)]
    differs = [
        row(
            entry["suite"],
            ", ".join(entry["modes"]),
            ", ".join(f"`{test.rpartition('::')[2]}`" for test in entry["tests"]),
            entry["reason"],
        )
        for entry in entries.get("differs", ())
    ]
    changes = [
        row(entry["application"], "<br>".join(f"`{w}`" for w in entry["where"]), entry["reason"])
        for entry in entries.get("changed", ())
    ]
    return "\n".join(
        [
            INTRODUCTION,
            "## What is found",
            "",
            *head,
            *sorted(rows),
            "",
            "## What the middleware changes",
            "",
            (
                "Answers that differ, apart from what every wrapped application gets: an answer to an exception, and problem "
                "documents in place of what a framework says about errors by itself."
            ),
            "",
            row("In", "Answer", "Reason"),
            row("---", "---", "---"),
            *changes,
            "",
            (
                "Tests of a framework that fail with the middleware around every application, and are meant to. *report* and "
                "*mend* leave exceptions to the test client; *repair* is the default and answers them."
            ),
            "",
            row("Suite", "Modes", "Tests", "Reason"),
            row("---", "---", "---", "---"),
            *differs,
            "",
        ]
    )
