"""Which gateway interface an application is written for, told by what it takes."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final

from statusmw.exchange import Interface

_COUNTS: Final[Mapping[Interface, int]] = {"wsgi": 2, "asgi": 3}
_ONE_BY_ONE: Final = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def check_app(app: object, interface: Interface) -> None:
    """Refuse what a face for *interface* could never call.

    Raises:
        TypeError: *app* cannot be called, is a class that makes applications, or one for the other interface.
    """
    if not callable(app):
        raise TypeError(f"app: {app!r} cannot be called; give what a server calls over {interface.upper()}")
    found = interface_of(app)
    # A `Reply` answers over both, and has a method for each.
    if found == interface or callable(getattr(app, interface, None)):
        return
    refuse_class(app)
    if (interface == "wsgi" and _is_awaited(app)) or not _takes(app, _COUNTS[interface]):
        instead = f"is called over {found.upper()}; take statusmw.{found}.StatusMiddleware" if found else "takes others"
        name = getattr(app, "__name__", None) or type(app).__name__
        raise TypeError(f"app: {name} cannot be called with {_COUNTS[interface]} arguments, but {instead}")


def refuse_class(app: object) -> None:
    """Refuse a class where what it makes is wanted.

    Raises:
        TypeError: *app* is a class.
    """
    if isinstance(app, type):
        raise TypeError(f"app: {app.__name__} is a class; give the application that it makes, {app.__name__}(...)")


def interface_of(app: Any) -> Interface | None:
    """Whether *app* is called as PEP 3333 or as the ASGI specification says; None if that cannot be told.

    >>> def app(environ, start_response, debug=False): ...
    >>> interface_of(app)
    'wsgi'
    """
    if _is_awaited(app):
        return "asgi"
    required = required_of(app)
    return next((interface for interface, count in _COUNTS.items() if count == required), None)


def required_of(app: Any) -> int | None:
    """How many arguments *app* has to be given one by one; None if that cannot be told, or it takes any number."""
    try:
        parameters = inspect.signature(app).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        return None
    return sum(each.kind in _ONE_BY_ONE and each.default is inspect.Parameter.empty for each in parameters)


def _is_awaited(app: Any) -> bool:
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)


def _takes(app: Any, count: int) -> bool:
    """Whether *app* can be given so many arguments, as far as that can be seen."""
    try:
        signature = inspect.signature(app)
    except (TypeError, ValueError):
        return True
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True
