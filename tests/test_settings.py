"""The same decisions from a file and from the environment, and how a wrong one is refused."""

import dataclasses
import os
import re
import shutil
import sys
import types
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

import statusmw
from statusmw import Level, Policy, Problem, Rule, Source, Translations, asgi, install, wsgi
from statusmw.policy import DEFAULT
from statusmw.rules import CATALOGUE
from statusmw.settings import READERS, read_settings

MINE = Rule(id="mine", source=Source("IANA"), level=Level.MUST, says="S.", why="W.", bad="", good="")
OTHER = dataclasses.replace(MINE, id="other")


class Gone(Problem):
    status = 410


class Report:
    def __call__(self, finding):
        pass


def report(finding):
    pass


def page(problem, request):
    return ""


def app(*asked):
    """Stands for what no request comes to."""


TRANSLATIONS = Translations()


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch, tmp_path):
    """A directory of one's own, and an environment without settings."""
    for name in os.environ:
        if name.startswith("STATUSMW_"):
            monkeypatch.delenv(name)
    (tmp_path / "project" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "deep")
    shop = types.ModuleType("shop_of_test")
    shop.RULE, shop.RULES, shop.Gone, shop.report, shop.Report = MINE, [OTHER], Gone, report, Report
    shop.page, shop.TRANSLATIONS = page, TRANSLATIONS
    monkeypatch.setitem(sys.modules, "shop_of_test", shop)


def write(tmp_path, text, folder="project"):
    path = tmp_path / folder / "pyproject.toml"
    path.write_text(text)
    return path


# Name of the setting, what a file says, what a variable says, what a policy gets.
SETTINGS = [
    ("on_finding", '"raise"', "raise", "raise"),
    ("on_finding", '{ MUST = "raise", SHOULD = "report" }', "MUST=raise, SHOULD=report", {"MUST": "raise", "SHOULD": "report"}),
    ("select", '["MUST", "topic:status-codes"]', "MUST,topic:status-codes", ["MUST", "topic:status-codes"]),
    ("ignore", '["etag-*", "redirect-*"]', " etag-* ,redirect-*,", ["etag-*", "redirect-*"]),
    ("profiles", '["webdav", "tus"]', "webdav, tus", ["webdav", "tus"]),
    ("per_path", '{ "/a=b/*" = ["etag-*", "MUST"], "*.html" = ["SHOULD"] }', "/a=b/*=etag-*,MUST; *.html=SHOULD",
     {"/a=b/*": ["etag-*", "MUST"], "*.html": ["SHOULD"]}),
    ("sample", "0.25", "0.25", 0.25),
    ("sample", "0", "0", 0),
    ("extend", '["shop_of_test:RULE", "shop_of_test.RULES"]', "shop_of_test:RULE,shop_of_test.RULES", [MINE, OTHER]),
    ("mapping", '{ "builtins.KeyError" = 404, "a.B" = "shop_of_test:Gone" }', "builtins.KeyError=404, a.B=shop_of_test:Gone",
     {"builtins.KeyError": 404, "a.B": Gone}),
    ("maps", '["sqlalchemy", "http-clients"]', "sqlalchemy, http-clients", ["sqlalchemy", "http-clients"]),
    ("catch_exceptions", "false", "false", False),
    ("catch_exceptions", "false", "No", False),
    ("catch_exceptions", "true", "1", True),
    ("formats", '{ "/api/*" = "json", "*" = ["html", "text"] }', "/api/*=json; *=html, text",
     {"/api/*": "json", "*": ["html", "text"]}),
    ("expose", '"type"', "type", "type"),
    ("page", '"shop_of_test:page"', "shop_of_test:page", page),
    ("translations", '"shop_of_test:TRANSLATIONS"', "shop_of_test:TRANSLATIONS", TRANSLATIONS),
    ("validation_status", "422", "422", 422),
    ("report", '"shop_of_test.report"', "shop_of_test:report", report),
    ("observers", '["shop_of_test.report"]', "shop_of_test:report", [report]),
    ("request_id", '"x-request-id"', "x-request-id", "x-request-id"),
    ("request_id", '{ field = "x-id", trusted = true, everywhere = false }', "field=x-id, trusted=yes, everywhere=0",
     {"field": "x-id", "trusted": True}),
]  # fmt: skip


def test_every_argument_of_a_policy_is_a_setting():
    arguments = {field.name for field in dataclasses.fields(Policy) if field.init}
    assert set(READERS) == arguments == {name for name, *_ in SETTINGS}


def test_every_argument_of_a_policy_is_in_the_table_of_its_page():
    page = (Path(__file__).parent.parent / "docs" / "policy.md").read_text("utf-8")
    table = page[: page.index("What cannot work")]
    assert set(re.findall(r"^\| \[?`(\w+)`", table, re.MULTILINE)) == set(READERS)


@pytest.mark.parametrize(("name", "toml", "variable", "value"), SETTINGS)
@pytest.mark.parametrize("hyphen", ["_", "-"])
def test_a_setting_means_the_same_wherever_it_stands(name, toml, variable, value, hyphen, tmp_path, monkeypatch):
    same = Policy(**{"report": report, name: value})
    said = {} if name == "report" else {"report": report}
    assert Policy.from_settings(environ={f"STATUSMW_{name.upper()}": variable}, **said) == same
    write(tmp_path, f"[tool.statusmw]\n{name.replace('_', hyphen)} = {toml}\n")
    assert Policy.from_settings(**said) == same
    monkeypatch.setenv(f"STATUSMW_{name.upper()}", variable)
    assert Policy.from_settings(**said) == same


def test_a_class_that_reports_is_made_first():
    assert type(Policy.from_settings(environ={"STATUSMW_REPORT": "shop_of_test:Report"}).report) is Report


def test_what_is_no_environment_is_refused():
    with pytest.raises(TypeError, match="^environ: 'x' is no mapping; give environment variables, such as os.environ"):
        Policy.from_settings(environ="x")


def test_arguments_win_over_the_environment_and_the_environment_over_the_file(tmp_path):
    write(tmp_path, '[tool.statusmw]\non-finding = "report"\nsample = 0.5\nignore = ["etag-*"]\n')
    environ = {"STATUSMW_ON_FINDING": "raise", "STATUSMW_SAMPLE": "0.25", "SAMPLE": "x"}
    policy = Policy.from_settings(environ=environ, sample=1)
    assert (policy.on_finding, policy.sample, policy.ignore) == ("raise", 1.0, {"etag-*"})


def test_what_an_argument_wins_over_need_not_make_sense():
    assert Policy.from_settings(environ={"STATUSMW_IGNORE": "nothing-like-it"}, ignore=()).ignore == frozenset()
    with pytest.raises(ValueError, match="^select: there is no rule 'x'"):
        Policy.from_settings(environ={"STATUSMW_IGNORE": "etag-*"}, select=["x"])


def test_the_nearest_file_with_a_table_counts(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[tool.statusmw]\nsample = 0.5\n")
    assert Policy.from_settings().sample == 0.5
    near = write(tmp_path, '[project]\nname = "statusmw-user"\n')
    assert Policy.from_settings().sample == 0.5
    near.write_text("[tool.statusmw]\n")
    assert Policy.from_settings().sample == 1.0
    near.write_text("[project\n")
    assert Policy.from_settings().sample == 0.5
    monkeypatch.chdir(tmp_path)
    near.write_text("[tool.statusmw]\nsample = 0.25\n")
    assert Policy.from_settings().sample == 0.5
    assert Policy.from_settings(near).sample == 0.25


def test_a_variable_that_is_empty_is_not_set(tmp_path):
    write(tmp_path, "[tool.statusmw]\nsample = 0.5\n")
    assert Policy.from_settings(environ={"STATUSMW_SAMPLE": " "}).sample == 0.5


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[tool.statusmw]\non-findng = 'raise'", r"\[tool.statusmw\]: there is no key 'on-findng'; did you mean 'on-finding'"),
        ("[tool.statusmw]\nonfinding = 'raise'", "did you mean 'on-finding'"),
        ("[tool.statusmw]\non-finding = 'rise'", r"\[tool.statusmw\] on-finding: 'rise' is none of report"),
        ("[tool.statusmw]\non_finding = 'rise'", r"\[tool.statusmw\] on_finding: 'rise' is none of"),
        ("[tool.statusmw]\non-finding = 'raise'\non_finding = 'raise'", "'on_finding' stands there twice"),
        ("[tool.statusmw]\nignore = 'etag-*'", r"ignore: give a collection of patterns, such as \['etag-\*'\]"),
        ("[tool.statusmw]\nignore = ['etag-malforme']", r"ignore: there is no rule .* did you mean 'etag-malformed'"),
        ("[tool.statusmw]\nsample = '1'", "sample: '1' is no number"),
        ("[tool.statusmw]\ncatch-exceptions = 1", "catch-exceptions: 1 is neither True nor False"),
        ("[tool.statusmw.per-path]\n'/a' = ['etag-malforme']", "per-path: /a: there is no rule"),
        ("[tool.statusmw]\nreport = 'shop_of_test.nothing'", "report: 'shop_of_test.nothing' names nothing that can be imported: "),
        ("[tool.statusmw]\nreport = 'no_such_module_at_all'", "names nothing that can be imported: "),
        ("[tool.statusmw]\nreport = 'a b'", "names nothing that can be imported: "),
        ("[tool.statusmw]\nreport = 7", "report: 7 cannot be called"),
        ("[tool.statusmw]\nextend = 'shop_of_test:RULE'", r"extend: give a list of dotted names, such as \['shop"),
        ("[tool.statusmw]\nextend = 7", "extend: give a list of dotted names"),
        ("[tool.statusmw]\nextend = [7]", "extend: 7 is no Rule"),
        ("[tool.statusmw]\nmapping = 7", "mapping: 7 is no mapping"),
        ("[tool.statusmw]\nmapping = { KeyError = 404 }", "mapping: 'KeyError' is no dotted name"),
        ("[tool.statusmw]\nobservers = 7", "observers: 7 is no list"),
        ("[tool.statusmw]\nobservers = 'shop_of_test:Report'", "observers: 'shop_of_test:Report' is no list"),
        ("[tool.statusmw]\nrequest-id = 'a b'", "request-id: 'a b' is no name of a field"),
        ("tool = 7  # statusmw", r" tool: 7 is no table; write \[tool.statusmw\]"),
        ("tool.statusmw = 7", r"\[tool.statusmw\]: there is no such table"),
        ("statusmw = 7\n[tool.statusmw", "this is no TOML: "),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_refused_by_its_name(toml, says, tmp_path):
    path = write(tmp_path, toml)
    for where in (None, path, str(path)):
        with pytest.raises(ValueError, match=rf"pyproject.toml.*{says}") as refused:
            Policy.from_settings(where)
        assert str(refused.value).startswith(str(path))


def test_a_file_that_is_named_has_to_be_there_and_to_have_the_table(tmp_path):
    with pytest.raises(FileNotFoundError):
        Policy.from_settings(tmp_path / "pyproject.toml")
    with pytest.raises(ValueError, match=r"\[tool.statusmw\]: there is no such table"):
        Policy.from_settings(write(tmp_path, "[project]\n"))


def shown(policy):
    return policy.bodies.page.write(None, None).content.decode()


def test_a_path_in_a_file_leads_from_its_folder_and_one_in_a_variable_from_the_current_one(tmp_path, monkeypatch):
    path = write(tmp_path, '[tool.statusmw]\npage = "error.html"\ntranslations = "locale"\n')
    (tmp_path / "project" / "error.html").write_text("the project's")
    catalogue = tmp_path / "project" / "locale" / "fr" / "LC_MESSAGES"
    catalogue.mkdir(parents=True)
    shutil.copy(
        Path(statusmw.__file__).parent / "locale" / "de" / "LC_MESSAGES" / "statusmw.mo", catalogue / "messages.mo"
    )
    for where in (None, path):
        policy = Policy.from_settings(where)
        assert (shown(policy), policy.translations.languages) == ("the project's", ("en", "fr"))
    Path("error.html").write_text("the current one's")
    assert shown(Policy.from_settings(environ={"STATUSMW_PAGE": "error.html"})) == "the current one's"
    path.write_text(f"[tool.statusmw]\npage = {str(Path('error.html').absolute())!r}\n")
    assert shown(Policy.from_settings()) == "the current one's"
    monkeypatch.chdir(tmp_path / "project")
    path.write_text('[tool.statusmw]\npage = "deep/error.html"\n')
    assert shown(Policy.from_settings("pyproject.toml")) == "the current one's"


def test_where_the_current_directory_is_gone_only_the_environment_counts(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[tool.statusmw]\nsample = 0.5\n")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert wsgi.StatusMiddleware(app).policy is DEFAULT
    monkeypatch.setenv("STATUSMW_ON_FINDING", "raise")
    assert asgi.StatusMiddleware(app).policy == Policy(on_finding="raise")


@pytest.mark.parametrize(
    ("variable", "text", "says"),
    [
        ("STATUSMW_ON_FINDNG", "raise", "there is no such setting; did you mean STATUSMW_ON_FINDING"),
        ("STATUSMW_ON_FINDING", "rise", "'rise' is none of report"),
        ("STATUSMW_ON_FINDING", "MAST=raise", "there is no level 'MAST'; did you mean 'MUST'"),
        ("STATUSMW_ON_FINDING", "MUST=raise,SHOULD", "'SHOULD' is no pair; write KEY=VALUE, KEY=VALUE"),
        ("STATUSMW_IGNORE", "etag-malforme", "there is no rule 'etag-malforme'; did you mean 'etag-malformed'"),
        ("STATUSMW_PER_PATH", "/a", "'/a' is no pair; write KEY=VALUE; KEY=VALUE"),
        ("STATUSMW_PER_PATH", "/a=MUST; /b=MUST; /a=SHOULD", "'/a' stands there twice; say all of it in one place"),
        ("STATUSMW_ON_FINDING", "MUST=raise, MUST=repair", "'MUST' stands there twice"),
        ("STATUSMW_SAMPLE", "half", "'half' is no number; give one from 0 to 1"),
        ("STATUSMW_SAMPLE", "2", "2.0 is no share"),
        ("STATUSMW_CATCH_EXCEPTIONS", "maybe", "'maybe' is neither true nor false"),
        ("STATUSMW_MAPPING", "builtins.KeyError=40four", "'40four' names nothing that can be imported"),
        ("STATUSMW_EXTEND", "no_such_module_at_all", "names nothing that can be imported"),
    ],
)
def test_what_is_wrong_in_a_variable_is_refused_by_its_name(variable, text, says, monkeypatch):
    monkeypatch.setenv(variable, text)
    for make in (Policy.from_settings, lambda: wsgi.StatusMiddleware(app), lambda: asgi.StatusMiddleware(app)):
        with pytest.raises(ValueError, match=rf"^{variable}: .*{says}"):
            make()


@given(st.dictionaries(st.sampled_from([f"STATUSMW_{name.upper()}" for name in READERS]), st.text()))
def test_whatever_a_variable_holds_it_is_taken_or_refused_by_its_name(environ):
    environ.pop("STATUSMW_REPORT", None)
    environ.pop("STATUSMW_EXTEND", None)
    environ.pop("STATUSMW_MAPPING", None)
    try:
        Policy.from_settings(environ=environ)
    except ValueError as refused:
        assert str(refused).partition(":")[0] in environ


def test_a_face_without_a_policy_goes_by_what_is_set(tmp_path, monkeypatch):
    assert wsgi.StatusMiddleware(app).policy is DEFAULT
    assert asgi.StatusMiddleware(app).policy is DEFAULT
    write(tmp_path, '[tool.statusmw]\nignore = ["etag-*"]\n')
    monkeypatch.setenv("STATUSMW_ON_FINDING", "raise")
    for made in (wsgi.StatusMiddleware(app), asgi.StatusMiddleware(app)):
        assert (made.policy.on_finding, made.policy.ignore) == ("raise", {"etag-*"})
    assert install(Flask("set")).wsgi_app.policy.on_finding == "raise"


def test_a_policy_that_is_given_is_all_that_counts(monkeypatch):
    monkeypatch.setenv("STATUSMW_ON_FINDING", "raise")
    assert wsgi.StatusMiddleware(app, Policy()).policy == Policy()
    assert Policy().on_finding == "repair"


def test_what_is_read_is_told_with_its_origin(tmp_path):
    path = write(tmp_path, "[tool.statusmw]\nsample = 0.5\n")
    found = read_settings(None, {"STATUSMW_ON_FINDING": "raise"})
    assert {name: (each.value, each.origin) for name, each in found.items()} == {
        "sample": (0.5, f"{path} [tool.statusmw] sample"),
        "on_finding": ("raise", "STATUSMW_ON_FINDING"),
    }
    assert len(CATALOGUE) > len(Policy().rules)
