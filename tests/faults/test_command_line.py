"""Faults of what the command is given: captures that are hostile, and readers that leave."""

import json
import re
import signal
import subprocess
import sys

import pytest

from faulting.naming import cells, fault
from statusmw import cli

SGR = re.compile(r"\x1b\[[0-9;]*m")
RUN = [sys.executable, "-m", "statusmw"]
ESCAPES = ["\x1b[31m", "\x1b]0;title\x07", "\x9b31m", "\x00", "\u202e", "\x7f", "\x08\x08", "\r\nHTTP/1.1 200 OK"]


def capture(text):
    return f"HTTP/1.1 299 {text}\r\nX-{text}: {text}\r\nContent-Type: {text}\r\nETag: {text}\r\n\r\n".encode(
        "utf-8", "surrogatepass"
    )


def shown(capsys, *arguments):
    code = cli.main(["check", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


@cells(*[("CLI-01", ascii(text), text) for text in ESCAPES])
@pytest.mark.parametrize("format", ["text", "json", "sarif", "junit", "github"])
def test_no_capture_speaks_to_the_terminal(face, case, format, tmp_path, capsys):
    file = tmp_path / "capture"
    file.write_bytes(capture(f"a{case[0]}b"))
    code, out, err = shown(capsys, file, "--format", format, "--advice", "--target", f"/{case[0].replace(chr(0), '')}")
    assert code in (0, 1, 2)
    assert all(character.isprintable() or character == "\n" for character in SGR.sub("", out + err))


DEEP = "[" * 100_000


@cells(
    ("CLI-02", "empty", b""),
    ("CLI-02", "deep", DEEP.encode()),
    ("CLI-02", "deep entries", b'{"log": {"entries": [' + DEEP.encode()),
    ("CLI-02", "not a number", b'{"log": {"entries": [{"response": {"status": NaN}}]}}'),
    ("CLI-02", "octets", bytes(range(256)) * 100),
    ("CLI-02", "UTF-16", '{"log": {}}'.encode("utf-16")),
    ("CLI-02", "surrogate", b'{"log": {"entries": [{"request": {"url": "\\ud800"}}]}}'),
    ("CLI-02", "digits", b'{"log": {"entries": [{"response": {"status": ' + b"9" * 50_000 + b"}}]}}"),
    ("CLI-02", "length", b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 50_000 + b"\r\n\r\n"),
    ("CLI-02", "null", b"\0" * 100_000),
)
def test_what_is_no_capture_ends_with_a_line_and_no_traceback(face, case, tmp_path, capsys):
    file = tmp_path / "capture"
    file.write_bytes(case[0])
    code, out, err = shown(capsys, file)
    assert code in (0, 1, 2)
    assert "Traceback" not in out + err
    assert all(len(line) < 2_000 for line in err.splitlines())


@fault("CLI-02")
def test_a_name_of_no_file_and_a_folder_end_with_a_line(face, tmp_path, capsys):
    for source in (tmp_path / "nothing", tmp_path):
        code, _, err = shown(capsys, source)
        assert code != 0
        assert err.strip().count("\n") <= 2
        assert "Traceback" not in err


@pytest.mark.skipif(sys.platform == "win32", reason="memory is limited in another way there")
@fault("CLI-02")
def test_a_huge_capture_without_an_end_of_line_is_read_in_bounded_memory(face, tmp_path):
    file = tmp_path / "zeros"
    with file.open("wb") as zeros:
        zeros.truncate(100_000_000)
    limited = ["sh", "-c", f'ulimit -v 400000; exec "$0" -m statusmw check {file}', sys.executable]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


@fault("CLI-03")
def test_a_capture_is_never_code(face, tmp_path, monkeypatch, capsys):
    (tmp_path / "evil.py").write_text("raise SystemExit('was imported')", "utf-8")
    monkeypatch.chdir(tmp_path)
    har = {"log": {"entries": [{"request": {"method": "GET", "url": "evil:app"}, "response": {"status": 200}}]}}
    (tmp_path / "evil:app.har").write_text(json.dumps(har), "utf-8")
    code, out, err = shown(capsys, tmp_path / "evil:app.har")
    assert code in (0, 1, 2)
    assert "was imported" not in out + err
    assert "evil" not in sys.modules


@pytest.mark.skipif(sys.platform == "win32", reason="a reader leaves in another way there")
@fault("CLI-04")
def test_a_reader_that_leaves_ends_it_quietly(face):
    with subprocess.Popen([*RUN, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read()
        code = process.wait(30)
    assert (code, err) in ((141, b""), (0, b""))


@pytest.mark.skipif(sys.platform == "win32", reason="an interrupt comes in another way there")
@fault("CLI-04")
def test_an_interrupt_ends_it_without_a_traceback(face):
    script = "import os, signal, sys; from statusmw import cli, commands; import statusmw.commands.facts as facts\n"
    script += "facts.list_codes = lambda **_: os.kill(os.getpid(), signal.SIGINT)\nsys.exit(cli.main(['list']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 128 + signal.SIGINT
    assert "Traceback" not in done.stderr


@cells(
    ("CLI-05", "http", "http://127.0.0.1:9/"),
    ("CLI-05", "https", "https://localhost/"),
    ("CLI-05", "file", "file:///etc/passwd"),
)
def test_no_address_is_ever_asked(face, case, capsys, monkeypatch):
    import socket

    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it asks a server"))
    code, out, err = shown(capsys, case[0])
    assert code == 2
    assert err.startswith("statusmw")
    assert out == ""
