"""Findings for OpenTelemetry: an event on the current span, and a counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from statusmw import __version__
from statusmw.misfits import misfit
from statusmw.reporting.attributes import attributes
from statusmw.rule import Finding

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter
    from opentelemetry.trace import Tracer

_NAME = "statusmw.finding"


class OpenTelemetry:
    """Adds an event ``statusmw.finding`` to the current span and one to the counter ``statusmw.findings``.

    Both carry `statusmw.rule`, `statusmw.level`, `http.request.method`, `http.response.status_code` and, where it is
    known, `http.route`; the event also what was found, as `statusmw.message`, and, where the response is replaced, the
    id in what is sent instead, as `statusmw.error_id`.

    Args:
        meter: makes the counter; None: that of the global meter provider.
        tracer: makes a span for a finding outside any span that records; None: such a finding is only counted.

    Raises:
        ImportError: opentelemetry-api is not installed.
        TypeError: *meter* or *tracer* is none.

    >>> from statusmw import Policy
    >>> policy = Policy(report=OpenTelemetry())
    """

    def __init__(self, meter: Meter | None = None, tracer: Tracer | None = None) -> None:
        try:
            from opentelemetry import metrics, trace  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ImportError(
                'OpenTelemetry: opentelemetry-api is not installed; try: pip install "statusmw[opentelemetry]"'
            ) from error
        if meter is not None and not isinstance(meter, metrics.Meter):
            raise misfit("meter", meter, "Meter", "opentelemetry.metrics.get_meter('shop'), or leave it out")
        if tracer is not None and not isinstance(tracer, trace.Tracer):
            raise misfit("tracer", tracer, "Tracer", "opentelemetry.trace.get_tracer('shop'), or leave it out")
        self._current_span = trace.get_current_span
        self._tracer = tracer
        meter = meter or metrics.get_meter("statusmw", __version__)
        self._counter = meter.create_counter(
            "statusmw.findings", unit="{finding}", description="Rules that responses have broken."
        )

    def __call__(self, finding: Finding) -> None:
        """Count *finding*, and note it in the trace."""
        found = attributes(finding)
        self._counter.add(1, found)
        event = {**found, "statusmw.message": str(finding)}
        if finding.error_id is not None:
            event["statusmw.error_id"] = finding.error_id
        span = self._current_span()
        if span.is_recording():
            span.add_event(_NAME, event)
        elif self._tracer is not None:
            with self._tracer.start_as_current_span(_NAME) as own:
                own.add_event(_NAME, event)
