"""Puts what a long run has printed into the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"


def written(mark: str, lines: Iterable[str], page: Path = PAGE) -> None:
    """Put *lines* between the marks on the page, as a block of text.

    Args:
        mark: the name in ``<!-- mark -->`` and ``<!-- /mark -->``.
        lines: what was printed.
        page: the page.

    Raises:
        ValueError: the page has no such marks.
    """
    between = re.compile(rf"(?<=<!-- {mark} -->\n).*?(?=<!-- /{mark} -->)", re.DOTALL)
    block = "\n".join(["", "```text", *lines, "```", "", ""])
    text, times = between.subn(lambda _: block, page.read_text("utf-8"))
    if not times:
        raise ValueError(f"{page} has no <!-- {mark} --> <!-- /{mark} -->")
    page.write_text(text, "utf-8")
