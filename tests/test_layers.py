"""The structure of the house: imports point down, small rooms, and the core needs no framework."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

import statusmw

ROOT = Path(statusmw.__file__).parent

LAYERS = [
    {"text", "grammar", "encoding", "exposure", "members", "streaming", "problem", "routes"},
    {"status", "exchange", "fields", "grammar_values", "settings"},
    {"targets", "challenges", "reading", "wire", "rule"},
    {"content_reader", "tally"},
    {"rules", "engine", "writers", "profiles", "reporting"},
    {"negotiation", "asgi_messages", "wsgi_messages", "selection", "request_ids"},
    {"translating", "formats", "pages"},
    {"bodies"},
    {"reply"},
    {"raisable"},
    {"validation", "typed"},
    {"respond", "mapping", "starlette_routes", "schema_types", "schema_samples"},
    {"failures"},
    {"maps"},
    {"policy", "schema", "client"},
    {"openapi"},
    {"outcome", "catalogue"},
    {"starlette_stack", "asgi_websocket"},
    {"asgi_head", "wsgi_head"},
    {"asgi_response", "wsgi_response"},
    {"wsgi", "asgi"},
    {"adapters", "testing"},
    {"pytest_plugin"},
    {"commands"},
    {"cli"},
    {"__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")
NAMES = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in MODULES]
SANS_FRAMEWORK = (
    "text",
    "grammar",
    "exchange",
    "reading",
    "request_ids",
    "reporting",
    "routes",
    "rule",
    "wire",
    "engine",
    "profiles",
    "rules",
    "selection",
    "settings",
    "status",
    "commands",
    "cli",
)


def imported(path: Path) -> set[str]:
    """The modules of the package that *path* imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("statusmw.")}
        elif isinstance(node, ast.ImportFrom) and node.module == "statusmw":
            found |= {f"statusmw.{alias.name}" for alias in node.names if not alias.name.startswith("__")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("statusmw."):
            found.add(str(node.module))
    return {name.removeprefix("statusmw.") for name in found}


def test_every_module_has_its_level() -> None:
    assert {name.partition(".")[0] for name in NAMES} == set(LEVEL)


@pytest.mark.parametrize(("path", "name"), [*zip(MODULES, NAMES, strict=True)], ids=NAMES)
def test_no_import_points_up_or_sideways(path: Path, name: str) -> None:
    own = name.partition(".")[0]
    others = {target.partition(".")[0] for target in imported(path)} - {own}
    assert {other for other in others if LEVEL[other] >= LEVEL[own]} == set()


def test_an_arrow_that_points_up_would_be_seen(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("from statusmw import respond\ndef f():\n    from statusmw.adapters.flask import install\n")
    assert imported(module) == {"respond", "adapters.flask"}


@pytest.mark.parametrize("name", ["", *NAMES])
def test_each_module_can_be_imported_alone(name: str) -> None:
    program = f"import statusmw{'.' + name if name else ''}"
    if name.partition(".")[0] in ("", *SANS_FRAMEWORK):
        program += "\nimport sys; print([m for m in ('starlette', 'werkzeug', 'asyncio') if m in sys.modules])"
        expected = "[]\n"
    else:
        expected = ""
    # WebOb imports the one, Connexion the other.
    known = ("'cgi' is deprecated", "jsonschema.")
    strict = ["-W", "error", *(word for said in known for word in ("-W", f"ignore:{said}:DeprecationWarning"))]
    run = subprocess.run([sys.executable, *strict, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stderr, run.stdout) == ("", expected)


def lengths(path: Path) -> dict[str, int]:
    """Lines of each function in *path*, its docstring aside."""
    functions = [
        n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return {f"{path.name}:{function.name}": _length(function) for function in functions}


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    described = (first.end_lineno or 0) - first.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - described


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_rooms_are_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 350
    assert {name: lines for name, lines in lengths(path).items() if lines > 25} == {}


def test_the_median_function_is_short() -> None:
    assert median(lines for path in MODULES for lines in lengths(path).values()) <= 8


def test_the_public_names_are_the_documented_ones() -> None:
    assert sorted(statusmw.__all__) == sorted([*statusmw._HOMES, "__version__"]) == dir(statusmw)
    for name in statusmw.__all__:
        assert getattr(statusmw, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'respnd'"):
        statusmw.respnd  # noqa: B018
