"""Text that strangers wrote, made fit for one line of a log or a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

_LONGEST_WORD: Final = 100
_LIKE: Final = 0.55  # less like one another are words that have nothing to do with each other
_MOST_LISTED: Final = 8
_COMMAND: Final = re.compile(r"##(?=\w*\[)")


def plain(text: object, limit: int = 200) -> str:
    r"""Return *text* as printable ASCII on one line, cut to *limit* characters.

    Everything else is written as an escape, so that nobody who chooses a path, a method or a field value can
    begin a new log line or speak to a terminal.

    Args:
        text: what to show; anything that is not a `str` is shown by its `repr`.
        limit: how many characters to show at the most.

    Returns:
        The text, with ``...`` at its end where it was cut.

    >>> plain("/a\r\nINFO forged")
    '/a\\r\\nINFO forged'
    >>> plain("x" * 9, limit=4)
    'xxxx...'
    """
    shown = text if type(text) is str else _repr(text)
    if shown.isascii() and shown.isprintable() and len(shown) <= limit and "\\" not in shown:
        return shown
    escaped = shown[: limit + 1].encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= limit else escaped[:limit] + "..."


def without_commands(text: str, number_sign: str = r"\x23") -> str:
    r"""Return *text* without what CI systems take for a command of ours, wherever in a line it stands.

    Args:
        text: what will be printed.
        number_sign: how that character is escaped there.

    >>> without_commands("/a##[error]b"), without_commands("##vso[task]"), without_commands("# ##")
    ('/a#\\x23[error]b', '#\\x23vso[task]', '# ##')
    """
    return _COMMAND.sub(lambda _: f"#{number_sign}", text)


def _repr(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - a value that cannot be shown is still reported
        return f"<{type(value).__name__}>"


def suggestion(word: str, known: Iterable[str], shown: Callable[[str], str] = repr) -> str:
    """What to write in the place of *word*, for a message: the one that was meant, or some of those there are.

    Args:
        word: what was written.
        known: what could have been.
        shown: how one of these is written there.

    >>> suggestion("on_findng", ["ignore", "on_finding"])
    "did you mean 'on_finding'?"
    >>> suggestion("debug", ["ignore", "on_finding"])
    "give one of 'ignore', 'on_finding'"
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

    words = list(known)
    near = get_close_matches(word[:_LONGEST_WORD], words, 1, _LIKE)
    if near:
        return f"did you mean {shown(near[0])}?"
    listed = ", ".join(map(shown, words[:_MOST_LISTED]))
    return f"give one of {listed}" if len(words) <= _MOST_LISTED else f"give one such as {listed}"
