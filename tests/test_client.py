"""The client's side without a network: documents, fields and attributes as libraries and servers really have them."""

import asyncio
import json
import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Annotated, Any

import httpx
import pytest
import requests
import tenacity
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from long_form import examples
from statusmw import Problem
from statusmw.client import (
    Received,
    aparse_problem,
    araise_for_problem,
    is_retryable,
    own,
    parse_problem,
    raise_for_problem,
    retry_after,
    retry_if_retryable,
    understood_as,
    wait_for_retry_after,
)
from statusmw.client.documents import absolute, details_in, message_in
from statusmw.client.responses import LARGEST, content_of, method_of, url_of
from statusmw.client.retrying import WHEN
from statusmw.writers import write

JSON, XML = "application/problem+json", "application/problem+xml"
BASE = "https://client.example/problems"


class Closed(Problem):
    status = 409
    type = f"{BASE}/closed"
    title = "Closed"
    detail = "Closed since {since:%Y}"
    since: date
    by: str | None = None
    counts: tuple[int, ...] = ()
    open: Annotated[bool, Field(description="Whether it is open after all.")] = False


class Relative(Problem):
    status = 410
    type = "/problems/relative"


class Fussy(Problem):
    status = 400
    type = f"{BASE}/fussy"

    def __init__(self, **members):
        raise KeyError("only its own code can make one")


class Open(Problem):
    """Its instances say the status code."""

    type = f"{BASE}/open"


def sent(content, status=409, media_type=JSON, url="https://api.example/orders/7", **fields):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"Content-Type": media_type, **{name.replace("_", "-"): value for name, value in fields.items()}}
    return httpx.Response(status, content=content, headers=headers, request=httpx.Request("GET", url))


def caught(response, problems=()):
    with pytest.raises(Problem) as raised:
        raise_for_problem(response, problems)
    assert isinstance(raised.value, Received)
    assert raised.value.response is response
    return raised.value


# Which class, and what is in it.


@pytest.mark.parametrize("media_type", [JSON, XML, "Application/Problem+JSON; charset=utf-8"])
def test_members_come_back_as_what_they_were(media_type):
    made = Closed(since=date(2030, 1, 31), by="Ann", counts=(1, 2), open=True)
    form = media_type.lower().partition(";")[0]
    problem = caught(sent(write(made.details, form).content, media_type=media_type))
    assert isinstance(problem, Closed)
    assert (problem.since, problem.by, problem.counts, problem.open) == (date(2030, 1, 31), "Ann", (1, 2), True)
    assert problem.detail == "Closed since 2030"


@pytest.mark.parametrize("media_type", [JSON, XML])
def test_what_is_empty_comes_back_as_what_the_class_has_for_it(media_type):
    made = Closed(since=date(2030, 1, 31), counts=())
    problem = caught(sent(write(made.details, media_type).content, media_type=media_type))
    assert isinstance(problem, Closed)
    assert (problem.by, problem.counts) == (None, ())


def test_members_that_the_class_does_not_know_are_kept():
    problem = caught(sent({"type": Closed.type, "since": "2030-01-31", "colour": "red"}))
    assert isinstance(problem, Closed)
    assert problem.members == {"since": date(2030, 1, 31), "by": None, "counts": (), "open": False, "colour": "red"}


NOT_CLOSED = [
    ({"type": Closed.type}, "a required member is missing"),
    ({"type": Closed.type, "since": "soon"}, "it has another type"),
    ({"type": Fussy.type}, "the class cannot be made of it"),
    ({"type": f"{BASE}/unknown"}, "nobody has declared it"),
    ({"type": "about:blank"}, "it says no more than the status code"),
    ({}, "it says nothing"),
]


@pytest.mark.parametrize(("document", "why"), NOT_CLOSED, ids=lambda case: case if isinstance(case, str) else "")
def test_what_fits_no_class_is_a_problem_with_all_it_says(document, why):
    problem = caught(sent({**document, "detail": "No", "colour": "red"}))
    assert type(problem).__mro__[2] is Problem, why
    assert (problem.status, problem.detail, problem.members["colour"]) == (409, "No", "red")
    assert problem.type == document.get("type", "about:blank")


def test_the_response_s_status_code_counts():
    problem = caught(sent({"type": Closed.type, "since": "2030-01-31", "status": 403}, 503))
    assert isinstance(problem, Closed)
    assert (problem.status, problem.status_code) == (503, 500)
    assert caught(sent({"type": Open.type}, 418)).status == 418


@pytest.mark.parametrize(("status", "understood"), [(600, 500), (799, 500), (42, 500), (471, 471), (599, 599)])
def test_a_status_code_that_is_none_counts_as_a_server_s_fault(status, understood):
    response = SimpleNamespace(status=status, headers={}, data=b"")
    assert caught(response).status == understood


def test_a_relative_type_is_resolved_against_what_was_asked_for():
    problem = caught(sent({"type": "../problems/closed", "since": "2030-01-31", "instance": "/log/7"}, url=f"{BASE}/1"))
    assert isinstance(problem, Closed)
    assert problem.instance == "https://client.example/log/7"
    assert type(caught(sent({"type": "/problems/relative"}))).__mro__[2] is Relative
    assert caught(sent({"type": "/problems/else"})).type == "https://api.example/problems/else"
    assert absolute("//[", "https://api.example/") == "//["


def test_only_the_classes_that_are_named_are_raised():
    response = sent({"type": Closed.type, "since": "2030-01-31"})
    assert isinstance(caught(response, (cls for cls in [Closed])), Closed)
    assert not isinstance(caught(response, [Open, Relative]), Closed)


# Documents that are none.

BROKEN = [
    (b"", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (b"\xff\xfe\x00", JSON),
    (b"[" * 100_000, JSON),
    (b'{"left": ' + b"9" * 5000 + b"}", JSON),
    (b"<problem", XML),
    (b"<other/>", XML),
    (b'<!DOCTYPE p [<!ENTITY a "aaaa">]><problem><title>&a;</title></problem>', XML),
    (b'<!DOCTYPE problem SYSTEM "http://127.0.0.1/x"><problem/>', XML),
    (b"<problem>" + b"<a>" * 200 + b"</a>" * 200 + b"</problem>", XML),
    (b"<problem/>\x00", XML),
    (b" " * (LARGEST + 1), JSON),
]


@pytest.mark.parametrize(("content", "media_type"), BROKEN)
def test_a_broken_document_leaves_the_status_code(content, media_type):
    response = sent(content, 404, media_type)
    assert parse_problem(response) is None
    problem = caught(response)
    assert (problem.status, problem.said, problem.members) == (404, "", {})


@settings(deadline=None)
@given(st.binary(), st.sampled_from([JSON, XML, "application/json", "text/plain", "image/png"]), st.integers(400, 599))
def test_whatever_is_sent_becomes_a_problem(content, media_type, status):
    assert caught(sent(content, status, media_type)).status == status


MEMBERS = st.dictionaries(
    st.text(min_size=1).filter(lambda name: name not in {"type", "title", "status", "detail", "instance"}),
    st.recursive(
        st.text(min_size=1) | st.just(["a", "b"]), lambda inner: st.dictionaries(st.text(), inner, min_size=1)
    ),
    max_size=4,
)


@settings(deadline=None, max_examples=examples(100))
@given(MEMBERS)
def test_xml_says_the_same_as_json(members):
    details = Problem(409, "No").details
    object.__setattr__(details, "extensions", members)
    texts = {form: details_in(write(details, form).content, form) for form in (JSON, XML)}
    clean = dict(texts[JSON].extensions)
    if all(_in_xml(part) for part in _texts(clean)):
        assert texts[XML].extensions == clean


def _texts(value):
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in (name, *_texts(inner))]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else [value]


def _in_xml(text):
    # What XML cannot hold in text is replaced when it is written, and a parser makes one line break of two characters.
    return all(ch in "\t\n" or "\x20" <= ch <= "\ud7ff" or "\ue000" <= ch <= "\ufffd" or ch > "\uffff" for ch in text)


def test_an_escape_beyond_unicode_stands_for_itself():
    assert details_in(b"<problem><a_xFFFFFF_>1</a_xFFFFFF_></problem>", XML).extensions == {"a_xFFFFFF_": "1"}
    assert details_in(b"<problem><a><_x_>1</_x_></a></problem>", XML).extensions == {"a": {"": "1"}}


SAID = [
    (b'{"detail": "No order 7"}', "application/json", "No order 7"),
    (b'{"message": "No", "code": 7}', "application/json; charset=utf-8", "No"),
    (b'"No"', "application/json", "No"),
    (b'{"detail": [{"msg": "wrong"}]}', "application/json", ""),
    (b"{", "application/json", ""),
    (b"[" * 100_000, "application/json", ""),
    (b" No order 7\n", "text/plain", "No order 7"),
    (b"<h1>No</h1>", "text/html", ""),
]


@pytest.mark.parametrize(("content", "media_type", "said"), SAID)
def test_an_error_without_a_document_says_what_its_content_says(content, media_type, said):
    response = sent(content[:60_000], 404, media_type)
    assert parse_problem(response) is None
    problem = caught(response)
    assert (problem.status, problem.title, problem.said, problem.type) == (404, "Not Found", said, "about:blank")
    assert len(message_in(b"a" * 5000, "text/plain")) == 1000


# What libraries have.


def test_a_response_that_is_no_error_comes_back_as_it_is():
    for status in (200, 204, 304, 299, 399):
        response = httpx.Response(status)
        assert raise_for_problem(response) is response
        assert asyncio.run(araise_for_problem(response)) is response
        assert parse_problem(response) is None
        assert asyncio.run(aparse_problem(response)) is None


@pytest.mark.parametrize("function", [raise_for_problem, parse_problem, retry_after, is_retryable])
@pytest.mark.parametrize("response", [None, "409", SimpleNamespace(status_code=True), SimpleNamespace(status="409")])
def test_what_is_no_response_is_refused(function, response):
    with pytest.raises(TypeError, match="response must be one of httpx, requests, aiohttp or urllib3"):
        function(response)


@pytest.mark.parametrize(
    ("function", "name"), [(raise_for_problem, "araise_for_problem"), (parse_problem, "aparse_problem")]
)
def test_a_response_that_has_to_be_awaited_is_refused_even_if_it_is_no_error(function, name):
    class ClientResponse:
        status = 200

        async def read(self):
            raise AssertionError

    with pytest.raises(TypeError, match=rf"a ClientResponse is read asynchronously: await {name}\(response\)"):
        function(ClientResponse())


class Awaited:
    """What aiohttp has."""

    status, method, url = 409, "POST", "https://api.example/"
    headers = {"content-type": JSON}

    def __init__(self, content):
        self._content = content

    async def read(self):
        if isinstance(self._content, Exception):
            raise self._content
        return self._content


def test_a_response_is_awaited():
    problem = asyncio.run(aparse_problem(Awaited(b'{"detail": "No"}')))
    assert (problem.said, method_of(problem.response), url_of(problem.response)) == (
        "No",
        "POST",
        "https://api.example/",
    )


@pytest.mark.parametrize("content", [ConnectionError("gone"), b"a" * (LARGEST + 1), "text"])
def test_content_that_cannot_be_had_leaves_the_status_code(content):
    with pytest.raises(Problem) as raised:
        asyncio.run(araise_for_problem(Awaited(content)))
    assert (raised.value.status, raised.value.said) == (409, "")


@pytest.mark.parametrize("length", [str(LARGEST + 1), "9" * 400])
def test_content_that_says_it_is_too_large_is_not_read(length):
    response = SimpleNamespace(status=500, headers={"content-length": length}, read=None, data=b"{}")
    assert content_of(response) is None
    assert parse_problem(response) is None
    assert asyncio.run(aparse_problem(response)) is None


def test_a_response_without_content_leaves_the_status_code():
    response = SimpleNamespace(status=500, headers={})
    assert parse_problem(response) is None
    assert asyncio.run(aparse_problem(response)) is None


def test_a_stream_that_can_only_be_awaited_leaves_the_status_code():
    async def stream():
        yield b'{"detail": "No"}'

    response = httpx.Response(409, content=stream(), headers={"Content-Type": JSON})
    assert caught(response).said == ""
    response = httpx.Response(409, content=stream(), headers={"Content-Type": JSON})
    assert asyncio.run(aparse_problem(response)).said == "No"


def test_what_a_library_does_not_know_is_empty():
    response = httpx.Response(409)  # of no request
    assert (method_of(response), url_of(response)) == ("", "")
    of_urllib3 = urllib3.HTTPResponse(b"{}", {"Content-Type": JSON}, 409, request_url="/orders", preload_content=True)
    assert (method_of(of_urllib3), url_of(of_urllib3)) == ("", "/orders")
    assert caught(of_urllib3).status == 409
    of_requests = requests.Response()
    of_requests.status_code, of_requests._content = 503, b""
    of_requests.headers["Retry-After"] = "7"
    assert retry_after(requests.HTTPError(response=of_requests)) == timedelta(seconds=7)


# When to come back.

DATE = "Sat, 31 Jan 2026 12:00:00 GMT"
AFTER = [
    ("0", 0),
    ("120", 120),
    (" 7 ", 7),
    ("86401", 86400),
    ("9" * 4000, 86400),
    ("Sat, 31 Jan 2026 12:01:00 GMT", 60),
    ("Saturday, 31-Jan-26 12:01:00 GMT", 60),
    ("Sat Jan 31 12:01:00 2026", 60),
    ("Sat, 31 Jan 2026 11:00:00 GMT", 0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
    ("-1", None),
    ("1.5", None),
    ("5, 7", None),
    ("\u0661", None),
    ("soon", None),
    ("", None),
]


@pytest.mark.parametrize(("value", "seconds"), AFTER)
def test_retry_after_is_read(value, seconds):
    response = SimpleNamespace(status=503, headers={"retry-after": value, "date": DATE})
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_after(response) == expected


def test_without_a_date_the_client_s_own_clock_counts():
    soon = datetime.now(UTC) + timedelta(hours=1)
    response = SimpleNamespace(status=503, headers={"retry-after": f"{soon:%a, %d %b %Y %H:%M:%S} GMT"})
    assert timedelta(minutes=50) < retry_after(response) <= timedelta(hours=1)
    assert retry_after(response, most=timedelta(seconds=9)) == timedelta(seconds=9)
    assert retry_after(SimpleNamespace(status=503, headers={})) is None
    assert retry_after(SimpleNamespace(status=503)) is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_retry_after_is_the_time_is_bounded(value):
    found = retry_after(SimpleNamespace(status=503, headers={"retry-after": value}))
    assert found is None or timedelta() <= found <= timedelta(days=1)


# Which request may be sent again.

AGAIN = [
    # status, method, Retry-After, may be sent again
    (200, "GET", False, False),
    (301, "GET", True, False),
    (400, "GET", True, False),
    (404, "GET", False, False),
    (408, "POST", False, True),
    (409, "GET", False, False),
    (413, "POST", False, False),
    (413, "POST", True, True),
    (421, "GET", False, False),
    (425, "POST", False, True),
    (429, "POST", False, True),
    (471, "GET", True, False),
    (500, "GET", False, True),
    (500, "POST", False, False),
    (501, "GET", True, False),
    (502, "put", False, True),
    (502, "PATCH", False, False),
    (503, "DELETE", False, True),
    (503, "POST", True, False),
    (504, "GET", False, True),
    (505, "GET", False, False),
    (511, "GET", False, False),
    (520, "GET", False, True),
    (599, "POST", False, False),
    (600, "GET", False, True),
    (799, "POST", False, False),
    (799, "PROPFIND", False, True),
]


@pytest.mark.parametrize(("status", "method", "asked", "again"), AGAIN)
def test_which_requests_may_be_sent_again(status, method, asked, again):
    response = SimpleNamespace(status=status, headers={"retry-after": "1"} if asked else {})
    assert is_retryable(response, method) is again
    is_open = WHEN.get(understood_as(status)) == "idempotent methods"
    assert is_retryable(response, method, idempotent=True) is (again or is_open)
    assert is_retryable(response, method, idempotent=False) is (again and not is_open)


def test_the_method_is_the_response_s_own():
    for method, again in (("GET", True), ("POST", False)):
        response = httpx.Response(502, request=httpx.Request(method, "https://api.example/"))
        assert is_retryable(response) is again
    assert is_retryable(SimpleNamespace(status=502, headers={})) is False
    assert is_retryable(SimpleNamespace(status=502, headers={}), idempotent=True) is True


# tenacity


class Clock:
    """What tenacity sleeps with."""

    def __init__(self):
        self.waited = []

    def __call__(self, seconds):
        self.waited.append(seconds)


def tried(answers, retry, wait, tries=4):
    """How often it was tried, and what was waited."""
    clock, left = Clock(), list(answers)

    def call():
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    retrying = tenacity.Retrying(
        retry=retry,
        wait=wait,
        sleep=clock,
        stop=tenacity.stop_after_attempt(tries),
        retry_error_callback=lambda _: None,
    )
    try:
        retrying(call)
    except Exception as error:
        assert error is answers[-1]
    return len(answers) - len(left), clock.waited


def busy(seconds=None, status=503, method="GET"):
    fields = {} if seconds is None else {"Retry-After": str(seconds)}
    return httpx.Response(status, headers=fields, request=httpx.Request(method, "https://api.example/"))


FINE = httpx.Response(200)
TRIED = [
    ([busy(3), busy(5), FINE], {}, 3, [3, 5]),
    ([busy(3, method="POST"), FINE], {}, 1, []),
    ([busy(3, method="POST"), FINE], {"idempotent": True}, 2, [3]),
    ([busy(3, 429, "POST"), FINE], {}, 2, [3]),
    ([busy(301), FINE], {}, 1, []),
    ([busy(301), FINE], {"most": timedelta(hours=1)}, 2, [301]),
    ([busy(0, 404), FINE], {}, 1, []),
    ([FINE], {}, 1, []),
    ([{"not": "a response"}], {}, 1, []),
    ([ValueError("no response")], {}, 1, []),
]


@pytest.mark.parametrize(("answers", "how", "times", "waited"), TRIED)
def test_tenacity_tries_again_what_may_be_and_waits_as_it_is_told(answers, how, times, waited):
    assert tried(answers, retry_if_retryable(**how), wait_for_retry_after()) == (times, waited)


def test_tenacity_tries_what_was_raised_as_well():
    with pytest.raises(Problem) as raised:
        raise_for_problem(busy(2))
    assert tried([raised.value, FINE], retry_if_retryable("GET"), wait_for_retry_after()) == (2, [2])


def test_it_can_be_combined_with_what_tenacity_has():
    retry = retry_if_retryable() | tenacity.retry_if_exception_type(ConnectionError)
    wait = wait_for_retry_after(tenacity.wait_fixed(4))
    assert tried([ConnectionError(), busy(9), busy(1), FINE], retry, wait) == (4, [4, 9, 4])
    assert tried(
        [busy(900), FINE], retry_if_retryable(most=timedelta(days=1)), wait_for_retry_after(most=timedelta(minutes=1))
    ) == (2, [60])


def test_where_nothing_is_said_the_wait_is_random_and_bounded():
    times, (waited,) = tried([busy(), FINE], retry_if_retryable(), wait_for_retry_after())
    assert times == 2
    assert 0 <= waited <= 60


def test_before_anything_was_tried_there_is_no_response():
    state: Any = SimpleNamespace(outcome=None, attempt_number=1)
    assert retry_if_retryable()(state) is False
    assert wait_for_retry_after(tenacity.wait_fixed(4))(state) == 4


def test_without_tenacity_it_is_said_what_to_install(monkeypatch):
    import sys

    from statusmw.client import waiting

    waiting._classes.cache_clear()
    monkeypatch.setitem(sys.modules, "tenacity", None)
    for function in (retry_if_retryable, wait_for_retry_after):
        with pytest.raises(ImportError, match=r"pip install 'statusmw\[tenacity\]'"):
            function()


# Wrong calls: refused at the call, for later the error would stand in place of the one that is asked about.

A_CLASS = "the classes themselves, such as [OutOfStock]"
NO_CLASSES = [
    (Closed, "problems: <class '.*Closed'> is no list of problem classes; give one such as [Closed]"),
    ("Closed", "problems: 'Closed' is no list of problem classes; give one such as [OutOfStock]"),
    (ValueError, "problems: <class 'ValueError'> is no list of problem classes; give one such as [OutOfStock]"),
    (5, "problems: 5 is no list of problem classes; give one such as [OutOfStock]"),
    ([ValueError], f"problems: <class 'ValueError'> is no problem class; give {A_CLASS}"),
    (["Closed"], f"problems: 'Closed' is no problem class; give {A_CLASS}"),
    ([Problem(404)], f"problems: <Problem 404 .*> is no problem class; give {A_CLASS}"),
]


def said(message):
    return re.sub(r"[][()]", r"\\\g<0>", message)


@pytest.mark.parametrize("status", [200, 409])
@pytest.mark.parametrize(("problems", "message"), NO_CLASSES)
def test_what_are_no_problem_classes_is_said_whatever_the_response(status, problems, message):
    response = httpx.Response(status, content=b"{}", headers={"Content-Type": JSON})
    for function in (raise_for_problem, parse_problem):
        with pytest.raises(TypeError, match=said(message)):
            function(response, problems)
    for function in (araise_for_problem, aparse_problem):
        with pytest.raises(TypeError, match=said(message)):
            asyncio.run(function(response, problems))


BUSY = httpx.Response(503, headers={"Retry-After": "9"})
NO_METHOD = "method: 5 is no name of a method; give one such as 'GET'"
NO_WAIT = "is no wait of tenacity; give one such as tenacity.wait_fixed"
WRONG = [
    (own, (ValueError("gone"),), {}, "problem: ValueError('gone') is no problem; give what was caught by 'except Prob"),
    (own, (Closed,), {}, "problem: <class '.*Closed'> is no problem; give what was caught"),
    (retry_after, (BUSY,), {"most": 5}, "most: 5 is no timedelta; give timedelta(seconds=5)"),
    (retry_after, (BUSY,), {"most": 0.5}, "most: 0.5 is no timedelta; give timedelta(seconds=0.5)"),
    (retry_after, (httpx.Response(503),), {"most": 5}, "most: 5 is no timedelta; give timedelta(seconds=5)"),
    (retry_if_retryable, (), {"most": 5}, "most: 5 is no timedelta; give timedelta(seconds=5)"),
    (retry_if_retryable, (5,), {}, NO_METHOD),
    (is_retryable, (BUSY, 5), {}, NO_METHOD),
    (is_retryable, (httpx.Response(404), 5), {}, NO_METHOD),
    (is_retryable, (BUSY,), {"idempotent": "yes"}, "idempotent: 'yes' is no bool; give True or False, or leave it out"),
    (is_retryable, (httpx.Response(404),), {"idempotent": 1}, "idempotent: 1 is no bool; give True or False"),
    (retry_if_retryable, (), {"idempotent": "yes"}, "idempotent: 'yes' is no bool; give True or False"),
    (wait_for_retry_after, (5,), {}, f"fallback: 5 {NO_WAIT}"),
    (wait_for_retry_after, (tenacity.wait_fixed,), {}, f"fallback: <class '.*wait_fixed'> {NO_WAIT}"),
    (wait_for_retry_after, (), {"most": "5"}, "most: '5' is no timedelta; give timedelta(seconds=5)"),
    (wait_for_retry_after, (), {"most": True}, "most: True is no timedelta; give timedelta(seconds=5)"),
]


@pytest.mark.parametrize(("function", "args", "kwargs", "message"), WRONG)
def test_what_an_argument_is_not_is_said_at_the_call(function, args, kwargs, message):
    with pytest.raises(TypeError, match=said(message)):
        function(*args, **kwargs)
