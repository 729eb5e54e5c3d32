"""Programs that are right: they have to leave as the same objects, with nothing reported and nothing logged."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from asgi_faces import messages_of
from faces import content_of, head_of
from fuzz import asgi_programs, values, wsgi_programs
from statusmw.rules.shared import HANDED_OVER

SHAPES = ("single", "chunked", "empty tail")
_KEPT = ("authorization", "cookie", "referer")


@cache
def exchanges(interface: str) -> tuple[Any, ...]:
    """What is right over *interface*, left alone by it, and sent by a server that knows of no proxy."""
    right = [each for each in values.exchanges(interface) if each.request.method != "HEAD" or not content_of(each)]
    return tuple(each for each in right if not any(each.response.has(name) for name in HANDED_OVER))


def asgi(draw: Random) -> asgi_programs.Program:
    """A right program for ASGI."""
    exchange = draw.choice(exchanges("asgi"))
    messages = messages_of(exchange, draw.choice(SHAPES))
    if content_of(exchange) and draw.random() < 0.05:
        messages[1:] = [dict(asgi_programs.NAMED[0])]
    client = (("stalls", True),) if draw.random() < 0.1 else ()
    return asgi_programs.Program(
        tuple(("send", message) for message in messages), client=client, **_asked(exchange.request)
    )


def wsgi(draw: Random) -> wsgi_programs.Program:
    """A right program for WSGI."""
    exchange = draw.choice(exchanges("wsgi"))
    line, fields = head_of(exchange.response)
    content = content_of(exchange)
    half = draw.randrange(len(content) + 1)
    parts = draw.choice(
        [[content], [content[:half], content[half:]], [b"", content, b""], [content] if content else []]
    )
    manner = draw.choice([*wsgi_programs.MANNERS[:5], "sized" if len(parts) == 1 else "list"])
    steps = wsgi_programs.give(*parts)
    return wsgi_programs.Program((("start", (line, tuple(fields))),), steps, manner, **_asked(exchange.request))


def _asked(request: Any) -> dict[str, Any]:
    fields = tuple((name.lower(), value) for name, value in request.fields if name.lower() not in _KEPT)
    path = request.target.partition("?")[0]
    return {"method": request.method, "path": path, "fields": fields, "version": request.http_version}
