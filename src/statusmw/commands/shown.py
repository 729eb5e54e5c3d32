"""What may be shown of an exchange: nothing that lets its reader in, and nothing that speaks to a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from statusmw.text import plain

if TYPE_CHECKING:
    from statusmw.commands.judging import Seen
    from statusmw.exchange import FieldLine
    from statusmw.rule import Finding

REMOVED: Final = "removed"
"""Stands for what is not shown."""

_LONGEST: Final = 200
_SECRET: Final = re.compile(
    r"(?:^|[-_])(?:auth|authorization|authentication-info|cookie|credentials?|csrf|key|pass(?:word)?|secret|session|"
    r"signature|token|xsrf)s?(?:$|[-_])",
    re.IGNORECASE,
)
_LINKS: Final = frozenset({"content-location", "link", "location", "referer", "refresh"})
_QUERY: Final = re.compile(r"\?[^#>;,\"\s]*")


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
    lower = name.lower()
    if lower == "set-cookie":
        value = _cookie(value)
    elif lower in ("authorization", "proxy-authorization"):
        value = f"{value.partition(' ')[0]} {REMOVED}" if " " in value else REMOVED
    elif _SECRET.search(lower):
        value = REMOVED
    elif lower in _LINKS:
        value = _QUERY.sub(f"?{REMOVED}", value)
    return plain(name, 100), plain(value, _LONGEST)


def _cookie(value: str) -> str:
    pair, semicolon, attributes = value.partition(";")
    name, equals, _ = pair.partition("=")
    return f"{name}={REMOVED}{semicolon}{attributes}" if equals else REMOVED


def asked(seen: Seen) -> str:
    """What was asked, in one line: method and path where they are known."""
    request = seen.shown.request
    method = plain(request.method, 20) or "?"
    return f"{method} {plain(request.path, 120)}".rstrip()


def answered(seen: Seen) -> str:
    """What was asked and what was answered, in one line."""
    code = seen.exchange.response.status_code
    return f"{asked(seen)} -> {code or '?'}"


def exchange_data(seen: Seen) -> dict[str, Any]:
    """An exchange for programs, as `statusmw.commands.jsonl` reads it; what is not known is left out."""
    request, exchange = seen.exchange.request, seen.shown
    known: dict[str, Any] = {"method": plain(request.method, 20)} if request.method else {}
    if exchange.request.target:
        known["target"] = plain(exchange.request.path)
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
