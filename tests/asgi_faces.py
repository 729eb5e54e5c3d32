"""A server in memory that enforces the ASGI HTTP specification, and applications that answer with a given exchange."""

import asyncio
from dataclasses import dataclass, field

from faces import content_of
from statusmw.exchange import Exchange

TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


OFFERED = {
    f"http.response.{name}": {} for name in ("debug", "early_hint", "pathsend", "push", "trailers", "zerocopysend")
}


class Refused(Exception):
    """The server refuses a message, as the specification lets it."""


@dataclass
class Served:
    """What the server got: its messages in order, and the exception that the application let out."""

    messages: list = field(default_factory=list)
    error: BaseException | None = None

    @property
    def start(self):
        return next((message for message in self.messages if message["type"] == "http.response.start"), None)

    @property
    def status(self):
        return self.start and self.start["status"]

    @property
    def headers(self):
        return [(bytes(n).decode("latin-1"), bytes(v).decode("latin-1")) for n, v in self.start.get("headers", ())]

    def values(self, name):
        return [value for key, value in self.headers if key.lower() == name]

    def value(self, name):
        return ", ".join(self.values(name)) or None

    @property
    def body(self):
        parts = [message for message in self.messages if message["type"] == "http.response.body"]
        return b"".join(message.get("body", b"") for message in parts)

    @property
    def complete(self):
        """Whether the client can take the response for a whole one."""
        return self.error is None and bool(self.messages) and _ends(self.messages[-1])


def _ends(message):
    body = message["type"] == "http.response.body" and not message.get("more_body", False)
    return body or message["type"] in ("http.response.pathsend", "http.response.trailers")


class _Server:
    def __init__(self, scope, *, lenient, disconnected, gone_after):
        self.scope = scope
        self.served = Served()
        self.lenient = lenient
        self.gone_after = gone_after
        self.state = "start"
        self.room = None
        self.disconnected = disconnected
        self.asked = False

    async def receive(self):
        if self.disconnected:
            return {"type": "http.disconnect"}
        if self.asked:
            await asyncio.Event().wait()  # as long as the client stays, there is nothing to say
        self.asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message):
        if self.gone_after is not None and len(self.served.messages) >= self.gone_after:
            raise BrokenPipeError("the client has gone")
        if not self.lenient:
            self.check(message)
        self.served.messages.append(message)

    def check(self, message):
        kind = message["type"]
        if kind in ("http.response.early_hint", "http.response.debug", "http.response.push"):
            self.expect(self.state == "start", f"{kind} after the head")
        elif kind == "http.response.start":
            self.expect(self.state == "start", "a second head")
            self.head(message["status"], message.get("headers", ()))
            self.state = "trailing body" if message.get("trailers") else "body"
        elif kind == "http.response.trailers":
            self.expect(self.state == "trailers", "trailers before the end of the content")
            self.state = "trailers" if message.get("more_trailers", False) else "end"
        else:
            self.expect("body" in self.state, f"{kind} while expecting {self.state}")
            self.content(message)
            if kind == "http.response.pathsend" or not message.get("more_body", False):
                self.expect(kind != "http.response.body" or not self.room, "the content is shorter than declared")
                self.state = "trailers" if self.state == "trailing body" else "end"

    def head(self, status, headers):
        self.expect(type(status) is int and 200 <= status <= 599, f"status {status!r}")
        self.expect(isinstance(headers, (list, tuple)), "fields that can be read only once")
        for name, value in headers:
            self.expect(type(name) is bytes and name and TOKEN.issuperset(name), f"name {name!r}")
            self.expect(type(value) is bytes and not set(value) & {*range(9), *range(10, 32), 127}, f"value {value!r}")
        lengths = [value for name, value in headers if name.lower() == b"content-length"]
        self.expect(len(lengths) <= 1, "two lengths")
        self.expect(all(value.strip(b" \t").isdigit() for value in lengths), f"length {lengths!r}")
        silent = self.scope["method"] == "HEAD" or status in (204, 304)
        self.room = 0 if silent or not lengths else int(lengths[0])
        self.bounded = silent or bool(lengths)

    def content(self, message):
        if message["type"] != "http.response.body":
            self.bounded, self.room = False, 0
            return
        body = message.get("body", b"")
        self.expect(type(body) is bytes, f"content {body!r}")
        self.expect(not self.bounded or len(body) <= self.room, "more content than declared")
        self.room -= len(body) if self.bounded else 0

    def expect(self, holds, what):
        if not holds:
            raise Refused(what)


def scope_of(request="GET / HTTP/1.1", extensions=None, **more):
    """The scope of a request that is written as `statusmw.wire` writes it, or of a `Request`."""
    if isinstance(request, str):
        request_line, *lines = request.split("\n")
        method, target, version = (*request_line.split(" "), "HTTP/1.1")[:3]
        fields = [tuple(line.split(": ", 1)) for line in lines]
        version = version.removeprefix("HTTP/")
    else:
        method, target, fields, version = request.method, request.target, request.fields, request.http_version
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": version,
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in fields],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "extensions": OFFERED if extensions is None else extensions,
        **more,
    }


def serve_asgi(app, request="GET /", *, lenient=False, disconnected=False, gone_after=None, **scope):
    """Have *app* answer one request.

    Args:
        app: the application.
        request: text, a `Request`, or a whole scope.
        lenient: whether to take whatever comes, as needed where nothing may be changed.
        disconnected: whether the client has left before the application asks for the request.
        gone_after: after how many messages `send` raises OSError.
        scope: what else the scope has.
    """
    scope = request if isinstance(request, dict) else scope_of(request, **scope)
    server = _Server(dict(scope), lenient=lenient, disconnected=disconnected, gone_after=gone_after)

    async def serve():
        await app(scope, server.receive, server.send)

    try:
        asyncio.run(serve())
    except BaseException as error:
        server.served.error = error
    return server.served


def messages_of(exchange: Exchange, shape="single"):
    """The messages of an application that answers as *exchange* does; content as so many letters."""
    response, body = exchange.response, content_of(exchange)
    odd = dict(response.odd)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.fields]
    headers += [(name.encode(), value) for name, value in odd.items() if name != "status"]
    start = {"type": "http.response.start", "status": odd.get("status", response.status_code), "headers": headers}
    if shape == "single":
        return [start, {"type": "http.response.body", "body": body}]
    parts = [body] if shape == "empty tail" else [body[:1], b"", body[1:]]
    streamed = [{"type": "http.response.body", "body": part, "more_body": True} for part in parts]
    return [start, *streamed, {"type": "http.response.body", "body": b"", "more_body": False}]


async def send_as_starlette(send, start, body):
    """Send what Starlette sends while an exception is on its way."""
    try:
        raise ValueError
    except ValueError:
        await send({**start, "status": 500})
        await send({**body, "body": b"Internal Server Error"})


def asgi_app_of(exchange: Exchange | list, shape="single"):
    """An application that answers as *exchange* does, or with a list of messages; exceptions among them are raised."""
    messages = exchange if isinstance(exchange, list) else messages_of(exchange, shape)

    async def app(scope, receive, send):
        for message in messages:
            if isinstance(message, BaseException):
                raise message
            await send(message)

    return app
