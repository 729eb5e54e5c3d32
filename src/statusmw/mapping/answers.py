"""What the user says about exceptions, over what others say: checked, compiled, and asked along the classes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import isawaitable
from threading import Lock
from typing import Any, Final
from weakref import WeakKeyDictionary

from statusmw.mapping.opening import classes, full_name
from statusmw.misfits import check_not_async
from statusmw.raisable import Problem
from statusmw.reply import Reply

Answer = Reply | type[Problem] | int | None
Target = int | type[Problem] | Callable[[Any], Answer]
Key = type[BaseException] | str | Callable[[Any], object]
# A mapping in a variable has keys of one narrow type, for which a type checker takes no wider one; so any, and we look.
Mapped = Mapping[Any, Target]

_REGISTERING: Final = Lock()


class Answers(Mapping[Any, Target]):
    """A mapping that knows which of its targets an exception leads to; as a mapping it holds what the user said.

    Args:
        own: exception class, its dotted name, or a predicate, to an answer.
        below: what is asked where *own* has nothing for a class, the first one first.
    """

    def __init__(self, own: Mapped, *below: Mapped) -> None:
        self._own = dict(own)
        self._below = [_Table(each) for each in below]
        self._closed = False
        self._compile()

    def _compile(self) -> None:
        self._predicates: list[tuple[Any, Target]] = [
            (key, target) for key, target in self._own.items() if _is_predicate(key)
        ]
        self._tables = [_Table(self._own), *self._below]
        self._remembered: WeakKeyDictionary[type[Any], tuple[Target, ...]] = WeakKeyDictionary()

    def __getitem__(self, key: Any) -> Target:
        return self._own[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def __repr__(self) -> str:
        return repr(self._own)

    def targets(self, error: BaseException, last: Answers) -> Iterator[Target]:
        """What *error* leads to, one after the other until one has an answer.

        Args:
            error: a single exception.
            last: what is asked where there is nothing here for a class; always the same.
        """
        for predicate, target in self._predicates:
            if says_yes(predicate, error):
                yield target
        tables = [*self._tables, *last._tables]
        if sum(map(_Table.resolve, tables)):
            self._remembered.clear()
        # What a metaclass says about equality may be a lie.
        cls, plain = type(error), type(type(error)) is type
        found = self._remembered.get(cls) if plain else None
        if found is None:
            found = tuple(target for each in classes(error) for table in tables for target in table.of(each))
            if plain:
                self._remembered[cls] = found
        yield from found

    def catch(self, what: Iterable[Key], target: Target) -> None:
        """Add *target* as the answer to each of *what*.

        Raises:
            RuntimeError: too late, these answers are in use.
            TypeError: as for `checked_mapping`.
            ValueError: as for `checked_mapping`, or there is an answer already, or *what* is empty.
        """
        added = checked_entries(dict.fromkeys(what, target), "catch")
        if not added:
            raise ValueError("catch: nothing to catch; name an exception class, as in @policy.catch(TimeoutError)")
        with _REGISTERING:
            if self._closed:
                raise RuntimeError("catch: the policy is in use; call catch() before install() or StatusMiddleware()")
            twice = [_shown(key) for key in added if key in self._own]
            if twice:
                raise ValueError(f"catch: there is an answer to {twice[0]} already; say it once")
            self._own = {**self._own, **added}
            self._compile()

    def close(self) -> None:
        """From now on nothing can be added: whoever has looked at the answers would not see it."""
        with _REGISTERING:
            self._closed = True


class _Table:
    """Targets by class and by dotted name; a name is good by the module that defines the class, and by any that has it.

    Nothing is imported: a class that an exception is of has been imported by somebody else.
    """

    def __init__(self, mapping: Mapped) -> None:
        self._targets: dict[Any, Target] = {key: each for key, each in mapping.items() if not _is_predicate(key)}
        self._by_alias: dict[Any, Target] = {}
        names = [key for key in self._targets if isinstance(key, str)]
        self._await([(name, *_parts(name)) for name in names])

    def _await(self, unseen: list[tuple[str, str, str]]) -> None:
        self._unseen = unseen
        self._modules = {module for _, module, _ in unseen}

    def resolve(self) -> bool:
        """Look for the classes behind the names whose modules have been imported since; whether there were any."""
        if sys.modules.keys().isdisjoint(self._modules):  # nearly always, and there may be a hundred names
            return False
        left = []
        for entry in self._unseen:
            name, module, attribute = entry
            found = getattr(sys.modules.get(module), "__dict__", {}).get(attribute)
            if isinstance(found, type):
                self._by_alias[found] = self._targets[name]
            else:
                left.append(entry)
        found_any = len(left) < len(self._unseen)
        self._await(left)
        return found_any

    def of(self, cls: type[Any]) -> Iterator[Target]:
        """The targets of *cls* itself, the one by class first."""
        try:
            found = self._targets.get(cls), self._targets.get(full_name(cls)) or self._by_alias.get(cls)
        except (Exception, SystemExit):  # noqa: BLE001 - what cannot be hashed is in no mapping
            return
        for target in found:
            if target is not None:
                yield target


def _parts(name: str) -> tuple[str, str]:
    module, _, attribute = name.rpartition(".")
    return module, attribute


def _is_predicate(key: object) -> bool:
    return callable(key) and not isinstance(key, type)


def checked_mapping(mapping: Mapped, below: Iterable[Mapped] = ()) -> Answers:
    """A copy of *mapping* to be asked, once it is seen that every entry can be used.

    Args:
        mapping: as for `answer_to`.
        below: ready-made mappings, asked where *mapping* has nothing for a class.

    Raises:
        TypeError: a key is no exception, or a target is none of what it can be.
        ValueError: a key is no dotted name, or a status code is no error's.
    """
    if not isinstance(mapping, Mapping):
        raise TypeError(f"mapping: {mapping!r} is no mapping from exception to answer, such as {{TimeoutError: 504}}")
    return Answers(checked_entries(mapping, "mapping"), *below)


def checked_entries(mapping: Mapped, argument: str) -> dict[Any, Any]:
    """A copy of *mapping*, once it is seen that every entry can be used; messages begin with *argument*."""
    entries: dict[Any, Any] = dict(mapping)
    for key, target in entries.items():
        shown = _shown(key)
        if not isinstance(key, str) and not _is_predicate(key) and not _is_exception(key):
            remedy = "; write one entry for each" if isinstance(key, tuple) else ""
            raise TypeError(
                f"{argument}: {shown} is no exception class, no dotted name of one, and no predicate{remedy}"
            )
        if isinstance(key, str) and not all(part.isidentifier() for part in key.split(".")[1:] or [""]):
            raise ValueError(f"{argument}: {shown} is no dotted name, such as 'builtins.TimeoutError'")
        _check_target(f"{argument}: {shown}", target)
        check_not_async(f"{argument}: {shown}", key)
    return entries


def _is_exception(key: object) -> bool:
    return isinstance(key, type) and issubclass(key, BaseException)


def _shown(key: object) -> str:
    return key.__name__ if isinstance(key, type) else repr(key)


def _check_target(shown: str, target: Any) -> None:
    makes = isinstance(target, int) or (isinstance(target, type) and issubclass(target, Problem))
    # A reply is callable too, as an application.
    if not makes and (isinstance(target, (type, Reply)) or not callable(target)):
        raise TypeError(f"{shown} leads to {target!r}; give a status code, a Problem class or a function")
    check_not_async(f"{shown} leads to {target!r}", target)
    if makes:
        made: Any = target
        try:
            resolved(made, None)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{shown} leads to {target!r}, of which no problem can be made: {error}") from None


def says_yes(predicate: Callable[[Any], object], error: Any) -> bool:
    """Whether *predicate* says yes to *error*.

    Raises:
        TypeError: what it says has to be awaited, and would be true whatever it came to.
    """
    said = predicate(error)
    return said if type(said) is bool else bool(_at_hand(said, predicate))


def resolved(target: Target, error: Any) -> Reply | None:
    """The reply that *target* makes of *error*; None if it leaves the answer to others.

    Raises:
        TypeError: what it makes is no answer, or has to be awaited.
    """
    answer: Any = target(error) if callable(target) and not isinstance(target, type) else target
    if isinstance(answer, type):
        made: Reply = answer()
        return made
    if isinstance(answer, int):
        return Problem(answer)
    if answer is None or isinstance(answer, Reply):
        return answer
    kind = type(_at_hand(answer, target)).__name__
    raise TypeError(f"mapping: {target!r} returned {kind}; give a Reply, a Problem class, a status code or None")


def _at_hand(answer: Any, function: object) -> Any:
    """*answer*, unless it would have to be awaited: a function can return a coroutine without being asynchronous."""
    if not isawaitable(answer):
        return answer
    close = getattr(answer, "close", None)
    if close is not None:
        close()  # or the interpreter complains of it, somewhere else
    raise TypeError(f"mapping: {function!r} returned what has to be awaited; give a plain function")
