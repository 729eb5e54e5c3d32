"""Django REST framework: `exception_handler` for its setting ``EXCEPTION_HANDLER``, and `Replies` for its views."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, cast

from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.settings import api_settings

from statusmw.adapters.django_answers import answer, policy
from statusmw.adapters.django_replies import http_response
from statusmw.mapping import answer_to as mapped_to
from statusmw.mapping import from_http
from statusmw.problem import json_pointer
from statusmw.raisable import Problem
from statusmw.reply import Reply

__all__ = ["Replies", "exception_handler", "unprocessable", "validation_problem"]

_MOST: Final = 100  # a client chooses how many mistakes it makes
_INVALID: Final = "The request does not have the form this resource expects"
_PAGES: Final = frozenset({"admin", "api"})
_WITHOUT_CONTENT: Final = ("GET", "HEAD")
_OF_CONTENT: Final = frozenset({"content-length", "content-security-policy", "content-type"})


def exception_handler(error: Exception, context: Mapping[str, Any]) -> HttpResponseBase | None:
    """Answer what a view has raised with a problem, and roll atomic requests back, as REST framework's own does.

    Args:
        error: what was raised.
        context: what REST framework knows of it, the request above all.

    Returns:
        The response; None for what nobody has foreseen, which is left to Django.

    >>> REST_FRAMEWORK = {"EXCEPTION_HANDLER": "statusmw.adapters.drf.exception_handler"}
    """
    if mapped_to(error, policy().mapping) is None:
        return None
    from rest_framework.views import set_rollback  # noqa: PLC0415 - it needs the settings

    set_rollback()
    request, failed = context["request"], cast("Any", error)
    if isinstance(error, ValidationError) and request.method in _WITHOUT_CONTENT:
        failed.place = "query"
    response: Any = answer(error, request._request)  # noqa: SLF001 - the request of Django's that is inside
    renderer = getattr(request, "accepted_renderer", None)
    is_page = isinstance(response.reply, Problem) and getattr(renderer, "format", "") in _PAGES
    return _browsable(response) if is_page else response


def _browsable(response: Any) -> HttpResponseBase:
    """The problem in *response* as data for the browsable API, with all else that *response* has."""
    from rest_framework.response import Response  # noqa: PLC0415 - it needs the settings

    kept = {name: value for name, value in response.items() if name.lower() not in _OF_CONTENT}
    made: Any = Response(response.reply.details.as_dict(), response.status_code, headers=kept)
    made._has_been_logged = response._has_been_logged  # noqa: SLF001 - as Django tells itself
    return made


def answer_to(error: APIException) -> Reply | None:
    """The reply that an exception of REST framework stands for: its status code, its fields, what it says, its code."""
    if isinstance(error, ValidationError):
        return validation_problem(error)
    wait = getattr(error, "wait", None)
    lines = {"WWW-Authenticate": getattr(error, "auth_header", None), "Retry-After": wait and f"{wait:.0f}"}
    detail = str(error.detail) if isinstance(error.detail, str) else error.detail
    reply = from_http(error.status_code, detail, [(name, value) for name, value in lines.items() if value])
    code = getattr(error.detail, "code", None)
    if isinstance(reply, Problem) and reply.status_code < 500 and code:
        reply.members.setdefault("code", code)
    return reply


def validation_problem(error: ValidationError, status_code: int | None = None) -> Problem:
    """What REST framework has found wrong with a request, as a problem with the member `errors`.

    Args:
        error: what was raised.
        status_code: the status code; that of *error*, which is 400, if None.
    """
    place = getattr(error, "place", "body")
    errors = [_entry(place, path, said) for path, said in islice(_faults(error.detail, ()), _MOST)]
    return Problem(status_code or error.status_code, _INVALID, errors=errors)


def unprocessable(error: ValidationError) -> Problem:
    """As `validation_problem`, with 422: to be named in the policy's mapping for REST framework's ValidationError."""
    return validation_problem(error, 422)


def _entry(place: str, path: tuple[Any, ...], said: Any) -> dict[str, str]:
    where = {"pointer": json_pointer(path)} if place == "body" else {"parameter": ".".join(map(str, path))}
    return {"detail": str(said), "in": place, **where, "code": str(getattr(said, "code", None) or "invalid")}


def _faults(detail: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each thing that is wrong, with the way to it; what is wrong with an object as a whole is at the object."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _faults(inner, path if name == api_settings.NON_FIELD_ERRORS_KEY else (*path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _faults(inner, path if isinstance(inner, str) else (*path, index))
    else:
        yield path, detail


class Replies:
    """To be mixed into a view of REST framework, before its own class: the view may return what helpers return.

    >>> from statusmw import respond
    >>> class Orders(Replies):  # and `APIView`
    ...     def post(self, request):
    ...         return respond.created("/orders/7", {"id": 7})
    """

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Make a response of a reply, before REST framework insists on one."""
        made = http_response(response, request) if isinstance(response, Reply) else response
        return super().finalize_response(request, made, *args, **kwargs)  # type: ignore[misc]  # of the view's class
