"""One request to an application that does something wrong: behind the middleware or bare, and what came of it."""

import json
import logging
import os
from dataclasses import dataclass

from faulting.reading import read
from faulting.serving import AsgiServer, WsgiServer, environ_of, scope_of
from statusmw import Policy
from statusmw import asgi as asgi_face
from statusmw import wsgi as wsgi_face
from statusmw.failures import ResponseAborted
from statusmw.reporting import Logging

ASKED = "canary-of-what-was-asked"
"""Stands in the query, in cookies, credentials and other fields of every request, and in its environ or state."""

RAISED = "canary-of-what-was-raised"
"""What a test puts into an exception; it may only be in tracebacks."""

SENT = "canary-of-what-was-sent"
"""What a test puts into a response that must not leave."""

KEPT = {"access-control-allow-origin", "server-timing", "vary", "x-correlation-id", "x-request-id"}
OWN = {"content-type", "content-length", "x-content-type-options", "cache-control", "vary", "content-language"}
SECRET_FIELDS = (
    ("Cookie", f"session={ASKED}"),
    ("Authorization", f"Bearer {ASKED}"),
    ("X-Api-Key", ASKED),
    ("Referer", f"https://app.example/?{ASKED}"),
)


class Recorder(logging.Handler):
    """Keeps what is logged, writes it out as a log does, and notes what could not be written."""

    def __init__(self):
        super().__init__()
        self.records, self.lost, self.text = [], [], ""

    def emit(self, record):
        self.records.append(record)
        try:
            self.text += logging.Formatter().format(record)
        except Exception as error:
            self.lost.append(error)


@dataclass
class Came:
    """What came of one request."""

    server: object
    read: object
    findings: list
    log: Recorder
    kept: bool = False
    app: object = None

    @property
    def records(self):
        return self.log.records

    @property
    def error(self):
        return self.server.error

    @property
    def ids(self):
        return [finding.rule.id for finding in self.findings]

    @property
    def problem(self):
        assert self.read.value("content-type") == "application/problem+json"
        return json.loads(self.read.body)

    @property
    def errors(self):
        return [record for record in self.records if record.levelno >= logging.ERROR]


def tried(
    face, app, *, method="GET", path="/orders", query=ASKED, fields=(), bare=False, more=None, policy=None, **server
):
    """Have *app* answer one request.

    Args:
        face: ``"asgi"`` or ``"wsgi"``.
        app: the application.
        method: of the request.
        path: of the request.
        query: of the request.
        fields: of the request, besides those that hold secrets.
        bare: whether to leave the middleware out.
        more: what else the environ or scope has.
        policy: arguments of the `Policy`.
        server: arguments of the server.
    """
    findings, recorder, written = [], Recorder(), Logging(interval=0)

    def report(finding):
        findings.append(finding)
        written(finding)

    made = Policy(**{"report": report, **(policy or {})})
    served = app if bare else {"asgi": asgi_face, "wsgi": wsgi_face}[face].StatusMiddleware(app, made)
    fields = [*SECRET_FIELDS, *fields]
    logging.getLogger().addHandler(recorder)
    try:
        if face == "wsgi":
            environ = environ_of(method, path, query, fields, **{"app.secret": ASKED, **(more or {})})
            done = WsgiServer(method, **server).serve(served, environ)
        else:
            scope = scope_of(method, path, query, fields, **{"state": {"secret": ASKED}, **(more or {})})
            done = AsgiServer(method, **server).serve(served, scope)
    finally:
        logging.getLogger().removeHandler(recorder)
    kept = done.ended
    return Came(done, read(done.raw, method, kept=kept), findings, recorder, kept, app)


def assert_safe(came, *, passes=(), cuts=False, wrong=()):
    """Assert that nothing happened that must never happen.

    Args:
        came: what came of the request.
        passes: classes of exceptions that the server is to get as they are.
        cuts: whether the response may end before its end.
        wrong: what the server notes, where the matrix says that it leaves.
    """
    assert came.server.wrong == list(wrong)
    assert came.server.error is None or isinstance(came.server.error, (ResponseAborted, *passes)), came.server.error
    allowed = {"whole", *(("cut", "empty") if cuts or passes else ())}
    assert came.read.how in allowed, (came.read, bytes(came.server.raw))
    for secret in (ASKED, RAISED, SENT):
        assert secret.encode() not in came.server.raw
    assert came.log.lost == []
    assert_logged_well(came.records)
    told = [(finding.rule.id, finding.exchange.misuse) for finding in came.findings]
    assert len(told) == len(set(told)), "a finding was reported twice"
    assert getattr(came.app, "closed", 1) == 1
    assert came.server.close_error is None
    return came


def assert_logged_well(records):
    """Assert that each record is one line of printable ASCII, with nothing of what a request keeps secret."""
    for record in records:
        said = [record.getMessage(), *(str(value) for name, value in vars(record).items() if name not in _OF_PYTHON)]
        assert all(text.isascii() and text.isprintable() for text in said), said
        assert not any(secret in text for text in said for secret in (ASKED, RAISED)), said


_OF_PYTHON = {*vars(logging.LogRecord("", 0, "", 0, "", (), None)), "message", "asctime", "taskName"}


def assert_refused(came):
    """Assert that a problem took the place of the whole response, and that it was told once."""
    assert_safe(came)
    assert came.server.ended
    assert came.read.status == 500
    assert came.read.names <= OWN | KEPT, came.read.fields
    assert came.problem["title"] == "Internal Server Error"
    assert came.problem["instance"].startswith("urn:uuid:")
    assert len(came.errors) == 1, [record.getMessage() for record in came.errors]
    return came


def assert_worse_bare(face, app, **how):
    """Assert that the same without the middleware is a fault: the model of the server or the client sees it."""
    came = tried(face, app, bare=True, **how)
    assert came.server.wrong or came.server.error or came.read.how != "whole", (came.read, came.server.raw)


RUNS_MILLIONS = bool(os.environ.get("TESTS_MILLIONS"))
"""Whether tests of what grows do a million rounds instead of a hundred thousand."""


def assert_untouched(came, status, fields, body):
    """Assert that what the application made has left as it was, and that nothing was found in it."""
    assert_safe(came)
    assert came.findings == []
    assert came.records == []
    assert (came.read.status, came.read.body) == (status, body)
    framing = {b"transfer-encoding"} if came.read.value("content-length") is None else set()
    left = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in came.read.fields if n.lower() not in framing]
    assert left == list(fields)
    return came
