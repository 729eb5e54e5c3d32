"""The tests of a small shop. The second one is fine as it stands, and still the answer it asserts is faulty."""

import pytest
from flask import Flask

from statusmw import Problem, install
from statusmw.testing import assert_problem


class OutOfStock(Problem):
    status = 409
    type = "https://api.example/problems/out-of-stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int


app = install(Flask(__name__))


@app.post("/orders")
def order():
    raise OutOfStock(sku="a-1", left=0)


@app.get("/account")
def account():
    return {"error": "who are you?"}, 401


@pytest.fixture
def client():
    return app.test_client()


def test_an_order_for_what_is_out_of_stock(client):
    assert_problem(client.post("/orders"), OutOfStock, sku="a-1")


def test_an_account_is_for_those_who_have_logged_in(client):
    assert client.get("/account").status_code == 401
