"""What Litestar's exceptions say, as problems; and replies where Litestar wraps what a handler returns."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from http.client import responses
from typing import Any, Final, cast

from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from statusmw.mapping import from_http
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.validation import ILL_FORMED, SOURCES, Fault, Source, dotted, pydantic_faults, validation_problem

_OF_THE_CONTENT: Final = ("content-type", "content-length")
_REPEATED: Final = "Invalid enum value"
_LEFT: Final = "client disconnected prematurely"
_MISSING: Final = re.compile(r"(Missing required (\w+) parameter (['\"])(.*?)\3) for path ", re.DOTALL)
_LITESTARS_OWN: Final = re.compile(r"(Validation failed for \w+|Missing required \w+ parameter) ")


def from_litestar(error: HTTPException) -> Reply | None:
    """The reply to an HTTP exception of Litestar, whose messages about the request become `errors`."""
    said: Any = error.detail
    found = _faults(str(said), error.extra) if isinstance(error, ValidationException) else None
    if found is not None:
        is_own = said == responses.get(error.status_code) or _LITESTARS_OWN.match(str(said))
        return validation_problem(error.status_code, found, ILL_FORMED if is_own else str(said))
    if said == _LEFT and error.status_code == 500:
        return Problem(400)  # for nobody
    if isinstance(error.extra, (dict, list)):
        said = {**(error.extra if isinstance(error.extra, dict) else {"errors": error.extra}), "detail": said}
    return from_http(error.status_code, said, (error.headers or {}).items())


def _faults(said: str, extra: Any) -> Iterable[Fault] | None:
    """What is wrong with the request, where Litestar or who raises its error tells that; None where they do not."""
    missing = _MISSING.match(said)
    if missing is not None and missing[2] in SOURCES:
        source: Any = missing[2]
        return [Fault.at([missing[4]], missing[1], source)]
    return map(_located, extra) if isinstance(extra, list) else None


def _located(error: Any) -> Fault:
    """One of Litestar's messages, without the value that msgspec repeats in some."""
    # Its plugin for pydantic hands on what that has found in the content.
    if not isinstance(error, Mapping) or "msg" in error:
        return next(iter(pydantic_faults([error], "body")))
    source = getattr(error.get("source"), "value", error.get("source"))
    said = str(error.get("message", ""))
    said = _REPEATED if said.startswith(_REPEATED) else said
    # The name of the argument that is the whole body; of a list in it Litestar keeps no more.
    key = "" if error.get("key") == "data" else error.get("key", "")
    path = dotted(key) if isinstance(key, str) else [key]
    is_one = isinstance(source, str) and source in SOURCES
    return Fault.at(path, said, cast("Source", source) if is_one else "body")


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
