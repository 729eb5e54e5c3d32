"""2xx: the request was received, understood and accepted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar, overload

from statusmw import fields
from statusmw.reply import Reply, encoded_text
from statusmw.respond.shared import RetryAfter, delay, given, made, reply, validators
from statusmw.targets import http_reference
from statusmw.typed import Accepted, Created, NoContent, Ok, PartialContent, ResetContent

Content = TypeVar("Content")

_XML = {"content-type": "application/xml; charset=utf-8"}


@overload
def ok(content: None = None, *, etag: str | None = None, last_modified: datetime | None = None) -> Ok[None]: ...
@overload
def ok(content: Content, *, etag: str | None = None, last_modified: datetime | None = None) -> Ok[Content]: ...
def ok(content: Any = None, *, etag: str | None = None, last_modified: datetime | None = None) -> Ok[Any]:
    """200 OK: here is what was asked for, or what came of it.

    Args:
        content: None, `str`, `bytes`, an iterator or async iterator of these, or a JSON value.
        etag: entity-tag of the representation, with or without its quotes.
        last_modified: when it was changed last; an aware datetime.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type, or *content* is no JSON value.
        ValueError: a value cannot be sent, or *last_modified* has no time zone.

    RFC 9110, Section 15.3.1.

    >>> ok({"id": 7}, etag="v1").headers["etag"]
    '"v1"'
    """
    return made(Ok, content, validators(etag, last_modified))


@overload
def created(location: str | None, content: None = None, *, etag: str | None = None) -> Created[None]: ...
@overload
def created(location: str | None, content: Content, *, etag: str | None = None) -> Created[Content]: ...
def created(location: str | None, content: Any = None, *, etag: str | None = None) -> Created[Any]:
    """201 Created: the request made a new resource.

    Args:
        location: URI reference of the new resource, relative or http(s); None says that it is the target itself,
            which is what a PUT creates.
        content: None, `str`, `bytes` or a JSON value: a representation of it.
        etag: entity-tag of the new representation.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *location* or *etag* cannot be sent.

    RFC 9110, Section 15.3.2.

    >>> created("/orders/7", {"id": 7}).headers["location"]
    '/orders/7'
    """
    sent = validators(etag, None)
    if location is not None:
        sent["location"] = http_reference(location)
    return Created(content, 201, sent)


@overload
def accepted(monitor: str | None = None, content: None = None, *, retry_after: RetryAfter = None) -> Accepted[None]: ...
@overload
def accepted(monitor: str | None, content: Content, *, retry_after: RetryAfter = None) -> Accepted[Content]: ...
def accepted(monitor: str | None = None, content: Any = None, *, retry_after: RetryAfter = None) -> Accepted[Any]:
    """202 Accepted: the request will be worked on later, and may still fail.

    The monitor is sent as Location. RFC 9110 leaves open how a 202 points to it; Location is where OData, cloud
    interfaces and the clients made for them look, and no registered link relation means a status monitor.

    Args:
        monitor: URI reference, relative or http(s), of the resource that tells how the work is going.
        content: None, `str`, `bytes` or a JSON value: how it is going now.
        retry_after: when to ask the monitor: seconds, a timedelta, or an aware datetime.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *monitor* or *retry_after* cannot be sent.

    RFC 9110, Section 15.3.3.

    >>> accepted("/jobs/7", retry_after=5).headers["retry-after"]
    '5'
    """
    where = None if monitor is None else http_reference(monitor, argument="monitor")
    return made(Accepted, content, given(location=where, retry_after=delay(retry_after)))


def non_authoritative_information(
    content: Any = None, *, etag: str | None = None, last_modified: datetime | None = None
) -> Reply:
    """203 Non-Authoritative Information: a 200 whose content was changed on the way by a proxy.

    Args:
        content: None, `str`, `bytes`, an iterator or async iterator of these, or a JSON value.
        etag: entity-tag of what is sent now, not of the original.
        last_modified: when the original was changed last; an aware datetime.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: a value cannot be sent.

    RFC 9110, Section 15.3.4.

    >>> non_authoritative_information("translated").status_code
    203
    """
    return reply(203, content, validators(etag, last_modified))


def no_content(*, etag: str | None = None) -> NoContent:
    """204 No Content: it is done, and there is nothing to show.

    Args:
        etag: entity-tag of the representation as it is now, after a PUT that was stored as it came.

    Returns:
        The reply.

    Raises:
        TypeError: *etag* is no `str`.
        ValueError: *etag* cannot be sent.

    RFC 9110, Section 15.3.5.

    >>> dict(no_content().headers)
    {}
    """
    return made(NoContent, None, validators(etag, None))


def reset_content() -> ResetContent:
    """205 Reset Content: it is done; clear the form for the next entry.

    Returns:
        The reply.

    RFC 9110, Section 15.3.6.

    >>> dict(reset_content().headers)
    {'content-length': '0'}
    """
    return made(ResetContent, None, {})


def partial_content(content: bytes | str, *, first: int, complete_length: int | None) -> PartialContent:
    """206 Partial Content: one part of the representation, in answer to a GET with Range.

    Send the fields that a 200 would have as well: ETag, Last-Modified, Content-Type and the like.

    Args:
        content: the part; where it ends follows from its length.
        first: position of its first byte, from 0.
        complete_length: bytes of the whole representation; None if nobody knows yet.

    Returns:
        The reply.

    Raises:
        TypeError: *content* is neither `bytes` nor `str`, or a number is no int.
        ValueError: *content* is empty, or ends behind *complete_length*.

    RFC 9110, Section 15.3.7.

    >>> partial_content(b"hello", first=0, complete_length=10).headers["content-range"]
    'bytes 0-4/10'
    """
    if not isinstance(content, str | bytes):
        raise TypeError(
            f"content must be bytes or str, not {type(content).__name__}; cut the part out of the encoded whole"
        )
    if not content:
        raise ValueError("content is empty, and no part is; answer 416 with range_not_satisfiable(complete_length)")
    length = len(encoded_text(content) if isinstance(content, str) else content)
    return made(PartialContent, content, given(content_range=fields.content_range(first, length, complete_length)))


def multi_status(content: Any) -> Reply:
    """207 Multi-Status: several operations, each with a status code of its own inside the content.

    Args:
        content: `str` or `bytes` is sent as XML, as WebDAV has it; any other value as JSON.

    Returns:
        The reply.

    Raises:
        TypeError: *content* is None or no JSON value.
        ValueError: *content* cannot be encoded.

    RFC 4918, Section 13.

    >>> multi_status([{"href": "/a", "status": 204}]).headers["content-type"]
    'application/json'
    """
    if content is None:
        raise TypeError("content must be given: a 207 says in its content what became of each operation")
    return reply(207, content, _XML if isinstance(content, str | bytes) else {})


def im_used(content: Any, *, im: str | Iterable[str], etag: str) -> Reply:
    """226 IM Used: the difference to the representation that the client has stored.

    Args:
        content: the difference, `bytes` or `str`, or a JSON value.
        im: the instance-manipulations that were applied, in their order.
        etag: entity-tag of the representation that the client has after applying it.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *im* or *etag* cannot be sent.

    RFC 3229, Section 10.4.1.

    >>> im_used(b"...", im="vcdiff", etag="v2").headers["im"]
    'vcdiff'
    """
    return reply(226, content, {**given(im=fields.list_of_tokens(im, argument="im")), **validators(etag, None)})
