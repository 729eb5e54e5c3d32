"""The cookies of Werkzeug and Starlette, whatever is in them, break no rule."""

from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import Response as StarletteResponse
from werkzeug.http import dump_cookie

from checking import BINDING, checker
from statusmw.exchange import Exchange, Request, Response

CHECKER = checker("wsgi", BINDING)

visible = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
lifetimes = st.none() | st.integers(0, 10**9)
sites = st.sampled_from(["lax", "strict", "none"])


def breaks(set_cookie):
    exchange = Exchange(Request(interface="wsgi"), Response(200, (("Set-Cookie", set_cookie),), "OK"))
    return {finding.rule.id for finding in CHECKER.check(exchange)}


@settings(deadline=None)
@given(
    st.text(visible | st.characters(min_codepoint=0xA0, codec="utf-8"), max_size=12), lifetimes, sites, st.booleans()
)
def test_werkzeug_writes_right_cookies(value, seconds, site, secure):
    written = dump_cookie(
        "a", value, max_age=seconds, expires=seconds, samesite=site, secure=secure, partitioned=secure
    )
    assert breaks(written) == set()


@settings(deadline=None)
@given(st.text(visible, max_size=12), lifetimes, sites)
def test_starlette_writes_right_cookies(value, seconds, site):
    response = StarletteResponse()
    response.set_cookie("a", value, max_age=seconds, expires=seconds, samesite=site)
    response.delete_cookie("b", path="/b")
    for name, line in response.raw_headers:
        assert name != b"set-cookie" or breaks(line.decode("latin-1")) == set()
