"""Fuzzing: programs at random, state machines of hypothesis, and atheris where it is installed.

``python run.py --seconds 600`` takes so long in all and prints what was tried, which faults were planted and what was
found; ``--only asgi:safety:1234 --seed …`` plays one program again; ``--without`` leaves the middleware out, which the
oracles have to notice.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent / "src")]

from fuzz import guided, machines  # noqa: E402 - found by the line above
from fuzz.pages import written  # noqa: E402 - found by the path above
from fuzz.trying import ORACLES, Trial, Tried  # noqa: E402 - found by the path above

WORTH_TELLING = 120.0  # seconds; the figures of less say little
SHARES = {"programs": 0.5, "machines": 0.2, "guided": 0.3}
BLOCK = 200
MOST_FINDINGS = 20
NOTICED = 0.8


def tried_for(seconds: float, seed: str, *, guarded: bool = True) -> Tried:
    """As many programs as there is time for, of each kind in turn."""
    tried, ends = Tried(), time.monotonic() + seconds
    trials = [Trial(interface, seed, guarded=guarded) for interface in ("asgi", "wsgi")]
    for block in itertools.count():
        for trial, oracle in itertools.product(trials, ORACLES if guarded else ORACLES[:1]):
            for number in range(block * BLOCK, (block + 1) * BLOCK):
                trial.one(oracle, number, tried)
        if time.monotonic() > ends or (guarded and len(tried.findings) >= MOST_FINDINGS):
            return tried


def told(tried: Tried) -> list[str]:
    """The table of what was tried."""
    lines = [f"{what:24} {count:10,}" for what, count in sorted(tried.programs.items())]
    planted = Counter({kind: n for kind, n in tried.kinds.items() if kind not in ("drawn at random", "none")})
    lines += ["", f"faults planted: {planted.total():,} of {len(planted)} kinds"]
    return lines + [f"    {kind.replace('_', ' '):46} {count:8,}" for kind, count in sorted(planted.items())]


def again(only: str, seed: str) -> int:
    """Play one program again."""
    interface, oracle, number = only.split(":")
    tried = Tried()
    Trial(interface, seed).one(oracle, int(number), tried)
    print(*(tried.findings or ["nothing wrong"]), sep="\n")
    return int(bool(tried.findings))


def without(seconds: float, seed: str) -> int:
    """Whether the oracles notice that the middleware is not there."""
    tried = tried_for(seconds, seed, guarded=False)
    found = Counter(f"{finding.interface} {finding.oracle}" for finding in tried.findings)
    shares = {what: found[what] / count for what, count in tried.programs.items()}
    for what, share in shares.items():
        print(f"{what:24} {tried.programs[what]:10,} programs without the middleware, {share:.1%} of them noticed")
    return int(min(shares.values()) < NOTICED)


def fuzzed(seconds: float, seed: str, python: str) -> int:
    """All there is, in *seconds*."""
    began = time.monotonic()
    tried = tried_for(seconds * SHARES["programs"], seed)
    lines, findings = told(tried), [f"--seed {seed} {finding}" for finding in tried.findings]
    steps, broken = machines.played(seconds * SHARES["machines"])
    lines += ["", *steps]
    executions, crashes = guided.hunted(seconds * SHARES["guided"], python)
    lines += ["", *executions]
    findings += [*broken, *crashes]
    lines += ["", f"{time.monotonic() - began:.0f} s, seed {seed}; findings: {len(findings)}"]
    print(*lines, *findings, sep="\n", flush=True)
    if not findings and seconds >= WORTH_TELLING:
        written("fuzz", lines)
    return int(bool(findings))


def main() -> int:
    """Fuzz; 0 if nothing was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", default=os.urandom(4).hex(), help="any text")
    parser.add_argument("--only", help="one program, as a finding names it")
    parser.add_argument("--without", action="store_true", help="leave the middleware out")
    arguments = parser.parse_args()
    if arguments.only:
        return again(arguments.only, arguments.seed)
    if arguments.without:
        return without(arguments.seconds, arguments.seed)
    return fuzzed(arguments.seconds, arguments.seed, sys.executable)


if __name__ == "__main__":
    sys.exit(main())
