"""Faults of logs: whoever chooses a path, a method or a field value writes no line, no format and no sequence of a log."""

import logging
import random

import pytest

from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import RAISED, RUNS_MILLIONS, assert_logged_well, assert_safe, tried
from statusmw import Policy
from statusmw import asgi as asgi_face
from statusmw import wsgi as wsgi_face
from statusmw.reporting import Logging

CLASSES = {"asgi": asgi_face.StatusMiddleware, "wsgi": wsgi_face.StatusMiddleware}
SHAPING = [
    ("LOG-01", "line feed", "/a\nERROR forged"),
    ("LOG-01", "line end", "/a\r\nERROR forged"),
    ("LOG-01", "separators", "/a\x0b\x0c\x1c\x1d\x1e\x85b"),
    ("LOG-01", "Unicode separators", "/a\u2028ERROR\u2029forged"),
    ("LOG-02", "colour", "/a\x1b[31mred"),
    ("LOG-02", "title", "/a\x1b]0;title\x07"),
    ("LOG-02", "C1", "/a\x9b31m"),
    ("LOG-02", "null", "/a\0b"),
    ("LOG-02", "bidi", "/a\u202egpj.exe\u2066\u2069"),
    ("LOG-02", "surrogate", "/a\udc80\ud800"),
    ("LOG-02", "delete", "/a\x7f\x08\x08"),
    ("LOG-04", "percent", "/%s%n%(name)s%d"),
    ("LOG-04", "braces", "/{0.__class__}{record}"),
    ("LOG-04", "dollar", "/${jndi:ldap://x}$msg"),
]
TIMES = 10_000 if RUNS_MILLIONS else 3_000
WRONG = (*PLAIN, ("X-Note", "a\x1b[31m\nb"), ("X-{0}%s", "1"))


@cells(*SHAPING)
@pytest.mark.parametrize("fails", [False, True], ids=["finding", "exception"])
def test_a_path_shapes_no_log(face, case, fails):
    (path,) = case
    app = raising(face, ValueError) if fails else app_of(face, 200, WRONG)
    came = assert_safe(tried(face, app, path=path))
    assert came.records
    assert came.read.status == 500


@cells(*SHAPING)
def test_a_method_shapes_no_log(face, case):
    (method,) = case
    with_method = {"REQUEST_METHOD": method} if face == "wsgi" else {"method": method}
    came = assert_safe(tried(face, app_of(face, 200, WRONG), more=with_method))
    assert came.records
    came = assert_safe(tried(face, raising(face, ValueError), more=with_method))
    assert len(came.errors) == 1


@cells(*SHAPING)
def test_what_an_application_makes_of_a_request_shapes_no_log(face, case):
    (text,) = case
    octets = text.encode("utf-8", "surrogatepass").decode("latin-1")
    for fields in (
        (("Content-Type", octets),),
        ((octets, "1"),),
        (*PLAIN, ("Location", octets)),
        (*PLAIN, ("ETag", octets)),
    ):
        assert_safe(tried(face, app_of(face, 200, fields)))
    if face == "wsgi":
        assert_safe(tried(face, app_of(face, f"200 {text}")))


@fault("LOG-01", "LOG-02")
def test_random_text_shapes_no_log(face):
    chance = random.Random(117)
    pool = [*map(chr, range(0x100)), "\u2028", "\u202e", "\ud800", "\U000e0001", "%s", "{0}", "\\r", "\x1b["]
    for _ in range(150):
        path = "/" + "".join(chance.choices(pool, k=chance.randint(1, 300)))
        came = assert_safe(tried(face, raising(face, ValueError), path=path))
        assert len(came.records) == 1
        assert len(came.records[0].getMessage()) < 600


class Kept(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)


@pytest.fixture
def logger():
    logger = logging.Logger("flooded")  # noqa: LOG001 - one of its own, that nobody else writes to
    logger.addHandler(Kept())
    return logger


@pytest.mark.parametrize("same", [True, False], ids=["one path", "many paths"])
@fault("LOG-03")
@pytest.mark.long(3)
def test_the_same_finding_thousands_of_times_is_a_few_records(face, same, logger):
    report = Logging(logger, clock=lambda: 0.0)
    app = CLASSES[face](app_of(face, 200, (*PLAIN, ("Content-Length", "3"))), Policy(report=report))
    chance = random.Random(404)
    for _ in range(TIMES):
        call(face, app, "/orders" if same else f"/{chance.random()}")
    records = logger.handlers[0].records
    assert len(records) <= (len({record.rule for record in records}) if same else 260)
    assert len(records) < TIMES / 10
    assert len(report._repetition._said) <= 260
    assert_logged_well(records)


def call(face, app, path):
    """One request without a model of a server, for tests of what many of them do."""
    if face == "wsgi":
        b"".join(app({"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1"}, lambda *_: None))
        return
    coroutine = app(
        {"type": "http", "method": "GET", "path": path, "headers": [], "http_version": "1.1"}, None, swallow
    )
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for something")


async def swallow(message):
    pass


@fault("LOG-04")
def test_arguments_of_a_record_are_never_its_format(face):
    came = assert_safe(tried(face, raising(face, ValueError(f"%s %(x)s {{0}} {RAISED}")), path="/%s"))
    (record,) = came.records
    assert "%s" in record.getMessage()
    assert "/%s" not in record.msg
