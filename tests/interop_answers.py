"""The answers that every framework has to let through, and what has to arrive of each."""

import json
from dataclasses import dataclass

from statusmw import Problem, respond


class OutOfStock(Problem):
    status = 409
    type = "https://interop.example/problems/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int


@dataclass(frozen=True)
class Case:
    make: object
    status: int
    fields: dict
    content: object


def _json(value):
    return lambda content: json.loads(content) == value


def _bytes(value):
    return lambda content: content == value


async def _parts():
    yield "one "
    yield b"two"


OUT_OF_STOCK = {
    "type": OutOfStock.type,
    "title": "Out of stock",
    "status": 409,
    "detail": "Only 0 of a-1 left",
    "sku": "a-1",
    "left": 0,
}
PROBLEM_FIELDS = {"content-type": "application/problem+json", "vary": "Accept", "x-content-type-options": "nosniff"}

REPLIES = {
    "ok": Case(lambda: respond.ok("hello"), 200, {"content-type": "text/plain; charset=utf-8"}, _bytes(b"hello")),
    "created": Case(
        lambda: respond.created("/orders/7", {"id": 7}, etag="v1"),
        201,
        {"location": "/orders/7", "etag": '"v1"', "content-type": "application/json"},
        _json({"id": 7}),
    ),
    "accepted": Case(lambda: respond.accepted("/jobs/1"), 202, {"location": "/jobs/1"}, _bytes(b"")),
    "no content": Case(
        lambda: respond.no_content(etag="v2"), 204, {"etag": '"v2"', "content-length": None}, _bytes(b"")
    ),
    "not modified": Case(lambda: respond.not_modified(etag="v2"), 304, {"etag": '"v2"'}, _bytes(b"")),
    "parts": Case(lambda: respond.ok(iter(["one ", b"two"])), 200, {"content-length": None}, _bytes(b"one two")),
    "async parts": Case(lambda: respond.ok(_parts()), 200, {"content-length": None}, _bytes(b"one two")),
}
RAISABLE = {
    "problem": Case(lambda: OutOfStock(sku="a-1", left=0), 409, PROBLEM_FIELDS, _json(OUT_OF_STOCK)),
    "unauthorized": Case(
        lambda: respond.unauthorized(["Negotiate", "Bearer"]),
        401,
        {"www-authenticate": "Negotiate, Bearer", **PROBLEM_FIELDS},
        _json({"title": "Unauthorized", "status": 401}),
    ),
    "not found": Case(
        lambda: respond.not_found("No order 7", order=7),
        404,
        PROBLEM_FIELDS,
        _json({"title": "Not Found", "status": 404, "detail": "No order 7", "order": 7}),
    ),
    "unavailable": Case(
        lambda: respond.service_unavailable(retry_after=5),
        503,
        {"retry-after": "5", "cache-control": "no-store", **PROBLEM_FIELDS},
        _json({"title": "Service Unavailable", "status": 503}),
    ),
    "redirect": Case(lambda: respond.see_other("/orders/7"), 303, {"location": "/orders/7"}, _bytes(b"")),
}
RETURNABLE = REPLIES | RAISABLE
# What a framework's own handlers make of a raised problem: its fields, and content of their own.
OWN_FIELDS = {
    name: {field: value for field, value in case.fields.items() if field not in {*PROBLEM_FIELDS, "cache-control"}}
    for name, case in RAISABLE.items()
}


def assert_arrives(case, answer, method="GET"):
    """The answer is the whole of what the case says, in right framing."""
    assert answer.status == case.status
    assert {name: answer[name] for name in case.fields} == case.fields
    if method == "HEAD":
        assert answer.content == b""
    else:
        assert case.content(answer.content)
        assert_framed(answer)


def assert_framed(answer):
    """Content-Length, if there is one, is that of the content, and content has one Content-Type.

    Flask gives every response a Content-Type, also where there is no content.
    """
    assert answer["content-length"] in (None, str(len(answer.content)))
    assert len(answer.values("content-type")) in ({1} if answer.content else {0, 1})
