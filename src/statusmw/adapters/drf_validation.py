"""REST framework's validation errors as one list, with the place of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from rest_framework.exceptions import ValidationError
from rest_framework.fields import ChoiceField, FilePathField
from rest_framework.relations import PrimaryKeyRelatedField, SlugRelatedField
from rest_framework.settings import api_settings

from statusmw.raisable import Problem
from statusmw.validation import NO_CHOICE, NO_OBJECT, SOURCES, Fault, Source
from statusmw.validation import validation_problem as from_faults

_PLACEHOLDER: Final = re.compile(r"\\\{\w+\\\}")
_REPEATING: Final[tuple[tuple[Any, str, str], ...]] = (
    (ChoiceField, "invalid_choice", NO_CHOICE),
    (FilePathField, "invalid_choice", NO_CHOICE),
    (PrimaryKeyRelatedField, "does_not_exist", NO_OBJECT),
    (SlugRelatedField, "does_not_exist", NO_OBJECT),
)
_Templates = tuple[tuple[re.Pattern[str], str], ...]


def validation_problem(error: ValidationError, status_code: int | None = None) -> Problem:
    """What REST framework has found wrong with a request, as a problem with the member `errors`.

    Args:
        error: what was raised.
        status_code: the status code; that of *error*, which is 400, if None.
    """
    place: Any = getattr(error, "place", None)  # by which a class of the user's may mean something else
    is_one = isinstance(place, str) and place in SOURCES
    source = cast("Source", place) if is_one else "body"
    repeating = _repeating()
    faults = (
        Fault.at(path, _without_value(str(said), repeating), source, getattr(said, "code", None) or "invalid")
        for path, said in _faults(error.detail, ())
    )
    return from_faults(status_code or error.status_code, faults)


def _repeating() -> _Templates:
    """What REST framework says with the value that was sent, in the language of the moment, and how to say it here."""
    return tuple(
        (re.compile(_PLACEHOLDER.sub(".*", re.escape(str(cls.default_error_messages[key]))), re.DOTALL), said)
        for cls, key, said in _REPEATING
    )


def _without_value(said: str, repeating: _Templates) -> str:
    return next((ours for template, ours in repeating if template.fullmatch(said)), said)


def unprocessable(error: ValidationError) -> Problem:
    """As `validation_problem`, with 422: to be named in the policy's mapping for REST framework's ValidationError."""
    return validation_problem(error, 422)


def _faults(detail: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each thing that is wrong, with the way to it; what is wrong with an object as a whole is at the object."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _faults(inner, path if name == api_settings.NON_FIELD_ERRORS_KEY else (*path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _faults(inner, path if isinstance(inner, str) else (*path, index))
    else:
        yield path, detail
