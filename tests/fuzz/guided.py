"""Runs atheris over each target for a while, from the committed corpus, and tells what it did."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
TARGETS = tuple(sorted(path.name for path in CORPUS.iterdir()))
JOBS = 2
LEAST = 2
LONGEST_INPUT = 4096
SLOWEST = 10  # seconds for one input, above which it is a finding
_EXECUTED = re.compile(r"number_of_executed_units:\s*([0-9]+)")
_COVERED = re.compile(r"cov: ([0-9]+)")


def hunted(seconds: float, python: str) -> tuple[list[str], list[str]]:
    """A line for each target, and what was found; without atheris only the corpus is tried.

    Args:
        seconds: in all.
        python: the interpreter that has atheris.
    """
    if importlib.util.find_spec("atheris") is None:
        return ["atheris is not installed: the corpus alone is tried, by the tests"], []
    each = max(LEAST, round(seconds * JOBS / len(TARGETS)))
    with ThreadPoolExecutor(JOBS) as pool:
        results = [*pool.map(lambda target: _one(target, each, python), TARGETS)]
    return [line for line, _ in results], [crash for _, crash in results if crash]


def _one(target: str, seconds: int, python: str) -> tuple[str, str]:
    with tempfile.TemporaryDirectory() as found:
        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST_INPUT}", f"-timeout={SLOWEST}"]
        options += ["-print_final_stats=1", f"-artifact_prefix={found}/", f"-dict={HERE / 'words.txt'}"]
        command = [python, str(HERE / "harness.py"), target, *options, found, str(CORPUS / target)]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = ran.stdout + ran.stderr
    executed = _EXECUTED.search(said)
    covered = _COVERED.findall(said) or ["0"]
    count = int(executed[1]) if executed else 0
    line = f"{'atheris ' + target:24} {count:10,} executions in {seconds} s, {int(covered[-1]):,} branches seen"
    return line, f"atheris {target}:\n{said[-3000:]}" if ran.returncode else ""
