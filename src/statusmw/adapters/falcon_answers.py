"""What Falcon's exceptions say, as problems; and replies in Falcon's response."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import falcon
from falcon.app_helpers import default_serialize_error

from statusmw import streaming
from statusmw.mapping import Mapped, from_http
from statusmw.reply import Reply, text_lines
from statusmw.validation import Fault, jsonschema_fault, validation_problem

# What described content that is not sent.
_STALE: Final = ("content-encoding", "content-length", "content-range", "content-type", "etag", "last-modified")


def answer_with(reply: Reply, req: Any, resp: Any) -> None:
    """Make *reply* the answer: Falcon drops what a responder returns.

    Args:
        reply: what a helper returned, or a problem.
        req: Falcon's request.
        resp: Falcon's response; the fields and cookies that it has stay, unless they describe other content.
    """
    raw_fields, content = reply.answer("GET", req.get_header("accept"), req.scope if hasattr(req, "scope") else req.env)
    resp.status = reply.status_code
    for name in _STALE:
        resp.delete_header(name)
    seen: set[str] = set()
    for name, value in text_lines(raw_fields):
        (resp.append_header if name in seen or name == "set-cookie" else resp.set_header)(name, value)
        seen.add(name)
    resp.text = resp.media = None
    resp.data, resp.stream = (content, None) if reply.stream is None else (None, reply.stream)
    if hasattr(req, "scope"):
        _for_asgi(reply, resp)
    else:
        _for_wsgi(reply, resp, content)


def _for_asgi(reply: Reply, resp: Any) -> None:
    if reply.stream is not None:
        resp.stream = _chunks(reply.stream)
    if reply.background is not None:
        resp.schedule(reply.background.__call__)


def _for_wsgi(reply: Reply, resp: Any, content: bytes) -> None:
    if reply.stream is not None:
        resp.stream = streaming.chunks(reply.stream)
    if reply.background is not None:
        resp.data, resp.stream = None, streaming.followed_by(resp.stream or [content], reply.background)


async def _chunks(stream: Any) -> AsyncIterator[bytes]:
    """The parts of *stream*, which Falcon wants to be asynchronous."""
    try:
        async for part in stream if hasattr(stream, "__aiter__") else _later(stream):
            yield part.encode() if isinstance(part, str) else part
    finally:
        await streaming.closed(stream)


async def _later(parts: Any) -> AsyncIterator[Any]:
    for part in parts:
        yield part


def serializes_itself(app: Any) -> bool:
    """Whether the user has given *app* a serializer of errors."""
    return app._serialize_error is not default_serialize_error  # noqa: SLF001 - nothing public tells


def _lines(headers: Any) -> Any:
    return headers.items() if hasattr(headers, "items") else headers or ()


def _from_error(error: falcon.HTTPError) -> Reply | None:
    path = getattr(error.__cause__, "absolute_path", None)
    if isinstance(error, falcon.MediaValidationError) and path is not None:
        cause: Any = error.__cause__
        fault = jsonschema_fault(cause) if hasattr(cause, "validator") else Fault.at(path, error.description)
        return validation_problem(400, [fault])
    title = error.title if error.title != falcon.code_to_http_status(error.status) else None
    about = {"title": title, "detail": error.description, "code": error.code, "link": error.link}
    said = about if error.status_code >= 400 else error.to_dict()
    return from_http(error.status_code, {k: v for k, v in said.items() if v is not None}, _lines(error.headers))


def _from_status(status: falcon.HTTPStatus) -> Reply:
    return Reply(status.text, status.status_code, dict(_lines(status.headers)))


MAPPING: Final[Mapped] = {falcon.HTTPError: _from_error, falcon.HTTPStatus: _from_status}
