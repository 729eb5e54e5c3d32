"""The command ``maps``.

To programs it gives an array of objects: name, about, and entries, each with the exception's name, the condition (empty
if there is none), the status code, the further fields of the answer, and the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusmw.commands.page import CommandError, Facts, Page, Table
from statusmw.text import plain, suggestion

if TYPE_CHECKING:
    from statusmw.maps import Entry, Map


def list_maps(name: str | None = None) -> Page:
    """The ready-made maps that a policy can name.

    Args:
        name: only this one.

    Returns:
        The page; its data is a list of maps.

    Raises:
        CommandError: there is no such map.

    >>> [row[0] for row in list_maps().blocks[0].rows][:3]
    ['std', 'asyncio', 'http-clients']
    """
    from statusmw.maps import MAPS  # noqa: PLC0415 - other commands need no map

    if name is None:
        overview = Table("maps", ("Map", "For"), tuple((each.name, each.about) for each in MAPS.values()))
        return Page("", (overview,), [_data(each) for each in MAPS.values()])
    if name not in MAPS:
        raise CommandError(f"there is no map '{plain(name, 60)}'; {suggestion(name, MAPS)}")
    return Page(name, (Facts((("For", MAPS[name].about),)), _table(MAPS[name])), [_data(MAPS[name])])


def _table(each: Map) -> Table:
    rows = tuple((entry.name, _answer(entry), _why(entry)) for entry in each.entries)
    return Table("entries", ("Exception", "Answer", "Why"), rows)


def _answer(entry: Entry) -> str:
    return " ".join([str(entry.status_code), *(f"{name}: {value}" for name, value in entry.fields.items())])


def _why(entry: Entry) -> str:
    return f"If {entry.when.words}: {entry.why}" if entry.when.words else entry.why


def _data(each: Map) -> dict[str, object]:
    entries = [
        {
            "name": entry.name,
            "if": entry.when.words,
            "status_code": entry.status_code,
            "fields": entry.fields,
            "why": entry.why,
        }
        for entry in each.entries
    ]
    return {"name": each.name, "about": each.about, "entries": entries}
