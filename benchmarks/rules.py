"""Whether a fine response costs more where there are more rules.

The synthetic catalogue has each rule about a field ten times: about that field, and about nine that are called
otherwise. A second one has them ten times about the same fields, which is ten times the work that a fresh value makes.
"""

from __future__ import annotations

from dataclasses import replace

from heads import BODY, SCOPE, STATUS, fields
from measuring import Chart, Part, Target, by_turns, shown
from statusmw import Policy
from statusmw.engine import Checker
from statusmw.policy import _READERS
from statusmw.rule import EVERY_FIELD

EACH = 500
TIMES = (1, 2, 5, 10)


def multiplied(times: int, others: bool) -> Checker:
    """A checker for *times* as many rules, about *others* of the fields or the same."""
    rules = Policy().rules
    copied = [rule for rule in rules if rule.present and EVERY_FIELD not in rule.present]
    made = list(rules)
    for number in range(1, times):
        for rule in copied:
            about = [f"x-{number}-{name}" for name in rule.present] if others else rule.present
            made.append(replace(rule, id=f"{rule.id}-{number}", present=about))
    return Checker(made, "asgi", *_READERS["asgi"])


def asked(checker: Checker, kind: str):
    """A run that asks *checker* about one head after the other."""
    heads = fields(kind)

    def run():
        for _ in range(EACH):
            lines = [(n.encode(), v.encode()) for n, v in next(heads)]
            checker.fine(SCOPE, "POST", STATUS[kind], lines, len(BODY), BODY)

    return run


def part(rounds: int) -> Part:
    """Up to ten times the rules, about other fields and about the same."""
    checkers = {(times, others): multiplied(times, others) for times in TIMES for others in (True, False)}
    made = Part("More rules", __doc__.split("\n\n", 1)[1], ("rules", "about", "same, µs", "fresh, µs"))
    taken = {
        kind: by_turns({str(key): asked(each, kind) for key, each in checkers.items()}, rounds, EACH)
        for kind in ("same", "fresh")
    }
    for key, checker in checkers.items():
        about = "other fields" if key[1] else "the same fields"
        made.rows.append((str(len(checker.rules)), about, *(shown(each[str(key)].least) for each in taken.values())))
    made.after = "With the making of the response's fields, which is the same for all."
    least = {kind: {key: taken[kind][str(key)].least for key in checkers} for kind in taken}
    for kind in ("same", "fresh"):
        more = (least[kind][10, True] / least[kind][1, True] - 1) * 100
        made.targets.append(Target(f"10 x the rules: a fine response ({kind}) costs more", 5, more, " %"))
    series = {
        f"{kind}, {'other' if others else 'the same'} fields": [least[kind][times, others] for times in TIMES]
        for kind in least
        for others in (True, False)
    }
    made.charts["rules"] = Chart(
        "Cost of a fine response by number of rules", "times the catalogue", "µs", [*TIMES], series
    )
    return made
