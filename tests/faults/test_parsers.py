"""Faults of long values: whatever reads a field is done with a million characters in the time one reading takes."""

import importlib
import pkgutil
import re
import time

import pytest

import statusmw
from faulting.apps import PLAIN, app_of, raising
from faulting.naming import cells, fault
from faulting.trying import RUNS_MILLIONS, assert_safe, tried
from statusmw import Problem

MEGABYTE = 1_000_000
LONG = 100_000 if RUNS_MILLIONS else 20_000
WORST = ('a;b="c", ', '\\"', "max-age=1,", " \t") if RUNS_MILLIONS else ('a;b="c", ',)
# A reading takes some hundredths of a second; one that is quadratic takes hours.
SECONDS = 20
REPEATED = {
    "commas": ",",
    "semicolons": ";a",
    "quotes": '"',
    "escapes": '\\"',
    "open quotes": '="\\',
    "blanks": " \t",
    "equals": "a=",
    "brackets": "<a>;",
    "digits": "9",
    "letters": "a",
    "slashes": "/",
    "percent": "%41",
    "list": "a, ",
    "quoted list": '"a,", ',
    "parameters": 'a;b="c", ',
    "challenges": 'Basic realm="a", ',
    "ranges": "0-1,",
    "dates": "Sun, 06 Nov 1994 08:49:37 GMT, ",
    "tokens": "max-age=1,",
    "colons": ":",
    "parentheses": "((",
}
FIELDS = ["Link", "Cache-Control", "Allow", "Retry-After", "Date", "Expires", "Last-Modified", "Set-Cookie", "WWW-Authenticate",
          "ETag", "Vary", "Content-Type", "Content-Range", "Content-Encoding", "Content-Language", "Location", "Accept-Ranges",
          "Age", "Content-Disposition", "Server", "Upgrade", "Access-Control-Allow-Origin", "Content-Length"]  # fmt: skip


def spent(call):
    """Seconds that *call* keeps this process busy, whatever others do."""
    before = time.process_time()
    call()
    return time.process_time() - before


def of_length(piece, length):
    return (piece * (length // len(piece) + 1))[:length].strip(" \t")


@cells(*[("RES-06", name, name) for name in FIELDS])
@pytest.mark.long(2)
def test_a_long_field_is_judged_in_one_reading(face, case):
    for piece in REPEATED.values():
        fields = (*PLAIN, (case[0], of_length(piece, LONG)))
        assert (
            spent(
                lambda fields=fields: assert_safe(
                    tried(face, app_of(face, 200, fields)), wrong=wrong_of(case[0], fields)
                )
            )
            < SECONDS / 10
        )


@cells(
    *[
        ("RES-06", f"{name} whole", name)
        for name in ("Link", "Cache-Control", "Allow", "Set-Cookie", "WWW-Authenticate", "Location")
    ]
)
def test_a_field_of_a_megabyte_of_the_worst_is_judged_in_one_reading(face, case):
    for piece in WORST:
        fields = (*PLAIN, (case[0], f"a{of_length(piece, MEGABYTE)}"))
        assert spent(lambda fields=fields: assert_safe(tried(face, app_of(face, 200, fields)))) < SECONDS


def wrong_of(name, fields):
    return ["twice b'content-type'"] if name == "Content-Type" else []


@cells(*[("RES-05", name, piece) for name, piece in REPEATED.items()])
def test_an_accept_of_a_megabyte_decides_nothing_and_costs_nothing(face, case):
    for name in ("Accept", "Accept-Language", "If-None-Match", "Range", "Prefer", "User-Agent", "If-Modified-Since"):
        fields = [(name, of_length(case[0], MEGABYTE))]

        def ask(fields=fields):
            assert assert_safe(tried(face, raising(face, lambda: Problem(404)), fields=fields)).read.status == 404

        assert spent(ask) < SECONDS / 10


def patterns():
    for module in pkgutil.walk_packages(statusmw.__path__, "statusmw."):
        if module.name.endswith("__main__"):
            continue
        try:
            found = vars(importlib.import_module(module.name))
        except ImportError:
            continue
        yield from ((f"{module.name}.{name}", value) for name, value in found.items() if isinstance(value, re.Pattern))


@fault("RES-06", faces=["wsgi"])
def test_no_expression_of_the_package_goes_back_and_forth(face):
    slow, count = {}, 0
    for name, pattern in patterns():
        for kind, piece in REPEATED.items():
            text = of_length(piece, 20_000) + "\x01"
            subject = text.encode() if isinstance(pattern.pattern, bytes) else text
            count += 1
            if spent(lambda pattern=pattern, subject=subject: (pattern.match(subject), pattern.fullmatch(subject))) > 1:
                slow[name] = kind
    assert count > 500
    assert slow == {}


@pytest.mark.parametrize("length", [10_000, 100_000])
@fault("RES-06")
def test_a_page_of_a_long_text_is_written_in_one_go(face, length):
    for accept in ("text/html", "text/plain", "application/problem+xml", "application/problem+json"):

        def ask(accept=accept):
            assert_safe(tried(face, raising(face, lambda: Problem(409, "<&\"'" * length)), fields=[("Accept", accept)]))

        assert spent(ask) < SECONDS / 2
