r"""URI references and redirect targets, built from text and judged as the very string that is sent.

Whoever judges one string and sends another opens a redirect: a browser drops tabs and line ends, reads a backslash as
a slash, and ignores spaces in front. Here such characters are refused or percent-encoded first, and judged after.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from numbers import Number
from urllib.parse import quote

from statusmw.fields import exact_text
from statusmw.grammar import authority_of, has_empty_host, has_userinfo, is_uri_reference, scheme_of
from statusmw.text import plain

_MOST_BYTES = 8_000
_WEB = frozenset({"", "http", "https"})
_NOT_TEXT = (bytes, bytearray, memoryview, Number, Enum)
_REFUSED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ORIGIN = re.compile(r"(?:[^:/?#]*+:)?(?://[^/?#]*+)?")
_TO_ENCODE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]++")
_HOST = re.compile(r"(?:[a-z0-9_\-]++\.)*+[a-z0-9_\-]++(?::[0-9]++)?")
_HOST_ENTRY = re.compile(rf"(?:\*\.)?{_HOST.pattern}|\[[0-9a-f:.]++\](?::[0-9]++)?")
_PATH_OF_THIS_HOST = re.compile(r"/(?!/)[A-Za-z0-9\-._~!$&'()*+,;=:@/?]{0,999}+")  # can be sent as it is
_RELATION = re.compile(r"[a-z][a-z0-9.\-]*+")


def uri_reference(value: object, *, argument: str = "location") -> str:
    """A URI reference (RFC 3986, section 4.1): what is relative stays relative.

    Characters that a URI may not hold are percent-encoded as UTF-8 after the authority; triplets that are there stay.

    Args:
        value: a str, or an object of a URL class, whose text is taken.
        argument: what messages call it.

    Returns:
        The reference in ASCII, 8,000 bytes at the most.

    Raises:
        TypeError: if the value is neither text nor a URL.
        ValueError: if it is empty, too long, or has control characters, userinfo, or a host not written in ASCII.

    >>> uri_reference("/café menu?q=100%"), uri_reference("/caf%C3%A9"), uri_reference("../a")
    ('/caf%C3%A9%20menu?q=100%25', '/caf%C3%A9', '../a')
    """
    if type(value) is str and _PATH_OF_THIS_HOST.fullmatch(value):
        return value
    text = _text(value, argument)
    if fault := _fault_of_text(text):
        raise ValueError(f"{argument} {fault}")
    origin = _ORIGIN.match(text)[0]  # type: ignore[index]  # the pattern matches everywhere, if only nothing
    before, mark, fragment = text[len(origin) :].partition("#")
    reference = origin + _encoded(before) + mark + _encoded(fragment)
    if fault := _fault_of_reference(reference):
        raise ValueError(f"{argument} {fault}")
    return reference


def http_reference(value: object, *, argument: str = "location") -> str:
    """A URI reference that is relative or has the scheme http or https (RFC 9110, section 4.2).

    Args:
        value: a str, or an object of a URL class, whose text is taken.
        argument: what messages call it.

    Returns:
        The reference in ASCII, 8,000 bytes at the most.

    Raises:
        TypeError: if the value is neither text nor a URL.
        ValueError: as `uri_reference`, and for every other scheme.

    >>> http_reference("https://example.com/a b")
    'https://example.com/a%20b'
    """
    reference = uri_reference(value, argument=argument)
    if reference[0] != "/" and scheme_of(reference) not in _WEB:
        raise ValueError(f"{argument} is neither relative nor http nor https; use one of these")
    return reference


def redirect_target(value: object, *, allowed_hosts: Collection[str] | None = None, argument: str = "location") -> str:
    """A reference that stays on this site or leads to a host that is named (RFC 9110, section 10.2.2).

    Args:
        value: a str, or an object of a URL class; it may come from a stranger.
        allowed_hosts: hosts that http and https URIs may lead to, in either case: ``example.com`` (no port),
            ``example.com:8443`` (that port), ``*.example.com`` (every host below it).
        argument: what messages call it.

    Returns:
        The reference in ASCII, 8,000 bytes at the most.

    Raises:
        TypeError: if the value is neither text nor a URL, or the hosts are one str.
        ValueError: as `uri_reference`, and for whitespace at either end and every place that is not allowed.

    >>> redirect_target("/orders?page=2")
    '/orders?page=2'
    >>> redirect_target("https://shop.example.com/", allowed_hosts=["*.example.com"])
    'https://shop.example.com/'
    >>> redirect_target("//evil.example/")
    Traceback (most recent call last):
    ValueError: location leads to evil.example; use a path, or http(s) and a host in allowed_hosts
    """
    hosts = _entries(allowed_hosts)
    text = _text(value, argument)
    if text.strip() != text:
        raise ValueError(f"{argument} begins or ends with whitespace; strip it")
    reference = http_reference(text, argument=argument)
    scheme, authority = scheme_of(reference), authority_of(reference)
    if authority is None or (scheme and _is_named(authority.lower(), hosts)):
        return reference
    raise ValueError(f"{argument} leads to {plain(authority)}; use a path, or http(s) and a host in allowed_hosts")


def link(target: object, rel: str, *, argument: str = "target") -> str:
    """A Link with its relation types (RFC 8288, section 3).

    Args:
        target: where it leads: a str, or an object of a URL class, whose text is taken.
        rel: registered relation types or URIs, separated by single spaces.
        argument: what messages call the target.

    Returns:
        The field value.

    Raises:
        TypeError: if the target is neither text nor a URL, or rel is no str.
        ValueError: as `uri_reference`, and for what is no relation type.

    >>> link("/jobs/7", "monitor")
    '</jobs/7>; rel="monitor"'
    """
    for relation in exact_text(rel, "rel").split(" "):
        if not (_RELATION.fullmatch(relation) or (scheme_of(relation) and is_uri_reference(relation))):
            raise ValueError(f"rel holds {plain(relation)!r}; use registered relation types in lower case, or URIs")
    return f'<{uri_reference(target, argument=argument)}>; rel="{str.__str__(rel)}"'


def _text(value: object, argument: str) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    # Only a class that says itself what its text is: every other one would come out as "<object at 0x…>".
    if isinstance(value, _NOT_TEXT) or type(value).__str__ is object.__str__:
        raise TypeError(f"{argument} must be a str or a URL, not {type(value).__name__}")
    return str.__str__(str(value))


def _fault_of_text(text: str) -> str:
    if not text:
        return "is empty; write '.' for the directory of the target URI, or leave the argument out"
    if len(text) > _MOST_BYTES:
        return f"is longer than {_MOST_BYTES} bytes; put less into the query"
    return "holds a control character or a lone surrogate; remove it" if _REFUSED.search(text) else ""


def _encoded(text: str) -> str:
    return _TO_ENCODE.sub(lambda found: quote(found[0], safe=""), text)


def _fault_of_reference(reference: str) -> str:
    authority = authority_of(reference)
    if not is_uri_reference(reference):
        if authority is None:
            return "begins with what is no scheme; write './' in front of a relative path that holds a colon"
        return "has a host or port that no URI may have; write the host in ASCII (xn--…), the port in digits"
    if has_empty_host(reference):
        return "names no host; write https://host/path, or a path that begins with one slash"
    if has_userinfo(reference) and scheme_of(reference) in _WEB:
        return "has userinfo in front of the host; remove it"
    return f"takes more than {_MOST_BYTES} bytes; put less into the query" if len(reference) > _MOST_BYTES else ""


def _entries(allowed_hosts: Collection[str] | None) -> list[str]:
    if isinstance(allowed_hosts, str):
        raise TypeError("allowed_hosts must be a collection of hosts, not one str; write [host]")
    entries = [exact_text(entry, "allowed_hosts").lower() for entry in allowed_hosts or ()]
    for entry in entries:
        if not _HOST_ENTRY.fullmatch(entry):
            raise ValueError(f"allowed_hosts holds {plain(entry)!r}; write host, host:port or *.host, in ASCII")
    return entries


def _is_named(authority: str, hosts: list[str]) -> bool:
    # A wildcard stands for plain labels alone: "evil.example%2F.example.com" is a name to some and a path to others.
    below = _HOST.fullmatch(authority) is not None
    return any(authority.endswith(host[1:]) and below if host[0] == "*" else authority == host for host in hosts)
