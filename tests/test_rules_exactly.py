"""Each rule reaches exactly as far as the tables in tests/reach say."""

import pytest

from reaching import TOPICS, reach, table

# Millions of judgements, each the same lines of the library as in other tests.
pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize(
    ("topic", "rule"), [pytest.param(topic, rule, id=rule.id) for topic in TOPICS for rule in TOPICS[topic]]
)
def test_nothing_but_what_the_table_says_turns_the_verdict(topic, rule):
    assert reach(rule) == table(topic)[rule.id]


@pytest.mark.parametrize("topic", TOPICS)
def test_the_table_is_about_the_rules_of_the_topic(topic):
    assert list(table(topic)) == [rule.id for rule in TOPICS[topic]]
