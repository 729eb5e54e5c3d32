"""One JSON encoder for the whole package: what has one obvious JSON form gets it, everything else is refused.

What each type becomes:

=============================================  =========================================================
str, int, bool, None, finite float             themselves
list, tuple, namedtuple                        array
set, frozenset                                 array, sorted so that equal sets give equal bytes
dict and every other `Mapping`                 object; see `jsonable` for its keys
dataclass and attrs instances                  object of their fields
anything with ``model_dump`` (pydantic)        what ``model_dump(mode="json")`` returns
Enum                                           its value
datetime, date, time                           string, ISO 8601
timedelta                                      string, ISO 8601 duration: nothing is rounded, the unit is in it
UUID, path                                     string
finite Decimal                                 string: a JSON number would come back as a rounded float
=============================================  =========================================================
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from pathlib import PurePath
from typing import Any, Final, TypeAlias
from uuid import UUID

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What `json.dumps` writes without asking anybody."""

_ATOMS: Final = frozenset({str, int, bool, type(None)})
_SCALARS: Final = frozenset({*_ATOMS, float})
_OUTSIDE_ASCII_OR_MARKUP: Final = re.compile(r"[<>&]|[^\x00-\x7e]")
_OCTETS_REMEDY: Final = "decode it to a str, or encode it with base64 first"
_REMEDY: Final = "convert it to a str, a number, a list or a dict first"
_SURELY_PRINTABLE_BITS: Final = 2048  # 617 digits; an interpreter's limit is 640 or more


def _encoder(make: Any) -> Callable[[Any], str]:
    """What writes compact JSON; *make* is what the interpreter makes encoders with, None if it has nothing of its own.

    `json.dumps` makes one anew each time. What contains itself is seen by its depth.
    """
    if make is None:
        options: Any = {"ensure_ascii": False, "check_circular": False, "allow_nan": False}
        return json.JSONEncoder(separators=(",", ":"), **options).encode
    encode = make(None, json.JSONEncoder().default, json.encoder.encode_basestring, None, ":", ",", *[False] * 3)
    return lambda value: "".join(encode(value, 0))


_compact: Final = _encoder(getattr(json.encoder, "c_make_encoder", None))


def json_bytes(value: object, *, argument: str = "content", escape: bool = False) -> bytes:
    r"""Compact JSON in UTF-8 (RFC 8259).

    Args:
        value: what to encode.
        argument: what the caller's user knows *value* as; messages name it.
        escape: write ASCII only, with ``<``, ``>`` and ``&`` as ``\u`` escapes as well: no browser finds
            markup in it, not even inside a ``script`` element.

    Returns:
        The JSON text.

    Raises:
        TypeError: something in *value* has no JSON form.
        ValueError: something in *value* has a type JSON knows and a value it cannot hold: NaN, an infinity,
            half a surrogate pair, two keys that become one, a structure that contains itself.

    >>> json_bytes({"id": 7, "tags": ("a", "b"), "price": Decimal("1.10")})
    b'{"id":7,"tags":["a","b"],"price":"1.10"}'
    >>> json_bytes("<b>é", escape=True)
    b'"\\u003cb\\u003e\\u00e9"'
    """
    try:
        # What is made of nothing else needs no copy; whatever is wrong with it is found and told below.
        text = _compact(value if _is_made_of_json(value) else _plain(value, argument))
        content = text.encode()
    except (ValueError, RecursionError):
        text = _checked(value, argument)
        content = text.encode()
    return _escaped(text) if escape and _OUTSIDE_ASCII_OR_MARKUP.search(text) else content


def _checked(value: object, argument: str) -> str:
    """The JSON text of *value*, slowly; errors say what is wrong with it."""
    try:
        text = _compact(_plain(value, argument))
    except RecursionError:
        raise _too_deep(argument) from None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        code = ord(text[error.start])
        raise ValueError(
            f"{argument} holds the lone surrogate U+{code:04X}, which UTF-8 cannot encode: "
            "replace it first, for example with text.encode('utf-8', 'replace').decode()"
        ) from None
    return text


def _escaped(text: str) -> bytes:
    return _OUTSIDE_ASCII_OR_MARKUP.sub(_unicode_escape, text).encode("ascii")


def _is_made_of_json(value: Any) -> bool:
    """Whether *value* is made of exactly those types that JSON has, down to the last one."""
    kind = type(value)
    if kind is dict:
        for name in value:
            if type(name) is not str:
                return False
        value = value.values()
    elif kind is not list:
        return kind in _SCALARS
    for each in value:  # noqa: SIM110 - a generator takes twice as long
        if type(each) not in _SCALARS and not _is_made_of_json(each):
            return False
    return True


def jsonable(value: object, *, argument: str = "content") -> Plain:
    """The same value made of nothing but dict, list, str, numbers, bool and None.

    Keys of a mapping are `str`; int, UUID, date, time and Enum keys become the text of their JSON form.

    Args:
        value: what to convert; it is not changed.
        argument: what the caller's user knows *value* as; messages name it.

    Returns:
        A new structure for `json.dumps`; strings may still hold lone surrogates.

    Raises:
        TypeError: something in *value* has no JSON form.
        ValueError: something in *value* has no JSON value.

    >>> jsonable({date(2030, 1, 31): timedelta(minutes=90)})
    {'2030-01-31': 'PT1H30M'}
    """
    try:
        return _plain(value, argument)
    except RecursionError:
        raise _too_deep(argument) from None


def _too_deep(argument: str) -> ValueError:
    return ValueError(f"{argument} contains itself or is nested too deeply for JSON: flatten it first")


def _plain(value: Any, argument: str) -> Plain:
    kind = type(value)
    if kind in _ATOMS:
        plain: Plain = _checked_number(value, argument) if kind is int else value
        return plain
    if kind is list:
        return _array(value, argument)
    if kind is dict:
        return _object(value.items(), argument)
    for known, convert in _CONVERSIONS:
        if isinstance(value, known):
            return convert(value, argument)
    return _plain_instance(value, argument)


def _plain_instance(value: Any, argument: str) -> Plain:
    kind = type(value)
    if not isinstance(value, type):  # a class has the attributes asked for below, and no values
        if is_dataclass(kind):
            return _object(_items(value, fields(kind)), argument)
        if callable(getattr(kind, "model_dump", None)):
            return _plain(value.model_dump(mode="json"), argument)
        if hasattr(kind, "__attrs_attrs__"):
            return _object(_items(value, kind.__attrs_attrs__), argument)
    remedy = _OCTETS_REMEDY if isinstance(value, bytes | bytearray | memoryview) else _REMEDY
    raise TypeError(f"{argument} holds a value of type {kind.__name__}, which has no JSON form: {remedy}")


def _items(value: object, attributes: Iterable[Any]) -> list[tuple[str, object]]:
    return [(attribute.name, getattr(value, attribute.name)) for attribute in attributes]


def _array(values: Iterable[Any], argument: str) -> list[Plain]:
    return [_plain(value, argument) for value in values]


def _object(items: Iterable[tuple[Any, Any]], argument: str) -> dict[str, Plain]:
    result: dict[str, Plain] = {}
    for key, value in items:
        name = key if type(key) is str else _key(key, argument)
        if name in result:
            raise ValueError(f"{argument} has two keys whose JSON text is {name!r}: rename one of them")
        result[name] = _plain(value, argument)
    return result


def _key(key: Any, argument: str) -> str:
    if isinstance(key, Enum):
        return _key(key.value, argument)
    if isinstance(key, str):
        return str.__str__(key)
    if isinstance(key, int | UUID | date | time):
        plain = _plain(key, argument)
        return plain if isinstance(plain, str) else json.dumps(plain)
    raise TypeError(
        f"{argument} has a key of type {type(key).__name__}, and JSON keys are strings: convert it to a str first"
    )


def _sorted_array(values: Iterable[Any], argument: str) -> list[Plain]:
    plain = _array(values, argument)
    try:
        return sorted(plain)  # type: ignore[type-var]  # members that do not compare are sorted below
    except TypeError:
        return sorted(plain, key=json.dumps)


def _checked_number(value: Any, argument: str) -> Any:
    """Refuse what has no JSON number, or more digits than the interpreter is willing to print."""
    if not isinstance(value, int):
        if isfinite(value):
            return value
        raise _no_number(value, argument)
    if value.bit_length() < _SURELY_PRINTABLE_BITS:
        return value
    try:
        int.__repr__(value)
    except ValueError:
        raise ValueError(f"{argument} holds an int with too many digits: convert it to a str first") from None
    return value


def _no_number(value: object, argument: str) -> ValueError:
    return ValueError(f"{argument} holds {value}, which JSON has no number for: use None or a str instead")


def _decimal(value: Decimal, argument: str) -> str:
    if value.is_finite():
        return str(value)
    raise _no_number(value, argument)


def _duration(value: timedelta) -> str:
    if value < timedelta():
        return "-" + _duration(-value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    days = f"{value.days}D" if value.days else ""
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""]
    parts += [f"{seconds}{fraction}S" if seconds or fraction else ""]
    clock = "".join(parts)
    return f"P{days}T{clock}" if clock else f"P{days or '0D'}"


def _unicode_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


_CONVERSIONS: Final[tuple[tuple[Any, Callable[[Any, str], Plain]], ...]] = (
    (Enum, lambda value, argument: _plain(value.value, argument)),
    (str, lambda value, _: str.__str__(value)),
    ((int, float), _checked_number),
    (tuple, _array),
    (list, _array),
    (Mapping, lambda value, argument: _object(value.items(), argument)),
    ((set, frozenset), _sorted_array),
    ((datetime, date, time), lambda value, _: value.isoformat()),
    (timedelta, lambda value, _: _duration(value)),
    ((UUID, PurePath), lambda value, _: str(value)),
    (Decimal, _decimal),
)
"""Types in the order they are tried: an Enum that is also a str or an int is asked for its value."""
