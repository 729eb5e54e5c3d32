"""Write the pages of this folder that follow from the code: the rules, what is not checked, the status codes.

``python docs/generate.py`` writes them, ``python docs/generate.py --check`` fails if one of them is stale.
"""  # noqa: INP001 - a script, run by its path

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Final

from statusmw.commands.repairs import repaired
from statusmw.rule import Rule, Source
from statusmw.rules import CATALOGUE, TOPICS
from statusmw.rules.unchecked import UNCHECKED
from statusmw.status import CLASSES, REGISTERED, STATUS_CODES, StatusCode
from statusmw.status.crud import CRUD

HERE: Final = Path(__file__).parent
NOTE: Final = "<!-- Written by docs/generate.py; change the code instead. -->"

INTRODUCTION: Final = (
    "There are {} of them. Those of level MUST and SHOULD are asked unless a policy ignores them; those of level "
    "ADVICE only if a policy names them."
)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def page(*blocks: str) -> str:
    """A page of *blocks*, those that are empty left out."""
    return "\n\n".join([NOTE, *filter(None, blocks)]) + "\n"


def example(title: str, text: str) -> str:
    """An exchange as it goes over the wire, under a title."""
    return f"{title}:\n\n```text\n{text}\n```"


def link(source: Source) -> str:
    """A source, with its address behind it."""
    return f"[{source}]({source.url})"


def mended(rule: Rule) -> str:
    """What the rule's repair makes of its bad example; empty if there is none."""
    text = repaired(rule)
    return example("Repaired", text) if text else ""


def about(rule: Rule) -> str:
    """Level, source and what becomes of a response that breaks the rule."""
    parts = [f"**{rule.level.value}**", link(rule.source)]
    if rule.interface is not None:
        parts.append(f"over {rule.interface.upper()} only")
    if rule.unsendable:
        parts.append("a response that breaks it is never sent")
    return ", ".join(parts) + "."


def rule_section(rule: Rule) -> str:
    """Everything about one rule."""
    blocks = (
        f"### {rule.id}",
        f"{rule.says} {rule.why}",
        about(rule),
        example("Bad", cleandoc(rule.bad)),
        mended(rule),
        example("Good", cleandoc(rule.good)),
    )
    return "\n\n".join(filter(None, blocks))


def rules_page() -> str:
    """The catalogue: an index by topic, then every rule."""
    blocks = [
        "# The rules",
        INTRODUCTION.format(len(CATALOGUE)),
    ]
    for topic, rules in TOPICS.items():
        rows = [(f"[{rule.id}](#{rule.id})", rule.level.value, rule.says) for rule in rules]
        blocks += [f"**{topic.capitalize()}**", table(("Rule", "Level", "Says"), rows)]
    for topic, rules in TOPICS.items():
        blocks += [f"## {topic.capitalize()}", *map(rule_section, rules)]
    return page(*blocks)


def not_checked_page() -> str:
    """What no rule judges, and why."""
    rows = [(each.requirement, link(each.source), each.why) for each in UNCHECKED]
    return page(
        "# What is not checked",
        "A response that breaks no rule can still be wrong. This is what the documents ask for as well, and why it "
        "cannot be told from one response.",
        table(("Requirement", "Source", "Why it is not checked"), rows),
    )


def names(fields: Sequence[str]) -> str:
    """Field names as they are shown; a dash for none."""
    return ", ".join(f"`{name}`" for name in fields) or "none"


def status_code_section(status_code: StatusCode) -> str:
    """Everything about one status code."""
    facts = [
        ("Source", status_code.source),
        ("Registration", status_code.registration),
        ("Content", status_code.content),
        ("Required fields", names(status_code.required_fields)),
        ("Useful fields", names(status_code.recommended_fields)),
        ("Fields without a place in it", names(status_code.forbidden_fields)),
        ("Cacheable without being told so", "yes" if status_code.heuristically_cacheable else "no"),
        ("Retry", status_code.retry),
        ("Older names", ", ".join(status_code.old_names) or "none"),
    ]
    confused = [f"- {STATUS_CODES[code]}: {why}" for code, why in status_code.confused_with]
    blocks = (
        f"### {status_code}",
        f"{status_code.meaning} {status_code.use}",
        table(("", ""), facts),
        "\n".join(["Often taken for another:", "", *confused]) if confused else "",
    )
    return "\n\n".join(filter(None, blocks))


def crud_table() -> str:
    """What to answer when."""
    head = ("Operation", "Method", "Outcome", "Status code", "Call", "Why")
    rows = [
        (each.operation, each.method, f"{each.outcome} ({each.mode})", str(each.code), f"`{each.helper}`", each.why)
        for each in CRUD
    ]
    return table(head, rows)


def status_codes_page() -> str:
    """Every status code: which to send when, the registered ones by class, the unofficial ones."""
    blocks = ["# The status codes", "## Which one to send", crud_table()]
    for each in CLASSES.values():
        found = [code for code in REGISTERED.values() if each.first <= code.code <= each.last]
        blocks += [f"## {each}", f"{each.meaning} {each.client}", *map(status_code_section, found)]
    unofficial = [code for code in STATUS_CODES.values() if code.code not in REGISTERED]
    rows = [(str(each), each.vendor, each.meaning, each.use) for each in unofficial]
    blocks += ["## Unofficial ones", table(("Status code", "Sent by", "Meaning", "What to send instead"), rows)]
    return page(*blocks)


PAGES: Final[dict[str, Callable[[], str]]] = {
    "rules.md": rules_page,
    "not-checked.md": not_checked_page,
    "status-codes.md": status_codes_page,
}


def stale(folder: Path) -> list[str]:
    """The names of the pages in *folder* that differ from what would be written."""
    return [
        name
        for name, make in PAGES.items()
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != make()
    ]


def main(arguments: Sequence[str], folder: Path = HERE) -> int:
    """Write the pages to *folder*, or with ``--check`` say which are stale and return 1 if there are any."""
    found = stale(folder)
    if "--check" in arguments:
        for name in found:
            sys.stderr.write(f"{name} is stale; run: python docs/generate.py\n")
        return 1 if found else 0
    for name in found:
        (folder / name).write_text(PAGES[name](), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
