"""The WSGI face, behind a strict server: what leaves, what is reported, what is closed."""

import gc
import logging
import threading
import types

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faces import (
    ASKED,
    GET,
    MANNERS,
    App,
    Closing,
    Reports,
    Sized,
    app_of,
    environ_of,
    face,
    head_of,
    is_well_formed,
    serve_wsgi,
)
from long_form import examples
from right import RIGHT
from statusmw import BrokenResponse, Policy, Problem, Redirect, Reply, Rule, Source
from statusmw.exchange import Request
from statusmw.failures import ResponseAborted
from statusmw.rule import Level
from statusmw.rules import CATALOGUE
from statusmw.rules.shared import HANDED_OVER, declared
from statusmw.wire import parse_exchange
from statusmw.wsgi import StatusMiddleware
from strategies import exchanges

RULES = [rule for rule in CATALOGUE if rule.interface in (None, "wsgi") and not rule.misuse]
HEAD = Request("HEAD", "/orders", interface="wsgi")
TEXT = ("Content-Type", "text/plain")
# A file goes to the server as it is, so that the server can send it by itself; nobody counts it.
COUNTED = [manner for manner in MANNERS if manner != "file"]
STREAMS = ["generator", "lazy", "iterator", "sized"]

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
every_manner = pytest.mark.parametrize("manner", MANNERS)


def bad(rule):
    return parse_exchange(rule.bad, "wsgi")


def answering(line="200 OK", fields=(TEXT,), content=(b"Hello",)):
    """An application that gives this head, and *content* as it is."""

    def app(environ, start_response):
        start_response(line, list(fields) if type(fields) is tuple else fields)
        return content

    return app


def failing(error, fields=(TEXT,), before=(), line="200 OK"):
    """An application that gives a head and *before*, then raises."""

    def app(environ, start_response):
        start_response(line, list(fields))
        yield from before
        raise error

    return app


def failures(caplog):
    return [record for record in caplog.records if record.levelno >= logging.ERROR or hasattr(record, "error_id")]


def problem_of(served):
    assert served.error is None
    assert served.value("content-type") == "application/problem+json"
    assert served.value("content-length") == str(len(served.content))
    return served.code


# Every rule, by its own examples.


@every_rule
class TestEveryRule:
    def test_in_report_mode_nothing_changes_and_the_finding_is_reported_once(self, rule):
        exchange = bad(rule)
        app = app_of(exchange)
        wrapped, reports = face(app, "report", select=[*ASKED, rule.id])
        served = serve_wsgi(wrapped, exchange.request)
        assert reports.ids.count(rule.id) == 1
        assert served.status is app.line
        assert served.given is app.fields
        assert served.iterable is app.returned
        assert served.error is None

    def test_in_repair_mode_the_response_is_repaired_or_replaced(self, rule):
        exchange = bad(rule)
        app = app_of(exchange)
        wrapped, reports = face(app, select=[*ASKED, rule.id])
        served = serve_wsgi(wrapped, exchange.request)
        assert reports.ids.count(rule.id) == 1
        if any(finding.rule.unsendable for finding in reports):
            assert problem_of(served) == 500
            return
        expected = exchange
        for finding in reports:
            if finding.rule.repair:
                expected = finding.rule.repair(expected)
        assert (served.status, served.fields) == head_of(expected.response)
        assert len(served.content) == expected.length
        assert served.error is None

    def test_in_raise_mode_the_finding_is_the_failure(self, rule):
        exchange = bad(rule)
        wrapped, reports = face(app_of(exchange), "raise", select=[*ASKED, rule.id])
        served = serve_wsgi(wrapped, exchange.request)
        assert isinstance(served.error, BrokenResponse)
        assert rule.id in [finding.rule.id for finding in served.error.findings]
        assert list(served.error.findings) == reports
        assert not served.head_sent

    @pytest.mark.parametrize("mode", ["report", "repair", "raise"])
    def test_the_good_example_passes_as_the_same_objects(self, rule, mode):
        exchange = parse_exchange(rule.good, "wsgi")
        app = app_of(exchange)
        wrapped, reports = face(app, mode)
        served = serve_wsgi(wrapped, exchange.request)
        assert reports == []
        assert served.status is app.line
        assert served.given is app.fields
        assert served.iterable is app.returned

    @pytest.mark.parametrize("manner", COUNTED)
    @pytest.mark.parametrize("mode", ["report", "repair"])
    @pytest.mark.long(4)
    def test_the_finding_is_reported_once_however_the_content_is_given(self, rule, manner, mode):
        exchange = bad(rule)
        wrapped, reports = face(app_of(exchange, manner), mode, select=[*ASKED, rule.id])
        served = serve_wsgi(wrapped, exchange.request)
        refused = mode == "repair" and any(finding.rule.unsendable for finding in reports)
        assert len(set(reports.ids)) == len(reports)
        assert rule.id in reports.ids or (refused and rule.needs_content)
        if mode == "report":
            assert len(served.content) == exchange.length
        else:
            assert is_well_formed(served) in (None, str(len(served.content))) or served.error or not served.content


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=title) for title, text, interfaces in RIGHT if "wsgi" in interfaces]
)
@pytest.mark.parametrize("manner", ["list", "tuple"])
def test_a_right_response_passes_as_the_same_objects(text, manner):
    exchange = parse_exchange(text, "wsgi")
    app = app_of(exchange, manner)
    wrapped, reports = face(app)
    served = serve_wsgi(wrapped, exchange.request)
    assert reports == []
    assert served.status is app.line
    assert served.given is app.fields
    assert served.iterable is app.returned


@settings(deadline=None, max_examples=examples(300))
@given(exchanges("wsgi"), st.sampled_from(MANNERS), st.sampled_from(["report", "repair", "raise"]))
def test_what_nothing_is_found_in_leaves_byte_for_byte(exchange, manner, mode):
    plain = serve_wsgi(app_of(exchange, manner), exchange.request)
    app = app_of(exchange, manner)
    wrapped, reports = face(app, mode)
    served = serve_wsgi(wrapped, exchange.request)
    if not reports:
        assert (served.status, served.fields, served.content) == (plain.status, plain.fields, plain.content)
        # What writes goes on while the server has the head: it gets fields that nobody else can change.
        assert served.given is app.fields or (manner == "write" and mode != "report")
        assert served.error is None


@settings(deadline=None, max_examples=examples(300))
@given(exchanges("wsgi"), st.sampled_from(MANNERS))
def test_in_report_mode_everything_leaves_byte_for_byte(exchange, manner):
    plain = serve_wsgi(app_of(exchange, manner), exchange.request)
    app = app_of(exchange, manner)
    served = serve_wsgi(face(app, "report")[0], exchange.request)
    assert (served.status, served.fields, served.content) == (plain.status, plain.fields, plain.content)
    assert served.given is app.fields


# The head.


def test_the_head_waits_for_the_first_byte():
    seen = []

    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        seen.append(list(heads))
        yield b""
        seen.append(list(heads))
        yield b"a"
        seen.append(list(heads))

    heads = []
    wrapped, _ = face(app)
    content = wrapped(environ_of(GET), lambda line, fields: heads.append(line))
    assert list(content) == [b"a"]
    assert seen == [[], [], ["200 OK"]]


@pytest.mark.parametrize("mode", ["report", "repair"])
def test_start_response_may_be_called_with_the_first_chunk_only(mode):
    def app(environ, start_response):
        yield b""
        start_response("200 OK", [TEXT])
        yield b"Hello"

    served = serve_wsgi(face(app, mode)[0])
    assert (served.status, served.content) == ("200 OK", b"Hello")


@pytest.mark.parametrize("content", [[], [b""], [b"Hello"], iter([]), iter([b"Hello"])])
def test_content_without_start_response_is_a_500(content, caplog):
    served = serve_wsgi(face(lambda environ, start_response: content)[0])
    assert problem_of(served) == 500
    assert "start_response" in str(failures(caplog)[0].exc_info[1])


def test_start_response_called_twice_is_a_500(caplog):
    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        start_response("200 OK", [TEXT])
        return [b"Hello"]

    assert problem_of(serve_wsgi(face(app)[0])) == 500
    assert len(failures(caplog)) == 1


def test_exc_info_before_the_first_byte_replaces_the_head():
    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        start_response("404 Not Found", [TEXT], (KeyError, KeyError(), None))
        yield b"no"

    served = serve_wsgi(face(app)[0])
    assert (served.status, served.content, served.heads) == ("404 Not Found", b"no", 1)


def test_exc_info_after_the_first_byte_aborts_with_what_was_raised(caplog):
    error = KeyError("k")

    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        yield b"Hello"
        start_response("500 Oops", [TEXT], (KeyError, error, None))
        yield b"no"

    served = serve_wsgi(face(app)[0])
    assert isinstance(served.error, ResponseAborted)
    assert (served.status, served.content) == ("200 OK", b"Hello")
    assert failures(caplog)[0].exc_info[1] is error


@pytest.mark.parametrize(
    "line",
    [
        "200OK", "abc", "", "2000 OK", "99 Low", "099 Low", "600 High", "100 Continue", "-200 OK", "+200 OK",
        " 200 OK", "٢٠٠ OK", "200 O\r\nX-Injected: 1", "200 O\nK", "200 O\0K", "200 \u20ac", "200 \ud800", None, 200, b"200 OK", True,
    ],
)  # fmt: skip
def test_a_status_line_that_cannot_be_sent_is_a_500(line):
    wrapped, reports = face(answering(line))
    served = serve_wsgi(wrapped)
    assert problem_of(served) == 500
    assert served.status == "500 Internal Server Error"
    assert any(finding.rule.unsendable for finding in reports)
    assert b"Injected" not in served.content


@pytest.mark.parametrize(
    ("line", "sent"), [("200", "200 OK"), ("299", "299 "), ("404 ", "404 "), ("200 Fine", "200 Fine"), ("299 ", "299 ")]
)
def test_a_status_line_is_brought_into_form_and_else_left_alone(line, sent):
    assert serve_wsgi(face(answering(line))[0]).status == sent


def test_words_of_ones_own_stay_where_something_else_is_mended():
    served = serve_wsgi(face(answering("404 ", (TEXT, ("Content-Length", "50"))))[0])
    assert (served.status, served.value("content-length")) == ("404 ", "5")


class Shouting(str):
    __slots__ = ()

    def __str__(self):
        return "a\r\nX-Injected: 1"


@pytest.mark.parametrize("fields", [(("X-A", "a"), TEXT), [["X-A", "a"], TEXT], [("X-A", Shouting("a")), TEXT]])
def test_fields_that_can_be_taken_for_right_leave_as_an_exact_list(fields):
    wrapped, reports = face(answering("200 OK", fields))
    served = serve_wsgi(wrapped)
    lists = any(isinstance(pair, list) for pair in fields)
    assert (served.value("x-a"), reports.ids) == ("a", ["field-not-a-tuple"] if lists else [])
    assert {type(part) for line in served.fields for part in line} == {str}


def test_a_rule_that_is_ignored_mends_nothing():
    fields = (TEXT, ("Content-Length", "50"))
    wrapped, reports = face(answering("200", fields), ignore=["status-line-malformed"])
    assert serve_wsgi(wrapped).status == "200"
    assert reports.ids == ["content-length-too-long"]


@pytest.mark.parametrize(
    "fields",
    [
        [("X-A", "a\r\nX-Injected: 1")], [("X-A", "a\nb")], [("X-A", "a\0")], [("X-A\r\nX-Injected", "1")], [("X A", "1")],
        [("", "1")], [("X-A", None)], [("X-A", 1)], [("X-A", b"a")], [(b"X-A", "a")], [("X-A", "\u20ac")],
        [("X-A", "\ud800")], [("X-A", "\u010d\u010a")], [("X-A",)], [("X-A", "a", "b")], ["X-A: a"], [None], None, 5,
        {"X-A": "a"}, [("Content-Length", "5"), ("Content-Length", "6")],
    ],
)  # fmt: skip
def test_fields_that_cannot_be_sent_are_a_500_with_nothing_of_them(fields):
    wrapped, reports = face(answering("200 OK", [TEXT, *fields] if type(fields) is list else (), [b"Hello"]))
    if type(fields) is not list:
        wrapped, reports = face(lambda environ, start_response: start_response("200 OK", fields) and [b"Hello"])
    served = serve_wsgi(wrapped)
    assert problem_of(served) == 500
    assert any(finding.rule.unsendable for finding in reports)
    assert "x-a" not in [name.lower() for name, _ in served.fields]
    assert b"Injected" not in served.content


@pytest.mark.parametrize("fields", [None, 5, [("Content-Length", 5)], [("Content-Length", [5])], ["ab"]])
@pytest.mark.parametrize("content", [[b"Hello"], iter([b"Hel", b"lo"])], ids=["list", "stream"])
def test_in_report_mode_the_server_gets_them_as_they_are(fields, content):
    given = []

    def app(environ, start_response):
        start_response("200 OK", fields)
        return list(content) if type(content) is list else iter([b"Hel", b"lo"])

    wrapped, reports = face(app, "report")
    assert b"".join(wrapped(environ_of(GET), lambda line, fields: given.append(fields))) == b"Hello"
    assert given == [fields]
    assert "field-not-text" in reports.ids


def test_fields_that_can_be_read_once_are_there_for_the_server_all_the_same():
    def app(environ, start_response):
        start_response("200 OK", iter([TEXT]))
        return [b"Hello"]

    served = serve_wsgi(face(app, "report")[0])
    assert served.fields == [TEXT]


def test_a_list_changed_after_start_response_is_judged_as_it_leaves():
    def app(environ, start_response):
        fields = [TEXT]
        start_response("200 OK", fields)
        fields.append(("X-A", "a\r\nb"))
        yield b"Hello"

    assert problem_of(serve_wsgi(face(app)[0])) == 500


@pytest.mark.parametrize("length", ["+5", "1_0", "-1", "0x5", "", "5, 6", "9" * 30, "9" * 5000])
def test_a_length_that_is_none_is_mended_where_the_content_is_known(length):
    served = serve_wsgi(face(answering("200 OK", (TEXT, ("Content-Length", length))))[0])
    assert (served.values("content-length"), served.content) in [(["5"], b"Hello"), ([], b"Hello")]


@pytest.mark.parametrize("length", ["+5", "1_0", "-1", "", "5, 6"])
def test_a_length_that_is_none_does_not_leave_with_a_stream(length):
    app = answering("200 OK", (TEXT, ("Content-Length", length)), iter([b"Hel", b"lo"]))
    served = serve_wsgi(face(app)[0])
    assert (served.values("content-length"), served.content, served.error) == ([], b"Hello", None)


@pytest.mark.parametrize("name", ["content-digest", "repr-digest", "digest", "signature"])
@pytest.mark.parametrize("manner", COUNTED)
def test_what_is_signed_is_not_repaired_yet_its_length_holds(name, manner):
    fields = [TEXT, (name, "sha-256=:AA==:"), ("Vary", "A"), ("Content-Length", "3"), ("Content-Length", "3")]

    class Signed(App):
        def __init__(self):
            super().__init__(parse_exchange("GET /\n\n200 OK", "wsgi"), manner, b"Hello")
            self.fields = fields

    wrapped, reports = face(Signed())
    served = serve_wsgi(wrapped)
    assert "content-length-repeated" in reports.ids
    assert served.fields == fields
    assert served.content == b"Hel"


def test_what_is_signed_and_has_no_content_is_repaired():
    fields = (("Content-Digest", "sha-256=:AA==:"), ("Content-Length", "0"))
    served = serve_wsgi(face(answering("204 No Content", fields, []))[0])
    assert served.fields == [("Content-Digest", "sha-256=:AA==:")]


def test_the_problem_in_place_of_a_response_keeps_what_belongs_to_the_request():
    kept = [("Access-Control-Allow-Origin", "https://a.example"), ("Vary", "Origin"), ("X-Request-ID", "7")]
    lost = [("Content-Security-Policy", "x"), ("Set-Cookie", "a=b"), ("ETag", '"a"'), ("X-Bad", "a\nb"), TEXT]
    served = serve_wsgi(face(answering("200 OK", (*kept, *lost)))[0])
    assert problem_of(served) == 500
    lines = [(name, value) for name, value in served.fields if name.startswith(("access", "x-r", "vary"))]
    assert sorted(lines) == [
        ("access-control-allow-origin", "https://a.example"),
        ("vary", "Accept"),
        ("vary", "Origin"),
        ("x-request-id", "7"),
    ]
    assert not {"set-cookie", "etag", "content-security-policy", "x-bad"} & {name for name, _ in served.fields}


@pytest.mark.parametrize(
    "line",
    [("Access-Control-Allow Origin", "a"), ("X-Request-ID", "a\r\nb"), ("X-Request-ID", " a"), ("X-Request-ID", "é")],
)
def test_what_is_not_clean_is_not_kept(line):
    served = serve_wsgi(face(answering("200 OK", (line, ("X-Bad", "a\nb"))))[0])
    assert problem_of(served) == 500
    assert line[0].lower() not in [name.lower() for name, _ in served.fields]


# The content.


@every_manner
def test_content_of_every_manner_passes(manner):
    app = App(parse_exchange("GET /\n\n200 OK\nContent-Type: text/plain", "wsgi"), manner, b"Hello, world")
    wrapped, reports = face(app)
    served = serve_wsgi(wrapped)
    assert (served.status, served.fields, served.content, reports) == ("200 OK", [TEXT], b"Hello, world", [])


@every_manner
def test_content_of_the_declared_length_passes(manner):
    exchange = parse_exchange("GET /\n\n200 OK\nContent-Type: text/plain\nContent-Length: 12", "wsgi")
    app = App(exchange, manner, b"Hello, world")
    wrapped, reports = face(app)
    served = serve_wsgi(wrapped)
    assert (served.content, served.error, reports, served.given) == (b"Hello, world", None, [], app.fields)


@pytest.mark.parametrize("kind", [list, tuple])
def test_a_list_or_a_tuple_passes_as_itself(kind):
    content = kind([b"Hel", b"", b"lo"])
    assert serve_wsgi(face(answering(content=content))[0]).iterable is content


def test_a_file_passes_as_itself_so_that_the_server_can_send_it():
    app = App(parse_exchange("GET /\n\n200 OK\nContent-Type: text/plain", "wsgi"), "file", b"Hello")
    served = serve_wsgi(face(app)[0])
    assert served.iterable is app.returned
    assert app.returned.filelike.closed


def test_a_file_with_a_head_that_cannot_be_sent_is_closed():
    app = App(parse_exchange("GET /\n\n200 OK\nX-Bad: a\\nb", "wsgi"), "file", b"Hello")
    served = serve_wsgi(face(app)[0])
    assert problem_of(served) == 500
    assert app.returned.filelike.closed


def test_a_file_is_streamed_where_the_server_has_no_class_for_it():
    app = App(parse_exchange("GET /\n\n200 OK\nContent-Type: text/plain", "wsgi"), "file", b"Hello")
    wrapper = environ_of(GET)["wsgi.file_wrapper"]
    served = serve_wsgi(face(app)[0], **{"wsgi.file_wrapper": lambda file: wrapper(file)})
    assert served.content == b"Hello"
    assert app.returned.filelike.closed


@pytest.mark.parametrize("manner", ["list", "tuple", "sized"])
@pytest.mark.parametrize(("stated", "rule"), [("50", "content-length-too-long"), ("3", "content-length-too-short")])
def test_a_wrong_length_of_a_single_part_is_mended(manner, stated, rule):
    exchange = parse_exchange(f"GET /\n\n200 OK\nContent-Type: text/plain\nContent-Length: {stated}", "wsgi")
    wrapped, reports = face(App(exchange, manner, b"Hello"))
    served = serve_wsgi(wrapped)
    assert (served.value("content-length"), served.content, served.error) == ("5", b"Hello", None)
    assert reports.ids == [rule]


@pytest.mark.parametrize("manner", ["generator", "lazy", "iterator", "write"])
def test_a_stream_longer_than_declared_is_cut(manner):
    exchange = parse_exchange("GET /\n\n200 OK\nContent-Type: text/plain\nContent-Length: 7", "wsgi")
    wrapped, reports = face(App(exchange, manner, b"Hello, world"))
    served = serve_wsgi(wrapped)
    assert (served.value("content-length"), served.content, served.error) == ("7", b"Hello, ", None)
    assert reports.ids == ["content-length-too-short"]


@pytest.mark.parametrize("manner", ["generator", "lazy", "iterator", "write"])
def test_a_stream_shorter_than_declared_does_not_look_complete(manner):
    exchange = parse_exchange("GET /\n\n200 OK\nContent-Type: text/plain\nContent-Length: 50", "wsgi")
    wrapped, reports = face(App(exchange, manner, b"Hello, world"))
    served = serve_wsgi(wrapped)
    assert isinstance(served.error, ResponseAborted)
    assert (served.value("content-length"), served.content) == ("50", b"Hello, world")
    assert reports.ids == ["content-length-too-long"]


def endless():
    while True:
        yield b"x" * 10


def test_an_endless_stream_ends_at_its_declared_length():
    content = Closing(endless())
    wrapped, reports = face(answering("200 OK", (TEXT, ("Content-Length", "25")), content))
    served = serve_wsgi(wrapped)
    assert (len(served.content), served.error, content.closed) == (25, None, 1)
    assert content.pulled == 3
    assert reports.ids == ["content-length-too-short"]


def test_a_stream_whose_first_chunk_is_all_that_was_declared_is_cut_behind_it():
    content = Closing(endless())
    wrapped, reports = face(answering("200 OK", (TEXT, ("Content-Length", "10")), content))
    served = serve_wsgi(wrapped)
    assert (len(served.content), content.pulled, content.closed) == (10, 2, 1)
    assert reports.ids == ["content-length-too-short"]


@pytest.mark.parametrize(
    ("request_", "line"),
    [(HEAD, "200 OK"), (GET, "204 No Content"), (GET, "205 Reset Content"), (GET, "304 Not Modified"), (GET, "204")],
    ids=lambda value: getattr(value, "method", value),
)
class TestWithoutContent:
    def test_what_is_given_does_not_leave(self, request_, line):
        for content in ([b"Hel", b"lo"], (b"Hello",), iter([b"Hel", b"lo"]), Sized([b"Hello"])):
            wrapped, reports = face(answering(line, (), content))
            served = serve_wsgi(wrapped, request_)
            assert (served.content, served.code, served.error) == (b"", int(line[:3]), None)
            assert reports.ids

    def test_what_is_written_does_not_leave(self, request_, line):
        def app(environ, start_response):
            start_response(line, [])(b"Hello")
            return []

        served = serve_wsgi(face(app)[0], request_)
        assert (served.content, served.code, served.error) == (b"", int(line[:3]), None)

    def test_an_endless_stream_is_closed_and_not_drained(self, request_, line):
        content = Closing(endless())
        served = serve_wsgi(face(answering(line, (), content))[0], request_)
        assert (served.content, content.closed, content.ended) == (b"", 1, False)
        assert content.pulled == 1

    def test_a_file_does_not_leave(self, request_, line):
        app = App(parse_exchange("GET /\n\n200 OK", "wsgi"), "file", b"Hello")
        app.line = line
        served = serve_wsgi(face(app)[0], request_)
        assert (served.content, app.returned.filelike.closed) == (b"", True)

    def test_nothing_is_dropped_in_report_mode(self, request_, line):
        wrapped, reports = face(answering(line, (), iter([b"Hel", b"lo"])), "report")
        assert serve_wsgi(wrapped, request_).content == b"Hello"
        assert reports.ids


def test_head_keeps_the_length_of_get():
    fields = (TEXT, ("Content-Length", "42"))
    for content in ([], iter([]), [b""]):
        wrapped, reports = face(answering("200 OK", fields, content))
        served = serve_wsgi(wrapped, HEAD)
        assert (served.value("content-length"), served.content, served.error, reports) == ("42", b"", None, [])


@pytest.mark.parametrize(
    "kind", [lambda given: given, lambda given: given and iter(given)], ids=["as it is", "iterated"]
)
@pytest.mark.parametrize("content", [None, "Hello", [None], ["Hello"], [5], b"Hello", [b"", {}]])
@pytest.mark.parametrize("mode", ["report", "repair"])
def test_content_that_is_not_bytes_is_a_500(content, kind, mode, caplog):
    wrapped, _ = face(answering(content=kind(content)), mode)
    assert problem_of(serve_wsgi(wrapped)) == 500
    assert len(failures(caplog)) == 1
    assert failures(caplog)[0].exc_info[0] is TypeError


@pytest.mark.parametrize("kind", [bytearray, memoryview, type("Octets", (bytes,), {"__len__": lambda self: 3})])
def test_what_holds_bytes_leaves_as_bytes(kind):
    for content in ([kind(b"Hello")], iter([kind(b"Hello")])):
        served = serve_wsgi(face(answering(fields=(TEXT, ("Content-Length", "5")), content=content))[0])
        assert (served.content, served.error) == (b"Hello", None)


def test_a_chunk_that_is_not_bytes_behind_the_first_aborts(caplog):
    content = Closing([b"a", b"b", "c"])
    served = serve_wsgi(face(answering(content=content))[0])
    assert isinstance(served.error, ResponseAborted)
    assert (served.content, content.closed, len(failures(caplog))) == (b"ab", 1, 1)


def test_an_empty_write_sends_nothing_yet():
    def app(environ, start_response):
        start_response("200 OK", [TEXT])(b"")
        raise KeyError

    assert problem_of(serve_wsgi(face(app)[0])) == 500


def test_write_and_what_is_returned_leave_in_order():
    def app(environ, start_response):
        write = start_response("200 OK", [TEXT])
        write(b"a")
        write(bytearray(b"b"))
        return [b"c", b"d"]

    wrapped, reports = face(app)
    assert (serve_wsgi(wrapped).content, reports) == (b"abcd", [])


def test_a_head_that_cannot_be_sent_stops_what_is_written():
    def app(environ, start_response):
        start_response("200 OK", [("X-Bad", "a\nb")])(b"Hello")
        raise RuntimeError("never")

    wrapped, reports = face(app)
    assert problem_of(serve_wsgi(wrapped)) == 500
    assert len(reports) == 1


def test_an_application_that_goes_on_after_a_refused_write_is_answered_for():
    def app(environ, start_response):
        write = start_response("200 OK", [("X-Bad", "a\nb")])
        with pytest.raises(ResponseAborted):
            write(b"Hello")
        return [b"more"]

    wrapped, reports = face(app)
    assert problem_of(serve_wsgi(wrapped)) == 500
    assert len(reports) == 1


def test_an_application_may_answer_a_refused_write_with_another_head():
    def app(environ, start_response):
        try:
            start_response("200 OK", [("X-Bad", "a\nb")])(b"Hello")
        except ResponseAborted as error:
            start_response("500 Oops", [TEXT], (type(error), error, None))
        return [b"sorry"]

    assert serve_wsgi(face(app)[0]).content == b"sorry"


def test_in_raise_mode_a_fault_that_shows_at_the_end_is_raised_there():
    fields = (TEXT, ("Content-Length", "2"))
    served = serve_wsgi(face(answering("200 OK", fields, iter([b"a", b"b", b"c"])), "raise")[0])
    assert isinstance(served.error, BrokenResponse)


def test_in_raise_mode_a_wrong_length_is_raised_before_the_head():
    fields = (TEXT, ("Content-Length", "2"))
    served = serve_wsgi(face(answering("200 OK", fields, iter([b"abc"])), "raise")[0])
    assert isinstance(served.error, BrokenResponse)
    assert served.heads == 0


# Exceptions.


class Boom(Exception):
    pass


def raising(error):
    def app(environ, start_response):
        raise error

    return app


BEFORE_THE_FIRST_BYTE = [
    pytest.param(lambda e: raising(e), id="in the call"),
    pytest.param(lambda e: failing(e), id="behind the head"),
    pytest.param(lambda e: failing(e, before=[b"", b""]), id="behind empty chunks"),
    pytest.param(lambda e: answering(content=Closing(_at_once(e))), id="in the first chunk of an iterator"),
    pytest.param(lambda e: failing(e, fields=[("Content-Length", "5")]), id="behind a head with a length"),
]


def _at_once(error):
    raise error
    yield


@pytest.mark.parametrize("made", BEFORE_THE_FIRST_BYTE)
@pytest.mark.parametrize("mode", ["report", "repair", "raise"])
@pytest.mark.parametrize(
    "error", [Boom("canary"), StopIteration("canary"), MemoryError("canary"), RecursionError("canary")]
)
def test_an_exception_before_the_first_byte_is_a_500_with_an_id(made, mode, error, caplog):
    wrapped, reports = face(made(error), mode)
    served = serve_wsgi(wrapped)
    assert problem_of(served) == 500
    assert (served.heads, reports) == (1, [])
    assert b"canary" not in served.content
    (record,) = failures(caplog)
    assert record.error_id.encode() in served.content
    assert record.error_id in record.getMessage()
    assert served.value("cache-control") == "no-store"


def test_stop_iteration_of_the_call_is_no_end_of_anything(caplog):
    assert problem_of(serve_wsgi(face(raising(StopIteration()))[0])) == 500
    assert failures(caplog)[0].exc_info[0] is StopIteration


def test_an_exception_between_head_and_first_byte_keeps_what_belongs_to_the_request():
    app = failing(Boom(), [TEXT, ("X-Request-ID", "7"), ("Set-Cookie", "a=b")])
    served = serve_wsgi(face(app)[0])
    assert problem_of(served) == 500
    assert served.value("x-request-id") == "7"
    assert served.values("set-cookie") == []


@pytest.mark.parametrize("fields", [[TEXT], [TEXT, ("Content-Length", "50")]])
def test_an_exception_after_the_first_byte_cuts_the_response(fields, caplog):
    content = Closing(_failing_parts(Boom("late")))
    served = serve_wsgi(face(answering("200 OK", fields, content))[0])
    assert isinstance(served.error, ResponseAborted)
    assert served.error.__suppress_context__
    assert (served.content, served.heads, content.closed) == (b"ab", 1, 1)
    (record,) = failures(caplog)
    assert "after the response had begun" in record.getMessage()
    assert record.exc_info[0] is Boom


def _failing_parts(error):
    yield b"a"
    yield b"b"
    raise error


def test_an_exception_after_a_write_cuts_the_response(caplog):
    def app(environ, start_response):
        start_response("200 OK", [TEXT])(b"a")
        raise Boom

    served = serve_wsgi(face(app)[0])
    assert isinstance(served.error, ResponseAborted)
    assert (served.content, len(failures(caplog))) == (b"a", 1)


def test_an_exception_in_the_first_chunk_behind_a_write_closes_once(caplog):
    content = Closing(_at_once(Boom()))

    def app(environ, start_response):
        start_response("200 OK", [TEXT])(b"a")
        return content

    served = serve_wsgi(face(app)[0])
    assert isinstance(served.error, ResponseAborted)
    assert (content.closed, len(failures(caplog))) == (1, 1)


class FailingToClose(Closing):
    def close(self):
        super().close()
        raise Boom


@pytest.mark.parametrize("parts", [[], [b"Hello"], [b"Hel", b"lo"]])
def test_what_fails_when_the_content_is_closed_is_logged_and_harms_nothing(parts, caplog):
    content = FailingToClose(parts)
    served = serve_wsgi(face(answering(content=content))[0])
    assert (served.code, served.content, served.error, served.close_error) == (200, b"".join(parts), None, None)
    assert content.closed == 1
    (record,) = failures(caplog)
    assert "closed" in record.getMessage()


@pytest.mark.parametrize("fields", [[("X-Bad", "a\nb")], [TEXT]])
def test_what_fails_when_replaced_content_is_closed_leaves_the_problem(fields, caplog):
    content = FailingToClose(_at_once(Boom()) if fields == [TEXT] else [b"Hello"])
    served = serve_wsgi(face(answering(fields=fields, content=content))[0])
    assert problem_of(served) == 500
    assert content.closed == 1


def test_what_fails_when_the_content_is_closed_reaches_the_server_where_exceptions_pass():
    served = serve_wsgi(face(answering(content=FailingToClose([b"a"])), catch_exceptions=False)[0])
    assert isinstance(served.close_error, Boom)


def test_the_content_is_closed_by_the_server_and_not_before_the_response_has_left():
    class Late(Closing):
        def close(self):
            super().close()
            closed_at.append(len(events))

    closed_at, events = [], []
    content = Late([])
    wrapped, _ = face(answering("204 No Content", (), content))
    iterable = wrapped(environ_of(GET), lambda line, fields: events.append(line))
    assert list(iterable) == []
    assert content.closed == 0
    iterable.close()
    iterable.close()
    assert (content.closed, closed_at) == (1, [1])


@pytest.mark.parametrize("takes", [0, 1, 2])
def test_a_client_that_leaves_is_no_error(takes, caplog):
    content = Closing([b"a", b"b", b"c"])
    served = serve_wsgi(face(answering(content=content))[0], takes=takes)
    assert isinstance(served.error, BrokenPipeError)
    assert (content.closed, failures(caplog)) == (1, [])


def test_a_client_that_leaves_while_it_is_written_to_is_no_error(caplog):
    def app(environ, start_response):
        write = start_response("200 OK", [TEXT])
        for _ in range(9):
            write(b"a")
        return []

    served = serve_wsgi(face(app)[0], takes=2)
    assert isinstance(served.error, BrokenPipeError)
    assert failures(caplog) == []


def test_what_the_server_says_of_the_head_is_for_the_server():
    def refusing(line, fields, exc_info=None):
        raise ValueError("hop-by-hop")

    for app in (answering(), answering(content=iter([b"a"])), lambda environ, start: start("200 OK", [TEXT])(b"a")):
        with pytest.raises(ValueError, match="hop-by-hop"):
            face(app)[0](environ_of(GET), refusing)


@pytest.mark.parametrize("made", BEFORE_THE_FIRST_BYTE)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit(), SystemExit(3)])
def test_what_ends_the_process_passes_in_the_main_thread(made, error, caplog):
    served = serve_wsgi(face(made(error))[0])
    assert served.error is error
    assert (served.heads, failures(caplog)) == (0, [])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_what_ends_the_process_closes_what_was_returned(error):
    content = Closing(_at_once(error))
    served = serve_wsgi(face(answering(content=content))[0])
    assert served.error is error
    assert content.closed == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_what_ends_the_process_passes_in_the_middle_of_a_stream(error, caplog):
    content = Closing(_failing_parts(error))
    served = serve_wsgi(face(answering(content=content))[0])
    assert served.error is error
    assert (content.closed, failures(caplog)) == (1, [])


def in_a_thread(function):
    results = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.parametrize("made", BEFORE_THE_FIRST_BYTE)
def test_sys_exit_in_another_thread_is_a_500_and_critical(made, caplog):
    served = in_a_thread(lambda: serve_wsgi(face(made(SystemExit(3)))[0]))
    assert problem_of(served) == 500
    (record,) = failures(caplog)
    assert record.levelno == logging.CRITICAL


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit()])
def test_an_interrupt_passes_in_every_thread(error):
    assert in_a_thread(lambda: serve_wsgi(face(raising(error))[0])).error is error


def test_sys_exit_on_closing_in_another_thread_is_critical(caplog):
    class Leaving(Closing):
        def close(self):
            raise SystemExit(3)

    served = in_a_thread(lambda: serve_wsgi(face(answering(content=Leaving([b"a"])))[0]))
    assert (served.content, served.close_error) == (b"a", None)
    assert failures(caplog)[0].levelno == logging.CRITICAL


@pytest.mark.parametrize("before", [[], [b"a"]])
def test_an_exception_raised_again_and_again_holds_no_frames(before, caplog):
    singleton = Boom()
    wrapped, _ = face(failing(singleton, before=before))
    for _ in range(1000):
        serve_wsgi(wrapped)
        caplog.clear()
    assert singleton.__traceback__ is None
    gc.collect()
    holders = [each for each in gc.get_referrers(singleton) if isinstance(each, types.FrameType)]
    assert len(holders) <= 3


def test_a_problem_raised_again_and_again_gathers_nothing_of_a_request(caplog):
    singleton = Problem(503)

    def app(environ, start_response):
        start_response("200 OK", [("X-Request-ID", environ["HTTP_X_REQUEST_ID"])])
        raise singleton

    wrapped, _ = face(app)
    contents = set()
    for place in ("1", "2", "3"):
        served = serve_wsgi(wrapped, HTTP_X_REQUEST_ID=place)
        assert served.value("x-request-id") == place
        assert failures(caplog)[-1].error_id.encode() in served.content
        contents.add(served.content)
    assert len(contents) == 3
    assert (singleton.instance, singleton.raw_headers) == (None, [])


def test_a_problem_is_its_own_answer_in_the_form_the_client_wants():
    served = serve_wsgi(face(raising(Problem(404, "No order 7")))[0], HTTP_ACCEPT="text/plain")
    assert served.code == 404
    assert served.value("content-type").startswith("text/plain")
    assert b"No order 7" in served.content


def test_a_redirect_is_its_own_answer():
    served = serve_wsgi(face(raising(Redirect(303, "/a")))[0])
    assert (served.code, served.value("location"), served.content) == (303, "/a", b"")


def test_head_gets_no_content_of_a_problem():
    served = serve_wsgi(face(raising(Problem(404, "No order 7")))[0], HEAD)
    assert (served.code, served.content) == (404, b"")
    assert int(served.value("content-length")) > 0


def test_the_answer_to_an_exception_is_looked_at_as_well():
    wrapped, reports = face(raising(Problem(401)))
    assert problem_of(serve_wsgi(wrapped)) == 401
    assert reports.ids == ["unauthorized-without-challenge"]
    served = serve_wsgi(face(raising(Problem(401)), "raise")[0])
    assert isinstance(served.error, BrokenResponse)


class Hopeless(Reply):
    def wsgi(self, environ, start_response):
        raise Boom


@pytest.mark.parametrize("reply", [Hopeless(None, 200), Reply(_at_once(Boom()), 200)])
def test_an_answer_that_fails_is_a_500(reply, caplog):
    wrapped, _ = face(raising(KeyError()), mapping={KeyError: lambda error: reply})
    assert problem_of(serve_wsgi(wrapped)) == 500
    assert [record.exc_info[0] for record in failures(caplog)] == [Boom]


def test_what_the_server_says_of_the_head_of_an_answer_is_for_the_server():
    def refusing(line, fields, exc_info=None):
        raise ValueError("hop-by-hop")

    with pytest.raises(ValueError, match="hop-by-hop"):
        face(raising(Boom()))[0](environ_of(GET), refusing)


def test_an_answer_that_cannot_be_sent_is_a_500():
    class Odd(Reply):
        status_line = "200 O\nK"

    wrapped, reports = face(raising(KeyError()), mapping={KeyError: lambda error: Odd(None, 200)})
    assert problem_of(serve_wsgi(wrapped)) == 500
    assert reports.ids == ["reason-phrase-unprintable"]


@pytest.mark.parametrize("made", BEFORE_THE_FIRST_BYTE)
def test_exceptions_pass_where_the_policy_says_so(made, caplog):
    error = Boom()
    served = serve_wsgi(face(made(error), catch_exceptions=False)[0])
    assert served.error is error
    assert (served.heads, failures(caplog)) == (0, [])


def test_where_exceptions_pass_a_stream_fails_with_its_own(caplog):
    error = Boom()
    content = Closing(_failing_parts(error))
    served = serve_wsgi(face(answering(content=content), catch_exceptions=False)[0])
    assert served.error is error
    assert (content.closed, failures(caplog)) == (1, [])


def test_where_exceptions_pass_what_cannot_be_sent_is_replaced_all_the_same():
    wrapped, _ = face(answering(fields=(("X-Bad", "a\nb"),)), catch_exceptions=False)
    assert problem_of(serve_wsgi(wrapped)) == 500


# What the user's own functions do.


def test_a_report_that_fails_is_logged_and_changes_nothing(caplog):
    def report(finding):
        raise Boom

    wrapped = StatusMiddleware(answering("204 No Content", (("Content-Length", "0"),), []), Policy(report=report))
    served = serve_wsgi(wrapped)
    assert (served.code, served.fields) == (204, [])
    (record,) = failures(caplog)
    assert record.exc_info[0] is Boom
    assert "content-length-without-content" in record.getMessage()


@pytest.fixture
def broken_logging():
    def fail(record):
        raise Boom

    logger = logging.getLogger("statusmw")
    logger.addFilter(fail)
    yield
    logger.removeFilter(fail)


@pytest.mark.usefixtures("broken_logging")
def test_logging_that_fails_changes_nothing():
    assert problem_of(serve_wsgi(face(raising(KeyError()))[0])) == 500
    assert serve_wsgi(StatusMiddleware(answering("204 No Content", (), [b"a"]))).code == 204
    late = serve_wsgi(face(answering(content=_failing_parts(Boom())))[0])
    assert isinstance(late.error, ResponseAborted)


def test_a_rule_that_fails_changes_nothing(caplog):
    def check(exchange):
        raise Boom

    rule = Rule(
        id="of-my-own", source=Source("IANA"), level=Level.MUST, says="S.", why="W.", bad="", good="", check=check
    )
    wrapped, reports = face(answering(), extend=[rule])
    assert [serve_wsgi(wrapped).content for _ in range(3)] == [b"Hello"] * 3
    assert (len(failures(caplog)), reports) == (1, [])


def test_a_rule_of_ones_own_is_asked():
    rule = Rule(
        id="of-my-own", source=Source("IANA"), level=Level.ADVICE, says="S.", why="W.", bad="", good="", absent="x-a"
    )
    wrapped, reports = face(answering(), extend=[rule])
    serve_wsgi(wrapped)
    assert reports.ids == ["of-my-own"]


def test_two_faces_repair_and_report_as_one():
    inner, inside = face(answering("204 No Content", (("Content-Length", "0"),), []))
    outer, outside = face(inner)
    assert serve_wsgi(outer).fields == []
    assert (inside.ids, outside) == (["content-length-without-content"], [])


def test_two_faces_log_a_failure_once(caplog):
    for app in (raising(Boom()), answering(content=_failing_parts(Boom()))):
        caplog.clear()
        serve_wsgi(face(face(app)[0])[0])
        assert len(failures(caplog)) == 1


def test_without_a_policy_findings_are_warnings(caplog):
    serve_wsgi(StatusMiddleware(answering("204 No Content", (), [b"a"])))
    assert [record.rule for record in caplog.records] == ["no-content-with-content"]


# Applications at random.

chunks = st.lists(
    st.sampled_from([b"", b"a", b"Hello", bytearray(b"bc"), "text", None]) | st.binary(max_size=4), max_size=4
)
kinds = st.sampled_from(["list", "tuple", "generator", "closing"])


@st.composite
def random_apps(draw):
    line, fields = head_of(draw(exchanges("wsgi")).response)
    if draw(st.booleans()):
        fields = [*fields, ("Content-Length", str(draw(st.integers(0, 9))))]
    written, parts = draw(st.one_of(st.just([]), chunks)), draw(chunks)
    fails_at = draw(st.none() | st.integers(0, 8))
    content = []

    def app(environ, start_response):
        steps = iter(range(10))

        def step():
            if next(steps) == fails_at:
                raise Boom

        def produced():
            for part in parts:
                step()
                yield part
            step()

        step()
        write = start_response(line, fields)
        step()
        for part in written:
            write(part)
        kind = kind_of
        returned = list(parts) if kind == "list" else tuple(parts) if kind == "tuple" else Closing(produced())
        content.append(returned)
        return returned

    kind_of = draw(kinds)
    return app, content


@settings(deadline=None, max_examples=examples(600))
@given(random_apps(), st.sampled_from([GET, HEAD, Request("CONNECT", "a.example:1", interface="wsgi")]))
def test_whatever_an_application_does_what_leaves_is_well_formed(made, request_):
    app, content = made
    wrapped, _ = face(app)
    served = serve_wsgi(wrapped, request_)
    if served.heads:
        stated = is_well_formed(served)
        silent = request_.method == "HEAD" or served.code in (204, 205, 304)
        if silent:
            assert served.content == b""
        # Content that is handed over to a proxy has the length of what the proxy sends.
        elif stated is not None and served.error is None and not any(map(served.values, HANDED_OVER)):
            assert declared(stated) in (None, len(served.content))
        if stated is not None and declared(stated) is not None and not any(map(served.values, HANDED_OVER)):
            assert len(served.content) <= declared(stated)
    assert served.heads == 1
    assert served.error is None or isinstance(served.error, ResponseAborted)
    assert served.close_error is None
    assert all(each.closed == 1 for each in content if isinstance(each, Closing))


@settings(deadline=None, max_examples=examples(300))
@given(random_apps(), st.sampled_from(["report", "raise"]))
def test_whatever_an_application_does_it_is_closed_once(made, mode):
    app, content = made
    served = serve_wsgi(face(app, mode)[0])
    assert served.heads <= 1
    assert isinstance(served.error, (type(None), ResponseAborted, BrokenResponse))
    assert all(each.closed == 1 for each in content if isinstance(each, Closing))


def test_reports_of_one_face_do_not_reach_another():
    first, second = Reports(), Reports()
    for reports in (first, second):
        serve_wsgi(StatusMiddleware(answering("204 No Content", (), [b"a"]), Policy(report=reports)))
    assert (len(first), len(second)) == (1, 1)
