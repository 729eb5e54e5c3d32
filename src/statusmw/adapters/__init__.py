"""Switching statusmw on for an application, told by the application's own type."""

from __future__ import annotations

from importlib import import_module
from typing import Final, TypeVar

from statusmw.interfaces import refuse_class
from statusmw.policy import Policy, policy_of

App = TypeVar("App")

# The most derived class comes first: FastAPI's is one of Starlette's.
_ADAPTERS: Final = {
    "flask.app.Flask": "flask",
    "quart.app.Quart": "quart",
    "litestar.app.Litestar": "litestar",
    "bottle.Bottle": "bottle",
    "falcon.app.App": "falcon",
    "pyramid.config.Configurator": "pyramid",
    "pyramid.router.Router": "pyramid",
    "connexion.apps.abstract.AbstractApp": "connexion",
    "connexion.middleware.main.ConnexionMiddleware": "connexion",
    "fastapi.applications.FastAPI": "fastapi",
    "starlette.applications.Starlette": "starlette",
}


def install(app: App, policy: Policy | None = None) -> App:
    """Switch statusmw on for *app*: the framework's official hooks and the right middleware.

    Handlers that the user registers with the framework, before or after, win over ours. A second call changes nothing.

    Args:
        app: an application of a framework that has an adapter, or any WSGI or ASGI callable.
        policy: what to do with what is found; the default if None.

    Returns:
        *app* itself; where there is no place for a face inside it (Falcon, a plain callable), the face around it,
        which the server has to call.

    Raises:
        TypeError: *app* is no application, or *policy* is none.
        RuntimeError: *app* is serving already.

    >>> from starlette.applications import Starlette
    >>> app = install(Starlette())
    """
    adapter = _adapter_of(app)
    if adapter is None:
        refuse_class(app)
        known = ", ".join(sorted({path.rpartition(".")[2] for path in _ADAPTERS}))
        raise TypeError(
            f"app: install() takes an application of a framework it knows ({known}), or a WSGI or ASGI callable, "
            f"not {type(app).__name__}"
        )
    face: App | None = import_module(f"{__name__}.{adapter}").install(app, policy_of(policy))
    return app if face is None else face


def _adapter_of(app: object) -> str | None:
    for cls in type(app).__mro__:
        adapter = _ADAPTERS.get(f"{cls.__module__}.{cls.__qualname__}")
        if adapter is not None:
            return adapter
    return None if isinstance(app, type) or not callable(app) else "plain"
