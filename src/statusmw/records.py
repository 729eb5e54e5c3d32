"""Records at the logger ``statusmw``: what fails in the handlers or filters of a user is no fault of a response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

Log = Callable[..., object]

log: Final = logging.getLogger("statusmw")

# The interpreter's own: a class can have an attribute of this name that says something else, or cannot be set.
TRACEBACK: Final[Any] = BaseException.__traceback__


def write(level: int, message: str, *args: object, log: Log = log.log, **more: Any) -> None:
    """Log, and never raise.

    Args:
        level: of the record.
        message: as `logging.Logger.log` takes it.
        args: what stands in *message*.
        log: takes the record, as `logging.Logger.log` does.
        more: ``exc_info``, an exception; ``extra``, attributes of the record.
    """
    try:
        if (fault := more.get("exc_info")) is not None:
            # A logger asks an exception whether it is one, and a class can deny that.
            more["exc_info"] = type(fault), fault, TRACEBACK.__get__(fault)
        if "extra" in more:
            more["extra"] = _unclaimed(more["extra"])
        log(level, message, *args, **more)
    except (Exception, SystemExit):  # noqa: BLE001, S110 - `suppress` takes a tenth of what the record does
        pass


def _unclaimed(extra: dict[str, Any]) -> dict[str, Any]:
    """What of *extra* no record factory of the user's has set: the logger refuses the whole record otherwise."""
    if logging.getLogRecordFactory() is logging.LogRecord:  # it sets none of ours, and a record costs
        return extra
    claimed = vars(logging.getLogRecordFactory()("", 0, "", 0, "", (), None))
    return {name: value for name, value in extra.items() if name not in claimed}
