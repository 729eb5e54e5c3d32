"""WebSocket handshakes: a denial is a response like any other; of what is accepted the fields are checked."""

from __future__ import annotations

from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statusmw.asgi_messages import BODY, START, State, as_given, exact_start, kind_of
from statusmw.asgi_response import Responding
from statusmw.exchange import Exchange
from statusmw.failures import is_ours
from statusmw.grammar import is_token
from statusmw.mapping import opened
from statusmw.outcome import Outcome
from statusmw.reading import asgi_response
from statusmw.rule import BrokenResponse, Finding
from statusmw.rules import gateway
from statusmw.starlette_stack import Stack

_ACCEPT: Final = "websocket.accept"
_ACCEPTED: Final = 200  # as over HTTP/2 (RFC 8441, Section 5); a 101 is the server's own, and never the application's
_DENIAL: Final = "websocket.http.response"
_DENIALS: Final = {f"websocket.{kind}": kind for kind in (START, BODY)}
_NAMED: Final = {kind: name for name, kind in _DENIALS.items()}


class Handshake(Responding):
    """What stands between application and server for one WebSocket connection.

    A denial is the response to the GET that asks for the connection, in messages of another name: it is judged, mended
    and replaced as other responses are. Where the server takes denials, an exception before the answer becomes one.

    Args:
        outcome: decides what becomes of findings and exceptions.
        stack: what is known of the application's middleware.
        scope: the connection.
        receive: the server's.
        send: the server's.
    """

    def __init__(self, outcome: Outcome, stack: Stack, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(outcome, stack, scope, receive, _denying(send))
        self._asked["method"] = "GET"
        self._connection_send = send
        self._decided = False

    async def run(self, app: ASGIApp) -> None:
        """Let *app* serve the connection, and see that there is an answer to an exception that comes before one."""
        try:
            await app(self._scope, self._hear, self._tell)
        except (Exception, SystemExit) as error:
            if self._state is not State.WAITING:
                await self._failed(error)
            elif self._is_answered:
                await self._answer(opened(error))
            else:
                raise
        else:
            if self._state not in (State.WAITING, State.COMPLETE):
                await self._returned()

    async def send(self, message: Message) -> None:
        """Take a message of a denial as one of a response, which it is."""
        await super().send({**message, "type": _DENIALS[message["type"]]})

    async def _hear(self) -> Message:
        message = await self.receive()
        self._gone = message["type"] == "websocket.disconnect"
        return message

    async def _tell(self, message: Message) -> None:
        if self._broken is not None:
            raise self._broken
        kind = kind_of(message)
        if kind in _DENIALS and not self._decided:
            self._refuse_unoffered(kind)
            await self.send(message)
        elif self._state is State.WAITING or not self._outcome.holds:
            await self._decide(self._sendable(message) if kind == _ACCEPT else message)
        elif self._state is not State.DROPPING:
            raise RuntimeError(f"{kind or 'a message without a type'} cannot be sent: a denial has begun")

    async def _decide(self, message: Message) -> None:
        self._decided = True
        await self._connection_send(message)

    @property
    def _is_answered(self) -> bool:
        """Whether an exception that comes before any answer is answered, by a denial."""
        room = self._is_offered and not (self._decided or self._gone)
        return room and self._outcome.policy.catch_exceptions

    @property
    def _is_offered(self) -> bool:
        return _DENIAL in (self._asked.get("extensions") or ())

    def _catches(self, error: BaseException) -> bool:
        # What the user has registered with Starlette for exceptions answers no WebSockets.
        return self._outcome.policy.catch_exceptions and not (self._gone or is_ours(error))

    def _refuse_unoffered(self, kind: str) -> None:
        if self._is_offered or self._state is not State.WAITING:
            return
        self._misused(gateway.NOT_OFFERED)
        if self._outcome.holds:
            raise RuntimeError(f"{kind} cannot be sent: {gateway.NOT_OFFERED}")

    def _sendable(self, message: Message) -> Message:
        """*message*, which accepts; the handshake fails, as any exception lets it, where it splits the head."""
        held = exact_start(message)
        response = asgi_response(_ACCEPTED, held.get("headers", ()))
        found = self._outcome.findings(Exchange(self._request(), response))
        self._refuse(tuple(each for each in found if each.rule.unsendable))
        if self._outcome.holds and held.get("subprotocol") is not None:
            held["subprotocol"] = _subprotocol(held["subprotocol"])
        return as_given(message, held)

    def _refuse(self, unsendable: tuple[Finding, ...]) -> None:
        for finding in unsendable:
            self._outcome.report(finding)
        actions = {finding: self._outcome.policy.action(finding.rule.level) for finding in unsendable}
        raised = tuple(finding for finding, action in actions.items() if action == "raise")
        if raised:
            self._broken, self._state = BrokenResponse(raised), State.DROPPING
            raise self._broken
        if "repair" in actions.values():
            raise BrokenResponse(unsendable)


def _subprotocol(given: Any) -> str | None:
    """What is chosen, as an exact `str`; None for an empty one, which chooses nothing."""
    name = str.__str__(given) if issubclass(type(given), str) else None
    if name is None or not (name == "" or is_token(name)):
        raise ValueError(
            f"subprotocol: {given!r} is no token (RFC 6455, Section 4.2.2); give one of scope['subprotocols'], or None"
        )
    return name or None


def _denying(send: Send) -> Send:
    """*send*, which gets the messages of a response under the names they have in a denial."""

    async def deny(message: Message) -> None:
        kind = kind_of(message)
        await send({**message, "type": _NAMED[kind]} if kind in _NAMED else message)

    return deny
