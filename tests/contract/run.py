"""What the example APIs say in their OpenAPI documents against what they do, by Schemathesis, behind real servers.

    python tests/contract/run.py SCHEMATHESIS [--quick] [NAME ...]

SCHEMATHESIS is its executable, which lives in an environment of its own. Every finding of statusmw is a failure too.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from examples.demo_servers import Server  # noqa: E402 - found only from here on

APIS = {
    "fastapi": ("uvicorn h11", "orders_fastapi:create_app", "/openapi.json"),
    "boss": ("uvicorn httptools", "orders_fastapi:create_app", "/openapi.json"),
    "litestar": ("uvicorn h11", "shelf_litestar:create_app", "/schema/openapi.json"),
    "smorest": ("waitress", "shelf_smorest:create_app", "/openapi.json"),
    "apiflask": ("waitress", "shelf_apiflask:create_app", "/openapi.json"),
    "drf": ("waitress", "shelf_drf:create_app", "/openapi"),
}
MORE = {
    # The order API as its boss sees it, who does not close the shop.
    "boss": ["--header", "Authorization: Bearer boss-token", "--exclude-path", "/maintenance"],
}


def options(name: str, *, quick: bool) -> list[str]:
    cases = ["--max-examples", "10", "--seed", "1"] if quick else ["--max-examples", "100"]
    return ["--checks", "all", "--continue-on-failure", *cases, *MORE.get(name, [])]


def contract(schemathesis: str, name: str, directory: Path, *, quick: bool) -> list[str]:
    """What is wrong with the API called *name*."""
    kind, factory, document = APIS[name]
    with Server(kind, factory, directory, checked=True, path=str(HERE)) as server:
        server.wait()
        url = f"http://127.0.0.1:{server.port}{document}"
        command = [
            schemathesis,
            "--config-file",
            str(HERE / "schemathesis.toml"),
            "run",
            url,
            *options(name, quick=quick),
        ]
        run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=directory)
    lines = server._record.read_text().splitlines() if server._record.exists() else []
    found = [entry for entry in map(json.loads, lines) if "rule" in entry]
    counted = next(iter(re.findall(r"\d+ generated", run.stdout)), "none generated")
    print(f"{name}: {counted}, {len(found)} findings of statusmw", flush=True)
    return ([run.stdout + run.stderr] if run.returncode else []) + [json.dumps(entry) for entry in found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schemathesis", help="its executable")
    parser.add_argument("--quick", action="store_true", help="few cases, always the same ones")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(APIS)}; all if none is given")
    given = parser.parse_intermixed_args()
    with TemporaryDirectory(prefix="statusmw-contract-") as directory:
        faults = [
            fault
            for name in given.names or APIS
            for fault in contract(str(Path(given.schemathesis).absolute()), name, Path(directory), quick=given.quick)
        ]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
