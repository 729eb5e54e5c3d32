"""What the page and the plain text tell a person, before either has its form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statusmw.problem import ProblemDetails

_ADVICE: Final = {
    401: "Sign in, then try again.",
    403: "If you should have access, ask whoever runs this service.",
    404: "Check the address, or go back and take another way.",
    410: "It has been removed for good; links to it can be deleted.",
    429: "Wait a while, then try again.",
}
_ADVICE_BY_CLASS: Final = {
    4: "Check what you sent, then try again.",
    5: "The fault is not yours. Try again in a few minutes.",
}
_ADVICE_ELSE: Final = "Go back and try again."
_TITLE_BY_CLASS: Final = {4: "The request could not be fulfilled", 5: "Something went wrong on the server"}
_TITLE_ELSE: Final = "Something went wrong"

_LINE_ENDS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
_UNSHOWABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069"  # would show what follows in another order than it is written
    "\ud800-\udfff\ufffe\uffff]"  # no characters
)


Say = Callable[[str], str]
"""Says a text in another language; one that it does not know, as it is."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an answer.

    Args:
        language: the language tag that they are of.
        say: says a text in it.
    """

    language: str
    say: Say


AS_WRITTEN: Final = Wording("en", str)
"""Every text as it stands in the code."""

REFERENCE: Final = "Reference: {} (quote this when you report it)"
ERRORS: Final = "What to correct"

MESSAGES: Final = (
    *_ADVICE.values(),
    *_ADVICE_BY_CLASS.values(),
    _ADVICE_ELSE,
    *_TITLE_BY_CLASS.values(),
    _TITLE_ELSE,
    REFERENCE,
    ERRORS,
    "yes",
    "no",
)
"""Everything a page or a plain text says by itself."""


@dataclass(frozen=True, slots=True)
class Readable:
    """The parts of an error message for people; every text but `detail` is one line."""

    heading: str
    detail: str
    facts: tuple[tuple[str, str], ...]
    errors: tuple[tuple[str, str], ...]
    reference: str
    advice: str


def readable(details: ProblemDetails, say: Say = str) -> Readable:
    """Tell *details* the way a person wants to be told.

    Args:
        details: what to say; its extensions have to be plain JSON values. Of these, single values become facts, and
            an `errors` member as RFC 9457 section 3 shows it becomes the list of errors, as pairs (place, detail);
            other structures are for programs and not shown.
        say: says in another language what is added here; *details* are in it already.

    Returns:
        The parts, those that are missing as empty strings and tuples.

    >>> from statusmw.problem import ProblemDetails
    >>> readable(ProblemDetails(404, "Not Found", extensions={"order_id": 7})).facts
    (('order id', '7'),)
    """
    status_class = (details.status or 0) // 100
    title = one_line(details.title or "") or say(_TITLE_BY_CLASS.get(status_class, _TITLE_ELSE))
    return Readable(
        heading=title if details.status is None else f"{details.status} {title}",
        detail=showable(details.detail or "").strip(),
        facts=_facts(details.extensions, say),
        errors=_errors(details.extensions.get("errors")),
        reference=one_line(details.instance or ""),
        advice=say(_ADVICE.get(details.status or 0, _ADVICE_BY_CLASS.get(status_class, _ADVICE_ELSE))),
    )


def showable(text: str) -> str:
    """*text* with one kind of line end, and without what cannot be shown or would show it in another order."""
    return _UNSHOWABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """*text* on one line, as far as it can be shown."""
    return " ".join(showable(text).split())


def _facts(extensions: Mapping[str, object], say: Say) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one_line(say(name.replace("_", " "))), _fact(value, say))
        for name, value in extensions.items()
        if isinstance(value, str | int | float)
    )


def _fact(value: str | float, say: Say) -> str:
    if isinstance(value, bool):
        return say("yes" if value else "no")
    return one_line(value if isinstance(value, str) else json.dumps(value))


def _errors(errors: object) -> tuple[tuple[str, str], ...]:
    entries = errors if isinstance(errors, list) else []
    return tuple(
        (one_line(str(entry.get("pointer") or entry.get("parameter", ""))), one_line(entry["detail"]))
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("detail"), str)
    )
