import asyncio

import pytest
from starlette.background import BackgroundTask

from calling import BOTH, asgi, scope_of, wsgi
from statusmw import Reply, streaming

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
