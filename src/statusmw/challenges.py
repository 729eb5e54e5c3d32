"""Challenges: what a 401 asks its client for, built and checked (RFC 9110, section 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from statusmw.fields import latin_text
from statusmw.grammar import is_challenge_list, is_token
from statusmw.text import plain

if TYPE_CHECKING:
    from werkzeug.datastructures import WWWAuthenticate

Challenge: TypeAlias = "str | tuple[str, Mapping[str, str]] | WWWAuthenticate"
"""A challenge as written, or its scheme and parameters, or Werkzeug's object for one."""


def challenge(value: Challenge, *, argument: str = "challenge") -> str:
    """A WWW-Authenticate that holds one challenge, or a list of them as written (RFC 9110, section 11.6.1).

    Args:
        value: what to ask for; the values of parameters are given without quotes and quoted here.
        argument: what messages call it.

    Returns:
        The field value.

    Raises:
        TypeError: if the value is neither text nor a scheme with parameters.
        ValueError: if there is no scheme, Basic has no realm, or a name or a value cannot be sent.

    >>> challenge("Bearer"), challenge(("Bearer", {"realm": "api", "scope": "read write"}))
    ('Bearer', 'Bearer realm="api", scope="read write"')
    """
    from statusmw.rules import challenges as rules  # noqa: PLC0415 - only who builds a value pays for the import

    line = _line(value, argument)
    if not is_challenge_list(line):
        raise ValueError(f'{argument} {plain(line)!r} is no challenge; write it as in Bearer realm="api"')
    if not rules.names_realm_of_basic(line):
        # RFC 7617, Section 2: without a realm a browser does not know which password is meant.
        raise ValueError(f"{argument} must name the realm of Basic; write ('Basic', {{'realm': 'api'}})")
    if not rules.has_charset_of_basic(line):
        raise ValueError(f"{argument} names a charset of Basic that clients do not know; write UTF-8, or none")
    return rules.with_quoted_realms(line)


def challenges(value: Challenge | Iterable[Challenge], *, argument: str = "challenge") -> list[str]:
    """One WWW-Authenticate field line for each challenge, in their order (RFC 9110, section 11.6.1).

    Args:
        value: a challenge or several.
        argument: what messages call it.

    Returns:
        Field values, at least one.

    Raises:
        TypeError: if one is neither text nor a scheme with parameters.
        ValueError: if there is none, or one without scheme, or a name or a value cannot be sent.

    >>> challenges(['Basic realm="a"', "Negotiate"]), challenges(("Basic", {"realm": "a"}))
    (['Basic realm="a"', 'Negotiate'], ['Basic realm="a"'])
    """
    if isinstance(value, Mapping):
        raise TypeError(f"{argument} is a mapping; give scheme and parameters, such as ('Bearer', {{'realm': 'a'}})")
    lines = [challenge(one, argument=argument) for one in _each(value)]
    if not lines:
        raise ValueError(f"{argument} is empty; name at least one scheme that a client can use")
    return lines


def _each(value: object) -> Iterable[Any]:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes) and not _has_parameters(value):
        return value
    return (value,)


def _has_parameters(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], Mapping)


def _line(value: object, argument: str) -> str:
    from werkzeug.datastructures import WWWAuthenticate  # noqa: PLC0415 - only who builds a value pays for the import

    if isinstance(value, WWWAuthenticate):
        scheme = value.type.title()
        if value.token is not None:
            return latin_text(f"{scheme} {value.token}", argument)
        return _written(scheme, {name: text for name, text in value.parameters.items() if text is not None}, argument)
    if isinstance(value, tuple) and _has_parameters(value):
        return _written(value[0], value[1], argument)
    if not isinstance(value, str):
        raise TypeError(f"{argument} must be a str or a tuple (scheme, parameters), not {type(value).__name__}")
    return latin_text(value, argument)


def _written(scheme: object, parameters: Mapping[str, str], argument: str) -> str:
    from werkzeug.datastructures import WWWAuthenticate  # noqa: PLC0415 - only who builds a value pays for the import
    from werkzeug.http import quote_header_value  # noqa: PLC0415 - as above

    name = latin_text(scheme, f"{argument} scheme")
    texts = {
        latin_text(key, f"{argument} parameter"): latin_text(text, f"{argument} {key}")
        for key, text in parameters.items()
    }
    if wrong := [token for token in (name, *texts) if not is_token(token)]:
        raise ValueError(f"{argument} holds {plain(wrong[0])!r} where a token must be; use letters, digits and hyphens")
    if name.lower() == "digest":  # the one scheme in which some values may not be quoted (RFC 7616, section 3.3)
        return WWWAuthenticate(name, dict(texts)).to_header()
    written = ", ".join(f"{key}={quote_header_value(text, allow_token=False)}" for key, text in texts.items())
    return f"{name} {written}".rstrip()
