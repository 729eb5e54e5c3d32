"""`install()` on Connexion, where the battery does not ask: what is the user's, Flask inside, what is validated."""

import asyncio
import json
import logging

import connexion
import pytest
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionResponse
from connexion.middleware import ConnexionMiddleware
from connexion.resolver import Resolver
from flask import make_response
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from werkzeug.exceptions import BadRequest, Conflict, Forbidden, MethodNotAllowed
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException
from werkzeug.local import LocalProxy
from werkzeug.utils import redirect

from calling import asgi, scope_of
from faces import Reports
from statusmw import Policy, Problem, Redirect, install, respond

PARAMETER = {"name": "q", "in": "query", "required": True, "schema": {"type": "integer"}}
BODY = {"content": {"application/json": {"schema": {"properties": {"q": {"type": "integer"}}}}}}
KINDS = (connexion.AsyncApp, connexion.FlaskApp)


class Known(Exception):
    pass


def operation(method):
    described = {"operationId": method, "responses": {"200": {"description": "fine"}}}
    return described | {"get": {}, "put": {"parameters": [PARAMETER]}, "post": {"requestBody": BODY}}[method]


def make(function, *handlers, kind=connexion.AsyncApp, policy=None):
    paths = {"/": {method: operation(method) for method in ("get", "put", "post")}}
    app = kind("test")
    functions = {"get": function, "put": lambda q: "fine", "post": lambda body: "fine"}
    document = {"openapi": "3.0.0", "info": {"title": "test", "version": "1"}, "paths": paths}
    app.add_api(document, resolver=Resolver(function_resolver=functions.get))
    for cls, handler in handlers:
        app.add_error_handler(cls, handler)
    assert install(app, Policy(**{"report": Reports(), "mapping": {Known: 409}, **(policy or {})})) is app
    return app


def raising(error):
    def fail():
        raise error

    return fail


def users(request, error):
    return ConnexionResponse(418, body="the user's", content_type="text/plain")


def post(app, content):
    scope = scope_of("POST", "/", content_type="application/json", content_length=str(len(content)))
    messages = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive():
        return messages.pop() if messages else await asyncio.Event().wait()

    return asgi(app, scope=scope, receive=receive)


def document(answer):
    assert answer["content-type"] == "application/problem+json"
    return json.loads(answer.content)


def test_a_second_call_changes_nothing():
    app = make(raising(Known()))
    before = list(app.middleware.middlewares), list(app.middleware.error_handlers)
    install(app)
    assert (app.middleware.middlewares, app.middleware.error_handlers) == before


def test_an_application_that_serves_is_refused():
    app = connexion.AsyncApp("test")
    asgi(app)
    with pytest.raises(RuntimeError, match=r"it is serving already; call install\(\) before its first request"):
        install(app)


def test_its_middleware_alone_is_an_application_too():
    app = install(ConnexionMiddleware(Starlette()), Policy(report=Reports()))
    assert document(asgi(app, path="/nowhere")) == {"title": "Not Found", "status": 404}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("key", "error"),
    [(Exception, KeyError()), (404, HTTPException(404)), (Known, Known()), (ProblemException, ProblemException())],
)
def test_a_handler_of_the_user_wins(kind, key, error):
    answer = asgi(make(raising(error), (key, users), kind=kind))
    assert (answer.status, answer.content) == (418, b"the user's")


def test_a_handler_of_the_user_by_number_is_asked_for_what_flask_raises():
    answer = asgi(make(raising(Forbidden()), (403, users), kind=connexion.FlaskApp))
    assert (answer.status, answer.content) == (418, b"the user's")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Conflict("taken"), {"title": "Conflict", "status": 409, "detail": "taken"}),
        (BadRequest(), {"title": "Bad Request", "status": 400}),
        (Problem(409, "taken", left=0), {"title": "Conflict", "status": 409, "detail": "taken", "left": 0}),
    ],
)
def test_what_flask_raises_is_handed_over(error, said):
    assert document(asgi(make(raising(error), kind=connexion.FlaskApp))) == said


@pytest.mark.parametrize("kind", KINDS)
def test_a_405_names_every_method_of_the_resource(kind):
    answer = asgi(make(raising(Known()), kind=kind), "DELETE")
    assert answer.status == 405
    assert {name.strip() for name in answer["allow"].split(",")} == {"GET", "HEAD", "POST", "PUT"}


def test_a_path_outside_of_every_specification_is_not_found():
    app = connexion.AsyncApp("test")
    info = {"openapi": "3.0.0", "info": {"title": "test", "version": "1"}, "paths": {}}
    app.add_api(info, base_path="/v1")
    assert asgi(install(app, Policy(report=Reports())), path="/v2").status == 404


def test_fields_of_what_flask_raises_are_kept():
    answer = asgi(make(raising(MethodNotAllowed(["PATCH"])), kind=connexion.FlaskApp))
    assert (answer.status, answer["allow"]) == (405, "PATCH")


@pytest.mark.parametrize(
    "error",
    [Redirect(303, "/x"), WerkzeugHTTPException(response=redirect("/x", 303))],
)
def test_a_redirect_that_flask_raises_is_one(error):
    answer = asgi(make(raising(error), kind=connexion.FlaskApp))
    assert (answer.status, answer["location"]) == (303, "/x")


def test_an_exception_that_has_no_status_code_is_the_servers():
    assert asgi(make(raising(WerkzeugHTTPException()), kind=connexion.FlaskApp)).status == 500


def test_the_handler_of_flask_that_the_user_registered_stays():
    app = connexion.FlaskApp("test")
    app.app.register_error_handler(WerkzeugHTTPException, users)
    install(app)
    assert app.app.error_handler_spec[None][None][WerkzeugHTTPException] is users


def test_flask_makes_a_response_of_a_reply():
    answer = asgi(make(lambda: make_response(respond.created("/x", {"id": 7})), kind=connexion.FlaskApp))
    assert (answer.status, answer["location"], json.loads(answer.content)) == (201, "/x", {"id": 7})


@pytest.mark.parametrize("kind", KINDS)
def test_a_problem_of_connexion_keeps_what_it_says(kind):
    said = {"status": 409, "title": "Taken", "detail": "gone", "type": "https://example.com/t", "instance": "/x/1"}
    error = ProblemException(**said, headers={"Retry-After": "30"}, ext={"status": 200, "left": 0})
    answer = asgi(make(raising(error), kind=kind))
    assert (document(answer), answer["retry-after"]) == ({**said, "left": 0}, "30")


def test_a_problem_of_connexion_that_is_the_servers_says_nothing():
    answer = asgi(make(raising(ProblemException(status=503, title="canary", detail="canary"))))
    assert document(answer).keys() == {"title", "status", "instance"}
    assert b"canary" not in answer.content


def test_a_problem_of_connexion_may_be_no_error():
    assert asgi(make(raising(ProblemException(status=204)))).status == 204


def test_a_problem_of_connexion_is_told_in_the_words_that_it_stands_for():
    said = {"title": LocalProxy(lambda: "Weg"), "detail": LocalProxy(lambda: "Nein"), "type": "no reference"}
    answer = asgi(make(raising(ProblemException(status=409, **said))))
    assert document(answer) == {"title": "Weg", "status": 409, "detail": "Nein"}


@pytest.mark.parametrize("kind", KINDS)
def test_content_that_does_not_fit_is_told_by_its_place(kind):
    answer = post(make(raising(Known()), kind=kind), b'{"q": "canary"}')
    (error,) = document(answer)["errors"]
    assert (answer.status, error["in"], error["pointer"]) == (400, "body", "#/q")
    assert b"canary" not in answer.content


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("query", "detail"),
    [(b"", "Missing query parameter 'q'"), (b"q=canary", "A parameter does not fit the 'type' in its schema")],
)
def test_a_parameter_that_does_not_fit_is_not_repeated(kind, query, detail):
    scope = {**scope_of("PUT", "/"), "query_string": query}
    assert document(asgi(make(raising(Known()), kind=kind), scope=scope))["detail"] == detail


def test_a_reply_with_a_task_is_raised_past_the_handlers():
    ran = []
    reply = Problem(409, "later")
    reply.background = BackgroundTask(ran.append, 1)
    answer = asgi(make(raising(reply)))
    assert (answer.status, ran) == (409, [1])


def test_exceptions_can_be_left_alone(caplog):
    app = make(raising(KeyError()), policy={"catch_exceptions": False})
    assert document(asgi(app))["title"] == "Internal Server Error"
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == [
        "connexion.middleware.exceptions"
    ]
