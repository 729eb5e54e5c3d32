"""Pages as text: with ``rich`` on a terminal where it is installed, plain everywhere else."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

from statusmw.commands.page import Facts, Verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from statusmw.commands.page import Block, Page, Table

_NARROWEST = 40
_LEAST_FOR_PROSE = 30
_INDENT = 4


def as_text(page: Page, stream: TextIO | None, *, plain: bool = False) -> str:
    """A page as it should stand on a stream.

    Args:
        page: what to show.
        stream: where it will be written; lines are wrapped to fit a terminal, and left alone anywhere else. None:
            the process has no such stream.
        plain: whether to do without ``rich`` even where it would serve.

    Returns:
        The text, ending with a newline.
    """
    width = _width(stream) if stream else 0
    if stream and width and not plain and has_rich():
        return _rich_text(page, stream, width)
    return "\n".join(_plain_lines(page, width)) + "\n"


def _width(stream: TextIO) -> int:
    if not stream.isatty():
        return 0
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except OSError:
        columns = 0
    return max(columns or 80, _NARROWEST)


def has_rich() -> bool:
    """Whether ``rich``, an extra, is installed."""
    try:
        import_module("rich")
    except ImportError:
        return False
    return True


def _rich_text(page: Page, stream: TextIO, width: int) -> str:
    from rich.console import Console  # noqa: PLC0415 - an extra, and slow to import

    console = Console(file=stream, force_terminal=True, width=width, markup=False, highlight=False, emoji=False)
    with console.capture() as captured:
        if page.title:
            console.print(page.title, style="bold")
        for block in page.blocks:
            console.print()
            console.print(_rich(block, width))
    return captured.get()


def _rich(block: Block, width: int) -> Any:
    if isinstance(block, Facts):
        return _rich_facts(block)
    return "\n".join(_verbatim_lines(block)) if isinstance(block, Verbatim) else _rich_table(block, width)


def _rich_facts(block: Facts) -> Any:
    from rich.table import Table as Grid  # noqa: PLC0415 - an extra, and slow to import

    grid = Grid(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in block.rows:
        if text:
            grid.add_row(label, text)
    return grid


def _rich_table(block: Table, width: int) -> Any:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - an extra, and slow to import
    from rich.table import Table as Grid  # noqa: PLC0415 - as above

    grid = Grid(box=SIMPLE_HEAD, title=block.title, title_justify="left", title_style="bold", pad_edge=False)
    *others, last = block.columns
    whole = width - sum(_widths(block)[:-1]) - len(others) > _LEAST_FOR_PROSE
    for number, column in enumerate(others):
        grid.add_column(column, style=None if number else "cyan", overflow="fold", no_wrap=whole)
    grid.add_column(last, overflow="fold")
    for row in block.rows:
        grid.add_row(*row)
    return grid


def _plain_lines(page: Page, width: int) -> Iterator[str]:
    lines = [page.title] if page.title else []
    for block in page.blocks:
        lines += ["", *_block_lines(block, width)]
    return iter(lines if page.title else lines[1:])


def _block_lines(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Facts):
        return _facts_lines(block, width)
    return _verbatim_lines(block) if isinstance(block, Verbatim) else _table_lines(block, width)


def _verbatim_lines(block: Verbatim) -> Iterator[str]:
    yield block.title
    yield from ((" " * _INDENT + line).rstrip() for line in block.text.splitlines())


def _facts_lines(block: Facts, width: int) -> Iterator[str]:
    rows = [(label, text) for label, text in block.rows if text]
    margin = max((len(label) for label, _ in rows), default=0) + 2
    for label, text in rows:
        first, *others = _wrapped(text, width - margin if width else 0)
        yield label.ljust(margin) + first
        yield from (" " * margin + line for line in others)


def _table_lines(block: Table, width: int) -> Iterator[str]:
    widths = _widths(block)
    room = width - sum(widths[:-1]) if width else 0
    below = bool(width) and widths[-1] > room and room < _LEAST_FOR_PROSE
    yield block.title
    for row in (block.columns, *block.rows):
        head = "".join(text.ljust(wide) for text, wide in zip(row[:-1], widths, strict=False))
        if below:
            yield head.rstrip()
            yield from (" " * _INDENT + line for line in _wrapped(row[-1], width - _INDENT))
        else:
            first, *others = _wrapped(row[-1], room)
            yield (head + first).rstrip()
            yield from (" " * len(head) + line for line in others)


def _widths(block: Table) -> list[int]:
    return [max(map(len, column)) + 2 for column in zip(block.columns, *block.rows, strict=True)]


def _wrapped(text: str, width: int) -> list[str]:
    from textwrap import wrap  # noqa: PLC0415 - only a terminal pays for it

    return (wrap(text, max(width, _LEAST_FOR_PROSE), break_on_hyphens=False) if width else []) or [text]
