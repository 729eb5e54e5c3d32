"""What Bottle's exceptions say, as problems; and replies in Bottle's responses."""

from __future__ import annotations

import re
from typing import Any, Final

from bottle import HTTPResponse, request, response

from statusmw import streaming
from statusmw.mapping import Mapped, from_http
from statusmw.mapping.saying import text_in
from statusmw.reply import Reply, text_lines

# What described content that is not sent.
_STALE: Final = ("Content-Encoding", "Content-Length", "Content-Range", "Content-Type", "Etag", "Last-Modified")
_BOTTLES_OWN: Final = re.compile(r"Unknown Error\.|Not found: .*|Method not allowed\.", re.DOTALL)


def response_of(reply: Reply) -> HTTPResponse:
    """*reply* as Bottle has it, with the cookies and fields that the route has set before."""
    made: Any = response.copy(HTTPResponse)
    made.body = put(reply, made)
    return made


def put(reply: Reply, made: Any) -> Any:
    """Put status code and fields of *reply* into *made*, and return the content."""
    raw_fields, content = reply.answer("GET", request.environ.get("HTTP_ACCEPT"), request.environ)
    made.status = reply.status_code
    lines = text_lines(raw_fields)
    for name in {*_STALE, *(name.title() for name, _ in lines if name != "set-cookie")}:
        made.headers.pop(name, None)
    for name, value in lines:
        made.add_header(name, value)
    parts: Any = [content] if reply.stream is None else streaming.chunks(reply.stream)
    return content if reply.stream is None and reply.background is None else _followed(parts, reply)


def _followed(parts: Any, reply: Reply) -> Any:
    # Bottle looks at the first part even where it sends none.
    skip = request.method == "HEAD"
    return parts if reply.background is None else streaming.followed_by(parts, reply.background, skip=skip)


def _from_bottle(made: HTTPResponse) -> Reply | None:
    if made.status_code < 400:
        return Reply(made.body or None, made.status_code, dict(made.headers))
    said = None if _BOTTLES_OWN.fullmatch(text_in(made.body) or "") else made.body
    return from_http(made.status_code, said, [line for line in made.headerlist if line[0] != "Set-Cookie"])


MAPPING: Final[Mapped] = {HTTPResponse: _from_bottle}
