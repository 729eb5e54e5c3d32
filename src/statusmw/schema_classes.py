"""Problem classes as an argument: seen to be some before anything is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard

from statusmw.misfits import misfit
from statusmw.raisable import Problem


def is_problem_class(given: object) -> TypeGuard[type[Problem]]:
    """Whether *given* is `Problem` or a class below it.

    >>> is_problem_class(Problem), is_problem_class(Problem(404))
    (True, False)
    """
    return isinstance(given, type) and issubclass(given, Problem)


def problem_classes(given: Any) -> tuple[type[Problem], ...]:
    """The classes of the argument ``problems``.

    Raises:
        TypeError: *given* is no collection, or one of what it holds is no problem class.
    """
    if isinstance(given, str | type) or not isinstance(given, Iterable):
        example = given.__name__ if is_problem_class(given) else "OutOfStock"
        raise misfit("problems", given, "list of problem classes", f"one such as [{example}]")
    classes = tuple(given)
    for each in classes:
        if not is_problem_class(each):
            raise misfit("problems", each, "problem class", "the classes themselves, such as [OutOfStock]")
    return classes
