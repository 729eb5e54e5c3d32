"""Django REST framework: its exceptions as problems, its validation errors with pointers, its browsable API."""

import django_site  # noqa: F401 - sets Django up, which what follows needs

# isort: split

import logging
import sys
from types import ModuleType

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.authentication import BasicAuthentication
from rest_framework.decorators import api_view
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from faces import Reports
from statusmw import Problem, Redirect, respond
from statusmw.adapters.django import http_response
from statusmw.adapters.drf import Replies

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
INVALID = "The request does not have the form this resource expects"


class Boom(Exception):
    pass


class OutOfStock(Problem):
    status = 409
    sku: str


@pytest.fixture
def serve(monkeypatch):
    """Serve one function of the request as a view of REST framework, at ``/``, for every method."""
    undo = []

    def serving(function, policy=None, middleware=("statusmw.adapters.django.StatusMiddleware",), **attributes):
        def answer(self, request):
            return function(request)

        methods = dict.fromkeys(("get", "post", "head"), answer)
        view = type("View", (Replies, APIView), {**methods, **attributes})
        urlconf = ModuleType("urls_under_test")
        urlconf.urlpatterns = [path("", view.as_view())]
        monkeypatch.setitem(sys.modules, urlconf.__name__, urlconf)
        reports = Reports()
        given = {"report": reports, **(policy or {})}
        override = override_settings(ROOT_URLCONF=urlconf.__name__, STATUSMW=given, MIDDLEWARE=list(middleware))
        override.enable()
        undo.append(override)
        client = Client(raise_request_exception=False)
        client.reports = reports
        return client

    yield serving
    for override in reversed(undo):
        override.disable()


def raising(error):
    def fail(request):
        raise error

    return fail


def problem_of(response):
    assert response["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return response.json()


def errors(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


class Teapot(exceptions.APIException):
    status_code = 418
    default_code = "teapot"


class Impossible(exceptions.APIException):
    status_code = 99


class Odd(exceptions.APIException):
    status_code = 299


class Down(exceptions.APIException):
    status_code = 503
    default_detail = "canary"
    wait = 30.0


TOKEN = exceptions.AuthenticationFailed(
    {"detail": "The token is not valid", "code": "bad_token", "messages": [{"a": "b"}]}
)


@pytest.mark.parametrize(
    ("error", "status", "members"),
    [
        (exceptions.NotFound("No order 7"), 404, {"detail": "No order 7", "code": "not_found"}),
        (exceptions.PermissionDenied(code="owner"), 403, {"code": "owner"}),
        (exceptions.ParseError("JSON parse error"), 400, {"detail": "JSON parse error", "code": "parse_error"}),
        (exceptions.UnsupportedMediaType("text/csv"), 415, {"code": "unsupported_media_type"}),
        (exceptions.MethodNotAllowed("GET"), 405, {"code": "method_not_allowed"}),
        (Teapot("short and stout"), 418, {"detail": "short and stout", "code": "teapot"}),
        (Http404("No order 7"), 404, {"detail": "No order 7"}),
        (PermissionDenied(), 403, {}),
        (OutOfStock(sku="a-1"), 409, {"sku": "a-1"}),
        (ExceptionGroup("several", [exceptions.NotFound("No order 7")]), 404, {"detail": "No order 7"}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_a_view_raises_is_a_problem_and_no_error(serve, caplog, error, status, members):
    problem = problem_of(serve(raising(error)).post("/"))
    assert (problem["status"], members.items() <= problem.items()) == (status, True)
    assert errors(caplog) == []


def test_a_detail_with_members_keeps_them(serve):
    problem = problem_of(serve(raising(TOKEN)).get("/"))
    assert (problem["detail"], problem["code"]) == ("The token is not valid", "bad_token")
    assert problem["messages"] == [{"a": "b"}]


@pytest.mark.parametrize(
    ("detail", "content"), [("canary", {"detail": "canary"}), ({"job": "7"}, {"job": "7"}), (["a"], ["a"])]
)
def test_what_is_no_error_has_the_content_that_rest_framework_gives_it(serve, detail, content):
    response = serve(raising(Odd(detail))).get("/")
    assert (response.status_code, response["content-type"], response.json()) == (299, "application/json", content)


@pytest.mark.parametrize("error", [Down(), exceptions.APIException("canary")])
def test_what_the_server_is_to_blame_for_says_nothing_and_is_logged_once(serve, caplog, error):
    response = serve(raising(error)).get("/")
    problem = problem_of(response)
    assert set(problem) == {"title", "status", "instance"}
    assert response.headers.get("retry-after") == ("30" if isinstance(error, Down) else None)
    (record,) = errors(caplog)
    assert (record.name, record.error_id) == ("django.request", problem["instance"])


def test_what_nobody_handles_is_left_to_django_and_answered_there(serve, caplog):
    assert set(problem_of(serve(raising(Boom("canary"))).get("/"))) == {"title", "status", "instance"}
    assert len(errors(caplog)) == 1
    assert serve(raising(Boom()), middleware=[]).get("/")["content-type"].startswith("text/html")


def test_a_status_code_that_is_none_is_nobodys(serve):
    assert problem_of(serve(raising(Impossible())).get("/"))["status"] == 500


@pytest.mark.parametrize(("realm", "status"), [("orders", 401), (None, 403)])
def test_a_challenge_is_kept(serve, realm, status):
    authentication = type("Realm", (BasicAuthentication,), {"www_authenticate_realm": realm})
    classes = [authentication] if realm else []
    client = serve(lambda request: Response(), authentication_classes=classes, permission_classes=[IsAuthenticated])
    response = client.get("/")
    assert problem_of(response)["code"] == ("not_authenticated" if realm else "permission_denied")
    assert response.status_code == status
    assert response.headers.get("www-authenticate") == (realm and f'Basic realm="{realm}"')
    assert client.reports == []


def test_retry_after_is_kept(serve):
    response = serve(raising(exceptions.Throttled(wait=29.5))).get("/")
    assert (response.status_code, response["retry-after"]) == (429, "30")


def test_a_method_that_is_refused_has_allow(serve):
    client = serve(lambda request: Response())
    response = client.delete("/")
    assert problem_of(response)["detail"] == 'Method "DELETE" not allowed.'
    assert {"GET", "POST"} <= set(response["allow"].split(", "))
    assert client.reports == []


@pytest.mark.parametrize("accept", ["text/html", "text/plain", "application/problem+xml", "application/problem+json"])
def test_problems_come_in_the_form_the_client_wants(serve, accept):
    # What no renderer can write is refused before the view is asked.
    response = serve(raising(exceptions.NotFound())).get("/", HTTP_ACCEPT=accept)
    assert response["content-type"].partition(";")[0] == accept
    assert response.status_code == 406
    assert response["vary"] == "Accept"


# Validation.


class Line(serializers.Serializer):
    sku = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


class Order(serializers.Serializer):
    name = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField(max_length=3), required=False)
    lines = Line(many=True, required=False)

    def validate(self, attrs):
        if attrs["name"] == "nobody":
            raise serializers.ValidationError("Nobody orders nothing", code="nobody")
        return attrs


def validating(request):
    data = request.data if request.method == "POST" else request.query_params
    Order(data=data, many=isinstance(data, list)).is_valid(raise_exception=True)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, [("#/name", "required")]),
        ({"name": "nobody"}, [("#", "nobody")]),
        ({"name": "a", "tags": ["abc", "abcd"]}, [("#/tags/1", "max_length")]),
        (
            {"name": "a", "lines": [{"sku": "a", "count": 1}, {"count": 0}]},
            [("#/lines/1/sku", "required"), ("#/lines/1/count", "min_value")],
        ),
        ({"name": "a", "lines": 5}, [("#/lines", "not_a_list")]),
        ([{"name": "a"}, {}], [("#/1/name", "required")]),
    ],
)
def test_each_fault_has_a_pointer_a_code_and_words(serve, data, found):
    problem = problem_of(serve(validating).post("/", data, content_type="application/json"))
    assert (problem["status"], problem["detail"]) == (400, INVALID)
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == found
    assert all(error["detail"] and error["in"] == "body" for error in problem["errors"])


def test_a_query_has_parameters(serve):
    (error,) = problem_of(serve(validating).get("/"))["errors"]
    assert error == {"detail": "This field is required.", "in": "query", "parameter": "name", "code": "required"}


@pytest.mark.parametrize("detail", ["no", ["no"], {"a": [{"b": ["no"]}]}])
def test_what_is_raised_by_hand_is_read_as_well(serve, detail):
    problem = problem_of(serve(raising(exceptions.ValidationError(detail))).post("/"))
    assert [error["detail"] for error in problem["errors"]] == ["no"]


def test_what_is_about_no_parameter_names_none(serve):
    answer = serve(raising(exceptions.ValidationError("Not now"))).get("/?page=1")
    assert problem_of(answer)["errors"] == [{"detail": "Not now", "in": "query", "code": "invalid"}]


def test_there_is_an_end_to_the_faults(serve):
    problem = problem_of(serve(raising(exceptions.ValidationError(["no"] * 1000))).post("/"))
    assert len(problem["errors"]) == 100


def test_the_policy_may_prefer_422(serve):
    mapping = {"rest_framework.exceptions.ValidationError": "statusmw.adapters.drf.unprocessable"}
    problem = problem_of(serve(validating, policy={"mapping": mapping}).post("/", {}, content_type="application/json"))
    assert (problem["status"], problem["errors"][0]["pointer"]) == (422, "#/name")


# Replies.


def test_a_view_with_replies_returns_what_helpers_return(serve):
    client = serve(lambda request: respond.created("/orders/7", {"id": 7}))
    response = client.post("/")
    assert (response.status_code, response["location"], response.json()) == (201, "/orders/7", {"id": 7})
    assert client.reports == []


def test_any_other_view_makes_a_response_of_a_reply(serve, monkeypatch):
    @api_view(["POST"])
    def create(request):
        return http_response(respond.created("/orders/7", {"id": 7}), request)

    client = serve(lambda request: None)
    sys.modules["urls_under_test"].urlpatterns[:] = [path("", create)]
    assert client.post("/")["location"] == "/orders/7"


def test_a_redirect_is_raised(serve):
    response = serve(raising(Redirect(303, "/orders/7"))).post("/")
    assert (response.status_code, response["location"]) == (303, "/orders/7")


def test_a_response_of_the_frameworks_is_left(serve):
    assert serve(lambda request: Response({"id": 7})).get("/").json() == {"id": 7}


# The browsable API.


@pytest.mark.parametrize("error", [exceptions.Throttled(wait=30), Down()])
def test_the_browsable_api_shows_the_problem_in_its_page(serve, caplog, error):
    client = serve(raising(error), renderer_classes=[JSONRenderer, BrowsableAPIRenderer])
    response = client.get("/", **BROWSER)
    assert (response.status_code, response["retry-after"]) == (error.status_code, "30")
    assert response["content-type"].startswith("text/html")
    assert b"Django REST framework" in response.content
    assert f"&quot;status&quot;: {error.status_code}" in response.content.decode()
    assert "content-security-policy" not in response.headers
    assert len(errors(caplog)) == isinstance(error, Down)
    assert problem_of(client.get("/"))["status"] == error.status_code


def test_a_redirect_is_one_in_the_browsable_api_too(serve):
    client = serve(raising(Redirect(303, "/orders/7")), renderer_classes=[BrowsableAPIRenderer])
    assert (client.get("/", **BROWSER).status_code, client.get("/", **BROWSER).content) == (303, b"")


# The database.


def test_atomic_requests_are_rolled_back(serve, monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "ATOMIC_REQUESTS", True)

    def insert(request):
        connection.cursor().execute("INSERT INTO orders VALUES (7)")
        raise OutOfStock(sku="a-1")

    connection.cursor().execute("CREATE TABLE orders (id INTEGER)")
    try:
        with transaction.atomic():
            assert serve(insert).post("/").status_code == 409
        assert connection.cursor().execute("SELECT COUNT(*) FROM orders").fetchone() == (0,)
    finally:
        connection.cursor().execute("DROP TABLE orders")
