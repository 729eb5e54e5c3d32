"""Litestar's OpenAPI document: what handlers answer, what they and what they depend on raises, errors as problems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from litestar import Litestar
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPI

from statusmw import openapi
from statusmw.policy import Policy
from statusmw.raisable import Problem
from statusmw.status import reason_phrase
from statusmw.typed import raises

_OWN: Final = frozenset({"status_code", "detail", "extra"})
_OF_VALIDATION: Final = "Validation Exception"


def document(app: Litestar, policy: Policy) -> None:
    """Complete what *app* says in its document, if it has one."""
    plugin: Any = next(one for one in app.plugins if hasattr(one, "provide_openapi"))

    class Documented(OpenAPI):
        def to_schema(self) -> dict[str, Any]:
            made: dict[str, Any] = super().to_schema()
            done: dict[str, Any] = openapi.completed(
                made, partial(_describe, plugin, policy), partial(_in_place_of, policy)
            )
            return done

    class Documenting(type(plugin)):  # type: ignore[misc]  # the plugin's own class, which Litestar keeps to itself
        __slots__ = ()

        def provide_openapi(self) -> OpenAPI:
            for _, _, handler in _handlers(self):
                _add_contents(handler, policy)
            made: OpenAPI = super().provide_openapi()
            made.__class__ = Documented
            return made

    plugin.__class__ = Documenting


def _handlers(plugin: Any) -> Iterator[tuple[Any, str, Any]]:
    for route in plugin.included_routes.values():
        for method, (handler, _) in route.route_handler_map.items():
            if handler.resolve_include_in_schema():
                yield route, method, handler


def _add_contents(handler: Any, policy: Policy) -> None:
    """Have Litestar make the schemas of what replies hold, and of the rest without the replies and problems."""
    own = [one for one in handler.raises or () if issubclass(one, Problem)]
    if own:  # Litestar knows what to say of its own exceptions only
        handler.raises = [one for one in handler.raises if one not in own]
        raises(*own)(getattr(handler.fn, "__func__", handler.fn))
    answers = openapi.answers_of(handler.fn, policy)
    if all(one.status_code is None for one in answers):
        return
    specs = dict(handler.responses or {})
    for code, content in openapi.contents(answers, handler.status_code).items():
        if code is not None and content not in (openapi.NOTHING, Any):
            specs.setdefault(code, ResponseSpec(content, False, reason_phrase(code), _media_type(handler)))  # noqa: FBT003 - no invented examples
    handler.responses = specs


def _media_type(handler: Any) -> str:
    return str(getattr(handler.media_type, "value", handler.media_type) or "application/json")


def _describe(plugin: Any, policy: Policy, about: openapi.Documentation) -> None:
    unread = [openapi.problem(400)]  # content that cannot be read at all
    for route, method, handler in _handlers(plugin):
        below = [*handler.resolve_dependencies().values(), *handler.resolve_guards()]
        raised = [one for call in below for one in openapi.raised_by(_function(call), policy)]
        # What cannot be made the type that the path names is not found.
        routed = [openapi.problem(404)] if any(one.parser for one in route.path_parameters.values()) else []
        answers = [*openapi.answers_of(handler.fn, policy), *raised, *routed]
        place = route.path_format or "/", method
        about.describe(place, answers, own=handler.status_code, to_content=unread)


def _function(call: Any) -> Any:
    """What the user gave as a dependency or a guard; Litestar has wrapped it."""
    return getattr(call, "dependency", getattr(call, "func", call))


def _in_place_of(policy: Policy, key: str, response: dict[str, Any]) -> list[openapi.Possible] | None:
    """What is said in place of Litestar's own errors."""
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    schemas = schema.get("oneOf", [schema])
    if not all(one.get("properties", {}).keys() == _OWN for one in schemas):
        return None
    is_validation = [one.get("description") == _OF_VALIDATION for one in schemas]
    of_form = [openapi.problem(policy.validation_status or int(key), openapi.ValidationProblem)]
    return of_form * any(is_validation) + [openapi.problem(int(key))] * (not all(is_validation))
