"""What Django answers to an exception, taken over where the user has nothing: the policy, the reply, the handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from logging import getLogger
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import got_request_exception, setting_changed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from statusmw.adapters.django_replies import asked, http_response, is_asgi
from statusmw.mapping import Answer, Mapped
from statusmw.outcome import Outcome, log_failure
from statusmw.policy import Policy, default_policy
from statusmw.raisable import Problem
from statusmw.settings import READERS
from statusmw.text import nearest

_SETTING: Final = "STATUSMW"
_log: Final = getLogger("django.request")  # what listens there, such as mail to the administrators, goes on listening


def _said(status_code: int) -> Callable[[Exception], Problem]:
    """A problem with what the exception says, if that is text: Django's own 404 holds the whole URLconf instead."""

    def problem(error: Exception) -> Problem:
        words = error.args[0] if error.args else None
        return Problem(status_code, str(words) if isinstance(words, str) and words else None)

    return problem


def _of_rest_framework(error: Any) -> Answer:
    answer: Answer = import_module("statusmw.adapters.drf").answer_to(error)
    return answer


MAPPING: Final[Mapped] = {
    "django.http.response.Http404": _said(404),
    "django.core.exceptions.PermissionDenied": _said(403),
    "django.core.exceptions.BadRequest": _said(400),
    "django.core.exceptions.SuspiciousOperation": 400,
    "django.core.exceptions.RequestDataTooBig": 413,
    "django.http.multipartparser.MultiPartParserError": 400,
    "django.http.request.UnreadablePostError": 400,
    "rest_framework.exceptions.APIException": _of_rest_framework,
}
"""What Django's and REST framework's exceptions mean; the mapping of the user's policy comes before it."""


@cache
def policy() -> Policy:
    """The policy that the setting ``STATUSMW`` names: a `Policy`, its dotted name, or a dict of its arguments.

    Raises:
        ImproperlyConfigured: it is none of these, or an argument is wrong.
    """
    given = getattr(settings, _SETTING, None)
    try:
        made = import_string(given) if isinstance(given, str) else given
        made = Policy.from_settings(**_arguments(made)) if isinstance(made, Mapping) else made or default_policy()
        return _with_mapping(made)
    except (AttributeError, ImportError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{_SETTING}: {error}") from error


def _with_mapping(given: object) -> Policy:
    if not isinstance(given, Policy):
        raise TypeError(f"{given!r} is no Policy; give one, its dotted name, or a dict of its arguments")
    return replace(given, mapping={**MAPPING, **given.mapping})


def _arguments(given: Mapping[str, Any]) -> dict[str, Any]:
    for name in given:
        if name not in READERS:
            raise ValueError(f"there is no argument {name!r}; did you mean {nearest(str(name), READERS)!r}?")
    return {name: READERS[name][1](value) for name, value in given.items()}


@cache
def _outcome(*, over_asgi: bool) -> Outcome:
    return Outcome(policy(), policy().checker("asgi" if over_asgi else "wsgi"))


def outcome(request: HttpRequest) -> Outcome:
    """What decides for *request*, by the rules of the interface it came through."""
    return _outcome(over_asgi=is_asgi(request))


def _forget(*, setting: str, **_: object) -> None:
    if setting == _SETTING:
        policy.cache_clear()
        _outcome.cache_clear()


setting_changed.connect(_forget)


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
    log_failure(error, asked(request), "after the response had begun", log=partial(_tell, request, 500))


def _tell(request: HttpRequest, status_code: int, *words: Any, extra: dict[str, Any], **more: Any) -> None:
    _log.log(*words, extra={**extra, "request": request, "status_code": status_code}, **more)
