import json
from typing import Annotated, Any, Optional, Union

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.exceptions import HTTPException
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import PlainTextResponse

from calling import asgi
from interop_answers import OWN_FIELDS, RAISABLE, RETURNABLE, OutOfStock, assert_arrives, assert_framed
from statusmw import Problem, Redirect, Reply, respond


class Item(BaseModel):
    id: int


ITEM = {"$ref": "#/components/schemas/Item"}


def endpoint_of(make, annotation=None, *, raised=False, sync=False):
    def handler():
        if raised:
            raise make()
        return make()

    async def async_handler():
        return handler()

    endpoint = handler if sync else async_handler
    if annotation is not None:
        endpoint.__annotations__["return"] = annotation
    return endpoint


def serving(endpoint, **options):
    app = FastAPI(**options)
    app.add_api_route("/", endpoint, methods=["GET"])
    app.add_api_route("/", endpoint, methods=["HEAD"], include_in_schema=False)
    return app


def schema_of(app):
    return app.openapi()["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]


ANNOTATIONS = [None, Reply, Any, Item | Reply, Item | OutOfStock | Redirect | Reply, Reply | None]


@pytest.mark.parametrize("annotation", ANNOTATIONS, ids=str)
@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("case", RETURNABLE.values(), ids=RETURNABLE)
def test_what_a_handler_returns_arrives(case, sync, annotation):
    assert_arrives(case, asgi(serving(endpoint_of(case.make, annotation, sync=sync))))


@pytest.mark.parametrize("case", RETURNABLE.values(), ids=RETURNABLE)
def test_head_gets_no_content(case):
    assert_arrives(case, asgi(serving(endpoint_of(case.make)), "HEAD"), "HEAD")


@pytest.mark.parametrize("sync", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("name", RAISABLE)
def test_what_a_handler_raises_keeps_status_and_fields_with_nothing_installed(name, sync):
    made = RAISABLE[name].make()
    answer = asgi(serving(endpoint_of(RAISABLE[name].make, Item, raised=True, sync=sync)))
    assert answer.status == made.status_code
    assert {field: answer[field] for field in OWN_FIELDS[name]} == OWN_FIELDS[name]
    assert json.loads(answer.content) == {"detail": made.detail}
    assert_framed(answer)
    assert answer.error is None


def test_content_of_the_framework_never_goes_out_under_our_length_or_type():
    problem = OutOfStock(sku="a-1", left=0).with_headers({"X-Id": "7"})
    asgi(problem)
    answer = asgi(serving(endpoint_of(lambda: problem, raised=True)))
    assert (answer["x-id"], answer.values("content-type")) == ("7", ["application/json"])
    assert answer.values("content-length") == [str(len(answer.content))]


# Annotations, and what OpenAPI makes of them.

UNIONS = [
    (Item | OutOfStock | Reply, ITEM),
    (Union[Item, Reply], ITEM),  # noqa: UP007 - the old way to write it works too
    (Reply | Item, ITEM),
    (Annotated[Item, "an item"] | Reply, ITEM),
    (list[Item] | Reply, {"type": "array", "items": ITEM}),
    (Item | Reply | None, {"anyOf": [ITEM, {"type": "null"}]}),
    (Reply | None, {"anyOf": [{}, {"type": "null"}]}),
    (Optional[OutOfStock], {"anyOf": [{}, {"type": "null"}]}),  # noqa: UP045 - as above
    (dict[str, int] | Redirect, {"type": "object", "additionalProperties": {"type": "integer"}}),
    (Reply, {}),
    (OutOfStock, {}),
    (None, {}),
]


@pytest.mark.parametrize(("annotation", "schema"), UNIONS, ids=str)
def test_openapi_shows_what_is_no_reply(annotation, schema):
    app = serving(endpoint_of(respond.ok, annotation))
    shown = schema_of(app)
    shown.pop("title", None)
    assert shown == schema
    assert list(app.openapi().get("components", {}).get("schemas", {})) == (["Item"] if "Item" in str(schema) else [])


def test_openapi_of_several_replies_is_still_made():
    assert schema_of(serving(endpoint_of(respond.ok, OutOfStock | Redirect)))["anyOf"] == []


RETURNED = [
    (Item | OutOfStock | Reply, lambda: Item(id=1), {"id": 1}),
    (Item | OutOfStock | Reply, lambda: {"id": "1"}, {"id": 1}),
    (Reply | Item, lambda: Item(id=1), {"id": 1}),
    (list[Item] | Reply, lambda: [Item(id=1)], [{"id": 1}]),
    (Item | Reply | None, lambda: None, None),
    (Reply | None, lambda: None, None),
]


@pytest.mark.parametrize(("annotation", "make", "content"), RETURNED)
def test_what_is_no_reply_is_validated_and_serialised_as_annotated(annotation, make, content):
    answer = asgi(serving(endpoint_of(make, annotation)))
    assert (answer.status, json.loads(answer.content)) == (200, content)


def test_what_fits_no_member_of_the_union_is_still_refused():
    answer = asgi(serving(endpoint_of(lambda: {"id": "x"}, Item | Reply)))
    assert answer.status == 500
    assert type(answer.error).__name__ == "ResponseValidationError"


def test_a_problem_class_may_be_read_back_from_the_annotation():
    annotation = Item | OutOfStock | Reply
    assert [cls for cls in annotation.__args__ if issubclass(cls, Problem)] == [OutOfStock]


# The framework's own ways.

HANDLED = [
    (OutOfStock, lambda: OutOfStock(sku="a", left=0)),
    (Problem, lambda: OutOfStock(sku="a", left=0)),
    (StarletteHTTPException, lambda: OutOfStock(sku="a", left=0)),
    (409, lambda: OutOfStock(sku="a", left=0)),
    (404, lambda: respond.not_found("No order 7")),
]


@pytest.mark.parametrize(("registered", "make"), HANDLED)
def test_a_handler_of_the_user_wins(registered, make):
    async def handler(request, error):
        return PlainTextResponse(f"own: {error}", error.status_code)

    answer = asgi(serving(endpoint_of(make, raised=True), exception_handlers={registered: handler}))
    assert (answer.status, answer.content) == (make().status_code, f"own: {make()}".encode())


def test_a_handler_for_fastapi_s_own_exception_is_not_asked():
    handlers = {HTTPException: lambda request, error: PlainTextResponse("own")}
    answer = asgi(serving(endpoint_of(respond.conflict, raised=True), exception_handlers=handlers))
    assert (answer.status, json.loads(answer.content)) == (409, {"detail": "Conflict"})


@pytest.mark.parametrize("case", RAISABLE.values(), ids=RAISABLE)
def test_a_handler_may_return_what_was_raised(case):
    handlers = {Problem: lambda request, error: error, Redirect: lambda request, error: error}
    assert_arrives(case, asgi(serving(endpoint_of(case.make, raised=True), exception_handlers=handlers)))


def test_a_dependency_sees_a_raised_problem_and_not_a_returned_one():
    seen = []

    def transaction():
        try:
            yield
        except Problem as problem:
            seen.append(problem.status_code)
            raise

    def answered(*, raised):
        async def handler(db: Annotated[None, Depends(transaction)]) -> Item | OutOfStock:
            problem = OutOfStock(sku="a-1", left=0)
            if raised:
                raise problem
            return problem

        return asgi(serving(handler))

    assert answered(raised=False).status == 409
    assert seen == []
    assert answered(raised=True).status == 409
    assert seen == [409]


def test_a_dependency_may_raise_a_problem():
    def user():
        raise respond.unauthorized(("Bearer", {"realm": "shop"}))

    async def handler(user: Annotated[str, Depends(user)]) -> Item:
        raise AssertionError

    answer = asgi(serving(handler))
    assert (answer.status, answer["www-authenticate"]) == (401, 'Bearer realm="shop"')


def test_background_tasks_of_the_framework_run():
    ran = []

    async def handler(tasks: BackgroundTasks) -> Reply:
        tasks.add_task(ran.append, 1)
        return respond.accepted("/jobs/1")

    assert asgi(serving(handler)).status == 202
    assert ran == [1]
