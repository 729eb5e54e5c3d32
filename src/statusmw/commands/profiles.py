"""The command ``profiles``.

To programs it gives an array of objects: name, description, select, ignore, and excuses, each with its rule and the
conditions under which the rule may be broken. Empty arrays in a condition stand for all.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from statusmw.commands.page import Page, Table

if TYPE_CHECKING:
    from statusmw.profiles import Profile


def list_profiles() -> Page:
    """The profiles that a policy can name.

    Returns:
        The page; its data is a list of profiles.

    >>> [row[0] for row in list_profiles().blocks[0].rows]
    ['webdav', 'tus', 'proxy', 'api-guideline']
    """
    from statusmw.profiles import PROFILES  # noqa: PLC0415 - other commands need no profile

    blocks = (Table("profiles", ("Profile", "For"), tuple((p.name, p.description) for p in PROFILES.values())),)
    return Page("", (*blocks, *map(_table, PROFILES.values())), [asdict(profile) for profile in PROFILES.values()])


def _table(profile: Profile) -> Table:
    rows = [(f"{pattern}", "asked as well") for pattern in profile.select]
    rows += [(f"{pattern}", "not asked") for pattern in profile.ignore]
    rows += [(excuse.rule, f"may be broken{_when(asdict(excuse))}") for excuse in profile.excuses]
    return Table(profile.name, ("Rule", "What becomes of it"), tuple(rows))


_WORDS = {
    "status_codes": "by a {}",
    "methods": "in answer to {}",
    "asked": "if the request has {}",
    "answered": "if the response has {}",
}


def _when(conditions: dict[str, tuple[object, ...]]) -> str:
    said = [words.format(" or ".join(map(str, conditions[name]))) for name, words in _WORDS.items() if conditions[name]]
    return "".join(f" {words}" for words in said)
