"""`install()` on Bottle, where the battery does not ask: what is the user's, what errors say, replies."""

import json
import logging

import pytest
from bottle import Bottle, HTTPError, HTTPResponse, response
from starlette.background import BackgroundTask
from werkzeug.local import LocalProxy

from calling import wsgi
from faces import Reports
from statusmw import Policy, Problem, Redirect, Reply, install


class Boom(Exception):
    pass


def make(view, app=None, **policy):
    app = app or Bottle()
    app.route("/", "GET", view)
    return install(app, Policy(report=Reports(), **policy))


def raising(error):
    def view():
        raise error

    return view


def ask(app, method="GET", **fields):
    environ_errors = []
    answer = wsgi(_with_errors(app, environ_errors), method, **fields)
    answer.said = environ_errors
    return answer


def _with_errors(app, said):
    class Errors:
        write = staticmethod(said.append)
        flush = staticmethod(lambda: None)

    def run(environ, start_response):
        return app({**environ, "wsgi.errors": Errors}, start_response)

    return run


def records(caplog):
    return [record.name for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("code", "error"),
    [(500, Boom()), (500, HTTPError(500)), (404, HTTPError(404)), (409, Problem(409)), (409, LookupError())],
)
def test_a_handler_of_the_user_wins(code, error, caplog):
    app = make(raising(error), mapping={LookupError: 409})
    app.error(code, lambda error: "the user's")
    answer = ask(app)
    assert (answer.status, answer.content) == (code, b"the user's")
    assert records(caplog) == []


def test_a_default_handler_of_the_user_wins():
    class Own(Bottle):
        def default_error_handler(self, res):
            return "the user's"

    assert ask(make(raising(Boom()), Own())).content == b"the user's"


def test_what_nobody_handles_is_said_once(caplog):
    answer = ask(make(raising(Boom())))
    assert (answer["content-type"], answer.said, records(caplog)) == ("application/problem+json", [], ["statusmw"])


def test_exceptions_are_let_through_if_the_policy_says_so():
    answer = ask(make(raising(Boom()), catch_exceptions=False))
    assert (answer.status, answer["content-type"], len(answer.said)) == (500, "text/html; charset=UTF-8", 1)


def test_without_bottles_own_catching_the_face_answers(caplog):
    app = make(lambda: "fine")
    app.config["catchall"] = False
    app.add_hook("before_request", raising(Boom()))
    answer = ask(app)
    assert (answer["content-type"], records(caplog)) == ("application/problem+json", ["statusmw"])


@pytest.mark.parametrize(
    ("error", "document"),
    [
        (HTTPError(409, "so not"), {"title": "Conflict", "status": 409, "detail": "so not"}),
        (HTTPError(409), {"title": "Conflict", "status": 409}),
        (HTTPError(409, LocalProxy(lambda: "Nein")), {"title": "Conflict", "status": 409, "detail": "Nein"}),
        (HTTPError(409, "no", exception=Boom()), {"title": "Conflict", "status": 409, "detail": "no"}),
    ],
)
def test_an_error_keeps_what_it_says(error, document):
    assert json.loads(ask(make(raising(error))).content) == document


def test_a_response_that_is_raised_is_the_answer():
    answer = ask(make(raising(HTTPResponse("teapot", 418, {"X-Tea": "green"}))))
    assert (answer.status, answer.content, answer["x-tea"]) == (418, b"teapot", "green")
    grouped = raising(ExceptionGroup("one", [HTTPResponse("later", 202, {"X-A": "b"})]))
    answer = ask(make(grouped))
    assert (answer.status, answer.content, answer["x-a"]) == (202, b"later", "b")


def test_cookies_and_fields_of_the_route_stay():
    def view():
        response.set_cookie("kept", "1")
        response.set_header("X-A", "kept")
        response.set_header("ETag", '"stale"')
        raise Problem(401, headers={"WWW-Authenticate": ["Bearer", 'Basic realm="a"']})

    answer = ask(make(view))
    assert (answer.status, answer["x-a"], answer.values("etag")) == (401, "kept", [])
    assert answer.values("set-cookie") == ["kept=1"]
    assert ", ".join(answer.values("www-authenticate")) == 'Bearer, Basic realm="a"'


def test_a_redirect_is_raised():
    answer = ask(make(raising(Redirect(303, "/a"))))
    assert (answer.status, answer["location"], answer.content) == (303, "/a", b"")


def parts():
    yield from ("a", b"b")


@pytest.mark.parametrize("content", ["ab", parts])
@pytest.mark.parametrize("tasks", [0, 1])
def test_a_reply_is_followed_by_its_task(content, tasks):
    done = []
    background = BackgroundTask(done.append, 1) if tasks else None
    reply = Reply(content() if callable(content) else content, 202, {"X-A": "b"}, background=background)
    answer = ask(make(lambda: reply))
    assert (answer.status, answer.content, answer["x-a"], done) == (202, b"ab", "b", [1] * tasks)


@pytest.mark.parametrize("content", ["ab", parts])
def test_a_task_runs_behind_a_head_too(content):
    done = []
    reply = Reply(content() if callable(content) else content, background=BackgroundTask(done.append, 1))
    assert (ask(make(lambda: reply), "HEAD").content, done) == (b"", [1])


def test_a_reply_without_content_has_none():
    answer = ask(make(lambda: Reply(None, 204)))
    assert (answer.status, answer.content, answer.values("content-length")) == (204, b"", [])


def test_installing_twice_changes_nothing():
    app = make(lambda: "fine")
    face = app.wsgi
    assert install(app) is app
    assert app.wsgi is face
