"""What a command returns: the same content for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what they stand for, one below the other.

    Args:
        rows: pairs of label and text; pairs without a text are left out.
    """

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column heads; the last column holds the longest text.

    Args:
        title: what the table is about.
        columns: the heads.
        rows: one text for each column.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that stand as they are.

    Args:
        title: what they are.
        text: the lines.
    """

    title: str
    text: str


Block = Facts | Table | Verbatim


@dataclass(frozen=True, slots=True)
class Page:
    """What a command has to say.

    Args:
        title: the headline; ``""``: none.
        blocks: what follows it, from top to bottom.
        data: the same for programs, made of what JSON knows.
    """

    title: str
    blocks: tuple[Block, ...]
    data: object


class CommandError(Exception):
    """The command cannot do what it was asked to; its text says why and what would work."""
