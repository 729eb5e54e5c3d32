"""What the demo asks, what a right answer is, and how an answer is told in a few words. Nothing here opens a socket."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Self

from examples.demo_wire import Answer

PONG = {"pong": True}
_REQUIRED = {201: "location", 302: "location", 401: "www-authenticate", 405: "allow"}
_LONGEST = 31


@dataclass(frozen=True)
class Mistake:
    """One mistake, made in both applications, and what statusmw makes of it.

    Args:
        what: the mistake.
        flask: method and target in `mistakes_flask`.
        fastapi: method and target in `mistakes_fastapi`.
        status_code: what leaves with statusmw.
        rules: ids of the rules that report it.
        logged: what stands in the log, "" if nothing does.
        ended: how the content ends: "cut" where nothing but a closed connection can tell the client.
        content: the content that has to arrive, where that is the point.
    """

    what: str
    flask: tuple[str, str]
    fastapi: tuple[str, str]
    status_code: int
    rules: tuple[str, ...] = ()
    logged: str = ""
    ended: str = "whole"
    content: str = ""


def _both(what: str, method: str, target: str, *rest: Any, content: str = "") -> Mistake:
    return Mistake(what, (method, target), (method, target), *rest, content=content)


MISTAKES = (
    Mistake("content on HEAD", ("HEAD", "/legacy/notes/7"), ("HEAD", "/notes/7"), 200, ("head-with-content",)),
    Mistake(
        "204 with content",
        ("DELETE", "/legacy/7"),
        ("DELETE", "/orders/7"),
        204,
        ("no-content-with-content", "content-length-without-content"),
    ),
    _both("length in characters", "GET", "/greeting", 200, ("content-length-too-short",), content="Grüße an alle"),
    _both("length of other content", "GET", "/short", 200, ("content-length-too-long",), content="{}"),
    _both("exception at first", "GET", "/bug", 500, (), "answered with 500"),
    _both("stream fails at once", "GET", "/export", 500, (), "answered with 500"),
    _both("stream fails later", "GET", "/export/broken", 200, (), "after the response had begun", "cut"),
    _both("unknown resource", "GET", "/nowhere", 404),
    _both("201 without Location", "POST", "/orders", 201, ("created-without-location",)),
    _both("401 without challenge", "GET", "/me", 401, ("unauthorized-without-challenge",)),
    _both("405 without Allow", "PUT", "/orders", 405, ("method-not-allowed-without-allow",)),
    _both("redirect to nowhere", "GET", "/old", 302, ("redirect-without-location",)),
)

# What these rules ask of an ASGI application is advice: every ASGI server drops the content itself.
LEFT_TO_ASGI_SERVERS = frozenset({"head-with-content"})


@dataclass(frozen=True)
class Outcome:
    """An answer, what the next request on the same connection got (it asked for `PONG`), and the content expected."""

    answer: Answer
    after: Answer
    content: str = ""

    @property
    def is_followed(self) -> bool:
        """Whether the next request got its own answer."""
        return self.after.status_code == 200 and _json(self.after.content) == PONG

    @property
    def is_incomplete(self) -> bool:
        """Whether something else arrived than was expected."""
        return bool(self.content) and self.answer.content != self.content.encode()

    @property
    def is_lost(self) -> bool:
        """Whether the connection went away although nothing had said so."""
        return self.after.ended == "cut" and not self.answer.closed

    def __str__(self) -> str:
        told = [str(self.answer.status_code or "no answer"), *self._said()]
        if self.answer.ended != "whole":
            told.append(self._broken_off())
        elif self.is_lost:
            told.append("the connection is dropped")
        elif not (self.is_followed or self.after.closed):
            told.append(f"the next request gets {_shown(self.after.content)}")
        return "; ".join(told)

    def _said(self) -> Iterable[str]:
        required = _REQUIRED.get(self.answer.status_code)
        if self.answer.status_code >= 400:
            media_type, _, _ = (self.answer.value("content-type") or "no content type").partition(";")
            yield media_type.removeprefix("application/")
        if self.answer.ended == "whole" and self.is_incomplete:
            yield f"{len(self.answer.content)} of {len(self.content.encode())} bytes, as if that were all"
        if required and self.answer.value(required) is None:
            yield f"no {required.title().replace('Www', 'WWW')}"

    def _broken_off(self) -> str:
        if not self.answer.status_code:
            return "the connection is dropped"
        length = self.answer.value("content-length")
        of = f" of {length}" if length else ""
        return f"{'cut' if self.answer.ended == 'cut' else 'hangs'} after {len(self.answer.content)}{of} bytes"


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Args:
        behind: framework and server.
        without: what leaves without statusmw.
        checked: what leaves with it.
        rules: the rules that reported it.
        logged: what was logged, "" if nothing was.
        wrong: what is wrong with the answer that leaves with statusmw, "" if nothing is.
    """

    what: str
    request: str
    behind: str
    without: str
    checked: str
    rules: tuple[str, ...] = ()
    logged: str = ""
    wrong: str = ""

    @classmethod
    def of(cls, mistake: Mistake, behind: str, plain: Outcome, checked: Outcome, record: Sequence[dict]) -> Self:
        """The row about *mistake*; *record* is what statusmw reported and logged about it."""
        is_flask = behind.startswith("Flask")
        rules = [rule for rule in mistake.rules if is_flask or rule not in LEFT_TO_ASGI_SERVERS]
        same = "the same, reported" if str(plain) == str(checked) and rules else str(checked)
        return cls(
            what=mistake.what,
            request=" ".join(mistake.flask if is_flask else mistake.fastapi),
            behind=behind,
            without=str(plain),
            checked=same,
            rules=tuple(f"{entry['rule']} ({_section(entry)})" for entry in record if "rule" in entry),
            logged=", ".join(_logged(entry, checked) for entry in record if "logged" in entry),
            wrong="; ".join(_wrong(mistake, rules, checked, record)),
        )


def merged(rows: Iterable[Row]) -> list[Row]:
    """The rows, those that differ only in the server as one."""

    groups = [list(group) for _, group in groupby(rows, lambda row: replace(row, behind=""))]
    return [replace(group[0], behind="; ".join(row.behind for row in group)) for group in groups]


def _wrong(mistake: Mistake, rules: Sequence[str], outcome: Outcome, record: Sequence[dict]) -> Iterable[str]:
    answer = outcome.answer
    if answer.status_code != mistake.status_code:
        yield f"the status code is {answer.status_code}"
    if answer.ended != mistake.ended:
        yield f"the content is {answer.ended}"
    if outcome.is_incomplete:
        yield "the content is not what was sent"
    if outcome.is_lost if answer.ended == "whole" else not answer.closed:
        yield "the connection does not say that it ends"
    if not (outcome.is_followed or outcome.after.closed):
        yield "the next request got another answer"
    if [entry["rule"] for entry in record if "rule" in entry] != list(rules):
        yield "other rules were broken"
    if [mistake.logged] * bool(mistake.logged) != [_phase(entry) for entry in record if "logged" in entry]:
        yield "something else was logged"
    if mistake.logged and answer.status_code == 500 and _error_id(answer) not in record[0]["logged"]:
        yield "the answer does not lead to the log"


def _section(entry: Mapping[str, str]) -> str:
    return entry["source"].replace("Section ", "")


def _phase(entry: Mapping[str, str]) -> str:
    return entry["logged"].partition("failed, ")[2].partition(" as ")[0]


def _logged(entry: Mapping[str, str], outcome: Outcome) -> str:
    has_id = outcome.answer.status_code == 500
    return "logged once, by the error id in the answer" if has_id else "logged once: failed " + _phase(entry)


def _error_id(answer: Answer) -> str:
    told = _json(answer.content)
    return told["instance"] if isinstance(told, dict) and "instance" in told else "no id"


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _shown(content: bytes) -> str:
    text = content.decode("latin-1").strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
