"""The client's side: what a server has raised as a problem is raised here again, as the same class.

It works with the responses of httpx, requests, aiohttp and urllib3, and imports none of them. Members are read with
pydantic, which comes with the extra ``client``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias, TypeVar

from statusmw.client.documents import details_in, message_in
from statusmw.client.received import Received, is_received, own, received_as
from statusmw.client.responses import (
    content_awaited,
    content_of,
    media_type_of,
    refuse_asynchronous,
    status_of,
    url_of,
)
from statusmw.client.retrying import is_retryable, retry_after, understood_as
from statusmw.client.waiting import retry_if_retryable, wait_for_retry_after
from statusmw.problem import ProblemDetails
from statusmw.raisable import Problem
from statusmw.schema_classes import problem_classes

__all__ = [
    "Received",
    "aparse_problem",
    "araise_for_problem",
    "is_received",
    "is_retryable",
    "own",
    "parse_problem",
    "raise_for_problem",
    "retry_after",
    "retry_if_retryable",
    "understood_as",
    "wait_for_retry_after",
]

Response = TypeVar("Response")
Classes: TypeAlias = tuple[type[Problem], ...]


def raise_for_problem(response: Response, problems: Iterable[type[Problem]] = ()) -> Response:
    """Raise the problem that an error response is about; return any other response.

    Args:
        response: one of httpx, requests or urllib3. Of a stream of httpx's `AsyncClient` nothing but the status code
            is known here, unless ``await response.aread()`` came before; `araise_for_problem` reads it.
        problems: the classes that may be raised besides `Problem`; none: all that are declared in this process.

    Returns:
        *response*, if its status code is no error's.

    Raises:
        Problem: the class that has the document's `type`; `Problem` itself if there is none, if the document does not
            fit the class, or if there is no document. It is a `Received` as well: a server's handler that does not
            catch it has failed, and answers 500 with nothing of it.
        TypeError: *response* is no response, or one of aiohttp; or *problems* are no problem classes.

    >>> import httpx
    >>> class OutOfStock(Problem):
    ...     status = 409
    ...     type = "https://api.example/problems/none-left"
    ...     left: int
    >>> document = {"type": OutOfStock.type, "left": 0}
    >>> sent = httpx.Response(409, json=document, headers={"Content-Type": "application/problem+json"})
    >>> try:
    ...     raise_for_problem(sent)
    ... except OutOfStock as problem:
    ...     problem.left
    0
    """
    refuse_asynchronous(response, "raise_for_problem")
    known = problem_classes(problems)
    if _is_error(response):
        raise _problem(response, content_of(response), known)
    return response


async def araise_for_problem(response: Response, problems: Iterable[type[Problem]] = ()) -> Response:
    """Raise as `raise_for_problem` does; the response may be one of aiohttp or a stream of httpx's `AsyncClient`.

    Args:
        response: one of any of the four libraries.
        problems: as for `raise_for_problem`.
    """
    known = problem_classes(problems)
    if _is_error(response):
        raise _problem(response, await content_awaited(response), known)
    return response


def parse_problem(response: Any, problems: Iterable[type[Problem]] = ()) -> Problem | None:
    """The problem that a response is about, if it is an error and its content is a problem document.

    Args:
        response: one of httpx, requests or urllib3.
        problems: as for `raise_for_problem`.

    Returns:
        What `raise_for_problem` would raise; None if there is no problem document, or none that can be read here.

    Raises:
        TypeError: as for `raise_for_problem`.
    """
    refuse_asynchronous(response, "parse_problem")
    known = problem_classes(problems)
    return _documented(response, content_of(response), known) if _is_error(response) else None


async def aparse_problem(response: Any, problems: Iterable[type[Problem]] = ()) -> Problem | None:
    """The same as `parse_problem`; the response may be one of aiohttp or a stream of httpx's `AsyncClient`."""
    known = problem_classes(problems)
    return _documented(response, await content_awaited(response), known) if _is_error(response) else None


def _is_error(response: Any) -> bool:
    return understood_as(status_of(response)) >= 400


def _documented(response: Any, content: bytes | None, problems: Classes) -> Problem | None:
    details = None if content is None else details_in(content, media_type_of(response))
    return None if details is None else _received(details, response, problems)


def _problem(response: Any, content: bytes | None, problems: Classes) -> Problem:
    documented = _documented(response, content, problems)
    if documented is not None:
        return documented
    said = message_in(content or b"", media_type_of(response))
    return _received(ProblemDetails(detail=said or None), response, ())


def _received(details: ProblemDetails, response: Any, problems: Classes) -> Problem:
    # What is no status code at all counts as a server's fault; what is only unknown is said as it is.
    status = status_of(response)
    counts = status if status in range(400, 600) else 500
    return received_as(details, counts, response, base=url_of(response), among=problems)
