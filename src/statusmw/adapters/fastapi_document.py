"""What FastAPI writes into its OpenAPI document by itself, mended where several schemas or methods meet."""

from __future__ import annotations

from typing import Any


def tidy(made: dict[str, Any]) -> None:
    """Mend what FastAPI writes for a route with several methods, and for a reply with the status code of the route."""
    seen: set[str] = set()
    for operations in made.get("paths", {}).values():
        for method, operation in operations.items():
            if operation["operationId"] in seen:
                operation["operationId"] += f"_{method}"
            seen.add(operation["operationId"])
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    _unmerge(content.get("schema", {}))


def _unmerge(schema: dict[str, Any]) -> None:
    """Leave one of two schemas that FastAPI has merged: what the handler returns itself, and what its replies hold."""
    if "anyOf" in schema:
        members = [one for place, one in enumerate(schema["anyOf"]) if one not in schema["anyOf"][:place]]
        schema["anyOf"] = members
        schema.pop("$ref" if members else "anyOf", None)
