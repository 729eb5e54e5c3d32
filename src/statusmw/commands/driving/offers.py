"""What an application offers, as its route table tells: Starlette, FastAPI, Flask, Werkzeug's maps, and Django.

No framework is imported: each is known by what its objects look like.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DEEPEST: Final = 20
_WRAPPED: Final = ("app", "wsgi_app", "application", "asgi_app", "_app", "inner")
_UUID: Final = "00000000-0000-4000-8000-000000000000"
_SAMPLES: Final = {"int": "1", "integer": "1", "float": "1.5", "number": "1.5", "uuid": _UUID, "path": "a/b"}
_BRACES: Final = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>\w+))?(?P<args>)\}")
_ANGLES: Final = re.compile(r"<(?:(?P<kind>[a-zA-Z_]\w*)(?:\((?P<args>[^)]*)\))?:)?(?P<name>\w+)>")


@dataclass(frozen=True, slots=True)
class Offer:
    """A resource that the application has.

    Args:
        path: its path with all parameters filled in, percent-encoded.
        methods: what it takes, as far as that is known.
        content: an example of what to send, by method.
    """

    path: str
    methods: frozenset[str] = frozenset()
    content: tuple[tuple[str, str, bytes], ...] = ()


def offers_of(app: Any) -> list[Offer]:
    """What the route table of *app* offers, each path once; of an application in wraps what the innermost offers.

    Args:
        app: the application.

    Returns:
        The offers in the order of the routes; none if there is no route table that we know.
    """
    return merged(_all(app))


def merged(offers: Iterable[Offer]) -> list[Offer]:
    """The same offers, those with one path made one."""
    found: dict[str, Offer] = {}
    for offer in offers:
        before = found.get(offer.path, Offer(offer.path))
        content = before.content + offer.content
        found[offer.path] = Offer(offer.path, before.methods | offer.methods, content)
    return list(found.values())


def unwrapped(app: Any) -> Iterator[Any]:
    """The application, and what it wraps, from the outside in."""
    for _ in range(_DEEPEST):
        yield app
        inner = (getattr(app, name, None) for name in _WRAPPED)
        app = next((each for each in inner if callable(each)), None)
        if app is None:
            return


def _all(app: Any) -> Iterator[Offer]:
    for each in unwrapped(app):
        url_map, routes = getattr(each, "url_map", None), getattr(each, "routes", None)
        if hasattr(url_map, "iter_rules"):
            return _of_werkzeug(url_map)
        if isinstance(routes, (list, tuple)):
            return _of_starlette(routes, "", _DEEPEST)
        if type(each).__module__.startswith("django.core.handlers"):
            return _of_django()
    return iter(())


def _of_starlette(routes: Iterable[Any], root: str, depth: int) -> Iterator[Offer]:
    for route in routes:
        path, below = getattr(route, "path", None), getattr(route, "routes", None)
        if not isinstance(path, str):  # a host, which is asked for by its name only
            continue
        if below and depth:
            yield from _of_starlette(below, root + path, depth - 1)
        elif below is not None:
            yield Offer(filled(f"{root}{path}/", _BRACES))
        elif hasattr(route, "methods"):
            yield Offer(filled(root + path, _BRACES), _methods(route))


def _methods(route: Any) -> frozenset[str]:
    """Those of a route; an endpoint that is a class has a method for each."""
    if route.methods:
        return frozenset(route.methods)
    names = ("get", "head", "post", "put", "patch", "delete", "options")
    return frozenset(name.upper() for name in names if hasattr(route.endpoint, name))


def _of_werkzeug(url_map: Any) -> Iterator[Offer]:
    for rule in url_map.iter_rules():
        yield Offer(filled(rule.rule, _ANGLES), frozenset(rule.methods or ()))


def _of_django() -> Iterator[Offer]:
    resolver = sys.modules["django.urls"].get_resolver()
    yield from _of_patterns(resolver.url_patterns, "/", _DEEPEST)


def _of_patterns(patterns: Iterable[Any], root: str, depth: int) -> Iterator[Offer]:
    for each in patterns:
        route = getattr(each.pattern, "_route", None)
        if route is None:  # a regular expression, for which there is no filling in
            continue
        below = getattr(each, "url_patterns", None)
        if below is None:
            yield Offer(filled(root + route, _ANGLES))
        elif depth:
            yield from _of_patterns(below, root + route, depth - 1)


def filled(template: str, pattern: re.Pattern[str] = _BRACES, examples: dict[str, str] | None = None) -> str:
    """A path template with its parameters filled in.

    Args:
        template: such as ``/orders/{id:int}``.
        pattern: what a parameter looks like.
        examples: values by name; the others get a simple one of their kind.

    Returns:
        The path, percent-encoded.

    >>> filled("/orders/{id:int}/lines/{line}")
    '/orders/1/lines/1'
    """

    def value(found: re.Match[str]) -> str:
        if examples and found["name"] in examples:
            return quote(examples[found["name"]], safe="")
        first = (found["args"] or "").split(",")[0].strip(" \"'") if found["kind"] == "any" else ""
        return first or _SAMPLES.get(found["kind"] or "", "1")

    return quote(pattern.sub(value, template) or "/", safe="/%:@!$&'()*+,;=~-._")
