"""Everything a user can decide, in one frozen object. Catalogue and engine meet only here."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from statusmw.engine import Checker
from statusmw.exchange import Content, Exchange, Interface
from statusmw.mapping import Mapped, checked_mapping
from statusmw.reading import asgi_asks, asgi_request, asgi_response, wsgi_asks, wsgi_request, wsgi_response
from statusmw.rule import Finding, Level, Rule
from statusmw.rules import CATALOGUE

OnFinding = Literal["report", "repair", "raise"]

_log = logging.getLogger("statusmw")


def log_finding(finding: Finding) -> None:
    """Write *finding* to the logger ``statusmw``, as one warning."""
    _log.warning("%s", finding, extra={"rule": finding.rule.id, "level_of_rule": finding.rule.level.value})


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What statusmw does with what it finds and with what an application raises.

    Args:
        on_finding: ``"report"`` changes nothing, ``"repair"`` also mends what can be mended without changing its
            meaning and replaces what cannot be sent, ``"raise"`` makes the finding the failure (for tests).
        report: called with each `Finding`.
        ignore: ids of rules that are not asked.
        advice: ids of rules of `Level.ADVICE` that are asked too.
        extend: rules of your own.
        mapping: exception class, or its dotted name, to a status code, a `Problem` class, or a function of the
            exception that returns one of these.
        catch_exceptions: whether unhandled exceptions are answered; False lets them through to the server.

    Raises:
        TypeError: `report` cannot be called, or something is of the wrong type.
        ValueError: a value or an id is unknown; the message names the nearest id.

    >>> Policy(on_finding="raise").on_finding
    'raise'
    """

    on_finding: OnFinding = "repair"
    report: Callable[[Finding], object] = log_finding
    ignore: Collection[str] = ()
    advice: Collection[str] = ()
    extend: Collection[Rule] = ()
    mapping: Mapped = field(default_factory=dict, hash=False)
    catch_exceptions: bool = True
    _checkers: dict[Interface, Checker] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.on_finding not in get_args(OnFinding):
            raise ValueError(f"on_finding: {self.on_finding!r} is none of {', '.join(get_args(OnFinding))}")
        if not callable(self.report):
            raise TypeError(f"report: {self.report!r} cannot be called; give a function of one finding")
        known = [rule.id for rule in CATALOGUE]
        extend = _checked_rules(self.extend, known)
        known += [rule.id for rule in extend]
        checked = {
            "extend": extend,
            "ignore": _checked_ids("ignore", self.ignore, known),
            "advice": _checked_ids("advice", self.advice, known),
            "mapping": MappingProxyType(checked_mapping(self.mapping)),
        }
        for argument, value in checked.items():
            object.__setattr__(self, argument, value)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are asked."""
        return tuple(rule for rule in (*CATALOGUE, *self.extend) if self._asks(rule))

    def _asks(self, rule: Rule) -> bool:
        wanted = rule.level is not Level.ADVICE or rule.id in self.advice or rule in self.extend
        return wanted and rule.id not in self.ignore

    def checker(self, interface: Interface) -> Checker:
        """The rules compiled for *interface*; the same object each time."""
        if interface not in self._checkers:
            self._checkers[interface] = Checker(self.rules, interface, *_READERS[interface])
        return self._checkers[interface]


def _checked_rules(given: Iterable[Rule], known: list[str]) -> tuple[Rule, ...]:
    rules = tuple(given)
    for rule in rules:
        if not isinstance(rule, Rule):
            raise TypeError(f"extend: {rule!r} is no Rule")
        if rule.id in known:
            raise ValueError(f"extend: the catalogue has a rule {rule.id!r} already; give yours another id")
    return rules


def _checked_ids(argument: str, given: Iterable[str], known: list[str]) -> frozenset[str]:
    if isinstance(given, str):
        raise TypeError(f"{argument}: give a collection of rule ids, such as [{given!r}]")
    ids = tuple(given)
    for rule_id in ids:
        if not isinstance(rule_id, str):
            raise TypeError(f"{argument}: {rule_id!r} is no id of a rule; an id is a str")
        if rule_id not in known:
            near = difflib.get_close_matches(rule_id, known, 1, 0)
            raise ValueError(f"{argument}: there is no rule {rule_id!r}; did you mean {near[0]!r}?")
    return frozenset(ids)


def _content(length: int | None) -> Content | None:
    return None if length is None else Content(length)


def _open_asgi(scope: Any, status_code: int, fields: Any, length: int | None) -> Exchange:
    return Exchange(asgi_request(scope), asgi_response(status_code, fields), _content(length))


def _open_wsgi(environ: Any, status_code: int, fields: Any, length: int | None) -> Exchange:
    return Exchange(wsgi_request(environ), wsgi_response(f"{status_code:03} ", fields), _content(length))


_READERS: Final = {"asgi": (_open_asgi, asgi_asks), "wsgi": (_open_wsgi, wsgi_asks)}

DEFAULT = Policy()
