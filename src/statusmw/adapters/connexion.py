"""Connexion 3: error handlers where the user has none, and the face around all of its middleware.

Connexion asks the handler that was added last, so that ours stand at the head of the list. It takes content, status
code and fields of what a handler returns; a reply with more than that, a stream or a task, travels on to the face.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Final, NoReturn

from connexion.exceptions import ProblemException
from jsonschema import ValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.asgi import StatusMiddleware
from statusmw.mapping import from_http
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.raisable import Problem
from statusmw.reading import asgi_request
from statusmw.reply import Reply
from statusmw.validation import jsonschema_fault, validation_problem

_OURS: Final = (Exception, HTTPException, WerkzeugHTTPException, ProblemException)
# What jsonschema says of a parameter repeats the schema, and what the client has sent.
_DUMPED: Final = re.compile(r"\n\nFailed validating ('\w+')")


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
    informed = policy.on_top_of({ProblemException: _from_connexion})
    inside.middlewares.insert(0, partial(StatusMiddleware, policy=informed))
    if policy.catch_exceptions:
        answer = _answering(Outcome(informed, informed.checker("asgi")))
        mapped = (cls for cls in policy.mapping if isinstance(cls, type))
        inside.error_handlers[:0] = [(cls, answer) for cls in dict.fromkeys((*_OURS, *mapped))]
        _pass_on(getattr(app, "app", None))


def _answering(outcome: Outcome) -> Callable[[Any, Exception], Awaitable[Any]]:
    async def answer(request: Any, error: Exception) -> Any:
        if isinstance(error, Reply) and (error.stream is not None or error.background is not None):
            raise error
        reply = outcome.answer(error, asgi_request(request.scope))
        accept = ", ".join(request.headers.getlist("accept")) or None
        raw_fields, content = reply.answer("GET", accept, request.scope)
        fields = Headers(raw=raw_fields)
        return SimpleNamespace(body=content, status_code=reply.status_code, mimetype=None, headers=fields)

    return answer


def _pass_on(flask: Any) -> None:
    """Have the *flask* inside hand over HTTP exceptions with their fields, which Connexion's own handler drops."""
    handlers = getattr(flask, "error_handler_spec", {None: {None: {}}})[None][None]
    users = handlers.get(WerkzeugHTTPException)
    if flask is not None and (users is None or users.__module__.startswith("connexion.")):
        flask.register_error_handler(WerkzeugHTTPException, _passed_on)


def _passed_on(error: WerkzeugHTTPException) -> NoReturn:
    if isinstance(error, Reply) or error.response is not None or not error.code or error.code < 400:
        raise error
    # Handlers by number are asked for Starlette's exceptions alone.
    detail = error.description if error.description != type(error).description else None
    raise HTTPException(error.code, detail, dict(error.get_headers())) from None


def _from_connexion(error: Any) -> Reply | None:
    fault = error.__context__
    if error.status == 400 and isinstance(fault, ValidationError):
        return validation_problem(400, [jsonschema_fault(fault)])
    dumped = _DUMPED.search(error.detail or "")
    said = f"A parameter does not fit the {dumped[1]} in its schema" if dumped else error.detail
    reply = from_http(error.status, {**(error.ext or {}), "detail": said}, (error.headers or {}).items())
    if isinstance(reply, Problem) and reply.status_code < 500:
        reply.title, reply.type = error.title or reply.title, error.type or reply.type
        reply.instance = error.instance
    return reply
