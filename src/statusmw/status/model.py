"""What is known about one status code, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from statusmw.status.classes import status_class

Registration = Literal["registered", "reserved", "obsolete", "deprecated", "temporary", "unofficial"]
Content = Literal["forbidden", "optional", "expected"]

_TO_WORDS = str.maketrans({"'": None, "(": None, ")": None, "-": " "})


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusCode:
    """Everything there is to know about one status code.

    Args:
        code: the number.
        reason_phrase: its words, as RFC 9110 or the registering document has them.
        source: the document and section that define it.
        meaning: what it says, in one or two sentences.
        retry: when a client should send the request again.
        registration: how the IANA registry has it; ``"unofficial"``: not at all.
        vendor: who sends it, where it is unofficial.
        content: whether the response may have content, and whether a reader expects some.
        required_fields: names of the fields a response with this code cannot do without. A 206 of several parts
            carries Content-Range in its parts instead.
        recommended_fields: names of the fields that make it more useful, or that it takes over from the 200.
        forbidden_fields: names of the fields that have no place in it.
        heuristically_cacheable: whether a cache may keep it without being told for how long.
        use: when to choose it.
        confused_with: other codes it is taken for, each with the difference.
        old_names: reason phrases it had before, or has elsewhere.
    """

    code: int
    reason_phrase: str
    source: str
    meaning: str
    retry: str
    registration: Registration = "registered"
    vendor: str = ""
    content: Content = "expected"
    required_fields: tuple[str, ...] = ()
    recommended_fields: tuple[str, ...] = ()
    forbidden_fields: tuple[str, ...] = ()
    heuristically_cacheable: bool = False
    use: str
    confused_with: tuple[tuple[int, str], ...] = ()
    old_names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.code} {self.reason_phrase}"

    @property
    def name(self) -> str:
        """The reason phrase in snake case, which is also the helper's name."""
        return "_".join(self.reason_phrase.translate(_TO_WORDS).lower().split())

    @property
    def status_class(self) -> str:
        """The class in words, such as ``"4xx client error"``."""
        return status_class(self.code)
