"""A strict WSGI server in memory, and applications that answer exactly what an exchange says."""

import io
from dataclasses import dataclass, field
from wsgiref.util import FileWrapper

from statusmw import Policy
from statusmw.exchange import Request
from statusmw.grammar import is_token
from statusmw.wsgi import StatusMiddleware

ASKED = ("MUST", "SHOULD")
"""What a policy selects unless it is told otherwise."""

GET = Request("GET", "/orders", interface="wsgi")


@dataclass
class Served:
    """What reached the wire, and how it ended."""

    status: str | None = None
    fields: list | None = None
    content: bytes = b""
    heads: int = 0
    head_sent: bool = False
    error: BaseException | None = None
    close_error: BaseException | None = None
    iterable: object = None
    given: object = None
    events: list = field(default_factory=list)

    @property
    def code(self):
        return int(self.status[:3])

    def values(self, name):
        return [value for field_name, value in self.fields if field_name.lower() == name]

    def value(self, name):
        (value,) = self.values(name)
        return value


def environ_of(request, **more):
    path, _, query = request.target.partition("?")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": f"HTTP/{request.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in request.fields:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    return {**environ, **more}


class Server:
    """Serves one request as PEP 3333 says, and fails loudly where an application or a middleware does not.

    Args:
        takes: how many chunks the client takes before it leaves; None: all.
    """

    def __init__(self, takes=None):
        self.served = Served()
        self.takes = takes

    def start_response(self, status, fields, exc_info=None):
        served = self.served
        assert served.heads == 0 or exc_info, "a second head"
        if exc_info and served.head_sent:
            raise exc_info[1].with_traceback(exc_info[2])
        served.heads += 1
        served.status, served.fields, served.given = status, list(fields), fields
        return self.write

    def write(self, chunk):
        assert type(chunk) is bytes, f"a chunk of type {type(chunk).__name__}"
        assert self.served.heads, "content without a head"
        if self.takes is not None and len(self.served.events) >= self.takes:
            raise BrokenPipeError
        if chunk:
            self.served.head_sent = True
            self.served.content += chunk
            self.served.events.append(chunk)

    def serve(self, app, environ):
        served = self.served
        try:
            served.iterable = iterable = app(environ, self.start_response)
        except BaseException as error:
            served.error = error
            return served
        try:
            for chunk in iterable:
                self.write(chunk)
            assert served.heads, "no head"
            served.head_sent = True
        except BaseException as error:
            served.error = error
        try:
            if hasattr(iterable, "close"):
                iterable.close()
        except BaseException as error:
            served.close_error = error
        return served


def serve_wsgi(app, request=GET, *, takes=None, **environ):
    return Server(takes).serve(app, environ_of(request, **environ))


class Reports(list):
    """Findings as they are reported."""

    def __call__(self, finding):
        self.append(finding)

    @property
    def ids(self):
        return [finding.rule.id for finding in self]


def face(app, on_finding="repair", **policy):
    """*app* behind the face, and what it reports."""
    reports = Reports()
    return StatusMiddleware(app, Policy(on_finding=on_finding, report=reports, **policy)), reports


class Closing:
    """An iterable that counts how often it is closed, and whether it was drained."""

    def __init__(self, parts):
        self.parts = iter(parts)
        self.pulled = 0
        self.closed = 0
        self.ended = False

    def __iter__(self):
        return self

    def __next__(self):
        try:
            part = next(self.parts)
        except StopIteration:
            self.ended = True
            raise
        self.pulled += 1
        return part

    def close(self):
        self.closed += 1


class Sized(Closing):
    """A stream that claims to be of one part."""

    def __len__(self):
        return 1


MANNERS = ("list", "tuple", "generator", "lazy", "iterator", "sized", "write", "file")


class App:
    """A WSGI application that gives exactly the head of an exchange, odd values included, and as much content.

    Args:
        exchange: what to answer.
        manner: how the content is given, one of `MANNERS`.
        content: what to give; else as many letters as the exchange has bytes.
    """

    def __init__(self, exchange, manner="list", content=None):
        self.line, self.fields = head_of(exchange.response)
        self.content = content_of(exchange) if content is None else content
        self.manner = manner
        self.returned = None
        self.closed = 0

    def __call__(self, environ, start_response):
        self.returned = getattr(self, f"_{self.manner}")(environ, start_response)
        return self.returned

    @property
    def _parts(self):
        # Two parts and an empty one, where there is enough for that.
        half = len(self.content) // 2
        return [part for part in (self.content[:half], b"", self.content[half:]) if part or half]

    def _list(self, environ, start_response):
        start_response(self.line, self.fields)
        return self._parts

    def _tuple(self, environ, start_response):
        return tuple(self._list(environ, start_response))

    def _generator(self, environ, start_response):
        start_response(self.line, self.fields)
        return (part for part in self._parts)

    def _lazy(self, environ, start_response):
        start_response(self.line, self.fields)
        yield from self._parts

    def _iterator(self, environ, start_response):
        return Closing(self._list(environ, start_response))

    def _sized(self, environ, start_response):
        start_response(self.line, self.fields)
        return Sized([self.content])

    def _write(self, environ, start_response):
        write = start_response(self.line, self.fields)
        for part in self._parts:
            write(part)
        return []

    def _file(self, environ, start_response):
        start_response(self.line, self.fields)
        return environ["wsgi.file_wrapper"](io.BytesIO(self.content))


def app_of(exchange, manner="list", content=None):
    return App(exchange, manner, content)


def content_of(exchange):
    """The content of an exchange; as many bytes that look like it where it does not say which."""
    octets = exchange.content and exchange.content.octets
    if octets is not None:
        return octets
    coded = "gzip" in (exchange.response.value("content-encoding") or "").lower()
    return (b"\x1f\x8b" * coded + b"x" * exchange.length)[: exchange.length]


def head_of(response):
    """Status line and field list as an application would give them, with what is odd in its place."""
    phrase = response.reason_phrase
    line = f"{response.status_code:03}" + ("" if phrase is None else f" {phrase}")
    fields = list(response.fields)
    for place, value in response.odd:
        if place == "status":
            line = value
        else:
            fields.append((place, value))
    return line, fields


def is_well_formed(served):
    """Whether what left could not be better framed: one head, a right status line, right fields, the declared length."""
    code, _, phrase = served.status.partition(" ")
    assert len(code) == 3
    assert code.isascii()
    assert 200 <= int(code) <= 599
    assert not any(character in phrase for character in "\r\n\0")
    served.status.encode("latin-1")
    for name, value in served.fields:
        assert type(name) is str
        assert type(value) is str
        assert is_token(name)
        assert not any(character in value for character in "\r\n\0")
        value.encode("latin-1")
    lengths = served.values("content-length")
    assert len(lengths) <= 1
    return lengths[0] if lengths else None
