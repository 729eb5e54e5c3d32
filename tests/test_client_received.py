"""What another server has answered with is caught as its class, and is no answer of this server in any framework."""

import asyncio
import copy
import pickle

import bottle
import falcon
import httpx
import pytest
from a2wsgi import ASGIMiddleware
from fastapi import FastAPI
from flask import Flask
from litestar import Litestar
from litestar import get as litestar_get
from pyramid.config import Configurator
from quart import Quart
from starlette.applications import Starlette
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Route
from starlette.testclient import TestClient
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException
from werkzeug.test import Client

from statusmw import Policy, Problem, install
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.client import Received, is_received, own, parse_problem, raise_for_problem
from statusmw.raisable import Raisable, declared_problems
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

TYPE = "https://upstream.example/problems/secret-door"


class SecretDoor(Problem):
    status = 401
    type = TYPE
    detail = "The key {key} fits no door"
    key: str


class Flexible(Problem):
    """A class whose instances say the status code."""

    type = "https://upstream.example/problems/flexible"


def upstream(status=401):
    sent = SecretDoor(key="hunter2", headers={"WWW-Authenticate": 'Basic realm="inside"', "Set-Cookie": "a=1"})
    fields = {
        "Content-Type": "application/problem+json",
        "WWW-Authenticate": 'Basic realm="inside"',
        "Set-Cookie": "a=1",
    }
    request = httpx.Request("GET", "https://upstream.example/door")
    return httpx.Response(status, content=sent.body, headers=fields, request=request)


def raised():
    with pytest.raises(SecretDoor) as caught:
        raise_for_problem(upstream())
    return caught.value


def test_it_is_of_the_same_class_and_of_no_framework():
    problem = raised()
    assert isinstance(problem, (SecretDoor, Received))
    assert (type(problem).__name__, type(problem).__module__) == ("SecretDoor", __name__)
    assert not isinstance(problem, (StarletteHTTPException, WerkzeugHTTPException, Raisable))
    assert (problem.status, problem.key, problem.detail) == (401, "hunter2", "The key hunter2 fits no door")
    assert problem.response.headers["set-cookie"] == "a=1"
    assert str(problem) == f"401 Unauthorized: The key hunter2 fits no door ({TYPE})"
    assert repr(problem) == f"<SecretDoor {problem}>"
    assert (is_received(problem), is_received(SecretDoor(key="a")), is_received(None)) == (True, False, False)


def test_what_it_says_is_shown_in_one_line():
    said = Problem(409, "a\nb", title="c\x1b[0m")
    answer = httpx.Response(409, content=said.body, headers={"Content-Type": "application/problem+json"})
    assert str(parse_problem(answer)) == "409 c\\x1b[0m: a\\nb"


def test_it_can_be_pickled_and_copied_without_the_response():
    for made in (pickle.loads(pickle.dumps(raised())), copy.copy(raised())):
        assert isinstance(made, (SecretDoor, Received))
        assert (made.status, made.key, made.response) == (401, "hunter2", None)
        assert made.members == {"key": "hunter2"}
        with pytest.raises(SecretDoor):
            made.answer("GET", None)


def test_the_classes_made_for_it_are_not_in_the_catalogue():
    made = type(raised())
    assert made is type(raised())
    assert made not in list(declared_problems())
    assert next(cls for cls in declared_problems() if cls.type == TYPE) is SecretDoor


def test_it_is_passed_on_only_on_purpose():
    problem = own(raised(), {"WWW-Authenticate": "Bearer"})
    assert type(problem) is SecretDoor
    fields, content = problem.answer("GET", None)
    assert dict(fields)[b"www-authenticate"] == b"Bearer"
    assert b"set-cookie" not in dict(fields)
    assert content == SecretDoor(key="hunter2").body


def test_what_is_passed_on_keeps_what_its_class_leaves_open():
    for sent in (Flexible(409, "no"), Problem(410, "gone", title="Gone for good", order=7, type="/problems/gone")):
        answer = httpx.Response(sent.status, content=sent.body, headers={"Content-Type": "application/problem+json"})
        passed = own(parse_problem(answer))
        assert (passed.status_code, passed.details) == (sent.status_code, sent.details)


# How each framework is asked, with a handler that raises what was received and one that returns it.


def flask_app():
    app = Flask("gateway")
    app.get("/raised", endpoint="raised")(lambda: raise_for_problem(upstream()))
    app.get("/returned", endpoint="returned")(lambda: parse_problem(upstream()))
    return app


def starlette_app():
    async def raising(request):
        raise_for_problem(upstream())

    async def returning(request):
        return parse_problem(upstream())

    return Starlette(routes=[Route("/raised", raising), Route("/returned", returning)])


def fastapi_app():
    app = FastAPI()
    app.get("/raised")(lambda: raise_for_problem(upstream()))

    @app.get("/returned")
    def returning() -> SecretDoor | None:
        return parse_problem(upstream())

    return app


def litestar_app():
    @litestar_get("/raised", sync_to_thread=False)
    def raising() -> None:
        raise_for_problem(upstream())

    return Litestar([raising])


def falcon_app():
    class Raised:
        def on_get(self, req, resp):
            raise_for_problem(upstream())

    app = falcon.App()
    app.add_route("/raised", Raised())
    return app


def bottle_app():
    app = bottle.Bottle()
    app.get("/raised")(lambda: raise_for_problem(upstream()))
    app.get("/returned")(lambda: parse_problem(upstream()))
    return app


def pyramid_app():
    config = Configurator()
    for name, view in (("raised", raise_for_problem), ("returned", parse_problem)):
        config.add_route(name, f"/{name}")
        config.add_view(lambda request, view=view: view(upstream()), route_name=name)
    return config


def quart_app():
    app = Quart("gateway")

    @app.get("/raised")
    async def raising():
        raise_for_problem(upstream())

    @app.get("/returned")
    async def returning():
        return parse_problem(upstream())

    return app


def wsgi_app():
    def app(environ, start_response):
        raise_for_problem(upstream())

    return app


def asgi_app():
    async def app(scope, receive, send):
        raise_for_problem(upstream())

    return app


WSGI = [flask_app, falcon_app, bottle_app, pyramid_app]
ASGI = [starlette_app, fastapi_app, litestar_app, quart_app]
BOTH = [*WSGI, *ASGI]
LEAKS = ("hunter2", "secret-door", "inside", "upstream", "a=1")


def answer(app, path, interface):
    if interface == "wsgi":
        response = Client(app).get(path)
        return response.status_code, response.headers.to_wsgi_list(), response.get_data(as_text=True)
    response = TestClient(app, raise_server_exceptions=False).get(path)
    return response.status_code, list(response.headers.items()), response.text


def leaks(app, path, interface):
    status, fields, content = answer(app, path, interface)
    return status, [leak for leak in LEAKS if leak in content + repr(fields)]


# Litestar refuses a handler that says it returns one, and Falcon's return nothing.
RETURNING = [make for make in BOTH if make not in (litestar_app, falcon_app)]
ASKED = [*((make, "/raised") for make in BOTH), *((make, "/returned") for make in RETURNING)]


@pytest.mark.parametrize(("make", "path"), ASKED)
@pytest.mark.parametrize("with_statusmw", [True, False], ids=["installed", "alone"])
def test_in_no_framework_does_it_become_the_server_s_own_answer(make, path, with_statusmw):
    app = install(make()) if with_statusmw else make()
    app = app.make_wsgi_app() if make is pyramid_app else app
    try:
        status, found = leaks(app, path, "wsgi" if make in WSGI else "asgi")
    except (SecretDoor, ValueError):  # some leave to the server what they cannot handle
        assert (make in (bottle_app, pyramid_app), with_statusmw) == (True, False)
    else:
        assert (status, found) == (500, [])


@pytest.mark.parametrize(
    ("make", "face", "interface"), [(wsgi_app, WsgiMiddleware, "wsgi"), (asgi_app, AsgiMiddleware, "asgi")]
)
def test_behind_the_faces_alone_it_is_a_fault_that_is_logged(make, face, interface, caplog):
    assert leaks(face(make()), "/", interface) == (500, [])
    assert [record.exc_info[0].__name__ for record in caplog.records if record.name == "statusmw"] == ["SecretDoor"]


@pytest.mark.parametrize("key", [Received, SecretDoor, Problem])
def test_a_policy_can_say_another_answer(key):
    app = WsgiMiddleware(wsgi_app(), Policy(mapping={key: 502}))
    assert leaks(app, "/", "wsgi") == (502, [])


def test_it_is_the_same_through_a_bridge():
    assert leaks(ASGIMiddleware(AsgiMiddleware(asgi_app())), "/", "wsgi") == (500, [])


def test_it_can_be_caught_in_a_group():
    async def run():
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(raise_for_problem, upstream()))

    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(run())
    assert isinstance(caught.value.exceptions[0], SecretDoor)
