"""Captures of curl: what is read, and what is not guessed."""

import pytest

from checks import WIRE, Bytes, check, found_in, seen_in, wire
from statusmw.commands.feed import BrokenInputError, Feed
from statusmw.commands.judging import METHODS, UNSEEN, Fault, UnseenError
from statusmw.exchange import Content
from statusmw.rules import find_rule

OK = "HTTP/1.1 200 OK\nDate: Sat, 21 Nov 2026 11:56:26 GMT\nServer: nginx\nContent-Type: application/json\n"
LENGTH = OK + "Content-Length: 2\n\n[]"
NO_CHALLENGE = "HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\nContent-Length: 2\n\nno"
REDIRECT = "HTTP/1.1 302 Found\nLocation: /b\nContent-Type: text/html\nContent-Length: 20\n\n"
CHUNKED = OK + "Transfer-Encoding: chunked\n\n[1]"
VERBOSE = (
    b"*   Trying 127.0.0.1:80...\n* Connected to localhost\n"
    b'> GET /orders?page=2 HTTP/1.1\r\n> Host: localhost\r\n> If-None-Match: "v1"\r\n> \r\n'
    b"< HTTP/1.1 304 Not Modified\r\n< Date: Sat, 21 Nov 2026 11:56:26 GMT\r\n< \r\n"
    b"* Connection #0 to host localhost left intact\n"
)  # fmt: skip
SHORT = "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 9\n\nabc"


def codes(content, **known):
    return [each.exchange.response.status_code for each in seen_in(content, **known)]


@pytest.mark.parametrize("most", [1, 7, 1 << 16])
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (wire(LENGTH), [(200, Content(2))]),
        (wire(LENGTH) + b"\n", [(200, Content(2))]),
        (wire(LENGTH) + wire(NO_CHALLENGE), [(200, Content(2)), (401, Content(2))]),
        (wire(CHUNKED) + wire(LENGTH), [(200, Content(3)), (200, Content(2))]),
        (wire(CHUNKED) + b"\n" + wire(LENGTH), [(200, Content(4)), (200, Content(2))]),
        (wire(REDIRECT) + wire(LENGTH), [(302, None), (200, Content(2))]),
        (wire("HTTP/1.1 100 Continue\n\n") + wire(LENGTH), [(100, Content(0)), (200, Content(2))]),
        (wire("HTTP/2 204\n\n") + wire(LENGTH), [(204, Content(0)), (200, Content(2))]),
        (wire("HTTP/3 200 \ncontent-type: text/plain\n\nhello"), [(200, Content(5))]),
        (wire("HTTP/2.0 200 OK\n\nhello"), [(200, Content(5))]),
        (
            wire("HTTP/1.1 205 Reset Content\nContent-Length: 0\n\n") + wire(LENGTH),
            [(205, Content(0)), (200, Content(2))],
        ),
        (LENGTH.encode(), [(200, Content(2))]),
        (b"some text\nnot HTTP/1.1\n" + wire(LENGTH), [(200, Content(2))]),
    ],
)
def test_each_response_is_read_with_what_is_known_of_its_content(content, expected, most):
    found = [each.exchange for each in seen_in(content, most=most)]
    assert [(each.response.status_code, each.content and Content(each.length)) for each in found] == expected


@pytest.mark.parametrize("type", ["text/plain", "message/http"])
def test_a_status_line_inside_of_counted_content_is_content(type):
    inner = "x" * (type == "text/plain") + "HTTP/1.1 500 Oops\r\nX: y\r\n\r\n"
    assert codes(wire(f"HTTP/1.1 200 OK\nContent-Type: {type}\nContent-Length: {len(inner)}\n\n") + inner.encode()) == [
        200
    ]


def test_a_status_line_in_content_without_a_head_behind_it_is_content():
    assert codes(
        wire("HTTP/1.1 200 OK\nContent-Type: text/plain\n\n")[:-2] + b"\r\nHTTP/1.1 500 Oops is what I got\n\nbye"
    ) == [200]


def test_lines_of_a_field_that_is_folded_are_one():
    [seen] = seen_in(b"HTTP/1.1 200 OK\r\nX-A: one\r\n two\r\nnonsense\r\n\r\n")
    assert seen.exchange.response.fields == (("X-A", "one two"),)


def test_a_head_that_does_not_end_is_a_fault():
    [fault] = seen_in(b"\nHTTP/1.1 200 OK\r\nX-A: one\r\n")
    assert isinstance(fault, Fault)
    assert (fault.place.line, fault.message) == (2, "the head of a response is not complete")
    assert seen_in(b"< HTTP/1.1 200 OK\r\n< X-A: one\r\n") == []


def test_lines_and_heads_without_end_are_cut():
    [seen] = seen_in(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * (1 << 17) + b"\r\n" + b"X-B: b\r\n" * 2000 + b"\r\n")
    assert len(seen.exchange.response.fields) == 1000
    assert len(seen.exchange.response.fields[0][1]) < 1 << 16


def test_a_capture_alone_does_not_tell_what_was_asked():
    [seen] = seen_in(wire(LENGTH))
    assert seen.methods == tuple(method for method in METHODS if method not in ("HEAD", "CONNECT"))
    assert seen.exchange.request.fields is UNSEEN
    assert seen.shown.request.fields == ()
    assert seen.shown.request.target == ""


@pytest.mark.parametrize(
    ("content", "known", "expected"),
    [
        (LENGTH, {}, []),
        (CHUNKED, {}, []),
        (NO_CHALLENGE, {}, ["unauthorized-without-challenge"]),
        (SHORT, {}, ["content-length-too-long"]),
        (SHORT[:-3], {}, []),  # may be the answer to HEAD
        (SHORT[:-3], {"method": "HEAD"}, []),
        (SHORT[:-3], {"method": "GET"}, ["content-length-too-long"]),
        ("HTTP/1.1 201 Created\n\n", {}, []),
        ("HTTP/1.1 201 Created\nContent-Length: 0\n\n", {"method": "POST"}, ["created-without-location"]),
        ("HTTP/1.1 201 Created\nContent-Length: 0\n\n", {"method": "GET"}, ["created-by-safe-method"]),
        ("HTTP/1.1 302 Found\nContent-Length: 0\n\n", {}, ["redirect-without-location"]),
        ("HTTP/1.1 308 Permanent Redirect\nContent-Length: 0\n\n", {}, []),
        ("HTTP/1.1 304 Not Modified\n\n", {}, []),
        ("HTTP/1.1 304 Not Modified\n\n", {"method": "GET"}, []),
        ("HTTP/1.1 304 Not Modified\n\n", {"method": "PUT"}, ["not-modified-to-other-method"]),
        ("HTTP/1.1 206 Partial Content\nContent-Type: text/plain\nContent-Range: bytes 0-1/9\n\nab", {"method": "GET"}, []),
        ("HTTP/1.0 200 OK\nContent-Type: text/plain\nTransfer-Encoding: chunked\n\nab", {}, []),
        (
            "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Encoding: gzip\nContent-Length: 2\n\nlonger than that",
            {"method": "GET"},
            [],
        ),
        ("HTTP/1.1 407 Proxy Authentication Required\nContent-Length: 0\n\n", {}, ["proxy-authentication-required-without-challenge"]),
        ("HTTP/2 200\nconnection: keep-alive\ncontent-length: 0\n\n", {}, ["connection-field-over-http-2"]),
        ("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\n", {}, []),
        ("HTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n\n", {}, ["interim-as-final"]),
    ],
)  # fmt: skip
def test_only_what_does_not_depend_on_what_was_not_seen_is_found(content, known, expected):
    assert found_in(wire(content), **known) == [expected]


def test_small_content_is_kept_for_the_rules_that_read_it():
    assert seen_in(wire(LENGTH))[0].exchange.content.octets == b"[]"


def test_large_content_is_counted_and_not_kept():
    [seen] = seen_in(wire("HTTP/1.1 200 OK\nContent-Type: a/b\nContent-Length: 100000\n\n" + "x" * 100_000))
    assert seen.exchange.content == Content(100_000)


def test_an_interim_response_that_is_followed_by_another_is_right():
    hints = wire("HTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n\n")
    assert found_in(hints + hints + wire(LENGTH)) == [[], [], []]


def test_what_a_server_or_a_proxy_adds_is_no_fault_on_the_wire():
    fields = 'Age: 5\nConnection: keep-alive\nKeep-Alive: timeout=5\nETag: "a"\nCache-Control: max-age=60\n'
    content = wire(OK + fields + "Transfer-Encoding: chunked\n\n[]")
    for code in (203, 407, 502, 504, 505, 511):
        assert not {rule for [*rules] in found_in(content.replace(b"200 OK", b"%d X" % code), rules=WIRE) for rule in rules} & {
            "age-from-origin", "date-or-server-from-application", "gateway-error-from-origin", "transfer-encoding-over-asgi",
            "http-version-refused-in-itself", "network-authentication-from-origin", "transfer-encoding-over-wsgi",
            "non-authoritative-from-origin", "proxy-authentication-from-origin",
        }  # fmt: skip
    assert found_in(content, rules=WIRE) == [[]]


def test_a_redirect_may_change_the_method_and_leads_to_another_target():
    first, second = seen_in(wire(REDIRECT) + wire(LENGTH), method="POST", target="/a")
    assert (first.exchange.request.method, first.exchange.request.target, first.methods) == ("POST", "/a", ())
    assert second.methods == ("POST", "GET")
    assert second.exchange.request.target is UNSEEN
    assert seen_in(wire(REDIRECT) + wire(LENGTH), method="GET")[1].methods == ()


def test_what_a_proxy_answers_to_connect_is_told_by_its_phrase():
    first, second = seen_in(wire("HTTP/1.1 200 Connection established\n\n") + wire(LENGTH), method="GET")
    assert (first.exchange.request.method, second.exchange.request.method) == ("CONNECT", "GET")


def test_verbose_output_tells_what_was_asked():
    [seen] = seen_in(VERBOSE)
    request = seen.exchange.request
    assert (request.method, request.target, request.http_version) == ("GET", "/orders?page=2", "1.1")
    assert request.fields == (("Host", "localhost"), ("If-None-Match", '"v1"'))
    assert (seen.methods, seen.exchange.content) == ((), None)
    assert found_in(VERBOSE) == [["not-modified-without-etag"]]


def test_verbose_output_with_heads_is_read_once():
    plain = wire(LENGTH)
    head = b"".join(b"< " + line for line in plain.splitlines(keepends=True)[:-1])
    asked = b"> POST /orders HTTP/2\r\n> Host: localhost\r\n> \r\n"
    both = (
        asked
        + b"{ [2 bytes data]\n"
        + head
        + plain
        + b"* Connection #0 to host localhost left intact\n"
        + asked
        + head
        + plain
    )
    found = seen_in(both)
    assert [(each.exchange.request.method, each.exchange.length) for each in found] == [("POST", 2)] * 2
    assert found[0].exchange.request.http_version == "2"


def test_of_several_heads_that_were_told_the_one_that_is_printed_counts():
    asked = b"> GET /a HTTP/1.1\r\n> Host: localhost\r\n> \r\n"
    told = b"< HTTP/1.1 302 Found\r\n< Location: /b\r\n< \r\n< HTTP/1.1 200 OK\r\n< Content-Length: 2\r\n< \r\n"
    printed = wire("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")
    first, second = seen_in(asked + told + printed)
    assert (first.exchange.response.status_code, first.exchange.request.target) == (200, "/a")
    assert (second.exchange.response.status_code, second.exchange.content) == (302, None)


def test_interim_responses_of_verbose_output_belong_to_the_final_one():
    interim = b"< HTTP/1.1 103 Early Hints\r\n< Link: </a.css>; rel=preload\r\n< \r\n"
    asked = b"> GET /orders HTTP/1.1\r\n> Host: localhost\r\n> \r\n"
    final = b"< HTTP/1.1 200 OK\r\n< Content-Length: 0\r\n< \r\n"
    assert found_in(asked + interim + final + asked + final) == [[], [], []]
    assert found_in(asked + interim) == [["interim-as-final"]]


def test_what_curl_says_is_not_content():
    content = wire(CHUNKED) + b"* Connection #0 to host localhost left intact\n" + wire(LENGTH)
    assert [each.exchange.length for each in seen_in(content)] == [3, 2]


@pytest.mark.parametrize("value", ["2, 2", "-1", "1" * 20, "\u00b2"])
def test_a_length_that_says_nothing_leaves_the_length_open(value):
    [seen] = seen_in(wire(f"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: {value}\n\nab"))
    assert seen.exchange.content == Content(2)
    assert "content-length-too-long" in seen.unasked


@pytest.mark.parametrize(
    "look", [len, bool, iter, list, lambda each: each == "/", lambda each: "a" in each, lambda each: each[0], lambda each: each + "", lambda each: each.lower()]
)  # fmt: skip
def test_what_was_not_seen_cannot_be_looked_at(look):
    with pytest.raises(UnseenError):
        look(UNSEEN)


def test_a_feed_gives_lines_and_bytes_however_they_come():
    feed = Feed(Bytes(b"one\ntwo\n" + b"x" * 10 + b"\nlast", 3))
    assert (feed.take_line(100), feed.line, feed.peek(3), feed.take(2), feed.take_line(4)) == (
        b"one\n",
        2,
        b"two",
        b"tw",
        b"o\n",
    )
    assert (feed.take_line(4), feed.take_line(100), feed.take_line(4), feed.take(1)) == (b"xxxx", b"last", b"", b"")


def test_a_folded_field_is_no_longer_than_any_other():
    [seen] = seen_in(b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" x\r\n" * 100_000 + b"C: d\r\n e\r\n\r\n")
    (_, long), short = seen.exchange.response.fields
    assert (60_000 < len(long) <= 1 << 16, long[:5], short) == (True, "b x x", ("C", "d e"))


def test_a_line_that_is_cut_at_the_end_of_all_ends_there():
    feed = Feed(Bytes(b"abcdef"))
    assert (feed.take_line(3), feed.take_line(3)) == (b"abc", b"")


def test_a_stream_that_fails_says_why():
    class Broken:
        def read(self, size):
            raise OSError(5, "Input/output error")

    with pytest.raises(BrokenInputError, match="cannot be read to its end: .*Input/output error"):
        Feed(Broken()).peek(1)


def test_standard_input_is_read(capsys, monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(wire(NO_CHALLENGE))))
    shown = check(capsys, "-")
    rule = find_rule("unauthorized-without-challenge")
    assert (shown.exit_code, shown.err) == (1, "")
    assert shown.out.splitlines() == [
        "-:1: ? -> 401",
        f"  MUST    {rule.says} [{rule.id}] RFC 9110, Section 15.5.2",
        "1 response, 1 finding (1 MUST).",
        "statusmw explain RULE tells more about a rule, and shows it mended.",
        "What depends on a request that was not seen was not asked: say --method GET, or give the output of curl -iv.",
    ]
