import re
import sys
from datetime import date, datetime, timedelta
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_values import BAD, GOOD, VALUES
from statusmw import grammar

MILLION = 1_000_000
LONG = [
    text * (MILLION // len(text))
    for text in ('"', "a,", "\\", "%", " ", "a=", ":", "[", '\\"', "é", "0", "/", "@", 'a="b",', ";a", "W/", "::", ",")
]
HEADS = ("", "//", "//[", "Basic ", "Basic a=b,", "a/b", 'a/b;c="', "bytes ", "bytes 0-", '"', "Sun, ")
JUDGES = [*VALUES, grammar.has_userinfo, grammar.has_empty_host]

octets = st.text(st.characters(max_codepoint=0xFF))
any_text = st.text(st.characters(categories=None))


def by_name(value):
    return getattr(value, "__name__", None) or ascii(value)[:40]


@pytest.mark.parametrize(("judge", "value"), GOOD, ids=by_name)
def test_a_judge_accepts_what_the_grammar_allows(judge, value):
    assert judge(value) is True


@pytest.mark.parametrize(("judge", "value"), BAD, ids=by_name)
def test_a_judge_refuses_what_the_grammar_does_not_allow(judge, value):
    assert judge(value) is False


def test_every_judge_of_the_module_has_its_table():
    assert set(VALUES) == {found for name, found in vars(grammar).items() if name.startswith("is_")}


@pytest.mark.parametrize("judge", JUDGES, ids=by_name)
def test_a_judge_answers_on_a_million_characters(judge):
    assert {type(judge(text)) for text in LONG} == {bool}


@pytest.mark.parametrize("head", HEADS)
def test_a_judge_answers_when_a_long_value_begins_well(head):
    assert {type(judge(head + text[:50_000])) for judge in JUDGES for text in LONG} == {bool}


@given(any_text)
def test_a_judge_answers_on_any_text(text):
    assert {type(judge(text)) for judge in JUDGES} == {bool}


@given(any_text)
def test_no_judge_lets_a_line_end_or_a_nul_pass(text):
    broken = [text + mark + text for mark in ("\r", "\n", "\x00", "\r\n ", "\x7f")]
    assert not any(judge(value) for judge in VALUES for value in broken)


def test_field_value_octets_are_all_but_the_controls():
    controls = {*range(0x20), 0x7F} - {0x09}
    assert set(grammar.FIELD_VALUE_OCTETS) == set(range(0x100)) - controls


def test_token_octets_are_visible_ascii_without_delimiters():
    assert set(grammar.TOKEN_OCTETS) == set(range(0x21, 0x7F)) - set(b'"(),/:;<=>?@[\\]{}')


@given(octets)
def test_the_constants_agree_with_the_judges(text):
    raw = text.encode("latin-1")
    assert grammar.is_reason_phrase(text) == (not raw.translate(None, grammar.FIELD_VALUE_OCTETS))
    assert grammar.is_token(text) == (bool(raw) and not raw.translate(None, grammar.TOKEN_OCTETS))


@given(st.datetimes(min_value=datetime(1, 1, 1)))
def test_every_day_passes_with_its_own_weekday_alone(moment):
    rest = f"{moment.day:02} {grammar.MONTHS[moment.month - 1]} {moment.year:04} {moment:%H:%M:%S} GMT"
    passing = [day for day in grammar.DAYS if grammar.is_imf_fixdate(f"{day}, {rest}")]
    assert passing == [grammar.DAYS[moment.weekday()]]


def test_a_short_year_may_belong_to_either_century():
    days = [date(1900, 1, 1) + timedelta(days) for days in range(0, 73_000, 511)]
    assert all(
        grammar.is_http_date(f"{day:%A}, {day:%d}-{grammar.MONTHS[day.month - 1]}-{day:%y} 00:00:00 GMT")
        for day in days
    )


@given(st.ip_addresses(v=6))
def test_every_ipv6_address_is_a_host(address):
    assert grammar.is_uri_reference(f"//[{address}]:80/")
    assert grammar.is_uri_reference(f"//[{address.exploded.upper()}]")


@given(st.text("0f:.12", max_size=24))
def test_a_literal_is_judged_as_the_standard_library_does(literal):
    try:
        known = bool(IPv6Address(literal).packed)
    except ValueError:
        known = False
    assert grammar.is_uri_reference(f"//[{literal}]") is known


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("", []),
        (" , ,", []),
        ("a", ["a"]),
        (" a ,\tb\t,c", ["a", "b", "c"]),
        ('"a,b",c', ['"a,b"', "c"]),
        (r'"a\",b",c', [r'"a\",b"', "c"]),
        ('a="b, c" , d', ['a="b, c"', "d"]),
        ('"a,b', ['"a,b']),
        ('"a,b\\', ['"a,b\\']),
        ("a;b,c;d", ["a;b", "c;d"]),
    ],
)
def test_a_list_is_cut_at_the_commas_that_no_quotes_hold(value, members):
    assert grammar.list_members(value) == members


@given(st.lists(st.text("ab;=\\ é", min_size=1).map(lambda text: re.sub(r"(\\)", r"\\\1", text)), max_size=5))
def test_members_come_back_as_they_were_joined(texts):
    quoted = [f'"{text},"' for text in texts]
    assert grammar.list_members(", ".join(quoted)) == quoted


@pytest.mark.parametrize(
    ("value", "name", "found"),
    [
        ("text/html", "charset", None),
        ("text/html; charset=utf-8", "charset", "utf-8"),
        ("text/html;CHARSET=utf-8", "charset", "utf-8"),
        ("text/html; charset=a; charset=b", "charset", "a"),
        ('a/b; x="; charset=c"; charset=d', "charset", "d"),
        (r'a/b; c="say \"hi\" \\"', "C", r'say "hi" \\'[:-1]),
        ('a/b; c=""', "c", ""),
        ('a/b; c="', "c", '"'),
        ("a/b; c=", "c", ""),
        ("a/b; c", "c", None),
        ("c=d", "c", None),
    ],
)
def test_a_parameter_is_found_by_its_name(value, name, found):
    assert grammar.parameter(value, name) == found


@pytest.mark.parametrize(
    ("value", "essence"),
    [("text/html", "text/html"), (" TEXT/html ; a=b", "text/html"), ("", ""), (";a=b", "")],
)
def test_a_media_type_is_known_by_type_and_subtype(value, essence):
    assert grammar.media_type_of(value) == essence


@pytest.mark.parametrize(
    ("uri", "scheme", "authority", "userinfo", "empty_host"),
    [
        ("", "", None, False, False),
        ("/a//b@c", "", None, False, False),
        ("a/b:c", "", None, False, False),
        ("//h", "", "h", False, False),
        ("//u@h?x", "", "u@h", True, False),
        ("///h", "", "", False, True),
        ("//:80", "", ":80", False, True),
        ("//u@", "", "u@", True, True),
        ("//u@:80/", "", "u@:80", True, True),
        ("HTTPS://u:p@[::1]:80/#x", "https", "u:p@[::1]:80", True, False),
        ("https://[::1]:80", "https", "[::1]:80", False, False),
        ("http:", "http", None, False, True),
        ("http:h", "http", None, False, True),
        ("https:/h", "https", None, False, True),
        ("https:///h", "https", "", False, True),
        ("http://?h", "http", "", False, True),
        ("http://#h@", "http", "", False, True),
        ("file:///a", "file", "", False, False),
        ("urn:a:b", "urn", None, False, False),
        ("1:2", "", None, False, False),
    ],
)
def test_the_parts_of_a_uri_are_told_apart(uri, scheme, authority, userinfo, empty_host):
    assert grammar.scheme_of(uri) == scheme
    assert grammar.authority_of(uri) == authority
    assert grammar.has_userinfo(uri) is userinfo
    assert grammar.has_empty_host(uri) is empty_host


def test_a_number_longer_than_int_reads_is_compared_all_the_same():
    digits = "1" * (sys.get_int_max_str_digits() + 1)
    assert grammar.is_content_range(f"bytes 0-{digits}/{digits}0")
    assert not grammar.is_content_range(f"bytes {digits}0-{digits}/*")
