"""The pytest plugin once it is on: it watches what test clients get, fails tests, and sums up."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Collection, Generator
from typing import Any, Final

import pytest

from statusmw.exchange import Interface
from statusmw.misfits import misfit
from statusmw.policy import Policy
from statusmw.rule import Level, Rule
from statusmw.testing.clients import Interceptor
from statusmw.testing.telling import Seen, Tally, failure
from statusmw.testing.watch import Watch, observing
from statusmw.text import plain, suggestion

_BINDING: Final = (Level.MUST, Level.SHOULD)
_TITLE: Final = "statusmw"
_OPTIONS: Final = ("ignore", "off")


class _Running:
    """The test that is running.

    Args:
        item: the test.
        ignored: rules that are not asked in it.
    """

    def __init__(self, item: pytest.Item, ignored: frozenset[Rule]) -> None:
        self.item = item
        self.ignored = ignored
        self.off = False
        self.watches: list[Watch] = []

    def place(self) -> str:
        """The line of the test's file that is being run."""
        path = str(self.item.path)
        frame: Any = sys._getframe(1)  # noqa: SLF001 - there is no other way that costs nothing
        while frame is not None and frame.f_code.co_filename != path:
            frame = frame.f_back
        if frame is None:
            return ""
        return f"{self.item.path.name}:{frame.f_lineno}: {linecache.getline(path, frame.f_lineno).strip()}"


_RUNNING: Final = pytest.StashKey[_Running]()


class Session:
    """One run of pytest, or one worker's part of it.

    Args:
        strict: whether a finding fails the test.
        ignore: patterns of rules that no test of this run is asked about, as `Policy` takes them.

    Raises:
        ValueError: a pattern, or a setting of `Policy.from_settings`, is unknown.
    """

    def __init__(self, *, strict: bool, ignore: Collection[str]) -> None:
        self._strict = strict
        self._policy = observing()
        self._all = self._known(())
        self._ignored = self._named_by(ignore)
        self._running: _Running | None = None
        self._tally = Tally()
        self._interceptor = Interceptor(self)

    def _named_by(self, patterns: Collection[str]) -> frozenset[Rule]:
        return self._all - self._known(patterns)

    def _known(self, ignore: Collection[str]) -> frozenset[Rule]:
        return frozenset(Policy(select=tuple(Level), ignore=ignore, extend=self._policy.extend).rules)

    # What the clients are given.

    def around(self, app: Any, interface: Interface) -> Any:
        """*app*, watched if a test is running."""
        watch = self._watch(interface)
        return app if watch is None else watch.around(app)

    def django(self, request: Any, response: Any) -> None:
        """Look at *response*, if a test is running."""
        watch = self._watch("wsgi")
        if watch is not None:
            watch.look_at_django(request, response)

    def _watch(self, interface: Interface) -> Watch | None:
        # Not a context variable: a client may call the application in another thread or task than the test's.
        running = self._running
        if running is None or running.off:
            return None
        watch = Watch(self._policy, interface, running.place())
        running.watches.append(watch)
        return watch

    # What pytest calls.

    def pytest_report_header(self) -> str:
        """Say that responses are looked at."""
        return f"statusmw: {'strict' if self._strict else 'report'}"

    def pytest_sessionstart(self) -> None:
        """Begin to look."""
        self._interceptor.install()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """What is asked from here on, fixtures included, belongs to *item*."""
        self._running = item.stash[_RUNNING] = _Running(item, self._ignored)
        try:
            return (yield)
        finally:
            self._running.watches.clear()
            self._running = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Read the markers."""
        fault = self._marked(item)
        if fault:
            pytest.fail(f"@pytest.mark.statusmw: {fault}", pytrace=False)

    def _marked(self, item: pytest.Item) -> str:
        """Do what the markers of *item* say, from the outermost to its own; returns what cannot be done."""
        running = item.stash[_RUNNING]
        try:
            for marker in reversed([*item.iter_markers("statusmw")]):
                ignore, off = _asked_by(*marker.args, **marker.kwargs)
                running.ignored |= self._named_by(ignore)
                running.off = running.off if off is None else off
        except (TypeError, ValueError) as error:
            return str(error)
        return ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fail the test that has let something out."""
        return (yield from self._judging(item, "call"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fail for what came only when fixtures were taken down."""
        return (yield from self._judging(item, "teardown"))

    def _judging(self, item: pytest.Item, when: str) -> Generator[None, Any, Any]:
        try:
            result = yield
        except BaseException:
            self._tell(item, when)
            raise
        if getattr(item, "_excinfo", None):  # unittest keeps failures to itself until the report is made
            self._tell(item, when)
        elif text := self._found(item):
            pytest.fail(text, pytrace=False)
        return result

    def _tell(self, item: pytest.Item, when: str) -> None:
        """Add to a failure, which may follow from what was found, what that was."""
        if text := self._found(item):
            item.add_report_section(when, _TITLE, text)

    def _found(self, item: pytest.Item) -> str:
        """What was found since the last time; empty if that fails no test."""
        binding = [seen for seen in self._taken(item) if seen[1].rule.level in _BINDING]
        return failure(binding) if binding and self._strict else ""

    def _taken(self, item: pytest.Item) -> list[Seen]:
        running = item.stash[_RUNNING]
        taken: list[Seen] = []
        for watch in running.watches:
            self._tally.responses += watch.is_used
            watch.is_used = False
            found, watch.found = watch.found, []
            taken += [(watch.place, finding) for finding in found if finding.rule not in running.ignored]
        for _, finding in taken:
            self._tally.add(finding, item.nodeid)
        return taken

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """As a worker of pytest-xdist, send what was found to the controller."""
        self._interceptor.remove()
        self._tally.missed += map(str, self._interceptor.missed)
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_TITLE] = self._tally.sent()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """As the controller of pytest-xdist, receive what a worker has found."""
        sent = getattr(node, "workeroutput", {}).get(_TITLE)
        if sent:
            self._tally.receive(sent)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Sum up."""
        terminalreporter.section(_TITLE)
        for line in self._tally.lines():
            terminalreporter.line(line)


def _asked_by(*given: object, **named: Any) -> tuple[Collection[str], bool | None]:
    """What a marker says."""
    if given:
        raise TypeError(f"give ignore=[...] or off=True by name, not {plain(given[0])}")
    for name in named:
        if name not in _OPTIONS:
            raise TypeError(f"there is no option {name!r}; {suggestion(name, _OPTIONS)}")
    off = named.get("off")
    if not isinstance(off, bool | None):
        raise misfit("off", off, "truth value", "True or False")
    return named.get("ignore", ()), off
