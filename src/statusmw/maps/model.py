"""What a ready-made map is made of: entries, each an exception with its answer and the reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from statusmw.mapping.answers import Mapped
from statusmw.raisable import Problem
from statusmw.reply import Reply


@dataclass(frozen=True, slots=True)
class When:
    """A condition that an exception meets or not.

    Args:
        words: the condition, as it follows "if" in a sentence.
        test: whether an exception meets it; one that cannot be asked does not.
    """

    words: str
    test: Callable[[Any], object]


ALWAYS: Final = When("", lambda error: True)  # noqa: ARG005 - a test is asked about an exception


@dataclass(frozen=True, slots=True)
class Entry:
    """One exception with its answer.

    Args:
        name: the dotted name of the exception's class; nothing is imported for it.
        status_code: that of the answer.
        why: the reason, in one line.
        when: where the answer is for some exceptions of the class only.
        retry_after: seconds for Retry-After; None: none.
        challenge: for WWW-Authenticate.
        make: makes the answer of the exception; None: it holds nothing of it.
    """

    name: str
    status_code: int
    why: str
    when: When = ALWAYS
    retry_after: int | None = None
    challenge: str | None = None
    make: Callable[[Any], Reply] | None = None

    def fits(self, error: BaseException) -> bool:
        """Whether this is the answer to *error*."""
        try:
            return bool(self.when.test(error))
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

    >>> Map("shop", "Errors of the shop.", [Entry("shop.errors.SoldOut", 409, "Somebody was faster.")]).name
    'shop'
    """

    name: str
    about: str
    entries: Collection[Entry]
    mapping: Mapped = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(self.entries))
        by_name: dict[str, list[Entry]] = {}
        for entry in self.entries:
            by_name.setdefault(entry.name, []).append(entry)
        object.__setattr__(self, "mapping", {name: _answering(entries) for name, entries in by_name.items()})


def _answering(entries: Collection[Entry]) -> Callable[[Any], Reply | None]:
    def answer(error: Any) -> Reply | None:
        return next((entry.reply(error) for entry in entries if entry.fits(error)), None)

    return answer
