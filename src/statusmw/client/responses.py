"""What the responses of httpx, requests, aiohttp and urllib3 have in common, asked without importing any of them.

Werkzeug's and Starlette's test clients, and whatever else has the same attributes, are understood as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, Final

LARGEST: Final = 64 * 1024
"""How many bytes of content are read: what is larger is no problem document."""

_REFUSED: Final = "a {kind} is read asynchronously: await a{name}(response)"
_CONTENT: Final = ("content", "data")


def status_of(response: Any) -> int:
    """The status code of *response*.

    Raises:
        TypeError: it has none.
    """
    for name in ("status_code", "status"):
        status = getattr(response, name, None)
        if isinstance(status, int) and not isinstance(status, bool):
            return int(status)
    kind = type(response).__name__
    raise TypeError(f"response must be one of httpx, requests, aiohttp or urllib3, with a status code, not {kind}")


def field_of(response: Any, name: str) -> str:
    """The value of the field *name*; empty if the response has none."""
    value = _tried(lambda: response.headers.get(name))
    return value.strip() if isinstance(value, str) else ""


def url_of(response: Any) -> str:
    """What was asked for, as far as *response* knows it: aiohttp, httpx and requests know a URL, urllib3 a path."""
    for ask in (lambda: response.url, lambda: response.request.url):
        url = _tried(ask)
        if url:
            return str(url)
    return ""


def method_of(response: Any) -> str:
    """The method of the request; empty if *response* does not know it, as with urllib3."""
    for ask in (lambda: response.request.method, lambda: response.method):
        method = _tried(ask)
        if isinstance(method, str):
            return method.upper()
    return ""


def media_type_of(response: Any) -> str:
    """The media type of the content, in lower case and without parameters."""
    return field_of(response, "content-type").partition(";")[0].strip().lower()


def refuse_asynchronous(response: Any, name: str) -> None:
    """Make sure that *response* can be read here.

    Args:
        response: a response.
        name: the function that is called.

    Raises:
        TypeError: its content can only be awaited.
    """
    if iscoroutinefunction(getattr(response, "read", None)):
        raise TypeError(_REFUSED.format(kind=type(response).__name__, name=name))


def content_of(response: Any) -> bytes | None:
    """The content; None if it cannot be had, or is too large."""
    if _is_too_large(response):
        return None
    content = _loaded(response)
    return _bounded(_tried(getattr(response, "read", bytes)) if content is None else content)


async def content_awaited(response: Any) -> bytes | None:
    """The content, of a response that may have to be awaited; None if it cannot be had, or is too large."""
    if _is_too_large(response):
        return None
    content = _loaded(response)
    read = getattr(response, "aread", None) or getattr(response, "read", None)
    if content is None and iscoroutinefunction(read):
        try:
            content = await read()
        except Exception:  # noqa: BLE001 - a connection that breaks here must not hide the status code
            return None
    return _bounded(content)


def _loaded(response: Any) -> bytes | None:
    found = (_tried(partial(getattr, response, name)) for name in _CONTENT)
    return next((content for content in found if isinstance(content, bytes)), None)


def _is_too_large(response: Any) -> bool:
    length = field_of(response, "content-length")
    return length.isascii() and length.isdecimal() and (len(length) > 9 or int(length) > LARGEST)


def _bounded(content: Any) -> bytes | None:
    return content if isinstance(content, bytes) and len(content) <= LARGEST else None


def _tried(ask: Callable[[], Any]) -> Any:
    """What *ask* returns; None where a library answers with an exception, as httpx does without a request."""
    try:
        return ask()
    except Exception:  # noqa: BLE001 - each library has its own exceptions, and none of them is imported
        return None
