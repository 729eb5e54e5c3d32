import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusmw.negotiation import choose
from statusmw.writers import MEDIA_TYPES

JSON, XML, HTML, TEXT = MEDIA_TYPES

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        # no preference
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("*/*;q=0.1", JSON),
        # what real clients send
        (CHROME, HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/html, */*; q=0.01", HTML),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", HTML),
        ("application/json, text/plain, */*", JSON),
        ("application/json", JSON),
        ("application/json; charset=utf-8", JSON),
        ("image/avif,image/webp,*/*;q=0.8", JSON),
        ("text/css,*/*;q=0.1", JSON),
        ("text/plain", TEXT),
        # names that stand for what is offered
        ("application/problem+json", JSON),
        ("application/vnd.api+json", JSON),
        ("application/ld+json, text/html;q=0.5", JSON),
        ("application/*+json", JSON),
        ("application/xml", XML),
        ("text/xml", XML),
        ("application/problem+xml", XML),
        ("application/xhtml+xml", HTML),
        ("image/svg+xml, text/plain;q=0.1", TEXT),
        # quality
        ("text/plain;q=0.5, text/html;q=0.4", TEXT),
        ("text/html;q=0.4, text/plain;q=0.5", TEXT),
        ("application/json;q=0.1, application/problem+xml;q=0.2", XML),
        ("text/html;level=1;q=0.3, text/html;q=0.7, text/plain;q=0.5", HTML),
        # zero excludes
        ("application/json;q=0, */*", XML),
        ("application/problem+json;q=0, application/json, text/plain;q=0.1", TEXT),
        ("*/*, application/json;q=0, application/xml;q=0.0, text/html;q=0.000", TEXT),
        ("text/*, text/html;q=0", TEXT),
        # the closest range decides
        ("text/*;q=0.3, text/plain;q=0.7, */*;q=0.5", TEXT),
        ("text/*;q=0.9, text/html;q=0.1, */*;q=0.5", TEXT),
        ("application/*;q=0.2, text/html;q=0.1", JSON),
        # ties
        ("text/html, */*", HTML),
        ("text/html, application/json", JSON),
        ("text/*", HTML),
        ("text/plain, text/html", HTML),
        ("application/*, text/*", JSON),
        # nothing acceptable
        ("image/png", JSON),
        ("*/*;q=0", JSON),
        ("text/html;q=0", JSON),
        # case and malformed values
        ("TEXT/HTML", HTML),
        ("text/html;Q=0.5, text/plain;q=0.4", HTML),
        ("text/html;q=high, text/plain;q=0.1", TEXT),
        ("text/html;q=2, text/plain;q=0.1", TEXT),
        ("text/html;q=-1, text/plain;q=0.1", TEXT),
        (",,, ,text/plain,,", TEXT),
        ("text", JSON),
        ("*/html, text/plain;q=0.1", TEXT),
        ('text/plain;x="a, text/html', JSON),
        ('text/plain;x="a\\', JSON),
        ('text/html;x=", application/json, "', HTML),
        ('text/html;q=0;x="\\", text/plain;q=1, "', JSON),
    ],
)
def test_the_media_type_a_client_wants_most_is_chosen(accept, expected):
    assert choose(accept) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, HTML),
        ("*/*", HTML),
        ("image/png", HTML),
        ("text/*", HTML),
        ("application/json", JSON),
        ("text/plain", HTML),
    ],
)
def test_the_order_of_what_is_offered_decides_where_the_client_does_not(accept, expected):
    assert choose(accept, (HTML, JSON)) == expected


def test_a_media_type_of_the_callers_own_can_be_offered():
    assert choose("application/cbor", ("text/plain", "application/cbor")) == "application/cbor"


@pytest.mark.parametrize("offered", [(), [], ""])
def test_an_empty_offer_is_refused(offered):
    with pytest.raises(ValueError, match="^offered is empty: give at least one media type"):
        choose("text/html", offered)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("image/png," * 15 + "text/plain", TEXT),
        ("image/png," * 16 + "text/plain", JSON),
        (" , " * 20 + "text/plain", TEXT),
        (f"a/{'b' * 1011},text/plain", TEXT),
        (f"a/{'b' * 1012},text/plain", JSON),
        (f"a/{'b' * 1011},text/plain,text/html", TEXT),
        (f"a/{'b' * 1011},text/plainer", JSON),
        (f'a/b;c="{"," * 1200}",text/plain', JSON),
        ("text/html;q=0.5," + "x" * 2000, HTML),
        ("x" * 2000, JSON),
    ],
)
def test_only_whole_members_within_the_bounds_are_read(accept, expected):
    assert choose(accept) == expected


@settings(deadline=None)
@given(st.text() | st.text("aehlmtx/*+;,=q01. \"\\'\t"), st.sampled_from([MEDIA_TYPES, (TEXT,), (HTML, JSON)]))
def test_no_value_of_accept_is_ever_an_error(accept, offered):
    assert choose(accept, offered) in offered


QUALITIES = st.dictionaries(st.sampled_from(MEDIA_TYPES), st.integers(0, 1000), min_size=1)


@settings(deadline=None)
@given(QUALITIES, st.randoms())
def test_the_highest_quality_wins_wherever_it_stands(qualities, random):
    members = [f"{media_type};q={quality / 1000:.3f}" for media_type, quality in qualities.items()]
    random.shuffle(members)
    chosen = choose(", ".join(members))
    best = max(qualities.values())
    assert (qualities.get(chosen) == best) if best else (chosen == JSON)


@settings(deadline=None)
@given(QUALITIES, st.permutations(MEDIA_TYPES))
def test_among_equals_the_first_offered_wins(qualities, offered):
    accept = ", ".join(f"{media_type};q={quality / 1000}" for media_type, quality in qualities.items() if quality)
    best = max(qualities.values())
    wanted = [media_type for media_type in offered if best and qualities.get(media_type) == best]
    assert choose(accept, offered) == (wanted or offered)[0]


@pytest.mark.parametrize("member", ["text/html;q=0.1,", ",", '"', 'a/b;x="\\"', "a/b;c=d;", "/", " "])
def test_a_long_value_costs_no_more_than_a_short_one(member):
    def cost(accept):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            choose(accept)
            times.append(time.perf_counter() - start)
        return min(times)

    assert cost(member * 1_000_000) < 0.1 + 20 * cost(member * 1_000)


def test_werkzeug_is_not_imported_before_a_client_has_a_preference():
    code = (
        "import sys; from statusmw.negotiation import choose; choose(None); choose('*/*');"
        "print(sorted({'werkzeug', 'starlette', 'asyncio', 'xml.etree.ElementTree'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
