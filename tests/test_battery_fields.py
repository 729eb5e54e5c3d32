"""Fields that are wrong in many spellings, and whether the rules that are meant, and no others, find them."""

import pytest

from battery_fields import ADVISED, WRONG
from checking import BINDING, checker, fine
from right_caching import CACHING
from statusmw.wire import parse_exchange
from strategies import INTERFACES

ALL = {interface: checker(interface) for interface in INTERFACES}
STRICT = {interface: checker(interface, BINDING) for interface in INTERFACES}

both = pytest.mark.parametrize("interface", INTERFACES)


def found(checkers, text, interface):
    return {finding.rule.id for finding in checkers[interface].check(parse_exchange(text, interface))}


@both
@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_found_and_nothing_else(text, interface):
    assert found(STRICT, text, interface) == set(WRONG[text].split())
    assert not fine(STRICT[interface], parse_exchange(text, interface))


@both
@pytest.mark.parametrize("text", ADVISED)
def test_what_could_be_better_is_found_by_advice_alone(text, interface):
    assert ADVISED[text] in found(ALL, text, interface)
    assert found(STRICT, text, interface) == set()


@both
@pytest.mark.parametrize("text", WRONG)
def test_a_repair_leaves_nothing_that_its_rule_finds_or_what_it_cannot_read(text, interface):
    exchange = parse_exchange(text, interface)
    for finding in STRICT[interface].check(exchange):
        mended = finding.rule.repair(exchange) if finding.rule.repair else exchange
        before = {each.rule.id for each in STRICT[interface].check(exchange)}
        assert {each.rule.id for each in STRICT[interface].check(mended)} <= before


def test_the_battery_is_large_enough():
    assert len(WRONG) >= 90
    assert len({text for _, text, _ in CACHING}) >= 80
