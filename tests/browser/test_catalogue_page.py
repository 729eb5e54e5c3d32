"""The catalogue as people see it: in Chromium, in light and dark, on a narrow screen, without scripts, spoken."""

import os
import urllib.request
from urllib.parse import urljoin

import pytest
from driver import CHROMEDRIVER, CHROMIUM, MISSING

REQUIRED = os.environ.get("CHROMIUM") == "required"

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER or REQUIRED), reason=MISSING),
]

OUTSIDE = {"https://www.rfc-editor.org/rfc/rfc9457"}
PAGES = ["", "out-of-stock", "out-of-stock/partly", "books-closed", "too-many-reports", "warehouse-closed"]
LINKS = "return [...document.querySelectorAll('a[href]')].map(link => link.href)"
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Each text's contrast to what is behind it (WCAG 2, success criterion 1.4.3); the worst one of the page.
CONTRAST = """
const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const parts = colour => colour.match(/[\\d.]+/g).map(Number);
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const behind = element => {
    for (; element; element = element.parentElement) {
        const colour = parts(getComputedStyle(element).backgroundColor);
        if (colour.length === 3) return colour;
    }
    throw new Error('nothing is behind the page');
};
const texts = [...document.querySelectorAll('body *')].filter(
    element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
return Math.min(...texts.map(element => {
    const both = [parts(getComputedStyle(element).color), behind(element)].map(luminance).sort((a, b) => b - a);
    return (both[0] + 0.05) / (both[1] + 0.05);
}));
"""


@pytest.fixture(autouse=True)
def as_usual(browser):
    browser.size(1000, 800)
    browser.scheme("light")
    browser.scripts(allowed=True)
    browser.logged()


def test_every_link_works(browser, site):
    waiting, seen, outside = [f"{site}/problems"], {}, set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"})) as response:
            seen[url] = response.status, response.headers.get_content_type()
        if seen[url][1] == "text/html":
            browser.open(url)
            links = browser.run(LINKS)
            waiting += [link for link in links if link.startswith(site)]
            outside |= {link for link in links if not link.startswith(site)}
    assert {status for status, _ in seen.values()} == {200}
    assert outside == OUTSIDE
    assert {urljoin(f"{site}/problems/", page) for page in PAGES} <= seen.keys()
    kinds = [kind for _, kind in seen.values()]
    # The index comes twice, with its slash and without; each type has a page and two documents.
    assert sorted(kinds) == sorted([*["text/html"] * 7, *["application/json"] * 6, *["application/schema+json"] * 5])
    assert browser.logged() == []


def test_a_person_finds_a_type_and_the_way_back(browser, site):
    browser.open(f"{site}/problems/")
    browser.click("Partly out of stock")
    assert browser.url == f"{site}/problems/out-of-stock/partly"
    assert browser.run("return document.title") == "Partly out of stock - Problems of the shop"
    browser.click("Problems of the shop")
    assert browser.url == f"{site}/problems/"
    assert browser.logged() == []


@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_readable(browser, site, page, scheme, width):
    browser.size(width, 640)
    browser.scheme(scheme)
    browser.open(f"{site}/problems/{page}")
    assert browser.run("return innerWidth") == width
    assert browser.run(OVERFLOW) == 0
    assert browser.run(CONTRAST) >= 4.5
    paper = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 26)"}
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == paper[scheme]
    assert browser.logged() == []


def test_a_page_says_all_without_scripts_and_to_a_screen_reader(browser, site):
    browser.scripts(allowed=False)
    browser.open(f"{site}/problems/out-of-stock/partly")
    spoken = browser.spoken()
    headings = [name for role, name in spoken if role == "heading"]
    assert headings == [
        "Partly out of stock",
        "What it means",
        "What to do",
        "Members",
        "Each Line has",
        "Example",
        "For programs",
    ]
    words = " ".join(name for role, name in spoken if role == "StaticText")
    assert "Nothing has been ordered." in words
    assert "Show your customer what is left, and order again with less." in words
    assert [name for role, name in spoken if role == "link"] == [
        "Problems of the shop",
        "JSON Schema of these documents",
        "this page as JSON",
    ]
    assert ("navigation", "Catalogue") in spoken
    browser.scripts(allowed=True)
    browser.open(f"{site}/problems/")
    assert browser.run("return [document.documentElement.lang, document.scripts.length]") == ["en", 0]
    assert browser.logged() == []
