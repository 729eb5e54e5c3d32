"""What a ready-made map is made of: entries, each an exception with its answer and the reason."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from statusmw.mapping.answers import Mapped, says_yes
from statusmw.misfits import check_not_async, misfit
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.text import plain


@dataclass(frozen=True, slots=True)
class When:
    """A condition that an exception meets or not.

    Args:
        words: the condition, as it follows "if" in a sentence.
        test: whether an exception meets it; one that cannot be asked does not.
    """

    words: str
    test: Callable[[Any], object]

    def __post_init__(self) -> None:
        if not isinstance(self.words, str):
            raise misfit("words", self.words, "text", "the condition, as it follows 'if'")
        if not callable(self.test):
            raise misfit("test", self.test, "function", "one of an exception, such as lambda error: error.left == 0")
        check_not_async("test", self.test)


ALWAYS: Final = When("", lambda error: True)  # noqa: ARG005 - a test is asked about an exception


@dataclass(frozen=True, slots=True)
class Entry:
    """One exception with its answer.

    Args:
        name: the dotted name of the exception's class; nothing is imported for it. Python's own are in ``builtins``.
        status_code: that of the answer, 400 to 599.
        why: the reason, in one line.
        when: where the answer is for some exceptions of the class only.
        retry_after: seconds for Retry-After; None: none.
        challenge: for WWW-Authenticate.
        make: makes the answer of the exception; None: it holds nothing of it.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: *name* is no dotted name, *status_code* no error's, or *retry_after* negative.
    """

    name: str
    status_code: int
    why: str
    when: When = ALWAYS
    retry_after: int | None = None
    challenge: str | None = None
    make: Callable[[Any], Reply] | None = None

    def __post_init__(self) -> None:
        # What is wrong here would be found only when the exception is met, and then stand in place of its answer.
        _check_name(self.name)
        code: Any = self.status_code
        if not isinstance(code, int) or isinstance(code, bool):
            raise misfit("status_code", code, "status code", "that of an error, such as 409")
        if not 400 <= code <= 599:
            raise ValueError(f"status_code: {code} is that of no error; give one from 400 to 599")
        if not isinstance(self.when, When):
            raise misfit("when", self.when, "When", "When('none is left', lambda error: error.left == 0)")
        if self.make is not None and not callable(self.make):
            raise misfit("make", self.make, "function", "one that makes a reply of the exception")
        check_not_async("make", self.make)
        self._check_fields()

    def _check_fields(self) -> None:
        given: Any = self.retry_after
        if given is not None and (not isinstance(given, int) or isinstance(given, bool)):
            raise misfit("retry_after", given, "number of seconds", "a whole one, such as 5")
        if given is not None and given < 0:
            raise ValueError(f"retry_after: {given} is past; give 0 or more seconds")
        if self.challenge is not None and not isinstance(self.challenge, str):
            raise misfit("challenge", self.challenge, "text", "one such as 'Bearer'")

    def fits(self, error: BaseException) -> bool:
        """Whether this is the answer to *error*."""
        try:
            return says_yes(self.when.test, error)
        except Exception:  # noqa: BLE001 - what cannot be asked meets no condition
            return False

    def reply(self, error: BaseException) -> Reply:
        """The answer to *error*."""
        if self.make is not None:
            with suppress(Exception):  # what cannot be read has nothing to say beyond the status code
                return self.make(error)
        return Problem(self.status_code, headers=self.fields)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the answer."""
        fields = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return fields if self.challenge is None else {**fields, "WWW-Authenticate": self.challenge}


@dataclass(frozen=True, slots=True)
class Map:
    """A ready-made map, to be named in a policy; one of your own is a value like these.

    Args:
        name: what `Policy.maps` calls it.
        about: what it is for, in one line.
        entries: which exceptions lead to which answers; of those with the same name the first that fits counts.
        mapping: the same, as `Policy.mapping` has it.

    Raises:
        TypeError: *entries* is no collection of entries.

    >>> Map("shop", "Errors of the shop.", [Entry("shop.errors.SoldOut", 409, "Somebody was faster.")]).name
    'shop'
    """

    name: str
    about: str
    entries: Collection[Entry]
    mapping: Mapped = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", _checked_entries(self.entries))
        by_name: dict[str, list[Entry]] = {}
        for entry in self.entries:
            by_name.setdefault(entry.name, []).append(entry)
        object.__setattr__(self, "mapping", {name: _answering(entries) for name, entries in by_name.items()})


def _check_name(name: Any) -> None:
    if not isinstance(name, str):
        raise misfit("name", name, "dotted name", "one such as 'builtins.KeyError', as text")
    module, _, attribute = name.rpartition(".")
    if not module or not attribute.isidentifier():
        own = f"builtins.{name}" if isinstance(getattr(builtins, name, None), type) else "shop.errors.SoldOut"
        raise ValueError(f"name: '{plain(name, 60)}' is no dotted name of a class; give one such as {own!r}")


def _checked_entries(given: Any) -> tuple[Entry, ...]:
    if not isinstance(given, Iterable):
        raise misfit("entries", given, "collection of entries", "one such as [Entry('shop.SoldOut', 409, 'Gone.')]")
    entries = tuple(given)
    for each in entries:
        if not isinstance(each, Entry):
            raise misfit("entries", each, "Entry", "one such as Entry('shop.SoldOut', 409, 'Gone.')")
    return entries


def _answering(entries: Collection[Entry]) -> Callable[[Any], Reply | None]:
    def answer(error: Any) -> Reply | None:
        return next((entry.reply(error) for entry in entries if entry.fits(error)), None)

    return answer
