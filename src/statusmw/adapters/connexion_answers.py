"""What Connexion's exceptions say, as problems; and the methods of a resource, which no single route of it knows."""

from __future__ import annotations

import re
from typing import Any, Final

from connexion.middleware.routing import RoutingMiddleware
from jsonschema import ValidationError
from starlette.routing import Match

from statusmw.mapping import from_http
from statusmw.mapping.saying import text_in
from statusmw.reply import Reply
from statusmw.starlette_routes import with_every_method
from statusmw.validation import jsonschema_fault, validation_problem

# What jsonschema says of a parameter repeats the schema, and what the client has sent.
_DUMPED: Final = re.compile(r"\n\nFailed validating ('\w+')")


def from_connexion(error: Any) -> Reply | None:
    """The reply to a problem of Connexion's; of a schema that is not met it says no more than where, and which word."""
    fault = error.__context__
    if error.status == 400 and isinstance(fault, ValidationError):
        return validation_problem(400, [jsonschema_fault(fault)])
    dumped = _DUMPED.search(text_in(error.detail) or "")
    said = f"A parameter does not fit the {dumped[1]} in its schema" if dumped else error.detail
    about = {"detail": said, "title": error.title, "type": error.type, "instance": error.instance}
    return from_http(error.status, {**(error.ext or {}), **about}, (error.headers or {}).items())


def told_of(inside: Any, error: Exception, scope: Any) -> Any:
    """*error*; the 405 of a router knows every method of the resource.

    Args:
        inside: Connexion's middleware, which has the routers.
        error: what was raised.
        scope: the request.
    """
    routers = (layer.router for layer in inside.middleware_stack if isinstance(layer, RoutingMiddleware))
    routes: Any = (route for router in routers for route in router.routes)
    for route in routes:
        match, below = route.matches(scope)
        if match is Match.FULL:
            root = {"app": route.app, "app_root_path": below["root_path"]}
            return with_every_method(error, {**scope, **below, **root})
    return error
