"""The judges of lists, links, cookies and directives."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw import grammar, grammar_values
from statusmw.grammar import MONTHS, is_token, list_members

VALUES = {
    grammar_values.has_no_gap: (
        ("</a,,b>; rel=c", "<a,,", "", "a", "a, b", "a,b", 'a=",,", b', 'a="\\",,"', 'a="b, c'),
        (",", "a,", ",a", "a, ,b", "a,,b", " ,a", "<a>,,<b>", "<a>; b,"),
    ),
    grammar_values.is_directive_list: (
        ("", "no-store", "public, max-age=5", 'private="a, b", x=y', "a,,b", 'max-age="5"'),
        ("max-age=5; public", "public max-age=5", "max-age = 5", "a=b=c", 'a="b', "=5", "a="),
    ),
    grammar_values.is_vary: (
        ("", "*", "Accept", "Accept, *", "a,,b"),
        ("Accept Origin", "a;b", '"a"', "a:b", "caf\xe9"),
    ),
    grammar_values.is_coding_list: (("", "gzip", "gzip, br", "gzip,,br"), ("gzip br", "gzip;q=1", '"gzip"')),
    grammar_values.is_unit_list: (("bytes", "none", "bytes, items", ",bytes,"), ("", ",", "bytes=0-", "bytes items")),
    grammar_values.is_language_list: (
        ("", "en", "en-GB, de", "x-pig-latin", "zh-Hant-TW", "az-Arab,fr", "i-klingon", "de-1996"),
        ("en_GB", "*", "en GB", "english-uk-something1", "-en", "en-", "en;q=1", '"en"'),
    ),
    grammar_values.is_cookie_date: (
        (
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Thu, 01-Jan-1970 00:00:00 GMT",
            "Sat, 31 Dec 0001 23:59:59 GMT",
            "Thu, 29-Feb-2024 00:00:00 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ),
        (
            *("", "0", "-1", "1994-11-06T08:49:37Z", "Sun, 06-Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC"),
            *("Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:60 GMT"),
            *("Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Wed, 29-Feb-2023 00:00:00 GMT"),
        ),
    ),
    grammar_values.is_max_age: (("0", "-1", "3600"), ("", "1h", "3600.0", "+1", "1e3")),
    grammar_values.is_cookie: (
        ("a=", "a=1", 'a="1"', "a=1; Path=/; Secure", "__Host-a=b%20c", 'a="b c"', 'a="b\\054\\"c"', "a=b=c==", "a=1;"),
        ("", "a", "=1", "a b=1", "a=b c", "a=b,c", 'a=b"c', "a=\xe9", 'a="b', "a=1; Path=/\xe9", "a=\\"),
    ),
    grammar_values.is_transport_security: (
        (
            *("max-age=1", 'max-age="1"', "includeSubDomains; max-age=0; preload", "max-age=5;", "Max-Age = 5"),
            *(";max-age=1", "max-age=1;;preload", 'note="a; max-age=2"; max-age=1', "max-age=1 ; preload"),
        ),
        (
            "",
            "max-age",
            "max-age=",
            "max-age=-1",
            "max-age=a",
            "preload",
            "max-age=1; max-age=1",
            "max-age=1, preload",
            "max-age=1; includeSubDomains=true",
            "max-age=1 preload",
            'max-age="1',
        ),
    ),
    grammar_values.is_server: (
        ("", "a", "a/1", "a/1 b/2", "a (b)", "a (b (c)) d", "a (\\))", "a (b (c (d) e) (f)) g/1 ()", 'a (";")'),
        ("(a)", "a, b", "a/1/2", "a (b", "a:b", "a (b))"),
    ),
    grammar_values.is_structured_date: (
        (
            *("@0", "@-1", "@1688169599", "@1;a=b", "@1;  a", "@1;*a-b_c.d*=?0;b=1.5;c=-5;d=@5"),
            *('@1;a="b\\"c\\\\"', "@1;a=:YQ==:", "@1;a=b/c:d"),
        ),
        (
            *("@1;", "@1;!!", "@1 ;a", "@1;A", "@1;a=", '@1;a="b', "@1;a=1.", "@1;a=(b)", "@1;a b"),
            "",
            "@",
            "true",
            "?1",
            "1688169599",
            "@1.5",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "@" + "1" * 16,
        ),
    ),
}
TABLE = [
    (judge, value, expected)
    for judge, both in VALUES.items()
    for expected, values in zip((True, False), both, strict=True)
    for value in values
]
LONG = [
    text * (100_000 // len(text)) for text in ('"', ",", "a,", ";", "; a", "(", "\\", "a=", "<>", "</a>,", " ", '\\"')
]
READERS = [
    *VALUES,
    grammar_values.directives,
    grammar_values.links,
    grammar_values.relations,
    grammar_values.cookie_attributes,
    grammar_values.without_gaps,
    lambda value: (grammar_values.as_imf_fixdate(value), value),
]


@pytest.mark.parametrize(("judge", "value", "expected"), TABLE)
def test_a_judge_goes_by_the_grammar(judge, value, expected):
    assert judge(value) is expected


@pytest.mark.parametrize(
    ("value", "targets"),
    [
        ("", []),
        ("<>", [""]),
        ("</a>; rel=next", ["/a"]),
        ("</a>;rel=next,</b>;rel=prev", ["/a", "/b"]),
        ("</a,b>; rel=\"x, y\"; title*=UTF-8''a , <c>", ["/a,b", "c"]),
        ("</a>; crossorigin; rel=preload;", ["/a"]),
        ("/a; rel=next", None),
        ("</a; rel=next", None),
        ("</a b>; rel=next", None),
        ("</a> rel=next", None),
        ('</a>; rel="next', None),
        ("</a>; rel=next </b>; rel=next", None),
    ],
)
def test_links_are_read_with_their_targets(value, targets):
    found = grammar_values.links(value)
    assert (found if found is None else [target for target, _ in found]) == targets


@pytest.mark.parametrize(
    ("parameters", "times"),
    [
        ("", 0),
        ("; rel=a", 1),
        (";REL = a", 1),
        ("; rel", 1),
        ('; title="; rel=a"', 0),
        ("; rel=a; rel=b", 2),
        ("; relx=a", 0),
    ],
)
def test_relations_are_counted_outside_of_quotes(parameters, times):
    assert grammar_values.relations(parameters) == times


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("", ""),
        (" , ", ""),
        ("a,,b", "a, b"),
        ('a="b,,c",', 'a="b,,c"'),
        ("</a,,b>; rel=c ,, <d>", "</a,,b>; rel=c, <d>"),
    ],
)
def test_a_list_is_written_without_gaps(value, members):
    assert grammar_values.without_gaps(value) == members


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("6 Nov 1994 09:49:37 +0100", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("1994-11-06 08:49:37.5Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("1994-11-06T08:49:37", None),
        ("1994-13-06T08:49:37Z", None),
        ("Sun, 31 Feb 1994 08:49:37 GMT", None),
        ("Sun, 06 Foo 1994 08:49:37 GMT", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("Saturday, 06-Nov-94 08:49:37 GMT", None),
        ("tomorrow", None),
    ],
)
def test_a_date_in_another_form_is_written_as_it_may_be_sent(value, written):
    assert grammar_values.as_imf_fixdate(value) == written


@given(st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_a_moment_is_written_the_same_from_each_form(moment):
    written = format_datetime(moment, usegmt=True)
    forms = [
        moment.isoformat(),
        f"{moment:%Y-%m-%d %H:%M:%S}Z",
        f"{moment:%a} {MONTHS[moment.month - 1]} {moment.day:2} {moment:%H:%M:%S %Y}",
    ]
    assert [*map(grammar_values.as_imf_fixdate, [*forms, written])] == [written] * 4


def test_a_date_is_so_many_seconds_after_1970():
    dates = [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:38 GMT",
        "Mon, 07 Nov 1994 00:00:00 GMT",
        "Thu, 01 Dec 1994 00:00:00 GMT",
        "Sun, 01 Jan 1995 00:00:00 GMT",
    ]
    assert [*map(grammar_values.seconds_of, dates)] == [784111777, 784111778, 784166400, 786240000, 788918400]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("value", LONG, ids=lambda value: ascii(value[:6]))
@pytest.mark.long(3)
def test_a_long_value_is_read_in_no_time(reader, value):
    assert reader(value) is not NotImplemented


@given(st.lists(st.text("ab -", max_size=3)))
def test_a_list_has_a_gap_where_a_member_is_blank(members):
    value = ",".join(members)
    assert grammar_values.has_no_gap(value) == (value == "" or all(member.strip() for member in members))


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_a_directive_that_is_read_begins_with_a_token(value):
    assert all(is_token(name) for name, _ in grammar_values.directives(value))
    assert len(grammar_values.directives(value)) <= len(list_members(value))


@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_of_every_month_is_read_in_each_form_and_in_any_time_zone(month, monkeypatch):
    moment = datetime(1994, month, 10 + month, 8, 49, 37, tzinfo=UTC)
    fixed = format_datetime(moment, usegmt=True)
    forms = (fixed, f"{moment:%A, %d-%b-%y %H:%M:%S} GMT", f"{moment:%a %b %e %H:%M:%S %Y}")
    assert [grammar.is_http_date(form) for form in forms] == [True, True, True]
    assert grammar.is_imf_fixdate(fixed)
    assert grammar_values.seconds_of(fixed) == moment.timestamp()
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        found = [grammar_values.as_imf_fixdate(form) for form in (*forms, f"{moment:%Y-%m-%dT%H:%M:%S}Z")]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found == [fixed] * 4


@pytest.mark.parametrize(
    ("value", "closed"),
    [("a,,b", "a, b"), ("a\xa0,,\xa0b", "a\xa0, \xa0b"), ("xa,,bx", "xa, bx"), (" a ,\t,b", "a, b")],
)
def test_a_gap_is_closed_without_touching_what_is_beside_it(value, closed):
    assert grammar_values.without_gaps(value) == closed


@pytest.mark.parametrize(
    ("read", "known", "begun", "part"),
    [
        (grammar_values.directives, grammar_values._known_directives, "", "a, "),
        (grammar_values.cookie_attributes, grammar_values._known_attributes, "a=1; ", "b=c; "),
    ],
)
@pytest.mark.parametrize(("size", "parts", "remembered"), [(1, 1, 1), (1, 15, 1), (1, 16, 0), (257, 1, 0)])
def test_no_value_is_remembered_that_is_long_or_has_many_parts(read, known, begun, part, size, parts, remembered):
    value = begun + part * parts + "a" * size
    known.cache_clear()
    assert read(value) == read(value)
    assert known.cache_info().currsize == remembered
    assert known.cache_info().maxsize is not None
