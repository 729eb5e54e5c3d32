"""The ASGI face: `StatusMiddleware` looks at every response just before the server gets it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from statusmw.asgi_response import Responding
from statusmw.asgi_websocket import Handshake
from statusmw.bodies import KEY, PLAIN
from statusmw.interfaces import check_app
from statusmw.outcome import Outcome
from statusmw.policy import Policy, policy_of
from statusmw.request_ids import checked_request_id
from statusmw.starlette_stack import Stack


class StatusMiddleware:
    """Checks, mends and completes every response of *app*; answers every exception it lets out.

    A response that breaks no rule passes as the same objects. On Starlette and FastAPI
    ``app.add_middleware(StatusMiddleware)`` is enough: what the framework answers by itself becomes a problem too,
    where the user has registered nothing else.

    Args:
        app: an ASGI application.
        policy: what to do with what is found; the default if None.

    Raises:
        TypeError: *app* cannot be called, or *policy* is none.

    >>> from starlette.applications import Starlette
    >>> app = Starlette()
    >>> app.add_middleware(StatusMiddleware)
    """

    def __init__(self, app: ASGIApp, policy: Policy | None = None) -> None:
        check_app(app, "asgi")
        self.policy = policy_of(policy)
        self.outcome = Outcome(self.policy, self.policy.checker("asgi"))
        self.stack = Stack(app, self.policy, self.outcome.answer)
        self.app: ASGIApp = self.stack.app
        ids = checked_request_id(self.policy.request_id)
        self._responding: Callable[..., Responding] = Responding if ids is None else ids.around_asgi(Responding)
        self._handshake: Callable[..., Responding] = Handshake if ids is None else ids.around_asgi(Handshake)

    @property
    def unread(self) -> int:
        """How many responses had content that a rule asks for and that was too long to be read, or left out."""
        return self.outcome.checker.unread

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if self.policy.bodies is not PLAIN:
            scope[KEY] = self.policy.bodies
        if scope["type"] == "http":
            await self._responding(self.outcome, self.stack, scope, receive, send).run(self.app)
        elif scope["type"] == "websocket":
            await self._handshake(self.outcome, self.stack, scope, receive, send).run(self.app)
        else:
            await self.app(scope, receive, send)
