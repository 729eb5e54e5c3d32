"""The questions that every framework is asked, for Django over WSGI and ASGI, and for Django REST framework."""

import django_site  # noqa: F401 - sets Django up, which what follows needs

# isort: split

import logging
import sys
from types import ModuleType

import pytest
from django.core.asgi import get_asgi_application
from django.core.exceptions import PermissionDenied
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from rest_framework import exceptions, serializers
from rest_framework.authentication import BasicAuthentication
from rest_framework.views import APIView

import battery
import battery_questions
from battery_apps import (
    METHODS,
    RAISING,
    RETURNING,
    SECRET,
    Handled,
    Known,
    before,
    failing_at_once,
    failing_at_once_later,
    failing_midway,
    failing_midway_later,
    fine_parts,
    fine_parts_later,
)
from battery_cells import DJANGOS, DOES_NOT_APPLY
from faces import Reports
from statusmw import Policy, Problem
from statusmw.adapters.drf import Replies


def raising(error):
    def view():
        raise error

    return view


class Users:
    """A middleware of the user's: a handler for one exception, a cookie, and a field on what Django answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/middleware":
            raise PermissionDenied
        response = self.get_response(request)
        response["X-After"] = "kept"
        response["Access-Control-Allow-Origin"] = "*"
        if request.path == "/cookie":
            response.set_cookie("kept", "1")
        return response

    def process_view(self, request, view, args, kwargs):
        before(request.path)

    def process_exception(self, request, error):
        return HttpResponse("by the user", status=418) if isinstance(error, Handled) else None


COMMON = {
    "fine": lambda: HttpResponse("fine"),
    "login": lambda: HttpResponse("not reached"),
    "busy": raising(Problem(503, headers={"Retry-After": "30"})),
    "limited": raising(Problem(429, headers={"Retry-After": "30"})),
    "private": raising(Problem(401, headers={"WWW-Authenticate": 'Basic realm="a b"'})),
    "item": raising(Http404("no such item")),
    "cookie": raising(Http404()),
    "group": raising(ExceptionGroup("several", [PermissionDenied()])),
    **RAISING,
    **RETURNING,
}


def allowed(name, *more):
    return [METHODS[name]] if name in METHODS else ["GET", "HEAD", *more]


def sync_view(name, function):
    return csrf_exempt(require_http_methods(allowed(name))(lambda request: function(request)))


def async_view(name, function):
    # Django's own decorator takes asynchronous views since 5.0 only.
    async def view(request):
        methods = allowed(name)
        return function(request) if request.method in methods else HttpResponseNotAllowed(methods)

    return view


class Busy(exceptions.APIException):
    status_code = 503
    default_detail = SECRET
    wait = 30


class Query(serializers.Serializer):
    q = serializers.IntegerField()


def of_rest_framework(name, function):
    class Realm(BasicAuthentication):
        www_authenticate_realm = "a b"

    class View(Replies, APIView):
        authentication_classes = [Realm]

        def get(self, request):
            return function(request)

        post = delete = get
        http_method_names = [method.lower() for method in allowed(name, "OPTIONS")]

        def head(self, request):
            return function(request)

    return View.as_view()


def validated(request):
    Query(data=request.query_params).is_valid(raise_exception=True)


def upload(request):
    return HttpResponse(f"fine {len(request.body)}")


def called(functions):
    return {name: lambda request, function=function: function() for name, function in functions.items()}


VIEWS = {**called(COMMON), "upload": upload}
REST = {
    **VIEWS,
    "item": lambda request: raising(exceptions.NotFound("no such item"))(),
    "busy": lambda request: raising(Busy())(),
    "limited": lambda request: raising(exceptions.Throttled(wait=29.5))(),
    "private": lambda request: raising(exceptions.NotAuthenticated())(),
    "group": lambda request: raising(ExceptionGroup("several", [exceptions.PermissionDenied()]))(),
    "validated": validated,
}


def streams(at_once, midway, parts):
    return {
        "stream/once": lambda request: StreamingHttpResponse(at_once()),
        "stream/midway": lambda request: StreamingHttpResponse(midway()),
        "stream/fine": lambda request: StreamingHttpResponse(parts()),
    }


SYNC = streams(failing_at_once, failing_midway, fine_parts)
ASYNC = streams(failing_at_once_later, failing_midway_later, fine_parts_later)


def urls(make_view, views):
    return tuple(path(name, make_view(name, function)) for name, function in views.items())


SITES = {
    "django": ("wsgi", urls(sync_view, {**VIEWS, **SYNC})),
    "django_asgi": ("asgi", urls(async_view, {**VIEWS, **ASYNC})),
    "django_asgi_sync": ("asgi", urls(sync_view, {**VIEWS, **ASYNC})),
    "drf": ("wsgi", urls(of_rest_framework, {**REST, **SYNC})),
}

LOGGER = "django.request"


def logged_once_with_traceback_by_the_id_in_the_body(app, caplog):
    answer = app.ask("/boom")
    (record,) = battery.records(caplog)
    assert (record.name, record.levelno, record.exc_info[0]) == (LOGGER, logging.ERROR, ValueError)
    assert (record.error_id, record.status_code) == (answer.problem["instance"], 500)


def stream_that_fails_midway(app, caplog):
    answer = app.ask("/stream/midway")
    assert (answer.status, answer.content, answer.cut) == (200, b"first", True)
    (record,) = battery.records(caplog)
    assert (record.name, record.exc_info[0]) == (LOGGER, ValueError)


def title_and_detail_the_right_way_round(app, caplog):
    code = {"code": "not_found"} if app.name == "drf" else {}
    assert app.ask("/item").problem == {"title": "Not Found", "status": 404, "detail": "no such item", **code}
    assert battery.records(caplog) == []


# Django logs to a logger of its own, and REST framework has a code for each of its exceptions.
OURS = {
    function.__name__: function
    for function in (
        logged_once_with_traceback_by_the_id_in_the_body,
        stream_that_fails_midway,
        title_and_detail_the_right_way_round,
    )
}
QUESTIONS = [OURS.get(question.__name__, question) for question in battery_questions.QUESTIONS]
CELLS = [(name, question) for name in DJANGOS for question in QUESTIONS]


class Application(battery.Application):
    def ask(self, *args, **fields):
        answer = super().ask(*args, **fields)
        answer.cookies = [cookie.strip() for cookie in answer.cookies]  # Django's handler puts a space in front
        return answer


@pytest.fixture
def site(request, monkeypatch):
    interface, patterns = SITES[request.param]
    urlconf = ModuleType("site_under_test")
    urlconf.urlpatterns = list(patterns)
    monkeypatch.setitem(sys.modules, urlconf.__name__, urlconf)
    reports = Reports()
    middleware = ["statusmw.adapters.django.StatusMiddleware", f"{__name__}.Users"]
    policy = Policy(report=reports, mapping={Known: 409})
    with override_settings(ROOT_URLCONF=urlconf.__name__, MIDDLEWARE=middleware, STATUSMW=policy):
        make = get_wsgi_application if interface == "wsgi" else get_asgi_application
        yield Application(request.param, make(), interface, reports)


@pytest.mark.parametrize(
    ("site", "question"),
    [cell for cell in CELLS if (cell[0], cell[1].__name__) not in DOES_NOT_APPLY],
    ids=lambda value: getattr(value, "__name__", value),
    indirect=["site"],
)
# Over ASGI Django leaves the content of the request open when the connection has to be cut.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
def test_a_question_is_answered(site, question, caplog):
    caplog.set_level(logging.ERROR)
    question(site, caplog)
    assert site.reports == []
