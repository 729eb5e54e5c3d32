"""The index of the rules, the page of each, and what no rule judges."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from typing import Final

from generating.about import (
    classes_of,
    codes_of,
    links,
    rules_about,
    rules_about_any,
    rules_about_class,
    rules_about_unregistered,
)
from generating.text import anchor, bullets, code, joined, listed, page, source_link, table, verbatim
from generating.triggers import conditions, judged, moment
from statusmw.commands.repairs import repaired
from statusmw.policy import Policy
from statusmw.profiles import PROFILES
from statusmw.rule import Level, Rule
from statusmw.rules import CATALOGUE, TOPICS
from statusmw.rules.unchecked import UNCHECKED
from statusmw.status import CLASSES, REGISTERED

INTRODUCTION: Final = (
    "There are {} of them, with a page each. Those of level MUST and SHOULD are asked unless a [policy](policy.md) "
    "ignores them; those of level ADVICE only if a policy names them. [What is not checked](not-checked.md) has a page "
    "of its own. `statusmw rules` lists the rules as well, and `statusmw explain RULE` tells what its page does."
)
PARTS: Final = ("How an exchange is written", "By topic", "By status code")
NOTATION: Final = r"""
An exchange is a request line with its field lines, an empty line, a status line with its field lines, and, behind one
more empty line, the content.

- In values `\r`, `\n`, `\0` and `\xNN` stand for characters that no line can hold; in content, `\r` at the end of a
  line does.
- `{...}` stands for a Python value that is no text at all, given where text or bytes belong.
- A field name with a colon in front is one of the pseudo-header fields of HTTP/2.
- A line of the response that begins with `!` is not sent: it says what the application does with its gateway interface,
  as in this one, which breaks a rule that is asked over WSGI only:
"""
MISUSED: Final = """
GET /orders

200 OK
Content-Type: text/plain
! start_response is called again

hello
"""


def index() -> str:
    """The rules by topic and by status code, and how their examples are written."""
    return page(
        "# The rules",
        INTRODUCTION.format(len(CATALOGUE)),
        bullets(f"[{title}](#{anchor(title)})" for title in PARTS),
        "## How an exchange is written",
        NOTATION.strip("\n"),
        verbatim(MISUSED.strip("\n")),
        "## By topic",
        ", ".join(f"[{topic}](#{_heading(topic)})" for topic in TOPICS) + ".",
        *(block for topic, rules in TOPICS.items() for block in _topic(topic, rules)),
        "## By status code",
        "A rule about most codes of a class stands with the class.",
        table(("Status code", "Rules"), _by_status_code()),
    )


def _heading(topic: str) -> str:
    return anchor(f"Topic: {topic}")


def _topic(topic: str, rules: tuple[Rule, ...]) -> tuple[str, str]:
    rows = [(f"[{rule.id}](rules/{rule.id}.md)", rule.level.value, rule.says) for rule in rules]
    return f"### Topic: {topic}", table(("Rule", "Level", "Says"), rows)


def _by_status_code() -> Iterator[tuple[str, str]]:
    for each in CLASSES.values():
        yield f"[{each}](status-codes.md#{anchor(str(each))})", links(rules_about_class(each), each)
        for found in REGISTERED.values():
            if each.first <= found.code <= each.last:
                yield f"[{found}](status-codes.md#{anchor(str(found))})", links(rules_about(found.code))
    yield "[unregistered](status-codes.md#unofficial-ones)", links(rules_about_unregistered())
    yield "any", links(rules_about_any())


def rule_pages() -> dict[str, str]:
    """The page of each rule, by the rule's id."""
    return {rule.id: _rule_page(topic, rule) for topic, rules in TOPICS.items() for rule in rules}


def _rule_page(topic: str, rule: Rule) -> str:
    mended = repaired(rule)
    return page(
        f"# {rule.id}",
        rule.says,
        rule.why,
        table(("", ""), _facts(topic, rule)),
        "## When it is asked",
        _when(rule),
        "## Examples",
        "[How an exchange is written](../rules.md#how-an-exchange-is-written).",
        joined("Bad:", verbatim(cleandoc(rule.bad))),
        joined("Repaired:", verbatim(mended)) if mended else "",
        joined("Good:", verbatim(cleandoc(rule.good))),
        "## How to ignore it",
        _how_to_ignore(rule),
        "## On the command line",
        _commands(rule),
    )


def _commands(rule: Rule) -> str:
    given = "module:app" if rule.interface else "FILE"  # a capture does not show what a gateway interface was given
    return bullets(
        (
            f"`statusmw explain {rule.id}` tells the same",
            f"`statusmw check --select {rule.id} {given}` asks nothing else",
        )
    )


def _facts(topic: str, rule: Rule) -> list[tuple[str, str]]:
    return [
        ("Level", rule.level.value),
        ("Source", source_link(rule.source)),
        ("Interface", rule.interface.upper() if rule.interface else "WSGI and ASGI"),
        ("Topic", f"[{topic}](../rules.md#{_heading(topic)})"),
        ("Mended", "yes, without changing what the response means" if rule.repair else "no"),
        *([("Sent", "never: a response that breaks it is replaced as a whole")] if rule.unsendable else []),
        *([("Status codes", named)] if (named := _status_codes(rule)) else []),
    ]


def _status_codes(rule: Rule) -> str:
    named = [*map(str, classes_of(rule)), *(str(REGISTERED[code]) for code in codes_of(rule))]
    return ", ".join(f"[{each}](../status-codes.md#{anchor(each)})" for each in named)


def _when(rule: Rule) -> str:
    found = conditions(rule)
    asked = joined("All of this holds:", bullets(found)) if found else "Of every response."
    return joined(asked, f"{judged(rule)} {moment(rule)}")


def _how_to_ignore(rule: Rule) -> str:
    advice = f'It is asked only where a policy names it: `Policy(select=["MUST", "SHOULD", "{rule.id}"])`.'
    ways = (
        f'everywhere: `Policy(ignore=["{rule.id}"])`',
        f'on some paths: `Policy(per_path={{"/legacy/*": ["{rule.id}"]}})`',
        f'in a test: `@pytest.mark.statusmw(ignore=["{rule.id}"])`',
        *_profiles(rule),
    )
    return joined(advice if rule.level is Level.ADVICE else "", bullets(ways))


def _profiles(rule: Rule) -> Iterator[str]:
    asking, ignoring = _by_profile()
    excusing = [name for name, each in PROFILES.items() if any(excuse.rule == rule.id for excuse in each.excuses)]
    for words, names in (
        ("asks it", [name for name in PROFILES if rule.id in asking[name]]),
        ("leaves it out", [name for name in PROFILES if rule.id in ignoring[name]]),
        ("excuses it in some exchanges", excusing),
    ):
        if names:
            yield f"the [profile](../policy.md#profiles) {listed(code(names), 'and')} {words}"


@cache
def _by_profile() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The rules that each profile asks as well, and those that it leaves out."""
    usual, every = _ids(Policy()), _ids(Policy(select=["*"]))
    asking = {name: _ids(Policy(profiles=[name])) - usual for name in PROFILES}
    return asking, {name: every - _ids(Policy(select=["*"], profiles=[name])) for name in PROFILES}


def _ids(policy: Policy) -> set[str]:
    return {rule.id for rule in policy.rules}


def not_checked() -> str:
    """What no rule judges, and why."""
    rows = [(each.requirement, source_link(each.source), each.why) for each in UNCHECKED]
    return page(
        "# What is not checked",
        "A response that breaks no [rule](rules.md) can still be wrong. This is what the documents ask for as well, "
        "and why it cannot be told from one response.",
        table(("Requirement", "Source", "Why it is not checked"), rows),
    )
