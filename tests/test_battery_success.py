"""What leaves the framing, the success codes and the ranges right or wrong, in other words than the rules' own."""

import pytest

import battery_framing
import battery_success
from checking import BINDING, checker, fine
from statusmw.wire import parse_exchange
from strategies import INTERFACES

STRICT = {interface: checker(interface, BINDING) for interface in INTERFACES}
WRONG = (*battery_framing.WRONG, *battery_success.WRONG)
RIGHT = (*battery_framing.RIGHT, *battery_success.RIGHT)


def broken(exchange):
    return sorted(finding.rule.id for finding in STRICT[exchange.request.interface].check(exchange))


@pytest.mark.parametrize(
    ("asked", "answered", "ids", "interface"),
    [(*each[:3], interface) for each in WRONG for interface in each[3]],
)
def test_a_wrong_response_breaks_the_rules_it_breaks_and_no_other(asked, answered, ids, interface):
    exchange = parse_exchange(f"{asked}\n\n{answered}", interface)
    assert broken(exchange) == sorted(ids)
    assert not fine(STRICT[interface], exchange)


@pytest.mark.parametrize(("asked", "answered"), RIGHT)
@pytest.mark.parametrize("interface", INTERFACES)
def test_a_right_response_breaks_no_rule_and_is_fine(asked, answered, interface):
    exchange = parse_exchange(f"{asked}\n\n{answered}", interface)
    assert broken(exchange) == []
    assert fine(STRICT[interface], exchange)


def test_there_are_enough_of_both():
    assert len(WRONG) >= 60
    assert len(RIGHT) >= 30
