"""HAR files as browsers write them: what they show is judged, what they leave out is not."""

import json
import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import BINDING, Bytes, check
from statusmw.commands.feed import Feed
from statusmw.commands.har import _objects, read_har
from statusmw.commands.judging import UNSEEN, judge
from statusmw.commands.strings import Shortened
from statusmw.exchange import Content

CHROMIUM = {
    "_initiator": {"type": "script"},
    "_priority": "High",
    "_resourceType": "fetch",
    "cache": {},
    "connection": "443",
    "request": {
        "method": "GET",
        "url": "https://shop.example/orders?page=2#top",
        "httpVersion": "h2",
        "headers": [
            {"name": ":authority", "value": "shop.example"},
            {"name": ":method", "value": "GET"},
            {"name": "accept-encoding", "value": "gzip, br"},
            {"name": "accept", "value": "*/*"},
        ],
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": 0,
    },
    "response": {
        "status": 200,
        "statusText": "",
        "httpVersion": "h2",
        "headers": [
            {"name": "content-type", "value": "application/json"},
            {"name": "content-encoding", "value": "br"},
            {"name": "content-length", "value": "17"},
            {"name": "vary", "value": "Accept-Encoding"},
            {"name": "set-cookie", "value": "a=1; Path=/\nb=2; Path=/"},
            {"name": "etag", "value": '"v1"'},
            {"name": "date", "value": "Sat, 21 Nov 2026 11:56:26 GMT"},
            {"name": "server", "value": "cloudflare"},
        ],
        "cookies": [],
        "content": {"size": 40, "mimeType": "application/json", "text": "x" * 40},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_transferSize": 230,
        "_error": None,
    },
    "serverIPAddress": "192.0.2.1",
    "startedDateTime": "2026-11-21T11:56:26.000Z",
    "time": 12.5,
    "timings": {"blocked": 1.0, "wait": 2},
}
FIREFOX = {
    "startedDateTime": "2026-11-21T11:56:26.000+00:00",
    "request": {
        "bodySize": 0,
        "method": "GET",
        "url": "http://shop.example/orders",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "Host", "value": "shop.example"}, {"name": "Accept", "value": "*/*"}],
        "cookies": [],
        "queryString": [],
        "headersSize": 300,
    },
    "response": {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "headers": [
            {"name": "Content-Type", "value": "application/json"},
            {"name": "Transfer-Encoding", "value": "chunked"},
            {"name": "Connection", "value": "keep-alive"},
        ],
        "cookies": [],
        "content": {"mimeType": "application/json", "size": 2, "text": "[]"},
        "redirectURL": "",
        "headersSize": 200,
        "bodySize": 7,
    },
    "cache": {},
    "timings": {},
    "time": 3,
}


def entry(base=CHROMIUM, request=(), response=(), **members):
    return {
        **base,
        "request": {**base["request"], **dict(request)},
        "response": {**base["response"], **dict(response)},
        **members,
    }


def har(*entries):
    return {"log": {"version": "1.2", "creator": {"name": "test", "version": "1"}, "pages": [], "entries": entries}}


def seen_in(*entries):
    return [*read_har(Feed(Bytes(json.dumps(har(*entries)).encode())), "a.har")]


def found_in(*entries):
    return [[finding.rule.id for finding in judge(seen, BINDING)] for seen in seen_in(*entries)]


def test_an_entry_of_a_browser_is_read():
    chromium, firefox = seen_in(CHROMIUM, FIREFOX)
    request, response = chromium.exchange.request, chromium.exchange.response
    assert (request.method, request.target, request.http_version) == ("GET", "/orders?page=2", "2")
    assert request.fields == (("accept-encoding", "gzip, br"), ("accept", "*/*"))
    assert response.values("set-cookie") == ("a=1; Path=/", "b=2; Path=/")
    assert chromium.exchange.content == Content(40)
    assert (str(chromium.place), str(firefox.place)) == ("a.har, entry 1", "a.har, entry 2")
    assert (firefox.exchange.request.http_version, firefox.exchange.content) == ("1.1", Content(2))


def headers(**fields):
    return [{"name": name.replace("_", "-"), "value": value} for name, value in fields.items()]


@pytest.mark.parametrize(
    "each",
    [
        CHROMIUM,
        FIREFOX,
        # Decoded, and still with the fields of the coded content; both framings, as proxies export them.
        entry(FIREFOX, response={"headers": headers(content_type="a/b", content_length="9", transfer_encoding="chunked")}),
        entry(response={"headers": headers(content_type="a/b", connection="keep-alive")}),
        # Chromium shows the content of the cache with 304, and none with a redirect.
        entry(request={"headers": headers(host="a", if_none_match='"v1"')}, response={"status": 304, "headers": headers(etag='"v1"')}),
        entry(response={"status": 302, "headers": headers(location="/b"), "content": {"size": 0}, "bodySize": 0}),
        entry(request={"method": "HEAD"}),
        entry(response={"status": 204, "headers": [], "content": {"size": 12}}),
        entry(response={"headers": [{"name": ":status", "value": "200"}, {"name": "content-type", "value": "a/b"}]}),
        entry(response={"headers": headers(content_type="a/b", x_name="\u20ac \U0001f600")}),
        entry(response={"content": {"size": 0}, "bodySize": -1, "headers": headers(content_type="application/problem+json")}),
        # Credentials are taken out of what is exported.
        entry(FIREFOX, response={"status": 401, "headers": headers(content_type="a/b", www_authenticate='Bearer error="invalid_token"')}),
        # Fields of the request are missing, among them perhaps a condition.
        entry(request={"headers": headers(accept="*/*")}, response={"status": 304, "headers": []}),
        entry(FIREFOX, response={"status": 101, "headers": headers(upgrade="websocket", connection="Upgrade")}, request={"headers": []}),
        entry(response={"content": {"size": "40"}, "headers": []}),
        entry(response={"content": {"size": -1}, "headers": []}),
        entry(response={"content": None, "headers": []}),
        entry(request={"httpVersion": "http/1.0"}, response={"httpVersion": None}),
    ],
)  # fmt: skip
def test_what_a_har_cannot_show_is_no_finding(each):
    assert found_in(each) == [[]]


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (entry(response={"status": 401}), ["unauthorized-without-challenge"]),
        (entry(response={"status": 405}), ["method-not-allowed-without-allow"]),
        (entry(request={"headers": headers(Host="a")}, response={"status": 304, "headers": []}), ["not-modified-without-condition"]),
        (entry(response={"headers": []}), ["content-without-content-type"]),
        (entry(response={"headers": headers(content_type="application/problem+json"), "content": {"size": 0}, "bodySize": 0}), ["problem-without-content"]),
        (entry(response={"headers": headers(content_type="a/b", etag="v1")}), ["etag-malformed"]),
    ],
)  # fmt: skip
def test_what_a_har_shows_is_found(each, expected):
    assert found_in(each) == [expected]


@pytest.mark.parametrize(
    "each",
    [
        entry(_fromCache="disk"),
        entry(_fetchedViaServiceWorker=True),
        entry(response={"_fetchType": "Memory Cache"}),
        entry(FIREFOX, cache={"afterRequest": None}),
        entry(response={"status": 0}),
        entry(response={"status": 1000}),
        entry(request={"url": "data:text/plain,hello"}),
        entry(request={"url": "chrome-extension://abc/x.js"}),
    ],
)
def test_what_no_server_has_sent_is_passed_over(each):
    assert seen_in(each) == []


@pytest.mark.parametrize(
    ("url", "target"),
    [("https://a", "/"), ("https://a#top", "/"), ("https://a/b?c=d#e", "/b?c=d"), ("http://a/?x=/y", "/?x=/y")],
)
def test_the_target_is_what_stands_behind_the_host(url, target):
    assert seen_in(entry(request={"url": url}))[0].exchange.request.target == target


def test_a_request_whose_fields_are_not_all_there_is_not_known():
    [seen] = seen_in(entry(request={"headers": headers(accept="*/*")}))
    assert seen.exchange.request.fields is UNSEEN


FIELDLESS = "What depends on the fields of a request, which were not seen, was not asked: give the output of curl -iv"


def test_what_is_missing_is_what_is_asked_for(capsys, tmp_path):
    file = tmp_path / "a.har"
    for request, hints in (({"headers": []}, [FIELDLESS]), ({"headers": headers(host="a")}, [])):
        file.write_text(json.dumps(har(entry(request=request))))
        lines = check(capsys, str(file)).out.splitlines()
        assert [line[: len(FIELDLESS)] for line in lines if "curl" in line] == hints


@pytest.mark.parametrize(
    "each",
    [
        {},
        {"request": {}, "response": {}},
        [1],
        entry(response={"status": "200"}),
        entry(response={"headers": [1]}),
        "text",
    ],
)
def test_an_entry_that_is_none_is_a_fault_and_the_next_one_is_read(each):
    content = json.dumps(har(each, CHROMIUM)).encode()
    found = [*read_har(Feed(Bytes(content)), "a.har")]
    assert found[-1].exchange.response.status_code == 200
    assert [fault.message for fault in found[:-1]] == (
        ["is no entry of a HAR: request or response lacks a member, or it is of another type"]
        if isinstance(each, dict)
        else []
    )


@pytest.mark.parametrize("end", ["", "\x00", "}", '{"request":', "\udcff"])
def test_a_har_that_is_cut_off_is_judged_as_far_as_it_goes(capsys, tmp_path, end):
    file = tmp_path / "cut.har"
    text = json.dumps(har(entry(response={"status": 401}), CHROMIUM))
    file.write_bytes((text[: text.rindex('"_initiator"')] + end).encode("utf-8", "surrogateescape"))
    shown = check(capsys, file, "--format", "json")
    assert (shown.exit_code, shown.rules) == (1, ["unauthorized-without-challenge"])
    assert f"entry {3 if end == '}' else 2}: is cut off or no JSON: " in shown.err


def test_a_har_is_told_by_its_content_also_with_a_byte_order_mark_and_compressed(capsys, tmp_path):
    import gzip

    text = json.dumps(har(entry(response={"status": 401}))).encode()
    for name, content in {"a": text, "b": b"\xef\xbb\xbf" + text, "c": gzip.compress(text)}.items():
        (tmp_path / name).write_bytes(content)
        assert check(capsys, tmp_path / name, "--format", "json").rules == ["unauthorized-without-challenge"]


def test_a_compressed_file_that_is_cut_off_says_so(capsys, tmp_path):
    import gzip

    file = tmp_path / "a.har.gz"
    file.write_bytes(gzip.compress(json.dumps(har(*[CHROMIUM] * 50)).encode())[:-40])
    shown = check(capsys, file)
    assert (shown.exit_code, shown.err.count("cannot be read to its end")) == (2, 1)
    (tmp_path / "b.gz").write_bytes(b"\x1f\x8bnonsense")
    assert check(capsys, tmp_path / "b.gz").exit_code == 2


def test_without_ijson_a_har_names_what_is_missing(capsys, monkeypatch, tmp_path):
    (tmp_path / "a.har").write_text(json.dumps(har(CHROMIUM)))
    monkeypatch.setitem(sys.modules, "ijson", None)
    shown = check(capsys, tmp_path / "a.har")
    assert (shown.exit_code, shown.out) == (2, "")
    assert shown.err == "statusmw: reading this takes ijson; install it: pip install 'statusmw[cli]'\n"


def test_a_large_har_is_read_in_constant_memory(capsys, tmp_path):
    def written(name, count):
        each = json.dumps(entry(response={"status": 401, "content": {"size": 50_000, "text": "x" * 50_000}}))
        file = tmp_path / name
        with file.open("w") as stream:
            stream.write('{"log": {"version": "1.2", "entries": [' + each)
            stream.writelines("," + each for _ in range(count - 1))
            stream.write("]}}")
        return file

    def most(file):
        tracemalloc.start()
        try:
            assert check(capsys, file, "--output", tmp_path / "out.txt").exit_code == 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = written("small.har", 10), written("large.har", 100)
    assert large.stat().st_size > 5_000_000
    most(small)
    assert most(large) < most(small) + 1_000_000


def test_nothing_is_read_behind_what_is_nested_too_deeply():
    found = list(_objects(Feed(Bytes(b'{"log":' * 3000 + b"1")), "log.entries.item", ()))
    assert found == ["is nested so deeply that nobody can have meant it"]


DEEP = {"list": "[" * 500 + "]" * 500, "object": '{"":' * 500 + "1" + "}" * 500}


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("kind", ["har", "report"])
def test_what_is_nested_too_deeply_ends_with_a_line(capsys, tmp_path, deep, kind):
    text = {
        "har": json.dumps(har(CHROMIUM, entry(request={"method": "DEEP"}))),
        "report": json.dumps({"statusmw": "1", "findings": [{"place": "a", "request": {"method": "DEEP"}, "response": {"status_code": 204}}]}),
    }[kind]  # fmt: skip
    (tmp_path / "a").write_text(text.replace('"DEEP"', deep))
    shown = check(capsys, tmp_path / "a")
    assert shown.exit_code == 2
    assert "is nested so deeply that nobody can have meant it" in shown.err


TEXTS = st.text(st.sampled_from('a0\\"/u\n\x7f\xe9\u20ac\U0001f600'), max_size=30)


@given(st.lists(TEXTS | st.integers()), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_strings_are_cut_where_a_character_ends(told, size, most, ascii):
    text = json.dumps(told, ensure_ascii=ascii)
    whole, cut = (shortened(text, room, size) for room in (10_000, most))
    assert whole == text.encode()
    for before, after in zip(told, json.loads(cut), strict=True):
        one, other = (str(each).encode("utf-16-le", "surrogatepass") for each in (before, after))
        assert one.startswith(other)
        assert len(other) >= min(len(one), 2 * (most // 6))


def shortened(text, most, size=4096):
    stream = Shortened(Feed(Bytes(text.encode())), most)
    return b"".join(iter(lambda: stream.read(size), b""))


@pytest.mark.parametrize("character", ["x", '"', "\\", "\u20ac", "0"])
def test_of_a_huge_string_little_is_parsed(character):
    text = json.dumps(har(entry(response={"status": 401, "content": {"size": 5, "text": character * 300_000}})))
    assert len(shortened(text, 1 << 16)) < 80_000
    assert [each.exchange.response.status_code for each in seen_in_text(text)] == [401]


def seen_in_text(text):
    return [*read_har(Feed(Bytes(text.encode())), "-")]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"_a": "9" * 20_000}, ""),
        ({"_a": 5}, "a number has more than 4096 digits, which nobody can have meant"),
        ({"_a": [[]] * 80_000}, "holds more than 16 MB beside its content; take it out, so that the rest is read"),
        ({"_a": ["x" * 60_000] * 300}, "holds more than 16 MB beside its content; take it out, so that the rest is read"),
        ({"_initiator": ["x" * 60_000] * 300}, ""),
    ],
)  # fmt: skip
def test_what_takes_too_much_ends_with_a_line(capsys, tmp_path, more, message):
    text = json.dumps(har(entry(request={"headers": headers(host="a")}), {**CHROMIUM, **more}))
    (tmp_path / "a.har").write_text(text.replace('"_a": 5', f'"_a": {"5" * 20_000}'))
    shown = check(capsys, tmp_path / "a.har")
    assert (shown.exit_code, message in shown.err, bool(shown.err)) == (2 if message else 0, True, bool(message))
