"""What the engine asks rules, with what, and how often."""

import logging

import pytest

from checking import opening
from statusmw.content_reader import HELD, vouch
from statusmw.engine import Checker
from statusmw.exchange import Exchange, Request, Response
from statusmw.grammar import FIELD_VALUE_OCTETS
from statusmw.rule import Level, Rule, Source

TOLD = {"source": Source("RFC 9110", "15"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
TYPE = ("content-type", "text/x-tagged")


class Asking:
    """A `check` that remembers what it was asked about."""

    def __init__(self, broken=False):
        self.asked = []
        self._broken = broken

    def __call__(self, exchange):
        content = exchange.content
        self.asked.append((exchange.request.method, content and content.length, content and content.octets))
        return self._broken


@pytest.fixture(params=["asgi", "wsgi"])
def interface(request):
    return request.param


def fine(checker, *fields, method="GET", status_code=200, octets=b"12345", make=tuple):
    text = checker._kind is str
    lines = [make((name, value) if text else (name.encode(), value.encode())) for name, value in fields]
    request = Request(method=method, interface="wsgi" if text else "asgi")
    return checker.fine(request, method, status_code, lines, len(octets), octets)


def test_what_must_not_be_done_is_known_from_the_rules(interface):
    rules = [Rule(id=f"r{number}", **TOLD, misuse=misuse) for number, misuse in enumerate(("is sent", "is read"))]
    checker = Checker([*rules, Rule(id="other", **TOLD, status_codes={404})], interface, opening)
    assert checker.misuses == {"is sent", "is read"}


def test_where_the_interface_was_misused_only_that_is_found(interface):
    misused = Rule(id="misused", **TOLD, misuse="is sent")
    checker = Checker([Rule(id="other", **TOLD, status_codes={404}), misused], interface, opening)
    exchange = Exchange(Request(interface=interface), Response(404), misuse=("is sent",))
    assert [finding.rule.id for finding in checker.check(exchange)] == ["misused"]


def test_who_reads_content_is_known_from_the_rules(interface):
    reads = Rule(id="reads", **TOLD, reads="text/x-tagged", status_codes={200}, check=Asking())
    checker = Checker([reads], interface, opening)
    given = [TYPE] if interface == "wsgi" else [(b"content-type", b"text/x-tagged")]
    assert [checker.reads(code, fields) for code, fields in ((200, given), (404, given), (200, []))] == [1, 0, 0]


@pytest.mark.parametrize(("sample", "asked", "unread"), [(1.0, 1, 0), (0.0, 0, 1)])
def test_content_is_read_as_often_as_the_sample_says(interface, sample, asked, unread):
    check = Asking()
    checker = Checker([Rule(id="reads", **TOLD, reads="text/x-tagged", check=check)], interface, opening, None, sample)
    assert fine(checker, TYPE)
    assert (len(check.asked), checker.unread) == (asked, unread)


@pytest.mark.parametrize("make", [tuple, list])
def test_over_asgi_a_rule_about_a_method_is_asked_whatever_pairs_are_made_of(make):
    checker = Checker([Rule(id="deleted", **TOLD, methods={"DELETE"}, present="age")], "asgi", opening)
    assert fine(checker, ("age", "5"), make=make)
    assert not fine(checker, ("age", "5"), method="DELETE", make=make)


@pytest.mark.parametrize(("interface", "make"), [("asgi", tuple), ("asgi", list), ("wsgi", tuple)])
def test_a_rule_is_asked_with_all_that_is_known(interface, make):
    heads, reads = Asking(), Asking()
    rules = [
        Rule(id="heads", **TOLD, present="age", check=heads),
        Rule(id="reads", **TOLD, reads="text/x-tagged", check=reads),
    ]
    checker = Checker(rules, interface, opening)
    assert fine(checker, ("age", "5"), TYPE, method="PUT", make=make)
    assert heads.asked == [("PUT", 5, None)]
    assert reads.asked == [("PUT", 5, b"12345")]


def test_a_doubtful_value_that_is_known_is_not_judged_again(interface):
    judged, check = [], Asking()

    def judge(value):
        judged.append(value)
        return value.isdigit()

    checker = Checker([Rule(id="aged", **TOLD, present="age", valid=judge, check=check)], interface, opening)
    assert all(fine(checker, ("age", "5"), ("x-a", f"{number}")) for number in range(3))
    assert (judged, check.asked) == (["5"], [])


@pytest.mark.parametrize("values", [("a", "b"), ("", "")])
def test_values_are_clean_though_not_every_letter_is(interface, values):
    octets = bytes(octet for octet in FIELD_VALUE_OCTETS if octet not in b"xX")
    checker = Checker([Rule(id="octets", **TOLD, present="*", octets=octets)], interface, opening)
    assert fine(checker, *zip(("x-a", "x-b"), values, strict=True))
    assert not fine(checker, ("x-a", "x"), ("x-b", "b"))


class TestContentThatWasVouchedFor:
    CONTENT = b'{"title":"Not Found"}'

    def asked(self, interface, rule_id, content, status_code=404, broken=False):
        check = Asking(broken)
        checker = Checker([Rule(id=rule_id, **TOLD, reads="text/x-tagged", check=check)], interface, opening)
        vouch(self.CONTENT, 404)
        kept = fine(checker, TYPE, status_code=status_code, octets=content)
        vouch(b"", 0)
        assert kept is not broken or not check.asked
        return len(check.asked)

    @pytest.mark.parametrize("rule_id", sorted(HELD))
    def test_is_not_asked_about_by_rules_that_it_holds(self, interface, rule_id):
        assert self.asked(interface, rule_id, self.CONTENT, broken=True) == 0

    def test_is_asked_about_by_others(self, interface):
        assert self.asked(interface, "other", self.CONTENT) == 1
        assert self.asked(interface, "other", self.CONTENT, broken=True) == 1

    def test_is_asked_about_with_another_status_code_or_if_it_is_another_object(self, interface):
        rule_id = min(HELD)
        assert self.asked(interface, rule_id, self.CONTENT, 200) == 1
        assert self.asked(interface, rule_id, bytes(bytearray(self.CONTENT))) == 1


class TestTheStatusLine:
    def checker(self):
        self.judged = []

        def phrase(said):
            self.judged.append(said)
            return said.isupper()

        return Checker([Rule(id="phrase", **TOLD, interface="wsgi", phrase=phrase)], "wsgi", opening)

    def test_is_judged_once(self):
        checker = self.checker()
        assert [checker.status_code(line) for line in ("200 OK", "404 NO") * 3] == [200, 404] * 3
        assert self.judged == ["OK", "NO"]
        assert [checker.status_code("200 ok") for _ in range(3)] == [-1] * 3
        assert self.judged == ["OK", "NO", "ok"]

    def test_is_judged_anew_where_it_is_long(self):
        checker = self.checker()
        assert [checker.status_code(f"200 {'O' * 64}") for _ in range(2)] == [200, 200]
        assert len(self.judged) == 2


def test_a_rule_that_fails_is_named_in_the_log_of_the_project(caplog):
    def check(exchange):
        raise AttributeError

    checker = Checker([Rule(id="fails", **TOLD, status_codes={500}, check=check)], "asgi", opening)
    with caplog.at_level(logging.ERROR, "statusmw"):
        checker.check(Exchange(Request(), Response(500)))
    (record,) = caplog.records
    said = "The rule fails failed; the response goes out unchecked by it"
    assert (record.name, record.getMessage()) == ("statusmw", said)
