"""Views of flask-smorest and APIFlask that return replies: these are sent as they are, the rest through the schema."""

import marshmallow as ma
import pytest
from apiflask import APIBlueprint, APIFlask
from flask import Flask
from flask import Response as FlaskResponse
from flask.views import MethodView
from flask_smorest import Api, Blueprint

from statusmw import Policy, Problem, install, respond


class OutOfStock(Problem):
    status = 409
    left: int = 0


class Order(ma.Schema):
    sku = ma.fields.String()


RETURNED = {
    "created": lambda: respond.created("/orders/7", {"sku": "kept", "more": 1}),
    "none": respond.no_content,
    "moved": lambda: respond.see_other("/orders/7"),
    "problem": OutOfStock,
    "unauthorized": lambda: respond.unauthorized("Bearer"),
    "streamed": lambda: respond.ok(iter(["a", "b"])),
    "beside": lambda: (OutOfStock(), {"X-A": "b"}),
    "fields": lambda: (respond.ok({"more": 1}), 202, {"X-A": "b"}),
    "dumped": lambda: {"sku": "a-1", "more": 1},
    "pair": lambda: ({"sku": "a-1", "more": 1}, 202),
    "empty": lambda: ({"sku": "a-1"}, 200, {"X-A": "b"}),
    "flask": lambda: FlaskResponse("own", 418),
}


async def asynchronous(what):
    return RETURNED[what]()


def synchronous(what, app="a name that frameworks use too"):
    return RETURNED[what]()


def smorest(view):
    app = Flask("shop")
    app.config.update(API_TITLE="Shop", API_VERSION="1", OPENAPI_VERSION="3.0.3")
    orders = Blueprint("orders", "orders")
    orders.route("/<what>")(orders.response(200, Order)(view))
    Api(app).register_blueprint(orders)
    return app


def smorest_view(view):
    app = Flask("shop")
    app.config.update(API_TITLE="Shop", API_VERSION="1", OPENAPI_VERSION="3.0.3")
    orders = Blueprint("orders", "orders")

    @orders.route("/<what>")
    class Orders(MethodView):
        @orders.response(200, Order)
        def get(self, what):
            return app.ensure_sync(view)(what)

    Api(app).register_blueprint(orders)
    return app


def apiflask(view):
    app = APIFlask("shop")
    app.get("/<what>")(app.output(Order)(view))
    return app


def apiflask_view(view):
    app = APIFlask("shop")
    orders = APIBlueprint("orders", "orders")

    class Orders(MethodView):
        @orders.output(Order)
        def get(self, what):
            return app.ensure_sync(view)(what)

    orders.add_url_rule("/<what>", view_func=Orders.as_view("orders"))
    app.register_blueprint(orders)
    return app


@pytest.fixture(params=[smorest, smorest_view, apiflask, apiflask_view])
def make(request):
    return request.param


@pytest.fixture(params=[synchronous, asynchronous])
def client(make, request):
    return install(make(request.param), Policy(on_finding={"MUST": "raise"})).test_client()


@pytest.mark.parametrize(
    ("what", "status_code", "fields", "content"),
    [
        ("created", 201, {"Location": "/orders/7", "Content-Type": "application/json"}, b'{"sku":"kept","more":1}'),
        ("none", 204, {"Content-Type": None}, b""),
        ("moved", 303, {"Location": "/orders/7"}, b""),
        ("streamed", 200, {"Content-Length": None}, b"ab"),
        ("beside", 409, {"X-A": "b"}, b'{"title":"Conflict","status":409,"left":0}'),
        ("fields", 202, {"X-A": "b"}, b'{"more":1}'),
        ("flask", 418, {}, b"own"),
    ],
)
def test_what_is_a_response_is_sent_as_it_is(client, what, status_code, fields, content):
    answer = client.get(f"/{what}")
    assert (answer.status_code, answer.data) == (status_code, content)
    assert {name: answer.headers.get(name) for name in fields} == fields


@pytest.mark.parametrize(
    ("what", "status_code", "fields"),
    [("problem", 409, {"Vary": "Accept"}), ("unauthorized", 401, {"WWW-Authenticate": "Bearer"})],
)
def test_a_problem_is_negotiated(client, what, status_code, fields):
    answer = client.get(f"/{what}", headers={"Accept": "application/problem+xml"})
    assert (answer.status_code, answer.content_type) == (status_code, "application/problem+xml")
    assert {name: answer.headers[name] for name in fields} == fields
    assert client.head(f"/{what}").status_code == status_code


@pytest.mark.parametrize(("what", "status_code"), [("dumped", 200), ("pair", 202), ("empty", 200)])
def test_everything_else_goes_through_the_schema(client, what, status_code):
    answer = client.get(f"/{what}")
    assert (answer.status_code, answer.get_json()) == (status_code, {"sku": "a-1"})


def test_a_plain_flask_application_calls_its_views_itself():
    app = Flask("plain")
    assert install(app).ensure_sync(synchronous) is synchronous
