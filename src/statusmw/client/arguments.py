"""Arguments seen to be what they have to be, at the call: later there is another error, which they would hide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from statusmw.misfits import misfit


def checked_most(most: Any) -> timedelta:
    """*most*, a time.

    Raises:
        TypeError: it is none.
    """
    if isinstance(most, timedelta):
        return most
    is_number = isinstance(most, int | float) and not isinstance(most, bool)
    raise misfit("most", most, "timedelta", f"timedelta(seconds={most if is_number else 5})")


def checked_method(method: Any) -> str | None:
    """*method*, the name of one, in upper case; None: not known.

    Raises:
        TypeError: it is no text.
    """
    if method is None:
        return None
    if not isinstance(method, str):
        raise misfit("method", method, "name of a method", "one such as 'GET'")
    return method.upper()


def checked_idempotent(idempotent: Any) -> bool | None:
    """*idempotent*, what is known; None: nothing is.

    Raises:
        TypeError: it is neither True nor False.
    """
    if idempotent is None or isinstance(idempotent, bool):
        return idempotent
    raise misfit("idempotent", idempotent, "bool", "True or False, or leave it out where the method tells")


def checked_fallback(fallback: Any) -> Callable[[Any], float] | None:
    """*fallback*, something that tenacity waits by.

    Raises:
        TypeError: it is none.
    """
    if fallback is None or (callable(fallback) and not isinstance(fallback, type)):
        return cast("Callable[[Any], float] | None", fallback)
    raise misfit("fallback", fallback, "wait of tenacity", "one such as tenacity.wait_fixed(5)")
