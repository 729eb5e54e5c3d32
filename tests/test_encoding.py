import dataclasses
import enum
import json
import math
from collections import OrderedDict, UserDict, deque, namedtuple
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statusmw import encoding
from statusmw.encoding import _encoder, json_bytes, jsonable

ID = UUID("12345678-1234-5678-1234-567812345678")


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Mood(enum.StrEnum):
    GOOD = "good"


class Other(str, enum.Enum):  # noqa: UP042 - its str and its value differ, which StrEnum rules out
    NAMED = ("shown", "kept")

    def __new__(cls, text, value):
        self = str.__new__(cls, text)
        self._value_ = value
        return self


@dataclasses.dataclass
class Point:
    x: int
    y: object


class Pair(NamedTuple):
    left: int
    right: str


class Order(pydantic.BaseModel):
    id: UUID
    due: date


class Field:
    def __init__(self, name):
        self.name = name


class AttrsLike:
    __attrs_attrs__ = (Field("a"), Field("b"))

    def __init__(self):
        self.a, self.b = 1, {2}


class Text(str):
    __slots__ = ()

    def __str__(self):
        return "a lie"


class Number(int):
    pass


class Items(list):
    pass


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (-1.5, "-1.5"),
        (10**650, str(10**650)),
        ("é€😀", '"é€😀"'),
        ([], "[]"),
        ((1, [2]), "[1,[2]]"),
        (Items([1]), "[1]"),
        ({"a": {"b": ()}}, '{"a":{"b":[]}}'),
        (OrderedDict(a=1), '{"a":1}'),
        (UserDict(a=1), '{"a":1}'),
        (MappingProxyType({"a": 1}), '{"a":1}'),
        ({3, 1, 2}, "[1,2,3]"),
        (frozenset({"b", "a"}), '["a","b"]'),
        ({1, "a", None}, '["a",1,null]'),
        (Point(1, Point(2, {3})), '{"x":1,"y":{"x":2,"y":[3]}}'),
        (Pair(1, "r"), '[1,"r"]'),
        (namedtuple("P", "a")(1), "[1]"),
        (Order(id=ID, due=date(2030, 1, 31)), f'{{"id":"{ID}","due":"2030-01-31"}}'),
        (pydantic.RootModel[list[int]]([1]), "[1]"),
        (AttrsLike(), '{"a":1,"b":[2]}'),
        (Colour.RED, '"red"'),
        (Level.HIGH, "3"),
        (Mood.GOOD, '"good"'),
        (Other.NAMED, '"kept"'),
        (Text("truth"), '"truth"'),
        (Number(4), "4"),
        (datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), '"2030-01-02T03:04:05+00:00"'),
        (date(2030, 1, 2), '"2030-01-02"'),
        (time(3, 4), '"03:04:00"'),
        (timedelta(), '"P0D"'),
        (timedelta(days=2), '"P2D"'),
        (timedelta(hours=26, minutes=3, seconds=4), '"P1DT2H3M4S"'),
        (timedelta(microseconds=1500), '"PT0.0015S"'),
        (timedelta(minutes=5), '"PT5M"'),
        (timedelta(seconds=-90), '"-PT1M30S"'),
        (ID, f'"{ID}"'),
        (Decimal("1.10"), '"1.10"'),
        (PurePosixPath("/a/b"), '"/a/b"'),
        (Path("a"), '"a"'),
    ],
)
def test_a_type_with_one_obvious_json_form_gets_it(value, expected):
    assert json_bytes(value).decode() == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a", "a"),
        (Text("truth"), "truth"),
        (7, "7"),
        (True, "true"),
        (ID, str(ID)),
        (date(2030, 1, 2), "2030-01-02"),
        (time(3), "03:00:00"),
        (Colour.RED, "red"),
        (Level.HIGH, "3"),
    ],
)
def test_a_key_becomes_the_text_of_its_json_form(key, expected):
    assert json.loads(json_bytes({key: 0})) == {expected: 0}


@pytest.mark.parametrize("key", [None, 1.5, (1, 2), b"a", Decimal(1), object()])
def test_any_other_key_is_refused_by_its_type(key):
    with pytest.raises(TypeError, match=rf"^order has a key of type {type(key).__name__}.*convert it to a str"):
        json_bytes({key: 0}, argument="order")


@pytest.mark.parametrize("value", [{1: "a", "1": "b"}, {ID: 1, str(ID): 2}])
def test_two_keys_that_become_one_are_refused(value):
    with pytest.raises(ValueError, match="^content has two keys whose JSON text is"):
        json_bytes(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (object(), "type object, .*convert it to a str, a number, a list or a dict"),
        (b"x", "type bytes, .*base64"),
        (bytearray(b"x"), "type bytearray, .*base64"),
        (memoryview(b"x"), "type memoryview, .*base64"),
        (1j, "type complex"),
        (deque(), "type deque"),
        (iter([]), "type list_iterator"),
        ({}.keys(), "type dict_keys"),
        (Point, "type type"),
        (Order, "type ModelMetaclass"),
        (AttrsLike, "type type"),
        (Colour, "type EnumType"),
    ],
)
def test_a_type_without_json_form_is_refused_with_the_remedy(value, message):
    with pytest.raises(TypeError, match=f"^body holds a value of {message}"):
        json_bytes({"deep": [value]}, argument="body")


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")],
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"^content holds -?s?(nan|inf|NaN|Infinity).*None or a str"):
        json_bytes({"ratio": (value,)})


@pytest.mark.parametrize("value", [10**5000, Number(-(10**5000)), {10**5000: 1}], ids=["int", "subclass", "key"])
def test_an_int_too_long_to_print_is_refused(value):
    with pytest.raises(ValueError, match="^content holds an int with too many digits"):
        json_bytes(value)


@pytest.mark.parametrize("escape", [False, True])
@pytest.mark.parametrize("value", ["a\ud800", {"\udfff": 1}, Path("/tmp/\udc80")], ids=ascii)
def test_a_lone_surrogate_is_refused_by_its_code_point(value, escape):
    with pytest.raises(ValueError, match=r"^content holds the lone surrogate U\+D[0-9A-F]{3}.*replace it first"):
        json_bytes(value, escape=escape)


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def circular():
    value = {}
    value["self"] = [value]
    return value


def circular_dataclass():
    point = Point(1, None)
    point.y = point
    return point


@pytest.mark.parametrize("function", [json_bytes, jsonable])
@pytest.mark.parametrize("make", [circular, circular_dataclass, lambda: nested(100_000)])
def test_a_structure_without_end_is_refused(function, make):
    with pytest.raises(ValueError, match="^content contains itself or is nested too deeply"):
        function(make())


def test_a_hundred_levels_are_not_too_deep():
    assert json.loads(json_bytes(nested(100))) == nested(100)


def test_jsonable_leaves_its_argument_alone_and_shares_nothing_with_it():
    value = {"a": [1, {"b": (2,)}]}
    plain = jsonable(value)
    plain["a"][1]["b"].append(3)
    assert value == {"a": [1, {"b": (2,)}]}


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON, st.booleans())
def test_what_json_can_hold_comes_back_equal(value, escape):
    content = json_bytes(value, escape=escape)
    assert json.loads(content.decode("utf-8")) == value
    assert jsonable(value) == value


@settings(deadline=None)
@given(TEXT)
def test_escaped_json_is_ascii_in_which_no_browser_finds_markup(text):
    content = json_bytes({text: [text]}, escape=True)
    assert content.isascii()
    assert not set(b"<>&\x7f") & set(content)
    assert json.loads(content) == {text: [text]}


HOSTILE = st.recursive(
    st.none()
    | st.floats()
    | st.text(st.characters())
    | st.binary(max_size=3)
    | st.decimals()
    | st.timedeltas()
    | st.just(object()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.floats() | st.integers(), inner, max_size=3)
    ),
    max_leaves=8,
)


def refuse_constant(name):
    raise AssertionError(name)


@settings(deadline=None)
@given(HOSTILE)
def test_every_value_is_encoded_strictly_or_refused_by_name(value):
    try:
        content = json_bytes(value, argument="the thing")
    except (TypeError, ValueError) as error:
        assert str(error).startswith("the thing ")
    else:
        json.loads(content.decode("utf-8"), parse_constant=refuse_constant)


@settings(deadline=None)
@given(st.timedeltas())
def test_a_duration_loses_no_microsecond(value):
    adapter = pydantic.TypeAdapter(timedelta)
    if abs(value) < timedelta(days=900_000_000):
        assert adapter.validate_json(json_bytes(value)) == value


@pytest.mark.parametrize("make", [None, json.encoder.c_make_encoder])
def test_every_encoder_writes_the_same(make):
    encode = _encoder(make)
    assert encode({"a": ["é", 1.5, None, True, -7]}) == '{"a":["é",1.5,null,true,-7]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode([math.inf])


def test_what_was_wrong_for_a_moment_only_is_written(monkeypatch):
    def once(value):
        monkeypatch.undo()
        raise RecursionError

    monkeypatch.setattr(encoding, "_is_made_of_json", once)
    assert json_bytes({"a": "<"}, escape=True) == b'{"a":"\\u003c"}'


def test_an_int_that_can_be_printed_is_kept_however_long():
    assert jsonable({"n": 10**3000}) == {"n": 10**3000}
    with pytest.raises(ValueError, match="too many digits"):
        jsonable({"n": 10**5000})
