"""What an application gives in a stream or at once, and what of it the server gets."""

import io
import sys
import traceback

import pytest

from faces import Closing, environ_of, face, serve_wsgi
from statusmw import BrokenResponse, Reply
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


def test_who_writes_behind_a_head_that_cannot_be_sent_is_told_so(caplog):
    told = []

    def app(environ, start_response):
        write = start_response("200 OK", [TEXT, ("X-A", "a\r\nb: c")])
        for part in (b"one", b"two"):
            try:
                write(part)
            except ResponseAborted as error:
                told.append(str(error))
        return []

    served = serve_wsgi(face(app)[0])
    (record,) = caplog.records
    assert told == ["the head of the response cannot be sent"] * 2
    assert (served.code, record.error_id in served.content.decode()) == (500, True)


def test_a_second_head_behind_the_first_byte_raises_what_it_is_about_as_it_was():
    def failing():
        raise KeyError("half-way")

    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        yield b"hi"
        try:
            failing()
        except KeyError:
            start_response("500 Oops", [TEXT], sys.exc_info())

    served = serve_wsgi(face(app, catch_exceptions=False)[0])
    assert isinstance(served.error, KeyError)
    assert "failing" in [frame.name for frame in traceback.extract_tb(served.error.__traceback__)]


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (
            lambda environ, start: (start("200 OK", [TEXT]), start("200 OK", [TEXT])),
            "start_response was called twice without exc_info (PEP 3333)",
        ),
        (
            lambda environ, start: [b"hi"],
            "the application gives content without having called start_response (PEP 3333)",
        ),
    ],
)
def test_what_an_application_does_with_start_response_is_told_in_words(app, said):
    assert str(serve_wsgi(face(app, catch_exceptions=False)[0]).error) == said


def test_a_policy_that_only_reports_gives_the_fields_of_a_write_as_they_are():
    fields = [TEXT]

    def app(environ, start_response):
        start_response("200 OK", fields)(b"hi")
        return []

    assert serve_wsgi(face(app, "report")[0]).given is fields


def test_what_was_given_before_a_write_goes_before_it():
    def app(environ, start_response):
        write = start_response("200 OK", [TEXT, ("Content-Length", "6")])
        yield b"ab"
        write(b"cd")
        yield b"ef"

    assert serve_wsgi(face(app)[0]).content == b"abcdef"


def test_a_file_behind_a_head_that_cannot_be_sent_is_not(caplog):
    def app(environ, start_response):
        start_response("200 OK", [TEXT, ("X-A", "a\r\nb: c")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"secret"))

    served = serve_wsgi(face(app)[0])
    (record,) = caplog.records
    assert (served.code, b"secret" in served.content) == (500, False)
    assert record.error_id in served.content.decode()


WRONG = [("Content-Type", "application/problem+json"), ("Content-Length", "14")]


@pytest.mark.parametrize("parts", [[b'{"status":500}'], [b'{"status":', b"500}"]])
@pytest.mark.parametrize("given", [list, iter])
def test_a_document_is_read_however_it_is_divided(parts, given):
    def app(environ, start_response):
        start_response("404 Not Found", WRONG)
        return given(parts)

    wrapped, reports = face(app)
    assert serve_wsgi(wrapped).content == b'{"status":500}'
    assert reports.ids == ["problem-with-other-status"]


def test_head_gets_no_content_whatever_rules_are_asked():
    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        return [b"hi"]

    wrapped, reports = face(app, ignore=["head-*"])
    assert (serve_wsgi(wrapped, request("HEAD")).content, reports.ids) == (b"", [])


def test_a_response_that_is_there_at_once_is_judged_as_that_to_its_method():
    def app(environ, start_response):
        start_response("201 Created", [TEXT])
        return [b"hi"]

    for method, ids in (("POST", ["created-without-location"]), ("PUT", [])):
        wrapped, reports = face(app)
        assert serve_wsgi(wrapped, request(method)).content == b"hi"
        assert reports.ids == ids


def test_parts_of_the_length_that_was_said_are_given_as_the_same_object():
    parts = [b"h", b"i"]

    def app(environ, start_response):
        start_response("200 OK", [TEXT, ("Content-Length", "2")])
        return parts

    assert serve_wsgi(face(app)[0]).iterable is parts


@pytest.mark.parametrize(("method", "length"), [("GET", "2"), ("HEAD", "200")])
def test_no_part_is_waited_for_that_decides_nothing(method, length):
    parts = Closing([b"hi", b"hi"])

    def app(environ, start_response):
        start_response("200 OK", [TEXT, ("Content-Length", length)])
        return parts

    started = []
    given = face(app, ignore=["head-*"])[0](
        environ_of(request(method)), lambda line, fields, exc_info=None: started.append(line)
    )
    assert (parts.pulled, started) == (1, ["200 OK"])
    if method == "HEAD":
        assert (b"".join(given), parts.pulled) == (b"", 1)


def test_a_server_that_asks_for_one_part_after_the_other_sees_the_failure(caplog):
    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        yield b"hi"
        raise KeyError("half-way")

    given = face(app)[0](environ_of(request("GET")), lambda line, fields, exc_info=None: None)
    assert next(given) == b"hi"
    with pytest.raises(ResponseAborted):
        next(given)
    (record,) = caplog.records
    assert (record.exc_info[0], record.getMessage()) == (KeyError, "GET / failed, after the response had begun")


def test_what_fails_when_the_content_is_closed_is_logged_as_that(caplog):
    class Failing(Closing):
        def close(self):
            raise KeyError

    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        return Failing([b"hi"])

    assert serve_wsgi(face(app)[0]).content == b"hi"
    (record,) = caplog.records
    assert record.getMessage() == "GET /orders failed, when the content was closed"


def test_an_answer_that_cannot_be_written_is_logged_as_that(caplog):
    class Unwritable(Reply):
        def wsgi(self, environ, start_response):
            raise KeyError

    def app(environ, start_response):
        raise ValueError

    assert serve_wsgi(face(app, mapping={ValueError: lambda error: Unwritable("no", 409)})[0]).code == 500
    (record,) = caplog.records
    assert record.getMessage().startswith("GET /orders failed, in the answer to an exception as urn:")


@pytest.mark.parametrize("make", [tuple, set, lambda pairs: dict.fromkeys(pairs).keys()])
def test_a_stream_leaves_whatever_its_fields_are_kept_in(make):
    def app(environ, start_response):
        start_response("200 OK", make([TEXT]))
        yield b"hi"
        yield b"ho"

    served = serve_wsgi(face(app)[0])
    assert (served.error, served.code, served.fields, served.content) == (None, 200, [TEXT], b"hiho")


class TestWhatFailsOnceMoreWhenItIsClosed:
    """What was raised first is what the server gets; the other is told."""

    class Failing(Closing):
        def __init__(self, ends_with):
            super().__init__([])
            self.ends_with = ends_with

        def __next__(self):
            raise self.ends_with

        def close(self):
            raise ZeroDivisionError

    def served(self, error, head=(TEXT,), *, writes=False, **policy):
        def app(environ, start_response):
            write = start_response("200 OK", [*head])
            if writes:
                write(b"hi")
            return self.Failing(error)

        return serve_wsgi(face(app, **policy)[0])

    @pytest.mark.parametrize("closing", [ZeroDivisionError, SystemExit])
    @pytest.mark.parametrize("error", [KeyError("first"), SystemExit(3)])
    def test_and_nothing_is_caught(self, error, closing, monkeypatch, records):
        monkeypatch.setattr(self.Failing, "close", lambda self: (_ for _ in ()).throw(closing))
        served = self.served(error, catch_exceptions=False)
        assert (served.error, served.status) == (error, None)
        assert [(each.exc_info[0], each.getMessage()) for each in records] == [
            (closing, "GET /orders failed, when the content was closed")
        ]

    def test_and_findings_are_raised(self, monkeypatch, records):
        monkeypatch.setattr(self.Failing, "__next__", lambda self: b"hi")
        served = self.served(None, (("X-A", "a\r\nb"),), on_finding="raise", catch_exceptions=False)
        assert (type(served.error), served.status) == (BrokenResponse, None)
        assert [each.exc_info[0] for each in records] == [ZeroDivisionError]

    def test_and_the_response_had_begun(self, records):
        served = self.served(KeyError("first"), writes=True)
        assert (type(served.error), served.content) == (ResponseAborted, b"hi")
        assert [each.exc_info[0] for each in records] == [ZeroDivisionError, KeyError]
