"""A request to an application in process, and what comes of it."""

from __future__ import annotations

from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from statusmw.commands.driving.loading import told
from statusmw.exchange import READ_AT_MOST, Content

if TYPE_CHECKING:
    from concurrent.futures import Future

    from statusmw.exchange import Exchange, FieldLine, Response
    from statusmw.rule import Rule

HOST: Final = "localhost"
MOST_CONTENT: Final = 1 << 24
"""Bytes of content after which a response is taken for one without an end."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request to send.

    Args:
        method: the request method.
        target: path and query, percent-encoded.
        fields: the field lines.
        content: the content.
        note: what is tried, for whoever reads the findings; ``""``: nothing special.
    """

    method: str
    target: str
    fields: tuple[FieldLine, ...] = ()
    content: bytes = b""
    note: str = ""


@dataclass(slots=True)
class Answer:
    """What came of a request.

    Args:
        exchange: the exchange; None if there was no response.
        reported: the rules that a middleware of ours has found broken, before it mended anything.
        logged: the exceptions that a middleware of ours has answered.
        errors: what came out of the application, or why there is no response.
    """

    exchange: Exchange | None = None
    reported: list[Rule] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """What has come of a response so far."""

    response: Response | None = None
    length: int = 0
    complete: bool = False

    octets: bytearray = field(default_factory=bytearray)

    def take(self, part: bytes) -> None:
        """Count a part of the content, and keep it as long as rules may read it."""
        self.length += len(part)
        self.octets += part[: READ_AT_MOST - len(self.octets)]

    @property
    def content(self) -> Content:
        """What is known of the content."""
        if self.complete and self.length <= READ_AT_MOST:
            return Content.of(bytes(self.octets))
        return Content(self.length, self.complete)


def wait(done: Future[None], timeout: float, answer: Answer, state: State) -> None:
    """Wait until a request is done, and keep in *answer* how it failed.

    Args:
        done: done when the application is.
        timeout: seconds.
        answer: where to keep it.
        state: what has come of the response by then.
    """
    try:
        done.result(timeout)
    except BaseException as error:
        if done.done():
            answer.errors.append(f"raised {told(error)}")
        elif not isinstance(error, TooLate):
            raise
        elif state.response is None:
            answer.errors.append(f"did not answer within {timeout:g} seconds")
    else:
        if state.response is None:
            answer.errors.append("returned without a response")
