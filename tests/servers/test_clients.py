"""Between real servers and real client libraries: what the server has raised is what the client catches."""

import asyncio
import json
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import httpx
import pytest
import requests
import tenacity
import urllib3
from examples.answers import OutOfStock
from examples.demo_orders import BOSS, JSON

from statusmw import Problem
from statusmw.client import (
    Received,
    aparse_problem,
    araise_for_problem,
    is_retryable,
    raise_for_problem,
    retry_after,
    retry_if_retryable,
    wait_for_retry_after,
)

pytestmark = pytest.mark.servers


def with_httpx(method, url, fields, content):
    with httpx.Client() as client:
        return raise_for_problem(client.request(method, url, headers=fields, content=content))


def with_a_stream_of_httpx(method, url, fields, content):
    with httpx.Client() as client, client.stream(method, url, headers=fields, content=content) as response:
        return raise_for_problem(response)


def with_httpx_async(method, url, fields, content):
    async def run():
        async with (
            httpx.AsyncClient() as client,
            client.stream(method, url, headers=fields, content=content) as response,
        ):
            return await araise_for_problem(response)

    return asyncio.run(run())


def with_requests(method, url, fields, content):
    with requests.Session() as session:
        return raise_for_problem(session.request(method, url, headers=fields, data=content))


def with_aiohttp(method, url, fields, content):
    async def run():
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, headers=fields, data=content) as response,
        ):
            assert (await aparse_problem(response) is None) is (response.status < 400)
            return await araise_for_problem(response)

    return asyncio.run(run())


def with_urllib3(method, url, fields, content):
    with urllib3.PoolManager() as pool:
        return raise_for_problem(pool.request(method, url, headers=fields, body=content, retries=False))


LIBRARIES = {
    "httpx": with_httpx,
    "httpx, streamed": with_a_stream_of_httpx,
    "httpx, async": with_httpx_async,
    "requests": with_requests,
    "aiohttp": with_aiohttp,
    "urllib3": with_urllib3,
}
APIS = [
    ("waitress", "examples.flask_app:create_app"),
    ("uvicorn h11", "examples.fastapi_app:create_app"),
    ("uvicorn httptools", "examples.starlette_app:create_app"),
]
FORMS = ["application/problem+json", "application/problem+xml"]


@pytest.fixture(params=APIS, ids=lambda api: f"{api[0]}, {api[1]}")
def server(request, serving):
    return serving(*request.param)


@pytest.fixture(params=LIBRARIES.values(), ids=LIBRARIES)
def caught(request, server):
    """A function that sends a request with the library and returns what it raises."""

    def catch(method, path, fields=None, content=None):
        body = content if content is None else json.dumps(content).encode()
        with pytest.raises(Problem) as raised:
            request.param(method, f"http://127.0.0.1:{server.port}{path}", fields or {}, body)
        return raised.value

    return catch


@pytest.mark.parametrize("form", FORMS)
def test_the_server_s_own_class_is_caught_with_its_members(caught, form):
    problem = caught("POST", "/orders", {**JSON, "Accept": form}, {"sku": "plum", "quantity": 6})
    assert isinstance(problem, OutOfStock)
    assert isinstance(problem, Received)
    assert (problem.sku, problem.left, problem.status, problem.type) == ("plum", 5, 409, OutOfStock.type)
    assert (problem.title, problem.detail) == ("Out of stock", "Only 5 of plum left")
    assert not is_retryable(problem, "POST")


CASES = [
    # method, path, fields, content, status, detail, may be sent again
    ("GET", "/orders/99", {}, None, 404, "No order 99", False),
    ("GET", "/nowhere", {}, None, 404, "", False),
    ("DELETE", "/orders", {}, None, 405, "", False),
    ("GET", "/stock/apple", {}, None, 502, "", True),
    ("DELETE", "/maintenance", {}, None, 401, "", False),
    ("DELETE", "/maintenance", {"Authorization": "Bearer clerk-token"}, None, 403, "Only the boss may do this", False),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("method", "path", "fields", "content", "status", "said", "again"), CASES)
def test_what_has_no_class_is_caught_as_a_problem(caught, form, method, path, fields, content, status, said, again):
    problem = caught(method, path, {**fields, "Accept": form}, content)
    assert (problem.status, problem.said, problem.type) == (status, said, "about:blank")
    assert is_retryable(problem, method) is again
    headers = problem.response.headers
    assert headers.get("WWW-Authenticate") == ('Bearer realm="orders"' if status == 401 else None)
    assert ("POST" in headers.get("Allow", "")) is (status == 405)


def test_all_that_is_wrong_with_an_order_is_told(caught):
    problem = caught("POST", "/orders", JSON, {"quantity": 0})
    assert problem.status == 422
    assert sorted(error["pointer"] for error in problem.members["errors"]) == ["#/quantity", "#/sku"]


def test_a_bug_of_the_server_has_an_id_and_nothing_else(caught, server):
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}") as client:
        made = client.post("/orders", json={"sku": "plum", "quantity": 1})
    problem = caught("GET", f"{made.headers['location']}/invoice")
    assert (problem.status, problem.said, problem.members) == (500, "", {})
    assert problem.instance.startswith("urn:uuid:")


@contextmanager
def closed(port):
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=BOSS) as client:
        client.put("/maintenance").raise_for_status()
        try:
            yield client
        finally:
            client.delete("/maintenance").raise_for_status()


def test_the_server_says_when_to_come_back(caught, server):
    with closed(server.port):
        problem = caught("GET", "/orders")
    assert (problem.status, problem.said) == (503, "Back soon")
    assert retry_after(problem) == timedelta(minutes=5)
    assert (is_retryable(problem, "GET"), is_retryable(problem, "POST")) == (True, False)


@pytest.mark.parametrize("send", LIBRARIES.values(), ids=LIBRARIES)
def test_tenacity_waits_as_long_as_the_server_says(server, send):
    waited = []
    with closed(server.port) as boss:

        def sleep(seconds):
            waited.append(seconds)
            boss.delete("/maintenance")

        retrying = tenacity.Retrying(
            retry=retry_if_retryable("GET"),
            wait=wait_for_retry_after(),
            sleep=sleep,
            stop=tenacity.stop_after_attempt(3),
        )
        retrying(send, "GET", f"http://127.0.0.1:{server.port}/orders", {}, None)
    assert waited == [300]


def test_a_response_that_is_no_error_comes_back(server):
    for send in LIBRARIES.values():
        response = send("GET", f"http://127.0.0.1:{server.port}/orders", {}, None)
        assert (getattr(response, "status_code", None) or response.status) == 200
