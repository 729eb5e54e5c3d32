"""The table of `make servers`: how many cells are what, before and after."""

import re
from collections import Counter
from pathlib import Path

from matrix import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
MARKED = re.compile(r"(?<=<!-- servers -->\n).*?(?=<!-- /servers -->)", re.DOTALL)
NAMES = {
    "fine": "as meant",
    "problem": "clean 5xx",
    "cut": "cut, visibly",
    "short": "cut or changed, silently",
    "closed": "closed afterwards",
    "rule": "breaks a rule",
    "malformed": "malformed",
    "injected": "injected",
    "split": "split",
    "step": "out of step",
    "empty": "no byte",
    "hang": "hung",
    "dead": "server down",
    "leak": "leaked",
}
BOTH = (False, True)


def _line(cells):
    return f"| {' | '.join(map(str, cells))} |"


def _pair(before, after):
    return str(before) if before == after == 0 else f"{before} / {after}"


def of(counts, harm):
    """The table as Markdown: each cell is the number without statusmw and with it.

    Args:
        counts: by (server, whether statusmw was in front), how often each of `KINDS` was seen.
        harm: by the same: by proxy, the faults by which somebody else suffered, and how many faults there were.
    """
    servers = list(dict.fromkeys(server for server, _ in counts))
    counts = {(server, checked): counts.get((server, checked), Counter()) for server in servers for checked in BOTH}
    total = {checked: sum((counts[server, checked] for server in servers), Counter()) for checked in BOTH}
    lines = [
        f"{sum(total[True].values()):,} answers of {len(servers)} servers, without statusmw / with it:",
        "",
        _line(["server", "cells", *(NAMES[kind] for kind in KINDS)]),
        _line(["---", *(["---:"] * (len(KINDS) + 1))]),
    ]
    for server in servers:
        lines.append(_row(server, counts[server, False], counts[server, True]))
    lines.append(_row("**all**", total[False], total[True]))
    return "\n".join([*lines, "", *_words(), *_harm(harm), ""])


def _row(name, before, after):
    return _line([name, sum(after.values()), *(_pair(before[kind], after[kind]) for kind in KINDS)])


def _words():
    return [*(f"- {NAMES[kind]}: {says}" for kind, says in KINDS.items()), ""]


def _harm(harm):
    if not harm:
        return
    proxies = list(next(iter(harm.values()))[0])
    yield "Faults after which another client of the proxy in front did not get its own answer, without statusmw / with it:"
    yield ""
    yield _line(["server", "faults", *proxies])
    yield _line(["---", *(["---:"] * (len(proxies) + 1))])
    for server in dict.fromkeys(server for server, _ in harm):
        (before, number), (after, _) = harm[server, False], harm[server, True]
        yield _line([server, number, *(_pair(len(before[name]), len(after[name])) for name in proxies)])
    yield ""


def write(text):
    """Put *text* between its marks on the page."""
    page, times = MARKED.subn(lambda _: f"\n{text}\n", PAGE.read_text("utf-8"))
    if not times:
        raise ValueError(f"{PAGE} has no <!-- servers --> <!-- /servers -->")
    PAGE.write_text(page, "utf-8")
