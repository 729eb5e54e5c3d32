"""What the conditions of a request say, read for the rules about their answers (RFC 9110, Section 13)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_entity_tag, is_imf_fixdate
from statusmw.grammar_values import seconds_of
from statusmw.rules.shared import said

_TAG_OR_NOT: Final = re.compile(r'[ \t]*(?:W/)?"[^"]*"[ \t]*(?=,|\Z)|[^,]*')
_OF_A_STATE: Final = re.compile(
    r"condition|etag|expect|generation|if|lease|lock|match|overwrite|revision|sequence|tus|unless|version"
)


def is_condition(name: str) -> bool:
    """Whether a request field of that name, in lower case, is a condition.

    WebDAV has If, CalDAV If-Schedule-Tag-Match, and applications have their own.
    """
    return "if" in name.split("-")


def resembles_a_condition(name: str) -> bool:
    """Whether a request field of that name, in lower case, may be what an application calls a condition."""
    return any(_OF_A_STATE.match(word) for word in name.split("-"))


def opaque(entity_tag: str) -> str:
    """The text between the quotes, with them: what the weak comparison compares (RFC 9110, Section 8.8.3.2)."""
    return entity_tag.removeprefix("W/")


def named_tags(exchange: Exchange, name: str) -> list[str]:
    """The entity tags that the request field *name* lists, without their weakness; none unless all are well-formed."""
    members = [member.strip(" \t") for member in _TAG_OR_NOT.findall(said(exchange.request, name))]
    return [opaque(tag) for tag in members if tag] if all(is_entity_tag(tag) for tag in members if tag) else []


def current_tag(exchange: Exchange) -> str | None:
    """The ETag of the response without its weakness; None if it has none, or a malformed one."""
    value = said(exchange.response, "etag")
    return opaque(value) if is_entity_tag(value) else None


def was_modified(exchange: Exchange) -> bool | None:
    """Whether Last-Modified is later than If-Modified-Since; None if one of them cannot be read."""
    since = said(exchange.request, "if-modified-since")
    modified = said(exchange.response, "last-modified")
    if not (is_imf_fixdate(since) and is_imf_fixdate(modified)):
        return None
    return seconds_of(modified) > seconds_of(since)
