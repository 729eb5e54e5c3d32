"""Put the same questions to statusmw and to the packages beside it, and write docs/peers.md from what they answer.

``make peers`` runs it in an environment of its own. Each package runs in a process of its own.
"""

import json
import logging
import subprocess
import sys
import warnings
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "peers")]

from questions import QUESTIONS  # noqa: E402 - found by the path above
from switched import FAMILIES  # noqa: E402 - found by the path above

PAGE = ROOT / "docs" / "peers.md"
INTRODUCTION = """<!-- Written by `make peers`; run it instead. -->

# Beside other packages

The same questions, put to the same application with each package switched on as its documentation says, and with nothing but
the framework. They ask for what is common to all: nothing depends on how statusmw words its answers. `make peers` runs it
and writes this page; `tests/peers` says what each question is, and how each package was switched on. Run on {date},
Python {python}.

"yes" is a right answer, "no" another one, "-" where there is nothing to ask: the framework has no such thing, or the package
no problems of its own to raise. A package that does not set out to write problem documents is not worse for saying
"no" there.
"""


class Kept(logging.Handler):
    """The records of all loggers."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)


def ask(family, name):
    """What one package answers: yes or no by the name of the question."""
    make, left_out = next((make, left_out) for one, make, left_out in FAMILIES[family] if one == name)
    app, kept, answers = make(), Kept(), {}
    for question in QUESTIONS:
        if question.__name__ in left_out:
            continue
        kept.records.clear()
        listen(kept)
        try:
            answers[question.__name__] = bool(question(app, kept.records))
        except Exception:
            answers[question.__name__] = False
    return answers


def listen(kept):
    """Have *kept* hear every logger, those too that hand nothing on."""
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    for logger in loggers:
        if (logger is logging.root or not logger.propagate) and kept not in logger.handlers:
            logger.addHandler(kept)


def apart(family, name):
    run = subprocess.run([sys.executable, __file__, family, name], capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{name}, for {family}:\n{run.stderr}")
    return json.loads(run.stdout.splitlines()[-1])


def cell(answers, question):
    return {True: "yes", False: "no", None: "-"}[answers.get(question)]


def table(family):
    names = [name for name, _, _ in FAMILIES[family]]
    answers = [apart(family, name) for name in names]
    shown = [f"{name} {version(name.partition(',')[0])}" for name in names]
    lines = ["| | " + " | ".join(shown) + " |", "|---" * (len(names) + 1) + "|"]
    for question in QUESTIONS:
        row = [cell(each, question.__name__) for each in answers]
        if set(row) != {"-"}:
            lines.append(f"| {question.__name__.replace('_', ' ')} | {' | '.join(row)} |")
    return f"## {family}\n\n" + "\n".join(lines) + "\n"


def main():
    if len(sys.argv) > 1:
        warnings.simplefilter("ignore")
        print(json.dumps(ask(*sys.argv[1:])))
        return
    date, python = datetime.now(UTC).date(), sys.version.split()[0]
    head = INTRODUCTION.format(date=date, python=python)
    PAGE.write_text("\n".join([head, *map(table, FAMILIES)]), "utf-8")


if __name__ == "__main__":
    main()
