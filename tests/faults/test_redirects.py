"""Faults of redirect targets, read with the parser of the URL Standard: what is accepted never leaves the site."""

import random

import pytest
from ada_url import URL

from faulting.apps import PLAIN, app_of
from faulting.naming import cells, fault
from faulting.trying import RUNS_MILLIONS, assert_safe, tried
from statusmw import respond

BASES = ("https://app.example/a/b?c", "http://app.example:8080/", "https://app.example/")
HOSTILE = ["//", "/", "\\", "\t", "\n", "\r", "\0", " ", "@", ":", "%", "%2f", "%5c", "%00", "%0d%0a", "..", ".", "?", "#", ";",
           "evil.example", "http:", "https:", "javascript:", "data:", "java\tscript:", "\u3002", "\uff0f", "\u2028", "\ud800",
           "[::1", "[", "]", "\x7f", "\x85", "\xa0", "xn--", "file:", "blob:", "\u202e", "&", "=", "'", '"', "<", ">", "`", "{", "|"]  # fmt: skip
HARMLESS = [
    "a",
    "orders",
    "7",
    "/",
    "?",
    "page=2",
    "&",
    "-",
    "_",
    "~",
    "#top",
    "%20",
    ".",
    "..",
    "é",
    "=",
    "+",
    ",",
    ":",
]


def lands(target, base):
    return URL(target, base=base).origin


def told(text, **more):
    try:
        return respond.redirect(text, **more).location
    except ValueError:
        return None


def texts(seed, count):
    """Texts that are mostly accepted, and hostile all the same."""
    chance = random.Random(seed)
    for _ in range(count):
        start = chance.choice(["/", "/", "/", "?", "a", "./", "../", "#", "", "//", "/\\"])
        pool = HARMLESS * 3 + HOSTILE
        yield start + "".join(chance.choices(pool, k=chance.randint(0, 8)))


@pytest.mark.parametrize("seed", range(4))
@fault("RED-01", "RED-02", "RED-03", "RED-04", "RED-05", "RED-06", "RED-08")
def test_no_accepted_target_leaves_the_origin(face, seed, request):
    rounds, accepted = (250_000 if RUNS_MILLIONS else 1_500), 0
    for text in texts(request.node.name, rounds):
        target = told(text)
        if target is None:
            continue
        accepted += 1
        assert target.isascii()
        assert not {*map(chr, (*range(0x21), 0x7F)), "\\", '"', "<", ">"} & {*target}
        for base in BASES:
            assert lands(target, base) == URL(base).origin, ascii(text)
    assert accepted > rounds / 3


@pytest.mark.parametrize("seed", range(4))
@fault("RED-01", "RED-03")
def test_no_accepted_target_leads_to_a_host_that_is_not_named(face, seed):
    chance, accepted = random.Random(seed), 0
    hosts = [
        "good.example",
        "good.example:8443",
        "evil.example",
        "good.example.evil.example",
        "GOOD.example",
        "evil.example@good.example",
    ]
    for text in texts(seed, 1_500):
        whole = chance.choice(["https://", "http://", "//", "https:", "https:\\\\"]) + chance.choice(hosts) + text
        target = told(whole, allowed_hosts=["good.example"])
        if target is None:
            continue
        accepted += 1
        assert lands(target, BASES[0]) in {"https://good.example", "http://good.example", "https://app.example"}, ascii(
            whole
        )
    assert accepted > 50


LEAVING = [
    *[("RED-01", str(number), text) for number, text in enumerate(["//evil.example", "///evil.example", "////evil.example", "//evil.example/a"])],
    *[
        ("RED-02", str(number), text)
        for number, text in enumerate(
            ["/\t/evil.example", "//\n/evil.example", " //evil.example", "\x00//evil.example", "\t//\n//evil.example", "/\r/evil.example", "//\t/evil.example"]
        )
    ],
    *[("RED-03", str(number), text) for number, text in enumerate(["//good.example\\@evil.example", "https:/evil.example", "http:evil.example", "https://good.example@evil.example"])],
    *[
        ("RED-04", str(number), text)
        for number, text in enumerate(
            ["javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd"]
        )
    ],
    *[("RED-05", str(number), text) for number, text in enumerate(["/a\r\nX-Injected: 1", "/a\nb", "/a\0b", "/a\rb", "/a\x7f", "/a\x85", " /a", "/a "])],
    *[
        ("RED-06", str(number), text)
        for number, text in enumerate(
            ["http://[::1", "https://good\u2100.example", "/\ud800", "/" + "a" * 100_000, "https://ex\u00e4mple.example", "https://good\u3002example", "https://[::1]x/", "https://good.example:99x/"]
        )
    ],
    ("RED-08", "empty", ""),
]  # fmt: skip


@cells(*LEAVING)
def test_a_target_that_leads_away_is_refused_at_the_call(face, case):
    (text,) = case
    with pytest.raises(ValueError, match="^location "):
        respond.redirect(text)
    with pytest.raises(ValueError, match="^location "):
        respond.redirect(text, allowed_hosts=["good.example"])


@cells(
    ("RED-02", "backslash", "/\\evil.example", "/%5Cevil.example"),
    ("RED-05", "escapes", "/a%0d%0ab%00", "/a%0d%0ab%00"),
    ("RED-05", "blank", "/a b", "/a%20b"),
    ("RED-05", "percent", "/100%", "/100%25"),
    ("RED-08", "fragment", "#f", "#f"),
    ("RED-08", "query", "?a", "?a"),
    ("RED-08", "relative", "../x", "../x"),
)
def test_what_stays_is_written_so_that_browsers_read_the_same(face, case):
    text, target = case
    assert told(text) == target
    assert lands(target, BASES[0]) == "https://app.example"


@fault("RED-07")
def test_location_is_never_made_of_what_the_client_calls_the_host(face):
    fields = (*PLAIN, ("Location", "/orders/7"))
    asked = [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example")]
    for status in (201, 303):
        came = assert_safe(tried(face, app_of(face, status, fields, (b"x",)), fields=asked, method="POST"))
        assert came.read.value("location") == "/orders/7"
