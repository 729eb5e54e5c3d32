"""What FastAPI writes into its OpenAPI document by itself, mended where several schemas or methods meet."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_NULL: Final = {"type": "null"}


def tidy(made: dict[str, Any]) -> None:
    """Mend what FastAPI writes for a route with several methods, and for a reply with the status code of the route."""
    for item in made.get("paths", {}).values():
        # Beside the methods may stand whatever else OpenAPI allows: the user may have extended the document.
        operations = {method: item[method] for method in _METHODS if method in item} if isinstance(item, dict) else {}
        _identify(operations)
        for operation in operations.values():
            for response in operation.get("responses", {}).values():
                for content in response.get("content", {}).values():
                    _unmerge(content.get("schema"))


def _identify(operations: dict[str, Any]) -> None:
    """Give each method an id of its own; FastAPI has named all of a route by any one of them."""
    times = Counter(operation.get("operationId") for operation in operations.values())
    for method, operation in operations.items():
        shared = operation.get("operationId")
        if shared is not None and times[shared] > 1:
            stem, _, last = shared.rpartition("_")
            operation["operationId"] = f"{stem if last in operations else shared}_{method}"


def _unmerge(schema: Any) -> None:
    """Leave one of two schemas that FastAPI has merged: what the handler returns itself, and what its replies hold."""
    if isinstance(schema, dict) and "anyOf" in schema:
        members = [one for place, one in enumerate(schema["anyOf"]) if one not in schema["anyOf"][:place]]
        schema["anyOf"] = members
        schema.pop("$ref" if members else "anyOf", None)


def without_replies(operation: dict[str, Any] | None, status_code: int) -> None:
    """Leave null, and what else is known, of the content of a handler that returns None or replies.

    Where there is nothing but None beside a reply, pydantic takes that for a value of any kind.
    """
    for media in (operation or {}).get("responses", {}).get(str(status_code), {}).get("content", {}).values():
        schema = media.get("schema")
        kinds = schema.get("anyOf", []) if isinstance(schema, dict) else []
        if {} in kinds and _NULL in kinds:
            known = [one for one in kinds if one]
            media["schema"] = known[0] if len(known) == 1 else {**schema, "anyOf": known}
