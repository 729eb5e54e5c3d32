"""What is asked of each application of the battery; a question that is asked of nobody is in none of the tables."""

import json
import logging

from battery import BROWSER, CONTENT, failures, records
from battery_apps import SECRET
from statusmw.mapping import leaves


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
    in_query = app.validates == "query"
    # What is missing a framework may find elsewhere than what is wrong.
    asked = [("/validated?q=x",), ("/validated",)] if in_query else [("/validated", "POST", CONTENT)]
    for one in asked:
        answer = app.ask(*one)
        assert answer.status in (400, 422)
        (error,) = answer.problem["errors"]
        place = ("in", "parameter") if in_query else ("in", "pointer")
        assert tuple(map(error.get, place)) == (("query", "q") if in_query else ("body", "#/q"))
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


def http_exception_of_a_middleware(app, caplog):
    answer = app.ask("/middleware")
    assert answer.problem == {"title": "Forbidden", "status": 403}
    assert records(caplog) == []


def exception_of_a_mounted_application(app, caplog):
    answer = app.ask("/sub/boom")
    assert answer.problem["status"] == 500
    assert SECRET.encode() not in answer.content
    (record,) = records(caplog)
    assert record.error_id == answer.problem["instance"]


def background_task_that_fails_harms_no_response(app, caplog):
    answer = app.ask("/background")
    assert (answer.status, answer.content, answer.cut) == (200, b"fine", False)
    assert failures(caplog, answer) == [ValueError]


def client_that_leaves_while_it_sends_is_no_error(app, caplog):
    answer = app.ask("/upload", "POST", b"{", leaves="reading")
    assert answer.status != 500
    assert records(caplog) == []


def client_that_leaves_while_it_receives_is_no_error(app, caplog):
    answer = app.ask("/stream/fine", leaves="streaming")
    assert (answer.status, answer.content) == (200, b"first")
    assert records(caplog) == []


def redirect_is_raised(app, caplog):
    answer = app.ask("/moved")
    assert (answer.status, answer.location, answer.content) == (303, "/fine", b"")
    assert records(caplog) == []


def redirect_is_raised_before_the_handler(app, caplog):
    answer = app.ask("/login?token=1")
    assert (answer.status, answer.location, answer.content) == (303, "/fine", b"")
    assert records(caplog) == []


def reply_is_returned(app, caplog):
    answer = app.ask("/created", "POST")
    assert (answer.status, answer.location) == (201, "/orders/7")
    assert (answer.fields["content-type"], json.loads(answer.content)) == ("application/json", {"id": 7})


def problem_is_returned(app, caplog):
    assert app.ask("/answered").problem == {"title": "Conflict", "status": 409, "detail": "already there"}
    assert app.ask("/answered", accept=BROWSER).fields["content-type"] == "text/html; charset=utf-8"


def reply_without_content_is_returned(app, caplog):
    answer = app.ask("/deleted", "DELETE")
    assert (answer.status, answer.content) == (204, b"")
    assert not {"content-type", "content-length"} & answer.fields.keys()


def redirect_is_returned(app, caplog):
    answer = app.ask("/elsewhere")
    assert (answer.status, answer.location, answer.content) == (303, "/fine", b"")


def stream_is_returned(app, caplog):
    answer = app.ask("/exported")
    assert (answer.status, answer.content) == (200, b"ab")
    assert "content-length" not in answer.fields
    assert app.ask("/exported", "HEAD").content == b""


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
    http_exception_of_a_middleware,
    exception_of_a_mounted_application,
    background_task_that_fails_harms_no_response,
    client_that_leaves_while_it_sends_is_no_error,
    client_that_leaves_while_it_receives_is_no_error,
    redirect_is_raised,
    redirect_is_raised_before_the_handler,
    reply_is_returned,
    reply_without_content_is_returned,
    problem_is_returned,
    redirect_is_returned,
    stream_is_returned,
    fine_passes,
]
