"""Replies as responses of Django."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from starlette.concurrency import iterate_in_threadpool

from statusmw import streaming
from statusmw.adapters.django_fields import set_fields
from statusmw.adapters.django_policy import outcome
from statusmw.adapters.django_requests import accept, asked, is_asgi, subject
from statusmw.bodies import KEY
from statusmw.exchange import Request
from statusmw.outcome import Outcome
from statusmw.reply import RawFields, Reply
from statusmw.status import reason_phrase


def http_response(reply: Reply, request: HttpRequest) -> HttpResponseBase:
    """*reply* as a response of Django, for where Django insists on one: a view of REST framework, a middleware.

    Args:
        reply: what a helper has returned, or a `Problem`.
        request: what it answers; a problem takes the form that its Accept field prefers.

    Returns:
        An `HttpResponse`, or a `StreamingHttpResponse` where the content is an iterator.
    """
    lines, content = answered(reply, request)
    response: Any
    if reply.stream is None:
        response = _Whole(content, status=reply.status_code, reason=reason_phrase(reply.status_code))
    else:
        response = _Streamed(_parts(reply.stream, request), status=reply.status_code)
    del response.headers["Content-Type"]
    set_fields(response, lines)
    response.reply, response.asked, response.outcome = reply, asked(request), outcome(request)
    made: HttpResponseBase = response
    return made


def answered(reply: Reply, request: HttpRequest) -> tuple[RawFields, bytes]:
    """The field lines and the content of *reply* to *request*."""
    about = {**subject(request), KEY: outcome(request).policy.bodies}
    return reply.answer(request.method or "GET", accept(request), about)


def _parts(stream: Any, request: HttpRequest) -> Any:
    skip = request.method == "HEAD"
    return _parts_async(stream, skip=skip) if is_asgi(request) else streaming.chunks(stream, skip=skip)


async def _parts_async(stream: Any, *, skip: bool) -> AsyncIterator[Any]:
    parts = stream if isinstance(stream, AsyncIterable) else iterate_in_threadpool(stream)
    try:
        if not skip:
            async for part in parts:
                yield part
    finally:
        await streaming.closed(stream)


class _Followed(HttpResponseBase):
    """A response that a background task follows, once it is sent; one that fails harms nobody, and is logged."""

    reply: Reply
    asked: Request
    outcome: Outcome
    _has_been_logged = False  # Django's own name for it

    def close(self) -> None:
        super().close()
        try:
            if self.reply.background is not None:
                async_to_sync(self.reply.background.__call__)()
        except Exception as error:  # noqa: BLE001 - the response has left; nobody else would answer for the task
            self.outcome.failed(error, self.asked, "after the response had been sent")


class _Whole(_Followed, HttpResponse):
    pass


class _Streamed(_Followed, StreamingHttpResponse):
    pass
