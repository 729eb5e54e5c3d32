"""What the engine makes of rules that read content, wherever its type stands among the fields."""

import pytest

from checking import opening
from statusmw.engine import Checker
from statusmw.exchange import Content, Exchange, Request, Response
from statusmw.reading import asgi_response, wsgi_response
from statusmw.rule import Level, Rule, Source

TOLD = {"source": Source("RFC 9110", "15"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}
SEEN = []


def looks(exchange):
    SEEN.append((exchange.content.length, exchange.content.octets))
    return exchange.content.octets == b"wrong"


READS = Rule(id="reads", **TOLD, reads="text/x-tagged", check=looks)
HEAD = Rule(id="head", **TOLD, present="age", check=lambda exchange: exchange.response.value("age") == "9")
TYPE, OTHER = ("content-type", "text/x-tagged"), ("x-a", "1")
PLACES = [[TYPE], [TYPE, OTHER], [OTHER, TYPE], [OTHER, ("age", "5"), TYPE], [TYPE, ("age", "5")]]


@pytest.fixture(params=["asgi", "wsgi"])
def interface(request):
    SEEN.clear()
    return request.param


def fine(interface, fields, octets, length=None, make=tuple):
    checker = Checker((READS, HEAD), interface, opening)
    kind = (lambda text: text) if interface == "wsgi" else str.encode
    lines = [make((kind(name), kind(value))) for name, value in fields]
    length = len(octets) if length is None and octets is not None else length
    return checker.fine(Request(interface=interface), "GET", 200, lines, length, octets)


@pytest.mark.parametrize("fields", PLACES)
def test_content_is_read_wherever_its_type_stands(interface, fields):
    assert fine(interface, fields, b"right")
    assert not fine(interface, fields, b"wrong")
    assert SEEN == [(5, b"right"), (5, b"wrong")]


@pytest.mark.parametrize("fields", [[OTHER], [("content-type", "text/plain"), OTHER], []])
def test_content_of_another_type_is_not(interface, fields):
    assert fine(interface, fields, b"wrong")
    assert SEEN == []


def test_what_a_head_breaks_is_seen_before_content_is_read(interface):
    assert not fine(interface, [TYPE, ("age", "9")], b"right")
    assert SEEN == []


def test_over_asgi_fields_as_lists_are_read_as_well():
    SEEN.clear()
    assert fine("asgi", [TYPE], b"right", make=list)
    assert not fine("asgi", [TYPE], b"wrong", make=list)
    assert SEEN == [(5, b"right"), (5, b"wrong")]


def test_over_asgi_a_length_is_compared_for_fields_as_lists():
    fits = Rule(id="fits", **TOLD, present="length", fits=lambda value, length: int(value) == length)
    checker = Checker((fits,), "asgi", opening)
    answers = [checker.fine(Request(), "GET", 200, [[b"length", b"5"]], length) for length in (5, 6)]
    assert answers == [True, False]


def test_the_same_is_found_by_looking_twice(interface):
    response = (asgi_response if interface == "asgi" else lambda _, lines: wsgi_response("200 OK", lines))(
        200, [tuple(part.encode() if interface == "asgi" else part for part in TYPE)]
    )
    assert isinstance(response, Response)
    checker = Checker((READS, HEAD), interface, opening)
    found = checker.check(Exchange(Request(interface=interface), response, Content.seen(5, b"wrong")))
    assert [finding.rule.id for finding in found] == ["reads"]
