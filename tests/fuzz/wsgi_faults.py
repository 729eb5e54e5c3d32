"""WSGI programs with exactly one fault each, and what it has to lead to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import Random
from typing import Any

from fuzz import values
from fuzz.oracles import Expected
from fuzz.wsgi_programs import Program, give, start
from statusmw.failures import ResponseAborted

Case = tuple[Program, Expected]
FAULTS: dict[str, Callable[[Random], Case]] = {}

_CONTROL = "field-value-with-control-character"
_REFUSED = {"records": 1, "status": 500}
_CUT = {"ending": "cut", "error": ResponseAborted}
_LINES = (("X-A", "a"), ("Vary", "accept"), ("X-Request-Id", "7"), ("Cache-Control", "no-store"))
_MANNERS = ("generator", "iterator", "lazy", "sized")
_HELLO = give(b"Hello")
_ANY = (*_MANNERS, "list", "tuple")
_STATUSES = (
    *((line, "status-code-below-100") for line in ("099 X", "000 X")),
    *((line, "status-code-above-599") for line in ("600 X", "999 X")),
    *((line, "status-code-unreadable") for line in (None, b"200 OK", 200, "", "OK", "20 OK", "2000 OK", " 200 OK")),
    *((line, "reason-phrase-unprintable") for line in ("200 OK\r\nX-Evil: 1", "200 O\0K", "200 OK\r\n\r\n<html>")),
)


def fault(make: Callable[[Random], Case]) -> Callable[[Random], Case]:
    """Enter *make* into the table."""
    FAULTS[make.__name__] = make
    return make


def head(draw: Random, *lines: Any, line: Any = "200 OK") -> tuple[str, Any]:
    """A head with the lines that matter among some that do not."""
    fields = [("Content-Type", "text/plain"), *draw.sample(_LINES, draw.randrange(3)), *lines]
    draw.shuffle(fields)
    return start(line, tuple(fields))


def answers(draw: Random, *lines: Any, content: Any = _HELLO, manner: Any = None, **more: Any) -> Program:
    """A program that is right but for *lines* or *content*."""
    program = {"method": draw.choice(["GET", "POST"]), "manner": manner or draw.choice(_ANY), **more}
    program["manner"] = "iterator" if program["manner"] == "sized" and len(content) != 1 else program["manner"]
    return Program((head(draw, *lines),), content, **program)


def _failure(draw: Random) -> tuple[str, Any]:
    return "raise", draw.choice([*values.FAILURES])


def _chunks(draw: Random) -> tuple[tuple[str, Any], ...]:
    return give(*draw.choice([[b"Hello"], [b"", b"Hel", b"lo"], [b"Hello", b""]]))


def _later(draw: Random) -> str:
    return draw.choice(["generator", "iterator", "lazy"])


@fault
def raised_before_the_head(draw: Random) -> Case:
    return Program((_failure(draw),), manner=draw.choice(_ANY)), Expected(**_REFUSED)


@fault
def raised_behind_the_head(draw: Random) -> Case:
    empty = give(*[b""] * draw.randrange(2))
    return answers(draw, content=(*empty, _failure(draw)), manner=_later(draw)), Expected(**_REFUSED)


@fault
def raised_in_the_stream(draw: Random) -> Case:
    content = (*give(b"Hello", b"x"), _failure(draw))
    return answers(draw, content=content, manner=_later(draw)), Expected(records=1, **_CUT, content=b"Hellox")


@fault
def raised_when_it_is_closed(draw: Random) -> Case:
    closing = draw.choice([*values.FAILURES])
    program = answers(draw, content=_chunks(draw), manner="iterator", closing=closing)
    return program, Expected(records=1, status=200, content=b"Hello")


@fault
def stopped(draw: Random) -> Case:
    name = draw.choice([*values.STOPS])
    before = draw.choice([(), give(b"Hello")])
    ending = "cut" if before else "the server's own"
    program = answers(draw, content=(*before, ("raise", name)), manner=draw.choice(["generator", "iterator"]))
    return program, Expected(ending=ending, error=type(values.STOPS[name]()))


@fault
def meant_as_the_answer(draw: Random) -> Case:
    name = draw.choice([*values.MEANT])
    status = values.MEANT[name][1]
    meant = {"records": 1, "level": logging.WARNING} if status >= 500 else {}
    return answers(draw, content=(("raise", name),)), Expected(status=status, **meant)


@fault
def client_leaves(draw: Random) -> Case:
    takes = draw.randrange(3)
    program = answers(draw, content=give(b"Hello", b"Hello", b"Hello", b"Hello"), takes=takes)
    return program, Expected(ending="cut", error=BrokenPipeError, content=b"Hello" * takes)


@fault
def client_leaves_what_is_written(draw: Random) -> Case:
    program = Program((head(draw), ("write", b"Hello"), ("write", b"Hello")), takes=1, manner="list")
    return program, Expected(ending="cut", error=BrokenPipeError, content=b"Hello")


@fault
def no_head(draw: Random) -> Case:
    program = Program((), give(*draw.choice([[], [b""]])), draw.choice(_ANY[:3]))
    return program, Expected("start-response-never-called", **_REFUSED)


@fault
def head_behind_the_content(draw: Random) -> Case:
    content = (*give(b"Hello"), head(draw))
    return Program((), content, _later(draw)), Expected("content-before-start-response", **_REFUSED)


@fault
def head_again(draw: Random) -> Case:
    program = Program((head(draw), head(draw)), give(b"Hello"), draw.choice(_ANY))
    return program, Expected("start-response-called-again", **_REFUSED)


@fault
def head_again_and_swallowed(draw: Random) -> Case:
    again = ("try", ("404 Not Found", (("Content-Type", "text/plain"),)))
    in_stream = draw.choice([True, False])
    content = (*give(b"Hello"), again, *give(b"!")) if in_stream else (again, *give(b"Hello!"))
    program = Program((head(draw),), content, _later(draw))
    return program, Expected("start-response-called-again", status=200, content=b"Hello!")


@fault
def head_again_behind_the_content(draw: Random) -> Case:
    content = (*give(b"Hello"), ("again", ("500 No", ())))
    return answers(draw, content=content, manner=_later(draw)), Expected(records=1, **_CUT, content=b"Hello")


@fault
def head_again_behind_the_content_and_ignored(draw: Random) -> Case:
    content = (*give(b"Hello"), ("ignore", ("500 No", ())))
    expected = Expected("start-response-error-ignored", status=200, content=b"Hello")
    return answers(draw, content=content, manner=_later(draw)), expected


@fault
def head_again_in_time(draw: Random) -> Case:
    again = ("again", ("404 Not Found", (("Content-Type", "text/plain"),)))
    return Program((head(draw), again), give(b"Hello"), draw.choice(_ANY)), Expected(status=404, content=b"Hello")


@fault
def nothing_that_can_be_iterated(draw: Random) -> Case:
    program = Program((head(draw),), manner="odd", returns=draw.choice([None, 5, object()]))
    return program, Expected("content-not-iterable", **_REFUSED)


@fault
def content_that_is_no_bytes(draw: Random) -> Case:
    program = answers(draw, content=give(draw.choice([*values.BAD_CHUNKS, None])))
    return program, Expected("content-not-bytes", **_REFUSED)


@fault
def content_that_is_no_bytes_in_the_stream(draw: Random) -> Case:
    program = answers(draw, content=give(b"Hello", b"!", draw.choice(values.BAD_CHUNKS)), manner=_later(draw))
    return program, Expected("content-not-bytes", records=1, **_CUT, content=b"Hello!")


@fault
def length_of_another_content(draw: Random) -> Case:
    stated, rule = draw.choice([("0", "short"), ("3", "short"), ("9", "long"), ("1" + "0" * 19, "long")])
    program = answers(draw, ("Content-Length", stated), content=_chunks(draw), manner=draw.choice(["list", "tuple"]))
    return program, Expected(f"content-length-too-{rule}", status=200, content=b"Hello")


@fault
def length_too_short_for_the_stream(draw: Random) -> Case:
    program = answers(draw, ("Content-Length", "7"), content=give(b"Hello", b"Hello"), manner=_later(draw))
    return program, Expected("content-length-too-short", status=200, content=b"HelloHe")


@fault
def length_too_long_for_the_stream(draw: Random) -> Case:
    program = answers(draw, ("Content-Length", "70"), content=give(b"Hello", b"Hello"), manner=_later(draw))
    return program, Expected("content-length-too-long", **_CUT, content=b"HelloHello")


@fault
def length_that_is_none(draw: Random) -> Case:
    program = answers(draw, ("Content-Length", draw.choice(values.BAD_LENGTHS[:-1])), content=_chunks(draw))
    return program, Expected("content-length-malformed", status=200, content=b"Hello")


@fault
def name_that_is_none(draw: Random) -> Case:
    program = answers(draw, (draw.choice(values.BAD_NAMES), "a"), content=_chunks(draw))
    return program, Expected("field-name-malformed", **_REFUSED)


@fault
def value_that_is_none(draw: Random) -> Case:
    value = draw.choice(values.BAD_VALUES)
    program = answers(draw, ("X-B", value), content=_chunks(draw))
    return program, Expected(_CONTROL, **_REFUSED)


@fault
def value_that_says_it_is_harmless(draw: Random) -> Case:
    program = answers(draw, ("X-B", values.Text("a\r\nb")))
    return program, Expected(_CONTROL, **_REFUSED)


@fault
def status_line_that_is_none(draw: Random) -> Case:
    line, rule = draw.choice(_STATUSES)
    return Program((head(draw, line=line),), _chunks(draw), draw.choice(_ANY[:3])), Expected(rule, **_REFUSED)


@fault
def content_where_none_belongs(draw: Random) -> Case:
    program = Program((start("204 No Content", (("X-A", "a"),)),), _chunks(draw), draw.choice(_ANY[:3]), method="PUT")
    return program, Expected("no-content-with-content", status=204, content=b"")


@fault
def raised_to_end_the_process(draw: Random) -> Case:
    program = Program((head(draw), ("raise", "exit")), manner=draw.choice(_ANY[:3]))
    return program, Expected(ending="the server's own", error=SystemExit)
