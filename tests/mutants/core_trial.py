"""The trial for what stands between application and server: the oracles with fixed seeds, then the tests of the faces.

Has the names that `run` looks for in `trial`.
"""

from __future__ import annotations

import doctest
import importlib
import itertools
import os
import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = ROOT / "tests"
OWN_TABLES: dict[str, tuple[str, ...]] = {}
WITH_FIXTURES: dict[str, tuple[str, ...]] = {}
SEED = "core"
PROGRAMS = {"safety": 400, "fidelity": 150, "transparency": 150}
DRAWS = 12
BY_ORACLES = 2
# Beside the tables that hold each rule and each right response against the faces; those are for the rules.
SPARED = (
    "not EveryRule and not right_response and not nothing_is_found and not told_once and not without_the_middleware"
)
_SMALL = ("test_messages.py", "test_changed_later.py", "test_judged_once.py")
_BOTH = ("test_content_rules.py", "test_routes.py", "fuzz/test_fuzz.py", "test_request_ids.py")
_STREAMS = ("test_gateway.py", "test_streaming.py")
_ANSWERS = ("test_bodies.py", "test_mapping_answers.py")
_STARLETTE = ("test_starlette_routes.py", "test_starlette.py")
# Several lots for each face: what is soon collected and likely to fail before all the others.
LOTS = {
    "asgi": (
        (*_SMALL, "test_asgi_sending.py", "test_websocket.py", "test_second_faults.py"),
        ("test_asgi.py", *_STREAMS),
        (*_BOTH, *_STARLETTE),
    ),
    "wsgi": (
        (*_SMALL, "test_wsgi_sending.py", "test_second_faults.py"),
        ("test_wsgi.py", *_STREAMS),
        (*_BOTH, "test_flask.py"),
    ),
    "both": (
        (
            "test_outcome.py",
            "test_failures.py",
            "test_failures_told.py",
            "test_second_faults.py",
            *_SMALL,
            "test_reporting.py",
        ),
        ("test_wsgi.py", "test_asgi.py"),
        (*_ANSWERS, *_STREAMS, *_BOTH, "test_flask.py", *_STARLETTE),
    ),
}


def preload() -> None:
    """Import what the tests need of others, once for all trials, and forget what is the project's own."""
    for name in (
        "fuzz.trying",
        *(file[:-3].replace("/", ".") for lots in LOTS.values() for lot in lots for file in lot),
    ):
        importlib.import_module(name)
    for name, module in [*sys.modules.items()]:
        path = Path(getattr(module, "__file__", None) or "/")
        own = path.is_relative_to(ROOT / "src") or path.is_relative_to(TESTS) or name == "fuzz"
        if own and path.parent != Path(__file__).parent:
            del sys.modules[name]


def face_of(module: str) -> str:
    """Which face the module is of."""
    name = module.rpartition(".")[2][:4]
    return name if name in LOTS else "both"


def fails(module: str) -> int:
    """Whether the mutant, which is imported as *module*, is noticed: not (0), by the tests (1) or by an oracle."""
    face = face_of(module)
    try:
        if doctest.testmod(importlib.import_module(module)).failed:
            return 1
    except Exception:  # a module that cannot be imported fails every test
        return 1
    try:
        if any(_oracles_object(each) for each in (("asgi", "wsgi") if face == "both" else (face,))):
            return BY_ORACLES
    except Exception:  # as pytest sees it: whatever a test raises is a failure
        return BY_ORACLES
    return int(any(map(_tests_fail, LOTS[face])))


def _oracles_object(face: str) -> bool:
    trying = importlib.import_module("fuzz.trying")
    trial, tried = trying.Trial(face, SEED), trying.Tried()
    for oracle, count in PROGRAMS.items():
        for number in range(count):
            trial.one(oracle, number, tried)
            if tried.findings:
                return True
    return any(_is_wrong(trial, face, *each) for each in itertools.product(trying.FAULTS[face], range(DRAWS)))


def _is_wrong(trial: object, face: str, kind: str, number: int) -> bool:
    trying, oracles = importlib.import_module("fuzz.trying"), importlib.import_module("fuzz.oracles")
    program, expected = trying.FAULTS[face][kind](random.Random(f"{SEED} {kind} {number}"))
    watched = trial._watched  # type: ignore[attr-defined]  # the face that has seen the programs before
    answer, app = trying.PROGRAMS[face].run(watched, program)
    found = oracles.safety(answer, watched.findings, watched.records)
    return bool(found or oracles.accounting(answer, expected, app.raised, watched.ids, watched.records))


def _tests_fail(files: tuple[str, ...]) -> bool:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "-m", "not hypothesis"]
    _log_as_it_was()
    return pytest.main([*options, "-k", SPARED, *(str(TESTS / file) for file in files)]) != pytest.ExitCode.OK


def _log_as_it_was() -> None:
    import logging

    log = logging.getLogger("statusmw")
    log.propagate, log.handlers[:] = True, []
