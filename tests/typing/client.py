"""What users write on the client's side, for type checkers: nothing here is run."""

# pyright: standard, reportUnnecessaryTypeIgnoreComment=error

from __future__ import annotations

from datetime import timedelta
from typing import Any, assert_type

import aiohttp
import httpx
import tenacity
import urllib3
from starlette.applications import Starlette
from starlette.routing import Mount
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from statusmw import Policy, Problem, respond
from statusmw.catalogue import ProblemCatalogue
from statusmw.client import (
    Received,
    araise_for_problem,
    is_received,
    is_retryable,
    own,
    parse_problem,
    raise_for_problem,
    retry_after,
    retry_if_retryable,
    wait_for_retry_after,
)
from statusmw.schema import example_of, schema_of


class OutOfStock(Problem):
    status = 409
    type = "https://shop.example/problems/out-of-stock"
    sku: str
    left: int
    advice = "Ask for less."


def order(client: httpx.Client) -> int:
    try:
        response = raise_for_problem(client.post("/orders"), [OutOfStock])
    except OutOfStock as problem:
        assert_type(problem.left, int)
        assert_type(problem.response, Any)
        raise own(problem, {"Retry-After": "1"}) from None
    except Received as problem:
        assert_type(problem.response, Any)
        assert_type((problem.title, problem.type, problem.detail), tuple[str, str, str])
        assert_type(problem.instance, str | None)
        assert_type(problem.members, dict[str, Any])
        print(problem.left)  # type: ignore[attr-defined]
        if problem.status == 404:
            raise own(problem) from problem
        return problem.status
    except Problem as problem:
        assert_type(is_received(problem), bool)
        return problem.status
    assert_type(response, httpx.Response)
    return response.status_code


async def ordered(session: aiohttp.ClientSession) -> None:
    async with session.post("/orders") as response:
        assert_type(await araise_for_problem(response), aiohttp.ClientResponse)


@tenacity.retry(
    retry=retry_if_retryable("GET", most=timedelta(minutes=1)) | tenacity.retry_if_exception_type(OSError),
    wait=wait_for_retry_after(tenacity.wait_fixed(1)),
)
def stock(pool: urllib3.PoolManager) -> bytes:
    return raise_for_problem(pool.request("GET", "/stock")).data


assert_type(retry_after(httpx.Response(503)), timedelta | None)
assert_type(is_retryable(httpx.Response(503), "POST", idempotent=True), bool)
assert_type(parse_problem(httpx.Response(503)), Problem | None)
assert_type(schema_of(OutOfStock), dict[str, Any])
assert_type(example_of(OutOfStock), dict[str, Any])

raise_for_problem(httpx.Response(200), [int])  # type: ignore[list-item]
retry_after(httpx.Response(200), most=7)  # type: ignore[arg-type]
schema_of(OutOfStock(sku="a", left=0))  # type: ignore[arg-type]

Policy(mapping={Received: 502, OutOfStock: 503})

catalogue = ProblemCatalogue("https://shop.example/problems", [OutOfStock], title="Problems")
Starlette(routes=[Mount("/problems", catalogue)])
DispatcherMiddleware(respond.not_found(), {"/problems": catalogue})
ProblemCatalogue("/problems", [OutOfStock(sku="a", left=0)])  # type: ignore[list-item]
