"""The OpenAPI documents of flask-smorest and APIFlask: what views answer and raise, errors as problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, Final

from flask import Flask
from werkzeug.routing import PathConverter, UnicodeConverter

from statusmw import openapi
from statusmw.adapters.flask_marshmallow import apis_of
from statusmw.policy import Policy
from statusmw.raisable import Problem

_ERRORS: Final = ("Error", "HTTPError", "ValidationError")
_PARAMETER: Final = re.compile(r"<(?:[^<>:]*:)?([^<>]+)>")
_TAKING_ALL: Final = (UnicodeConverter, PathConverter)
_OF_FORM: Final = ("400", "422")


def document(app: Flask, policy: Policy) -> None:
    """Complete what *app* says in its document, if flask-smorest or APIFlask makes one."""
    complete = partial(_completed, app, policy)
    for api in apis_of(app):
        api.spec.to_dict = _after(api.spec.to_dict, complete)
    if hasattr(app, "spec_processor"):
        _chain(app, complete)


def _after(make: Callable[[], Any], complete: Callable[[Any], Any]) -> Callable[[], Any]:
    def to_dict() -> Any:
        return complete(deepcopy(make()))

    return to_dict


def _chain(app: Any, complete: Callable[[Any], Any]) -> None:
    """Have APIFlask ask us, and then the spec processor of the user, whenever that is registered."""

    def processor(spec: Any, users: Any = app.spec_callback) -> Any:
        if not isinstance(spec, dict):  # SPEC_PROCESSOR_PASS_OBJECT
            spec.to_dict = _after(spec.to_dict, complete)
            return users(spec) if users else spec
        made = complete(spec)
        return users(made) if users else made

    def spec_processor(users: Any) -> Any:
        app.spec_callback = partial(processor, users=app.ensure_sync(users))
        return users

    app.spec_callback, app.spec_processor = processor, spec_processor


def _completed(app: Flask, policy: Policy, made: dict[str, Any]) -> Any:
    in_place_of = partial(_in_place_of, policy, made)
    return openapi.completed(
        made, partial(_describe, app, policy), in_place_of, ("ValidationError", "HTTPError", "Error")
    )


def _describe(app: Flask, policy: Policy, about: openapi.Documentation) -> None:
    unread = [openapi.problem(policy.validation_status or 400, openapi.ValidationProblem)]  # what webargs cannot read
    for rule in app.url_map.iter_rules():
        path = _PARAMETER.sub(r"{\1}", rule.rule)
        for method in rule.methods or ():
            answers = _answers(app.view_functions[rule.endpoint], method, policy)
            about.describe((path, method), [*answers, *_routed(rule)], to_content=unread)


def _answers(view: Any, method: str, policy: Policy) -> Iterator[openapi.Possible]:
    view_class = getattr(view, "view_class", None)
    if view_class is None:
        yield from openapi.answers_of(view, policy)
    elif hasattr(view_class, method.lower()):
        yield from openapi.answers_of(getattr(view_class, method.lower()), policy)
        yield from openapi.raised_by(view_class, policy)


def _routed(rule: Any) -> list[openapi.Possible]:
    """The 404 of a path that is like the rule, and whose parts a converter refuses."""
    converters = rule._converters.values()  # noqa: SLF001 - nothing public tells
    return [openapi.problem(404)] if any(type(one) not in _TAKING_ALL for one in converters) else []


def _in_place_of(
    policy: Policy, made: dict[str, Any], key: str, response: dict[str, Any]
) -> list[openapi.Possible] | None:
    """What is said in place of the errors that the two document by themselves."""
    named = set(openapi.references(response))
    for name in list(named):
        named |= set(openapi.references(made.get("components", {}).get("responses", {}).get(name, {})))
    if named.isdisjoint(_ERRORS):
        return None
    if "ValidationError" in named or (key in _OF_FORM and "Error" in named):
        return [openapi.problem(policy.validation_status or int(key), openapi.ValidationProblem)]
    return [openapi.Possible(int(key) if key.isdecimal() else openapi.ANY_OTHER, Problem, Problem)]
