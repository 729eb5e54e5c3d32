"""A pytest plugin that puts the middleware around every application which Flask's or Starlette's test client drives.

It reads the mode and the file to write to from the environment, and writes what was found and which tests failed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from statusmw import Policy, asgi, wsgi
from statusmw.wire import format_exchange

MODE = os.environ["REALWORLD_MODE"]
FILE = Path(os.environ["REALWORLD_FILE"])

found: dict[tuple[str, str], dict[str, Any]] = {}
failed: set[str] = set()
run: set[str] = set()


def test_name(node: str) -> str:
    """A test without its parameters and without the phase it is in."""
    return node.partition(" ")[0].partition("[")[0]


def report(finding: Any) -> None:
    """Note *finding* for the test that runs."""
    exchange = finding.exchange
    said = f"{exchange.request.method} {exchange.request.path} -> {exchange.response.status_code}"
    where = f"{test_name(os.environ.get('PYTEST_CURRENT_TEST', 'outside'))}: {said}"
    entry = found.setdefault((finding.rule.id, where), {"count": 0, "exchange": format_exchange(exchange)})
    entry["count"] += 1


# A suite tests that exceptions come out; what only reports does not stand in their way.
POLICY = {
    "report": Policy(on_finding="report", report=report, catch_exceptions=False),
    "mend": Policy(on_finding="repair", report=report, catch_exceptions=False),
    "repair": Policy(on_finding="repair", report=report),
}


def around_flask() -> None:
    """Every call of a Flask application goes through the middleware."""
    from flask import Flask

    inside = Flask.__call__

    def checked(self: Any, environ: Any, start_response: Any) -> Any:
        middleware = wsgi.StatusMiddleware(lambda *given: inside(self, *given), POLICY[MODE])
        return middleware(environ, start_response)

    Flask.__call__ = checked  # type: ignore[method-assign]  # every app of the suite


def around_starlette() -> None:
    """Every application that a TestClient is made of is wrapped."""
    from starlette.testclient import _TestClientTransport

    inside = _TestClientTransport.__init__

    def checked(self: Any, app: Any, *given: Any, **named: Any) -> None:
        inside(self, asgi.StatusMiddleware(app, POLICY[MODE]), *given, **named)

    _TestClientTransport.__init__ = checked  # type: ignore[method-assign]  # every app of the suite


def pytest_configure(config: Any) -> None:
    """Begin before the first test is imported."""
    if MODE != "plain":
        {"flask": around_flask, "starlette": around_starlette, "fastapi": around_starlette}[
            os.environ["REALWORLD_SUITE"]
        ]()


def pytest_runtest_logreport(report: Any) -> None:
    """Note how each test ends."""
    run.add(report.nodeid)
    if report.failed:
        failed.add(test_name(report.nodeid))


def pytest_sessionfinish(session: Any) -> None:
    """Write it all down."""
    findings = [{"rule": rule, "where": where, **entry} for (rule, where), entry in found.items()]
    FILE.write_text(json.dumps({"findings": findings, "failed": sorted(failed), "tests": len(run)}), "utf-8")
