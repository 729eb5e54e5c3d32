"""The classes of status codes: what the first digit alone tells a client."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusClass:
    """What the codes of one class have in common.

    Args:
        key: ``"1xx"`` to ``"5xx"``, or ``"custom"``.
        name: the class's name, such as ``"client error"``.
        first: the lowest code of the class.
        last: the highest code of the class.
        source: the document and section that define the class.
        unknown_as: the code as which a client treats one of this class that it does not know.
        meaning: what an answer of this class says.
        client: what a client should do about it.
        author: what to mind when choosing a code of this class.
    """

    key: str
    name: str
    first: int
    last: int
    source: str
    unknown_as: int
    meaning: str
    client: str
    author: str

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


_CLASSES = (
    StatusClass(
        key="1xx",
        name="informational",
        first=100,
        last=199,
        source="RFC 9110, Section 15.2",
        unknown_as=100,
        meaning=(
            "Interim: the server has the head of the request and says something before the final answer, "
            "such as go on and send the content, or switch to another protocol."
        ),
        client=(
            "Keep waiting, a final response follows (except after 101); skip interim codes that are unknown. "
            "A final code in place of 100 says early that sending the content would be in vain."
        ),
        author="Left to the server, hardly ever a handler's; never with content, never to an HTTP/1.0 client.",
    ),
    StatusClass(
        key="2xx",
        name="successful",
        first=200,
        last=299,
        source="RFC 9110, Section 15.3",
        unknown_as=200,
        meaning=(
            "The request was received, understood and accepted. Accepted is not always done: "
            "a 202 has only passed the checks made when it arrived."
        ),
        client="Use the answer; after a 202, ask its status monitor how the work is going.",
        author=(
            "Choose by what there is to say: 201 something new and where, 202 work still to be done, "
            "204 nothing, 200 the rest. Never report a failure in a 2xx."
        ),
    ),
    StatusClass(
        key="3xx",
        name="redirection",
        first=300,
        last=399,
        source="RFC 9110, Section 15.4",
        unknown_as=300,
        meaning=(
            "One more step is needed: mostly a request to another URI, for now or for good. "
            "The exceptions are 300, which offers a choice, and 304, which points to the copy the client holds."
        ),
        client=(
            "Follow Location, if there is one, and stop after a few hops. Leave credentials behind when the host "
            "changes, and update stored links after 301 and 308."
        ),
        author=(
            "Choose by two things: whether it is for good (301, 308) or for now (302, 303, 307), "
            "and whether the method stays (307, 308) or becomes GET (303)."
        ),
    ),
    StatusClass(
        key="4xx",
        name="client error",
        first=400,
        last=499,
        source="RFC 9110, Section 15.5",
        unknown_as=400,
        meaning=(
            "The request cannot be served as it was sent: wrong URI, missing credentials, bad input, "
            "too much of something, or not in time."
        ),
        client=(
            "Fix the request first, because the same one will fail again. "
            "Repeating it unchanged helps after 408, 421, 425 and 429, and hardly ever otherwise."
        ),
        author="Say in the content what is wrong and how to put it right; the client's author reads it.",
    ),
    StatusClass(
        key="5xx",
        name="server error",
        first=500,
        last=599,
        source="RFC 9110, Section 15.6",
        unknown_as=500,
        meaning=(
            "The server failed at a request that may be fine: overload, a server behind it that cannot be reached, "
            "or an exception, perhaps one that only this request triggers. It may pass or it may last."
        ),
        client=(
            "Usually retry the same request: a few times, with growing pauses, and after Retry-After where given. "
            "By itself a program repeats only idempotent requests, and none after 501 or 505."
        ),
        author="Give away nothing about the inside; log the cause, and tell the client an id to report.",
    ),
    StatusClass(
        key="custom",
        name="classes above 599",
        first=600,
        last=999,
        source="RFC 9110, Section 15",
        unknown_as=500,
        meaning=(
            "No class at all: valid status codes run from 100 to 599. "
            "Some services send numbers above that anyway, and are examples of what not to do."
        ),
        client="Treat such a response as a 5xx: the number tells nothing that can be relied on.",
        author=(
            "Never send one: proxies, servers and client libraries refuse or rewrite it. "
            "Take the nearest code of a real class and put the distinction in the problem type."
        ),
    ),
)

CLASSES: Mapping[str, StatusClass] = MappingProxyType({each.key: each for each in _CLASSES})
"""The five classes by ``"1xx"`` to ``"5xx"``, and ``"custom"`` for what lies above 599 and is not allowed."""


def status_class(code: int) -> str:
    """The class of a status code, in words.

    Args:
        code: a status code, known or not.

    Returns:
        Its class, ``"custom"`` and its name above 599, or ``""`` for a number that is not three digits from 100 up.

    >>> status_class(422)
    '4xx client error'
    >>> status_class(299)
    '2xx successful'
    >>> status_class(42)
    ''
    """
    return next((str(each) for each in _CLASSES if each.first <= code <= each.last), "")
