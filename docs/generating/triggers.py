"""When a rule is asked, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from generating.text import code, listed
from statusmw.rule import EVERY_FIELD, Rule

Runs = list[tuple[int, int]]

_FEW: Final = 6

_ODD: Final = {
    "status": "the status is not of the type the interface fixes",
    "fields": "a field is not of the type the interface fixes",
}
_CONTENT: Final = {True: "content was sent", False: "no content was sent", None: ""}
_JUDGEMENTS: Final = {
    "check": "the exchange as a whole",
    "phrase": "the reason phrase",
    "named": "the name of each field",
    "octets": "the octets of {}",
    "valid": "{}",
    "fits": "{} and the number of bytes sent",
}


def conditions(rule: Rule) -> list[str]:
    """What has to hold for *rule* to be asked; empty if it is asked of every response."""
    return [words for condition in _CONDITIONS if (words := condition(rule))]


def judged(rule: Rule) -> str:
    """What decides once the conditions are met."""
    for judgement, words in _JUDGEMENTS.items():
        if getattr(rule, judgement):
            return f"What decides then: {words.format(_values(rule))}."
    return "Nothing more is asked: such a response breaks the rule."


def moment(rule: Rule) -> str:
    """When it is judged."""
    if rule.misuse:
        return "It is told as soon as it is seen."
    return f"It is judged at the {'end of the content' if rule.needs_content else 'head of the response'}."


def codes_in_words(codes: Collection[int]) -> str:
    """Status codes as people say them.

    >>> codes_in_words({301, 302, 303, 307})
    '301 to 303 or 307'
    >>> codes_in_words(set(range(200, 600)) - {204, 304})
    '200 to 599, but not 204 or 304'
    """
    first, last = min(codes) // 100 * 100, max(codes) // 100 * 100 + 99
    but = set(range(first, last + 1)) - set(codes)
    if but and len(but) <= _FEW < len(codes):
        return f"{first} to {last}, but not {_runs_in_words(but)}"
    return _runs_in_words(codes)


def _runs_in_words(codes: Collection[int]) -> str:
    words = [word for first, last in _runs(codes) for word in _run_in_words(first, last)]
    return listed(words)


def _run_in_words(first: int, last: int) -> list[str]:
    if last - first > 1:
        return [f"{first} to {last}"]
    return [str(code) for code in range(first, last + 1)]


def _runs(codes: Collection[int]) -> Runs:
    found: Runs = []
    for each in sorted(codes):
        if found and found[-1][1] == each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return found


def _values(rule: Rule) -> str:
    if EVERY_FIELD in rule.present:
        return "the value of each field"
    return "each value of " + ("this field" if len(rule.present) == 1 else "these fields")


def _interface(rule: Rule) -> str:
    return f"the application speaks {rule.interface.upper()}" if rule.interface else ""


def _status_codes(rule: Rule) -> str:
    return f"the status code is {codes_in_words(rule.status_codes)}" if rule.status_codes else ""


def _fields(words: str, field: str) -> Callable[[Rule], str]:
    """The condition on the names in *field* of a rule, told as *words*."""

    def condition(rule: Rule) -> str:
        names = getattr(rule, field)
        return words.format(listed(code(names))) if names else ""

    return condition


def _present(rule: Rule) -> str:
    return "" if EVERY_FIELD in rule.present else _HAS(rule)


_READ_ALL: Final = "there is content, of whatever type"
_READ: Final = _fields("there is content of type {}, and it is not coded", "reads")
_HAS: Final = _fields("the response has {}", "present")

_CONDITIONS: Final[tuple[Callable[[Rule], str], ...]] = (
    _interface,
    _status_codes,
    _fields("the method is {}", "methods"),
    _fields("the method is not {}", "except_methods"),
    _fields("the request has {}", "asked"),
    _fields("the request does not have {}", "unasked"),
    _present,
    _fields("the response does not have {}", "absent"),
    _fields("more than one line of the response is named {}", "repeated"),
    lambda rule: _READ_ALL if rule.reads_all else _READ(rule),
    lambda rule: _CONTENT[rule.content],
    lambda rule: _ODD.get(rule.odd, ""),
    lambda rule: f"the application does this: {rule.misuse}" if rule.misuse else "",
)
