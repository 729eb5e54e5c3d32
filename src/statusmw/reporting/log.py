"""Findings as log records: one for each, but the same on the same route only once per interval."""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NamedTuple
from weakref import WeakValueDictionary

from statusmw.reporting.attributes import known_method, known_route
from statusmw.reporting.repetition import INTERVAL, Repetition
from statusmw.rule import Finding
from statusmw.text import plain

# Routes are the application's, paths are the client's: what clients make up must not crowd out what is known.
_MOST_ROUTES: Final = 1024
_MOST_PATHS: Final = 128


class _Record(NamedTuple):
    text: str
    extra: dict[str, Any]


class Logging:
    """Writes findings to a logger, as warnings; the default of `Policy.report`.

    The same finding, that is the same rule, method and route (the path where no route is known), is written once per
    interval. How many were left out stands in the next record of it; if there is no next one, in a record of their
    own, written when anything else is found after the interval, or at the end of the process.

    A record has these attributes besides its message: `rule`, `level_of_rule`, `source`, `http_request_method`,
    `http_route` (None where it is not known), `url_path` (None where the route is known),
    `http_response_status_code` (None where there is none), `error_id` and `request_id` (None where there is none) and
    `suppressed` (how many were left out).

    Args:
        logger: the logger, or its name.
        interval: seconds in which the same finding is written once; 0: every finding is written.
        clock: seconds that never go back.

    Raises:
        TypeError: `logger` is neither a logger nor a name.
        ValueError: `interval` is no number of seconds.

    >>> from statusmw import Policy
    >>> policy = Policy(report=Logging("myapp.http", interval=3600))
    """

    def __init__(
        self,
        logger: logging.Logger | str = "statusmw",
        interval: float = INTERVAL,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not isinstance(logger, (logging.Logger, str)):
            raise TypeError(f"logger: {logger!r} is neither a logger nor the name of one")
        self.logger = logging.getLogger(logger) if isinstance(logger, str) else logger
        self.interval = interval
        self._repetition: Repetition[_Record] = Repetition(interval, clock=clock)
        _open[id(self)] = self

    def __eq__(self, other: object) -> bool:
        """Whether *other* writes the same: what they have written so far does not count."""
        if not isinstance(other, Logging):
            return NotImplemented
        return (other.logger, other.interval) == (self.logger, self.interval)

    def __hash__(self) -> int:
        return hash((self.logger.name, self.interval))

    def __repr__(self) -> str:
        return f"Logging({self.logger.name!r}, interval={self.interval!r})"

    def __call__(self, finding: Finding) -> None:
        """Write *finding*, if it is its turn."""
        if not self.logger.isEnabledFor(logging.WARNING):
            return
        record, rule_id = _record(finding), finding.rule.id
        route, path = record.extra["http_route"], record.extra["url_path"]
        key = rule_id, known_method(finding.exchange.request.method), route, path
        most = _MOST_PATHS if route is None else _MOST_ROUTES
        suppressed, ended = self._repetition.ask(key, record, coarser=rule_id, most=most)
        if suppressed is not None:
            self._write(record, suppressed)
        for each, more in ended:
            self._write(each, more)

    def flush(self) -> None:
        """Write at once how many findings were left out, and begin new intervals."""
        for record, more in self._repetition.flush():
            self._write(record, more)

    def _write(self, record: _Record, suppressed: int) -> None:
        extra = {**record.extra, "suppressed": suppressed}
        if suppressed:
            self.logger.warning("%s (and %d more like it)", record.text, suppressed, extra=extra)
        else:
            self.logger.warning("%s", record.text, extra=extra)


def _record(finding: Finding) -> _Record:
    # Texts only: what collects log records may show the arguments in full, and a request holds secrets.
    request, route = finding.exchange.request, known_route(finding)
    extra = {
        "rule": finding.rule.id,
        "level_of_rule": finding.rule.level.value,
        "source": str(finding.rule.source),
        "http_request_method": plain(request.method, 20),
        "http_route": route,
        "url_path": None if route is not None else plain(request.path),
        "http_response_status_code": finding.exchange.response.status_code or None,
        "error_id": finding.error_id,
        "request_id": None if request.id is None else plain(request.id),
    }
    return _Record(str(finding), extra)


# By identity, because reports that write the same are equal and count for themselves all the same.
_open: WeakValueDictionary[int, Logging] = WeakValueDictionary()


@atexit.register
def _flush_all() -> None:
    for report in list(_open.values()):
        with suppress(Exception, SystemExit):
            report.flush()
