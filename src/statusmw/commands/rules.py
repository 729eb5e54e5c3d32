"""The command ``rules``, and what ``explain`` shows of a rule.

To programs ``rules`` gives an array of objects, and ``explain`` one of them with ``kind``: id, topic, level, source,
url, says, why, status_codes, methods, interface, repairable, unsendable, bad, good and repaired: what the repair makes
of the bad example. Empty arrays stand for all, an empty repaired for no repair.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from statusmw.commands.page import CommandError, Facts, Page, Table, Verbatim
from statusmw.commands.repairs import repaired
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusmw.commands.page import Block
    from statusmw.rule import Rule


def list_rules(topic: str | None = None) -> Page:
    """The rules of the catalogue.

    Args:
        topic: only this one, such as ``"redirection"``; hyphens may stand for spaces.

    Returns:
        The page; its data is a list of rules.

    Raises:
        CommandError: there is no such topic; the message names those there are.

    >>> list_rules("partial-content").blocks[0].title
    'partial content'
    """
    topics = _topics()
    wanted = topic and " ".join(topic.lower().replace("-", " ").split())
    if wanted and wanted not in topics:
        raise CommandError(f"no topic '{plain(topic, 60)}'; there are: {', '.join(topics)}.")
    found = {name: rules for name, rules in topics.items() if wanted in (None, name)}
    data = [_data(name, rule) for name, rules in found.items() for rule in rules]
    return Page("", tuple(_table(name, rules) for name, rules in found.items()), data)


def rule_page(text: str) -> Page:
    """Everything about one rule.

    Args:
        text: the rule's id; spaces may stand for hyphens.

    Returns:
        The page; its data has the members of a rule and ``kind``.

    Raises:
        LookupError: no rule has that id; what looks like one is answered with the nearest.

    >>> rule_page("created-without-location").title
    'created-without-location'
    """
    id = "-".join(text.lower().split())
    for topic, rule in ((topic, rule) for topic, rules in _topics().items() for rule in rules):
        if rule.id == id:
            return Page(rule.id, _blocks(topic, rule), {"kind": "rule", **_data(topic, rule)})
    near = ", ".join(_nearest(id)) if "-" in text else ""
    raise LookupError(f"no rule is called '{plain(text, 60)}'; nearest: {near}." if near else "")


def _nearest(id: str) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only a failed look-up pays for it

    return get_close_matches(id[:100], [rule.id for rules in _topics().values() for rule in rules])


def _blocks(topic: str, rule: Rule) -> tuple[Block, ...]:
    mended = repaired(rule)
    return (
        _facts(topic, rule),
        Verbatim("Bad", cleandoc(rule.bad)),
        *([Verbatim("Repaired", mended)] if mended else ()),
        Verbatim("Good", cleandoc(rule.good)),
    )


def _topics() -> Mapping[str, tuple[Rule, ...]]:
    from statusmw.rules import TOPICS  # noqa: PLC0415 - explaining a status code does not need the catalogue

    return TOPICS


def _table(topic: str, rules: tuple[Rule, ...]) -> Table:
    rows = ((rule.id, rule.level.value, str(rule.source), rule.says) for rule in rules)
    return Table(topic, ("Rule", "Level", "Source", "Says"), tuple(rows))


def _facts(topic: str, rule: Rule) -> Facts:
    rows = (
        ("Says", rule.says),
        ("Why", rule.why),
        ("Level", rule.level.value),
        ("Source", f"{rule.source} <{rule.source.url}>"),
        ("Topic", topic),
        ("Mended", "" if rule.repair is None else "yes, without changing what the response means"),
        ("Sent", "never: it is replaced as a whole" if rule.unsendable else ""),
    )
    return Facts(rows)


def _data(topic: str, rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "topic": topic,
        "level": rule.level.value,
        "source": str(rule.source),
        "url": rule.source.url,
        "says": rule.says,
        "why": rule.why,
        "status_codes": sorted(rule.status_codes),
        "methods": sorted(rule.methods),
        "interface": rule.interface,
        "repairable": rule.repair is not None,
        "unsendable": rule.unsendable,
        "bad": cleandoc(rule.bad),
        "good": cleandoc(rule.good),
        "repaired": repaired(rule),
    }
