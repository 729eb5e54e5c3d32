import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusmw.text import plain


class Unshowable:
    def __repr__(self):
        raise RuntimeError


class Text(str):
    __slots__ = ()

    def __repr__(self):
        return "Text\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/a", "/a"),
        ("a\r\nb", r"a\r\nb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("ü\u202e", r"\xfc\u202e"),
        ("\ud800", r"\ud800"),
        (5, "5"),
        (b"a\n", r"b'a\\n'"),
        (Text("a"), r"Text\n"),
        (Unshowable(), "<Unshowable>"),
    ],
)
def test_whatever_it_is_is_shown_as_plain_ascii(text, shown):
    assert plain(text) == shown


@given(st.text(), st.integers(1, 50))
def test_what_is_shown_is_one_line_of_limited_length(text, limit):
    shown = plain(text, limit)
    assert shown.isascii()
    assert shown.isprintable()
    assert len(shown) <= limit + 3


def test_what_is_cut_says_so():
    assert plain("x" * 10, 9) == "x" * 9 + "..."
    assert plain("x" * 9, 9) == "x" * 9
