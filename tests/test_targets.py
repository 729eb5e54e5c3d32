import re
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import URL

from field_values import VALUES, hostile
from statusmw.grammar import has_empty_host, has_userinfo, is_absolute_http_uri, is_field_value, is_uri_reference
from statusmw.targets import http_reference, link, redirect_target, uri_reference

BUILDERS = [uri_reference, http_reference, redirect_target, lambda value: link(value, "next")]
GOOD, BAD = VALUES[is_uri_reference]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("/caf\u00e9", "/caf%C3%A9"),
        ("/caf%c3%a9", "/caf%c3%a9"),
        ("/%", "/%25"),
        ("/%4", "/%254"),
        ("/%zz%41", "/%25zz%41"),
        ("/%é", "/%25%C3%A9"),
        (' "<>\\^`{|}[]', "%20%22%3C%3E%5C%5E%60%7B%7C%7D%5B%5D"),
        ("?a b#c d#e?f", "?a%20b#c%20d%23e?f"),
        ("/\U0001f600", "/%F0%9F%98%80"),
        ("/\u2028\ufeff\u202e", "/%E2%80%A8%EF%BB%BF%E2%80%AE"),
        ("https://example.com/é", "https://example.com/%C3%A9"),
        ("//example.com?é", "//example.com?%C3%A9"),
        ("https://xn--exmple-cua.com:8443#é", "https://xn--exmple-cua.com:8443#%C3%A9"),
        ("urn:example:é", "urn:example:%C3%A9"),
        ("ftp://me@h/", "ftp://me@h/"),
        ("a/é:b", "a/%C3%A9:b"),
        ("/e\u0301", "/e%CC%81"),
    ],
)
def test_what_a_uri_may_not_hold_is_percent_encoded(text, reference):
    assert uri_reference(text) == reference


def test_a_reference_that_is_right_stays_as_it_is():
    kept = [text for text in GOOD if text and not has_empty_host(text) and not (has_userinfo(text))]
    assert [uri_reference(text) for text in kept] == kept
    assert len(kept) > 30


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("/a\r\nb", "control character"),
        ("/\x1f", "control character"),
        ("/\x7f", "control character"),
        ("/\x85", "control character"),
        ("/\ud800", "lone surrogate"),
        ("/" + "a" * 8_000, "8000 bytes"),
        ("/" + "é" * 2_000, "8000 bytes"),
        ("https://exämple.com/", "xn--"),
        ("https://a。b/", "xn--"),
        ("https://a b/", "xn--"),
        ("https://a\\b/", "xn--"),
        ("https://h:99999/", "port"),
        ("//[::1", "host"),
        ("//a@b@c/", "host"),
        ("1:2", "'./'"),
        ("é:b", "'./'"),
        ("a b:c", "'./'"),
        (":80/", "'./'"),
        ("http:/a", "names no host"),
        ("https:a", "names no host"),
        ("///a", "names no host"),
        ("//", "names no host"),
        ("http://me:secret@h/", "userinfo"),
        ("//me@h/", "userinfo"),
    ],
)
def test_what_cannot_be_mended_is_refused_with_the_remedy(text, why):
    with pytest.raises(ValueError, match=f"^monitor .*{re.escape(why)}") as refused:
        uri_reference(text, argument="monitor")
    assert "secret" not in str(refused.value)


def test_the_longest_reference_has_eight_thousand_bytes():
    assert len(uri_reference("/" + "é" * 1_333 + "a")) == 8_000


@given(hostile)
@pytest.mark.parametrize("build", BUILDERS)
def test_what_is_built_is_a_sound_field_value(build, text):
    try:
        value = build(text)
    except ValueError as refusal:
        assert re.match("location |target ", str(refusal))
    else:
        assert value.isascii()
        assert value.isprintable()
        assert is_field_value(value)


@given(hostile)
def test_a_reference_built_is_one_and_stays_one(text):
    try:
        reference = uri_reference(text)
    except ValueError:
        return
    assert is_uri_reference(reference)
    assert uri_reference(reference) == reference
    assert len(reference) <= 8_000


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="%")))
def test_no_character_of_a_path_is_lost(text):
    assert unquote(uri_reference("/" + text.replace("/", "-"))).replace("#", "") == (
        "/" + text.replace("/", "-")
    ).replace("#", "")


@pytest.mark.parametrize(
    "text", ["mailto:a@b", "javascript:alert(1)", "data:,", "urn:a:b", "file:///a", "localhost:80/"]
)
def test_a_place_outside_the_web_is_no_http_reference(text):
    assert uri_reference(text) == text
    with pytest.raises(ValueError, match="neither relative nor http nor https"):
        http_reference(text)


@pytest.mark.parametrize("text", ["/a", "a", "//h/a", "https://h", "HTTP://h/é"])
def test_what_is_relative_or_http_is_an_http_reference(text):
    reference = http_reference(text)
    assert reference == uri_reference(text)
    assert is_absolute_http_uri(reference) == bool(urlsplit(text).scheme)


class Whatever:
    pass


class Colour(Enum):
    RED = "/red"


class Sly(str):
    __slots__ = ()

    def __str__(self):
        return "//evil.example"


class Turning:
    texts = ("/first", "//evil.example")

    def __str__(self):
        self.texts, text = self.texts[1:], self.texts[0]
        return Sly(text)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize(
    "value",
    [
        None,
        b"/a",
        bytearray(b"/a"),
        memoryview(b"/a"),
        1,
        1.5,
        True,
        Decimal(1),
        [],
        {},
        ("/a",),
        Whatever(),
        Whatever,
        Colour.RED,
    ],
)
def test_what_is_neither_text_nor_url_is_refused_with_its_type(build, value):
    with pytest.raises(TypeError, match=r"must be a str or a URL, not \w+"):
        build(value)


def test_a_url_object_is_taken_by_its_text():
    assert uri_reference(URL("https://example.com/a b")) == "https://example.com/a%20b"
    assert redirect_target(PurePosixPath("/a")) == "/a"


def test_a_text_is_asked_for_once_and_by_its_own_characters():
    assert redirect_target(Sly("/safe")) == "/safe"
    assert redirect_target(Turning()) == "/first"
    assert type(uri_reference(Sly("/safe"))) is str


@pytest.mark.parametrize(
    ("target", "rel", "value"),
    [
        ("/jobs/7", "monitor", '</jobs/7>; rel="monitor"'),
        ("/a>b", "next last", '</a%3Eb>; rel="next last"'),
        ("/a", "https://example.com/rel#x", '</a>; rel="https://example.com/rel#x"'),
    ],
)
def test_a_link_names_target_and_relation(target, rel, value):
    assert link(target, rel) == value


@pytest.mark.parametrize("rel", ["", "Next", "a  b", " a", 'a"b', "a\r\nb", "é", "/a", "a:\x00", "a\tb"])
def test_what_is_no_relation_is_refused(rel):
    with pytest.raises(ValueError, match="^rel "):
        link("/a", rel)


def test_a_relation_is_text():
    with pytest.raises(TypeError, match="^rel must be a str"):
        link("/a", None)


@pytest.mark.parametrize("text", ["a", "/", "%", "é", "\\", "@", ":", " ", "[", "\n", "\ud800"])
@pytest.mark.parametrize("build", BUILDERS)
def test_a_reference_of_a_million_characters_is_refused(build, text):
    with pytest.raises(ValueError, match=r"8000 bytes|whitespace"):
        build(text * 1_000_000)
