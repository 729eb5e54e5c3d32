"""Decides which content rules read: only of types they ask for, no more than is kept, and no more often than asked."""

from __future__ import annotations

from collections.abc import Iterable
from random import random
from typing import Any, Final

from statusmw.exchange import READ_AT_MOST
from statusmw.rule import Rule

_MOST_TYPES: Final = 256
_LONGEST_REMEMBERED: Final = 64

HELD: Final = frozenset(
    {
        "problem-member-not-text",
        "problem-member-null",
        "problem-not-an-object",
        "problem-status-not-a-code",
        "problem-type-malformed",
        "problem-type-relative",
        "problem-with-other-status",
    }
)
"""The rules that a document which was vouched for keeps by the way it was made, in a response of its status code."""

_vouched: list[tuple[bytes, int]] = [(b"", 0)]


def vouch(content: bytes, status_code: int) -> None:
    """Remember, until the next one, that *content* was made such that it keeps the rules in `HELD`."""
    _vouched[0] = content, status_code


def is_vouched(content: bytes, status_code: int) -> bool:
    """Whether *content* is the very object that was vouched for last, in a response of the right status code."""
    known, code = _vouched[0]
    return content is known and status_code == code


class Readers(dict[str | bytes | None, tuple[Rule, ...]]):
    """Those of some rules that read content, by the value of Content-Type; None where there is none.

    Args:
        rules: those that may be meant.
        coded: whether there is Content-Encoding.
    """

    def __init__(self, rules: tuple[Rule, ...], *, coded: bool = False) -> None:
        super().__init__()
        self._all = tuple(rule for rule in rules if rule.reads_all)
        self._rules = rules
        self._coded = coded

    def __missing__(self, kind: str | bytes | None) -> tuple[Rule, ...]:
        if kind is None or self._coded:
            return self._all
        value = kind.decode("latin-1") if isinstance(kind, bytes) else kind
        found = tuple(rule for rule in self._rules if rule.reads_all or rule.reads_type(value))
        if len(self) >= _MOST_TYPES:
            self.clear()
        if len(value) <= _LONGEST_REMEMBERED:
            self[kind] = found
        return found


class ContentReader:
    """The rules that read content, and what they left unread.

    Args:
        rules: all rules.
        sample: the share, from 0 to 1, of responses with nothing else to find whose content is read.

    Attributes:
        unread: how many responses had content that a rule asks for and that was not read: too long, not kept, or not
            in the sample.
    """

    def __init__(self, rules: Iterable[Rule], sample: float = 1.0) -> None:
        self.unread = 0
        self._sample = sample
        self._rules = tuple(rule for rule in rules if rule.reads)
        self._reads_coded = any(rule.reads_all for rule in self._rules)
        self._types = Readers(tuple(rule for rule in self._rules if not rule.reads_all))
        self._readers: dict[tuple[tuple[Rule, ...], bool], Readers] = {}

    def reads(self, status_code: object, fields: Any) -> bool:
        """Whether a rule may read content with such a head; what cannot be read is not."""
        if not self._rules:
            return False
        try:
            found = {_text(name).lower(): value for name, value in fields}
            if self._reads_coded and "content-encoding" in found:
                return True
            rules = self._types[found["content-type"]] if "content-type" in found else ()
            return any(not rule.status_codes or status_code in rule.status_codes for rule in rules)
        except Exception:  # noqa: BLE001 - an iterable of the application's may do anything; the rules say so
            return False

    def readers(self, rules: tuple[Rule, ...], *, coded: bool) -> Readers:
        """Those of *rules* that read content, by its type; if it is *coded*, those that read it all the same."""
        key = rules, coded
        return self._readers.setdefault(key, Readers(rules, coded=coded))

    def takes(self, octets: bytes | None) -> bool:
        """Whether content that a rule asks for is read this time; what is not is counted."""
        kept = octets is not None and len(octets) <= READ_AT_MOST
        taken = kept and (self._sample >= 1 or random() < self._sample)  # noqa: S311 - nobody gains by guessing it
        self.unread += not taken
        return taken


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
