"""Switching statusmw on for an application, told by the application's own type."""

from __future__ import annotations

from importlib import import_module
from typing import Final, TypeVar

from statusmw.policy import Policy, default_policy

App = TypeVar("App")

# The most derived class comes first: FastAPI's is one of Starlette's.
_ADAPTERS: Final = {
    "flask.app.Flask": "flask",
    "quart.app.Quart": "quart",
    "litestar.app.Litestar": "litestar",
    "fastapi.applications.FastAPI": "fastapi",
    "starlette.applications.Starlette": "starlette",
}


def install(app: App, policy: Policy | None = None) -> App:
    """Switch statusmw on for *app*: the framework's official hooks and the right middleware.

    Handlers that the user registers with the framework, before or after, win over ours. A second call changes nothing.

    Args:
        app: an application of Flask, Quart, Starlette or FastAPI.
        policy: what to do with what is found; the default if None.

    Returns:
        *app* itself.

    Raises:
        TypeError: *app* is of no known framework.
        RuntimeError: *app* is serving already.

    >>> from starlette.applications import Starlette
    >>> app = install(Starlette())
    """
    for cls in type(app).__mro__:
        adapter = _ADAPTERS.get(f"{cls.__module__}.{cls.__qualname__}")
        if adapter is not None:
            import_module(f"{__name__}.{adapter}").install(app, policy or default_policy())
            return app
    known = ", ".join(path.rpartition(".")[2] for path in _ADAPTERS)
    raise TypeError(
        f"app: install() knows applications of {known}, not {type(app).__name__}; wrap a plain application in "
        "statusmw.wsgi.StatusMiddleware or statusmw.asgi.StatusMiddleware"
    )
