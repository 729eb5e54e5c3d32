"""What Starlette and FastAPI answer by themselves, taken over where the user has registered nothing else.

A middleware that Starlette builds is handed the stack inside it. From there the way leads to the
`ExceptionMiddleware`, whose public `add_exception_handler` takes ours in place of the framework's defaults. Mounted
applications have a stack of their own and are taken over alike. What nobody handles is left to travel outwards, so
that middleware which rolls a transaction back sees it; the face answers it, through the `CORSMiddleware` it passed.

Everything here can be done twice to the same application: it may be mounted in two places, or be behind two faces.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any, Final, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from statusmw.exchange import Request
from statusmw.policy import Policy
from statusmw.reading import asgi_request
from statusmw.reply import Reply
from statusmw.starlette_routes import with_every_method

Answering = Callable[[BaseException, Request], Reply]

CUT_SHORT: Final = "statusmw.cut_short"
"""The key in a scope under which a `_Witness` puts the field lines of a response that an exception has ended."""

_PASSED: Final = "statusmw.cors"
_DEFAULTS: Final = frozenset({"fastapi.exception_handlers", "starlette.middleware.exceptions"})
_DEEPEST: Final = 100


class Stack:
    """What the face knows of the Starlette application in or around it.

    Args:
        app: what the face wraps.
        policy: classes in its map of exceptions are answered where Starlette's handlers are.
        answer: makes the reply to an exception.
    """

    app: ASGIApp
    """What the face serves: *app*, without Starlette's last resort."""

    def __init__(self, app: Any, policy: Policy, answer: Answering) -> None:
        self.app = app
        self._mapped = [cls for cls in policy.mapping if isinstance(cls, type) and issubclass(cls, Exception)]
        self._answer = answer
        # By the id of the owner, kept beside it: an application need not be hashable. Litestar has a class of its own.
        self._cors: dict[int, tuple[object, Any]] = {}
        self._inside = False
        self.may_cut_short = False
        """Whether there may be a `_Witness`, who writes to the scope."""
        if policy.catch_exceptions:
            kinds = {type(layer) for layer in self._adopted(app, None)}
            # Starlette's last resort is still further out, and a handler of the user's with it.
            self._inside = ExceptionMiddleware in kinds and ServerErrorMiddleware not in kinds
            self.app = _without_last_resort(app)

    def leaves_to_user(self, scope: Scope) -> bool:
        """Whether what nobody handled is answered further out: by a handler the user has registered, or in debugging.

        Args:
            scope: as the face got it.
        """
        if not self._inside:
            return False
        app = scope.get("app")
        handlers = getattr(app, "exception_handlers", {})
        return bool(getattr(app, "debug", False)) or Exception in handlers or 500 in handlers

    def around(self, reply: Reply, scope: Scope) -> ASGIApp:
        """*reply* inside the CORS middleware that it would have passed on its way out.

        Args:
            reply: what to send.
            scope: as the application left it.
        """
        cors = self._cors_passed(scope) if self._cors else None
        # A preflight that fails must not be answered as if it were fine, as that middleware would; a handshake needs no
        # grants, and has no method.
        if cors is None or scope.get("method", "OPTIONS") == "OPTIONS":
            return reply.asgi
        through = copy.copy(cors)
        through.app = reply.asgi
        return cast("ASGIApp", through)

    def _cors_passed(self, scope: Scope) -> Any:
        owned = self._cors.get(id(scope.get("app"))) or self._cors.get(id(None)) or (None, None)
        return scope.get(_PASSED) or owned[1]

    def _adopt_cors(self, layer: Any, owner: Any) -> None:
        self._cors.setdefault(id(owner), (owner, layer))
        if owner is not None and not isinstance(layer.app, _Passage):
            layer.app = _Passage(layer.app, layer)

    def _adopted(self, app: Any, owner: Any, within: tuple[Any, ...] = ()) -> list[Any]:
        """The layers of *app*, each adopted; *owner* is the mounted application they belong to.

        A route may name what it stands in, as those of Bottle do, or lead back into it: what *within* holds is on the
        way already.
        """
        layers = list(takewhile(lambda layer: not any(layer is one for one in within), _chain(app)))
        within = (*within, *layers)
        self.may_cut_short |= any(isinstance(layer, (Starlette, BaseHTTPMiddleware)) for layer in layers)
        for layer in layers:
            if isinstance(layer, Starlette):
                self._adopt_application(layer, owner, within)
                continue
            if isinstance(layer, ExceptionMiddleware):
                self._adopt_handlers(layer)
            elif isinstance(layer, CORSMiddleware) or type(layer).__name__ == CORSMiddleware.__name__:
                self._adopt_cors(layer, owner)
            elif isinstance(layer, BaseHTTPMiddleware) and not isinstance(layer.app, _Witness):
                layer.app = _Witness(layer.app)
            for route in getattr(layer, "routes", None) or ():
                inner = getattr(route, "app", None) or getattr(route, "original_router", None)
                self._adopted(inner, inner, within)
        return layers

    def _adopt_application(self, app: Starlette, owner: Any, within: tuple[Any, ...]) -> None:
        """Adopt the stack of *app*, or have it adopted when Starlette builds it, at the first request."""
        build = app.build_middleware_stack

        def build_and_adopt() -> ASGIApp:
            stack = build()
            self._adopted(stack, owner, within)
            return _without_last_resort(stack)

        if app.middleware_stack is None:
            app.build_middleware_stack = build_and_adopt  # type: ignore[method-assign]  # this application's stack only
        else:
            self._adopted(app.middleware_stack, owner, within)
            app.middleware_stack = _without_last_resort(app.middleware_stack)

    def _adopt_handlers(self, middleware: ExceptionMiddleware) -> None:
        handlers = middleware._exception_handlers  # noqa: SLF001 - there is no public way to see who registered what

        async def handle(connection: Any, error: Exception) -> Reply:
            if connection.scope["type"] == "websocket":
                raise error  # the face knows whether a denial is possible; Starlette may send it to nobody
            return self._answer(with_every_method(error, connection.scope), asgi_request(connection.scope))

        for cls, handler in list(handlers.items()):
            if getattr(_unwrapped(handler, cls), "__module__", None) in _DEFAULTS and _is_of_http(cls):
                middleware.add_exception_handler(cls, handle)
        for cls in self._mapped:
            if cls is not Exception and cls not in handlers:
                middleware.add_exception_handler(cls, handle)


class _Passage:
    """Inside the CORS middleware of a part of the application, notes that a request has come there."""

    def __init__(self, app: ASGIApp, passed: Any) -> None:
        self.app = app
        self._passed = passed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[_PASSED] = self._passed
        await self.app(scope, receive, send)


class _Witness:
    """Inside a `BaseHTTPMiddleware`, tells the face that a response was cut short by an exception.

    That middleware ends such a response as if it were complete, and raises the exception only after it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message | None = None

        async def seen(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.pathsend" or not message.get("more_body", False):
                start = None
            await send(message)

        try:
            await self.app(scope, receive, seen)
        except Exception:
            if start is not None:
                scope.get(CUT_SHORT, []).append(start.get("headers"))
            raise


def _without_last_resort(stack: ASGIApp) -> ASGIApp:
    """*stack* without Starlette's text for what nobody handled, where that is all it would add: the face is there."""
    if isinstance(stack, ServerErrorMiddleware) and stack.handler is None and not stack.debug:
        return stack.app
    return stack


def _chain(app: Any) -> Iterator[Any]:
    for _ in range(_DEEPEST):
        if app is None:
            return
        yield app
        app = getattr(app, "app", None) or getattr(app, "next_app", None)  # Connexion's name for it


def _unwrapped(handler: Any, cls: Any) -> Any:
    """*handler*, or the one for *cls* among those that Sentry keeps behind a function of its own for all of them."""
    if not str(getattr(handler, "__module__", None)).startswith("sentry_sdk."):
        return handler
    cells = (cell.cell_contents for cell in handler.__closure__ or ())
    return next((kept[cls] for kept in cells if isinstance(kept, dict) and cls in kept), handler)


def _is_of_http(cls: Any) -> bool:
    return issubclass(cls, HTTPException) or cls.__name__ == "RequestValidationError"
