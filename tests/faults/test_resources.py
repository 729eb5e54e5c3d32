"""Faults that use things up: memory and steps stay within bounds, whatever a client or an application makes of its freedom."""

import gc
import logging
import random
import sys
import tracemalloc
import weakref
from contextlib import contextmanager
from pathlib import Path

import pytest

from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import RUNS_MILLIONS, assert_safe, tried
from statusmw import Policy, Problem
from statusmw import asgi as asgi_face
from statusmw import wsgi as wsgi_face
from statusmw.reporting import Logging

CLASSES = {"asgi": asgi_face.StatusMiddleware, "wsgi": wsgi_face.StatusMiddleware}
ROUNDS = 1_000_000 if RUNS_MILLIONS else 1_500
ROOM = 1024 * 1024


def call(face, app, method="GET", path="/", fields=()):
    """One request without a model of a server, and what it does with the content."""
    left = []
    if face == "wsgi":
        named = {f"HTTP_{name.upper()}": value for name, value in fields}
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1", **named}
        parts = app(environ, lambda *_: left.append)
        for _ in parts:
            pass
        getattr(parts, "close", int)()
        return

    async def send(message):
        pass

    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in fields]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "http_version": "1.1"}
    finished(app(scope, None, send))


def finished(coroutine):
    """Run what waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for something")


def growth(rounds, once):
    """How many bytes are held behind *rounds* calls of *once*, and were not behind the first few."""
    for number in range(10):
        once(number)
    gc.collect()
    tracemalloc.start()
    try:
        with unheard():
            for number in range(10, rounds):
                once(number)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def answering(status=200, fields=PLAIN, body=b"hello"):
    """An application that answers what the request number says."""

    def wsgi(environ, start_response):
        start_response(f"{status} OK", [*fields])
        return [body]

    async def asgi(scope, receive, send):
        octets = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
        await send({"type": "http.response.start", "status": status, "headers": octets})
        await send({"type": "http.response.body", "body": body})

    return {"asgi": asgi, "wsgi": wsgi}


class Varying:
    """An application whose answer is another one each time."""

    def __init__(self, face):
        self.face, self.answer = face, answering()[face]

    def __call__(self, *given):
        return self.answer(*given)


VARIED = {
    "methods": lambda n: ({"method": f"M{n}"}, {}),
    "paths": lambda n: ({"path": f"/{n}"}, {}),
    "accepts": lambda n: ({"fields": [("Accept", f"text/x{n}")]}, {}),
    "names": lambda n: ({}, {"fields": (*PLAIN, (f"X-{n}", "1"))}),
    "values": lambda n: ({}, {"fields": (*PLAIN, ("ETag", f'"{n}"'))}),
    "types": lambda n: ({}, {"fields": (("Content-Type", f"text/x-{n}"),)}),
    "statuses": lambda n: ({}, {"status": n}),
    "wrong names": lambda n: ({}, {"fields": (*PLAIN, (f"X {n}", "1"))}),
    "long values": lambda n: ({}, {"fields": (*PLAIN, ("Link", f"<{n}{'x' * 2_000}>; rel=next"))}),
    "long names": lambda n: ({}, {"fields": (*PLAIN, (f"X-{n}{'x' * 2_000}", "1"))}),
    "long directives": lambda n: (
        {},
        {"fields": (*PLAIN, ("Cache-Control", ", ".join(f"x{n}-{i}" for i in range(500))))},
    ),
    "long cookies": lambda n: ({}, {"fields": (*PLAIN, ("Set-Cookie", f"a=1; Path=/{n}{'; a=b' * 2_000}"))}),
    "long lists of values": lambda n: ({}, {"fields": (*PLAIN, *((f"X-{i}", f"{n}{i}") for i in range(45)))}),
    "long lists of names": lambda n: ({}, {"fields": (*PLAIN, *((f"X{n}-{i}", "1") for i in range(45)))}),
}
SLOW = ("statuses", "wrong names", "long names", "long directives", "long cookies")
FORGOTTEN = ("methods", "paths", "accepts", "wrong names", "long names")


@contextmanager
def unheard():
    """Nobody keeps what is logged: a test's own handlers would."""
    logger = logging.getLogger("statusmw")
    handlers, logger.handlers = logger.handlers, [logging.NullHandler()]
    logger.propagate = False
    try:
        yield
    finally:
        logger.propagate = True
        logger.handlers = handlers


@cells(
    *[("RES-02", name, name) for name in VARIED if not name.startswith("long")],
    *[("RES-03", name, name) for name in VARIED if name.startswith("long")],
)
@pytest.mark.long(5)
def test_memory_does_not_grow_with_what_is_different_each_time(face, case):
    varied, app = VARIED[case[0]], Varying(face)
    middleware = CLASSES[face](app, Policy(report=lambda _: None))

    def once(number):
        asked, answered = varied(number)
        app.answer = answering(**answered)[face]
        call(face, middleware, **asked)

    # Those that are refused or long take a millisecond each, and many times that while memory is traced.
    rounds = ROUNDS // 10 if case[0] in SLOW else ROUNDS
    # Of the status codes there are 400 that are not refused, and their heads are remembered as others are.
    assert growth(rounds, once) < (ROOM // 4 if case[0] in FORGOTTEN else ROOM)


@fault("RES-02")
def test_memory_does_not_grow_with_exceptions(face):
    middleware = CLASSES[face](raising(face, lambda: Problem(404)), Policy())
    failing = CLASSES[face](raising(face, lambda: ValueError("x")), Policy(report=Logging()))

    def once(number):
        call(face, middleware, path=f"/{number}", fields=[("Accept", f"text/{number}, */*")])
        call(face, failing, path=f"/{number}")

    assert growth(ROUNDS // 10, once) < ROOM


@fault("RES-01")
def test_a_stream_is_never_collected(face):
    piece = b"x" * 100_000

    def parts():
        for _ in range(1_000):
            yield piece

    async def asgi(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        for part in parts():
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def wsgi(environ, start_response):
        start_response("200 OK", [*PLAIN])
        return parts()

    middleware = CLASSES[face]({"asgi": asgi, "wsgi": wsgi}[face])
    tracemalloc.start()
    try:
        call(face, middleware)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@fault("RES-01", faces=["wsgi"])
def test_the_first_piece_does_not_wait_for_the_second(face):
    taken = []

    def parts():
        for number in range(3):
            taken.append(number)
            yield b"x"

    middleware = CLASSES[face](lambda environ, start: start("200 OK", [*PLAIN]) and parts())
    left = iter(middleware({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_: len))
    next(left)
    assert taken == [0]


class Same(str):
    """Equals whatever it is compared with, if the hash is right."""

    __slots__ = ()

    def __eq__(self, _):
        return True

    __hash__ = str.__hash__


HISTORIES = [[200, 200.0, True, "200"], [200.0, True, 200], [True, 200, 1, 200.0]]


@cells(*[("RES-04", str(number), history) for number, history in enumerate(HISTORIES)])
def test_a_verdict_does_not_depend_on_what_came_before(face, case):
    (history,) = case
    policy = Policy(report=lambda _: None)
    for _ in range(3):
        for status in history:
            came = tried(
                face, CLASSES[face](app_of(face, status if face == "asgi" else f"{status} OK"), policy), bare=True
            )
            fine = type(status) is int and status == 200 if face == "asgi" else f"{status}" == "200"
            assert came.read.status == (200 if fine else 500)


@fault("RES-04")
def test_a_name_that_equals_every_other_does_not_change_their_verdict(face):
    policy = Policy(report=lambda _: None)

    def status_with(name):
        fields = [("Content-Type", "text/plain"), (name, "1")]
        app = app_of(face, 200, fields if face == "wsgi" else tuple(fields))
        return assert_safe(tried(face, CLASSES[face](app, policy), bare=True)).read.status

    assert status_with("X-A") == 200
    assert status_with(Same("X-A\r\nX-B") if face == "wsgi" else "X-A\r\nX-B") == 500
    assert status_with("X-A") == 200
    assert status_with("X-A\r\nX-B") == 500


def steps(call_, *given):
    """How many lines of Python run until *call_* returns: a measure that no other process disturbs."""
    count = 0

    def trace(frame, event, arg):
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call_(*given)
    finally:
        sys.settrace(before)
    return count


LONG = {
    "ranges": "text/html;q=0.5, " * 4_000,
    "bad q": "text/html;q=" + "9" * 60_000,
    "quotes": 'text/html;a="' + '\\"' * 30_000,
    "commas": "," * 64_000,
    "blanks": " " * 64_000 + ";" * 64_000,
}


@cells(*[("RES-05", name, text) for name, text in LONG.items()])
def test_of_a_long_accept_no_more_is_read_than_of_a_short_one(face, case):
    (text,) = case
    middleware = CLASSES[face](raising(face, lambda: Problem(404)), Policy())
    short, long = (steps(call, face, middleware, "GET", "/", [("Accept", text[:size])]) for size in (1_500, len(text)))
    assert long < short * 1.5 + 200
    assert assert_safe(tried(face, raising(face, lambda: Problem(404)), fields=[("Accept", text)])).read.status == 404


@fault("RES-09")
def test_nothing_of_a_failed_request_waits_for_the_garbage_collector(face):
    class Left:
        pass

    seen = []

    def held():
        left = Left()
        seen.append(weakref.ref(left))
        raise ValueError(left)

    def wsgi(environ, start_response):
        held()

    async def asgi(scope, receive, send):
        held()

    middleware = CLASSES[face]({"asgi": asgi, "wsgi": wsgi}[face], Policy(report=lambda _: None))
    gc.collect()
    gc.disable()
    try:
        with unheard():
            call(face, middleware)
        assert [ref() for ref in seen] == [None]
    finally:
        gc.enable()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell what is open")
@fault("RES-11")
def test_no_file_is_left_open(face):
    chance = random.Random(11)
    before = len([*Path("/proc/self/fd").iterdir()])
    for _ in range(50):
        wrong = (*PLAIN, ("X-A", chance.choice(["a", "a\nb"])))
        tried(face, app_of(face, chance.choice([200, 204, 99]), wrong, (b"a", b"b"), whole=False))
        tried(face, raising(face, ValueError))
    gc.collect()
    assert len([*Path("/proc/self/fd").iterdir()]) <= before
