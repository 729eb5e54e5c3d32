"""Flask: error handlers where the user has none, one log of what nobody handled, and the face around `wsgi_app`.

What Flask lets out (under ``TESTING``, ``DEBUG`` or ``PROPAGATE_EXCEPTIONS``, and what fails outside of its own
handling) the face answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, request
from flask.signals import got_request_exception
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from statusmw.adapters.flask_marshmallow import prepared
from statusmw.adapters.flask_openapi import document
from statusmw.adapters.pallets import Answering, original
from statusmw.policy import Policy
from statusmw.raisable import Problem
from statusmw.reading import wsgi_request
from statusmw.reply import Reply
from statusmw.wsgi import StatusMiddleware

_EXTENSION = "statusmw"
_SPAN = "opentelemetry-flask.span_key"


def install(app: Flask, policy: Policy) -> None:
    """Register the hooks of Flask and wrap its `wsgi_app`.

    Raises:
        RuntimeError: the application has handled a request already.
    """
    if _EXTENSION in app.extensions:
        return
    if app._got_first_request:  # noqa: SLF001 - Flask's own setup methods look at nothing else
        raise RuntimeError("app: it is serving already; call install() before its first request")
    face = StatusMiddleware(app.wsgi_app, prepared(app, policy))
    app.extensions[_EXTENSION] = face
    app.wsgi_app = face  # type: ignore[method-assign]  # Flask's documented way to add middleware
    app.make_response = _converting(app.make_response)  # type: ignore[method-assign,assignment]  # as documented for responses
    if policy.catch_exceptions:
        _Answering(app, face.outcome).register()
    document(app, policy)


def _converting(make_response: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """*make_response*, which adds no type to a reply without content."""

    def make_response_of_reply(result: Any) -> Response:
        response = make_response(result)
        if isinstance(result, Reply) and not isinstance(result, Problem) and "content-type" not in result.headers:
            response.headers.pop("Content-Type", None)
        return response

    return make_response_of_reply


class _Answering(Answering):
    framework = Flask

    def answer(self, error: HTTPException) -> ResponseReturnValue:
        """The reply to an HTTP exception, unless the user has a handler for every exception."""
        handler = self.last_handler()
        if handler is not None:
            reply: ResponseReturnValue = self._app.ensure_sync(handler)(error)
            return reply
        cause = original(error)
        # Flask ends a request that has failed with the exception; its instrumentation takes it from there.
        return self._reply(cause, traced=cause is not error and _SPAN in request.environ)

    def answer_mapped(self, error: Exception) -> ResponseReturnValue:
        """The reply that the policy's mapping has for *error*; without one nobody has handled it."""
        if self.blames_server(error):
            got_request_exception.send(self._app, _async_wrapper=self._app.ensure_sync, exception=error)
        return self._reply(error)

    def _reply(self, error: BaseException, *, traced: bool = False) -> Reply:
        return self._outcome.answer(error, wsgi_request(request.environ), traced=traced)

    def handle_exception(self, error: Exception) -> Response:
        """Answer what is foreseen; Flask, which would tell monitors of a failure, answers the rest."""
        if self.is_foreseen(error, request.blueprints):
            response: Response = self._app.finalize_request(self._reply(error), from_error_handler=True)
            return response
        return Flask.handle_exception(self._app, error)

    def log_exception(self, exc_info: Any) -> None:
        """Say what Flask says, where the answer is the user's; our own answer says it with the id the client gets."""
        if not self.has_last_word(request.blueprints):
            Flask.log_exception(self._app, exc_info)
