"""REST framework's OpenAPI document, as drf-spectacular makes it: what views answer and raise, errors as problems.

``"POSTPROCESSING_HOOKS": [..., "statusmw.adapters.drf_openapi.problems"]`` in the setting ``SPECTACULAR_SETTINGS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from statusmw import openapi
from statusmw.adapters.django_policy import policy

_OF_CONTENT: Final = ("POST", "PUT", "PATCH")
_ANYBODY: Final = "AllowAny"


def problems(result: Any, generator: Any, **_: Any) -> Any:
    """Complete the document that drf-spectacular has made.

    Args:
        result: the document.
        generator: drf-spectacular's, which knows the views.

    >>> SPECTACULAR_SETTINGS = {"POSTPROCESSING_HOOKS": ["statusmw.adapters.drf_openapi.problems"]}
    """
    # What is said about an error here, the user has said: drf-spectacular itself documents none.
    return openapi.completed(result, partial(_describe, generator, result), lambda key, response: None)  # noqa: ARG005 - as above


def _describe(generator: Any, document: Any, about: openapi.Documentation) -> None:
    for path, _, method, callback in generator.endpoints:
        view = generator.create_view(callback, method)
        place = generator.coerce_path(path, method, view)
        operation = document.get("paths", {}).get(place, {}).get(method.lower())
        if operation is not None:
            answers = _answers(view, callback, method)
            about.describe((place, method), [*answers, *_of_framework(view, method, operation)])


def _answers(view: Any, callback: Any, method: str) -> Iterator[openapi.Possible]:
    function = getattr(type(view), getattr(view, "action", None) or method.lower())
    yield from openapi.answers_of(function, policy())
    for owner in (type(view), callback):
        yield from openapi.raised_by(owner, policy())


def _of_framework(view: Any, method: str, operation: dict[str, Any]) -> Iterator[openapi.Possible]:
    """What REST framework answers by itself before a view is asked, or when a serializer refuses what was sent."""
    if method in _OF_CONTENT and "requestBody" in operation:
        yield openapi.problem(policy().validation_status or 400, openapi.ValidationProblem)
        yield openapi.problem(415)
        yield openapi.problem(400)  # it cannot be parsed
    if any(parameter.get("in") == "path" for parameter in operation.get("parameters", [])):
        yield openapi.problem(404)
    if any(permission.__name__ != _ANYBODY for permission in view.permission_classes):
        codes = (401, 403) if view.authentication_classes else (403,)
        yield from map(openapi.problem, codes)
    if view.throttle_classes:
        yield openapi.problem(429)
