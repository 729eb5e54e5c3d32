"""Connexion 3: error handlers where the user has none, and the face around all of its middleware.

Connexion asks the handler that was added last, so that ours stand at the head of the list. It takes content, status
code and fields of what a handler returns; a reply with more than that, a stream or a task, travels on to the face.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Final, NoReturn

from connexion.exceptions import ProblemException
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.adapters.connexion_answers import from_connexion, told_of
from statusmw.asgi import StatusMiddleware
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.reading import asgi_request
from statusmw.reply import Reply

_OURS: Final = (Exception, HTTPException, WerkzeugHTTPException, ProblemException)


def install(app: Any, policy: Policy) -> None:
    """Register the hooks of Connexion and put the face at the head of its middleware.

    Raises:
        RuntimeError: the application has handled a request already.
    """
    inside = getattr(app, "middleware", app)
    if any(getattr(one, "func", None) is StatusMiddleware for one in inside.middlewares):
        return
    if inside.middleware_stack is not None:
        raise RuntimeError("app: it is serving already; call install() before its first request")
    informed = policy.on_top_of({ProblemException: from_connexion})
    inside.middlewares.insert(0, partial(StatusMiddleware, policy=informed))
    if policy.catch_exceptions:
        answer = _answering(Outcome(informed, informed.checker("asgi")), inside)
        mapped = (cls for cls in policy.mapping if isinstance(cls, type))
        inside.error_handlers[:0] = [(cls, answer) for cls in dict.fromkeys((*_OURS, *mapped))]
        _pass_on(getattr(app, "app", None))


def _answering(outcome: Outcome, inside: Any) -> Callable[[Any, Exception], Awaitable[Any]]:
    async def answer(request: Any, error: Exception) -> Any:
        if isinstance(error, Reply) and (error.stream is not None or error.background is not None):
            raise error
        reply = outcome.answer(told_of(inside, error, request.scope), asgi_request(request.scope))
        accept = ", ".join(request.headers.getlist("accept")) or None
        raw_fields, content = reply.answer("GET", accept, request.scope)
        fields = Headers(raw=raw_fields)
        return SimpleNamespace(body=content, status_code=reply.status_code, mimetype=None, headers=fields)

    return answer


def _pass_on(flask: Any) -> None:
    """Have the *flask* inside hand over HTTP exceptions with their fields, which Connexion's own handler drops."""
    there = getattr(flask, "error_handler_spec", None)
    users = there and there[None][None].get(WerkzeugHTTPException)
    if there is not None and (users is None or users.__module__.startswith("connexion.")):
        flask.register_error_handler(WerkzeugHTTPException, _passed_on)


def _passed_on(error: WerkzeugHTTPException) -> NoReturn:
    if isinstance(error, Reply) or error.response is not None or not error.code or error.code < 400:
        raise error
    # Handlers by number are asked for Starlette's exceptions alone.
    detail = error.description if error.description != type(error).description else None
    raise HTTPException(error.code, detail, dict(error.get_headers())) from None
