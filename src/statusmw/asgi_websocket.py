"""WebSocket connections: an exception before the handshake becomes a denial; the handshake's own fields are checked."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statusmw.asgi_messages import as_given, exact_start
from statusmw.exchange import Exchange
from statusmw.grammar import is_token
from statusmw.outcome import Outcome
from statusmw.reading import asgi_request, asgi_response
from statusmw.rule import BrokenResponse

_ACCEPT: Final = "websocket.accept"
_DENIAL: Final = "websocket.http.response"


async def answer_websocket(app: ASGIApp, outcome: Outcome, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one WebSocket connection.

    Args:
        app: the application.
        outcome: decides by the user's policy.
        scope: the connection.
        receive: the server's.
        send: the server's.
    """
    answered = gone = False

    async def heard() -> Message:
        nonlocal gone
        message = await receive()
        gone = message["type"] == "websocket.disconnect"
        return message

    async def checked(message: Message) -> None:
        nonlocal answered
        if message["type"] in (_ACCEPT, f"{_DENIAL}.start"):
            held = exact_start(message)
            _refuse_unsendable(held, outcome, scope)
            message = as_given(message, held)
        answered = True
        await send(message)

    try:
        await app(scope, heard, checked)
    except Exception as error:
        offered = _DENIAL in (scope.get("extensions") or {})
        if answered or gone or not offered or not outcome.policy.catch_exceptions or _is_to_leave(error, outcome):
            raise
        await outcome.answer(error, asgi_request(scope)).asgi(scope, receive, send)


def _is_to_leave(error: Exception, outcome: Outcome) -> bool:
    """Whether *error* is made of findings for which the policy says ``"raise"``: no answer may hide them."""
    findings = error.findings if isinstance(error, BrokenResponse) else ()
    return any(outcome.policy.action(finding.rule.level) == "raise" for finding in findings)


def _refuse_unsendable(message: Message, outcome: Outcome, scope: Scope) -> None:
    """Let the handshake fail, as any exception would, instead of sending what splits its head."""
    response = asgi_response(message.get("status", 200), message.get("headers", ()))
    findings = outcome.findings(Exchange(asgi_request(scope), response))
    unsendable = tuple(finding for finding in findings if finding.rule.unsendable)
    for finding in unsendable:
        outcome.report(finding)
    refused = tuple(finding for finding in unsendable if outcome.policy.action(finding.rule.level) != "report")
    if refused:
        raise BrokenResponse(refused)
    subprotocol = message.get("subprotocol") if outcome.holds else None
    if subprotocol is not None and not (type(subprotocol) is str and is_token(subprotocol)):
        raise ValueError(f"subprotocol: {subprotocol!r} is no token (RFC 6455, Section 4.2.2)")
