"""Which route a framework has matched: its path template, read from where each framework keeps it.

Nothing here imports a framework. Whatever an application has put in these places, the worst answer is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

KEY: Final = "statusmw.route"
"""Where an adapter or an application may state the whole path template itself; it counts before all others."""

_FULL: Final = 2
_REST: Final = "/{path}"
_DEEPEST: Final = 8


class _Place(NamedTuple):
    """Where a template stands.

    Args:
        key: the key in the scope or environ.
        attributes: the way from what stands there to the template.
        below_root: whether the template begins behind the application's root path.
    """

    key: str
    attributes: tuple[str, ...] = ()
    below_root: bool = True


_FLASK: Final = "werkzeug.request"
_ASGI: Final = (
    _Place(KEY, below_root=False),
    _Place("path_template"),  # Litestar
)
_WSGI: Final = (
    _Place(KEY, below_root=False),
    _Place(_FLASK, ("url_rule", "rule")),
    _Place("bottle.route", ("rule",)),
)


def asgi_route(asked: Mapping[str, Any], scope: Mapping[str, Any]) -> str | None:
    """The path template of an ASGI request, None where it is not known.

    Args:
        asked: the scope as it was before the application was called.
        scope: the same scope, with what the application has added since.

    >>> asked = {"path": "/api/books/7", "root_path": "/api"}
    >>> asgi_route(asked, {**asked, "path_template": "/books/{id}"})
    '/api/books/{id}'
    """
    try:
        root = _root(asked, scope)
        return _stated(_ASGI, scope, root) or _joined(root, _rematched(asked, scope))
    except Exception:  # noqa: BLE001 - objects of a framework, or in its place, may do anything
        return None


def wsgi_route(environ: Mapping[str, Any], request: object = None) -> str | None:
    """The path template of a WSGI request, None where it is not known.

    Args:
        environ: the request, with what the application has added.
        request: what stood at ``werkzeug.request`` when the application called `start_response`; Flask takes it away
            before it returns.

    >>> wsgi_route({"SCRIPT_NAME": "/api", "statusmw.route": "/api/books/<id>"})
    '/api/books/<id>'
    """
    try:
        root = environ.get("SCRIPT_NAME", "").rstrip("/")
        return _stated(_WSGI, {**environ, _FLASK: request or environ.get(_FLASK)}, root)
    except Exception:  # noqa: BLE001 - objects of a framework, or in its place, may do anything
        return None


def _stated(places: Iterable[_Place], where: Mapping[str, Any], root: str) -> str | None:
    for key, attributes, below_root in places:
        found = where.get(key)
        for attribute in attributes:
            found = getattr(found, attribute, None)
        template = _joined(root if below_root else "", found)
        if template:
            return template
    return None


def _joined(root: str, template: object) -> str | None:
    return root + template if type(template) is str and template else None


def _root(asked: Mapping[str, Any], scope: Mapping[str, Any]) -> str:
    """What stands before the path that the outermost router looks at.

    Starlette lets `root_path` grow from mount to mount, and keeps what it was; servers differ in whether `path` has it.
    """
    root = scope.get("app_root_path", scope.get("root_path", "")).rstrip("/")
    return root if f"{asked['path']}/".startswith(f"{root}/") else ""


# Starlette and FastAPI. The oldest do not tell which route they took, the newer ones tell only the innermost part of
# it, and FastAPI leaves out the prefix with which a router was included. So the way is walked once more.


def _rematched(asked: Mapping[str, Any], scope: Mapping[str, Any]) -> str | None:
    router = asked.get("router") or scope.get("router") or scope.get("app")
    root = scope.get("app_root_path", scope.get("root_path", ""))
    # Copies, so that what a route notes while it is asked does not reach the request that is being answered.
    copied = {key: dict(value) if type(value) is dict else value for key, value in asked.items()}
    return _template(_below(router), {**copied, "root_path": root}, _DEEPEST)


def _template(routes: Iterable[Any], scope: dict[str, Any], depth: int) -> str | None:
    route, child_scope = _chosen(routes, scope)
    if route is None or not depth:
        return None
    # What FastAPI has made of a route by including its router; of a plain Starlette route it made another one.
    route = getattr(route, "starlette_route", None) or route
    template: str | None = getattr(route, "path_format", None)
    inner = _template(_below(route), {**scope, **child_scope}, depth - 1)
    return template if inner is None else (template or "").removesuffix(_REST) + inner


def _chosen(routes: Iterable[Any], scope: dict[str, Any]) -> tuple[Any, Any]:
    """The route that such a router takes: the first that matches, else the first that would with another method."""
    partial: tuple[Any, Any] = None, {}
    for route in routes:
        match, child_scope = route.matches(scope)
        if match.value == _FULL:
            return route, child_scope
        if match.value and partial[0] is None:
            partial = route, child_scope
    return partial


def _below(owner: Any) -> Iterable[Any]:
    """The routes inside a router, a mount, an application, or of one of these behind middleware."""
    for _ in range(_DEEPEST):
        contexts = getattr(owner, "effective_route_contexts", None)
        if contexts is not None:
            found: Iterable[Any] = contexts()
            return found
        routes = getattr(owner, "routes", None)
        if routes:
            return list(routes)
        owner = getattr(owner, "app", None)
    return ()
