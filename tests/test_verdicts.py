"""Verdicts of single rules on exchanges like their examples, and what their repairs leave, case by case."""

from dataclasses import replace

import pytest

from statusmw.rules import CATALOGUE, find_rule
from statusmw.wire import parse_exchange
from verdicts import BREAKS, KEEPS
from verdicts_mended import MENDED

every_rule = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)


def cases(table):
    return [pytest.param(find_rule(id), text, id=f"{id}-{text}") for id, texts in table.items() for text in texts]


@pytest.mark.parametrize(("rule", "text"), cases(BREAKS))
def test_the_exchange_breaks_the_rule(rule, text):
    assert rule.broken_by(parse_exchange(text, rule.interface or "asgi"))


@pytest.mark.parametrize(("rule", "text"), cases(KEEPS))
def test_the_exchange_does_not_break_the_rule(rule, text):
    assert not rule.broken_by(parse_exchange(text, rule.interface or "asgi"))


@pytest.mark.parametrize(("rule", "text", "left"), [(find_rule(id), *case) for id, *case in MENDED])
def test_the_repair_leaves_these_fields(rule, text, left):
    mended = rule.repair(parse_exchange(text, rule.interface or "asgi"))
    assert [f"{name}: {value}" for name, value in mended.response.fields] == left.split("\n") * bool(left)


@every_rule
def test_a_response_field_without_which_the_rule_is_not_broken_is_named_in_its_trigger(rule):
    exchange = parse_exchange(rule.bad, rule.interface or "asgi")
    named = {*rule.present, *rule.beside, *rule.repeated, *(["content-type"] if rule.reads else [])}
    for name in {name.lower() for name, _ in exchange.response.fields} - named - ALTERNATIVES.get(rule.id, set()):
        assert "*" in named or rule.broken_by(exchange.without(name))


@every_rule
def test_a_request_field_without_which_the_rule_is_not_broken_is_named_in_its_trigger(rule):
    exchange = parse_exchange(rule.bad, rule.interface or "asgi")
    request = exchange.request
    for name in {name.lower() for name, _ in request.fields}.difference(rule.asked):
        others = tuple(line for line in request.fields if line[0].lower() != name)
        assert rule.broken_by(replace(exchange, request=replace(request, fields=others)))


# Another field of the response would do as well.
ALTERNATIVES = {"partial-content-of-other-version": {"etag"}}
