"""Nothing that is read makes `statusmw check` crash, speak to a terminal, or take all memory."""

import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import check, wire
from long_form import examples
from statusmw import cli
from statusmw.commands.kinds import FORMATS, KINDS

PIECES = [
    b"HTTP/1.1 200 OK\r\n", b"HTTP/2 404 \n", b"HTTP/1.1 103 Early Hints\r\n", b"HTTP/1.1 999 \x1b[31m\r\n", b"\r\n", b"\n", b"\r", b"\0",
    b"> GET / HTTP/1.1\r\n", b"> \r\n", b"< HTTP/1.1 200 OK\r\n", b"< \r\n", b"< a: b\r\n", b"* Connection #0\n", b"\xff\xfe", b"\x1f\x8b",
    b"Content-Length: 5\r\n", b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: chunked\r\n", b"Location: /\r\n", b"Link: <\r\n",
    b"Set-Cookie: \xe4=\x07\r\n", b" folded\r\n", b":\r\n", b"hello", b'{"log": {"entries": [', b'{"request": {"url": "http://a", "method": "GET", ',
    b'"headers": [{"name": "a", "value": null}]}, "response": {"status": 200, "headers": []}}', b"]}}", b'{"response": {"status_code": 200}}',
    b'{"statusmw": "1", "findings": [', b'{"response": {"status_code": 401}}', b"[[[[", b'"\\ud800"', b"1e999", b"{", b"}", b",",
]  # fmt: skip
GARBAGE = st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=20).map(b"".join)


def fed(content, *arguments):
    """Exit code, standard output and standard error of a run that reads *content*."""
    streams = io.TextIOWrapper(io.BytesIO(content)), io.StringIO(), io.StringIO()
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        return cli.main(["check", "-", *arguments]), streams[1].getvalue(), streams[2].getvalue()
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(GARBAGE, st.sampled_from([None, *KINDS]), st.sampled_from(FORMATS))
def test_no_input_makes_it_crash(content, kind, format):
    exit_code, out, err = fed(content, "--format", format, "--advice", *(["--from", kind] if kind else []))
    assert exit_code in {0, 1, 2}
    assert (exit_code == 2) <= bool(err)
    assert (out + err).replace("\n", "").isprintable()
    if format in {"json", "sarif"}:
        json.loads(out)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
RESPONSE = st.fixed_dictionaries({}, optional={
    "status": st.integers(0, 1100) | JSON, "status_code": st.integers(0, 1100) | JSON, "bodySize": JSON, "content": JSON,
    "headers": st.lists(st.dictionaries(st.sampled_from(["name", "value"]), JSON)) | JSON,
    "fields": st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5))) | JSON, "httpVersion": JSON,
})  # fmt: skip
REQUEST = st.fixed_dictionaries({}, optional={
    "method": st.sampled_from(["GET", "HEAD"]) | JSON, "url": st.just("https://a/b") | JSON, "headers": JSON, "target": JSON, "fields": JSON,
})  # fmt: skip
ENTRY = st.fixed_dictionaries(
    {"response": RESPONSE | JSON, "request": REQUEST | JSON}, optional={"cache": JSON, "content": JSON}
)


@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRY | JSON, max_size=3))
def test_no_json_makes_it_crash(entries):
    for content in (
        json.dumps({"log": {"entries": entries}}), json.dumps({"statusmw": "1", "findings": entries}), "\n".join(map(json.dumps, entries))
    ):  # fmt: skip
        exit_code, out, _ = fed(content.encode(), "--format", "sarif", "--advice")
        assert exit_code in {0, 1, 2}
        json.loads(out)


@pytest.mark.parametrize(
    "content", [b"\0" * 100_000, b"x" * 3_000_000, b"HTTP/1.1 200 OK\r\n" * 1000, bytes(range(256)) * 100]
)
def test_what_is_no_capture_ends_with_a_message(content):
    exit_code, _, err = fed(content)
    assert (exit_code, err.count("statusmw: -")) in {(2, 1), (1, 1), (2, 1000)}


def test_a_reader_that_has_gone_is_no_error(tmp_path):
    (tmp_path / "a.txt").write_bytes(wire("HTTP/1.1 401 Unauthorized\nContent-Length: 0\n\n") * 5000)
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "statusmw", "check", str(tmp_path / "a.txt")]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_large_capture_is_read_in_constant_memory(capsys, tmp_path):
    import tracemalloc

    def most(count):
        one = wire("HTTP/1.1 401 Unauthorized\nContent-Type: text/plain\n\n") + b"x" * 50_000 + b"\n"
        line = json.dumps({"response": {"status_code": 401, "fields": {"X-A": "a" * 50_000}}}).encode() + b"\n"
        (tmp_path / "a.txt").write_bytes(one * count)
        (tmp_path / "a.jsonl").write_bytes(line * count)
        tracemalloc.start()
        try:
            assert check(capsys, tmp_path / "a.txt", "--output", tmp_path / "out").exit_code == 1
            assert check(capsys, tmp_path / "a.jsonl", "--format", "junit", "--output", tmp_path / "out").exit_code == 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    most(10)
    small = most(10)
    assert most(100) < small + 2_500_000


def test_a_terminal_gets_a_bar_on_standard_error(monkeypatch, tmp_path, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    (tmp_path / "a.txt").write_bytes(wire("HTTP/1.1 204 No Content\n\n"))
    monkeypatch.setenv("TERM", "xterm")
    for source in (tmp_path / "a.txt", "check_apps:starlette_app"):
        monkeypatch.setattr(sys, "stderr", terminal := Terminal())
        cli.main(["check", str(source)])
        assert ("reading" if source == tmp_path / "a.txt" else "asking") in terminal.getvalue()
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setitem(sys.modules, "rich", None)
    assert cli.main(["check", str(tmp_path / "a.txt")]) == 0
    assert terminal.getvalue() == ""
    capsys.readouterr()


def test_a_process_without_standard_error_shows_no_bar(monkeypatch, tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes(wire("HTTP/1.1 204 No Content\n\n"))
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.main(["check", str(tmp_path / "a.txt")]) == 0
    capsys.readouterr()


def test_a_thread_that_was_left_behind_does_not_keep_the_process():
    program = "import check_apps, sys; from statusmw.cli import main; sys.exit(main(['check', 'check_apps:asgi_blocks', '--path', '/', '--timeout', '0.1']))"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=25, env=environ)
    assert (done.returncode, done.stderr) == (1, b"")
    assert threading.active_count() < 100
