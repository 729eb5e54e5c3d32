"""`StatusMiddleware` for Django: what becomes of exceptions, replies and responses, and what the settings may say."""

import django_site  # noqa: F401 - sets Django up, which what follows needs

# isort: split

import asyncio
import io
import logging
import sys
from types import ModuleType

import django
import pytest
from django.conf import urls as django_urls
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    ImproperlyConfigured,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.test import AsyncClient, Client, RequestFactory, override_settings
from django.urls import path
from django.utils.log import AdminEmailHandler
from django.utils.translation import gettext_lazy
from django.views import defaults
from starlette.background import BackgroundTask

import calling
from faces import Reports
from statusmw import BrokenResponse, Policy, Problem, Redirect, Reply, respond
from statusmw.adapters import django as adapter
from statusmw.adapters.django_handlers import handler
from statusmw.failures import ResponseAborted
from statusmw.outcome import Outcome
from statusmw.wsgi import StatusMiddleware

MIDDLEWARE = "statusmw.adapters.django.StatusMiddleware"
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
CANARY = "canary in the message"
LOGGER = "django.request"


class Boom(Exception):
    pass


class OutOfStock(Problem):
    status = 409
    sku: str


def raising(error):
    def view(request):
        raise error

    return view


def returning(make):
    return lambda request, **captured: make()


@pytest.fixture
def serve(monkeypatch):
    """Serve one view, at ``/``, with these settings and URLconf attributes; what is found is in `reports`."""
    undo = []

    def serving(view, *, middleware=(MIDDLEWARE,), handlers=None, policy=None, **settings):
        urlconf = ModuleType("urls_under_test")
        urlconf.urlpatterns = [path("", view), path("orders/<int:id>", view)]
        vars(urlconf).update(handlers or {})
        monkeypatch.setitem(sys.modules, urlconf.__name__, urlconf)
        reports = Reports()
        given = {"report": reports, **(policy or {})}
        changed = {"ROOT_URLCONF": urlconf.__name__, "MIDDLEWARE": list(middleware), "STATUSMW": given, **settings}
        override = override_settings(**changed)
        override.enable()
        undo.append(override)
        client = Client(raise_request_exception=False)
        client.reports = reports
        return client

    yield serving
    for override in reversed(undo):
        override.disable()


def records(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]


def problem_of(response):
    assert response["content-type"] == "application/problem+json"
    assert int(response["content-length"]) == len(response.content)
    assert response.json()["status"] == response.status_code
    return response.json()


# Ids of requests.


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(("sent", "told"), [("7", "7"), ("a b", None), (None, None)])
def test_an_error_tells_the_id_of_its_request(serve, caplog, kind, sent, told):
    ids = {"field": "X-Request-ID", "trusted": True}
    serve(raising(Boom()), policy={"request_id": ids})
    headers = {} if sent is None else {"X-Request-ID": sent}
    response = asked_of(kind(raise_request_exception=False), headers)
    found = response["X-Request-ID"]
    assert (found == told) if told else len(found) == 36
    assert problem_of(response)["request_id"] == found
    assert [record.request_id for record in records(caplog)] == [found]


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_a_response_without_an_error_tells_it_where_all_do(serve, kind):
    view = returning(lambda: HttpResponse("ok"))
    serve(view, policy={"request_id": "X-Request-ID"})
    assert "X-Request-ID" not in asked_of(kind(), {})
    serve(view, policy={"request_id": {"field": "X-Request-ID", "everywhere": True}})
    assert len(asked_of(kind(), {})["X-Request-ID"]) == 36


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_is_sent_instead_is_logged_once_under_its_id(serve, caplog, kind):
    reports = serve(returning(unsendable)).reports
    response = asked_of(kind(raise_request_exception=False), {})
    (record,) = records(caplog)
    assert problem_of(response)["instance"] == record.error_id
    assert {finding.error_id for finding in reports} == {record.error_id}


def unsendable():
    response = HttpResponse("ok")
    response["X-A"] = "\x00"
    return response


def asked_of(client, headers):
    answer = client.get("/", headers=headers)
    return asyncio.run(answer) if asyncio.iscoroutine(answer) else answer


# Exceptions.


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (Http404("No order 7"), 404, "No order 7"),
        (Http404(), 404, None),
        (Http404({"tried": CANARY}), 404, None),
        (Http404(gettext_lazy("No order 7")), 404, "No order 7"),
        (PermissionDenied(gettext_lazy("Not yours")), 403, "Not yours"),
        (BadRequest(gettext_lazy("No such page")), 400, "No such page"),
        (Http404(Boom(CANARY)), 404, None),
        (PermissionDenied("Not yours"), 403, "Not yours"),
        (BadRequest("No such page"), 400, "No such page"),
        (SuspiciousOperation(CANARY), 400, None),
        (DisallowedHost(CANARY), 400, None),
        (RequestDataTooBig(CANARY), 413, None),
        (MultiPartParserError(CANARY), 400, None),
        (UnreadablePostError(CANARY), 400, None),
        (OutOfStock(sku="a-1"), 409, None),
        (ExceptionGroup("several", [Http404("No order 7"), Http404()]), 404, "No order 7"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_django_and_the_user_know_is_a_problem_and_no_error(serve, caplog, error, status, detail):
    client = serve(raising(error))
    client.raise_request_exception = True
    problem = problem_of(client.post("/", b"content", content_type="text/plain"))
    assert (problem["status"], problem.get("detail")) == (status, detail)
    assert [record for record in records(caplog) if record.name == "statusmw"] == []
    assert client.reports == []


@pytest.mark.parametrize("error", [Boom(CANARY), ValidationError(CANARY), BrokenPipeError(CANARY)])
def test_what_nobody_handles_is_a_problem_with_an_id_logged_once(serve, caplog, error):
    client = serve(raising(error))
    response = client.get("/")
    assert set(problem_of(response)) == {"title", "status", "instance"}
    (record,) = records(caplog)
    assert (record.name, record.error_id) == (LOGGER, response.json()["instance"])
    assert (record.status_code, record.request.path, record.exc_info[1]) == (500, "/", error)


def test_a_test_sees_what_nobody_handles(serve):
    client = serve(raising(Boom()))
    client.raise_request_exception = True
    with pytest.raises(Boom):
        client.get("/")


@pytest.mark.parametrize(
    ("error", "mapping", "status", "sent"),
    [
        (Boom(), {}, 500, 1),
        (Boom(), {Boom: 409}, 409, 0),
        (Boom(), {Boom: 502}, 502, 1),
        (Problem(503), {}, 503, 0),
        (Problem(409), {}, 409, 0),
    ],
)
def test_the_signal_is_sent_once_for_what_the_server_is_to_blame_for(serve, caplog, error, mapping, status, sent):
    client = serve(raising(error), policy={"mapping": mapping})
    heard = []

    def receiver(**more):
        heard.append(sys.exc_info()[1])

    got_request_exception.connect(receiver)
    try:
        assert client.get("/").status_code == status
    finally:
        got_request_exception.disconnect(receiver)
    assert heard == [error] * sent
    assert len(records(caplog)) == sent


def test_the_administrators_get_their_mail(serve):
    letters = []

    class Mailing(AdminEmailHandler):
        def send_mail(self, subject, message, *args, **more):
            letters.append((subject, message))

    client = serve(raising(Boom(CANARY)), ADMINS=["ada@example.com"])
    handler, logger = Mailing(), logging.getLogger(LOGGER)
    logger.addHandler(handler)
    try:
        instance = client.get("/").json()["instance"]
    finally:
        logger.removeHandler(handler)
    ((subject, message),) = letters
    assert instance in subject
    assert CANARY in message


def test_a_logger_that_fails_harms_nothing(serve):
    class Failing(logging.Handler):
        def emit(self, record):
            raise Boom

    handler, logger = Failing(), logging.getLogger(LOGGER)
    logger.addHandler(handler)
    try:
        assert problem_of(serve(raising(Problem(503))).get("/"))["status"] == 503
    except Boom:  # pragma: no cover
        pytest.fail("the logger's failure came out")
    finally:
        logger.removeHandler(handler)


def test_a_mapping_that_fails_is_a_500(serve, caplog):
    client = serve(raising(Boom()), policy={"mapping": {Boom: lambda error: 1 / 0}})
    assert problem_of(client.get("/"))["status"] == 500
    (record,) = records(caplog)
    assert record.exc_info[0] is ZeroDivisionError


def test_the_users_mapping_comes_before_ours(serve):
    client = serve(raising(Http404()), policy={"mapping": {"django.http.response.Http404": 410}})
    assert problem_of(client.get("/"))["status"] == 410


class OfTheUser:
    """A middleware that handles, raises or passes, as the test says."""

    handles = raises = None

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self.raises is not None:
            raise self.raises
        return self.get_response(request)

    def process_exception(self, request, error):
        return self.handles and HttpResponse(self.handles, status=418)


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    module = ModuleType("of_the_user")
    module.OfTheUser = OfTheUser
    monkeypatch.setitem(sys.modules, "of_the_user", module)


@pytest.mark.parametrize("error", [Boom(), Http404(), OutOfStock(sku="a")])
def test_a_process_exception_of_the_users_wins(serve, monkeypatch, error):
    monkeypatch.setattr(OfTheUser, "handles", "mine")
    client = serve(raising(error), middleware=[MIDDLEWARE, "of_the_user.OfTheUser"])
    assert client.get("/").content == b"mine"


@pytest.mark.parametrize(
    ("error", "status"), [(Boom(), 500), (Http404(), 404), (PermissionDenied(), 403), (Problem(409), 409)]
)
def test_an_exception_in_a_middleware_is_answered(serve, monkeypatch, error, status):
    monkeypatch.setattr(OfTheUser, "raises", error)
    client = serve(raising(Boom()), middleware=[MIDDLEWARE, "of_the_user.OfTheUser"])
    assert problem_of(client.get("/"))["status"] == status


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("handler400", BadRequest()),
        ("handler403", PermissionDenied()),
        ("handler404", Http404()),
        ("handler500", Boom()),
    ],
)
def test_a_handler_of_the_urlconf_wins(serve, name, error):
    client = serve(raising(error), handlers={name: lambda *_, **__: HttpResponse("mine", status=418)})
    assert client.get("/").content == b"mine"
    if name == "handler404":
        assert client.get("/nowhere").content == b"mine"


def test_a_template_of_the_users_is_for_browsers(serve, tmp_path, caplog):
    for code in (404, 500):
        (tmp_path / f"{code}.html").write_text(f"my {code}")
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}
    client = serve(raising(Boom()), TEMPLATES=[engine])
    assert client.get("/", **BROWSER).content == b"my 500"
    assert client.get("/nowhere", **BROWSER).content == b"my 404"
    assert len(records(caplog)) == 1
    assert problem_of(client.get("/nowhere"))["status"] == 404


def test_a_route_that_is_unknown_does_not_tell_the_others(serve):
    response = serve(raising(Boom())).get("/nowhere")
    assert problem_of(response) == {"title": "Not Found", "status": 404}


def test_what_did_not_pass_the_middleware_gets_djangos_own(serve):
    serve(raising(Boom())).get("/")
    client = serve(raising(Boom()), middleware=[])
    assert client.get("/").content == b"\n".join(client.get("/").content.split(b"\n"))
    assert client.get("/")["content-type"].startswith("text/html")
    assert client.get("/nowhere")["content-type"].startswith("text/html")


def test_without_catching_django_answers(serve, caplog):
    client = serve(raising(Problem(409)), policy={"catch_exceptions": False})
    assert (client.get("/").status_code, client.get("/")["content-type"]) == (500, "text/html; charset=utf-8")
    assert client.get("/nowhere")["content-type"].startswith("text/html")


# Debugging.


def test_djangos_page_for_developers_is_for_who_reads_pages(serve, caplog):
    client = serve(raising(Boom(CANARY)), DEBUG=True)
    page = client.get("/", **BROWSER)
    assert page.status_code == 500
    assert CANARY in page.content.decode()
    assert len(records(caplog)) == 1
    assert set(problem_of(client.get("/"))) == {"title", "status", "instance"}
    assert len(records(caplog)) == 2


def test_a_problem_is_an_answer_even_in_debugging(serve):
    client = serve(raising(OutOfStock(sku="a-1")), DEBUG=True)
    assert client.get("/", **BROWSER).status_code == 409


def test_exceptions_can_be_let_through(serve):
    client = serve(raising(Boom()), DEBUG=True, DEBUG_PROPAGATE_EXCEPTIONS=True)
    client.raise_request_exception = True
    with pytest.raises(Boom):
        client.get("/")


# Handlers to be named.


NAMED = {f"handler{code}": f"{adapter.__name__}.handler{code}" for code in (400, 403, 404, 500)}


@pytest.mark.parametrize(
    ("error", "status"), [(Boom(CANARY), 500), (Http404(), 404), (PermissionDenied(), 403), (BadRequest(), 400)]
)
def test_named_handlers_answer_without_the_middleware(serve, caplog, error, status):
    client = serve(raising(error), middleware=[], handlers=NAMED)
    problem = problem_of(client.get("/"))
    assert problem["status"] == status
    assert problem_of(client.get("/nowhere"))["status"] == 404
    assert len([record for record in records(caplog) if record.levelno >= logging.ERROR]) == (status == 500)


def test_named_handlers_pass_djangos_checks(serve):
    from django.core.checks import run_checks
    from django.urls import get_resolver

    serve(raising(Boom()), handlers=NAMED)
    assert run_checks(tags=["urls"]) == []
    assert get_resolver().resolve_error_handler(404) is adapter.handler404


def test_a_handler_that_is_called_by_hand_answers_by_its_number():
    assert handler(404)(RequestFactory().get("/")).status_code == 404


def test_the_view_for_csrf_failures(serve):
    client = serve(
        returning(lambda: HttpResponse("fine")),
        middleware=[MIDDLEWARE, "django.middleware.csrf.CsrfViewMiddleware"],
        CSRF_FAILURE_VIEW="statusmw.adapters.django.csrf_failure",
    )
    checked = Client(enforce_csrf_checks=True)
    problem = problem_of(checked.post("/"))
    assert (problem["status"], problem["detail"]) == (403, "The CSRF token is missing or wrong")
    assert client.reports == []


# Replies.


def test_what_helpers_return_is_an_answer(serve):
    client = serve(returning(lambda: respond.created("/orders/7", {"id": 7})))
    response = client.post("/")
    assert (response.status_code, response["location"], response.json()) == (201, "/orders/7", {"id": 7})
    assert client.reports == []


@pytest.mark.parametrize("make", [returning, lambda make: raising(make())])
def test_a_redirect_is_returned_or_raised(serve, make):
    response = serve(make(lambda: Redirect(303, "/orders/7"))).get("/")
    assert (response.status_code, response["location"], response.content) == (303, "/orders/7", b"")


def test_a_reply_keeps_each_of_its_fields(serve):
    headers = {"Set-Cookie": ["a=1; Path=/; HttpOnly", "b=2"], "WWW-Authenticate": ["Basic", "Bearer"]}
    response = serve(returning(lambda: Problem(401, headers={**headers, "Vary": "Origin"}))).get("/")
    assert (response.cookies["a"].value, response.cookies["a"]["httponly"]) == ("1", True)
    assert response.cookies["b"].value == "2"
    assert response["www-authenticate"] == "Basic, Bearer"
    assert response["vary"] == "Origin, Accept"


@pytest.mark.parametrize("line", ["a=1; Foo=bar; Path=/", 'a={"x":1}', "a=1; Path=/; Brandnew"])
def test_a_cookie_that_python_does_not_know_is_sent_as_it_is(serve, line):
    serve(returning(lambda: Reply("fine", headers={"Set-Cookie": line})), policy={"on_finding": "report"})
    answer = calling.wsgi(WSGIHandler(), host="localhost")
    assert [value.strip() for value in answer.values("set-cookie")] == [line]
    client = Client()
    client.get("/")
    assert client.cookies["a"].coded_value == line.partition(";")[0].partition("=")[2]


def test_the_phrase_is_that_of_the_registry(serve):
    assert serve(returning(lambda: Problem(422))).get("/").reason_phrase == "Unprocessable Content"


def test_a_view_inside_of_a_middleware_that_looks_at_it(serve):
    conditional = "django.middleware.http.ConditionalGetMiddleware"
    client = serve(returning(lambda: Reply("fine")), middleware=[MIDDLEWARE, conditional])
    etag = client.get("/")["etag"]
    assert client.get("/", HTTP_IF_NONE_MATCH=etag).status_code == 304


def test_a_template_is_rendered_as_ever(serve):
    from django.template import engines
    from django.template.response import TemplateResponse

    client = serve(lambda request: TemplateResponse(request, engines["django"].from_string("hello")))
    assert client.get("/").content == b"hello"


def parts():
    yield "a"
    yield b"b"


async def parts_later():
    yield "a"
    yield b"b"


@pytest.mark.parametrize("stream", [parts, parts_later])
@pytest.mark.parametrize(("method", "content"), [("GET", b"ab"), ("HEAD", b"")])
def test_a_reply_is_streamed(serve, stream, method, content):
    client = serve(returning(lambda: Reply(stream())))
    response = client.generic(method, "/")
    assert response.streaming
    assert b"".join(response.streaming_content) == content
    assert client.reports == []


@pytest.mark.parametrize("stream", [parts, parts_later])
@pytest.mark.parametrize(("method", "content"), [("GET", b"ab"), ("HEAD", b"")])
def test_a_reply_is_streamed_over_asgi(serve, stream, method, content):
    serve(returning(lambda: Reply(stream())))

    answer = calling.asgi(ASGIHandler(), method, host="localhost")
    assert (answer.status, answer.content, answer.error) == (200, content, None)


def test_a_background_task_runs_once_the_response_is_closed(serve):
    done = []

    async def work():
        done.append("worked")

    client = serve(returning(lambda: Reply("fine", background=BackgroundTask(work))))
    answer = calling.wsgi(WSGIHandler(), host="localhost")
    assert (answer.content, done, client.reports) == (b"fine", ["worked"], [])


def test_a_background_task_that_fails_is_logged_once(serve, caplog):
    def work():
        raise Boom

    serve(returning(lambda: Reply("fine", background=BackgroundTask(work))))
    assert calling.wsgi(WSGIHandler(), host="localhost").content == b"fine"
    (record,) = records(caplog)
    assert record.exc_info[0] is Boom


# What leaves.


def sent(status=200, content=b"", /, **fields):
    return lambda: HttpResponse(content, status=status, headers={k.replace("_", "-"): v for k, v in fields.items()})


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
def test_what_breaks_a_rule_is_reported_with_its_route(serve, interface):
    client = serve(returning(sent(401)))
    if interface == "wsgi":
        client.get("/orders/7")
    else:
        asyncio.run(AsyncClient().get("/orders/7"))
    (finding,) = client.reports
    assert finding.rule.id == "unauthorized-without-challenge"
    request = finding.exchange.request
    assert (request.method, request.path, request.route, request.interface) == (
        "GET",
        "/orders/7",
        "/orders/<int:id>",
        interface,
    )


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
def test_what_can_be_mended_is_mended(serve, interface):
    def view(request):
        response = HttpResponse(b"content", status=204, headers={"X-Kept": "1"})
        response.set_cookie("a", "1", httponly=True)
        return response

    serve(view)
    response = Client().get("/") if interface == "wsgi" else asyncio.run(AsyncClient().get("/"))
    assert (response.status_code, response.content, response["x-kept"]) == (204, b"", "1")
    assert response.cookies["a"].OutputString() == "a=1; HttpOnly; Path=/"


def test_a_length_that_is_wrong_is_mended(serve):
    client = serve(returning(sent(200, b"hello", Content_Length="9", Content_Type="text/plain")))
    response = client.get("/")
    assert (response["content-length"], response.content) == ("5", b"hello")
    assert client.reports.ids == ["content-length-too-long"]


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
def test_what_is_fine_is_the_same_object_and_not_judged_twice(serve, monkeypatch, interface):
    monkeypatch.delattr(Outcome, "settle")
    response = HttpResponse("fine")
    response.set_cookie("a", "1", httponly=True, samesite="Lax")
    serve(returning(lambda: response))
    answered = Client().get("/") if interface == "wsgi" else asyncio.run(AsyncClient().get("/"))
    assert answered is response


def test_what_cannot_be_sent_is_refused(serve):
    def view(request):
        response = HttpResponse("fine")
        response.status_code = 1000
        return response

    client = serve(view)
    assert problem_of(client.get("/"))["status"] == 500
    assert len(client.reports) >= 1


def test_a_policy_that_reports_changes_nothing(serve):
    client = serve(returning(sent(204, b"content")), policy={"on_finding": "report"})
    assert calling.wsgi(WSGIHandler(), host="localhost").content == b"content"
    assert client.reports.ids[0] == "no-content-with-content"


def test_a_policy_that_raises_makes_the_test_fail(serve):
    client = serve(returning(sent(401)), policy={"on_finding": "raise"})
    client.raise_request_exception = True
    with pytest.raises(BrokenResponse, match="401"):
        client.get("/")


@pytest.mark.parametrize(("policy", "content"), [({}, b""), ({"on_finding": "report"}, b"hello")])
def test_head_gets_no_content_and_that_is_no_finding(serve, policy, content):
    client = serve(returning(lambda: HttpResponse("hello", headers={"Content-Length": "5"})), policy=policy)
    answer = calling.wsgi(WSGIHandler(), "HEAD", host="localhost")
    assert (answer.content, answer["content-length"]) == (content, "5")
    assert client.reports == []


def test_djangos_405_is_a_problem_with_its_allow(serve):
    client = serve(returning(lambda: HttpResponseNotAllowed(["PUT"], headers={"X-Kept": "1"})))
    response = client.get("/")
    assert problem_of(response) == {"title": "Method Not Allowed", "status": 405}
    assert (response["allow"], response["x-kept"]) == ("PUT", "1")
    assert client.reports == []


def test_a_405_of_the_users_is_left(serve):
    client = serve(returning(lambda: HttpResponseNotAllowed(["PUT"], "mine")))
    assert client.get("/").content == b"mine"


def test_a_file_is_left_to_the_server(serve):
    response = FileResponse(io.BytesIO(b"content"))
    serve(returning(lambda: response))
    assert WSGIHandler().get_response(RequestFactory().get("/")) is response
    assert response.file_to_stream is not None
    assert response.getvalue() == b"content"
    response.close()


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
def test_an_event_stream_is_not_waited_for(serve, interface):
    asked = []

    def events():
        asked.append(True)
        yield b"data: 1\n\n"

    client = serve(returning(lambda: StreamingHttpResponse(events(), content_type="text/event-stream")))
    response = client.get("/") if interface == "wsgi" else asyncio.run(AsyncClient().get("/"))
    assert asked == []
    assert response.getvalue() == b"data: 1\n\n"


def test_an_empty_stream_is_empty(serve):
    assert serve(returning(lambda: StreamingHttpResponse(iter(())))).get("/").getvalue() == b""


def test_a_stream_is_left_alone_where_exceptions_are(serve):
    def failing():
        yield b"first"
        raise Boom

    serve(returning(lambda: StreamingHttpResponse(failing())), policy={"catch_exceptions": False})
    with pytest.raises(Boom):
        Client().get("/").getvalue()


def test_an_asynchronous_stream_over_wsgi_is_left_to_django(serve):
    serve(returning(lambda: StreamingHttpResponse(parts_later())))
    response = Client().get("/")
    with pytest.warns(Warning, match="must consume asynchronous iterators"):
        assert b"".join(response) == b"ab"


# Over ASGI.


def test_an_asynchronous_view_and_middleware_are_served_without_a_thread(serve, caplog):
    async def view(request):
        raise Boom

    serve(view)
    response = asyncio.run(AsyncClient(raise_request_exception=False).get("/"))
    assert problem_of(response)["status"] == 500
    assert len(records(caplog)) == 1


@pytest.mark.parametrize("policy", [{}, {"catch_exceptions": False}])
def test_an_asynchronous_stream_that_fails_midway(serve, policy):
    async def failing():
        yield b"first"
        raise Boom

    async def view(request):
        return StreamingHttpResponse(failing())

    serve(view, policy=policy)

    async def ask():
        response = await AsyncClient().get("/")
        return [part async for part in response.streaming_content]

    with pytest.raises(ResponseAborted if not policy else Boom):
        asyncio.run(ask())


def failing_at_once():
    yield from ()
    raise Boom(CANARY)


def failing_later():
    yield b"first"
    raise Boom(CANARY)


@pytest.mark.parametrize("below", ["sync", "async"])
@pytest.mark.parametrize(
    ("stream", "status", "content", "error", "logged"),
    [
        (parts, 200, b"ab", type(None), []),
        (failing_at_once, 500, b"Internal Server Error", type(None), [Boom]),
        (failing_later, 200, b"", ResponseAborted, [Boom]),
    ],
)
# Django takes all of such a stream before it sends any of it, and says so.
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators:Warning")
def test_a_synchronous_stream_over_asgi(serve, caplog, below, stream, status, content, error, logged):
    def view(request):
        return StreamingHttpResponse(stream())

    async def later(request):
        return view(request)

    client = serve(view if below == "sync" else later)
    answer = calling.asgi(ASGIHandler(), host="localhost")
    assert (answer.status, type(answer.error)) == (status, error)
    assert content in answer.content
    assert CANARY.encode() not in answer.content
    assert [(record.name, record.exc_info[0]) for record in records(caplog)] == [(LOGGER, kind) for kind in logged]
    assert client.reports == []


@pytest.mark.skipif(django.VERSION < (5, 0), reason="Django before 5.0 does not notice while the view works")
def test_a_client_that_leaves_is_no_error(serve, caplog):
    async def view(request):
        await asyncio.Event().wait()

    serve(view)
    messages = [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}]
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(ASGIHandler()(calling.scope_of(host="localhost"), receive, send))
    assert (sent, records(caplog)) == ([], [])


# The database.


def test_what_is_raised_is_rolled_back(serve):
    def view(request):
        connection.cursor().execute("INSERT INTO orders VALUES (7)")
        raise OutOfStock(sku="a-1")

    atomic = transaction.atomic(view)
    connection.cursor().execute("CREATE TABLE orders (id INTEGER)")
    try:
        assert serve(atomic).get("/").status_code == 409
        assert connection.cursor().execute("SELECT COUNT(*) FROM orders").fetchone() == (0,)
    finally:
        connection.cursor().execute("DROP TABLE orders")


# Settings.


@pytest.mark.parametrize("setting", [None, {}, Policy(), "statusmw.policy.DEFAULT", {"on_finding": "report"}])
def test_what_the_setting_may_be(serve, setting):
    client = serve(raising(OutOfStock(sku="a-1")), STATUSMW=setting)
    assert problem_of(client.get("/"))["sku"] == "a-1"


def test_what_an_argument_names_is_imported(serve):
    mapping = {"builtins.KeyError": "statusmw.raisable.Problem.from_mapping"}
    client = serve(raising(KeyError()), STATUSMW={"mapping": {**mapping, "builtins.KeyError": 410}})
    assert problem_of(client.get("/"))["status"] == 410


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"on_findings": "report"}, "STATUSMW: there is no argument 'on_findings'; did you mean 'on_finding'?"),
        ({"on_finding": "rise"}, "STATUSMW: on_finding: 'rise' is none of"),
        ({"report": "nowhere.at.all"}, "STATUSMW: 'nowhere.at.all' names nothing"),
        ("nowhere.at.all", "STATUSMW: No module named"),
        (7, "STATUSMW: 7 is no Policy"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_at_the_start(serve, setting, said):
    serve(raising(Boom()), STATUSMW=setting)
    with pytest.raises(ImproperlyConfigured, match=said.replace("?", r"\?").replace(".", r"\.")):
        WSGIHandler()


def test_another_setting_that_changes_leaves_the_policy(serve):
    from statusmw.adapters.django_policy import policy

    serve(raising(Boom()))
    before = policy()
    with override_settings(APPEND_SLASH=False):
        assert policy() is before


def test_defaults_that_are_taken_over_are_those_of_django(serve, monkeypatch):
    def mine(request):
        return HttpResponse("mine")

    monkeypatch.setattr(django_urls, "handler500", mine)
    monkeypatch.setattr(django_urls, "handler404", defaults.page_not_found)
    serve(raising(Boom())).get("/")
    assert django_urls.handler500 is mine
    assert django_urls.handler404 is not defaults.page_not_found


def test_around_the_whole_application_it_works_as_well(serve):
    reports = Reports()
    serve(returning(sent(401)), middleware=[], handlers=NAMED)
    app = StatusMiddleware(WSGIHandler(), Policy(report=reports))
    assert calling.wsgi(app, host="localhost").status == 401
    assert reports.ids == ["unauthorized-without-challenge"]
    assert calling.wsgi(app, path="/nowhere", host="localhost")["content-type"] == "application/problem+json"
