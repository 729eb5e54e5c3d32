"""Failures for Sentry: each once and with its error id; what is no failure never."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final
from weakref import WeakSet

from statusmw.reporting.failure import Failure, id_of, known_id

Foreseen = Callable[[BaseException], bool]

# Integrations that report what passes them. What a user captures is the user's choice.
_PASSED: Final = frozenset({"asgi", "django", "fastapi", "flask", "quart", "starlette", "wsgi"})
# What passes these comes to a face further outside, which answers it.
_OUTWARDS: Final = frozenset({"asgi", "fastapi", "starlette", "wsgi"})

_lock = threading.Lock()
_open: WeakSet[Sentry] = WeakSet()
_processing: list[bool] = []


class Sentry:
    """Tells Sentry of each failure, unless an integration has done so already; an observer for `Policy.observers`.

    An event that an integration of Sentry makes further inside gets the error id as well, as the tag ``error_id``. If
    the exception is one that the policy answers with less than 500, or one that was raised as the answer, the event is
    dropped.

    Raises:
        ImportError: sentry-sdk is not installed.

    >>> from statusmw import Policy
    >>> policy = Policy(observers=[Sentry()])
    """

    def __init__(self) -> None:
        try:
            from sentry_sdk import capture_event  # noqa: PLC0415 - an extra
            from sentry_sdk.scope import add_global_event_processor  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ImportError('Sentry: sentry-sdk is not installed; try: pip install "statusmw[sentry]"') from error
        self._capture = capture_event
        self._foreseen: list[Foreseen] = []
        with _lock:
            if not _processing:
                _processing.append(True)
                add_global_event_processor(_processed)
            _open.add(self)

    def attach(self, foreseen: Foreseen) -> None:
        """Be told by a policy which exceptions are no failures.

        Args:
            foreseen: whether an exception is one that the policy has an answer to.
        """
        self._foreseen = [foreseen]

    def __call__(self, failure: Failure) -> None:
        """Tell Sentry of *failure*."""
        from sentry_sdk.utils import event_from_exception  # noqa: PLC0415 - an extra

        event, hint = event_from_exception(failure.error, mechanism={"type": "statusmw", "handled": False})
        ids = {"error_id": failure.error_id, "request_id": failure.request.id}
        event["tags"] = {name: value for name, value in ids.items() if value}
        self._capture(event, hint)

    def foresees(self, error: BaseException) -> bool:
        """Whether *error* is no failure."""
        return any(foreseen(error) for foreseen in self._foreseen)


def _processed(event: Any, hint: Any) -> Any:
    """The event with the error id of its exception; None for what is no failure."""
    error = ((hint or {}).get("exc_info") or (None, None))[1]
    if error is None:
        return event
    mechanism = _mechanism(event)
    kind, handled = mechanism.get("type"), mechanism.get("handled")
    if not handled and kind in _OUTWARDS and any(observer.foresees(error) for observer in list(_open)):
        return None
    error_id = id_of(error) if kind in _PASSED else known_id(error)
    if error_id is not None:
        event.setdefault("tags", {}).setdefault("error_id", error_id)
    return event


def _mechanism(event: Any) -> dict[str, Any]:
    values = (event.get("exception") or {}).get("values") or [{}]
    return values[-1].get("mechanism") or {}
