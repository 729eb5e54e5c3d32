"""Redirects, conditions and refusals that are wrong and right, through the checkers of both interfaces."""

import pytest

from battery_redirects import RIGHT_REDIRECTS, WRONG_CONDITIONS, WRONG_REDIRECTS
from battery_refusals import (
    RIGHT_CONNECTIONS,
    RIGHT_OVER_WSGI,
    RIGHT_REFUSALS,
    WRONG_CHALLENGES,
    WRONG_CONNECTIONS,
    WRONG_REFUSALS,
)
from checking import BINDING, checker, fine
from statusmw.exchange import Exchange
from statusmw.wire import parse_exchange
from strategies import INTERFACES

CHECKERS = {interface: checker(interface, BINDING) for interface in INTERFACES}
WRONG = (*WRONG_REDIRECTS, *WRONG_CONDITIONS, *WRONG_CHALLENGES, *WRONG_REFUSALS)
RIGHT = (*RIGHT_REDIRECTS, *RIGHT_REFUSALS)

wrong = pytest.mark.parametrize(
    ("interface", "ids", "asked", "answered"),
    [
        *((interface, *row) for interface in INTERFACES for row in WRONG),
        *(("asgi", *row) for row in WRONG_CONNECTIONS),
    ],
)
right = pytest.mark.parametrize(
    ("interface", "asked", "answered"),
    [
        *((interface, *row) for interface in INTERFACES for row in RIGHT),
        *(("asgi", *row) for row in RIGHT_CONNECTIONS),
        *(("wsgi", *row) for row in RIGHT_OVER_WSGI),
    ],
)


def judged(interface, asked, answered):
    exchange = parse_exchange(f"{asked}\n\n{answered}", interface)
    return exchange, {finding.rule.id for finding in CHECKERS[interface].check(exchange)}


@wrong
def test_what_is_wrong_is_found_for_what_it_is(interface, ids, asked, answered):
    exchange, found = judged(interface, asked, answered)
    assert found == set(ids.split())
    assert not fine(CHECKERS[interface], exchange)


@right
def test_what_is_right_is_not_reported(interface, asked, answered):
    exchange, found = judged(interface, asked, answered)
    assert found == set()
    assert fine(CHECKERS[interface], exchange)
    assert CHECKERS[interface].check(Exchange(exchange.request, exchange.response)) == ()


def test_there_are_enough_of_both():
    assert len(WRONG) + len(WRONG_CONNECTIONS) >= 140
    assert len(RIGHT) + len(RIGHT_CONNECTIONS) >= 60
