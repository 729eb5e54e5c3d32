"""Starlette: the face around the whole stack, and ours in place of the framework's default answers inside it."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp

from statusmw.asgi import StatusMiddleware
from statusmw.policy import Policy

_INSTALLED = "_statusmw_installed"


def install(app: Starlette, policy: Policy) -> None:
    """Put the face around the stack that *app* builds at its first request.

    Raises:
        RuntimeError: the stack is built already.
    """
    if is_installed(app):
        return
    if app.middleware_stack is not None:
        raise RuntimeError("app: it is serving already; call install() before its first request")
    vars(app)[_INSTALLED] = True
    build = app.build_middleware_stack

    def build_inside() -> ASGIApp:
        return StatusMiddleware(build(), policy)

    app.build_middleware_stack = build_inside  # type: ignore[method-assign]  # this application's stack only


def is_installed(app: Starlette) -> bool:
    """Whether `install` has put a face around *app*."""
    return _INSTALLED in vars(app)
