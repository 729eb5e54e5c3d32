"""A response of Django's, judged by the rules and mended, before it goes to Django's handler and to the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from statusmw.adapters.django_answers import log_late
from statusmw.adapters.django_replies import accept, asked, http_response, is_asgi, set_fields, subject
from statusmw.asgi_messages import raw_lines
from statusmw.exchange import Content, Exchange, Response
from statusmw.outcome import Outcome, ResponseAborted
from statusmw.raisable import Problem
from statusmw.reading import asgi_response, wsgi_response
from statusmw.wsgi_messages import line_of

_ABORTED: Final = "the response could not be finished"


def judged(outcome: Outcome, request: HttpRequest, response: Any) -> HttpResponseBase:
    """What leaves in place of *response*: the same object, mended where there is something to mend.

    Args:
        outcome: decides what becomes of findings and exceptions.
        request: what was asked.
        response: what came out of all that is inside; of a stream only the head is looked at.
    """
    whole = None if response.streaming else response.content
    if whole == b"" and type(response) is HttpResponseNotAllowed and outcome.policy.catch_exceptions:
        whole = _explain(request, response)
    if whole and request.method == "HEAD":
        # Django leaves it to the server to drop it, and some do not.
        whole = b""
        if outcome.mends:
            response.content = whole
    exchange = Exchange(asked(request), _head(request, response), None if whole is None else Content.of(whole))
    if _is_fine(outcome, request, exchange.response, whole):
        return response
    verdict, _ = outcome.settle(exchange)
    if verdict.replacement is not None:
        return http_response(verdict.replacement, request)
    if verdict.exchange.response != exchange.response:
        _set_head(response, verdict.exchange.response)
    if whole and verdict.exchange.length < len(whole):
        response.content = whole[: verdict.exchange.length]
    return response


def _explain(request: HttpRequest, response: HttpResponse) -> bytes:
    """Fill Django's 405, which is empty, with a problem; its fields stay."""
    lines, content = Problem(405).answer(request.method or "GET", accept(request))
    set_fields(response, lines)
    response.content = content
    return content


def _head(request: HttpRequest, response: Any) -> Response:
    cookies = (("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values())
    lines = (*response.items(), *cookies)
    if is_asgi(request):
        # How Django's handler for ASGI spells the names is its own choice.
        return asgi_response(response.status_code, raw_lines(tuple((name.lower(), value) for name, value in lines)))
    return wsgi_response(f"{response.status_code} {response.reason_phrase}", lines)


def _set_head(response: Any, head: Response) -> None:
    for name in list(response.headers):
        del response.headers[name]
    response.cookies.clear()
    response.reason_phrase = head.reason_phrase or response.reason_phrase
    set_fields(response, raw_lines(head.fields))


def _is_fine(outcome: Outcome, request: Any, head: Response, whole: bytes | None) -> bool:
    checker, over_asgi = outcome.checker, is_asgi(request)
    if head.odd or (not over_asgi and checker.status_code(line_of(head)) < 0):
        return False
    lines = raw_lines(head.fields) if over_asgi else head.fields
    length = None if whole is None else len(whole)
    return checker.fine(subject(request), request.method, head.status_code, lines, length, whole)


# Streams: what fails before the first part can still be answered; what fails later is cut off, and told once.


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
    """As `begun`, for a stream that is asynchronous."""
    if _can_wait(response, is_async=True):
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
