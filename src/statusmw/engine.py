"""The catalogue compiled: `fine` is quick and never wrong, `check` is complete.

What a response can break depends first on its *shape*: the request method, the status code, which of the fields that
some rule asks about are there, and whether there is content. The rules that a shape leaves open are worked out once
and remembered. No rule is tuned by hand; whatever is fast here follows from the rules' own data.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from statusmw.content_reader import ContentReader
from statusmw.exchange import Content, Exchange, Interface
from statusmw.reading import status_line
from statusmw.rule import EVERY_FIELD, Finding, Rule

_log = logging.getLogger("statusmw")

_UNFINE: Final = 1  # the bit of a name that breaks a rule about names
_MOST_NAMES: Final = 1024
_MOST_PLANS: Final = 4096
_MOST_VALUES: Final = 512
_LONGEST_REMEMBERED: Final = 64
_LARGEST_STATUS: Final = 999
_TUPLES: Final = frozenset({tuple})

_NO_CONTENT, _CONTENT, _UNKNOWN = range(3)

Judge = Callable[[str, int], bool]
Opening = Callable[[object, int, object, int | None], Exchange]
Asking = Callable[[Any, str], bool]


class _Plan:
    """What is left to look at once the shape is known; `broken` if the shape alone is a fault."""

    __slots__ = ("broken", "checks", "doubts", "fits", "reads", "values")

    def __init__(self, rules: tuple[Rule, ...], bits: _Names) -> None:
        settled = [rule for rule in rules if not rule.needs_request]
        self.broken = any(not rule.judged for rule in settled if not rule.reads)
        self.reads = tuple(rule for rule in rules if rule.reads)
        self.checks = tuple(rule for rule in rules if _is_checked(rule))
        self.doubts = _by_bit(settled, bits, lambda rule: rule if rule.valid and rule.check else None)
        self.values = _by_bit(settled, bits, lambda rule: None if rule.check else rule.valid)
        self.fits = _by_bit(settled, bits, lambda rule: rule.fits)


def _is_checked(rule: Rule) -> bool:
    """Whether an exchange has to be made for the rule: not where a value that raises no doubt settles it."""
    return rule.needs_request or (rule.check is not None and rule.valid is None and not rule.reads)


def _by_bit(rules: Iterable[Rule], bits: _Names, judge: Callable[[Rule], Any]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for rule in rules:
        for name in rule.present:
            if judge(rule):
                bit = bits.asked[name]
                found[bit] = (*found.get(bit, ()), judge(rule))
    return found


class _Names(dict[object, int]):
    """Field name, as the application spells it, to its bit; learnt once, and bounded."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__()
        named = {name for r in rules for name in (*r.present, *r.absent, *r.beside, *r.repeated)} - {EVERY_FIELD}
        named |= {"content-type" for rule in rules if rule.reads}
        self.asked = {name: 1 << place for place, name in enumerate(sorted(named), 1)}
        self.single = sum({self.asked[name] for rule in rules if not rule.present for name in rule.repeated})
        self._judges = [rule.named for rule in rules if rule.named]

    def __missing__(self, name: str | bytes) -> int:
        text = _text(name)
        bit = self.asked.get(text.lower(), 0)
        # A name of one letter may be half of a `str` of two that stands where a pair should: `check` tells.
        if len(text) == 1 or not all(judge(text) for judge in self._judges):
            bit |= _UNFINE
        if len(self) < _MOST_NAMES and len(name) <= _LONGEST_REMEMBERED:
            self[name] = bit
        return bit


class Checker:
    """A catalogue compiled for one gateway interface.

    Args:
        rules: the catalogue.
        interface: the gateway interface the heads come from: their names and values are `bytes` (ASGI) or `str` (WSGI).
        opening: makes the exchange that a rule's `check` asks for out of what `fine` was given.
        asking: tells of what `fine` was given whether the request has a field, so that no exchange has to be made
            for a rule that is about other requests.
        sample: the share, from 0 to 1, of responses with nothing else to find whose content is read.

    Attributes:
        misuses: what of the gateway interface must not be done, as far as there are rules about it.
        reads: whether a rule may read content with such a status code and such fields.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        interface: Interface,
        opening: Opening,
        asking: Asking | None = None,
        sample: float = 1.0,
    ) -> None:
        self.rules = tuple(rule for rule in rules if rule.interface in (None, interface))
        self.misuses = frozenset(rule.misuse for rule in self.rules if rule.misuse)
        self._kind: type = bytes if interface == "asgi" else str
        self._listed = interface == "wsgi"
        self._opening = opening
        self._asking = asking
        self._reader = ContentReader(self.rules, sample)
        self.reads = self._reader.reads
        self._names = _Names(self.rules)
        self._octets = _common_octets(self.rules)
        self._methods = _numbered(m for rule in self.rules for m in (*rule.methods, *rule.except_methods))
        self._method_bits = len(self._methods).bit_length()
        self._phrases = tuple(rule.phrase for rule in self.rules if rule.phrase)
        self._lines: dict[str, int] = {}
        self._plans: dict[int, _Plan] = {}
        self._known: set[tuple[object, str | bytes, int | None]] = set()
        self._failed: set[str] = set()

    def fine(
        self,
        subject: object,
        method: str,
        status_code: int,
        fields: Any,
        length: int | None,
        octets: bytes | None = None,
    ) -> bool:
        """Whether such a response breaks no rule; quick to say yes, and never wrong.

        Args:
            subject: what `opening` makes a request of.
            method: the request method.
            status_code: an exact `int`.
            fields: pairs of names and values of the interface's type.
            length: how many bytes of content there are; None as long as that is not known.
            octets: all of the content; None where it was not kept.
        """
        try:
            return self._fine(subject, method, status_code, fields, length, octets)
        except Exception:  # noqa: BLE001 - whatever it was, `check` looks at it and says so
            return False

    def _fine(
        self, subject: object, method: str, status_code: int, fields: Any, length: int | None, octets: bytes | None
    ) -> bool:
        if type(status_code) is not int or not 0 <= status_code <= _LARGEST_STATUS:
            return False
        if self._listed and (type(fields) is not list or not _TUPLES.issuperset(map(type, fields))):
            return False
        kind, names, single, shape, values = self._kind, self._names, self._names.single, 0, []
        for name, value in fields:
            if type(name) is not kind or type(value) is not kind:
                return False
            bit = names[name]
            if shape & bit & single:
                return False
            shape |= bit
            values.append(value)
        content = _UNKNOWN if length is None else _CONTENT if length else _NO_CONTENT
        plan = self._plan(method, status_code, shape, content)
        if shape & _UNFINE or plan.broken or not self._clean(values):
            return False
        return (
            self._values_fine(plan, fields, length or 0)
            and (not (plan.checks or plan.doubts) or self._checks_fine(plan, subject, status_code, fields, length))
            and (not plan.reads or self._content_fine(plan, subject, status_code, fields, length, octets))
        )

    def _clean(self, values: list[Any]) -> bool:
        joined = b"".join(values) if self._kind is bytes else "".join(values).encode("latin-1")
        return not joined.translate(None, self._octets)

    def _values_fine(self, plan: _Plan, fields: Any, length: int) -> bool:
        if not (plan.values or plan.fits):
            return True
        names = self._names
        for name, value in fields:
            bit = names[name]
            if bit in plan.values and not self._passes(plan.values[bit], value, None):
                return False
            if bit in plan.fits and not self._passes(plan.fits[bit], value, length):
                return False
        return True

    def _passes(self, judges: tuple[Any, ...], value: Any, length: int | None) -> bool:
        """Whether *value*, with *length* if that is asked, satisfies all *judges*; what did once is remembered."""
        known = (judges, value, length)
        if known in self._known:
            return True
        arguments = (_text(value),) if length is None else (_text(value), length)
        for judge in judges:
            if not judge(*arguments):
                return False
        if len(self._known) < _MOST_VALUES and len(value) <= _LONGEST_REMEMBERED:
            self._known.add(known)
        return True

    def _checks_fine(self, plan: _Plan, subject: object, status_code: int, fields: Any, length: int | None) -> bool:
        asking = self._asking
        meant = (*plan.checks, *self._doubtful(plan, fields)) if plan.doubts else plan.checks
        meant = tuple(rule for rule in meant if not rule.repeated or self._repeats(fields, rule.repeated))
        if asking is not None:
            has = partial(asking, subject)
            meant = tuple(rule for rule in meant if rule.is_asked(has))
        if not meant:
            return True
        exchange = self._opening(subject, status_code, fields, length)
        return not any(rule.broken_by(exchange) for rule in meant)

    def _doubtful(self, plan: _Plan, fields: Any) -> list[Rule]:
        """The rules that a value has to be looked at for together with the rest of the exchange."""
        found = [(rule, value) for name, value in fields for rule in plan.doubts.get(self._names[name], ())]
        return [rule for rule, value in found if not self._passes((rule.valid,), value, None)]

    @staticmethod
    def _repeats(fields: Any, names: Collection[str]) -> bool:
        found = [lower for name, _ in fields if (lower := _text(name).lower()) in names]
        return len(found) > len(set(found))

    @property
    def unread(self) -> int:
        """How many responses had content that a rule asks for and that was not read."""
        return self._reader.unread

    def _content_fine(
        self, plan: _Plan, subject: object, status_code: int, fields: Any, length: int | None, octets: bytes | None
    ) -> bool:
        rules = self._reader.about(plan.reads, fields)
        if not rules or not self._reader.takes(octets):
            return True
        exchange = self._opening(subject, status_code, fields, length)
        exchange = replace(exchange, content=Content.seen(length, octets))
        has = exchange.request.has
        return not any(rule.is_asked(has) and rule.check and rule.check(exchange) for rule in rules)

    def _plan(self, method: str, status_code: int, shape: int, content: int) -> _Plan:
        # A client picks the method: one that no rule names must not make a key of its own.
        asked = self._methods.get(method, 0)
        key = (((shape << self._method_bits | asked) << 2 | content) << 10) | status_code
        plan = self._plans.get(key)
        if plan is None:
            plan = _Plan(self._open_rules(method, status_code, shape, content), self._names)
            if len(self._plans) < _MOST_PLANS:
                self._plans[key] = plan
        return plan

    def _open_rules(self, method: str, status_code: int, shape: int, content: int) -> tuple[Rule, ...]:
        """The rules that such a shape may still break; those about all names and all values are settled before."""
        asked = self._names.asked
        present = {name for name, bit in asked.items() if shape & bit}

        def open_(rule: Rule) -> bool:
            return not (
                rule.named
                or rule.octets
                or (rule.repeated and not rule.present)
                or rule.odd
                or rule.misuse
                or rule.phrase
                or (rule.status_codes and status_code not in rule.status_codes)
                or (rule.methods and method not in rule.methods)
                or method in rule.except_methods
                or (rule.needs_content and content == _UNKNOWN)
                or (rule.content is not None and rule.content is not (content == _CONTENT))
                or (rule.reads and content != _CONTENT)
                or (rule.reads and not rule.reads_all and "content-type" not in present)
                or not present.isdisjoint(rule.absent)
                or not present.issuperset(rule.beside)
                or (rule.present and EVERY_FIELD not in rule.present and present.isdisjoint(rule.present))
            )

        return tuple(rule for rule in self.rules if open_(rule))

    def status_code(self, line: str) -> int:
        """The status code of a WSGI status line that breaks no rule; -1 if it may break one."""
        if type(line) is not str:
            return -1
        code = self._lines.get(line)
        if code is None:
            code = self._read(line)
            if len(self._lines) < _MOST_NAMES and len(line) <= _LONGEST_REMEMBERED:
                self._lines[line] = code
        return code

    def _read(self, line: str) -> int:
        read = status_line(line)
        try:
            return read[0] if read and all(judge(read[1]) for judge in self._phrases) else -1
        except Exception:  # noqa: BLE001 - whatever it was, `check` looks at it and says so
            return -1

    def check(self, exchange: Exchange) -> tuple[Finding, ...]:
        """Everything in *exchange* that breaks a rule, in the catalogue's order. A rule that fails breaks nothing.

        Where the gateway interface was misused, only the rules about that are asked: there may be no head yet.
        """
        rules = self.rules if not exchange.misuse else [rule for rule in self.rules if rule.misuse]
        return tuple(Finding(rule, exchange) for rule in rules if self._broken(rule, exchange))

    def _broken(self, rule: Rule, exchange: Exchange) -> bool:
        try:
            return rule.broken_by(exchange)
        except Exception:  # noqa: BLE001 - a fault of the checker is no fault of the response
            if rule.id not in self._failed:
                self._failed.add(rule.id)
                _log.exception("The rule %s failed; the response goes out unchecked by it", rule.id)
            return False


def _numbered(methods: Iterable[str]) -> dict[str, int]:
    return {method: place for place, method in enumerate(sorted(set(methods)), 1)}


def _common_octets(rules: Iterable[Rule]) -> bytes:
    allowed = bytes(range(256))
    for rule in rules:
        if rule.octets:
            allowed = bytes(octet for octet in allowed if octet in rule.octets)
    return allowed


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
