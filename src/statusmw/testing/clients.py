"""Where test clients call applications, and how a watch gets between the two without a change to either.

A further client is one entry in `CALLS`. Modules that nobody has imported stay so: they are met when they come.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import wraps
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final, Protocol

from statusmw.exchange import Interface
from statusmw.testing.watch import overheard_asgi, overheard_wsgi

Original = Callable[..., Any]


class Guard(Protocol):
    """Sets a watch where there is something to watch."""

    def around(self, app: Any, interface: Interface) -> Any:
        """*app*, watched if a test is running."""

    def django(self, request: Any, response: Any) -> None:
        """Look at *response*, if a test is running."""


def _of(attribute: str, interface: Interface) -> Callable[[Original, Guard], Original]:
    """For a method, asynchronous or not, of what keeps an application as *attribute*."""

    def replace(original: Original, guard: Guard) -> Original:
        @wraps(original)
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            # A shallow copy, because what it belongs to may be in use by other threads and tasks.
            other = copy(self)
            setattr(other, attribute, guard.around(getattr(self, attribute), interface))
            return original(other, *args, **kwargs)

        return call

    return replace


def _for_once(original: Original, guard: Guard) -> Original:
    """For a method of what keeps a WSGI application as `app`, and must not be copied, because it is in the answer."""

    @wraps(original)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        app = self.app
        self.app = guard.around(app, "wsgi")
        try:
            return original(self, *args, **kwargs)
        finally:
            self.app = app

    return call


def _django(original: Original, guard: Guard) -> Original:
    @wraps(original)
    def get_response(self: Any, request: Any) -> Any:
        response = original(self, request)
        guard.django(request, response)
        return response

    return get_response


def _django_async(original: Original, guard: Guard) -> Original:
    @wraps(original)
    async def get_response(self: Any, request: Any) -> Any:
        response = await original(self, request)
        guard.django(request, response)
        return response

    return get_response


@dataclass(frozen=True, slots=True)
class Call:
    """One place where a client calls an application.

    Args:
        module: where it is.
        owner: the class, empty for a function.
        name: the method or function.
        replace: makes of the original, and a guard, what stands in its place.
    """

    module: str
    owner: str
    name: str
    replace: Callable[[Original, Guard], Original]

    def __str__(self) -> str:
        return ".".join(part for part in (self.module, self.owner, self.name) if part)


CALLS: Final = (
    Call("werkzeug.test", "Client", "run_wsgi_app", _of("application", "wsgi")),  # Flask's client too
    Call("starlette.testclient", "_TestClientTransport", "handle_request", _of("app", "asgi")),  # FastAPI's too
    Call("httpx", "ASGITransport", "handle_async_request", _of("app", "asgi")),
    Call("httpx", "WSGITransport", "handle_request", _of("app", "wsgi")),
    Call("httpx2", "ASGITransport", "handle_async_request", _of("app", "asgi")),
    Call("httpx2", "WSGITransport", "handle_request", _of("app", "wsgi")),
    Call("django.test.client", "ClientHandler", "get_response", _django),  # that of REST framework too
    Call("django.test.client", "AsyncClientHandler", "get_response_async", _django_async),
    Call("webtest.app", "TestApp", "do_request", _for_once),
    Call("statusmw.wsgi", "StatusMiddleware", "__call__", overheard_wsgi),
    Call("statusmw.asgi", "StatusMiddleware", "__call__", overheard_asgi),
)


class Interceptor(MetaPathFinder):
    """Puts `CALLS` under watch, those of modules that are still to come when they come.

    Args:
        guard: sets the watches.
        calls: where.
    """

    def __init__(self, guard: Guard, calls: Sequence[Call] = CALLS) -> None:
        self._guard = guard
        self._calls = calls
        self._searching: set[str] = set()
        self._replaced: list[tuple[Any, str, Any]] = []
        self.missed: list[Call] = []
        """Places that a library does not have, so that its responses are not looked at."""

    def install(self) -> None:
        """Begin."""
        for name in {call.module for call in self._calls} & {*sys.modules}:
            self.intercept(sys.modules[name])
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """End, and leave everything as it was."""
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self]
        while self._replaced:
            owner, name, original = self._replaced.pop()
            if original is None:
                delattr(owner, name)
            else:
                setattr(owner, name, original)

    def intercept(self, module: ModuleType) -> None:
        """Put what *module* has of `CALLS` under watch."""
        for call in self._calls:
            if call.module == module.__name__:
                owner = getattr(module, call.owner, None) if call.owner else module
                if hasattr(owner, call.name):
                    self._replace(owner, call)
                else:
                    self.missed.append(call)

    def _replace(self, owner: Any, call: Call) -> None:
        # A method may be inherited; then there is nothing to put back.
        self._replaced.append((owner, call.name, vars(owner).get(call.name)))
        setattr(owner, call.name, call.replace(getattr(owner, call.name), self._guard))

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Let the others find the module, and have it put under watch once it is loaded."""
        del path, target
        if fullname in self._searching or fullname not in {call.module for call in self._calls}:
            return None
        self._searching.add(fullname)
        try:
            spec = importlib.util.find_spec(fullname)
        finally:
            self._searching.discard(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Announced(spec.loader, self.intercept)
        return spec


class _Announced(Loader):
    """A loader that tells of the module it has loaded, and then leaves no trace."""

    def __init__(self, loader: Any, then: Callable[[ModuleType], None]) -> None:
        self._loader = loader
        self._then = then

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave it to the loader."""
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        """Let the loader load, and tell."""
        if module.__spec__ is not None:
            module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then(module)
