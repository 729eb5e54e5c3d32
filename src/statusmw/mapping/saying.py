"""What the detail of a framework's HTTP exception says: text, also what is text once it is read; data; a problem."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from statusmw.encoding import jsonable
from statusmw.grammar import is_uri_reference
from statusmw.problem import RESERVED
from statusmw.records import write
from statusmw.reporting.repetition import Repetition
from statusmw.status import reason_phrase
from statusmw.targets import uri_reference
from statusmw.text import plain

_NO_TEXT: Final = (BaseException, Mapping, type(None), bool, int, float, list, tuple, bytes, bytearray, memoryview)
_MOST: Final = 100
_told: Final[Repetition[None]] = Repetition()


@dataclass(frozen=True, slots=True)
class Said:
    """What a detail says.

    Args:
        detail: its text; None if it has none, or none but the reason phrase.
        type: the problem type that it names.
        title: the title that it gives.
        instance: the occurrence that it names.
        members: all else, by name.
    """

    detail: str | None = None
    type: str | None = None
    title: str | None = None
    instance: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)


def said_in(status: int, detail: Any) -> Said:
    """What *detail* says; what of a problem document is malformed is left out, and told in the log.

    Args:
        status: the status code it is sent with.
        detail: text, data, or the members of a problem document.

    >>> said_in(409, {"detail": "None left", "type": "/oos", "sku": "a"}).members
    {'sku': 'a'}
    """
    if type(detail) is not str and isinstance(detail, Mapping):
        return _read(status, detail)
    text = text_in(detail)
    if text is not None:
        return Said(None if _is_empty(status, text) else text)
    return Said(members={} if detail is None else {"errors": detail})


def content_of(status: int, detail: Any) -> Any:
    """The content that *detail* is where *status* is that of no error: text or data; None where it says nothing."""
    text = text_in(detail)
    if text is not None:
        return None if _is_empty(status, text) else text
    try:
        return detail if detail is None or isinstance(detail, bytes) else jsonable(detail)
    except Exception as error:  # noqa: BLE001 - the data's own code runs here
        _tell(f"content ({type(error).__name__})", "a response")
        return None


def _is_empty(status: int, text: str) -> bool:
    return text in ("", http.client.responses.get(status), reason_phrase(status))


def text_in(value: Any) -> str | None:
    """The text that *value* is or stands for, as what is translated lazily does; None if it is data, or says nothing.

    What an exception says was not written for clients, and counts for nothing.

    >>> text_in("a"), text_in(["a"]), text_in(object())
    ('a', None, None)
    """
    if issubclass(type(value), str):  # a proxy says of itself that it is one, and has nothing of it
        return str.__str__(value)
    try:
        says: Any = type(value).__str__
        return None if says is object.__str__ or _is_no_text(value) else str.__str__(str(value))
    except (Exception, SystemExit):  # noqa: BLE001 - what cannot be read says nothing
        return None


def _is_no_text(value: Any) -> bool:
    if isinstance(value, _NO_TEXT):
        return True
    try:
        jsonable(value)
    except TypeError:
        return False
    return True


def _read(status: int, document: Mapping[Any, Any]) -> Said:
    texts: dict[str, str] = {}
    members: dict[str, Any] = {}
    faults: list[str] = []
    for name, value in document.items():
        if not isinstance(name, str) or not name:
            faults.append(f"{plain(name, 40)} (no name)")
        elif name not in RESERVED:
            members[name] = value
        elif name == "status":
            faults += [] if type(value) is int and value == status else [f"status (the status code is {status})"]
        elif value is not None:
            texts[name], fault = _well_formed(name, value)
            faults += [f"{name} ({fault})"] if fault else []
    if faults:
        _tell(", ".join(faults))
    return Said(**{name: text for name, text in texts.items() if text}, members=members)


def _well_formed(name: str, value: Any) -> tuple[str, str]:
    """The text of the member *name*, empty if it cannot be taken as it is; and what is wrong with it, if anything."""
    text = text_in(value)
    if text is None:
        return "", type(value).__name__
    if name in ("title", "detail") or not text:
        return text, ""
    try:
        return (uri_reference(text, argument=name), "") if is_uri_reference(text) else ("", "no URI reference")
    except ValueError as error:
        return "", str(error).removeprefix(f"{name} ")


def _tell(faults: str, document: str = "a problem document") -> None:
    suppressed, _ = _told.ask(faults[:200], None, coarser="left out", most=_MOST)
    if suppressed is not None:
        write(logging.WARNING, "left out of %s: %s", document, plain(faults, 1000))
