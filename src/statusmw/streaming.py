"""Streamed content: closed at its end, driven for WSGI where it is asynchronous, and followed by what runs then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator
from typing import Any


def chunks(stream: Iterator[Any] | AsyncIterable[Any], *, skip: bool = False) -> Iterable[bytes]:
    """The parts of *stream* as bytes, one by one.

    Args:
        stream: an iterator or async iterator of `str` or `bytes`; its ``close`` or ``aclose`` is called at the end.
        skip: whether to send nothing (HEAD); the stream is closed all the same.
    """
    parts = _Driven(stream) if isinstance(stream, AsyncIterable) else stream
    return _Chunks(iter(()) if skip else iter(parts), [parts])


def followed_by(parts: Iterable[bytes], task: Callable[[], Awaitable[None]]) -> Iterable[bytes]:
    """*parts*, and *task* once the server has sent them and closes the iterable."""
    return _Chunks(iter(parts), [parts, _Task(task)])


async def closed(stream: Iterator[Any] | AsyncIterable[Any]) -> None:
    """Close *stream* if it can be closed: what it holds open is not left to the garbage collector."""
    aclose, close = getattr(stream, "aclose", None), getattr(stream, "close", None)
    if aclose is not None:
        await aclose()
    elif close is not None:
        close()


class _Chunks:
    """An iterator of bytes with a ``close`` that closes what it came from, in order."""

    def __init__(self, parts: Iterator[Any], closed: list[Any]) -> None:
        self._parts = parts
        self._closed = closed

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        part = next(self._parts)
        return part.encode() if isinstance(part, str) else bytes(part)

    def close(self) -> None:
        while self._closed:
            close = getattr(self._closed.pop(0), "close", None)
            if close is not None:
                close()


class _Driven:
    """An async iterator as an iterator, in an event loop of its own that lives until ``close``."""

    def __init__(self, stream: AsyncIterable[Any]) -> None:
        self._stream = stream
        self._source = aiter(stream)
        self._runner = asyncio.Runner()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return self._runner.run(_next(self._source))
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        with self._runner as runner:
            runner.run(closed(self._stream))


async def _next(source: Any) -> Any:
    return await anext(source)


class _Task:
    def __init__(self, task: Callable[[], Awaitable[None]]) -> None:
        self._task = task

    def close(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        await self._task()
