"""What `statusmw.rule.Rule` is given, as it compares it; what would never fire, or always, is refused.

Each function takes what to call the argument, and what was given for it; it raises TypeError or ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from inspect import CO_COROUTINE, iscoroutinefunction
from types import FunctionType
from typing import Any, Final

from statusmw.grammar import is_token
from statusmw.misfits import misfit

# To ask an abstract class costs several times as much, and the catalogue makes some 290 rules at import.
_USUAL: Final = (tuple, set, frozenset, list)
_IN_CAPITALS: Final = frozenset({
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE",
})  # fmt: skip
_NAME: Final = r"[a-z0-9!#$&^_.+-]+"  # restricted-name of RFC 6838, Section 4.2, without regard to length
_READABLE: Final = re.compile(rf"\*|\+{_NAME}|{_NAME}/{_NAME}")


def field_names(argument: str, given: Any) -> tuple[str, ...]:
    """*given*, one or several, in lower case."""
    what, instead = "field name", 'one such as "etag", or a collection of them'
    names = tuple([each.lower() for each in _texts(argument, given, what, instead)])
    for name in names:
        if not is_token(name):
            raise unfit(argument, name, what, instead)
    return names


def media_types(argument: str, given: Any) -> tuple[str, ...]:
    """*given*, media types, suffixes or ``"*"``, in lower case."""
    what, instead = "media type", 'one such as "text/html", without parameters, a suffix such as "+json", or "*"'
    names = tuple([each.lower() for each in _texts(argument, given, what, instead)])
    for name in names:
        if not _READABLE.fullmatch(name):
            raise unfit(argument, name, what, instead)
    return names


def request_methods(argument: str, given: Any) -> Collection[str]:
    """*given* as a collection; the methods are case-sensitive (RFC 9110, Section 9.1) and stay as they are."""
    what, instead = "request method", 'one such as "GET", or a collection of them'
    methods = _texts(argument, given, what, instead)
    for each in methods:
        if each not in _IN_CAPITALS and each.upper() in _IN_CAPITALS:
            raise unfit(argument, each, what, f'"{each.upper()}": methods are case-sensitive')
        if not is_token(each):
            raise unfit(argument, each, what, instead)
    return methods


def _texts(argument: str, given: Any, what: str, instead: str) -> Collection[str]:
    if isinstance(given, str):
        return (given,)
    texts = given if isinstance(given, _USUAL) else _collected(argument, given, what, instead)
    for each in texts:
        if not isinstance(each, str):
            raise misfit(argument, each, what, instead)
    return texts


def _collected(argument: str, given: Any, what: str, instead: str) -> Collection[Any]:
    if not isinstance(given, Iterable):
        raise misfit(argument, given, what, instead)
    return given if isinstance(given, Collection) else tuple(given)


def unfit(argument: str, given: object, what: str, instead: str) -> Exception:
    """The error of a text that is no *what*, or of something else than a text; the arguments are those of `misfit`."""
    error = misfit(argument, given, what, instead)
    return ValueError(str(error)) if isinstance(given, str) else error


def refuse_other_codes(argument: str, given: Any) -> None:
    """Refuse what is no collection of numbers."""
    if type(given) is range:
        return
    if isinstance(given, str) or not isinstance(given, Collection):
        raise misfit(argument, given, "collection of status codes", f"one such as {{{_code(given)}}}")
    for code in given:
        if type(code) is not int and (not isinstance(code, int) or isinstance(code, bool)):
            raise misfit(argument, code, "status code", f"numbers, such as {{{_code(code)}}}")


def _code(given: object) -> int:
    """What was meant, where that can be seen; else an example."""
    digits = str(given)
    return int(digits) if len(digits) == 3 and digits.isascii() and digits.isdecimal() else 404


def refuse_other_functions(argument: str, given: Any) -> None:
    """Refuse what cannot be called, and what could only be waited for: a coroutine is true whatever comes of it."""
    if type(given) is FunctionType and not given.__code__.co_flags & CO_COROUTINE:
        return  # as nearly each of the catalogue's
    if not callable(given):
        raise misfit(argument, given, "function", "one, of what Rule says about it")
    if iscoroutinefunction(given) or iscoroutinefunction(type(given).__call__):
        raise TypeError(
            f"{argument}: a coroutine cannot be waited for where a response is judged; give a plain function"
        )
