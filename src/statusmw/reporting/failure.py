"""What a failure is to those who are told of it, and the id by which an exception is known until it is answered."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Final

from statusmw.exchange import Request

_ID: Final = "_statusmw_error_id"
# Built-in exceptions cannot be referred to weakly, but all have attributes; none is asked for its opinion.
_ATTRIBUTES: Final[Any] = BaseException.__dict__["__dict__"]
_AT_ONCE: Final = 64
_ready: Final[list[str]] = []
# Two processes must not take the same ones.
getattr(os, "register_at_fork", dict)(after_in_child=_ready.clear)


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception that the server is to blame for, as an observer is told of it.

    Args:
        error: what was raised.
        request: what was asked; its `id` is the request id.
        phase: what became of the response, in words.
        status_code: what the client gets; None where a response had begun already.
        error_id: what the response calls the failure; empty where no response can tell it.
        trace_id: the trace of OpenTelemetry in which it happened; None where there is none.
        traced: whether an instrumentation will note the exception in the current span.
    """

    error: BaseException
    request: Request
    phase: str
    status_code: int | None = None
    error_id: str = ""
    trace_id: str | None = None
    traced: bool = False


def made_id() -> str:
    """A new error id, as a URI: a random UUID (RFC 9562, Section 5.4)."""
    try:
        return _ready.pop()
    except IndexError:
        made = os.urandom(16 * _AT_ONCE).hex()
        _ready.extend(_uuid(made[at : at + 32]) for at in range(32, len(made), 32))
        return _uuid(made[:32])


def _uuid(digits: str) -> str:
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def id_of(error: BaseException) -> str:
    """The error id of *error*: the same, whoever asks, until it is forgotten."""
    kept = _ATTRIBUTES.__get__(error)
    error_id: str = kept.get(_ID) or kept.setdefault(_ID, made_id())
    return error_id


def known_id(error: BaseException) -> str | None:
    """The error id of *error*, if somebody has asked for it."""
    error_id: str | None = _ATTRIBUTES.__get__(error).get(_ID)
    return error_id


def forget_id(error: BaseException) -> None:
    """Let the next failure with *error*, which may be raised again, have an id of its own."""
    _ATTRIBUTES.__get__(error).pop(_ID, None)
