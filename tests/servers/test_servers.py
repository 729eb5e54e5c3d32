"""Behind real servers: what arrives is right, and the next request on the connection gets its own answer."""

import os

import pytest
from examples.demo_rows import MISTAKES, Outcome, Row
from examples.demo_serve import ASGI, WSGI
from examples.demo_servers import Server

from faults import EXPECTED, PATHS, ask, method_for, wrong

pytestmark = pytest.mark.servers

EVERY_SERVER = [*((kind, "wsgi") for kind in WSGI), *((kind, "asgi") for kind in ASGI)]
FACTORIES = {
    "wsgi": ("faulty_wsgi:create_app", "examples.mistakes_flask:create_app"),
    "asgi": ("faulty_asgi:create_app", "examples.mistakes_fastapi:create_app"),
}


@pytest.mark.parametrize(("kind", "interface"), EVERY_SERVER)
def test_whatever_an_application_does_the_answer_is_right_and_the_next_request_gets_its_own(kind, interface, serving):
    server = serving(kind, FACTORIES[interface][0])
    found = {path: wrong(EXPECTED[path], ask(server, path)) for path in PATHS[interface]}
    assert {path: faults for path, faults in found.items() if faults} == {}
    silent = {path for path in PATHS[interface] if not server.recorded(method_for(path), path)}
    # On HEAD every ASGI server drops the content itself, so that nothing is wrong.
    assert silent == ({"/fine"} if interface == "wsgi" else {"/fine", "/head", "/head-streamed"})


@pytest.mark.parametrize(("kind", "interface"), EVERY_SERVER)
def test_the_classic_mistakes_leave_right_or_reported(kind, interface, serving):
    server = serving(kind, FACTORIES[interface][1])
    framework = {"wsgi": "Flask", "asgi": "FastAPI"}[interface]
    found = {}
    for mistake in MISTAKES:
        request = getattr(mistake, framework.lower())
        with server.connect(30) as connection:
            outcome = Outcome(connection.ask(*request), connection.ask("GET", "/ping"), mistake.content)
        found[mistake.what] = Row.of(mistake, framework, outcome, outcome, server.recorded(*request)).wrong
    assert {what: faults for what, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("kind", "interface", "path"),
    [
        ("waitress", "wsgi", "/head"),
        ("waitress", "wsgi", "/head-streamed"),
        ("uvicorn httptools", "asgi", "/204-content"),
        ("uvicorn httptools", "asgi", "/304-content"),
    ],
)
def test_without_statusmw_the_content_of_one_answer_becomes_the_next_answer(kind, interface, path, serving):
    factory = FACTORIES[interface][0]
    plain = ask(serving(kind, factory, checked=False), path)
    assert (plain.after.status_code, plain.after.content) == (200, b"forged")
    assert ask(serving(kind, factory), path).is_followed


@pytest.mark.parametrize(
    ("kind", "interface", "number"),
    [("waitress", "wsgi", 30), ("uvicorn httptools", "asgi", 30)],
)
def test_without_statusmw_most_of_the_faults_reach_the_client(kind, interface, number, serving):
    server = serving(kind, FACTORIES[interface][0], checked=False)
    found = {path: wrong(EXPECTED[path], ask(server, path)) for path in PATHS[interface]}
    assert "/fine" not in (faulty := {path for path, faults in found.items() if faults})
    assert len(faulty) >= number


@pytest.mark.parametrize(("kind", "interface"), EVERY_SERVER)
def test_a_stopped_server_leaves_no_process_behind(kind, interface, tmp_path):
    with Server(kind, FACTORIES[interface][1], tmp_path, checked=True).wait() as server:
        assert os.getpgid(server.pid) == server.pid
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)
    with pytest.raises(ConnectionRefusedError):
        server.connect()


def test_a_server_that_does_not_start_says_why(tmp_path):
    with (
        Server("waitress", "examples.mistakes_flask:no_such_function", tmp_path, checked=True) as server,
        pytest.raises(RuntimeError, match="no_such_function"),
    ):
        server.wait()
