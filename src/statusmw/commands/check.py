"""The command ``check``: judges what a server has sent, or what an application answers when it is asked."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from statusmw.commands.curl import Asked, read_curl
from statusmw.commands.driving.loading import is_name
from statusmw.commands.feed import BrokenInputError, opened, uncompressed
from statusmw.commands.har import read_har, read_report
from statusmw.commands.jsonl import read_jsonl
from statusmw.commands.judging import Fault, Place, judge, once, quickly
from statusmw.commands.page import CommandError
from statusmw.commands.progress import progress
from statusmw.commands.reports import report_in
from statusmw.commands.reports.base import Tally
from statusmw.commands.scope import on_the_wire
from statusmw.grammar import is_token
from statusmw.rule import Level
from statusmw.text import plain, without_commands

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from statusmw.commands.feed import Feed
    from statusmw.commands.judging import Seen, Verdict
    from statusmw.commands.reports.base import Report
    from statusmw.policy import Policy

_FINE, _BROKEN, _UNREAD = 0, 1, 2
_FIRST_KEY: Final = re.compile(rb'\s*\{\s*"(\w+)"')
_AHEAD: Final = 4096
# As in RFC 9112, Section 3.2: the origin-form, and what OPTIONS and CONNECT have instead.
_TARGET: Final = re.compile(r"/[!-~]*|\*|[!-.0-~]+:[0-9]+")

_BY_KEY: Final = {b"log": "har", b"statusmw": "report"}


def check(
    source: str,
    *,
    kind: str | None = None,
    method: str | None = None,
    target: str | None = None,
    format: str = "text",
    output: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    profile: Sequence[str] = (),
    advice: bool = False,
    **asking: Any,
) -> int:
    """Judge a capture or an application.

    Args:
        source: a file, ``"-"`` for standard input, or ``"module:app"``.
        kind: what the capture is, one of `statusmw.commands.kinds.KINDS`; None: told by its content.
        method: the method of the requests that the capture does not show.
        target: their target.
        format: one of `statusmw.commands.kinds.FORMATS`.
        output: the file to write to; None: standard output.
        select: patterns of the rules to ask, as `Policy.select`; empty: what the settings say.
        ignore: patterns of rules not to ask.
        profile: names of profiles.
        advice: whether to ask the rules of level ADVICE as well.
        asking: how to ask an application, as far as that is said: what `statusmw.commands.driving.run.asked_all` takes.

    Returns:
        The exit code: 0 fine, 1 something breaks a MUST or an application failed, 2 not all could be read.

    Raises:
        CommandError: the arguments make no sense; nothing was judged.
    """
    is_app = source != "-" and not Path(source).exists() and is_name(source)
    asked = _known(method, target)
    _refuse_ignored(source, {"from": kind, "method": method, "target": target}, asking, is_app=is_app)
    policy = chosen(select, ignore, profile, advice=advice)
    rules = policy.rules if is_app else tuple(on_the_wire(policy.rules))
    opening = _driven(source, asking) if is_app else _captured(source, kind, asked)
    with opening as seen, _output(output) as stream:
        verdict: Verdict = partial(judge, rules=rules, excuses=policy.excuses)
        return _tell(
            seen, once(verdict) if is_app else quickly(verdict, rules), report_in(format, stream, rules, source)
        )


def _known(method: str | None, target: str | None) -> Asked:
    """What the user says of the requests of a capture."""
    if method is not None and not is_token(method):
        raise CommandError(f"--method: {method!a} is no request method; give one such as GET")
    if target is not None and not _TARGET.fullmatch(target):
        raise CommandError(f"--target: {target!a} is no path and query; it begins with a slash and is percent-encoded")
    return Asked(method, target)


def _refuse_ignored(source: str, of_capture: Mapping[str, Any], of_app: Collection[str], *, is_app: bool) -> None:
    """Refuse what says how to read a capture where an application is asked, and what says how to ask where none is."""
    given = [name for name, value in of_capture.items() if value is not None] if is_app else of_app
    flags, shown = ", ".join(f"--{name}" for name in given), plain(source, 120)
    if flags and is_app:
        raise CommandError(f"{flags}: goes with a capture, and '{shown}' names an application; leave it out")
    if flags:
        raise CommandError(f"{flags}: goes with an application, as module:app; '{shown}' is read as a capture")


@contextmanager
def _driven(name: str, asking: dict[str, Any]) -> Iterator[Iterator[Seen]]:
    from statusmw.commands.driving.run import asked_all  # noqa: PLC0415 - a capture needs none of it

    with asked_all(name, **asking) as seen:
        yield seen


@contextmanager
def _captured(source: str, kind: str | None, asked: Asked) -> Iterator[Iterator[Seen | Fault]]:
    with progress("reading", _size(source)) as done, opened(source, done) as feed:
        yield _read_all(feed, source, kind, asked)


def chosen(select: Sequence[str], ignore: Sequence[str], profile: Sequence[str], *, advice: bool) -> Policy:
    """What to ask: the settings of ``[tool.statusmw]`` and of the environment, and above them the arguments.

    Args:
        select: as for `check`.
        ignore: as for `check`.
        profile: as for `check`.
        advice: as for `check`.

    Returns:
        The policy; only its rules and what it excuses count.

    Raises:
        CommandError: a pattern or a name is unknown, or a setting is.
    """
    from statusmw.policy import Policy  # noqa: PLC0415 - it brings the frameworks, which a misspelt command can do without

    given: dict[str, Any] = {"select": _each(select), "ignore": _each(ignore), "profiles": _each(profile)}
    try:
        policy = Policy.from_settings(**{name: value for name, value in given.items() if value})
        return replace(policy, select={*policy.select, "ADVICE"}) if advice else policy
    except (ValueError, TypeError) as error:
        raise CommandError(str(error)) from None


def _each(patterns: Iterable[str]) -> list[str]:
    return [each.strip() for pattern in patterns for each in pattern.split(",") if each.strip()]


def _size(source: str) -> int | None:
    try:
        return os.stat(source).st_size  # noqa: PTH116 - what does not exist has no size
    except (OSError, ValueError):
        return None


def _read_all(feed: Feed, source: str, kind: str | None, asked: Asked) -> Iterator[Seen | Fault]:
    """What is in a capture; a fault if there is nothing."""
    try:
        feed = uncompressed(feed)
        ahead = feed.peek(_AHEAD)
        found = _read(feed, source, kind or _kind(ahead), asked)
        first = next(found, None)
        if first is None:
            yield Fault(_nothing(ahead), Place(source))
            return
        yield from chain([first], found)
    except BrokenInputError as error:
        yield Fault(str(error), Place(source, feed.line))


def _kind(ahead: bytes) -> str:
    if ahead.lstrip()[:1] != b"{":
        return "curl"
    first = _FIRST_KEY.match(ahead)
    return _BY_KEY.get(first[1] if first else b"", "jsonl")


def _read(feed: Feed, source: str, kind: str, asked: Asked) -> Iterator[Seen | Fault]:
    if kind == "curl":
        return read_curl(feed, source, asked)
    if asked != Asked():
        raise BrokenInputError(
            f"--method and --target are for what curl prints; this is {kind}, which has the requests"
        )
    return {"har": read_har, "jsonl": read_jsonl, "report": read_report}[kind](feed, source)


def _nothing(ahead: bytes) -> str:
    if not ahead:
        return "there is nothing in it; give the output of curl -i, a HAR or JSON lines"
    return "no response was found; give the output of curl -i, a HAR or JSON lines, and say which with --from"


def _tell(seen: Iterable[Seen | Fault], verdict: Verdict, report: Report) -> int:
    tally = Tally()
    report.begin()
    for each in seen:
        if isinstance(each, Fault):
            tally.faults += 1
            message = without_commands(f"statusmw: {plain(str(each.place), 300)}: {each.message}")
            print(message, file=sys.stderr)  # noqa: T201 - its purpose
            report.fault(each)
        else:
            findings = verdict(each)
            tally.count(each, findings)
            report.add(each, findings)
    report.end(tally)
    return _exit_code(tally)


def _exit_code(tally: Tally) -> int:
    if tally.levels[Level.MUST] or tally.errors:
        return _BROKEN
    return _UNREAD if tally.faults else _FINE


@contextmanager
def _output(path: str | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        stream = open(path, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closed below
    except OSError as error:
        raise CommandError(f"--output: {plain(path)} cannot be written: {error.strerror or error}") from None
    with stream:
        yield stream
