"""The judges accept whatever the RFCs' ABNF makes, and refuse it once it is spoilt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import abnf
from long_form import examples
from statusmw import grammar, grammar_values

ACCEPTED = {
    grammar.is_content_length: abnf.digits,
    grammar.is_entity_tag: abnf.entity_tags,
    grammar.is_imf_fixdate: abnf.dates,
    grammar.is_media_type: abnf.media_types,
    grammar.is_retry_after: abnf.digits | abnf.dates,
    grammar.is_token_list: abnf.units,
    grammar.is_uri_reference: abnf.uri_references,
    grammar_values.has_no_gap: abnf.cache_controls | abnf.varies | abnf.links | abnf.languages,
    grammar_values.is_coding_list: abnf.varies,
    grammar_values.is_cookie: abnf.cookies,
    grammar_values.is_cookie_date: abnf.dates,
    grammar_values.is_directive_list: abnf.cache_controls,
    grammar_values.is_language_list: abnf.languages,
    grammar_values.is_server: abnf.servers,
    grammar_values.is_transport_security: abnf.transport_securities(),
    grammar_values.is_unit_list: abnf.units,
    grammar_values.is_vary: abnf.varies,
    grammar_values.links: abnf.links,
}
LISTS = (grammar_values.is_directive_list, grammar_values.is_vary, grammar_values.is_unit_list)
SPOILT = {
    grammar.is_entity_tag: ('{}"', "{}x", "x{}", " {}", "{}, {}"),
    grammar.is_imf_fixdate: ("{}Z", "{} ", " {}", "x{}", "{}, {}"),
    grammar.is_media_type: ("{}/", "/{}", "{} x", "{}, text/html", '{};a="', "{};a=", "{}; a =b"),
    grammar_values.is_cookie: ("={}", ";{}", "{}\x7f", "{}\xe9", "a b={}", '"{}'),
    grammar_values.is_directive_list: ("{}, =", "{}, a b", '{}, a="b', "{};", "{}, a=", "{}, a = b"),
    grammar_values.is_language_list: ("{}, en_GB", "{}, *", "{}; q=1", "{}, abcdefghi"),
    grammar_values.is_server: ("{} (", "{} )", "({})", "{}, a", "/{}"),
    grammar_values.is_transport_security: ("{}; max-age=1", "{}; a b", '{}; a="', "{}, preload"),
    grammar_values.is_unit_list: ("{}=0-", "{} x", "{};x"),
    grammar_values.is_vary: ("{}, a b", "{};", '{}, "a"'),
}


def named(value):
    return getattr(value, "__name__", ascii(value))


@pytest.mark.parametrize("judge", ACCEPTED, ids=named)
@settings(max_examples=examples(50), deadline=None)
@given(data=st.data())
def test_what_the_grammar_makes_is_accepted(judge, data):
    value = data.draw(ACCEPTED[judge])
    assert judge(value) not in (False, None)


@pytest.mark.parametrize(("judge", "spoiling"), [(j, each) for j, all_ in SPOILT.items() for each in all_], ids=named)
@settings(max_examples=examples(50), deadline=None)
@given(data=st.data())
@pytest.mark.long(2)
def test_what_is_spoilt_is_refused(judge, spoiling, data):
    value = data.draw(ACCEPTED[judge])
    assert judge(spoiling.replace("{}", value)) is False


@pytest.mark.parametrize("judge", LISTS, ids=named)
@settings(max_examples=examples(50), deadline=None)
@given(data=st.data())
def test_gaps_are_left_to_the_rule_about_gaps(judge, data):
    value = data.draw(ACCEPTED[judge].filter(bool))
    assert judge(f",{value} ,,") is True
    assert grammar_values.has_no_gap(f"{value},") is False
    assert grammar_values.has_no_gap(grammar_values.without_gaps(f", {value},,")) is True


@given(abnf.links)
def test_a_list_of_links_loses_no_link_with_its_gaps(value):
    without = grammar_values.without_gaps(f",,{value},")
    targets = [target for target, _ in grammar_values.links(value)]
    assert [target for target, _ in grammar_values.links(without)] == targets
