"""The pieces of Markdown that the pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from statusmw.rule import Source

NOTE: Final = "<!-- Written by docs/generate.py; change the code instead. -->"


def page(*blocks: str) -> str:
    """A page of *blocks*, those that are empty left out."""
    return joined(NOTE, *blocks) + "\n"


def joined(*blocks: str) -> str:
    """*blocks* with an empty line in between, those that are empty left out."""
    return "\n\n".join(filter(None, blocks))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {item}" for item in items)


def verbatim(text: str) -> str:
    """A block of *text* as it stands."""
    return f"```text\n{text}\n```"


def code(words: Iterable[str]) -> list[str]:
    """Each of *words* as it would be typed, in order."""
    return [f"`{word}`" for word in sorted(words)]


def listed(words: Sequence[str], last: str = "or") -> str:
    """*words* as they stand in a sentence."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def source_link(source: Source) -> str:
    """A source, with its address behind it if it has one."""
    return f"[{source}]({source.url})" if source.url else str(source)


def anchor(heading: str) -> str:
    """The fragment by which a heading is found."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
