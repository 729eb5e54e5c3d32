"""The repairs of Location, Allow, Accept-Encoding and of the fields of a 304, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw.exchange import Exchange, Request, Response
from statusmw.grammar import is_uri_reference
from statusmw.rules import find_rule

LOCATION = find_rule("location-malformed")
ALLOW = find_rule("allow-malformed")


def mended(rule, status_code, *fields):
    exchange = Exchange(Request("GET", "/a"), Response(status_code, fields))
    return rule.repair(exchange).response.fields


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("/annual report.pdf", "/annual%20report.pdf"),
        ("/caf\xc3\xa9", "/caf%C3%A9"),
        ("/100%", "/100%25"),
        ("/a[0]?b[]=c|d#{e}", "/a%5B0%5D?b%5B%5D=c%7Cd#%7Be%7D"),
        (" /a b ", "/a%20b"),
        ("/already%20right", "/already%20right"),
        # Nobody can tell what these mean, or a browser takes them for something else.
        ("/caf\xe9", "/caf\xe9"),
        ("/€", "/€"),
        ("/\\shop.example/a b", "/\\shop.example/a b"),
        ("https://ann@shop.example/a b", "https://ann@shop.example/a b"),
        ("https://caf\xc3\xa9.example/", "https://caf\xc3\xa9.example/"),
        ("/a\tb", "/a\tb"),
        ("", ""),
    ],
)
def test_a_location_is_encoded_as_browsers_do(value, left):
    assert mended(LOCATION, 302, ("Vary", "*"), ("Location", value)) == (("Vary", "*"), ("Location", left))


def test_two_locations_are_left_alone():
    fields = (("Location", "/a b"), ("Location", "/c d"))
    assert mended(LOCATION, 302, *fields) == fields


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_a_location_that_is_changed_is_a_uri_reference(value):
    [(_, left)] = mended(LOCATION, 302, ("Location", value))
    assert left == value or is_uri_reference(left)


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("GET HEAD", "GET, HEAD"),
        ("['GET', 'HEAD']", "GET, HEAD"),
        ('"GET","PROPFIND"', "GET, PROPFIND"),
        ("GET; HEAD;", "GET, HEAD"),
        ("GET,,HEAD,", "GET, HEAD"),
        # Nobody can tell whether these are methods.
        ("GET or HEAD", "GET or HEAD"),
        ("get head", "get head"),
        ("[]", "[]"),
    ],
)
def test_the_methods_in_allow_get_commas(value, left):
    assert mended(ALLOW, 405, ("Allow", value)) == (("Allow", left),)


def test_a_coding_that_was_not_the_reason_is_not_told():
    rule = find_rule("accept-encoding-about-no-coding")
    fields = (("Accept", "a/b"), ("accept-encoding", "gzip"), ("Accept-Encoding", "br"))
    assert mended(rule, 415, *fields) == (("Accept", "a/b"),)


def test_a_304_keeps_what_updates_the_stored_response():
    rule = find_rule("not-modified-with-representation-fields")
    kept = (("ETag", '"a"'), ("Vary", "Accept"), ("Cache-Control", "no-cache"), ("Last-Modified", "x"))
    assert mended(rule, 304, *kept, ("Content-Type", "a/b"), ("Content-Language", "en")) == kept
