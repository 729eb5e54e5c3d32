"""``pytest -p statusmw`` from the user's seat: small projects whose tests are run by a pytest of their own."""

import subprocess
import sys

import fastapi.testclient
import flask.testing
import httpx
import httpx2
import pytest
import starlette.testclient

import statusmw.adapters.fastapi
import statusmw.adapters.flask
import statusmw.adapters.starlette
import statusmw.testing.session

pytest_plugins = ["pytester"]

# Hypothesis would be loaded anew by every run.
QUICK = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")
CHALLENGE = "unauthorized-without-challenge"

# pytester forgets what a project has loaded, and would load half of the package a second time for each.
LOADED = (fastapi.testclient, flask.testing, httpx, httpx2, starlette.testclient, statusmw.testing.session)

FLASK = """
import pytest
from flask import Flask, Response

app = Flask(__name__)
client = app.test_client()

@app.route("/me/<int:id>")
def me(id):
    return "who are you?", 401

@app.route("/fine")
def fine():
    return "fine"

@app.route("/boom")
def boom():
    raise KeyError("boom")

"""

ASGI = """
import asyncio, threading, httpx, httpx2, pytest
from fastapi import FastAPI, WebSocket
from fastapi.responses import Response
from fastapi.testclient import TestClient

app = FastAPI()
client = TestClient(app)

@app.get("/me/{id}")
async def me(id: int):
    return Response("who are you?", 401, media_type="text/plain")

@app.get("/boom")
async def boom():
    raise KeyError("boom")

@app.websocket("/socket")
async def socket(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()

async def ask(library, path="/me/7", times=1):
    transport = library.ASGITransport(app=app)
    async with library.AsyncClient(transport=transport, base_url="http://test") as asking:
        return await asyncio.gather(*[asking.get(path) for _ in range(times)])

"""


@pytest.fixture
def run(pytester):
    """Runs tests with the plugin, in this process; gives the outcome of each, and what was printed."""

    def run_(tests, *arguments, ini="", plugin=("-p", "statusmw")):
        pytester.makepyfile(test_shop=tests)
        pytester.makeini(f"[pytest]\naddopts = --strict-markers --strict-config\n{ini}")
        return pytester.runpytest_inprocess(*QUICK, *plugin, *arguments)

    return run_


def said(result):
    return result.stdout.str()


def test_a_test_that_lets_a_faulty_response_out_fails_and_says_all_about_it(run):
    result = run(
        FLASK
        + """
def test_me():
    assert client.get("/me/7").status_code == 401

def test_fine():
    assert client.get("/fine").text == "fine"
"""
    )
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        [
            "statusmw: strict",
            "* test_me *",
            "GET /me/7 -> 401 breaks unauthorized-without-challenge",
            "",
            '*.py:*: assert client.get("/me/7").status_code == 401',
            "",
            "    GET /me/7",
            "",
            "    401 UNAUTHORIZED",
            "    Content-Type: text/html; charset=utf-8",
            "    Content-Length: 12",
            "    (12 bytes of content)",
            "",
            "A 401 response has at least one challenge in WWW-Authenticate. [[]unauthorized-without-challenge[]]",
            "MUST, RFC 9110, Section 15.5.2: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2",
            "*",
            "Right would be, for example:",
            "",
            "    401 Unauthorized",
            "    WWW-Authenticate: *",
            "",
            'If it is meant: @pytest.mark.statusmw(ignore=[[]"unauthorized-without-challenge"[]])',
            "=* statusmw =*",
            "2 responses checked, 1 rule broken",
            "MUST unauthorized-without-challenge, 1 time: GET /me/<int:id>",
            "    first in *::test_me",
            "FAILED *::test_me - Failed: GET /me/7 -> 401 breaks *",
        ]
    )


def test_nothing_is_looked_at_unless_it_is_asked_for(run):
    tests = (
        FLASK + "@pytest.mark.statusmw(off=True)\ndef test_me():\n    assert client.get('/me/7').status_code == 401\n"
    )
    result = run(tests, plugin=())
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("statusmw: *")
    result.stdout.no_fnmatch_line("*= statusmw =*")


FAULTY = FLASK + "def test_me():\n    assert client.get('/me/7').status_code == 401\n"


@pytest.mark.parametrize(
    ("plugin", "ini", "mode"),
    [
        ((), "statusmw = strict", "strict"),
        ((), "statusmw = report", "report"),
        ((), "statusmw = off", ""),
        ((), "addopts = -p statusmw", "strict"),
        (("-p", "statusmw"), "statusmw = report", "report"),
        (("-p", "statusmw"), "statusmw = off", ""),
        (("--statusmw=report",), "", "report"),
        (("--statusmw=off",), "statusmw = strict", ""),
        (("--statusmw=strict",), "statusmw = off", "strict"),
    ],
)
def test_the_command_line_comes_before_the_ini_file_and_that_before_the_default(pytester, plugin, ini, mode):
    pytester.makepyfile(test_shop=FAULTY)
    pytester.makeini(f"[pytest]\n{ini}")
    result = pytester.runpytest_inprocess(*QUICK, *plugin)
    result.assert_outcomes(failed=mode == "strict", passed=mode != "strict")
    summed_up = "1 response checked, 1 rule broken" in said(result)
    assert (f"statusmw: {mode}" in said(result), summed_up) == (True, True) if mode else not summed_up


@pytest.mark.parametrize(
    ("ini", "says"),
    [
        ("statusmw = strct", "statusmw: 'strct' is none of off, report, strict"),
        (f"statusmw_ignore =\n  redirect-*\n  {CHALLENGE}x", f"statusmw_ignore: there is no rule *did you mean '{CHALLENGE}'*"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_meant_ends_the_run(run, ini, says):
    result = run("def test(): pass", ini=ini)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {says}"])


def test_the_settings_of_the_project_count(run, pytester):
    pytester.makepyprojecttoml(f'[tool.statusmw]\nignore = ["{CHALLENGE}"]')
    run(FAULTY).assert_outcomes(passed=1)
    pytester.makepyprojecttoml('[tool.statusmw]\nignroe = ["x"]')
    result = run(FAULTY)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *ignroe*"])


def test_what_is_ignored_by_the_ini_file_fails_no_test(run):
    result = run(FAULTY, ini=f"statusmw_ignore =\n  {CHALLENGE}\n")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["1 response checked, nothing to report"])


def test_markers_ignore_and_switch_off(run):
    result = run(
        FLASK
        + f"""
@pytest.mark.statusmw(ignore=["{CHALLENGE}"])
class Test:
    def test_ignored_by_the_class(self):
        assert client.get("/me/7").status_code == 401
    @pytest.mark.statusmw(ignore=["redirect-*"])
    def test_ignored_by_both(self):
        assert client.get("/me/7").status_code == 401

@pytest.mark.statusmw(off=True)
class TestOff:
    def test_off(self):
        assert client.get("/me/7").status_code == 401
    @pytest.mark.statusmw(off=False)
    def test_on(self):
        assert client.get("/me/7").status_code == 401

@pytest.mark.statusmw(ignore=["{CHALLENGE}x"])
def test_unknown(): pass

@pytest.mark.statusmw(ignore="{CHALLENGE}")
def test_str(): pass

@pytest.mark.statusmw("{CHALLENGE}")
def test_positional(): pass

@pytest.mark.statusmw(ignores=[])
def test_misspelt(): pass

@pytest.mark.statusmw(of=True)
def test_misspelt_too(): pass

@pytest.mark.statusmw(off="no")
def test_no_truth(): pass
"""
    )
    result.assert_outcomes(passed=3, failed=1, errors=6)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_unknown*",
            f"@pytest.mark.statusmw: ignore: there is no rule '{CHALLENGE}x'; did you mean '{CHALLENGE}'*",
            "@pytest.mark.statusmw: ignore: *collection*",
            f"@pytest.mark.statusmw: give ignore=[[]...[]] or off=True by name, not {CHALLENGE}",
            "@pytest.mark.statusmw: there is no option 'ignores'; did you mean 'ignore'?",
            "@pytest.mark.statusmw: there is no option 'of'; did you mean 'off'?",
            "@pytest.mark.statusmw: off: 'no' is no truth value; give True or False",
            "FAILED *::test_on *",
            "*3 passed, 6 errors*",
        ]
    )


def test_exceptions_and_failures_stay_what_they_are(run):
    result = run(
        FLASK
        + """
def test_raised():
    app.testing = True
    with pytest.raises(KeyError, match="boom"):
        client.get("/boom")

def test_fails():
    assert client.get("/me/7").status_code == 200

def test_fails_by_itself():
    assert client.get("/fine").status_code == 404

@pytest.mark.xfail(reason="known")
def test_known():
    assert client.get("/me/7").status_code == 401

def test_skipped():
    client.get("/me/7")
    pytest.skip("no")

import unittest

class Old(unittest.TestCase):
    def test_fails(self):
        self.assertEqual(client.get("/me/7").status_code, 200)
    def test_found(self):
        self.assertEqual(client.get("/me/7").status_code, 401)
"""
    )
    result.assert_outcomes(passed=1, failed=4, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(
        ["E * assert 401 == 200", "*Captured statusmw call*", "GET /me/7 -> 401 breaks *", "E *AssertionError: 401 != 200", "*Captured statusmw call*"]
    )  # fmt: skip
    result.stdout.fnmatch_lines(["FAILED *Old::test_found - Failed: GET /me/7 -> 401 breaks *"])


def test_what_fixtures_ask_belongs_to_the_test(run):
    result = run(
        FLASK
        + """
client.get("/me/1")

@pytest.fixture
def before():
    client.get("/me/2")

@pytest.fixture
def after():
    yield
    client.get("/me/3")

def test_before(before): pass
def test_after(after): pass
"""
    )
    result.assert_outcomes(failed=1, passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_after*",
            "GET /me/3 -> 401 *",
            "GET /me/2 -> 401 *",
            "2 responses checked, 1 rule broken",
        ]
    )


def test_every_asgi_client_is_looked_at_from_any_thread_and_task(run):
    result = run(
        ASGI
        + """
def test_testclient():
    assert client.get("/me/7").status_code == 401

def test_raised():
    with pytest.raises(KeyError, match="boom"):
        client.get("/boom")
    assert TestClient(app, raise_server_exceptions=False).get("/boom").text == "Internal Server Error"

@pytest.mark.parametrize("library", [httpx, httpx2])
def test_transport(library):
    assert len(asyncio.run(ask(library, times=3))) == 3

def test_thread():
    thread = threading.Thread(target=client.get, args=["/me/7"])
    thread.start()
    thread.join()

@pytest.mark.anyio
async def test_async():
    assert (await ask(httpx2))[0].text == "who are you?"

@pytest.fixture
def anyio_backend():
    return "asyncio"

def test_websocket():
    with client.websocket_connect("/socket") as session:
        assert session.receive_text() == "hello"
"""
    )
    result.assert_outcomes(failed=5, passed=2)
    result.stdout.fnmatch_lines(["11 responses checked, 1 rule broken", f"MUST {CHALLENGE}, 9 times: GET /me/{{id}}"])


def test_wsgi_transports_and_streams_are_looked_at(run):
    result = run(
        FLASK
        + """
import httpx, httpx2
from werkzeug.test import Client

@app.route("/stream")
def stream():
    return Response(iter(["ab", "cd"]), headers={"Content-Length": "9"})

@pytest.mark.parametrize("library", [httpx, httpx2])
def test_transport(library):
    with library.Client(transport=library.WSGITransport(app=app), base_url="http://test") as asking:
        assert asking.get("/me/7").status_code == 401

def test_werkzeug():
    assert Client(app).get("/stream").data == b"abcd"

def test_raised_in_a_stream():
    def broken(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"a"
        raise KeyError("boom")
    with pytest.raises(KeyError):
        Client(broken).get("/").data
"""
    )
    result.assert_outcomes(failed=3, passed=1)
    result.stdout.fnmatch_lines(["MUST content-length-too-long, 1 time: GET /stream"])


WORN = """
from statusmw import BrokenResponse, Policy, install
from statusmw.asgi import StatusMiddleware

def test_told_once():
    install(app, policy=Policy(on_finding="{on_finding}", report=print))
    {ask}

def test_by_its_own_policy():
    install(app, policy=Policy(ignore=["unauthorized-without-challenge"]))
    assert client.get("/me/7").status_code == 401
"""


@pytest.mark.parametrize("framework", [FLASK, ASGI])
@pytest.mark.parametrize(
    ("on_finding", "ask", "failed"),
    [
        ("repair", "client.get('/me/7')", 1),
        ("report", "client.get('/me/7')", 1),
        ("raise", "app.testing = True\n    with pytest.raises(BrokenResponse): client.get('/me/7')", 0),
    ],
)
def test_an_application_that_wears_the_middleware_is_checked_by_it(run, framework, on_finding, ask, failed):
    result = run(
        framework + WORN.format(on_finding=on_finding, ask=ask).replace("def test_by", "\ndef test_by"), "-k", "told"
    )
    result.assert_outcomes(failed=failed, passed=1 - failed, deselected=1)
    # Where the variable CI is set, pytest says it all once more in its summary.
    assert said(result).partition("short test summary")[0].count("Right would be") == failed
    run(framework + WORN.format(on_finding="repair", ask="pass"), "-k", "own").assert_outcomes(passed=1, deselected=1)


def test_the_middleware_without_a_client_is_left_alone(run):
    result = run(
        """
from statusmw.wsgi import StatusMiddleware
from statusmw import Policy

def app(environ, start_response):
    start_response("401 Unauthorized", [])
    return []

def test_direct():
    found = []
    StatusMiddleware(app, Policy(report=found.append))({"REQUEST_METHOD": "GET"}, lambda *_: None)
    assert [finding.rule.id for finding in found] == ["unauthorized-without-challenge"]
"""
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["0 responses checked, nothing to report"])


def test_between_tests_and_from_a_worker_that_has_died_nothing_is_taken():
    session = statusmw.testing.session.Session(strict=True, ignore=())
    app = object()
    assert session.around(app, "asgi") is app
    session.django(None, None)
    session.pytest_testnodedown(object())
    assert session._tally.lines() == ["0 responses checked, nothing to report"]


DJANGO = """
import asyncio, pytest
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None})
import django
django.setup()

from django.http import HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, Client, SimpleTestCase
from django.urls import path
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView
from statusmw.testing import assert_problem

def me(request, id):
    response = HttpResponse("who are you?", status=401)
    response.set_cookie("sid", "s3cr3t")
    return response

def stream(request):
    return StreamingHttpResponse([b"ab", b"cd"])

def problem(request):
    return HttpResponse(b'{"status": 404}', status=404, headers={"Content-Type": "application/problem+json"})

class Orders(APIView):
    def post(self, request):
        return Response({"id": 7}, status=201)

urlpatterns = [path("me/<int:id>", me), path("stream", stream), path("problem", problem), path("orders", Orders.as_view())]

def test_client():
    assert Client().get("/me/7").status_code == 401

def test_async_client():
    async def ask():
        return await AsyncClient().get("/me/7")
    assert asyncio.run(ask()).status_code == 401

def test_rest_framework():
    assert APIClient().post("/orders", {}, format="json").status_code == 201

def test_fine():
    assert b"".join(Client().get("/stream").streaming_content) == b"abcd"
    assert Client().get("/nothing").status_code == 404
    assert assert_problem(Client().get("/problem"), 404).status == 404

class Old(SimpleTestCase):
    def test_old(self):
        assert self.client.get("/me/7").status_code == 401
"""


def in_a_process_of_its_own(pytester, tests, *arguments):
    pytester.makepyfile(test_shop=tests)
    return pytester.runpytest_subprocess("-p", "statusmw", *QUICK, *arguments)


def test_django_and_rest_framework_are_looked_at(pytester):
    result = in_a_process_of_its_own(pytester, DJANGO)
    result.assert_outcomes(failed=4, passed=1)
    result.stdout.fnmatch_lines(
        [
            "    Set-Cookie: sid=...; Path=/",
            "7 responses checked, 2 rules broken",
            f"MUST {CHALLENGE}, 3 times: GET /me/<int:id>",
            "SHOULD created-without-location, 1 time: POST /orders",
        ]
    )


# WebOb imports a module that Python 3.11 calls deprecated; modules that come only in a test are met all the same.
LATE = """
def test_late():
    import webtest, werkzeug.test
    def app(environ, start_response):
        start_response("401 Unauthorized", [("Content-Type", "text/plain")])
        return [b"no"]
    client = webtest.TestApp(app)
    assert client.get("/late", status=401).text == "no"
    assert client.app is app
    werkzeug.test.Client(app).get("/later")
"""


@pytest.mark.parametrize("environ", [{}, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}])
def test_under_xdist_there_is_one_summary(pytester, monkeypatch, environ):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    more = ["-p", "xdist"] if environ else []
    pytester.makepyfile(test_late=LATE)
    result = in_a_process_of_its_own(pytester, FAULTY, "-n2", *more)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        ["=* statusmw =*", "3 responses checked, 1 rule broken", f"MUST {CHALLENGE}, 3 times: GET /late, GET /later, GET /me/<int:id>"]
    )  # fmt: skip
    assert said(result).count("responses checked") == 1


def test_the_switch_loads_nothing_as_long_as_it_is_off(pytester):
    program = (
        "import sys, pytest\n"
        "class Late:\n"
        "    def pytest_unconfigure(self):\n"
        "        print([name for name in sys.modules if name.startswith('statusmw')])\n"
        "pytest.main(['-p', 'no:cacheprovider', '-p', 'no:hypothesispytest', '-q'], plugins=[Late()])\n"
    )
    pytester.makepyfile("def test(): pass")
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stdout.splitlines()[-1] == "['statusmw', 'statusmw.pytest_plugin']"
