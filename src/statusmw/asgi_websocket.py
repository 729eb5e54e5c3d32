"""WebSocket handshakes: a denial is a response like any other; of what is accepted the fields are checked."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statusmw.asgi_messages import BODY, START, State, as_given, exact_start, kind_of
from statusmw.asgi_response import Responding
from statusmw.exchange import Exchange
from statusmw.failures import is_ours
from statusmw.grammar import is_token
from statusmw.mapping import opened
from statusmw.outcome import Outcome
from statusmw.reading import asgi_request, asgi_response
from statusmw.reply import denying
from statusmw.rule import BrokenResponse
from statusmw.starlette_stack import Stack

_ACCEPT: Final = "websocket.accept"
_PREFIX: Final = "websocket."
_DENIAL: Final = "websocket.http.response"
_DENIALS: Final = frozenset({f"{_PREFIX}{START}", f"{_PREFIX}{BODY}"})


class Handshake(Responding):
    """What stands between application and server for one WebSocket connection.

    A denial is the response to the GET that asks for the connection, in messages of another name: it is judged, mended
    and replaced as other responses are. An exception before the answer becomes a denial where the server offers that.

    Args:
        outcome: decides what becomes of findings and exceptions.
        stack: what is known of the application's middleware.
        scope: the connection.
        receive: the server's.
        send: the server's.
    """

    def __init__(self, outcome: Outcome, stack: Stack, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(outcome, stack, scope, receive, denying(send))
        self._asked |= {"type": "http", "method": "GET"}
        self._connection_send = send
        self._decided = False

    async def run(self, app: ASGIApp) -> None:
        """Let *app* serve the connection, and see that there is an answer to an exception that comes before one."""
        try:
            await app(self._scope, self._hear, self._tell)
        except (Exception, SystemExit) as error:
            if self._is_to_leave(error):
                raise
            if self._state is State.WAITING:
                await self._answer(opened(error))
            else:
                await self._failed(error)
        else:
            if self._state not in (State.WAITING, State.COMPLETE):
                await self._returned()

    async def _hear(self) -> Message:
        message = await self.receive()
        self._gone |= message["type"] == "websocket.disconnect"
        return message

    async def _tell(self, message: Message) -> None:
        kind = kind_of(message)
        if kind in _DENIALS and not self._decided:
            await self.send({**message, "type": kind.removeprefix(_PREFIX)})
            return
        if self._state is not State.WAITING and self._outcome.holds:
            if self._state is State.DROPPING:
                return
            raise RuntimeError(f"{kind or 'a message without a type'} cannot be sent: a denial has begun")
        if kind == _ACCEPT:
            held = exact_start(message)
            self._refuse_unsendable(held)
            message = as_given(message, held)
        self._decided = True
        await self._connection_send(message)

    def _is_to_leave(self, error: BaseException) -> bool:
        """Whether *error* is the server's to see: there is no room for an answer, or the policy wants none."""
        if self._state is not State.WAITING:
            return False
        offered = _DENIAL in (self._asked.get("extensions") or {})
        if self._decided or self._gone or not offered or not self._outcome.policy.catch_exceptions:
            return True
        # No answer may hide findings for which the policy says "raise".
        findings = error.findings if isinstance(error, BrokenResponse) else ()
        return any(self._outcome.policy.action(finding.rule.level) == "raise" for finding in findings)

    def _catches(self, error: BaseException) -> bool:
        # What the user has registered with Starlette for exceptions answers no WebSockets.
        return self._outcome.policy.catch_exceptions and not (self._gone or is_ours(error))

    def _refuse_unsendable(self, accept: Message) -> None:
        """Let the handshake fail, as any exception would, instead of sending what splits its head."""
        response = asgi_response(200, accept.get("headers", ()))
        findings = self._outcome.findings(Exchange(asgi_request(self._asked), response))
        unsendable = tuple(finding for finding in findings if finding.rule.unsendable)
        for finding in unsendable:
            self._outcome.report(finding)
        refused = tuple(
            finding for finding in unsendable if self._outcome.policy.action(finding.rule.level) != "report"
        )
        if refused:
            raise BrokenResponse(refused)
        subprotocol = accept.get("subprotocol") if self._outcome.holds else None
        if subprotocol is not None and not (type(subprotocol) is str and is_token(subprotocol)):
            raise ValueError(f"subprotocol: {subprotocol!r} is no token (RFC 6455, Section 4.2.2)")
