"""Applications that answer with one head and some pieces of content, right or wrong, over either interface."""

PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)


class Pieces:
    """Content in pieces, that knows what was taken of it and how often it was closed; exceptions in it are raised."""

    def __init__(self, parts, closing=None):
        self._parts = iter(parts)
        self._closing = closing
        self.taken = self.closed = 0

    def __iter__(self):
        return self

    def __next__(self):
        part = next(self._parts)
        self.taken += 1
        if isinstance(part, BaseException):
            raise part
        return part

    def close(self):
        self.closed += 1
        if self._closing is not None:
            raise self._closing


class WsgiApp:
    """Answers over WSGI.

    Args:
        status: status code or status line.
        fields: a tuple of pairs, or what to hand over as it is.
        parts: the content; an exception among them is raised.
        whole: whether it is a list.
        closing: what `close` raises.
    """

    def __init__(self, status, fields, parts, *, whole, closing=None):
        self.line = f"{status} OK" if type(status) is int else status
        self.fields = fields
        self.pieces = list(parts) if whole else Pieces(parts, closing)

    @property
    def closed(self):
        return getattr(self.pieces, "closed", 1)

    @property
    def taken(self):
        return self.pieces.taken

    def __call__(self, environ, start_response):
        start_response(self.line, list(self.fields) if type(self.fields) is tuple else self.fields)
        return self.pieces


class AsgiApp:
    """Answers over ASGI.

    Args:
        status: what the message has.
        fields: a tuple of pairs, texts for octets, or what to hand over as it is.
        parts: the content; an exception among them is raised.
        whole: whether it is one message, if it is one piece.
    """

    def __init__(self, status, fields, parts, *, whole, closing=None):
        self.status, self.fields, self.whole = status, fields, whole
        self.pieces = Pieces(parts)

    closed = 1

    @property
    def taken(self):
        return self.pieces.taken

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": self.status, "headers": _octets(self.fields)})
        if self.whole:
            await send({"type": "http.response.body", "body": b"".join(self.pieces)})
            return
        for part in self.pieces:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _octets(fields):
    if type(fields) is not tuple:
        return fields
    return [tuple(part.encode("latin-1") if type(part) is str else part for part in pair) for pair in fields]


def app_of(face, status=200, fields=PLAIN, parts=(b"hello",), *, whole=True, closing=None):
    """An application that answers over *face*."""
    return {"asgi": AsgiApp, "wsgi": WsgiApp}[face](status, fields, parts, whole=whole, closing=closing)


def raising(face, error):
    """An application that raises *error* at once; a function makes it anew."""

    def made():
        return error() if callable(error) else error

    async def asgi(scope, receive, send):
        raise made()

    def wsgi(environ, start_response):
        raise made()

    return {"asgi": asgi, "wsgi": wsgi}[face]
