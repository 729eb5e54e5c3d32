"""Failures in the current span of OpenTelemetry, where the process has loaded it; it is never loaded here."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any, Final

from statusmw.reporting.failure import Failure

_API: Final = "opentelemetry.trace"


def trace_id() -> str | None:
    """The id of the current trace, as 32 hexadecimal digits; None where there is none."""
    if _API not in sys.modules:
        return None
    with suppress(Exception, SystemExit):
        context = _span().get_span_context()
        return f"{context.trace_id:032x}" if context.is_valid else None
    return None


def note(failure: Failure) -> None:
    """Tell the current span of *failure*: the exception once, the error id, and that the span has failed."""
    if _API not in sys.modules:
        return
    with suppress(Exception, SystemExit):
        span = _span()
        if not span.is_recording():
            return
        about = _about(failure)
        span.set_attributes(about)
        trace = sys.modules[_API]
        span.set_status(trace.Status(trace.StatusCode.ERROR, type(failure.error).__name__))
        if not failure.traced and not _has_recorded(span, failure.error):
            span.record_exception(failure.error, about)


def _span() -> Any:
    return sys.modules[_API].get_current_span()


def _about(failure: Failure) -> dict[str, str]:
    ids = {"statusmw.error_id": failure.error_id, "statusmw.request_id": failure.request.id}
    return {name: value for name, value in ids.items() if value}


def _has_recorded(span: Any, error: BaseException) -> bool:
    """Whether an instrumentation further inside was quicker; only spans of the SDK can be asked."""
    recorded = [event.attributes or {} for event in getattr(span, "events", ()) if event.name == "exception"]
    types = [str(seen.get("exception.type")) for seen in recorded if seen.get("exception.message") == str(error)]
    return any(name.rpartition(".")[2] == type(error).__name__ for name in types)
