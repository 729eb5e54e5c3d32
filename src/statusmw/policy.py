"""Everything a user can decide, in one frozen object. Catalogue and engine meet only here."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar, get_args

from statusmw import rules as catalogue
from statusmw.bodies import Bodies, checked_bodies, checked_validation_status
from statusmw.engine import Checker
from statusmw.exchange import Interface
from statusmw.exposure import Expose
from statusmw.failures import Observer, checked_observers
from statusmw.formats import checked_formats
from statusmw.mapping import Answers, Key, Mapped, Target, checked_mapping
from statusmw.maps import Map, checked_maps
from statusmw.profiles import Excuse, Profile, checked_profiles
from statusmw.reading import asgi_asks, asgi_exchange, wsgi_asks, wsgi_exchange
from statusmw.reporting import check_report, checked_each
from statusmw.reporting.log import Logging
from statusmw.request_ids import RequestId, checked_request_id
from statusmw.rule import Finding, Level, Rule
from statusmw.selection import Paths, Vocabulary, checked_paths
from statusmw.settings import made_of, read_settings
from statusmw.text import plain, suggestion
from statusmw.translating import Translations, checked_translations

OnFinding = Literal["report", "repair", "raise"]
_T = TypeVar("_T", bound=Target)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What statusmw does with what it finds and with what an application raises.

    Rules are named by patterns: an id, a pattern over ids such as ``"created-*"``, a level such as ``"MUST"``, or a
    topic such as ``"topic:caching"``.

    Args:
        on_finding: ``"report"`` changes nothing, ``"repair"`` also mends what can be mended without changing its
            meaning and replaces what cannot be sent, ``"raise"`` makes the finding the failure (for tests); or a
            mapping of levels to these, in which a level that is not named has ``"repair"``.
        report: called with each `Finding`; ready ones are in `statusmw.reporting`.
        select: patterns of the rules that are asked.
        ignore: patterns of rules that are not asked, whatever `select` or a profile says.
        profiles: names of `statusmw.profiles.PROFILES`, or profiles of your own.
        per_path: a glob over paths, such as ``"/legacy/*"``, to patterns of rules that are left out there.
        sample: the share, from 0 to 1, of responses with nothing else to find whose content is read.
        extend: rules of your own; they are asked unless they are ignored.
        mapping: exception class, its dotted name, or a predicate over exceptions, to a status code, a `Problem` class,
            or a function of the exception that returns one of these.
        maps: names of `statusmw.maps.MAPS`, or maps of your own; `mapping` comes before them.
        catch_exceptions: whether unhandled exceptions are answered; False lets them through to the server.
        observers: called with each `statusmw.reporting.Failure`, besides the log; `statusmw.reporting.Sentry` is one.
        request_id: the field in which responses with an error tell the id of their request, or a `RequestId` that says
            more, or a mapping of its arguments; None: requests get no id here.
        formats: a glob over paths, such as ``"/api/*"``, to the format of problems there: ``"json"``, ``"xml"``,
            ``"html"``, ``"text"``, ``"accept"``, or a list to choose from; the first match decides, else Accept.
        expose: what of an exception leaves with a 5xx: ``"none"``, ``"type"``, ``"message"`` or ``"traceback"``;
            never anything but ``"none"`` in production.
        page: the HTML of a problem: a function of a `ProblemDetails` and a `Request`, or a Jinja template or its path.
        translations: the folder of the catalogues that titles and details are translated by, or `Translations`.
        validation_status: 400 or 422 for requests of the wrong form; None: what each framework has.

    Raises:
        TypeError: `report` cannot be called, or something is of the wrong type.
        ValueError: a value or a pattern is unknown; the message says what to write.

    >>> Policy(on_finding="raise", ignore=["topic:caching", "redirect-*"]).on_finding
    'raise'
    """

    on_finding: OnFinding | Mapping[Any, str] = field(default="repair", hash=False)
    report: Callable[[Finding], object] = field(default_factory=Logging)
    select: Collection[str | Level] = ("MUST", "SHOULD")
    ignore: Collection[str | Level] = ()
    profiles: Collection[str | Profile] = ()
    per_path: Mapping[str, Collection[str | Level]] = field(default_factory=dict, hash=False)
    sample: float = 1.0
    extend: Collection[Rule] = ()
    mapping: Mapped = field(default_factory=dict, hash=False)
    maps: Collection[str | Map] = ()
    catch_exceptions: bool = True
    observers: Collection[Observer] = ()
    request_id: RequestId | Mapping[str, Any] | str | None = None
    formats: Mapping[str, str | Collection[str]] = field(default_factory=dict, hash=False)
    expose: Expose = "none"
    page: Any = None
    translations: Translations | str | os.PathLike[str] | None = None
    validation_status: int | None = None
    rules: tuple[Rule, ...] = field(init=False, repr=False, compare=False)
    """The rules that are asked."""
    _answers: Answers = field(init=False, repr=False, compare=False)
    bodies: Bodies = field(init=False, repr=False, compare=False)
    """How problems are written."""
    _actions: Mapping[Level, OnFinding] = field(init=False, repr=False, compare=False)
    _paths: Paths = field(init=False, repr=False, compare=False)
    _excuses: tuple[Excuse, ...] = field(init=False, repr=False, compare=False)
    _checkers: dict[Interface, Checker] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_kinds(self)
        extend = _checked_rules(self.extend)
        vocabulary = Vocabulary((*catalogue.CATALOGUE, *extend))
        profiles = _checked_profiles(self.profiles, vocabulary)
        actions = _checked_actions(self.on_finding)
        paths = checked_paths(self.per_path, vocabulary)
        self._set_answers()
        self._set_bodies()
        self._set(
            on_finding=self.on_finding if isinstance(self.on_finding, str) else actions,
            select=vocabulary.patterns("select", self.select),
            ignore=vocabulary.patterns("ignore", self.ignore),
            profiles=profiles,
            per_path=MappingProxyType(paths),
            sample=_checked_sample(self.sample),
            extend=extend,
        )
        self._set(
            rules=_chosen((*catalogue.CATALOGUE, *extend), self, vocabulary),
            _actions=actions,
            _paths=Paths(paths, vocabulary),
            _excuses=tuple(excuse for profile in profiles for excuse in profile.excuses),
        )

    def _set_answers(self) -> None:
        maps = checked_maps(self.maps)
        answers = checked_mapping(self.mapping, [each.mapping for each in maps])
        observers = checked_observers(checked_each("observers", self.observers), answers)
        ids = checked_request_id(self.request_id)
        self._set(mapping=answers, maps=maps, _answers=answers, observers=observers, request_id=ids)

    def _set_bodies(self) -> None:
        self._set(
            formats=checked_formats(self.formats),
            translations=checked_translations(self.translations),
            validation_status=checked_validation_status(self.validation_status),
        )
        self._set(bodies=checked_bodies(self.formats, self.expose, self.page, self.translations))

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_settings(
        cls,
        path: str | os.PathLike[str] | None = None,
        environ: Mapping[str, str] | None = None,
        **arguments: Any,
    ) -> Self:
        """The policy that is set outside of the code, which is what a face without a policy goes by.

        Args:
            path: a file with a table ``[tool.statusmw]``; None: the nearest pyproject.toml that has one, from the
                current directory upwards, if there is any.
            environ: environment variables, which win over the file; None: those of the process.
            arguments: as those of `Policy`; they win over both.

        Returns:
            The policy.

        Raises:
            ValueError: a key or a value is unknown; the message names the file or the variable.
            OSError: *path* cannot be read.

        >>> Policy.from_settings(environ={"STATUSMW_ON_FINDING": "raise"}).on_finding
        'raise'
        """
        return made_of(cls, read_settings(path, os.environ if environ is None else environ), arguments)

    def catch(self, *what: Key) -> Callable[[_T], _T]:
        """Say what the answer to an exception is, before a face or `install` takes the policy.

        Args:
            what: exception classes, dotted names of them, or predicates over exceptions.

        Returns:
            A decorator of what `mapping` can lead to: a function of the exception, or a `Problem` class.

        Raises:
            RuntimeError: too late, the policy is in use; the decorator raises it.
            TypeError: something is no exception, or what is decorated is no answer; the decorator raises it.
            ValueError: as `TypeError`, or there is an answer to it already.

        >>> policy = Policy()
        >>> @policy.catch(ZeroDivisionError)
        ... def out_of_range(error):
        ...     return 422
        """

        def decorate(target: _T) -> _T:
            self._answers.catch(what, target)
            return target

        return decorate

    def on_top_of(self, mapping: Mapped) -> Self:
        """This policy with *mapping* below its own, for who knows what a framework's exceptions mean."""
        self._answers.close()
        return replace(self, mapping={**mapping, **self.mapping})

    def action(self, level: Level | str) -> OnFinding:
        """What is done with findings of *level*, a `Level` or its name."""
        return self._actions[_level(level, "level")]

    def excuses(self, finding: Finding) -> bool:
        """Whether `per_path` or a profile leaves *finding* out."""
        if self._paths.leave_out(finding.rule.id, finding.exchange.request.path):
            return True
        return any(excuse.covers(finding) for excuse in self._excuses)

    def checker(self, interface: Interface) -> Checker:
        """The rules compiled for *interface*; the same object each time."""
        self._answers.close()
        if interface not in self._checkers:
            self._checkers[interface] = Checker(self.rules, interface, *_READERS[interface], sample=self.sample)
        return self._checkers[interface]


_COLLECTIONS: Final = {
    "select": "patterns, such as ['MUST', 'topic:caching']",
    "ignore": "patterns, such as ['topic:caching']",
    "profiles": "names, such as ['webdav']",
    "maps": "names, such as ['std']",
    "extend": "rules, such as [rule]",
}
_SINGLE: Final = (Level, Profile, Map)  # who reads the argument says which collection holds it


def _check_kinds(policy: Any) -> None:
    for argument, such in _COLLECTIONS.items():
        if not isinstance(getattr(policy, argument), (Iterable, *_SINGLE)):
            raise TypeError(f"{argument}: give a collection of {such}")
    check_report(policy.report)
    if not isinstance(policy.catch_exceptions, bool):
        raise TypeError(f"catch_exceptions: {policy.catch_exceptions!r} is neither True nor False")
    if not isinstance(policy.expose, str):
        words = "'none' in production, 'type', 'message' or 'traceback' while you develop"
        raise ValueError(f"expose: {policy.expose!r} is no word; give {words}")  # noqa: TRY004 - as for every other value


def _checked_rules(given: Iterable[Rule]) -> tuple[Rule, ...]:
    known = {rule.id for rule in catalogue.CATALOGUE}
    rules = tuple(given)
    for rule in rules:
        if not isinstance(rule, Rule):
            raise TypeError(f"extend: {rule!r} is no Rule")
        if rule.id in known:
            raise ValueError(f"extend: there is a rule {rule.id!r} already; give yours another id")
        known.add(rule.id)
    return rules


def _checked_profiles(given: Any, vocabulary: Vocabulary) -> frozenset[Profile]:
    profiles = checked_profiles(given)
    for profile in profiles:
        ids = [excuse.rule for excuse in profile.excuses]
        vocabulary.patterns(f"profiles: {profile.name}", [*profile.select, *profile.ignore, *ids])
    return profiles


def _checked_actions(given: Any) -> Mapping[Level, OnFinding]:
    actions: dict[Level, OnFinding] = dict.fromkeys(Level, "repair")
    chosen = given.items() if isinstance(given, Mapping) else [(level, given) for level in Level]
    for name, action in chosen:
        if action not in get_args(OnFinding):
            raise ValueError(f"on_finding: {action!r} is none of {', '.join(get_args(OnFinding))}")
        actions[_level(name)] = action
    return MappingProxyType(actions)


def _level(name: object, argument: str = "on_finding") -> Level:
    if isinstance(name, Level):
        return name
    if not isinstance(name, str):
        raise TypeError(f"{argument}: {name!r} is no level; give a Level, or its name as a str")
    if name not in Level.__members__:
        remedy = suggestion(name.upper(), Level.__members__)
        raise ValueError(f"{argument}: there is no level '{plain(name, 60)}'; {remedy}")
    return Level[name]


def _checked_sample(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise TypeError(f"sample: {given!r} is no number; give one from 0 to 1")
    if not 0 <= given <= 1:
        raise ValueError(f"sample: {given!r} is no share; give a number from 0 to 1")
    return float(given)


def _chosen(rules: tuple[Rule, ...], policy: Any, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    bundles = (policy, *policy.profiles)
    selected = vocabulary.ids(pattern for bundle in bundles for pattern in bundle.select)
    ignored = vocabulary.ids(pattern for bundle in bundles for pattern in bundle.ignore)
    wanted = selected.union(rule.id for rule in policy.extend) - ignored
    return tuple(rule for rule in rules if rule.id in wanted)


_READERS: Final = {"asgi": (asgi_exchange, asgi_asks), "wsgi": (wsgi_exchange, wsgi_asks)}

if TYPE_CHECKING:
    DEFAULT: Policy


@cache
def _default() -> Policy:
    return Policy()


def __getattr__(name: str) -> Policy:
    # The whole catalogue is behind it; who has a policy of their own never asks.
    if name != "DEFAULT":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _default()


def default_policy() -> Policy:
    """What a face without a policy goes by: `DEFAULT`, or `Policy.from_settings` where anything is set."""
    settings = read_settings(None, os.environ)
    return made_of(Policy, settings, {}) if settings else _default()


def policy_of(given: Any) -> Policy:
    """What who is given *given* as a policy goes by: that very policy, or `default_policy` for None.

    Raises:
        TypeError: it is neither.
    """
    if given is None:
        return default_policy()
    if not isinstance(given, Policy):
        said = f"on_finding={given!r}" if isinstance(given, str) and given in get_args(OnFinding) else ""
        raise TypeError(f"policy: {given!r} is no Policy; write Policy({said})")
    return given
