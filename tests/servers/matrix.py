"""What becomes of each fault behind each server, without statusmw and with it, in one word a cell."""

import os
import re
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import hostile_asgi
import hostile_wsgi
import hosting
from examples.demo_servers import Server
from strict import broken_rule
from talking import Came, handshake, talk

from faults import PROBLEM, Expected

HERE = Path(__file__).resolve().parent
FACES = {"wsgi": (hostile_wsgi, hosting.WSGI), "asgi": (hostile_asgi, hosting.ASGI)}
# What the name says comes true: the words of the table, best first.
KINDS = {
    "fine": "the response as the application meant it",
    "problem": "a whole response that says 5xx",
    "cut": "begun and broken off, as the client can see",
    "short": "whole for the client, but not what the application meant",
    "closed": "the same as the first two, and then the connection was closed without a word",
    "rule": "can be read, but breaks a rule of HTTP",
    "malformed": "cannot be read",
    "injected": "a field that the application did not mean to send",
    "split": "a second response that the application did not mean to send",
    "step": "the next request on the connection got something else than its answer",
    "empty": "the connection was closed without a byte",
    "hang": "nothing came any more",
    "dead": "the server ended",
    "leak": "text of the exception was sent",
}
_INJECTED = re.compile(rb"[\r\n]set-cookie[ \t]*:", re.IGNORECASE)
_LEAKED = (b"secret", b"database", b"Traceback", b"RuntimeError")


@dataclass(frozen=True)
class Case:
    """A request and what may leave.

    Args:
        way: "next" (the next request follows the answer), "piped" (both leave in one segment) or "socket" (a handshake).
        expected: None where the answer may be whatever the server makes of it, as long as it can be told from a right one:
            whole and clean, cut, or none at all.
    """

    face: str
    path: str
    expected: Expected | None
    way: str = "next"

    @property
    def name(self):
        return f"{self.path} {self.way}"

    @property
    def is_cut(self):
        """Whether the answer has to be broken off, so that nothing can follow it."""
        return self.expected is not None and self.expected.ended == "cut"

    def ask(self, port, patience):
        if self.way == "socket":
            return handshake(port, self.path, patience)
        method = "HEAD" if self.path.startswith("/head") else "GET"
        fields = {"If-None-Match": '"v1"'} if "304" in self.path else {}
        return talk(port, method, self.path, fields, pipelined=self.way == "piped", patience=patience)


# Servers that end every connection after one response.
CLOSING = {"wsgiref", "werkzeug", "gunicorn sync"}
_FRAMED = re.compile(r"/(20[45]|304|head|long|short|length|two|same|no-number|connection|endless|messages|writes)")


def cases(face, kind, *, short=False):
    """Every case for *kind*; those about where a response ends also with the next request in the same segment."""
    module, _ = FACES[face]
    told = [Case(face, path, expected) for path, expected in module.CASES.items()]
    piped = [
        Case(face, case.path, case.expected, "piped") for case in told if _FRAMED.match(case.path) and not case.is_cut
    ]
    sockets = [Case(face, path, None, "socket") for path in getattr(module, "SOCKETS", ())]
    return [*told, *sockets] if short or kind in CLOSING else [*told, *piped, *sockets]


def kind_of(case: Case, came: Came) -> str:
    """The word for what came."""
    first = came.first
    if any(text in came.raw for text in _LEAKED):
        return "leak"
    if _INJECTED.search(came.raw):
        return "injected"
    if came.then in ("split", "other"):
        return {"split": "split", "other": "step"}[came.then]
    if came.ended == "malformed":
        return "malformed"
    if came.ended in ("cut", "hung"):
        return "hang" if came.ended == "hung" else "cut" if came.raw else "empty"
    if came.then == "hung":
        return "hang"
    if case.way == "socket":
        return "fine" if first.status_code == 101 else "problem"
    word = "rule" if broken_rule(first) else _meant(case.expected, first)
    return "closed" if came.then == "dropped" and word in ("fine", "problem") else word


def _meant(expected, first):
    if first.status_code >= 500 and (expected is None or first.status_code != expected.status_code):
        return "problem"
    if expected is None or expected.content is None:
        return "problem" if first.status_code >= 500 else "fine"
    return "fine" if expected.ended == "whole" and first.content == expected.content else "short"


def unlike(case: Case, kind: str, came: Came) -> str:
    """What is not as it was to be once statusmw is in front; empty if nothing is."""
    expected, first = case.expected, came.first
    if kind == "closed":
        kind = _meant(expected, first)
    if expected is None and kind == "empty":
        return ""
    if kind not in ("fine", "problem", "cut"):
        return kind
    if expected is None:
        return ""
    wanted = "problem" if expected.content is None else "cut" if expected.ended == "cut" else "fine"
    if kind != wanted:
        return f"{kind}, expected {wanted}"
    if kind == "cut":
        return "" if first is not None and expected.content.startswith(first.content) else "other content"
    by_us = not (kind == "problem" and expected.fields)
    if first.status_code != expected.status_code or not (by_us or first.value("content-type") == PROBLEM):
        return f"{first.status_code} {first.value('content-type')}"
    return next((f"{name}: {first.value(name)}" for name, value in expected.fields if first.value(name) != value), "")


@dataclass(frozen=True)
class Cell:
    """A case behind a server: the word for it, and what is wrong with it if statusmw is in front."""

    server: str
    case: Case
    kind: str
    wrong: str


class Host(Server):
    """A server of the matrix, which may bind to its port by itself and may end when it wants."""

    script = HERE / "hosting.py"

    def wait(self):
        until = time.monotonic() + 60
        while not self.answers(5):
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"{self.kind} did not start:\n{self._log.read_text(errors='replace')[-2000:]}")
        return self

    def answers(self, patience):
        """Whether somebody else gets the right answer."""
        try:
            return talk(self.port, "GET", "/ping?a", patience=patience).then in ("own", "closed")
        except OSError:
            time.sleep(0.05)
            return False

    @property
    def is_over(self):
        return self._process.poll() is not None

    def stop(self):
        # What hangs does not end in good order either, and there may be hundreds of it.
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            super().stop()


class Row:
    """All cases behind one server, whose process is made anew when it does not answer any more."""

    def __init__(self, kind, face, *, checked):
        self.kind, self.face, self.checked, self._patience = kind, face, checked, 3.0 if checked else 1.5
        self._factory = f"{FACES[face][0].__name__}:create_app"

    def cells(self, told):
        with TemporaryDirectory() as directory:
            self._directory = Path(directory)
            self._host = self._started()
            try:
                return [self._cell(case) for case in told]
            finally:
                self._host.stop()

    def _started(self):
        return Host(self.kind, self._factory, self._directory, checked=self.checked, path=str(HERE)).wait()

    def _cell(self, case):
        # Now and then a server loses a race of its own, or has not yet ended by the case before.
        for patience in (self._patience, 2 * self._patience, 2 * self._patience):
            kind, came = self._asked(case, patience)
            wrong = unlike(case, kind, came) if self.checked else ""
            if not wrong:
                break
        return Cell(self.kind, case, kind, wrong)

    def _asked(self, case, patience):
        try:
            came = case.ask(self._host.port, patience)
        except OSError:
            came = Came(None, "cut", "", b"")
        kind = kind_of(case, came)
        if kind in ("fine", "problem", "closed"):
            return kind, came
        answers = kind != "hang" and self._host.answers(patience)
        died = self._host.is_over
        if not answers:
            self._host.stop()
            self._host = self._started()
        return "dead" if died else kind, came
