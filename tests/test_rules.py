"""The catalogue, tested by what every rule says of itself; no rule is named here."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings

import statusmw.rules
from checking import BINDING, checker, fine
from long_form import examples
from right import RIGHT
from statusmw.exchange import Content, Exchange
from statusmw.rule import Level
from statusmw.rules import CATALOGUE, TOPICS, find_rule
from statusmw.rules.unchecked import UNCHECKED
from statusmw.wire import parse_exchange
from strategies import INTERFACES, exchanges

CHECKERS = {interface: checker(interface) for interface in INTERFACES}
STRICT = {interface: checker(interface, BINDING) for interface in INTERFACES}

every_rule = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)
every_use = pytest.mark.parametrize(
    ("rule", "interface"),
    [
        pytest.param(rule, interface, id=f"{rule.id}-{interface}")
        for rule in CATALOGUE
        for interface in INTERFACES
        if rule.interface in (None, interface)
    ],
)
every_repair = pytest.mark.parametrize(
    ("rule", "interface"),
    [mark for mark in every_use.args[1] if mark.values[0].repair is not None],
)


def broken(exchange):
    return {finding.rule.id for finding in CHECKERS[exchange.request.interface].check(exchange)}


@every_use
def test_the_bad_example_breaks_the_rule(rule, interface):
    assert rule.id in broken(parse_exchange(rule.bad, interface))


@every_use
def test_what_else_the_bad_example_breaks_is_of_the_same_level_or_advice(rule, interface):
    found = CHECKERS[interface].check(parse_exchange(rule.bad, interface))
    assert {finding.rule.level for finding in found} <= {rule.level, Level.ADVICE}


@every_use
def test_the_good_example_breaks_no_rule_but_advice_and_is_fine(rule, interface):
    exchange = parse_exchange(rule.good, interface)
    assert STRICT[interface].check(exchange) == ()
    assert fine(STRICT[interface], exchange)
    assert rule.id not in broken(exchange)


@every_use
def test_an_exchange_for_the_other_interface_breaks_no_rule_that_is_about_one(rule, interface):
    other = next(each for each in INTERFACES if each != interface)
    exchange = parse_exchange(rule.bad, other)
    assert rule.interface is None or not rule.broken_by(exchange)


@every_repair
def test_the_repair_mends_the_bad_example_and_breaks_nothing_else(rule, interface):
    exchange = parse_exchange(rule.bad, interface)
    mended = rule.repair(exchange)
    assert not rule.broken_by(mended)
    assert broken(mended) < broken(exchange)


@every_repair
def test_the_repair_made_twice_is_the_repair_made_once(rule, interface):
    once = rule.repair(parse_exchange(rule.bad, interface))
    assert rule.repair(once) == once


@every_repair
def test_the_repair_leaves_every_field_that_the_rule_does_not_name(rule, interface):
    exchange = parse_exchange(rule.bad, interface)
    named = {*rule.present, *rule.absent, *rule.repeated, *re.findall(r"[\w-]+", rule.says.lower())}

    def others(message):
        return [line for line in message.response.fields if line[0].lower() not in named]

    mended = rule.repair(exchange)
    assert others(mended) == others(exchange)
    assert (mended.request, mended.response.status_code) == (exchange.request, exchange.response.status_code)


@every_repair
def test_the_repair_of_a_good_example_breaks_nothing(rule, interface):
    exchange = parse_exchange(rule.good, interface)
    assert broken(rule.repair(exchange)) <= broken(exchange)


@every_repair
@pytest.mark.parametrize("content", [None, Content(2, complete=False)])
def test_the_repair_made_before_the_end_of_the_content_breaks_nothing(rule, interface, content):
    exchange = parse_exchange(rule.bad, interface)
    early = Exchange(exchange.request, exchange.response, content)
    assert broken(rule.repair(early)) <= broken(early)


@every_rule
def test_the_id_is_in_kebab_case(rule):
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", rule.id)


@every_rule
def test_what_the_rule_says_is_one_short_sentence(rule):
    assert len(rule.says) <= 160
    assert rule.says.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", rule.says)
    assert rule.says.isascii()


@every_rule
def test_the_reason_is_told_in_whole_sentences(rule):
    assert rule.why.endswith(".")
    assert len(rule.why) > 30


@every_rule
def test_the_source_has_a_section_and_an_address(rule):
    numbered = rule.source.document.startswith("RFC ")
    assert bool(re.fullmatch(r"[1-9][0-9]*(\.[1-9][0-9]*)*", rule.source.section)) is numbered
    assert rule.source.url.startswith("https://")


@every_rule
def test_the_level_is_one_of_the_three(rule):
    assert isinstance(rule.level, Level)


@every_rule
def test_field_names_are_in_lower_case_as_the_plan_has_them(rule):
    names = (*rule.present, *rule.absent, *rule.repeated, *rule.asked, *rule.unasked)
    assert [name for name in names if name != name.lower()] == []


@every_rule
def test_what_cannot_be_sent_is_not_mended(rule):
    assert not (rule.unsendable and rule.repair)
    assert not rule.unsendable or rule.level is Level.MUST


@every_rule
def test_a_rule_is_found_by_its_id(rule):
    assert find_rule(rule.id) is rule


@every_rule
def test_no_rule_looks_at_every_ordinary_response(rule):
    assert rule.check is None or rule.status_codes or rule.present or rule.repeated


def test_every_id_is_there_once():
    assert [id for id, times in Counter(rule.id for rule in CATALOGUE).items() if times > 1] == []


def test_the_topics_make_the_catalogue():
    assert tuple(rule for rules in TOPICS.values() for rule in rules) == CATALOGUE


def test_every_rule_is_of_one_topic():
    assert sum(map(len, TOPICS.values())) == len(set(CATALOGUE))


@pytest.mark.parametrize(
    ("id", "shown"),
    [("", ""), ("no-such-rule-at-all", "no-such-rule-at-all"), ("x" * 60, "x" * 60), ("x" * 10_000, "x" * 60 + "...")],
)
def test_an_id_that_resembles_none_says_where_all_are(id, shown):
    with pytest.raises(LookupError) as raised:
        find_rule(id)
    assert str(raised.value) == f"no rule '{shown}'; statusmw.rules.CATALOGUE has them all"


def test_an_id_that_resembles_several_names_them():
    with pytest.raises(LookupError) as raised:
        find_rule("content-length-too-")
    told = "the nearest: 'content-length-too-long', 'content-length-too-short', 'content-length-repeated'"
    assert str(raised.value) == f"no rule 'content-length-too-'; {told}"


def test_a_name_that_the_module_has_not_is_told():
    with pytest.raises(AttributeError, match=r"^module 'statusmw\.rules' has no attribute 'CATALOG'$"):
        statusmw.rules.CATALOG  # noqa: B018 - to look it up is the test


@every_rule
@pytest.mark.long(6)
def test_a_misspelt_id_names_the_right_one(rule):
    with pytest.raises(LookupError, match=re.escape(repr(rule.id))):
        find_rule(rule.id + "s")


@pytest.mark.parametrize("each", UNCHECKED, ids=lambda each: each.requirement)
def test_what_is_not_checked_has_a_source_and_a_reason(each):
    assert each.requirement.endswith(".")
    assert each.why.endswith(".")
    assert each.source.url.startswith("https://")


@pytest.mark.parametrize(
    ("text", "interface"),
    [
        pytest.param(text, interface, id=f"{title}-{interface}")
        for title, text, interfaces in RIGHT
        for interface in interfaces
    ],
)
class TestRightResponses:
    def test_they_break_no_rule(self, text, interface):
        assert STRICT[interface].check(parse_exchange(text, interface)) == ()

    def test_they_break_no_rule_before_their_end_is_seen(self, text, interface):
        exchange = parse_exchange(text, interface)
        assert STRICT[interface].check(Exchange(exchange.request, exchange.response)) == ()

    def test_they_are_fine(self, text, interface):
        assert fine(STRICT[interface], parse_exchange(text, interface))


def test_there_are_enough_right_responses():
    assert len({text for _, text, _ in RIGHT}) >= 60


@settings(deadline=None, max_examples=examples(500))
@given(exchanges("asgi"))
def test_over_asgi_the_plan_hides_no_finding(exchange):
    assert not fine(CHECKERS["asgi"], exchange) or CHECKERS["asgi"].check(exchange) == ()


@settings(deadline=None, max_examples=examples(500))
@given(exchanges("wsgi"))
def test_over_wsgi_the_plan_hides_no_finding(exchange):
    assert not fine(CHECKERS["wsgi"], exchange) or CHECKERS["wsgi"].check(exchange) == ()


@settings(deadline=None, max_examples=examples(300))
@given(exchanges("asgi") | exchanges("wsgi"))
def test_a_repair_made_twice_is_the_repair_made_once(exchange):
    for finding in CHECKERS[exchange.request.interface].check(exchange):
        if finding.rule.repair:
            once = finding.rule.repair(exchange)
            assert finding.rule.repair(once) == once


@settings(deadline=None, max_examples=examples(300))
@given(exchanges("asgi") | exchanges("wsgi"))
def test_no_rule_fails_whatever_it_is_asked(exchange):
    assert {type(rule.broken_by(exchange)) for rule in CATALOGUE} == {bool}
