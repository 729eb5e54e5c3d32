"""4xx about the request itself: its content, its target and its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from statusmw import fields
from statusmw.problem import Path, field_errors
from statusmw.raisable import Problem
from statusmw.respond.shared import RetryAfter, Text, delay, given, problem


def length_required(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """411 Length Required: the request has to say in Content-Length how long its content is.

    Args:
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: a text is no `str`.
        ValueError: *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.12.

    >>> length_required().status_code
    411
    """
    return problem(411, (detail, type, title, instance), members)


def content_too_large(
    detail: Text = None,
    *,
    retry_after: RetryAfter = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """413 Content Too Large: the content of the request is larger than the server will take.

    Args:
        detail: what is wrong this time, for a person to read.
        retry_after: when to try again, if it passes: seconds, a timedelta, or an aware datetime.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *retry_after* cannot be sent, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.14.

    >>> content_too_large("At most 1 MB", retry_after=60).headers["retry-after"]
    '60'
    """
    return problem(413, (detail, type, title, instance), members, given(retry_after=delay(retry_after)))


def uri_too_long(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """414 URI Too Long: the target URI is longer than the server will read.

    Args:
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: a text is no `str`.
        ValueError: *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.15.

    >>> uri_too_long().status_code
    414
    """
    return problem(414, (detail, type, title, instance), members)


def unsupported_media_type(
    detail: Text = None,
    *,
    accept: str | Iterable[str] | None = None,
    accept_encoding: str | Iterable[str] | None = None,
    accept_patch: str | Iterable[str] | None = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """415 Unsupported Media Type: the content has a format or coding that this resource does not take.

    Args:
        detail: what is wrong this time, for a person to read.
        accept: the media types it takes.
        accept_encoding: the content codings it takes, where the coding is what is wrong.
        accept_patch: the media types of patches it takes, in answer to PATCH.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: a list is empty or holds something else, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.16.

    >>> unsupported_media_type(accept=["application/json"]).headers["accept"]
    'application/json'
    """
    sent = given(
        accept=None if accept is None else fields.media_types(accept, argument="accept"),
        accept_encoding=_codings(accept_encoding),
        accept_patch=None if accept_patch is None else fields.media_types(accept_patch, argument="accept_patch"),
    )
    return problem(415, (detail, type, title, instance), members, sent)


def range_not_satisfiable(
    complete_length: int,
    detail: Text = None,
    *,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """416 Range Not Satisfiable: no range that was asked for lies within the representation.

    Args:
        complete_length: how many bytes the representation has.
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *complete_length* is negative, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.17.

    >>> range_not_satisfiable(10).headers["content-range"]
    'bytes */10'
    """
    return problem(
        416,
        (detail, type, title, instance),
        members,
        given(content_range=fields.content_range_refused(complete_length)),
    )


def expectation_failed(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """417 Expectation Failed: what the request demands in Expect cannot be met.

    Args:
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: a text is no `str`.
        ValueError: *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.18.

    >>> expectation_failed().status_code
    417
    """
    return problem(417, (detail, type, title, instance), members)


def misdirected_request(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """421 Misdirected Request: this server does not answer for that host; ask on another connection.

    Args:
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: a text is no `str`.
        ValueError: *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.20.

    >>> misdirected_request().status_code
    421
    """
    return problem(421, (detail, type, title, instance), members)


def unprocessable_content(
    detail: Text = None,
    *,
    errors: Iterable[tuple[Path, str] | Mapping[str, object]] | None = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """422 Unprocessable Content: it can be read, and what it says cannot be done.

    Args:
        detail: what is wrong this time, for a person to read.
        errors: what is wrong and where: pairs of path and detail, or the errors of pydantic; sent as the member
            `errors`.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: an index in *errors* is negative, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.21.

    >>> unprocessable_content(errors=[(["age"], "must be positive")]).members["errors"]
    [{'detail': 'must be positive', 'pointer': '#/age'}]
    """
    if errors is not None:
        members = {"errors": field_errors(errors), **members}
    return problem(422, (detail, type, title, instance), members)


def upgrade_required(
    upgrade: str | Iterable[str],
    detail: Text = None,
    *,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """426 Upgrade Required: ask again with another protocol.

    Over WSGI, HTTP/2 and HTTP/3 Upgrade and Connection are not sent: PEP 3333 and RFC 9113 forbid them. So that the
    client learns all the same what is wanted, the protocols are named in *detail* if nothing else is.

    Args:
        upgrade: the protocols to choose from, the preferred first.
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *upgrade* is empty or holds what is no protocol, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.22.

    >>> upgrade_required("websocket").headers["upgrade"]
    'websocket'
    """
    protocols = fields.protocols(upgrade)
    detail = f"Ask again with {protocols}" if detail is None else detail
    return problem(426, (detail, type, title, instance), members, given(connection="upgrade", upgrade=protocols))


def request_header_fields_too_large(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """431 Request Header Fields Too Large: the fields of the request are too large, one of them or all together.

    Args:
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: a text is no `str`.
        ValueError: *type* or *instance* is no URI reference.

    RFC 6585, Section 5.

    >>> request_header_fields_too_large().status_code
    431
    """
    return problem(431, (detail, type, title, instance), members)


def _codings(value: str | Iterable[str] | None) -> str | None:
    return None if value is None else fields.list_of_tokens(value, argument="accept_encoding")
