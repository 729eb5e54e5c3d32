"""Repairs, case by case."""

import pytest

from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.rules import find_rule
from statusmw.rules.shared import measured
from statusmw.wire import parse_exchange


@pytest.mark.parametrize(
    ("method", "status_code", "value", "content", "left"),
    [
        ("GET", 200, "9", Content(5), "5"),
        ("HEAD", 200, "9", Content(0), None),
        ("GET", 304, "9", Content(0), None),
        ("GET", 200, "9", None, "9"),
        ("GET", 200, "nine", None, None),
        ("GET", 200, "9", Content(5, complete=False), "9"),
    ],
)
def test_the_length_is_that_of_the_content_or_left_out(method, status_code, value, content, left):
    fields = (("Vary", "*"), ("Content-Length", value))
    mended = measured(Exchange(Request(method), Response(status_code, fields), content))
    assert mended.response.value("content-length") == left
    assert mended.response.value("vary") == "*"


def test_a_backslash_in_a_location_is_not_encoded():
    exchange = parse_exchange("GET /\n\n302 Found\nLocation: /a\\b c")
    repair = find_rule("location-malformed").repair
    assert repair(exchange) == exchange


@pytest.mark.parametrize(
    ("said", "left"), [(" xx\t", "xx"), ("x\xa0 ", "x\xa0"), ("", "OK"), (" ", "OK"), ("xOKx", "xOKx")]
)
def test_a_phrase_loses_the_blanks_around_it_and_nothing_else(said, left):
    malformed = find_rule("status-line-malformed")
    exchange = Exchange(Request(interface="wsgi"), Response(200, reason_phrase=said))
    assert malformed.repair(exchange).response.reason_phrase == left
    assert malformed.broken_by(exchange) is (said not in ("", left))
