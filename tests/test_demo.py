"""The demo cannot lie: what is wrong is told and ends it with an error; it cleans up, and the README shows its table."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from examples import demo, demo_table, demo_wire
from examples.demo_rows import MISTAKES, Outcome, Row, merged
from examples.demo_wire import Answer

ROOT = Path(demo.__file__).parent.parent
PONG = Answer(200, (), b'{"pong": true}')
CLOSED = Answer(ended="cut", closed=True)
PROBLEM = (("content-type", "application/problem+json"),)
BUG = Outcome(Answer(500, PROBLEM, b'{"instance": "urn:uuid:7"}'), PONG)
LOGGED = {"logged": "GET /bug failed, answered with 500 as urn:uuid:7"}
FOUND = {"rule": "content-length-too-long", "source": "RFC 9110, Section 8.6"}
mistakes = {mistake.what: mistake for mistake in MISTAKES}


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome(PONG, PONG), "200"),
        (Outcome(Answer(200, closed=True), CLOSED), "200"),
        (Outcome(Answer(200), CLOSED), "200; the connection is dropped"),
        (Outcome(Answer(200), Answer(0, (), b"<h1>Orders")), "200; the next request gets <h1>Orders"),
        (Outcome(Answer(200), Answer(200, (), b"x" * 40)), f"200; the next request gets {'x' * 30}…"),
        (Outcome(CLOSED, CLOSED), "no answer; the connection is dropped"),
        (Outcome(Answer(200, (), b"ab", "cut", True), CLOSED), "200; cut after 2 bytes"),
        (Outcome(Answer(200, (("content-length", "9"),), b"ab", "hung"), CLOSED), "200; hangs after 2 of 9 bytes"),
        (Outcome(Answer(200, (), b"ab"), PONG, "abc"), "200; 2 of 3 bytes, as if that were all"),
        (Outcome(Answer(201), PONG), "201; no Location"),
        (Outcome(Answer(401), PONG), "401; no content type; no WWW-Authenticate"),
        (Outcome(Answer(404, (("content-type", "text/html; charset=utf-8"),)), PONG), "404; text/html"),
        (BUG, "500; problem+json"),
    ],
)
def test_an_outcome_is_told_in_a_few_words(outcome, told):
    assert str(outcome) == told


@pytest.mark.parametrize(
    ("what", "outcome", "record", "wrong"),
    [
        ("exception at first", BUG, [LOGGED], ""),
        ("exception at first", replace(BUG, answer=Answer(200)), [LOGGED], "the status code is 200"),
        ("exception at first", replace(BUG, after=CLOSED), [LOGGED], "the connection does not say that it ends"),
        ("exception at first", replace(BUG, after=Answer(404)), [LOGGED], "the next request got another answer"),
        ("exception at first", BUG, [LOGGED, LOGGED], "something else was logged"),
        ("exception at first", BUG, [LOGGED, FOUND], "other rules were broken"),
        ("exception at first", BUG, [{"logged": LOGGED["logged"][:-1] + "8"}], "the answer does not lead to the log"),
        ("length of other content", Outcome(Answer(200, (), b"{}"), PONG, "{}"), [FOUND], ""),
        ("length of other content", Outcome(Answer(200, (), b"{}"), PONG, "{}"), [], "other rules were broken"),
        ("length of other content", Outcome(Answer(200), PONG, "{}"), [FOUND], "the content is not what was sent"),
        ("length of other content", Outcome(replace(PONG, ended="cut"), CLOSED), [FOUND], "the content is cut"),
    ],
)
def test_a_row_says_what_is_wrong_with_the_answer(what, outcome, record, wrong):
    row = Row.of(mistakes[what], "Flask", outcome, outcome, record)
    assert row.wrong.partition("; ")[0] == wrong


def test_rows_that_differ_only_in_the_server_are_one():
    row = Row("a mistake", "GET /", "Flask", "200", "404")
    assert merged([row, replace(row, behind="FastAPI")]) == [replace(row, behind="Flask; FastAPI")]
    assert merged([row, replace(row, checked="200")]) == [row, replace(row, checked="200")]


ROWS = [
    Row(
        "a mistake", "GET /a|b", "Flask", "200; cut after 3 of 9 bytes and more", "200", ("some-rule (RFC 9110, 8.6)",)
    ),
    Row("a mistake", "GET /a|b", "FastAPI", "200", "200", logged="logged once, by the error id in the answer"),
    Row("another", "GET /[b]", "Flask; FastAPI", "200", "500", wrong="the status code is 500"),
]


@pytest.mark.parametrize("has_rich", [True, False])
def test_the_table_fits_a_terminal_of_120_columns_with_and_without_rich(has_rich, monkeypatch, capsys):
    monkeypatch.setattr(demo_table, "find_spec", lambda name: has_rich or None)
    demo_table.show(ROWS)
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 120
    words = " ".join(printed.split())
    assert all(part in words for part in ("GET /a|b", "GET /[b]", "some-rule", "(RFC 9110, 8.6)", "WRONG"))
    assert words.count("a mistake") == 1


def test_the_table_for_the_readme_has_one_line_for_each_row():
    lines = demo_table.as_markdown(ROWS).splitlines()
    assert len(lines) == 2 + len(ROWS)
    assert lines[2] == (
        "| a mistake<br>`GET /a\\|b` | Flask | 200; cut after 3 of 9 bytes and more | 200 | some-rule (RFC 9110, 8.6) |"
    )


@pytest.mark.parametrize(
    ("sent", "method", "answer"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\nrest", "GET", Answer(204)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nrest", "HEAD", Answer(200, (("content-length", "9"),))),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "GET", Answer(204)),
        (b"HTTP/1.1 200 OK\r\n\r\nrest", "GET", Answer(200, (), b"rest", "whole", True)),
        (b'{"id": 7}HTTP/1.1 200 OK\r\n', "GET", Answer(0, (), b'{"id": 7}HTTP/1.1 200 OK\r\n')),
        (b"", "GET", CLOSED),
    ],
)
def test_the_client_takes_what_comes_at_its_word(sent, method, answer):
    assert demo_wire._read(io.BufferedReader(io.BytesIO(sent)), method) == answer


@pytest.mark.parametrize(
    ("sent", "content", "ended"),
    [
        (b"2\r\nab\r\n3\r\ncde\r\n0\r\n\r\nHTTP", b"abcde", "whole"),
        (b"2\r\nab\r\n", b"ab", "cut"),
        (b"2\r\nab\r\n5\r\ncd", b"abcd", "cut"),
    ],
)
def test_the_client_tells_chunks_that_were_cut_from_whole_ones(sent, content, ended):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = demo_wire._read(io.BufferedReader(io.BytesIO(head + sent)), "GET")
    assert (answer.content, answer.ended, answer.closed) == (content, ended, ended == "cut")


def started(tmp_path, *arguments):
    return subprocess.Popen(
        [sys.executable, str(ROOT / "examples" / "demo.py"), *arguments],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.servers
def test_a_run_ends_right_and_clean_and_the_readme_shows_it(tmp_path):
    process = started(tmp_path, "--json")
    out, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    told = json.loads(out)
    assert told["order_apis"] == {name: [] for name in demo.ORDER_APIS}
    assert list(tmp_path.iterdir()) == []
    rows = [Row(**row) for row in told["rows"]]
    assert {row.what for row in rows} == {mistake.what for mistake in MISTAKES}
    assert 'HEAD /legacy/notes/7: 200; the next request gets {"price": 0.01}' in {
        f"{row.request}: {row.without}" for row in rows
    }
    shown = (ROOT / "README.md").read_text().partition("<!-- demo -->")[2].partition("<!-- /demo -->")[0]
    if shown.strip():
        assert in_short(shown) == in_short(demo_table.as_markdown(rows))


def in_short(table):
    """Request and status codes of each row of a table."""
    rows = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    return [(cells[0], *re.findall(r"\b[1-5][0-9][0-9]\b", f"{cells[2]} {cells[3]}")) for cells in rows]


def serving(tmp_path):
    """The demo with its servers kept running, and their ports."""
    process, ports = started(tmp_path, "--serve"), set()
    for line in process.stdout:
        ports |= {int(port) for port in re.findall(r"127\.0\.0\.1:([0-9]+)", line)}
        if "Ctrl-C" in line:
            return process, ports
    raise AssertionError(process.stderr.read())


def is_open(port):
    try:
        with demo_wire.Connection(port, 30) as connection:
            return connection.ask("GET", "/nowhere").status_code == 404
    except OSError:
        return False


@pytest.mark.servers
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_however_the_demo_ends_its_servers_end_with_it(number, code, tmp_path):
    process, ports = serving(tmp_path)
    with process:
        assert len(ports) == 2 * len(demo.FAULTY) + len(demo.ORDER_APIS)
        assert all(map(is_open, ports))
        process.send_signal(number)
        assert process.wait(60) == code
        assert process.stderr.read() == ""
    patience = time.monotonic() + 60
    while any(map(is_open, ports)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(map(is_open, ports))
    assert number == signal.SIGKILL or list(tmp_path.iterdir()) == []
