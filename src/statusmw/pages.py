"""The user's own page for a problem: `Policy.page`."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from statusmw.exchange import Request
from statusmw.misfits import check_not_async
from statusmw.problem import ProblemDetails
from statusmw.records import write
from statusmw.reporting.repetition import Repetition
from statusmw.writers import Written

Page = Callable[[ProblemDetails, Request], str]


def checked_page(given: Any) -> Page | None:
    """The function that `Policy.page` means.

    Args:
        given: a function of a problem and a request; a Jinja template, or the path of its file; None.

    Returns:
        The function; None if there is none.

    Raises:
        TypeError: it is none of these.
        ValueError: the file cannot be read as a template, or the template does not escape what it is given.
        ImportError: it is the path of a template, and Jinja is not installed.
    """
    if given is None:
        return None
    if isinstance(given, (str, os.PathLike)):
        return _of_template(_loaded(Path(given)))
    if hasattr(given, "render") and hasattr(given, "environment"):
        return _of_template(given)
    if not callable(given):
        raise TypeError(f"page: {given!r} cannot be called; give a function of a problem and a request, or a template")
    check_not_async("page", given)
    return cast("Page", given)


def _loaded(path: Path) -> Any:
    try:
        import jinja2  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ImportError("page: a template needs Jinja; install statusmw[jinja2], or give a function") from error
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(path.parent), autoescape=True)
    try:
        return environment.get_template(path.name)
    except jinja2.TemplateError as error:
        raise ValueError(f"page: {path} is no template that can be read: {error!r}") from error


def _of_template(template: Any) -> Page:
    escapes = template.environment.autoescape
    if not (escapes(template.name) if callable(escapes) else escapes):
        raise ValueError("page: the template's environment does not escape; make it with Environment(autoescape=True)")

    def page(problem: ProblemDetails, request: Request) -> str:
        rendered: str = template.render(problem=problem, request=request)
        return rendered

    return page


class Rendering:
    """Writes problems with the user's page; one that fails is logged, once per interval.

    Args:
        page: the user's.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._faults: Repetition[None] = Repetition()

    def write(self, details: ProblemDetails, request: Request) -> Written | None:
        """The page for *details*; None if it could not be made."""
        try:
            text = self._page(details, request)
            if not isinstance(text, str):
                raise TypeError(f"page: the function returned {type(text).__name__}, not str")  # noqa: TRY301 - one way to tell it
            return Written(text.encode("utf-8", "replace"), "text/html; charset=utf-8")
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a fault of the user's page must not cost the answer
            suppressed, _ = self._faults.ask("page", None, coarser="page", most=1)
            if suppressed is not None:
                more = f" (and {suppressed} more)" if suppressed else ""
                write(logging.ERROR, "The page for a problem failed%s; the built-in one was sent", more, exc_info=fault)
            return None
