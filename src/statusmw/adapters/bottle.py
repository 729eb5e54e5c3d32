"""Bottle: a plugin around every route, the handler of the errors that have none, and the face around `wsgi`.

Bottle asks handlers by status code alone, and writes of every other exception to ``wsgi.errors``. The plugin hands it
an error of the right status code instead, so that the user's handler for that code is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from bottle import Bottle, HTTPError, HTTPResponse, request, response

from statusmw.adapters.bottle_answers import MAPPING, put, response_of
from statusmw.mapping import answer_to
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.reading import wsgi_request
from statusmw.reply import Reply
from statusmw.wsgi import StatusMiddleware


def install(app: Any, policy: Policy) -> None:
    """Register the hooks of Bottle and wrap `wsgi`."""
    if isinstance(vars(app).get("wsgi"), StatusMiddleware):
        return
    face = StatusMiddleware(app.wsgi, policy.on_top_of(MAPPING))
    app.wsgi = face
    answering = _Answering(app, face.outcome)
    app.install(answering)
    if policy.catch_exceptions and type(app).default_error_handler is Bottle.default_error_handler:
        vars(app).setdefault("default_error_handler", answering.answer)


class _Failed(HTTPError):  # type: ignore[misc]  # noqa: N818 - Bottle comes without types
    """What an exception became, which is its attribute `exception`."""


class _Answering:
    """Bottle's plugin."""

    name = "statusmw"
    api = 2

    def __init__(self, app: Any, outcome: Outcome) -> None:
        self._app = app
        self._outcome = outcome

    def apply(self, callback: Callable[..., Any], route: object) -> Callable[..., Any]:
        """*callback*, whose replies and exceptions Bottle understands."""
        del route

        @wraps(callback)
        def answered(*args: Any, **kwargs: Any) -> Any:
            try:
                made = callback(*args, **kwargs)
            except HTTPResponse:
                raise
            except Exception as error:
                if not self._outcome.policy.catch_exceptions:
                    raise
                made = self._failed(error)
            return response_of(made) if isinstance(made, Reply) else made

        return answered

    def _failed(self, error: Exception) -> Any:
        reply = answer_to(error, self._outcome.policy.mapping)
        if reply is None and 500 in self._app.error_handler:
            raise error
        if reply is not None and reply.status_code < 400:
            return reply
        failed: Any = response.copy(_Failed)
        failed.status, failed.exception = 500 if reply is None else reply.status_code, error
        return failed

    def answer(self, failed: Any) -> Any:
        """The content of the answer to *failed*; Bottle's `response` gets the rest."""
        unwraps = failed.exception is not None and (isinstance(failed, _Failed) or failed.status_code == 500)
        error: Any = failed.exception if unwraps else failed
        reply = self._outcome.answer(error, wsgi_request(request.environ))
        return put(reply, response)
