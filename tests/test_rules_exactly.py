"""Each rule reaches exactly as far as the tables in tests/reach say."""

import pytest

from reaching import TOPICS, reach, table
from statusmw.exchange import Exchange, Request, Response
from statusmw.rules import find_rule
from statusmw.wire import parse_exchange

# Millions of judgements, each the same lines of the library as in other tests.
pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize(
    ("topic", "rule"), [pytest.param(topic, rule, id=rule.id) for topic in TOPICS for rule in TOPICS[topic]]
)
@pytest.mark.long(4)
def test_nothing_but_what_the_table_says_turns_the_verdict(topic, rule):
    assert reach(rule) == table(topic)[rule.id]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_table_is_about_the_rules_of_the_topic(topic):
    assert list(table(topic)) == [rule.id for rule in TOPICS[topic]]


@pytest.mark.parametrize(
    ("id", "name", "value", "left"),
    [
        ("cache-control-with-quoted-seconds", "Cache-Control", 'max-age="60", x="5"', ('max-age=60, x="5"',)),
        ("date-malformed", "Date", "Sunday, 06-Nov-94 08:49:37 GMT", ("Sun, 06 Nov 1994 08:49:37 GMT",)),
        ("list-with-gap", "Accept-Ranges", ", ,", ()),
    ],
)
def test_a_repair_mends_what_its_rule_is_about_and_no_more(id, name, value, left):
    exchange = Exchange(Request(), Response(200, (("Vary", "*"), (name, value))))
    mended = find_rule(id).repair(exchange).response
    assert (mended.values("vary"), mended.values(name)) == (("*",), left)


def test_a_size_told_in_a_field_of_its_own_announces_content():
    exchange = parse_exchange("GET /files\nUpload-Size: 5000\n\n413 Content Too Large")
    assert not find_rule("content-too-large-without-content").broken_by(exchange)
