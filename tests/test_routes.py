"""The path template, as a finding has it: through the faces, on real applications, and from where others keep it."""

import asyncio

import pytest
from fastapi import APIRouter, FastAPI
from flask import Blueprint, Flask
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Host, Mount, Route, Router
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from faces import Reports, serve_wsgi
from statusmw import Level, Policy, Rule, Source, asgi, wsgi
from statusmw.exchange import Request
from statusmw.routes import asgi_route, wsgi_route

ALWAYS = Rule(
    id="always", source=Source("IANA"), level=Level.MUST, says="S.", why="W.", bad="", good="", check=lambda each: True
)


def policy(reports):
    return Policy(on_finding="report", report=reports, extend=[ALWAYS])


def over_asgi(app, path, root_path="", method="GET", host=b"localhost"):
    """The routes of the findings on one request, and the status code."""
    reports, sent = Reports(), []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": root_path,
        "headers": [(b"host", host)],
    }

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(asgi.StatusMiddleware(app, policy(reports))(scope, receive, send))
    assert "always" in reports.ids
    (route,) = {finding.exchange.request.route for finding in reports}
    return route, sent[0]["status"]


def endpoint(request):
    return PlainTextResponse("x")


class Copying:
    """Middleware that gives the application a scope of its own."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(dict(scope), receive, send)


INNER = Starlette(routes=[Route("/items/{id:int}", endpoint)])
STARLETTE = Starlette(
    routes=[
        Route("/a/{x}", endpoint, methods=["POST"]),
        Route("/a/{x}", endpoint, methods=["PUT"]),
        Route("/files/{name:path}", endpoint),
        Mount("/users/{user}", routes=[Route("/books/{book}", endpoint)]),
        Mount("/v1", INNER),
        Mount("/v2", Copying(INNER)),
        Mount("/wrapped", middleware=[Middleware(Copying)], routes=[Route("/{x}", endpoint)]),
        Mount("/static", PlainTextResponse("s")),
        Host("api.example", Router([Route("/hosted/{x}", endpoint)])),
    ]
)


@pytest.mark.parametrize(
    ("path", "more", "route", "status"),
    [
        ("/a/1", {"method": "POST"}, "/a/{x}", 200),
        ("/a/1", {"method": "PUT"}, "/a/{x}", 200),
        ("/a/1", {"method": "GET"}, "/a/{x}", 405),
        ("/files/a/b", {}, "/files/{name}", 200),
        ("/users/7/books/3", {}, "/users/{user}/books/{book}", 200),
        ("/users/7/none", {}, "/users/{user}/{path}", 404),
        ("/v1/items/3", {}, "/v1/items/{id}", 200),
        ("/v2/items/3", {}, "/v2/items/{id}", 200),
        ("/wrapped/3", {}, "/wrapped/{x}", 200),
        ("/static/a.css", {}, "/static/{path}", 200),
        ("/hosted/3", {"host": b"api.example"}, "/hosted/{x}", 200),
        ("/root/v1/items/3", {"root_path": "/root"}, "/root/v1/items/{id}", 200),
        ("/a/1", {"root_path": "/root", "method": "POST"}, "/a/{x}", 200),
        ("/none", {}, None, 404),
        ("/static/a.css", {"host": b"api.example"}, "/static/{path}", 200),
    ],
)
def test_starlette_tells_the_whole_template(path, more, route, status):
    assert over_asgi(STARLETTE, path, **more) == (route, status)


def test_a_middleware_inside_that_copies_the_scope_hides_no_route():
    app = Starlette(routes=[Route("/a/{x}", endpoint)], middleware=[Middleware(Copying)])
    assert over_asgi(app, "/a/1")[0] == "/a/{x}"


def fastapi_app():
    deep, router, sub = APIRouter(prefix="/deep"), APIRouter(prefix="/r/{key}"), FastAPI()

    @deep.get("/leaf/{z}")
    def leaf(z: str):
        return z

    @router.get("/items/{id}")
    def item(id: int):
        return id

    @sub.get("/inside/{q}")
    def inside(q: str):
        return q

    app = FastAPI()
    router.include_router(deep)
    router.add_route("/plain/{x}", endpoint)
    app.include_router(router, prefix="/api")
    app.include_router(router, prefix="/again")
    app.mount("/sub/{m}", sub)
    return app


FASTAPI = fastapi_app()


@pytest.mark.parametrize(
    ("path", "more", "route", "status"),
    [
        ("/api/r/9/items/1", {}, "/api/r/{key}/items/{id}", 200),
        ("/again/r/9/items/1", {}, "/again/r/{key}/items/{id}", 200),
        ("/api/r/9/items/x", {}, "/api/r/{key}/items/{id}", 422),
        ("/api/r/9/items/1", {"method": "PUT"}, "/api/r/{key}/items/{id}", 405),
        ("/api/r/9/deep/leaf/2", {}, "/api/r/{key}/deep/leaf/{z}", 200),
        ("/api/plain/2", {}, "/api/plain/{x}", 200),
        ("/sub/5/inside/4", {}, "/sub/{m}/inside/{q}", 200),
        ("/root/sub/5/inside/4", {"root_path": "/root"}, "/root/sub/{m}/inside/{q}", 200),
        ("/docs", {}, "/docs", 200),
        ("/none", {}, None, 404),
    ],
)
def test_fastapi_tells_the_whole_template(path, more, route, status):
    assert over_asgi(FASTAPI, path, **more) == (route, status)


def flask_app():
    app, blueprint = Flask("flask_app"), Blueprint("blueprint", "blueprint")

    @blueprint.get("/books/<int:book>")
    def book(book, user=None):
        return "x"

    @blueprint.get("/stream/<int:book>")
    def stream(book, user=None):
        return iter([b"a", b"b"])

    app.register_blueprint(blueprint, url_prefix="/users/<user>")
    app.register_blueprint(blueprint, url_prefix="/v2", name="again")
    return app


@pytest.mark.parametrize(
    ("path", "script", "route", "status"),
    [
        ("/users/7/books/3", "", "/users/<user>/books/<int:book>", 200),
        ("/users/7/stream/3", "", "/users/<user>/stream/<int:book>", 200),
        ("/v2/books/3", "/root", "/root/v2/books/<int:book>", 200),
        ("/static/none.css", "/root/", "/root/static/<path:filename>", 404),
        ("/none", "/root", None, 404),
    ],
)
def test_flask_tells_the_whole_template(path, script, route, status):
    reports = Reports()
    served = serve_wsgi(wsgi.StatusMiddleware(flask_app(), policy(reports)), Request("GET", path), SCRIPT_NAME=script)
    assert (served.code, {finding.exchange.request.route for finding in reports}) == (status, {route})


def test_an_application_that_is_mounted_tells_where():
    reports, app = Reports(), DispatcherMiddleware(flask_app(), {"/api": flask_app()})
    serve_wsgi(wsgi.StatusMiddleware(app, policy(reports)), Request("GET", "/api/v2/books/3"))
    assert {finding.exchange.request.route for finding in reports} == {"/api/v2/books/<int:book>"}


class Named:
    """An object with attributes, as each framework has its own."""

    def __init__(self, **attributes):
        vars(self).update(attributes)


# As found in Litestar 2.25 and Bottle 0.13.
@pytest.mark.parametrize(
    ("asked", "added", "route"),
    [
        ({"path": "/books/7"}, {"path_template": "/books/{id}", "path": "/changed"}, "/books/{id}"),
        ({"path": "/api/books/7", "root_path": "/api/"}, {"path_template": "/books/{id}"}, "/api/books/{id}"),
        ({"path": "/books/7", "root_path": "/api"}, {"path_template": "/books/{id}"}, "/books/{id}"),
        ({"path": "/apis/7", "root_path": "/api"}, {"path_template": "/apis/{id}"}, "/apis/{id}"),
        ({"path": "/books/7", "root_path": "/api"}, {"statusmw.route": "/x", "path_template": "/y"}, "/x"),
        ({"path": "/api/7", "root_path": "/api"}, {"statusmw.route": "/api/<id>"}, "/api/<id>"),
        ({"path": "/books/7"}, {"path_template": ""}, None),
        ({"path": "/books/7"}, {"path_template": 5}, None),
        ({"path": "/books/7"}, {}, None),
        ({}, {"path_template": "/books/{id}"}, None),
    ],
)
def test_other_asgi_frameworks_and_applications_tell_by_a_key(asked, added, route):
    assert asgi_route(asked, {**asked, **added}) == route


@pytest.mark.parametrize(
    ("environ", "route"),
    [
        ({"SCRIPT_NAME": "/api", "bottle.route": Named(rule="/books/<id:int>")}, "/api/books/<id:int>"),
        ({"bottle.route": Named(rule="/books/<id:int>"), "statusmw.route": "/x"}, "/x"),
        ({"SCRIPT_NAME": "/api", "statusmw.route": "/api/x"}, "/api/x"),
        ({"werkzeug.request": Named(url_rule=None)}, None),
        ({"werkzeug.request": None, "bottle.route": None}, None),
        ({"werkzeug.request": 5, "statusmw.route": b"/x"}, None),
        ({"SCRIPT_NAME": 5}, None),
        ({}, None),
    ],
)
def test_other_wsgi_frameworks_and_applications_tell_by_a_key(environ, route):
    assert wsgi_route(environ) == route


class Hostile:
    def __getattr__(self, name):
        raise RuntimeError(name)


class Endless:
    """Says yes to everything, for ever."""

    def __getattr__(self, name):
        return self

    @property
    def routes(self):
        return [self]

    path_format = "/x"
    effective_route_contexts = starlette_route = None

    def matches(self, scope):
        return Named(value=2), {}


def test_a_framework_that_fails_harms_nothing():
    assert wsgi_route({"werkzeug.request": Hostile()}) is None
    assert asgi_route({"path": "/"}, {"router": Hostile()}) is None


def test_a_framework_without_an_end_is_left():
    assert len(asgi_route({"path": "/"}, {"router": Endless()})) <= 20


class Onion:
    """Middleware around itself, without routes."""

    @property
    def app(self):
        return self


def test_middleware_without_an_end_is_left():
    assert asgi_route({"path": "/"}, {"router": Onion()}) is None


def test_what_a_route_notes_does_not_reach_the_request():
    class Noting(Endless):
        def matches(self, scope):
            scope["fastapi"]["noted"] = scope["noted"] = True
            return Named(value=0), {}

    asked = {"path": "/", "fastapi": {}}
    assert asgi_route(asked, {"router": Noting()}) is None
    assert asked == {"path": "/", "fastapi": {}}


@given(
    st.dictionaries(
        st.sampled_from(["path", "root_path", "statusmw.route", "router", "app", "SCRIPT_NAME"]),
        st.none() | st.text() | st.integers(),
    )
)
def test_looking_for_a_route_never_fails(anything):
    for route in (asgi_route(anything, anything), wsgi_route(anything)):
        assert route is None or type(route) is str
