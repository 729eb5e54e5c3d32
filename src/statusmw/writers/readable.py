"""What the page and the plain text tell a person, before either has its form."""

from __future__ import annotations

import json
import re
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


@dataclass(frozen=True, slots=True)
class Readable:
    """The parts of an error message for people; every text but `detail` is one line."""

    heading: str
    detail: str
    facts: tuple[tuple[str, str], ...]
    errors: tuple[tuple[str, str], ...]
    reference: str
    advice: str


def readable(details: ProblemDetails) -> Readable:
    """Tell *details* the way a person wants to be told.

    Args:
        details: what to say; its extensions have to be plain JSON values. Of these, single values become facts, and
            an `errors` member as RFC 9457 section 3 shows it becomes the list of errors, as pairs (pointer, detail);
            other structures are for programs and not shown.

    Returns:
        The parts, those that are missing as empty strings and tuples.

    >>> from statusmw.problem import ProblemDetails
    >>> readable(ProblemDetails(404, "Not Found", extensions={"order_id": 7})).facts
    (('order id', '7'),)
    """
    status_class = (details.status or 0) // 100
    title = _line(details.title or "") or _TITLE_BY_CLASS.get(status_class, _TITLE_ELSE)
    return Readable(
        heading=title if details.status is None else f"{details.status} {title}",
        detail=_text(details.detail or "").strip(),
        facts=_facts(details.extensions),
        errors=_errors(details.extensions.get("errors")),
        reference=_line(details.instance or ""),
        advice=_ADVICE.get(details.status or 0, _ADVICE_BY_CLASS.get(status_class, _ADVICE_ELSE)),
    )


def _text(text: str) -> str:
    return _UNSHOWABLE.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def _line(text: str) -> str:
    return " ".join(_text(text).split())


def _facts(extensions: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_line(name.replace("_", " ")), _fact(value))
        for name, value in extensions.items()
        if isinstance(value, str | int | float)
    )


def _fact(value: str | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _line(value if isinstance(value, str) else json.dumps(value))


def _errors(errors: object) -> tuple[tuple[str, str], ...]:
    entries = errors if isinstance(errors, list) else []
    return tuple(
        (_line(str(entry.get("pointer", ""))), _line(entry["detail"]))
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("detail"), str)
    )
