"""The catalogue: what the documents of HTTP and of the gateway interfaces require of a response, topic by topic.

A topic is a module with a tuple ``RULES``. Findings are reported in the order in which the rules stand here.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from statusmw.rule import Rule
from statusmw.text import plain

if TYPE_CHECKING:
    TOPICS: Mapping[str, tuple[Rule, ...]]
    """The rules of each topic."""
    CATALOGUE: tuple[Rule, ...]
    """All rules, in the order of the report."""

_MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "status codes": ("status_codes",),
    "fields": ("fields",),
    "field lines": ("field_lines",),
    "field values": ("field_values",),
    "dates": ("dates",),
    "representations": ("representation",),
    "content": ("content", "contents"),
    "framing": ("framing",),
    "transfer": ("transfer",),
    "interim responses": ("interim",),
    "redirection": ("redirection",),
    "redirects": ("redirects",),
    "success": ("success",),
    "conditional requests": ("conditional",),
    "preconditions": ("preconditions",),
    "validation": ("validation",),
    "authentication": ("authentication",),
    "challenges": ("challenges",),
    "methods": ("methods",),
    "options": ("options",),
    "partial content": ("partial_content",),
    "several parts": ("multipart",),
    "ranges": ("ranges",),
    "range requests": ("range_requests",),
    "upgrade": ("upgrade",),
    "refusals": ("refusals",),
    "acceptance": ("acceptance",),
    "explanations": ("explanations",),
    "trying again": ("retry",),
    "delta encoding": ("delta",),
    "several resources": ("webdav",),
    "server errors": ("server_errors",),
    "cookies": ("cookies",),
    "caching": ("caching",),
    "ages": ("ages",),
    "storing": ("storing",),
    "negotiation": ("negotiation",),
    "problems": ("problems", "problem_documents"),
    "occasions": ("occasions",),
    "gateway interface": ("gateway",),
}


@cache
def _loaded() -> dict[str, Any]:
    """The whole catalogue; whoever needs one module of it, as a face does to be imported, does not wait for all."""
    loaded = {topic: [import_module(f"{__name__}.{name}").RULES for name in names] for topic, names in _MODULES.items()}
    topics = {topic: tuple(rule for rules in each for rule in rules) for topic, each in loaded.items()}
    return {
        "TOPICS": MappingProxyType(topics),
        "CATALOGUE": tuple(rule for rules in topics.values() for rule in rules),
    }


def __getattr__(name: str) -> Any:
    if name not in ("TOPICS", "CATALOGUE"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _loaded()[name]


def find_rule(id: str) -> Rule:
    """The rule with that id.

    Args:
        id: in kebab case, as findings show it.

    Returns:
        The rule.

    Raises:
        LookupError: there is no such rule; the message names the nearest ids.

    >>> find_rule("method-not-allowed-without-allow").level.value
    'MUST'
    >>> find_rule("method-not-allowed-with-allow")
    Traceback (most recent call last):
    LookupError: no rule 'method-not-allowed-with-allow'; the nearest: 'method-not-allowed-without-allow'
    """
    catalogue: tuple[Rule, ...] = _loaded()["CATALOGUE"]
    for rule in catalogue:
        if rule.id == id:
            return rule
    from difflib import get_close_matches  # noqa: PLC0415 - only a failed look-up pays for it

    near = get_close_matches(id[:100], [rule.id for rule in catalogue])
    nearest = f"the nearest: {', '.join(map(repr, near))}" if near else "statusmw.rules.CATALOGUE has them all"
    raise LookupError(f"no rule '{plain(id, 60)}'; {nearest}")
