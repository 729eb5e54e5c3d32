"""What each face adds to a response, beside a wrapper that only passes on.

`same` is a response whose head never changes (4 fields); in `fresh` ETag, Date, Location, Set-Cookie and the request
id differ each time (8 fields); `stream` has 100 chunks. `fails` raises: what is measured is the way to the answer.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from werkzeug.middleware.lint import LintMiddleware

from heads import CHUNKS, PassOnAsgi, PassOnWsgi, asgi_app, asgi_run, wsgi_app, wsgi_run
from measuring import Chart, Part, Taken, Target, by_turns, shown
from statusmw import Policy
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

EACH = 200


def quiet() -> Policy:
    """The default policy, silent; a new one, so that nothing is remembered from what was measured before."""
    return Policy(report=lambda finding: None)


WRAPPERS = {
    "asgi": {
        "bare": lambda app: app,
        "passes on": PassOnAsgi,
        "statusmw": lambda app: AsgiMiddleware(app, quiet()),
        "ServerErrorMiddleware": ServerErrorMiddleware,
        "ExceptionMiddleware": ExceptionMiddleware,
    },
    "wsgi": {
        "bare": lambda app: app,
        "passes on": PassOnWsgi,
        "statusmw": lambda app: WsgiMiddleware(app, quiet()),
        "Werkzeug's linter": LintMiddleware,
    },
}
APPS = {"asgi": asgi_app, "wsgi": wsgi_app}
RUNS = {"asgi": asgi_run, "wsgi": wsgi_run}
_WITHOUT_LINTER = ("stream", "fails")


def added(interface: str, kind: str, rounds: int) -> dict[str, Taken]:
    """Microseconds beyond the bare application for one response, by wrapper; the bare one's own under its name."""
    wrappers = WRAPPERS[interface]
    names = [name for name in wrappers if "linter" not in name or kind not in _WITHOUT_LINTER]
    each = EACH // 10 if kind == "stream" else EACH
    cases = {name: RUNS[interface](wrappers[name](APPS[interface](kind)), each) for name in names}
    taken = by_turns(cases, rounds, each)
    return {name: each if name == "bare" else each.beyond(taken["bare"]) for name, each in taken.items()}


def part(rounds: int) -> Part:
    """The table of all, with what is to be reached."""
    found = {(face, kind): added(face, kind, rounds) for face in APPS for kind in ("same", "fresh", "stream", "fails")}
    made = Part("What a face adds to a response", __doc__.split("\n\n", 1)[1], ("", "", "µs, least", "median", "ratio"))
    for (face, kind), by_name in found.items():
        unit = by_name["passes on"].least
        for name, each in by_name.items():
            ratio = "" if name == "bare" else f"{each.least / unit:.1f}"
            made.rows.append((f"{face} {kind}", name, shown(each.least), shown(each.median), ratio))
    made.targets = _targets(found)
    made.after = (
        "Microseconds beyond the bare application, but for the bare one itself; the ratio is to the wrapper that only "
        "passes on. For a stream that is the whole of 100 chunks. Over WSGI a wrapper that only passes on is not "
        "between the chunks at all; whoever counts them has to be."
    )
    made.charts["faces"] = _chart(found)
    return made


def _targets(found: dict[tuple[str, str], dict[str, Taken]]) -> list[Target]:
    def least(face: str, kind: str, name: str = "statusmw") -> float:
        return found[face, kind][name].least

    linter = "Werkzeug's linter"
    chunk = per_chunk()
    return [
        Target(
            "ASGI, same: to what passing on adds", 2.5, least("asgi", "same") / least("asgi", "same", "passes on"), " x"
        ),
        Target(
            "ASGI, fresh: to what passing on adds",
            4,
            least("asgi", "fresh") / least("asgi", "fresh", "passes on"),
            " x",
        ),
        Target(
            "WSGI, same: to what Werkzeug's linter adds",
            0.1,
            least("wsgi", "same") / least("wsgi", "same", linter),
            " x",
        ),
        Target("WSGI, fresh: to what it adds", 0.125, least("wsgi", "fresh") / least("wsgi", "fresh", linter), " x"),
        Target("ASGI, a further chunk: to passing on", 1.3, chunk, " x"),
        Target("ASGI, an exception: µs over the bare application", 30, least("asgi", "fails"), " µs"),
        Target("WSGI, an exception: µs over the bare application", 30, least("wsgi", "fails"), " µs"),
    ]


def per_chunk(rounds: int = 15) -> float:
    """What each chunk but the first ones costs behind statusmw, to what it costs behind what only passes on."""
    each = 20
    makers = {name: WRAPPERS["asgi"][name] for name in ("bare", "passes on", "statusmw")}
    taken = {
        chunks: by_turns(
            {n: asgi_run(make(asgi_app("stream", chunks)), each) for n, make in makers.items()}, rounds, each
        )
        for chunks in (CHUNKS, 3 * CHUNKS)
    }
    further = {name: taken[3 * CHUNKS][name].least - taken[CHUNKS][name].least for name in makers}
    return (further["statusmw"] - further["bare"]) / (further["passes on"] - further["bare"])


def _chart(found: dict[tuple[str, str], dict[str, Taken]]) -> Chart:
    kinds = ["same", "fresh"]
    series = {
        f"{face}, {name}": [found[face, kind][name].least for kind in kinds]
        for face in APPS
        for name in WRAPPERS[face]
        if name != "bare"
    }
    return Chart("Added to a response", "", "µs", kinds, series, bars=True)


def formatting() -> logging.Handler:
    """A handler that writes tracebacks as a server does, to where they cost nothing more."""
    handler = logging.StreamHandler(Path(os.devnull).open("w"))  # noqa: SIM115 - as long as the process
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    return handler
