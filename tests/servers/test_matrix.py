"""What `make servers` goes by: a reader that forgives nothing, a word for each cell, and a list that cannot grow."""

from collections import Counter

import pytest
import strict
import table
from matrix import CLOSING, KINDS, Case, Cell, cases, kind_of, unlike
from talking import Came

import run
from faults import HELLO, PROBLEM, REFUSED, Expected

OK = b"HTTP/1.1 200 OK\r\n"
FIVE = OK + b"Content-Length: 5\r\n\r\nhello"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nX-A: b\r\n\r\n"

WHOLE = [
    # octets, method, content, by what its end is told, bytes behind it
    (FIVE, "GET", b"hello", "length", 0),
    (FIVE + FIVE, "GET", b"hello", "length", len(FIVE)),
    (CHUNKED + b"H", "GET", b"hello", "chunked", 1),
    (OK + b"X-Note:\r\nX-Other:\t a b \r\n\r\nhello", "GET", b"hello", "close", 0),
    (OK + b"Content-Length: 5\r\n\r\n", "HEAD", b"", "none", 0),
    (b"HTTP/1.1 204 No Content\r\n\r\n", "GET", b"", "none", 0),
    (b'HTTP/1.1 304 \r\nETag: "a"\r\nContent-Length: 5\r\n\r\n', "GET", b"", "none", 0),
    (b"HTTP/1.1 101 \r\nUpgrade: a\r\n\r\n\x88\x00", "GET", b"", "none", 2),
    (b"HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n" + FIVE, "GET", b"hello", "length", 0),
    (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "GET", b"hello", "length", 0),
]


@pytest.mark.parametrize(("octets", "method", "content", "framed", "behind"), WHOLE)
def test_a_response_is_read_to_its_end_and_no_further(octets, method, content, framed, behind):
    response = strict.read(octets, method, ended=True)
    assert (response.content, response.framed, response.is_whole) == (content, framed, True)
    assert len(octets) - response.size == behind
    assert response.closes is (framed == "close" or octets.startswith(b"HTTP/1.0"))
    assert strict.broken_rule(response) == ("status code" if response.status_code == 101 else "")


@pytest.mark.parametrize("octets", [FIVE, CHUNKED])
def test_what_has_come_in_part_is_not_taken_for_the_whole(octets):
    for size in range(len(octets)):
        response = strict.read(octets[:size], "GET", ended=False)
        assert response is None or not response.is_whole


@pytest.mark.parametrize(
    "octets",
    [
        b"hello",
        b"HTTP/2 200 OK\r\n\r\n",
        OK,
        b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 0200 OK\r\n\r\n",
        b"HTTP/1.1 200 O\0K\r\n\r\n",
        b"HTTP/1.1 200 OK\nA: b\r\n\r\n",
        OK + b"A: b\nC: d\r\n\r\n",
        OK + b"A: b\rC: d\r\n\r\n",
        OK + b"A: b\r\n c\r\n\r\n",
        OK + b"A : b\r\n\r\n",
        OK + b": b\r\n\r\n",
        OK + b"A\r\n\r\n",
        OK + b"A: \x07\r\n\r\n",
        OK + b"A: b\0\r\n\r\n",
        OK + b"Content-Length: +5\r\n\r\nhello",
        OK + b"Content-Length: 5, 5\r\n\r\nhello",
        OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n",
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: gzip\r\n\r\nhello",
        OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nhello\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX A: b\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_response_is_not_read(octets):
    with pytest.raises(strict.Malformed):
        strict.read(octets, "GET", ended=True)


@pytest.mark.parametrize(
    ("octets", "broken"),
    [
        (b"HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", "status code"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", "length of no content"),
        (b"HTTP/1.1 205 Reset\r\nContent-Length: 1\r\n\r\na", "content of 205"),
        (OK + b"Date: a\r\nDate: b\r\nContent-Length: 0\r\n\r\n", "date twice"),
    ],
)
def test_a_response_that_can_be_read_may_break_a_rule(octets, broken):
    assert strict.broken_rule(strict.read(octets, "GET", ended=True)) == broken


def came(octets, ended="whole", then="own"):
    first = strict.read(octets, "GET", ended=False) if ended != "malformed" else None
    return Came(first, ended, then, octets)


REFUSAL = b"HTTP/1.1 500 Oops\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nContent-Length: 0\r\n\r\n"
PLAIN = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
SPLIT = OK + b"Set-Cookie: admin=1\r\nContent-Length: 5\r\n\r\nhello"
CUT = Expected(200, b"hello again", "cut")
WORDS = [
    # what came, what may leave, the word, whether that is in order with statusmw in front
    (came(FIVE), HELLO, "fine", True),
    (came(FIVE), None, "fine", True),
    (came(FIVE), REFUSED, "fine", False),
    (came(FIVE), Expected(200, b"hello", fields=(("x-note", "a"),)), "fine", False),
    (came(FIVE), Expected(201, b"hello"), "fine", False),
    (came(FIVE, then="closed"), HELLO, "fine", True),
    (came(FIVE, then="dropped"), HELLO, "closed", True),
    (came(FIVE), Expected(200, b"hello world"), "short", False),
    (came(FIVE), Expected(200, b"hello", "cut"), "short", False),
    (came(REFUSAL), REFUSED, "problem", True),
    (came(REFUSAL), HELLO, "problem", False),
    (came(PLAIN), REFUSED, "problem", False),
    (came(PLAIN), Expected(500, None), "problem", True),
    (came(PLAIN, then="dropped"), REFUSED, "closed", False),
    (came(FIVE[:-2], "cut", ""), CUT, "cut", True),
    (came(FIVE[:-2], "cut", ""), HELLO, "cut", False),
    (came(OK + b"Content-Length: 9\r\n\r\nworld", "cut", ""), CUT, "cut", False),
    (came(b"", "cut", ""), REFUSED, "empty", False),
    (came(b"", "cut", ""), None, "empty", True),
    (came(b"", "hung", ""), None, "hang", False),
    (came(FIVE, then="hung"), HELLO, "hang", False),
    (came(FIVE, then="other"), HELLO, "step", False),
    (came(FIVE, then="split"), HELLO, "split", False),
    (came(OK + b"A\r\n\r\n", "malformed", ""), None, "malformed", False),
    (came(SPLIT), HELLO, "injected", False),
    (came(OK + b"Content-Length: 6\r\n\r\nsecret"), None, "leak", False),
    (came(b"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n"), None, "rule", False),
]


@pytest.mark.parametrize(("came", "expected", "word", "in_order"), WORDS)
def test_each_cell_has_one_word(came, expected, word, in_order):
    case = Case("wsgi", "/a", expected)
    assert kind_of(case, came) == word
    assert (unlike(case, word, came) == "") is in_order


def test_a_handshake_is_accepted_or_refused():
    case = Case("asgi", "/a", None, "socket")
    accepted = came(b"HTTP/1.1 101 \r\nUpgrade: websocket\r\n\r\n", then="closed")
    assert (kind_of(case, accepted), kind_of(case, came(PLAIN, then="closed"))) == ("fine", "problem")


@pytest.mark.parametrize("face", ["wsgi", "asgi"])
def test_there_are_enough_cases_and_each_is_told_from_all_others(face):
    told = cases(face, "uvicorn h11")
    assert len({case.name for case in told}) == len(told) > 250
    assert len([case for case in told if case.way == "piped"]) > 50
    assert not [case for kind in CLOSING for case in cases(face, kind) if case.way == "piped"]


def test_the_list_of_what_only_servers_can_mend_names_cases_that_there_are():
    listed = run.allowed()
    assert len(listed) <= run.MOST_ALLOWED
    assert {name for server, name in listed} <= {case.name for face in ("wsgi", "asgi") for case in cases(face, "")}
    assert {server for server, _ in listed} <= dict(run.servers(short=False)).keys()
    assert all(reason.endswith(".") for reason in listed.values())


def cell(server, path, wrong=""):
    return Cell(server, Case("wsgi", path, None), "fine", wrong)


def test_what_is_wrong_and_not_listed_fails_and_what_is_listed_and_not_wrong_too():
    cells = [cell("a", "/x", "hang"), cell("a", "/y", "hang"), cell("a", "/z"), cell("b", "/z")]
    listed = {("a", "/x next"): "", ("a", "/z next"): "", ("c", "/x next"): ""}
    assert list(run.faults(cells, listed)) == [
        "a: /y next: hang",
        "a: /z next: in order by now; strike it from allowed.toml",
    ]
    most = {("c", str(number)): "" for number in range(run.MOST_ALLOWED + 1)}
    assert [line for line in run.faults([], most) if "are the most" in line]


def test_the_table_has_a_pair_of_counts_for_each_word_and_stands_between_its_marks(tmp_path, monkeypatch):
    counts = {("a", False): Counter(fine=1, hang=2), ("a", True): Counter(fine=2, problem=1)}
    text = table.of(counts, {("a", False): ({"nginx": ["/x"]}, 3), ("a", True): ({"nginx": []}, 3)})
    row = next(line for line in text.splitlines() if line.startswith("| a |"))
    assert row.startswith("| a | 3 | 1 / 2 | 0 / 1 | 0 |")
    assert "| a | 3 | 1 / 0 |" in text
    assert table.NAMES.keys() == KINDS.keys()
    page = tmp_path / "page.md"
    page.write_text("# A\n\n<!-- servers -->\nold\n<!-- /servers -->\n\nrest\n")
    monkeypatch.setattr(table, "PAGE", page)
    table.write(text)
    assert page.read_text() == f"# A\n\n<!-- servers -->\n\n{text}\n<!-- /servers -->\n\nrest\n"
    page.write_text("# A\n")
    with pytest.raises(ValueError, match="servers"):
        table.write(text)


def test_problems_are_told_by_their_type():
    assert f"Content-Type: {PROBLEM}".encode() in REFUSAL
