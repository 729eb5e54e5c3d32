"""Where the time goes that is left: the pieces of a fine response, and the shares of an exception by module."""

from __future__ import annotations

import contextlib
import cProfile
import pstats
from pathlib import Path

import statusmw
from faces import quiet
from heads import BODY, SCOPE, STATUS, PassOnAsgi, asgi_app, asgi_run, fields
from measuring import Part, by_turns, shown
from statusmw.asgi import StatusMiddleware
from statusmw.engine import Checker

EACH = 200
SHOWN = 12
_PACKAGE = Path(statusmw.__file__).parent


class Held:
    """What has to be done to hold a head until the content is there, if nothing is judged and nothing can fail."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        held = None

        async def holding(message):
            nonlocal held
            if message["type"] == "http.response.start":
                held = message
            else:
                await send(held)
                await send(message)

        await self.app(scope, receive, holding)


def part(rounds: int) -> Part:
    """Both tables in one."""
    made = Part("Where the time goes", __doc__, ("", ""))
    for kind in ("same", "fresh"):
        app = asgi_app(kind)
        cases = {"bare": app, "passing on": PassOnAsgi(app), "holding the head in a closure": Held(app)}
        runs = {name: asgi_run(each, EACH) for name, each in cases.items()}
        judged = StatusMiddleware(app, quiet())
        runs["all of statusmw"] = asgi_run(judged, EACH)
        taken = by_turns(runs, rounds, EACH)
        with _free():
            free = by_turns({"bare": runs["bare"], "free": runs["all of statusmw"]}, rounds, EACH)
        for name in list(cases)[1:]:
            made.rows.append((f"ASGI {kind}: {name}", f"{shown(taken[name].beyond(taken['bare']).least)} µs"))
        without = free["free"].beyond(free["bare"]).least
        made.rows.append((f"ASGI {kind}: statusmw where nothing is judged", f"{shown(without)} µs"))
        made.rows.append(
            (f"ASGI {kind}: all of statusmw", f"{shown(taken['all of statusmw'].beyond(taken['bare']).least)} µs")
        )
    made.rows += judges(rounds)
    made.rows += shares()
    return made


@contextlib.contextmanager
def _free():
    """Judging costs nothing."""
    fine = Checker.fine
    Checker.fine = lambda *_: True
    try:
        yield
    finally:
        Checker.fine = fine


def judges(rounds: int) -> list[tuple[str, str]]:
    """What the rules' own judges take for the fresh values of a head, each field by itself; nothing is remembered."""
    checker = quiet().checker("asgi")
    heads = fields("fresh")
    lines = [[(n.encode(), v.encode()) for n, v in next(heads)] for _ in range(EACH)]
    checker.fine(SCOPE, "POST", STATUS["fresh"], lines[0], len(BODY), BODY)
    (layout,) = checker._layouts.values()  # noqa: SLF001 - a benchmark looks inside
    runs = {}
    for place, judgement in layout.judged:
        values = [line[place][1].decode() for line in lines]

        def run(values=values, judgement=judgement):
            for value in values:
                for judge in judgement.judges:
                    judge(value)

        runs[lines[0][place][0].decode()] = run
    taken = by_turns(runs, rounds, EACH)
    return [(f"fresh values: the judges of {name}", f"{shown(each.least)} µs") for name, each in taken.items()]


def shares() -> list[tuple[str, str]]:
    """Which modules the time of an exception is spent in, by a profile (which itself costs)."""
    run = asgi_run(StatusMiddleware(asgi_app("fails"), quiet()), EACH)
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    by_module: dict[str, float] = {}
    for (path, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():
        inside = path.startswith(str(_PACKAGE))
        name = f"statusmw/{Path(path).relative_to(_PACKAGE)}" if inside else "/".join(Path(path).parts[-2:])
        name = "built-in functions" if path == "~" else name
        by_module[name] = by_module.get(name, 0.0) + own
    total = sum(by_module.values())
    largest = sorted(by_module.items(), key=lambda each: -each[1])[:SHOWN]
    return [(f"an exception: {name}", f"{own / total:.0%}") for name, own in largest]
