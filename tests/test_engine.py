"""The engine with rules of its own, so that what is tested does not change with the catalogue."""

import itertools
import logging
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checking import checker as checker_of
from checking import fine as asked
from checking import opening
from long_form import examples
from statusmw import policy
from statusmw.engine import Checker, judgements, memory
from statusmw.exchange import Exchange, Request, Response
from statusmw.grammar import FIELD_VALUE_OCTETS, is_token
from statusmw.reading import asgi_asks, asgi_response, wsgi_asks, wsgi_response
from statusmw.rule import Level, Rule, Source
from statusmw.rules import CATALOGUE
from strategies import EXAMPLES, INTERFACES

REQUEST = Request()


def rule(id, **kwargs):
    told = {"source": Source("RFC 9110", "15"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
    return Rule(**{"id": id, **told, **kwargs})


RULES = (
    rule("named", present="*", named=is_token),
    rule("octets", present="*", octets=FIELD_VALUE_OCTETS),
    rule("odd-fields", odd="fields"),
    rule("odd-status", odd="status"),
    rule("repeated", repeated="age"),
    rule("shape", status_codes={404}, methods={"HEAD"}, present="vary", absent="etag"),
    rule("except", status_codes={405}, except_methods={"GET"}),
    rule("content", status_codes={204}, content=True),
    rule("no-content", status_codes={203}, content=False),
    rule("valid", present=("age", "x-age"), valid=str.isdigit),
    rule("short", present="age", valid=lambda value: len(value) < 9),
    rule("fits", present="length", fits=lambda value, length: int(value) == length),
    rule("check", status_codes={500}, check=lambda exchange: exchange.request.has("range")),
    rule("phrase", interface="wsgi", phrase=lambda phrase: phrase.isupper()),
)


@pytest.fixture
def asgi():
    return Checker(RULES, "asgi", opening)


@pytest.fixture
def wsgi():
    return Checker(RULES, "wsgi", opening)


def fine(checker, status_code=200, fields=(), *, method="GET", length=0, request=REQUEST):
    return checker.fine(request, method, status_code, list(fields), length)


AGE = (b"age", b"5")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, True),
        ({"fields": [AGE, (b"Vary", b"*")]}, True),
        ({"fields": [AGE, (b"Age", b"5")]}, False),
        ({"fields": [(b"no token", b"")]}, False),
        ({"fields": [(b"a", b"")]}, False),
        ({"fields": [(b"x-a", b"\n")]}, False),
        ({"fields": [(b"age", b"five")]}, False),
        ({"fields": [(b"AGE", b"123456789")]}, False),
        ({"fields": [(b"x-age", b"123456789")]}, True),
        ({"fields": [(b"length", b"7")], "length": 7}, True),
        ({"fields": [(b"length", b"7")], "length": 8}, False),
        ({"fields": [(b"length", b"7")], "length": None}, True),
        ({"fields": [(b"length", b"seven")], "length": 7}, False),
        ({"status_code": 404, "method": "HEAD", "fields": [(b"vary", b"*")]}, False),
        ({"status_code": 404, "method": "HEAD", "fields": [(b"vary", b"*"), (b"etag", b"")]}, True),
        ({"status_code": 404, "method": "HEAD"}, True),
        ({"status_code": 404, "fields": [(b"vary", b"*")]}, True),
        ({"status_code": 405, "method": "GET"}, True),
        ({"status_code": 405, "method": "HEAD"}, False),
        ({"status_code": 405, "method": "BREW"}, False),
        ({"status_code": 204, "length": 1}, False),
        ({"status_code": 204, "length": 0}, True),
        ({"status_code": 204, "length": None}, True),
        ({"status_code": 203, "length": 0}, False),
        ({"status_code": 203, "length": 1}, True),
        ({"status_code": 500}, True),
        ({"status_code": 500, "request": Request(fields=(("range", ""),))}, False),
        ({"status_code": 500, "request": None}, False),
        ({"status_code": -1}, False),
        ({"status_code": 1000}, False),
        ({"status_code": "200"}, False),
        ({"status_code": True}, False),
        ({"status_code": HTTPStatus.OK}, False),
        ({"fields": [AGE, None]}, False),
        ({"fields": [b"ab"]}, False),
        ({"fields": [("age", "5")]}, False),
        ({"method": ["GET"]}, False),
    ],
)
def test_a_response_is_fine_if_no_rule_can_be_broken(asgi, answer, expected):
    # Twice: the second answer comes from memory.
    assert [fine(asgi, **answer), fine(asgi, **answer)] == [expected, expected]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("age", "5")], True),
        ([("age", "٥")], False),
        ([("x-a", "é")], True),
        ([("x-a", "€")], False),
        (["ab"], False),
        ([AGE], False),
    ],
)
def test_over_wsgi_fields_are_text(wsgi, fields, expected):
    assert fine(wsgi, fields=fields) is expected


def test_over_wsgi_fields_are_a_list(wsgi):
    assert wsgi.fine(REQUEST, "GET", 200, [], 0)
    assert not wsgi.fine(REQUEST, "GET", 200, (), 0)


class Lying:
    """Says that it equals whatever it is compared with."""

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(b"age")


def lying(kind, value):
    return type("Lie", (Lying, kind), {})(value)


class LyingPair(tuple):
    """Says that it is another pair."""

    __slots__ = ()

    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash(AGE)


class OneShot:
    """Can be read only once, and does not look so."""

    def __init__(self, pairs):
        self.pairs = iter(pairs)

    def __iter__(self):
        return self.pairs


@pytest.mark.parametrize(
    ("status_code", "fields"),
    [
        (lying(int, 404), []),
        (200, [(lying(bytes, b"age"), b"5")]),
        (200, [(b"age", lying(bytes, b"\n"))]),
        (200, [(b"age", lying(str, "5"))]),
        (200, [LyingPair((b"age", b"\n"))]),
        (200, OneShot([(b"age", b"\n")])),
    ],
)
def test_what_is_not_exactly_of_its_type_is_never_fine(asgi, status_code, fields):
    assert fine(asgi, fields=[AGE])
    assert not asgi.fine(REQUEST, "GET", status_code, fields, 0)


@pytest.mark.parametrize(
    ("line", "code"),
    [("200 OK", 200), ("200 ok", -1), ("200", -1), ("2000 OK", -1), ("", -1), (None, -1), (lying(str, "200 OK"), -1)],
)
def test_a_status_line_has_a_code_if_its_phrase_breaks_no_rule(wsgi, line, code):
    assert [wsgi.status_code(line), wsgi.status_code(line)] == [code, code]


def test_over_asgi_rules_about_wsgi_are_not_asked(asgi):
    assert "phrase" not in {each.id for each in asgi.rules}
    assert asgi.check(Exchange(REQUEST, Response(200, (), "ok"))) == ()


def test_findings_come_in_the_order_of_the_catalogue(asgi):
    fields = (("age", "five five five"), ("no token", "\n"), ("age", ""))
    exchange = Exchange(REQUEST, Response(200, fields, None, (("status", "x"), ("x-a", 5))))
    found = [finding.rule.id for finding in asgi.check(exchange)]
    assert found == ["named", "octets", "odd-fields", "odd-status", "repeated", "valid", "short"]
    assert {finding.exchange for finding in asgi.check(exchange)} == {exchange}


def fails(exchange):
    raise AttributeError


def ends(exchange):
    raise SystemExit


@pytest.mark.parametrize(("check", "raised"), [(fails, AttributeError), (ends, SystemExit)])
def test_a_rule_that_fails_is_logged_once_and_breaks_nothing(check, raised, caplog):
    failing = (
        rule("fails", status_codes={500}, check=check),
        rule("b", status_codes={500}),
    )
    checker = Checker(failing, "asgi", opening)
    exchange = Exchange(REQUEST, Response(500))
    with caplog.at_level(logging.ERROR, "statusmw"):
        found = [checker.check(exchange) for _ in range(3)]
    assert [[finding.rule.id for finding in each] for each in found] == [["b"]] * 3
    (record,) = caplog.records
    assert "fails" in record.getMessage()
    assert record.exc_info[0] is raised
    assert not fine(checker, 500)


def test_a_method_that_a_client_makes_up_makes_no_plan(asgi):
    fine(asgi, method="BREW")
    plans = len(asgi._plans)
    assert all(fine(asgi, method=f"BREW{number}") for number in range(50))
    assert len(asgi._plans) == plans


def test_a_method_that_a_rule_names_makes_one(asgi):
    fine(asgi, 404, [(b"vary", b"*")], method="BREW")
    assert not fine(asgi, 404, [(b"vary", b"*")], method="HEAD")
    assert len(asgi._plans) == 2


def test_the_plans_are_bounded(asgi):
    asgi._plans.most = asgi._layouts.most = 3
    assert all(fine(asgi, code) for code in range(300, 320))
    assert len(asgi._plans) <= 3
    assert len(asgi._layouts) <= 3
    assert not fine(asgi, 405, method="PUT")


def test_the_names_are_bounded(asgi):
    asgi._names.most = 3
    assert all(fine(asgi, fields=[(b"x-%d" % number, b"")]) for number in range(20))
    assert len(asgi._names) <= 3
    assert not fine(asgi, fields=[(b"no token", b"")])


def test_the_values_are_bounded(asgi):
    fine(asgi, fields=[(b"age", b"5")])
    (layout,) = asgi._layouts.values()
    ((_, judgement),) = layout.judged
    judgement.known.most = 3
    assert all(fine(asgi, fields=[(b"age", b"%d" % number)]) for number in range(20))
    assert len(judgement.known) <= 3
    assert not fine(asgi, fields=[(b"age", b"five")])


def test_values_that_were_first_stay_known_until_many_others_have_come(asgi):
    def fresh(count):
        assert all(fine(asgi, fields=[(b"x-age", b"%d" % next(numbers))]) for _ in range(count))

    numbers = itertools.count()
    fresh(1)
    (layout,) = asgi._layouts.values()
    ((_, judgement),) = layout.judged
    judgement.known.most = 3
    fresh(2)
    first = set(judgement.known)
    fresh(judgements.PAUSE - 1)
    assert set(judgement.known) == first == {b"0", b"1", b"2"}
    fresh(1)
    assert set(judgement.known) == {b"%d" % (next(numbers) - 1)}


def test_the_heads_are_bounded(asgi):
    asgi._heads.most = 3
    assert all(fine(asgi, fields=[(b"x-a", b"%d" % number)]) for number in range(20))
    assert len(asgi._heads) <= 3
    assert not fine(asgi, fields=[(b"x-a", b"\n")])


def test_heads_are_not_remembered_for_a_while_where_none_comes_twice(asgi):
    def fresh(count):
        assert all(fine(asgi, fields=[(b"x-a", b"%d" % next(numbers))]) for _ in range(count))

    numbers = itertools.count()
    fresh(memory.PATIENCE)
    remembered = len(asgi._heads)
    fresh(memory.PAUSE - 1)
    assert not fine(asgi, fields=[(b"x-a", b"\n")])
    assert len(asgi._heads) == remembered == memory.PATIENCE - 1
    fresh(2)
    assert len(asgi._heads) > remembered


def test_a_head_that_comes_again_gives_new_patience(asgi):
    again = [(b"x-a", b"again")]
    for number in range(2 * memory.PATIENCE):
        assert fine(asgi, fields=[(b"x-a", b"%d" % number)])
        assert number % 100 or fine(asgi, fields=again)
    assert asgi._heads.awake


def test_pairs_may_be_lists(asgi):
    assert fine(asgi, fields=[[b"age", b"5"]])
    assert not fine(asgi, fields=[[b"age", b"five"]])
    assert not fine(asgi, fields=[[b"age", b"5"], (b"age", b"5")])


def test_the_status_lines_are_bounded(wsgi):
    wsgi._lines.most = 3
    assert [wsgi.status_code(f"200 {'O' * length}") for length in range(1, 20)] == [200] * 19
    assert len(wsgi._lines) <= 3


def test_what_is_long_is_not_remembered(asgi, wsgi):
    long = "1" * 65
    assert fine(asgi, fields=[(b"x-" + long.encode(), b""), (b"x-age", long.encode() * 8)])
    (layout,) = asgi._layouts.values()
    ((_, judgement),) = layout.judged
    assert fine(asgi, fields=[(b"length", long.encode())], length=int(long))
    *_, other = asgi._layouts.values()
    ((_, fitting),) = other.fitting
    assert (len(asgi._names), len(judgement.known), len(fitting.known)) == (2, 0, 0)
    assert [head[0] for head in asgi._heads] == [((b"length", long.encode()),)]
    assert wsgi.status_code(f"200 {'A' * 65}") == 200
    assert len(wsgi._lines) == 0


def test_a_rule_of_the_users_about_the_values_of_all_fields_is_asked(asgi):
    checker = Checker((rule("short", present="*", valid=lambda value: len(value) < 4),), "asgi", opening)
    assert fine(checker, fields=[(b"a-b", b"abc"), (b"c-d", b"")])
    assert not fine(checker, fields=[(b"a-b", b""), (b"c-d", b"abcd")])


def test_a_value_is_remembered_only_with_those_who_judged_it(asgi):
    assert fine(asgi, fields=[(b"x-age", b"1234567890")])
    assert not fine(asgi, fields=[(b"age", b"1234567890")])


def test_without_rules_everything_of_the_right_type_is_fine():
    checker = Checker((), "asgi", opening)
    assert fine(checker, fields=[(b"no token", b"\n")])
    assert not fine(checker, fields=[("age", "5")])


names = st.sampled_from([b"age", b"Age", b"vary", b"x-age", b"length", b"etag", b"no token", "age", None, 5])
values = st.sampled_from([b"5", b"five", b"123456789", b"\n", b"", "5", None, lying(bytes, b"5")])
pairs = st.tuples(names, values)
anything = pairs | pairs.map(list) | st.sampled_from([None, b"ab", "ab", (), {b"age", b"5"}, {b"age": 1, b"x-age": 2}])


@settings(deadline=None, max_examples=examples(400))
@given(
    st.sampled_from([*range(-1, 2), 200, 203, 204, 404, 405, 500, 999, 1000, "200", None, HTTPStatus.OK, True]),
    st.lists(anything, max_size=4),
    st.sampled_from(["GET", "HEAD", "BREW"]),
    st.none() | st.integers(0, 6),
)
def test_whatever_an_application_sends_what_is_fine_breaks_no_rule(status, fields, method, length):
    request = Request(method=method)
    for checker in (Checker(RULES, "asgi", opening), checker_of("asgi")):
        if checker.fine(request, method, status, fields, length):
            response = asgi_response(status, fields)
            made = opening(request, status, fields, length)
            assert checker.check(Exchange(request, response, made.content)) == ()


@settings(deadline=None, max_examples=examples(300))
@given(
    st.sampled_from(["200 OK", "200 ok", "404 A", "405 A", "204 A", "500 A", "000 A", "200", None, "abc"]),
    st.lists(st.tuples(st.sampled_from(["age", "vary", "no token"]), st.sampled_from(["5", "x", "€", None]))).map(list)
    | st.just(()),
    st.none() | st.integers(0, 6),
)
def test_whatever_a_wsgi_application_sends_what_is_fine_breaks_no_rule(line, fields, length):
    checker, request = Checker(RULES, "wsgi", opening), Request(interface="wsgi")
    code = checker.status_code(line)
    if code >= 0 and checker.fine(request, "GET", code, fields, length):
        content = opening(request, code, fields, length).content
        assert checker.check(Exchange(request, wsgi_response(line, fields), content)) == ()


@pytest.mark.parametrize("interface", INTERFACES)
def test_one_checker_remembers_all_examples_without_mixing_them_up(interface):
    remembering = checker_of(interface)
    examples = [each for each in EXAMPLES if each.request.interface == interface]
    for _ in range(2):
        assert [asked(remembering, each) for each in examples] == [
            asked(checker_of(interface), each) for each in examples
        ]


def test_a_rule_about_octets_of_one_field_keeps_the_others_from_being_fine_at_most():
    checker = Checker((*RULES, rule("digits", present="x-n", octets=b"0123456789")), "asgi", opening)
    assert fine(checker, fields=[(b"x-n", b"5")])
    assert not fine(checker, fields=[(b"x-n", b"n")])


def test_the_catalogue_leaves_an_ordinary_response_without_anything_to_look_at_but_its_values():
    checker = checker_of("asgi", [each for each in CATALOGUE if each.level is not Level.ADVICE])
    fields = [(b"content-type", b"text/plain"), (b"content-length", b"5"), (b"vary", b"Accept")]
    assert checker.fine(REQUEST, "GET", 200, fields, 5)
    assert [plan.checks for plan in checker._plans.values()] == [()]


# Rules about the fields of the request.


REQUESTS = {
    "asked": rule("asked", status_codes={200}, asked=["if-match", "range"]),
    "unasked": rule("unasked", status_codes={200}, unasked=["range"]),
    "both": rule("both", present="etag", valid=lambda value: value == "good", asked="if-match", unasked="range"),
}
ASKING = {"asgi": asgi_asks, "wsgi": wsgi_asks}


def subject_of(interface, fields):
    if interface == "wsgi":
        return {"REQUEST_METHOD": "GET", **{f"HTTP_{n.upper().replace('-', '_')}": v for n, v in fields.items()}}
    return {"method": "GET", "path": "/", "headers": [(n.encode(), v.encode()) for n, v in fields.items()]}


@pytest.mark.parametrize("known", [True, False], ids=["asking", "reading"])
@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
@pytest.mark.parametrize(
    ("which", "fields", "etag", "fine"),
    [
        ("asked", {}, "good", True),
        ("asked", {"if-match": "*"}, "good", False),
        ("asked", {"range": "bytes=0-"}, "good", False),
        ("unasked", {}, "good", False),
        ("unasked", {"range": "bytes=0-"}, "good", True),
        ("both", {"if-match": "*"}, "good", True),
        ("both", {"if-match": "*"}, "bad", False),
        ("both", {"if-match": "*", "range": "bytes=0-"}, "bad", True),
        ("both", {}, "bad", True),
    ],
)
def test_a_rule_about_other_requests_costs_no_exchange(which, fields, etag, fine, interface, known):
    opened = []
    opening, _ = policy._READERS[interface]

    def counted(*args):
        opened.append(args)
        return opening(*args)

    checker = Checker([REQUESTS[which]], interface, counted, ASKING[interface] if known else None)
    lines = [("etag", etag)] if interface == "wsgi" else [(b"etag", etag.encode())]
    subject = subject_of(interface, fields)
    assert checker.fine(subject, "GET", 200, lines, 0) is fine
    assert bool(checker.check(opening(subject, 200, lines, 0))) is not fine
    meant = REQUESTS[which].is_asked(lambda name: name in fields)
    assert len(opened) == (meant if known else 1)


@pytest.mark.parametrize("interface", ["asgi", "wsgi"])
@pytest.mark.parametrize("name", ["content-type", "content-length", "if-match"])
def test_asking_and_reading_agree(interface, name):
    opening, asks = policy._READERS[interface]
    cgi = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
    for fields in ({}, {name: "5"}):
        subject = subject_of(interface, fields)
        if interface == "wsgi" and fields and name in cgi:
            subject = {"REQUEST_METHOD": "GET", cgi[name]: "5"}
        assert asks(subject, name) is opening(subject, 200, [], 0).request.has(name) is bool(fields)
