"""Which gateway interface an application is written for, told by what it takes."""

from __future__ import annotations

import inspect
from typing import Any, Final

from statusmw.exchange import Interface

_OF_COUNT: Final[dict[int | None, Interface]] = {2: "wsgi", 3: "asgi"}
_ONE_BY_ONE: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def check_app(app: object, interface: Interface) -> None:
    """Refuse what a face for *interface* could never call.

    Raises:
        TypeError: *app* cannot be called, is a class that makes applications, or one for the other interface.
    """
    if not callable(app):
        raise TypeError(f"app: {app!r} cannot be called; give what a server calls over {interface.upper()}")
    found = interface_of(app)
    if isinstance(app, type) and found != interface:
        raise TypeError(f"app: {app.__name__} is a class; give the application that it makes, {app.__name__}(...)")
    if found not in (None, interface):
        name = getattr(app, "__name__", None) or type(app).__name__
        raise TypeError(f"app: {name} is called over {found.upper()}; take statusmw.{found}.StatusMiddleware")


def interface_of(app: Any) -> Interface | None:
    """Whether *app* is called as PEP 3333 or as the ASGI specification says; None if that cannot be told.

    >>> def app(environ, start_response, debug=False): ...
    >>> interface_of(app)
    'wsgi'
    """
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__):
        return "asgi"
    return _OF_COUNT.get(required_of(app))


def required_of(app: Any) -> int | None:
    """How many arguments *app* has to be given one by one; None if that cannot be told, or it takes any number."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        return None
    return sum(each.kind in _ONE_BY_ONE and each.default is inspect.Parameter.empty for each in parameters)
