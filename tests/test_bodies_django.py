"""The content of problems as a policy wants it, in Django and in REST framework."""

import django_site  # noqa: F401 - sets Django up, which what follows needs

# isort: split

import asyncio
import json
import sys
from types import ModuleType

import pytest
from django.http import Http404
from django.test import AsyncClient, Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST
from rest_framework import serializers
from rest_framework.views import APIView

from faces import Reports
from statusmw import Problem, Translations
from statusmw.adapters.drf import Replies

MIDDLEWARE = ["statusmw.adapters.django.StatusMiddleware"]


def returned(request):
    return Problem(409)


def raised(request):
    raise Problem(409)


def unknown(request):
    raise Http404


def boom(request):
    raise ValueError("at host kv7")


class Order(serializers.Serializer):
    count = serializers.IntegerField()


class View(Replies, APIView):
    def post(self, request):
        Order(data=request.data).is_valid(raise_exception=True)

    def get(self, request):
        return Problem(409)


URLS = [
    path("api/returned", returned),
    path("returned", returned),
    path("raised", raised),
    path("unknown", unknown),
    path("boom", boom),
    path("posted", require_POST(returned)),
    path("rest", View.as_view()),
]


@pytest.fixture
def site(monkeypatch):
    undo = []

    def serve(**policy):
        urlconf = ModuleType("urls_of_bodies")
        urlconf.urlpatterns = URLS
        monkeypatch.setitem(sys.modules, urlconf.__name__, urlconf)
        given = {"report": Reports(), **policy}
        override = override_settings(ROOT_URLCONF=urlconf.__name__, STATUSMW=given, MIDDLEWARE=MIDDLEWARE)
        override.enable()
        undo.append(override)

    yield serve
    for override in reversed(undo):
        override.disable()


def over_wsgi(target, method="get", **fields):
    return getattr(Client(raise_request_exception=False), method)(target, **fields)


def over_asgi(target, method="get", headers=()):
    # Django 4.2 names what is given as headers as WSGI does.
    return asyncio.run(getattr(AsyncClient(raise_request_exception=False), method)(target, **dict(headers)))


@pytest.mark.parametrize("ask", [over_wsgi, over_asgi])
def test_every_way_to_a_problem_goes_by_the_policy(site, ask):
    site(formats={"/api/*": "json", "*": "text"}, translations=Translations())
    asked = {"headers": {"accept": "application/json", "accept-language": "de"}}
    for target, status in [
        ("/returned", 409),
        ("/raised", 409),
        ("/unknown", 404),
        ("/boom", 500),
        ("/posted", 405),
        ("/rest", 409),
    ]:
        answer = ask(target, **asked)
        assert (answer.status_code, answer["content-type"]) == (status, "text/plain; charset=utf-8")
        assert (answer["content-language"], answer["content-length"]) == ("de", str(len(answer.content)))
        assert "accept-language" in answer["vary"].lower()
    answer = ask("/api/returned", **asked)
    assert (answer["content-type"], json.loads(answer.content)["title"]) == ("application/problem+json", "Konflikt")


@pytest.mark.parametrize(("given", "status"), [(None, 400), (422, 422)])
def test_the_policy_says_what_a_wrong_form_is(site, given, status):
    site(validation_status=given)
    answer = over_wsgi("/rest", "post", data={"count": "canary7"}, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, "#/count")
    assert b"canary7" not in answer.content


@pytest.mark.parametrize(("expose", "leaves"), [("none", False), ("message", True), ("traceback", True)])
def test_what_leaves_with_a_500(site, expose, leaves):
    site(expose=expose)
    answer = over_wsgi("/boom", headers={"cookie": "session=canary7"})
    assert (b"kv7" in answer.content, b"canary7" in answer.content) == (leaves, False)


def test_the_users_page(site):
    site(page=lambda problem, request: f"{problem.status} {request.path}")
    assert over_wsgi("/returned", headers={"accept": "text/html"}).content == b"409 /returned"
