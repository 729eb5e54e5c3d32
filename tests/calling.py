"""One request to an application, over WSGI or ASGI, and what came of it as one value."""

import asyncio
from dataclasses import dataclass, field
from io import BytesIO

from statusmw.exchange import Content, Exchange, Request
from statusmw.reading import asgi_request, asgi_response, wsgi_request, wsgi_response


@dataclass
class Answer:
    status: int
    fields: list
    content: bytes
    exchange: Exchange
    messages: list = field(default_factory=list)
    error: BaseException | None = None

    def values(self, name):
        return list(self.exchange.response.values(name))

    def __getitem__(self, name):
        return self.exchange.response.value(name)


def environ_of(method="GET", path="/", version="1.1", **fields):
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": f"HTTP/{version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper()}": value for name, value in fields.items()},
    }


def scope_of(method="GET", path="/", version="1.1", **fields):
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": version,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in fields.items()],
    }


def wsgi(app, method="GET", path="/", version="1.1", **fields):
    """Call *app* as a WSGI server does: content to its end, then `close`."""
    environ = environ_of(method, path, version, **fields)
    heads = []
    parts = app(environ, lambda line, lines, exc_info=None: heads.append((line, list(lines))))
    try:
        content = b"".join(parts)
    finally:
        getattr(parts, "close", int)()
    [(line, lines)] = heads
    response = wsgi_response(line, lines)
    return Answer(
        response.status_code, lines, content, Exchange(wsgi_request(environ), response, Content(len(content)))
    )


def _receiving():
    """What a client without content sends: its end, and then nothing for as long as it waits for the answer."""
    messages = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        return messages.pop() if messages else await asyncio.Event().wait()

    return receive


def asgi(app, method="GET", path="/", version="1.1", scope=None, receive=None, **fields):
    """Call *app* as an ASGI server does; an exception that comes out after the response is kept in `error`."""
    scope, receive = scope or scope_of(method, path, version, **fields), receive or _receiving()
    messages, failed = [], None

    async def send(message):
        messages.append(message)

    try:
        asyncio.run(app(scope, receive, send))
    except Exception as error:
        if not messages:
            raise
        failed = error
    start, *bodies = messages
    content = b"".join(message.get("body", b"") for message in bodies)
    response = asgi_response(start["status"], start["headers"])
    exchange = Exchange(asgi_request(scope) if scope["type"] == "http" else Request(), response, Content(len(content)))
    return Answer(start["status"], list(start["headers"]), content, exchange, messages, failed)


BOTH = {"wsgi": wsgi, "asgi": asgi}
