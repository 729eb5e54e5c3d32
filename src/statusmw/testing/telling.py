"""What the plugin says: why a test fails, and the summary of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import ndiff
from inspect import cleandoc
from itertools import groupby
from textwrap import fill, indent
from typing import Any, Final

from statusmw.exchange import Exchange, FieldLine, Response
from statusmw.rule import Finding, Level, Rule
from statusmw.status import reason_phrase
from statusmw.text import plain

Seen = tuple[str, Finding]
"""A place in a test, and what was found there."""

_WIDTH: Final = 100
_HIDDEN: Final = frozenset({"authorization", "proxy-authorization", "cookie", "authentication-info"})
_COOKIE: Final = re.compile(r"=[^;]*")
# What every client sends of its own accord, and no rule is about.
_USUAL: Final = frozenset({"host", "user-agent", "connection", "remote-addr"})


def failure(seen: Sequence[Seen]) -> str:
    """Why a test fails: each exchange with what is wrong with it, where that stands, and how it would be right.

    Args:
        seen: what was found, in order; not empty.

    Returns:
        The text; its first line says it in short.
    """
    parts = [_in_short(seen)]
    for (place, _), found in groupby(_without_repeats(seen), _occasion):
        findings = [finding for _, finding in found]
        parts += [place, indent(_written(findings[-1].exchange), "    "), *map(_judged, findings)]
    ids = ", ".join(f'"{id}"' for id in dict.fromkeys(finding.rule.id for _, finding in seen))
    parts.append(f"If it is meant: @pytest.mark.statusmw(ignore=[{ids}])")
    return "\n\n".join(part for part in parts if part)


def _in_short(seen: Sequence[Seen]) -> str:
    finding = seen[0][1]
    request, response = finding.exchange.request, finding.exchange.response
    more = f", and {len(seen) - 1} more" if len(seen) > 1 else ""
    asked = f"{plain(request.method, 20)} {plain(request.path, 120)}"
    return f"{asked} -> {response.status_code or '?'} breaks {finding.rule.id}{more}"


def _occasion(seen: Seen) -> tuple[str, object]:
    """What is told together: the same exchange may be judged by its head, and then as a whole."""
    place, finding = seen
    return place, (finding.exchange.request, finding.exchange.response)


def _without_repeats(seen: Iterable[Seen]) -> list[Seen]:
    """What differs; a test that asks the same in a loop is told once."""
    unlike = {(place, finding.rule.id, finding.exchange): (place, finding) for place, finding in seen}
    return list(unlike.values())


def _written(exchange: Exchange) -> str:
    request = exchange.request
    head = [f"{plain(request.method, 20)} {plain(request.target)}"]
    head += _lines(line for line in request.fields if line[1] and line[0].lower() not in _USUAL)
    size = exchange.length if exchange.content else 0
    length = [f"({size} byte{'s' * (size > 1)} of content)"] if size else []
    return "\n".join([*head, "", *_head(exchange.response), *length])


def _head(response: Response) -> list[str]:
    code = response.status_code
    phrase = reason_phrase(code) if response.reason_phrase is None else response.reason_phrase
    odd = [f"{place}: {plain(value)}" for place, value in response.odd]
    return [f"{code} {plain(phrase)}".rstrip(), *_lines(response.fields), *odd]


def _lines(fields: Iterable[FieldLine]) -> list[str]:
    return [f"{plain(name)}: {plain(_public(name.lower(), value))}" for name, value in fields]


def _public(name: str, value: str) -> str:
    if name == "set-cookie":
        return _COOKIE.sub("=...", value, count=1)
    return "..." if name in _HIDDEN else value


def _judged(finding: Finding) -> str:
    rule = finding.rule
    said = _wrapped(f"{rule.says} [{rule.id}]")
    source = f"{rule.level.value}, {rule.source}: {rule.source.url}"
    return "\n".join([said, source, _wrapped(rule.why), "", *_right(finding)])


def _wrapped(text: str) -> str:
    return fill(text, _WIDTH, break_on_hyphens=False, break_long_words=False)


def _right(finding: Finding) -> list[str]:
    """How it would be right: this very response mended, or else an example."""
    rule, exchange = finding.rule, finding.exchange
    if rule.repair is not None:
        mended = _written(rule.repair(exchange)).splitlines()
        lines = [line for line in ndiff(_written(exchange).splitlines(), mended) if line[:1] in "+-"]
        return ["Right would be this change:", "", indent("\n".join(lines), "    ")]
    return ["Right would be, for example:", "", indent(_example(rule), "    ")]


def _example(rule: Rule) -> str:
    good = cleandoc(rule.good)
    return good if rule.needs_request else good.partition("\n\n")[2]


class Tally:
    """What a run has found, as plain data that one process can send to another."""

    def __init__(self) -> None:
        self.responses = 0
        self.rules: dict[str, dict[str, Any]] = {}
        self.missed: list[str] = []
        """What a client calls applications by, and this release of it has not."""

    def add(self, finding: Finding, test: str) -> None:
        """Count *finding* of *test*."""
        rule, request = finding.rule, finding.exchange.request
        told = self.rules.setdefault(rule.id, {"level": rule.level.value, "count": 0, "routes": [], "test": test})
        told["count"] += 1
        route = f"{plain(request.method, 20)} {plain(request.route or request.path, 60)}"
        if route not in told["routes"]:
            told["routes"].append(route)

    def sent(self) -> dict[str, Any]:
        """The data."""
        return {"responses": self.responses, "rules": self.rules, "missed": self.missed}

    def receive(self, sent: dict[str, Any]) -> None:
        """Add what another process has sent."""
        self.responses += sent["responses"]
        self.missed += sent["missed"]
        for id, other in sent["rules"].items():
            told = self.rules.setdefault(id, {**other, "count": 0, "routes": []})
            told["count"] += other["count"]
            told["routes"] += [route for route in other["routes"] if route not in told["routes"]]

    def lines(self) -> list[str]:
        """The summary: per rule how often, where, and the first test; the gravest and most frequent first."""
        levels = [level.value for level in Level]
        ordered = sorted(self.rules.items(), key=lambda item: (levels.index(item[1]["level"]), -item[1]["count"]))
        found = f"{_number(len(ordered), 'rule')} broken" if ordered else "nothing to report"
        lines = [f"{_number(self.responses, 'response')} checked, {found}"]
        for id, told in ordered:
            lines += [f"{told['level']} {id}, {_number(told['count'], 'time')}: {_some(told['routes'])}"]
            lines += [f"    first in {told['test']}"]
        lines += ["statusmw explain RULE tells more of each"] if ordered else []
        return lines + [
            f"not checked: this release of the library has no {name}" for name in dict.fromkeys(self.missed)
        ]


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _some(routes: Sequence[str]) -> str:
    shown = sorted(routes)[:3]
    return ", ".join(shown) + (f" and {len(routes) - 3} more" if len(routes) > 3 else "")
