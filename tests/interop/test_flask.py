import json

import pytest
from flask import Flask, Response, abort, request
from starlette.background import BackgroundTask
from werkzeug.exceptions import Conflict, HTTPException, NotFound

from calling import wsgi
from interop_answers import RAISABLE, RETURNABLE, OutOfStock, assert_arrives, assert_framed
from statusmw import Problem, Redirect, Reply, respond


def serving(view, **config):
    app = Flask(__name__)
    app.config.update(config)
    app.add_url_rule("/", "view", view, methods=["GET", "POST"])
    return app


def sync_view(make, *, raised=False):
    def view():
        if raised:
            raise make()
        return make()

    return view


def async_view(make, *, raised=False):
    async def view():
        return sync_view(make, raised=raised)()

    return view


views = pytest.mark.parametrize("view", [sync_view, async_view])


@views
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("case", RETURNABLE.values(), ids=RETURNABLE)
def test_what_a_view_returns_arrives(case, view, method):
    assert_arrives(case, wsgi(serving(view(case.make)), method), method)


CONFIGS = [{}, {"PROPAGATE_EXCEPTIONS": True}, {"TESTING": True}, {"DEBUG": True}]


@views
@pytest.mark.parametrize("config", CONFIGS, ids=str)
@pytest.mark.parametrize("case", RAISABLE.values(), ids=RAISABLE)
def test_what_a_view_raises_arrives_with_nothing_installed(case, view, config):
    assert_arrives(case, wsgi(serving(view(case.make, raised=True), **config)))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_raised_problem_is_negotiated(method):
    answer = wsgi(serving(sync_view(respond.not_found, raised=True)), method, accept="text/html")
    assert answer["content-type"] == "text/html; charset=utf-8"
    assert (b"<!doctype html>" in answer.content.lower()) is (method == "GET")


def test_a_tuple_may_override_status_and_fields():
    answer = wsgi(serving(lambda: (respond.ok({"id": 7}), 202, {"X-Id": "7"})))
    assert (answer.status, answer["x-id"], json.loads(answer.content)) == (202, "7", {"id": 7})
    assert_framed(answer)


def test_after_request_sees_and_changes_an_ordinary_response():
    app = serving(sync_view(lambda: respond.created("/orders/7", {"id": 7})))

    @app.after_request
    def edited(response):
        assert (type(response), response.status_code, response.json) == (Response, 201, {"id": 7})
        response.headers["X-Edited"] = "yes"
        response.data = b'{"id":70}'
        return response

    answer = wsgi(app)
    assert (answer["x-edited"], answer.content) == ("yes", b'{"id":70}')
    assert_framed(answer)


def test_cookies_of_the_reply_and_of_the_session_both_arrive():
    app = serving(sync_view(lambda: respond.ok("a")), SECRET_KEY="k")

    @app.before_request
    def sign_in():
        from flask import session

        session["user"] = "ann"

    def view():
        reply = respond.ok("a")
        reply.set_cookie("own", "1")
        return reply

    app.view_functions["view"] = view
    assert [cookie.partition("=")[0] for cookie in wsgi(app).values("set-cookie")] == ["own", "session"]


def test_the_background_task_runs_when_the_response_was_sent():
    ran = []
    wsgi(serving(sync_view(lambda: respond.ok("a").with_background(BackgroundTask(ran.append, 1)))))
    assert ran == [1]


HANDLED = [
    (OutOfStock, lambda: OutOfStock(sku="a", left=0)),
    (Problem, lambda: OutOfStock(sku="a", left=0)),
    (HTTPException, lambda: OutOfStock(sku="a", left=0)),
    (Exception, lambda: OutOfStock(sku="a", left=0)),
    (409, lambda: OutOfStock(sku="a", left=0)),
    (404, lambda: respond.not_found("No order 7")),
    (404, lambda: Problem(404)),
    (Problem, lambda: respond.not_found("No order 7")),
    (Conflict, lambda: OutOfStock(sku="a", left=0)),
    (NotFound, lambda: respond.not_found("No order 7")),
    (413, lambda: Problem(413)),
    (Redirect, lambda: respond.see_other("/")),
]


@pytest.mark.parametrize(("registered", "make"), HANDLED)
def test_a_handler_of_the_user_wins(registered, make):
    app = serving(sync_view(make, raised=True))
    seen = []

    @app.errorhandler(registered)
    def handler(error):
        seen.append(error)
        return f"own: {error}", error.status_code

    made = make()
    answer = wsgi(app)
    assert (answer.status, answer.content) == (made.status_code, f"own: {made}".encode())
    assert type(seen[0]) is type(made)


def test_a_handler_for_another_number_is_not_asked():
    app = serving(sync_view(lambda: respond.conflict("Shipped"), raised=True))
    app.register_error_handler(404, lambda error: "own")
    assert wsgi(app).status == 409


def test_a_handler_may_return_the_problem_or_answer_with_another():
    app = serving(sync_view(lambda: OutOfStock(sku="a-1", left=0), raised=True))
    app.register_error_handler(OutOfStock, lambda error: error)
    app.register_error_handler(404, lambda error: respond.not_found(f"Nothing at {request.path}"))
    assert_arrives(RAISABLE["problem"], wsgi(app))
    assert json.loads(wsgi(app, path="/other").content)["detail"] == "Nothing at /other"


def test_one_reply_may_be_returned_again_and_again():
    shared = respond.not_found("No order 7", headers={"Vary": "Origin"})
    app = serving(lambda: shared)
    assert wsgi(app).fields == wsgi(app).fields


def test_a_reply_may_be_made_of_what_a_view_would_return():
    assert wsgi(serving(lambda: Reply("<p>", media_type="text/html")))["content-type"] == "text/html; charset=utf-8"


def test_the_framework_s_own_errors_stay_as_they_are():
    assert wsgi(serving(lambda: abort(404))).status == 404
