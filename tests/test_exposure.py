"""What leaves of an exception, whatever it does when it is looked at; and the page for developers."""

import base64
import hashlib
import re
import textwrap
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusmw import exposure
from statusmw.exposure import EXPOSURES, FIRST_FRAMES, Frame, Raised, raised
from statusmw.problem import ProblemDetails
from statusmw.writers import debug


class Unreadable(Exception):
    def __str__(self):
        raise SystemExit("secret")


class Unnameable(Exception):
    __module__ = None


class Misleading(Exception):
    """Its class has put other things where Python keeps what led to it."""

    __cause__ = property(lambda self: 1 / 0)
    __context__ = property(lambda self: 1 / 0)
    __traceback__ = property(lambda self: 1 / 0)
    __suppress_context__ = property(lambda self: 1 / 0)


class BadNotes(Exception):
    @property
    def __notes__(self):
        raise ValueError


class Emptied(ExceptionGroup):
    exceptions = property(lambda self: 1 / 0)


def caught(function, *args):
    try:
        function(*args)
    except BaseException as error:
        return error


def fail(error, cause=None):
    raise error from cause


def while_handling(first, second):
    try:
        raise first
    except Exception:
        raise second  # noqa: B904 - the context is the test


def deep(depth):
    if depth:
        deep(depth - 1)
    raise ValueError("at the bottom")


# ---- how much


def test_each_setting_tells_what_the_one_before_it_tells_and_more():
    error = caught(fail, KeyError("sku"), ValueError("why"))
    error.add_note("A note")
    none, type_, message, traceback = (raised(error, expose) for expose in EXPOSURES)
    assert none is None
    assert type_ == Raised("KeyError")
    assert message == Raised("KeyError", "'sku'", ("A note",))
    assert (traceback.line, traceback.notes) == ("KeyError: 'sku'", ("A note",))
    assert [frame.function for frame in traceback.frames] == ["caught", "fail"]
    assert [(each.relation, each.line) for each in traceback.inner] == [("cause", "ValueError: why")]


def test_the_members_of_a_document_leave_out_what_is_empty():
    assert raised(KeyError(), "type").as_dict() == {"type": "KeyError"}
    document = raised(caught(fail, KeyError("a"), ValueError("b")), "traceback").as_dict()
    assert [each["function"] for each in document["traceback"]] == ["caught", "fail"]
    assert document["inner"] == [{"relation": "cause", "type": "ValueError", "message": "b"}]


def test_the_lines_of_a_text_name_what_led_to_it():
    error = caught(while_handling, KeyError("a"), ExceptionGroup("g", [ValueError("b")]))
    error.add_note("note")
    lines = list(raised(error, "traceback").as_lines())
    assert lines[:2] == ["ExceptionGroup: g (1 sub-exception)", "  note"]
    assert "  member ValueError: b" in lines
    assert "  while handling KeyError: 'a'" in lines
    assert re.fullmatch(r"  .*test_exposure\.py:\d+ in caught", lines[2])


def test_what_is_suppressed_is_not_told():
    try:
        while_handling(KeyError("hidden"), ValueError())
    except ValueError as error:
        error.__suppress_context__ = True
        assert raised(error, "traceback").inner == ()


# ---- whatever it does


@pytest.mark.parametrize(
    ("error", "type_", "message"),
    [
        (Unreadable(), f"{__name__}.Unreadable", "<its text cannot be read: SystemExit>"),
        (Unnameable("x"), "Unnameable", "x"),
        (Misleading("x"), f"{__name__}.Misleading", "x"),
        (BadNotes("x"), f"{__name__}.BadNotes", "x"),
        (ValueError("a\ud800b"), "ValueError", "a?b"),
        (ValueError("x" * 50_000_000), "ValueError", "x" * 4000 + "..."),
        (ValueError(type("Text", (str,), {"__str__": lambda self: "lie"})("told")), "ValueError", "lie"),
        (KeyboardInterrupt(), "KeyboardInterrupt", ""),
    ],
    ids=lambda value: value.__class__.__name__ if isinstance(value, BaseException) else "",
)
def test_what_an_exception_does_is_no_harm(error, type_, message):
    for expose in EXPOSURES[2:]:
        told = raised(error, expose)
        assert (told.type, told.message) == (type_, message)
    debug.write(ProblemDetails(500), told, "GET /")


def test_a_group_is_told_from_what_python_keeps():
    assert [each.type for each in raised(Emptied("g", [KeyError()]), "traceback").inner] == ["KeyError"]


def test_notes_that_are_no_text_are_left_out():
    error = ValueError()
    error.__notes__ = [1, "two", *["n"] * 100]
    assert raised(error, "message").notes == ("two", *["n"] * 8)


def test_a_long_chain_is_cut():
    error = ValueError("0")
    for number in range(100_000):
        follower = ValueError(str(number))
        follower.__cause__, error = error, follower
    told, depth = raised(error, "traceback"), 1
    while told.inner:
        (told,), depth = told.inner, depth + 1
    assert (depth, told.more) == (16, True)
    while error is not None:  # Python itself would take them apart one inside the other
        error.__cause__, error = None, error.__cause__


def test_a_wide_group_is_cut():
    told = raised(ExceptionGroup("g", [ValueError(str(number)) for number in range(1000)]), "traceback")
    assert (len(told.inner), told.more) == (15, True)


def test_a_circle_is_told_once():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert raised(first, "traceback").inner == (Raised("ValueError", "b", relation="cause"),)


def test_of_many_frames_the_first_and_the_last_are_told():
    told = raised(caught(deep, 200), "traceback")
    assert (len(told.frames), told.omitted) == (30, 202 - 30)
    assert f"  ... {told.omitted} more" in list(told.as_lines())
    assert told.frames[0].function == "caught"
    assert told.frames[FIRST_FRAMES - 1].function == told.frames[-1].function == "deep"


def test_a_fault_of_our_own_costs_only_what_would_be_told(monkeypatch):
    monkeypatch.setattr(exposure, "_message", lambda error: 1 / 0)
    assert raised(ValueError("x"), "message") == Raised("Exception")


@settings(deadline=None)
@given(st.text(st.characters()))
def test_every_text_can_be_sent(text):
    told = raised(ValueError(text), "traceback")
    told.message.encode()
    assert debug.write(ProblemDetails(500, instance=text), told, text).content.decode().endswith("</html>\n")


# ---- the source


def run(tmp_path, source, name="shop.py"):
    path = tmp_path / name
    path.write_text(textwrap.dedent(source))
    try:
        exec(compile(path.read_text(), str(path), "exec"), {})
    except Exception as error:
        return raised(error, "traceback").frames[-1]


def test_the_source_around_a_line_and_the_part_that_failed(tmp_path):
    frame = run(tmp_path, "é = {}\nb = 'ü' + é['x'] + 'z'\nc = 3\n")
    assert frame.source == ("é = {}", "b = 'ü' + é['x'] + 'z'", "c = 3")
    assert (frame.line, frame.first, frame.is_library) == (2, 1, False)
    assert frame.source[1][slice(*frame.part)] == "é['x']"


def test_a_part_that_goes_on_in_the_next_line_is_marked_to_the_end_of_its_own(tmp_path):
    frame = run(tmp_path, "a = {}\nb = a[\n  'x'\n]\n")
    assert frame.source[frame.line - 1][slice(*frame.part)] == "a["


def test_what_has_no_source_has_no_part():
    error = caught(exec, compile("x = 1\n1 / 0", "<nowhere>", "exec"), {})
    frame = raised(error, "traceback").frames[-1]
    assert (frame.file, frame.line, frame.source, frame.part) == ("<nowhere>", 2, (), None)


def test_code_without_columns_has_no_part(tmp_path):
    path = tmp_path / "plain.py"
    path.write_text("1 / 0\n")
    code = compile("1 / 0", str(path), "exec")
    error = caught(exec, code.replace(co_linetable=code.replace(co_linetable=b"").co_linetable), {})
    frame = raised(error, "traceback").frames[-1]
    assert frame.part is None


def test_a_loader_that_fails_costs_only_the_source():
    class Loader:
        def get_source(self, name):
            raise OSError("gone")

    names = {"__name__": "gone", "__loader__": Loader()}
    names["__loader__"].get_source = lambda name: 1 / 0
    error = caught(exec, compile("1 / 0", "gone.py", "exec"), names)
    assert raised(error, "traceback").frames[-1].source == ()


def test_what_is_installed_is_told_from_what_is_ones_own():
    import json

    frames = raised(caught(json.loads, "{"), "traceback").frames
    assert [frame.is_library for frame in frames] == [False] + [True] * (len(frames) - 1)


# ---- the page


VOID = {"meta"}
ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "name", "content"},
    "p": {"class", "dir"},
    "details": {"open", "class"},
    "span": {"class"},
}
OTHERS = {
    "head",
    "title",
    "style",
    "body",
    "main",
    "section",
    "h1",
    "h2",
    "small",
    "summary",
    "b",
    "pre",
    "code",
    "i",
    "mark",
    "footer",
}


class Page(HTMLParser):
    """The page, checked while it is read: every element is ours and is closed."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.open, self.seen, self.texts = [], [], {}
        self.feed(content.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in ATTRIBUTES.keys() | OTHERS
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set())
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.texts[tag][-1] += data


HOSTILE = "</pre><script>alert('1')</script>\x1b[31m\u202e\"&lt;"


def test_whatever_it_shows_is_text():
    frame = Frame(HOSTILE, 2, HOSTILE, (HOSTILE, HOSTILE), 1, (3, 9))
    inner = tuple(
        Raised(HOSTILE, HOSTILE, (HOSTILE,), (frame,), relation=relation) for relation in ("cause", "context", "member")
    )
    page = Page(
        debug.write(
            ProblemDetails(500, instance=HOSTILE), Raised(HOSTILE, HOSTILE, (), (frame,), 0, "", inner), HOSTILE
        ).content
    )
    assert page.texts["style"] == [debug.STYLE]
    assert len(page.texts["h1"]) == 1
    assert len(page.texts["h2"]) == 3
    shown = HOSTILE.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")
    assert page.texts["h1"] == [shown]
    assert page.texts["mark"][0] == shown[3:9]


def test_the_page_shows_frames_of_the_application_open_and_the_last_one_always():
    frames = (
        Frame("lib.py", 1, "a", is_library=True),
        Frame("mine.py", 1, "b"),
        Frame("lib.py", 3, "c", is_library=True),
    )
    page = Page(debug.write(ProblemDetails(500), Raised("E", frames=frames), "GET /").content)
    details = [attributes for tag, attributes in page.seen if tag == "details"]
    assert details == [{"class": "library"}, {"open": None}, {"open": None, "class": "library"}]
    assert page.texts["summary"] == ["lib.py:1 in a", "mine.py:1 in b", "lib.py:3 in c"]
    assert "The source is not to be had." in page.texts["p"]


def test_the_page_says_what_it_leaves_out():
    frames = tuple(Frame("f.py", number, "f") for number in range(8))
    page = Page(debug.write(ProblemDetails(500), Raised("E", frames=frames, omitted=7, more=True), "GET /").content)
    assert "7 frames are left out here." in page.texts["p"]
    assert "There are more exceptions than are shown." in page.texts["p"]


def test_the_page_shows_source_with_numbers_and_the_line_that_failed(tmp_path):
    frame = run(tmp_path, "a = {}\na['<x>']\n")
    page = Page(
        debug.write(
            ProblemDetails(500, instance="urn:uuid:7"), Raised("KeyError", frames=(frame,)), "GET /orders"
        ).content
    )
    assert page.texts["span"] == ["1a = {}", "2a['<x>']"]
    assert page.texts["mark"] == ["a['<x>']"]
    assert page.texts["p"][0] == "GET /orders was answered with 500"
    assert page.texts["p"][-1].startswith("Reference: urn:uuid:7. ")


def test_the_policy_allows_the_pages_own_style_and_nothing_else():
    written = debug.write(ProblemDetails(500), Raised("E"), "GET /")
    digest = base64.b64encode(hashlib.sha256(debug.STYLE.encode()).digest()).decode()
    ((name, policy),) = written.fields
    assert name == "Content-Security-Policy"
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "url(" not in debug.STYLE
    assert "@import" not in debug.STYLE


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


ON = [
    ("ink", "paper"),
    ("soft", "paper"),
    ("loud", "paper"),
    ("ink", "code"),
    ("soft", "code"),
    ("ink", "hit"),
    ("soft", "hit"),
    ("ink", "mark"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), ON)
def test_every_colour_has_enough_contrast_with_what_is_behind_it(text, behind, scheme):
    root = re.findall(r":root\{([^}]*)\}", debug.STYLE)[scheme]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", root))
    dark, light = sorted([luminance(colours[text]), luminance(colours[behind])])
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_values_of_variables_are_never_read():
    def failing():
        password = str(7919**9)  # noqa: F841 - a local that may not be shown
        raise ValueError

    content = debug.write(ProblemDetails(500), raised(caught(failing), "traceback"), "GET /").content
    assert str(7919**9).encode() not in content
