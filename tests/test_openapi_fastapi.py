"""FastAPI's document after `install`: typed outcomes, its own 422, and what several routes share."""

import warnings
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Form, Query, UploadFile
from fastapi.exceptions import RequestValidationError
from openapi_spec_validator import validate
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from asgi_apps import client
from statusmw import Policy, Problem, install, respond
from statusmw.adapters.fastapi_document import tidy
from statusmw.typed import BadRequest, Created, Forbidden, NoContent, NotFound, Ok, SeeOther, raises

PROBLEM = "application/problem+json"


class OutOfStock(Problem):
    status = 409
    type = "https://shop.example/out-of-stock"
    sku: str


class Reserved(Problem):
    status = 409
    type = "https://shop.example/reserved"


class Item(BaseModel):
    id: int


class Other(BaseModel):
    name: str


def documented(route, policy=None, **options):
    """The responses of the one operation of an application, by *route*, a function of the application."""
    app = FastAPI(**options)
    route(app)
    made = install(app, policy or Policy()).openapi()
    validate(made)
    (operation,) = [one for operations in made["paths"].values() for one in operations.values()]
    return operation["responses"], made["components"]["schemas"] if "components" in made else {}


def named(schema):
    return [one["$ref"].rpartition("/")[2] for one in schema.get("anyOf", schema.get("oneOf", [schema]))]


def content(response, media_type="application/json"):
    return response["content"][media_type]["schema"]


def test_a_union_is_its_item_and_each_problem():
    def route(app):
        @app.get("/")
        def read() -> Item | OutOfStock | Reserved | NotFound: ...

    responses, schemas = documented(route)
    assert list(responses) == ["200", "404", "409"]
    assert named(content(responses["200"])) == ["Item"]
    assert named(content(responses["404"], PROBLEM)) == ["Problem"]
    assert named(content(responses["409"], PROBLEM)) == ["OutOfStock", "Reserved"]
    assert content(responses["409"], PROBLEM)["discriminator"]["propertyName"] == "type"
    assert sorted(schemas) == ["Item", "OutOfStock", "Problem", "Reserved"]


@pytest.mark.parametrize(
    ("annotation", "codes"),
    [
        (OutOfStock | Reserved, ["409"]),
        (Created[Item], ["201"]),
        (Created[Item] | NoContent | SeeOther, ["201", "204", "303"]),
        (NotFound, ["404"]),
        (NoContent, ["204"]),
        (Item | NoContent, ["200", "204"]),
    ],
)
def test_what_cannot_come_is_not_in_it(annotation, codes):
    def route(app):
        def read(): ...

        read.__annotations__["return"] = annotation
        app.get("/")(read)

    assert list(documented(route)[0]) == codes


LEFT_OUT = object()


@pytest.mark.parametrize(
    ("model", "annotation", "codes"),
    [
        (Item | OutOfStock, LEFT_OUT, ["200", "409"]),
        (Item | NotFound, Any, ["200", "404"]),
        (Item | OutOfStock, Item, ["200", "409"]),
        (Item, Item | OutOfStock, ["200", "409"]),
        (Item | NotFound, Item | OutOfStock, ["200", "404", "409"]),
        (Created[Item] | OutOfStock, LEFT_OUT, ["201", "409"]),
        (Item | OutOfStock, Created[Item], ["201", "409"]),
        (OutOfStock, LEFT_OUT, ["409"]),
        (None, Item | OutOfStock, ["200", "409"]),
    ],
)
def test_a_response_model_says_what_the_return_annotation_does_not(model, annotation, codes):
    def route(app):
        def read(): ...

        if annotation is not LEFT_OUT:
            read.__annotations__["return"] = annotation
        app.get("/", response_model=model)(raises(Forbidden)(read))

    responses, _ = documented(route)
    assert sorted(responses) == sorted([*codes, "403"])
    if model is not None:
        assert all(named(content(responses[code])) == ["Item"] for code in codes if code.startswith("2"))


def test_what_the_handler_returns_itself_and_what_its_replies_hold_may_meet():
    def route(app):
        @app.get("/")
        def read() -> Item | Ok[Other]: ...

    assert named(content(documented(route)[0]["200"])) == ["Item", "Other"]

    def twice(app):
        @app.get("/")
        def read() -> Item | Other | Ok[dict[str, Item]]: ...

    assert len(content(documented(twice)[0]["200"])["anyOf"]) == 3

    def only_reply(app):
        @app.get("/")
        def read() -> Ok[Item] | NoContent | SeeOther: ...

    assert named(content(documented(only_reply)[0]["200"])) == ["Item"]


def test_what_is_written_by_hand_stays():
    def route(app):
        @app.post("/", responses={201: {"model": Other}, 409: {"model": Other}})
        def read() -> Created[Item] | OutOfStock: ...

    responses, _ = documented(route)
    assert named(content(responses["201"])) == ["Other"]
    assert named(content(responses["409"])) == ["Other"]


@pytest.mark.parametrize(
    ("model", "key", "names"),
    [
        (OutOfStock, 409, ["OutOfStock"]),
        (OutOfStock | Reserved, "409", ["OutOfStock", "Reserved"]),
        (NotFound, 404, ["Problem"]),
        (Problem, "default", ["Problem"]),
    ],
)
def test_a_problem_that_is_the_model_of_a_response_is_sent_as_one(model, key, names):
    def route(app):
        @app.get("/", responses={key: {"model": model, "description": "mine"}})
        def read() -> Item: ...

    responses, _ = documented(route)
    assert list(responses) == ["200", str(key)]
    assert list(responses[str(key)]["content"]) == [PROBLEM]
    assert named(content(responses[str(key)], PROBLEM)) == names
    assert responses[str(key)]["description"] == "mine"


def test_a_problem_that_is_the_model_of_a_router_s_responses_is_so_each_time():
    app, router = FastAPI(), APIRouter(responses={409: {"model": OutOfStock}, "5XX": {"model": Problem}})

    @router.get("/")
    def read() -> Item: ...

    app.include_router(router, prefix="/r")
    for _ in range(2):
        app.openapi_schema = None
        responses = install(app).openapi()["paths"]["/r/"]["get"]["responses"]
        assert list(responses["409"]["content"]) == [PROBLEM]
        assert list(responses["5XX"]["content"]) == ["application/json"]


@pytest.mark.parametrize(
    "annotation", [Annotated[Item | OutOfStock, "doc"], Annotated[Annotated[Item, "inner"] | OutOfStock, "doc"]]
)
def test_an_annotated_union_has_the_same_members(annotation):
    def route(app):
        def read(): ...

        read.__annotations__["return"] = annotation
        app.get("/")(read)

    responses, _ = documented(route)
    assert list(responses) == ["200", "409"]
    assert named(content(responses["200"])) == ["Item"]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (None | OutOfStock, {"type": "null"}),
        (OutOfStock | NotFound | None, {"type": "null"}),
        (Item | OutOfStock | None, [{"$ref": "#/components/schemas/Item"}, {"type": "null"}]),
        (Ok[Item] | None, [{"type": "null"}, {"$ref": "#/components/schemas/Item"}]),
        (None, {}),
        (Any | None, [{}, {"type": "null"}]),
    ],
)
def test_nothing_but_none_beside_a_reply_is_null(annotation, expected):
    def route(app):
        def read(): ...

        read.__annotations__["return"] = annotation
        app.get("/")(read)

    schema = {**content(documented(route)[0]["200"]), "title": "Response"}
    assert schema.get("anyOf", schema) == (expected if type(expected) is list else {**expected, "title": "Response"})


def test_what_is_no_type_for_pydantic_is_any_content():
    class Own: ...

    def route(app):
        @app.get("/")
        def read() -> Created[Own]: ...

    responses, _ = documented(route)
    assert content(responses["201"]) == {}
    assert list(responses["201"]["headers"]) == ["Location"]


class TestADocumentThatTheUserHasExtended:
    """Whatever OpenAPI allows may stand in it; what is ours is said all the same."""

    @staticmethod
    def made(extend):
        app = FastAPI()

        @app.get("/a/{id}")
        def read(id: int) -> Item | OutOfStock | None: ...

        make = app.openapi

        def extended():
            found = make()
            extend(found, found["paths"]["/a/{id}"])
            return found

        app.openapi = extended
        answer = client(install(app)).get("/openapi.json")
        assert answer.status_code == 200
        validate(answer.json())
        return answer.json()["paths"]

    @pytest.mark.parametrize(
        "extend",
        [
            lambda made, path: path.update(parameters=[{"name": "X-A", "in": "header", "schema": {"type": "string"}}]),
            lambda made, path: path.update(summary="Items", description="All", servers=[{"url": "https://a.example"}]),
            lambda made, path: path.update({"x-own": {"responses": 7}}),
            lambda made, path: path["get"].pop("operationId"),
            lambda made, path: made["paths"].update({"/old": {"get": {"summary": "old"}, "post": {}}}),
            lambda made, path: path["get"]["responses"].update({"201": described({"schema": True})}),
            lambda made, path: path["get"]["responses"].update({"201": described({})}),
            lambda made, path: path["get"]["responses"].update({"200": described({"schema": True})}),
            lambda made, path: (
                path["get"]["responses"].update({"200": {"$ref": "#/components/responses/A"}})
                or made["components"].update(responses={"A": {"description": "a"}})
            ),
        ],
    )
    def test_is_completed(self, extend):
        assert "409" in self.made(extend)["/a/{id}"]["get"]["responses"]

    def test_may_hold_what_is_no_path(self):
        made = {"paths": {"x-own": True}}
        tidy(made)
        assert made == {"paths": {"x-own": True}}

    def test_may_lack_what_the_application_has(self):
        assert self.made(lambda made, path: made["paths"].clear()) == {}


@pytest.mark.parametrize("name", ["tidy", "_operations"])
def test_a_fault_of_ours_leaves_the_document_as_fastapi_has_made_it(monkeypatch, caplog, name):
    def fail(*args):
        raise ZeroDivisionError

    app = FastAPI()

    @app.get("/")
    def read() -> Item | OutOfStock: ...

    expected = app.openapi()["paths"]
    app.openapi_schema = None
    monkeypatch.setattr(f"statusmw.adapters.fastapi_openapi.{name}", fail)
    assert client(install(app)).get("/openapi.json").json()["paths"] == expected
    assert "left as it was" in caplog.text


def described(media):
    return {"description": "mine", "content": {"application/json": media}}


def test_what_dependencies_raise_is_said_for_each_route_below_them():
    @raises(Forbidden)
    def deep(): ...

    def outer(deep: Annotated[None, Depends(deep)]): ...

    def route(app):
        router = APIRouter(prefix="/r", dependencies=[Depends(outer)])

        @router.get("/e")
        @raises(TimeoutError)
        def read() -> Created[Item]: ...

        app.include_router(router)
        app.routes.append(Route("/plain", lambda request: PlainTextResponse("")))

    responses, _ = documented(route, Policy(mapping={TimeoutError: 504}))
    assert list(responses) == ["201", "403", "504"]


def test_what_the_constructor_of_a_dependency_raises_is_said_with_what_its_class_does():
    @raises(NotFound)
    class Marked:
        @raises(Forbidden)
        def __init__(self): ...

    class Below(Marked): ...

    def route(app):
        @app.get("/", dependencies=[Depends(Below)])
        def read() -> Item: ...

    assert sorted(documented(route)[0]) == ["200", "403", "404"]


def test_a_convertor_in_the_path_may_find_nothing():
    def route(app):
        @app.get("/{number:int}/{name}")
        def read(number: int, name: str) -> Item: ...

    assert sorted(documented(route)[0]) == ["200", "404", "422"]


class TestValidation:
    @staticmethod
    def route(app):
        @app.get("/")
        def read(page: Annotated[int, Query()]) -> Item: ...

    def test_has_our_shape(self):
        responses, schemas = documented(self.route)
        assert named(content(responses["422"], PROBLEM)) == ["ValidationProblem"]
        assert "HTTPValidationError" not in schemas

    def test_has_the_status_code_of_the_policy(self):
        responses, _ = documented(self.route, Policy(validation_status=400))
        assert sorted(responses) == ["200", "400"]

    @pytest.mark.parametrize(("target", "codes"), [(400, ["200", "400"]), (OutOfStock, ["200", "409"])])
    def test_is_what_the_mapping_says(self, target, codes):
        class Own(Problem):
            status = 409

        policy = Policy(mapping={RequestValidationError: target if isinstance(target, int) else Own})
        assert sorted(documented(self.route, policy)[0]) == codes

    def test_is_both_where_a_function_may_leave_it(self):
        def unreadable(error) -> BadRequest | None: ...

        policy = Policy(mapping={RequestValidationError: unreadable})
        assert sorted(documented(self.route, policy)[0]) == ["200", "400", "422"]

    def test_is_the_users_where_there_is_a_handler(self):
        def route(app):
            self.route(app)
            app.add_exception_handler(RequestValidationError, lambda request, error: None)

        responses, _ = documented(route)
        assert named(content(responses["422"])) == ["HTTPValidationError"]

    def test_is_as_the_document_says(self):
        app = FastAPI()
        self.route(app)
        answer = client(install(app)).get("/?page=x")
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json()["errors"][0]["in"] == "query"


class TestContentThatCannotBeRead:
    @staticmethod
    def route(app):
        @app.post("/form")
        def form(name: Annotated[str, Form()], file: UploadFile | None = None) -> Item: ...

    @staticmethod
    def json(app):
        @app.post("/json")
        def json(item: Item) -> Item: ...

    @pytest.mark.parametrize(
        ("route", "media_type", "sent"),
        [
            ("route", "multipart/form-data", b"x"),
            ("route", "multipart/form-data; boundary=b", b"x"),
            ("json", "application/json", b'"\xff"'),
        ],
    )
    def test_is_answered_as_the_document_says(self, route, media_type, sent):
        app = FastAPI()
        getattr(self, route)(app)
        asking = client(install(app))
        ((path, operations),) = app.openapi()["paths"].items()
        assert sorted(operations["post"]["responses"]) == ["200", "400", "422"]
        answer = asking.post(path, content=sent, headers={"content-type": media_type})
        assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)

    @pytest.mark.parametrize(
        ("policy", "codes"),
        [
            ({"mapping": {HTTPException: 499}}, ["200", "422", "499"]),
            ({"mapping": {HTTPException: Reserved}}, ["200", "409", "422"]),
            ({"mapping": {KeyError: 410}}, ["200", "400", "422"]),
            ({"validation_status": 400}, ["200", "400"]),
        ],
    )
    def test_is_what_the_policy_says(self, policy, codes):
        responses, _ = documented(self.route, Policy(**policy))
        assert sorted(responses) == codes

    def test_is_both_where_a_function_may_leave_it(self):
        def refused(error) -> Forbidden | None: ...

        responses, _ = documented(self.route, Policy(mapping={HTTPException: refused}))
        assert sorted(responses) == ["200", "400", "403", "422"]

    def test_is_the_users_where_there_is_a_handler(self):
        def route(app):
            self.route(app)
            app.add_exception_handler(HTTPException, lambda request, error: None)

        assert sorted(documented(route)[0]) == ["200", "422"]

    def test_does_not_come_to_a_route_that_takes_none(self):
        def route(app):
            app.get("/")(lambda page=1: page)

        assert sorted(documented(route)[0]) == ["200", "422"]


@pytest.mark.parametrize(
    ("operation_id", "ids"), [(None, ["read__get", "read__head"]), ("mine", ["mine_get", "mine_head"])]
)
def test_a_route_with_several_methods_is_several_operations(operation_id, ids):
    app = install(FastAPI())

    @app.api_route("/", methods=["GET", "HEAD"], operation_id=operation_id)
    def read() -> Item | NotFound: ...

    @app.post("/")
    def create() -> Created[Item]: ...

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = app.openapi()
    validate(made)
    operations = made["paths"]["/"]
    assert [operations[method]["operationId"] for method in ("get", "head")] == ids
    assert operations["post"]["operationId"] == "create__post"
    assert all("404" in operations[method]["responses"] for method in ("get", "head"))


def test_the_document_is_completed_once_and_again_where_there_are_new_routes():
    app = install(install(FastAPI()))

    @app.get("/a")
    def a() -> Item | NotFound: ...

    made = app.openapi()
    assert app.openapi() is made

    app.openapi_schema = None

    @app.get("/b")
    def b() -> Item | OutOfStock: ...

    assert "409" in app.openapi()["paths"]["/b"]["get"]["responses"]
    assert client(app).get("/openapi.json").json() == app.openapi()


def test_a_mounted_application_has_a_document_of_its_own():
    app, mounted = FastAPI(), FastAPI()

    @mounted.get("/inner")
    def read() -> Created[Item] | NotFound: ...

    app.mount("/sub", mounted)
    made = client(install(app)).get("/sub/openapi.json").json()
    assert sorted(made["paths"]["/inner"]["get"]["responses"]) == ["201", "404"]


@pytest.mark.parametrize("how", ["return", "raise"])
def test_a_problem_is_returned_or_raised(how):
    app = install(FastAPI())

    @app.get("/{number}")
    def read(number: int) -> Item | OutOfStock | NotFound:
        if number == 1:
            return Item(id=1)
        problem = OutOfStock(sku="a") if number == 2 else respond.not_found("none")
        if how == "raise":
            raise problem
        return problem

    asking = client(app)
    assert asking.get("/1").json() == {"id": 1}
    assert asking.get("/2").json()["sku"] == "a"
    assert asking.get("/3").json() == {"title": "Not Found", "status": 404, "detail": "none"}
