"""What is said where an argument is not what it has to be: which one, what came, and what to give."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, Final

from statusmw.text import plain, suggestion

_SHOWN: Final = 60


def misfit(argument: str, given: object, what: str, instead: str) -> TypeError:
    """The error of an argument that is no *what*.

    Args:
        argument: its name.
        given: what came; it is shown, cut to a few words.
        what: what it has to be, without an article.
        instead: what to give.

    >>> misfit("most", 5, "timedelta", "timedelta(seconds=5)")
    TypeError('most: 5 is no timedelta; give timedelta(seconds=5)')
    """
    shown = f"'{plain(given, _SHOWN)}'" if isinstance(given, str) else plain(given, _SHOWN)
    return TypeError(f"{argument}: {shown} is no {what}; give {instead}")


def check_not_async(argument: str, given: Any) -> None:
    """Refuse a function whose answer would have to be awaited: it is called where nobody can, and never runs.

    Args:
        argument: its name, or where in it *given* stands.
        given: what is to be called; what cannot be called is not looked at.

    Raises:
        TypeError: calling it makes a coroutine or an asynchronous generator.

    >>> check_not_async("report", print)
    """
    while isinstance(given, partial):
        given = given.func
    # An object is called by what its class has.
    for called in (given, getattr(type(given), "__call__", None)):  # noqa: B004 - not whether there is one
        if iscoroutinefunction(called) or isasyncgenfunction(called):
            raise TypeError(f"{argument}: a coroutine cannot be waited for here; give a plain function")


def check_known(what: str, given: object, known: Collection[str]) -> None:
    """Refuse a word that is none of *known*.

    Args:
        what: the argument's name, and what there is none of.
        given: what came.
        known: the words that there are.

    Raises:
        ValueError: it is none; the message says what to write.

    >>> check_known("source: a request has no part", "body", ["body", "query"])
    """
    if not isinstance(given, str) or given not in known:
        raise ValueError(f"{what} '{plain(given, _SHOWN)}'; {suggestion(str(given), known)}")
