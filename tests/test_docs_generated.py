"""The generated pages are those that the code makes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import generate
from generating.about import rules_about, rules_about_any, rules_about_class, rules_about_unregistered
from generating.rules import rule_pages
from generating.text import anchor, source_link, verbatim
from generating.triggers import codes_in_words, conditions, judged, moment
from statusmw import Policy, cli
from statusmw.rule import Level, Rule, Source
from statusmw.rules import CATALOGUE, find_rule
from statusmw.status import CLASSES, REGISTERED, STATUS_CODES

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "docs" / "generate.py"
LINK = re.compile(r"\]\(((?!http)[^)#]*)(?:#([^)]*))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
POLICY = re.compile(r"`(Policy\(.*?\))`")
COMMAND = re.compile(r"`statusmw (.*?)`")
SAMPLE = ("etag-malformed", "created-without-content", "field-not-text", "location-malformed")


@pytest.fixture(scope="module")
def pages():
    return generate.pages()


@pytest.fixture(scope="module")
def about():
    return rule_pages()


@pytest.fixture
def project(tmp_path):
    """A folder with the generated pages and nothing else."""
    (tmp_path / "README.md").write_text("Checks <!-- rules -->7<!-- /rules --> rules.\n")
    assert generate.main([], tmp_path) == 0
    return tmp_path


def an_example(**fields):
    return Rule(id="a", source=Source("RFC 9110", "15"), level=Level.MUST, says="", why="", bad="", good="", **fields)


def test_nothing_is_stale_missing_or_left_over():
    run = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_everything_is_written(project, pages):
    written = {path.relative_to(project).as_posix() for path in project.rglob("*.md")}
    assert written == {"README.md", *pages}
    assert generate.main(["--check"], project) == 0


def test_the_readme_tells_the_number_of_rules(project):
    assert (project / "README.md").read_text() == f"Checks <!-- rules -->{len(CATALOGUE)}<!-- /rules --> rules.\n"


def test_a_readme_without_marks_is_refused(project):
    (project / "README.md").write_text("Checks rules.")
    with pytest.raises(ValueError, match="put it where the number of rules is told"):
        generate.main([], project)


@pytest.mark.parametrize(
    ("name", "change", "what"),
    [
        ("docs/rules.md", lambda path: path.write_text("old"), "stale"),
        ("docs/rules/etag-malformed.md", lambda path: path.write_text("old"), "stale"),
        ("docs/rules/etag-malformed.md", Path.unlink, "missing"),
        ("docs/status-codes.md", Path.unlink, "missing"),
        ("docs/rules/etag-odd.md", Path.touch, "left over"),
        ("README.md", lambda path: path.write_text("<!-- rules --><!-- /rules -->"), "stale"),
    ],
)
def test_what_is_wrong_is_named_fails_the_check_and_is_put_right(project, capsys, name, change, what):
    change(project / name)
    there = (project / name).exists()
    assert generate.main(["--check"], project) == 1
    assert capsys.readouterr().err == f"{name} is {what}; run: python docs/generate.py\n"
    assert (project / name).exists() is there
    assert generate.main([], project) == 0
    assert generate.main(["--check"], project) == 0
    assert (project / name).exists() is (what != "left over")


def test_every_rule_has_its_page_and_its_line_by_topic_and_by_status_code(pages):
    topics, _, codes = pages["docs/rules.md"].partition("\n## By status code\n")
    for rule in CATALOGUE:
        link = f"[{rule.id}](rules/{rule.id}.md)"
        assert pages[f"docs/rules/{rule.id}.md"].count(f"\n# {rule.id}\n") == 1
        assert topics.count(link) == 1
        assert link in codes


def test_every_page_tells_everything_about_its_rule(about):
    for rule in CATALOGUE:
        page = about[rule.id]
        assert all(part in page for part in (rule.says, rule.why, f"| Level | {rule.level.value} |", str(rule.source)))
        assert all(f"\n- {words}\n" in page for words in conditions(rule))
        assert judged(rule) in page
        assert page.count("```text\n") == 2 + (rule.repair is not None)
        assert ("\nRepaired:\n" in page) is (rule.repair is not None)


def test_every_link_leads_to_a_heading(pages):
    texts = {path: path.read_text() for path in (ROOT / "docs").glob("*.md")}
    texts |= {ROOT / name: text for name, text in pages.items()}
    anchors = {path: set(map(anchor, HEADING.findall(text))) for path, text in texts.items()}
    for name, text in pages.items():
        here = ROOT / name
        for target, fragment in LINK.findall(text):
            path = (here.parent / target).resolve() if target else here
            assert path in anchors, f"{name}: {target}"
            assert not fragment or fragment in anchors[path], f"{name}: {target}#{fragment}"


def test_every_policy_of_a_page_does_what_the_page_says(about):
    for rule in CATALOGUE:
        *select, ignore, per_path = [eval(text, {"Policy": Policy}) for text in POLICY.findall(about[rule.id])]
        assert len(select) == (rule.level is Level.ADVICE)
        assert all(rule in policy.rules for policy in select)
        assert rule not in ignore.rules
        assert per_path.per_path == {"/legacy/*": {rule.id}}


def test_every_command_of_a_page_explains_its_rule(about, capsys):
    for rule in CATALOGUE:
        explain, check = COMMAND.findall(about[rule.id])
        assert explain == f"explain {rule.id}"
        assert check.startswith(f"check --select {rule.id} ")
    for id in SAMPLE:
        assert cli.main(COMMAND.findall(about[id])[0].split()) == 0
        assert find_rule(id).says in " ".join(capsys.readouterr().out.split())


def test_the_check_of_a_page_finds_what_breaks_its_rule_and_nothing_else(about, capsys, tmp_path):
    capture = tmp_path / "capture.txt"
    capture.write_text("HTTP/1.1 405 Method Not Allowed\r\nETag: 7\r\nContent-Length: 0\r\n\r\n")
    command = COMMAND.findall(about["etag-malformed"])[1].replace("FILE", str(capture))
    assert cli.main(command.split()) == 1
    shown = capsys.readouterr().out
    assert "etag-malformed" in shown
    assert "method-not-allowed-without-allow" not in shown


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("failed-dependency-outside-of-webdav", "the [profile](../policy.md#profiles) `webdav` leaves it out"),
        ("failed-dependency-outside-of-webdav", "the [profile](../policy.md#profiles) `api-guideline` asks it"),
        ("gateway-error-from-origin", "the [profile](../policy.md#profiles) `webdav` excuses it in some exchanges"),
        ("age-from-origin", "the [profile](../policy.md#profiles) `proxy` leaves it out"),
    ],
)
def test_a_page_names_the_profiles_that_decide(about, id, words):
    assert f"\n- {words}\n" in about[id]


def test_a_source_without_a_page_is_no_link():
    class Unlinked(Source):
        url = ""

    assert source_link(Unlinked("House rules", "3")) == "House rules, Section 3"
    assert source_link(Source("RFC 9110", "15")) == (
        "[RFC 9110, Section 15](https://www.rfc-editor.org/rfc/rfc9110#section-15)"
    )


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ({405}, "405"),
        ({301, 302}, "301 or 302"),
        ({301, 302, 303, 307, 308}, "301 to 303, 307 or 308"),
        ({201, 202, *range(300, 400)}, "201, 202 or 300 to 399"),
        (range(400, 600), "400 to 599"),
        (set(range(200, 600)) - {204, 205, 304}, "200 to 599, but not 204, 205 or 304"),
        (range(100), "0 to 99"),
    ],
)
def test_status_codes_in_words(codes, words):
    assert codes_in_words(codes) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, []),
        ({"interface": "wsgi"}, ["the application speaks WSGI"]),
        ({"status_codes": {405}}, ["the status code is 405"]),
        ({"methods": {"HEAD", "GET"}}, ["the method is `GET` or `HEAD`"]),
        ({"except_methods": {"HEAD"}}, ["the method is not `HEAD`"]),
        ({"asked": ("range",)}, ["the request has `range`"]),
        ({"unasked": ("range", "if-range")}, ["the request does not have `if-range` or `range`"]),
        ({"present": ("etag",)}, ["the response has `etag`"]),
        ({"present": "*"}, []),
        ({"absent": ("via",)}, ["the response does not have `via`"]),
        ({"repeated": ("age",)}, ["more than one line of the response is named `age`"]),
        ({"content": True}, ["content was sent"]),
        ({"content": False}, ["no content was sent"]),
        ({"reads": "application/json"}, ["there is content of type `application/json`, and it is not coded"]),
        ({"reads": "*"}, ["there is content, of whatever type"]),
        ({"odd": "status"}, ["the status is not of the type the interface fixes"]),
        ({"odd": "fields"}, ["a field is not of the type the interface fixes"]),
        ({"misuse": "write is called"}, ["the application does this: write is called"]),
    ],
)
def test_a_trigger_in_words(fields, words):
    assert conditions(an_example(**fields)) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing more is asked: such a response breaks the rule."),
        ({"check": bool}, "What decides then: the exchange as a whole."),
        ({"phrase": bool}, "What decides then: the reason phrase."),
        ({"named": bool, "present": "*"}, "What decides then: the name of each field."),
        ({"octets": b"a", "present": "*"}, "What decides then: the octets of the value of each field."),
        ({"valid": bool, "present": "age"}, "What decides then: each value of this field."),
        ({"valid": bool, "present": ("age", "date")}, "What decides then: each value of these fields."),
        (
            {"fits": bool, "present": "content-length"},
            "What decides then: each value of this field and the number of bytes sent.",
        ),
    ],
)
def test_a_judgement_in_words(fields, words):
    assert judged(an_example(**fields)) == words


def test_the_moment_of_a_judgement():
    assert moment(an_example()) == "It is judged at the head of the response."
    assert moment(an_example(content=True)) == "It is judged at the end of the content."
    assert moment(an_example(misuse="write is called")) == "It is told as soon as it is seen."


def test_a_rule_stands_with_the_codes_it_names_and_with_the_classes_it_covers():
    malformed = find_rule("location-malformed")
    assert [code for code in REGISTERED if malformed in rules_about(code)] == [201, 202]
    assert [key for key, each in CLASSES.items() if malformed in rules_about_class(each)] == ["3xx"]


def test_no_rule_is_lost_between_codes_and_classes():
    told = {rule.id for rule in [*rules_about_any(), *rules_about_unregistered()]}
    told |= {rule.id for each in CLASSES.values() for rule in rules_about_class(each)}
    told |= {rule.id for code in REGISTERED for rule in rules_about(code)}
    assert told == {rule.id for rule in CATALOGUE}


def test_a_code_that_a_rule_of_its_class_leaves_out_is_named(pages):
    line = next(line for line in pages["docs/rules.md"].splitlines() if line.startswith("| [1xx informational]"))
    assert "[interim-with-content](rules/interim-with-content.md) (not 101)" in line


def test_each_status_code_lists_the_rules_about_it(pages):
    sections = pages["docs/status-codes.md"].split("\n### ")
    for code, status_code in REGISTERED.items():
        section = next(section for section in sections if section.startswith(f"{status_code}\n"))
        assert all(f"[{rule.id}](rules/{rule.id}.md)" in section for rule in rules_about(code))


def test_every_status_code_is_shown(pages):
    assert [code for code in STATUS_CODES.values() if str(code) not in pages["docs/status-codes.md"]] == []


def test_the_index_explains_how_examples_are_written(pages):
    assert (
        verbatim("GET /orders\n\n200 OK\nContent-Type: text/plain\n! start_response is called again\n\nhello")
        in (pages["docs/rules.md"])
    )


def test_no_page_has_anything_but_printable_text(pages):
    assert [name for name, text in pages.items() if not text.replace("\n", "").isprintable()] == []
