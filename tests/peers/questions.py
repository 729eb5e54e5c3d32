"""What is asked of every package alike: nothing that only statusmw has, and no words of its own.

Each question takes the application and what was logged, and tells whether the answer is right.
"""

import json
import logging

from battery import BROWSER, CONTENT
from battery_apps import SECRET


def document(answer):
    """The problem in *answer*; an empty one if it has none."""
    is_problem = answer.fields.get("content-type", "").startswith("application/problem+json")
    return json.loads(answer.content) if is_problem else {}


def is_problem(answer, status):
    return answer.status == status and document(answer).get("status") == status


def told(logged):
    return [record for record in logged if record.levelno >= logging.ERROR or record.exc_info]


def unknown_route_is_a_problem(app, logged):
    return is_problem(app.ask("/nowhere"), 404)


def method_not_allowed_is_a_problem_with_allow(app, logged):
    answer = app.ask("/fine", "DELETE")
    return is_problem(answer, 405) and "GET" in answer.fields.get("allow", "")


def challenge_is_kept(app, logged):
    answer = app.ask("/private")
    return answer.status == 401 and answer.fields.get("www-authenticate") == 'Basic realm="a b"'


def retry_after_is_kept(app, logged):
    return all(app.ask(path).fields.get("retry-after") == "30" for path in ("/busy", "/limited"))


def title_and_detail_the_right_way_round(app, logged):
    problem = document(app.ask("/item"))
    return (problem.get("title"), problem.get("detail")) == ("Not Found", "no such item")


def exception_is_a_problem(app, logged):
    return is_problem(app.ask("/boom"), 500)


def message_of_an_exception_stays_inside(app, logged):
    answer = app.ask("/boom")
    return answer.status == 500 and SECRET.encode() not in answer.content


def exception_is_told_once(app, logged):
    """In the log, to `wsgi.errors`, or by what the server gets, which it logs."""
    answer = app.ask("/boom")
    elsewhere = answer.errors.count("Traceback") + (answer.escaped is not None)
    return len([record for record in told(logged) if record.exc_info]) + elsewhere == 1


def id_in_the_body_is_in_the_log(app, logged):
    """Under whatever name: something in the body that is new each time, and that a log record has."""
    first, second = document(app.ask("/boom")), document(app.ask("/boom"))
    new = [str(second[name]) for name in second if second[name] != first.get(name)]
    return any(id in f"{record.getMessage()} {vars(record)}" for id in new for record in told(logged))


def validation_errors_are_a_problem(app, logged):
    answer = app.ask("/validated?q=x") if app.validates == "query" else app.ask("/validated", "POST", CONTENT)
    return bool(document(answer)) and answer.status in (400, 422)


def page_for_browsers(app, logged):
    return app.ask("/nowhere", accept=BROWSER).fields.get("content-type", "").startswith("text/html")


def group_is_unwrapped(app, logged):
    return app.ask("/group").status == 403


def grants_of_cors_are_on_a_500(app, logged):
    return "access-control-allow-origin" in app.ask("/boom", origin="http://other.example").fields


def http_exception_of_a_middleware_is_a_problem(app, logged):
    return is_problem(app.ask("/middleware"), 403)


def exception_of_a_mounted_application_is_a_problem(app, logged):
    return is_problem(app.ask("/sub/boom"), 500)


def datetime_as_a_member(app, logged):
    answer = app.ask("/taken")
    return answer.status == 409 and "2026-01-01" in str(document(answer).get("when"))


def status_member_cannot_lie(app, logged):
    return is_problem(app.ask("/lying"), 409)


def handler_of_the_user_wins(app, logged):
    return app.ask("/handled").content == b"by the user"


def fields_of_a_middleware_are_kept(app, logged):
    return app.ask("/item").fields.get("x-after") == "kept"


def stream_that_fails_at_once_is_a_500(app, logged):
    """By the application, or by a WSGI server, which has sent nothing yet."""
    answer = app.ask("/stream/once")
    is_servers = app.interface == "wsgi" and answer.escaped is not None and not answer.content
    return answer.status == 500 or is_servers


def stream_that_fails_midway_is_cut(app, logged):
    answer = app.ask("/stream/midway")
    return answer.content == b"first" and answer.escaped is not None


def client_that_leaves_while_it_sends_is_no_error(app, logged):
    return app.ask("/upload", "POST", b"{", leaves="reading").status != 500 and not told(logged)


QUESTIONS = [
    unknown_route_is_a_problem,
    method_not_allowed_is_a_problem_with_allow,
    challenge_is_kept,
    retry_after_is_kept,
    title_and_detail_the_right_way_round,
    exception_is_a_problem,
    message_of_an_exception_stays_inside,
    exception_is_told_once,
    id_in_the_body_is_in_the_log,
    validation_errors_are_a_problem,
    page_for_browsers,
    group_is_unwrapped,
    grants_of_cors_are_on_a_500,
    http_exception_of_a_middleware_is_a_problem,
    exception_of_a_mounted_application_is_a_problem,
    datetime_as_a_member,
    status_member_cannot_lie,
    handler_of_the_user_wins,
    fields_of_a_middleware_are_kept,
    stream_that_fails_at_once_is_a_500,
    stream_that_fails_midway_is_cut,
    client_that_leaves_while_it_sends_is_no_error,
]
