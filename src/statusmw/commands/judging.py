"""One exchange as it was seen, and the rules that can be asked about it without guessing at what was not.

What a capture does not show is never taken for absent. A rule that looks at something unseen is not asked, and where
the method is not known a rule is broken only if it is broken whatever the method was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

from statusmw.commands.scope import WHATEVER_WAS_ASKED
from statusmw.engine import Checker
from statusmw.exchange import Exchange, Request
from statusmw.rule import Finding
from statusmw.rules import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Collection

    from statusmw.rule import Rule

METHODS: Final = (
    *("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE", "QUERY"),
    *("PROPFIND", "ANOTHER"),
)
"""What a request may have been whose method was not seen."""


class UnseenError(AttributeError):
    """A rule looked at something that was not seen."""


class _Unseen:
    """Stands in for a part of a request that was not seen."""

    def _refuse(self, *_: object) -> NoReturn:
        raise UnseenError

    __getattr__ = __iter__ = __len__ = __bool__ = __eq__ = __contains__ = __getitem__ = __add__ = _refuse
    __hash__ = None  # type: ignore[assignment]  # what is not known is not equal to anything


UNSEEN: Final[Any] = _Unseen()
"""In place of the target or the fields of a request."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exchange was seen.

    Args:
        source: the file, ``"-"``, or the application.
        line: the line of the file, counted from 1; 0: lines say nothing there.
        label: what else tells it from the others, such as ``entry 3``; may be empty.
    """

    source: str
    line: int = 0
    label: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        return f"{self.source}{line}" + (f", {self.label}" if self.label else "")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """An exchange and how much of it is known.

    Args:
        exchange: the exchange; what is unknown of its request is `UNSEEN`, a method ``""``.
        place: where it was seen.
        methods: what the method may have been, if it is not known.
        unasked: ids of rules that would judge what was not seen.
        reported: rules that somebody else has found broken, who may have mended the response since.
        error: what went wrong while it was made; ``""``: nothing.
        missing: whether there was no response at all.
    """

    exchange: Exchange
    place: Place
    methods: tuple[str, ...] = ()
    unasked: Collection[str] = ()
    reported: tuple[Rule, ...] = ()
    error: str = ""
    missing: bool = False

    @property
    def shown(self) -> Exchange:
        """The exchange without what is not known, fit to be shown."""
        request = self.exchange.request
        target = "" if request.target is UNSEEN else request.target
        fields = () if request.fields is UNSEEN else request.fields
        return replace(self.exchange, request=replace(request, target=target, fields=fields))


Verdict = Callable[[Seen], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is no exchange.

    Args:
        message: what is wrong, and what to do about it.
        place: where.
    """

    message: str
    place: Place


def _excuses_nothing(_: Finding) -> bool:
    return False


def judge(
    seen: Seen, rules: Sequence[Rule], excuses: Callable[[Finding], bool] = _excuses_nothing
) -> tuple[Finding, ...]:
    """Everything that is wrong with *seen*, whatever was not seen.

    Args:
        seen: the exchange.
        rules: the rules to ask.
        excuses: whether a finding is none here.

    Returns:
        The findings: first what somebody else has reported, then the others, in the order of the rules.
    """
    reported = [rule for rule in seen.reported if rule in rules or rule not in CATALOGUE]
    asked = () if seen.missing else (rule for rule in rules if rule.id not in seen.unasked and rule not in reported)
    shown = seen.shown
    broken = (Finding(rule, shown) for rule in (*reported, *(rule for rule in asked if _breaks(seen, rule))))
    return tuple(finding for finding in broken if not excuses(finding))


def quickly(verdict: Verdict, rules: Sequence[Rule]) -> Verdict:
    """*verdict*, asked only about what is not fine at a glance; for captures, and the rules that go with them."""
    checker = Checker(rules, "asgi", _opened)

    def judged(seen: Seen) -> Sequence[Finding]:
        request, response, content = seen.exchange.request, seen.exchange.response, seen.exchange.content
        if seen.methods:
            return verdict(seen)
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.fields]
        length, octets = (content.length, content.octets) if content else (None, None)
        is_fine = checker.fine(seen, request.method, response.status_code, fields, length, octets)
        return () if is_fine else verdict(seen)

    return judged


def _opened(seen: Any, *_: object) -> Exchange:
    exchange: Exchange = seen.exchange
    return exchange


def once(verdict: Verdict) -> Verdict:
    """*verdict* without what it has found before: the same rule, method, path and status code."""
    known: set[tuple[object, ...]] = set()

    def judged(seen: Seen) -> Sequence[Finding]:
        request, code = seen.shown.request, seen.exchange.response.status_code
        keys = {(f.rule.id, request.method, request.path, code): f for f in verdict(seen)}
        new = [finding for key, finding in keys.items() if key not in known]
        known.update(keys)
        return new

    return judged


def _breaks(seen: Seen, rule: Rule) -> bool:
    request = seen.exchange.request
    if request.fields is UNSEEN and seen.exchange.response.status_code in WHATEVER_WAS_ASKED.get(rule.id, ()):
        request = replace(request, fields=())
    if not seen.methods:
        return _breaks_as(seen.exchange, request, rule)
    return all(_breaks_as(seen.exchange, replace(request, method=method), rule) for method in seen.methods)


def _breaks_as(exchange: Exchange, request: Request, rule: Rule) -> bool:
    try:
        return rule.broken_by(replace(exchange, request=request))
    except Exception:  # noqa: BLE001 - a rule that looks at what was not seen, or fails, finds nothing
        return False
