import json

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from calling import asgi
from interop_answers import OWN_FIELDS, RAISABLE, RETURNABLE, OutOfStock, assert_arrives, assert_framed
from statusmw import Problem, respond


def serving(endpoint, **options):
    return Starlette(routes=[Route("/", endpoint)], **options)


def sync_endpoint(make, *, raised=False):
    def endpoint(request):
        if raised:
            raise make()
        return make()

    return endpoint


def async_endpoint(make, *, raised=False):
    async def endpoint(request):
        if raised:
            raise make()
        return make()

    return endpoint


def class_endpoint(make, *, raised=False):
    class Endpoint(HTTPEndpoint):
        async def get(self, request):
            return await async_endpoint(make, raised=raised)(request)

    return Endpoint


endpoints = pytest.mark.parametrize("endpoint", [sync_endpoint, async_endpoint, class_endpoint])


@endpoints
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("case", RETURNABLE.values(), ids=RETURNABLE)
def test_what_an_endpoint_returns_arrives(case, endpoint, method):
    assert_arrives(case, asgi(serving(endpoint(case.make)), method), method)


@endpoints
@pytest.mark.parametrize("name", RAISABLE)
def test_what_an_endpoint_raises_keeps_status_and_fields_with_nothing_installed(name, endpoint):
    made = RAISABLE[name].make()
    answer = asgi(serving(endpoint(RAISABLE[name].make, raised=True)))
    assert answer.status == made.status_code
    assert {field: answer[field] for field in OWN_FIELDS[name]} == OWN_FIELDS[name]
    assert answer.content == made.detail.encode()
    assert_framed(answer)
    assert answer.error is None


def test_content_of_the_framework_never_goes_out_under_our_length_or_type():
    problem = OutOfStock(sku="a-1", left=0).with_headers({"X-Id": "7"})
    assert asgi(problem)["content-length"] != str(len(problem.detail))
    answer = asgi(serving(async_endpoint(lambda: problem, raised=True)))
    assert (answer["x-id"], answer.values("content-type")) == ("7", ["text/plain; charset=utf-8"])
    assert answer.values("content-length") == [str(len(answer.content))]


HANDLED = [
    (OutOfStock, lambda: OutOfStock(sku="a", left=0)),
    (Problem, lambda: OutOfStock(sku="a", left=0)),
    (HTTPException, lambda: OutOfStock(sku="a", left=0)),
    (409, lambda: OutOfStock(sku="a", left=0)),
    (404, lambda: respond.not_found("No order 7")),
    (Problem, lambda: respond.not_found("No order 7")),
]


@pytest.mark.parametrize(("registered", "make"), HANDLED)
def test_a_handler_of_the_user_wins(registered, make):
    async def handler(request, error):
        return PlainTextResponse(f"own: {error}", error.status_code)

    answer = asgi(serving(async_endpoint(make, raised=True), exception_handlers={registered: handler}))
    assert (answer.status, answer.content) == (make().status_code, f"own: {make()}".encode())


def test_a_handler_for_the_number_comes_before_one_for_the_class():
    def named(name):
        return lambda request, error: PlainTextResponse(name)

    handlers = {404: named("number"), Problem: named("class")}
    assert (
        asgi(serving(async_endpoint(respond.not_found, raised=True), exception_handlers=handlers)).content == b"number"
    )


@pytest.mark.parametrize("case", RAISABLE.values(), ids=RAISABLE)
def test_a_handler_may_return_what_was_raised(case):
    handlers = {HTTPException: lambda request, error: error}
    assert_arrives(case, asgi(serving(async_endpoint(case.make, raised=True), exception_handlers=handlers)))


def test_a_problem_raised_in_a_mounted_application_keeps_its_status():
    inner = serving(async_endpoint(lambda: respond.conflict("Shipped"), raised=True))
    answer = asgi(Starlette(routes=[Mount("/in", inner)]), path="/in/")
    assert (answer.status, answer.content, answer.error) == (409, b"Shipped", None)


class Stamp(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Stamp"] = "1"
        return response


@pytest.mark.parametrize("case", RETURNABLE.values(), ids=RETURNABLE)
def test_what_is_returned_arrives_through_the_framework_s_middleware(case):
    answer = asgi(serving(async_endpoint(case.make), middleware=[Middleware(Stamp)]))
    assert_arrives(case, answer)
    assert answer["x-stamp"] == "1"


def test_cookies_and_background_tasks_work_on_problems_too():
    ran = []

    def make():
        problem = respond.unauthorized("Bearer").with_background(BackgroundTask(ran.append, 1))
        problem.delete_cookie("session")
        return problem

    answer = asgi(serving(sync_endpoint(make)))
    assert answer["set-cookie"].startswith('session="";')
    assert ran == [1]


def test_a_reply_is_an_asgi_application_of_its_own():
    app = Starlette(routes=[Mount("/gone", respond.gone("Since 2019"))])
    assert json.loads(asgi(app, path="/gone/a").content)["detail"] == "Since 2019"


def test_one_reply_may_be_returned_again_and_again():
    shared = respond.not_found("No order 7", headers={"Vary": "Origin"})
    app = serving(async_endpoint(lambda: shared))
    assert asgi(app).fields == asgi(app).fields
