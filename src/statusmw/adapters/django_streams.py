"""Streams of Django: what fails before the first part can still be answered; what fails later is cut off, told once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

from asgiref.sync import async_to_sync, sync_to_async
from django.http import HttpRequest

from statusmw.adapters.django_answers import log_late
from statusmw.adapters.django_requests import is_asgi
from statusmw.failures import ResponseAborted

_ABORTED: Final = "the response could not be finished"


def begun(request: HttpRequest, response: Any) -> None:
    """Wait for the first part of a stream, unless its head must not wait for it.

    Raises:
        Exception: what the stream raises before there is anything of it.
    """
    if _can_wait(response, is_async=False):
        parts = iter(response.streaming_content)
        response.streaming_content = _rest(request, next(parts, None), parts)
    elif is_asgi(request):
        # Below a middleware that is not asynchronous there is a thread, and the event loop outside of it.
        async_to_sync(begun_async)(request, response)


def _rest(request: HttpRequest, part: bytes | None, parts: Iterator[bytes]) -> Iterator[bytes]:
    try:
        while part is not None:
            yield part
            part = next(parts, None)
    except Exception as error:  # noqa: BLE001 - whatever it was, there is no other way left to tell
        log_late(error, request)
        raise ResponseAborted(_ABORTED) from None


async def begun_async(request: HttpRequest, response: Any) -> None:
    """As `begun`, in the event loop: what is not asynchronous works in the thread that Django has for it."""
    if _can_wait(response, is_async=False):
        await sync_to_async(begun)(request, response)
    elif _can_wait(response, is_async=True):
        parts = aiter(response.streaming_content)
        response.streaming_content = _rest_async(request, await anext(parts, None), parts)


async def _rest_async(request: HttpRequest, part: bytes | None, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        while part is not None:
            yield part
            part = await anext(parts, None)
    except Exception as error:  # noqa: BLE001 - whatever it was, there is no other way left to tell
        log_late(error, request)
        raise ResponseAborted(_ABORTED) from None


def _can_wait(response: Any, *, is_async: bool) -> bool:
    is_file = getattr(response, "file_to_stream", None) is not None
    is_fit = response.streaming and response.is_async is is_async and not is_file
    return is_fit and not response.headers.get("content-type", "").startswith("text/event-stream")
