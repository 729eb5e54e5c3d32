"""Every fault behind every server, without statusmw and with it: `make servers`.

    run.py           all servers and proxies, and the table in docs/reliability.md
    run.py --short   the servers that are installed for the tests, without proxies and without the table

It ends with 0 only if nothing that left with statusmw was wrong, but for the cells in allowed.toml, which all still are.
"""

import sys
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import hosting  # noqa: E402 - found by the path above
import neighbours  # noqa: E402 - found only from here on
import table  # noqa: E402 - found by the path above
from matrix import FACES, Row, cases  # noqa: E402 - found by the path above

WORKERS = 2
MOST_ALLOWED = 25
NEEDS = {
    "gunicorn sync": "gunicorn",
    "gunicorn gthread": "gunicorn",
    "gunicorn asgi": "gunicorn",
    "granian wsgi": "granian",
    "granian asgi": "granian",
    "uvicorn h11": "h11",
    "uvicorn httptools": "httptools",
}
SHORT = {*hosting.demo_serve.WSGI, *hosting.demo_serve.ASGI, "wsgiref", "werkzeug"}


def servers(*, short):
    """Every server that is to be run, with its face."""
    return [(kind, face) for face, (_, told) in FACES.items() for kind in told if not short or kind in SHORT]


def is_installed(kind):
    return find_spec(NEEDS.get(kind, kind)) is not None


def allowed():
    """(server, case) to the reason why it is not in order."""
    listed = tomllib.loads((HERE / "allowed.toml").read_text())
    return {(cell["server"], case): cell["reason"] for cell in listed.get("cell", ()) for case in cell["cases"]}


def faults(cells, listed):
    """What is wrong with the cells of a run with statusmw, a line each."""
    wrong = {(cell.server, cell.case.name): cell.wrong for cell in cells if cell.wrong}
    ran = {(cell.server, cell.case.name) for cell in cells}
    if len(listed) > MOST_ALLOWED:
        yield f"allowed.toml lists {len(listed)} cells, {MOST_ALLOWED} are the most"
    for (server, case), what in wrong.items():
        if (server, case) not in listed:
            yield f"{server}: {case}: {what}"
    for server, case in listed.keys() & ran - wrong.keys():
        yield f"{server}: {case}: in order by now; strike it from allowed.toml"


def counted(kind, face, *, checked, short):
    cells = Row(kind, face, checked=checked).cells(cases(face, kind, short=short))
    print(f"{kind}, {'with' if checked else 'without'} statusmw: {len(cells)} cells", file=sys.stderr, flush=True)
    return cells


def matrix(told, *, short):
    """All cells, by server and whether statusmw was in front; the short form has statusmw in front of all."""
    modes = [(kind, face, checked) for kind, face in told for checked in ((True,) if short else (False, True))]
    with ThreadPoolExecutor(WORKERS) as pool:
        ran = pool.map(lambda mode: counted(*mode[:2], checked=mode[2], short=short), modes)
        return {(kind, checked): cells for (kind, _, checked), cells in zip(modes, ran, strict=True)}


def proxied():
    """By (server, whether statusmw was in front): by proxy, the faults after which somebody else suffered; and how many."""
    absent = neighbours.missing()
    if absent:
        print(f"NOT INSTALLED, NOT ASKED: {', '.join(absent)} (and so no proxy at all)", file=sys.stderr)
        return {}
    modes = [(kind, checked) for kind in neighbours.BEHIND for checked in (False, True)]
    with ThreadPoolExecutor(WORKERS) as pool:
        ran = pool.map(lambda mode: neighbours.harmed(mode[0], checked=mode[1]), modes)
        return dict(zip(modes, ran, strict=True))


def harmful(harm):
    """After which faults somebody else suffered though statusmw was in front, a line each."""
    behind = [(kind, by) for (kind, checked), (by, _) in harm.items() if checked]
    return [f"{name} before {kind}: {path} harms others" for kind, by in behind for name in by for path in by[name]]


def main(arguments):
    short = "--short" in arguments
    told = servers(short=short)
    absent = [kind for kind, _ in told if not is_installed(kind)]
    for kind in absent:
        print(f"NOT INSTALLED, NOT RUN: {kind}", file=sys.stderr)
    ran = matrix([(kind, face) for kind, face in told if kind not in absent], short=short)
    harm = {} if short else proxied()
    found = [*faults([cell for (_, checked), cells in ran.items() if checked for cell in cells], allowed())]
    found += harmful(harm)
    text = table.of({key: Counter(cell.kind for cell in cells) for key, cells in ran.items()}, harm)
    print(text)
    print("\n".join(found) or "Nothing is wrong with statusmw in front, but for what allowed.toml lists.")
    if harm and not (absent or found):
        table.write(text)
    return 1 if found or absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
