"""What Litestar's exceptions say, as problems; and replies where Litestar wraps what a handler returns."""

from __future__ import annotations

import copy
from typing import Any, Final

from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from statusmw.mapping import from_http
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.validation import SOURCES, Fault, dotted, validation_problem

_OF_THE_CONTENT: Final = ("content-type", "content-length")
_REPEATED: Final = "Invalid enum value"
_LEFT: Final = "client disconnected prematurely"


def from_litestar(error: HTTPException) -> Reply | None:
    """The reply to an HTTP exception of Litestar, whose messages about the request become `errors`."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        return validation_problem(error.status_code, map(_located, error.extra))
    if error.detail == _LEFT and error.status_code == 500:
        return Problem(400)  # for nobody
    said: Any = {**error.extra, "detail": error.detail} if isinstance(error.extra, dict) else error.detail
    return from_http(error.status_code, said, (error.headers or {}).items())


def _located(error: Any) -> Fault:
    """One of Litestar's messages, without the value that msgspec repeats in some."""
    source: Any = getattr(error.get("source"), "value", error.get("source"))
    said = str(error.get("message", ""))
    said = _REPEATED if said.startswith(_REPEATED) else said
    # The name of the argument that is the whole body; of a list in it Litestar keeps no more.
    key = "" if error.get("key") == "data" else error.get("key", "")
    return Fault.at(dotted(key), said, source if source in SOURCES else "body")


def replying(base: type[Response[Any]]) -> type[Response[Any]]:
    """*base*, whose content may be a reply: a handler that returns `Any`, or a union, has its data wrapped in it."""

    class Replying(base):  # type: ignore[misc, valid-type]  # a base that the user chose
        def to_asgi_response(self, app: Any, request: Any, **more: Any) -> Any:
            if not isinstance(self.content, Reply):
                return super().to_asgi_response(app, request, **more)
            reply: Any = copy.copy(self.content)
            fields = {**(more.get("headers") or {}), **self.headers}
            reply.with_headers({k: v for k, v in fields.items() if k.lower() not in _OF_THE_CONTENT})
            reply.raw_headers += [one.to_encoded_header() for one in (*self.cookies, *(more.get("cookies") or ()))]
            reply.background = reply.background or self.background
            return reply

    return Replying
