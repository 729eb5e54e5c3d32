"""Every fault of the matrix is a test on every face on which it can come, or there is a reason why it is not."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from faulting.matrix import DIFFERENT, ELSEWHERE, FAULTS, GROUPS
from long_form import LONG

HERE = Path(__file__).parent
CELL = re.compile(r"(?<![A-Z])([A-Z]{3,4}-\d\d)-(asgi|wsgi|helper|cli)\b")


@pytest.fixture(scope="module")
def tried(request):
    """Each fault and face that stands in the name of a test."""
    names = [item.nodeid for item in request.session.items]
    if not (LONG and is_whole(request, names)):
        names = collected()
    return {found.groups() for name in names if "tests/faults/" in name for found in CELL.finditer(name)}


def collected():
    """The names of all tests of this folder, those too that are left out now because they take long."""
    options = ["--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", *options, str(HERE)]
    environ = {**os.environ, "TESTS_LONG": "1"}
    run = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[1], check=True, env=environ)
    return run.stdout.split("\n")


def is_whole(request, names):
    """Whether all tests of this folder are in this run."""
    chosen = (
        request.config.option.keyword
        or request.config.option.markexpr
        or any("::" in arg for arg in request.config.args)
    )
    return not chosen and all(any(file.name in name for name in names) for file in HERE.glob("test_*.py"))


def test_every_fault_has_a_test_on_every_face(tried):
    wanted = {(fault.id, face) for fault in FAULTS.values() for face in fault.faces if fault.id not in ELSEWHERE}
    assert sorted(wanted - tried) == []
    assert sorted(tried - wanted) == []


def test_the_matrix_is_in_order():
    assert len(FAULTS) == 170
    assert {fault.id.partition("-")[0] for fault in FAULTS.values()} == {*GROUPS}
    assert {*ELSEWHERE, *DIFFERENT} <= {*FAULTS}
    assert not {*ELSEWHERE} & {*DIFFERENT}
    assert all(reason and reason == reason.strip(" .") for reason in (*ELSEWHERE.values(), *DIFFERENT.values()))
