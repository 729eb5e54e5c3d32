"""`assert_problem`: whatever client a response comes from, it is read alike, and what differs is said."""

import asyncio
import json
from datetime import date
from types import SimpleNamespace

import httpx
import httpx2
import pytest
from flask import Flask
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from statusmw import Problem, install
from statusmw.testing import assert_problem
from statusmw.testing.responses import received


class OutOfStock(Problem):
    status = 409
    type = "https://asserted.example/problems/out-of-stock"
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int
    until: date | None = None


JSON = {"Content-Type": "application/problem+json"}


def flask_response():
    app = install(Flask(__name__))

    @app.get("/")
    def home():
        raise OutOfStock(sku="a-1", left=0)

    return app.test_client().get("/")


async def starlette_home(request):
    raise OutOfStock(sku="a-1", left=0)


STARLETTE = install(Starlette(routes=[Route("/", starlette_home)]))


def starlette_response():
    return TestClient(STARLETTE).get("/")


def httpx_response(library):
    async def ask():
        transport = library.ASGITransport(app=STARLETTE)
        async with library.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/")

    return asyncio.run(ask())


def document(**members):
    return json.dumps({"type": OutOfStock.type, "status": 409, "sku": "a-1", "left": 0, **members}).encode()


RESPONSES = {
    "Flask": flask_response,
    "Starlette": starlette_response,
    "httpx": lambda: httpx_response(httpx),
    "httpx2": lambda: httpx_response(httpx2),
    "a triple": lambda: (409, JSON, document()),
    "aiohttp": lambda: SimpleNamespace(status=409, headers=JSON, content=object(), _body=document()),
    "text only": lambda: SimpleNamespace(status_code=409, headers=JSON, text=document().decode()),
    "a bytearray": lambda: SimpleNamespace(status_code=409, headers=JSON, body=bytearray(document())),
}


@pytest.mark.parametrize("client", RESPONSES)
def test_a_response_of_any_client_is_read(client):
    problem = assert_problem(RESPONSES[client](), OutOfStock, sku="a-1", left=0)
    assert type(problem) is OutOfStock
    assert (problem.sku, problem.left, problem.status) == ("a-1", 0, 409)
    assert assert_problem(RESPONSES[client](), 409, sku="a-1").members["left"] == 0
    assert isinstance(assert_problem(RESPONSES[client](), Problem), OutOfStock)


def test_values_are_compared_as_they_stand_in_the_document():
    answer = (409, JSON, document(until="2030-01-31", tags=["x"]))
    assert assert_problem(answer, OutOfStock, until=date(2030, 1, 31)).left == 0
    assert assert_problem(answer, 409, tags=("x",)).status == 409


def test_a_document_need_not_repeat_the_status_nor_say_about_blank():
    assert assert_problem((404, JSON, b"{}"), 404, type="about:blank").status == 404


@pytest.mark.parametrize(
    ("response", "expected", "members", "differs"),
    [
        ((404, JSON, document()), OutOfStock, {}, ["status code: 409 expected, 404 received", "status: 404 expected, 409 received"]),
        ((409, JSON, document()), 404, {}, ["status code: 404 expected, 409 received"]),
        ((409, {}, document()), OutOfStock, {}, ["media type: 'application/problem+json' expected, nothing received"]),
        ((500, {"content-type": "text/html"}, "<p>"), OutOfStock, {}, ["status code: 409 expected, 500 received", "media type: 'application/problem+json' expected, 'text/html' received"]),
        ((409, JSON, b"{"), OutOfStock, {}, ["content: a JSON object expected, no JSON (Expecting property name"]),
        ((409, JSON, b"[1]"), 409, {}, ["content: a JSON object expected, [1] received"]),
        ((409, JSON, document(type="about:blank")), OutOfStock, {}, [f"type: '{OutOfStock.type}' expected, 'about:blank' received"]),
        ((409, JSON, document(sku="b")), OutOfStock, {"sku": "a-1", "left": 0}, ["sku: 'a-1' expected, 'b' received"]),
        ((409, JSON, document()), OutOfStock, {"detail": "nothing"}, ["detail: 'nothing' expected, nothing received"]),
        ((409, JSON, b'{"type":"%s","sku":"x"}' % OutOfStock.type.encode()), OutOfStock, {}, ["left: any value expected, nothing received"]),
        ((409, JSON, document(left="nothing")), OutOfStock, {"left": 0}, ["left: 0 expected, 'nothing' received"]),
    ],
)  # fmt: skip
def test_all_that_differs_is_said_and_the_response_shown(response, expected, members, differs):
    with pytest.raises(AssertionError) as caught:
        assert_problem(response, expected, **members)
    said = str(caught.value)
    lines = said.split("\n\n", maxsplit=1)[0].splitlines()[1:]
    assert [line.strip()[: len(wanted)] for line, wanted in zip(lines, differs, strict=True)] == differs
    assert f"the response:\n\n  {response[0]} " in said


def test_a_long_or_strange_response_is_cut_and_escaped():
    with pytest.raises(AssertionError) as caught:
        assert_problem((200, {"x": "\x1b[31m"}, b"\xff\x00" + b"y" * 3000), 404)
    said = str(caught.value)
    assert "  x: \\x1b[31m\n\n  \\\\xff\\x00yyy" in said
    assert said.endswith("yyy...\n  ...")
    assert len(said) < 2300


@pytest.mark.parametrize(
    ("response", "expected", "members", "error", "says"),
    [
        ((409, JSON, b""), "OutOfStock", {}, TypeError, "expected: 'OutOfStock' is neither a class below Problem nor a status code"),
        ((409, JSON, b""), KeyError, {}, TypeError, "is neither a class below Problem"),
        ((409, JSON, b""), True, {}, TypeError, "is neither a class below Problem"),
        ((409, JSON, b""), 200, {}, ValueError, "expected: a problem has a status code from 400 to 599, not 200"),
        ((409, JSON, b""), OutOfStock, {"skus": 1}, TypeError, "OutOfStock has no member 'skus'; did you mean 'sku'?"),
        (None, 404, {}, TypeError, "response: NoneType has no status code and headers"),
        (("409", JSON, b""), 404, {}, TypeError, "response: '409' is no status code; give a number: .409, headers, body."),
        ((True, JSON, b""), 404, {}, TypeError, "response: True is no status code; give a number"),
        ((409, 5, b""), 404, {}, TypeError, "response: 5 is no mapping or list of pairs; give headers as one"),
        ((409, ["ab", "c"], b""), 404, {}, TypeError, "response: .'ab', 'c'. is no mapping or list of pairs"),
        ((409, JSON, {"status": 409}), 404, {}, TypeError, "response: .'status': 409. is no content; give text or bytes: "),
        ((409, JSON, 5), 404, {}, TypeError, "response: 5 is no content; give text or bytes"),
        (SimpleNamespace(status=404, headers={}), 404, {}, TypeError, r"the content of SimpleNamespace was not read; await its read\(\)"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(response, expected, members, error, says):
    with pytest.raises(error, match=says):
        assert_problem(response, expected, **members)


@pytest.mark.parametrize("fields", [JSON, [*JSON.items()], tuple(JSON.items())])
@pytest.mark.parametrize("make", [str, str.encode, lambda text: bytearray(text.encode())])
def test_a_triple_has_fields_and_content_as_any_interface_has_them(fields, make):
    assert assert_problem((409, fields, make('{"detail": "No"}')), 409).said == "No"


def test_a_field_is_found_whatever_its_case():
    assert received((200, {"CONTENT-type": "x"}, b"")).value("content-type") == "x"
    assert received((200, {}, b"")).value("content-type") == ""
