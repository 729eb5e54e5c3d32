"""Streamed content: closed at its end, driven for WSGI where it is asynchronous, and followed by what runs then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator
from operator import length_hint
from typing import Any


def chunks(stream: Iterator[Any] | AsyncIterable[Any], *, skip: bool = False) -> Iterable[bytes]:
    """The parts of *stream* as bytes, one by one.

    Args:
        stream: an iterator or async iterator of `str` or `bytes`; its ``close`` or ``aclose`` is called at the end.
        skip: whether to send nothing (HEAD); the stream is closed all the same.
    """
    parts = _Driven(stream) if isinstance(stream, AsyncIterable) else stream
    return _Chunks(iter(()) if skip else iter(parts), parts)


def followed_by(parts: Iterable[bytes], task: Callable[[], Awaitable[None]], *, skip: bool = False) -> Iterable[bytes]:
    """*parts*, and *task* once the server has sent them and closes the iterable; not if one failed or some are left.

    They are sent when the server has asked for them to their end, or has taken the last one of a list: more WSGI does
    not tell, and a server may stop asking where it has all that Content-Length has promised. If none was asked for,
    the head was all there was to send, as for HEAD.

    Args:
        parts: what is sent.
        task: is called and awaited behind it.
        skip: whether nothing of *parts* is to be sent (HEAD), though some of it may be asked for.
    """
    return _Followed(parts, task, skip=skip)


async def closed(stream: Iterator[Any] | AsyncIterable[Any]) -> None:
    """Close *stream* if it can be closed: what it holds open is not left to the garbage collector."""
    aclose, close = getattr(stream, "aclose", None), getattr(stream, "close", None)
    if aclose is not None:
        try:
            await aclose()
        except* GeneratorExit:  # how a task group in the stream says that it was closed
            pass
    elif close is not None:
        close()


class _Chunks:
    """An iterator of bytes with a ``close`` that closes what it came from, once."""

    def __init__(self, parts: Iterator[Any], source: object) -> None:
        self._parts = parts
        self._source = source

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        part = next(self._parts)
        return part.encode() if isinstance(part, str) else bytes(part)

    def close(self) -> None:
        close, self._source = getattr(self._source, "close", None), None
        if close is not None:
            close()


class _Followed(_Chunks):
    def __init__(self, parts: Iterable[bytes], task: Callable[[], Awaitable[None]], *, skip: bool) -> None:
        super().__init__(iter(parts), parts)
        self._task: Callable[[], Awaitable[None]] | None = task
        self._skip = skip
        self._left = False

    def __next__(self) -> bytes:
        self._left = True
        try:
            part = super().__next__()
        except StopIteration:
            self._left = False
            raise
        # Only the iterator of a list knows how much is left.
        self._left = not self._skip and length_hint(self._parts, 1) > 0
        return part

    def close(self) -> None:
        task, self._task = self._task, None
        super().close()
        if task is not None and not self._left:
            asyncio.run(_awaited(task))


async def _awaited(task: Callable[[], Awaitable[None]]) -> None:
    await task()


class _Driven:
    """An async iterator as an iterator, in an event loop of its own that lives until the end or ``close``.

    All parts are asked for in one task, which closes the stream as well: what the stream holds across a yield, such as
    a timeout or a task group, belongs to the task in which it was entered.
    """

    def __init__(self, stream: AsyncIterable[Any]) -> None:
        self._stream = stream
        self._source = aiter(stream)
        self._runner = asyncio.Runner()
        self._task: asyncio.Task[None] | None = None
        self._wanted, self._given = asyncio.Event(), asyncio.Event()
        self._closing = self._over = False
        self._part: Any = None
        self._fault: BaseException = StopIteration()
        self._unclosed: BaseException | None = None

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._go_on()
        if self._over:
            fault, self._fault = self._fault, StopIteration()
            raise fault
        return self._part

    def close(self) -> None:
        self._closing = True
        self._go_on()
        fault, self._unclosed = self._unclosed, None
        if fault is not None:
            raise fault

    def _go_on(self) -> None:
        if self._over:
            return
        try:
            self._runner.run(self._ask())
        finally:
            self._over |= self._closing
            if self._over:
                self._runner.close()

    async def _ask(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._feed())
        self._given.clear()
        self._wanted.set()
        try:
            await self._given.wait()
        except asyncio.CancelledError:
            # Whoever interrupts the process means what is waited for; it must not be left half done.
            self._task.cancel()
            await self._given.wait()
            raise

    async def _feed(self) -> None:
        while await self._has_given():
            self._given.set()
        try:
            await closed(self._stream)
        except BaseException as fault:  # noqa: BLE001 - raised by `close`, because all parts were good
            self._unclosed = fault
        self._over = True
        self._given.set()

    async def _has_given(self) -> bool:
        thrown = await self._asked()
        if self._closing:
            return False
        try:
            self._part = await (anext(self._source) if thrown is None else _thrown_into(self._source, thrown))
        except StopAsyncIteration:
            return False
        except BaseException as fault:  # noqa: BLE001 - raised by `__next__`, outside of the event loop
            self._fault = fault
            return False
        return True

    async def _asked(self) -> BaseException | None:
        """Wait until a part is wanted; what is raised meanwhile, it is by a scope that the stream has left open."""
        thrown = None
        while not self._wanted.is_set():
            try:
                await self._wanted.wait()
            except asyncio.CancelledError as error:  # a scope of anyio goes on until it is heard
                thrown = error
        self._wanted.clear()
        return thrown


async def _thrown_into(source: Any, error: BaseException) -> Any:
    """The next part of *source*, where *error* is raised at its yield: a timeout that ends there makes its own."""
    athrow = getattr(source, "athrow", None)
    if athrow is None:
        raise error
    return await athrow(error)
