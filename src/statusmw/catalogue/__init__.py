"""The catalogue of an API's problem types, served at the base of their URIs, so that a `type` can be followed."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

from werkzeug.http import parse_etags

from statusmw.catalogue.entries import INDEX, SCHEMA, Entry, checked_problems, declared_below, entry_of, ordered
from statusmw.catalogue.page import POLICY, index_page, type_page
from statusmw.encoding import json_bytes
from statusmw.fields import exact_text
from statusmw.negotiation import choose
from statusmw.raisable import Problem
from statusmw.reply import Reply
from statusmw.respond import method_not_allowed, no_content, not_found, not_modified, permanent_redirect
from statusmw.targets import uri_reference

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from starlette.types import Receive, Scope, Send

__all__ = ["ProblemCatalogue"]

_METHODS: Final = ("GET", "HEAD", "OPTIONS")
_FORMS: Final = ("text/html", "application/json")
_HTML: Final = "text/html; charset=utf-8"
_JSON: Final = "application/json"
_SCHEMA: Final = "application/schema+json"
_FIELDS: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=300"}

# What is served at one path: the content by media type, each with its Content-Type.
_Resource = dict[str, tuple[bytes, str]]


class ProblemCatalogue:
    """A WSGI and ASGI application with an index of problem types, and a page for each: at its `type`, if mounted there.

    People get HTML, programs JSON, as Accept says; ``TYPE/schema.json`` is the JSON Schema of a type's documents.
    What a page says comes from the class: its docstring; `advice` and `example`, where it has them; its members and
    its status code.

    Args:
        base: what the types begin with, as a URI reference: ``https://api.example/problems/``, or ``/problems/``.
        problems: the classes; None: all that are declared below the base, also those that are declared later.
        title: the heading of the index.

    Raises:
        TypeError: *base* is no text, *problems* are no problem classes, or a member has no JSON Schema.
        ValueError: the type of one of *problems* is not below the base, or is where a schema or an index is; two have
            the same; or no example can be made.
        ImportError: pydantic is not installed.

    >>> class OutOfStock(Problem):
    ...     status = 409
    ...     type = "https://api.example/problems/sold-out"
    >>> from werkzeug.test import Client
    >>> client = Client(ProblemCatalogue("https://api.example/problems/", [OutOfStock]))
    >>> client.get("/sold-out", headers={"Accept": "application/json"}).json["title"]
    'Conflict'
    """

    def __init__(
        self, base: str, problems: Iterable[type[Problem]] | None = None, *, title: str = "Problem types"
    ) -> None:
        self.base = uri_reference(base, argument="base").rstrip("/") + "/"
        self.title = exact_text(title, "title")
        self._given = None if problems is None else checked_problems(problems, self.base)
        self._built: tuple[tuple[type[Problem], ...], dict[str, _Resource]] | None = None
        self._resources()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Answer as WSGI application if called with two positional arguments, else as ASGI application."""
        return self.wsgi(*args) if len(args) == 2 and not kwargs else self.asgi(*args, **kwargs)

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Be a WSGI application."""
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        fields = {"accept": environ.get("HTTP_ACCEPT"), "if-none-match": environ.get("HTTP_IF_NONE_MATCH")}
        reply = self.reply(environ["REQUEST_METHOD"], path, environ.get("SCRIPT_NAME", ""), fields)
        answered: Iterable[bytes] = reply.wsgi(environ, start_response)
        return answered

    async def asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Be an ASGI application.

        Raises:
            RuntimeError: it is asked for something else than HTTP; lifespan and websockets are not its own.
        """
        if scope["type"] != "http":
            raise RuntimeError(f"a catalogue serves HTTP, not {scope['type']}; mount it in an application")
        mount = scope.get("root_path", "").rstrip("/")
        path = scope["path"]
        if f"{path}/".startswith(f"{mount}/"):  # some frameworks leave the mount in the path, some take it out
            path = path.removeprefix(mount)
        found: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        fields = {name: ", ".join(found[name]) if name in found else None for name in ("accept", "if-none-match")}
        await self.reply(scope["method"], path, mount, fields).asgi(scope, receive, send)

    def reply(self, method: str, path: str, mount: str, fields: dict[str, str | None]) -> Reply:
        """The whole answer to a request.

        Args:
            method: the request's method.
            path: what it asks for, decoded, without what the catalogue is mounted at.
            mount: what the catalogue is mounted at.
            fields: Accept and If-None-Match, in lower case, None where absent.
        """
        if not path and mount.rpartition("/")[2]:
            # Links of the index are relative to a path that ends with a slash.
            return permanent_redirect(f"./{quote(mount.rpartition('/')[2])}/")
        resource = self._resources().get(path.removeprefix("/"))
        if resource is None:
            return not_found("There is no such problem type here; the index lists all there are")
        if method not in _METHODS:
            return method_not_allowed(_METHODS)
        return (
            no_content().with_headers({"Allow": ", ".join(_METHODS)}) if method == "OPTIONS" else _got(resource, fields)
        )

    def _resources(self) -> dict[str, _Resource]:
        classes = declared_below(self.base) if self._given is None else self._given
        if self._built is None or self._built[0] != classes:
            self._built = classes, _made(self.title, ordered([entry_of(cls, self.base) for cls in classes]))
        return self._built[1]


def _made(title: str, entries: list[Entry]) -> dict[str, _Resource]:
    index = {"title": title, "problems": [{**entry.listed(), "href": f"./{entry.name}"} for entry in entries]}
    listed = json_bytes(index), _JSON
    made: dict[str, _Resource] = {"": {_FORMS[0]: (index_page(title, entries), _HTML), _FORMS[1]: listed}}
    made[INDEX] = {_JSON: listed}
    for entry in entries:
        told = json_bytes(entry.as_dict()), _JSON
        made[unquote(f"{entry.name}/{INDEX}")] = {_JSON: told}
        made[unquote(f"{entry.name}/{SCHEMA}")] = {_SCHEMA: (json_bytes(entry.schema), _SCHEMA)}
    for entry in entries:
        told = made[unquote(f"{entry.name}/{INDEX}")][_JSON]
        made[unquote(entry.name)] = {_FORMS[0]: (type_page(title, entry), _HTML), _FORMS[1]: told}
    return made


def _got(resource: _Resource, fields: dict[str, str | None]) -> Reply:
    content, content_type = resource[choose(fields["accept"], tuple(resource))]
    etag = sha256(content).hexdigest()[:32]
    vary = {"Vary": "Accept"} if len(resource) > 1 else {}
    if parse_etags(fields["if-none-match"]).contains_weak(etag):
        return not_modified(etag=etag, cache_control=_FIELDS["Cache-Control"]).with_headers(vary)
    policy = {"Content-Security-Policy": POLICY} if content_type == _HTML else {}
    return Reply(content, 200, {**_FIELDS, **policy, **vary, "ETag": f'"{etag}"'}, content_type)
