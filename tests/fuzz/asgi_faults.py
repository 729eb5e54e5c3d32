"""ASGI programs with exactly one fault each, and what it has to lead to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from random import Random
from typing import Any

from starlette.requests import ClientDisconnect

from fuzz import values
from fuzz.asgi_programs import BODY, TRAILERS, Program, body, chunk, start
from fuzz.oracles import Expected
from statusmw.failures import ResponseAborted

Case = tuple[Program, Expected]
FAULTS: dict[str, Callable[[Random], Case]] = {}

_CONTROL = "field-value-with-control-character"
_REFUSED = {"records": 1, "status": 500}
_CUT = {"ending": "cut", "error": ResponseAborted}
_LINES = ((b"x-a", b"a"), (b"vary", b"accept"), (b"x-request-id", b"7"), (b"cache-control", b"no-store"))
_STATUSES = (
    *((status, "status-code-below-100") for status in (0, 1, 99)),
    *((status, "status-code-above-599") for status in (600, 999)),
    *((status, "status-code-unreadable") for status in (-1, 1000, 10**30, True, False, None, "200", 200.0, [], {})),
)


def fault(make: Callable[[Random], Case]) -> Callable[[Random], Case]:
    """Enter *make* into the table."""
    FAULTS[make.__name__] = make
    return make


def sends(*messages: Any, **more: Any) -> Program:
    """A program that sends *messages*; what is a text is raised."""
    steps = tuple(("raise", each) if isinstance(each, str) else ("send", each) for each in messages)
    return Program(steps, **more)


def head(draw: Random, *lines: Any, status: Any = 200, **more: Any) -> Any:
    """A head with the lines that matter among some that do not."""
    beside = draw.sample(_LINES, draw.randrange(3))
    fields = [(b"content-type", b"text/plain"), *beside, *lines]
    draw.shuffle(fields)
    return start(status, tuple(fields), **more)


def _method(draw: Random) -> str:
    return draw.choice(["GET", "POST"])


def _failure(draw: Random) -> str:
    return draw.choice([*values.FAILURES])


@fault
def raised_before_the_head(draw: Random) -> Case:
    return sends(_failure(draw), method=_method(draw)), Expected(**_REFUSED)


@fault
def raised_behind_the_head(draw: Random) -> Case:
    return sends(head(draw), _failure(draw), method=_method(draw)), Expected(**_REFUSED)


@fault
def raised_in_the_stream(draw: Random) -> Case:
    chunks = [chunk(draw.choice([b"Hello", b"x"])) for _ in range(draw.randrange(1, 4))]
    return sends(head(draw), *chunks, _failure(draw)), Expected(records=1, **_CUT)


@fault
def raised_behind_the_end(draw: Random) -> Case:
    name = _failure(draw)
    error = type(values.FAILURES[name]())
    return sends(head(draw), body(), name), Expected(status=200, error=error, content=b"Hello")


@fault
def raised_to_end_the_process(draw: Random) -> Case:
    return sends(*draw.choice([[], [head(draw)]]), "exit"), Expected(**_REFUSED, level=logging.CRITICAL)


@fault
def stopped(draw: Random) -> Case:
    name = draw.choice([*values.STOPS])
    before = draw.choice([[], [head(draw)], [head(draw), chunk()]])
    ending = "cut" if len(before) == 2 else "the server's own"
    return sends(*before, name), Expected(ending=ending, error=type(values.STOPS[name]()))


@fault
def cancelled_while_it_waits(draw: Random) -> Case:
    before = draw.choice([[], [head(draw)]])
    steps = (*sends(*before).steps, ("wait", None), *sends(head(draw), body()).steps)
    return Program(steps, cancelled_at=0), Expected(ending="the server's own", error=asyncio.CancelledError)


@fault
def cancelled_while_the_server_waits(draw: Random) -> Case:
    at = draw.randrange(3)
    program = sends(head(draw), chunk(), body(b""), client=(("stalls", True),), cancelled_at=at)
    return program, Expected(ending="cut" if at else "the server's own", error=asyncio.CancelledError)


@fault
def meant_as_the_answer(draw: Random) -> Case:
    name = draw.choice([*values.MEANT])
    status = values.MEANT[name][1]
    meant = {"records": 1, "level": logging.WARNING} if status >= 500 else {}
    return sends(*draw.choice([[], [head(draw)]]), name), Expected(status=status, **meant)


@fault
def client_leaves(draw: Random) -> Case:
    after = draw.randrange(3)
    program = sends(head(draw), chunk(), chunk(), body(), client=(("leaves_after", after),))
    return program, Expected(ending="cut" if after else "the server's own", error=BrokenPipeError)


@fault
def client_leaves_before_the_answer(draw: Random) -> Case:
    program = Program((("receive", None), ("raise", "disconnect")), client=(("tells", True),))
    return program, Expected(ending="the server's own", error=ClientDisconnect)


@fault
def client_that_left_makes_it_fail(draw: Random) -> Case:
    name = _failure(draw)
    program = Program((("receive", None), ("raise", name)), client=(("tells", True),))
    return program, Expected(ending="the server's own", error=type(values.FAILURES[name]()))


@fault
def no_answer(draw: Random) -> Case:
    program = sends(*draw.choice([[], [head(draw)]]), method=_method(draw))
    return program, Expected("response-unfinished", **_REFUSED)


@fault
def no_end(draw: Random) -> Case:
    return sends(head(draw), chunk(), *draw.choice([[], [chunk(b"")]])), Expected(
        "response-unfinished", records=1, **_CUT
    )


@fault
def head_again(draw: Random) -> Case:
    return sends(head(draw), head(draw), body()), Expected("head-sent-again", **_REFUSED)


@fault
def head_again_and_swallowed(draw: Random) -> Case:
    again = ("try", head(draw, status=404))
    streamed = draw.choice([True, False])
    before, behind = ([head(draw), chunk()], [body(b"!")]) if streamed else ([head(draw)], [body(b"Hello!")])
    steps = (*sends(*before).steps, again, *sends(*behind).steps)
    return Program(steps), Expected("head-sent-again", status=200, content=b"Hello!")


@fault
def content_before_the_head(draw: Random) -> Case:
    first = draw.choice([body(), chunk()])
    return sends(first, head(draw), body()), Expected("content-before-head", **_REFUSED)


@fault
def message_behind_the_end(draw: Random) -> Case:
    late = draw.choice([body(), chunk(), head(draw), {"type": "http.response.early_hint", "links": []}])
    expected = Expected("message-after-end", status=200, error=RuntimeError, content=b"Hello")
    return sends(head(draw), body(), late), expected


@fault
def message_behind_the_return(draw: Random) -> Case:
    late = draw.choice([body(), chunk(), head(draw)])
    return sends(head(draw), body(), later=(late,)), Expected("message-after-end", status=200, content=b"Hello")


@fault
def content_that_is_no_bytes(draw: Random) -> Case:
    odd = draw.choice(values.BAD_CHUNKS)
    return sends(head(draw), body(odd)), Expected("message-content-not-bytes", **_REFUSED)


@fault
def content_that_is_no_bytes_in_the_stream(draw: Random) -> Case:
    odd = draw.choice(values.BAD_CHUNKS)
    expected = Expected("message-content-not-bytes", records=1, **_CUT, content=b"Hello")
    return sends(head(draw), chunk(), body(odd)), expected


@fault
def length_of_another_content(draw: Random) -> Case:
    stated, rule = draw.choice([(b"0", "short"), (b"3", "short"), (b"9", "long"), (b"1" + b"0" * 19, "long")])
    program = sends(head(draw, (b"content-length", stated)), body(), method=_method(draw))
    return program, Expected(f"content-length-too-{rule}", status=200, content=b"Hello")


@fault
def length_too_short_for_the_stream(draw: Random) -> Case:
    program = sends(head(draw, (b"content-length", b"7")), chunk(), chunk(), body(b""))
    return program, Expected("content-length-too-short", status=200, content=b"HelloHe")


@fault
def length_too_long_for_the_stream(draw: Random) -> Case:
    program = sends(head(draw, (b"content-length", b"70")), chunk(), chunk(), body(b""))
    return program, Expected("content-length-too-long", **_CUT, content=b"HelloHello")


@fault
def length_that_is_none(draw: Random) -> Case:
    stated = draw.choice([each for each in values.BAD_LENGTHS if each.isascii()]).encode()
    content = draw.choice([[body()], [chunk(), body(b"")]])
    program = sends(head(draw, (b"content-length", stated)), *content)
    return program, Expected("content-length-malformed", status=200, content=b"Hello")


@fault
def name_that_is_none(draw: Random) -> Case:
    name = draw.choice(values.BAD_NAMES).encode("latin-1")
    return sends(head(draw, (name, b"a")), body(), method=_method(draw)), Expected("field-name-malformed", **_REFUSED)


@fault
def value_that_is_none(draw: Random) -> Case:
    value = draw.choice(values.BAD_VALUES).encode("latin-1")
    content = draw.choice([[body()], [chunk(), body(b"")]])
    return sends(head(draw, (b"x-b", value)), *content), Expected(_CONTROL, **_REFUSED)


@fault
def value_that_says_it_is_harmless(draw: Random) -> Case:
    line = draw.choice([(b"x-b", values.Bytes(b"a\r\nb")), (b"x-b", values.Bytes(b"\0"))])
    return sends(head(draw, line), body()), Expected(_CONTROL, **_REFUSED)


@fault
def fields_that_change(draw: Random) -> Case:
    lines = values.Unstable([(b"content-type", b"text/plain")])
    lines.patience = draw.randrange(6)
    return sends(start(fields=lines), body()), Expected(status=draw.choice([200]), content=b"Hello")


@fault
def fields_that_come_once(draw: Random) -> Case:
    lines = values.Iterated([(b"content-type", b"text/plain"), *draw.sample(_LINES, 2)])
    return sends(start(fields=lines), body()), Expected(status=200, content=b"Hello")


@fault
def status_code_that_is_none(draw: Random) -> Case:
    status, rule = draw.choice(_STATUSES)
    return sends(head(draw, status=status), body()), Expected(rule, **_REFUSED)


@fault
def content_where_none_belongs(draw: Random) -> Case:
    content = draw.choice([[body()], [chunk(), body(b"")]])
    program = sends(start(draw.choice([204]), ((b"x-a", b"a"),)), *content, method="DELETE")
    return program, Expected("no-content-with-content", status=204, content=b"")


@fault
def message_of_no_known_type(draw: Random) -> Case:
    odd = draw.choice([None, 5, {}, {"type": None}, {"type": 5}, [], {"body": b"Hello"}])
    return sends(head(draw), odd, body()), Expected("message-unknown", **_REFUSED)


@fault
def trailers_too_many(draw: Random) -> Case:
    trailers = {"type": TRAILERS, "headers": [(b"server-timing", b"a")]}
    expected = Expected("trailers-unannounced", status=200, error=RuntimeError, content=b"Hello")
    return sends(head(draw), {"type": BODY, "body": b"Hello"}, trailers), expected


@fault
def trailers_that_may_be_none(draw: Random) -> Case:
    odd = draw.choice(
        [(b"content-length", b"5"), (b"x-a", b"a\r\nb: c"), (b"x a", b"a"), (b"", b""), (b"Location", b"/")]
    )
    trailers = {"type": TRAILERS, "headers": [(b"server-timing", b"a"), odd]}
    expected = Expected("trailer-forbidden", status=200, ending="cut", error=RuntimeError, content=b"Hello")
    return sends(head(draw, trailers=True), body(), trailers), expected


@fault
def trailers_that_are_missing(draw: Random) -> Case:
    unfinished = {"type": TRAILERS, "headers": [(b"server-timing", b"a")], "more_trailers": True}
    messages = draw.choice([[body()], [chunk(), body(b"")], [body(), unfinished]])
    expected = Expected("trailers-missing", **_CUT, content=b"Hello")
    return sends(head(draw, trailers=True), *messages), expected


@fault
def extension_that_is_not_offered(draw: Random) -> Case:
    hint = {"type": "http.response.early_hint", "links": []}
    return sends(hint, head(draw), body(), offered=False), Expected("extension-not-offered", status=200)
