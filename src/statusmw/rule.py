"""What a rule is: one requirement on a response, everything about it in one value."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

from statusmw.exchange import Exchange, Interface
from statusmw.grammar import media_type_of
from statusmw.misfits import misfit
from statusmw.rule_arguments import (
    field_names,
    media_types,
    refuse_other_codes,
    refuse_other_functions,
    request_methods,
    unfit,
)
from statusmw.text import plain

EVERY_FIELD = "*"

_FIXED: Final[tuple[tuple[str, Callable[[str, Any], Collection[str]]], ...]] = (
    *((name, field_names) for name in ("present", "absent", "beside", "repeated", "asked", "unasked")),
    *((name, request_methods) for name in ("methods", "except_methods")),
    ("reads", media_types),
)
_FUNCTIONS: Final = ("named", "phrase", "valid", "fits", "check", "repair")
# Patterns of several fields are made into one.
_NOT_JOINED: Final = re.compile(r"\(\?[A-Za-z(]|\\[1-9A]")


class Level(enum.Enum):
    """How strong a requirement is, in the words of BCP 14; ADVICE is ours."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    ADVICE = "ADVICE"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a requirement stands.

    Args:
        document: "RFC 9110", "ASGI HTTP", "PEP 3333" …
        section: the section's number, or its heading where the document has no numbers.

    >>> str(Source("RFC 9110", "15.5.6"))
    'RFC 9110, Section 15.5.6'
    >>> Source("RFC 9110", "15.5.6").url
    'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6'
    """

    document: str
    section: str = ""

    def __str__(self) -> str:
        if not self.section:
            return self.document
        return f"{self.document}, {'Section ' if self.section[:1].isdigit() else ''}{self.section}"

    @property
    def url(self) -> str:
        """The address of the section; empty where none is known."""
        if self.document.startswith("RFC "):
            page = f"https://www.rfc-editor.org/rfc/rfc{self.document[4:]}"
            return f"{page}#section-{self.section}" if self.section else page
        return _PAGES.get(self.document, "")


_PAGES = {
    "PEP 3333": "https://peps.python.org/pep-3333/",
    "ASGI HTTP": "https://asgi.readthedocs.io/en/latest/specs/www.html",
    "ASGI extensions": "https://asgi.readthedocs.io/en/latest/extensions.html",
    "IANA": "https://www.iana.org/assignments/http-status-codes/",
}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rule:
    """One requirement on a response.

    A rule is broken by an exchange that meets its whole trigger (`status_codes` to `odd`) and then fails its judgement
    (`octets`, `named`, `phrase`, `valid`, `fits` or `check`). Without a judgement the trigger is the fault. The order
    is the order of preference: data costs nothing at run time, a function does.

    Args:
        id: names the fault in kebab case; reads well after "allow".
        source: where the requirement stands.
        level: the source's own word.
        says: the requirement in one sentence of our own.
        why: what goes wrong for a client, a cache or a proxy.
        bad: an exchange that breaks this rule (see `statusmw.wire`).
        good: one like it that breaks none.
        status_codes: the status codes it is about; empty: all.
        methods: the request methods it is about, in capitals as they are sent; empty: all.
        except_methods: request methods it is not about.
        interface: the gateway interface it is about; None: both.
        present: field names, one of which must be there; ``"*"``: any field.
        absent: field names, none of which may be there.
        beside: field names, all of which must be there as well.
        repeated: field names, one of which must stand on more than one line; for fields that may, say that they are
            `present` as well.
        asked: request field names, one of which must be there.
        unasked: request field names, none of which may be there.
        content: True: at least one byte of content was sent; False: none was.
        odd: ``"status"`` or ``"fields"``: that part of the head is not of the type the interface fixes.
        misuse: what the application must not have done with its gateway interface.
        reads: media types, or suffixes such as ``"+json"``: content of one of them is what `check`
            reads, as `Content.octets`, once all of it is there; ``"*"``: of any type, and coded as well.
        octets: each value of the `present` fields must be made of these octets only.
        named: each field name must satisfy this.
        phrase: the reason phrase must satisfy this; it is None where a WSGI status line has none.
        valid: each value of the `present` fields must satisfy this; with a `check`, that is asked only where one
            does not.
        alike: a regular expression of field values, without whitespace around them; `valid` says the same of all of
            them that have the same in its groups, whatever differs elsewhere. Where it is empty nothing is known.
        fits: each value of the `present` fields must go with the number of bytes sent.
        check: called with the exchange; True: the rule is broken.
        at_end: whether `check` looks at the content.
        repair: returns the exchange mended; only where mending cannot change what the response means.
        unsendable: whether a response that breaks it must not reach a server at all.

    Field names and media types may be written in either case; the rule has them in lower case.

    Raises:
        TypeError: an argument is of another type, or a function is a coroutine function.
        ValueError: a text is no field name, method, media type or gateway interface, or `alike` cannot be used.
    """

    id: str
    source: Source
    level: Level
    says: str
    why: str
    bad: str
    good: str
    status_codes: Collection[int] = ()
    methods: Collection[str] = ()
    except_methods: Collection[str] = ()
    interface: Interface | None = None
    present: Collection[str] = ()
    absent: Collection[str] = ()
    beside: Collection[str] = ()
    repeated: Collection[str] = ()
    asked: Collection[str] = ()
    unasked: Collection[str] = ()
    content: bool | None = None
    odd: Literal["", "status", "fields"] = ""
    misuse: str = ""
    reads: Collection[str] = ()
    octets: bytes = b""
    named: Callable[[str], bool] | None = None
    phrase: Callable[[str | None], bool] | None = None
    valid: Callable[[str], bool] | None = None
    alike: str = ""
    fits: Callable[[str, int], bool] | None = None
    check: Callable[[Exchange], bool] | None = None
    at_end: bool = False
    repair: Callable[[Exchange], Exchange] | None = None
    unsendable: bool = False

    def __post_init__(self) -> None:
        for name, fixed in _FIXED:
            given = getattr(self, name)
            if given != ():
                object.__setattr__(self, name, fixed(f"{name} of {self.id}", given))
        self._refuse_misfits()
        if self.alike and (self.valid is None or _NOT_JOINED.search(self.alike)):
            raise ValueError(f"alike of {self.id}: goes with valid; its groups have no names and are not referred to")

    def _refuse_misfits(self) -> None:
        # What is said of each is written only where it is needed: the catalogue makes some 290 rules at import.
        if type(self.level) is not Level:
            raise misfit(f"level of {self.id}", self.level, "level", "Level.MUST, Level.SHOULD or Level.ADVICE")
        if self.status_codes != ():
            refuse_other_codes(f"status_codes of {self.id}", self.status_codes)
        if self.interface not in (None, "asgi", "wsgi"):
            raise unfit(
                f"interface of {self.id}", self.interface, "gateway interface", '"asgi", "wsgi", or None for both'
            )
        if self.content is not None and type(self.content) is not bool:
            raise misfit(f"content of {self.id}", self.content, "bool", "True or False, or None for either")
        if self.odd not in ("", "status", "fields"):
            raise unfit(f"odd of {self.id}", self.odd, "part of the head", '"status" or "fields"')
        for name in _FUNCTIONS:
            judgement = getattr(self, name)
            if judgement is not None:
                refuse_other_functions(f"{name} of {self.id}", judgement)

    def __repr__(self) -> str:
        return f"<Rule {self.id}>"

    @property
    def needs_content(self) -> bool:
        """Whether the end of the content has to be seen before the rule can be judged."""
        return self.content is not None or self.fits is not None or self.at_end or bool(self.reads)

    def reads_type(self, value: str) -> bool:
        """Whether the rule reads content whose Content-Type is *value*."""
        media_type = media_type_of(value)
        return any(media_type.endswith(each) if each[:1] == "+" else media_type == each for each in self.reads)

    @property
    def needs_request(self) -> bool:
        """Whether the fields of the request decide if the rule is meant."""
        return bool(self.asked or self.unasked)

    @property
    def judged(self) -> bool:
        """Whether there is anything to judge once the trigger is met."""
        judgements = (self.named, self.phrase, self.valid, self.fits, self.check)
        return bool(self.octets) or any(judgement is not None for judgement in judgements)

    def broken_by(self, exchange: Exchange) -> bool:
        """Whether *exchange* breaks this rule; False as long as that cannot be told."""
        return self._meant(exchange) and self._triggered(exchange) and (not self.judged or self._fails(exchange))

    def _meant(self, exchange: Exchange) -> bool:
        method = exchange.request.method
        return (
            (not self.status_codes or exchange.response.status_code in self.status_codes)
            and (not self.methods or method in self.methods)
            and method not in self.except_methods
            and self.interface in (None, exchange.request.interface)
        )

    def is_asked(self, has: Callable[[str], bool]) -> bool:
        """Whether the request, of whose fields *has* tells, is one the rule is about."""
        return (not self.asked or any(map(has, self.asked))) and not any(map(has, self.unasked))

    def _triggered(self, exchange: Exchange) -> bool:
        response = exchange.response
        places = {"status" if place == "status" else "fields" for place, _ in response.odd}
        return (
            self.is_asked(exchange.request.has)
            and self._has_come(exchange)
            and (not self.odd or self.odd in places)
            and (self.phrase is None or "status" not in places)
            and (not self.misuse or self.misuse in exchange.misuse)
            and not any(map(response.has, self.absent))
            and all(map(response.has, self.beside))
            and (not self.repeated or any(len(response.values(name)) > 1 for name in self.repeated))
            and (not self.present or EVERY_FIELD in self.present or any(map(response.has, self.present)))
        )

    def _has_come(self, exchange: Exchange) -> bool:
        """Whether as much of the content was seen as the rule is about."""
        if not self.needs_content:
            return True
        complete = exchange.content is not None and exchange.content.complete
        return complete and self.content in (None, bool(exchange.length)) and (not self.reads or self._reads(exchange))

    def _reads(self, exchange: Exchange) -> bool:
        """Whether the content is there to be read: of the right type, and not coded."""
        response, content = exchange.response, exchange.content
        if content is None or not content.octets:
            return False
        readable = self.reads_type(response.value("content-type") or "") and not response.has("content-encoding")
        return self.reads_all or readable

    @property
    def reads_all(self) -> bool:
        """Whether the rule reads content of any type, as it is sent."""
        return "*" in self.reads

    def _asked(self, exchange: Exchange) -> list[str]:
        if EVERY_FIELD in self.present:
            return [value for _, value in exchange.response.fields]
        return [value for name in self.present for value in exchange.response.values(name)]

    def _fails(self, exchange: Exchange) -> bool:
        if self.check is not None:
            doubtful = self.valid is None or not all(map(self.valid, self._asked(exchange)))
            return doubtful and self.check(exchange)
        if self.phrase is not None:
            return not self.phrase(exchange.response.reason_phrase)
        if self.named is not None:
            return not all(self.named(name) for name, _ in exchange.response.fields)
        return not all(self._good(value, exchange.length) for value in self._asked(exchange))

    def _good(self, value: str, length: int) -> bool:
        if self.octets:
            return made_of(value, self.octets)
        if self.valid is not None:
            return self.valid(value)
        return self.fits is None or self.fits(value, length)


def made_of(value: str, octets: bytes) -> bool:
    """Whether each character of *value* stands for one of *octets* (ISO 8859-1, as WSGI and HTTP/1.1 see it)."""
    try:
        return not value.encode("latin-1").translate(None, octets)
    except UnicodeEncodeError:
        return False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule and the exchange that broke it.

    Args:
        rule: the rule.
        exchange: the exchange as the application made it, before anything was mended.
        error_id: what the response calls it that is sent instead; None where the response can be sent.
    """

    rule: Rule
    exchange: Exchange
    error_id: str | None = None

    def __str__(self) -> str:
        """One line of printable ASCII: what was asked (by its route if known), the answer, and which rule says what."""
        rule, request = self.rule, self.exchange.request
        asked = f"{plain(request.method, 20)} {plain(request.route or request.path, 120)}"
        status_code = self.exchange.response.status_code or "?"
        return f"{asked} -> {status_code}: {rule.says} [{rule.id}] {rule.level.value}, {rule.source}"


class BrokenResponse(Exception):  # noqa: N818 - it says what there is, as ExceptionGroup does
    """A response broke rules and the policy says ``on_finding="raise"``.

    Args:
        findings: what was found, in the catalogue's order.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)
