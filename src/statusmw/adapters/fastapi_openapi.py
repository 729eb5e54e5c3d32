"""FastAPI's OpenAPI document: what handlers answer, what their dependencies raise, and its 422 as it is."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any, Final, Union

from fastapi import FastAPI, routing
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import FastAPIError, RequestValidationError
from fastapi.utils import create_model_field
from starlette.convertors import Convertor, PathConvertor, StringConvertor
from starlette.exceptions import HTTPException

from statusmw import openapi
from statusmw.adapters.fastapi_document import tidy, without_replies
from statusmw.openapi.possible import in_annotation
from statusmw.policy import Policy

_DEFAULTS: Final = ("HTTPValidationError", "ValidationError")


def document(app: FastAPI, policy: Policy) -> None:
    """Complete what *app*, and each application that is mounted in it, says in its document whenever it makes one."""
    for route in app.routes:
        mounted = getattr(route, "app", None)
        if isinstance(mounted, FastAPI):
            document(mounted, policy)
    make, last = app.openapi, None

    def completed() -> dict[str, Any]:
        nonlocal last
        operations: list[tuple[Any, list[openapi.Possible]]] = []
        with openapi.guarded():
            operations += _operations(app, policy)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Duplicate Operation ID")  # `tidy` gives each its own
            made = make()
        if made is not last:
            last = openapi.completed(
                made,
                partial(_describe, operations, _unread(app, policy)),
                partial(_in_place_of, app, policy),
                _DEFAULTS,
            )
        return made

    app.openapi = completed  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _operations(app: FastAPI, policy: Policy) -> Iterator[tuple[Any, list[openapi.Possible]]]:
    routes: Any = app.routes
    for route in getattr(routing, "iter_route_contexts", iter)(routes):
        if isinstance(getattr(route, "original_route", route), routing.APIRoute):
            answers = [*_answers(route, policy), *_modelled(route)]
            _add_contents(route, openapi.contents(answers))
            raised = (one for call in _dependencies(route.dependant) for one in openapi.raised_by(call, policy))
            routed = [openapi.problem(404)] if any(map(_may_refuse, route.param_convertors.values())) else []
            yield route, [*answers, *raised, *routed]


def _answers(route: Any, policy: Policy) -> list[openapi.Possible]:
    """What the endpoint may answer; a model of the route stands for what the return annotation leaves to FastAPI."""
    found = openapi.answers_of(route.endpoint, policy)
    if route.response_model is None:
        return found
    modelled = list(in_annotation(route.response_model))
    named = [one for one in found if one.status_code is not None]
    return [*named, *(modelled if named != found else (one for one in modelled if one.status_code is not None))]


def _modelled(route: Any) -> Iterator[openapi.Possible]:
    """The problems that the route names as models of its responses, of which FastAPI knows no more than that."""
    for key, response in route.responses.items():
        found = openapi.problems_only(response.get("model"))
        if found and (key == "default" or str(key).isdecimal()):
            route.response_fields.pop(key, None)
            code = openapi.ANY_OTHER if key == "default" else int(key)
            yield from (openapi.problem(code, cls) for cls in found)


def _add_contents(route: Any, found: dict[int | None, Any]) -> None:
    """Have FastAPI make the schemas of what replies hold, as it makes those of what it writes itself."""
    own = found.pop(None, openapi.NOTHING)
    for code, content in found.items():
        if content in (openapi.NOTHING, Any) or code in route.response_fields:
            continue
        is_own = own is not openapi.NOTHING and code == (route.status_code or 200)
        both = Union[own, content] if is_own else content  # noqa: UP007 - either may be written as a str
        with suppress(FastAPIError):  # it is no type for pydantic, and stands there as any content
            field = create_model_field(f"Response_{code}_{route.unique_id}", both, mode="serialization")
            route.response_fields[code] = field
            route.responses.setdefault(code, {})


def _may_refuse(convertor: Convertor[Any]) -> bool:
    return not isinstance(convertor, StringConvertor | PathConvertor)


def _dependencies(dependant: Any) -> Iterator[Any]:
    for below in dependant.dependencies:
        yield below.call
        yield from _dependencies(below)


def _in_place_of(app: FastAPI, policy: Policy, key: str, response: dict[str, Any]) -> list[openapi.Possible] | None:
    """What is said in place of FastAPI's 422, unless that is what the user's own handler answers."""
    handler = app.exception_handlers.get(RequestValidationError)
    if "HTTPValidationError" not in openapi.references(response) or handler is not request_validation_exception_handler:
        return None
    found = openapi.mapped(RequestValidationError, policy)
    code = policy.validation_status or int(key)
    is_left = _may_leave(policy, RequestValidationError)
    return [*found, openapi.problem(code, openapi.ValidationProblem)] if is_left else found


def _unread(app: FastAPI, policy: Policy) -> list[openapi.Possible]:
    """What content leads to that cannot be read at all, such as a form without its boundary."""
    if app.exception_handlers.get(HTTPException) is not http_exception_handler:
        return []
    found = openapi.mapped(HTTPException, policy) if HTTPException in policy.mapping else []
    return [*found, openapi.problem(400)] if _may_leave(policy, HTTPException) else found


def _may_leave(policy: Policy, error: type[Exception]) -> bool:
    """Whether the mapping may leave *error* to who would have answered it otherwise."""
    target = policy.mapping.get(error)
    return target is None or (callable(target) and not isinstance(target, type))


def _describe(
    operations: list[tuple[Any, list[openapi.Possible]]],
    unread: list[openapi.Possible],
    about: openapi.Documentation,
) -> None:
    tidy(about.document)
    for route, answers in operations:
        own = route.status_code or 200
        is_null = openapi.contents(answers).get(None) is type(None)
        for method in route.methods:
            place = route.path_format, method
            if is_null:
                without_replies(about.operation(place), own)
            about.describe(place, answers, own=own, to_content=unread)
