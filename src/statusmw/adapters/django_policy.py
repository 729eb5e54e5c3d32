"""What the setting ``STATUSMW`` decides, and what Django's exceptions mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from django import conf
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from statusmw.adapters.django_requests import is_asgi
from statusmw.mapping import Answer, Mapped
from statusmw.mapping.saying import text_in
from statusmw.outcome import Outcome
from statusmw.policy import Policy, default_policy
from statusmw.raisable import Problem
from statusmw.settings import READERS
from statusmw.text import suggestion

_SETTING: Final = "STATUSMW"


def _said(status_code: int) -> Callable[[Exception], Problem]:
    def problem(error: Exception) -> Problem:
        words = error.args[0] if error.args else None  # in Django's own 404 the whole URLconf, and no text
        return Problem(status_code, (isinstance(words, (str, Promise)) and text_in(words)) or None)

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
    given = getattr(conf.settings, _SETTING, None)
    try:
        made = import_string(given) if isinstance(given, str) else given
        made = Policy.from_settings(**_arguments(made)) if isinstance(made, Mapping) else made or default_policy()
        return _with_mapping(made)
    except (AttributeError, ImportError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{_SETTING}: {error}") from error


def _with_mapping(given: object) -> Policy:
    if not isinstance(given, Policy):
        raise TypeError(f"{given!r} is no Policy; give one, its dotted name, or a dict of its arguments")
    return given.on_top_of(MAPPING)


def _arguments(given: Mapping[str, Any]) -> dict[str, Any]:
    for name in given:
        if name not in READERS:
            raise ValueError(f"there is no argument {name!r}; {suggestion(str(name), READERS)}")
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
