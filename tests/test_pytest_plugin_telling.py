"""What the plugin says of a finding, and how it sums up."""

import pytest

from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.rule import Finding
from statusmw.rules import CATALOGUE
from statusmw.testing.telling import Tally, failure
from statusmw.wire import parse_exchange

RULES = {rule.id: rule for rule in CATALOGUE}


def found(id, exchange=None):
    rule = RULES[id]
    return Finding(rule, exchange or parse_exchange(rule.bad, rule.interface or "asgi"))


@pytest.mark.parametrize("rule", CATALOGUE, ids=RULES)
def test_every_finding_is_told_with_its_source_and_what_would_be_right(rule):
    text = failure([("test_x.py:7: get()", found(rule.id))])
    head, place, *_ = text.split("\n\n")
    assert head.endswith(f" breaks {rule.id}")
    assert place == "test_x.py:7: get()"
    assert f"\n{rule.level.value}, {rule.source}: {rule.source.url}\n" in text
    assert "Right would be" in text
    assert text.endswith(f'If it is meant: @pytest.mark.statusmw(ignore=["{rule.id}"])')
    assert text.isascii()


def test_a_repair_is_shown_as_what_it_changes():
    exchange = Exchange(Request(), Response(200, (("content-length", "9"),)), Content(2))
    text = failure([("", found("content-length-too-long", exchange))])
    assert "Right would be this change:\n\n    - content-length: 9\n    + content-length: 2\n\n" in text
    assert "\n\n    GET /\n\n    200 OK\n    content-length: 9\n    (2 bytes of content)\n\n" in text


def test_an_example_shows_the_request_only_if_that_decides():
    assert "example:\n\n    401 Unauthorized\n    WWW-Authenticate:" in failure(
        [("", found("unauthorized-without-challenge"))]
    )
    asking = next(rule for rule in CATALOGUE if rule.needs_request and rule.repair is None)
    assert f"example:\n\n    {asking.good.strip().split()[0]} " in failure([("", found(asking.id))])


def test_what_is_secret_is_not_told():
    request = Request(
        "GET",
        "/",
        (("Cookie", "sid=s3cr3t"), ("authorization", "Basic s3cr3t"), ("Accept", "a/b"), ("host", "h"), ("x", "")),
    )
    response = Response(401, (("Set-Cookie", "sid=s3cr3t; Path=/; HttpOnly"), ("X", "\x1b[31m")))
    text = failure([("", found("unauthorized-without-challenge", Exchange(request, response)))])
    assert "s3cr3t" not in text
    assert "    GET /\n    Cookie: ...\n    authorization: ...\n    Accept: a/b\n\n    401 Unauthorized\n" in text
    assert "Set-Cookie: sid=...; Path=/; HttpOnly\n    X: \\x1b[31m" in text


def test_what_is_no_text_is_told_too():
    odd = Response(0, (), None, (("status", "20"),))
    assert "\n    0\n    status: 20\n" in failure([("", found("status-line-malformed", Exchange(Request(), odd)))])


def test_the_same_twice_is_told_once_and_several_of_one_exchange_together():
    first, second = found("unauthorized-without-challenge"), found("redirect-without-location")
    third = Finding(RULES["no-content-with-content"], first.exchange)
    text = failure([("a", first), ("a", third), ("a", first), ("b", second)])
    assert text.startswith(f"{first.exchange.request.method} ")
    assert text.split("\n")[0].endswith(" breaks unauthorized-without-challenge, and 3 more")
    assert text.count("Right would be") == 3
    assert text.count("\n\na\n\n") == text.count("\n\nb\n\n") == 1
    assert text.endswith(
        'ignore=["unauthorized-without-challenge", "no-content-with-content", "redirect-without-location"])'
    )


def test_a_tally_counts_by_rule_and_names_where():
    tally = Tally()
    tally.responses = 1
    assert tally.lines() == ["1 response checked, nothing to report"]
    for number in range(5):
        exchange = Exchange(Request(target=f"/{number}"), Response(401))
        tally.add(found("unauthorized-without-challenge", exchange), f"test_{number}")
    tally.add(found("redirect-without-location", Exchange(Request(route="/r/{id}"), Response(302))), "test_r")
    assert tally.lines() == [
        "1 response checked, 2 rules broken",
        "MUST unauthorized-without-challenge, 5 times: GET /0, GET /1, GET /2 and 2 more",
        "    first in test_0",
        "SHOULD redirect-without-location, 1 time: GET /r/{id}",
        "    first in test_r",
        "statusmw explain RULE tells more of each",
    ]


def test_tallies_of_several_processes_are_one():
    both = Tally()
    for number in (1, 2):
        part = Tally()
        part.responses, part.missed = 3, ["library.Client.call"]
        exchange = Exchange(Request(target=f"/{number}"), Response(401))
        part.add(found("unauthorized-without-challenge", exchange), f"test_{number}")
        part.add(found("unauthorized-without-challenge", Exchange(Request(), Response(401))), f"test_{number}")
        both.receive(part.sent())
    assert both.lines() == [
        "6 responses checked, 1 rule broken",
        "MUST unauthorized-without-challenge, 4 times: GET /, GET /1, GET /2",
        "    first in test_1",
        "statusmw explain RULE tells more of each",
        "not checked: this release of the library has no library.Client.call",
    ]
