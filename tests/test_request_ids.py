"""The id of a request: where it comes from, what is believed, and where it is told."""

import json
import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from asgi_faces import serve_asgi
from faces import serve_wsgi
from statusmw import Policy, Problem, asgi, install, wsgi
from statusmw.exchange import Request, Response
from statusmw.reading import REQUEST_ID
from statusmw.request_ids import RequestId, checked_request_id

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TRUSTED = RequestId(field="X-Request-ID", trusted=True)
CODES = {"/fine": 200, "/missing": 404, "/broken": 503}


def answers(path):
    if path == "/boom":
        raise ValueError
    if path == "/gone":
        raise Problem(410)
    return CODES[path]


def wsgi_app(environ, start_response):
    fields = [("Content-Type", "text/plain"), ("Content-Length", "2")]
    if environ["PATH_INFO"] == "/unsendable":
        start_response("200 OK", [("X", "a\r\nb")])
    elif environ["PATH_INFO"] == "/own":
        start_response("404 Not Found", [*fields, ("x-request-id", "mine")])
    else:
        start_response(f"{answers(environ['PATH_INFO'])} So", fields)
    return [b"ok"]


async def asgi_app(scope, receive, send):
    fields = [(b"content-type", b"text/plain"), (b"content-length", b"2")]
    status = 200
    if scope["path"] == "/unsendable":
        fields = [(b"x", b"a\r\nb")]
    elif scope["path"] == "/own":
        status, fields = 404, [*fields, (b"x-request-id", b"mine")]
    else:
        status = answers(scope["path"])
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": b"ok"})


def over_wsgi(policy, path, *fields, app=wsgi_app, **environ):
    served = serve_wsgi(wsgi.StatusMiddleware(app, policy), Request("GET", path, fields, interface="wsgi"), **environ)
    return served.code, served.values("x-request-id"), served.content


def over_asgi(policy, path, *fields, app=asgi_app, **scope):
    sent = "".join(f"\n{name}: {value}" for name, value in fields)
    served = serve_asgi(asgi.StatusMiddleware(app, policy), f"GET {path} HTTP/1.1{sent}", **scope)
    return served.status, served.values("x-request-id"), served.body


FACES = pytest.mark.parametrize("serve", [over_wsgi, over_asgi], ids=["wsgi", "asgi"])


@FACES
@pytest.mark.parametrize(
    ("path", "status"),
    [("/missing", 404), ("/broken", 503), ("/boom", 500), ("/gone", 410), ("/unsendable", 500)],
)
def test_a_response_with_an_error_tells_the_id_of_its_request(serve, path, status, caplog):
    code, (told,), content = serve(Policy(request_id="x-request-id"), path)
    assert code == status
    assert UUID.fullmatch(told)
    if content.startswith(b"{"):
        assert json.loads(content)["request_id"] == told
    assert {record.request_id for record in caplog.records if hasattr(record, "error_id")} <= {told}


@FACES
def test_a_failure_is_logged_with_the_id_of_its_request(serve, caplog):
    _, (told,), _ = serve(Policy(request_id="x-request-id"), "/boom")
    assert [record.request_id for record in caplog.records] == [told]


@FACES
def test_a_response_without_an_error_passes_as_it_is_unless_every_one_tells(serve):
    assert serve(Policy(request_id="x-request-id"), "/fine")[1] == []
    (told,) = serve(Policy(request_id={"field": "x-request-id", "everywhere": True}), "/fine")[1]
    assert UUID.fullmatch(told)


@FACES
def test_without_the_setting_there_are_no_ids(serve, caplog):
    code, told, content = serve(Policy(), "/boom", ("X-Request-ID", "theirs"))
    assert (code, told, "request_id" in json.loads(content)) == (500, [], False)
    assert caplog.records[0].request_id is None


@FACES
def test_a_response_that_tells_an_id_keeps_it(serve):
    assert serve(Policy(request_id="x-request-id"), "/own")[1] == ["mine"]


@FACES
@pytest.mark.parametrize("sent", ["7", "a.b:c/d+e=f@g~h-i_j", "x" * 128])
def test_an_id_is_taken_from_the_request_only_where_that_is_trusted(serve, sent):
    assert serve(Policy(request_id=TRUSTED), "/missing", ("x-request-id", sent))[1] == [sent]
    (made,) = serve(Policy(request_id="x-request-id"), "/missing", ("x-request-id", sent))[1]
    assert UUID.fullmatch(made)


@FACES
@pytest.mark.parametrize("sent", ["", "x" * 129, "a b", "<b>", "a,b", '"', "\xe9", "%0a", "a;b"])
def test_an_id_that_is_not_fit_is_never_sent_back(serve, sent):
    (made,) = serve(Policy(request_id=TRUSTED), "/missing", ("x-request-id", sent))[1]
    assert UUID.fullmatch(made)


def test_two_ids_are_none():
    (made,) = over_asgi(Policy(request_id=TRUSTED), "/missing", ("x-request-id", "1"), ("X-Request-ID", "2"))[1]
    assert UUID.fullmatch(made)


@given(st.text(max_size=200))
def test_an_id_is_always_fit_for_a_field(sent):
    chosen = TRUSTED.chosen(None, [sent])
    assert re.fullmatch(r"[\x21-\x7e]{1,128}", chosen)
    assert chosen == sent or UUID.fullmatch(chosen)


def test_an_id_that_is_there_already_is_kept_where_it_is_fit():
    policy = Policy(request_id="x-request-id")
    assert over_wsgi(policy, "/missing", **{REQUEST_ID: "outer-7"})[1] == ["outer-7"]
    assert over_asgi(policy, "/missing", **{REQUEST_ID: "outer-7"})[1] == ["outer-7"]
    for odd in (7, "a\nb"):
        assert over_wsgi(policy, "/missing", **{REQUEST_ID: odd})[1] != [odd]


def test_the_application_finds_the_id():
    seen = []

    def app(environ, start_response):
        seen.append(environ[REQUEST_ID])
        return wsgi_app(environ, start_response)

    async def async_app(scope, receive, send):
        seen.append(scope[REQUEST_ID])
        await asgi_app(scope, receive, send)

    for serve, inner in ((over_wsgi, app), (over_asgi, async_app)):
        assert serve(Policy(request_id="x-request-id"), "/missing", app=inner)[1] == [seen.pop()]


def test_an_exception_of_the_server_goes_through_start_response():
    def app(environ, start_response):
        start_response("200 OK", [])
        try:
            raise ValueError
        except ValueError:
            import sys

            start_response("500 So", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"sorry"]

    code, (told,), _ = over_wsgi(Policy(request_id="x-request-id", on_finding="report"), "/", app=app)
    assert (code, bool(UUID.fullmatch(told))) == (500, True)


def test_what_cannot_be_read_is_passed_on_as_it_is():
    ids = RequestId(field="x-request-id", everywhere=True)
    assert not ids.tells(Response(0, (), None, (("status", None),)))
    assert ids.tells(Response(200))


def test_a_line_that_cannot_be_read_is_the_servers():
    class Hostile:
        def __str__(self):
            raise ZeroDivisionError

    def app(environ, start_response):
        start_response(Hostile(), [])
        return []

    given = []
    face = wsgi.StatusMiddleware(app, Policy(request_id="x-request-id", on_finding="report"))
    list(face({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *asked: given.append(asked)))
    assert type(given[0][0]) is Hostile


def test_flask_tells_it_in_what_flask_answers(caplog):
    app = install(Flask("shop"), Policy(request_id=TRUSTED))
    app.add_url_rule("/boom", "boom", lambda: 1 / 0)
    answer = app.test_client().get("/boom", headers={"X-Request-ID": "7"})
    assert (answer.headers["X-Request-ID"], answer.json["request_id"]) == ("7", "7")
    assert [record.request_id for record in caplog.records] == ["7"]


def test_an_extension_member_of_that_name_is_the_users():
    def app(environ, start_response):
        raise Problem(404, request_id="mine")

    _, (told,), content = over_wsgi(Policy(request_id="x-request-id"), "/", app=app)
    assert json.loads(content)["request_id"] == "mine" != told


def test_what_was_raised_gets_no_members():
    problem = Problem(404)

    def app(environ, start_response):
        raise problem

    over_wsgi(Policy(request_id="x-request-id"), "/", app=app)
    assert problem.members == {}


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        (7, TypeError, "neither the name"),
        ("", ValueError, "no name of a field"),
        ("a b", ValueError, "no name of a field"),
        ({}, ValueError, "give field"),
        ({"field": "a", "trust": True}, ValueError, "give field"),
        ({1: 2, "a": 3}, ValueError, "give field"),
        ({"field": 7}, TypeError, "give the name"),
        ("Content-Length", ValueError, "'Content-Length' says something else; give a field such as 'x-request-id'"),
        ("content-type", ValueError, "says something else"),
        ({"field": "Set-Cookie"}, ValueError, "says something else"),
        ("Location", ValueError, "says something else"),
        ("Transfer-Encoding", ValueError, "says something else"),
        ("Content-Disposition", ValueError, "says something else"),
        ("Authorization", ValueError, "says something else"),
        ({"field": "a", "trusted": 1}, TypeError, "trusted is neither"),
        ({"field": "a", "everywhere": "no"}, TypeError, "everywhere is neither"),
    ],
)
def test_what_cannot_work_is_refused(given, error, says):
    with pytest.raises(error, match=f"^request_id: .*{says}"):
        Policy(request_id=given)


@pytest.mark.parametrize(
    "field", ["X-Request-ID", "Request-Id", "X-Correlation-ID", "X-Amzn-Trace-Id", "traceresponse", "CF-Ray"]
)
def test_the_fields_that_proxies_use_are_taken(field):
    assert Policy(request_id=field).request_id.field == field


def test_what_says_the_same_is_the_same():
    assert checked_request_id(None) is None
    assert checked_request_id("X-Request-ID") == checked_request_id({"field": "X-Request-ID"})
    assert hash(Policy(request_id={"field": "a"}))
    assert Policy(request_id="a").request_id == RequestId(field="a")
