"""One object that every framework takes: `Reply` to return, `Redirect` and `Problem` to return or to raise.

Why the classes look as they do (each line is held by a test):

===============================  ==========================================  ==========================================
piece                            who asks for it                             without it
===============================  ==========================================  ==========================================
base `starlette…Response`        FastAPI and Connexion test for it           the object is serialised as 200 ``{}``
WSGI behind `__call__`           Flask calls what a view returns             500, "not a valid response"
`__call__` is a descriptor       Litestar inspects ``cls.__call__``          the handler is refused at registration
`to_asgi_response`               Litestar's exception handlers               500
both `HTTPException` classes     Flask, Starlette, FastAPI, Quart, Sentry    a raised problem is an unhandled error
Werkzeug's class of the code     Flask finds a user's handler by number      the user's handler is not asked
fields without Content-…         Starlette and FastAPI copy ``exc.headers``  their own content under our Content-Length
content made when it is sent     negotiation needs the request               one format for everybody
pydantic hooks                   FastAPI reads ``-> Item | OutOfStock``      the application does not start
===============================  ==========================================  ==========================================
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, overload

from starlette.responses import Response, StreamingResponse

from statusmw import fields, pydantic_hooks, streaming
from statusmw.encoding import json_bytes
from statusmw.exchange import forbids_content
from statusmw.settable import CheckedHeaders, checked
from statusmw.status import reason_phrase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from starlette.background import BackgroundTask
    from starlette.datastructures import MutableHeaders
    from starlette.types import Message, Receive, Scope, Send

RawFields = list[tuple[bytes, bytes]]
Values = str | Iterable[str]

_TEXT = "text/plain; charset=utf-8"
_JSON = "application/json"
_BYTES = "application/octet-stream"
_AT_HAND: Final = frozenset({dict, list, str, bytes, type(None)})
_MOST_KEYS: Final = 256
_KEYS: Final[dict[str, bytes]] = {}

# PEP 3333 forbids an application to send what is about one connection; some servers refuse the whole response.
_NOT_OVER_WSGI: Final = frozenset({
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailers",
    b"transfer-encoding", b"upgrade",
})  # fmt: skip
# RFC 9113, Section 8.2.2: over HTTP/2 and HTTP/3 such a field makes the response malformed.
_NOT_MULTIPLEXED: Final = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"}
)


class _BothInterfaces:
    """`__call__` of a reply: on the class an ASGI application, on an instance a WSGI application as well."""

    @overload
    def __get__(self, reply: None, owner: type[Reply]) -> Callable[..., Awaitable[None]]: ...
    @overload
    def __get__(self, reply: Reply, owner: type[Reply]) -> Callable[..., Any]: ...
    def __get__(self, reply: Reply | None, owner: type[Reply]) -> Callable[..., Any]:
        return owner.asgi if reply is None else reply.dispatch


class Reply(Response):
    """A response that is a whole answer in Flask, Starlette, FastAPI and every other WSGI or ASGI application.

    Args:
        content: None, `str`, `bytes`, an iterator or async iterator of either (streamed), or a JSON value.
        status_code: 200 to 599; an interim response cannot be the only one.
        headers: further fields: a mapping from name to value, or to a list of values.
        media_type: overrides the media type that follows from *content*.
        background: a Starlette background task; it runs when the response was sent whole, under WSGI too.

    Raises:
        TypeError: *content* is no JSON value, the status code no int, or a field not text.
        ValueError: a field's name or value cannot be sent, or the status code is none or allows no content.

    RFC 9110, Section 15.

    >>> reply = Reply({"id": 7}, 201, {"Location": "/orders/7"})
    >>> reply.status_code, reply.headers["location"], reply.body
    (201, '/orders/7', b'{"id":7}')
    """

    stream: Iterator[Any] | AsyncIterable[Any] | None
    _made_when_sent: ClassVar[frozenset[bytes]] = frozenset()
    _negotiates: ClassVar[bool] = False

    def __init__(
        self,
        content: Any = None,
        status_code: int = 200,
        headers: Mapping[str, Values] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        self.status_code = status_code = checked_status(status_code)
        self.background = background
        lines: RawFields = []
        self.raw_headers = lines
        streamed = type(content) not in _AT_HAND and isinstance(content, (Iterator, AsyncIterator))
        self.stream = content if streamed else None
        self.body, implied = (b"", _BYTES) if streamed else _encoded(content)
        empty = forbids_content(status_code)
        if content is not None:
            if empty:
                raise ValueError(f"content: a {status_code} response has none; leave it out, or take another status")
            self.media_type = _media_type(content, media_type) if media_type else implied
            lines.append((b"content-type", self.media_type.encode("latin-1")))
        if not streamed and (not empty or status_code == 205):
            lines.append((b"content-length", b"%d" % len(self.body)))
        if headers:
            self.with_headers(headers)

    def with_headers(self, headers: Mapping[str, Values]) -> Self:
        """Set further fields and return the reply itself.

        Args:
            headers: field name to value, or to a list of values (one field line each); what was there is replaced.

        Returns:
            The same object, so that it can be returned or raised at once.

        Raises:
            TypeError: a name or value is not text.
            ValueError: a name or value cannot be sent, or it follows from content that is made when it is sent.

        >>> Reply(None, 204).with_headers({"X-Request-Id": "7"}).headers["x-request-id"]
        '7'
        """
        if type(headers) is not dict and not callable(getattr(headers, "items", None)):
            raise TypeError(f"headers must be a mapping, not {type(headers).__name__}; write {{name: value}}")
        names: set[bytes] = set()
        lines: RawFields = []
        given: Any = headers
        for name, value in given.items():
            key = _KEYS[name] if type(name) is str and name in _KEYS else _key(name)
            if key in self._made_when_sent:
                raise ValueError(f"headers: {name} follows from content that is made when it is sent; leave it out")
            names.add(key)
            plain = type(value) is str and fields.is_plain(value)
            lines += [(key, value.encode())] if plain else [(key, one) for one in _field_values(name, value)]
        # In place: Starlette's view of the headers keeps hold of this very list.
        self.raw_headers[:] = [line for line in self.raw_headers if line[0] not in names] + lines
        return self

    set_cookie = checked(Response.set_cookie)

    @property
    def headers(self) -> MutableHeaders:
        """Starlette's view of the field lines, to read and to set them."""
        if "_headers" not in vars(self):
            self._headers = CheckedHeaders(raw=self.raw_headers)
        return self._headers

    def with_background(self, background: BackgroundTask) -> Self:
        """Set the task that runs when the response has been sent, and return the reply itself."""
        self.background = background
        return self

    if TYPE_CHECKING:

        @overload  # type: ignore[override]  # one object, two interfaces: that is what the class is for
        def __call__(self, environ: WSGIEnvironment, start_response: StartResponse, /) -> Iterable[bytes]: ...
        @overload
        def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]: ...
        def __call__(self, *args: Any, **kwargs: Any) -> Any:  # what it does stands at `dispatch`
            """Answer the request, as WSGI or ASGI application."""

    else:
        __call__ = _BothInterfaces()

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Answer as WSGI application if called with two positional arguments, else as ASGI application."""
        return self.wsgi(*args) if len(args) == 2 and not kwargs else self.asgi(*args, **kwargs)

    def answer(
        self, method: str, accept: str | None, subject: Mapping[str, Any] | None = None
    ) -> tuple[RawFields, bytes]:
        """The field lines and the content to send.

        Args:
            method: the request method; HEAD gets no content.
            accept: the request's Accept field, None if it has none.
            subject: the scope or environ, through which a problem learns the policy of the face.
        """
        del accept, subject
        return self.raw_headers, b"" if method == "HEAD" else bytes(self.body)

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Be an ASGI application."""
        method = scope.get("method", "GET")
        denies = scope["type"] == "websocket"
        raw_fields, content = self.answer(method, _accept(scope) if self._negotiates else None, scope)
        multiplexed = scope.get("http_version", "1.1") >= "2"
        # A copy: middlewares change the list they see, and a reply may be returned again.
        raw_fields = _without(raw_fields, _NOT_MULTIPLEXED) if multiplexed else raw_fields[:]
        send = _denying(send) if denies else send
        if self.stream is None:
            await send({"type": "http.response.start", "status": self.status_code, "headers": raw_fields})
            await send({"type": "http.response.body", "body": content})
        else:
            await self._send_stream(raw_fields, (scope, receive, send), denies=denies, skip=method == "HEAD")
        if self.background is not None:
            await self.background()

    async def _send_stream(
        self, raw_fields: RawFields, channel: tuple[Scope, Receive, Send], *, denies: bool, skip: bool
    ) -> None:
        stream: Any = self.stream
        streamed = StreamingResponse(stream, self.status_code)
        streamed.raw_headers = raw_fields
        try:
            if skip:
                await channel[2]({"type": "http.response.start", "status": self.status_code, "headers": raw_fields})
                await channel[2]({"type": "http.response.body", "body": b""})
            elif denies:
                await streamed.stream_response(channel[2])
            else:
                await streamed(*channel)
        finally:
            await streaming.closed(stream)

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Be a WSGI application."""
        method = environ["REQUEST_METHOD"]
        raw_fields, content = self.answer(method, environ.get("HTTP_ACCEPT"), environ)
        start_response(self.status_line, text_lines(_without(raw_fields, _NOT_OVER_WSGI)))
        chunks = [content] if self.stream is None else streaming.chunks(self.stream, skip=method == "HEAD")
        return chunks if self.background is None else streaming.followed_by(chunks, self.background)

    @property
    def status_line(self) -> str:
        """Status code and reason phrase, as WSGI and Pyramid write them: "201 Created"."""
        return f"{self.status_code} {reason_phrase(self.status_code)}"

    def to_asgi_response(self, *args: object, **kwargs: object) -> Self:
        """The reply itself: Litestar asks what its exception handlers return for a response in this way."""
        del args, kwargs
        return self

    def __getstate__(self) -> dict[str, Any]:
        """A copy or pickle has its own field lines, and nothing of the request that was answered."""
        state = {name: value for name, value in vars(self).items() if name not in ("_headers", "_dressed")}
        return {**state, "raw_headers": list(self.raw_headers)}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        return pydantic_hooks.core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> Any:
        return pydantic_hooks.json_schema()


def checked_status(status_code: Any, *, argument: str = "status_code") -> int:
    """The exact `int` of a status code that a response can have: 200 to 599.

    Raises:
        TypeError: it is no int.
        ValueError: it is out of range.
    """
    if type(status_code) is int and 200 <= status_code <= 599:
        return status_code
    if isinstance(status_code, bool) or not isinstance(status_code, int):
        raise TypeError(f"{argument} must be an int, not {type(status_code).__name__}; write a number, as in 404")
    if not 200 <= status_code <= 599:
        raise ValueError(f"{argument} must be from 200 to 599, not {status_code}")
    return int.__index__(status_code)


def _encoded(content: Any) -> tuple[bytes, str]:
    if content is None:
        return b"", ""
    if isinstance(content, str):
        return encoded_text(content), _TEXT
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(content), _BYTES
    return json_bytes(content), _JSON


def encoded_text(content: str) -> bytes:
    """Text in UTF-8.

    Raises:
        ValueError: it holds half a surrogate pair.
    """
    try:
        return content.encode()
    except UnicodeEncodeError:
        raise ValueError("content holds a lone surrogate, which UTF-8 cannot encode: replace it first") from None


def _media_type(content: Any, media_type: str) -> str:
    checked = fields.media_type(media_type)
    tells = not checked.startswith("text/") or "charset=" in checked.lower()
    return checked if tells or not isinstance(content, str) else f"{checked}; charset=utf-8"


def _key(name: Any) -> bytes:
    """The name of a field as it is sent, remembered: an application has few."""
    key = fields.field_name(name, argument="headers").lower().encode("ascii")
    if type(name) is str and len(_KEYS) < _MOST_KEYS:
        _KEYS[name] = key
    return key


def _field_values(name: str, value: Any) -> list[bytes]:
    if isinstance(value, bytes) or not isinstance(value, Iterable):
        raise TypeError(f"headers: {name} must be a str or a list of str, not {type(value).__name__}")
    values = [value] if isinstance(value, str) else value
    return [fields.field_value(one, argument=f"headers: {name}").encode("latin-1") for one in values]


def text_lines(raw_fields: RawFields) -> list[tuple[str, str]]:
    """Field lines as WSGI and Werkzeug have them."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw_fields]


def _without(raw_fields: RawFields, names: Collection[bytes]) -> RawFields:
    # `Connection: close` alone is how an application asks its server to close, and no field for the client.
    return [line for line in raw_fields if line[0] not in names or line == (b"connection", b"close")]


def _denying(send: Send) -> Send:
    """The messages of a response as those that deny a websocket (ASGI's extension for that)."""

    async def deny(message: Message) -> None:
        await send({**message, "type": f"websocket.{message['type']}"})

    return deny


def _accept(scope: Mapping[str, Any]) -> str | None:
    found = [value for name, value in scope.get("headers", ()) if name == b"accept"]
    return b", ".join(found).decode("latin-1") if found else None
