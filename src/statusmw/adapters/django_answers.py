"""The response of Django to an exception, and the log of it where Django logs."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from logging import getLogger
from typing import Any, Final

from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from statusmw.adapters.django_policy import outcome
from statusmw.adapters.django_replies import http_response
from statusmw.adapters.django_requests import asked

_log: Final = getLogger("django.request")  # what listens there, such as mail to the administrators, goes on listening


def answer(error: BaseException, request: HttpRequest, *, signals: bool = True) -> HttpResponseBase:
    """The response to *error*; what the server is to blame for is logged once, where Django logs it.

    Args:
        error: what was raised.
        request: what was asked.
        signals: whether to send `got_request_exception` for what is logged with a traceback.
    """
    said: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    reply = outcome(request).answer(error, asked(request), log=lambda *words, **more: said.append((words, more)))
    response: Any = http_response(reply, request)
    for words, more in said:
        with suppress(Exception):
            _tell(request, response.status_code, *words, **more)
        response._has_been_logged = True  # noqa: SLF001 - as Django tells itself
        if signals and "exc_info" in more:
            got_request_exception.send(sender=None, request=request)
    return response


def log_late(error: BaseException, request: HttpRequest) -> None:
    """Log, where Django logs it, what has failed when a part of the response had left already."""
    outcome(request).failed(error, asked(request), "after the response had begun", log=partial(_tell, request, 500))


def _tell(request: HttpRequest, status_code: int, *words: Any, extra: dict[str, Any], **more: Any) -> None:
    _log.log(*words, extra={**extra, "request": request, "status_code": status_code}, **more)
