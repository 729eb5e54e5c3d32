"""Type checkers accept what users write, and find the mistakes they are meant to find."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "tests" / "typing").glob("*.py"))


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_mypy_agrees_with_what_users_write(path):
    done = run("mypy", "--strict", "--warn-unused-ignores", str(path))
    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 1 source file\n"), (
        done.stdout + done.stderr
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_pyright_agrees_with_what_users_write(path):
    done = run("pyright", "--pythonpath", sys.executable, "--outputjson", str(path))
    report = json.loads(done.stdout)
    assert [(found["range"]["start"]["line"] + 1, found["message"]) for found in report["generalDiagnostics"]] == []
    assert report["summary"]["filesAnalyzed"] == 1
