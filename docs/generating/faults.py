"""The faults that the tests try, by what they are about and where they can come, as the matrix of them has it."""

from __future__ import annotations

from collections import Counter
from typing import Final

from faulting.matrix import DIFFERENT, ELSEWHERE, FAULTS, GROUPS

_FACES: Final = {"wsgi": "WSGI", "asgi": "ASGI", "helper": "helpers", "cli": "command line"}


def faults() -> str:
    """The faults by group and face, and those whose right answer needs a reason."""
    return "\n\n".join((_counted(), _reasons("Not tried here", ELSEWHERE), _reasons("Another answer", DIFFERENT)))


def _counted() -> str:
    tried = [fault for fault in FAULTS.values() if fault.id not in ELSEWHERE]
    cells = Counter((fault.group, face) for fault in tried for face in fault.faces)
    groups = Counter(fault.group for fault in tried)
    rows = [(group, groups[group], *(cells[group, face] for face in _FACES)) for group in GROUPS.values()]
    totals = ("**all**", len(tried), *(sum(row[place] for row in rows) for place in range(2, 2 + len(_FACES))))
    head = ("Faults of", "tried", *_FACES.values())
    ruler = ("---", *("---:" for _ in head[1:]))
    counts = [(name, *(number or "" for number in numbers)) for name, *numbers in (*rows, totals)]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in (head, ruler, *counts))


def _reasons(title: str, reasons: dict[str, str]) -> str:
    rows = [f"| {id} | {FAULTS[id].what} | {reasons[id]}. |" for id in FAULTS if id in reasons]
    return "\n".join((f"| {title} | what | why |", "| --- | --- | --- |", *rows))
