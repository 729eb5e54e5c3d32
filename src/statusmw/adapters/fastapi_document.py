"""What FastAPI writes into its OpenAPI document by itself, mended where several schemas or methods meet."""

from __future__ import annotations

from collections import Counter
from typing import Any


def tidy(made: dict[str, Any]) -> None:
    """Mend what FastAPI writes for a route with several methods, and for a reply with the status code of the route."""
    for operations in made.get("paths", {}).values():
        _identify(operations)
        for operation in operations.values():
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    _unmerge(content.get("schema", {}))


def _identify(operations: dict[str, Any]) -> None:
    """Give each method an id of its own; FastAPI has named all of a route by any one of them."""
    times = Counter(operation["operationId"] for operation in operations.values())
    for method, operation in operations.items():
        shared = operation["operationId"]
        if times[shared] > 1:
            stem, _, last = shared.rpartition("_")
            operation["operationId"] = f"{stem if last in operations else shared}_{method}"


def _unmerge(schema: dict[str, Any]) -> None:
    """Leave one of two schemas that FastAPI has merged: what the handler returns itself, and what its replies hold."""
    if "anyOf" in schema:
        members = [one for place, one in enumerate(schema["anyOf"]) if one not in schema["anyOf"][:place]]
        schema["anyOf"] = members
        schema.pop("$ref" if members else "anyOf", None)
