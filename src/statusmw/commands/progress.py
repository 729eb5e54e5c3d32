"""How far a command has come: a bar on a terminal where ``rich`` is installed, nothing anywhere else."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from statusmw.commands.screen import has_rich

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(what: str, total: float | None) -> Iterator[Callable[[int], object]]:
    """Show progress on standard error for as long as the block runs.

    Args:
        what: what is being done, in a word or two.
        total: how much there is; None: not known.

    Returns:
        A function to call with how much more has been done.
    """
    if sys.stderr is None or not sys.stderr.isatty() or not has_rich():
        yield bool
        return
    from rich.console import Console  # noqa: PLC0415 - an extra, and slow to import
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - an extra

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
