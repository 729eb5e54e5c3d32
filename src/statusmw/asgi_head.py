"""The head of an ASGI response: judged, mended if need be, and sent; and the response judged at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from statusmw.asgi_messages import (
    NOTHING,
    State,
    are_exact,
    as_given,
    declared_length,
    octets_of,
    raw_lines,
)
from statusmw.exchange import Content, Exchange, Request, is_silent
from statusmw.outcome import Outcome, Verdict
from statusmw.reading import asgi_request, asgi_response
from statusmw.reply import Reply
from statusmw.routes import asgi_route
from statusmw.rule import BrokenResponse
from statusmw.rules import gateway
from statusmw.starlette_stack import CUT_SHORT, Stack
from statusmw.tally import Tally

_WAITING, _HELD, _PARKED, _STREAMING, _COMPLETE, _DROPPING = State


class Head:
    """What is known of one response, and what becomes of its head and its end.

    Args:
        outcome: decides what becomes of findings and exceptions.
        stack: what is known of the application's middleware.
        scope: the request.
        receive: the server's.
        send: the server's.
    """

    _state: State = _WAITING
    _given: Message = NOTHING
    _start: Message = NOTHING
    _fields: Any = ()
    _broken: BrokenResponse | None = None
    _known: tuple[str, ...] = ()
    _judged = _short = _gone = _doubted = _replaced = _leaves = False
    _left: Any = None
    _cut_short: Sequence[object] = ()
    _tally: Tally

    def __init__(self, outcome: Outcome, stack: Stack, scope: Scope, receive: Receive, send: Send) -> None:
        self._outcome = outcome
        self._stack = stack
        self._scope = scope
        # What the client has asked for is not what the application makes of it.
        self._asked = scope.copy() if type(scope) is dict else dict(scope)
        if type(fields := scope.get("headers")) is list:
            self._asked["headers"] = fields[:]
        if stack.may_cut_short:
            self._cut_short = scope.setdefault(CUT_SHORT, [])
        self._server_receive = receive
        self._server_send = send

    async def _pass(self, message: Message) -> None:
        try:
            await self._server_send(message)
        except BaseException as error:
            self._lost(error)
            raise

    def _lost(self, error: BaseException) -> None:
        """Note what came of a message that the server did not take to its end."""
        if isinstance(error, OSError):
            self._gone = True
        elif self._outcome.holds and not isinstance(error, Exception):
            # The application is being ended; whether the server has taken the message nobody knows.
            self._state = _DROPPING

    async def _commit(self, length: int | None, octets: bytes | None = None) -> None:
        """Send the head, mended if need be, or another reply in its place.

        Args:
            length: bytes of content, None as long as there may be more.
            octets: all of the content, if it is there.
        """
        start = as_given(self._given, self._start)
        fine = not self._doubted and self._fine(length, octets)
        if not fine:
            exchange = self._exchange(length, octets)
            verdict = self._settle(exchange)
            if verdict.replacement is not None:
                await self._instead(verdict.replacement)
                return
            if verdict.exchange is not exchange or self._needs_copy(exchange):
                start = {**self._start, "headers": raw_lines(verdict.exchange.response.fields)}
        self._judged = length is not None
        if length is None and type(self._fields) is list:
            # What others do with the list once it has left is not what the application has sent.
            self._fields = self._fields[:]
        self._tally = Tally(None, cuts=self._outcome.mends)
        if length is None and self._outcome.checker.reads(start.get("status"), self._fields):
            self._tally.keep()
        if self._is_silent():
            self._tally.limit = 0
        elif length is None or not fine:
            self._tally.limit = declared_length(start.get("headers"))
        self._state = _STREAMING
        await self._pass_head(start)
        self._tally.open()

    async def _pass_head(self, start: Message) -> None:
        # Other tasks of the application may send what comes behind it, and take it for sent.
        self._leaves = True
        try:
            await self._pass(start)
        finally:
            self._leaves = False
            if self._left is not None:
                self._left.set()

    async def _left_head(self) -> None:
        """Wait until the head has left."""
        from anyio import Event  # noqa: PLC0415 - few applications send from several tasks

        if self._left is None:
            self._left = Event()
        await self._left.wait()

    def _needs_copy(self, exchange: Exchange) -> bool:
        """Whether what was judged is not, to the letter, what the application gave."""
        return self._outcome.holds and not exchange.response.odd and not are_exact(self._fields)

    def _is_whole(self) -> bool:
        """Whether what has come may look complete; judges it as a whole."""
        if self._is_cut_short():
            return False
        seen, limit, octets = self._tally.seen, self._tally.limit, self._tally.octets
        if not self._judged and not self._fine(seen, octets):
            self._settle(self._exchange(seen, octets), sent=True)
        self._short = self._outcome.mends and limit is not None and seen < limit
        return not self._short

    def _is_cut_short(self) -> bool:
        """Whether an exception has ended the response inside, and what comes now is only the tail it was given."""
        given = self._start.get("headers")
        return self._outcome.holds and any(fields is given for fields in self._cut_short)

    def _settle(self, exchange: Exchange, *, sent: bool = False) -> Verdict:
        try:
            verdict, self._known = self._outcome.settle(exchange, self._known, sent=sent)
        except BrokenResponse as broken:
            self._broken, self._state = broken, _DROPPING
            raise
        return verdict

    def _misused(self, misuse: str) -> None:
        """Report what the application did with its gateway interface."""
        if misuse in self._outcome.checker.misuses:
            self._settle(replace(self._exchange(None), misuse=(misuse,)))

    def _octets(self, message: Message) -> bytes:
        try:
            return octets_of(message)
        except TypeError:
            self._misused(gateway.NOT_BYTES)
            raise

    def _fine(self, length: int | None, octets: bytes | None) -> bool:
        status: Any = self._start.get("status")
        return self._outcome.checker.fine(self._asked, self._asked["method"], status, self._fields, length, octets)

    def _exchange(self, length: int | None, octets: bytes | None = None) -> Exchange:
        response = asgi_response(self._start.get("status"), self._fields)
        return Exchange(self._request(), response, Content.seen(length, octets))

    def _request(self) -> Request:
        return asgi_request(self._asked, asgi_route(self._asked, self._scope))

    def _is_silent(self) -> bool:
        status = self._start.get("status")
        return is_silent(self._asked["method"], status if type(status) is int else 200)

    async def _instead(self, reply: Reply) -> None:
        self._state = _DROPPING
        await self._stack.around(reply, self._scope)(self._asked, self._server_receive, self._pass)
        self._replaced = True
