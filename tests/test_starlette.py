"""Starlette with the face added, installed and wrapped around."""

import logging
import warnings
from contextlib import suppress
from dataclasses import dataclass

import a2wsgi
import pytest
from bottle import Bottle
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Host, Mount, Route, Router

from asgi_apps import WAYS, Recorder, added, client, installed, problem, quiet, wrapped
from asgi_faces import serve_asgi
from statusmw import BrokenResponse, Policy, Problem, install, respond, starlette_stack
from statusmw.asgi import StatusMiddleware
from statusmw.failures import ResponseAborted

ORIGIN = {"origin": "https://shop.example"}
CORS = Middleware(CORSMiddleware, allow_origins=["*"])

every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


class OutOfStock(Problem):
    status = 409
    type = "https://api.example/out-of-stock"
    sku: str


def fails(error):
    async def endpoint(request):
        raise error

    return endpoint


async def fine(request):
    return JSONResponse({"fine": True})


async def streams(request):
    async def parts():
        yield b"some"
        raise ValueError("half-way")

    return StreamingResponse(parts(), media_type="text/plain")


async def streams_nothing(request):
    async def parts():
        raise ValueError("at once")
        yield b""

    return StreamingResponse(parts(), media_type="text/plain", headers={"x-of-the-stream": "1"})


async def background(request):
    return PlainTextResponse("done", background=BackgroundTask(_fail))


def _fail():
    raise ValueError("background")


ROUTES = {
    "/fine": fine,
    "/boom": fails(ValueError("secret")),
    "/problem": fails(OutOfStock(sku="a-1")),
    "/redirect": fails(respond.see_other("/fine")),
    "/401": fails(HTTPException(401, "Log in", {"WWW-Authenticate": "Bearer"})),
    "/429": fails(HTTPException(429, headers={"Retry-After": "30"})),
    "/503": fails(HTTPException(503, "the database postgres is down", {"Retry-After": "30"})),
    "/dict": fails(HTTPException(400, {"code": "bad", "detail": "No", "status": 1})),
    "/list": fails(HTTPException(400, ["one", "two"])),
    "/key": fails(KeyError("k")),
    "/stream": streams,
    "/stream-nothing": streams_nothing,
    "/background": background,
}


def routes():
    return [Route(path, endpoint) for path, endpoint in ROUTES.items()]


def app_of(*middleware, more=(), **options):
    return Starlette(routes=[*routes(), *more], middleware=middleware, **options)


def sub_of(*middleware, **options):
    return app_of(more=[Mount("/sub", app_of(*middleware, **options))])


@pytest.fixture
def records():
    found = Recorder()
    loggers = [logging.getLogger("statusmw"), logging.getLogger("uvicorn.error")]
    for logger in loggers:
        logger.addHandler(found)
    yield found.records
    for logger in loggers:
        logger.removeHandler(found)


@every_way
class TestWhatTheFrameworkAnswers:
    def test_a_right_response_stays(self, way, records):
        response = client(way(app_of())).get("/fine")
        assert (response.status_code, response.json()) == (200, {"fine": True})
        assert records == []

    @pytest.mark.parametrize("path", ["/nothing", "/problem/nothing"])
    def test_no_route(self, way, path):
        assert problem(client(way(app_of())).get(path)) == {"title": "Not Found", "status": 404}

    def test_no_such_method(self, way):
        response = client(way(app_of())).post("/fine")
        assert problem(response)["status"] == 405
        assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}

    @pytest.mark.parametrize(
        "path, status, name, value",
        [
            ("/401", 401, "www-authenticate", "Bearer"),
            ("/429", 429, "retry-after", "30"),
            ("/503", 503, "retry-after", "30"),
            ("/redirect", 303, "location", "/fine"),
        ],
    )
    def test_http_exceptions_keep_status_code_and_fields(self, way, path, status, name, value):
        response = client(way(app_of())).get(path)
        assert (response.status_code, response.headers[name]) == (status, value)

    @pytest.mark.parametrize(
        "path, said",
        [
            ("/401", {"detail": "Log in"}),
            ("/429", {}),
            ("/dict", {"detail": "No", "code": "bad"}),
            ("/list", {"errors": ["one", "two"]}),
            ("/problem", {"type": "https://api.example/out-of-stock", "sku": "a-1"}),
        ],
    )
    def test_the_detail_of_a_client_error_is_told(self, way, path, said):
        told = problem(client(way(app_of())).get(path))
        assert {name: value for name, value in told.items() if name not in ("title", "status")} == said

    def test_the_detail_of_a_server_error_is_not_told(self, way, records):
        response = client(way(app_of())).get("/503")
        assert "postgres" not in response.text
        assert problem(response)["instance"] == records[0].error_id
        assert len(records) == 1

    def test_browsers_get_a_page(self, way):
        response = client(way(app_of())).get("/nothing", headers={"accept": "text/html"})
        assert response.headers["content-type"].startswith("text/html")
        assert "404" in response.text

    def test_head_has_no_content(self, way):
        response = client(way(app_of())).head("/nothing")
        assert (response.status_code, response.content) == (404, b"")

    @pytest.mark.parametrize("path", ["/problem", "/nothing"])
    def test_nothing_is_logged_of_the_clients_errors(self, way, path, records):
        client(way(app_of())).get(path)
        assert records == []


@every_way
class TestUnhandledExceptions:
    def test_they_are_answered_and_logged_once(self, way, records):
        response = client(way(app_of())).get("/boom")
        assert problem(response)["instance"] == records[0].error_id
        assert "secret" not in response.text
        assert len(records) == 1
        assert "secret" in str(records[0].exc_info[1])

    @pytest.mark.parametrize("mode", ["report", "repair", "raise"])
    def test_they_are_answered_in_every_mode(self, way, mode):
        assert problem(client(way(app_of(), on_finding=mode)).get("/boom"))["status"] == 500

    def test_they_pass_where_the_policy_says_so(self, way, records):
        with pytest.raises(ValueError, match="secret"):
            client(way(app_of(), catch_exceptions=False)).get("/boom")
        assert records == []
        assert quiet(way(app_of(), catch_exceptions=False)).get("/boom").text == "Internal Server Error"
        assert client(way(app_of(), catch_exceptions=False)).get("/nothing").text == "Not Found"

    def test_the_map_of_the_policy_is_asked(self, way):
        mapping = {LookupError: 404, "builtins.ValueError": 422}
        app = client(way(app_of(), mapping=mapping))
        assert problem(app.get("/key"))["status"] == 404
        assert problem(app.get("/boom"))["status"] == 422

    def test_a_users_middleware_sees_them(self, way):
        seen = []

        class Rollback:
            def __init__(self, app):
                self.app = app

            async def __call__(self, scope, receive, send):
                try:
                    await self.app(scope, receive, send)
                except ValueError as error:
                    seen.append(error)
                    raise

        assert client(way(app_of(Middleware(Rollback)))).get("/boom").status_code == 500
        assert [str(error) for error in seen] == ["secret"]

    def test_what_a_users_middleware_answers_stays(self, way, records):
        class Answering(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                try:
                    return await call_next(request)
                except ValueError:
                    return PlainTextResponse("mine", 418)

        response = client(way(app_of(Middleware(Answering)))).get("/boom")
        assert (response.status_code, response.text) == (418, "mine")
        assert records == []

    @pytest.mark.parametrize(
        "error, status", [(HTTPException(403), 403), (OutOfStock(sku="a"), 409), (KeyError(), 500)]
    )
    @pytest.mark.parametrize("calls_next", [True, False])
    def test_what_middleware_raises_is_answered(self, way, error, status, calls_next):
        class Base(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                if calls_next:
                    await call_next(request)
                raise error

        def pure(app):
            async def raising(scope, receive, send):
                if scope["type"] == "http":
                    raise error
                await app(scope, receive, send)

            return raising

        for middleware in (Middleware(Base), Middleware(pure)):
            assert problem(client(way(app_of(middleware))).get("/fine"))["status"] == status

    def test_debugging_keeps_its_page(self, way):
        app = way(app_of(debug=True))
        response = quiet(app).get("/boom", headers={"accept": "text/html"})
        assert "Traceback" in response.text
        with pytest.raises(ValueError):
            client(app).get("/boom")

    def test_a_background_task_that_fails_is_the_servers(self, way, records):
        app = way(app_of())
        with pytest.raises(ValueError, match="background"):
            client(app).get("/background")
        assert quiet(app).get("/background").text == "done"
        assert records == []


class TestMiddlewareFurtherOut:
    async def forbid(self, request, call_next):
        raise HTTPException(403)

    @pytest.mark.parametrize("way", [installed, wrapped])
    def test_what_it_raises_is_answered_where_the_face_is_outermost(self, way):
        app = app_of()
        face = way(app)
        app.add_middleware(BaseHTTPMiddleware, dispatch=self.forbid)
        assert problem(client(face).get("/fine"))["status"] == 403

    def test_what_it_raises_is_its_own_where_the_face_is_inside(self):
        app = added(app_of())
        app.add_middleware(BaseHTTPMiddleware, dispatch=self.forbid)
        assert quiet(app).get("/fine").text == "Internal Server Error"


@every_way
class TestStreams:
    BASE = Middleware(BaseHTTPMiddleware, dispatch=lambda request, call_next: call_next(request))

    @pytest.mark.parametrize("layers", [(), (BASE,), (BASE, BASE), (BASE, Middleware(GZipMiddleware))])
    def test_one_that_fails_at_once_is_answered(self, way, layers, records):
        response = client(way(app_of(*layers))).get("/stream-nothing")
        assert problem(response)["instance"] == records[0].error_id
        assert "x-of-the-stream" not in response.headers
        assert len(records) == 1

    @pytest.mark.parametrize("layers", [(), (BASE,), (BASE, BASE)])
    def test_one_that_fails_half_way_is_cut_and_logged_once(self, way, layers, records):
        served = serve_asgi(way(app_of(*layers)), "GET /stream")
        assert served.body == b"some"
        assert not served.complete
        assert type(served.error) is ResponseAborted
        assert "after the response had begun" in records[0].getMessage()
        assert len(records) == 1

    def test_one_in_a_mounted_application_is_cut(self, way):
        served = serve_asgi(way(sub_of(self.BASE)), "GET /sub/stream")
        assert (served.body, served.complete) == (b"some", False)

    def test_one_that_a_users_middleware_replaces_is_whole(self, way):
        class Replacing(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                response = await call_next(request)
                with suppress(Exception):
                    async for _ in response.body_iterator:
                        pass
                return PlainTextResponse("instead")

        served = serve_asgi(way(app_of(Middleware(Replacing))), "GET /stream")
        assert served.body == b"instead"

    def test_one_whose_failure_a_middleware_swallows_is_not_whole(self, way, records):
        class Swallowing:
            def __init__(self, app):
                self.app = app

            async def __call__(self, scope, receive, send):
                with suppress(ValueError):
                    await self.app(dict(scope), receive, send)

        swallowing = Middleware(Swallowing)
        served = serve_asgi(way(app_of(swallowing, self.BASE)), "GET /stream")
        assert (served.body, served.complete) == (b"some", False)
        served = serve_asgi(way(app_of(swallowing, self.BASE)), "GET /stream-nothing")
        assert served.status == 500


@every_way
class TestCors:
    def allowed(self, response):
        return response.headers.get("access-control-allow-origin")

    @pytest.mark.parametrize("path", ["/boom", "/nothing", "/problem", "/fine", "/stream-nothing"])
    def test_inside_the_face(self, way, path):
        assert self.allowed(client(way(app_of(CORS))).get(path, headers=ORIGIN)) == "*"

    @pytest.mark.parametrize("path", ["/boom", "/nothing", "/fine"])
    def test_outside_or_added_later(self, way, path):
        app = app_of()
        face = way(app)
        app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
        response = client(face).get(path, headers=ORIGIN)
        assert self.allowed(response) == "https://shop.example"
        assert "Origin" in response.headers["vary"]

    @pytest.mark.parametrize("path", ["/sub/boom", "/sub/nothing"])
    def test_of_the_outer_application_for_a_mounted_one(self, way, path):
        app = app_of(CORS, more=[Mount("/sub", app_of())])
        assert self.allowed(client(way(app)).get(path, headers=ORIGIN)) == "*"

    @pytest.mark.parametrize("path", ["/sub/boom", "/sub/nothing"])
    def test_of_the_mounted_application_alone(self, way, path):
        assert self.allowed(client(way(sub_of(CORS))).get(path, headers=ORIGIN)) == "*"
        assert self.allowed(client(way(sub_of(CORS))).get("/boom", headers=ORIGIN)) is None

    @pytest.mark.parametrize("path", ["/part/boom", "/part/fine"])
    def test_of_a_mounted_router_alone(self, way, path):
        part = Mount("/part", routes=list(app_of().routes), middleware=[CORS])
        outer = Middleware(CORSMiddleware, allow_origins=["https://other.example"])
        face = way(app_of(outer, more=[part]))
        assert self.allowed(client(face).get(path, headers=ORIGIN)) == "*"
        assert self.allowed(client(face).get(path, headers=ORIGIN)) == "*"
        assert self.allowed(client(face).get("/boom", headers=ORIGIN)) is None

    def test_not_without_an_origin_that_is_allowed(self, way):
        cors = Middleware(CORSMiddleware, allow_origins=["https://other.example"])
        assert self.allowed(client(way(app_of(cors))).get("/boom", headers=ORIGIN)) is None
        assert self.allowed(client(way(app_of(CORS))).get("/boom")) is None

    def test_a_preflight_that_fails_is_not_answered_as_if_it_were_fine(self, way):
        def pure(app):
            async def raising(scope, receive, send):
                raise ValueError

            return raising

        asked = {**ORIGIN, "access-control-request-method": "GET"}
        response = client(way(app_of(Middleware(pure), CORS))).options("/fine", headers=asked)
        assert response.status_code == 500

    def test_what_cannot_be_sent_is_replaced_with_it(self, way):
        async def broken(request):
            return PlainTextResponse("", headers={"x": "a\r\nb"})

        app = app_of(CORS, more=[Route("/broken", broken)])
        response = client(way(app)).get("/broken", headers=ORIGIN)
        assert problem(response)["status"] == 500
        assert self.allowed(response) == "*"


@every_way
class TestMountedApplications:
    @pytest.mark.parametrize("path, status", [("/nothing", 404), ("/problem", 409), ("/boom", 500), ("/401", 401)])
    @pytest.mark.parametrize(
        "nested, prefix",
        [
            (lambda sub: Mount("/sub", sub), "/sub"),
            (lambda sub: Mount("/a", routes=[Mount("/b", sub)]), "/a/b"),
            (lambda sub: Mount("/a", Router(routes=[Mount("/b", sub)])), "/a/b"),
            (lambda sub: Mount("/a", app_of(more=[Mount("/b", sub)])), "/a/b"),
            (lambda sub: Mount("/a", sub, middleware=[Middleware(GZipMiddleware)]), "/a"),
            (lambda sub: Host("testserver", sub), ""),
        ],
    )
    def test_are_as_the_outer_one(self, way, path, status, nested, prefix, records):
        more = [nested(app_of())]
        app = Starlette(routes=more) if not prefix else app_of(more=more)
        assert problem(client(way(app)).get(prefix + path))["status"] == status
        assert len(records) == (status == 500)

    def test_that_serve_already_are_taken_over_too(self, way, records):
        sub = app_of()
        assert client(sub).get("/nothing").text == "Not Found"
        app = client(way(app_of(more=[Mount("/sub", sub)])))
        assert problem(app.get("/sub/nothing"))["status"] == 404
        assert problem(app.get("/sub/boom"))["status"] == 500
        assert len(records) == 1

    def test_may_lead_back_into_what_they_stand_in(self, way, records):
        router = Router(routes=[Route("/boom", fails(KeyError()))])
        app = app_of(more=[Mount("/router", router)])
        app.mount("/again", app)
        app.mount("/wrapped", app_of(more=[Mount("/again", GZipMiddleware(app))]))
        router.mount("/again", router)
        face = client(way(app))
        paths = (
            "/boom",
            "/again/again/boom",
            "/wrapped/again/wrapped/boom",
            "/router/boom",
            "/router/again/again/boom",
        )
        assert [problem(face.get(path))["status"] for path in paths] == [500] * len(paths)
        assert len(records) == len(paths)

    def test_of_bottle_may_stand_behind_a_bridge(self, way):
        with warnings.catch_warnings(action="ignore"):
            from starlette.middleware.wsgi import WSGIMiddleware  # noqa: PLC0415 - warns that it is going away
        inner = Bottle()
        inner.route("/fine", "GET", lambda: "fine")
        more = [Mount("/a", WSGIMiddleware(inner)), Mount("/b", a2wsgi.WSGIMiddleware(inner))]
        app = client(way(app_of(more=more)))
        assert [app.get(path).text for path in ("/a/fine", "/b/fine")] == ["fine", "fine"]

    def test_need_not_be_hashable(self, way, records):
        @dataclass
        class Part:
            app: object

            async def __call__(self, scope, receive, send):
                await self.app(scope, receive, send)

        part = Part(CORSMiddleware(app_of(), allow_origins=["*"]))
        app = client(way(app_of(more=[Mount("/part", part)])))
        assert [
            app.get(path, headers=ORIGIN).headers.get("access-control-allow-origin") for path in ("/part/boom", "/boom")
        ] == ["*", None]
        assert len(records) == 2

    def test_can_be_mounted_twice_and_be_behind_two_faces(self, way, records):
        sub = app_of()
        more = [Mount("/a", sub), Mount("/b", sub)]
        for app in (way(app_of(more=more)), way(app_of(more=more))):
            for path in ("/a/boom", "/b/boom"):
                assert problem(client(app).get(path))["status"] == 500
        assert len(records) == 4

    def test_are_answered_for_where_nobody_knew_of_them(self, way, records):
        app = app_of()
        face = way(app)
        client(face).get("/fine")
        app.mount("/late", app_of())
        assert problem(client(face).get("/late/boom"))["instance"] == records[0].error_id
        assert len(records) == 1

    def test_have_their_own_handlers(self, way):
        async def mine(request, error):
            return PlainTextResponse("mine", 400)

        app = client(way(sub_of(exception_handlers={ValueError: mine, 404: mine})))
        assert [app.get(f"/sub{path}").text for path in ("/boom", "/nothing")] == ["mine", "mine"]
        assert problem(app.get("/nothing"))["status"] == 404

    def test_have_their_own_last_resort(self, way):
        async def mine(request, error):
            return PlainTextResponse("mine", 500)

        response = quiet(way(sub_of(exception_handlers={Exception: mine}))).get("/sub/boom")
        assert (response.status_code, response.text) == (500, "mine")

    def test_are_asked_for_the_map_of_the_policy(self, way):
        app = client(way(sub_of(), mapping={KeyError: 404}))
        assert problem(app.get("/sub/key"))["status"] == 404

    def test_keep_their_page_in_debugging(self, way):
        response = quiet(way(sub_of(debug=True))).get("/sub/boom", headers={"accept": "text/html"})
        assert "Traceback" in response.text


@every_way
class TestHandlersOfTheUser:
    @pytest.mark.parametrize(
        "key, path",
        [
            (HTTPException, "/401"),
            (HTTPException, "/nothing"),
            (404, "/nothing"),
            (409, "/problem"),
            (OutOfStock, "/problem"),
            (ValueError, "/boom"),
            (LookupError, "/key"),
            (Exception, "/boom"),
            (500, "/boom"),
        ],
    )
    @pytest.mark.parametrize("when", ["at once", "before", "after"])
    @pytest.mark.parametrize("synchronous", [True, False])
    def test_win(self, way, key, path, when, synchronous, records):
        def mine(request, error):
            return PlainTextResponse("mine", 418)

        async def mine_too(request, error):
            return mine(request, error)

        handler = mine if synchronous else mine_too
        app = app_of(exception_handlers={key: handler} if when == "at once" else None)
        if when == "before":
            app.add_exception_handler(key, handler)
        face = way(app)
        if when == "after":
            app.add_exception_handler(key, handler)
        response = quiet(face).get(path)
        assert (response.status_code, response.text) == (418, "mine")
        assert records == []

    def test_are_found_before_the_map_of_the_policy(self, way):
        async def mine(request, error):
            return PlainTextResponse("mine", 418)

        app = app_of(exception_handlers={KeyError: mine})
        assert client(way(app, mapping={KeyError: 404})).get("/key").text == "mine"

    def test_that_fail_are_failures_like_others(self, way, records):
        async def failing(request, error):
            raise TypeError("handler")

        app = app_of(exception_handlers={ValueError: failing})
        assert problem(client(way(app)).get("/boom"))["status"] == 500
        assert "handler" in str(records[0].exc_info[1])
        assert len(records) == 1

    def test_for_everything_keep_the_exception_for_the_server(self, way, records):
        async def mine(request, error):
            return PlainTextResponse("mine", 500)

        app = way(app_of(exception_handlers={Exception: mine}))
        with pytest.raises(ValueError):
            client(app).get("/boom")
        assert records == []

    def test_their_wrong_responses_are_found(self, way):
        async def mine(request, error):
            return PlainTextResponse("log in", 401)

        found = []
        app = way(app_of(exception_handlers={ValueError: mine}), report=found.append)
        assert client(app).get("/boom").text == "log in"
        assert [finding.rule.id for finding in found] == ["unauthorized-without-challenge"]


class TestInstall:
    def test_returns_the_application(self):
        app = Starlette()
        assert install(app) is app

    def test_twice_is_once(self, records):
        app = installed(installed(app_of(), on_finding="repair"), on_finding="raise")
        stack = app.build_middleware_stack()
        assert isinstance(stack, StatusMiddleware)
        assert stack.policy.on_finding == "repair"
        assert not isinstance(stack.app, StatusMiddleware)
        assert problem(client(app).get("/boom"))["status"] == 500
        assert len(records) == 1

    def test_where_it_is_added_already_answers_once(self, records):
        assert problem(client(installed(added(app_of()))).get("/boom"))["status"] == 500
        assert len(records) == 1

    def test_comes_too_late_when_the_application_serves(self):
        app = app_of()
        client(app).get("/fine")
        with pytest.raises(RuntimeError, match="serving already"):
            install(app)

    def test_refuses_what_it_does_not_know(self):
        with pytest.raises(TypeError, match="function is called neither as WSGI"):
            install(lambda request: None)

    def test_knows_a_derived_application(self):
        class Mine(Starlette):
            pass

        assert problem(client(install(Mine())).get("/nothing"))["status"] == 404

    def test_makes_a_finding_the_failure_of_a_test(self):
        async def login(request):
            return PlainTextResponse("", 401)

        app = install(app_of(more=[Route("/login", login)]), Policy(on_finding="raise"))
        with pytest.raises(BrokenResponse, match="unauthorized-without-challenge"):
            client(app).get("/login")


def test_an_application_that_serves_can_be_wrapped(records):
    app = app_of()
    assert client(app).get("/nothing").text == "Not Found"
    face = wrapped(app)
    assert problem(client(face).get("/nothing"))["status"] == 404
    assert problem(client(face).get("/boom"))["status"] == 500
    assert len(records) == 1


def test_an_application_behind_a_wrapper_nobody_knows_is_answered_for(records):
    app = app_of()

    async def wrapper(scope, receive, send):
        await app(scope, receive, send)

    response = client(StatusMiddleware(wrapper)).get("/boom")
    assert problem(response)["instance"] == records[0].error_id
    assert len(records) == 1


def test_an_application_that_wraps_itself_ends_the_search():
    class Loop:
        async def __call__(self, scope, receive, send):
            await PlainTextResponse("fine")(scope, receive, send)

        @property
        def app(self):
            return self

    assert client(StatusMiddleware(Loop())).get("/").text == "fine"


def test_a_router_alone_is_served():
    assert problem(client(StatusMiddleware(Router(routes=routes()))).get("/boom"))["status"] == 500


def test_handlers_that_sentry_keeps_behind_one_function_are_seen_through():
    def wrapped_by_sentry():
        kept = {HTTPException: "its own"}

        async def handler(request, exc):
            return kept[type(exc)]

        handler.__module__ = "sentry_sdk.integrations.starlette"
        return handler

    handler = wrapped_by_sentry()
    assert starlette_stack._unwrapped(handler, HTTPException) == "its own"
    assert starlette_stack._unwrapped(handler, ValueError) is handler
    assert starlette_stack._unwrapped(wrapped_by_sentry, HTTPException) is wrapped_by_sentry
