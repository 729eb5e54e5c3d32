"""Cache-Control (RFC 9111, Section 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_content_length, is_token, list_members
from statusmw.grammar_values import directives, is_directive_list, seconds_of
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import Repair, dated, said, trimmed

_IN_SECONDS: Final = {"max-age", "s-maxage", "stale-if-error", "stale-while-revalidate"}
_WITH_TOKEN: Final = frozenset({"max-age", "s-maxage"})
_WITHOUT_ARGUMENT: Final = frozenset(
    {"immutable", "must-revalidate", "must-understand", "no-store", "no-transform", "proxy-revalidate", "public"}
)
_OF_REQUESTS: Final = {"max-stale", "min-fresh", "only-if-cached"}


def told(exchange: Exchange) -> dict[str, str | None]:
    """The directives of Cache-Control, all its lines taken for one list (RFC 9110, Section 5.3)."""
    return dict(directives(said(exchange.response, "cache-control")))


def is_fresh(exchange: Exchange) -> bool:
    """Whether Cache-Control, or Expires against Date, says that the response may be used again for some time."""
    found = told(exchange)
    if "no-store" in found or ("no-cache", None) in found.items():
        return False
    return _lasts(found) or (_WITH_TOKEN.isdisjoint(found) and _expires_later(exchange))


def _expires_later(exchange: Exchange) -> bool:
    end, sent = dated(exchange, "expires"), dated(exchange, "date")
    return end is not None and sent is not None and seconds_of(end) > seconds_of(sent)


def _lasts(found: Mapping[str, str | None]) -> bool:
    return any(_digits(found.get(name)).strip("0") for name in _WITH_TOKEN)


def _digits(argument: str | None) -> str:
    """A number of seconds out of its quotes; empty where the argument is none."""
    number = (argument or "").strip('"')
    return number if is_content_length(number) else ""


def is_shared(exchange: Exchange) -> bool:
    """Whether Cache-Control invites caches that serve several users to store the response."""
    found = told(exchange).keys()
    return found.isdisjoint({"no-store", "private", "no-cache"}) and not found.isdisjoint({"public", "s-maxage"})


def _is_quoted(argument: str | None) -> bool:
    return argument is not None and argument.startswith('"')


def _has_numbers(value: str) -> bool:
    return all(_digits(argument) for name, argument in directives(value) if name in _IN_SECONDS)


def _has_bare_numbers(value: str) -> bool:
    return not any(name in _WITH_TOKEN and _is_quoted(argument) for name, argument in directives(value))


def _has_quoted_names(value: str) -> bool:
    return all(
        argument is None or _is_quoted(argument)
        for name, argument in directives(value)
        if name in {"no-cache", "private"}
    )


def _is_for_responses(value: str) -> bool:
    return _OF_REQUESTS.isdisjoint(name for name, _ in directives(value))


def _has_no_surplus(value: str) -> bool:
    return not any(name in _WITHOUT_ARGUMENT and argument is not None for name, argument in directives(value))


def _contradicts_itself(exchange: Exchange) -> bool:
    found = told(exchange)
    told_twice = len({*directives(said(exchange.response, "cache-control"))}) > len(found)
    both = ("private", None) in found.items() and not found.keys().isdisjoint({"public", "s-maxage"})
    # With must-understand, no-store is for caches that do not know it, and the rest for those that do.
    forbidden = "no-store" in found and "must-understand" not in found
    return told_twice or both or (forbidden and (_lasts(found) or not found.keys().isdisjoint({"public", "immutable"})))


def _is_not_understood(exchange: Exchange) -> bool:
    found = told(exchange)
    return "must-understand" in found and "no-store" not in found


def _needs_no_understanding(value: str) -> bool:
    return "must-understand" not in value.lower()


def _and_no_store(exchange: Exchange) -> Exchange:
    if not _is_not_understood(exchange):
        return exchange
    return exchange.with_field("cache-control", f"{exchange.response.value('cache-control')}, no-store")


def _rewritten(change: Callable[[str, str | None], str | None]) -> Repair:
    """The repair that replaces directives: *change* gets name and argument, and returns None for what stays."""

    def rewrite(exchange: Exchange) -> Exchange:
        members = list_members(said(exchange.response, "cache-control"))
        read = [(member, directives(member)) for member in members]
        new = [changed if found and (changed := change(*found[0])) is not None else member for member, found in read]
        if new == members:
            return exchange
        kept = ", ".join(filter(None, new))
        return exchange.with_field("cache-control", kept) if kept else exchange.without("cache-control")

    return rewrite


def _bare(name: str, argument: str | None) -> str | None:
    number = _digits(argument)
    return f"{name}={number}" if name in _WITH_TOKEN and _is_quoted(argument) and number else None


def _quoted(name: str, argument: str | None) -> str | None:
    named = name in {"no-cache", "private"} and argument is not None and is_token(argument)
    return f'{name}="{argument}"' if named else None


def _dropped(name: str, _: str | None) -> str | None:
    return "" if name in _OF_REQUESTS else None


RULES: Final = (
    Rule(
        id="cache-control-malformed",
        source=Source("RFC 9111", "5.2"),
        level=Level.MUST,
        says="Cache-Control is a list of directives with commas in between, each with or without one argument.",
        why="A cache ignores what it cannot read: the response is stored where it must not be, or never.",
        present="cache-control",
        valid=trimmed(is_directive_list),
        bad="""
            GET /orders

            200 OK
            Cache-Control: public; max-age=60
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: public, max-age=60
        """,
    ),
    Rule(
        id="cache-control-without-seconds",
        source=Source("RFC 9111", "5.2.2.1"),
        level=Level.MUST,
        says="The times in Cache-Control are whole numbers of seconds.",
        why="Caches are advised to take a response with another value for stale, so that it is fetched each time.",
        present="cache-control",
        valid=_has_numbers,
        bad="""
            GET /orders

            200 OK
            Cache-Control: max-age=1h
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: max-age=3600
        """,
    ),
    Rule(
        id="cache-control-with-argument",
        source=Source("RFC 9111", "5.2"),
        level=Level.MUST,
        says="Directives of Cache-Control that are defined without an argument have none.",
        why="A cache that compares the whole directive does not find it, and stores what it must not store.",
        present="cache-control",
        valid=_has_no_surplus,
        bad="""
            GET /orders

            200 OK
            Cache-Control: no-store=true
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: no-store
        """,
    ),
    Rule(
        id="cache-control-with-quoted-seconds",
        source=Source("RFC 9111", "5.2.2.1"),
        level=Level.MUST,
        says="The number of max-age and s-maxage is not in quotes.",
        why="Many caches look for digits only and take the response for stale.",
        present="cache-control",
        valid=_has_bare_numbers,
        repair=_rewritten(_bare),
        bad="""
            GET /orders

            200 OK
            Cache-Control: max-age="60"
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: max-age=60
        """,
    ),
    Rule(
        id="cache-control-with-unquoted-names",
        source=Source("RFC 9111", "5.2.2.4"),
        level=Level.SHOULD,
        says="The field names of no-cache and private in Cache-Control are in quotes, even a single one.",
        why="Caches that expect quotes take the directive for one without names, or ignore it.",
        present="cache-control",
        valid=_has_quoted_names,
        repair=_rewritten(_quoted),
        bad="""
            GET /orders

            200 OK
            Cache-Control: no-cache=Set-Cookie, max-age=60
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: no-cache="Set-Cookie", max-age=60
        """,
    ),
    Rule(
        id="cache-control-contradicts-itself",
        source=Source("RFC 9111", "5.2.2"),
        level=Level.ADVICE,
        says="The directives of Cache-Control do not contradict each other.",
        why="Which of them a cache goes by is left to the cache.",
        present="cache-control",
        check=_contradicts_itself,
        bad="""
            GET /orders

            200 OK
            Cache-Control: public, private
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: private
        """,
    ),
    Rule(
        id="cache-control-for-requests",
        source=Source("RFC 9111", "5.2.1"),
        level=Level.SHOULD,
        says="Cache-Control of a response has no directive that is defined for requests only.",
        why="Caches ignore it, and what was to be said with it is not said.",
        present="cache-control",
        valid=_is_for_responses,
        repair=_rewritten(_dropped),
        bad="""
            GET /orders

            200 OK
            Cache-Control: max-stale=60, max-age=60
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: max-age=60
        """,
    ),
    Rule(
        id="must-understand-without-no-store",
        source=Source("RFC 9111", "5.2.2.3"),
        level=Level.SHOULD,
        says="Where Cache-Control has must-understand, it has no-store too, for caches that do not know the former.",
        why="An older cache stores the response whether it understands its status code or not.",
        present="cache-control",
        valid=_needs_no_understanding,
        check=_is_not_understood,
        repair=_and_no_store,
        bad="""
            GET /orders

            200 OK
            Cache-Control: must-understand, max-age=60
        """,
        good="""
            GET /orders

            200 OK
            Cache-Control: must-understand, max-age=60, no-store
        """,
    ),
)
