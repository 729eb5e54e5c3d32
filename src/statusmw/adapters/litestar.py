"""Litestar 2: the exception handler that is asked last, the face around `asgi_handler`, and replies in any handler.

Ours is registered for `Exception`, so that every handler of the user's for anything more special comes first.
"""

from __future__ import annotations

import copy
import sys
from typing import Any

from litestar import Litestar, Response
from litestar.exceptions import HTTPException
from litestar.exceptions.responses import create_debug_response
from litestar.types import Empty

from statusmw.adapters.litestar_answers import from_litestar, replying
from statusmw.adapters.litestar_openapi import document
from statusmw.adapters.litestar_options import complete
from statusmw.asgi import StatusMiddleware
from statusmw.mapping import answer_to
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.reading import asgi_request


def install(app: Litestar, policy: Policy) -> None:
    """Register the hooks of Litestar and wrap its `asgi_handler`.

    Raises:
        RuntimeError: the application has handled a request already.
    """
    if isinstance(app.asgi_handler, StatusMiddleware):
        return
    if any(_has_answered(handler) for route in app.routes for handler in getattr(route, "route_handlers", ())):
        raise RuntimeError("app: it is serving already; call install() before its first request")
    asgi_handler: Any = app.asgi_handler
    face: Any = StatusMiddleware(asgi_handler, policy.on_top_of({HTTPException: from_litestar}))
    app.asgi_handler = face
    app.response_class = replying(app.response_class or Response)
    document(app, policy)
    complete(app)
    if policy.catch_exceptions:
        _Answering(app, face.outcome).register()


def _has_answered(handler: Any) -> bool:
    return handler._response_handler_mapping["default_handler"] is not Empty  # noqa: SLF001 - nothing public tells


class _Answering:
    def __init__(self, app: Litestar, outcome: Outcome) -> None:
        self._app = app
        self._outcome = outcome

    def register(self) -> None:
        handlers: dict[Any, Any] = self._app.exception_handlers
        for key in [key for key, handler in handlers.items() if handler.__module__.startswith("litestar.middleware.")]:
            del handlers[key]
        handlers.setdefault(Exception, self.answer)
        config = copy.copy(self._app.logging_config)
        if config is not None and config.exception_logging_handler is not None:
            self._log = config.exception_logging_handler
            config.exception_logging_handler = self.log
            self._app.logging_config = config

    def answer(self, request: Any, error: Exception) -> Any:
        """What *error* is answered with, unless the user has a handler for 500, or Litestar shows it for debugging."""
        users = self._users(request.scope, error)
        if users is not None:
            return users(request, error)
        if self._shows(error):
            return create_debug_response(request, error)
        return self._outcome.answer(error, asgi_request(request.scope))

    def _users(self, scope: Any, error: Any) -> Any:
        """The handler of the user that Litestar asks, or would ask if ours were not there."""
        route = scope.get("route_handler")
        handlers = route.resolve_exception_handlers() if route else self._app.exception_handlers
        is_http = isinstance(error, HTTPException)
        keys = ([error.status_code] if is_http else []) + [*type(error).__mro__]
        found = next((handlers[key] for key in keys if key in handlers), None)
        if found == self.answer:
            return None if is_http else handlers.get(500)
        return found

    def _shows(self, error: Exception) -> bool:
        return self._app.debug and answer_to(error, self._outcome.policy.mapping) is None

    def log(self, logger: Any, scope: Any, lines: list[str]) -> None:
        """Say what Litestar says, unless our own answer says it, with the id the client gets."""
        error: Any = sys.exception()
        if scope["type"] != "http" or self._shows(error) or self._users(scope, error) is not None:
            self._log(logger, scope, lines)
