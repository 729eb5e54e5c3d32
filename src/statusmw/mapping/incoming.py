"""Whether an error is about what the client has sent, or about something else that has the same form.

Libraries that validate raise the same error about a request, an answer of another server, and the application's own
output. So the place tells: a block that is marked, or a framework's own method that reads the request.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ContextDecorator, suppress
from inspect import iscoroutinefunction
from typing import Any, Final, TypeVar

from statusmw.mapping.opening import functions_passed, leaves
from statusmw.misfits import check_known
from statusmw.validation import SOURCES, Source

_F = TypeVar("_F", bound=Callable[..., Any])

_MARK: Final = "_statusmw_source"

# Methods that read the content of a request and let out what the parser raises.
_READERS: Final = frozenset({("starlette.requests", "json"), ("webob.request", "_json_body__get")})


class incoming(ContextDecorator):  # noqa: N801 - used like a statement
    """Marks what is raised in a block as being about what the client has sent; a block, or a decorator of a function.

    Args:
        source: the part of the request that is read there: body, query, path, header or cookie.

    Raises:
        ValueError: there is no such part.
        TypeError: the function to decorate is asynchronous.

    >>> with incoming("query"):
    ...     page = int("7")
    >>> @incoming()
    ... def parse(text): ...
    """

    def __init__(self, source: Source = "body") -> None:
        check_known("source: a request has no part", source, SOURCES)
        self._source: Source = source

    def __call__(self, function: _F) -> _F:
        """*function* with the block around it."""
        if iscoroutinefunction(function):
            raise TypeError(f"incoming: {function.__name__}() is async; write the block inside of it")
        return super().__call__(function)

    def __enter__(self) -> None:
        """Nothing to do before something fails."""

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Mark *error*, or each error in the group, unless a block inside has done so."""
        for leaf in leaves(error) if error is not None else ():
            with suppress(Exception, SystemExit):  # an exception that takes no mark stays the server's
                vars(leaf).setdefault(_MARK, self._source)


def source_of(error: BaseException) -> Source | None:
    """The part of the request that *error* is about; None if nothing says that it is about the request.

    Args:
        error: what was raised.

    >>> source_of(ValueError()) is None
    True
    """
    with suppress(Exception, SystemExit):
        marked: Any = vars(error).get(_MARK)
        if marked in SOURCES:
            found: Source = marked
            return found
    return None if _READERS.isdisjoint(functions_passed(error)) else "body"
