"""How far a rule reaches: what may change in its examples before its verdict on them turns.

Each example is varied in one thing at a time: the status code, the method, the version of HTTP, one field line more, one
less, one with another value, the content. `python reaching.py` writes the tables in tests/reach anew, to be read before
they are committed: each line in them is a promise about when a response is reported.
"""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

from statusmw.exchange import Content, Exchange
from statusmw.rules import TOPICS
from statusmw.wire import parse_exchange

REACH = Path(__file__).resolve().parent / "reach"
INTERFACES = ("asgi", "wsgi")
METHODS = (
    "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY", "ACL", "BASELINE-CONTROL",
    "BIND", "CHECKIN", "CHECKOUT", "COPY", "LABEL", "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL",
    "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "ORDERPATCH", "PRI", "PROPFIND", "PROPPATCH", "REBIND", "REPORT", "SEARCH",
    "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE", "UPDATEREDIRECTREF", "VERSION-CONTROL", "BREW", "get", "trace",
)  # fmt: skip
# What may stand in the place of a value, at its head, and behind it.
WORDS = (REACH / "WORDS.txt").read_text("utf-8").splitlines()
# Those with a meaning, and their neighbours.
STATUS_CODES = (99, *range(100, 105), 110, 199, *range(200, 211), *range(225, 228), *range(298, 312), 399)
STATUS_CODES += (*range(400, 433), *range(450, 453), 498, 499, *range(500, 513), *range(598, 602))
CONTENTS = {"unknown": None, "unended": Content(2, complete=False), "none": Content(0), "1 byte": Content(1)}
# What is done to a value. Whitespace of other kinds is part of it.
VALUES = {
    "in capitals": str.upper,
    "in small letters": str.lower,
    "padded": lambda value: f" \t{value}\t ",
    "padded otherwise": lambda value: f"\x0b\xa0{value}\xa0\x0b",
    "after x": lambda value: f"x{value}",
    "before x": lambda value: f"{value}x",
    "after X": lambda value: f"X{value}",
    "before X": lambda value: f"{value}X",
    "after a part": lambda value: f"x {value}",
    "after an =": lambda value: f"x={value}",
    "before an =": lambda value: f"{value}=x",
    "before a part": lambda value: f"{value} x",
    "before a parameter": lambda value: f"{value};x=1",
    "before a member": lambda value: f"{value}, x",
    "after a member": lambda value: f"x, {value}",
    "twice": lambda value: f"{value}, {value}",
    "before a 0": lambda value: f"{value}0",
    "quoted": lambda value: f'"{value}"',
    "without quotes": lambda value: value.replace('"', ""),
    "without its first": lambda value: value[1:],
    "without its last": lambda value: value[:-1],
    "as *": lambda _: "*",
    "as 0": lambda _: "0",
    "as 1": lambda _: "1",
    "as XXXX": lambda _: "XXXX",
    "empty": lambda _: "",
}


_HEAD = re.compile(r"[^\s,;=]*")


# One line more, on either side: each field that some rule is about, as the examples have it and otherwise.
MORE = [tuple(line.split(": ", 1)) for line in (REACH / "LINES.txt").read_text("utf-8").splitlines()]
NAMES = sorted({name for name, _ in MORE})


def _varied(exchange: Exchange) -> Iterator[tuple[str, str, Exchange]]:
    """Each variation by kind and name."""
    request, response = exchange.request, exchange.response
    for code in STATUS_CODES:
        yield "status", str(code), exchange.with_response(replace(response, status_code=code))
    for method in METHODS:
        yield "method", method, replace(exchange, request=replace(request, method=method))
    for version in ("0.9", "1.0", "1.1", "2", "3"):
        yield "version", version, replace(exchange, request=replace(request, http_version=version))
    for target in ("/", "/?a=1", "/a.json", "/a/", "*", "https://other.example/a", "/" + "a" * 7999, "/" + "a" * 7998):
        name = target if len(target) < 30 else f"of {len(target)}"
        yield "target", name, replace(exchange, request=replace(request, target=target))
    for name, content in CONTENTS.items():
        yield "content", name, replace(exchange, content=content)
    for name, octets in _octets_varied((exchange.content and exchange.content.octets) or b""):
        yield "octets", name, replace(exchange, content=Content.of(octets))
    for side, message in (("request", request), ("response", response)):
        for fields, kind, name in _fields_varied(message.fields):
            other = replace(message, fields=fields)
            yield f"{side} {kind}", name, replace(exchange, **{side: other})


def _octets_varied(octets):
    if not octets:
        return
    for name, change in VALUES.items():
        yield name, change(octets.decode("latin-1")).encode("latin-1")
    for word in (b"{}", b"[]", b"null", b"1", b"\x1f\x8b"):
        yield ascii(word), word
        yield f"before {ascii(word)}", octets + word
        yield f"after {ascii(word)}", word + octets
    for place, line in enumerate(octets.splitlines(keepends=True)):
        yield f"without line {place}", octets.replace(line, b"", 1)
        yield f"line {place} twice", octets.replace(line, line * 2, 1)
    for old, new in ((b'": "', b'": 1, "x": "'), (b'": ', b'": null, "x": '), (b'": ', b'": "7", "x": '), (b"4", b"5")):
        yield f"{ascii(old)} as {ascii(new)}", octets.replace(old, new, 1)


def _fields_varied(fields):
    for line in MORE:
        yield (*fields, line), f"with {line[0]}", line[1]
    for name in NAMES:
        yield (*fields, (name, "1"), (name, "2")), "with two", name
        yield (*fields, (name, "1"), (name, "1")), "with one twice", name
    for place, (name, value) in enumerate(fields):
        before, after = fields[:place], fields[place + 1 :]
        yield (*before, *after), "without", name
        yield (*before, (name, value), (name, value), *after), "with twice", name
        for other in NAMES:
            yield (*before, (other, value), *after), f"{name.lower()} named", other
        for kind, title, other in _values_varied(value):
            yield (*before, (name, other), *after), f"{name.lower()}{kind}", title


def _values_varied(value):
    for title, change in VALUES.items():
        yield "", title, change(value)
    rest = value[_HEAD.match(value).end() :]
    for word in WORDS:
        yield " as", word, word
        yield " led by", word, word + rest
        yield " and", word, f"{value}, {word}"


def reach(rule):
    """By example, the verdict over each interface, and the variations that turn it, by kind."""
    table = {"unsendable": {}} if rule.unsendable else {}
    for example in ("bad", "good"):
        over = {interface: parse_exchange(getattr(rule, example), interface) for interface in INTERFACES}
        exchange = over[rule.interface or "asgi"]
        broken = [interface for interface, each in over.items() if rule.broken_by(each)]
        table[example] = {"broken over": broken, **_turning(rule, exchange), **_mended(rule, exchange)}
    return table


def _turning(rule, exchange):
    verdict = rule.broken_by(exchange)
    varied = [(kind, name, _judged(rule, each) != verdict) for kind, name, each in _varied(exchange)]
    found = {}
    for kind, group in groupby(sorted(varied, key=lambda each: each[0]), key=lambda each: each[0]):
        each = list(group)
        turned = [name for _, name, turns in each if turns]
        if turned:
            found[kind] = _told(kind, turned, [name for _, name, turns in each if not turns])
    return found


def _mended(rule, exchange):
    """What the repair makes of the example, and of those of its variations of which it makes something else."""
    found = {}
    for kind, name, each in _varied(exchange) if rule.repair else ():
        told_apart = kind not in {"status", "target"} and not kind.endswith((" named", " as", " and"))
        if told_apart and _judged(rule, each) is True:
            found.setdefault(_changes(each, rule.repair(each)), f"{kind} {name}")
    return {f"mended {first}": changes for changes, first in found.items()}


def _changes(before, after):
    lines = [f"-{name}" for name, _ in before.response.fields if not after.response.has(name)]
    lines += [
        f"{name}: {value}" for name, value in after.response.fields if (name, value) not in before.response.fields
    ]
    if after.content != before.content:
        lines.append("-content")
    if after.response.reason_phrase != before.response.reason_phrase:
        lines.append(f"reason phrase {after.response.reason_phrase}")
    return "; ".join(lines) or "nothing"


def _judged(rule, exchange):
    try:
        return rule.broken_by(exchange)
    except Exception as failure:
        return type(failure).__name__


def _told(kind, turned, others):
    if not others:
        return "any"
    if kind == "status":
        return _spans(map(int, turned))
    return " | ".join(turned) if len(turned) <= len(others) else "all but " + " | ".join(others)


def _spans(codes):
    places = [STATUS_CODES.index(code) for code in codes]
    starts = [place for place in places if place - 1 not in places]
    ends = [place for place in places if place + 1 not in places]
    pairs = ((STATUS_CODES[a], STATUS_CODES[b]) for a, b in zip(starts, ends, strict=True))
    return " ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in pairs)


def written(topic):
    """The table of a topic, as TOML."""
    lines = []
    for rule in TOPICS[topic]:
        for example, found in reach(rule).items():
            lines.append(f'[{rule.id}."{example}"]')
            for kind, value in found.items():
                lines.append(f"{kind if kind.isalpha() else json.dumps(kind)} = {json.dumps(value)}")
            lines.append("")
    return "\n".join(lines)


@cache
def table(topic):
    """The reach that the rules of *topic* are promised to have."""
    return tomllib.loads(file_of(topic).read_text("utf-8"))


def file_of(topic):
    """The file that holds the table."""
    return REACH / f"{topic.replace(' ', '_')}.toml"


if __name__ == "__main__":
    REACH.mkdir(exist_ok=True)
    for topic in sys.argv[1:] or TOPICS:
        file_of(topic).write_text(written(topic), "utf-8")
