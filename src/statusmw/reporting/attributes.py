"""What a finding is counted and filtered by: few values each, whatever clients send.

The names are those of OpenTelemetry's semantic conventions for HTTP where there is one.
"""

from __future__ import annotations

from typing import Final

from statusmw.rule import Finding
from statusmw.text import plain

Attributes = dict[str, str | int]

_METHODS: Final = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"})
_LONGEST: Final = 200


def known_method(method: object) -> str:
    """*method*, or ``_OTHER`` for one that a client has made up.

    >>> known_method("GET"), known_method("BREW")
    ('GET', '_OTHER')
    """
    return method if type(method) is str and method in _METHODS else "_OTHER"


def known_route(finding: Finding) -> str | None:
    """The path template of the request, fit for one line; None where the framework does not tell."""
    route = finding.exchange.request.route
    return None if route is None else plain(route, _LONGEST)


def attributes(finding: Finding) -> Attributes:
    """What *finding* is counted by; what is not known is left out."""
    found: Attributes = {
        "statusmw.rule": finding.rule.id,
        "statusmw.level": finding.rule.level.value,
        "http.request.method": known_method(finding.exchange.request.method),
    }
    route, status_code = known_route(finding), finding.exchange.response.status_code
    if route is not None:
        found["http.route"] = route
    if status_code:
        found["http.response.status_code"] = status_code
    return found
