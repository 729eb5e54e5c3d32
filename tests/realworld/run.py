"""Puts the middleware around real applications and holds what it finds against a table of verdicts.

``python run.py`` runs everything, ``python run.py httpbin radicale`` some of it, ``python run.py --quick`` what takes
a short time. It fails on a finding that is not in verdicts.toml, on one in there that no longer occurs, and on an
answer or a test that the middleware changes without the table saying why. ``--page`` writes docs/realworld.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import suites
from judging import against_table, changed, differing_tests

from page import PAGE, page_text

HERE = Path(__file__).resolve().parent
MODULES = {
    "httpbin": "httpbin_app",
    "django": "django_app",
    "wsgidav": "wsgidav_app",
    "radicale": "radicale_app",
    "pypiserver": "pypiserver_app",
    "moto": "moto_app",
    "datasette": "datasette_app",
    "bottle-falcon-a2wsgi": "small_wsgi",
    "fastapi-litestar": "small_asgi",
}
NAMES = (*MODULES, *suites.SUITES)
# Starlette's suite alone takes longer than all the rest.
QUICK = tuple(name for name in NAMES if name != "starlette")


def observed(name: str, mode: str, folder: Path) -> dict[str, Any]:
    """What was seen of *name* in *mode*."""
    file = folder / f"{name}.{mode}.json"
    if name in suites.SUITES:
        done = suites.run_suite(name, mode, file)
    else:
        command = [sys.executable, str(HERE / "one.py"), MODULES[name], mode, str(file)]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if not file.exists():
        raise RuntimeError(f"{name}, {mode}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    seen: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return seen


def judged(name: str, folder: Path) -> tuple[list[str], str]:
    """What is wrong with *name*, and a line that says how much was looked at."""
    began = time.perf_counter()
    faults = _judged_suite(name, folder) if name in suites.SUITES else _judged_application(name, folder)
    report = json.loads((folder / f"{name}.report.json").read_text("utf-8"))
    asked = f"{report['tests']} tests" if name in suites.SUITES else f"{len(report['asked'])} requests"
    took = f"{time.perf_counter() - began:.0f} s"
    return faults, f"{name:22} {asked:14} {len(report['findings']):4} distinct findings {took:>6}"


def _judged_application(name: str, folder: Path) -> list[str]:
    seen = {mode: observed(name, mode, folder) for mode in ("plain", "report", "repair")}
    faults = against_table(name, seen["report"]["findings"])
    faults += changed(f"{name}, report", seen["plain"]["asked"], seen["report"]["asked"])
    return faults + changed(f"{name}, repair", seen["plain"]["asked"], seen["repair"]["asked"])


def _judged_suite(name: str, folder: Path) -> list[str]:
    seen = {mode: observed(name, mode, folder) for mode in suites.MODES}
    faults = against_table(name, seen["report"]["findings"])
    for mode in suites.MODES[1:]:
        faults += differing_tests(name, mode, seen["plain"]["failed"], seen[mode]["failed"])
    return faults


def main(arguments: Sequence[str]) -> int:
    """Run what *arguments* name; 1 if anything is wrong."""
    if "--page" in arguments:
        PAGE.write_text(page_text(), "utf-8")
        return 0
    names = QUICK if "--quick" in arguments else tuple(arguments) or NAMES
    if unknown := set(names) - set(NAMES):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    wrong = False
    with tempfile.TemporaryDirectory() as room, ThreadPoolExecutor(2) as pool:
        for faults, line in pool.map(lambda name: judged(name, Path(room)), names):
            print(line, flush=True)
            for fault in faults:
                print("   ", fault.replace("\n", "\n      | "), flush=True)
            wrong = wrong or bool(faults)
    if not PAGE.exists() or PAGE.read_text("utf-8") != page_text():
        print(f"{PAGE.name} is stale; run: make realworld-page")
        wrong = True
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
