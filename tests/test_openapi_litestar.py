"""Litestar's document after `install`: typed outcomes, what is raised, its own errors as problems."""

from dataclasses import dataclass

import pytest
from litestar import Litestar, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.testing import TestClient
from openapi_spec_validator import validate

from statusmw import Policy, Problem, install, respond
from statusmw.typed import Created, Forbidden, Gone, NoContent, NotFound, Ok, SeeOther, raises

PROBLEM = "application/problem+json"


class OutOfStock(Problem):
    status = 409
    type = "https://shop.example/out-of-stock"
    sku: str


@dataclass
class Item:
    id: int


@dataclass
class Other:
    name: str


def documented(*handlers, policy=None):
    made = install(Litestar(handlers), policy or Policy()).openapi_schema.to_schema()
    validate(made)
    (operation,) = [one for operations in made["paths"].values() for one in operations.values()]
    return operation["responses"], made["components"]["schemas"]


def named(response, media_type="application/json"):
    schema = response["content"][media_type]["schema"]
    return [one["$ref"].rpartition("/")[2] for one in schema.get("oneOf", schema.get("anyOf", [schema]))]


def test_a_union_is_its_item_and_each_problem():
    @get("/")
    async def read() -> Item | OutOfStock | NotFound: ...

    responses, schemas = documented(read)
    assert sorted(responses) == ["200", "404", "409"]
    assert named(responses["200"]) == ["Item"]
    assert named(responses["409"], PROBLEM) == ["OutOfStock"]
    assert sorted(schemas) == ["Item", "OutOfStock", "Problem"]


@pytest.mark.parametrize(
    ("annotation", "codes"),
    [
        (Created[Item] | OutOfStock, ["201", "409"]),
        (NoContent, ["204"]),
        (Ok[Item] | SeeOther, ["200", "303"]),
        (Item, ["200"]),
        (Ok, ["200"]),
    ],
)
def test_what_cannot_come_is_not_in_it(annotation, codes):
    async def read(): ...

    read.__annotations__["return"] = annotation
    assert sorted(documented(get("/")(read))[0]) == codes


def test_what_the_handler_returns_itself_and_what_its_replies_hold_may_meet():
    @get("/")
    async def read() -> Item | Ok[Other]: ...

    assert named(documented(read)[0]["200"]) == ["Item", "Other"]


def test_what_dependencies_and_guards_raise_is_said():
    @raises(Forbidden)
    def dependency() -> int: ...

    @raises(Gone)
    def guard(connection, handler): ...

    @get("/", dependencies={"one": Provide(dependency, sync_to_thread=False)}, guards=[guard])
    async def read(one: NamedDependency[int]) -> Item: ...

    assert sorted(documented(read)[0]) == ["200", "403", "410"]


def test_raises_of_litestar_takes_problems_beside_its_own_exceptions():
    @get("/", raises=[OutOfStock, NotFoundException, PermissionDeniedException])
    async def read() -> Item: ...

    responses, _ = documented(read)
    assert sorted(responses) == ["200", "403", "404", "409"]
    assert named(responses["404"], PROBLEM) == ["Problem"]


@pytest.mark.parametrize(("policy", "code"), [({}, "400"), ({"validation_status": 422}, "422")])
def test_validation_has_our_shape(policy, code):
    @post("/{number:int}/{name:str}")
    async def create(data: JSONBody[Item], number: FromPath[int], name: FromPath[str]) -> Created[Item]: ...

    responses, _ = documented(create, policy=Policy(**policy))
    assert "ValidationProblem" in named(responses[code], PROBLEM)
    assert named(responses["404"], PROBLEM) == ["Problem"]


def test_what_is_written_by_hand_stays():
    by_hand = {201: ResponseSpec(Other, generate_examples=False), 409: ResponseSpec(Other, generate_examples=False)}

    @post("/", responses=by_hand)
    async def create() -> Created[Item] | OutOfStock: ...

    responses, _ = documented(create)
    assert named(responses["201"]) == named(responses["409"]) == ["Other"]


def test_an_application_without_a_document_has_none():
    assert install(Litestar([], openapi_config=None)).openapi_config is None


def test_the_document_is_served_and_says_what_is_answered():
    @get("/{number:int}")
    async def read(number: FromPath[int]) -> Item | OutOfStock | NotFound:
        if number == 2:
            raise OutOfStock(sku="a")
        return Item(id=1) if number == 1 else respond.not_found()

    @get("/hidden", include_in_schema=False)
    async def hidden() -> Item: ...

    app = install(Litestar([read, hidden]))
    with TestClient(app) as client:
        assert client.get("/schema/openapi.json").json() == app.openapi_schema.to_schema()
        assert client.get("/1").json() == {"id": 1}
        assert (client.get("/2").status_code, client.get("/3").status_code) == (409, 404)
        assert client.get("/2").headers["content-type"] == PROBLEM
