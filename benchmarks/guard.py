"""A guard for CI: ratios within one process, held with a margin of 2, so that noise fails nothing.

A limit is twice what was measured when it was set. Who makes the engine faster sets it anew.
"""

from __future__ import annotations

import logging
import sys
import warnings

from faces import added, per_chunk
from measuring import by_turns
from rules import asked, multiplied

ROUNDS = 15
LIMITS = {
    "ASGI, same, to what passing on adds": 12.0,
    "ASGI, fresh, to what passing on adds": 55.0,
    "ASGI, a further chunk, to passing on": 9.0,
    "WSGI, same, to what Werkzeug's linter adds": 0.4,
    "WSGI, fresh, to what it adds": 1.8,
    "10 x the rules, to the catalogue": 2.0,
}


def measured() -> dict[str, float]:
    """Each ratio by its name in `LIMITS`."""
    least = {
        (face, kind): {name: taken.least for name, taken in added(face, kind, ROUNDS).items()}
        for face in ("asgi", "wsgi")
        for kind in ("same", "fresh")
    }
    linter = "Werkzeug's linter"
    rules = by_turns({str(times): asked(multiplied(times, others=True), "same") for times in (1, 10)}, ROUNDS, 500)
    found = [
        *(least["asgi", kind]["statusmw"] / least["asgi", kind]["passes on"] for kind in ("same", "fresh")),
        per_chunk(5),
        *(least["wsgi", kind]["statusmw"] / least["wsgi", kind][linter] for kind in ("same", "fresh")),
        rules["10"].least / rules["1"].least,
    ]
    return dict(zip(LIMITS, found, strict=True))


def main() -> None:
    """Print each ratio beside its limit; fail if one is beyond it."""
    warnings.simplefilter("ignore")
    logging.getLogger("statusmw").handlers = [logging.NullHandler()]
    found = measured()
    for name, ratio in found.items():
        print(f"{name:45} {ratio:8.2f}  at most {LIMITS[name]:8.2f}")
    if any(ratio > LIMITS[name] for name, ratio in found.items()):
        sys.exit("slower than it was, by more than noise")


if __name__ == "__main__":
    main()
