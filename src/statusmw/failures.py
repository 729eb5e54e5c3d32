"""What the server is to blame for: logged once, told to observers and to the current span, always by the same id."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException

from statusmw.mapping import Mapped, answer_to, leaves, opened
from statusmw.records import TRACEBACK, Log, log, write
from statusmw.reply import Reply
from statusmw.reporting import spans
from statusmw.reporting.failure import Failure
from statusmw.reporting.repetition import Repetition
from statusmw.rule import BrokenResponse
from statusmw.text import plain

Observer = Callable[[Failure], object]

_MEANT: Final = (StarletteHTTPException, WerkzeugHTTPException)

_faults: Final[Repetition[None]] = Repetition()


class ResponseAborted(Exception):  # noqa: N818 - it says what happened, as KeyboardInterrupt does
    """A response that had begun could not be finished; the server must cut the connection, so that the client sees it.

    The reason has been logged; there is nothing more to log.
    """


def is_ours(error: BaseException) -> bool:
    """Whether *error*, or every exception in the group that it is, was raised by the face and has been told."""
    found = leaves(error)  # none, where a group is the cause of what it holds
    return bool(found) and all(issubclass(type(leaf), (BrokenResponse, ResponseAborted)) for leaf in found)


def is_meant(error: BaseException, reply: Reply) -> bool:
    """Whether *error* was raised as the answer that it is, such as a 503 during maintenance."""
    return isinstance(error, _MEANT) and reply.status_code != 500 and error.__cause__ is None


def foresees(mapping: Mapped, error: BaseException) -> bool:
    """Whether *error* is no failure, because *mapping* or its author has said what it means, or it has been told."""
    if is_ours(error) and not any(issubclass(type(leaf), BrokenResponse) for leaf in leaves(error)):
        return True
    try:
        reply = answer_to(error, mapping)
    except (Exception, SystemExit):  # noqa: BLE001 - a function of the user's that fails has foreseen nothing
        return False
    return reply is not None and (reply.status_code < 500 or is_meant(error, reply))


def checked_observers(given: Any, mapping: Mapped) -> tuple[Observer, ...]:
    """The observers in *given*, told what *mapping* foresees if they want to know.

    Raises:
        TypeError: *given* is no collection, or one of them cannot be called.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(f"observers: {given!r} is no list; give a list of functions of one Failure")
    observers = tuple(given)
    for observer in observers:
        if not callable(observer):
            raise TypeError(f"observers: {observer!r} cannot be called; give functions of one Failure")
    for observer in observers:
        attach = getattr(observer, "attach", None)
        if attach is not None:
            attach(lambda error: foresees(mapping, error))
    return observers


def tell(failure: Failure, observers: Iterable[Observer] = (), log: Log = log.log) -> None:
    """Write *failure* to a log, with its traceback; tell observers and the current span of it.

    Args:
        failure: what has failed; CRITICAL if it asks the process to end, else ERROR.
        observers: are told before; one that fails is logged, once per interval.
        log: takes what is logged, as `logging.Logger.log` does.
    """
    spans.note(failure)
    for observer in observers:
        try:
            observer(failure)
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - a fault of the user's function is no fault of the response
            _log_fault(fault)
    level = logging.CRITICAL if issubclass(type(failure.error), SystemExit) else logging.ERROR
    if not _is_heard(log, level):
        return
    about = _about(failure)
    known = f" as {about['error_id']}" if failure.error_id else ""
    said = _asked(about), failure.phase, known
    write(level, "%s failed, %s%s", *said, log=log, exc_info=opened(failure.error), extra=about)


def _is_heard(log: Log, level: int) -> bool:
    """Whether *log* makes a record of *level*; what is no method of a logger is asked itself."""
    logger = getattr(log, "__self__", None)
    return not isinstance(logger, logging.Logger) or logger.isEnabledFor(level)


def log_answer(failure: Failure, log: Log = log.log) -> None:
    """Write, as a warning without traceback, that an exception was meant as the answer.

    A 503 says all there is to know: during maintenance a traceback for each request would only hide others.
    """
    with suppress(Exception, SystemExit):
        about = _about(failure)
        said = _asked(about), plain(str(failure.error)), about["error_id"]
        write(logging.WARNING, "%s was answered with %s, as %s", *said, log=log, extra=about)


def _asked(about: dict[str, Any]) -> str:
    return f"{about['http_request_method']} {about['url_path']}"


def _about(failure: Failure) -> dict[str, Any]:
    request = failure.request
    return {
        # Of another server's document it may be any text.
        "error_id": plain(failure.error_id.partition("?")[0]),
        "request_id": None if request.id is None else plain(request.id),
        "trace_id": failure.trace_id,
        "http_request_method": plain(request.method, 20),
        "url_path": plain(request.path),
        "http_response_status_code": failure.status_code,
    }


def _log_fault(fault: BaseException) -> None:
    suppressed, _ = _faults.ask("observer", None, coarser="observer", most=1)
    if suppressed is not None:
        more = f" (and {suppressed} more)" if suppressed else ""
        write(logging.ERROR, "An observer of failures failed%s", more, exc_info=fault)


def forget_frames(error: BaseException) -> None:
    """Free what an exception object that is raised again and again would gather: the frames of every request."""
    for one in (error, opened(error)):
        TRACEBACK.__set__(one, None)
