"""REST framework's validation errors as one list, with the place of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from statusmw.mapping import ILL_FORMED
from statusmw.problem import json_pointer
from statusmw.raisable import Problem

_MOST: Final = 100  # a client chooses how many mistakes it makes


def validation_problem(error: ValidationError, status_code: int | None = None) -> Problem:
    """What REST framework has found wrong with a request, as a problem with the member `errors`.

    Args:
        error: what was raised.
        status_code: the status code; that of *error*, which is 400, if None.
    """
    place = getattr(error, "place", "body")
    errors = [_entry(place, path, said) for path, said in islice(_faults(error.detail, ()), _MOST)]
    return Problem(status_code or error.status_code, ILL_FORMED, errors=errors)


def unprocessable(error: ValidationError) -> Problem:
    """As `validation_problem`, with 422: to be named in the policy's mapping for REST framework's ValidationError."""
    return validation_problem(error, 422)


def _entry(place: str, path: tuple[Any, ...], said: Any) -> dict[str, str]:
    where = {"pointer": json_pointer(path)} if place == "body" else {"parameter": ".".join(map(str, path))}
    return {"detail": str(said), "in": place, **where, "code": str(getattr(said, "code", None) or "invalid")}


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
