"""Content is read where a rule asks for its type, at most 64 KiB of it, and whatever way it comes."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asgi_faces import asgi_app_of, serve_asgi
from checking import checker, fine
from faces import Reports, app_of, content_of, face, serve_wsgi
from statusmw import Policy
from statusmw.asgi import StatusMiddleware
from statusmw.content_reader import ContentReader, Readers
from statusmw.exchange import READ_AT_MOST, Content, Exchange, Request, Response
from statusmw.rules import CATALOGUE
from statusmw.rules.documents import parts
from statusmw.wire import parse_exchange

PROBLEM = "application/problem+json"
READING = [rule for rule in CATALOGUE if rule.reads]


def answer(content, media_type=PROBLEM, status=404, interface="wsgi", **fields):
    octets = content if isinstance(content, bytes) else json.dumps(content).encode()
    lines = (("Content-Type", media_type), *((name.replace("_", "-"), value) for name, value in fields.items()))
    phrase = "Not Found" if interface == "wsgi" else None
    return Exchange(Request(interface=interface), Response(status, lines, phrase), Content.of(octets))


def found(exchange):
    check = checker(exchange.request.interface)
    ids = [finding.rule.id for finding in check.check(exchange) if finding.rule.reads]
    assert fine(check, exchange) is (check.check(exchange) == ())
    return ids


WRONG = [
    ({"status": 500}, ["problem-with-other-status"]),
    ({"status": 404.5}, ["problem-status-not-a-code"]),
    ({"status": 500.0}, ["problem-with-other-status"]),
    ({"status": True}, ["problem-status-not-a-code"]),
    ({"status": "404"}, ["problem-status-not-a-code"]),
    ({"status": 99}, ["problem-with-other-status", "problem-status-not-a-code"]),
    ({"status": 10**19}, ["problem-with-other-status", "problem-status-not-a-code"]),
    ({"status": 10**20}, ["problem-status-not-a-code"]),
    ({"status": None}, ["problem-member-null"]),
    ({"detail": None}, ["problem-member-null"]),
    ({"title": 7}, ["problem-member-not-text"]),
    ({"type": ["a"]}, ["problem-member-not-text"]),
    ({"instance": {}}, ["problem-member-not-text"]),
    ({"instance": {"a": 1}}, ["problem-member-not-text"]),
    ({"type": "not found"}, ["problem-type-malformed"]),
    ({"instance": "a b"}, ["problem-type-malformed"]),
    ({"type": "errors/7"}, ["problem-type-relative"]),
    ({"title": "Order not found"}, ["problem-titled-otherwise"]),
    ({"title": "Order not found", "type": "about:blank"}, ["problem-titled-otherwise"]),
    (b"[]", ["problem-not-an-object"]),
    (b"null", ["problem-not-an-object"]),
    (b"{", ["problem-not-an-object"]),
    (b"\xff", ["problem-not-an-object"]),
    (b"[" * 60_000, ["problem-not-an-object"]),
]
RIGHT = [
    {},
    {"status": 404},
    {"status": 404.0},
    {"title": "Not Found"},
    {"title": "Out of stock", "type": "https://api.example/out-of-stock"},
    {"title": "Out of stock", "type": "/problems/out-of-stock"},
    {"title": "Out of stock", "type": "#out-of-stock"},
    {"title": "Out of stock", "type": "urn:problem:out-of-stock"},
    {"type": ""},
    {"detail": "", "instance": "/orders/8"},
    {"order": None, "title": "Not Found"},
]


@pytest.mark.parametrize(("content", "expected"), WRONG)
@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
@pytest.mark.parametrize("media_type", [PROBLEM, "Application/Problem+JSON; charset=utf-8"])
def test_a_wrong_problem_is_found(content, expected, interface, media_type):
    assert found(answer(content, media_type, interface=interface)) == expected


@pytest.mark.parametrize("content", RIGHT)
@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_a_right_problem_breaks_nothing(content, interface):
    ids = found(answer(content, interface=interface))
    assert [id for id in ids if not (id == "problem-type-relative" and content.get("type") == "#out-of-stock")] == []


def test_a_title_may_be_translated():
    assert found(answer({"title": "Nicht gefunden"}, Content_Language="de")) == []


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        ({"title": "Not Found", "status": 404}, "application/json", ["problem-as-plain-json"]),
        ({"title": "Not Found", "status": 500}, "application/json", []),
        ({"title": "Not Found"}, "application/json", []),
        (b"{'a': 1}", "application/json", ["json-malformed"]),
        (b'{"a": NaN}', "application/json", ["json-malformed"]),
        (b'\xef\xbb\xbf{"a": 1}', "application/json", ["json-malformed"]),
        ('{"a": 1}'.encode("utf-16"), "application/json", ["json-malformed"]),
        (b'{"a": "\xff"}', "application/json", ["json-malformed"]),
        (b"{'a': 1}", "text/plain", []),
        (b"{'a': 1}", "application/vnd.api+json", []),
    ],
)
def test_plain_json_is_read_where_that_is_asked(content, media_type, expected):
    assert found(answer(content, media_type)) == expected


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", "br", "gzip, br", "br, gzip", "deflate", ""])
def test_content_that_is_coded_is_looked_at_for_the_mark_of_gzip(coding):
    coded = gzip.compress(b"hello")
    fields = {"Content_Encoding": coding, "Vary": "Accept-Encoding"}
    assert "content-not-coded-as-said" not in found(answer(coded, "text/plain", **fields))
    wrong = "content-not-coded-as-said" in found(answer(b"hello", "text/plain", **fields))
    assert wrong is (coding.lower().split(", ")[-1] in ("gzip", "x-gzip"))


def test_coded_problems_are_not_read():
    assert found(answer(gzip.compress(b"[]"), Content_Encoding="gzip", Vary="Accept-Encoding")) == []


def shown(exchange, mode="repair", **policy):
    """What is reported over both faces, the content given in every way there is."""
    reported = []
    for manner in ("list", "tuple", "generator", "lazy", "write"):
        wrapped, reports = face(app_of(exchange, manner), mode, **policy)
        serve_wsgi(wrapped, exchange.request)
        reported.append([id for id in reports.ids if id.startswith("problem")])
    octets = content_of(exchange)
    head = [(name.lower().encode(), value.encode()) for name, value in exchange.response.fields]
    start = {"type": "http.response.start", "status": exchange.response.status_code, "headers": head}
    for bodies in ([octets], [octets[:5], octets[5:]], [octets, b""], [b"", octets]):
        messages = [{"type": "http.response.body", "body": body, "more_body": True} for body in bodies]
        messages[-1]["more_body"] = False
        reports = Reports()
        app = StatusMiddleware(asgi_app_of([start, *messages]), Policy(on_finding=mode, report=reports, **policy))
        serve_asgi(app, "GET /orders")
        reported.append([id for id in reports.ids if id.startswith("problem")])
    return reported


@pytest.mark.parametrize("mode", ["report", "repair"])
def test_it_is_read_however_it_comes(mode):
    assert shown(answer({"status": 500}), mode) == [["problem-with-other-status"]] * 9


def test_content_that_is_too_long_is_not_read():
    long = answer({"status": 500, "detail": "x" * READ_AT_MOST})
    assert shown(long) == [[]] * 9


def test_what_was_not_read_is_counted():
    long = answer({"status": 500, "detail": "x" * READ_AT_MOST})
    wrapped, _ = face(app_of(long))
    serve_wsgi(wrapped)
    serve_wsgi(wrapped)
    assert wrapped.unread == 2
    assert StatusMiddleware(asgi_app_of([])).unread == 0


def test_a_sample_of_none_reads_nothing():
    assert shown(answer({"status": 500}), sample=0) == [[]] * 9


def test_a_sample_is_about_as_large_as_it_was_asked_for(monkeypatch):
    drawn = iter([0.1, 0.6, 0.2, 0.9])
    monkeypatch.setattr("statusmw.content_reader.random", lambda: next(drawn))
    wrapped, reports = face(app_of(answer({"status": 500})), sample=0.5)
    for _ in range(4):
        serve_wsgi(wrapped)
    assert (reports.ids, wrapped.unread) == (["problem-with-other-status"] * 2, 2)


@pytest.mark.parametrize("content_type", [None, b"application/json", b"text/html"])
def test_no_other_content_is_kept(content_type):
    check = Policy().checker("asgi")
    assert not check.reads(200, [(b"content-type", content_type)] if content_type else [])
    assert not check.reads(200, 7)


def test_a_type_with_long_parameters_is_known_as_well():
    media_type = f"{PROBLEM}; charset={'u' * 100}"
    assert ContentReader(READING).reads(404, [("Content-Type", media_type)])
    assert found(answer({"status": 500}, media_type)) == ["problem-with-other-status"]
    assert found(answer({"status": 500}, media_type)) == ["problem-with-other-status"]


def test_without_rules_that_read_nothing_is_kept():
    bare = checker("asgi", [rule for rule in CATALOGUE if not rule.reads])
    assert not bare.reads(404, [(b"content-type", PROBLEM.encode())])


MULTIPART = "multipart/byteranges; boundary=B"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"--B\r\nA: 1\r\n\r\nx\r\n--B\r\nb : 2\r\n\r\ny\r\n--B--\r\n", [{"a": "1"}, {"b": "2"}]),
        (b"preamble\r\n--B\r\n\r\nx\r\n--B--", [{}]),
        (b"", []),
        (b"--C\r\nA: 1\r\n\r\n", []),
    ],
)
def test_the_parts_of_a_multipart(content, expected):
    assert parts(answer(content, MULTIPART)) == expected


def test_without_a_boundary_there_are_no_parts():
    assert parts(answer(b"--B\r\nA: 1\r\n\r\n", "multipart/byteranges")) == []


@given(st.binary(max_size=200), st.sampled_from([PROBLEM, "application/json", MULTIPART, "message/http", "text/html"]))
def test_no_rule_fails_on_any_content(content, media_type):
    for status in (200, 206, 404, 500, 511):
        exchange = answer(content, media_type, status)
        assert {type(rule.broken_by(exchange)) for rule in READING} == {bool}


def test_a_suffix_stands_for_every_type_that_ends_with_it():
    rule = next(rule for rule in READING if rule.id == "problem-not-an-object")
    assert not rule.reads_type("application/vnd.api+json")
    object.__setattr__(rule, "reads", ("+json",))
    try:
        assert rule.reads_type("application/vnd.api+json; charset=utf-8")
        assert not rule.reads_type("application/json")
    finally:
        object.__setattr__(rule, "reads", (PROBLEM,))


@pytest.mark.parametrize("rule", READING, ids=lambda rule: rule.id)
def test_what_was_not_kept_breaks_no_rule_about_it(rule):
    exchange = parse_exchange(rule.bad)
    assert not rule.broken_by(Exchange(exchange.request, exchange.response, Content(exchange.length)))
    assert not rule.broken_by(Exchange(exchange.request, exchange.response))


def test_the_types_of_content_are_bounded():
    readers = Readers(tuple(READING))
    assert all(readers[f"text/x-{number}"] == readers[None] for number in range(1000))
    assert len(readers) < 500
    assert readers[f"text/{'x' * 65}"] == readers[None]
    assert f"text/{'x' * 65}" not in readers
