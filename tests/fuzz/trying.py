"""Tries programs against the oracles: drawn ones for safety and transparency, right ones for fidelity, ones with one
fault for accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields, replace
from random import Random
from typing import Any, NamedTuple

from fuzz import asgi_faults, asgi_programs, oracles, right_programs, wsgi_faults, wsgi_programs
from fuzz.watching import Watched

PROGRAMS: dict[str, Any] = {"asgi": asgi_programs, "wsgi": wsgi_programs}
FAULTS = {"asgi": asgi_faults.FAULTS, "wsgi": wsgi_faults.FAULTS}
RIGHT = {"asgi": right_programs.asgi, "wsgi": right_programs.wsgi}
ORACLES = ("safety", "fidelity", "accounting", "transparency")
DRAWN = frozenset({"safety", "transparency"})
_REPLAYED = 100


class Finding(NamedTuple):
    """A program that an oracle has something to say about."""

    interface: str
    oracle: str
    number: int
    program: Any
    wrong: list[str]

    def __str__(self) -> str:
        return f"--only {self.interface}:{self.oracle}:{self.number}\n    {self.program}\n    {self.wrong}"


@dataclass
class Tried:
    """What was tried, and what came of it."""

    programs: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


class Trial:
    """One face, and programs for it.

    Args:
        interface: ``"asgi"`` or ``"wsgi"``.
        seed: with the number of a program it decides what that program is.
        guarded: whether the middleware is there.
    """

    def __init__(self, interface: str, seed: str, *, guarded: bool = True) -> None:
        self.interface, self.seed, self.guarded = interface, seed, guarded
        self._watched = Watched(interface, guarded=guarded)
        self._bare = Watched(interface, guarded=False)
        self._reporting = Watched(interface, guarded=guarded, on_finding="report", catch_exceptions=False)
        self._run: Callable[[Watched, Any], tuple[Any, Any]] = PROGRAMS[interface].run

    def one(self, oracle: str, number: int, tried: Tried) -> None:
        """Try the program of that number, and note what is wrong."""
        draw = Random(f"{self.seed}/{self.interface}/{oracle}/{number}")
        program, kind, judge = getattr(self, f"_{oracle}")(draw)
        wrong = self._wrong(program, judge)
        if not wrong and self.guarded and number % _REPLAYED == 0:
            wrong = self._otherwise(program)
        tried.programs[f"{self.interface} {oracle}"] += 1
        tried.kinds[kind] += 1
        if wrong:
            smaller = minimised(program, lambda less: bool(self._wrong(less, judge))) if oracle in DRAWN else program
            tried.findings.append(Finding(self.interface, oracle, number, smaller, wrong))

    def _safety(self, draw: Random) -> Any:
        return PROGRAMS[self.interface].drawn(draw), "drawn at random", lambda answer, app: []

    def _fidelity(self, draw: Random) -> Any:
        watched = self._watched
        return (
            RIGHT[self.interface](draw),
            "none",
            lambda answer, app: oracles.fidelity(answer, app.given, watched.findings, watched.records),
        )

    def _accounting(self, draw: Random) -> Any:
        kind = draw.choice([*FAULTS[self.interface]])
        program, expected = FAULTS[self.interface][kind](draw)
        watched = self._watched
        return (
            program,
            kind,
            lambda answer, app: oracles.accounting(answer, expected, app.raised, watched.ids, watched.records),
        )

    def _transparency(self, draw: Random) -> Any:
        program = (RIGHT[self.interface] if draw.random() < 0.2 else PROGRAMS[self.interface].drawn)(draw)
        return program, "drawn at random", lambda answer, app: self._unlike(program)

    def _unlike(self, program: Any) -> list[str]:
        bare, watched = (self._run(each, program)[0] for each in (self._bare, self._reporting))
        return oracles.transparency(bare, watched)

    def _wrong(self, program: Any, judge: Callable[..., list[str]]) -> list[str]:
        answer, app = self._run(self._watched, program)
        found = oracles.safety(answer, self._watched.findings, self._watched.records)
        return found + judge(answer, app)

    def _otherwise(self, program: Any) -> list[str]:
        """What a face says that has seen no other program: what it remembers must make no difference."""
        seen = [self._verdict(watched, program) for watched in (self._watched, Watched(self.interface))]
        return [] if seen[0] == seen[1] else [f"judged otherwise after others: {seen[0]} instead of {seen[1]}"]

    def _verdict(self, watched: Watched, program: Any) -> Any:
        answer, _ = self._run(watched, program)
        levels = [record.levelno for record in watched.records]
        return answer.status, answer.ending, type(answer.error), watched.ids, levels


def minimised(program: Any, is_wrong: Callable[[Any], bool]) -> Any:
    """The smallest program that is still wrong: without steps, and with what is usual instead of what is not."""
    for less in _smaller(program):
        if is_wrong(less):
            return minimised(less, is_wrong)
    return program


def _smaller(program: Any) -> Any:
    for each in fields(program):
        value = getattr(program, each.name)
        if each.name in ("steps", "before", "chunks", "final", "later"):
            for place in range(len(value)):
                yield replace(program, **{each.name: value[:place] + value[place + 1 :]})
        elif each.default is not MISSING and type(value) is type(each.default) and value != each.default:
            yield replace(program, **{each.name: each.default})
