"""What a server would choke on, or an exception would hide, and the client is spared: one fault, one whole answer."""

import json

import pytest

from asgi_faces import asgi_app_of, serve_asgi
from faces import serve_wsgi
from statusmw import Policy, asgi, wsgi

TEXT = (b"content-type", b"text/plain")
HEAD = {"type": "http.response.start", "status": 200, "headers": [TEXT, (b"content-length", b"5")]}
BODY = {"type": "http.response.body", "body": b"hello"}
QUIET = Policy(report=lambda finding: None)


class Nameless(Exception):  # noqa: N818 - it has no name to end
    @property
    def __class__(self):
        raise KeyError("secret")


def behind(app):
    return asgi.StatusMiddleware(app, QUIET)


def problem(served):
    start, body = served.messages
    assert (b"content-type", b"application/problem+json") in start["headers"]
    return json.loads(body["body"])["status"]


@pytest.mark.parametrize("message", [{"type": "http.response.boddy"}, {"type": 7}, {}, None])
def test_a_message_that_the_server_refuses_becomes_a_problem_as_the_head_has_not_left(message):
    assert problem(serve_asgi(behind(asgi_app_of([HEAD, message, BODY])))) == 500


@pytest.mark.parametrize("kind", ["pathsend", "zerocopysend"])
def test_content_that_the_server_has_not_offered_to_send_becomes_a_problem(kind):
    messages = [HEAD, {"type": f"http.response.{kind}", "path": "/nowhere"}]
    assert problem(serve_asgi(behind(asgi_app_of(messages)), extensions={})) == 500


def test_what_the_application_makes_of_the_method_is_not_what_the_server_goes_by():
    async def app(scope, receive, send):
        scope["method"] = "HEAD"
        await send(HEAD)
        await send(BODY)

    asked = []

    async def served(scope, receive, send):
        async def sent(message):
            asked.append(scope["method"])
            await send(message)

        await behind(app)(scope, receive, sent)

    assert serve_asgi(served).messages == [HEAD, BODY]
    assert asked == ["GET", "GET"]


@pytest.mark.parametrize("length", ["10", "12"])
def test_what_is_written_behind_a_chunk_follows_it(length):
    def app(environ, start):
        write = start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", length)])
        yield b"hello"
        write(b"world")
        yield b"!!"[: int(length) - 10]

    served = serve_wsgi(wsgi.StatusMiddleware(app, QUIET))
    assert (served.code, served.content) == (200, b"helloworld!!"[: int(length)])


def test_an_exception_that_denies_its_class_is_answered_over_asgi():
    async def app(scope, receive, send):
        raise Nameless

    assert problem(serve_asgi(behind(app))) == 500


def test_an_exception_that_denies_its_class_is_answered_over_wsgi():
    def app(environ, start):
        raise Nameless

    served = serve_wsgi(wsgi.StatusMiddleware(app, QUIET))
    assert (served.code, json.loads(served.content)["status"]) == (500, 500)


@pytest.mark.parametrize("codings", [[b"chunked "], [b"chunked", b"chunked"], [b"gzip"], [b"gzip", b"chunked"]])
def test_codings_that_a_server_would_choke_on_are_left_out(codings):
    parts = [{**BODY, "more_body": True}, BODY]
    head = {**HEAD, "headers": [TEXT, *((b"transfer-encoding", coding) for coding in codings)]}
    assert serve_asgi(behind(asgi_app_of([head, *parts]))).messages == [{**HEAD, "headers": [TEXT]}, *parts]
