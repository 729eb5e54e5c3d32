"""The structure of the house: imports point down, small rooms, and the core needs no framework."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

import statusmw
from long_form import share

ROOT = Path(statusmw.__file__).parent

LAYERS = [
    {
        "text",
        "records",
        "grammar",
        "encoding",
        "exposure",
        "members",
        "streaming",
        "problem",
        "routes",
        "pydantic_hooks",
    },
    {"status", "exchange", "fields", "grammar_values", "settings", "misfits"},
    {"rule_arguments", "interfaces", "settable"},
    {"targets", "reading", "wire", "rule"},
    {"content_reader", "tally"},
    {"rules", "engine", "writers", "profiles", "reporting"},
    {"negotiation", "challenges", "asgi_messages", "wsgi_messages", "selection", "request_ids"},
    {"translating", "formats", "pages"},
    {"bodies"},
    {"reply"},
    {"raisable"},
    {"validation", "typed"},
    {"respond", "mapping", "starlette_routes", "schema_types", "schema_samples", "schema_classes"},
    {"failures"},
    {"maps"},
    {"policy", "schema", "client"},
    {"openapi"},
    {"outcome", "catalogue"},
    {"starlette_stack"},
    {"asgi_head", "wsgi_head"},
    {"asgi_response", "wsgi_response"},
    {"asgi_websocket"},
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
    "records",
    "request_ids",
    "reporting",
    "routes",
    "rule",
    "rule_arguments",
    "wire",
    "engine",
    "interfaces",
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


# Imports each module in a process of its own, forked from one that has imported nothing of ours; a process for each from
# the start would take minutes.
ALONE = """
import importlib, os, sys, traceback
others, *names = sys.argv[1:]
for other in filter(None, others.split(",")):
    importlib.import_module(other)
for name in names:
    if child := os.fork():
        os.waitpid(child, 0)
        continue
    try:
        importlib.import_module(name)
        found = [each for each in ("starlette", "werkzeug", "asyncio") if each in sys.modules and not others]
        print(*([name, found] if found else []), end=chr(10) if found else "")
    except BaseException:
        print(name, traceback.format_exc())
    sys.stdout.flush()
    os._exit(0)
"""
# WebOb imports the one, Connexion the other.
KNOWN = ("'cgi' is deprecated", "jsonschema.")


@pytest.mark.parametrize(
    ("others", "names"),
    [
        ("", ["", *(name for name in NAMES if name.partition(".")[0] in SANS_FRAMEWORK)]),
        ("asyncio,starlette.applications,werkzeug", [n for n in NAMES if n.partition(".")[0] not in SANS_FRAMEWORK]),
    ],
    ids=["without a framework", "beside frameworks"],
)
def test_each_module_can_be_imported_alone(others: str, names: list[str]) -> None:
    strict = ["-W", "error", *(word for said in KNOWN for word in ("-W", f"ignore:{said}:DeprecationWarning"))]
    modules = ["statusmw" + ("." + name if name else "") for name in share(names, 4)]
    command = [sys.executable, *strict, "-c", ALONE, others, *modules]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.stderr, run.stdout) == ("", "")


@pytest.mark.parametrize(("others", "module"), [("", "statusmw.reply"), ("", "statusmw.nowhere"), ("json", "nowhere")])
def test_a_module_that_cannot_be_imported_alone_would_be_seen(others: str, module: str) -> None:
    command = [sys.executable, "-c", ALONE, others, module]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout.startswith(module)


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
        statusmw.respnd  # noqa: B018 - to look it up is the test
