"""Several reports as one."""

from __future__ import annotations

from collections.abc import Callable

from statusmw.reporting import check_report
from statusmw.rule import Finding

Report = Callable[[Finding], object]


class All:
    """Calls each of *reports* with each finding; one that fails does not keep the others from being called.

    Args:
        reports: functions of one finding.

    Raises:
        TypeError: one of them cannot be called, is a class, or makes a coroutine.
        ValueError: there is none.

    >>> from statusmw import Policy
    >>> from statusmw.reporting import Logging
    >>> found = []
    >>> policy = Policy(report=All(Logging(), found.append))
    """

    def __init__(self, *reports: Report) -> None:
        if not reports:
            raise ValueError("reports: there is none to call; give functions of one finding, such as Logging()")
        for report in reports:
            check_report(report, "reports")
        self.reports = reports

    def __call__(self, finding: Finding) -> None:
        """Report *finding* everywhere.

        Raises:
            ExceptionGroup: what the reports that failed have raised.
        """
        faults: list[Exception] = []
        for report in self.reports:
            try:
                report(finding)
            except Exception as fault:  # noqa: BLE001 - raised below, when all were called
                faults.append(fault)
            except SystemExit as fault:
                # Out of a group that holds it nobody would know that it is a report's, and no wish to end the process.
                asked = RuntimeError("a report asked the process to end")
                asked.__cause__ = fault
                faults.append(asked)
        if faults:
            raise ExceptionGroup("reports of a finding failed", faults)
