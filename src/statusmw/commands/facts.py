"""The commands that show what is known of status codes: ``explain``, ``list`` and ``crud``.

What they give to programs is stable: names stay, new ones may come. ``explain`` gives one object whose ``kind`` says
what it is about; ``list`` gives an array of the objects that ``explain`` gives for a status code, without ``crud``;
``crud`` gives an array of objects with the members of `statusmw.status.crud.Advice`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from statusmw.commands.page import CommandError, Facts, Page, Table
from statusmw.commands.rules import rule_page
from statusmw.status import CLASSES, REGISTERED, STATUS_CODES, StatusClass, StatusCode, UnknownStatusCode, find
from statusmw.status.crud import CRUD, Advice

_OPERATIONS = {
    "create": "Create",
    "read": "Read",
    "update": "Update: PUT replaces the whole, PATCH changes parts",
    "delete": "Delete",
    "move": "Move: the interface itself has changed",
    "fail": "Fail: the server's side has gone wrong",
}

OPERATIONS = tuple(_OPERATIONS)
"""What ``crud`` can be asked for."""

GROUPS = (*CLASSES, "unofficial")
"""What ``list`` can be asked for."""


def explain(words: list[str]) -> Page:
    """Everything about one status code, one class, or one rule.

    Args:
        words: a number, words of a reason phrase, a class such as ``4xx``, or the id of a rule.

    Returns:
        The page; its data has the members of `StatusCode` or `StatusClass`, or those of a rule, and ``kind``.

    Raises:
        CommandError: nothing is known by these words.

    >>> explain(["not", "found"]).title
    '404 Not Found'
    >>> explain(["4xx"]).data["name"]
    'client error'
    """
    text = " ".join(words)
    complaints = []
    for look_up in _LOOK_UPS:
        try:
            return look_up(text)
        except LookupError as error:
            complaints.append(str(error))
    raise CommandError("\n".join(filter(None, complaints)))


def list_codes(group: str | None = None) -> Page:
    """The status codes of the registry, those of one class, or the unofficial ones.

    Args:
        group: a key of `CLASSES`, ``"unofficial"``, or None for all that are registered.

    Returns:
        The page; its data is a list of status codes.
    """
    if group == "unofficial":
        found = [each for each in STATUS_CODES.values() if each.code not in REGISTERED]
        return Page("", (_codes_table("unofficial", found),), [_status_code_data(each) for each in found])
    tables = {key: _codes_of(each) for key, each in CLASSES.items() if group == key or (not group and key != "custom")}
    about = (_class_facts(CLASSES[group]),) if group else ()
    data = [_status_code_data(each) for found in tables.values() for each in found]
    return Page("", (*about, *(_codes_table(str(CLASSES[key]), found) for key, found in tables.items())), data)


def crud(operation: str | None = None) -> Page:
    """What to answer when.

    Args:
        operation: one of `OPERATIONS`; None for all.

    Returns:
        The page; its data is a list of advice.
    """
    wanted = [each for each in CRUD if operation in (None, each.operation)]
    tables = (
        _advice_table(title, [each for each in wanted if each.operation == key])
        for key, title in _OPERATIONS.items()
        if operation in (None, key)
    )
    return Page("", tuple(tables), [asdict(each) for each in wanted])


def _class_page(text: str) -> Page:
    each = CLASSES.get(text.strip().lower())
    if each is None:
        raise LookupError
    return Page(str(each), (_class_facts(each), _codes_table("Codes", _codes_of(each))), _class_data(each))


def _status_code_page(text: str) -> Page:
    try:
        each = find(text)
    except UnknownStatusCode as error:
        raise LookupError(f"{error}.{_as_a_client(text.strip())}") from None
    advice = [row for row in CRUD if row.code == each.code]
    blocks = (_status_code_facts(each), _confusions(each), *([_occasions(advice)] if advice else ()))
    data = {"kind": "status code", **_status_code_data(each), "crud": [asdict(row) for row in advice]}
    return Page(str(each), blocks, data)


_LOOK_UPS: tuple[Callable[[str], Page], ...] = (_class_page, _status_code_page, rule_page)


def _as_a_client(text: str) -> str:
    if not (len(text) == 3 and text.isascii() and text.isdecimal()):
        return ""
    known_as = next((each.unknown_as for each in CLASSES.values() if each.first <= int(text) <= each.last), 500)
    return f"\nA client that meets {text} treats it as {known_as} (RFC 9110, Section 15)."


def _codes_of(each: StatusClass) -> list[StatusCode]:
    known = STATUS_CODES if each.key == "custom" else REGISTERED
    return [status_code for code, status_code in known.items() if each.first <= code <= each.last]


def _codes_table(title: str, found: list[StatusCode]) -> Table:
    rows = tuple((str(each.code), _phrase(each), each.use) for each in found)
    return Table(title, ("Code", "Reason phrase", "Use"), rows)


def _phrase(each: StatusCode) -> str:
    note = each.vendor or ("" if each.registration == "registered" else each.registration)
    return f"{each.reason_phrase} [{note}]" if note else each.reason_phrase


def _advice_table(title: str, advice: list[Advice]) -> Table:
    rows = ((str(row.code), row.method, _outcome(row), row.helper, row.why) for row in advice)
    return Table(title, ("Code", "Method", "Outcome", "Helper", "Why"), tuple(rows))


def _occasions(advice: list[Advice]) -> Table:
    rows = ((row.operation, row.method, _outcome(row), row.helper, row.why) for row in advice)
    return Table("When", ("To", "Method", "Outcome", "Helper", "Why"), tuple(rows))


def _outcome(row: Advice) -> str:
    return f"{row.outcome} ({row.mode})" if row.mode == "asynchronous" else row.outcome


def _confusions(each: StatusCode) -> Table:
    rows = ((str(STATUS_CODES[code]), difference) for code, difference in each.confused_with)
    return Table("Often confused with", ("Code", "Difference"), tuple(rows))


def _class_facts(each: StatusClass) -> Facts:
    rows = (
        ("Codes", f"{each.first} to {each.last}"),
        ("Meaning", each.meaning),
        ("For clients", each.client),
        ("For authors", each.author),
        ("Unknown ones", f"are treated as {each.unknown_as}"),
        ("Source", each.source),
    )
    return Facts(rows)


def _status_code_facts(each: StatusCode) -> Facts:
    rows = (
        ("Meaning", each.meaning),
        ("Use", each.use),
        ("Retry", each.retry),
        ("Class", each.status_class),
        ("Content", each.content),
        ("Must have", ", ".join(each.required_fields)),
        ("Should have", ", ".join(each.recommended_fields)),
        ("Must not have", ", ".join(each.forbidden_fields)),
        ("Caches", "may keep it without being told for how long" if each.heuristically_cacheable else ""),
        ("Registration", "" if each.registration == "registered" else each.registration),
        ("Sent by", each.vendor),
        ("Other names", ", ".join(each.old_names)),
        ("Source", each.source),
    )
    return Facts(rows)


def _status_code_data(each: StatusCode) -> dict[str, Any]:
    confusions = [
        {"code": code, "reason_phrase": STATUS_CODES[code].reason_phrase, "difference": difference}
        for code, difference in each.confused_with
    ]
    derived = {"name": each.name, "status_class": each.status_class}
    return {**asdict(each), **derived, "confused_with": confusions}


def _class_data(each: StatusClass) -> dict[str, Any]:
    return {"kind": "class", **asdict(each), "codes": [status_code.code for status_code in _codes_of(each)]}
