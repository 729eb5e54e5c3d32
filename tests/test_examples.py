"""The example APIs, walked through with their frameworks' test clients: every status code, and nothing to report."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from examples import fastapi_app, flask_app, mistakes_fastapi, mistakes_flask, orders, starlette_app
from examples.demo_orders import STATUS_CODES, STEPS, Step, wrong
from examples.demo_rows import MISTAKES
from examples.demo_wire import Answer
from starlette.testclient import TestClient

from statusmw import BrokenResponse, Policy

EXAMPLES = Path(orders.__file__).parent
APIS = [flask_app, starlette_app, fastapi_app]
MISTAKEN = [mistakes_flask, mistakes_fastapi]
WANTED = [200, 201, 202, 204, 303, 304, 400, 401, 403, 404, 405, 409, 410, 412, 415, 422, 429, 500, 502, 503]


def asking(module, policy):
    """A function that sends a request to the module's application through the test client of its framework."""
    app = module.create_app(policy)
    is_flask = "flask" in module.__name__
    client = app.test_client() if is_flask else TestClient(app, follow_redirects=False)

    def ask(method, target, fields=None, content=b""):
        if is_flask:
            response = client.open(target, method=method, headers=fields, data=content)
        else:
            response = client.request(method, target, headers=fields, content=content)
        lines = tuple((name.lower(), value) for name, value in response.headers.items())
        return Answer(response.status_code, lines, response.data if is_flask else response.content)

    return ask


@pytest.mark.parametrize("module", APIS)
def test_each_api_answers_every_step_right_and_breaks_no_rule(module, caplog):
    reported = []
    policy = replace(module.POLICY, on_finding="raise", report=reported.append)
    ask = asking(module, policy)
    assert [fault for step in STEPS if (fault := wrong(step, ask))] == []
    assert reported == []
    logged = [record.getMessage().partition(" as ")[0] for record in caplog.records if record.levelno >= logging.ERROR]
    # FastAPI's dependencies can only raise what they answer, and what is raised with 5xx is logged.
    assert [message for message in logged if message != "GET /orders failed, answered with 503"] == [
        "GET /orders/9/invoice failed, answered with 500",
        "GET /stock/apple failed, answered with 502",
    ]


def test_the_steps_make_every_status_code_of_a_crud_api():
    assert STATUS_CODES == WANTED


def test_a_step_that_goes_wrong_is_told():
    problem = Answer(404, (("content-type", "application/problem+json"),), b'{"status": 400}')
    assert wrong(Step("GET", "/a", 200), lambda *_: problem).startswith("GET /a: 404 in place of 200")
    assert wrong(Step("GET", "/a", 404), lambda *_: problem).startswith("GET /a: application/problem+json")
    assert wrong(Step("GET", "/a", 200, {"etag": ""}), lambda *_: Answer(200)) == "GET /a: etag is None in place of ''"
    assert wrong(Step("GET", "/a", 404), lambda *_: Answer(404)) == "GET /a: None b''"


@pytest.mark.parametrize("module", APIS)
def test_a_problem_class_says_what_is_left_in_each_api(module):
    ask = asking(module, module.POLICY)
    answer = ask("POST", "/orders", {"Content-Type": "application/json"}, b'{"sku": "plum", "quantity": 6}')
    assert json.loads(answer.content) == {
        "type": "https://shop.example/problems/out-of-stock",
        "title": "Out of stock",
        "status": 409,
        "detail": "Only 5 of plum left",
        "sku": "plum",
        "left": 5,
    }


@pytest.mark.parametrize("module", APIS)
def test_all_faults_of_an_order_are_told_at_once_in_each_api(module):
    ask = asking(module, module.POLICY)
    answer = ask("POST", "/orders", {"Content-Type": "application/json"}, b'{"quantity": 0}')
    pointers = sorted(error["pointer"] for error in json.loads(answer.content)["errors"])
    assert pointers == ["#/quantity", "#/sku"]


@pytest.mark.parametrize("module", APIS)
def test_of_two_clients_that_have_seen_the_same_version_only_one_changes_it(module):
    ask = asking(module, module.POLICY)
    seen = {"Content-Type": "application/json", "If-Match": '"v1"'}
    ask("PUT", "/orders/3", {"Content-Type": "application/json"}, b'{"sku": "pear", "quantity": 1}')
    answers = [ask("PATCH", "/orders/3", seen, b'{"quantity": 2}').status_code for _ in range(2)]
    assert answers == [200, 412]


def test_an_order_that_has_changed_since_it_was_read_is_not_overwritten():
    shop = orders.Shop()
    read = shop.add("pear", 1)
    shop.change(read, {"quantity": 2})
    with pytest.raises(orders.Changed):
        shop.change(read, {"quantity": 3})
    assert shop.order(read.id).quantity == 2


@pytest.mark.parametrize("module", MISTAKEN)
def test_in_a_test_the_mistakes_raise_what_the_demo_reports(module):
    ask = asking(module, Policy(on_finding="raise", report=lambda finding: None))
    framework = "flask" if module is mistakes_flask else "fastapi"
    broken = {}
    for mistake in MISTAKES:
        if not mistake.rules:
            continue
        try:
            ask(*getattr(mistake, framework))
        except BrokenResponse as error:
            broken[mistake.what] = tuple(finding.rule.id for finding in error.findings)
    expected = {mistake.what: mistake.rules for mistake in MISTAKES if mistake.rules}
    if framework == "fastapi":
        del expected["content on HEAD"]
    assert broken == expected


@pytest.mark.parametrize("module", APIS)
def test_each_api_is_a_tutorial_of_less_than_150_lines(module):
    assert len(Path(module.__file__).read_text().splitlines()) < 150


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_no_example_is_longer_than_the_library_s_modules_may_be(path):
    assert len(path.read_text().splitlines()) <= 350
