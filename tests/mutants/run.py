"""Mutation testing of the rules, the grammar and the engine: which fault in them would no test notice?

``python run.py`` tries each mutant of each module, ``python run.py rules.ranges engine.checker`` those of some modules,
``--sample 40`` as many of each module, drawn by a fixed seed, and ``--listed`` those in survivors.toml. It fails on a
survivor that is not in there, on one in there that a test kills by now, and if the score, which leaves equivalent
mutants out, is not above 95 %.

``--again`` spares what an earlier run has seen killed, which ``.mutants/`` remembers for each function as it was: to go
on where a run was interrupted, and to try those that were alive once more after tests were added. Those that are listed
are taken for alive; ``--listed`` tries them.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import signal
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parent.parent / "src"
sys.path[:0] = [str(HERE), str(HERE.parent), str(SOURCES)]

import trial  # noqa: E402 - found by the line above; what it needs of others is imported once for all
from mutating import Mutant, mutants  # noqa: E402 - found by the path above

OTHERS = ("grammar", "grammar_values", "rule")
MODULES = {
    ".".join(("statusmw", *path.relative_to(SOURCES / "statusmw").with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in (
        *sorted((SOURCES / "statusmw" / "rules").glob("*.py")),
        *sorted((SOURCES / "statusmw" / "engine").glob("*.py")),
        *(SOURCES / "statusmw" / f"{name}.py" for name in OTHERS),
    )
}
PATIENCE = 60  # seconds of the processor; what runs as long runs for ever
WAIT = 3 * PATIENCE  # seconds by the clock; what takes as long waits for what does not come
MEMORY = 4 << 30
MOST_ALIVE = 0.05
REMEMBERED = SOURCES.parent / ".mutants"
SEED = 9110


class _Planted(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Finds the mutant where the module is looked for."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(mutant.module, str(MODULES[mutant.module]))
        self._mutant = mutant

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        if fullname != self._mutant.module:
            return None
        file = MODULES[fullname]
        inside = [str(file.parent)] if file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, file, loader=self, submodule_search_locations=inside)

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._mutant.code, self.path, "exec")


def started(module: str, mutant: Mutant | None) -> int:
    """The id of a process that tells by its exit status whether a test has failed, and of which kind."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        _keep_quiet()
        if mutant is not None:
            sys.meta_path.insert(0, _Planted(mutant))
        status = int(trial.fails(module))
    finally:
        os._exit(status)


def _keep_quiet() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.alarm(WAIT)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)


def alive(module: str, tried: Iterable[Mutant], jobs: int) -> list[Mutant]:
    """Those of the mutants that no test notices; the others are remembered as killed."""
    running: dict[int, Mutant] = {}
    survivors = []
    for mutant in (*tried, None):
        while running and (mutant is None or len(running) >= jobs):
            process, status = os.wait()
            done = running.pop(process)
            if status == 0:
                survivors.append(done)
                print(f"alive: {_shown(done.key)}", file=sys.stderr, flush=True)
            else:
                _remember(done, os.waitstatus_to_exitcode(status))
        if mutant is not None:
            running[started(module, mutant)] = mutant
    return survivors


def _remember(mutant: Mutant, status: int) -> None:
    REMEMBERED.mkdir(exist_ok=True)
    with (REMEMBERED / mutant.module).open("a") as file:
        file.write(f"{_digest(mutant)} {status}\n")


def remembered(module: str) -> dict[str, int]:
    """The mutants that were seen killed, by their digests, each with the exit status of its trial."""
    file = REMEMBERED / module
    lines = file.read_text().splitlines() if file.exists() else []
    return {digest: int(status) for digest, status in map(str.split, lines)}


def _digest(mutant: Mutant) -> str:
    return hashlib.sha256(f"{mutant.place}\n{mutant.part}".encode()).hexdigest()


def prepare(chosen: Sequence[str]) -> None:
    """See that the tests pass as things are."""
    trial.preload()
    tables = {(trial.OWN_TABLES.get(module), trial.WITH_FIXTURES.get(module)): module for module in chosen}
    for module in tables.values():
        if os.waitpid(started(module, None), 0)[1]:
            raise SystemExit(f"the tests of {module} fail without any mutant")


def listed() -> dict[tuple[str, str, str, str], str]:
    """The survivors that are known, with the reason."""
    entries = tomllib.loads((HERE / "survivors.toml").read_text("utf-8")).get("survivor", [])
    return {(e["module"], e["place"], e["was"], e["now"]): e["reason"] for e in entries}


def tried_of(module: str, sample: int | None) -> list[Mutant]:
    """The mutants of *module*, or *sample* of them."""
    made = list(mutants(module, MODULES[module]))
    if sample is None or len(made) <= sample:
        return made
    return random.Random(f"{SEED} {module}").sample(made, sample)


def judged(module: str, arguments: argparse.Namespace, known: dict[Any, str]) -> tuple[Counter[str], list[str]]:
    """How many mutants of *module* there were and lived, and what is wrong with the list."""
    began = _seconds_used()
    tried = tried_of(module, arguments.sample)
    if arguments.listed:
        tried = [mutant for mutant in tried if mutant.key in known]
    if not arguments.again:
        (REMEMBERED / module).unlink(missing_ok=True)
    spared = remembered(module)
    left = [mutant for mutant in tried if _digest(mutant) not in spared]
    told = [mutant.key for mutant in left if arguments.again and not arguments.listed and mutant.key in known]
    left = [mutant for mutant in left if mutant.key not in told]
    survivors = {*told, *(mutant.key for mutant in alive(module, left, arguments.jobs))}
    asked = {mutant.key for mutant in tried}
    killed = {
        key for key in known.keys() - survivors if key[0] == module and (arguments.sample is None or key in asked)
    }
    faults = [f"not in survivors.toml: {_shown(key)}" for key in sorted(survivors - known.keys())]
    faults += [f"in survivors.toml, and not alive: {_shown(key)}" for key in sorted(killed)]
    equivalent = sum(known.get(key, "").startswith("equivalent") for key in survivors)
    counted = Counter(mutants=len(tried), alive=len(survivors), equivalent=equivalent)
    seen = remembered(module)
    counted.update(f"exit {seen[digest]}" for digest in map(_digest, tried) if digest in seen)
    counted["seconds"] = round(_seconds_used() - began)
    return counted, faults


def _seconds_used() -> float:
    """Of the processor, by all trials until now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def told(module: str, counted: Counter[str]) -> str:
    """One line of the table of results."""
    killed = counted["mutants"] - counted["alive"]
    share = counted["alive"] / max(counted["mutants"], 1)
    return (
        f"{module.removeprefix('statusmw.'):24} {counted['mutants']:5} mutants {killed:5} killed "
        f"{counted['alive']:4} alive ({share:5.1%}), {counted['equivalent']:3} of them equivalent: score {_score(counted):6.1%}; "
        f"{counted['seconds']:5} s of the processor"
    )


def _score(counted: Counter[str]) -> float:
    """The share of killed mutants among those that could be."""
    could_be = counted["mutants"] - counted["equivalent"]
    return (could_be - (counted["alive"] - counted["equivalent"])) / max(could_be, 1)


def _shown(key: Sequence[str]) -> str:
    module, place, was, now = key
    return f"{module} {place}\n    - {was}\n    + {now}"


def main() -> int:
    """Try the mutants; 0 if as few live as may, and each of them with a reason."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help="without 'statusmw.'; none: all")
    parser.add_argument("--sample", type=int, help="so many mutants of each module")
    parser.add_argument("--listed", action="store_true", help="only those in survivors.toml: are they alive still?")
    parser.add_argument("--again", action="store_true", help="without those that an earlier run has seen killed")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    arguments = parser.parse_args()
    known, total, faults = listed(), Counter[str](), list[str]()
    chosen = [f"statusmw.{name}" for name in arguments.modules] or list(MODULES)
    if arguments.listed:
        chosen = [module for module in chosen if any(key[0] == module for key in known)]
    os.chdir(SOURCES.parent)  # where mutmut looks for its settings
    prepare(chosen)
    for module in chosen:
        counted, wrong = judged(module, arguments, known)
        print(told(module, counted), *wrong, sep="\n", flush=True)
        total, faults = total + counted, faults + wrong
    print(told("all together", total))
    return int(bool(faults) or (not arguments.listed and _score(total) <= 1 - MOST_ALIVE))


if __name__ == "__main__":
    sys.exit(main())
