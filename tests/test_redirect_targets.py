import random
import re
from urllib.parse import unquote

import pytest
from hypothesis import example, given

from field_values import PIECES, hostile
from statusmw.grammar import is_uri_reference
from statusmw.targets import redirect_target

SPECIAL = {"http", "https", "ws", "wss", "ftp", "file"}


def lands_on(reference, base_scheme="https", base_authority="app.example"):
    """Scheme and authority a browser goes to from a page of the base, as the URL Standard's parser reads it."""
    text = re.sub(r"[\t\n\r]", "", reference.strip("".join(map(chr, range(0x21)))))
    scheme, rest = base_scheme, text
    if read := re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", text):
        scheme, rest = read[1].lower(), text[read.end() :]
        if scheme not in SPECIAL:
            return scheme, rest
    rest = rest.replace("\\", "/")
    if not rest.startswith("//") and scheme == base_scheme:
        return base_scheme, base_authority
    authority = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0]
    return scheme, unquote(authority.rpartition("@")[2]).lower()


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("/a", ("https", "app.example")),
        ("a//b", ("https", "app.example")),
        ("?//b", ("https", "app.example")),
        ("https:/evil.example", ("https", "app.example")),
        ("http:/evil.example", ("http", "evil.example")),
        ("https:\\\\evil.example", ("https", "evil.example")),
        ("/\t/evil.example", ("https", "evil.example")),
        (" /\\evil.example", ("https", "evil.example")),
        ("////evil.example", ("https", "evil.example")),
        ("//good.example\\@evil.example", ("https", "good.example")),
        ("//good.example%5C@evil.example", ("https", "evil.example")),
        ("java\tscript:alert(1)", ("javascript", "alert(1)")),
    ],
)
def test_the_browser_of_these_tests_reads_as_browsers_do(reference, place):
    assert lands_on(reference) == place


@given(hostile)
@example("//\t/evil.example")
@example("\t//\n//evil.example")
@example("/\t/evil.example")
@example("//good.example\\@evil.example")
@example("https:/evil.example")
@example("java\tscript:alert(1)")
def test_no_accepted_target_leaves_the_site(text):
    try:
        target = redirect_target(text)
    except ValueError:
        return
    assert lands_on(target) == ("https", "app.example")
    assert lands_on(target, "http") == ("http", "app.example")
    assert is_uri_reference(target)


@given(hostile)
@example("https://good.example%2f.evil.example")
@example("https://evil.example%2f.good.example")
@example("https://evil.example%23.good.example/")
def test_no_accepted_target_leads_to_a_host_nobody_named(text):
    try:
        target = redirect_target(text, allowed_hosts=["good.example:443", "*.good.example"])
    except ValueError:
        return
    scheme, authority = lands_on(target)
    assert scheme in {"http", "https"}
    assert authority in {"app.example", "good.example:443"} or re.fullmatch(r"[\w.-]+\.good\.example", authority)


def test_many_of_many_hostile_targets_are_accepted_and_all_of_them_stay():
    chance = random.Random(9110)
    accepted = 0
    for _ in range(30_000):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 5)))
        try:
            target = redirect_target(text)
        except ValueError:
            continue
        accepted += 1
        assert lands_on(target) == ("https", "app.example"), ascii(text)
    assert accepted > 5_000


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("/", "/"),
        ("/a b", "/a%20b"),
        ("/a?next=https://x.example/", "/a?next=https://x.example/"),
        ("/\\evil.example", "/%5Cevil.example"),
        ("\\\\evil.example", "%5C%5Cevil.example"),
        ("a/b", "a/b"),
        ("../a", "../a"),
        ("?a=b", "?a=b"),
        ("#a", "#a"),
        ("/a//b", "/a//b"),
        ("/.//evil.example", "/.//evil.example"),
        ("/@evil.example", "/@evil.example"),
        ("/%0d%0aX:y", "/%0d%0aX:y"),
    ],
)
def test_a_local_target_is_accepted(text, target):
    assert redirect_target(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "//\n/evil.example",
        " //evil.example",
        "/a ",
        "\xa0/a",
        "\u3000/a",
        "/a\r\nX: y",
        "/\x00",
        "//good.example\\@evil.example",
        "https:/evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https:\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "mailto:a@b",
        "http://[::1",
        "a:b/c",
        "/\ud800",
    ],
)
def test_every_other_target_is_refused(text):
    with pytest.raises(ValueError, match="^next "):
        redirect_target(text, argument="next")


HOSTS = ["example.com", "EXAMPLE.org:8443", "*.shop.example", "*.cdn.example:81", "[::1]:8000"]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "http://EXAMPLE.com/a?b#c",
        "HTTPS://example.org:8443/é",
        "https://a.shop.example/",
        "https://a.B-c.shop.example",
        "http://a.cdn.example:81/",
        "http://[::1]:8000/",
        "/local",
    ],
)
def test_a_host_that_is_named_is_accepted(text):
    assert redirect_target(text, allowed_hosts=HOSTS) == text.replace("é", "%C3%A9")


@pytest.mark.parametrize(
    "text",
    [
        "//example.com/",
        "https://example.com:443/",
        "https://example.com:/",
        "https://example.com./",
        "https://example.com@evil.example/",
        "https://evil.example@example.com/",
        "https://example.com.evil.example/",
        "https://xexample.com/",
        "https://example.org/",
        "https://shop.example/",
        "https://.shop.example/",
        "https://a..shop.example/",
        "https://xshop.example/",
        "https://*.shop.example/",
        "https://evil.example%2F.shop.example/",
        "https://evil.example;.shop.example/",
        "https://a.shop.example:443/",
        "https://a.cdn.example/",
        "https://[::1]/",
        "ftp://example.com/",
        "https:example.com",
        "https://exämple.com/",
        "https://ｅxample.com/",
    ],
)
def test_a_host_that_is_not_named_is_refused(text):
    with pytest.raises(ValueError, match="^location "):
        redirect_target(text, allowed_hosts=HOSTS)


@pytest.mark.parametrize(
    "entry",
    ["", "*", "*.", "https://example.com", "example.com/", "exämple.com", "a.*.example", "a b", "a:", "a..b", "u@h"],
)
def test_an_entry_that_is_no_host_is_refused(entry):
    with pytest.raises(ValueError, match="^allowed_hosts "):
        redirect_target("/", allowed_hosts=[entry])


@pytest.mark.parametrize("hosts", ["example.com", [b"example.com"], [None]])
def test_allowed_hosts_are_a_collection_of_str(hosts):
    with pytest.raises(TypeError, match="^allowed_hosts "):
        redirect_target("/", allowed_hosts=hosts)
