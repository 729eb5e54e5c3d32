"""The demo's rows for a terminal (with rich, or as plain text without it), for a README and for programs."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from itertools import zip_longest

from examples.demo_rows import Row

HEADINGS = ("request", "behind", "without statusmw", "with statusmw", "said by statusmw")
_WIDTHS = (23, 16, 18, 17, 32)
_WIDTH = 120


def _cells(row: Row) -> tuple[str, ...]:
    checked = f"{row.checked} (WRONG: {row.wrong})" if row.wrong else row.checked
    said = "\n".join([*row.rules, *filter(None, [row.logged])]).replace(" (", "\n(")
    return f"{row.what}\n{row.request}", row.behind.replace("; ", "\n"), row.without, checked, said


def show(rows: Sequence[Row]) -> None:
    """Print *rows* as a table of at most 120 columns."""
    if find_spec("rich"):
        _show_rich(rows)
    else:
        print(as_text(rows))


def _screen(rows: Sequence[Row]) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """The cells of each row, without what the row above says already, and whether a new mistake begins."""
    above = None
    for row in rows:
        is_new = above is None or row.what != above.what
        request, *cells = _cells(row)
        if above is not None and not is_new:
            request = "" if row.request == above.request else row.request
        yield is_new, (request, *cells)
        above = row


def _show_rich(rows: Sequence[Row]) -> None:
    from rich.box import HORIZONTALS
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=HORIZONTALS, pad_edge=False)
    for heading, style, width in zip(HEADINGS, ("", "", "red", "green", "cyan"), _WIDTHS, strict=True):
        table.add_column(heading, style=style, overflow="fold", width=width)
    for is_new, cells in _screen(rows):
        if is_new:
            table.add_section()
        table.add_row(*map(escape, cells))
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.width = min(console.width, _WIDTH)
    console.print(table)


def as_text(rows: Sequence[Row]) -> str:
    """*rows* as plain text of at most 120 columns."""
    lines = [_line(HEADINGS)]
    for is_new, cells in _screen(rows):
        columns = [
            [line for part in cell.split("\n") for line in textwrap.wrap(part, width)]
            for cell, width in zip(cells, _WIDTHS, strict=True)
        ]
        lines += [""] * is_new + [_line(cells) for cells in zip_longest(*columns, fillvalue="")]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def as_markdown(rows: Sequence[Row]) -> str:
    """*rows* as the table between the markers in the README."""
    lines = [f"| {' | '.join(HEADINGS)} |", "|" + " --- |" * len(HEADINGS)]
    for row in rows:
        cells = [
            row.what + f"<br>`{row.request}`",
            *(cell.replace("\n(", " (").replace("\n", "<br>") for cell in _cells(row)[1:]),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def as_json(rows: Sequence[Row], walks: dict[str, list[str]]) -> str:
    """*rows* and the walks through the order APIs for programs."""
    return json.dumps({"rows": [asdict(row) for row in rows], "order_apis": walks}, indent=2)
