"""The tests that a mutant has to fail, called as plain functions, because there are thousands of cases.

Runs in a process of its own, which has the mutant in the place of the module.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import itertools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
Case = tuple[Callable[..., None], dict[str, Any]]

# What every exchange of the project is judged to be.
TABLES = (
    "test_verdicts",
    "test_rules",
    "test_rules_exactly",
    "test_battery_success",
    "test_battery_refusals",
    "test_battery_fields",
    "test_repairs",
    "test_repairs_of_refusals",
)
# Likely to fail first: what is about the module itself.
_GRAMMAR = ("test_grammar", "test_grammar_values", "test_field_numbers", "test_redirect_targets")
_READING = ("test_content_rules",)
_LIKENESS = ("test_likeness",)
OWN_TABLES = {
    "statusmw.rules.contents": _READING,
    "statusmw.rules.documents": _READING,
    "statusmw.rules.problem_documents": _READING,
    "statusmw.rule": ("test_rule",),
    "statusmw.rules.likenesses": _LIKENESS,
    "statusmw.engine.likeness": _LIKENESS,
    "statusmw.grammar": _GRAMMAR,
    "statusmw.grammar_values": _GRAMMAR,
}
# What pytest has to run, because it needs fixtures.
ENGINE = ("checker", "heads", "judgements", "layouts", "likeness", "memory", "names", "plans")
_ENGINE = tuple(
    f"test_{name}.py" for name in ("engine", "engine_asking", "engine_layouts", "engine_reading", "likeness")
)
WITH_FIXTURES = {**{f"statusmw.engine.{name}": _ENGINE for name in ENGINE}, "statusmw.rule": _ENGINE}
# Cost as much as all the others together: how far a rule reaches, and whether it is found; each with its place in the
# order. They are spared where the rule is of another module than the one that was changed; of the engine, all but one
# in ten are.
ABOUT_ONE_RULE = {
    "test_nothing_but_what_the_table_says_turns_the_verdict": 1,
    "test_a_misspelt_id_names_the_right_one": 2,
}
_ABOUT_ANOTHER = 3
_ASKED_OF_THE_ENGINE = 10
LONG = frozenset(
    {
        "test_a_judge_answers_on_a_million_characters",
        "test_a_judge_answers_when_a_long_value_begins_well",
        "test_a_long_value_is_read_in_no_time",
    }
)


def preload() -> None:
    """Import what the tests need of others, once for all trials, and forget what is the project's own."""
    for name in {*TABLES, *_GRAMMAR, *_READING, *_LIKENESS, "test_rule"}:
        importlib.import_module(name)
    for name, module in [*sys.modules.items()]:
        path = Path(getattr(module, "__file__", None) or "/")
        if path.is_relative_to(ROOT / "src") or path.parent == TESTS:
            del sys.modules[name]


def fails(module: str) -> bool:
    """Whether the mutant, which is imported as *module*, fails a test."""
    try:
        mutant = importlib.import_module(module)
        if doctest.testmod(mutant).failed:
            return True
        if module in WITH_FIXTURES and _pytest_fails(WITH_FIXTURES[module]):
            return True
        for test, arguments in _in_order(module, {rule.id for rule in getattr(mutant, "RULES", ())}):
            test(**arguments)
    except Exception:  # as pytest sees it: whatever a test or an import raises is a failure
        return True
    return False


def _pytest_fails(files: Sequence[str]) -> bool:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "-m", "not hypothesis"]
    return pytest.main([*options, *(str(TESTS / file) for file in files)]) != pytest.ExitCode.OK


def _in_order(module: str, own: set[str]) -> list[Case]:
    """The cases, those that are about the module or its rules first, because they are likely to fail."""
    before = [*_cases(OWN_TABLES.get(module, ()))]
    tables = sorted(_cases(TABLES), key=lambda case: _rank(case, own))
    if own:
        tables = [case for case in tables if _rank(case, own) < _ABOUT_ANOTHER]
    elif module in WITH_FIXTURES:
        tables = _with_fewer(tables)
    return [
        *(case for case in before if case[0].__name__ not in LONG),
        *tables,
        *(case for case in before if case[0].__name__ in LONG),
    ]


def _with_fewer(tables: Sequence[Case]) -> list[Case]:
    slow = [case for case in tables if case[0].__name__ in ABOUT_ONE_RULE]
    return [case for case in tables if case[0].__name__ not in ABOUT_ONE_RULE] + slow[::_ASKED_OF_THE_ENGINE]


def _rank(case: Case, own: set[str]) -> int:
    test, arguments = case
    if any(getattr(value, "id", None) in own for value in arguments.values()):
        return ABOUT_ONE_RULE.get(test.__name__, 0)
    return _ABOUT_ANOTHER if test.__name__ in ABOUT_ONE_RULE else 2


def _cases(names: Sequence[str]) -> Iterator[Case]:
    for test, marks in (found for name in names for found in _tests(importlib.import_module(name))):
        rows = itertools.product(*map(_rows, marks))
        cases = [{key: value for part in row for key, value in part.items()} for row in rows]
        if cases[0].keys() == inspect.signature(test).parameters.keys():  # else it needs fixtures as well
            yield from ((test, case) for case in cases)


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
