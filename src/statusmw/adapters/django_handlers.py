"""Django's error handlers: to be named in a URLconf, and in place of Django's defaults behind the middleware."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

from django.conf import urls
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template import TemplateDoesNotExist, loader
from django.views import defaults

from statusmw.adapters.django_answers import answer, policy
from statusmw.adapters.django_replies import accept
from statusmw.negotiation import choose
from statusmw.raisable import Problem

Handler = Callable[..., HttpResponseBase]

MARK: Final = "_statusmw"
"""The attribute of a request that has passed the middleware; any other gets what it would get without statusmw."""

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
