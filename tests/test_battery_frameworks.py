"""The same questions for every framework: what a client gets, and what the log says, once statusmw is installed."""

import asyncio
import json
import logging
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import calling
from battery_apps import SECRET, Known
from faces import Reports
from statusmw import Policy
from statusmw.mapping import leaves
from statusmw.outcome import ResponseAborted

FRAMEWORKS = ["flask", "quart", "starlette", "fastapi", "litestar", "falcon", "falcon_asgi", "bottle", "pyramid"]
BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"

_NO_VALIDATION = "the framework validates nothing"
_NO_RESPONSE = "a handler has no response before it returns one"
_FALCON = "Falcon says only in a sentence which parameter it is"
_OUTSIDE = "what nobody handles travels outwards past the middleware, so that it sees the exception"
DOES_NOT_APPLY = {
    ("flask", "validation_errors"): _NO_VALIDATION,
    ("quart", "validation_errors"): _NO_VALIDATION,
    ("starlette", "validation_errors"): _NO_VALIDATION,
    ("falcon", "validation_errors"): _FALCON,
    ("bottle", "validation_errors"): _NO_VALIDATION,
    ("pyramid", "validation_errors"): _NO_VALIDATION,
    ("pyramid", "method_not_allowed_with_allow"): "in Pyramid the method is a predicate: another one is not found",
    ("bottle", "cookies_are_kept"): "Bottle drops the response when an HTTPError is raised",
    ("falcon_asgi", "validation_errors"): _FALCON,
    ("starlette", "cookies_are_kept"): _NO_RESPONSE,
    ("litestar", "cookies_are_kept"): _NO_RESPONSE,
    ("fastapi", "cookies_are_kept"): "FastAPI drops the response it injects when the handler raises",
    ("starlette", "fields_of_middleware_are_kept_on_500"): _OUTSIDE,
    ("fastapi", "fields_of_middleware_are_kept_on_500"): _OUTSIDE,
}
"""The cells without a question, and why."""


@dataclass
class Asked:
    """What came of one request."""

    status: int
    fields: dict
    cookies: list
    content: bytes
    cut: bool = False

    @property
    def location(self):
        return self.fields["location"].removeprefix("http://localhost")  # WebOb makes it absolute

    @property
    def problem(self):
        assert self.fields["content-type"] == "application/problem+json"
        assert int(self.fields["content-length"]) == len(self.content)
        document = json.loads(self.content)
        assert document["status"] == self.status
        return document


@dataclass
class Application:
    """One framework's application, to be asked."""

    name: str
    app: object
    interface: str
    reports: Reports = field(default_factory=Reports)

    def ask(self, path, method="GET", **fields):
        cut, heads, content = False, [], bytearray()
        drive = _wsgi if self.interface == "wsgi" else _asgi
        try:
            drive(self.app, method, path, fields, heads, content)
        except ResponseAborted:
            cut = True
        ((status, lines),) = heads
        lines = [(name.lower(), value) for name, value in lines]
        cookies = [value for name, value in lines if name == "set-cookie"]
        return Asked(status, dict(lines), cookies, bytes(content), cut)


def _wsgi(app, method, path, fields, heads, content):
    path, _, query = path.partition("?")
    environ = {**calling.environ_of(method, path, **fields), "QUERY_STRING": query}

    def start(line, lines, exc_info=None):
        heads[:] = [(int(line[:3]), lines)]
        return content.extend

    parts = app(environ, start)
    try:
        for part in parts:
            content += part
    finally:
        getattr(parts, "close", int)()


def _asgi(app, method, path, fields, heads, content):
    path, _, query = path.partition("?")
    scope = {**calling.scope_of(method, path, **fields), "query_string": query.encode()}

    async def send(message):
        if message["type"] == "http.response.start":
            heads.append((message["status"], [(n.decode(), v.decode()) for n, v in message["headers"]]))
        else:
            content.extend(message.get("body", b""))

    asyncio.run(app(scope, calling._receiving(), send))


@cache
def application(name):
    reports = Reports()
    module = import_module(f"battery_apps.{name}_app")
    app = module.make(Policy(report=reports, mapping={Known: 409}))
    return Application(name, app, module.INTERFACE, reports)


def records(caplog):
    """What a person would be told of: errors, and what has a traceback."""
    return [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]


def unknown_route(app, caplog):
    assert app.ask("/nowhere").problem == {"title": "Not Found", "status": 404}
    assert records(caplog) == []


def method_not_allowed_with_allow(app, caplog):
    answer = app.ask("/fine", "DELETE")
    assert answer.problem["status"] == 405
    assert {"GET"} <= {name.strip() for name in answer.fields["allow"].split(",")} <= {"GET", "HEAD", "OPTIONS"}


def unauthorized_with_challenge(app, caplog):
    answer = app.ask("/private")
    assert answer.problem["status"] == 401
    assert answer.fields["www-authenticate"] == 'Basic realm="a b"'


def retry_after_is_kept(app, caplog):
    for path, status in (("/busy", 503), ("/limited", 429)):
        answer = app.ask(path)
        assert (answer.problem["status"], answer.fields["retry-after"]) == (status, "30")


def title_and_detail_the_right_way_round(app, caplog):
    assert app.ask("/item").problem == {"title": "Not Found", "status": 404, "detail": "no such item"}
    assert records(caplog) == []


def exception_is_a_problem_without_its_message(app, caplog):
    answer = app.ask("/boom")
    assert answer.problem["status"] == 500
    assert set(answer.problem) == {"title", "status", "instance"}
    assert SECRET.encode() not in answer.content


def logged_once_with_traceback_by_the_id_in_the_body(app, caplog):
    answer = app.ask("/boom")
    (record,) = records(caplog)
    assert (record.name, record.levelno, record.exc_info[0]) == ("statusmw", logging.ERROR, ValueError)
    assert record.error_id == answer.problem["instance"]


def validation_errors(app, caplog):
    answer = app.ask("/validated?q=x")
    assert answer.status in (400, 422)
    (error,) = answer.problem["errors"]
    assert (error["in"], error["parameter"]) == ("query", "q")
    assert error["detail"]
    assert records(caplog) == []


def html_for_browsers(app, caplog):
    for path in ("/nowhere", "/item", "/boom"):
        answer = app.ask(path, accept=BROWSER)
        assert answer.fields["content-type"] == "text/html; charset=utf-8"
        assert b"<html" in answer.content
        assert SECRET.encode() not in answer.content


def group_is_unwrapped(app, caplog):
    assert app.ask("/group").problem["status"] == 403


def mapping_answers(app, caplog):
    assert app.ask("/known").problem["status"] == 409
    assert records(caplog) == []


def extension_members_are_written(app, caplog):
    assert app.ask("/taken").problem == {"title": "Taken", "status": 409, "when": "2026-01-01T00:00:00+00:00"}


def status_member_cannot_lie(app, caplog):
    assert app.ask("/lying").problem["status"] == 409


def handler_of_the_user_wins(app, caplog):
    answer = app.ask("/handled")
    assert (answer.status, answer.content) == (418, b"by the user")
    assert records(caplog) == []


def fields_of_middleware_are_kept(app, caplog):
    for path in ("/item", "/taken"):
        assert app.ask(path).fields["x-after"] == "kept"


def fields_of_middleware_are_kept_on_500(app, caplog):
    assert app.ask("/boom").fields["x-after"] == "kept"


def cross_origin_grants_are_kept_on_500(app, caplog):
    assert app.ask("/boom", origin="http://other.example").fields["access-control-allow-origin"] == "*"


def cookies_are_kept(app, caplog):
    answer = app.ask("/cookie")
    assert answer.problem["status"] == 404
    assert [cookie.partition(";")[0] for cookie in answer.cookies] == ["kept=1"]


def head_has_no_content(app, caplog):
    for path in ("/nowhere", "/item", "/boom"):
        answer = app.ask(path, "HEAD")
        assert (answer.content, answer.fields["content-type"]) == (b"", "application/problem+json")
        assert answer.fields["content-length"] != "0"


def stream_that_fails_at_once(app, caplog):
    answer = app.ask("/stream/once")
    assert answer.problem["status"] == 500
    (record,) = records(caplog)
    assert record.error_id == answer.problem["instance"]


def stream_that_fails_midway(app, caplog):
    answer = app.ask("/stream/midway")
    assert (answer.status, answer.content, answer.cut) == (200, b"first", True)
    (record,) = records(caplog)
    assert (record.name, [type(error) for error in leaves(record.exc_info[1])]) == ("statusmw", [ValueError])


def redirect_is_raised(app, caplog):
    answer = app.ask("/moved")
    assert (answer.status, answer.location, answer.content) == (303, "/fine", b"")
    assert records(caplog) == []


def reply_is_returned(app, caplog):
    answer = app.ask("/created", "POST")
    assert (answer.status, answer.location) == (201, "/orders/7")
    assert (answer.fields["content-type"], json.loads(answer.content)) == ("application/json", {"id": 7})


def problem_is_returned(app, caplog):
    assert app.ask("/answered").problem == {"title": "Conflict", "status": 409, "detail": "already there"}
    assert app.ask("/answered", accept=BROWSER).fields["content-type"] == "text/html; charset=utf-8"


def fine_passes(app, caplog):
    answer = app.ask("/fine")
    assert (answer.status, answer.content) == (200, b"fine")
    assert records(caplog) == []


QUESTIONS = [
    unknown_route,
    method_not_allowed_with_allow,
    unauthorized_with_challenge,
    retry_after_is_kept,
    title_and_detail_the_right_way_round,
    exception_is_a_problem_without_its_message,
    logged_once_with_traceback_by_the_id_in_the_body,
    validation_errors,
    html_for_browsers,
    group_is_unwrapped,
    mapping_answers,
    extension_members_are_written,
    status_member_cannot_lie,
    handler_of_the_user_wins,
    fields_of_middleware_are_kept,
    fields_of_middleware_are_kept_on_500,
    cross_origin_grants_are_kept_on_500,
    cookies_are_kept,
    head_has_no_content,
    stream_that_fails_at_once,
    stream_that_fails_midway,
    redirect_is_raised,
    reply_is_returned,
    problem_is_returned,
    fine_passes,
]
CELLS = [(name, question) for name in FRAMEWORKS for question in QUESTIONS]


@pytest.mark.parametrize(
    ("name", "question"),
    [cell for cell in CELLS if (cell[0], cell[1].__name__) not in DOES_NOT_APPLY],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_question_is_answered(name, question, caplog):
    caplog.set_level(logging.INFO)
    app = application(name)
    app.reports.clear()
    caplog.clear()
    question(app, caplog)
    assert app.reports == []


def test_what_does_not_apply_is_a_cell():
    asked = {(name, question.__name__) for name, question in CELLS}
    assert DOES_NOT_APPLY.keys() <= asked


PAGE = Path(__file__).parents[1] / "docs" / "frameworks.md"
TABLE = re.compile(r"<!-- battery -->\n(.*)<!-- /battery -->", re.DOTALL)


def table():
    """The questions and the frameworks as the page shows them: whatever is asked is answered, or a test above fails."""
    reasons = sorted(set(DOES_NOT_APPLY.values()))
    lines = [
        "| | " + " | ".join(name.replace("_", " ") for name in FRAMEWORKS) + " |",
        "|---" * (len(FRAMEWORKS) + 1) + "|",
    ]
    for question in QUESTIONS:
        why = [DOES_NOT_APPLY.get((name, question.__name__)) for name in FRAMEWORKS]
        cells = ["yes" if reason is None else f"({reasons.index(reason) + 1})" for reason in why]
        lines.append(f"| {question.__name__.replace('_', ' ')} | {' | '.join(cells)} |")
    notes = [f"({number}) {reason}." for number, reason in enumerate(reasons, 1)]
    return "\n".join(lines) + "\n\n" + "  \n".join(notes) + "\n"


def test_the_page_shows_what_is_asked():
    assert TABLE.search(PAGE.read_text())[1] == table()
