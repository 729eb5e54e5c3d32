"""What the repair of a rule makes of its bad example: for ``explain`` and for the generated pages."""

from __future__ import annotations

from inspect import cleandoc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statusmw.rule import Rule


def repaired(rule: Rule) -> str:
    """The bad example of *rule*, mended.

    Args:
        rule: any rule.

    Returns:
        The exchange as text; ``""`` if the rule has no repair.

    >>> from statusmw.rules import find_rule
    >>> print(repaired(find_rule("content-length-without-content")))
    DELETE /orders/7
    <BLANKLINE>
    204 No Content
    """
    from statusmw.wire import format_exchange, parse_exchange  # noqa: PLC0415 - only explaining a rule pays for it

    if rule.repair is None:
        return ""
    bad = parse_exchange(rule.bad, "wsgi")
    mended = rule.repair(bad)
    text = format_exchange(mended)
    if mended.length and mended.content == bad.content:
        return text.rpartition("\n\n")[0] + "\n\n" + cleandoc(rule.bad).split("\n\n", 2)[2]
    return text
