"""Findings for Prometheus: a counter by rule and level."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from statusmw.misfits import misfit
from statusmw.rule import Finding

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter

_lock = threading.Lock()
_counters: WeakKeyDictionary[CollectorRegistry, Counter] = WeakKeyDictionary()


class Prometheus:
    """Adds one to the counter ``statusmw_findings_total{rule,level}`` for each finding.

    Several of them on the same registry share the counter.

    Args:
        registry: where the counter is registered; None: the default registry of `prometheus_client`.

    Raises:
        ImportError: prometheus-client is not installed.
        TypeError: *registry* is none.

    >>> from statusmw import Policy
    >>> policy = Policy(report=Prometheus())
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        try:
            from prometheus_client import REGISTRY, CollectorRegistry  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ImportError(
                'Prometheus: prometheus-client is not installed; try: pip install "statusmw[prometheus]"'
            ) from error
        if registry is not None and not isinstance(registry, CollectorRegistry):
            raise misfit("registry", registry, "CollectorRegistry", "one of prometheus_client, or leave it out")
        self._counter = _counter(REGISTRY if registry is None else registry)

    def __call__(self, finding: Finding) -> None:
        """Count *finding*."""
        self._counter.labels(finding.rule.id, finding.rule.level.value).inc()


def _counter(registry: CollectorRegistry) -> Counter:
    from prometheus_client import Counter  # noqa: PLC0415 - an extra

    with _lock:
        counter = _counters.get(registry)
        if counter is None:
            about = "Rules that responses have broken."
            counter = _counters[registry] = Counter("statusmw_findings", about, ["rule", "level"], registry=registry)
        return counter
