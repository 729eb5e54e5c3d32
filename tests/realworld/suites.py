"""Runs the test suite of a framework, as its source distribution has it, with the middleware around every application."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SUITES = ("flask", "starlette")
MODES = ("plain", "report", "mend", "repair")


def unpacked(name: str, folder: Path) -> Path:
    """The source of the installed version of *name*, below *folder*; fetched the first time."""
    wanted = f"{name}-{version(name)}"
    if not (folder / wanted).exists():
        with tempfile.TemporaryDirectory() as room:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
            command += ["--no-binary", name, "-d", room, f"{name}=={version(name)}"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"the source of {wanted} cannot be fetched: {done.stderr}")
            with tarfile.open(next(Path(room).glob("*.tar.gz"))) as archive:
                archive.extractall(folder, filter="data")
    return folder / wanted


def run_suite(name: str, mode: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Run the suite of *name* in *mode*; what was seen is written to *file*."""
    folder = ROOT / ".venv-realworld" / "sources"
    folder.mkdir(exist_ok=True)
    environment: dict[str, Any] = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
        "REALWORLD_SUITE": name,
        "REALWORLD_MODE": mode,
        "REALWORLD_FILE": str(file),
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "suite_plugin", "-p", "no:cacheprovider"],
        cwd=unpacked(name, folder),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
