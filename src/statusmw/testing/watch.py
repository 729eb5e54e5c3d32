"""A watch looks at one exchange between a test and an application; neither notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from copy import copy
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Receive, Scope, Send

from statusmw import asgi_response, wsgi_response
from statusmw.exchange import Content, Exchange, Interface
from statusmw.outcome import Outcome
from statusmw.policy import Policy
from statusmw.reading import wsgi_request
from statusmw.reading import wsgi_response as wsgi_head
from statusmw.rule import Finding
from statusmw.starlette_stack import Stack

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AROUND: ContextVar[Watch | None] = ContextVar("_AROUND", default=None)


def observing() -> Policy:
    """The policy of the settings, except that a response leaves as it came and an exception travels on."""
    return Policy.from_settings(on_finding="report", catch_exceptions=False, sample=1.0)


class Watch(Outcome):
    """Gathers what is found in one exchange.

    Args:
        policy: says which rules are asked; it changes nothing and catches nothing (see `observing`).
        interface: what the application speaks.
        place: the line of the test that asked, as ``test_shop.py:7: client.get("/")``; empty where it is not known.
    """

    def __init__(self, policy: Policy, interface: Interface, place: str = "") -> None:
        super().__init__(policy, policy.checker(interface))
        self._interface = interface
        self.place = place
        self.found: list[Finding] = []
        self.is_used = False
        """Whether there was a response to look at."""
        self.has_its_own = False
        """Whether the application wears a `StatusMiddleware`: that one's findings, by its own policy, count."""

    def report(self, finding: Finding) -> None:
        """Keep *finding*."""
        if not self.has_its_own:
            self.found.append(finding)

    def around(self, app: Any) -> Any:
        """*app*, watched."""
        return self._around_wsgi(app) if self._interface == "wsgi" else self._around_asgi(app)

    def _around_wsgi(self, app: WSGIApplication) -> WSGIApplication:
        def watched(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            self.is_used = True
            responding = wsgi_response.Responding(self, environ, start_response)
            token = _AROUND.set(self)
            try:
                return responding.begun(app(environ, responding.start))
            except BaseException as error:  # noqa: BLE001 - it only passes, but what was returned has to be closed
                return responding.failed(error)
            finally:
                _AROUND.reset(token)

        return watched

    def _around_asgi(self, app: ASGIApp) -> ASGIApp:
        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            self.is_used = True
            stack = Stack(app, self.policy, self.answer)
            token = _AROUND.set(self)
            try:
                await asgi_response.Responding(self, stack, scope, receive, send).run(app)
            finally:
                _AROUND.reset(token)

        return watched

    def look_at_django(self, request: Any, response: Any) -> None:
        """Look at what Django's own test client gets: no gateway interface is between, only Django's objects.

        Args:
            request: the `HttpRequest`.
            response: the `HttpResponse` to it, as a WSGI server would get it.
        """
        self.is_used = True
        line = f"{response.status_code} {response.reason_phrase}"
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        content = None if response.streaming else Content(len(response.content))
        match = getattr(request, "resolver_match", None)
        asked = replace(wsgi_request(request.META), route=match and f"/{match.route}")
        self.settle(Exchange(asked, wsgi_head(line, [*response.items(), *cookies]), content))


class _Relay(Outcome):
    """The outcome of an application's own middleware, overheard."""

    def __init__(self, own: Outcome, watch: Watch) -> None:
        super().__init__(own.policy, own.checker)
        self._own = own
        self._watch = watch

    def report(self, finding: Finding) -> None:
        # With "raise" the test is told by the exception.
        if self.policy.action(finding.rule.level) != "raise":
            self._watch.found.append(finding)
        self._own.report(finding)


def _overheard(middleware: Any) -> Any:
    watch = _AROUND.get()
    if watch is None:
        return middleware
    watch.has_its_own = True
    relaying = copy(middleware)
    relaying.outcome = _Relay(middleware.outcome, watch)
    return relaying


def overheard_wsgi(call: Callable[..., Any], _guard: object = None) -> Callable[..., Any]:
    """In place of ``statusmw.wsgi.StatusMiddleware.__call__``: what it finds is found by the watch around it."""

    @wraps(call)
    def overheard(self: Any, environ: Any, start_response: Any) -> Any:
        return call(_overheard(self), environ, start_response)

    return overheard


def overheard_asgi(call: Callable[..., Any], _guard: object = None) -> Callable[..., Any]:
    """In place of ``statusmw.asgi.StatusMiddleware.__call__``, likewise."""

    @wraps(call)
    async def overheard(self: Any, scope: Scope, receive: Receive, send: Send) -> None:
        await call(_overheard(self), scope, receive, send)

    return overheard
