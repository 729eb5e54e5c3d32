"""The table of what is found in real applications: well formed, up to date with its page, and able to fail a run."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from statusmw.rules import CATALOGUE

FOLDER = Path(__file__).parent / "realworld"


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module("judging")


@pytest.fixture
def page(judging: ModuleType) -> ModuleType:
    return importlib.import_module("page")


def found(rule: str, where: str) -> dict[str, str]:
    return {"rule": rule, "where": where, "exchange": "GET /\n\n200 OK"}


def one_verdict(judging: ModuleType, monkeypatch: pytest.MonkeyPatch, **more: object) -> None:
    verdict = {"rule": "r", "where": {"app": ["GET,HEAD /a -> 200"]}}
    monkeypatch.setattr(judging, "table", lambda: {"verdict": [verdict], **more})


def test_each_entry_names_a_rule_a_verdict_and_a_reason(judging: ModuleType) -> None:
    known = {rule.id for rule in CATALOGUE}
    for entry in judging.table()["verdict"]:
        assert entry["rule"] in known
        assert entry["verdict"] == "true", f"{entry['rule']}: a false alarm is to be mended in the rule"
        assert entry["reason"].endswith(".")
        assert all(entry["where"].values())


def test_each_difference_has_a_reason(judging: ModuleType) -> None:
    for entry in [*judging.table()["changed"], *judging.table()["differs"]]:
        assert entry["reason"].endswith(".")


def test_no_place_stands_there_twice(judging: ModuleType) -> None:
    for name in {name for entry in judging.table()["verdict"] for name in entry["where"]}:
        places = [
            (entry["rule"], place)
            for entry in judging.table()["verdict"]
            for where in entry["where"].get(name, ())
            for place in judging.each(where)
        ]
        assert len(places) == len(set(places))


def test_the_page_is_made_of_the_table(page: ModuleType) -> None:
    assert page.PAGE.read_text("utf-8") == page.page_text()


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([found("r", "GET /a -> 200"), found("r", "HEAD /a -> 200")], []),
        ([found("r", "GET /a -> 200")], ["no longer found: r, HEAD /a -> 200"]),
        (
            [found("r", "GET /a -> 200"), found("r", "HEAD /a -> 200"), found("r", "GET /a -> 404")],
            ["not in the table: r, GET /a -> 404\nGET /\n\n200 OK"],
        ),
    ],
)
def test_what_is_new_and_what_is_gone_is_told(judging, monkeypatch, findings, said) -> None:
    one_verdict(judging, monkeypatch)
    assert judging.against_table("app", findings) == said


def test_places_that_differ_in_the_method_only_are_one_line(judging: ModuleType) -> None:
    places = ["HEAD /a -> 200", "GET /a -> 200", "t.py::test: PUT /a -> 200", "GET /b -> 404"]
    lines = judging.together(places)
    assert lines == ["GET /b -> 404", "GET,HEAD /a -> 200", "t.py::test: PUT /a -> 200"]
    assert sorted(place for line in lines for place in judging.each(line)) == sorted(places)


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        ([404, ["content-type"], True, "text/html"], False),
        ([404, ["content-type", "vary"], True, "application/problem+json"], False),
        ([404, ["content-type", "vary"], True, "text/html"], True),
        ([500, ["content-type"], True, "application/problem+json"], True),
    ],
)
def test_an_answer_that_the_middleware_changes_is_told(judging, monkeypatch, other, is_told) -> None:
    one_verdict(judging, monkeypatch)
    plain = [404, ["content-type"], True, "text/html"]
    assert bool(judging.changed("app", [("GET /a", plain)], [("GET /a", other)])) is is_told


def test_a_change_that_is_meant_has_to_occur(judging, monkeypatch) -> None:
    meant = {"application": "app", "where": ["GET /a -> 200, now 500"], "reason": "."}
    one_verdict(judging, monkeypatch, changed=[meant])
    fine, failed = [200, [], True, "text/plain"], [500, [], True, "text/plain"]
    assert judging.changed("app", [("GET /a", fine)], [("GET /a", failed)]) == []
    assert judging.changed("app", [("GET /a", fine)], [("GET /a", fine)]) == [
        "no longer changed: GET /a -> 200, now 500"
    ]
    assert judging.changed("app", [], [("GET /a", fine)]) == ["0 requests without the middleware, 1 with it"]


def test_an_exception_may_become_a_500_only(judging: ModuleType) -> None:
    raised = ["ValueError", [], False, ""]
    assert judging.same(raised, [500, ["content-type"], True, judging.PROBLEM])
    assert not judging.same(raised, [200, [], False, ""])


def test_a_test_that_breaks_and_one_that_no_longer_does_are_told(judging, monkeypatch) -> None:
    one_verdict(judging, monkeypatch, differs=[{"suite": "s", "modes": ["repair"], "tests": ["a"], "reason": "."}])
    assert judging.differing_tests("s", "repair", ["base"], ["a", "base"]) == []
    assert judging.differing_tests("s", "repair", [], ["a", "b"]) == ["repair: fails with the middleware: b"]
    assert judging.differing_tests("s", "repair", [], []) == ["repair: passes, against the table: a"]
    assert judging.differing_tests("s", "mend", [], ["a"]) == ["mend: fails with the middleware: a"]
