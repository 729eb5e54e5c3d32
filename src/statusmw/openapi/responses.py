"""Response objects of OpenAPI: what stands in the document for a problem, and for a reply of the helpers."""

from __future__ import annotations

from typing import Any, Final

from statusmw.problem import BLANK
from statusmw.raisable import Problem
from statusmw.schema import description_of, example_of, schema_of, title_of
from statusmw.status import reason_phrase
from statusmw.validation import ILL_FORMED

MEDIA_TYPE: Final = "application/problem+json"
REFERENCE: Final = "#/components/schemas/{model}"

_URI: Final = {"type": "string", "format": "uri-reference"}
_DELAY: Final = {"description": "When to ask again: seconds, or a date.", "schema": {"type": "string"}}
_WHERE: Final = {"description": "Where to go.", "required": True, "schema": _URI}

HEADERS: Final[dict[int, dict[str, dict[str, Any]]]] = {
    201: {"Location": {"description": "Where the new resource is; without it, at the target.", "schema": _URI}},
    202: {"Location": {"description": "Where to ask how it is going.", "schema": _URI}, "Retry-After": _DELAY},
    **{code: {"Location": _WHERE} for code in (301, 302, 303, 307, 308)},
    401: {
        "WWW-Authenticate": {
            "description": "Which credentials would do.",
            "required": True,
            "schema": {"type": "string"},
        }
    },
    405: {"Allow": {"description": "Which methods would do.", "required": True, "schema": {"type": "string"}}},
    416: {"Content-Range": {"description": "How long the whole is.", "schema": {"type": "string"}}},
    429: {"Retry-After": _DELAY},
    503: {"Retry-After": _DELAY},
}
"""The fields that the status code says something with."""


class ValidationProblem(Problem):
    """The request does not have the form this resource expects."""

    detail = ILL_FORMED
    errors: list[dict[str, str]]


_FAULT: Final = {
    "type": "object",
    "properties": {
        "detail": {"type": "string", "description": "What is wrong."},
        "in": {"enum": ["body", "query", "path", "header", "cookie"], "type": "string"},
        "pointer": {"type": "string", "description": "Where in the body, as a JSON Pointer in a URI fragment."},
        "parameter": {"type": "string", "description": "The name of the parameter, where it is not in the body."},
        "code": {"type": "string", "description": "A word for programs."},
    },
    "required": ["detail", "in"],
}
_OF_VALIDATION: Final = {
    "detail": ILL_FORMED,
    "errors": [{"detail": "Field required", "in": "body", "pointer": "#/name", "code": "missing"}],
}


def problem_response(status_code: int, names: dict[type[Problem], str]) -> dict[str, Any]:
    """The response of *status_code* that is one of several problems.

    Args:
        status_code: of all of them.
        names: each class with the name that its schema has among the components.
    """
    references = {cls: {"$ref": REFERENCE.format(model=name)} for cls, name in names.items()}
    content: dict[str, Any] = {"schema": _one_of(references)}
    examples = {name: _example(cls, status_code) for cls, name in names.items()}
    if len(examples) == 1:
        content["example"] = next(iter(examples.values()))
    else:
        content["examples"] = {name: {"value": value} for name, value in examples.items()}
    said = [description_of(cls) or title_of(cls) for cls in names]
    return _response(status_code, {MEDIA_TYPE: content}, "; ".join(text for text in said if text))


def _one_of(references: dict[type[Problem], dict[str, str]]) -> dict[str, Any]:
    if len(references) == 1:
        return next(iter(references.values()))
    types = {cls.type for cls in references}
    if BLANK in types or len(types) < len(references):
        return {"anyOf": list(references.values())}  # without a type of its own, one fits what another says
    mapping = {cls.type: reference["$ref"] for cls, reference in references.items()}
    return {"oneOf": list(references.values()), "discriminator": {"propertyName": "type", "mapping": mapping}}


def _example(cls: type[Problem], status_code: int) -> dict[str, Any]:
    if hasattr(cls, "status"):
        return example_of(cls)
    about = {"title": cls.title or reason_phrase(status_code), "status": status_code} if status_code else {}
    return example_of(cls) | about | (_OF_VALIDATION if cls is ValidationProblem else {})


def reply_response(status_code: int, schema: dict[str, Any] | None) -> dict[str, Any]:
    """The response that a reply of the helpers is.

    Args:
        status_code: its status code.
        schema: that of its content; None if it has none.
    """
    return _response(status_code, {} if schema is None else {"application/json": {"schema": schema}}, "")


def _response(status_code: int, content: dict[str, Any], description: str) -> dict[str, Any]:
    response: dict[str, Any] = {"description": description or reason_phrase(status_code) or "Error"}
    if status_code in HEADERS:
        response["headers"] = HEADERS[status_code]
    return response | ({"content": content} if content else {})


def problem_schema(cls: type[Problem], name: str) -> dict[str, Any]:
    """The schema of *cls* as it stands among the components as *name*, with what its members refer to in ``$defs``."""
    schema = schema_of(cls, ref_template=REFERENCE)
    if cls is ValidationProblem:
        schema["properties"]["errors"] = {"type": "array", "items": _FAULT}
    return {**schema, "title": name}
