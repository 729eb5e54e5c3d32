"""What tenacity waits for, and what it tries again: as the server says, and no request twice that must not be."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from statusmw.client.arguments import checked_fallback, checked_idempotent, checked_method, checked_most
from statusmw.client.responses import status_of
from statusmw.client.retrying import LONGEST, answered, is_retryable, retry_after

if TYPE_CHECKING:
    from tenacity import RetryCallState
    from tenacity.retry import retry_base
    from tenacity.wait import wait_base

PATIENCE: Final = timedelta(minutes=5)


def retry_if_retryable(
    method: str | None = None, *, idempotent: bool | None = None, most: timedelta = PATIENCE
) -> retry_base:
    """Try again where `is_retryable` says so, of what was raised or returned: ``retry=`` of tenacity.

    Args:
        method: the request's method; None: what the response knows, which is nothing with urllib3.
        idempotent: whether sending it twice has the effect of sending it once, where that is known.
        most: if the server asks for a longer wait than this, it is not tried again.

    Returns:
        An object that ``|`` and ``&`` combine with others, such as ``retry_if_exception_type(httpx.TransportError)``.

    Raises:
        TypeError: *method* is no text, or *most* no time.
        ImportError: tenacity is not installed.

    >>> import httpx, tenacity
    >>> answers = iter([httpx.Response(503, headers={"Retry-After": "0"}), httpx.Response(200)])
    >>> retrying = tenacity.Retrying(retry=retry_if_retryable("GET"), wait=wait_for_retry_after())
    >>> retrying(lambda: next(answers)).status_code
    200
    """
    made: retry_base = _classes()[0](
        checked_method(method), idempotent=checked_idempotent(idempotent), most=checked_most(most)
    )
    return made


def wait_for_retry_after(fallback: Any = None, *, most: timedelta = LONGEST) -> wait_base:
    """Wait as long as Retry-After says, or as *fallback* does, whichever is longer: ``wait=`` of tenacity.

    Args:
        fallback: another ``wait``; None: at random, up to a second at first and up to a minute later, where the server
            says nothing, so that not all clients come back at once.
        most: the longest wait that a server can ask for.

    Raises:
        TypeError: *fallback* is no ``wait``, or *most* no time.
        ImportError: tenacity is not installed.
    """
    made: wait_base = _classes()[1](checked_fallback(fallback), checked_most(most))
    return made


class _Retrying:
    """Decides whether; tenacity's own base is mixed in when tenacity is there."""

    def __init__(self, method: str | None, *, idempotent: bool | None, most: timedelta) -> None:
        self.method, self.idempotent, self.most = method, idempotent, most

    def __call__(self, retry_state: RetryCallState) -> bool:
        response = _response(retry_state)
        if response is None or not is_retryable(response, self.method, idempotent=self.idempotent):
            return False
        return (retry_after(response) or timedelta()) <= self.most


class _Waiting:
    """Decides how long."""

    def __init__(self, fallback: Any, most: timedelta) -> None:
        from tenacity import wait_none, wait_random_exponential  # noqa: PLC0415 - an extra

        self.most = most
        self.beside = fallback or wait_none()
        self.instead = fallback or wait_random_exponential(multiplier=1, max=60)

    def __call__(self, retry_state: RetryCallState) -> float:
        response = _response(retry_state)
        asked = None if response is None else retry_after(response, most=self.most)
        if asked is None:
            return float(self.instead(retry_state))
        return float(max(asked.total_seconds(), self.beside(retry_state)))


@cache
def _classes() -> tuple[Any, Any]:
    """The two classes; their bases, by which they can be combined with others, are tenacity's."""
    try:
        from tenacity import retry_base  # noqa: PLC0415 - an extra
        from tenacity.wait import wait_base  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ImportError(f"{error}: it comes with the extra: pip install 'statusmw[tenacity]'") from error
    return type("RetryIfRetryable", (_Retrying, retry_base), {}), type("WaitForRetryAfter", (_Waiting, wait_base), {})


def _response(retry_state: RetryCallState) -> Any:
    """The response that was returned, or that what was raised has; None if there is none, as of a broken connection."""
    outcome = retry_state.outcome
    if outcome is None:
        return None
    response = answered(outcome.exception() if outcome.failed else outcome.result())
    try:
        status_of(response)
    except TypeError:
        return None
    return response
