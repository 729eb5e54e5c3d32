"""The committed corpus of atheris, played without it."""

from pathlib import Path

import pytest

from fuzz.targets import TARGETS
from fuzz.watching import LOG

CORPUS = Path(__file__).parent / "corpus"
INPUTS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_target_takes_what_is_in_the_corpus(path):
    was = LOG.propagate, LOG.handlers[:]
    try:
        TARGETS[path.parent.name](path.read_bytes())
    finally:
        LOG.propagate, LOG.handlers[:] = was


def test_each_target_has_a_corpus():
    assert {path.parent.name for path in INPUTS} == TARGETS.keys()
