"""Django: `StatusMiddleware`, to stand first in ``MIDDLEWARE``, and what a URLconf may name.

What the exceptions that Django and the user know mean is asked where Django asks: first the `process_exception` of all
other middleware, then ours, then the URLconf's handlers, at last ours again, in place of Django's defaults.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django import conf
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from statusmw.adapters.django_answers import answer
from statusmw.adapters.django_handlers import (
    DJANGOS,
    MARK,
    csrf_failure,
    handler400,
    handler403,
    handler404,
    handler500,
    prefers_page,
    take_over,
)
from statusmw.adapters.django_ids import identify, told
from statusmw.adapters.django_policy import outcome, policy
from statusmw.adapters.django_proof import judged
from statusmw.adapters.django_replies import http_response
from statusmw.adapters.django_streams import begun, begun_async
from statusmw.mapping import answer_to
from statusmw.reply import Reply

__all__ = ["StatusMiddleware", "csrf_failure", "handler400", "handler403", "handler404", "handler500", "http_response"]


class StatusMiddleware:
    """Checks, mends and completes every response that comes out of the middleware and views behind it.

    The setting ``STATUSMW`` says by which policy: a dict of the arguments of `Policy`, a `Policy`, or its dotted name.

    Args:
        get_response: what Django gives to a middleware, synchronous or not.

    Raises:
        ImproperlyConfigured: the setting is wrong.

    >>> MIDDLEWARE = ["statusmw.adapters.django.StatusMiddleware", "django.middleware.common.CommonMiddleware"]
    """

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.policy = policy()
        take_over()
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Serve one request."""
        setattr(request, MARK, True)
        identify(request, self.policy)
        if self._is_async:
            return self._serve_async(request)
        response = self.get_response(request)
        if self.policy.catch_exceptions:
            begun(request, response)
        return told(request, self.policy, judged(outcome(request), request, response))

    async def _serve_async(self, request: HttpRequest) -> HttpResponseBase:
        response = await self.get_response(request)
        if self.policy.catch_exceptions:
            await begun_async(request, response)
        return told(request, self.policy, judged(outcome(request), request, response))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer what somebody has foreseen; leave to Django what is its own, and what nobody handles."""
        if not self.policy.catch_exceptions or isinstance(error, DJANGOS):
            return None
        if answer_to(error, self.policy.mapping) is not None:
            return answer(error, request)
        # Django's page for developers is there for who reads pages.
        hides_page = conf.settings.DEBUG and not conf.settings.DEBUG_PROPAGATE_EXCEPTIONS and not prefers_page(request)
        return answer(error, request) if hides_page else None

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Take a reply that a view has returned: like a template, it is rendered late, when the request is known."""
        return _Rendered(http_response(response, request)) if isinstance(response, Reply) else response


class _Rendered:
    """A response that Django has to render, and that is ready."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.render = lambda: response
