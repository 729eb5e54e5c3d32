"""Values that are judged alike: what rules say of them is true, and what the engine makes of it is never wrong."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checking import fine as asked
from checking import opening
from long_form import examples
from statusmw.engine import Checker, layouts, likeness
from statusmw.engine.likeness import WORTH, pattern_of
from statusmw.engine.memory import PATIENCE, PAUSE
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.grammar import FIELD_VALUE_OCTETS
from statusmw.rule import Level, Rule, Source
from statusmw.rules import CATALOGUE, likenesses

ALIKE = [rule for rule in CATALOGUE if rule.alike]
REQUEST = Request()


def with_likeness(valid, alike, **kwargs):
    told = {"source": Source("RFC 9110", "15"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
    return Rule(id="alike", **told, present="tag", valid=valid, alike=alike, **kwargs)


def grafted(read, groups):
    """What *read* has matched, with *groups* in the place of its own."""
    found, end = "", 0
    for number, group in enumerate(groups, 1):
        start, stop = read.span(number)
        found += read.string[end:start] + group
        end = stop
    return found + read.string[end:]


@pytest.mark.parametrize("rule", ALIKE, ids=lambda rule: rule.id)
@given(data=st.data())
@settings(max_examples=examples(60))
def test_a_rule_says_the_same_of_values_that_are_alike(rule, data):
    values = st.from_regex(re.compile(rule.alike, re.ASCII), fullmatch=True)
    first, second = (re.fullmatch(rule.alike, data.draw(values)) for _ in range(2))
    groups = first.groups()
    if [group is None for group in groups] == [group is None for group in second.groups()]:
        read = re.fullmatch(rule.alike, grafted(second, [group or "" for group in groups if group is not None]))
        assert read is None or read.groups() != groups or rule.valid(read.string) == rule.valid(first.string)


@pytest.mark.parametrize("rule", ALIKE, ids=lambda rule: rule.id)
def test_a_likeness_is_of_one_line(rule):
    patterns = re.compile(rule.alike), re.compile(rule.alike.encode("latin-1"))
    assert not any(pattern.search(line) for pattern, line in zip(patterns, ("\n", b"\n"), strict=True))


@pytest.mark.parametrize("alike", ["(?P<a>x)", "(?i)x", "(x)?(?(1)y|z)", r"(x)\1", r"\Ax", "x"])
def test_a_likeness_can_stand_in_a_pattern_with_others_and_goes_with_a_judge(alike):
    with pytest.raises(ValueError, match="alike of alike: goes with valid"):
        with_likeness(None if alike == "x" else str.isdigit, alike)


class Judge:
    """Remembers what it was asked about."""

    def __init__(self):
        self.asked = []

    def __call__(self, value):
        self.asked.append(value)
        return not value.startswith("bad")


@pytest.fixture
def judge():
    return Judge()


def fine(checker, value, *more, interface="asgi"):
    fields = [("tag", value), *more]
    if interface == "asgi":
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
    return checker.fine(REQUEST, "GET", 200, fields, 0)


OCTETS = Rule(
    id="octets",
    source=Source("RFC 9110", "5.5"),
    level=Level.MUST,
    says="It is.",
    why="",
    bad="",
    good="",
    present="*",
    octets=FIELD_VALUE_OCTETS,
)


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
def test_where_it_is_worth_it_only_the_first_of_values_that_are_alike_is_judged(judge, interface):
    checker = Checker([with_likeness(judge, "([a-z]+)[0-9]+"), OCTETS], interface, opening)
    assert all(fine(checker, f"x{number}", interface=interface) for number in range(WORTH))
    assert len(judge.asked) == WORTH
    assert all(fine(checker, f"y{number}", interface=interface) for number in range(WORTH))
    assert judge.asked[WORTH:] == ["y0"]
    assert not fine(checker, "bad1", interface=interface)
    assert not fine(checker, "bad2", interface=interface)
    assert not fine(checker, "y\n1", interface=interface)
    assert not fine(checker, "y\x7f", interface=interface)
    assert fine(checker, "Y1", interface=interface)
    assert fine(checker, "Y2", interface=interface)
    assert judge.asked[WORTH + 1 :] == ["bad1", "bad2", "Y1", "Y2"]


def test_what_is_long_is_judged_each_time(judge):
    checker = Checker([with_likeness(judge, "[0-9]+")], "asgi", opening)
    long = ("x-a", "x" * 1024)
    assert all(fine(checker, f"{number}", long) for number in range(2 * WORTH))
    assert len(judge.asked) == 2 * WORTH


def test_rules_that_do_not_agree_on_a_likeness_are_asked_about_each_value(judge):
    rules = [with_likeness(judge, "[0-9]+"), with_likeness(judge, "[0-9]*"), with_likeness(judge, "")]
    for each in (rules[:2], rules[1:]):
        judge.asked.clear()
        checker = Checker(each, "asgi", opening)
        assert all(fine(checker, f"{number}") for number in range(2 * WORTH))
        assert len(judge.asked) == 4 * WORTH


def test_there_are_only_so_many_patterns(judge, monkeypatch):
    monkeypatch.setattr(layouts, "_MOST_PATTERNS", 1)
    checker = Checker([with_likeness(judge, "[0-9]+")], "asgi", opening)
    for more in (("x-a", ""), ("x-b", "")):
        assert all(fine(checker, f"{number}", more) for number in range(WORTH, 3 * WORTH))
    assert [layout.likeness.ready for layout in checker._layouts.values()] == [True, False]


def test_where_no_value_is_like_one_before_they_are_not_remembered_for_a_while(judge):
    checker = Checker([with_likeness(judge, "([a-z0-9]+)")], "asgi", opening)
    assert all(fine(checker, f"{number}") for number in range(WORTH + PATIENCE))
    (layout,) = checker._layouts.values()
    assert not layout.likeness.awake
    assert len(layout.likeness) <= layout.likeness.most
    assert all(fine(checker, f"y{number}") for number in range(PAUSE))
    assert layout.likeness.awake


def test_a_rule_that_a_doubtful_value_leaves_open_is_left_open_for_those_alike(judge):
    checker = Checker([with_likeness(judge, "([a-z]+)[0-9]+", check=lambda exchange: True)], "asgi", opening)
    assert all(fine(checker, f"x{number}") for number in range(WORTH + 1))
    assert not fine(checker, "bad1")
    assert not fine(checker, "bad2")
    assert [each.startswith("bad") for each in judge.asked[-2:]] == [True, True]


def test_a_pattern_captures_what_the_verdict_hinges_on():
    pattern = pattern_of(str, b"ab1\n", ["(a)1*", "", None, "b"])
    assert pattern.fullmatch("a11\nab\nb1\nb").groups() == ("a", None, "b1", None)
    assert pattern.fullmatch("aa\n\n\na").groups() == (None, "aa", "", "a")
    assert pattern.fullmatch("a\na\na\na\n") is None
    assert [pattern.fullmatch(f"{letter}\na\na\na") for letter in "cX-x"] == [None] * 4
    assert pattern_of(bytes, b"a", []).fullmatch(b"").groups() == ()
    assert pattern_of(bytes, b"", [None]).fullmatch(b"").groups() == (b"",)


def _mixed(alike):
    cases = [
        "",
        "0",
        "/",
        "//x",
        "/a",
        "http:///a",
        "a=1;a;a",
        'a="b"',
        "Sat, 06 Nov 1994 08:49:37 GMT",
        "\xe9",
        "a\x7f",
    ]
    return st.one_of(st.from_regex(re.compile(alike, re.ASCII), fullmatch=True), st.sampled_from(cases))


FIELDS = {name: _mixed(rule.alike) for rule in ALIKE for name in rule.present}


@pytest.fixture(scope="module")
def awake():
    """Checkers of the catalogue that make their patterns at once, by interface."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(likeness, "WORTH", 1)
        patched.setattr(layouts, "_MOST_PATTERNS", 10_000)
        yield {interface: Checker(CATALOGUE, interface, opening) for interface in ("asgi", "wsgi")}


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
@given(data=st.data())
@settings(max_examples=examples(60), deadline=None)
def test_what_is_fine_by_likeness_breaks_no_rule_of_the_catalogue(awake, interface, data):
    checker, request = awake[interface], Request(method="PUT", interface=interface)
    names = data.draw(st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=4))
    status_code = data.draw(st.sampled_from([200, 201, 205, 304, 307]))
    for _ in range(3):
        fields = [(name, data.draw(FIELDS[name])) for name in names]
        exchange = Exchange(request, Response(status_code, tuple(fields)), Content(5))
        if asked(checker, exchange):
            assert checker.check(exchange) == ()


USUAL = {
    "DIGITS": ["1", "5", "90", "123456789012345678"],
    "ENTITY_TAG": ['"a-1"', 'W/"31d4~"', '""'],
    "DATE": ["Sun, 06 Nov 1994 08:49:37 GMT", "Sat, 21 Nov 2026 23:59:59 GMT"],
    "PATH": ["/orders/7?page=2", "https://shop.example:8443/Orders/7", "http://shop.example/a-b._~!$&'()*+,;=:@/"],
    "COOKIE": ["session=31d4", "Session-ID_2=aA0._~+/=-; Path=/; HttpOnly", "a="],
}
UNUSUAL = {
    "DIGITS": ["0", "05", "1234567890123456789", "x5x", "xx5xx"],
    "ENTITY_TAG": ['w/"a"', '"a b"', "a", 'xx"a"xx'],
    "DATE": ["sun, 06 nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 24:49:37 GMT"],
    "PATH": ["orders", "//shop.example", "/a%20b", "ftp://shop.example/a", "https:///a"],
    "COOKIE": ["a b=c", "=a", 'a="b"'],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in USUAL.items() for value in values])
def test_what_most_responses_have_is_alike(name, value):
    assert re.fullmatch(getattr(likenesses, name), value, re.ASCII)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in UNUSUAL.items() for value in values])
def test_what_few_have_is_not(name, value):
    assert not re.fullmatch(getattr(likenesses, name), value, re.ASCII)
