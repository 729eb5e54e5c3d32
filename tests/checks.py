"""What `statusmw check` does with some bytes or an application, as a user sees it."""

import json
from dataclasses import dataclass

from statusmw import cli
from statusmw.commands.curl import Asked, read_curl
from statusmw.commands.feed import Feed
from statusmw.commands.judging import judge
from statusmw.commands.scope import on_the_wire
from statusmw.rule import Level
from statusmw.rules import CATALOGUE

WIRE = tuple(on_the_wire(CATALOGUE))
BINDING = tuple(rule for rule in WIRE if rule.level is not Level.ADVICE)


@dataclass
class Shown:
    exit_code: int
    out: str
    err: str

    @property
    def data(self):
        return json.loads(self.out)

    @property
    def rules(self):
        return [each["rule"] for each in self.data["findings"] if "rule" in each]


def check(capsys, *arguments):
    exit_code = cli.main(["check", *map(str, arguments)])
    shown = capsys.readouterr()
    return Shown(exit_code, shown.out, shown.err)


class Bytes:
    """A stream that gives no more than so many bytes at a time."""

    def __init__(self, content, most=1 << 16):
        self._content, self._most = content, most

    def read(self, size):
        block = self._content[: min(size, self._most)]
        self._content = self._content[len(block) :]
        return block


def wire(text):
    """Lines of a capture with the ends that HTTP/1.1 gives to those of a head."""
    head, _, content = text.partition("\n\n")
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + content.encode()


def seen_in(content, method=None, target=None, most=1 << 16):
    return [*read_curl(Feed(Bytes(content, most)), "-", Asked(method, target))]


def found_in(content, method=None, target=None, rules=BINDING):
    return [[f.rule.id for f in judge(seen, rules)] for seen in seen_in(content, method, target)]
