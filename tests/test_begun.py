"""What is loaded when, and what does not wait for it."""

import os
import subprocess
import sys
import uuid

import pytest

import statusmw.policy
import statusmw.rules
from statusmw.reporting import failure


def said(program: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.mark.parametrize("face", ["asgi", "wsgi"])
def test_a_face_is_imported_without_the_catalogue(face):
    loaded = said(f"import sys, statusmw.{face}; print(*[m for m in sys.modules if m.startswith('statusmw.rules.')])")
    assert "statusmw.rules.gateway" in loaded
    assert "statusmw.rules.occasions" not in loaded


def test_the_catalogue_is_the_same_whenever_it_is_asked_for():
    assert statusmw.rules.CATALOGUE is statusmw.rules.CATALOGUE
    assert tuple(rule for rules in statusmw.rules.TOPICS.values() for rule in rules) == statusmw.rules.CATALOGUE


def test_the_default_policy_is_one():
    assert statusmw.policy.DEFAULT is statusmw.policy.DEFAULT


@pytest.mark.parametrize("module", [statusmw.policy, statusmw.rules], ids=lambda module: module.__name__)
def test_what_a_module_has_not_it_says_so(module):
    with pytest.raises(AttributeError, match=f"^module '{module.__name__}' has no attribute 'nothing'$"):
        _ = module.nothing


def test_error_ids_are_random_uuids_each_once():
    made = [failure.made_id() for _ in range(500)]
    ids = [uuid.UUID(each.removeprefix("urn:uuid:")) for each in made]
    assert len(set(ids)) == 500
    assert {(each.version, each.variant) for each in ids} == {(4, uuid.RFC_4122)}
    assert [each.urn for each in ids] == made


@pytest.mark.skipif(not hasattr(os, "fork"), reason="where nobody forks, nobody shares")
def test_no_two_processes_take_the_same_error_ids():
    program = (
        "import os\nfrom statusmw.reporting.failure import made_id\nmade_id()\nchild = os.fork()\n"
        "if child: os.waitpid(child, 0)\nprint(made_id(), flush=True)\n"
    )
    first, second = said(program)
    assert first != second
