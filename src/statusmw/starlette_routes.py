"""What Starlette's routes say of a resource as a whole: each of them knows only its own methods."""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.types import Scope

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "TRACE")
_NO_METHOD: Final = ""
_DEEPEST: Final = 20


def with_every_method(error: Any, scope: Scope) -> Any:
    """*error*; where it is the router's own 405, the same one with the methods of all routes of the resource in Allow.

    Where each method has a route of its own, Starlette lets the first of them speak for all (RFC 9110, Section 15.5.6).

    Args:
        error: what was raised.
        scope: the request, as the application's router left it.
    """
    if not isinstance(error, HTTPException) or error.status_code != 405:
        return error
    methods = {method for method in _METHODS if _is_routed(scope, method)}
    if not methods or scope["method"] in methods:
        return error
    fields = {name.lower(): value for name, value in (error.headers or {}).items()}
    given = {method.strip() for method in fields.get("allow", "").split(",")} - {""}
    return HTTPException(405, error.detail, {**fields, "allow": ", ".join(sorted(methods | given))})


def _is_routed(scope: Scope, method: str) -> bool:
    """Whether a route takes *method*; one that takes whatever it is asked says nothing about methods."""
    return any(_takes(route, scope, method) and not _takes(route, scope, _NO_METHOD) for route in _candidates(scope))


def _takes(route: Any, scope: Scope, method: str) -> bool:
    return route.matches({**scope, "method": method})[0] is Match.FULL


def _candidates(scope: Scope) -> Any:
    """The routes that were asked for what is left of the path in *scope*."""
    routes = getattr(scope.get("app"), "routes", ())
    root = scope.get("root_path", "")
    below = root.removeprefix(scope.get("app_root_path", root))
    return _siblings(routes, scope.get("endpoint"), _DEEPEST) or (() if _lead_to(routes, below) else routes)


def _lead_to(routes: Any, below: str) -> bool:
    """Whether what is mounted among *routes* may have taken the part *below* from the path; it may be a parent's."""
    paths = [route.path for route in routes if isinstance(route, Mount)] if below else []
    return any(below.startswith(path) or below.endswith(path) or "{" in path for path in paths)


def _siblings(routes: Any, endpoint: Any, depth: int) -> Any:
    """The routes among which that of *endpoint* stands."""
    if any(getattr(route, "endpoint", None) is endpoint for route in routes):
        return routes
    below = [getattr(route, "routes", None) for route in routes] if depth else []
    return next(filter(None, (_siblings(each, endpoint, depth - 1) for each in below if each)), ())
