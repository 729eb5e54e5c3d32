#!/usr/bin/env bash
# The wheel installs and works in an empty environment, with the dependencies it declares and nothing else.
set -euo pipefail
python=$1
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

"$python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$room" .
"$python" -m venv "$room/venv"
"$room/venv/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt "$room"/statusmw-*.whl
cd "$room"
"$room/venv/bin/python" -W error - <<'CHECK'
import importlib.util

import statusmw
from statusmw import Policy, Problem, Redirect, Reply, install, respond
from statusmw.asgi import StatusMiddleware as Asgi
from statusmw.rules import CATALOGUE
from statusmw.wsgi import StatusMiddleware as Wsgi

assert respond.created("/orders/7", {"id": 7}).status_code == 201
assert CATALOGUE and Policy and Problem and Redirect and Reply and install and Asgi and Wsgi
for name in ("flask", "fastapi", "pydantic", "rich"):
    assert importlib.util.find_spec(name) is None, f"{name} came along"
print(f"statusmw {statusmw.__version__}: {len(CATALOGUE)} rules, imported with its own dependencies only")
CHECK
"$room/venv/bin/statusmw" explain 404 > /dev/null
"$room/venv/bin/python" -m pip check --disable-pip-version-check
