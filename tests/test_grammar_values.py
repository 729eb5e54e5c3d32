"""The judges of lists, links, cookies and directives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw import grammar_values
from statusmw.grammar import is_token, list_members

VALUES = {
    grammar_values.has_no_gap: (
        ("", "a", "a, b", "a,b", 'a=",,", b', 'a="\\",,"', 'a="b, c'),
        (",", "a,", ",a", "a, ,b", "a,,b", " ,a"),
    ),
    grammar_values.is_directive_list: (
        ("", "no-store", "public, max-age=5", 'private="a, b", x=y', "a,,b", 'max-age="5"'),
        ("max-age=5; public", "public max-age=5", "max-age = 5", "a=b=c", 'a="b', "=5", "a="),
    ),
    grammar_values.is_vary: (
        ("", "*", "Accept", "Accept, *", "a,,b"),
        ("Accept Origin", "a;b", '"a"', "a:b", "caf\xe9"),
    ),
    grammar_values.is_cookie: (
        ("a=", "a=1", 'a="1"', "a=1; Path=/; Secure", "__Host-a=b%20c", 'a="b c"', 'a="b\\054\\"c"', "a=b=c==", "a=1;"),
        ("", "a", "=1", "a b=1", "a=b c", "a=b,c", 'a=b"c', "a=\xe9", 'a="b', "a=1; Path=/\xe9", "a=\\"),
    ),
    grammar_values.is_transport_security: (
        ("max-age=1", 'max-age="1"', "includeSubDomains; max-age=0; preload", "max-age=5;", "Max-Age = 5"),
        ("", "max-age", "max-age=", "max-age=-1", "max-age=a", "preload", "max-age=1; max-age=1", "max-age=1, preload"),
    ),
    grammar_values.is_server: (
        ("", "a", "a/1", "a/1 b/2", "a (b)", "a (b (c)) d", "a (\\))"),
        ("(a)", "a, b", "a/1/2", "a (b", "a:b", "a (b))"),
    ),
    grammar_values.is_structured_date: (
        ("@0", "@-1", "@1688169599", "@1;a=b"),
        ("", "@", "true", "?1", "1688169599", "@1.5", "Sun, 06 Nov 1994 08:49:37 GMT", "@" + "1" * 16),
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
