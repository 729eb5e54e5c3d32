"""What it costs to begin: imports, the command line, and the memory of a compiled catalogue."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from measuring import Part, Target, shown

RUNS = 7
_BYTECODE = tempfile.TemporaryDirectory(prefix="statusmw-bytecode-")
COMPILE = """
import tracemalloc
import re, dataclasses, statusmw.wire, statusmw.grammar_values  # what the rules stand on
tracemalloc.start()
import statusmw.rules
from statusmw.policy import Policy
checker = Policy().checker("{face}")
checker.fine({{}}, "GET", 200, [], 0)
found = tracemalloc.take_snapshot().statistics("filename")
print(sum(each.size for each in found if "/statusmw/rules/" in each.traceback[0].filename), end=" ")
print(sum(each.size for each in found if "/statusmw/engine/" in each.traceback[0].filename))
"""


def part(rounds: int) -> Part:
    """Each in fresh interpreters, the least of some."""
    made = Part("To begin", f"{__doc__} Each figure is the least of {RUNS} fresh interpreters.", ("", ""))
    for module in ("statusmw", "statusmw.asgi", "statusmw.wsgi"):
        own = own_share(module)
        made.rows.append((f"own share of `import {module}`", f"{shown(own)} ms"))
        made.targets.append(Target(f"import {module}: own share", 10, own, " ms"))
    explained = min(_run("-m", "statusmw", "explain", "404") for _ in range(RUNS))
    nothing = min(_run("-c", "pass") for _ in range(RUNS))
    made.rows.append(
        ("`statusmw explain 404`", f"{shown(explained)} ms, an interpreter that does nothing {shown(nothing)} ms")
    )
    made.targets.append(Target("statusmw explain 404", 120, explained, " ms"))
    for face in ("asgi", "wsgi"):
        rules, compiled = (int(size) / 2**20 for size in _said("-c", COMPILE.format(face=face)).split())
        made.rows.append(
            (f"the catalogue for {face.upper()}", f"rules {shown(rules)} MiB, compiled {shown(compiled)} MiB more")
        )
        made.targets.append(Target(f"the catalogue compiled for {face.upper()}", 3, rules + compiled, " MiB"))
    return made


def own_share(module: str) -> float:
    """Milliseconds that the modules of the package themselves take, what they import from elsewhere not counted."""
    return min(_own(module) for _ in range(RUNS))


def _own(module: str) -> float:
    run = _interpreter("-X", "importtime", "-c", f"import {module}")
    lines = [line.removeprefix("import time:").split("|") for line in run.stderr.splitlines() if "|" in line]
    return sum(int(own) for own, _, name in lines[1:] if name.strip().partition(".")[0] == "statusmw") / 1000


def _said(*arguments: str) -> str:
    return _interpreter(*arguments).stdout


def _interpreter(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Whoever installs the package has its bytecode, whatever this environment says.
    environ = {**os.environ, "PYTHONPYCACHEPREFIX": _BYTECODE.name}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=environ)


def _run(*arguments: str) -> float:
    started = time.perf_counter()
    _said(*arguments)
    return (time.perf_counter() - started) * 1000
