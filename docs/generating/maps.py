"""The page of the ready-made maps."""

from __future__ import annotations

from generating.text import anchor, bullets, joined, page, table
from statusmw.maps import MAPS, Entry, Map


def maps() -> str:
    """Every map, with what each exception leads to and why."""
    return page(
        "# The ready-made maps",
        'A policy names them, `Policy(maps=["std", "http-clients"])`; what they are asked, and how to add to them, '
        "stands in [exceptions](exceptions.md). A library that is not installed costs nothing: nothing is imported.",
        bullets(f"[`{each.name}`](#{anchor(each.name)}): {each.about}" for each in MAPS.values()),
        *map(_section, MAPS.values()),
    )


def _section(each: Map) -> str:
    head = ("Exception", "If", "Answer", "Why")
    return joined(f"## {each.name}", each.about, table(head, map(_row, each.entries)))


def _row(entry: Entry) -> tuple[str, str, str, str]:
    fields = [f"`{name}: {value}`" for name, value in entry.fields.items()]
    return f"`{entry.name}`", entry.when.words, ", ".join([str(entry.status_code), *fields]), entry.why
