"""What the exceptions of frameworks, and of the parsers they read requests with, say by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.exchange import forbids_content
from statusmw.mapping.answers import Mapped
from statusmw.mapping.incoming import source_of
from statusmw.mapping.saying import content_of, said_in
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.validation import pydantic_faults, validation_problem

_OF_THE_CONTENT: Final = frozenset({"content-type", "content-length", "content-encoding", "transfer-encoding"})


def from_http(status: Any, detail: Any, lines: Iterable[tuple[str, str]]) -> Reply | None:
    """The reply to a framework's HTTP exception: its status code, its fields, and below 500 its detail.

    Args:
        status: the status code it has.
        detail: what it says: text, a problem document, or JSON that becomes extension members.
        lines: its field lines; those that describe content of its own are left out.
    """
    if isinstance(status, bool) or not isinstance(status, int) or not 200 <= status <= 599:
        return None
    headers = _grouped(lines)
    if status < 400:
        return Reply(None if forbids_content(status) else content_of(status, detail), status, headers)
    if status >= 500:
        return Problem(status, headers=headers)
    said = said_in(status, detail)
    about = {"type": said.type, "title": said.title, "instance": said.instance}
    problem = Problem(status, said.detail, headers=headers, **about)
    problem.members.update(said.members)
    return problem


def _grouped(lines: Iterable[tuple[str, str]], but: Collection[str] = _OF_THE_CONTENT) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in lines:
        if name.lower() not in but:
            grouped.setdefault(name.lower(), []).append(value.strip(" \t"))
    return grouped


def _from_starlette(error: StarletteHTTPException) -> Reply | None:
    return from_http(error.status_code, error.detail, dict(error.headers or {}).items())


def _from_werkzeug(error: WerkzeugHTTPException) -> Reply | None:
    if error.response is not None or _makes_its_own(type(error)):
        response: Any = error.response or error.get_response()
        return ready(response.get_data(), response.status_code, response.headers.items())
    own = error.description if error.description != type(error).description else None
    return from_http(error.code, own, error.get_headers())


def _makes_its_own(cls: type[WerkzeugHTTPException]) -> bool:
    """Whether the author of *cls* has said what its response looks like, as Werkzeug does for its redirects."""
    return any(getattr(cls, name) is not getattr(WerkzeugHTTPException, name) for name in ("get_response", "get_body"))


def ready(content: bytes, status: int, lines: Iterable[tuple[str, str]]) -> Reply:
    """A response that was ready when it was raised, as it is."""
    headers = _grouped(lines, but={"content-length"})
    media_type = headers.pop("content-type", [None])[0]
    return Reply(content or None, status, headers, media_type)


def _from_validation(error: Any) -> Problem:
    return validation_problem(422, pydantic_faults(error.errors()))


def _from_starlettes_form(error: Any) -> Problem:
    # Starlette itself sends these words with its 400, where it knows the application.
    return Problem(400, error.message)


def _from_decoder(error: Any) -> Problem | None:
    """The answer where the text that is none, or no JSON, is what the client has sent; else nobody knows."""
    if source_of(error) is None:
        return None
    return Problem(400, "The content of the request cannot be decoded")


BUILT_IN: Final[Mapped] = {
    StarletteHTTPException: _from_starlette,
    WerkzeugHTTPException: _from_werkzeug,
    "fastapi.exceptions.RequestValidationError": _from_validation,
    "starlette.formparsers.MultiPartException": _from_starlettes_form,
    "python_multipart.exceptions.ParseError": 400,
    "multipart.ParserError": 400,
    "multipart.ParserLimitReached": 413,
    "json.decoder.JSONDecodeError": _from_decoder,
    "builtins.UnicodeDecodeError": _from_decoder,
}
"""What is asked behind everything else. Parsers of forms read requests and nothing else; those of JSON and text do."""
