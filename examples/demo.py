"""The same applications behind real servers, without and with statusmw: what leaves, and what is said about it.

    python examples/demo.py              the table
    python examples/demo.py --markdown   the table as it stands in the README
    python examples/demo.py --json       everything, for programs
    python examples/demo.py --serve      keep the servers running, to look at in a browser

It ends with 0 only if every answer that left with statusmw was right.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from examples import demo_table  # noqa: E402 - found only from here on
from examples.demo_orders import STATUS_CODES, STEPS, wrong  # noqa: E402 - found by the path above
from examples.demo_rows import MISTAKES, Mistake, Outcome, Row, merged  # noqa: E402 - found by the path above
from examples.demo_servers import Server  # noqa: E402 - found by the path above

FLASK, FASTAPI = "Flask, waitress", "FastAPI, uvicorn"
FAULTY = {
    FLASK: ("waitress", "examples.mistakes_flask:create_app"),
    FASTAPI: ("uvicorn httptools", "examples.mistakes_fastapi:create_app"),
}
ORDER_APIS = {
    "Flask on gunicorn": ("gunicorn gthread", "examples.flask_app:create_app"),
    "Starlette on uvicorn with h11": ("uvicorn h11", "examples.starlette_app:create_app"),
    "FastAPI on uvicorn with httptools": ("uvicorn httptools", "examples.fastapi_app:create_app"),
}

FAREWELL = """
What is reported and left as it is, only the author can know: the Location, the challenge, the methods. The same report
makes a test fail under Policy(on_finding="raise"); the helpers ask for what the status code requires.
{seconds:.0f} seconds, and all servers are stopped. `make serve` (or demo.py --serve) keeps them running and prints the
addresses to open in a browser; the applications are in examples/."""

Servers = dict[tuple[str, bool], Server]


@contextmanager
def running() -> Iterator[Servers]:
    """All servers, by name and whether statusmw is in them; gone at the end, and their directory with them."""
    wanted = [(name, checked) for name in FAULTY for checked in (False, True)] + [(name, True) for name in ORDER_APIS]
    with TemporaryDirectory(prefix="statusmw-demo-") as directory, ExitStack() as stack:
        servers = {}
        for name, checked in wanted:
            kind, factory = {**FAULTY, **ORDER_APIS}[name]
            server = Server(kind, factory, Path(directory), checked=checked)
            servers[name, checked] = stack.enter_context(server)
        for server in servers.values():
            server.wait()
        yield servers


def outcome(server: Server, mistake: Mistake) -> Outcome:
    with server.connect() as connection:
        answer = connection.ask(*(mistake.flask if "flask" in server.factory else mistake.fastapi))
        return Outcome(answer, connection.ask("GET", "/ping"), mistake.content)


def walk(server: Server) -> list[str]:
    """Everything that is wrong with the answers of an order API."""
    with server.connect() as connection:
        return [fault for step in STEPS if (fault := wrong(step, connection.ask))]


def table(servers: Servers) -> list[Row]:
    rows = []
    for mistake in MISTAKES:
        for behind in FAULTY:
            plain, checked = servers[behind, False], servers[behind, True]
            outcomes = outcome(plain, mistake), outcome(checked, mistake)
            record = checked.recorded(*(mistake.flask if behind == FLASK else mistake.fastapi))
            rows.append(Row.of(mistake, behind, *outcomes, record))
    return merged(rows)


def print_walks(walks: dict[str, list[str]]) -> None:
    codes = " ".join(map(str, STATUS_CODES))
    print(f"The order API, written with the helpers: {len(STEPS)} requests that have to end in\n  {codes}")
    for name, faults in walks.items():
        print(f"  {name}: {'all of them right' if not faults else ''}")
        print("".join(f"    {fault}\n" for fault in faults), end="")


def serve(servers: Servers) -> None:
    for (name, checked), server in servers.items():
        what = "mistakes, with statusmw" if checked else "mistakes, without"
        paths = ("/bug", "/nowhere") if name in FAULTY else ("/orders", "/orders/99", "/reports/1", "/stock/apple")
        print(f"{name} ({what if name in FAULTY else 'order API'})")
        print("".join(f"  http://127.0.0.1:{server.port}{path}\n" for path in paths))
    print("Open these in a browser, or with curl -i. Ctrl-C ends the servers.", flush=True)
    signal.pause()


def run(options: argparse.Namespace) -> int:
    began = time.monotonic()
    with running() as servers:
        if options.serve:
            serve(servers)
        rows = table(servers)
        walks = {name: walk(servers[name, True]) for name in ORDER_APIS}
    if options.json:
        print(demo_table.as_json(rows, walks))
    elif options.markdown:
        print(demo_table.as_markdown(rows))
    else:
        demo_table.show(rows)
        print_walks(walks)
        print(FAREWELL.format(seconds=time.monotonic() - began))
    return 1 if any(row.wrong for row in rows) or any(walks.values()) else 0


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--json", action="store_true", help="print everything for programs")
    what.add_argument("--markdown", action="store_true", help="print the table of the README")
    what.add_argument("--serve", action="store_true", help="keep the servers running")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
