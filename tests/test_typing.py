"""Type checkers accept what users write, and find the mistakes they are meant to find."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
API = ROOT / "tests" / "typing" / "api.py"


def run(*command):
    return subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)


def test_mypy_agrees_with_what_users_write():
    done = run("mypy", "--strict", "--warn-unused-ignores", str(API))
    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 1 source file\n"), (
        done.stdout + done.stderr
    )


def test_pyright_agrees_with_what_users_write():
    done = run("pyright", "--pythonpath", sys.executable, "--outputjson", str(API))
    report = json.loads(done.stdout)
    assert [(found["range"]["start"]["line"] + 1, found["message"]) for found in report["generalDiagnostics"]] == []
    assert report["summary"]["filesAnalyzed"] == 1
