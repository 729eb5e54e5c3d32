"""What the engine leaves to be looked at of a head, and that it works this out once."""

import pytest

from checking import opening
from statusmw.engine import Checker
from statusmw.engine.layouts import Layouts
from statusmw.engine.likeness import WORTH
from statusmw.engine.plans import Plans
from statusmw.exchange import Request
from statusmw.rule import Level, Rule, Source

TOLD = {"source": Source("RFC 9110", "15"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
TAGGED, PLAIN = ("content-type", "text/x-tagged"), ("content-type", "text/plain")


def is_wrong(exchange):
    return exchange.content.octets == b"wrong"


READS = Rule(id="reads", **TOLD, reads="text/x-tagged", check=is_wrong)
READS_ALL = Rule(id="reads-all", **TOLD, reads="*", check=is_wrong)


@pytest.fixture(params=["asgi", "wsgi"])
def interface(request):
    return request.param


class Faces:
    """A checker asked as a face would, and the exchanges it has made."""

    def __init__(self, interface, *rules):
        self.made = []
        self.checker = Checker(rules, interface, self._opened)
        self._request = Request(interface=interface)
        self._kind = str if interface == "wsgi" else str.encode

    def _opened(self, *given):
        self.made.append(given)
        return opening(*given)

    def __call__(self, *fields, method="GET", status_code=200, octets=b""):
        lines = [(self._kind(name), self._kind(value)) for name, value in fields]
        return self.checker.fine(self._request, method, status_code, lines, len(octets), octets)


def counted(monkeypatch, owner, name):
    """The calls of a method, which is called all the same."""
    calls, method = [], getattr(owner, name)

    def noting(self, *given):
        calls.append(given)
        return method(self, *given)

    monkeypatch.setattr(owner, name, noting)
    return calls


def test_each_value_that_must_fit_is_judged(interface):
    fits = [
        Rule(id=name, **TOLD, present=name, fits=lambda value, length: int(value) == length)
        for name in ("length", "size")
    ]
    fine = Faces(interface, *fits)
    assert fine(("length", "5"), ("size", "5"), octets=b"12345")
    assert not fine(("length", "4"), ("size", "5"), octets=b"12345")
    assert not fine(("length", "5"), ("size", "4"), octets=b"12345")


def test_a_value_that_fits_its_length_is_judged_once(interface):
    asked = []

    def judge(value, length):
        asked.append((value, length))
        return int(value) == length

    fine = Faces(interface, Rule(id="length", **TOLD, present="length", fits=judge))
    assert all(fine(("length", "5"), ("x-a", f"{number}"), octets=b"12345") for number in range(3))
    assert not fine(("length", "5"), ("x-a", "0"), octets=b"1234")
    assert fine(("length", "4"), ("x-a", "0"), octets=b"1234")
    assert asked == [("5", 5), ("5", 4), ("4", 4)]


def test_each_value_that_leaves_its_rule_open_is_judged(interface):
    doubtful = [
        Rule(id=name, **TOLD, present=name, valid=str.isdigit, check=lambda exchange: True) for name in ("age", "size")
    ]
    fine = Faces(interface, *doubtful)
    assert fine(("age", "5"), ("size", "5"))
    assert not fine(("age", "five"), ("size", "5"))
    assert not fine(("age", "5"), ("size", "five"))


def test_what_is_known_of_a_method_without_rules_is_not_taken_for_one_with(interface):
    fine = Faces(interface, Rule(id="deleted", **TOLD, methods={"DELETE"}, present="age", content=False))
    assert fine(("age", "5"), method="BREW")
    assert not fine(("age", "5"), method="DELETE")
    assert fine(("age", "5"), method="BREW")


def test_a_head_is_laid_out_once_for_all_its_values(interface, monkeypatch):
    laid_out, planned = counted(monkeypatch, Layouts, "_made"), counted(monkeypatch, Plans, "_open")
    fine = Faces(interface, Rule(id="aged", **TOLD, present="age", valid=str.isdigit))
    assert all(fine(("age", f"{number}"), ("x-a", "b")) for number in range(3))
    assert len(laid_out) == len(planned) == 1
    assert fine(("x-a", "b"), ("age", "5"))
    assert (len(laid_out), len(planned)) == (2, 1)


def test_what_is_wrong_whatever_its_values_takes_no_room(interface):
    fine = Faces(
        interface,
        Rule(id="shaped", **TOLD, present="age"),
        Rule(id="named", **TOLD, present="*", named=str.islower),
    )
    assert not fine(("age", "5"))
    assert not fine(("UPPER", "5"))
    assert not fine(status_code=1000)
    assert not fine(status_code=-1)
    assert fine.checker._layouts == {}


def test_a_rule_about_several_lines_costs_no_exchange_where_there_is_one(interface):
    fine = Faces(interface, Rule(id="twice", **TOLD, repeated="link", present="link", check=lambda exchange: True))
    assert fine(("link", "a"))
    assert fine.made == []
    assert not fine(("link", "a"), ("link", "b"))
    assert len(fine.made) == 1


def test_content_of_any_type_is_read_by_who_reads_all_of_it(interface):
    fine = Faces(interface, READS_ALL)
    for fields in [(), (("x-a", "b"),), (("x-a", "b"), PLAIN), (PLAIN, ("x-a", "b"), ("x-b", "b"))]:
        assert fine(*fields, octets=b"right")
        assert not fine(*fields, octets=b"wrong")


def test_content_that_is_coded_is_read_by_nobody_else(interface):
    coded = ("Content-Encoding", "gzip")
    for fields in [(TAGGED, coded), (coded, TAGGED)]:
        assert Faces(interface, READS)(*fields, octets=b"wrong")
        assert not Faces(interface, READS, READS_ALL)(*fields, octets=b"wrong")


@pytest.mark.parametrize("place", range(3))
def test_heads_alike_but_for_their_type_are_not_taken_for_each_other(interface, place):
    aged = Rule(id="aged", **TOLD, present="age", valid=str.isdigit, alike="[0-9]+")
    fine, others = Faces(interface, READS, aged), [("x-b", "b"), ("x-a", "b")]

    def head(kind, age):
        return [*others[:place], kind, *others[place:], ("age", f"{age}")]

    assert all(fine(*head(PLAIN, number), octets=b"wrong") for number in range(2 * WORTH))
    assert not fine(*head(TAGGED, 5), octets=b"wrong")
    assert fine(*head(TAGGED, 5), octets=b"right")
    assert fine(*head(PLAIN, 5), octets=b"wrong")


def test_values_nobody_judges_are_alike_where_they_stand_beside_others(interface):
    asked = []

    def judge(value):
        asked.append(value)
        return value.isdigit()

    fine = Faces(interface, Rule(id="aged", **TOLD, present="age", valid=judge, alike="[0-9]+"))
    assert all(fine(("age", f"{number}"), ("x-a", f"{number}")) for number in range(2 * WORTH))
    assert len(asked) == WORTH + 1
    assert not fine(("age", "x"), ("x-a", "1"))
