"""What an application offers, as its OpenAPI document tells, with the examples that stand there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from warnings import catch_warnings, simplefilter

from statusmw.commands.driving.offers import Offer, filled, unwrapped
from statusmw.commands.page import CommandError
from statusmw.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_METHODS: Final = ("get", "head", "post", "put", "patch", "delete", "options", "trace", "query")
_SAMPLES: Final = {
    "integer": "1",
    "number": "1.5",
    "boolean": "true",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2024-02-29",
    "date-time": "2024-02-29T12:00:00Z",
}
_DEEPEST: Final = 20


def read_document(path: str) -> Any:
    """An OpenAPI document from a file.

    Args:
        path: of a JSON file.

    Returns:
        The document.

    Raises:
        CommandError: it cannot be read, or is no OpenAPI document in JSON.
    """
    try:
        document = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise CommandError(f"--openapi: {plain(path)} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise CommandError(f"--openapi: {plain(path)} is no JSON; convert a YAML document first") from None
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise CommandError(f"--openapi: {plain(path)} has no object 'paths'")
    return document


def document_of(app: Any) -> Any:
    """The OpenAPI document that *app*, or what it wraps, makes of itself; None if it makes none."""
    for each in unwrapped(app):
        make = getattr(each, "openapi", None)
        if callable(make) and hasattr(each, "openapi_url"):
            return _made(make)
    return None


def _made(make: Any) -> Any:
    with catch_warnings():
        simplefilter("ignore")
        try:
            return make()
        except Exception:  # noqa: BLE001 - an application that cannot describe itself still has routes
            return None


def offers_in(document: Any) -> list[Offer]:
    """What an OpenAPI document offers.

    Args:
        document: as JSON knows it; what makes no sense in it is passed over.

    Returns:
        One offer for each path.

    >>> offers_in({"paths": {"/orders/{id}": {"get": {"parameters": [
    ...     {"name": "id", "in": "path", "example": 7}]}}}})[0].path
    '/orders/7'
    """
    paths = _mapping(_mapping(document).get("paths"))
    return [_offer(document, str(path), _mapping(item)) for path, item in paths.items()]


def _offer(document: Any, path: str, item: dict[str, Any]) -> Offer:
    operations = {method.upper(): _mapping(item[method]) for method in _METHODS if method in item}
    shared = _listed(item.get("parameters"))
    told = [*shared, *(each for operation in operations.values() for each in _listed(operation.get("parameters")))]
    parameters = [_followed(document, each) for each in told]
    examples = {str(each.get("name")): _sample(document, each) for each in parameters if each.get("in") == "path"}
    content = tuple(row for method, operation in operations.items() for row in _content(document, method, operation))
    query = "&".join(_query(document, parameters))
    return Offer(filled(path, examples=examples) + (f"?{query}" if query else ""), frozenset(operations), content)


def _query(document: Any, parameters: list[dict[str, Any]]) -> Iterator[str]:
    for each in parameters:
        if each.get("in") == "query" and each.get("required") is True:
            yield filled("{name}={value}", examples={"name": str(each.get("name")), "value": _sample(document, each)})


def _sample(document: Any, parameter: dict[str, Any]) -> str:
    schema = _followed(document, parameter.get("schema"))
    examples = _mapping(parameter.get("examples"))
    first = [_mapping(each).get("value") for each in examples.values()][:1]
    listed = [*_listed(schema.get("examples"))[:1], *_listed(schema.get("enum"))[:1]]
    values = (parameter.get("example"), *first, schema.get("example"), schema.get("default"), *listed)
    known = next((value for value in values if isinstance(value, (str, int, float))), None)
    if known is not None:
        return str(known).lower() if isinstance(known, bool) else str(known)
    return _SAMPLES.get(str(schema.get("format")), _SAMPLES.get(str(schema.get("type")), "1"))


def _content(document: Any, method: str, operation: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    body = _followed(document, operation.get("requestBody"))
    media = _mapping(_mapping(body.get("content")).get("application/json"))
    schema = _followed(document, media.get("schema"))
    first = [_mapping(each).get("value") for each in _mapping(media.get("examples")).values()][:1]
    known = [*first, media.get("example"), schema.get("example"), *_listed(schema.get("examples"))[:1]]
    for value in [each for each in known if each is not None][:1]:
        yield method, "application/json", json.dumps(value).encode()


def _followed(document: Any, value: Any) -> dict[str, Any]:
    """*value*, or what its ``$ref`` points to inside the document."""
    for _ in range(_DEEPEST):
        reference = _mapping(value).get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        value = document
        for step in reference[2:].split("/"):
            value = _mapping(value).get(step.replace("~1", "/").replace("~0", "~"))
    return _mapping(value)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
