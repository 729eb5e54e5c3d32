"""Quart: as Flask, with coroutines; and a reply becomes a response of Quart's, which takes no application for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from quart import Quart, Response, has_request_context, has_websocket_context, request, websocket
from quart.signals import got_request_exception
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from statusmw.adapters.pallets import Answering, original
from statusmw.asgi import StatusMiddleware
from statusmw.policy import Policy
from statusmw.reading import asgi_request
from statusmw.reply import Reply, text_lines

_EXTENSION = "statusmw"


def install(app: Quart, policy: Policy) -> None:
    """Register the hooks of Quart and wrap its `asgi_app`.

    Raises:
        RuntimeError: the application has started up already.
    """
    if _EXTENSION in app.extensions:
        return
    if hasattr(app, "shutdown_event"):
        raise RuntimeError("app: it is serving already; call install() before it starts up")
    face = StatusMiddleware(app.asgi_app, policy)  # type: ignore[arg-type]  # Hypercorn's names for the same types
    app.extensions[_EXTENSION] = face
    app.asgi_app = face  # type: ignore[method-assign, assignment]  # Quart's documented way to add middleware
    app.make_response = _converting(app)  # type: ignore[method-assign, assignment]  # as documented for responses
    if policy.catch_exceptions:
        _Answering(app, face.outcome).register()


def _connection() -> Any:
    return websocket if has_websocket_context() else request


def _converting(app: Quart) -> Callable[[Any], Any]:
    """`make_response` of *app*, which takes replies as well, alone or with a status code and fields."""
    make_response = app.make_response

    async def make_response_of_reply(result: Any) -> Any:
        value, *more = result if isinstance(result, tuple) else (result,)
        if isinstance(value, Reply):
            value = _response(app, value)
        return await make_response((value, *more) if more else value)

    return make_response_of_reply


def _response(app: Any, reply: Reply) -> Response:
    accept = _connection().headers.getlist("accept")
    raw_fields, content = reply.answer(_connection().method, ", ".join(accept) or None, _connection().scope)
    body: Any = content or None
    if reply.stream is not None and _connection().method != "HEAD":
        body = reply.stream
    response: Any = app.response_class(body, reply.status_code)
    # Quart would add a type to what has no content.
    response.headers = Headers(text_lines(raw_fields))
    if reply.background is not None:
        app.add_background_task(reply.background.__call__)
    return response  # type: ignore[no-any-return]  # Quart types it loosely


class _Answering(Answering):
    framework = Quart

    async def answer(self, error: HTTPException) -> Any:
        handler = self.last_handler()
        return await self._app.ensure_async(handler)(error) if handler is not None else self._reply(original(error))

    async def answer_mapped(self, error: Exception) -> Any:
        if self.blames_server(error):
            await got_request_exception.send_async(self._app, _sync_wrapper=self._app.ensure_async, exception=error)
        return self._reply(error)

    def _reply(self, error: BaseException) -> Reply:
        return self._outcome.answer(error, asgi_request(_connection().scope))

    async def handle_exception(self, error: Exception) -> Any:
        """Answer what is foreseen; Quart, which would tell monitors of a failure, answers the rest."""
        if self.is_foreseen(error, request.blueprints):
            return await self._app.finalize_request(self._reply(error), from_error_handler=True)
        return await Quart.handle_exception(self._app, error)

    def log_exception(self, exc_info: Any) -> None:
        """Say what Quart says, unless our own answer says it: also of what fails beside a request, or in a task."""
        connected = has_request_context() or has_websocket_context()
        beside = not connected or asyncio.current_task() in self._app.background_tasks
        if beside or not self.has_last_word(_connection().blueprints):
            Quart.log_exception(self._app, exc_info)
