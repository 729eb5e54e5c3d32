"""Beside `wsgiref.validate` and Werkzeug's linter: what they rightly report is found here too, what they wrongly report is not.

The three look at the same applications. Each row says which of the other two complains and whether it is right; a
row that another release of theirs no longer bears out fails.
"""

import warnings
from wsgiref.validate import validator

import pytest
from werkzeug.middleware.lint import LintMiddleware, WSGIWarning

from faces import ASKED, Closing, environ_of, face, serve_wsgi
from statusmw.exchange import Request

TEXT = ("Content-Type", "text/plain")
STDLIB, WERKZEUG = "wsgiref", "werkzeug"


def app(line="200 OK", fields=(TEXT,), content=(b"hello",)):
    def answering(environ, start_response):
        start_response(line, fields if not isinstance(fields, tuple) else list(fields))
        return list(content) if isinstance(content, tuple) else content

    return answering


def twice(environ, start_response):
    start_response("200 OK", [TEXT])
    start_response("200 OK", [TEXT])
    return [b"hello"]


def never(environ, start_response):
    return [b"hello"]


def late(environ, start_response):
    yield b"hello"
    start_response("200 OK", [TEXT])


def nothing(environ, start_response):
    start_response("200 OK", [TEXT])


def text_behind(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"hello"
    yield "hello"


def writes_text(environ, start_response):
    start_response("200 OK", [TEXT])("hello")
    return []


# Both complain once more when what they have wrapped is thrown away, where nobody can catch it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

# Application, method, who complains, and the rules that find the fault here.
FAULTS = {
    "two heads": (twice, "GET", set(), {"start-response-called-again"}),
    "no head": (never, "GET", {STDLIB, WERKZEUG}, {"content-before-start-response"}),
    "content before the head": (late, "GET", {STDLIB, WERKZEUG}, {"content-before-start-response"}),
    "nothing to iterate": (nothing, "GET", {STDLIB, WERKZEUG}, {"content-not-iterable"}),
    "text as the content": (app(content="hello"), "GET", {STDLIB, WERKZEUG}, {"content-not-bytes"}),
    "text in the content": (app(content=("hello",)), "GET", {STDLIB, WERKZEUG}, {"content-not-bytes"}),
    "text behind bytes": (text_behind, "GET", {STDLIB, WERKZEUG}, {"content-not-bytes"}),
    "text that is written": (writes_text, "GET", {STDLIB, WERKZEUG}, {"content-not-bytes"}),
    "a status that is a number": (app(200), "GET", {STDLIB, WERKZEUG}, {"status-code-unreadable"}),
    "a status in bytes": (app(b"200 OK"), "GET", {STDLIB, WERKZEUG}, {"status-code-unreadable"}),
    "a status below 100": (app("099 Odd"), "GET", {STDLIB, WERKZEUG}, {"status-code-below-100"}),
    "a status of letters": (app("two OK"), "GET", {STDLIB, WERKZEUG}, {"status-code-unreadable"}),
    "fields that are no list": (app(fields={"A": "b"}), "GET", {STDLIB, WERKZEUG}, {"field-not-text"}),
    "fields in lists": (app(fields=(["Content-Type", "text/plain"],)), "GET", {STDLIB, WERKZEUG}, {"field-not-a-tuple"}),
    "a field in bytes": (app(fields=((b"A", b"b"),)), "GET", {STDLIB, WERKZEUG}, {"field-not-text"}),
    "a line break in a name": (app(fields=(TEXT, ("A\nB", "c"))), "GET", {STDLIB}, {"field-name-malformed"}),
    "a space in a name": (app(fields=(TEXT, ("A B", "c"))), "GET", {STDLIB}, {"field-name-malformed"}),
    "a line break in a value": (app(fields=(TEXT, ("A", "b\nC: d"))), "GET", {STDLIB, WERKZEUG}, {"field-value-with-control-character"}),
    "a field called Status": (app(fields=(TEXT, ("Status", "404"))), "GET", {STDLIB, WERKZEUG}, {"status-field-over-wsgi"}),
    "content in a 204": (app("204 No Content", ()), "GET", {WERKZEUG}, {"no-content-with-content"}),
    "content in a 304": (app("304 Not Modified", (("ETag", '"a"'),)), "GET", {WERKZEUG}, {"not-modified-with-content"}),
    "content to HEAD": (app(), "HEAD", set(), {"head-with-content"}),
    "a wrong length": (app(fields=(TEXT, ("Content-Length", "7"))), "GET", {WERKZEUG}, {"content-length-too-long"}),
    "an entity-tag without quotes": (app(fields=(TEXT, ("ETag", "abc"))), "GET", {WERKZEUG}, {"etag-malformed"}),
    "no type for content": (app(fields=()), "GET", {STDLIB}, {"content-without-content-type"}),
}  # fmt: skip

# Applications that are right, and who complains all the same.
FALSE_ALARMS = {
    "a plain answer": (app(), "GET", set()),
    "a 302 without content": (app("302 Found", (("Location", "/a"), ("Content-Length", "0")), ()), "GET", {STDLIB, WERKZEUG}),
    "a 404 without content": (app("404 Not Found", (("Content-Length", "0"),), ()), "GET", {STDLIB}),
    "a 205 without content": (app("205 Reset Content", (("Content-Length", "0"),), ()), "POST", {STDLIB}),
    "a 204": (app("204 No Content", (), ()), "DELETE", {WERKZEUG}),
    "HEAD with the length of GET": (app(fields=(TEXT, ("Content-Length", "5")), content=()), "HEAD", {WERKZEUG}),
    "a tab in a value": (app(fields=(TEXT, ("Server-Timing", "a;dur=1,\tb"))), "GET", {STDLIB}),
    "a relative Location": (app("303 See Other", (("Location", "../a"), TEXT)), "POST", {WERKZEUG}),
    "a 304 with a date": (app("304 Not Modified", (("ETag", '"a"'), ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")), ()), "GET", {WERKZEUG}),
}  # fmt: skip


def complaints(wrap, answering, method):
    """Whether a linter complains, by a warning, an assertion or an exception of another kind."""
    environ = environ_of(Request(method, "/", (("If-None-Match", '"a"'),), interface="wsgi"))
    environ["wsgi.version"], environ["wsgi.errors"] = (1, 0), _Errors()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", WSGIWarning)
        try:
            iterable = wrap(answering)(environ, lambda line, fields, exc_info=None: lambda chunk: None)
            for _ in iterable:
                pass
            iterable.close()
        except Exception:
            return True
    return bool(caught)


class _Errors:
    def write(self, text):
        """Take what is written and keep nothing."""

    def writelines(self, lines):
        """As `write`."""

    def flush(self):
        """As `write`."""


def others(answering, method):
    found = {STDLIB} if complaints(validator, answering, method) else set()
    return found | ({WERKZEUG} if complaints(LintMiddleware, answering, method) else set())


def ours(answering, method, *more):
    wrapped, reports = face(answering, "report", select=[*ASKED, *more])
    serve_wsgi(wrapped, Request(method, "/", (("If-None-Match", '"a"'),), interface="wsgi"))
    return set(reports.ids)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_they_find_is_found_here_too(name):
    answering, method, who, rules = FAULTS[name]
    assert others(answering, method) == who
    assert rules <= ours(answering, method, "ADVICE")


@pytest.mark.parametrize("name", FALSE_ALARMS)
def test_what_is_right_is_reported_by_them_alone(name):
    answering, method, who = FALSE_ALARMS[name]
    assert others(answering, method) == who
    assert ours(answering, method) == set()


def test_they_find_less():
    both = [who for _, _, who, _ in FAULTS.values()]
    assert sum(STDLIB in who for who in both) < len(both)
    assert sum(WERKZEUG in who for who in both) < len(both)


def test_who_does_not_close_is_found_by_the_standard_library_and_by_advice():
    content = Closing([b"hello"])
    wrapped, reports = face(app(content=content), select=["content-not-closed"])
    assert (
        b"".join(wrapped(environ_of(Request(interface="wsgi")), lambda line, fields, exc_info=None: None)) == b"hello"
    )
    assert (reports.ids, content.closed) == (["content-not-closed"], 0)
