"""`Checker`: whether a response is fine, and what is wrong with it if not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from statusmw.content_reader import HELD, ContentReader, is_vouched
from statusmw.engine.heads import Head, Heads
from statusmw.engine.layouts import Columns, Layout, Layouts
from statusmw.engine.memory import LONGEST_REMEMBERED, Memory
from statusmw.engine.names import Names
from statusmw.engine.plans import CONTENT, Plans
from statusmw.exchange import Content, Exchange, Interface
from statusmw.reading import status_line
from statusmw.records import write
from statusmw.rule import Finding, Rule

_MOST_LINES: Final = 1024
_NO_FIELDS: Final = ((), ())

Opening = Callable[[object, int, object, int | None], Exchange]
Asking = Callable[[Any, str], bool]
Length = int | None
Octets = bytes | None
Open = tuple[Rule, ...] | None


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
        self._names = Names(self.rules)
        self._plans = Plans(self.rules, self._names)
        self._methods = self._plans.methods
        self._octets = _common_octets(self.rules)
        self._layouts = Layouts(self._names, self._plans, self._reader, self._kind, self._octets)
        self._heads = Heads()
        self._phrases = tuple(rule.phrase for rule in self.rules if rule.phrase)
        self._lines: Memory[str, int] = Memory(_MOST_LINES)
        self._failed: set[str] = set()

    def fine(
        self, subject: object, method: str, status_code: int, fields: Any, length: Length, octets: Octets = None
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
        if type(status_code) is not int or (self._listed and type(fields) is not list):
            return False
        kind, heads = self._kind, self._heads
        try:
            # Only what is exactly of its type may become a key: anything else could speak for others.
            pairs = tuple(fields)
            for pair in pairs:
                if type(pair) is not tuple:
                    exact = [*map(tuple, pairs)]
                    return not self._listed and self.fine(subject, method, status_code, exact, length, octets)
                name, value = pair
                if type(name) is not kind or type(value) is not kind:
                    return False
            head = (pairs, status_code, self._methods.get(method, 0), length)
            rules = heads.get(head) if heads.awake else None
            if rules is not None:
                heads.new = 0
            else:
                rules = self._learnt(head, method)
            return rules == () or self._are_kept(rules, subject, status_code, pairs, length, octets)
        except (Exception, SystemExit):  # noqa: BLE001 - whatever it was, `check` looks at it and says so
            return False

    def _learnt(self, head: Head, method: str) -> Open:
        rules = self._left_open(head, method)
        if rules is not None and self._heads.meets_new():
            self._heads.learn(head, rules)
        return rules

    def _left_open(self, head: Head, method: str) -> Open:
        """The rules that such a head leaves open; None if it breaks one."""
        pairs, status_code, number, length = head
        names, values = [*zip(*pairs, strict=True)] or _NO_FIELDS
        content = length and CONTENT
        layout = self._layouts.get((names, status_code, number, content))
        if layout is None:
            layout = self._layouts.of(names, method, status_code, content)
        if layout.broken:
            return None
        likeness = layout.likeness
        hinge = likeness.hinge(values) if likeness.awake else None
        rules = None if hinge is None else likeness.get(hinge)
        if rules is not None:
            likeness.new = 0
        else:
            rules = self._judged(layout, values)
            if rules is None:
                return None
            likeness.learn(hinge, rules)
        for place, judgement in layout.fitting:
            if not judgement.fits(values[place], length or 0):
                return None
        return rules

    def _judged(self, layout: Layout, values: Columns) -> Open:
        """The rules that single values leave open; None if one of them breaks one."""
        if not self._is_clean(values):
            return None
        for place, judgement in layout.judged:
            if values[place] not in judgement.known and not judgement.passes(values[place]):
                return None
        return self._open_rules(layout, values)

    def _open_rules(self, layout: Layout, values: Columns) -> tuple[Rule, ...]:
        rules = layout.checks
        for place, judgement, rule in layout.doubted:
            if values[place] not in judgement.known and not judgement.passes(values[place]):
                rules = (*rules, rule)
        if layout.readers is not None:
            rules += layout.readers[None if layout.kind < 0 else values[layout.kind]]
        return rules

    def _is_clean(self, values: Columns) -> bool:
        joined = b"".join(values) if self._kind is bytes else "".join(values).encode("latin-1")
        return not joined.translate(None, self._octets)

    def _are_kept(
        self, rules: Open, subject: object, status_code: int, fields: Any, length: Length, octets: Octets
    ) -> bool:
        """Whether none of the rules that are left open is broken; None stands for one that is."""
        if rules is None:
            return False
        if octets is not None and is_vouched(octets, status_code):
            rules = tuple(rule for rule in rules if rule.id not in HELD)
        if self._asking is not None:
            has = partial(self._asking, subject)
            rules = tuple(rule for rule in rules if rule.reads or rule.is_asked(has))
        heads = [rule for rule in rules if not rule.reads]
        reading = len(heads) < len(rules)
        if not heads and not reading:
            return True
        exchange = self._opening(subject, status_code, fields, length)
        if any(rule.broken_by(exchange) for rule in heads):
            return False
        if not reading or not self._reader.takes(octets):
            return True
        exchange = replace(exchange, content=Content.seen(length, octets))
        return not any(rule.check and rule.check(exchange) for rule in rules if rule.reads)

    @property
    def unread(self) -> int:
        """How many responses had content that a rule asks for and that was not read."""
        return self._reader.unread

    def status_code(self, line: str) -> int:
        """The status code of a WSGI status line that breaks no rule; -1 if it may break one."""
        if type(line) is not str:
            return -1
        code = self._lines.get(line)
        if code is None:
            code = self._read(line)
            if len(line) <= LONGEST_REMEMBERED:
                self._lines.keep(line, code)
        return code

    def _read(self, line: str) -> int:
        read = status_line(line)
        try:
            return read[0] if read and all(judge(read[1]) for judge in self._phrases) else -1
        except (Exception, SystemExit):  # noqa: BLE001 - whatever it was, `check` looks at it and says so
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
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a fault of the checker is no fault of the response
            if rule.id not in self._failed:
                self._failed.add(rule.id)
                write(
                    logging.ERROR, "The rule %s failed; the response goes out unchecked by it", rule.id, exc_info=fault
                )
            return False


def _common_octets(rules: Iterable[Rule]) -> bytes:
    allowed = bytes(range(256))
    for rule in rules:
        if rule.octets:
            allowed = bytes(octet for octet in allowed if octet in rule.octets)
    return allowed
