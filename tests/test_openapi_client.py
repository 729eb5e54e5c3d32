"""A client that is generated from the order API's document: it compiles, and what it returns is the typed problem."""

import asyncio
import compileall
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from examples import fastapi_app

CREATE, READ, DELETE = (
    "create_order_orders_post",
    "read_order_orders_order_id_get",
    "delete_order_orders_order_id_delete",
)


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """The folder with the package `orders_client`."""
    folder = tmp_path_factory.mktemp("generated")
    document = folder / "openapi.json"
    document.write_text(json.dumps(fastapi_app.create_app().openapi()))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # its hooks call ruff
    command = ["openapi-python-client", "generate", "--path", str(document), "--meta", "none", "--fail-on-warning"]
    run = subprocess.run(
        [*command, "--output-path", str(folder / "orders_client")],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PATH": path},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture
def ask(generated, monkeypatch):
    """Call an operation of the client, against the application itself."""
    monkeypatch.syspath_prepend(generated)
    client = importlib.import_module("orders_client").Client("http://shop.example")
    transport = httpx.ASGITransport(fastapi_app.create_app())

    def asking(operation, **arguments):
        async def called():
            async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as sending:
                client.set_async_httpx_client(sending)
                module = importlib.import_module(f"orders_client.api.default.{operation}")
                return await module.asyncio(client=client, **arguments)

        return asyncio.run(called())

    yield asking
    for name in [name for name in sys.modules if name.partition(".")[0] == "orders_client"]:
        del sys.modules[name]


def test_it_compiles(generated):
    assert compileall.compile_dir(generated / "orders_client", quiet=2)


def test_it_returns_the_item_and_each_problem_as_its_type(ask):
    from orders_client import models

    order = ask(CREATE, body=models.NewOrder(sku="plum", quantity=2))
    assert (type(order), order.sku, order.quantity) == (models.Order, "plum", 2)
    assert ask(READ, order_id=order.id) == order

    problem = ask(CREATE, body=models.NewOrder(sku="plum", quantity=6))
    assert type(problem) is models.OutOfStock
    assert (problem.status, problem.left, problem.detail) == (409, 5, "Only 5 of plum left")

    missing = ask(READ, order_id=99)
    assert (type(missing), missing.status, missing.detail) == (models.Problem, 404, "No order 99")

    refused = ask(CREATE, body=models.NewOrder(sku="plum", quantity=0))
    assert type(refused) is models.ValidationProblem
    assert [error.pointer for error in refused.errors] == ["#/quantity"]

    assert ask(DELETE, order_id=1).status == 401
