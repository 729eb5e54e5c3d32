"""The command ``statusmw``: reads the arguments, lets a command do its work, and shows the outcome.

A further command is one function in `statusmw.commands` that returns a `Page`, or writes by itself and returns the exit
code, and one entry in `COMMANDS`. Exit codes: 0 done, 1 the system refused something, such as room for the output, or
``check`` has found something that must not be, 2 the arguments make no sense or not all could be read, 130 interrupted,
141 the reader has gone.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import statusmw
from statusmw.commands.facts import GROUPS, OPERATIONS
from statusmw.commands.kinds import FORMATS, KINDS
from statusmw.commands.page import CommandError
from statusmw.commands.screen import as_text
from statusmw.text import plain, without_commands

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from statusmw.commands.page import Page

_FAILED, _MISUSED, _INTERRUPTED, _READER_GONE = 1, 2, 130, 141


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Args:
        name: what to type.
        summary: what it does, in a few words.
        run: the module in `statusmw.commands` and the function in it; it takes the arguments by name.
        arguments: the argument's name or flag, with what `argparse` needs to know about it.
        pages: whether it returns a `Page`, which can be shown in several forms.
    """

    name: str
    summary: str
    run: str
    arguments: Mapping[str, Mapping[str, Any]]
    pages: bool = True


_LONGEST = 1e6

# What was not said is not there at all: a command refuses what it would ignore.
_IF_GIVEN: Mapping[str, Any] = {"default": argparse.SUPPRESS}

_PATTERNS = "ask {} these: ids such as etag-malformed or created-*, MUST, topic:caching; commas between them"


def _seconds(text: str) -> float:
    with suppress(ValueError):
        seconds = float(text)
        if 0 < seconds < _LONGEST:
            return seconds
    raise argparse.ArgumentTypeError(
        f"'{plain(text, 60)}' is no number of seconds between 0 and a million; give one such as 10"
    )


COMMANDS = (
    Command(
        name="explain",
        summary="everything about a status code, a class or a rule",
        run="facts:explain",
        arguments={
            "words": {"nargs": "+", "metavar": "WHAT", "help": "a number, words of its name, 4xx, or a rule's id"}
        },
    ),
    Command(
        name="list",
        summary="the status codes, with when to use them",
        run="facts:list_codes",
        arguments={"group": {"nargs": "?", "type": str.lower, "choices": GROUPS, "help": "only these"}},
    ),
    Command(
        name="crud",
        summary="which status code and which helper to answer with",
        run="facts:crud",
        arguments={"operation": {"nargs": "?", "type": str.lower, "choices": OPERATIONS, "help": "only this one"}},
    ),
    Command(
        name="rules",
        summary="what is required of a response, and where that stands",
        run="rules:list_rules",
        arguments={"--topic": {"help": "only this topic, such as redirection"}},
    ),
    Command(
        name="profiles",
        summary="what a policy can let pass, or ask as well, by one name",
        run="profiles:list_profiles",
        arguments={},
    ),
    Command(
        name="maps",
        summary="which answers the exceptions of common libraries lead to, and why",
        run="maps:list_maps",
        arguments={"name": {"nargs": "?", "type": str.lower, "help": "only this map"}},
    ),
    Command(
        name="check",
        summary="judge what curl or a browser has captured, or an application",
        run="check:check",
        pages=False,
        arguments={
            "source": {"metavar": "SOURCE", "help": "a file, - for standard input, or an application as module:app"},
            "--from": {"dest": "kind", "choices": KINDS, "help": "what the capture is; else its content tells"},
            "--method": {"type": str.upper, "help": "the method of requests that the capture does not show"},
            "--target": {"help": "the path and query of a request that the capture does not show"},
            "--interface": {
                **_IF_GIVEN,
                "choices": ("wsgi", "asgi"),
                "help": "how the application is called, if that cannot be told",
            },
            "--factory": {
                **_IF_GIVEN,
                "action": "store_true",
                "help": "call what module:app names to get the application",
            },
            "--path": {**_IF_GIVEN, "action": "append", "help": "ask for this and no other; can be repeated"},
            "--openapi": {**_IF_GIVEN, "metavar": "FILE", "help": "the application's OpenAPI document, in JSON"},
            "--unsafe": {
                **_IF_GIVEN,
                "action": "store_true",
                "help": "send what may change something, too: POST, PUT, PATCH, DELETE",
            },
            "--timeout": {**_IF_GIVEN, "type": _seconds, "help": "seconds until a request is given up (10)"},
            "--format": {"choices": FORMATS, "default": "text", "help": "how to tell what was found (text)"},
            "--output": {"metavar": "FILE", "help": "where to write that; else to standard output"},
            "--select": {"action": "append", "default": [], "metavar": "RULES", "help": _PATTERNS.format("only")},
            "--ignore": {"action": "append", "default": [], "metavar": "RULES", "help": _PATTERNS.format("all but")},
            "--profile": {
                "action": "append",
                "default": [],
                "metavar": "NAMES",
                "help": "see statusmw profiles",
            },
            "--advice": {"action": "store_true", "help": "ask the rules of the level ADVICE as well"},
        },
    ),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the arguments; None: those of the process.

    Returns:
        The exit code.
    """
    try:
        try:
            return _run(argv)
        finally:
            print(end="", flush=True)  # noqa: T201 - what argparse has written must reach the reader here, too
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return _READER_GONE
    except OSError as error:
        _forget_output()
        return _complain(str(error), _FAILED)


def _run(argv: Sequence[str] | None) -> int:
    options = vars(_parser().parse_args(argv))
    command, as_json, plain = options.pop("command"), options.pop("json", False), options.pop("plain", False)
    module, _, function = command.run.partition(":")
    run = getattr(import_module(f"statusmw.commands.{module}"), function)
    try:
        page = run(**options)
    except CommandError as error:
        return _complain(str(error), _MISUSED)
    if not command.pages:
        return int(page)
    print(_json(page) if as_json else as_text(page, sys.stdout, plain=plain), end="")  # noqa: T201 - its purpose
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="statusmw", description="Right status codes for web applications.")
    parser.add_argument("--version", action="version", version=f"statusmw {statusmw.__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        each = commands.add_parser(command.name, help=command.summary, description=command.summary.capitalize())
        for name, settings in command.arguments.items():
            each.add_argument(name, **settings)
        if command.pages:
            form = each.add_mutually_exclusive_group()
            form.add_argument("--json", action="store_true", help="for programs")
            form.add_argument("--plain", action="store_true", help="plain text, also on a terminal")
        each.set_defaults(command=command)
    return parser


def _json(page: Page) -> str:
    import json  # noqa: PLC0415 - only --json pays for it

    return json.dumps(page.data, indent=2) + "\n"


def _complain(message: str, exit_code: int) -> int:
    print(without_commands(f"statusmw: {message}"), file=sys.stderr)  # noqa: T201 - its purpose
    return exit_code


def _forget_output() -> None:
    """Lead what is still buffered nowhere, so that the interpreter does not fail on it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
