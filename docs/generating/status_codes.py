"""The page of the status codes."""

from __future__ import annotations

from collections.abc import Sequence

from generating.about import links, rules_about, rules_about_class, rules_about_unregistered
from generating.text import anchor, bullets, joined, page, table
from statusmw.status import CLASSES, REGISTERED, STATUS_CODES, StatusCode
from statusmw.status.classes import StatusClass
from statusmw.status.crud import CRUD


def status_codes() -> str:
    """Every status code: which to send when, the registered ones by class, the unofficial ones."""
    unofficial = [each for each in STATUS_CODES.values() if each.code not in REGISTERED]
    rows = [(str(each), each.vendor, each.meaning, each.use) for each in unofficial]
    return page(
        "# The status codes",
        "## Which one to send",
        _crud_table(),
        *map(_class_section, CLASSES.values()),
        "## Unofficial ones",
        f"[Rules](rules.md) about them: {links(rules_about_unregistered())}.",
        table(("Status code", "Sent by", "Meaning", "What to send instead"), rows),
    )


def _crud_table() -> str:
    head = ("Operation", "Method", "Outcome", "Status code", "Call", "Why")
    rows = [
        (each.operation, each.method, f"{each.outcome} ({each.mode})", str(each.code), f"`{each.helper}`", each.why)
        for each in CRUD
    ]
    return table(head, rows)


def _class_section(each: StatusClass) -> str:
    found = [code for code in REGISTERED.values() if each.first <= code.code <= each.last]
    about = rules_about_class(each)
    return joined(
        f"## {each}",
        f"{each.meaning} {each.client}",
        f"[Rules](rules.md) about the class: {links(about, each)}." if about else "",
        *(_section(each, code) for code in found),
    )


def _section(its_class: StatusClass, status_code: StatusCode) -> str:
    confused = [f"{STATUS_CODES[code]}: {why}" for code, why in status_code.confused_with]
    return joined(
        f"### {status_code}",
        f"{status_code.meaning} {status_code.use}",
        table(("", ""), _facts(its_class, status_code)),
        joined("Often taken for another:", bullets(confused)) if confused else "",
    )


def _facts(its_class: StatusClass, status_code: StatusCode) -> list[tuple[str, str]]:
    return [
        ("Source", status_code.source),
        ("Registration", status_code.registration),
        ("Content", status_code.content),
        ("Required fields", _names(status_code.required_fields)),
        ("Useful fields", _names(status_code.recommended_fields)),
        ("Fields without a place in it", _names(status_code.forbidden_fields)),
        ("Cacheable without being told so", "yes" if status_code.heuristically_cacheable else "no"),
        ("Retry", status_code.retry),
        ("Older names", ", ".join(status_code.old_names) or "none"),
        (
            f"[Rules](rules.md), those of [its class](#{anchor(str(its_class))}) aside",
            links(rules_about(status_code.code)),
        ),
    ]


def _names(fields: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in fields) or "none"
