"""Every code block of the README and the documentation runs, and shows what it says."""

from __future__ import annotations

import doctest
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
DOCS = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "frameworks").glob("*.md"))]
PAGES = [ROOT / "README.md", *DOCS, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
GENERATED = {"maps.md", "rules.md", "not-checked.md", "status-codes.md", "performance.md", "peers.md", "reliability.md"}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def blocks(page: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(page.read_text())


@pytest.fixture
def quiet_root() -> Iterator[None]:
    """Leave the root logger as it was: a page may configure it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("quiet_root")
@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in GENERATED], ids=lambda page: page.name)
def test_the_python_of_a_page_runs_and_prints_what_it_says(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Litestar reads the annotations of a function in the module it is of.
    module = ModuleType("page")
    monkeypatch.setitem(sys.modules, "page", module)
    namespace: dict[str, object] = vars(module)
    for kind, text in blocks(page):
        if kind == "python":
            exec(compile(text, page.name, "exec"), namespace)
        elif kind == "pycon":
            test = doctest.DocTestParser().get_doctest(text, namespace, page.name, str(page), 0)
            test.globs = namespace
            report: list[str] = []
            result = doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=report.append, clear_globs=False)
            assert result.failed == 0, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_run_and_print_what_it_says(page: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for kind, text in blocks(page):
        if kind != "console":
            continue
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
            run = subprocess.run(
                ["bash", "-c", command],
                capture_output=True,
                text=True,
                check=False,
                cwd=ROOT,
                env={**os.environ, "PATH": path},
            )
            assert run.returncode == 0, run.stderr
            assert doctest.OutputChecker().check_output(expected, run.stdout, OPTIONS), run.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_is_of_a_kind_that_is_run_or_shows_an_exchange(page: Path) -> None:
    kinds = {kind for kind, _ in blocks(page)}
    assert kinds <= ({"text"} if page.name in GENERATED else {"python", "pycon", "console"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text()) if not target.startswith("http")]
    assert [target for target in targets if not (page.parent / target).exists()] == []
