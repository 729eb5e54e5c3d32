"""Write the pages of this folder that follow from the code, the tables of frameworks, and the number of rules.

``python docs/generate.py`` writes them and removes those of rules that are gone; ``python docs/generate.py --check``
says which are missing, stale or left over, and fails if there are any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from generating.battery import inserted
from generating.maps import maps
from generating.rules import index, not_checked, rule_pages
from generating.status_codes import status_codes
from statusmw.rules import CATALOGUE

ROOT: Final = Path(__file__).parents[1]
README: Final = "README.md"
COUNT: Final = re.compile(r"(?<=<!-- rules -->).*?(?=<!-- /rules -->)")


def pages() -> dict[str, str]:
    """The generated pages by their path in the project."""
    made = {"rules.md": index(), "not-checked.md": not_checked(), "status-codes.md": status_codes(), "maps.md": maps()}
    made |= {f"rules/{id}.md": text for id, text in rule_pages().items()}
    return {f"docs/{name}": text for name, text in made.items()}


def counted(text: str) -> str:
    """The README *text* with the number of rules between its marks."""
    changed, times = COUNT.subn(str(len(CATALOGUE)), text)
    if not times:
        raise ValueError(f"{README} has no <!-- rules --><!-- /rules -->; put it where the number of rules is told")
    return changed


def wrong(root: Path) -> dict[str, tuple[str, str | None]]:
    """What is wrong with the files below *root*, by path: a word for it, and the right text; None for no file."""
    told: dict[str, str] = {README: (root / README).read_text("utf-8"), **inserted(root)}
    right: dict[str, str | None] = {**told, README: counted(told[README]), **pages()}
    there = {path.relative_to(root).as_posix() for path in (root / "docs" / "rules").glob("*.md")}
    found: dict[str, tuple[str, str | None]] = dict.fromkeys(sorted(there - right.keys()), ("left over", None))
    for name, text in right.items():
        if not (root / name).exists():
            found[name] = ("missing", text)
        elif (root / name).read_text("utf-8") != text:
            found[name] = ("stale", text)
    return found


def put_right(path: Path, text: str | None) -> None:
    """Write *text* to *path*, or remove the file if there is to be none."""
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Put the pages below *root* right, or with ``--check`` say which are wrong and return 1 if there are any."""
    found = wrong(root)
    if "--check" in arguments:
        for name, (what, _) in found.items():
            sys.stderr.write(f"{name} is {what}; run: python docs/generate.py\n")
        return 1 if found else 0
    for name, (_, text) in found.items():
        put_right(root / name, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
