"""Faults that give something away: canaries in every place an exception or a request can hold one, looked for in all that leaves."""

import ast
import sys
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

import statusmw
from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import ASKED, RAISED, SECRET_FIELDS, assert_refused, assert_safe, tried
from statusmw import Problem
from statusmw.writers import MEDIA_TYPES

FORMATS = pytest.mark.parametrize("accept", MEDIA_TYPES)
KEPT = (
    ("Access-Control-Allow-Origin", "https://app.example"),
    ("Vary", "Origin"),
    ("X-Request-Id", "r-1"),
)


class Whole(Exception):
    """Holds a canary wherever an exception can hold one."""

    code = RAISED
    sql = f"SELECT {RAISED}"
    status_code = RAISED
    detail = description = RAISED
    headers = {"X-Secret": RAISED}

    def __init__(self):
        super().__init__(RAISED, {"password": RAISED})
        self.params = {"token": RAISED}
        self.response = self.request = RAISED
        self.add_note(RAISED)

    def __repr__(self):
        return RAISED


def causing():
    try:
        try:
            raise Whole
        except Whole as error:
            raise KeyError(RAISED) from error
    except KeyError:
        raise RuntimeError(f"/srv/app/{RAISED}.py") from None


def handling():
    try:
        raise Whole
    except Whole:
        {}[RAISED]


def group():
    raise ExceptionGroup(RAISED, [Whole(), ExceptionGroup(RAISED, [Whole(), ValueError(RAISED)])])


def wrapped():
    raise RuntimeError("Caught handled exception, but response already started.") from Whole()


def caused():
    raise Problem(503) from Whole()


def plain():
    password = RAISED
    raise Whole if password else KeyError


def raising_by(face, make):
    def wsgi(environ, start_response):
        make()

    async def asgi(scope, receive, send):
        make()

    return {"asgi": asgi, "wsgi": wsgi}[face]


@cells(*[("LEAK-01", make.__name__, make) for make in (plain, causing, handling, group, wrapped, caused)])
@FORMATS
@pytest.mark.parametrize("where", ["at once", "at the first piece"])
def test_nothing_of_an_exception_leaves(face, case, accept, where):
    (make,) = case
    app = raising_by(face, make)
    if where == "at the first piece":
        try:
            make()
        except Exception as error:
            app = app_of(face, parts=(error,), whole=False)
    came = assert_safe(tried(face, app, fields=[("Accept", accept)]))
    assert came.read.value("content-type").partition(";")[0] == accept
    assert came.read.status in (500, 503)
    assert len(came.records) == 1
    assert b"Traceback" not in came.read.body
    assert b"Whole" not in came.read.body
    assert str(Path(__file__).parent).encode() not in came.read.body


@fault("LEAK-01", "LEAK-03")
def test_nothing_of_an_exception_leaves_from_the_middle_of_a_stream(face):
    came = assert_safe(tried(face, app_of(face, parts=(b"hello", b"world", Whole()), whole=False)), cuts=True)
    assert came.read.body == b"helloworld"
    assert RAISED not in repr(came.error) + str(came.error.__cause__)


@cells(
    *[("LEAK-02", accept.partition(",")[0], accept) for accept in ("text/html", "text/plain", "*/*", "text/html;q=0")]
)
def test_no_client_can_ask_for_a_page_for_developers(face, case):
    came = assert_safe(
        tried(
            face,
            raising_by(face, plain),
            fields=[("Accept", case[0]), ("X-Debug", "1")],
            query="debug=1&__debugger__=yes",
        )
    )
    assert came.read.status == 500
    assert b"Traceback" not in came.read.body
    assert b".py" not in came.read.body


def imported(path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@fault("LEAK-02")
def test_nothing_that_writes_a_body_can_format_a_traceback(face):
    writers = Path(statusmw.__file__).parent / "writers"
    modules = {path.name: {*imported(path)} for path in writers.glob("*.py")}
    assert len(modules) > 5
    assert all("traceback" not in found and "cgitb" not in found for found in modules.values())


@cells(
    ("LEAK-03", "exception", lambda face: raising_by(face, plain)),
    (
        "LEAK-03",
        "finding",
        lambda face: app_of(face, 200, (*PLAIN, ("Content-Length", "3"), ("Set-Cookie", f"s={RAISED}"))),
    ),
    ("LEAK-03", "refused", lambda face: app_of(face, 200, (*PLAIN, ("Set-Cookie", f"s={RAISED}\n"), ("X-A", "a\nb")))),
    ("LEAK-03", "length", lambda face: app_of(face, 204, (("Content-Length", "5"),), (RAISED.encode(),))),
)
def test_no_log_holds_what_a_request_or_a_response_keeps_secret(face, case):
    came = tried(face, case[0](face))
    assert came.records
    for record in came.records:
        said = record.getMessage() + repr(
            {name: value for name, value in vars(record).items() if name not in ("exc_info", "exc_text")}
        )
        assert ASKED not in said
        assert RAISED not in said
    for finding in came.findings:
        assert ASKED not in str(finding)
        assert RAISED not in str(finding)
    assert ASKED not in came.log.text


class Login(BaseModel):
    name: str
    pin: int


@fault("LEAK-04", faces=["asgi"])
def test_faults_of_a_request_do_not_repeat_it(face):
    app = FastAPI()
    statusmw.install(app)

    @app.get("/orders")
    def orders(pin: int):
        return pin

    came = assert_safe(tried(face, app, query=f"pin={ASKED}&other={ASKED}"))
    assert came.read.status == 422
    assert came.problem["errors"]


@fault("LEAK-04", faces=["wsgi"])
def test_faults_of_a_form_do_not_repeat_it(face):
    import flask

    app = flask.Flask(__name__)

    @app.get("/orders")
    def orders():
        return flask.request.form[ASKED] + str(int(flask.request.args[ASKED]))

    statusmw.install(app)
    came = assert_safe(tried(face, app, query=f"pin={ASKED}"))
    assert came.read.status == 400


PATH = "/orders/canary-of-the-path"


@cells(
    ("LEAK-05", "500", lambda: ValueError("no")),
    ("LEAK-05", "404", lambda: Problem(404)),
    ("LEAK-05", "503", lambda: Problem(503, "later")),
)
@FORMATS
def test_no_member_repeats_path_or_query(face, case, accept):
    came = assert_safe(tried(face, raising(face, *case), path=PATH, fields=[("Accept", accept)]))
    assert b"canary" not in came.read.body
    assert all(b"canary" not in value for _, value in came.read.fields)


OF_THE_RESPONSE = (
    *PLAIN,
    *KEPT,
    ("Set-Cookie", f"session={RAISED}"),
    ("ETag", f'"{RAISED}"'),
    ("Content-Encoding", "gzip"),
    ("Content-Language", "tlh"),
    ("Content-Range", "bytes 0-4/5"),
    ("Content-Disposition", f'attachment; filename="{RAISED}"'),
    ("Cache-Control", "public, max-age=3600"),
    ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ("Location", f"/{RAISED}"),
    ("Link", f"</{RAISED}>; rel=next"),
    ("WWW-Authenticate", f'Basic realm="{RAISED}"'),
    ("X-Secret", RAISED),
)


@cells(("LEAK-06", "fails", (ValueError("no"),)), ("LEAK-06", "cannot be sent", (b"hello",)))
def test_a_500_has_nothing_of_the_response_that_failed_but_what_belongs_to_the_request(face, case):
    (parts,) = case
    fields = (*OF_THE_RESPONSE, ("X-Broken", "a\nb"))
    came = assert_refused(tried(face, app_of(face, 200, fields, parts, whole=False)))
    assert came.read.value("access-control-allow-origin") == "https://app.example"
    assert came.read.value("x-request-id") == "r-1"
    assert "Origin" in came.read.value("vary")
    assert came.read.values("cache-control") == ["no-store"]


@fault("LEAK-07")
@FORMATS
def test_no_cache_keeps_a_500_or_gives_it_to_others(face, accept):
    came = assert_safe(tried(face, raising(face, ValueError), fields=[("Accept", accept)]))
    assert came.read.values("cache-control") == ["no-store"]
    assert "accept" in came.read.value("vary").lower()


@cells(("LEAK-08", "500", ValueError), ("LEAK-08", "404", lambda: Problem(404)))
@FORMATS
def test_nothing_tells_what_runs(face, case, accept):
    came = assert_safe(tried(face, raising(face, *case), fields=[("Accept", accept)]))
    assert not came.read.names & {"server", "x-powered-by", "via", "x-runtime"}
    whole = bytes(came.server.raw).lower()
    # The body has a UUID, which no word of these letters can stand in.
    for word in (b"statusmw", b"python", b"starlette", b"werkzeug", sys.version.split()[0].encode()):
        assert word not in whole


def test_the_canaries_are_where_they_should_be():
    assert all(ASKED in value for _, value in SECRET_FIELDS)
    error = Whole()
    assert RAISED in str(error)
    assert RAISED in repr(error)
    assert error.__notes__ == [RAISED]
