"""3xx: something else is to be done, mostly to go somewhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from statusmw import fields
from statusmw.grammar_values import has_no_gap, is_directive_list
from statusmw.raisable import Redirect
from statusmw.reply import Reply
from statusmw.respond.shared import given, made, reply, validators
from statusmw.targets import http_reference, link, redirect_target
from statusmw.typed import NotModified


def multiple_choices(content: Any = None, *, preferred: str | None = None, alternates: Iterable[str] = ()) -> Reply:
    """300 Multiple Choices: there are several representations, each with a URI of its own.

    Args:
        content: None, `str`, `bytes` or a JSON value: the choices; the list of *alternates* if None.
        preferred: URI reference, relative or http(s), of the choice to follow if the client has none of its own.
        alternates: URI references of the choices, each sent as a Link with the relation ``alternate``.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: a URI reference cannot be sent, or there are no choices.

    RFC 9110, Section 15.4.1.

    >>> multiple_choices(alternates=["/report.pdf", "/report.html"]).body
    b'["/report.pdf","/report.html"]'
    """
    if isinstance(alternates, str):
        raise TypeError("alternates must be a list of URI references, not one str; write [reference]")
    choices = [http_reference(alternate, argument="alternates") for alternate in alternates]
    sent = given(
        location=None if preferred is None else http_reference(preferred, argument="preferred"),
        link=[link(choice, "alternate") for choice in choices] or None,
    )
    if content in ("", b"") or (content is None and not choices):
        raise ValueError("content must list the choices; write them there, or give their references as alternates")
    return reply(300, choices if content is None else content, sent)


def moved_permanently(location: str) -> Redirect:
    """301 Moved Permanently: use the new URI from now on; a client may turn a POST into a GET.

    Args:
        location: where to, as a URI reference that is relative or http(s).

    Returns:
        The reply, to return or to raise.

    Raises:
        TypeError: *location* is no `str` or URL.
        ValueError: *location* cannot be sent, or has another scheme.

    RFC 9110, Section 15.4.2.

    >>> moved_permanently("/new").location
    '/new'
    """
    return Redirect(301, location)


def found(location: str) -> Redirect:
    """302 Found: elsewhere this time; a client may turn a POST into a GET.

    Args:
        location: where to, as a URI reference that is relative or http(s).

    Returns:
        The reply, to return or to raise.

    Raises:
        TypeError: *location* is no `str` or URL.
        ValueError: *location* cannot be sent, or has another scheme.

    RFC 9110, Section 15.4.3.

    >>> found("/login").location
    '/login'
    """
    return Redirect(302, location)


def see_other(location: str) -> Redirect:
    """303 See Other: it is done; fetch this with GET to see what came of it.

    Args:
        location: where to, as a URI reference that is relative or http(s).

    Returns:
        The reply, to return or to raise.

    Raises:
        TypeError: *location* is no `str` or URL.
        ValueError: *location* cannot be sent, or has another scheme.

    RFC 9110, Section 15.4.4.

    >>> see_other("/orders/7").status_code
    303
    """
    return Redirect(303, location)


def not_modified(
    *,
    etag: str | None = None,
    last_modified: datetime | None = None,
    cache_control: str | None = None,
    content_location: str | None = None,
    expires: datetime | None = None,
    vary: str | Iterable[str] | None = None,
) -> NotModified:
    """304 Not Modified: what the client has stored is still good.

    Args:
        etag: entity-tag of the representation; needed if the request had If-None-Match.
        last_modified: when it was changed last, where there is no entity-tag; an aware datetime.
        cache_control: the Cache-Control that the 200 would have.
        content_location: the Content-Location that it would have, a URI reference.
        expires: the Expires that it would have; an aware datetime.
        vary: the field names of the Vary that it would have.

    Returns:
        The reply.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: a value cannot be sent, or a datetime has no time zone.

    RFC 9110, Section 15.4.5.

    >>> not_modified(etag="v1", vary=["Accept"]).headers["vary"]
    'Accept'
    """
    where = None if content_location is None else http_reference(content_location, argument="content_location")
    if where is not None and "#" in where:
        raise ValueError(f"content_location {where[:60]!r} has a fragment, which names no representation; leave it out")
    sent = given(
        cache_control=None if cache_control is None else _directives(cache_control),
        content_location=where,
        expires=None if expires is None else fields.http_date(expires, argument="expires"),
        vary=None if vary is None else fields.list_of_tokens(vary, argument="vary"),
    )
    return made(NotModified, None, {**validators(etag, last_modified), **sent})


def temporary_redirect(location: str) -> Redirect:
    """307 Temporary Redirect: elsewhere this time, with the same method and content.

    Args:
        location: where to, as a URI reference that is relative or http(s).

    Returns:
        The reply, to return or to raise.

    Raises:
        TypeError: *location* is no `str` or URL.
        ValueError: *location* cannot be sent, or has another scheme.

    RFC 9110, Section 15.4.8.

    >>> temporary_redirect("/mirror").status_code
    307
    """
    return Redirect(307, location)


def permanent_redirect(location: str) -> Redirect:
    """308 Permanent Redirect: use the new URI from now on, with the same method and content.

    Args:
        location: where to, as a URI reference that is relative or http(s).

    Returns:
        The reply, to return or to raise.

    Raises:
        TypeError: *location* is no `str` or URL.
        ValueError: *location* cannot be sent, or has another scheme.

    RFC 9110, Section 15.4.9.

    >>> permanent_redirect("/v2/orders").status_code
    308
    """
    return Redirect(308, location)


def redirect(
    location: str,
    *,
    permanent: bool = False,
    keep_method: bool = False,
    allowed_hosts: Collection[str] | None = None,
) -> Redirect:
    """303 See Other, or the redirection that is meant, to a place on this site.

    The only one for a target that a stranger may have chosen (``?next=``). It answers 303 and not 302, because 303
    says what nearly everybody means: fetch that with GET. With 302 the client decides what becomes of a POST.

    Args:
        location: where to, as a URI reference; one that names a host is refused unless *allowed_hosts* has the host.
        permanent: whether the old URI is not to be used again.
        keep_method: whether to send the same method and content there.
        allowed_hosts: hosts it may lead to: ``example.com``, ``example.com:8443``, ``*.example.com``.

    Returns:
        The reply, to return or to raise: 303; 307 to keep the method; 301 if permanent; 308 if both.

    Raises:
        TypeError: *location* is no `str` or URL, or *allowed_hosts* is one `str`.
        ValueError: *location* cannot be sent, or leads elsewhere.

    RFC 9110, Section 15.4.

    >>> redirect("/orders").status_code, redirect("/orders", permanent=True, keep_method=True).status_code
    (303, 308)
    >>> redirect("//evil.example/")
    Traceback (most recent call last):
    ValueError: location leads to evil.example; use a path, or http(s) and a host in allowed_hosts
    """
    target = redirect_target(location, allowed_hosts=allowed_hosts)
    if permanent:
        return Redirect(308 if keep_method else 301, target)
    return Redirect(307 if keep_method else 303, target)


def _directives(value: str) -> str:
    from statusmw.rule import Level  # noqa: PLC0415 - only who builds a value pays for the import
    from statusmw.rules import caching  # noqa: PLC0415 - as above

    text = fields.field_value(value, argument="cache_control")
    if not (is_directive_list(text) and has_no_gap(text)):
        raise ValueError(f"cache_control is a list of directives such as 'max-age=60, public', not {text[:60]!r}")
    for rule in caching.RULES:
        if rule.valid and not rule.check and rule.level is not Level.ADVICE and not rule.valid(text):
            raise ValueError(f"cache_control {text[:60]!r}: {rule.says}")
    return text
