"""Falcon, WSGI and ASGI: error handlers where the user has none; and the face around the application.

Falcon calls its application object itself and drops what a responder returns. So `install` gives back the face, which
passes on everything else that is asked of the application; and `answer_with` puts a reply into Falcon's response.
"""

from __future__ import annotations

from typing import Any, Final

import falcon.asgi
from falcon import HTTPError

from statusmw.adapters.falcon_answers import MAPPING, answer_with, serializes_itself
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.reading import asgi_request, wsgi_request
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

__all__ = ["answer_with", "install"]


def install(app: Any, policy: Policy) -> Any:
    """Register the hooks of Falcon.

    Returns:
        The face: what the server has to call.
    """
    ours = getattr(app._error_handlers.get(Exception), "__self__", None)  # noqa: SLF001 - nothing public tells
    if isinstance(ours, _Answering):
        return ours.face
    informed = policy.on_top_of(MAPPING)
    is_asgi = isinstance(app, falcon.asgi.App)
    face: Any = (_Asgi if is_asgi else _Wsgi)(app, informed)
    if policy.catch_exceptions:
        (_AnsweringLater if is_asgi else _Answering)(app, face).register()
    return face


class _Wsgi(WsgiMiddleware):
    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)


class _Asgi(AsgiMiddleware):
    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)


_OURS: Final = (HTTPError, Exception)


class _Answering:
    """What answers the errors of one application, where its user has nothing that does."""

    def __init__(self, app: Any, face: Any) -> None:
        self.face = face
        self._app = app
        self._outcome: Outcome = face.outcome
        self._falcons: dict[type[Exception], Any] = {}

    def register(self) -> None:
        defaults = (self._app._http_error_handler, self._app._python_error_handler)  # noqa: SLF001 - as below
        handlers = self._app._error_handlers  # noqa: SLF001 - there is no public way to see who registered what
        for cls in _OURS:
            if handlers.get(cls) in defaults:
                self._falcons[cls] = handlers[cls]
                self._app.add_error_handler(cls, self.answer)

    def answer(self, req: Any, resp: Any, error: Any, params: Any) -> None:
        """Put the answer to *error* into *resp*."""
        if isinstance(error, HTTPError) and serializes_itself(self._app):
            self._falcons[HTTPError](req, resp, error, params)
        else:
            answer_with(self._outcome.answer(error, wsgi_request(req.env)), req, resp)


class _AnsweringLater(_Answering):
    async def answer(self, req: Any, resp: Any, error: Any, params: Any, ws: Any = None) -> None:  # type: ignore[override]  # Falcon awaits it
        """Put the answer to *error* into *resp*; Falcon itself closes a websocket with the right code."""
        if ws is not None or (isinstance(error, HTTPError) and serializes_itself(self._app)):
            falcons = self._falcons[HTTPError if isinstance(error, HTTPError) else Exception]
            await falcons(req, resp, error, params, ws=ws)
        else:
            answer_with(self._outcome.answer(error, asgi_request(req.scope)), req, resp)
