"""The tests that a mutant has to fail: the tables first, called as plain functions, because there are thousands of cases.

Runs in a process of its own, which has the mutant in the place of the module.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

TESTS = Path(__file__).resolve().parent.parent
Case = tuple[Callable[..., None], dict[str, Any]]

# What every exchange of the project is judged to be.
TABLES = (
    "test_rules",
    "test_rules_exactly",
    "test_battery_success",
    "test_battery_refusals",
    "test_battery_fields",
    "test_repairs",
    "test_repairs_of_refusals",
)
# Cost as much as all the others together, and are each about one rule: whether it is found, how far it reaches.
COSTLY = frozenset({"test_a_misspelt_id_names_the_right_one", "test_nothing_but_what_the_table_says_turns_the_verdict"})
# What pytest has to run, because it needs fixtures: by the module it is about.
_READING = ("test_content_rules.py",)
WITH_FIXTURES = {
    "statusmw.rules.contents": _READING,
    "statusmw.rules.documents": _READING,
    "statusmw.rules.problem_documents": _READING,
    "statusmw.engine": ("test_engine.py",),
    "statusmw.rule": ("test_rule.py", "test_engine.py"),
    "statusmw.grammar": ("test_grammar.py", "test_field_numbers.py", "test_abnf.py", "test_redirect_targets.py"),
    "statusmw.grammar_values": ("test_grammar_values.py", "test_grammar.py"),
}


def fails(module: str) -> bool:
    """Whether the mutant, which is imported as *module*, fails a test."""
    files = [str(TESTS / name) for name in WITH_FIXTURES.get(module, ())]
    return bool(files and _pytest_fails(files)) or _tables_fail(module)


def _pytest_fails(files: list[str]) -> bool:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "-m", "not hypothesis"]
    return pytest.main([*options, *files]) != pytest.ExitCode.OK


def _tables_fail(module: str) -> bool:
    try:
        mutant = importlib.import_module(module)
        own = {rule.id for rule in getattr(mutant, "RULES", ())}
        for test, arguments in sorted(_cases(), key=lambda case: not _is_about(own, case)):
            if not _is_spared(module, own, test, arguments):
                test(**arguments)
    except Exception:  # as pytest sees it: whatever a test or an import raises is a failure
        return True
    return False


def _is_spared(module: str, own: set[str], test: Callable[..., None], arguments: dict[str, Any]) -> bool:
    if test.__name__ not in COSTLY or module == "statusmw.rules":
        return False
    return bool(own) and not _is_about(own, (test, arguments))


def _is_about(ids: set[str], case: Case) -> bool:
    return any(getattr(value, "id", None) in ids for value in case[1].values())


def _cases() -> Iterator[Case]:
    for name in TABLES:
        if not (TESTS / f"{name}.py").exists():
            continue
        for test, marks in _tests(importlib.import_module(name)):
            for row in itertools.product(*map(_rows, marks)):
                arguments = {key: value for part in row for key, value in part.items()}
                yield test, arguments


def _tests(module: Any) -> Iterator[tuple[Callable[..., None], list[Any]]]:
    for name, value in vars(module).items():
        if inspect.isclass(value) and name.startswith("Test"):
            for method, function in vars(value).items():
                if method.startswith("test_"):
                    yield getattr(value(), method), _parametrized(value) + _parametrized(function)
        elif name.startswith("test_") and callable(value) and not is_hypothesis_test(value):
            yield value, _parametrized(value)


def _parametrized(value: Any) -> list[Any]:
    return [mark for mark in getattr(value, "pytestmark", ()) if mark.name == "parametrize"]


def _rows(mark: Any) -> list[dict[str, Any]]:
    names, rows = mark.args[:2]
    single = isinstance(names, str) and "," not in names
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else names
    return [dict(zip(names, _values(row, single=single), strict=True)) for row in rows]


def _values(row: Any, *, single: bool) -> Sequence[Any]:
    if hasattr(row, "marks"):
        return row.values
    return (row,) if single else row
