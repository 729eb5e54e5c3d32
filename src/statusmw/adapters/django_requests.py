"""Requests of Django as the rules read them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from statusmw.exchange import Request
from statusmw.reading import asgi_request, wsgi_request


def is_asgi(request: HttpRequest) -> bool:
    """Whether *request* came through ASGI."""
    return hasattr(request, "scope")


def accept(request: HttpRequest) -> str | None:
    """The request's Accept field, None if it has none."""
    found: str | None = request.META.get("HTTP_ACCEPT")
    return found


def asked(request: HttpRequest) -> Request:
    """*request* as the rules read it, with the route that Django has found for it."""
    match = getattr(request, "resolver_match", None)
    route = f"/{match.route}" if match else None
    return asgi_request(subject(request), route) if is_asgi(request) else wsgi_request(request.META, route)


def subject(request: Any) -> dict[str, Any]:
    """What came through the interface: the environ, or the scope, which in Django's test client has text as query."""
    if not is_asgi(request):
        environ: dict[str, Any] = request.META
        return environ
    return {**request.scope, "query_string": request.META.get("QUERY_STRING", "").encode("latin-1", "replace")}
