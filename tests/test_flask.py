"""`install()` on Flask: the framework's own answers become problems, the user's stay, and all is said once."""

import logging

import pytest
from flask import Blueprint, Flask, Response, abort, g, request
from flask.signals import got_request_exception
from starlette.applications import Starlette
from werkzeug.debug import DebuggedApplication
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
    Unauthorized,
)

from faces import Reports, serve_wsgi
from statusmw import BrokenResponse, Policy, Problem, Redirect, Reply, install
from statusmw.exchange import Request
from statusmw.wsgi import StatusMiddleware


class Boom(Exception):
    pass


class OutOfStock(Problem):
    status = 409
    sku: str


def make(**policy):
    """An application with statusmw installed, and what it finds."""
    app = Flask(__name__)
    reports = Reports()
    install(app, Policy(report=reports, **policy))
    app.reports = reports
    return app


def view(app, rule="/", **options):
    """Register what a test needs, without a decorator for each."""
    return lambda function: app.add_url_rule(rule, options.pop("endpoint", None), function, **options)


def raising(app, error, rule="/"):
    def fail():
        raise error

    app.add_url_rule(rule, "fail", fail)
    return app


def records(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR or hasattr(record, "error_id")]


def problem_of(response):
    assert response.content_type == "application/problem+json"
    assert int(response.headers["content-length"]) == len(response.data)
    return response.status_code, response.json


def test_a_view_that_is_fine_passes():
    app = make()
    view(app)(lambda: "hello")
    response = app.test_client().get("/")
    assert (response.status_code, response.data, app.reports) == (200, b"hello", [])


def test_the_frameworks_404_is_a_problem():
    app = make()
    assert problem_of(app.test_client().get("/nowhere")) == (404, {"title": "Not Found", "status": 404})


def test_the_frameworks_405_is_a_problem_and_keeps_allow():
    app = make()
    view(app, methods=["GET", "PUT"])(lambda: "hello")
    response = app.test_client().post("/")
    assert problem_of(response)[0] == 405
    assert {name.strip() for name in response.headers["allow"].split(",")} == {"GET", "HEAD", "OPTIONS", "PUT"}
    assert app.reports == []


def test_an_unhandled_exception_is_a_problem_with_nothing_of_it_logged_once(caplog):
    app = raising(make(), Boom("canary"))
    status, body = problem_of(app.test_client().get("/"))
    assert status == 500
    assert set(body) == {"title", "status", "instance"}
    (record,) = records(caplog)
    assert (record.name, record.error_id, record.exc_info[0]) == ("statusmw", body["instance"], Boom)


@pytest.mark.parametrize("accept", ["text/html", "text/plain", "application/problem+xml"])
def test_errors_come_in_the_form_the_client_wants(accept):
    app = make()
    response = app.test_client().get("/nowhere", headers={"Accept": accept})
    assert response.content_type.startswith(accept)
    assert response.headers["vary"] == "Accept"


def test_head_gets_the_length_without_the_content():
    app = make()
    response = app.test_client().head("/nowhere")
    assert (response.status_code, response.data) == (404, b"")
    assert app.reports == []


def test_what_abort_says_is_the_detail():
    app = make()
    view(app)(lambda: abort(404, "No order 7"))
    assert problem_of(app.test_client().get("/"))[1]["detail"] == "No order 7"


def test_what_abort_says_of_a_5xx_stays_inside(caplog):
    app = make()
    view(app)(lambda: abort(502, "canary"))
    status, body = problem_of(app.test_client().get("/"))
    assert (status, set(body)) == (502, {"title", "status", "instance"})
    assert records(caplog)[0].error_id == body["instance"]


def test_abort_with_a_response_is_that_response():
    app = make()
    view(app)(lambda: abort(Response("teapot", 418, {"X-Tea": "green"})))
    response = app.test_client().get("/")
    assert (response.status_code, response.data, response.headers["x-tea"]) == (418, b"teapot", "green")


def test_a_redirect_of_the_router_stays_as_it_is():
    app = make()
    view(app, "/orders/")(lambda: "orders")
    response = app.test_client().get("/orders")
    assert (response.status_code, response.headers["location"]) == (308, "http://localhost/orders/")
    assert response.content_type.startswith("text/html")


class Locked(HTTPException):
    code = 423
    description = "It is locked."


class Rendered(HTTPException):
    code = 400

    def get_body(self, environ=None, scope=None):
        return "rendered by the user"


@pytest.mark.parametrize(
    ("error", "fields"),
    [
        (Unauthorized(www_authenticate=None), {}),
        (ServiceUnavailable(retry_after=30), {"retry-after": "30"}),
        (Locked(), {}),
    ],
)
def test_http_exceptions_keep_their_fields(error, fields):
    response = raising(make(), error).test_client().get("/")
    assert problem_of(response)[0] == error.code
    assert fields.items() <= {name.lower(): value for name, value in response.headers.items()}.items()


def test_a_challenge_is_kept():
    from werkzeug.datastructures import WWWAuthenticate

    error = Unauthorized(www_authenticate=[WWWAuthenticate("basic", {"realm": "a b"}), WWWAuthenticate("bearer")])
    app = raising(make(), error)
    response = app.test_client().get("/")
    assert problem_of(response)[0] == 401
    assert [value.split()[0] for value in response.headers.getlist("www-authenticate")] == ["Basic", "Bearer"]
    assert app.reports == []


def test_an_exception_that_renders_itself_does_so():
    response = raising(make(), Rendered()).test_client().get("/")
    assert (response.status_code, response.data) == (400, b"rendered by the user")


# Replies and problems.


def test_a_reply_is_returned_alone_or_with_status_code_and_fields():
    app = make()
    view(app, "/a", endpoint="a", methods=["POST"])(lambda: Reply({"id": 7}, 201, {"Location": "/7"}))
    view(app, "/b", endpoint="b")(lambda: (Reply({"id": 7}), 202, {"X-A": "b"}))
    client = app.test_client()
    response = client.post("/a")
    assert (response.status_code, response.headers["location"]) == (201, "/7")
    response = client.get("/b")
    assert (response.status_code, response.json, response.headers["x-a"]) == (202, {"id": 7}, "b")
    assert app.reports == []


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_problem_may_be_raised_or_returned(asynchronous):
    def returned():
        return OutOfStock(sku="a-1")

    def raised():
        raise OutOfStock(sku="a-1")

    async def returned_later():
        return OutOfStock(sku="a-1")

    async def raised_later():
        raise OutOfStock(sku="a-1")

    for function in (returned_later, raised_later) if asynchronous else (returned, raised):
        app = make()
        view(app)(function)
        status, body = problem_of(app.test_client().get("/"))
        assert (status, body["sku"]) == (409, "a-1")


def test_a_redirect_may_be_raised():
    response = raising(make(), Redirect(303, "/a")).test_client().get("/")
    assert (response.status_code, response.headers["location"]) == (303, "/a")


def test_a_problem_of_the_server_is_logged_with_the_id_that_is_sent(caplog):
    singleton = Problem(503, "Closed for stocktaking", headers={"Retry-After": "30"})
    app = raising(make(), singleton)
    first, second = (problem_of(app.test_client().get("/"))[1]["instance"] for _ in range(2))
    assert [record.error_id for record in records(caplog)] == [first, second]
    assert first != second


@pytest.mark.parametrize("asynchronous", [False, True])
def test_an_exception_of_any_kind_of_view_is_a_500(asynchronous, caplog):
    app = make()

    def fail():
        raise Boom

    async def fail_later():
        raise Boom

    view(app)(fail_later if asynchronous else fail)
    assert problem_of(app.test_client().get("/"))[0] == 500
    assert len(records(caplog)) == 1


# The user's handlers.

BY = [
    pytest.param(404, NotFound, id="number"),
    pytest.param(NotFound, NotFound, id="class"),
    pytest.param(HTTPException, NotFound, id="HTTPException"),
    pytest.param(Exception, NotFound, id="Exception and 404"),
    pytest.param(Exception, Boom, id="Exception and another"),
    pytest.param(500, Boom, id="500"),
    pytest.param(InternalServerError, Boom, id="InternalServerError"),
    pytest.param(HTTPException, Boom, id="HTTPException and another"),
    pytest.param(Boom, Boom, id="its class"),
    pytest.param(404, lambda: Problem(404), id="number of a problem"),
    pytest.param(409, lambda: OutOfStock(sku="a"), id="number of a problem class"),
    pytest.param(OutOfStock, lambda: OutOfStock(sku="a"), id="problem class"),
    pytest.param(Exception, lambda: Problem(404), id="Exception and a problem"),
]


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize(("registered", "raised"), BY)
def test_a_handler_of_the_user_wins(registered, raised, before, asynchronous):
    app = Flask(__name__)

    def handle(error):
        return "mine", 418

    async def handle_later(error):
        return "mine", 418

    handler = handle_later if asynchronous else handle
    if before:
        app.register_error_handler(registered, handler)
    install(app)
    if not before:
        app.register_error_handler(registered, handler)
    raising(app, raised())
    response = app.test_client().get("/")
    assert (response.status_code, response.data) == (418, b"mine")


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize(("registered", "raised"), BY[:5] + BY[8:])
def test_a_handler_of_a_blueprint_wins(registered, raised, before):
    app, blueprint = Flask(__name__), Blueprint("shop", __name__)
    blueprint.register_error_handler(registered, lambda error: ("mine", 418))
    raising(blueprint, raised())
    if not before:
        install(app)
    app.register_blueprint(blueprint)
    if before:
        install(app)
    response = app.test_client().get("/")
    assert (response.status_code, response.data) == (418, b"mine")


def test_a_handler_for_another_number_does_not_answer():
    app = make()
    app.register_error_handler(403, lambda error: ("mine", 418))
    view(app)(lambda: abort(404))
    assert problem_of(app.test_client().get("/"))[0] == 404


@pytest.mark.parametrize("registered", [500, HTTPException, Exception])
def test_what_a_handler_of_the_user_answers_is_logged_once(registered, caplog):
    app = raising(make(), Boom())
    app.register_error_handler(registered, lambda error: ("mine", 500))
    app.test_client().get("/")
    # A handler for every exception has handled it: Flask says nothing then.
    assert [record.name for record in records(caplog)] == ([] if registered is Exception else [app.name])


def test_a_handler_that_fails_is_a_500_logged_with_both_exceptions(caplog):
    app = raising(make(), Boom())

    @app.errorhandler(Boom)
    def handle(error):
        raise ZeroDivisionError

    assert problem_of(app.test_client().get("/"))[0] == 500
    (record,) = records(caplog)
    assert record.exc_info[0] is ZeroDivisionError
    assert isinstance(record.exc_info[1].__context__, Boom)


@pytest.mark.parametrize("registered", [500, Exception])
def test_a_last_handler_that_fails_is_a_500(registered):
    app = raising(make(), Boom())

    @app.errorhandler(registered)
    def handle(error):
        raise ZeroDivisionError

    assert problem_of(app.test_client().get("/"))[0] == 500


# Around the handlers.


@pytest.mark.parametrize("error", [Boom(), NotFound(), Problem(409)])
def test_after_request_sees_errors_and_its_fields_are_kept(error):
    app = raising(make(), error)

    @app.after_request
    def grant(response):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.vary.add("Origin")
        return response

    response = app.test_client().get("/")
    assert response.status_code in (500, 404, 409)
    assert response.headers["access-control-allow-origin"] == "*"
    assert {"Accept", "Origin"} <= {part.strip() for part in ",".join(response.headers.getlist("vary")).split(",")}


def test_an_after_request_that_fails_is_a_500():
    app = make()
    view(app)(lambda: "hello")

    @app.after_request
    def fail(response):
        raise Boom

    assert problem_of(app.test_client().get("/"))[0] == 500


def test_a_before_request_may_refuse():
    app = make()
    app.before_request(lambda: abort(403))
    assert problem_of(app.test_client().get("/"))[0] == 403


def test_a_teardown_that_fails_is_logged_and_answered(caplog):
    app = make()
    view(app)(lambda: "hello")

    @app.teardown_request
    def fail(error):
        raise Boom

    assert problem_of(app.test_client().get("/"))[0] == 500
    assert len(records(caplog)) == 1


@pytest.mark.parametrize("error", [Boom(), KeyError("mapped")])
def test_the_signal_is_sent_all_the_same(error):
    app = raising(make(mapping={KeyError: 503}), error)
    sent = []
    with got_request_exception.connected_to(lambda sender, exception: sent.append(exception), app):
        app.test_client().get("/")
    assert sent == [error]


def test_no_signal_is_sent_for_what_is_the_clients_fault():
    app = raising(make(mapping={KeyError: 404}), KeyError())
    sent = []
    with got_request_exception.connected_to(lambda sender, exception: sent.append(exception), app):
        assert app.test_client().get("/").status_code == 404
    assert sent == []


@pytest.mark.parametrize("setting", ["TESTING", "PROPAGATE_EXCEPTIONS", "DEBUG"])
def test_what_flask_lets_through_the_face_answers(setting, caplog):
    app = raising(make(), Boom())
    app.config[setting] = True
    assert problem_of(app.test_client().get("/"))[0] == 500
    assert [record.name for record in records(caplog)] == ["statusmw"]


def test_a_test_sees_the_exception_where_the_policy_lets_it_pass():
    app = raising(make(catch_exceptions=False), Boom())
    app.testing = True
    with pytest.raises(Boom):
        app.test_client().get("/")


def served_by_the_debugger(app):
    request_ = Request("GET", "/", (("host", "localhost"),), interface="wsgi")
    return serve_wsgi(DebuggedApplication(app, evalex=True), request_, **{"werkzeug.socket": None})


def test_the_debugger_of_the_development_server_shows_the_exception():
    app = raising(make(), Boom("canary"))
    app.debug = True
    served = served_by_the_debugger(app)
    assert served.code == 500
    assert b"canary" in served.content
    assert served.value("content-type").startswith("text/html")


def test_a_problem_is_an_answer_even_under_the_debugger():
    def app(environ, start_response):
        raise Problem(409)

    assert served_by_the_debugger(StatusMiddleware(app)).code == 409


def test_the_test_client_gets_the_same_answer_with_its_context_kept():
    app = raising(make(), Boom())
    app.testing = True
    with app.test_client() as client:
        assert problem_of(client.get("/"))[0] == 500


def test_without_catching_flask_answers_as_it_always_does(caplog):
    app = raising(make(catch_exceptions=False), Boom())
    response = app.test_client().get("/")
    assert (response.status_code, response.content_type) == (500, "text/html; charset=utf-8")
    assert [record.name for record in records(caplog)] == [app.name]
    assert app.test_client().get("/nowhere").content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("manner", ["class", "instance"])
def test_a_log_exception_of_the_users_is_called(manner):
    logged = []

    class Mine(Flask):
        def log_exception(self, exc_info):
            logged.append(exc_info[0])

    if manner == "class":
        app = Mine(__name__)
    else:
        app = Flask(__name__)
        app.log_exception = lambda exc_info: logged.append(exc_info[0])
    raising(install(app), Boom())
    assert problem_of(app.test_client().get("/"))[0] == 500
    assert logged == [Boom]


# The policy's mapping.


@pytest.mark.parametrize("key", [KeyError, LookupError, "builtins.KeyError", "builtins.LookupError"])
def test_what_is_mapped_is_answered(key):
    app = raising(make(mapping={key: 404}), KeyError("canary"))
    assert problem_of(app.test_client().get("/")) == (404, {"title": "Not Found", "status": 404})


def test_what_is_mapped_by_class_is_answered_inside_the_application():
    app = raising(make(mapping={KeyError: 404}), KeyError())
    app.after_request(lambda response: response.headers.set("X-Seen", "1") or response)
    assert app.test_client().get("/").headers["x-seen"] == "1"


def test_what_is_mapped_is_answered_under_testing_too():
    app = raising(make(mapping={KeyError: 404}), KeyError())
    app.testing = True
    assert app.test_client().get("/").status_code == 404


def test_what_is_mapped_to_a_5xx_is_logged_once(caplog):
    app = raising(make(mapping={ConnectionError: 502}), ConnectionResetError())
    status, body = problem_of(app.test_client().get("/"))
    assert status == 502
    assert [record.error_id for record in records(caplog)] == [body["instance"]]


def test_a_mapping_without_an_opinion_leaves_the_exception_unhandled(caplog):
    app = raising(make(mapping={KeyError: lambda error: None}), KeyError())
    app.register_error_handler(500, lambda error: (repr(error.original_exception), 500))
    assert app.test_client().get("/").data == b"KeyError()"
    assert len(records(caplog)) == 1


def test_a_mapping_that_fails_is_a_500(caplog):
    app = raising(make(mapping={KeyError: lambda error: 1 / 0}), KeyError())
    assert problem_of(app.test_client().get("/"))[0] == 500
    (record,) = records(caplog)
    assert record.exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("before", [False, True])
def test_a_handler_of_the_user_comes_before_the_mapping(before):
    app = Flask(__name__)
    if before:
        app.register_error_handler(KeyError, lambda error: ("mine", 418))
    install(app, Policy(mapping={KeyError: 404}))
    if not before:
        app.register_error_handler(KeyError, lambda error: ("mine", 418))
    raising(app, KeyError())
    assert app.test_client().get("/").data == b"mine"


def test_a_framework_exception_can_be_mapped():
    app = make(mapping={Forbidden: lambda error: Problem(404)})
    view(app)(lambda: abort(403))
    assert problem_of(app.test_client().get("/"))[0] == 404


def test_a_mapping_of_every_exception_leaves_the_users_handlers():
    app = raising(make(mapping={Exception: 503}), Boom())
    assert problem_of(app.test_client().get("/"))[0] == 503
    app = raising(make(mapping={Exception: 503}), Boom())
    app.register_error_handler(500, lambda error: ("mine", 418))
    assert app.test_client().get("/").data == b"mine"


def test_what_ends_the_process_can_be_in_the_mapping_without_harm():
    app = make(mapping={KeyboardInterrupt: 503, KeyError: 404})
    assert app.test_client().get("/nowhere").status_code == 404


# The face.


def test_what_a_view_gets_wrong_is_found_and_mended():
    app = make()
    view(app)(lambda: Response(iter(["hello"]), 200, {"Content-Length": "9"}))
    response = app.test_client().get("/")
    assert (response.headers["content-length"], response.data) == ("5", b"hello")
    assert app.reports.ids == ["content-length-too-long"]


def test_in_raise_mode_a_test_fails_by_the_finding():
    app = make(on_finding="raise")
    view(app)(lambda: ("", 302))
    with pytest.raises(BrokenResponse, match="302"):
        app.test_client().get("/")


def test_a_response_that_cannot_be_made_is_answered(caplog):
    class Broken(Response):
        def get_wsgi_headers(self, environ):
            raise Boom

    app = make()
    view(app)(lambda: Broken("x"))
    assert problem_of(app.test_client().get("/"))[0] == 500
    assert len(records(caplog)) == 1


def test_a_stream_that_fails_at_once_is_a_500(caplog):
    def parts():
        raise Boom
        yield

    app = make()
    view(app)(lambda: Response(parts()))
    assert problem_of(app.test_client().get("/"))[0] == 500
    assert len(records(caplog)) == 1


def test_the_context_of_a_request_is_closed_after_its_stream():
    closed = []
    app = make()
    app.teardown_request(lambda error: closed.append("teardown"))

    @app.get("/")
    def index():
        g.order = 7
        response = Response(part for part in ["a", "b"])
        response.call_on_close(lambda: closed.append("close"))
        return response

    served = serve_wsgi(app, Request("GET", "/", interface="wsgi"))
    assert (served.content, served.error) == (b"ab", None)
    assert closed == ["teardown", "close"]


# Installing.


def test_installing_twice_changes_nothing():
    app = make()
    face, handlers = app.wsgi_app, dict(app.error_handler_spec[None][None])
    assert install(app, Policy(on_finding="raise")) is app
    assert app.wsgi_app is face
    assert app.error_handler_spec[None][None] == handlers


def test_a_subclass_of_flask_is_flask():
    class Mine(Flask):
        pass

    app = install(Mine(__name__))
    assert isinstance(app.wsgi_app, StatusMiddleware)
    assert problem_of(app.test_client().get("/nowhere"))[0] == 404


def test_a_view_knows_the_request_when_it_fails():
    app = make()
    view(app, "/<name>")(lambda name: abort(404, request.path))
    assert app.test_client().get("/a").json["detail"] == "/a"


def test_installing_too_late_is_refused():
    app = Flask(__name__)
    app.test_client().get("/")
    with pytest.raises(RuntimeError, match="app: it is serving already"):
        install(app)


def test_a_class_is_refused_with_the_remedy():
    with pytest.raises(
        TypeError, match=r"^app: Flask is a class; give the application that it makes, Flask\(\.\.\.\)$"
    ):
        install(Flask)


@pytest.mark.parametrize("app", [None, 5, "app", object()])
def test_what_is_no_application_is_refused_by_name(app):
    with pytest.raises(TypeError, match=r"^app: install\(\) takes an application of a framework .*Flask.*, not "):
        install(app)


def test_every_framework_is_told_by_its_type():
    assert install(Starlette()).middleware_stack is None
