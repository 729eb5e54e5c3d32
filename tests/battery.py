"""The questions that every framework is asked: what a client gets, and what the log says, once statusmw is installed."""

import asyncio
import json
import logging
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from io import StringIO

import calling
from battery_apps import Known
from faces import Reports
from statusmw import Policy
from statusmw.failures import ResponseAborted
from statusmw.mapping import leaves

BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
CONTENT = b'{"q": "x"}'


@dataclass
class Asked:
    """What came of one request."""

    status: int | None
    fields: dict
    cookies: list
    content: bytes
    escaped: BaseException | None = None
    errors: str = ""

    @property
    def cut(self):
        return isinstance(self.escaped, ResponseAborted)

    @property
    def location(self):
        return self.fields["location"].removeprefix("http://localhost")  # WebOb makes it absolute

    @property
    def problem(self):
        assert self.fields["content-type"] == "application/problem+json"
        assert int(self.fields["content-length"]) == len(self.content)
        document = json.loads(self.content)
        assert document["status"] == self.status
        return document


@dataclass
class Exchanging:
    """What passes between the server and the application; the client may leave on the way.

    Args:
        content: of the request.
        leaves: when the client leaves: while its request is read, or after the first part of the response.
    """

    content: bytes = b""
    leaves: str = ""
    status: int | None = None
    lines: list = field(default_factory=list)
    received: bytearray = field(default_factory=bytearray)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    errors: StringIO = field(default_factory=StringIO)

    def wsgi(self, app, environ):
        length = len(self.content) + 100 * (self.leaves == "reading")
        more = {"wsgi.input": calling.BytesIO(self.content), "CONTENT_TYPE": "application/json"}
        environ |= {**more, "CONTENT_LENGTH": str(length)} if length else {}
        environ["wsgi.errors"] = self.errors
        parts = app(environ, self._start)
        try:
            for part in parts:
                self.received += part
                if part and self.leaves == "streaming":
                    break
        finally:
            getattr(parts, "close", int)()

    def _start(self, line, lines, exc_info=None):
        self.status, self.lines = int(line[:3]), lines
        return self.received.extend

    async def asgi(self, app, scope):
        if self.content:
            about = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(self.content))]
            scope["headers"] = [*scope["headers"], *about]
        try:
            await app(scope, self._receiving(), self._send)
        finally:
            # A server goes on: what the application has left to do is done.
            await asyncio.wait({*asyncio.all_tasks()} - {asyncio.current_task()} or {asyncio.ensure_future(_nothing())})

    def _receiving(self):
        more = self.leaves == "reading"
        messages = [{"type": "http.request", "body": self.content, "more_body": more}]

        async def receive():
            if messages:
                return messages.pop()
            if not more:
                await self.left.wait()
            return {"type": "http.disconnect"}

        return receive

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.lines = [(name.decode(), value.decode()) for name, value in message["headers"]]
            return
        if self.leaves == "streaming" and self.received:
            self.left.set()
            raise OSError("the client has left")
        self.received += message.get("body", b"")


async def _nothing():
    pass


@dataclass
class Application:
    """One framework's application, to be asked."""

    name: str
    app: object
    interface: str
    reports: Reports = field(default_factory=Reports)
    validates: str = "query"

    def ask(self, path, method="GET", content=b"", leaves="", **fields):
        path, _, query = path.partition("?")
        exchanging, escaped = Exchanging(content, leaves), None
        try:
            if self.interface == "wsgi":
                exchanging.wsgi(self.app, {**calling.environ_of(method, path, **fields), "QUERY_STRING": query})
            else:
                scope = {**calling.scope_of(method, path, **fields), "query_string": query.encode()}
                asyncio.run(exchanging.asgi(self.app, scope))
        except Exception as error:
            escaped = error
        lines = [(name.lower(), value) for name, value in exchanging.lines]
        cookies = [value for name, value in lines if name == "set-cookie"]
        errors = exchanging.errors.getvalue()
        return Asked(exchanging.status, dict(lines), cookies, bytes(exchanging.received), escaped, errors)


@cache
def application(name):
    reports = Reports()
    module = import_module(f"battery_apps.{name}_app")
    app = module.make(Policy(report=reports, mapping={Known: 409}))
    return Application(name, app, module.INTERFACE, reports, getattr(module, "VALIDATES", "query"))


def records(caplog):
    """What a person would be told of: errors, and what has a traceback."""
    return [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]


def failures(caplog, answer):
    """The exceptions that somebody is told of: in the log, or by what the server gets and logs."""
    escaped = [] if answer.escaped is None or answer.cut else [answer.escaped]
    return [type(leaf) for record in records(caplog) for leaf in leaves(record.exc_info[1])] + [
        type(leaf) for error in escaped for leaf in leaves(error)
    ]
