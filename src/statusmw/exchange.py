"""The value every rule reads: a request, the response to it, and what was seen of the content.

Nothing here knows a server, a framework or a rule. All objects are frozen; what looks like a change returns another
object.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, Self

FieldLine = tuple[str, str]
Interface = Literal["asgi", "wsgi"]

READ_AT_MOST: Final = 65_536
"""Bytes of content that rules read at most; what is longer is not read at all."""

_WITHOUT_CONTENT = frozenset({*range(200), 204, 205, 304})


def forbids_content(status_code: int) -> bool:
    """Whether a response with this status code never has content (RFC 9110, Sections 6.4.1 and 15.3.6)."""
    return status_code in _WITHOUT_CONTENT


def is_silent(method: str, status_code: int) -> bool:
    """Whether nothing follows the head; what follows a 101 belongs to the protocol that was switched to."""
    return method == "HEAD" or (status_code != 101 and forbids_content(status_code))


@dataclass(frozen=True, slots=True)
class _Message:
    """What a request and a response have in common: field lines, looked up without regard to case."""

    def lines(self) -> tuple[FieldLine, ...]:
        raise NotImplementedError

    def values(self, name: str) -> tuple[str, ...]:
        """The value of each line of the field *name* (any case), in order."""
        wanted = name.lower()
        return tuple(value for field, value in self.lines() if field.lower() == wanted)

    def value(self, name: str) -> str | None:
        """The value of the field *name*, its lines joined by commas; None if it is absent (RFC 9110, Section 5.3)."""
        found = self.values(name)
        return ", ".join(found) if found else None

    def has(self, name: str) -> bool:
        """Whether there is at least one line of the field *name*."""
        return bool(self.values(name))


@dataclass(frozen=True, slots=True)
class Request(_Message):
    """The part of a request that decides what a right response is.

    Args:
        method: the request method, case-sensitive.
        target: path and query of the target URI: the path decoded but for ``%3F``, the query as the client wrote it.
        fields: the field lines.
        http_version: "1.0", "1.1", "2" or "3".
        interface: the gateway interface through which the request came.
        route: the path template that the framework matched, such as ``/books/{id}``; None where it is not known.
        id: what the logs call this request; None where nobody has given it an id.
    """

    method: str = "GET"
    target: str = "/"
    fields: tuple[FieldLine, ...] = ()
    http_version: str = "1.1"
    interface: Interface = "asgi"
    route: str | None = None
    id: str | None = None

    def lines(self) -> tuple[FieldLine, ...]:
        """The field lines in order."""
        return self.fields

    @property
    def path(self) -> str:
        """The target without its query, which may hold secrets."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Response(_Message):
    """The head of a response.

    Args:
        status_code: three digits; 0 where the application gave none that can be read.
        fields: the field lines as the application gave them.
        reason_phrase: the text behind the status code (WSGI only; None where there is none).
        odd: what is not of the type the gateway interface fixes, each as (place, value); place is ``"status"``,
            ``"fields"``, or the name of the field.
    """

    status_code: int = 200
    fields: tuple[FieldLine, ...] = ()
    reason_phrase: str | None = None
    odd: tuple[tuple[str, object], ...] = ()

    def lines(self) -> tuple[FieldLine, ...]:
        """The field lines in order."""
        return self.fields

    def without(self, *names: str) -> Self:
        """The same response without any line of the fields *names*."""
        dropped = {name.lower() for name in names}
        return replace(self, fields=tuple(line for line in self.fields if line[0].lower() not in dropped))

    def with_field(self, name: str, value: str) -> Self:
        """The same response with exactly one line of the field *name*, in the place of its first line."""
        kept, wanted, done = [], name.lower(), False
        for line in self.fields:
            if line[0].lower() != wanted:
                kept.append(line)
            elif not done:
                kept.append((line[0], value))
                done = True
        if not done:
            kept.append((name, value))
        return replace(self, fields=tuple(kept))


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of the content: how many bytes, and whether that is all.

    Args:
        length: bytes seen.
        complete: whether the end was seen, and the application meant it as the end.
        octets: the content itself, where some rule reads content of its type and there is not too much of it.
    """

    length: int = 0
    complete: bool = True
    octets: bytes | None = None

    @classmethod
    def of(cls, octets: bytes) -> Content:
        """The whole content, kept unless it is more than rules read."""
        return cls(len(octets), octets=octets if len(octets) <= READ_AT_MOST else None)

    @classmethod
    def seen(cls, length: int | None, octets: bytes | None) -> Content | None:
        """What is known of the content: nothing, its length, or all of it."""
        if octets is not None:
            return cls.of(octets)
        return None if length is None else cls(length)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with the response to it.

    Args:
        request: what was asked.
        response: the head of the answer.
        content: what was seen of the content; None as long as nothing is known of it.
        misuse: what the application did with its gateway interface that this does not allow, in the words of the
            rules about it.
    """

    request: Request
    response: Response
    content: Content | None = None
    misuse: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """How many bytes of content were seen; 0 where nothing is known of them."""
        return self.content.length if self.content else 0

    def with_response(self, response: Response) -> Exchange:
        """The same exchange with another response."""
        return replace(self, response=response)

    def without(self, *names: str) -> Exchange:
        """The same exchange, the response without the fields *names*."""
        return self.with_response(self.response.without(*names))

    def with_field(self, name: str, value: str) -> Exchange:
        """The same exchange, the response with exactly one line of the field *name*."""
        return self.with_response(self.response.with_field(name, value))

    def without_content(self) -> Exchange:
        """The same exchange with nothing behind the head."""
        return replace(self, content=Content(0))
