"""4xx about the resource and who asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from statusmw import fields
from statusmw.challenges import Challenge, challenges
from statusmw.raisable import Problem
from statusmw.respond.shared import Text, given, problem


def bad_request(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """400 Bad Request: the request cannot be understood as it is.

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

    RFC 9110, Section 15.5.1.

    >>> str(bad_request("Content is no JSON"))
    '400 Bad Request: Content is no JSON'
    """
    return problem(400, (detail, type, title, instance), members)


def unauthorized(
    challenge: Challenge | Iterable[Challenge],
    detail: Text = None,
    *,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """401 Unauthorized: the request lacks valid credentials; the challenge says which kind.

    Args:
        challenge: what to ask for: as written, `("Bearer", {"realm": "orders"})`, or a list of these.
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *challenge* names no scheme or cannot be sent, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.2.

    >>> unauthorized(("Bearer", {"realm": "orders"})).headers["www-authenticate"]
    'Bearer realm="orders"'
    """
    return problem(401, (detail, type, title, instance), members, given(www_authenticate=challenges(challenge)))


def payment_required(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """402 Payment Required: reserved for later; many interfaces answer so where a payment is due.

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

    RFC 9110, Section 15.5.3.

    >>> payment_required().status_code
    402
    """
    return problem(402, (detail, type, title, instance), members)


def forbidden(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """403 Forbidden: understood and refused; other credentials might help, the same ones will not.

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

    RFC 9110, Section 15.5.4.

    >>> forbidden().status_code
    403
    """
    return problem(403, (detail, type, title, instance), members)


def not_found(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """404 Not Found: there is no such resource, or its existence is not disclosed.

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

    RFC 9110, Section 15.5.5.

    >>> not_found("No order 7", order=7).body
    b'{"title":"Not Found","status":404,"detail":"No order 7","order":7}'
    """
    return problem(404, (detail, type, title, instance), members)


def method_not_allowed(
    allow: str | Iterable[str],
    detail: Text = None,
    *,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """405 Method Not Allowed: the resource is there and does not know the method.

    Args:
        allow: the methods that the resource supports now; none if it supports none.
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *allow* holds what is no method, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.6.

    >>> method_not_allowed(["GET", "HEAD"]).headers["allow"]
    'GET, HEAD'
    """
    return problem(405, (detail, type, title, instance), members, given(allow=fields.allow(allow)))


def not_acceptable(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """406 Not Acceptable: there is no representation that the client accepts; say which ones there are.

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

    RFC 9110, Section 15.5.7.

    >>> not_acceptable(available=["text/csv"]).members
    {'available': ['text/csv']}
    """
    return problem(406, (detail, type, title, instance), members)


def proxy_authentication_required(
    challenge: Challenge | Iterable[Challenge],
    detail: Text = None,
    *,
    type: Text = None,
    title: Text = None,
    instance: Text = None,
    **members: Any,
) -> Problem:
    """407 Proxy Authentication Required: a proxy wants credentials first.

    Over WSGI the field is not sent: PEP 3333 forbids an application what is about one connection.

    Args:
        challenge: what to ask for, as in `unauthorized`.
        detail: what is wrong this time, for a person to read.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if None.
        instance: URI reference of this occurrence.
        members: extension members.

    Returns:
        The problem, to return or to raise.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: *challenge* names no scheme or cannot be sent, or *type* or *instance* is no URI reference.

    RFC 9110, Section 15.5.8.

    >>> proxy_authentication_required("Basic realm=proxy").headers["proxy-authenticate"]
    'Basic realm="proxy"'
    """
    return problem(407, (detail, type, title, instance), members, given(proxy_authenticate=challenges(challenge)))


def request_timeout(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """408 Request Timeout: the request did not arrive in full in the time the server waits.

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

    RFC 9110, Section 15.5.9.

    >>> request_timeout().status_code
    408
    """
    return problem(408, (detail, type, title, instance), members)


def conflict(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """409 Conflict: the request clashes with the present state of the resource.

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

    RFC 9110, Section 15.5.10.

    >>> conflict("Already shipped", order=7).members
    {'order': 7}
    """
    return problem(409, (detail, type, title, instance), members)


def gone(
    detail: Text = None, *, type: Text = None, title: Text = None, instance: Text = None, **members: Any
) -> Problem:
    """410 Gone: it was here, and is not coming back.

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

    RFC 9110, Section 15.5.11.

    >>> gone().status_code
    410
    """
    return problem(410, (detail, type, title, instance), members)
