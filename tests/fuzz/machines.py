"""State machines that play an arbitrary application step by step against the model of a strict server."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fuzz import asgi_programs, oracles, values, wsgi_programs
from fuzz.watching import Watched
from model_servers import pause

RANDOM = st.randoms(use_true_random=False)
PATIENCE = 50
STEPS = 12
_ASGI, _WSGI = Watched("asgi"), Watched("wsgi")


def running_only(step: Any) -> Any:
    """Take the step while the application runs."""
    return precondition(lambda self: not self.ended)(step)


class Machine(RuleBasedStateMachine):
    """What both machines have: their end, and what holds until then."""

    ended: bool
    server: Any

    @precondition(lambda self: self.ended)
    @rule()
    def has_ended(self) -> None:
        pass

    @invariant()
    def the_server_got_nothing_wrong(self) -> None:
        assert self.server.answer.faults == []


class AsgiMachine(Machine):
    """An application that is told step by step what to do next, while its server and its client do as they like."""

    @initialize(draw=RANDOM, method=st.sampled_from(asgi_programs.METHODS), offered=st.booleans(), stalls=st.booleans())
    def begin(self, draw: Any, method: str, offered: bool, stalls: bool) -> None:
        self.program = asgi_programs.Program((), method=method, offered=offered, client=(("stalls", stalls),))
        self.played: list[tuple[str, Any]] = []
        self._open(_ASGI)

    def _open(self, watched: Watched) -> None:
        self.watched, self.server = watched, self.program.server()
        self.app, self.ended = asgi_programs.App(self.program), False
        watched._begin(self._told)
        self.running = watched.face(self.server.scope, self.server.receive, self.server.send)
        self._go(None)

    async def _told(self, scope: Any, receive: Any, send: Any) -> None:
        self.app._send = send
        while (command := await _next_command()) is not None:
            verb, about = command
            await getattr(self.app, f"do_{verb}")(about, receive)

    def _go(self, command: Any, thrown: BaseException | None = None) -> None:
        try:
            for _ in range(PATIENCE):
                asked = self.running.send(command) if thrown is None else self.running.throw(thrown)
                command = thrown = None
                if asked == "command":
                    return
        except StopIteration:
            self.ended = True
        except BaseException as error:
            self.server.answer.error, self.ended = error, True

    def _play(self, verb: str, about: Any) -> None:
        self.played.append((verb, about))
        self._do(verb, about)

    def _do(self, verb: str, about: Any) -> None:
        if verb == "return":
            self._go(None)
        elif verb == "cancel":
            self._go(None, asyncio.CancelledError("by the server"))
        elif verb == "leave":
            self.server.leaves_after, self.server.tells = 0, True
        else:
            self._go((verb, about))

    @running_only
    @rule(draw=RANDOM, verb=st.sampled_from(["send", "send", "send", "try"]))
    def sends(self, draw: Any, verb: str) -> None:
        self._play(verb, asgi_programs._message(draw))

    @running_only
    @rule(draw=RANDOM, name=st.sampled_from([*values.RAISES, *values.LEAVES]))
    def raises(self, draw: Any, name: str) -> None:
        self._play("raise", name)

    @running_only
    @rule(draw=RANDOM)
    def adds_a_field(self, draw: Any) -> None:
        self._play("add", asgi_programs._field(draw))

    @running_only
    @rule(verb=st.sampled_from(["receive", "return", "cancel", "leave"]))
    def goes_on(self, verb: str) -> None:
        self._play(verb, None)

    def teardown(self) -> None:
        if not self.ended:
            self._go(None)
        seen = self._verdict()
        self._open(Watched("asgi"))
        for verb, about in self.played:
            if not self.ended:
                self._do(verb, about)
        if not self.ended:
            self._go(None)
        assert self._verdict() == seen, "judged otherwise after others"

    def _verdict(self) -> Any:
        answer, watched = self.server.answer, self.watched
        if not self.ended:
            self.running.close()
        assert oracles.safety(answer, watched.findings, watched.records) == []
        return answer.status, answer.ending, type(answer.error), watched.ids, len(watched.records)


async def _next_command() -> Any:
    return await pause("command")


class WsgiMachine(Machine):
    """An application whose next steps are planned while its server asks for content, or leaves off."""

    @initialize(
        draw=RANDOM, count=st.integers(0, 3), begins=st.booleans(), method=st.sampled_from(wsgi_programs.METHODS)
    )
    def begin(self, draw: Any, count: int, begins: bool, method: str) -> None:
        before = [("start", wsgi_programs._head(draw))] if begins else []
        before += [wsgi_programs._step(draw, content=False) for _ in range(count)]
        manner = draw.choice(["generator", "lazy", "iterator", "sized"])
        closing = draw.choice([None, None, *values.FAILURES])
        self.program = wsgi_programs.Program(tuple(before), (), manner, closing, method)
        self.played: list[tuple[str, Any]] = []
        self._open(_WSGI)

    def _open(self, watched: Watched) -> None:
        self.watched, self.server = watched, self.program.server()
        self.plan: list[tuple[str, Any]] = []
        self.app = wsgi_programs.App(self.program)
        self.app._chunks = self._planned  # type: ignore[method-assign]  # the machine says what comes next
        watched._begin(self.app)
        self.begun = self.ended = False

    def _planned(self) -> Any:
        while self.plan:
            verb, about = self.plan.pop(0)
            if verb == "give":
                yield about
            else:
                getattr(self.app, f"do_{verb}")(about)

    def _do(self, verb: str, about: Any) -> None:
        if verb == "plan":
            self.plan.append(about)
        elif verb == "leave":
            self.server.takes = 0
        elif not self.begun:
            self.begun = True
            self.ended = not self.server.begin(self.watched.face)
        else:
            self.ended = not self.server.pull()

    def _play(self, verb: str, about: Any) -> None:
        self.played.append((verb, about))
        self._do(verb, about)

    @running_only
    @rule(draw=RANDOM)
    def plans(self, draw: Any) -> None:
        self._play("plan", wsgi_programs._step(draw, content=True))

    @running_only
    @rule(verb=st.sampled_from(["pull", "pull", "leave"]))
    def goes_on(self, verb: str) -> None:
        self._play(verb, None)

    def teardown(self) -> None:
        seen = self._finished()
        self._open(Watched("wsgi"))
        for verb, about in self.played:
            if not self.ended:
                self._do(verb, about)
        assert self._finished() == seen, "judged otherwise after others"

    def _finished(self) -> Any:
        answer, watched = self.server.answer, self.watched
        for _ in range(PATIENCE):
            if not self.ended:
                self._do("pull", None)
        self.server.close()
        assert oracles.safety(answer, watched.findings, watched.records) == []
        closes = isinstance(self.app.returned, wsgi_programs.Iterated)
        assert self.app.closed == int(closes), f"closed {self.app.closed} times"
        return answer.status, answer.ending, type(answer.error), watched.ids, len(watched.records)


MACHINES = {"asgi": AsgiMachine, "wsgi": WsgiMachine}
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]


def played(seconds: float) -> tuple[list[str], list[str]]:
    """Play machines for so long; how many games there were of each, and what was found."""
    lines, broken = [], []
    once = settings(
        max_examples=50, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=QUIET
    )
    for interface, machine in MACHINES.items():
        ends, games = time.monotonic() + seconds / len(MACHINES), 0
        try:
            while not games or time.monotonic() < ends:
                run_state_machine_as_test(machine, settings=once)
                games += once.max_examples
        except AssertionError as error:
            notes = "\n    ".join(getattr(error, "__notes__", []))
            broken.append(f"the state machine of {interface}: {error}\n    {notes}")
        lines.append(f"{interface + ' state machine':24} {games:10,} games of up to {STEPS} steps")
    return lines, broken
