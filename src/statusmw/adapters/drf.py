"""Django REST framework: `exception_handler` for its setting ``EXCEPTION_HANDLER``, and `Replies` for its views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException, ValidationError

from statusmw.adapters.django_answers import answer
from statusmw.adapters.django_policy import policy
from statusmw.adapters.django_replies import http_response
from statusmw.adapters.drf_validation import unprocessable, validation_problem
from statusmw.mapping import answer_to as mapped_to
from statusmw.mapping import from_http
from statusmw.raisable import Problem
from statusmw.reply import Reply

__all__ = ["Replies", "exception_handler", "unprocessable", "validation_problem"]

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
    detail: Any = str(error.detail) if isinstance(error.detail, str) else error.detail
    if error.status_code < 400:
        detail = {"detail": detail} if isinstance(detail, str) else detail  # as REST framework has it
    reply = from_http(error.status_code, detail, [(name, value) for name, value in lines.items() if value])
    code = getattr(error.detail, "code", None)
    if isinstance(reply, Problem) and reply.status_code < 500 and code:
        reply.members.setdefault("code", code)
    return reply


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
