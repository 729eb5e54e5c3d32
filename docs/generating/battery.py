"""The tables of what is asked of each framework, as the tests have them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).parents[2] / "tests"))

from battery_cells import BEHIND, DJANGOS, INSTALLED, notes, overview, table
from generating.faults import faults

_INSERTED: Final = {
    "README.md": ("covered", overview),
    "docs/reliability.md": ("faults", faults),
    "docs/frameworks.md": ("battery", lambda: "\n\n".join((*map(table, (INSTALLED, DJANGOS, BEHIND)), notes()))),
}


def inserted(root: Path) -> dict[str, str]:
    """The pages below *root* that have marks for a table, by path, with the right table between them."""
    made: dict[str, str] = {}
    for name, (mark, write) in _INSERTED.items():
        between = re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.DOTALL)
        page = root / name
        text = page.read_text("utf-8") if page.exists() else ""
        if between.search(text):
            made[name] = between.sub(lambda _, write=write: f"{write()}\n", text)
    return made
