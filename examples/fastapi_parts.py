"""What the order API in FastAPI is asked with, and what has to hold before a handler is called."""

from typing import Annotated

from examples import orders
from examples.answers import require, wrong_media_type
from fastapi import Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, Field

from statusmw import respond, typed
from statusmw.typed import raises

Sent = Annotated[str | None, Header()]  # a field of the request, named as the parameter
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]  # more than that the database cannot store
Period = Annotated[str, Query(json_schema_extra={"enum": list(orders.PERIODS)})]


def whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value  # to JSON, 3.0 is 3


Quantity = Annotated[int, Field(ge=1, le=10**6, strict=True), BeforeValidator(whole)]


class NewOrder(BaseModel):  # what does not fit is 422, by FastAPI itself; statusmw makes a problem of it
    sku: str
    quantity: Quantity


class Change(BaseModel):
    quantity: Quantity = 1
    state: str = "open"


def unreadable(error: RequestValidationError) -> typed.BadRequest | None:
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return respond.bad_request("This is no JSON")  # 400: it cannot even be read, which FastAPI calls 422 as well
    return None  # all the rest stays as it is


@raises(typed.UnsupportedMediaType)  # what a dependency raises stands in the document of each route that has it
def is_json(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise wrong_media_type(request.method)  # 415 says what would do


@raises(typed.Unauthorized, typed.Forbidden)
def is_boss(authorization: Sent = None) -> None:
    require("boss", authorization)  # 401 or 403
