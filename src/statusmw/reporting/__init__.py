"""Where findings go: ready functions for `Policy(report=...)`; and `Sentry`, for `Policy(observers=...)`.

`Logging` is the default. `Warnings` is for tests, `OpenTelemetry` and `Prometheus` count, `All` calls several; an
observer is called with each `Failure`. Each is loaded when it is first used, so that none needs a package that only
another one needs.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from statusmw.misfits import check_not_async

if TYPE_CHECKING:
    from statusmw.reporting.combined import All as All
    from statusmw.reporting.failure import Failure as Failure
    from statusmw.reporting.log import Logging as Logging
    from statusmw.reporting.prometheus import Prometheus as Prometheus
    from statusmw.reporting.sentry import Sentry as Sentry
    from statusmw.reporting.telemetry import OpenTelemetry as OpenTelemetry
    from statusmw.reporting.warned import AdviceWarning as AdviceWarning
    from statusmw.reporting.warned import MustWarning as MustWarning
    from statusmw.reporting.warned import ShouldWarning as ShouldWarning
    from statusmw.reporting.warned import StatusWarning as StatusWarning
    from statusmw.reporting.warned import Warnings as Warnings

_HOMES = {
    "AdviceWarning": "warned",
    "All": "combined",
    "Failure": "failure",
    "Logging": "log",
    "MustWarning": "warned",
    "OpenTelemetry": "telemetry",
    "Prometheus": "prometheus",
    "Sentry": "sentry",
    "ShouldWarning": "warned",
    "StatusWarning": "warned",
    "Warnings": "warned",
}

__all__ = [
    "AdviceWarning",
    "All",
    "Failure",
    "Logging",
    "MustWarning",
    "OpenTelemetry",
    "Prometheus",
    "Sentry",
    "ShouldWarning",
    "StatusWarning",
    "Warnings",
]


def check_report(given: object, argument: str = "report") -> None:
    """Refuse what cannot be told of findings.

    Raises:
        TypeError: *given* cannot be called, is a class, or makes a coroutine.
    """
    if not callable(given):
        several = "functions" if argument == "reports" else "a function"
        raise TypeError(f"{argument}: {given!r} cannot be called; give {several} of one finding")
    checked_each(argument, [given])


def checked_each(argument: str, given: Any) -> Any:
    """*given*, as a tuple if it can be one, once none in it is a class or asynchronous.

    Called with what happens, a class would make an object that nobody looks at, and a coroutine would never run.

    Raises:
        TypeError: there is one.
    """
    if isinstance(given, str) or not isinstance(given, Iterable):
        return given
    each = tuple(given)  # an iterator can be read only once
    for one in each:
        if isinstance(one, type):
            raise TypeError(f"{argument}: {one.__name__} is a class; write {one.__name__}()")
        check_not_async(argument, one)
    return each


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
