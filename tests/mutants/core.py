"""Mutation testing of what stands between application and server, with the oracles of the fuzzers beside the tests.

As `run`, over other modules: ``python core.py --sample 40 asgi_response`` tries forty mutants of one of them. It fails
as that does, with survivors_core.toml.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import core_trial  # noqa: E402 - found by the line above

import run  # noqa: E402 - found by the path above
from fuzz.pages import written  # noqa: E402 - found by the path above

NOTICED = f"exit {core_trial.BY_ORACLES}"
NAMES = (
    *("asgi_messages", "asgi_head", "asgi_response", "asgi_websocket", "wsgi_messages", "wsgi_head", "wsgi_response"),
    *("tally", "outcome", "failures", "records"),
)


def listed() -> dict[tuple[str, str, str, str], str]:
    """The survivors that are known, with the reason."""
    entries = tomllib.loads((HERE / "survivors_core.toml").read_text("utf-8")).get("survivor", [])
    return {(e["module"], e["place"], e["was"], e["now"]): e["reason"] for e in entries}


def main() -> int:
    """Try the mutants; the figures of a run that went well are put into the documentation."""
    run.MODULES.clear()
    run.MODULES.update({f"statusmw.{name}": run.SOURCES / "statusmw" / f"{name}.py" for name in NAMES})
    run.trial, run.listed = core_trial, listed
    lines: list[str] = []
    told = run.told

    def kept(module: str, counted: Counter[str]) -> str:
        line, _, seconds = told(module, counted).rpartition("; ")
        lines.append(f"{line}; {counted[NOTICED]:4} noticed by the oracles alone")
        return f"{lines[-1]};{seconds}"

    run.told = kept
    failed = run.main()
    if not failed and not any(argument in NAMES for argument in sys.argv[1:]):
        written("mutants", lines)
    return failed


if __name__ == "__main__":
    sys.exit(main())
