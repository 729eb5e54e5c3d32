"""FastAPI with the face added, installed and wrapped around."""

from typing import Annotated

import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Path, Query
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Mount, Route

from asgi_apps import WAYS, client, problem, quiet
from asgi_faces import serve_asgi
from statusmw import Problem, install, respond
from statusmw.asgi import StatusMiddleware

ORIGIN = {"origin": "https://shop.example"}

every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


class OutOfStock(Problem):
    status = 409
    sku: str


class Item(BaseModel):
    sku: str
    count: int


class Order(BaseModel):
    items: list[Item]


def not_logged_in():
    raise respond.see_other("/login")


def no_stock():
    raise OutOfStock(sku="a-1")


def shop():
    router = APIRouter(prefix="/router", dependencies=[Depends(not_logged_in)])

    @router.get("/login")
    async def never():
        return {}

    stocked = APIRouter(prefix="/stock", dependencies=[Depends(no_stock)])

    @stocked.get("/item")
    def never_either():
        return {}

    app = FastAPI()
    app.include_router(router)
    app.include_router(stocked)

    @app.post("/orders")
    async def order(order: Order):
        return order

    @app.get("/orders/{number}")
    async def get(
        number: Annotated[int, Path(ge=1)],
        page: Annotated[int, Query()] = 1,
        x_count: Annotated[int | None, Header()] = None,
    ):
        return {"number": number}

    @app.get("/boom")
    def boom():
        raise ValueError("secret")

    @app.get("/problem")
    def problem_():
        raise OutOfStock(sku="a-1")

    @app.get("/returned")
    def returned() -> Item | OutOfStock:
        return OutOfStock(sku="a-1")

    @app.get("/401")
    def unauthorized():
        raise HTTPException(401, {"code": "login"}, {"WWW-Authenticate": "Bearer"})

    @app.get("/503")
    def unavailable():
        raise HTTPException(503, "the postgres host is down", {"Retry-After": "30"})

    @app.get("/wrong", response_model=Item)
    def wrong():
        return {"sku": "secret"}

    @app.get("/stream")
    def stream():
        def parts():
            yield b"some"
            raise ValueError("half-way")

        return StreamingResponse(parts(), media_type="text/plain")

    @app.get("/background")
    def background(tasks: BackgroundTasks):
        tasks.add_task(boom)
        return {}

    return app


@every_way
class TestWhatTheFrameworkAnswers:
    def test_a_right_response_stays(self, way):
        response = client(way(shop())).post("/orders", json={"items": []})
        assert (response.status_code, response.json()) == (200, {"items": []})

    def test_its_own_pages_stay(self, way):
        app = client(way(shop()))
        assert app.get("/openapi.json").json()["openapi"]
        assert app.get("/docs").headers["content-type"].startswith("text/html")

    def test_no_route_and_no_such_method(self, way):
        app = client(way(shop()))
        assert problem(app.get("/nothing"))["status"] == 404
        response = app.delete("/boom")
        assert problem(response)["status"] == 405
        assert response.headers["allow"] == "GET"

    def test_http_exceptions_keep_status_code_fields_and_detail(self, way, records):
        app = client(way(shop()))
        response = app.get("/401")
        assert problem(response)["code"] == "login"
        assert response.headers["www-authenticate"] == "Bearer"
        response = app.get("/503")
        assert problem(response)["instance"] == records[0].error_id
        assert response.headers["retry-after"] == "30"
        assert "postgres" not in response.text

    def test_problems_are_their_own_answer(self, way):
        app = client(way(shop()))
        assert problem(app.get("/problem"))["sku"] == "a-1"
        assert problem(app.get("/returned"))["sku"] == "a-1"

    def test_what_dependencies_of_a_router_raise_is_answered(self, way):
        app = client(way(shop()))
        response = app.get("/router/login")
        assert (response.status_code, response.headers["location"]) == (303, "/login")
        assert problem(app.get("/stock/item"))["sku"] == "a-1"

    @pytest.mark.parametrize("path", ["/boom", "/wrong"])
    def test_a_failure_hides_everything_and_is_logged_once(self, way, path, records):
        response = client(way(shop())).get(path)
        assert problem(response)["instance"] == records[0].error_id
        assert "secret" not in response.text
        assert len(records) == 1


@every_way
class TestValidation:
    @pytest.mark.parametrize(
        "content, pointers",
        [
            ('{"items": [{"sku": "secret", "count": 1}, {"count": "secret"}]}', ["#/items/1/sku", "#/items/1/count"]),
            ("{}", ["#/items"]),
            ('{"items": 5}', ["#/items"]),
        ],
    )
    def test_of_the_content_names_each_place(self, way, content, pointers):
        response = client(way(shop())).post("/orders", content=content, headers={"content-type": "application/json"})
        assert problem(response)["status"] == 422
        assert [error["pointer"] for error in response.json()["errors"]] == pointers
        assert all(error["detail"] for error in response.json()["errors"])
        assert "secret" not in response.text

    @pytest.mark.parametrize("content", ["{secret", "", '{"items": NaN}'])
    def test_of_content_that_is_no_json(self, way, content):
        response = client(way(shop())).post("/orders", content=content, headers={"content-type": "application/json"})
        assert problem(response)["status"] == 422
        assert "secret" not in response.text

    @pytest.mark.parametrize(
        "path, headers, where, parameter",
        [
            ("/orders/secret", {}, "path", "number"),
            ("/orders/0", {}, "path", "number"),
            ("/orders/1?page=secret", {}, "query", "page"),
            ("/orders/1", {"x-count": "secret"}, "header", "x-count"),
        ],
    )
    def test_of_a_parameter_names_it(self, way, path, headers, where, parameter):
        response = client(way(shop())).get(path, headers=headers)
        (error,) = problem(response)["errors"]
        assert (error["in"], error["parameter"]) == (where, parameter)
        assert "secret" not in response.text

    def test_is_the_users_where_there_is_a_handler(self, way):
        app = shop()

        @app.exception_handler(RequestValidationError)
        async def mine(request, error):
            return PlainTextResponse("mine", 400)

        assert client(way(app)).get("/orders/x").text == "mine"

    def test_in_a_mounted_application(self, way):
        app = FastAPI()
        app.mount("/shop", shop())
        assert problem(client(way(app)).get("/shop/orders/x"))["errors"][0]["in"] == "path"


@every_way
class TestHandlersOfTheUser:
    @pytest.mark.parametrize(
        "key, path",
        [
            (HTTPException, "/401"),
            (StarletteHTTPException, "/401"),
            (StarletteHTTPException, "/nothing"),
            (404, "/nothing"),
            (OutOfStock, "/problem"),
            (ResponseValidationError, "/wrong"),
            (Exception, "/boom"),
            (500, "/boom"),
        ],
    )
    @pytest.mark.parametrize("after", [True, False])
    def test_win(self, way, key, path, after, records):
        async def mine(request, error):
            return PlainTextResponse("mine", 418)

        app = shop()
        if not after:
            app.exception_handler(key)(mine)
        face = way(app)
        if after:
            app.exception_handler(key)(mine)
        response = quiet(face).get(path)
        assert (response.status_code, response.text, records) == (418, "mine", [])

    def test_that_are_the_frameworks_own_count_as_none(self, way):
        app = shop()
        app.add_exception_handler(StarletteHTTPException, http_exception_handler)
        app.add_exception_handler(RequestValidationError, request_validation_exception_handler)
        face = client(way(app))
        assert problem(face.get("/nothing"))["status"] == 404
        assert problem(face.get("/orders/x"))["status"] == 422

    def test_for_fastapis_class_leave_the_routers_404(self, way):
        app = shop()

        @app.exception_handler(HTTPException)
        async def mine(request, error):
            return PlainTextResponse("mine", 418)

        face = client(way(app))
        assert face.get("/401").text == "mine"
        assert problem(face.get("/nothing"))["status"] == 404


@every_way
class TestDependencies:
    @pytest.mark.parametrize(
        "error, status", [(ValueError("secret"), 500), (HTTPException(404), 404), (OutOfStock(sku="a"), 409)]
    )
    def test_with_yield_see_the_exception(self, way, error, status):
        seen = []

        async def session():
            try:
                yield
            except Exception as raised:
                seen.append(raised)
                raise
            finally:
                seen.append("closed")

        app = FastAPI()

        @app.get("/", dependencies=[Depends(session)])
        async def endpoint():
            raise error

        assert problem(client(way(app)).get("/"))["status"] == status
        assert seen == [error, "closed"]

    def test_with_yield_that_raise_a_problem_are_answered(self, way):
        async def session():
            try:
                yield
            except ValueError:
                raise OutOfStock(sku="a-1") from None

        app = FastAPI()

        @app.get("/", dependencies=[Depends(session)])
        async def endpoint():
            raise ValueError

        assert problem(client(way(app)).get("/"))["sku"] == "a-1"


@every_way
class TestStacks:
    @pytest.mark.parametrize("path", ["/boom", "/nothing", "/orders/x"])
    def test_cors_fields_are_on_every_error(self, way, path):
        before, after = shop(), shop()
        before.add_middleware(CORSMiddleware, allow_origins=["*"])
        faces = [way(before), way(after)]
        after.add_middleware(CORSMiddleware, allow_origins=["*"])
        for face in faces:
            assert client(face).get(path, headers=ORIGIN).headers["access-control-allow-origin"] == "*"

    @pytest.mark.parametrize("path, status", [("/nothing", 404), ("/problem", 409), ("/boom", 500), ("/orders/x", 422)])
    def test_mounted_applications_are_as_the_outer_one(self, way, path, status, records):
        outer = FastAPI()
        middle = FastAPI()
        middle.mount("/shop", shop())
        outer.mount("/middle", middle)
        assert problem(client(way(outer)).get(f"/middle/shop{path}"))["status"] == status
        assert len(records) == (status == 500)

    def test_applications_that_a_router_mounts_are_too(self, way, records):
        router = APIRouter(routes=[Mount("/shop", shop()), Route("/x", lambda request: PlainTextResponse("x"))])
        app = FastAPI(routes=[Mount("/api", router)])
        assert problem(client(way(app)).get("/api/shop/boom"))["instance"] == records[0].error_id

    def test_decorated_middleware_sees_the_exception_and_a_stream_is_cut(self, way, records):
        app, seen = shop(), []

        @app.middleware("http")
        async def watching(request, call_next):
            try:
                return await call_next(request)
            except ValueError as error:
                seen.append(str(error))
                raise

        face = way(app)
        assert problem(client(face).get("/boom"))["status"] == 500
        assert seen == ["secret"]
        served = serve_asgi(face, "GET /stream")
        assert (served.body, served.complete) == (b"some", False)
        assert len(records) == 2

    def test_a_background_task_that_fails_is_the_servers(self, way, records):
        face = way(shop())
        with pytest.raises(ValueError):
            client(face).get("/background")
        assert quiet(face).get("/background").json() == {}
        assert records == []

    def test_debugging_keeps_its_page(self, way):
        app = shop()
        app.debug = True
        assert "Traceback" in quiet(way(app)).get("/boom", headers={"accept": "text/html"}).text


def test_install_twice_is_once_and_too_late_an_error():
    app = shop()
    assert install(install(app)) is app
    stack = app.build_middleware_stack()
    assert isinstance(stack, StatusMiddleware)
    assert not isinstance(stack.app, StatusMiddleware)
    served = FastAPI()
    client(served).get("/")
    with pytest.raises(RuntimeError, match="serving already"):
        install(served)
