"""Django's error handlers: to be named in a URLconf, and in place of Django's defaults behind the middleware."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from django.conf import urls
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template import TemplateDoesNotExist, loader
from django.views import defaults

from statusmw.adapters.django_answers import answer
from statusmw.adapters.django_policy import policy
from statusmw.adapters.django_requests import accept
from statusmw.negotiation import choose
from statusmw.raisable import Problem

Handler = Callable[..., HttpResponseBase]

MARK: Final = "_statusmw"
"""The attribute of a request that has passed the middleware; any other gets what it would get without statusmw."""

DJANGOS: Final = (Http404, PermissionDenied, MultiPartParserError, BadRequest, SuspiciousOperation)
"""What Django itself answers, through the handlers of the URLconf."""

_DEFAULTS: Final[dict[int, Handler]] = {
    400: defaults.bad_request,
    403: defaults.permission_denied,
    404: defaults.page_not_found,
    500: defaults.server_error,
}


def prefers_page(request: HttpRequest) -> bool:
    """Whether *request* comes from somebody who reads HTML."""
    return choose(accept(request)) == "text/html"


def handler(status_code: int) -> Handler:
    """The view that answers *status_code* with a problem, as Django calls it: with the exception, but for a 500."""

    def handle(request: HttpRequest, exception: BaseException | None = None) -> HttpResponseBase:
        error = exception or sys.exc_info()[1] or Problem(status_code)
        return answer(error, request, signals=False)

    return handle


handler400, handler403, handler404, handler500 = map(handler, (400, 403, 404, 500))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The view for the setting ``CSRF_FAILURE_VIEW``: a 403 that says no more than that it is one of these."""
    del reason
    return answer(Problem(403, "The CSRF token is missing or wrong"), request)


def take_over() -> None:
    """Put ours in place of Django's defaults, which it asks where a URLconf names no handler of its own."""
    for status_code, default in _DEFAULTS.items():
        if getattr(urls, f"handler{status_code}") is default:
            setattr(urls, f"handler{status_code}", _behind_middleware(status_code, default))


def _behind_middleware(status_code: int, default: Handler) -> Handler:
    ours = handler(status_code)

    def handle(request: HttpRequest, *exception: Any) -> HttpResponseBase:
        is_ours = hasattr(request, MARK) and policy().catch_exceptions
        if not is_ours or (prefers_page(request) and _has_page(status_code)):
            return default(request, *exception)
        return ours(request, *exception)

    def handle_exception(request: HttpRequest, exception: BaseException) -> HttpResponseBase:
        return handle(request, exception)

    return handle if status_code == 500 else handle_exception


def _has_page(status_code: int) -> bool:
    """Whether the user has a template, which Django's default would show."""
    try:
        loader.get_template(f"{status_code}.html")
    except TemplateDoesNotExist:
        return False
    return True
