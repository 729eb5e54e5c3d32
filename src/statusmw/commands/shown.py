"""What may be shown of an exchange: nothing that lets its reader in, and nothing that speaks to a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from statusmw.text import plain

if TYPE_CHECKING:
    from statusmw.commands.judging import Seen
    from statusmw.exchange import FieldLine, Request
    from statusmw.rule import Finding

REMOVED: Final = "removed"
"""Stands for what is not shown."""

_LONGEST: Final = 200
_SECRET: Final = re.compile(
    r"auth(?!or(?!i[sz]))|bearer|cookie|credential|csrf|dpop|jwt|key|(?<!by)pass|pwd|secret|session|signature|token|"
    r"xsrf|(?:^|[-_])(?:otp|sid)(?:$|[-_])",
    re.IGNORECASE,
)
# They say whether there may be credentials, and hold none.
_ABOUT_CREDENTIALS: Final = "access-control-"
_CHALLENGES: Final = ("www-authenticate", "proxy-authenticate")
_TOKEN68: Final = re.compile(r"((?:^|,)\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+ +)[0-9A-Za-z._~+/-]+=*(?=\s*(?:,|$))")
_LONGEST_PROTOCOL: Final = 32

_ONE_URI: Final = re.compile(r"ur[il]$|path$|location|referr?er|refresh|redirect|destination|sourcemap")
# Not `?0` and `?1`, the booleans of structured fields.
_LOOKS_LIKE_A_LINK: Final = re.compile(r"\?(?![01]\s*(?:[,;]|$))[^\s?=]*=")
_USERINFO: Final = re.compile(r"([/\\]{2})[^/\\?#<>\"]*@")
# In angle brackets and quotation marks a query ends where they do; a quotation mark anywhere else may be part of one.
_QUERIES: Final = re.compile(
    r'(<[^<>?#]*[?#])[^<>]*|("(?:[^"\\?#]|\\.)*[?#])(?:[^"\\]|\\.)*|"(?:[^"\\]|\\.)*"?|([?#]).*', re.DOTALL
)


def field_line(name: str, value: str) -> FieldLine:
    r"""A field line as it may be shown.

    Args:
        name: the field name.
        value: its value.

    Returns:
        Name and value as printable ASCII, the value cut, and removed where it is a secret.

    >>> field_line("Authorization", "Bearer 31d4")
    ('Authorization', 'Bearer removed')
    >>> field_line("Set-Cookie", "id=31d4; Path=/; HttpOnly")
    ('Set-Cookie', 'id=removed; Path=/; HttpOnly')
    >>> field_line("Location", "/login?code=31d4")
    ('Location', '/login?removed')
    """
    return plain(name, 100), plain(_without_secrets(name.lower(), value), _LONGEST)


def _without_secrets(name: str, value: str) -> str:
    if name == "set-cookie":
        return _cookie(value)
    if name in ("authorization", "proxy-authorization"):
        return f"{value.partition(' ')[0]} {REMOVED}" if " " in value else REMOVED
    if name in _CHALLENGES:
        return _without_links(name, _TOKEN68.sub(rf"\1{REMOVED}", value))
    if name == "sec-websocket-protocol":
        return _protocols(value)
    if _SECRET.search(name) and not name.startswith(_ABOUT_CREDENTIALS):
        return REMOVED
    return _without_links(name, value)


def _without_links(name: str, value: str) -> str:
    """*value* without what lets somebody in who follows its links."""
    value = _USERINFO.sub(rf"\1{REMOVED}@", value)
    if _ONE_URI.search(name):
        return re.sub(r"([?#]).*", rf"\1{REMOVED}", value, count=1, flags=re.DOTALL)
    if name != "link" and not _LOOKS_LIKE_A_LINK.search(value):
        return value
    return _QUERIES.sub(_without_query, value)


def _without_query(found: re.Match[str]) -> str:
    kept = found[1] or found[2] or found[3]
    return f"{kept}{REMOVED}" if kept else found[0]


def _protocols(value: str) -> str:
    """Names of subprotocols; browsers can send a token nowhere else, and then a name says that there is one."""
    names = [name.strip() for name in value.split(",")]
    has_token = any(map(_SECRET.search, names))
    return ", ".join(name if _is_protocol(name, has_token=has_token) else REMOVED for name in names)


def _is_protocol(name: str, *, has_token: bool) -> bool:
    return bool(_SECRET.fullmatch(name)) if has_token else len(name) <= _LONGEST_PROTOCOL


def _cookie(value: str) -> str:
    pair, semicolon, attributes = value.partition(";")
    name, equals, _ = pair.partition("=")
    return f"{name}={REMOVED}{semicolon}{attributes}" if equals else REMOVED


def asked(seen: Seen) -> str:
    """What was asked, in one line: method and path where they are known."""
    request = seen.shown.request
    method = plain(request.method, 20) or "?"
    return f"{method} {plain(_path(request), 120)}".rstrip()


def _path(request: Request) -> str:
    return _without_links("path", request.path)


def answered(seen: Seen) -> str:
    """What was asked and what was answered, in one line."""
    code = seen.exchange.response.status_code
    return f"{asked(seen)} -> {code or '?'}"


def exchange_data(seen: Seen) -> dict[str, Any]:
    """An exchange for programs, as `statusmw.commands.jsonl` reads it; what is not known is left out."""
    request, exchange = seen.exchange.request, seen.shown
    known: dict[str, Any] = {"method": plain(request.method, 20)} if request.method else {}
    if exchange.request.target:
        known["target"] = plain(_path(exchange.request))
    if isinstance(request.fields, tuple):
        known["fields"] = [field_line(*line) for line in request.fields]
    known["http_version"] = request.http_version
    if seen.missing:
        return {"request": known, "response": None}
    fields = [field_line(*line) for line in exchange.response.fields]
    content = exchange.content.length if exchange.content and exchange.content.complete else None
    response = {"status_code": exchange.response.status_code, "fields": fields}
    return {"request": known, "response": response, "content": content, "unasked": sorted(seen.unasked)}


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding for programs."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "level": rule.level.value,
        "says": rule.says,
        "why": rule.why,
        "source": str(rule.source),
        "url": rule.source.url,
    }
