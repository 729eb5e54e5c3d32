"""Field values built from what a program holds: numbers, dates, names. What cannot be sent is refused here.

Every builder returns the field value as an exact `str` that its judge in `statusmw.grammar` accepts. It raises
TypeError for a value of the wrong type and ValueError for any other it cannot use; the message begins with the name
of the caller's argument, which is what each *argument* below is for, and tells the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote

from statusmw.grammar import (
    is_entity_tag,
    is_field_value,
    is_media_type,
    is_protocol_list,
    is_token,
    list_members,
)
from statusmw.text import plain

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_A_FILE_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff/\\]")
_NOT_FOR_EVERY_CLIENT = re.compile(r'[^ -~]|["%]')
_MOST_OCTETS = 10**18 - 1
_MOST_SECONDS = 2**31
_TEN_YEARS = 3653 * 86_400


def exact_text(value: object, argument: str) -> str:
    """The text of a `str`, also of a subclass, whose own methods are not asked.

    Args:
        value: the text.
        argument: what messages call it.

    >>> exact_text("a", "name")
    'a'
    """
    if not isinstance(value, str):
        raise TypeError(f"{argument} must be a str, not {type(value).__name__}")
    return str.__str__(value)


def latin_text(value: object, argument: str) -> str:
    """The text of a `str` that fits a field value: Latin-1, no control character, not even HTAB (section 5.5).

    Args:
        value: the text.
        argument: what messages call it.

    >>> latin_text("a b", "realm")
    'a b'
    """
    text = exact_text(value, argument)
    if _UNPRINTABLE.search(text):
        raise ValueError(f"{argument} holds a control character; remove it")
    if text and max(text) > "\xff":
        raise ValueError(f"{argument} holds a character outside Latin-1; percent-encode it or use an ASCII form")
    return text


def field_name(value: str, *, argument: str = "name") -> str:
    r"""A field name, in the case it is given (RFC 9110, section 5.1).

    Args:
        value: a token.
        argument: what messages call it.

    >>> field_name("X-Request-ID")
    'X-Request-ID'
    """
    text = exact_text(value, argument)
    if not is_token(text):
        raise ValueError(f"{argument} {plain(text)!r} is no field name; use ASCII letters, digits and hyphens")
    return text


def field_value(value: str, *, argument: str = "value") -> str:
    """Any field value, unchanged (RFC 9110, section 5.5).

    Args:
        value: text in Latin-1 without control characters (HTAB aside) and without whitespace at either end.
        argument: what messages call it.

    >>> field_value("no-store")
    'no-store'
    """
    if type(value) is str and is_plain(value):
        return value
    text = exact_text(value, argument)
    latin_text(text.replace("\t", " "), argument)
    if not is_field_value(text):
        raise ValueError(f"{argument} begins or ends with whitespace; strip it")
    return text


def is_plain(value: str) -> bool:
    r"""Whether *value* is a field value of printable ASCII, as nearly all are; quick to tell.

    Args:
        value: of the very type `str`.

    >>> is_plain("no-store"), is_plain(" a"), is_plain("caf\xe9")
    (True, False, False)
    """
    return value.isascii() and value.isprintable() and value[:1] != " " and value[-1:] != " "


def entity_tag(value: str, *, weak: bool = False, argument: str = "etag") -> str:
    """An entity-tag (RFC 9110, section 8.8.3).

    Args:
        value: the opaque part, or a complete entity-tag, which stays as it is.
        weak: whether the tag says no more than that the content means the same.
        argument: what messages call it.

    >>> entity_tag("v1"), entity_tag("v1", weak=True), entity_tag('"v1"'), entity_tag('W/"v1"')
    ('"v1"', 'W/"v1"', '"v1"', 'W/"v1"')
    """
    from werkzeug.http import quote_etag  # noqa: PLC0415 - only who builds a value pays for the import

    text = exact_text(value, argument)
    if not text:
        raise ValueError(f"{argument} is empty; give a version or a digest of the content, or None for no tag")
    complete = is_entity_tag(text)
    tag = text if complete or '"' in text else quote_etag(text)
    if not is_entity_tag(tag):
        raise ValueError(f"{argument} {plain(text)!r} is no entity-tag; use visible ASCII without quotes or spaces")
    return f"W/{tag}" if weak and not tag.startswith("W/") else tag


def http_date(value: datetime, *, argument: str = "date") -> str:
    """A date as IMF-fixdate, fractions of a second cut off (RFC 9110, section 5.6.7).

    Args:
        value: a datetime that knows its time zone.
        argument: what messages call it.

    >>> from datetime import UTC
    >>> http_date(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    from werkzeug.http import http_date as written  # noqa: PLC0415 - only who builds a value pays for the import

    if not isinstance(value, datetime):
        raise TypeError(f"{argument} must be a datetime, not {type(value).__name__}")
    if value.utcoffset() is None:
        raise ValueError(f"{argument} has no time zone; use datetime.now(UTC) or .replace(tzinfo=UTC)")
    try:
        return written(value)
    except OverflowError:
        raise ValueError(f"{argument} is not within the years 1 to 9999 in UTC; use a nearer date") from None


def delta_seconds(value: int | timedelta, *, argument: str = "seconds", most: int = _MOST_SECONDS) -> str:
    """A span of time in whole seconds (RFC 9111, section 1.2.2).

    Args:
        value: seconds, or a timedelta, which is rounded up to whole seconds.
        argument: what messages call it.
        most: how many seconds are plausible.

    >>> delta_seconds(60), delta_seconds(timedelta(minutes=1, milliseconds=1))
    ('60', '61')
    """
    if not isinstance(value, timedelta):
        return str(_whole(value, argument, most))
    if value < timedelta():
        raise ValueError(f"{argument} is negative; give a span of time from now on")
    seconds, rest = divmod(value, timedelta(seconds=1))
    return str(_whole(seconds + bool(rest), argument, most))


def retry_after(value: int | timedelta | datetime, *, argument: str = "retry_after") -> str:
    """A Retry-After: how long to wait, or until when (RFC 9110, section 10.2.3).

    Args:
        value: seconds, a timedelta (rounded up to whole seconds), ten years at the most, or an aware datetime.
        argument: what messages call it.

    >>> retry_after(30), retry_after(timedelta(minutes=5))
    ('30', '300')
    """
    if isinstance(value, datetime):
        return http_date(value, argument=argument)
    return delta_seconds(value, argument=argument, most=_TEN_YEARS)


def _whole(value: object, argument: str, most: int = _MOST_OCTETS, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        remedy = "round it yourself" if isinstance(value, float | Decimal) else "write a number, as in 60"
        raise TypeError(f"{argument} must be an int, not {type(value).__name__}; {remedy}")
    number = int.__index__(value)
    if not least <= number <= most:
        raise ValueError(f"{argument} must be from {least} to {most}")
    return number


def content_range(first: int, length: int, complete_length: int | None) -> str:
    """The Content-Range of a part in bytes (RFC 9110, section 14.4).

    Args:
        first: position of the part's first byte, from 0.
        length: how many bytes the part has, from 1.
        complete_length: how many bytes the whole representation has; None if nobody knows yet.

    >>> content_range(0, 5, 10), content_range(5, 5, None)
    ('bytes 0-4/10', 'bytes 5-9/*')
    """
    from werkzeug.datastructures import ContentRange  # noqa: PLC0415 - only who builds a value pays for the import

    end = _whole(first, "first") + _whole(length, "length", least=1)
    if complete_length is not None and end > _whole(complete_length, "complete_length"):
        raise ValueError("complete_length ends before the part does; give the length of the whole representation")
    return ContentRange("bytes", first, end, complete_length).to_header()


def content_range_refused(complete_length: int) -> str:
    """The Content-Range of a 416, which tells what could have been asked for (RFC 9110, section 14.4).

    Args:
        complete_length: how many bytes the representation has.

    >>> content_range_refused(10)
    'bytes */10'
    """
    return f"bytes */{_whole(complete_length, 'complete_length')}"


def allow(methods: str | Iterable[str], *, argument: str = "allow") -> str:
    """An Allow (RFC 9110, section 10.2.1).

    Args:
        methods: a list in one str, or methods in the order to name them (a set is sorted); none says none is allowed.
        argument: what messages call it.

    >>> allow("GET, HEAD"), allow(["PUT", "GET", "PUT"]), allow({"PUT", "GET"}), allow([])
    ('GET, HEAD', 'PUT, GET', 'GET, PUT', '')
    """
    return _list(methods, argument, is_token, "method")


def list_of_tokens(value: str | Iterable[str], *, argument: str = "value") -> str:
    """At least one token, comma-separated: Vary, Accept-Ranges, Access-Control-Allow-Methods (section 5.6.1).

    Args:
        value: a list in one str, or tokens in their order (a set is sorted).
        argument: what messages call it.

    >>> list_of_tokens(["Accept", "Origin"], argument="vary")
    'Accept, Origin'
    """
    return _at_least_one(_list(value, argument, is_token, "token"), argument)


def protocols(value: str | Iterable[str], *, argument: str = "upgrade") -> str:
    """An Upgrade: at least one protocol, with or without version (RFC 9110, section 7.8).

    Args:
        value: a list in one str, or protocols, the preferred first (a set is sorted).
        argument: what messages call it.

    >>> protocols(["HTTP/3.0", "websocket"])
    'HTTP/3.0, websocket'
    """
    return _at_least_one(_list(value, argument, is_protocol_list, "protocol"), argument)


def media_types(value: str | Iterable[str], *, argument: str = "media_types") -> str:
    """At least one media type or range, comma-separated: Accept, Accept-Patch, Accept-Post (section 12.5.1).

    Args:
        value: a list in one str, or media types in their order (a set is sorted).
        argument: what messages call it.

    >>> media_types(["application/json", "text/*;q=0.5"])
    'application/json, text/*;q=0.5'
    """
    return _at_least_one(_list(value, argument, is_media_type, "media type"), argument)


def media_type(value: str, *, argument: str = "media_type") -> str:
    """A Content-Type (RFC 9110, section 8.3).

    Args:
        value: type and subtype with or without parameters.
        argument: what messages call it.

    >>> media_type("text/html; charset=utf-8")
    'text/html; charset=utf-8'
    """
    text = latin_text(value, argument)
    if not is_media_type(text):
        raise ValueError(f"{argument} {plain(text)!r} is no media type; write type/subtype, then ;name=value")
    return text


def content_disposition(filename: str, *, inline: bool = False, argument: str = "filename") -> str:
    """A Content-Disposition that names a file; in UTF-8 as well where ASCII does not do (RFC 6266, section 4).

    Args:
        filename: the last segment of the path alone.
        inline: whether a browser may show the content instead of saving it.
        argument: what messages call it.

    >>> content_disposition("report.pdf"), content_disposition("é.txt", inline=True)
    ('attachment; filename=report.pdf', "inline; filename=_.txt; filename*=UTF-8''%C3%A9.txt")
    """
    from werkzeug.http import dump_options_header  # noqa: PLC0415 - only who builds a value pays for the import

    text = exact_text(filename, argument)
    if not text or _NOT_IN_A_FILE_NAME.search(text):
        raise ValueError(f"{argument} {plain(text)!r} is no file name; give the last segment, without controls")
    options = {"filename": _NOT_FOR_EVERY_CLIENT.sub("_", text)}
    if options["filename"] != text:
        options["filename*"] = "UTF-8''" + quote(text, safe="!#$&+-.^_`|~")
    return dump_options_header("inline" if inline else "attachment", options)


def _list(value: object, argument: str, judge: Callable[[str], bool], what: str) -> str:
    if isinstance(value, bytes) or not isinstance(value, Iterable):
        raise TypeError(f"{argument} must be a str or an iterable of str, not {type(value).__name__}")
    given = list_members(exact_text(value, argument)) if isinstance(value, str) else value
    members = [latin_text(member, argument) for member in given]
    for member in members:
        if not judge(member) or ("," in member and list_members(member) != [member]):
            raise ValueError(f"{argument} holds {plain(member)!r}, which is no {what}; name each one alone")
    return ", ".join(dict.fromkeys(sorted(members) if isinstance(value, set | frozenset) else members))


def _at_least_one(value: str, argument: str) -> str:
    if not value:
        raise ValueError(f"{argument} is empty; name at least one, or leave it out")
    return value
