"""One response on its way from an ASGI application to the server (ASGI HTTP)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statusmw.asgi_messages import (
    BEFORE,
    BODY,
    NOTHING,
    ORDERED,
    START,
    TRAILERS,
    UNCOUNTED,
    State,
    are_exact,
    declared_length,
    exact_start,
    is_event_stream,
    is_unoffered,
    kind_of,
    misuse_of,
    octets_of,
    raw_lines,
)
from statusmw.exchange import Content, Exchange, is_silent
from statusmw.failures import ResponseAborted, forget_frames
from statusmw.mapping import opened
from statusmw.outcome import Outcome, Tally, Verdict
from statusmw.reading import asgi_request, asgi_response
from statusmw.reply import Reply
from statusmw.routes import asgi_route
from statusmw.rule import BrokenResponse
from statusmw.rules import gateway
from statusmw.starlette_stack import CUT_SHORT, Stack

_STARLETTES: Final = b"Internal Server Error"


_WAITING, _HELD, _PARKED, _STREAMING, _COMPLETE, _DROPPING = State


class Responding:
    """What stands between application and server for one response.

    The head is held until the first message with content, so that until then the response can still be mended or
    replaced; a policy that only reports holds nothing.

    Args:
        outcome: decides what becomes of findings and exceptions.
        stack: what is known of the application's middleware.
        scope: the request.
        receive: the server's.
        send: the server's.
    """

    _state: State = _WAITING
    _start: Message = NOTHING
    _fields: Any = ()
    _parked: Message = NOTHING
    _parked_for: BaseException | None = None
    _broken: BrokenResponse | None = None
    _known: tuple[str, ...] = ()
    _judged = _short = _trailed = _gone = False
    _cut_short: Sequence[object] = ()
    _tally: Tally

    def __init__(self, outcome: Outcome, stack: Stack, scope: Scope, receive: Receive, send: Send) -> None:
        self._outcome = outcome
        self._stack = stack
        self._scope = scope
        # What the client has asked for is not what the application makes of it.
        self._asked = scope.copy() if type(scope) is dict else dict(scope)
        if stack.may_cut_short:
            self._cut_short = scope.setdefault(CUT_SHORT, [])
        self._server_receive = receive
        self._server_send = send

    async def run(self, app: ASGIApp) -> None:
        """Let *app* answer, and see that there is an answer."""
        try:
            await app(self._scope, self.receive, self.send)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - to answer whatever it is, is what this is for
            await self._failed(error)
        else:
            if self._state is not _COMPLETE or "trailers" in self._start:
                await self._returned()

    # What the application calls.

    async def receive(self) -> Message:
        """Pass on what the client sends, and notice when it leaves."""
        message = await self._server_receive()
        if message["type"] == "http.disconnect":
            self._gone = True
        return message

    async def send(self, message: Message) -> None:
        """Hold the head until the first part of the content, judge both, and count the rest."""
        kind, state = kind_of(message), self._state
        if kind == BODY and state is _STREAMING:
            await self._next(message)
        elif kind == START and state is _WAITING:
            self._state, self._start = _HELD, exact_start(message)
            self._fields = self._start.get("headers", ())
            if not self._outcome.holds or is_event_stream(self._fields):
                await self._commit(None)
        elif kind == BODY and state is _HELD:
            if not self._leaves_at_once(message):
                await self._first(message)
                return
            self._state = _COMPLETE
            try:
                await self._server_send(self._start)
                await self._server_send(message)
            except OSError:
                self._gone = True
                raise
        elif kind in UNCOUNTED and state in (_HELD, _STREAMING):
            await self._uncounted(message)
        elif state is not _DROPPING:
            await self._unusual(message, kind)

    def _leaves_at_once(self, message: Message) -> bool:
        """Whether this is the whole response, and nothing can be said against it: nearly all of them."""
        body = message.get("body", b"")
        if type(body) is not bytes or message.get("more_body", False) or self._cut_short:
            return False
        status, method = self._start.get("status"), self._asked["method"]
        if method == "HEAD" or (status == 500 and sys.exception() is not None):
            return False
        return self._outcome.checker.fine(self._asked, method, status, self._fields, len(body), body)

    async def _first(self, message: Message) -> None:
        more = message.get("more_body", False)
        if not more and self._outcome.holds and self._may_become_another(message):
            self._state, self._parked, self._parked_for = _PARKED, message, sys.exception()
        else:
            await self._settled(message)

    def _may_become_another(self, message: Message) -> bool:
        """Whether an exception is on its way which the face has a better answer to than this."""
        if not self._outcome.policy.catch_exceptions:
            return False
        starlettes = self._start.get("status") == 500 and message.get("body") == _STARLETTES
        return self._is_cut_short() or (starlettes and sys.exception() is not None)

    async def _settled(self, message: Message) -> None:
        body = None if message.get("more_body", False) else self._octets(message)
        await self._commit(None if body is None else len(body), body)
        if self._state is not _DROPPING:
            await self._next(message)

    async def _next(self, message: Message) -> None:
        body = self._octets(message)
        kept = self._tally.take(body)
        if self._outcome.mends and kept is not message.get("body", b""):
            message = {**message, "body": kept}
        if not message.get("more_body", False):
            if self._is_whole():
                self._state = _COMPLETE
            else:
                # Without its end the response cannot look complete.
                message = {**message, "more_body": True}
        await self._pass(message)

    async def _uncounted(self, message: Message) -> None:
        """Pass on content that is named instead of sent: how much there is only the server sees."""
        if is_unoffered(message["type"], self._asked):
            self._misused(gateway.NOT_OFFERED)
        if self._state is _HELD:
            await self._commit(None)
        if self._state is not _DROPPING:
            self._judged, self._tally.limit = True, None
            self._state = _STREAMING if message.get("more_body", False) else _COMPLETE
            await self._pass(message)

    async def _unusual(self, message: Message, kind: str) -> None:
        """Pass on what is not the next part of the response, unless the server could make nothing of it."""
        ended = self._state is _COMPLETE
        misuse = misuse_of(kind, message, self._start, ended=ended)
        if is_unoffered(kind, self._asked):
            self._misused(gateway.NOT_OFFERED)
        if misuse:
            self._misused(misuse)
        self._trailed |= kind == TRAILERS
        if self._outcome.holds and kind in ORDERED and not (kind == TRAILERS and ended):
            raise RuntimeError(f"{kind} cannot be sent: {misuse}")
        await self._other(message, kind)

    async def _other(self, message: Message, kind: str) -> None:
        """Pass on what belongs to an extension, behind the head if that is its place."""
        if self._state is _HELD and kind not in BEFORE:
            await self._commit(None)
        if self._state is not _DROPPING:
            await self._pass(message)

    async def _pass(self, message: Message) -> None:
        try:
            await self._server_send(message)
        except OSError:
            self._gone = True
            raise

    # What becomes of the head, and of the end.

    async def _commit(self, length: int | None, octets: bytes | None = None) -> None:
        """Send the head, mended if need be, or another reply in its place.

        Args:
            length: bytes of content, None as long as there may be more.
            octets: all of the content, if it is there.
        """
        start = self._start
        fine = self._fine(length, octets)
        if not fine:
            exchange = self._exchange(length, octets)
            verdict = self._settle(exchange)
            if verdict.replacement is not None:
                await self._instead(verdict.replacement)
                return
            if verdict.exchange is not exchange or self._needs_copy(exchange):
                start = {**start, "headers": raw_lines(verdict.exchange.response.fields)}
        self._judged = length is not None
        self._tally = Tally(None, cuts=self._outcome.mends)
        if length is None and self._outcome.checker.reads(start.get("status"), self._fields):
            self._tally.keep()
        if self._is_silent():
            self._tally.limit = 0
        elif length is None or not fine:
            self._tally.limit = declared_length(start.get("headers"))
        self._state = _STREAMING
        await self._pass(start)

    def _needs_copy(self, exchange: Exchange) -> bool:
        """Whether what was judged is not, to the letter, what the application gave."""
        return self._outcome.holds and not exchange.response.odd and not are_exact(self._fields)

    def _is_whole(self) -> bool:
        """Whether what has come may look complete; judges it as a whole."""
        if self._is_cut_short():
            return False
        seen, limit, octets = self._tally.seen, self._tally.limit, self._tally.octets
        if not self._judged and not self._fine(seen, octets):
            self._settle(self._exchange(seen, octets))
        self._short = self._outcome.mends and limit is not None and seen < limit
        return not self._short

    def _is_cut_short(self) -> bool:
        """Whether an exception has ended the response inside, and what comes now is only the tail it was given."""
        return self._outcome.holds and any(fields is self._fields for fields in self._cut_short)

    def _settle(self, exchange: Exchange) -> Verdict:
        try:
            verdict, self._known = self._outcome.settle(exchange, self._known)
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
        request = asgi_request(self._asked, asgi_route(self._asked, self._scope))
        return Exchange(request, response, Content.seen(length, octets))

    def _is_silent(self) -> bool:
        status = self._start.get("status")
        return is_silent(self._asked["method"], status if type(status) is int else 200)

    async def _instead(self, reply: Reply) -> None:
        self._state = _DROPPING
        await self._stack.around(reply, self._scope)(self._asked, self._server_receive, self._pass)

    # What becomes of an application that ends too early, and of an exception.

    async def _returned(self) -> None:
        if self._broken is not None:
            raise self._broken
        if self._state is _PARKED and not self._is_cut_short():
            await self._settled(self._parked)
        elif self._state is _COMPLETE:
            if self._start["trailers"] and not (self._trailed or self._gone):
                self._misused(gateway.TRAILERS_MISSING)
        elif self._state is not _DROPPING and not self._gone:
            await self._left_unfinished()

    async def _left_unfinished(self) -> None:
        if not self._short:
            self._misused(gateway.UNFINISHED)
        if self._state is not _STREAMING:
            if self._outcome.policy.catch_exceptions:
                await self._answer(RuntimeError("the application returned without having completed its response"))
            return
        if not self._outcome.holds:
            return
        if not self._short:
            error = RuntimeError("the application returned before the end of its response")
            self._outcome.failed(error, asgi_request(self._asked), "after the response had begun")
        raise ResponseAborted("the response ended before it was complete")

    async def _failed(self, error: BaseException) -> None:
        if self._broken is not None:
            raise self._broken from None
        if self._state is _PARKED and not self._replaces_parked(error):
            await self._settled(self._parked)
        if self._state in (_COMPLETE, _DROPPING) or not self._catches(error):
            raise error
        if self._state is _STREAMING:
            self._outcome.failed(error, asgi_request(self._asked), "after the response had begun")
            forget_frames(error)
            raise ResponseAborted("the response could not be finished") from None
        await self._answer(error)

    def _catches(self, error: BaseException) -> bool:
        left = self._gone or isinstance(error, ClientDisconnect)
        ours = isinstance(error, (BrokenResponse, ResponseAborted))
        users = self._stack.leaves_to_user(self._asked)
        return self._outcome.policy.catch_exceptions and not (left or ours or users)

    def _replaces_parked(self, error: BaseException) -> bool:
        return self._is_cut_short() or self._parked_for is opened(error)

    async def _answer(self, error: BaseException) -> None:
        failed = self._exchange(None).response if self._start else None
        reply = self._outcome.answer(opened(error), asgi_request(self._asked), failed)
        self._state = _WAITING
        try:
            await self._stack.around(reply, self._scope)(self._asked, self._server_receive, self.send)
        except Exception as unwritten:
            if self._state is not _WAITING:
                raise
            request = asgi_request(self._asked)
            await self._instead(self._outcome.last_resort(unwritten, request, "when its answer was written"))
        forget_frames(error)
