"""Litestar's own answer to OPTIONS, whose Allow names the methods of the handler that was registered first."""

from __future__ import annotations

import inspect
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute


def complete(app: Litestar) -> None:
    """Have each of these answers name all methods of its path."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            handler, _ = route.route_handler_map["OPTIONS"]
            function: Any = handler.fn
            # The route it was made for, which another one has replaced as further handlers came.
            asked = inspect.getclosurevars(function).nonlocals.get("self")
            if isinstance(asked, HTTPRoute):
                asked.methods = route.methods
