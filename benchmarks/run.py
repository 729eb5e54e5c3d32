"""The one command: every target beside what was measured, and docs/performance.md with its charts.

    python benchmarks/run.py [--only faces,servers] [--quick] [--responses 5000000]

With ``--only`` or ``--quick`` the page is not written.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import time
import warnings

from measuring import Part

ROUNDS = {
    "faces": 25,
    "anatomy": 15,
    "failures": 25,
    "helpers": 25,
    "rules": 15,
    "starting": 1,
    "scaling": 9,
    "servers": 7,
    "instructions": 1,
    "memory": 500_000,
}


def main() -> None:
    """Run the parts, print the targets, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help=f"some of {', '.join(ROUNDS)}")
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it runs")
    parser.add_argument("--responses", type=int, default=ROUNDS["memory"], help="how many for the resident set")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # Werkzeug's linter warns of every relative Location
    logging.getLogger("statusmw").handlers = [logging.NullHandler()]
    logging.getLogger("statusmw").propagate = False
    names = [name for name in ROUNDS if not chosen.only or name in chosen.only.split(",")]
    parts = [_measured(name, chosen) for name in names]
    for what, limit, measured, said in (target.row() for part in parts for target in part.targets):
        print(f"{what:70} {limit:>12} {measured:>12}  {said.strip('*')}")
    if not (chosen.only or chosen.quick):
        import page
        from told import DROPPED, WHY

        page.written(parts, WHY, DROPPED)
        print(f"\nwritten: {page.PAGE.relative_to(page.ROOT)} and {len(list(page.CHARTS.glob('*.svg')))} charts")


def _measured(name: str, chosen: argparse.Namespace) -> Part:
    rounds = chosen.responses if name == "memory" else ROUNDS[name]
    if chosen.quick:
        rounds = 20_000 if name == "memory" else min(3, rounds)
    started = time.perf_counter()
    part = importlib.import_module(name).part(rounds)
    print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    return part


if __name__ == "__main__":
    main()
