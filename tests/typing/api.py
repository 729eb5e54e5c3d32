"""What users write, for type checkers: nothing here is run. An ignored error is one that they have to find."""

# pyright: standard, reportUnnecessaryTypeIgnoreComment=error

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, assert_type

import litestar
from fastapi import Depends, FastAPI
from flask import Flask
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from statusmw import Level, Policy, Problem, Redirect, Reply, respond
from statusmw.policy import OnFinding
from statusmw.typed import Accepted, Conflict, Created, NoContent, NotFound, Ok, SeeOther, raises


class OutOfStock(Problem):
    status = 409
    type = "https://shop.example/problems/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int


class Reserved(OutOfStock):
    customer: str = "somebody"


class Priced(Problem):
    type = "https://shop.example/problems/priced"
    price: int


class Item(BaseModel):
    id: int


# Problems as classes.

assert_type(OutOfStock(sku="a-1", left=0), OutOfStock)
assert_type(OutOfStock(sku="a-1", left=0).sku, str)
assert_type(OutOfStock(sku="a-1", left=0).with_headers({"X-Id": "7"}), OutOfStock)
assert_type(OutOfStock.from_mapping({}), OutOfStock)
OutOfStock(sku="a-1", left=0, detail="None left", instance="/log/7")
Reserved(sku="a-1", left=0)
Reserved(sku="a-1", left=0, customer="Ann")
Problem(404, "No order 7", order=7)
OutOfStock(sku="a-1", left=0, headers={"Retry-After": "5", "Link": ["<a>", "<b>"]})
Problem(404, headers={"Retry-After": "5"})
Priced(409, price=1)
Priced(status=409, price=1)
Priced(409, "Too dear", price=1, headers=None)
assert_type(Priced(409, price=1).status, int)
assert_type(OutOfStock.status, int)
assert_type(OutOfStock.detail, str)
OutOfStock(sku="a-1", left=0).headers.append("Link", "<a>")

OutOfStock(sku=1, left=0)  # type: ignore[arg-type]
OutOfStock(sku="a-1")  # type: ignore[call-arg]
OutOfStock("a-1", 0)  # type: ignore[call-arg, arg-type]
OutOfStock(sku="a-1", left=0, colour="red")  # type: ignore[call-arg]
Reserved(sku="a-1", left=0, customer=7)  # type: ignore[arg-type]
OutOfStock(sku="a-1", left=0, headers=5)  # type: ignore[arg-type]
OutOfStock(sku="a-1", left=0, headers={"Retry-After": 5})  # type: ignore[dict-item]
Priced("409", price=1)  # type: ignore[arg-type]
Priced(409)  # type: ignore[call-arg]
Priced(409, "Too dear", 1)  # type: ignore[call-arg, arg-type]

# Policies: also of what stands in a variable, whose type is narrower than what is asked for.


def sold_out(error: BaseException) -> bool:
    return "sold out" in str(error)


ERRORS = {KeyError: 404, TimeoutError: 504}
NAMES = {"shop.errors.SoldOut": 410}
PREDICATES = {sold_out: 410}
CLASSES = {KeyError: OutOfStock}
ACTIONS = {"MUST": "raise", "SHOULD": "report"}
LEVELS = {Level.MUST: "raise"}
Policy(mapping=ERRORS, on_finding=ACTIONS)
Policy(mapping=NAMES, on_finding=LEVELS)
Policy(mapping=PREDICATES, on_finding={"MUST": "raise"})
Policy(mapping=CLASSES, on_finding="raise")
Policy(mapping={KeyError: 404, "shop.errors.SoldOut": OutOfStock, sold_out: lambda error: respond.gone()})
assert_type(Policy().action("MUST"), OnFinding)

Policy(mapping={KeyError: "404"})  # type: ignore[dict-item]
Policy(mapping=[KeyError])  # type: ignore[arg-type]
Policy(on_finding="rise")  # type: ignore[arg-type]
Policy(on_finding={"MUST": 5})  # type: ignore[dict-item]

# Helpers.

assert_type(respond.ok({"id": 7}, etag="v1", last_modified=datetime.now(UTC)), Ok[dict[str, int]])
assert_type(respond.created("/orders/7", {"id": 7}), Created[dict[str, int]])
assert_type(respond.created(None), Created[None])
assert_type(respond.accepted("/jobs/7", {"id": 7}, retry_after=5), Accepted[dict[str, int]])
assert_type(respond.accepted(retry_after=5), Accepted[None])
assert_type(respond.no_content().with_headers({"X-Id": "7"}), NoContent)
assert_type(respond.see_other("/orders/7"), Redirect)
assert_type(respond.redirect("/", permanent=True, allowed_hosts={"shop.example"}), Redirect)
assert_type(respond.conflict("Already shipped", order=7), Problem)
assert_type(respond.unauthorized(("Bearer", {"realm": "shop"})), Problem)
assert_type(respond.unauthorized(["Basic", ("Bearer", {"realm": "shop"})]), Problem)
assert_type(respond.method_not_allowed({"GET", "HEAD"}), Problem)
assert_type(respond.too_many_requests(retry_after=timedelta(minutes=5)), Problem)
assert_type(respond.unprocessable_content(errors=[(["age"], "must be positive")]), Problem)
assert_type(respond.status(418, detail="Short and stout"), Reply)
assert_type(
    respond.no_content().with_headers({"Link": ["<a>", "<b>"]}).with_background(BackgroundTask(print)), NoContent
)

respond.created()  # type: ignore[call-overload]
respond.unauthorized()  # type: ignore[call-arg]
respond.method_not_allowed(405)  # type: ignore[arg-type]
respond.no_content("nothing")  # type: ignore[call-arg]
respond.no_content(content="nothing")  # type: ignore[call-arg]
respond.partial_content(b"hello")  # type: ignore[call-arg]
respond.too_many_requests(retry_after="30")  # type: ignore[arg-type]
respond.conflict(409)  # type: ignore[arg-type]
respond.not_modified(expires=30)  # type: ignore[arg-type]
respond.im_a_teapot()  # type: ignore[attr-defined]

# Flask.

flask_app = Flask(__name__)


def parts() -> Iterator[str]:
    yield "a"


async def async_parts() -> AsyncIterator[bytes]:
    yield b"a"


@flask_app.post("/orders")
def flask_create() -> Reply:
    return respond.created("/orders/7", {"id": 7})


@flask_app.get("/orders/<int:order>")
async def flask_read(order: int) -> ResponseReturnValue:
    if order == 0:
        raise respond.not_found("No order 0")
    if order == 1:
        return OutOfStock(sku="a-1", left=0)
    if order == 2:
        return respond.ok({"id": order}), 202, {"X-Id": "7"}  # type: ignore[return-value]  # works; Flask's types do not say so
    return respond.ok(parts())


@flask_app.get("/plain")
def flask_union() -> dict[str, int] | OutOfStock | Redirect:
    return respond.see_other("/orders")


@flask_app.errorhandler(OutOfStock)
def flask_handler(error: OutOfStock) -> Reply:
    return respond.ok({"sku": error.sku})


# Starlette.


async def starlette_read(request: Request) -> Response:
    if request.method == "POST":
        return respond.created("/orders/7")
    raise OutOfStock(sku="a-1", left=0)


def starlette_union(request: Request) -> Reply | Redirect:
    return respond.redirect("/") if request.user else respond.ok(async_parts())


def starlette_handler(request: Request, error: Exception) -> Response:
    return error if isinstance(error, Problem) else respond.internal_server_error()


starlette_app = Starlette(
    routes=[Route("/orders", starlette_read), Route("/", starlette_union)],
    exception_handlers={OutOfStock: starlette_handler},
)


async def asgi_app(scope: Scope, receive: Receive, send: Send) -> None:
    await respond.gone()(scope, receive, send)


# FastAPI.

fastapi_app = FastAPI()


def user() -> str:
    raise respond.unauthorized("Bearer")


@fastapi_app.get("/orders/{order}")
async def fastapi_read(order: int, name: Annotated[str, Depends(user)]) -> Item | OutOfStock | Reply:
    if order == 0:
        return OutOfStock(sku=name, left=0)
    if order == 1:
        return respond.accepted("/jobs/1", retry_after=5)
    return Item(id=order)


@fastapi_app.delete("/orders/{order}")
def fastapi_delete(order: int) -> Reply:
    try:
        raise OutOfStock(sku="a-1", left=order)
    except OutOfStock as problem:
        assert_type(problem.left, int)
        raise respond.conflict("In use") from problem


# Typed outcomes.


@fastapi_app.get("/typed/{order}")
@raises(Conflict, TimeoutError)
def typed_read(order: int) -> Item | OutOfStock | NotFound:
    if order == 0:
        return OutOfStock(sku="a-1", left=0)
    if order == 1:
        return respond.not_found("No order 1")
    return Item(id=order)


@fastapi_app.post("/typed")
def typed_create(item: Item) -> Created[Item] | Accepted[None] | SeeOther | NoContent:
    if item.id == 0:
        return respond.accepted("/jobs/7")
    if item.id == 1:
        return respond.see_other("/orders/7")
    if item.id == 2:
        return respond.no_content()
    return respond.created("/orders/7", item)


def typed_bare() -> Ok | Created:
    return respond.ok(Item(id=1))


def typed_wider() -> Ok[object]:
    return respond.ok(Item(id=1))


def typed_wrong_content() -> Created[Item]:
    return respond.created("/orders/7", "text")  # type: ignore[arg-type]


def typed_without_content() -> Created[Item]:
    return respond.created("/orders/7")  # type: ignore[return-value]


def typed_wrong_status() -> Created[Item] | NoContent:
    return respond.ok(Item(id=1))  # type: ignore[return-value]


@litestar.get("/typed")
async def litestar_read() -> Ok[Item] | OutOfStock | NotFound:
    raise respond.not_found("None")


assert_type(typed_read(7), Item | OutOfStock | Problem)
