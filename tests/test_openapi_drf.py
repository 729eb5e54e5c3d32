"""REST framework's document by drf-spectacular: what views answer and raise, errors as problems."""

import django_site  # noqa: F401 - sets Django up, which what follows needs

# isort: split

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from openapi_spec_validator import validate
from rest_framework import serializers
from rest_framework.authentication import BasicAuthentication
from rest_framework.decorators import api_view
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.throttling import AnonRateThrottle
from rest_framework.viewsets import GenericViewSet

from statusmw import Problem
from statusmw.adapters.drf import Replies
from statusmw.typed import Created, Gone, NoContent, raises


class OutOfStock(Problem):
    status = 409
    type = "https://shop.example/out-of-stock"
    sku: str


class Order(serializers.Serializer):
    sku = serializers.CharField()


class View(Replies, GenericAPIView):
    schema = AutoSchema()
    serializer_class = Order
    permission_classes = []

    @raises(TimeoutError)
    def post(self, request) -> Created[dict[str, int]] | OutOfStock: ...


@pytest.fixture(autouse=True)
def _described_by_spectacular():
    said = {**settings.REST_FRAMEWORK, "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
    with override_settings(REST_FRAMEWORK=said):
        yield


@pytest.fixture
def documented(monkeypatch):
    monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", [])

    def document(*patterns, **policy):
        from statusmw.adapters.drf_openapi import problems

        monkeypatch.setattr(spectacular_settings, "POSTPROCESSING_HOOKS", [problems])
        with override_settings(STATUSMW=policy):
            made = SchemaGenerator(patterns=list(patterns)).get_schema(request=None, public=True)
        validate(made)
        return made["paths"], made["components"]["schemas"]

    return document


def test_a_view_says_what_it_answers_and_raises(documented):
    paths, schemas = documented(path("orders", View.as_view()), mapping={TimeoutError: 504})
    responses = paths["/orders"]["post"]["responses"]
    assert sorted(responses) == ["201", "400", "409", "415", "504"]
    assert list(responses["201"]["headers"]) == ["Location"]
    assert schemas["OutOfStock"]["properties"]["status"] == {"type": "integer", "enum": [409]}
    choices = responses["400"]["content"]["application/problem+json"]["schema"]["anyOf"]
    assert [one["$ref"].rpartition("/")[2] for one in choices] == ["ValidationProblem", "Problem"]


def test_validation_has_the_status_code_of_the_policy(documented):
    paths, _ = documented(path("orders", View.as_view()), validation_status=422)
    assert {"400", "422"} <= set(paths["/orders"]["post"]["responses"])


@pytest.mark.parametrize(
    ("attributes", "codes"),
    [
        ({}, ["204", "404"]),
        ({"permission_classes": [IsAuthenticated]}, ["204", "403", "404"]),
        (
            {"permission_classes": [IsAuthenticated], "authentication_classes": [BasicAuthentication]},
            ["204", "401", "403", "404"],
        ),
        ({"throttle_classes": [AnonRateThrottle]}, ["204", "404", "429"]),
    ],
)
def test_what_the_framework_answers_before_the_view_is_said(documented, monkeypatch, attributes, codes):
    monkeypatch.setattr(AnonRateThrottle, "rate", "1/s", raising=False)

    def delete(self, request, number: int) -> NoContent: ...

    view = type("One", (View,), {"http_method_names": ["delete"], "delete": delete, **attributes})
    paths, _ = documented(path("orders/<int:number>", view.as_view()))
    assert sorted(paths["/orders/{number}"]["delete"]["responses"]) == codes


def test_a_function_and_a_class_say_what_they_raise_as_a_whole(documented):
    @raises(OutOfStock)
    @extend_schema(responses=Order)
    @api_view(["GET"])
    def read(request): ...

    @raises(Gone)
    class Set(GenericViewSet):
        schema = AutoSchema()
        serializer_class = Order
        permission_classes = []

        def list(self, request) -> Created[None]: ...

    paths, _ = documented(path("read", read), path("set", Set.as_view({"get": "list"})))
    assert sorted(paths["/read"]["get"]["responses"]) == ["200", "409"]
    assert sorted(paths["/set"]["get"]["responses"]) == ["201", "410"]


def test_an_operation_that_is_left_out_stays_out(documented):
    class Hidden(View):
        @extend_schema(exclude=True)
        def post(self, request): ...

    paths, _ = documented(path("hidden", Hidden.as_view()), path("orders", View.as_view()))
    assert list(paths) == ["/orders"]
