"""What an application gives in a stream or at once, and what of it the server gets."""

import pytest

from faces import face, serve_wsgi
from statusmw.exchange import Request
from statusmw.failures import ResponseAborted
from statusmw.rule import Level, Rule, Source

TEXT = ("Content-Type", "text/plain")
TOLD = {"source": Source("House", "1"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}


def request(method):
    return Request(method, "/", interface="wsgi")


def test_without_a_method_the_request_is_a_get():
    def fails(environ, start_response):
        raise ValueError

    def answers(environ, start_response):
        start_response("200 OK", [("X-A", "b")])
        return [b"hi"]

    heads = []
    wrapped, _ = face(fails)
    content = b"".join(wrapped({}, lambda line, fields, exc_info=None: heads.append(line)))
    assert (heads, b'"status":500' in content) == (["500 Internal Server Error"], True)
    wrapped, reports = face(answers, select=["content-without-content-type"])
    assert wrapped({}, lambda line, fields, exc_info=None: None) == [b"hi"]
    assert [(each.rule.id, each.exchange.request.method) for each in reports] == [
        ("content-without-content-type", "GET")
    ]


@pytest.mark.parametrize("parts", [[b"hi"], [b"h", b"i"]])
def test_a_head_with_nothing_to_mend_is_given_as_the_same_objects(parts):
    line, fields = "200 OK", [("X-A", "b")]

    def app(environ, start_response):
        start_response(line, fields)
        return parts

    wrapped, reports = face(app)
    served = serve_wsgi(wrapped)
    assert reports.ids == ["content-without-content-type"]
    assert served.status is line
    assert served.given is fields


def test_the_end_of_a_stream_is_judged_as_the_answer_to_its_method():
    rule = Rule(id="own", **TOLD, methods={"POST"}, check=lambda exchange: exchange.length == 4)

    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        yield b"hi"
        yield b"hi"

    wrapped, reports = face(app, extend=[rule])
    assert serve_wsgi(wrapped, request("PUT")).content == b"hihi"
    assert reports.ids == []
    assert serve_wsgi(wrapped, request("POST")).content == b"hihi"
    assert reports.ids == ["own"]


def test_who_writes_behind_a_head_that_cannot_be_sent_is_told_so():
    def app(environ, start_response):
        write = start_response("200 OK", [TEXT, ("X-A", "a\r\nb: c")])
        for part in (b"one", b"two"):
            with pytest.raises(ResponseAborted, match="^the head of the response cannot be sent$"):
                write(part)
        return []

    assert serve_wsgi(face(app)[0]).code == 500
