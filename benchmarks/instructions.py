"""Instructions that one response takes, counted by callgrind: what else the machine does makes no difference to them.

    valgrind --tool=callgrind --instr-atstart=no python instructions.py    (started by `part`)

Each case runs twice, once longer, so that what it takes to begin falls out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SHORT, LONG = 100, 300
WARM = 600  # until fresh heads are given up to be remembered, and a pattern for their values is there
KINDS = ("same", "fresh", "fails")
NAMES = ("bare", "passes on", "statusmw", "Werkzeug's linter")
SUMMARY = re.compile(r"^summary: (\d+)", re.MULTILINE)
DUMPED = re.compile(r"^desc: Trigger: dump (\S+,\S+)", re.MULTILINE)


def part(rounds: int):
    """The table; needs valgrind."""
    from measuring import Part, shown

    made = Part(
        "Instructions",
        __doc__.split("\n\n", 1)[0] + " " + __doc__.rsplit("\n\n", 1)[1],
        ("", "", "instructions beyond bare", "ratio"),
    )
    if shutil.which("valgrind") is None:
        made.after = "Not counted: valgrind is not installed here."
        return made
    counts = counted()
    for face in ("asgi", "wsgi"):
        for kind in KINDS:
            names = [name for name in NAMES[1:] if (face, kind, name) in counts]
            beyond = {name: counts[face, kind, name] - counts[face, kind, "bare"] for name in names}
            for name in names:
                ratio = f"{beyond[name] / beyond['passes on']:.1f}"
                made.rows.append((f"{face} {kind}", name, shown(beyond[name]), ratio))
    return made


def counted() -> dict[tuple[str, str, str], float]:
    """Instructions for one response, by face, kind and wrapper."""
    with tempfile.TemporaryDirectory() as place:
        run = [
            "valgrind",
            "--tool=callgrind",
            "--instr-atstart=no",
            f"--callgrind-out-file={place}/out",
            sys.executable,
            __file__,
        ]
        environ = {**os.environ, "PYTHONHASHSEED": "0"}
        subprocess.run(run, check=True, capture_output=True, cwd=Path(__file__).parent, env=environ)
        found: dict[tuple[str, str, str], dict[int, int]] = {}
        for path in Path(place).glob("out.*"):
            text = path.read_text()
            label, summary = DUMPED.search(text), SUMMARY.search(text)
            if label and summary:
                face, kind, name, times = label[1].split(",")
                found.setdefault((face, kind, NAMES[int(name)]), {})[int(times)] = int(summary[1])
    return {key: (each[LONG] - each[SHORT]) / (LONG - SHORT) for key, each in found.items()}


def _control(*arguments: str) -> None:
    subprocess.run(["callgrind_control", *arguments, str(os.getpid())], check=True, capture_output=True)


def _count() -> None:
    import logging

    from faces import APPS, RUNS, WRAPPERS

    logging.getLogger("statusmw").handlers, logging.getLogger("statusmw").propagate = [logging.NullHandler()], False
    _control("-i", "on")
    for face in APPS:
        for kind in KINDS:
            for name, wrap in WRAPPERS[face].items():
                if name not in NAMES or (kind == "fails" and "linter" in name):
                    continue
                app = wrap(APPS[face](kind))
                RUNS[face](app, WARM if kind == "fresh" else 20)()
                for times in (SHORT, LONG):
                    run = RUNS[face](app, times)
                    _control("-z")
                    run()
                    _control("-d", f"{face},{kind},{NAMES.index(name)},{times}")


if __name__ == "__main__":
    _count()
