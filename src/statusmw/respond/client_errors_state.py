"""4xx about conditions, locks, limits and other circumstances."""

from __future__ import annotations

from typing import Any

from statusmw.raisable import Problem
from statusmw.respond.shared import RetryAfter, Text, delay, given, problem
from statusmw.targets import link


def precondition_failed(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """412 Precondition Failed: a condition of the request, such as If-Match, does not hold.

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

    RFC 9110, Section 15.5.13.

    >>> precondition_failed().status_code
    412
    """
    return problem(412, (detail, type, title, instance), members)


def locked(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """423 Locked: the resource is locked.

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

    RFC 4918, Section 11.3.

    >>> locked().status_code
    423
    """
    return problem(423, (detail, type, title, instance), members)


def failed_dependency(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """424 Failed Dependency: another operation that this one depends on has failed.

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

    RFC 4918, Section 11.4.

    >>> failed_dependency().status_code
    424
    """
    return problem(424, (detail, type, title, instance), members)


def too_early(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """425 Too Early: the request might be a replay of one sent in early data; send it again later.

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

    RFC 8470, Section 5.2.

    >>> too_early().status_code
    425
    """
    return problem(425, (detail, type, title, instance), members)


def precondition_required(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """428 Precondition Required: send it again with a condition, such as If-Match, so that no change is lost.

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

    RFC 6585, Section 3.

    >>> precondition_required().status_code
    428
    """
    return problem(428, (detail, type, title, instance), members)


def too_many_requests(
    detail: Text = None,
    *,
    retry_after: RetryAfter = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """429 Too Many Requests: more requests than are allowed in a span of time.

    Args:
        detail: what is wrong this time, for a person to read.
        retry_after: when to try again: seconds, a timedelta, or an aware datetime.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *retry_after* cannot be sent, or *type* or *instance* is no URI reference.

    RFC 6585, Section 4.

    >>> too_many_requests(retry_after=30).headers["retry-after"]
    '30'
    """
    return problem(429, (detail, type, title, instance), members, given(retry_after=delay(retry_after)))


def unavailable_for_legal_reasons(
    detail: Text = None,
    *,
    blocked_by: Text = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """451 Unavailable For Legal Reasons: refused because somebody with the law behind them demands it.

    Args:
        detail: what is wrong this time, for a person to read.
        blocked_by: URI of who blocks the access (not of who demands it).
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *blocked_by* cannot be sent, or *type* or *instance* is no URI reference.

    RFC 7725, Section 3.

    >>> unavailable_for_legal_reasons(blocked_by="https://court.example").headers["link"]
    '<https://court.example>; rel="blocked-by"'
    """
    return problem(
        451,
        (detail, type, title, instance),
        members,
        given(link=None if blocked_by is None else link(blocked_by, "blocked-by", argument="blocked_by")),
    )
