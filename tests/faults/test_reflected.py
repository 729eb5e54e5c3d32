"""Faults by content that a browser takes for something else: pages, documents and texts hold nothing that acts."""

import json
from html.parser import HTMLParser

import pytest

from faulting.apps import raising
from faulting.naming import cells, fault
from faulting.trying import assert_safe, tried
from statusmw import Problem, respond

MARKUP = [
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "<!--<script>",
    "&lt;script&gt;&#60;",
    "]]><x>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "\u2028\u2029alert(1)",
    "<a href=//evil.example>",
]
TAGS = {"html", "head", "meta", "title", "style", "body", "main", "header", "h1", "p", "dl", "dt", "dd", "small", "div",
        "ul", "ol", "li", "code", "section", "span", "a", "link", "table", "tr", "th", "td", "strong", "footer", "pre"}  # fmt: skip


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


MARKED = [("XSS-01", str(number), text) for number, text in enumerate(MARKUP)]


def page_of(face, text):
    problem = lambda: Problem(409, text, title=text, extra=text, members=[text, {"deep": text}])  # noqa: E731 - one line
    came = assert_safe(tried(face, raising(face, problem), fields=[("Accept", "text/html")]))
    assert came.read.value("content-type") == "text/html; charset=utf-8"
    return came


@cells(*MARKED)
def test_a_page_holds_text_as_text(face, case):
    (text,) = case
    page, plain = (Page(page_of(face, each).read.body.decode()) for each in (text, "nothing"))
    assert page.tags == plain.tags
    assert [name for name, _ in page.attributes] == [name for name, _ in plain.attributes]
    assert {*page.tags} <= TAGS
    assert text.strip("\u2028\u2029") in page.text


@cells(*MARKED)
def test_a_page_is_under_a_policy_that_runs_nothing(face, case):
    came = page_of(face, *case)
    policy = came.read.value("content-security-policy")
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert directives["default-src"] == ["'none'"]
    assert "script-src" not in directives
    assert "'unsafe-inline'" not in directives.get("style-src", [])
    assert came.read.value("x-content-type-options") == "nosniff"


@cells(*[("XSS-02", str(number), text) for number, text in enumerate(MARKUP)])
@pytest.mark.parametrize("accept", ["application/problem+json", "*/*", "application/json", "text/javascript"])
def test_a_document_is_safe_in_a_script_and_says_the_same(face, case, accept):
    (text,) = case
    came = assert_safe(
        tried(face, raising(face, lambda: Problem(409, text, extra={text: text})), fields=[("Accept", accept)])
    )
    assert not {*b"<>&"} & {*came.read.body}
    assert came.read.body.isascii()
    assert json.loads(came.read.body)["detail"] == text
    assert json.loads(came.read.body)["extra"] == {text: text}
    assert came.read.value("x-content-type-options") == "nosniff"


@cells(
    *[
        ("XSS-03", name, name)
        for name in ("moved_permanently", "found", "see_other", "temporary_redirect", "permanent_redirect")
    ]
)
def test_a_redirection_has_no_content(face, case):
    (name,) = case
    reply = getattr(respond, name)('/a?"><script>alert(1)</script>')
    assert reply.answer("GET", "text/html")[1] == b""
    assert not {*'"<>'} & {*reply.location}


@fault("XSS-04", "XSS-02")
@pytest.mark.parametrize("accept", ["text/plain", "text/html", "application/problem+xml", "application/problem+json"])
def test_no_problem_may_be_sniffed(face, accept):
    for error in (ValueError("no"), Problem(404, "<html>")):
        came = assert_safe(tried(face, raising(face, error), fields=[("Accept", accept)]))
        assert came.read.value("x-content-type-options") == "nosniff"
        assert came.read.value("content-type").startswith(accept)


@fault("XSS-05")
@pytest.mark.parametrize("accept", ["text/plain", "text/html", "application/problem+xml", "application/problem+json"])
def test_no_word_of_the_request_is_in_a_problem(face, accept):
    spoof = "canary-call-us-now"
    fields = [("Accept", f"{accept}, text/{spoof};q=0.1"), ("User-Agent", spoof), ("Host", spoof)]
    for error in (ValueError("no"), Problem(404)):
        came = assert_safe(tried(face, raising(face, error), path=f"/{spoof}", query=spoof, fields=fields))
        assert spoof.encode() not in came.server.raw
