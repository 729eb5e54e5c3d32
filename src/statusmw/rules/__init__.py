"""The catalogue: what the documents of HTTP and of the gateway interfaces require of a response, topic by topic.

A topic is a module with a tuple ``RULES``. Findings are reported in the order in which the rules stand here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statusmw.rule import Rule
from statusmw.rules import (
    acceptance,
    ages,
    authentication,
    caching,
    challenges,
    conditional,
    content,
    contents,
    cookies,
    dates,
    delta,
    explanations,
    field_lines,
    field_values,
    fields,
    framing,
    gateway,
    interim,
    methods,
    multipart,
    negotiation,
    occasions,
    options,
    partial_content,
    preconditions,
    problem_documents,
    problems,
    range_requests,
    ranges,
    redirection,
    redirects,
    refusals,
    representation,
    retry,
    server_errors,
    status_codes,
    storing,
    success,
    transfer,
    upgrade,
    validation,
    webdav,
)
from statusmw.text import plain

TOPICS: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType(
    {
        "status codes": status_codes.RULES,
        "fields": fields.RULES,
        "field lines": field_lines.RULES,
        "field values": field_values.RULES,
        "dates": dates.RULES,
        "representations": representation.RULES,
        "content": (*content.RULES, *contents.RULES),
        "framing": framing.RULES,
        "transfer": transfer.RULES,
        "interim responses": interim.RULES,
        "redirection": redirection.RULES,
        "redirects": redirects.RULES,
        "success": success.RULES,
        "conditional requests": conditional.RULES,
        "preconditions": preconditions.RULES,
        "validation": validation.RULES,
        "authentication": authentication.RULES,
        "challenges": challenges.RULES,
        "methods": methods.RULES,
        "options": options.RULES,
        "partial content": partial_content.RULES,
        "several parts": multipart.RULES,
        "ranges": ranges.RULES,
        "range requests": range_requests.RULES,
        "upgrade": upgrade.RULES,
        "refusals": refusals.RULES,
        "acceptance": acceptance.RULES,
        "explanations": explanations.RULES,
        "trying again": retry.RULES,
        "delta encoding": delta.RULES,
        "several resources": webdav.RULES,
        "server errors": server_errors.RULES,
        "cookies": cookies.RULES,
        "caching": caching.RULES,
        "ages": ages.RULES,
        "storing": storing.RULES,
        "negotiation": negotiation.RULES,
        "problems": (*problems.RULES, *problem_documents.RULES),
        "occasions": occasions.RULES,
        "gateway interface": gateway.RULES,
    }
)
"""The rules of each topic."""

CATALOGUE: Final[tuple[Rule, ...]] = tuple(rule for rules in TOPICS.values() for rule in rules)
"""All rules, in the order of the report."""


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
    for rule in CATALOGUE:
        if rule.id == id:
            return rule
    from difflib import get_close_matches  # noqa: PLC0415 - only a failed look-up pays for it

    near = get_close_matches(id[:100], [rule.id for rule in CATALOGUE])
    nearest = f"the nearest: {', '.join(map(repr, near))}" if near else "statusmw.rules.CATALOGUE has them all"
    raise LookupError(f"no rule '{plain(id, 60)}'; {nearest}")
