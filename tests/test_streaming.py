import asyncio
import contextvars
import gc
import signal

import anyio
import pytest
from starlette.background import BackgroundTask
from werkzeug.test import Client

from calling import BOTH, asgi, environ_of, scope_of, wsgi
from statusmw import Policy, Reply, streaming
from statusmw.wsgi import StatusMiddleware

both = pytest.mark.parametrize("call", BOTH.values(), ids=BOTH)


class Source:
    """An async iterator that counts how often it is closed and has no other way to tell."""

    def __init__(self, parts, log):
        self.parts = list(parts)
        self.log = log

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0)
        if not self.parts:
            raise StopAsyncIteration
        return self.parts.pop(0)

    async def aclose(self):
        self.log.append("closed")


def sync_parts(log):
    try:
        yield "a"
        yield b"b"
        yield bytearray(b"c").decode()
    finally:
        log.append("closed")


async def async_parts(log):
    try:
        yield "a"
        await asyncio.sleep(0)
        yield b"bc"
    finally:
        log.append("closed")


STREAMS = {"sync": sync_parts, "async": async_parts, "object": lambda log: Source(["a", b"bc"], log)}
each_stream = pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)


@both
@each_stream
def test_a_stream_is_sent_part_by_part_without_length_and_closed(call, stream):
    log = []
    answer = call(Reply(stream(log), media_type="text/plain"))
    assert (answer.content, answer["content-length"], answer["content-type"]) == (b"abc", None, "text/plain")
    assert log == ["closed"]


@both
@each_stream
def test_head_gets_nothing_of_a_stream(call, stream):
    answer = call(Reply(stream([])), "HEAD")
    assert (answer.content, answer["content-type"]) == (b"", "application/octet-stream")


@both
def test_head_closes_what_is_not_sent(call):
    log = []
    assert call(Reply(Source(["a"], log)), "HEAD").content == b""
    assert log == ["closed"]


@both
def test_a_file_is_sent_and_closed(call, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"1\n2\n")
    with path.open("rb") as opened:
        assert call(Reply(opened)).content == b"1\n2\n"
        assert opened.closed


@both
def test_an_iterator_that_cannot_be_closed_is_not(call):
    assert call(Reply(iter(["a", "b"]))).content == b"ab"


class Bare:
    def __init__(self):
        self.parts = iter("ab")

    def __aiter__(self):
        return self

    async def __anext__(self):
        for part in self.parts:
            return part
        raise StopAsyncIteration


@both
def test_an_async_iterator_that_cannot_be_closed_is_not(call):
    assert call(Reply(Bare())).content == b"ab"


@both
@each_stream
def test_the_background_task_runs_after_the_stream_is_closed(call, stream):
    log = []
    call(Reply(stream(log)).with_background(BackgroundTask(log.append, "task")))
    assert log == ["closed", "task"]


def test_over_wsgi_a_stream_that_is_given_up_is_closed():
    log = []
    parts = streaming.chunks(Source(["a", "b"], log))
    assert next(iter(parts)) == b"a"
    parts.close()
    parts.close()
    assert log == ["closed"]


def failing():
    yield b"a"
    raise LookupError("gone")


async def failing_async():
    yield b"a"
    raise LookupError("gone")


@pytest.mark.parametrize("stream", [failing, failing_async])
def test_a_failure_in_a_stream_comes_out(stream):
    with pytest.raises(LookupError):
        wsgi(Reply(stream()))
    answer = asgi(Reply(stream()))
    assert answer.content == b"a"
    assert isinstance(answer.error, LookupError)


def test_over_asgi_a_stream_is_closed_when_the_client_goes_away():
    log = []

    async def endless():
        try:
            while True:
                await asyncio.sleep(0)
                yield b"a"
        finally:
            log.append("closed")

    async def gone():
        return {"type": "http.disconnect"}

    answer = asgi(Reply(endless()), scope=scope_of() | {"asgi": {"spec_version": "2.3"}}, receive=gone)
    assert answer.error is None
    assert log == ["closed"]


# What runs behind a response.


def taken(parts, most=None):
    """What a server does that asks for *most* parts, all if None, and closes whatever happens."""
    try:
        for asked, _ in enumerate(parts, 1):
            if asked == most:
                break
    except LookupError:
        pass
    finally:
        getattr(parts, "close", int)()


def failing_first():
    raise LookupError("gone")
    yield b""


def ran_behind(content, most=None, method="GET", app=lambda reply: reply):
    ran = []
    reply = Reply(content, background=BackgroundTask(ran.append, 1))
    parts = app(reply)(environ_of(method), lambda *head: None)
    if most != 0:
        taken(parts, most)
    else:
        parts.close()
    return ran == [1]


CASES = {
    "whole": ("ab", None, True),
    "whole, and nothing is asked behind it": ("ab", 1, True),
    "without content": (None, None, True),
    "without content, and nothing is asked behind it": (None, 1, True),
    "nothing is asked": (sync_parts, 0, True),
    "stream": (sync_parts, None, True),
    "async stream": (async_parts, None, True),
    "stream, and nobody takes the rest": (sync_parts, 1, False),
    "stream, and nobody asks for its end": (sync_parts, 3, False),
    "async stream, and nobody takes the rest": (async_parts, 1, False),
    "fails later": (lambda log: failing(), None, False),
    "fails first": (lambda log: failing_first(), None, False),
    "async stream fails": (lambda log: failing_async(), None, False),
}


@pytest.mark.parametrize(("content", "most", "runs"), CASES.values(), ids=CASES)
def test_over_wsgi_a_background_task_runs_if_the_response_was_sent_whole(content, most, runs):
    assert ran_behind(content([]) if callable(content) else content, most) is runs


@pytest.mark.parametrize("most", [None, 0, 1])
@pytest.mark.parametrize("content", ["ab", sync_parts, async_parts])
def test_over_wsgi_a_background_task_runs_behind_a_head_however_it_is_asked(content, most):
    assert ran_behind(content([]) if callable(content) else content, most, "HEAD")


@pytest.mark.parametrize(("stream", "runs"), [(sync_parts, True), (lambda log: failing(), False)])
def test_behind_the_middleware_it_is_the_same(stream, runs):
    ran = []
    app = StatusMiddleware(Reply(stream([]), background=BackgroundTask(ran.append, 1)), Policy(report=print))
    with Client(app).get("/") as answer:
        if runs:
            assert answer.data == b"abc"
        else:
            with pytest.raises(Exception, match="could not be finished"):
                answer.get_data()
    assert ran == [1] * runs


def test_what_is_asked_for_and_not_sent_is_not_left_over():
    ran = []

    async def run():
        ran.append(1)

    taken(streaming.followed_by(sync_parts([]), run, skip=True), 1)
    assert ran == [1]


# Async streams under WSGI: one task and one context for all parts.


def text_of(stream):
    return wsgi(Reply(stream)).content


async def in_group():
    async with anyio.create_task_group():
        yield "a"
        yield "b"


async def in_tasks():
    async with asyncio.TaskGroup() as group:
        later = group.create_task(asyncio.sleep(0.01, "b"))
        yield "a"
        yield await later


async def in_scope():
    with anyio.move_on_after(5) as scope:
        yield "a"
        scope.cancel()
        await asyncio.sleep(5)
    yield "b"


async def in_scope_that_ends_at_a_yield():
    with anyio.CancelScope() as scope:
        scope.cancel()
        yield "a"
        yield "never"
    yield "b"


async def in_one_task_and_context():
    variable = contextvars.ContextVar("variable")
    before, task = variable.set("b"), asyncio.current_task()
    yield "a"
    yield variable.get()
    variable.reset(before)
    assert asyncio.current_task() is task


@pytest.mark.parametrize(
    "stream", [in_group, in_tasks, in_scope, in_scope_that_ends_at_a_yield, in_one_task_and_context]
)
def test_what_an_async_stream_holds_across_its_yields_works_over_wsgi(stream):
    assert text_of(stream()) == b"ab"


@pytest.mark.parametrize("waits", [0, 5])
def test_a_timeout_across_a_yield_is_one(waits):
    async def stream():
        async with asyncio.timeout(0):
            yield "a"
            await asyncio.sleep(waits)
            yield "b"

    parts = streaming.chunks(stream())
    assert next(parts) == b"a"
    with pytest.raises(TimeoutError):
        next(parts)
    with pytest.raises(StopIteration):
        next(parts)
    parts.close()


class Cancelling(Source):
    async def __anext__(self):
        asyncio.get_running_loop().call_soon(asyncio.current_task().cancel)
        return await super().__anext__() if self.log else self.log.append("asked") or "a"


def test_a_source_into_which_nothing_can_be_raised_is_at_its_end():
    log = []
    parts = streaming.chunks(Cancelling([], log))
    assert next(parts) == b"a"
    with pytest.raises(asyncio.CancelledError):
        next(parts)
    parts.close()
    assert log == ["asked", "closed"]


async def held(log):
    log.append(asyncio.current_task())
    try:
        yield "a"
        yield "b"
    except BaseException as error:
        log.append(type(error))
        raise
    finally:
        log.append(asyncio.current_task())


def test_a_stream_that_is_left_is_closed_once_in_its_own_task():
    log = []
    parts = streaming.chunks(held(log))
    assert next(parts) == b"a"
    parts.close()
    assert log == [log[0], GeneratorExit, log[0]]


@pytest.mark.parametrize("stream", [in_group, in_tasks, in_scope])
def test_a_stream_that_is_left_in_a_group_is_closed_without_a_word(stream):
    parts = streaming.chunks(stream())
    assert next(parts) == b"a"
    parts.close()


@pytest.mark.parametrize("most", [0, 1, 2])
def test_what_closing_says_comes_out_of_close(most):
    class Unclosable(Source):
        async def aclose(self):
            raise LookupError("left open")

    parts = streaming.chunks(Unclosable(["a"], []))
    assert list(zip(range(most), parts, strict=False)) == [(0, b"a")][:most]
    with pytest.raises(LookupError, match="left open"):
        parts.close()
    parts.close()


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, LookupError])
@pytest.mark.parametrize("most", [None, 0, 1, 2])
def test_nothing_is_left_that_complains_later(error, most, caplog, recwarn):
    async def stream():
        yield "a"
        await asyncio.sleep(0)
        raise error

    parts = streaming.chunks(stream())
    try:
        for asked, _ in enumerate(parts if most != 0 else (), 1):
            if asked == most:
                break
    except error:
        pass
    parts.close()
    del parts
    gc.collect()
    assert (caplog.records, [str(each.message) for each in recwarn]) == ([], [])


def test_a_stream_that_nobody_closes_leaves_nothing_behind_its_end(caplog, recwarn):
    assert list(streaming.chunks(async_parts([]))) == [b"a", b"bc"]
    gc.collect()
    assert (caplog.records, [str(each.message) for each in recwarn]) == ([], [])


@pytest.fixture
def interruptible():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_who_interrupts_the_process_interrupts_the_stream():
    log = []

    async def stream():
        try:
            yield "a"
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            log.append("interrupted")
            raise

    parts = streaming.chunks(stream())
    assert next(parts) == b"a"
    with pytest.raises(KeyboardInterrupt):
        next(parts)
    parts.close()
    assert log == ["interrupted"]


@pytest.mark.usefixtures("interruptible")
def test_who_interrupts_the_process_between_two_parts_gets_no_stream_that_hangs():
    log = []

    async def stream():
        try:
            signal.raise_signal(signal.SIGINT)
            yield "a"
        finally:
            log.append("closed")

    parts = streaming.chunks(stream())
    with pytest.raises(KeyboardInterrupt):
        next(parts)
    parts.close()
    assert log == ["closed"]
