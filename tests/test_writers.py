import ast
import base64
import hashlib
import inspect
import json
import logging
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import statusmw.writers
from statusmw.problem import ProblemDetails, field_errors
from statusmw.writers import MEDIA_TYPES, Written, write
from statusmw.writers.html import STYLE
from statusmw.writers.readable import readable
from statusmw.writers.written import ROOM, sendable
from statusmw.writers.xml import NAMESPACE

JSON, XML, HTML, TEXT = MEDIA_TYPES

HOSTILE = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>'",
    "javascript:alert(1)",
    "<!--<script>-->]]><![CDATA[",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "{0} {heading} %s %(a)s",
    "\x00\x1b[31m\x7f\x85\r\n\u202e\u2028\ufffe\ud800",
]


def rejecting(name):
    raise AssertionError(name)


def strict_json(content):
    return json.loads(content.decode("utf-8"), parse_constant=rejecting)


def problem(**members):
    return ProblemDetails(409, "Out of stock", **members)


# ---- choice of the writer


@pytest.mark.parametrize(
    ("media_type", "content_type", "start"),
    [
        (JSON, "application/problem+json", b'{"title"'),
        (XML, "application/problem+xml", b"<?xml"),
        (HTML, "text/html; charset=utf-8", b"<!doctype html>"),
        (TEXT, "text/plain; charset=utf-8", b"409 Out of stock\n"),
        ("application/json", "application/problem+json", b'{"title"'),
        ("image/png", "application/problem+json", b'{"title"'),
    ],
)
def test_each_media_type_has_its_document(media_type, content_type, start):
    written = write(problem(), media_type)
    assert written.content_type == content_type
    assert written.content.startswith(start)


def test_the_order_of_preference_is_programs_before_people():
    assert MEDIA_TYPES == ("application/problem+json", "application/problem+xml", "text/html", "text/plain")


# ---- it never fails


class Explosive:
    __attrs_attrs__ = ()

    def __getattribute__(self, name):
        raise RuntimeError("a secret")


def circular():
    value = []
    value.append(value)
    return value


def deep():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


class Bomb(dict):
    def items(self):
        raise ZeroDivisionError("a secret")


UNSENDABLE = {
    "nan": (float("nan"), "ValueError"),
    "surrogate": ("\ud800", "ValueError"),
    "bytes": (b"x", "TypeError"),
    "circular": (circular(), "ValueError"),
    "deep": (deep(), "ValueError"),
    "digits": (10**5000, "ValueError"),
    "keys": ({None: 1}, "TypeError"),
    "thing": (object(), "TypeError"),
    "long": ("x" * (ROOM + 1), "too long"),
    "bomb": (Bomb(a=1), "ZeroDivisionError"),
}


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
@pytest.mark.parametrize("name", UNSENDABLE)
def test_a_member_that_cannot_be_written_is_left_out_and_named_once(name, media_type, caplog):
    value, fault = UNSENDABLE[name]
    written = write(problem(extensions={name: value, "sku": "kept"}), media_type)
    assert written.content_type.startswith(media_type)
    assert b"kept" in written.content
    assert b"409" in written.content or media_type == XML
    assert [record.getMessage() for record in caplog.records] == [f"left out of a problem document: {name} ({fault})"]
    assert caplog.records[0].name == "statusmw"
    assert caplog.records[0].levelno == logging.WARNING


def test_all_members_left_out_are_in_one_record_that_holds_no_values(caplog):
    write(problem(extensions={name: value for name, (value, _) in UNSENDABLE.items()} | {"a\r\nb": b"secret"}), JSON)
    (record,) = caplog.records
    assert record.exc_info is None
    assert all(f"{name} ({fault})" in record.getMessage() for name, (_, fault) in UNSENDABLE.items())
    assert "secret" not in record.getMessage()
    assert "\n" not in record.getMessage()


def test_members_are_kept_as_long_as_there_is_room(caplog):
    extensions = {f"m{number}": "x" * 1000 for number in range(20)}
    content = strict_json(write(problem(extensions=extensions), JSON).content)
    assert set(content) == {"title", "status", *[f"m{number}" for number in range(16)]}
    assert "m16 (too long)" in caplog.text


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_half_a_surrogate_pair_in_a_text_becomes_a_question_mark(media_type):
    details = ProblemDetails(400, "t\ud800", "urn:t\ud800", "d\ud800", "urn:i\ud800")
    content = write(details, media_type).content.decode()
    assert all(text in content for text in ("t?", "d?", "urn:i?"))


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_writer_that_fails_is_asked_again_without_extensions(media_type, monkeypatch, caplog):
    original = statusmw.writers._WRITERS[media_type]

    def picky(details):
        if details.extensions:
            raise RecursionError("a secret")
        return original(details)

    monkeypatch.setitem(statusmw.writers._WRITERS, media_type, picky)
    assert write(problem(extensions={"sku": "a"}), media_type) == write(problem(), media_type)
    assert caplog.messages == ["a problem document could not be written: RecursionError"]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (ProblemDetails(503, "Service Unavailable"), {"title": "Service Unavailable", "status": 503}),
        (ProblemDetails(400, 'say "no" \\ <b>\ud800'), {"title": "say no b ", "status": 400}),
        (ProblemDetails(), {"title": "Error"}),
    ],
)
def test_at_the_very_last_title_and_status_are_left(details, expected, monkeypatch):
    def broken(_):
        raise MemoryError

    monkeypatch.setitem(statusmw.writers._WRITERS, HTML, broken)
    written = write(details, HTML)
    assert strict_json(written.content) == expected
    assert written.content_type == JSON


def test_nesting_that_json_holds_and_xml_does_not_costs_only_the_extensions():
    value = "x"
    for _ in range(300):
        value = {"a": value}
    for media_type in MEDIA_TYPES:
        content = write(problem(extensions={"a": value}), media_type).content
        assert b"Out of stock" in content


TEXTS = st.text(st.characters())
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXTS
    | st.sampled_from(HOSTILE)
    | st.binary(max_size=3)
    | st.dates()
    | st.uuids()
    | st.decimals()
    | st.builds(object)
    | st.builds(Explosive)
    | st.builds(circular),
    lambda inner: st.lists(inner, max_size=3) | st.sets(TEXTS, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
NAMES = (TEXTS | st.sampled_from(HOSTILE) | st.sampled_from(["errors", "i", "xml", "a_x0041_b", "1a", "a b"])).filter(
    lambda name: name and name not in {"type", "title", "status", "detail", "instance"}
)
OPTIONAL = st.none() | TEXTS | st.sampled_from(HOSTILE)
DETAILS = st.builds(
    ProblemDetails,
    status=st.none() | st.integers(100, 599),
    title=OPTIONAL,
    type=OPTIONAL,
    detail=OPTIONAL,
    instance=OPTIONAL,
    extensions=st.dictionaries(NAMES, VALUES, max_size=4),
)


@settings(deadline=None)
@given(DETAILS)
def test_json_is_strict_whatever_the_members_hold(details):
    content = write(details, JSON).content
    document = strict_json(content)
    assert document.get("status") == details.status
    assert content.isascii()
    assert not set(b"<>&") & set(content)
    assert ProblemDetails.from_mapping(document) == sendable(details)


@settings(deadline=None)
@given(DETAILS)
def test_xml_is_well_formed_whatever_the_members_hold(details):
    root = ET.fromstring(write(details, XML).content)
    assert root.tag == f"{{{NAMESPACE}}}problem"
    assert all(element.tag.startswith(f"{{{NAMESPACE}}}") and not element.attrib for element in root.iter())
    assert root.findtext("p:status", namespaces={"p": NAMESPACE}) == (details.status and str(details.status))


@settings(deadline=None)
@given(DETAILS)
def test_text_holds_no_control_character_whatever_the_members_hold(details):
    text = write(details, TEXT).content.decode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)


# ---- JSON


def test_json_members_stand_in_a_readers_order():
    details = ProblemDetails(409, "T", "urn:t", "D", "urn:i", {"sku": "a"})
    assert write(details, JSON).content == (
        b'{"type":"urn:t","title":"T","status":409,"detail":"D","instance":"urn:i","sku":"a"}'
    )


# ---- XML


def xml_of(**extensions):
    return ET.fromstring(write(problem(extensions=extensions), XML).content)


def test_xml_has_the_form_of_the_appendix():
    details = ProblemDetails(
        403,
        "Not enough credit",
        "https://api.example/credit",
        "30 < 50 & more",
        "/account/1",
        {"balance": 30, "accounts": ["/account/1", "/account/2"], "owner": {"vip": True, "ratio": 0.5, "since": None}},
    )
    assert write(details, XML).content.decode() == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<problem xmlns="urn:ietf:rfc:7807"><type>https://api.example/credit</type><title>Not enough credit</title>'
        "<status>403</status><detail>30 &lt; 50 &amp; more</detail><instance>/account/1</instance>"
        "<balance>30</balance><accounts><i>/account/1</i><i>/account/2</i></accounts>"
        "<owner><vip>true</vip><ratio>0.5</ratio><since /></owner></problem>"
    )


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("sku", "sku"),
        ("max_x", "max_x"),
        ("a.b-c_1", "a.b-c_1"),
        ("1a", "_x0031_a"),
        ("-a", "_x002D_a"),
        ("a b", "a_x0020_b"),
        ("a:b", "a_x003A_b"),
        ("é", "_x00E9_"),
        ("a😀", "a_x1F600_"),
        ("i", "_x0069_"),
        ("ii", "ii"),
        ("xml", "_x0078_ml"),
        ("XmlThing", "_x0058_mlThing"),
        ("a_x0041_", "a_x005F_x0041_"),
        ("<b/>", "_x003C_b_x002F__x003E_"),
        ("_x_", "_x005F_x_"),
    ],
)
def test_a_name_xml_cannot_hold_is_written_so_that_it_can_be_read_back(name, tag):
    assert xml_of(**{name: 1})[-1].tag == f"{{{NAMESPACE}}}{tag}"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("_xXmMlLi0F1a:"))
def test_every_name_can_be_read_back_from_xml(name):
    tag = xml_of(holder={name: 1})[-1][0].tag.removeprefix(f"{{{NAMESPACE}}}")
    assert ("" if tag == "_x_" else re.sub("_x([0-9A-F]{4,6})_", lambda match: chr(int(match[1], 16)), tag)) == name


def test_an_object_whose_only_key_is_i_is_no_array():
    assert xml_of(a={"i": 1})[-1][0].tag != xml_of(a=[1])[-1][0].tag


def test_characters_xml_cannot_hold_are_replaced():
    assert xml_of(a="\x00\x08\ufffe ok")[-1].text == "\ufffd\ufffd\ufffd ok"


# ---- HTML

VOID = {"meta"}
ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "name", "content"},
    "p": {"class", "dir"},
    "li": {"dir"},
    "dt": {"dir"},
    "dd": {"dir"},
}
OTHERS = {"head", "title", "style", "body", "main", "h1", "h2", "ul", "dl", "div", "small", "code"}


class Page(HTMLParser):
    """The page as a tree that is checked while it is read: every element is ours and is closed."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.texts = [], [], {}
        self.feed(content.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in ATTRIBUTES.keys() | OTHERS
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set())
        self.seen.append((tag, tuple(self.open), dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_pi(self, data):
        raise AssertionError(data)

    unknown_decl = handle_pi

    def handle_decl(self, decl):
        assert decl == "doctype html"

    def count(self, tag):
        return sum(seen == tag for seen, _, _ in self.seen)


def page_of(details):
    return Page(write(details, HTML).content)


def full_page():
    return page_of(
        ProblemDetails(
            422,
            "Unprocessable Content",
            detail="Two things\nare wrong",
            instance="urn:uuid:7",
            extensions={
                "order_id": 7,
                "express": True,
                "gift": False,
                "weight": 1.5,
                "note": "a\nb",
                "nothing": None,
                "lines": [1],
                "errors": [
                    *field_errors([(["age"], "must be positive")]),
                    {"detail": "no place"},
                    {"pointer": "#/x"},
                    7,
                ],
            },
        )
    )


def test_the_page_tells_a_person_everything_there_is_to_tell():
    page = full_page()
    assert page.texts["h1"] == ["422 Unprocessable Content"]
    assert page.texts["title"] == page.texts["h1"]
    assert list(zip(page.texts["dt"], page.texts["dd"], strict=True)) == [
        ("order id", "7"),
        ("express", "yes"),
        ("gift", "no"),
        ("weight", "1.5"),
        ("note", "a b"),
    ]
    assert page.texts["li"] == ["must be positive (#/age)", "no place"]
    assert page.texts["p"] == [
        "Two things\nare wrong",
        "Check what you sent, then try again.",
        "Reference: urn:uuid:7 (quote this when you report it)",
    ]


def test_the_page_is_accessible():
    page = full_page()
    elements = {tag: attributes for tag, _, attributes in page.seen}
    assert elements["html"] == {"lang": "en"}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in [
        attributes for tag, _, attributes in page.seen if tag == "meta"
    ]
    assert [page.count(tag) for tag in ("main", "h1", "title", "style")] == [1, 1, 1, 1]
    parents = {tag: {inside[-1] for seen, inside, _ in page.seen if seen == tag} for tag in ("dt", "dd", "div", "li")}
    assert parents == {"dt": {"div"}, "dd": {"div"}, "div": {"dl"}, "li": {"ul"}}
    assert page.count("dt") == page.count("dd") == page.count("div")


def test_a_page_with_nothing_to_list_has_no_empty_list():
    page = page_of(ProblemDetails(404, "Not Found"))
    assert not {"dl", "ul", "h2", "code"} & set(page.texts)


@settings(deadline=None)
@given(DETAILS)
def test_no_member_ever_becomes_an_element_or_an_attribute(details):
    page = page_of(details)
    assert page.count("h1") == 1
    assert page.texts["style"] == [STYLE]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_hostile_is_shown_as_text(text):
    details = ProblemDetails(
        400, text, text, text, text, {"note": text, text: "x", "errors": [{"detail": text, "pointer": text}]}
    )
    page = page_of(details)
    shown = readable(sendable(details))
    assert page.texts["h1"] == [shown.heading]
    assert page.texts["p"][0] == shown.detail
    assert page.count("style") == 1


def test_quotes_are_escaped_as_well():
    assert b"&#x27;&quot;" in write(ProblemDetails(400, detail="'\""), HTML).content


def test_the_policy_allows_the_pages_own_style_and_nothing_else():
    written = write(problem(), HTML)
    (style,) = re.findall("<style>(.*?)</style>", written.content.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    ((name, policy),) = written.fields
    assert name == "Content-Security-Policy"
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    assert "url(" not in style
    assert "@import" not in style


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_has_enough_contrast(scheme):
    root = re.findall(r":root\{([^}]*)\}", STYLE)[scheme]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", root))
    paper = luminance(colours["paper"])
    for name in ("ink", "soft"):
        dark, light = sorted([paper, luminance(colours[name])])
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_only_the_page_needs_further_fields():
    assert [bool(write(problem(), media_type).fields) for media_type in MEDIA_TYPES] == [False, False, True, False]


# ---- plain text and what both tell


def test_text_stands_in_blocks():
    details = ProblemDetails(
        422,
        "Unprocessable Content",
        detail="Wrong\r\nthings",
        instance="urn:uuid:7",
        extensions={"order_id": 7, "errors": [{"detail": "bad", "pointer": "#/a"}, {"detail": "worse"}]},
    )
    assert write(details, TEXT).content.decode() == (
        "422 Unprocessable Content\n\nWrong\nthings\n\n- bad (#/a)\n- worse\n\norder id: 7\n\n"
        "Check what you sent, then try again.\n\nReference: urn:uuid:7 (quote this when you report it)\n"
    )


def test_a_member_of_one_line_cannot_begin_another():
    text = write(problem(extensions={"note": "a\nReference: forged", "b\nc": "d\re\u2028f"}), TEXT).content.decode()
    assert "note: a Reference: forged\nb c: d e f\n" in text


@pytest.mark.parametrize(
    ("details", "heading", "advice"),
    [
        (ProblemDetails(404, "Not Found"), "404 Not Found", "Check the address"),
        (ProblemDetails(401, "Unauthorized"), "401 Unauthorized", "Sign in"),
        (ProblemDetails(418, " \n"), "418 The request could not be fulfilled", "Check what you sent"),
        (ProblemDetails(503), "503 Something went wrong on the server", "The fault is not yours"),
        (ProblemDetails(302), "302 Something went wrong", "Go back"),
        (ProblemDetails(None, "Odd"), "Odd", "Go back"),
        (ProblemDetails(), "Something went wrong", "Go back"),
    ],
)
def test_a_person_is_told_what_happened_and_what_to_do(details, heading, advice):
    told = readable(details)
    assert told.heading == heading
    assert told.advice.startswith(advice)


@pytest.mark.parametrize("errors", ["x", {"a": 1}, [1, "x", None], [{"detail": 7}], []])
def test_an_errors_member_of_another_shape_is_no_list_for_people(errors):
    assert readable(ProblemDetails(400, extensions={"errors": errors})).errors == ()


# ---- what the renderer may know


def test_no_writer_can_reach_a_traceback():
    folder = Path(inspect.getfile(statusmw.writers)).parent
    imported = {
        name
        for source in folder.glob("*.py")
        if source.name != "debug.py"  # which is there for that, and asked only where a policy says so
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None), *[alias.name for alias in node.names]]
    }
    assert "html" in imported
    assert not {"traceback", "inspect", "sys", "os"} & imported


def test_written_documents_are_values():
    assert Written(b"a", "text/plain") == Written(b"a", "text/plain", ())
    assert len({Written(b"a", "text/plain"), Written(b"a", "text/plain")}) == 1
