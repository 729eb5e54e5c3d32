"""Where a Location leads, as Chromium sees it: what helpers accept stays on the site or goes to a host that was named."""

import os
import random
from urllib.parse import parse_qs

import pytest
from driver import CHROMEDRIVER, CHROMIUM, MISSING
from serving import wsgi_server

from field_values import PIECES
from statusmw import respond
from statusmw.targets import redirect_target

REQUIRED = os.environ.get("CHROMIUM") == "required"

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER or REQUIRED), reason=MISSING),
]

ORIGINS = """
    const [base, targets] = arguments;
    return targets.map(target => { try { return new URL(target, base).origin; } catch { return "none"; } });
"""
# Names of another host, put where "{}" stands: Chromium goes there if it gets them as they are.
LEADING_AWAY = [
    "//{}/away",
    "///{}/away",
    "////{}/away",
    "/\\{}/away",
    "\\\\{}/away",
    "/\t/{}/away",
    "//\t/{}/away",
    "\t//{}/away",
    "http://{}/away",
    "http:\\\\{}/away",
    "http://site.example@{}/away",
]


def landing(environ, start_response):
    """Redirects to the target in its query: as it is, or as a helper has it, which may refuse it; or shows where it is."""
    target = parse_qs(environ.get("QUERY_STRING", ""), encoding="latin-1").get("to", [""])[0]
    if environ["PATH_INFO"] == "/raw":
        start_response("303 See Other", [("Location", target), ("Content-Length", "0")])
        return [b""]
    if environ["PATH_INFO"] == "/judged":
        try:
            return respond.redirect(target).wsgi(environ, start_response)
        except ValueError:
            return respond.bad_request("no target").wsgi(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"here"]


@pytest.fixture(scope="module")
def site():
    with wsgi_server(landing) as url:
        yield url


@pytest.fixture(scope="module")
def elsewhere():
    with wsgi_server(landing) as url:
        yield url


def sent(browser, site, how, target):
    """Where a link to the redirect ends."""
    browser.open(f"{site}/{how}?to={''.join(f'%{octet:02X}' for octet in target.encode())}")
    return browser.run("return location.origin + location.pathname")


@pytest.mark.parametrize("target", LEADING_AWAY)
def test_what_leads_away_when_it_is_sent_as_it_is_does_not_from_a_helper(browser, site, elsewhere, target):
    target = target.format(elsewhere.removeprefix("http://"))
    assert sent(browser, site, "raw", target) == f"{elsewhere}/away"
    assert sent(browser, site, "judged", target).startswith(f"{site}/")


@pytest.mark.parametrize(
    "target", ["/", "/a b", "/@b", "/.//b", "/a//b", "/?a=//b", "a/../b", "/\\b", "\\\\b", "/%5Cb"]
)
def test_what_a_helper_accepts_leads_to_the_site(browser, site, target):
    assert sent(browser, site, "judged", target).startswith(f"{site}/")
    assert browser.run("return document.body.innerText") == "here"


def accepted(count, **allowed):
    chance = random.Random(9110)
    while count:
        try:
            yield redirect_target("".join(chance.choices(PIECES, k=chance.randint(1, 5))), **allowed)
        except ValueError:
            continue
        count -= 1


def test_of_many_targets_that_are_accepted_none_leaves_the_site(browser, site):
    browser.open(f"{site}/here")
    targets = list(accepted(10_000))
    for base in ("https://app.example/a/b?c", "http://app.example:8000/"):
        found = browser.run(ORIGINS, base, targets)
        own = base.partition("/a/b")[0].rstrip("/")
        assert [target for target, origin in zip(targets, found, strict=True) if origin != own] == []


def test_of_many_targets_with_hosts_that_were_named_none_leads_to_another(browser, site):
    browser.open(f"{site}/here")
    targets = list(accepted(10_000, allowed_hosts=["good.example", "evil.example:444"]))
    found = browser.run(ORIGINS, "https://app.example/a/b?c", targets)
    named = {
        "https://app.example",
        "https://good.example",
        "http://good.example",
        "https://evil.example:444",
        "http://evil.example:444",
    }
    assert {target: origin for target, origin in zip(targets, found, strict=True) if origin not in named} == {}
