"""The committed table, and how what was seen is held against it."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("verdicts.toml")
PROBLEM = "application/problem+json"
_METHODS = re.compile(r"^((?:.*: )?)([\w,-]+) (/.* -> \d+)$")


def table() -> dict[str, Any]:
    """All verdicts, and all differences that are meant."""
    return tomllib.loads(TABLE.read_text("utf-8"))


def each(where: str) -> Iterator[str]:
    """``GET,HEAD /a -> 200`` is two places."""
    if match := _METHODS.match(where):
        test, methods, rest = match.groups()
        yield from (f"{test}{method} {rest}" for method in methods.split(","))
    else:
        yield where


def together(places: Iterable[str]) -> list[str]:
    """The reverse of `each`."""
    methods: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in places:
        match = _METHODS.match(place)
        test, method, rest = match.groups() if match else ("", "", place)
        methods[test, rest].append(method)
    return sorted(f"{test}{','.join(sorted(names))} {rest}".strip() for (test, rest), names in methods.items())


def expected(name: str) -> set[tuple[str, str]]:
    """The rule and the place of each finding that the table has for the application or suite *name*."""
    verdicts = table()["verdict"]
    return {(v["rule"], place) for v in verdicts for where in v["where"].get(name, ()) for place in each(where)}


def against_table(name: str, findings: list[dict[str, Any]]) -> list[str]:
    """What is found and not in the table, and what is in the table and not found."""
    seen, known = {(f["rule"], f["where"]): f["exchange"] for f in findings}, expected(name)
    new = [
        f"not in the table: {rule}, {place}\n{exchange}"
        for (rule, place), exchange in seen.items()
        if (rule, place) not in known
    ]
    return new + [f"no longer found: {rule}, {place}" for rule, place in sorted(known - set(seen))]


def same(plain: list[Any], other: list[Any]) -> bool:
    """Whether an answer with the middleware is the one without, as far as it has to be.

    An exception becomes a 500, and what a framework says about an error by itself may become a problem document.
    """
    if isinstance(plain[0], str):
        return other[0] == 500
    if other[3] == PROBLEM and other[0] >= 400:
        return bool(plain[0] == other[0])
    return plain == other


def changed(name: str, plain: list[Any], other: list[Any]) -> list[str]:
    """Where the middleware changes an answer and is not meant to, and where it no longer does what the table says."""
    if len(plain) != len(other):
        return [f"{len(plain)} requests without the middleware, {len(other)} with it"]
    meant = {place for entry in table().get("changed", ()) if entry["application"] == name for place in entry["where"]}
    differs = {
        f"{asked} -> {without[0]}, now {with_it[0]}"
        for (asked, without), (_, with_it) in zip(plain, other, strict=True)
        if not same(without, with_it)
    }
    return [f"changed by the middleware: {place}" for place in sorted(differs - meant)] + [
        f"no longer changed: {place}" for place in sorted(meant - differs)
    ]


def differing_tests(name: str, mode: str, plain: list[str], failed: list[str]) -> list[str]:
    """Tests that fail with the middleware only and are not meant to, and those meant to that pass."""
    entries = [entry for entry in table().get("differs", ()) if entry["suite"] == name and mode in entry["modes"]]
    meant = {test for entry in entries for test in entry["tests"]}
    broken = set(failed) - set(plain)
    return [f"{mode}: fails with the middleware: {test}" for test in sorted(broken - meant)] + [
        f"{mode}: passes, against the table: {test}" for test in sorted(meant - broken)
    ]
