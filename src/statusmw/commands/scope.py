"""Which rules can be asked about what was seen, with the reason for each that cannot.

A capture is what has left the server. It has no gateway interface, so that a rule about one is left out unless it is
named here, and a server or a proxy has added to it what an application should not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from statusmw.rule import Rule

_HOP_BY_HOP: Final = "Only WSGI keeps applications from these fields; on the wire they are what RFC 9110 says they are."

ON_THE_WIRE_TOO: Final = {
    "connection-field-over-http-2": _HOP_BY_HOP,
    "proxy-authentication-required-without-challenge": _HOP_BY_HOP,
    "proxy-challenge-malformed": _HOP_BY_HOP,
    "proxy-challenge-without-meaning": _HOP_BY_HOP,
    "switching-protocols-not-offered": _HOP_BY_HOP,
    "switching-protocols-without-upgrade": _HOP_BY_HOP,
    "trailer-names-forbidden-field": _HOP_BY_HOP,
    "trailer-with-content-length": _HOP_BY_HOP,
    "upgrade-malformed": _HOP_BY_HOP,
    "upgrade-required-though-offered": _HOP_BY_HOP,
    "upgrade-required-without-upgrade": _HOP_BY_HOP,
    "upgrade-without-connection-option": _HOP_BY_HOP,
}
"""Rules about one gateway interface that hold on the wire as well, and why."""

_BY_SERVER: Final = "The server adds it, as it should."
_BY_PROXY: Final = "What was captured may come from a proxy, which is who sends it."

_SHOWN: Final = "Tools that capture show coded content as it was before."

NOT_ON_THE_WIRE: Final = {
    "age-from-origin": _BY_PROXY,
    "content-not-coded-as-said": _SHOWN,
    "date-or-server-from-application": _BY_SERVER,
    "gateway-error-from-origin": _BY_PROXY,
    "http-version-refused-in-itself": "A server has no other version to refuse one in.",
    "network-authentication-from-origin": _BY_PROXY,
    "non-authoritative-from-origin": _BY_PROXY,
    "proxy-authentication-from-origin": _BY_PROXY,
}
"""Rules about both interfaces that are wrong about a capture, and why."""

_DECODED: Final = "The content may have been decoded since, so that its length is not the one that was sent."

ABOUT_LENGTH: Final = {
    "content-length-too-long": _DECODED,
    "content-length-too-short": _DECODED,
    "partial-content-of-other-length": _DECODED,
}
"""Rules that compare lengths, where the bytes that were sent are not known, and why."""

_REWRITTEN: Final = "Browsers and proxies export the content without its transfer coding, and the fields as they like."
_REMOVED: Final = "Browsers leave credentials and cookies out of what they export."

NOT_IN_A_HAR: Final = {
    **ABOUT_LENGTH,
    "bearer-error-without-credentials": _REMOVED,
    "connection-field-over-http-2": _REWRITTEN,
    "content-length-with-transfer-encoding": _REWRITTEN,
    "cookie-malformed": _REMOVED,
    "forbidden-with-challenge": _REMOVED,
    "transfer-encoding-over-asgi": _REWRITTEN,
    "transfer-encoding-to-http-1-0": _REWRITTEN,
    "transfer-encoding-without-content": _REWRITTEN,
    "trailer-with-content-length": _REWRITTEN,
}
"""Rules that cannot be asked about an entry of a HAR, and why."""

NOT_OF_INTERIM: Final = {
    "interim-as-final": "Another response follows, or another protocol.",
}
"""Rules that cannot be asked about an interim response that is one, and why."""


WHATEVER_WAS_ASKED: Final = {
    "redirect-without-location": frozenset({301, 302, 303, 307}),
}
"""Rules that look at the request, with the status codes for which nothing in it matters: only 308 answers uploads."""


def on_the_wire(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Those of *rules* that can be asked about a capture."""
    for rule in rules:
        if (rule.interface is None or rule.id in ON_THE_WIRE_TOO) and rule.id not in NOT_ON_THE_WIRE:
            yield rule
