"""Requests that cannot be read: what frameworks and parsers raise about them, and that the client is told so."""

import io
import json

import falcon.asgi
import falcon.testing
import multipart
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from flask import Flask, request
from litestar.exceptions import LitestarException
from pydantic import BaseModel
from pyramid.config import Configurator
from python_multipart.multipart import MultipartParser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from webtest import TestApp

from raising import raised_by
from statusmw import Policy, Problem, asgi, install
from statusmw.mapping import answer_to
from statusmw.mapping.incoming import source_of

MULTIPART = {"content-type": "multipart/form-data; boundary=a"}
JSON = {"content-type": "application/json"}
PART = b'--a\r\nContent-Disposition: form-data; name="b"\r\n\r\n%s\r\n--a--\r\n'


def with_starlette():
    async def form(request):
        async with request.form() as sent:
            return JSONResponse(len(sent))

    async def document(request):
        return JSONResponse(await request.json())

    app = Starlette(routes=[Route("/form", form, methods=["POST"]), Route("/json", document, methods=["POST"])])
    install(app)
    return app


def with_asgi():
    async def app(scope, receive, send):
        request = Request(scope, receive)
        async with request.form() as sent:
            answer = JSONResponse(len(sent) if scope["path"] == "/form" else await request.json())
        await answer(scope, receive, send)

    return asgi.StatusMiddleware(app)


@pytest.mark.parametrize("made", [with_starlette, with_asgi])
@pytest.mark.parametrize(
    ("path", "headers", "content", "detail"),
    [
        ("/form", {"content-type": "multipart/form-data"}, b"canary", "Missing boundary in multipart."),
        ("/form", MULTIPART, b"--a\r\n\r\ncanary\r\n--a--", None),
        ("/form", MULTIPART, b"canary", None),
        ("/json", JSON, b"{canary", "The content of the request cannot be decoded"),
        ("/json", JSON, b'"\xff"', "The content of the request cannot be decoded"),
    ],
)
def test_starlette_on_what_it_cannot_read(made, path, headers, content, detail):
    response = TestClient(made()).post(path, headers=headers, content=content)
    assert response.status_code == 400
    assert detail is None or response.json()["detail"] == detail
    assert b"canary" not in response.content


def test_json_of_somebody_else_stays_the_servers_fault():
    async def handler(request):
        await request.body()
        return JSONResponse(json.loads("{canary"))

    app = Starlette(routes=[Route("/", handler, methods=["POST"])])
    install(app)
    assert TestClient(app).post("/", content=b"{}").status_code == 500


class Item(BaseModel):
    price: int


def test_fastapis_own_errors_are_told_apart():
    app = FastAPI()

    @app.post("/in")
    def read(item: Item):
        return item

    @app.post("/out", response_model=Item)
    def write():
        return {"price": "canary"}

    @app.post("/inside")
    def inside():
        return Item(price="canary")

    install(app, Policy(maps=["pydantic", "std"]))
    client = TestClient(app)
    assert client.post("/in", json={"price": "canary"}).status_code == 422
    for path in ("/out", "/inside"):
        response = client.post(path)
        assert response.status_code == 500
        assert "canary" not in response.text


def test_pyramid_on_json_that_is_none():
    with Configurator() as config:
        config.include("statusmw.adapters.pyramid")
        config.add_route("order", "/order")
        config.add_view(lambda request: request.json_body, route_name="order", renderer="json")
        app = TestApp(config.make_wsgi_app())
    response = app.post("/order", b"{canary", status=400, content_type="application/json")
    assert response.json["detail"] == "The content of the request cannot be decoded"


def test_flask_on_content_that_is_too_large_or_none():
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 50

    @app.post("/form")
    def form():
        return str(len(request.form))

    @app.post("/json")
    def document():
        return request.get_json()

    install(app)
    client = app.test_client()
    assert client.post("/form", data=PART % (b"c" * 100), headers=MULTIPART).status_code == 413
    assert client.post("/json", data=b"{canary", headers=JSON).status_code == 400
    assert client.post("/json", data=b"{}").status_code == 415


def test_falcon_on_json_that_is_none():
    class Order:
        async def on_post(self, req, resp):
            resp.media = await req.get_media()

    app = falcon.asgi.App()
    app.add_route("/", Order())
    client = falcon.testing.TestClient(install(app) or app)
    assert client.simulate_post("/", body=b"{canary", headers=JSON).status_code == 400


@pytest.mark.parametrize(
    ("content", "limits", "status_code"),
    [(b"canary", {}, 400), (b"--a\r\ncanary\r\n\r\n", {}, 400), (PART % (b"c" * 100), {"part_limit": 0}, 413)],
)
def test_multipart(content, limits, status_code):
    error = raised_by(list, multipart.MultipartParser(io.BytesIO(content), b"a", **limits))
    assert answer_to(error, {}).status_code == status_code


def test_python_multipart():
    parser = MultipartParser(b"a", {})
    assert answer_to(raised_by(parser.write, b"canary"), {}).status_code == 400


def test_a_file_that_cannot_be_written_is_the_servers_fault():
    from python_multipart.exceptions import FileError

    assert answer_to(FileError("canary"), {}) is None


def test_litestars_word_that_a_response_had_started_is_opened():
    wrapper = LitestarException(detail="Exception caught after response started")
    wrapper.__cause__ = Problem(404)
    other = LitestarException(detail="canary")
    other.__cause__ = Problem(404)
    assert answer_to(wrapper, {}).status_code == 404
    assert answer_to(other, {}) is None


def test_only_the_method_that_reads_the_request_tells():
    assert source_of(raised_by(json.loads, "{")) is None
