"""Drives one application in process, without a network, and writes down what it answers and what is found."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient
from werkzeug.test import Client as WerkzeugClient

from statusmw import Policy, asgi, wsgi

# What differs from run to run in a path says nothing about the route.
_VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}")


def route(path: str) -> str:
    """The part of *path* that is the same in every run."""
    return _VARYING.sub("{id}", path.partition("?")[0]) or "/"


def basic(user: str, password: str) -> dict[str, str]:
    """The fields of a request that logs in."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@dataclass(frozen=True)
class Answer:
    """A response as a client sees it.

    Args:
        status: the status code.
        fields: the field lines.
        content: the bytes behind them.
    """

    status: int
    fields: tuple[tuple[str, str], ...]
    content: bytes

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.fields if key.lower() == name.lower()), "")

    @property
    def text(self) -> str:
        """The content as UTF-8."""
        return self.content.decode("utf-8", "replace")

    def shape(self, method: str) -> list[Any]:
        """What must be the same with the middleware and without: no dates, ids or tokens."""
        names = {name.lower() for name, _ in self.fields} - {"content-length", "date", "set-cookie"}
        return [
            self.status,
            sorted(names),
            bool(self.content) and method != "HEAD",
            self["Content-Type"].partition(";")[0],
        ]


@dataclass
class Client:
    """Sends requests to an application; knows the version of HTTP the next ones are said to come by.

    Args:
        send: method, target, fields, content to an answer.
    """

    send: Callable[[str, str, Mapping[str, str], bytes], Answer]
    version: str = "1.1"
    asked: list[tuple[str, list[Any]]] = field(default_factory=list)

    def __call__(self, method: str, target: str, fields: Mapping[str, str] | None = None, content: Any = b"") -> Answer:
        """One exchange; *content* may be a text."""
        body = content.encode() if isinstance(content, str) else content
        try:
            answer = self.send(method, target, fields or {}, body)
            shape = answer.shape(method)
        except Exception as error:  # an application without the middleware may let out anything
            answer = Answer(500, (), b"")
            shape = [type(error).__name__, [], False, ""]
        self.asked.append((f"{method} {route(target)}", shape))
        return answer

    def form(self, target: str, fields: Mapping[str, str] | None = None, **values: str) -> Answer:
        """POST what a browser makes of a form."""
        from urllib.parse import urlencode

        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self("POST", target, {**kind, **(fields or {})}, urlencode(values))

    def json(self, method: str, target: str, content: str, fields: Mapping[str, str] | None = None) -> Answer:
        """A request with JSON as content."""
        return self(method, target, {"Content-Type": "application/json", **(fields or {})}, content)


def _wsgi_client(app: Any) -> Client:
    inner = WerkzeugClient(app)

    def send(method: str, target: str, fields: Mapping[str, str], content: bytes) -> Answer:
        protocol = {"SERVER_PROTOCOL": f"HTTP/{client.version}", "REMOTE_ADDR": "127.0.0.1"}
        got = inner.open(
            target, method=method, headers=dict(fields), data=content, environ_overrides=protocol, buffered=True
        )
        return Answer(got.status_code, tuple(got.headers.items()), got.get_data())

    client = Client(send)
    return client


def _asgi_client(inner: TestClient, versions: list[str]) -> Client:
    def send(method: str, target: str, fields: Mapping[str, str], content: bytes) -> Answer:
        versions[:] = [client.version]
        got = inner.request(method, target, headers=dict(fields), content=content, follow_redirects=False)
        return Answer(got.status_code, tuple(got.headers.multi_items()), got.content)

    client = Client(send)
    return client


def _versioned(app: Any, versions: list[str]) -> Any:
    async def versioned(scope: Any, receive: Any, send: Any) -> None:
        scope = {**scope, "http_version": versions[0]} if scope["type"] == "http" else scope
        await app(scope, receive, send)

    return versioned


def wrapped(app: Any, interface: str, mode: str, report: Callable[[Any], object]) -> Any:
    """*app* with the middleware around it; as it is in mode ``"plain"``."""
    if mode == "plain":
        return app
    policy = Policy(on_finding="repair" if mode == "repair" else "report", report=report)
    return {"wsgi": wsgi, "asgi": asgi}[interface].StatusMiddleware(app, policy)


@contextmanager
def opened(app: Any, interface: str) -> Iterator[Client]:
    """A client of *app*."""
    if interface == "wsgi":
        yield _wsgi_client(app)
        return
    versions = ["1.1"]
    with TestClient(_versioned(app, versions), base_url="http://localhost", raise_server_exceptions=False) as inner:
        yield _asgi_client(inner, versions)
