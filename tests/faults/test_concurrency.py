"""Faults of many at once: threads, tasks, event loops, forks: each request gets its own answer, and nothing is shared."""

import asyncio
import contextvars
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faulting.apps import PLAIN
from faulting.naming import cells, fault
from statusmw import Policy, Problem
from statusmw import asgi as asgi_face
from statusmw import wsgi as wsgi_face

HERE = Path(__file__).parent
CLASSES = {"asgi": asgi_face.StatusMiddleware, "wsgi": wsgi_face.StatusMiddleware}


def by_number(number):
    """Status, fields, content of what is asked for by number; a part of them wrong, a part fails."""
    if number % 5 == 0:
        raise Problem(409, f"number {number}")
    wrong = [("X-A", "a\nb")] if number % 7 == 0 else []
    status = 204 if number % 3 == 0 else 200
    return status, [*PLAIN, ("X-Number", str(number)), *wrong], b"number %d" % number


def wsgi_app(environ, start_response):
    status, fields, content = by_number(int(environ["PATH_INFO"][1:]))
    start_response(f"{status} OK", fields)
    return [content]


async def asgi_app(scope, receive, send):
    status, fields, content = by_number(int(scope["path"][1:]))
    lines = [(name.encode(), value.encode()) for name, value in fields]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": content})


def expected(number):
    if number % 5 == 0:
        return 409
    return 500 if number % 7 == 0 else 204 if number % 3 == 0 else 200


def right(number, status, fields, content):
    assert status == expected(number)
    assert dict(fields).get("X-Number", str(number)) == str(number)
    assert status != 200 or content == b"number %d" % number
    assert status != 204 or content == b""
    assert status != 409 or b"number %d" % number in content


def over_wsgi(app, number):
    got = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/{number}", "SERVER_PROTOCOL": "HTTP/1.1"}
    parts = app(environ, lambda line, fields, _=None: got.append((int(line[:3]), fields)))
    right(number, *got[0], b"".join(parts))


async def over_asgi(app, number):
    got = []

    async def send(message):
        got.append(message)

    await app({"type": "http", "method": "GET", "path": f"/{number}", "headers": []}, None, send)
    fields = [(name.decode(), value.decode()) for name, value in got[0]["headers"]]
    fields = [("X-Number" if name.lower() == "x-number" else name, value) for name, value in fields]
    right(number, got[0]["status"], fields, b"".join(message["body"] for message in got[1:]))


async def all_over_asgi(app, numbers):
    await asyncio.gather(*(over_asgi(app, number) for number in numbers))


@fault("CON-01")
def test_threads_never_get_the_answers_of_others(face):
    app = CLASSES[face]({"asgi": asgi_app, "wsgi": wsgi_app}[face], Policy(report=lambda _: None))

    def work(first):
        numbers = range(first, first + 20)
        if face == "asgi":
            asyncio.run(all_over_asgi(app, numbers))
        else:
            for number in numbers:
                over_wsgi(app, number)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as pool:
            assert len([*pool.map(work, range(0, 800, 20))]) == 40
    finally:
        sys.setswitchinterval(before)


@fault("CON-04")
def test_context_variables_and_the_task_are_those_of_the_application(face):
    told, tasks = contextvars.ContextVar("told", default="nothing"), []

    async def app(scope, receive, send):
        told.set("the application")
        tasks.append(asyncio.current_task())
        await asgi_app({**scope, "path": "/1"}, receive, send)

    async def main():
        tasks.append(asyncio.current_task())
        before = len(asyncio.all_tasks())
        await over_asgi(CLASSES[face](app), 1)
        return told.get(), len(asyncio.all_tasks()) - before

    assert asyncio.run(main()) == ("the application", 0)
    assert tasks[0] is tasks[1]


class Other:
    """An event loop that is none of asyncio's: it knows one thing to wait for, and counts how often that was."""

    def __init__(self):
        self.turns = 0

    def __await__(self):
        self.turns += 1
        yield self


@cells(("CON-06", "whole", 1), ("CON-06", "empty", 3), ("CON-06", "problem", 5), ("CON-06", "refused", 7))
def test_any_event_loop_can_drive_it(face, case):
    (number,) = case
    pause, got = Other(), []

    async def app(scope, receive, send):
        status, fields, content = by_number(number)
        lines = [(name.encode(), value.encode()) for name, value in fields]
        await pause
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": content})

    async def send(message):
        await pause
        got.append(message)

    coroutine = CLASSES[face](app, Policy(report=lambda _: None))(
        {"type": "http", "method": "GET", "path": "/", "headers": []}, None, send
    )
    waits = 0
    while True:
        try:
            assert coroutine.send(None) is pause
            waits += 1
        except StopIteration:
            break
    assert waits == pause.turns
    assert got[0]["status"] == expected(number)


IMPORTED = """
import os, threading
before = set(os.listdir("/proc/self/fd")) if os.path.exists("/proc/self/fd") else set()
import statusmw, statusmw.asgi, statusmw.wsgi, statusmw.reporting
from statusmw import Policy
made = statusmw.wsgi.StatusMiddleware(print, Policy()), statusmw.asgi.StatusMiddleware(print, Policy())
after = set(os.listdir("/proc/self/fd")) if before else set()
print(threading.active_count(), sorted(after - before))
"""


@fault("CON-07")
def test_the_import_starts_no_thread_and_opens_nothing(face):
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "[]"]


FORKED = """
import os, sys
sys.path.insert(0, {tests!r})
import test_concurrency as tests
import asyncio
app = tests.CLASSES[{face!r}](tests.{face}_app, tests.Policy(report=lambda _: None))
def ask(number):
    asyncio.run(tests.over_asgi(app, number)) if {face!r} == "asgi" else tests.over_wsgi(app, number)
ask(1)
child = os.fork()
ask(2)
if not child:
    os._exit(0)
_, status = os.waitpid(child, 0)
print("child", os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@fault("CON-07")
def test_both_sides_of_a_fork_answer(face):
    script = FORKED.format(tests=str(HERE), face=face)
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        check=False,
    )
    assert done.stdout.strip() == "child 0", done.stderr
    assert threading.active_count() >= 1
