"""A response of Django's, judged by the rules and mended, before it goes to Django's handler and to the server."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from statusmw.adapters.django_fields import set_fields
from statusmw.adapters.django_replies import answered, http_response
from statusmw.adapters.django_requests import asked, is_asgi, subject
from statusmw.asgi_messages import raw_lines
from statusmw.exchange import Content, Exchange, Response
from statusmw.outcome import Outcome
from statusmw.raisable import Problem
from statusmw.reading import asgi_response, wsgi_response
from statusmw.wsgi_messages import line_of


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
    head = _head(request, response)
    if _is_fine(outcome, request, head, whole):
        return response
    exchange = Exchange(asked(request), head, None if whole is None else Content.of(whole))
    verdict, _ = outcome.settle(exchange)
    if verdict.replacement is not None:
        response = http_response(verdict.replacement, request)
        response._has_been_logged = True  # noqa: SLF001 - as Django tells itself
        return response
    if verdict.exchange.response != head:
        _set_head(response, verdict.exchange.response)
    if whole and verdict.exchange.length < len(whole):
        response.content = whole[: verdict.exchange.length]
    return response


def _explain(request: HttpRequest, response: HttpResponse) -> bytes:
    """Fill Django's 405, which is empty, with a problem; its fields stay."""
    lines, content = answered(Problem(405), request)
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
    lines = raw_lines(head.fields) if over_asgi else list(head.fields)
    length = None if whole is None else len(whole)
    return checker.fine(subject(request), request.method, head.status_code, lines, length, whole)
