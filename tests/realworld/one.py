"""Drives one application in one mode, in a process of its own: ``python one.py NAME MODE FILE``."""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from driving import opened, route, wrapped

from statusmw.wire import format_exchange


def observed(name: str, mode: str) -> dict[str, Any]:
    """What the application *name* answered, and what was found in it."""
    application = importlib.import_module(f"applications.{name}")
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def report(finding: Any) -> None:
        request, status_code = finding.exchange.request, finding.exchange.response.status_code
        where = f"{request.method} {route(request.path)} -> {status_code}"
        entry = found.setdefault((finding.rule.id, where), {"count": 0, "exchange": format_exchange(finding.exchange)})
        entry["count"] += 1

    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        app = wrapped(application.build(Path(folder)), application.INTERFACE, mode, report)
        with opened(app, application.INTERFACE) as client:
            application.drive(client)
    findings = [{"rule": rule, "where": where, **entry} for (rule, where), entry in found.items()]
    return {"asked": client.asked, "findings": findings}


if __name__ == "__main__":
    # What an application logs about its own errors is not what is looked at here.
    logging.disable(logging.CRITICAL)
    # Datasette draws each traceback with rich, which takes a minute.
    sys.modules["rich"] = None  # type: ignore[assignment]  # as if not installed
    Path(sys.argv[3]).write_text(json.dumps(observed(sys.argv[1], sys.argv[2])), "utf-8")
