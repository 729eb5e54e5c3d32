"""Flask: error handlers where the user has none, one log of what nobody handled, and the face around `wsgi_app`.

Flask asks handlers by number before those by class, and of those the most derived first. Ours stand at the very end:
for `HTTPException`, and for each class of the policy's mapping that has no handler yet. What Flask lets out (under
``TESTING``, ``DEBUG`` or ``PROPAGATE_EXCEPTIONS``, and what fails outside of its own handling) the face answers.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask.signals import got_request_exception
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from statusmw.mapping import answer_to
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.reading import wsgi_request
from statusmw.reply import Reply
from statusmw.wsgi import StatusMiddleware

_EXTENSION = "statusmw"


def install(app: Flask, policy: Policy) -> None:
    """Register the hooks of Flask and wrap its `wsgi_app`.

    Raises:
        RuntimeError: the application has handled a request already.
    """
    if _EXTENSION in app.extensions:
        return
    if app._got_first_request:  # noqa: SLF001 - Flask's own setup methods look at nothing else
        raise RuntimeError("app: it is serving already; call install() before its first request")
    face = StatusMiddleware(app.wsgi_app, policy)
    app.extensions[_EXTENSION] = face
    app.wsgi_app = face  # type: ignore[method-assign]  # Flask's documented way to add middleware
    if policy.catch_exceptions:
        _Answering(app, face.outcome).register()


class _Answering:
    def __init__(self, app: Flask, outcome: Outcome) -> None:
        self._app = app
        self._outcome = outcome

    def register(self) -> None:
        """Register what answers, wherever the user has registered nothing."""
        self._register(HTTPException, self.answer)
        for cls in self._outcome.policy.mapping:
            # A handler for `Exception` would come before the user's for 500; `answer` is asked behind that one.
            if isinstance(cls, type) and issubclass(cls, Exception) and cls is not Exception:
                self._register(cls, self.answer_mapped)
        if type(self._app).log_exception is Flask.log_exception and "log_exception" not in vars(self._app):
            self._app.log_exception = self.log_exception  # type: ignore[method-assign]  # said once, with the id

    def _register(self, cls: type[Exception], handler: Any) -> None:
        code = cls.code if issubclass(cls, HTTPException) else None
        if cls not in self._app.error_handler_spec[None][code]:
            self._app.register_error_handler(cls, handler)

    def answer(self, error: HTTPException) -> ResponseReturnValue:
        """The reply to an HTTP exception, unless the user has a handler for every exception."""
        handler = self._app.error_handler_spec[None][None].get(Exception)
        if handler is not None:
            reply: ResponseReturnValue = self._app.ensure_sync(handler)(error)
            return reply
        cause = error.original_exception if isinstance(error, InternalServerError) else None
        return self._reply(cause or error)

    def answer_mapped(self, error: Exception) -> ResponseReturnValue:
        """The reply that the policy's mapping has for *error*; without one nobody has handled it."""
        reply = answer_to(error, self._outcome.policy.mapping)
        if reply is None:
            raise error
        if reply.status_code >= 500:
            got_request_exception.send(self._app, _async_wrapper=self._app.ensure_sync, exception=error)
        return self._reply(error)

    def _reply(self, error: BaseException) -> Reply:
        return self._outcome.answer(error, wsgi_request(request.environ))

    def log_exception(self, exc_info: Any) -> None:
        """Say what Flask says, where the answer is the user's; our own answer says it with the id the client gets."""
        find = self._app._find_error_handler  # noqa: SLF001 - there is no public way to see who will be asked
        users = find(InternalServerError(), request.blueprints) != self.answer
        if users or Exception in self._app.error_handler_spec[None][None]:
            Flask.log_exception(self._app, exc_info)
