"""What Starlette lets an application set on a response, without what cannot be sent in a field."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any, TypeVar, cast

from starlette.datastructures import MutableHeaders

from statusmw import fields

F = TypeVar("F", bound=Callable[..., None])


class CheckedHeaders(MutableHeaders):
    """Starlette's view of the field lines of a response, which takes no control character and no name that is none."""

    def __setitem__(self, key: str, value: str) -> None:
        super().__setitem__(*_exact(key, value))

    def append(self, key: str, value: str) -> None:
        """Add a field line to those that there are."""
        super().append(*_exact(key, value))

    def setdefault(self, key: str, value: str) -> str:
        """Set a field unless it is there, and return its value."""
        return super().setdefault(*_exact(key, value))


def _exact(name: str, value: str) -> tuple[str, str]:
    name = fields.field_name(name, argument="headers")
    text = fields.exact_text(value, f"headers: {name}")
    # Whitespace at the ends harms nobody, and rules tell of it.
    fields.latin_text(text.replace("\t", " "), f"headers: {name}")
    return name, text


def checked(method: F) -> F:
    """*method*, which adds field lines to a response, as one that refuses what makes them impossible to send.

    Args:
        method: of Starlette's response; whatever it raises, it leaves no line behind.
    """

    @wraps(method)
    def checking(response: Any, *args: Any, **kwargs: Any) -> None:
        lines = response.raw_headers
        before = len(lines)
        try:
            method(response, *args, **kwargs)
            for name, value in lines[before:]:
                fields.field_value(value.decode("latin-1"), argument=name.decode("latin-1"))
        except Exception:
            del lines[before:]
            _blame(signature(method).bind(response, *args, **kwargs).arguments)
            raise

    return cast("F", checking)


def _blame(arguments: dict[str, Any]) -> None:
    # The value of a cookie comes last: Starlette quotes most of what would be wrong in another argument.
    for name in sorted(arguments, key="value".__eq__):
        if isinstance(arguments[name], str):
            fields.latin_text(arguments[name], name)
