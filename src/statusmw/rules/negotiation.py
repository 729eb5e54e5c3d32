"""Which representation was chosen, and by what (RFC 9110, Section 12.5; RFC 7240)."""

from __future__ import annotations

import re
from typing import Final

from statusmw.exchange import Exchange
from statusmw.grammar import is_token, list_members, media_type_of
from statusmw.grammar_values import is_vary
from statusmw.rule import Level, Rule, Source
from statusmw.rules.caching import told
from statusmw.rules.shared import Repair, rewritten, said, trimmed

_TEXTS: Final = frozenset({"application/javascript", "application/json", "application/xml"})
_STORED_CODED: Final = (".br", ".bz2", ".gz", ".svgz", ".tgz", ".xz", ".z", ".zst")
_REUSABLE: Final = frozenset({200, 203, 206, 300, 301, 308, 404, 405, 410, 414, 451, 501})
_AROUND_WORD: Final = ' \t"'
_BETWEEN_NAMES: Final = re.compile(r"[ \t,;]+")


def _is_star_and_names(exchange: Exchange) -> bool:
    members = list_members(said(exchange.response, "vary"))
    return "*" in members and len(members) > 1


def _star(exchange: Exchange) -> Exchange:
    return exchange.with_field("vary", "*")


def _separated(value: str) -> str | None:
    names = list(filter(None, _BETWEEN_NAMES.split(value)))
    return ", ".join(names) if not is_vary(value) and all(map(is_token, names)) else None


def _is_stored(exchange: Exchange) -> bool:
    return "no-store" not in told(exchange)


def _is_stored_for_all(exchange: Exchange) -> bool:
    """Whether a cache that stores the response gives it to everybody."""
    found = told(exchange)
    if exchange.request.has("authorization") and "public" not in found:
        return False
    return found.keys().isdisjoint({"no-cache", "private"})


def _is_text(exchange: Exchange) -> bool:
    media_type = media_type_of(said(exchange.response, "content-type"))
    return media_type.startswith("text/") or media_type in _TEXTS or media_type.endswith(("+json", "+xml"))


def _names(exchange: Exchange) -> set[str]:
    return set(map(str.lower, list_members(said(exchange.response, "vary"))))


def _is_kept_apart_by(exchange: Exchange, name: str) -> bool:
    return not _is_stored(exchange) or not _names(exchange).isdisjoint({name, "*"})


def _is_made_for_one(exchange: Exchange) -> bool:
    """Whether the coding was most likely applied to the response, and is not how the content is stored."""
    stored = exchange.request.path.lower().endswith(_STORED_CODED)
    return exchange.response.status_code in _REUSABLE and _is_text(exchange) and not stored


def _is_coded(exchange: Exchange) -> bool:
    return any(coding.lower() != "identity" for coding in list_members(said(exchange.response, "content-encoding")))


def _is_coded_for_all(exchange: Exchange) -> bool:
    return _is_coded(exchange) and not _is_kept_apart_by(exchange, "accept-encoding")


def _is_text_coded_for_all(exchange: Exchange) -> bool:
    return _is_coded_for_all(exchange) and _is_stored_for_all(exchange) and _is_made_for_one(exchange)


def _is_file_coded_for_all(exchange: Exchange) -> bool:
    return _is_coded_for_all(exchange) and not (_is_stored_for_all(exchange) and _is_made_for_one(exchange))


def _preferences(value: str) -> list[tuple[str, str]]:
    """Each preference, in lower case, with its value where that is a choice, and as it is written."""
    return [(_preference(member), member) for member in list_members(value)]


def _preference(member: str) -> str:
    name, _, chosen = member.partition(";")[0].partition("=")
    name = name.strip(" \t").lower()
    return f"{name}={chosen.strip(_AROUND_WORD)}" if name in {"handling", "return"} else name


def _is_preferred_for_all(exchange: Exchange) -> bool:
    applied = [name for name, _ in _preferences(said(exchange.response, "preference-applied"))]
    return any(name.startswith("return=") for name in applied) and not _is_kept_apart_by(exchange, "prefer")


def _varying(name: str, spelt: str) -> Repair:
    """The repair that adds the field *name*, written as *spelt*, to Vary."""

    def vary(exchange: Exchange) -> Exchange:
        if _is_kept_apart_by(exchange, name):
            return exchange
        return exchange.with_field("vary", ", ".join([*list_members(said(exchange.response, "vary")), spelt]))

    return vary


def _was_not_preferred(exchange: Exchange) -> bool:
    preferred = {name for name, _ in _preferences(said(exchange.request, "prefer"))}
    return any(name not in preferred for name, _ in _preferences(said(exchange.response, "preference-applied")))


def _as_preferred(exchange: Exchange) -> Exchange:
    preferred = {name for name, _ in _preferences(said(exchange.request, "prefer"))}
    applied = _preferences(said(exchange.response, "preference-applied"))
    kept = [written for name, written in applied if name in preferred]
    return (
        exchange.with_field("preference-applied", ", ".join(kept)) if kept else exchange.without("preference-applied")
    )


def _wants_json(exchange: Exchange) -> bool:
    accepted = set(map(media_type_of, list_members(said(exchange.request, "accept"))))
    wanted = any(name == "application/json" or name.endswith("+json") for name in accepted)
    return (
        wanted and "text/html" not in accepted and media_type_of(said(exchange.response, "content-type")) == "text/html"
    )


RULES: Final = (
    Rule(
        id="vary-malformed",
        source=Source("RFC 9110", "12.5.5"),
        level=Level.MUST,
        says="Vary lists field names with commas in between, or is an asterisk.",
        why="A cache that cannot read it may give the representation made for one client to all the others.",
        present="vary",
        valid=trimmed(is_vary),
        repair=rewritten(_separated, "vary"),
        bad="""
            GET /orders

            200 OK
            Vary: Accept; Origin
        """,
        good="""
            GET /orders

            200 OK
            Vary: Accept, Origin
        """,
    ),
    Rule(
        id="vary-star-with-names",
        source=Source("RFC 9110", "12.5.5"),
        level=Level.ADVICE,
        says="In Vary, an asterisk stands alone.",
        why="It says that no stored response fits any other request, so that the names add nothing.",
        present="vary",
        check=_is_star_and_names,
        repair=_star,
        bad="""
            GET /orders

            200 OK
            Vary: Accept, *
        """,
        good="""
            GET /orders

            200 OK
            Vary: *
        """,
    ),
    Rule(
        id="content-encoding-without-vary",
        source=Source("RFC 9110", "12.5.5"),
        level=Level.SHOULD,
        says="Text that was coded for one client, and that caches may give to others, names Accept-Encoding in Vary.",
        why="A cache gives it to clients that cannot decode it, and they show noise.",
        methods={"GET", "HEAD"},
        asked="accept-encoding",
        present="content-encoding",
        beside="content-type",
        check=_is_text_coded_for_all,
        repair=_varying("accept-encoding", "Accept-Encoding"),
        bad="""
            GET /orders
            Accept-Encoding: gzip

            200 OK
            Content-Type: application/json
            Content-Encoding: gzip

            ...
        """,
        good="""
            GET /orders
            Accept-Encoding: gzip

            200 OK
            Content-Type: application/json
            Content-Encoding: gzip
            Vary: Accept-Encoding

            ...
        """,
    ),
    Rule(
        id="coded-file-without-vary",
        source=Source("RFC 9110", "12.5.5"),
        level=Level.ADVICE,
        says="Whatever was coded for one client names Accept-Encoding in Vary.",
        why="A cache gives it to clients that cannot decode it; only a file that all get in this coding needs no Vary.",
        methods={"GET", "HEAD"},
        asked="accept-encoding",
        present="content-encoding",
        check=_is_file_coded_for_all,
        repair=_varying("accept-encoding", "Accept-Encoding"),
        bad="""
            GET /orders.bin
            Accept-Encoding: gzip

            200 OK
            Content-Type: application/octet-stream
            Content-Encoding: gzip

            ...
        """,
        good="""
            GET /orders.bin
            Accept-Encoding: gzip

            200 OK
            Content-Type: application/octet-stream
            Content-Encoding: gzip
            Vary: Accept-Encoding

            ...
        """,
    ),
    Rule(
        id="preference-applied-not-requested",
        source=Source("RFC 7240", "3"),
        level=Level.SHOULD,
        says="Preference-Applied names only preferences that the Prefer of the request has.",
        why="The client learns that something was done for it that it never asked for, and mistrusts the rest.",
        present="preference-applied",
        check=_was_not_preferred,
        repair=_as_preferred,
        bad="""
            GET /orders
            Prefer: wait=10

            200 OK
            Content-Type: application/json
            Preference-Applied: respond-async

            []
        """,
        good="""
            GET /orders
            Prefer: wait=10

            200 OK
            Content-Type: application/json
            Preference-Applied: wait=10

            []
        """,
    ),
    Rule(
        id="preference-applied-without-vary",
        source=Source("RFC 7240", "2"),
        level=Level.MUST,
        says="A response that Preference-Applied says was made for a preferred return names Prefer in Vary.",
        why="A cache gives what one client preferred to clients that did not.",
        methods={"GET", "HEAD"},
        status_codes={200},
        present="preference-applied",
        check=_is_preferred_for_all,
        repair=_varying("prefer", "Prefer"),
        bad="""
            GET /orders
            Prefer: return=minimal

            200 OK
            Content-Type: application/json
            Preference-Applied: return=minimal

            []
        """,
        good="""
            GET /orders
            Prefer: return=minimal

            200 OK
            Content-Type: application/json
            Preference-Applied: return=minimal
            Vary: Prefer

            []
        """,
    ),
    Rule(
        id="html-error-for-json-client",
        source=Source("RFC 9110", "12.5.1"),
        level=Level.ADVICE,
        says="An error is not told in HTML to a client that accepts JSON and not HTML.",
        why="The client cannot read what went wrong, and often fails once more on trying to.",
        status_codes=range(400, 600),
        asked="accept",
        present="content-type",
        check=_wants_json,
        bad="""
            GET /orders/8
            Accept: application/json

            404 Not Found
            Content-Type: text/html

            <p>No order 8
        """,
        good="""
            GET /orders/8
            Accept: application/json

            404 Not Found
            Content-Type: application/problem+json

            {"title": "No order 8"}
        """,
    ),
)
