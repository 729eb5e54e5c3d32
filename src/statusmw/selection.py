"""Rules chosen by a pattern: the one vocabulary of everything that names rules.

========================  ==========================================
pattern                   the rules it names
========================  ==========================================
``"etag-malformed"``      the one with that id
``"created-*"``           those whose id matches (``*``, ``?``, ``[...]``)
``"MUST"``, `Level.MUST`  those of that level
``"topic:caching"``       those of that topic, hyphens for spaces
========================  ==========================================
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import filter as matching
from fnmatch import translate
from functools import cache
from typing import Any, Final

from statusmw import rules as catalogue
from statusmw.rule import Level, Rule
from statusmw.text import plain, suggestion

_TOPIC: Final = "topic:"


@cache
def _ids_of_topics() -> dict[str, frozenset[str]]:
    topics = catalogue.TOPICS.items()
    return {f"{_TOPIC}{name.replace(' ', '-')}": frozenset(rule.id for rule in rules) for name, rules in topics}


class Vocabulary:
    """All that patterns can name.

    Args:
        rules: those that there are.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._levels = {rule.id: rule.level.value for rule in rules}

    def patterns(self, argument: str, given: Any) -> frozenset[str]:
        """Read *given*, a collection of patterns.

        Args:
            argument: what it was given as, for the message.
            given: the patterns, each a `str` or a `Level`.

        Returns:
            The patterns as `str`; each names at least one rule.

        Raises:
            TypeError: it is no collection, or something in it is no pattern.
            ValueError: a pattern names no rule; the message says what to write.
        """
        if isinstance(given, (str, Level)) or not isinstance(given, Iterable):
            shown = given.value if isinstance(given, Level) else given if isinstance(given, str) else "topic:caching"
            raise TypeError(f"{argument}: give a collection of patterns, such as [{shown!r}]")
        texts = frozenset(_text(argument, pattern) for pattern in given)
        for text in texts:
            self._named(argument, text)
        return texts

    def ids(self, patterns: Iterable[str | Level]) -> frozenset[str]:
        """The ids of the rules that any of *patterns* names."""
        return frozenset(id for given in patterns for id in self._named("patterns", _text("patterns", given)))

    def _named(self, argument: str, pattern: str) -> Collection[str]:
        if pattern in _ids_of_topics():
            return _ids_of_topics()[pattern]
        if pattern in Level.__members__:
            return [id for id, level in self._levels.items() if level == pattern]
        found = matching(self._levels, pattern)
        if not found:
            raise ValueError(f"{argument}: there is no rule '{plain(pattern, 60)}'; {self._help(pattern)}")
        return found

    def _help(self, pattern: str) -> str:
        if pattern.upper() in Level.__members__:
            return f"did you mean {pattern.upper()!r}?"
        prefix = f"{pattern.rstrip('-')}-"
        if any(id.startswith(prefix) for id in self._levels):
            return f"did you mean '{prefix}*'?"
        beginnings = dict.fromkeys(f"{id.partition('-')[0]}-*" for id in self._levels)
        return suggestion(pattern, [*Level.__members__, *_ids_of_topics(), *self._levels, *beginnings])


def _text(argument: str, pattern: object) -> str:
    if isinstance(pattern, Level):
        return pattern.value
    if not isinstance(pattern, str):
        raise TypeError(
            f"{argument}: {pattern!r} is no pattern; give a rule's id, 'created-*', 'MUST' or 'topic:caching'"
        )
    return _topic(pattern) if pattern.startswith(_TOPIC) else pattern


def _topic(pattern: str) -> str:
    name = "-".join(pattern.removeprefix(_TOPIC).lower().split())
    return f"{_TOPIC}{name}"


def checked_paths(given: Any, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """Read what `Policy.per_path` was given.

    Args:
        given: a glob over paths, to patterns.
        vocabulary: what patterns can name.

    Returns:
        The same, each pattern a `str`.

    Raises:
        TypeError: it is no mapping, or what it holds is of the wrong type.
        ValueError: a glob can match no path, or a pattern names no rule.
    """
    if not isinstance(given, Mapping):
        raise TypeError(
            f"per_path: {given!r} is no mapping; give a path, such as '/legacy/*', to a collection of patterns"
        )
    paths = {}
    for glob, patterns in given.items():
        if not isinstance(glob, str):
            raise TypeError(f"per_path: {glob!r} is no path; give a str, such as '/legacy/*'")
        if not glob.startswith(("/", "*")):
            raise ValueError(f"per_path: {glob!r} matches no path; a path begins with a slash: {'/' + glob!r}")
        paths[glob] = vocabulary.patterns(f"per_path: {glob}", patterns)
    return paths


class Paths:
    """Which rules are left out on which paths.

    Args:
        given: as `checked_paths` returns it.
        vocabulary: what patterns can name.
    """

    def __init__(self, given: Mapping[str, Iterable[str]], vocabulary: Vocabulary) -> None:
        self._ids = [(re.compile(translate(glob)), vocabulary.ids(patterns)) for glob, patterns in given.items()]

    def leave_out(self, id: str, path: str) -> bool:
        """Whether the rule with that id is left out on *path*."""
        return any(id in ids and glob.match(path) for glob, ids in self._ids)
