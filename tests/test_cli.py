"""The command line: what it shows to people and to programs, and how it ends."""

import io
import json
import os
import pty
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import statusmw
from statusmw import cli
from statusmw.commands import screen
from statusmw.commands.facts import GROUPS, OPERATIONS
from statusmw.commands.page import Facts, Page, Table, Verbatim
from statusmw.commands.repairs import repaired
from statusmw.rules import CATALOGUE, TOPICS, find_rule
from statusmw.status import CLASSES, REGISTERED, STATUS_CODES, StatusCode
from statusmw.status.crud import CRUD, Advice

UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
STATUS_MEMBERS = {*StatusCode.__slots__, "name", "status_class"}


def run(capsys, *arguments):
    exit_code = cli.main(arguments)
    shown = capsys.readouterr()
    return exit_code, shown.out, shown.err


def shell(*arguments, **options):
    command = [sys.executable, "-m", "statusmw", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30, **options)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True

    def fileno(self):
        raise io.UnsupportedOperation("fileno")


@pytest.fixture
def without_rich(monkeypatch):
    monkeypatch.setitem(sys.modules, "rich", None)


@pytest.mark.parametrize(
    "words",
    [["422"], ["unprocessable"], ["UNPROCESSABLE"], ["Unprocessable Content"], ["unprocessable", "entity"],
     ["unprocessable_content"], ["unprocessable-content"], ["UnprocessableContent"], ["422", "Unprocessable", "Content"]],
)  # fmt: skip
def test_explain_takes_a_number_or_any_spelling_of_the_name(capsys, words):
    exit_code, out, err = run(capsys, "explain", *words)
    assert (exit_code, err) == (0, "")
    assert out.startswith("422 Unprocessable Content\n\nMeaning      Format and syntax are right")
    assert "\nSource       RFC 9110, Section 15.5.21\n" in out
    assert "\n400 Bad Request             400: the content cannot even be read" in out
    assert "respond.unprocessable_content(detail)" in out


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("405", ["Must have  Allow", "Caches     may keep it without being told for how long"]),
        ("204", ["Content        forbidden", "Must not have  Content-Length, Transfer-Encoding"]),
        ("503", ["Should have  Retry-After, Cache-Control"]),
        ("305", ["Registration  deprecated"]),
        ("499", ["Sent by       nginx (log only); Token Required in Esri ArcGIS", "Other names   Token Required"]),
    ],
)
def test_explain_shows_what_the_code_has(capsys, code, lines):
    shown = run(capsys, "explain", code)[1].splitlines()
    assert set(lines) <= set(shown)


def test_explain_leaves_out_what_the_code_does_not_have(capsys):
    out = run(capsys, "explain", "409")[1]
    assert not any(label in out for label in ("Must have", "Caches", "Registration", "Sent by", "Other names"))
    assert "When" not in run(capsys, "explain", "103")[1]


@pytest.mark.parametrize("key", ["4xx", "4XX", "custom"])
def test_explain_knows_the_classes(capsys, key):
    each = CLASSES[key.lower()]
    out = run(capsys, "explain", key)[1]
    assert out.startswith(f"{each}\n\nCodes         {each.first} to {each.last}\nMeaning       {each.meaning}\n")
    assert each.client in out


@pytest.mark.parametrize("code", STATUS_CODES)
def test_explain_gives_programs_every_member(capsys, code):
    exit_code, out, _ = run(capsys, "explain", str(code), "--json")
    data = json.loads(out)
    assert exit_code == 0
    assert set(data) == STATUS_MEMBERS | {"kind", "crud"}
    assert (data["kind"], data["code"], data["name"]) == ("status code", code, STATUS_CODES[code].name)
    assert [row["code"] for row in data["confused_with"]] == [other for other, _ in STATUS_CODES[code].confused_with]
    assert all(set(row) == {"code", "reason_phrase", "difference"} for row in data["confused_with"])
    assert all(row["code"] == code for row in data["crud"])


RULE_MEMBERS = {
    *("id", "topic", "level", "source", "url", "says", "why", "status_codes", "methods", "interface"),
    *("repairable", "unsendable", "bad", "good", "repaired"),
}


@pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
def test_explain_shows_a_rule(capsys, rule):
    out = run(capsys, "explain", rule.id.upper())[1]
    assert out.startswith(f"{rule.id}\n\nSays ")
    for shown in (rule.says, rule.why, rule.level.value, f"{rule.source} <{rule.source.url}>", "\nBad\n", "\nGood\n"):
        assert shown in out
    assert ("\nMended " in out) == (rule.repair is not None)
    assert ("\nSent " in out) == rule.unsendable
    assert ("\nRepaired\n" in out) == (rule.repair is not None)


def test_explain_gives_programs_a_rule(capsys):
    data = json.loads(run(capsys, "explain", "created", "without", "location", "--json")[1])
    assert set(data) == RULE_MEMBERS | {"kind"}
    assert (data["kind"], data["id"], data["topic"]) == ("rule", "created-without-location", "redirection")
    assert (data["status_codes"], data["methods"], data["interface"]) == ([201], ["POST"], None)
    assert data["bad"] == "POST /orders\n\n201 Created"


def test_what_looks_like_a_rule_comes_with_the_nearest_ids(capsys):
    exit_code, out, err = run(capsys, "explain", "created-with-location")
    assert (exit_code, out) == (2, "")
    assert "\nno rule is called 'created-with-location'; nearest: created-without-location" in err


def test_rules_lists_the_catalogue_by_topic(capsys):
    out = run(capsys, "rules")[1]
    assert [line for line in out.splitlines() if line in TOPICS] == list(TOPICS)
    assert all(f"{rule.id}  " in out and f"  {rule.says}\n" in out for rule in CATALOGUE)
    data = json.loads(run(capsys, "rules", "--json")[1])
    assert [each["id"] for each in data] == [rule.id for rule in CATALOGUE]
    assert all(set(each) == RULE_MEMBERS for each in data)


@pytest.mark.parametrize("topic", TOPICS)
def test_rules_of_one_topic(capsys, topic):
    for spelling in (topic, topic.upper().replace(" ", "-")):
        data = json.loads(run(capsys, "rules", "--topic", spelling, "--json")[1])
        assert [each["id"] for each in data] == [rule.id for rule in TOPICS[topic]]
        assert {each["topic"] for each in data} == {topic}


def test_an_unknown_topic_ends_with_2_and_names_those_there_are(capsys):
    exit_code, out, err = run(capsys, "rules", "--topic", "cooking")
    assert (exit_code, out) == (2, "")
    assert err == f"statusmw: no topic 'cooking'; there are: {', '.join(TOPICS)}.\n"


def test_explain_gives_programs_a_class(capsys):
    data = json.loads(run(capsys, "explain", "5xx", "--json")[1])
    assert (data["kind"], data["key"], data["name"], data["unknown_as"]) == ("class", "5xx", "server error", 500)
    assert data["codes"] == [code for code in REGISTERED if code >= 500]


def test_list_has_one_line_for_each_registered_code(capsys):
    lines = run(capsys, "list")[1].splitlines()
    assert [int(line[:3]) for line in lines if line[:3].isdecimal()] == list(REGISTERED)
    assert [line for line in lines if line in map(str, CLASSES.values())] == [
        str(each) for key, each in CLASSES.items() if key != "custom"
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_list_of_a_group_has_its_codes_and_tells_about_the_class(capsys, group):
    out = run(capsys, "list", group.upper())[1]
    data = json.loads(run(capsys, "list", group, "--json")[1])
    assert [str(each["code"]) for each in data] == [line[:3] for line in out.splitlines() if line[:3].isdecimal()]
    assert all(set(each) == STATUS_MEMBERS for each in data)
    if group == "unofficial":
        assert {each["code"] for each in data} == set(STATUS_CODES) - set(REGISTERED)
    else:
        assert CLASSES[group].meaning in out


def test_list_marks_what_is_not_simply_registered(capsys):
    out = run(capsys, "list", "3xx")[1]
    assert "305   Use Proxy [deprecated]  None: never send it." in out
    assert "499   Client Closed Request [nginx (log only); Token" in run(capsys, "list", "unofficial")[1]


def test_crud_shows_code_helper_and_reason_of_every_advice(capsys):
    out = run(capsys, "crud")[1]
    for row in CRUD:
        assert f"{row.helper}  " in out
        assert f"  {row.why}\n" in out
    assert "queued (asynchronous)" in out


@pytest.mark.parametrize("operation", OPERATIONS)
def test_crud_of_one_operation_has_only_that(capsys, operation):
    expected = [row for row in CRUD if row.operation == operation]
    assert expected
    data = json.loads(run(capsys, "crud", operation, "--json")[1])
    assert [Advice(**each) for each in data] == expected
    lines = run(capsys, "crud", operation)[1].splitlines()
    assert lines[0].lower().startswith(operation)
    assert [int(line[:3]) for line in lines if line[:3].isdecimal()] == [row.code for row in expected]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["427"],
            (
                "statusmw: no single status code is meant by '427'; nearest: 426 Upgrade Required, "
                "428 Precondition Required, 425 Too Early.\n"
                "A client that meets 427 treats it as 400 (RFC 9110, Section 15).\n"
            ),
        ),
        (["forbiden"], "statusmw: no single status code is meant by 'forbiden'; nearest: 403 Forbidden.\n"),
        (["!\x1b[31m"], "statusmw: no single status code is meant by '!\\x1b[31m'.\n"),
    ],
)
def test_an_unknown_code_ends_with_2_and_names_the_nearest(capsys, words, message):
    assert run(capsys, "explain", *words) == (2, "", message)


@pytest.mark.parametrize(("number", "known_as"), [("199", 100), ("299", 200), ("799", 500), ("099", 500)])
def test_an_unknown_number_comes_with_what_a_client_takes_it_for(capsys, number, known_as):
    assert f"A client that meets {number} treats it as {known_as} " in run(capsys, "explain", number)[2]


@pytest.mark.parametrize(
    "arguments", [[], ["explain"], ["list", "7xx"], ["crud", "upsert"], ["list", "--json", "--plain"], ["nonsense"]]
)
def test_arguments_that_make_no_sense_end_with_2(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: statusmw")


@pytest.mark.parametrize("given", ["x", "0", "-5", "nan", "1e6", "1\n2"])
def test_a_timeout_that_is_none_is_said_with_one_that_is(capsys, given):
    with pytest.raises(SystemExit) as caught:
        cli.main(["check", "a", "--timeout", given])
    shown = given.replace("\n", r"\n")
    assert caught.value.code == 2
    assert (
        f"--timeout: '{shown}' is no number of seconds between 0 and a million; give one such as 10"
        in capsys.readouterr().err
    )


def test_version(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert (caught.value.code, capsys.readouterr().out) == (0, f"statusmw {statusmw.__version__}\n")


@pytest.mark.parametrize("command", cli.COMMANDS, ids=lambda command: command.name)
def test_every_command_has_its_function_and_help(capsys, command):
    module, _, function = command.run.partition(":")
    assert callable(getattr(import_module(f"statusmw.commands.{module}"), function))
    with pytest.raises(SystemExit) as caught:
        cli.main([command.name, "--help"])
    assert caught.value.code == 0
    assert command.summary.capitalize() in capsys.readouterr().out


PAGE = Page(
    "Title [bold]",
    (
        Facts((("Label", "long " * 30), ("None", ""))),
        Table("Table", ("A", "B"), (("1", "one [red]"), ("22", "many " * 30))),
        Verbatim("Lines", "GET /[red]\n\n200 OK"),
    ),
    None,
)


def test_plain_text_is_not_wrapped_where_no_terminal_is():
    lines = screen.as_text(PAGE, io.StringIO()).splitlines()
    assert [len(line) for line in lines] == [12, 0, 157, 0, 5, 5, 13, 153, 0, 5, 14, 0, 10]
    assert lines == screen.as_text(PAGE, None).splitlines()


@pytest.mark.usefixtures("without_rich")
def test_a_terminal_gets_wrapped_plain_text_without_rich():
    text = screen.as_text(PAGE, Terminal())
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert "\n       long" in text


def test_a_terminal_gets_plain_text_when_asked_for():
    assert "\x1b" not in screen.as_text(PAGE, Terminal(), plain=True)


def test_a_terminal_gets_colours_with_rich(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    text = screen.as_text(PAGE, Terminal())
    assert "\x1b[" in text
    assert "Title [bold]" in text
    assert "one [red]" in text
    assert "None" not in text
    assert "\nLines\n    GET /[red]\n\n    200 OK\n" in text


def test_rich_breaks_prose_before_it_breaks_a_helper(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    table = Table("Table", ("Helper", "Why"), (("respond.created(location, item)", "many " * 30),))
    assert "respond.created(location, item)" in screen.as_text(Page("", (table,), None), Terminal())


def test_rich_needs_no_title():
    assert screen.as_text(Page("", PAGE.blocks, None), Terminal()).lstrip().startswith(("Label", "\x1b"))


def test_a_page_without_title_begins_with_its_first_block():
    assert screen.as_text(Page("", (PAGE.blocks[1],), None), io.StringIO()).startswith("Table\nA   B\n")


def test_facts_without_rows_show_nothing():
    assert screen.as_text(Page("Title", (Facts(()),), None), io.StringIO()) == "Title\n\n"


@pytest.mark.usefixtures("without_rich")
def test_where_the_last_column_finds_no_room_it_goes_below():
    table = Table("Table", ("A", "B", "C"), (("a" * 30, "b" * 30, "many " * 20),))
    lines = screen.as_text(Page("", (table,), None), Terminal()).splitlines()
    assert lines[3] == "a" * 30 + "  " + "b" * 30
    assert lines[4].startswith("    many many")
    assert max(map(len, lines)) <= 80


def test_the_width_is_that_of_the_terminal():
    master, slave = pty.openpty()
    try:
        import fcntl
        import struct
        import termios

        with os.fdopen(slave, "w", closefd=False) as stream:
            for columns, expected in ((101, 101), (5, 40), (0, 80)):
                fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
                assert screen._width(stream) == expected
    finally:
        os.close(master)
        os.close(slave)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "begins"),
    [
        (["explain", "im_used"], 0, "226 IM Used\n"),
        (["list", "1xx"], 0, "Codes         100 to 199\n"),
        (["crud", "delete"], 0, "Delete\n"),
        (["--version"], 0, "statusmw "),
        (["explain", "427"], 2, ""),
        (["lst"], 2, ""),
    ],
)
def test_a_process_ends_with_the_exit_code(arguments, exit_code, begins):
    done = shell(*arguments)
    assert done.returncode == exit_code
    assert done.stdout.startswith(begins)
    assert bool(done.stderr) == (exit_code != 0)
    assert "Traceback" not in done.stderr


def test_explain_imports_neither_frameworks_nor_event_loop_nor_what_it_does_not_need():
    program = (
        "import sys\n"
        "from statusmw.cli import main\n"
        "main(['explain', '404'])\n"
        "heavy = {'starlette', 'werkzeug', 'asyncio', 'json', 'rich', 'difflib', 'statusmw.rules'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or None)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=UNMEASURED, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("404 Not Found\n")


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["--help"]])
def test_a_process_whose_reader_has_gone_ends_quietly_with_141(arguments):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "statusmw", *arguments]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, timeout=30, env=buffered)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_reader_that_has_gone_is_no_error_in_the_same_process(monkeypatch):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert cli.main(["list"]) == 141


def test_output_that_cannot_be_written_ends_with_1(monkeypatch, capsys):
    with Path("/dev/full").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert cli.main(["list"]) == 1
    assert capsys.readouterr().err == "statusmw: [Errno 28] No space left on device\n"


def test_ctrl_c_ends_with_130(monkeypatch, capsys):
    def interrupted(**options):
        raise KeyboardInterrupt

    monkeypatch.setattr("statusmw.commands.facts.crud", interrupted)
    assert run(capsys, "crud") == (130, "", "")


def test_a_process_without_standard_output_does_not_fail():
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$0" -m statusmw explain 404 >&-', sys.executable],
        stderr=subprocess.PIPE, check=False, timeout=30,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_package_runs_as_a_module():
    done = shell("explain", "nothing of the kind")
    assert (done.returncode, done.stderr.startswith("statusmw: no single status code")) == (2, True)
    assert import_module("statusmw.__main__").main is cli.main


def test_a_repair_is_shown_with_what_it_makes_of_the_bad_example(capsys):
    out = run(capsys, "explain", "no-content-with-content")[1]
    bad, mended, good = out.index("\nBad\n"), out.index("\nRepaired\n"), out.index("\nGood\n")
    assert bad < mended < good
    assert out[mended:good].split() == ["Repaired", *repaired(find_rule("no-content-with-content")).split()]
    assert json.loads(run(capsys, "explain", "created-without-location", "--json")[1])["repaired"] == ""
