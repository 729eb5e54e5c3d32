"""The head of a WSGI response: judged, mended if need be, and given to the server; and what was seen as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from statusmw.exchange import Content, Exchange, Response, is_silent
from statusmw.outcome import Outcome, Verdict
from statusmw.reading import wsgi_request, wsgi_response
from statusmw.reply import Reply
from statusmw.routes import wsgi_route
from statusmw.rule import BrokenResponse
from statusmw.rules import gateway
from statusmw.tally import Tally
from statusmw.wsgi_messages import are_lists, declared_length, is_exact, line_of, octets_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Head:
    """What is known of one response, and what becomes of its head.

    Args:
        outcome: decides what becomes of findings and exceptions.
        environ: the request.
        server_start: the server's `start_response`.
    """

    _called = _sent = _doubted = False
    _line: Any = None
    _fields: Any = None
    _judged: int | None = None
    _known: tuple[str, ...] = ()
    _servers: BaseException | None = None
    _broken: BrokenResponse | None = None
    _framework: object = None
    _server_write: Callable[[bytes], object]

    def __init__(self, outcome: Outcome, environ: WSGIEnvironment, server_start: StartResponse) -> None:
        self._outcome = outcome
        self._environ = environ
        self._method = environ.get("REQUEST_METHOD", "GET")
        self._server_start = server_start

    def _commit(self, length: int | None, octets: bytes | None = None) -> Reply | None:
        """Give the head to the server, mended if need be; or return the reply that has to take its place."""
        line, fields, outcome = self._line, self._fields, self._outcome
        code = outcome.checker.status_code(line)
        fine = code >= 0 and not self._doubted
        if not (fine and outcome.checker.fine(self._asked_for(), self._method, code, fields, length, octets)):
            if are_lists(fields):
                self._misused(gateway.NOT_TUPLES)
            exchange = self._exchange(Content.seen(length, octets))
            verdict = self._settle(exchange)
            if verdict.replacement is not None:
                return verdict.replacement
            if verdict.exchange is not exchange or self._needs_copy(exchange):
                line, fields = line_of(verdict.exchange.response), list(verdict.exchange.response.fields)
        self._judged = length
        if length is None and type(self._fields) is list:
            # What others do with the list once it has left is not what the application has sent.
            self._fields = self._fields[:]
        self._tally = Tally(None, cuts=outcome.mends)
        if length is None and outcome.checker.reads(code, fields):
            self._tally.keep()
        self._tally.limit = 0 if self._is_silent() else declared_length(fields)
        self._tally.open()
        self._server_write = self._asked(self._server_start, line, fields)
        self._sent = True
        return None

    def _needs_copy(self, exchange: Exchange) -> bool:
        """Whether what was judged is not, to the letter, what the application gave."""
        return self._outcome.holds and not exchange.response.odd and not is_exact(self._line, self._fields)

    def _asked(self, server: Callable[..., Any], *args: Any) -> Any:
        """Call the server; what it raises is about itself or the client, and no fault of the application."""
        try:
            return server(*args)
        except BaseException as error:
            self._servers = error
            raise

    def _is_silent(self) -> bool:
        code = self._outcome.checker.status_code(self._line)
        return is_silent(self._method, self._response().status_code if code < 0 else code)

    def _response(self) -> Response:
        return wsgi_response(self._line, self._fields)

    def _exchange(self, content: Content | None) -> Exchange:
        route = wsgi_route(self._environ, self._framework)
        return Exchange(wsgi_request(self._asked_for(), route), self._response(), content)

    def _asked_for(self) -> WSGIEnvironment:
        """The request with the method that the client has sent: an application may have put another in its place."""
        if self._environ.get("REQUEST_METHOD") == self._method:
            return self._environ
        return {**self._environ, "REQUEST_METHOD": self._method}

    def _judge(self, content: Content) -> None:
        checker = self._outcome.checker
        code = checker.status_code(self._line)
        if not checker.fine(self._asked_for(), self._method, code, self._fields, content.length, content.octets):
            self._settle(self._exchange(content), sent=True)

    def _settle(self, exchange: Exchange, *, sent: bool = False) -> Verdict:
        try:
            verdict, self._known = self._outcome.settle(exchange, self._known, sent=sent)
        except BrokenResponse as broken:
            self._broken = broken
            raise
        return verdict

    def _misused(self, misuse: str) -> None:
        """Report what the application did with its gateway interface."""
        if misuse in self._outcome.checker.misuses:
            self._settle(replace(self._exchange(None), misuse=(misuse,)))

    def _octets(self, chunk: Any) -> bytes:
        try:
            return octets_of(chunk)
        except TypeError:
            self._misused(gateway.NOT_BYTES)
            raise
