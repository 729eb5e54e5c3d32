import enum
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header, unquote_etag

from field_values import VALUES
from statusmw import fields, grammar

CONTROLS = {*map(chr, range(0x20)), "\x7f"}
MILLION = 1_000_000

any_text = st.text(st.characters(categories=None), max_size=30)
likely_text = (
    any_text
    | st.text('aé /;=,"W\\-_.*\t0', max_size=12)
    | st.sampled_from([value for good, bad in VALUES.values() for value in good + bad if len(value) < 99])
)
listed = likely_text | st.lists(likely_text, max_size=4) | st.frozensets(likely_text, max_size=4)

TEXT_BUILDERS = [
    (fields.field_name, grammar.is_token),
    (fields.field_value, grammar.is_field_value),
    (fields.entity_tag, grammar.is_entity_tag),
    (lambda value: fields.entity_tag(value, weak=True), grammar.is_entity_tag),
    (fields.media_type, grammar.is_media_type),
    (fields.content_disposition, grammar.is_field_value),
    (lambda value: fields.content_disposition(value, inline=True), grammar.is_field_value),
]
LIST_BUILDERS = [
    (fields.allow, grammar.is_allow),
    (fields.list_of_tokens, grammar.is_token_list),
    (fields.protocols, grammar.is_protocol_list),
    (fields.media_types, lambda value: all(map(grammar.is_media_type, grammar.list_members(value)))),
]


class Shouting(str):
    __slots__ = ()

    def __str__(self):
        return "LIES"

    def __iter__(self):
        return iter("LIES")


class Method(enum.StrEnum):
    GET = "GET"


def built(build, value):
    """What a builder makes of a value; None if it says that it can use it for nothing."""
    try:
        return build(value)
    except ValueError as refusal:
        assert str(refusal)
        return None


@given(likely_text)
@pytest.mark.parametrize(("build", "judge"), TEXT_BUILDERS)
def test_what_is_built_from_a_text_satisfies_its_judge(build, judge, text):
    value = built(build, text)
    assert value is None or judge(value)
    assert value is None or build is fields.field_value or not CONTROLS & set(value)


@given(listed)
@pytest.mark.parametrize(("build", "judge"), LIST_BUILDERS)
def test_what_is_built_from_a_list_satisfies_its_judge(build, judge, members):
    value = built(build, members)
    assert value is None or (judge(value) and not CONTROLS & set(value))


@given(any_text, st.sampled_from(["\r", "\n", "\r\n", "\x00", "\x1b", "\x7f"]))
@pytest.mark.parametrize("build", [build for build, _ in TEXT_BUILDERS])
def test_a_text_with_a_control_character_is_refused(build, text, control):
    with pytest.raises(ValueError):
        build(f"a{text}{control}{text}b")


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\x00"])
@pytest.mark.parametrize("build", [build for build, _ in LIST_BUILDERS])
def test_a_list_with_a_control_character_is_refused(build, mark):
    for value in (f"a/b{mark}", [f"a/b{mark}"], {f"{mark}a/b"}, f"a, b{mark}c"):
        with pytest.raises(ValueError):
            build(value)


@pytest.mark.parametrize(
    ("build", "judge"),
    [
        (fields.field_name, grammar.is_token),
        (fields.media_type, grammar.is_media_type),
        (fields.field_value, grammar.is_field_value),
    ],
)
def test_a_builder_that_changes_nothing_takes_what_its_judge_takes(build, judge):
    good, bad = VALUES[judge]
    assert [build(value) for value in good] == good
    assert [value for value in bad if built(build, value) is not None] == []


@pytest.mark.parametrize(
    ("build", "judge"),
    [
        (fields.allow, grammar.is_allow),
        (fields.list_of_tokens, grammar.is_token_list),
        (fields.protocols, grammar.is_protocol_list),
    ],
)
def test_a_list_builder_takes_every_list_its_judge_takes(build, judge):
    good, _ = VALUES[judge]
    assert all(grammar.list_members(build(value)) == grammar.list_members(value) for value in good)


@pytest.mark.parametrize("build", [build for build, _ in TEXT_BUILDERS + LIST_BUILDERS])
@pytest.mark.parametrize("value", [None, 1, b"GET", 1.5, [b"GET"], [1], object()])
def test_what_is_no_text_is_refused_with_its_type(build, value):
    with pytest.raises(TypeError, match=r"^\w+ must be a str.*, not \w+$"):
        build(value)


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (fields.field_name, "a b"),
        (fields.field_name, None),
        (fields.field_value, " a"),
        (fields.field_value, "a\n"),
        (fields.field_value, "€"),
        (fields.entity_tag, ""),
        (fields.entity_tag, 'a"b'),
        (fields.http_date, datetime(2024, 1, 1)),
        (fields.http_date, 0),
        (fields.delta_seconds, -1),
        (fields.delta_seconds, timedelta(-1)),
        (fields.retry_after, 1.5),
        (fields.allow, "GET HEAD"),
        (fields.allow, None),
        (fields.list_of_tokens, []),
        (fields.protocols, ""),
        (fields.media_types, ["text"]),
        (fields.media_type, "text"),
        (fields.content_disposition, "a/b"),
    ],
)
def test_a_message_begins_with_the_name_of_the_argument(build, value):
    with pytest.raises((ValueError, TypeError), match="^the thing "):
        build(value, argument="the thing")


def test_a_subclass_of_str_is_taken_by_its_own_characters():
    assert fields.exact_text(Shouting("a"), "x") == "a"
    assert type(fields.field_value(Shouting("a"))) is str
    assert fields.allow(Method.GET) == fields.allow([Method.GET]) == "GET"
    assert fields.entity_tag(Shouting("a")) == '"a"'


@pytest.mark.parametrize(
    ("value", "weak", "tag"),
    [
        ("abc", False, '"abc"'),
        ("abc", True, 'W/"abc"'),
        ('"abc"', False, '"abc"'),
        ('"abc"', True, 'W/"abc"'),
        ('W/"abc"', False, 'W/"abc"'),
        ('W/"abc"', True, 'W/"abc"'),
        ('""', False, '""'),
        ("W/abc", False, '"W/abc"'),
        ("é", False, '"é"'),
    ],
)
def test_an_entity_tag_is_quoted_once(value, weak, tag):
    assert fields.entity_tag(value, weak=weak) == tag


@pytest.mark.parametrize("value", ["", '"abc', 'abc"', 'w/"abc"', '"a"b"', "a b", "a\tb", "€", "\ud800", '"a\r\n"'])
def test_what_is_no_entity_tag_is_refused(value):
    with pytest.raises(ValueError, match="etag"):
        fields.entity_tag(value)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters='"'), min_size=1))
def test_an_entity_tag_is_read_back_as_it_was(text):
    assert unquote_etag(fields.entity_tag(text)) == (text, False)


@pytest.mark.parametrize(
    ("methods", "value"),
    [
        ("GET", "GET"),
        ("GET,HEAD", "GET, HEAD"),
        (" GET , , HEAD, GET", "GET, HEAD"),
        ("", ""),
        ([], ""),
        (["PUT", "GET", "PUT"], "PUT, GET"),
        ({"PUT", "GET", "DELETE"}, "DELETE, GET, PUT"),
        (frozenset({"PUT", "GET"}), "GET, PUT"),
        (iter(["PUT", "GET"]), "PUT, GET"),
        ({"PUT": 1, "GET": 2}, "PUT, GET"),
        (["get"], "get"),
    ],
)
def test_allow_names_each_method_once_and_in_order(methods, value):
    assert fields.allow(methods) == value


@pytest.mark.parametrize(
    "methods", ["GET HEAD", ["GET, HEAD"], [""], [" GET"], "['GET']", ["GET\r\nX: y"], {"GÉT"}, ["€"], '"GET"']
)
def test_allow_refuses_what_is_no_method(methods):
    with pytest.raises(ValueError, match="^allow "):
        fields.allow(methods)


@pytest.mark.parametrize("build", [fields.list_of_tokens, fields.protocols, fields.media_types])
@pytest.mark.parametrize("value", ["", ",", " , ", [], (), set()])
def test_a_list_that_must_name_something_is_not_empty(build, value):
    with pytest.raises(ValueError, match="is empty"):
        build(value)


def test_a_member_of_a_list_stands_alone():
    for build, member in (
        (fields.protocols, "h2c, websocket"),
        (fields.media_types, "a/b, c/d"),
        (fields.media_types, " a/b"),
    ):
        with pytest.raises(ValueError, match="name each one alone"):
            build([member])


def test_a_comma_in_quotes_does_not_part_a_media_type():
    assert fields.media_types('a/b;c="d, e", f/g') == 'a/b;c="d, e", f/g'
    assert fields.media_types(['a/b;c="d, e"', "f/g"]) == 'a/b;c="d, e", f/g'


FILE_NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/\\"), min_size=1)


@given(FILE_NAMES)
def test_a_file_name_is_read_back_as_it_was(filename):
    value = fields.content_disposition(filename)
    kind, options = parse_options_header(value)
    assert value.isascii()
    assert (kind, options["filename"]) == ("attachment", filename)


@pytest.mark.parametrize(
    ("filename", "value"),
    [
        ("a.txt", "attachment; filename=a.txt"),
        ("a b.txt", 'attachment; filename="a b.txt"'),
        ('a"b.txt', "attachment; filename=a_b.txt; filename*=UTF-8''a%22b.txt"),
        ("100%25.txt", "attachment; filename=100_25.txt; filename*=UTF-8''100%2525.txt"),
        ("é€.txt", "attachment; filename=__.txt; filename*=UTF-8''%C3%A9%E2%82%AC.txt"),
        ("a;b*'.txt", 'attachment; filename="a;b*\'.txt"'),
    ],
)
def test_a_file_name_has_a_form_for_every_client(filename, value):
    assert fields.content_disposition(filename) == value


@pytest.mark.parametrize("filename", ["", "a/b", "../a", "a\\b", "a\r\nb", "a\x00", "\x7f", "a\x85", "a\ud800"])
def test_what_is_no_file_name_is_refused(filename):
    with pytest.raises(ValueError, match="^filename "):
        fields.content_disposition(filename)


@pytest.mark.parametrize("text", ["a", "aaaaaaaaa,", "é", '"', "\\", ";a", "%", " ", "€", "\n"])
@pytest.mark.long(3)
def test_a_builder_answers_on_a_million_characters(text):
    value = text * (MILLION // len(text))
    answers = [built(build, value) for build, _ in TEXT_BUILDERS + LIST_BUILDERS]
    assert all(answer is None or isinstance(answer, str) for answer in answers)
