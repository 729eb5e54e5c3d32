"""The generated pages are those that the code makes."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from statusmw.rules import CATALOGUE
from statusmw.status import STATUS_CODES

SCRIPT = Path(__file__).parents[1] / "docs" / "generate.py"


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_page_is_stale():
    run = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_stale_page_is_named_and_fails_the_check(generate, tmp_path, capsys):
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    (tmp_path / "rules.md").write_text("old")
    assert generate.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "rules.md is stale; run: python docs/generate.py\n"
    assert (tmp_path / "rules.md").read_text() == "old"


def test_the_pages_are_written_anew(generate, tmp_path):
    (tmp_path / "rules.md").write_text("old")
    generate.main([], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(generate.PAGES)
    assert generate.stale(tmp_path) == []


def test_every_rule_has_its_section_and_its_line_in_the_index(generate):
    page = generate.rules_page()
    assert [rule.id for rule in CATALOGUE if page.count(f"\n### {rule.id}\n") != 1] == []
    assert [rule.id for rule in CATALOGUE if page.count(f"(#{rule.id})") != 1] == []


def test_every_repair_is_shown(generate):
    assert generate.rules_page().count("\nRepaired:\n") == sum(rule.repair is not None for rule in CATALOGUE)


def test_every_status_code_is_shown(generate):
    page = generate.status_codes_page()
    assert [code for code in STATUS_CODES.values() if str(code) not in page] == []


def test_no_page_has_anything_but_printable_text(generate):
    for make in generate.PAGES.values():
        assert make().replace("\n", "").isprintable()
