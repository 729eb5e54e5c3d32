"""flask-smorest and APIFlask after `install`: their documents, and their errors as problems."""

import marshmallow as ma
import pytest
from apiflask import APIFlask, HTTPTokenAuth
from apiflask import abort as apiflask_abort
from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint
from flask_smorest import abort as smorest_abort
from openapi_spec_validator import validate
from werkzeug.exceptions import HTTPException, ImATeapot

from statusmw import Policy, Problem, install, respond
from statusmw.typed import Gone, NoContent, NotFound, raises

PROBLEM = "application/problem+json"


class OutOfStock(Problem):
    status = 409
    type = "https://shop.example/out-of-stock"
    sku: str


class NewOrder(ma.Schema):
    sku = ma.fields.String(required=True)
    counts = ma.fields.List(ma.fields.Integer())


def codes(made, path, method):
    return sorted(made["paths"][path][method]["responses"])


def named(made, path, method, code):
    content = made["paths"][path][method]["responses"][code]["content"]
    return content[PROBLEM]["schema"]["$ref"].rpartition("/")[2] if PROBLEM in content else content


def smorest(policy=None, setup=lambda app, api: None):
    app = Flask("shop")
    app.config.update(API_TITLE="Shop", API_VERSION="1", OPENAPI_VERSION="3.0.3", OPENAPI_URL_PREFIX="/")
    api = Api(app)
    orders = Blueprint("orders", "orders")

    @orders.route("/orders")
    @raises(Gone)
    class Orders(MethodView):
        @raises(OutOfStock, TimeoutError)
        @orders.arguments(NewOrder)
        @orders.response(201, NewOrder)
        def post(self, new):
            if new["sku"] == "none":
                raise OutOfStock(sku="none")
            return new

    @orders.route("/orders/<int:number>/<name>")
    @orders.response(200, NewOrder)
    def read(number, name) -> NewOrder | NotFound:
        if number == 1:
            smorest_abort(404, message="no such order", errors={"number": 1}, headers={"X-A": "b"})
        if number == 2:
            smorest_abort(404)
        if number == 3:
            raise ImATeapot
        raise respond.not_found("none")

    @orders.route("/orders/<name>", methods=["DELETE"])
    @orders.response(204)
    def remove(name) -> NoContent:
        return ""

    api.register_blueprint(orders)
    setup(app, api)
    return install(app, policy or Policy(mapping={TimeoutError: 504}))


def apiflask(policy=None, setup=lambda app: None):
    app = APIFlask("shop", title="Shop")

    @app.post("/orders")
    @app.input(NewOrder)
    @app.output(NewOrder, status_code=201)
    @raises(OutOfStock)
    def create(json_data):
        raise OutOfStock(sku="none")

    @app.get("/orders/<int:number>/<name>")
    @app.output(NewOrder)
    def read(number, name) -> NewOrder | NotFound:
        if number == 1:
            apiflask_abort(404, "no such order", detail={"left": 1}, headers={"X-A": "b"})
        if number == 2:
            apiflask_abort(404, detail=["one", "two"])
        raise respond.not_found("none")

    @app.get("/account")
    @app.auth_required(HTTPTokenAuth())
    def account(): ...

    setup(app)
    return install(app, policy or Policy())


class TestTheDocumentOfSmorest:
    def test_is_valid_and_says_what_views_raise(self):
        made = smorest().test_client().get("/openapi.json").get_json()
        validate(made)
        assert codes(made, "/orders", "post") == ["201", "400", "409", "410", "422", "504", "default"]
        assert named(made, "/orders", "post", "409") == "OutOfStock"
        assert named(made, "/orders", "post", "422") == "ValidationProblem"
        assert named(made, "/orders", "post", "default") == "Problem"
        assert codes(made, "/orders/{number}/{name}", "get") == ["200", "404", "default"]
        assert codes(made, "/orders/{name}", "delete") == ["204", "default"]
        assert "Error" not in made["components"]["schemas"]
        assert made["components"]["responses"] == {}

    def test_is_the_same_each_time(self):
        app = smorest()
        (first, second) = (app.test_client().get("/openapi.json").get_json() for _ in range(2))
        assert first == second

    def test_has_the_status_code_of_the_policy_for_validation(self):
        made = smorest(Policy(validation_status=400)).test_client().get("/openapi.json").get_json()
        assert codes(made, "/orders", "post") == ["201", "400", "409", "410", "default"]


class TestTheDocumentOfApiflask:
    def test_is_valid_and_says_what_views_raise(self):
        made = apiflask().test_client().get("/openapi.json").get_json()
        validate(made)
        assert codes(made, "/orders", "post") == ["201", "400", "409", "422"]
        assert named(made, "/orders", "post", "422") == "ValidationProblem"
        assert codes(made, "/orders/{number}/{name}", "get") == ["200", "404"]
        assert codes(made, "/account", "get") == ["200", "401"]
        assert named(made, "/account", "get", "401") == "Problem"
        assert not {"HTTPError", "ValidationError"} & set(made["components"]["schemas"])

    @pytest.mark.parametrize("before", [True, False])
    def test_is_the_users_to_change(self, before):
        def change(spec):
            spec["info"]["title"] = "mine"
            return spec

        app = apiflask(setup=(lambda app: app.spec_processor(change)) if before else lambda app: None)
        if not before:
            assert app.spec_processor(change) is change
        assert app.spec["info"]["title"] == "mine"
        assert "409" in app.spec["paths"]["/orders"]["post"]["responses"]

    @pytest.mark.parametrize("users", [True, False])
    def test_may_be_changed_as_an_object(self, users):
        def setup(app):
            app.config["SPEC_PROCESSOR_PASS_OBJECT"] = True
            if users:
                app.spec_processor(lambda spec: spec)

        assert "409" in apiflask(setup=setup).spec["paths"]["/orders"]["post"]["responses"]


@pytest.mark.parametrize("make", [smorest, apiflask])
class TestErrors:
    def test_of_validation_name_each_place(self, make):
        answer = make().test_client().post("/orders", json={"counts": [1, "x"]})
        assert (answer.status_code, answer.content_type) == (422, PROBLEM)
        assert sorted(error["pointer"] for error in answer.get_json()["errors"]) == ["#/counts/1", "#/sku"]

    def test_of_what_is_no_json_have_the_status_code_that_is_documented(self, make):
        answer = make().test_client().post("/orders", data="{", content_type="application/json")
        assert (answer.status_code, answer.get_json()["errors"][0]["in"]) == (400, "body")

    def test_that_a_view_raises_are_their_own_answer(self, make):
        assert make().test_client().post("/orders", json={"sku": "none"}).get_json()["sku"] == "none"
        assert make().test_client().get("/orders/9/a").get_json()["detail"] == "none"

    def test_of_abort_keep_what_they_say(self, make):
        answer = make().test_client().get("/orders/1/a")
        assert (answer.status_code, answer.content_type) == (404, PROBLEM)
        assert answer.get_json()["detail"] == "no such order"
        assert answer.headers["X-A"] == "b"
        assert make().test_client().get("/orders/2/a").status_code == 404

    def test_of_the_router_are_problems(self, make):
        assert make().test_client().get("/nowhere").get_json() == {"title": "Not Found", "status": 404}
        assert make().test_client().put("/orders").headers["Allow"]

    def test_are_what_the_mapping_says_first(self, make):
        def own(error):
            return OutOfStock(sku="mapped")

        policy = Policy(mapping={HTTPException: own, "apiflask.exceptions.HTTPError": own})
        assert make(policy).test_client().get("/orders/1/a").get_json()["sku"] == "mapped"


def test_an_exception_of_werkzeug_s_says_what_it_says():
    assert smorest().test_client().get("/orders/3/a").get_json()["title"] == "I'm a Teapot"


def test_handlers_of_the_user_s_win():
    def of_smorest(app, api):
        app.register_error_handler(HTTPException, lambda error: ("mine", 418))

    assert smorest(setup=of_smorest).test_client().get("/nowhere").data == b"mine"

    def of_apiflask(app):
        app.error_processor(lambda error: ({"mine": 1}, error.status_code))

    app = apiflask(setup=of_apiflask)
    assert app.test_client().get("/orders/1/a").get_json() == {"mine": 1}


def test_a_flask_application_without_either_is_left_alone():
    policy = Policy()
    app = install(Flask("plain"), policy)
    assert app.extensions["statusmw"].outcome.policy is policy
