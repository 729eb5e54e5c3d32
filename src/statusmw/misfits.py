"""What is said where an argument is not what it has to be: which one, what came, and what to give."""

from __future__ import annotations

from typing import Final

from statusmw.text import plain

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
