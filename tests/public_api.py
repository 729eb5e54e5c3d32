"""What users may rely on, one line each: every public object with its parameters, as griffe reads them in the source.

``python tests/public_api.py`` writes public_api.txt anew. A line that changes or goes breaks somebody's program; one
that is added is a promise. Both belong into the CHANGELOG.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import griffe

HERE = Path(__file__).resolve().parent
WRITTEN = HERE / "public_api.txt"
# The modules that the documentation tells to import from. Those with __all__ say what they mean by it.
MODULES = (
    "",
    "adapters",
    "adapters.django",
    "adapters.drf",
    "adapters.falcon",
    "adapters.pyramid",
    "asgi",
    "catalogue",
    "client",
    "engine",
    "exchange",
    "failures",
    "mapping",
    "maps",
    "openapi",
    "profiles",
    "request_ids",
    "reporting",
    "respond",
    "rule",
    "schema",
    "testing",
    "translating",
    "typed",
    "validation",
    "wire",
    "wsgi",
)
_BARE = {"positional or keyword", "positional-only", "keyword-only"}


def listing() -> list[str]:
    """The lines, in the order of the alphabet."""
    package = griffe.load("statusmw", search_paths=[HERE.parent / "src"], resolve_aliases=True, resolve_external=False)
    assert isinstance(package, griffe.Module)
    found = {line for name in MODULES for line in _of_module(package[name] if name else package)}
    return sorted(found)


def _of_module(module: griffe.Module) -> Iterator[str]:
    exported = None if module.exports is None else {str(name) for name in module.exports}
    for name, member in module.members.items():
        own = not member.is_alias and not name.startswith("_")
        if own if exported is None else name in exported:
            yield from _of(_meant(member), f"{module.path}.{name}")


def _meant(member: griffe.Object | griffe.Alias) -> griffe.Object | griffe.Alias | None:
    try:
        return member.final_target if isinstance(member, griffe.Alias) else member
    except griffe.AliasResolutionError:
        return None  # assigned in a way that cannot be read, such as several at once


def _of(member: griffe.Object | griffe.Alias | None, path: str) -> Iterator[str]:
    if member is None:
        yield f"{path}: constant"
    elif member.is_module:
        return
    elif member.is_class:
        bases = ", ".join(map(str, member.bases))
        yield f"{path}({bases}) <- {_signature(member.parameters)}"
        for name, inner in member.members.items():
            if not name.startswith("_") and not inner.is_alias:
                yield from _of(inner, f"{path}.{name}")
    elif member.is_function:
        yield f"{path}{_signature(member.parameters)} -> {member.returns}"
    else:
        yield f"{path}: {member.annotation or 'constant'}"


def _signature(parameters: griffe.Parameters) -> str:
    return f"({', '.join(_parameter(each) for each in parameters if each.name not in ('self', 'cls'))})"


def _parameter(parameter: griffe.Parameter) -> str:
    kind = parameter.kind.value if parameter.kind else ""
    mark = {"keyword-only": "[keyword] ", "positional-only": "[place] "}.get(kind, "")
    stars = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
    default = f" = {parameter.default}" if parameter.default is not None and kind in _BARE else ""
    return f"{mark}{stars}{parameter.name}: {parameter.annotation}{default}"


def main() -> None:
    """Write the file anew."""
    lines = listing()
    WRITTEN.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} lines in {WRITTEN.name}")


if __name__ == "__main__":
    main()
