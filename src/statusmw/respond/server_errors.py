"""5xx: the server failed to fulfil a request that may well be right."""

from __future__ import annotations

from typing import Any

from statusmw.raisable import Problem
from statusmw.respond.shared import RetryAfter, Text, delay, given, problem


def internal_server_error(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """500 Internal Server Error: the server failed; keep the reason to the log.

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

    RFC 9110, Section 15.6.1.

    >>> internal_server_error().status_code
    500
    """
    return problem(500, (detail, type, title, instance), members)


def not_implemented(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """501 Not Implemented: the server does not know the method at all, for any resource.

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

    RFC 9110, Section 15.6.2.

    >>> not_implemented().status_code
    501
    """
    return problem(501, (detail, type, title, instance), members)


def bad_gateway(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """502 Bad Gateway: a server behind this one could not be reached, or its answer was of no use.

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

    RFC 9110, Section 15.6.3.

    >>> bad_gateway().status_code
    502
    """
    return problem(502, (detail, type, title, instance), members)


def service_unavailable(
    detail: Text = None,
    *,
    retry_after: RetryAfter = None,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """503 Service Unavailable: overloaded or under maintenance; it passes.

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

    RFC 9110, Section 15.6.4.

    >>> from datetime import timedelta
    >>> service_unavailable(retry_after=timedelta(minutes=5)).headers["retry-after"]
    '300'
    """
    return problem(503, (detail, type, title, instance), members, given(retry_after=delay(retry_after)))


def gateway_timeout(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """504 Gateway Timeout: a server behind this one did not answer in time.

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

    RFC 9110, Section 15.6.5.

    >>> gateway_timeout().status_code
    504
    """
    return problem(504, (detail, type, title, instance), members)


def http_version_not_supported(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """505 HTTP Version Not Supported: the major version of HTTP in the request is not served here.

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

    RFC 9110, Section 15.6.6.

    >>> http_version_not_supported().status_code
    505
    """
    return problem(505, (detail, type, title, instance), members)


def variant_also_negotiates(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """506 Variant Also Negotiates: the server's own set-up of negotiation goes round in a circle.

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

    RFC 2295, Section 8.1.

    >>> variant_also_negotiates().status_code
    506
    """
    return problem(506, (detail, type, title, instance), members)


def insufficient_storage(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """507 Insufficient Storage: there is no room to store what the request brings.

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

    RFC 4918, Section 11.5.

    >>> insufficient_storage().status_code
    507
    """
    return problem(507, (detail, type, title, instance), members)


def loop_detected(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """508 Loop Detected: the operation met itself while it went through a tree of resources.

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

    RFC 5842, Section 7.2.

    >>> loop_detected().status_code
    508
    """
    return problem(508, (detail, type, title, instance), members)


def network_authentication_required(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """511 Network Authentication Required: the network wants a sign-in first; sent by what guards the way out of it.

    Say in *detail* where to sign in. The server that the client asked for never answers so.

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

    RFC 6585, Section 6.

    >>> network_authentication_required().status_code
    511
    """
    return problem(511, (detail, type, title, instance), members)
