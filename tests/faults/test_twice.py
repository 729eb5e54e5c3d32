"""The middleware around the middleware: what is done once stays done, and nothing is told twice."""

from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import assert_safe, tried
from statusmw import Policy
from statusmw import asgi as asgi_face
from statusmw import wsgi as wsgi_face

WRONG = [
    ("SEQ-24", "value", 200, (*PLAIN, ("X-A", "a\nb")), (b"hello",)),
    ("SEQ-24", "length", 200, (*PLAIN, ("Content-Length", "3")), (b"hello",)),
    ("SEQ-24", "204", 204, PLAIN, (b"hello",)),
    ("SEQ-24", "status", 99, PLAIN, (b"hello",)),
    ("SEQ-24", "fine", 200, PLAIN, (b"hello",)),
    ("SEQ-24", "stream", 200, (*PLAIN, ("Content-Length", "9")), (b"hello", b"w", b"o")),
]


def twice(face, app, **policy):
    return {"asgi": asgi_face, "wsgi": wsgi_face}[face].StatusMiddleware(app, Policy(**policy))


@cells(*WRONG)
def test_the_second_one_changes_and_finds_nothing(face, case):
    status, fields, parts = case
    found = []
    whole = len(parts) == 1
    once = tried(face, app_of(face, status, fields, parts, whole=whole))
    inner = app_of(face, status, fields, parts, whole=whole)
    came = assert_safe(tried(face, twice(face, inner, report=found.append)), cuts=True)
    assert came.findings == []
    assert [finding.rule.id for finding in found] == once.ids
    assert (came.read.how, came.read.status) == (once.read.how, once.read.status)
    assert came.read.status == 500 or came.read.body == once.read.body
    assert len(came.errors) == len(once.errors)


@fault("SEQ-24")
def test_a_failure_is_logged_once(face):
    came = assert_safe(tried(face, twice(face, raising(face, ValueError))))
    assert (came.read.status, len(came.errors)) == (500, 1)


@fault("SEQ-24")
def test_one_that_reports_inside_one_that_repairs(face):
    app = app_of(face, 200, (*PLAIN, ("X-A", "a\nb")))
    came = assert_safe(tried(face, twice(face, app, on_finding="report", report=lambda _: None)))
    assert (came.read.status, len(came.errors)) == (500, 1)
