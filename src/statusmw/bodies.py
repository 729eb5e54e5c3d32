"""The content of a problem, as the policy wants it: format by path and by Accept, language, own page, what is exposed.

A problem is written when it is sent, and what sends it may know no policy: so a face leaves its own under `KEY` in the
scope or environ, and `Outcome.answer` gives it to the reply itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final

from statusmw.content_reader import vouch
from statusmw.exchange import Request
from statusmw.exposure import EXPOSURES, Expose, Raised, raised
from statusmw.formats import Formats, checked_formats
from statusmw.members import Made, since_made
from statusmw.negotiation import choose
from statusmw.pages import Rendering, checked_page
from statusmw.problem import ProblemDetails
from statusmw.reading import asgi_request, wsgi_request
from statusmw.reporting.repetition import Repetition
from statusmw.status import reason_phrase
from statusmw.translating import Translations, filled
from statusmw.writers import MEDIA_TYPES, Written, debug, write
from statusmw.writers.readable import AS_WRITTEN, Say, Wording

KEY: Final = "statusmw.bodies"
"""The key in a scope or environ under which a face leaves its `Bodies`."""

HTML: Final = "text/html"
# RFC 6585, Sections 3 to 6: a cache must not store these; a 5xx is about this moment and must not outlive it.
_NEVER_STORED: Final = frozenset({428, 429, 431, 511, *range(500, 600)})
_NIL: Final = "urn:uuid:00000000-0000-0000-0000-000000000000"
_FOR_PEOPLE: Final = frozenset({HTML, "text/plain"})
_EXPOSED: Final = "exception"
_ROOM_FOR_TRACEBACKS: Final = 256 * 1024
_log: Final = logging.getLogger("statusmw")

RawFields = list[tuple[bytes, bytes]]
_warned: Final[Repetition[None]] = Repetition()
DetailsIn = Callable[[Say], ProblemDetails]


@dataclass(frozen=True, slots=True)
class Bodies:
    """What a policy says of the content of problems.

    Args:
        formats: which media types are offered where.
        expose: what of an exception leaves with a 5xx.
        page: the user's own page.
        translations: the languages to choose from.
    """

    formats: Formats
    expose: Expose = "none"
    page: Rendering | None = None
    translations: Translations | None = None

    def warn(self) -> None:
        """Say in the log that something of exceptions leaves, if it does; once for all the faces that are made."""
        if self.expose != "none" and _warned.ask(self.expose, None, coarser="expose", most=9)[0] is not None:
            _log.warning('expose="%s": answers tell clients about failures; never in production', self.expose)

    def dressed(self, request: Request, error: BaseException | None) -> Dressed:
        """What one problem has to know.

        Args:
            request: what it answers.
            error: what it is the answer to, where that may be exposed.
        """
        return Dressed(self, request, None if error is None else raised(error, self.expose))


@dataclass(frozen=True, slots=True)
class Dressed:
    """What one problem knows about how it is to be written.

    Args:
        bodies: what the policy says.
        request: what it answers; None where that is not known.
        raised: what of an exception leaves with it.
    """

    bodies: Bodies
    request: Request | None = None
    raised: Raised | None = None

    def written(self, details_in: DetailsIn, accept: str | None) -> tuple[Written, tuple[str, ...]]:
        """The content for who sent *accept*, and the names of the request's fields that have decided it.

        Args:
            details_in: tells the problem in other words.
            accept: the value of Accept, None if there is none.
        """
        offered = self.bodies.formats.offered(self.request.path) if self.request else MEDIA_TYPES
        media_type = choose(accept, offered)
        varies = ("Accept",) if len(offered) > 1 else ()
        if self.bodies.translations is None:
            return self._write(details_in(str), media_type, AS_WRITTEN), varies
        wording = self.bodies.translations.wording(self._languages())
        written = self._write(_said(details_in(wording.say), wording.say), media_type, wording)
        fields = (*written.fields, ("Content-Language", wording.language))
        return replace(written, fields=fields), (*varies, "Accept-Language")

    def _languages(self) -> str | None:
        lines = self.request.fields if self.request else ()
        return ", ".join(value for name, value in lines if name.lower() == "accept-language") or None

    def _write(self, details: ProblemDetails, media_type: str, wording: Wording) -> Written:
        own = self._page(details) if media_type == HTML and self.request else None
        if own is not None:
            return own
        if self.raised is None:
            return write(details, media_type, wording)
        exposed = self.raised.line if media_type in _FOR_PEOPLE else self.raised.as_dict()
        written = write(_with_member(details, exposed), media_type, wording, room=_ROOM_FOR_TRACEBACKS)
        if media_type != "text/plain" or self.bodies.expose != "traceback":
            return written
        lines = "\n".join(self.raised.as_lines())
        return replace(written, content=written.content + f"\n{lines}\n".encode("utf-8", "replace"))

    def _page(self, details: ProblemDetails) -> Written | None:
        """The page for developers, or the user's own; None where there is none, or it failed."""
        request: Any = self.request
        if self.raised is not None and self.bodies.expose == "traceback":
            return debug.write(details, self.raised, f"{request.method} {request.path}")
        return self.bodies.page.write(details, request) if self.bodies.page else None


PLAIN: Final = Bodies(Formats({}))
"""What a problem goes by whose policy says nothing, or is not known."""

UNDRESSED: Final = Dressed(PLAIN)


def checked_bodies(formats: Any, expose: Any, page: Any, translations: Any) -> Bodies:
    """What the arguments of a `Policy` say.

    Args:
        formats: as for `checked_formats`.
        expose: one of `EXPOSURES`.
        page: as for `checked_page`.
        translations: the languages to choose from.

    Raises:
        TypeError: an argument has the wrong type.
        ValueError: a value is unknown.
    """
    if expose not in EXPOSURES:
        # No guess, lest somebody show more than he wanted.
        raise ValueError(f"expose: {expose!r} is none of {', '.join(EXPOSURES)}; leave it out where clients may see it")
    own, paths = checked_page(page), checked_formats(formats)
    if not paths and own is None and expose == "none" and translations is None:
        return PLAIN
    return Bodies(Formats(paths), expose, own and Rendering(own), translations)


def checked_validation_status(given: Any) -> int | None:
    """The status code that `Policy.validation_status` gives, as a plain `int`; None for that of each framework.

    Raises:
        ValueError: it is neither 400 nor 422.
    """
    if given is None:
        return None
    if isinstance(given, int) and given in (400, 422):  # True is neither
        return int(given)
    raise ValueError(f"validation_status: {given!r} is neither 400 nor 422; leave it out for each framework's own")


def dressed_for(subject: Mapping[str, Any] | None) -> Dressed:
    """What a problem has to know that is sent in answer to *subject*, a scope or environ a face may have seen."""
    bodies = subject.get(KEY) if subject else None
    if subject is None or not isinstance(bodies, Bodies):
        return UNDRESSED
    return Dressed(bodies, wsgi_request(subject) if "REQUEST_METHOD" in subject else asgi_request(subject))


def told(say: Say, problem: Any, made: Made, template: str) -> tuple[str, Mapping[str, Any]]:
    """The detail of *problem* in another language, and its members.

    Args:
        say: tells a text in that language.
        problem: a `Problem`.
        made: what it was made with.
        template: what its class says of such problems.
    """
    is_filled, said, members = since_made(problem, made, template)
    return filled(say, template, members, said) if is_filled else say(said), members


def field_lines(written: Written, varies: tuple[str, ...], status_code: int, own: RawFields) -> RawFields:
    """The field lines to send a problem with.

    Args:
        written: its content.
        varies: the names of the request's fields that have decided it.
        status_code: its status code.
        own: its own field lines, which come before those that are made.
    """
    made = [("content-type", written.content_type), ("x-content-type-options", "nosniff"), *written.fields]
    if status_code in _NEVER_STORED:
        made.append(("cache-control", "no-store"))
    lines = [*own, *missing(made, own), *vary(varies, own)] if own else [*without_own(tuple(made), varies)]
    lines.append((b"content-length", b"%d" % len(written.content)))
    return lines


def blank(status_code: int, error_id: str) -> tuple[RawFields, bytes]:
    """Field lines and JSON of a problem that says no more than these, for who is told of no policy.

    Args:
        status_code: its status code, an error's.
        error_id: its instance, the URN of a UUID.

    >>> blank(500, "urn:uuid:7f8c0d1e-0000-4000-8000-000000000001")[1]
    b'{"title":"Internal Server Error","status":500,"instance":"urn:uuid:7f8c0d1e-0000-4000-8000-000000000001"}'
    """
    lines, before, after = _around_id(status_code)
    content = before + error_id.encode() + after
    vouch(content, status_code)
    return [*lines], content


@cache
def _around_id(status_code: int) -> tuple[RawFields, bytes, bytes]:
    # All error ids are equally long, so that Content-Length is the same as well.
    details = ProblemDetails(status_code, reason_phrase(status_code) or None, instance=_NIL)
    written, varies = UNDRESSED.written(lambda _: details, None)
    before, _, after = written.content.partition(_NIL.encode())
    return field_lines(written, varies, status_code, []), before, after


def missing(made: Iterable[tuple[str, str]], own: RawFields) -> RawFields:
    """Those of the field lines *made* whose fields are not among the *own* ones."""
    names = {name for name, _ in own}
    lines = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in made]
    return [line for line in lines if line[0] not in names]


def vary(varies: Iterable[str], own: RawFields) -> RawFields:
    """The line of Vary that is needed for *varies* beside the *own* field lines."""
    named = b",".join(value for name, value in own if name == b"vary").lower()
    members = {member.strip() for member in named.split(b",")}
    lacking = b", ".join(name.encode() for name in varies if name.lower().encode() not in members)
    return [] if not lacking or b"*" in members else [(b"vary", lacking)]


def _said(details: ProblemDetails, say: Say) -> ProblemDetails:
    """*details* with the entries of its `errors` in other words."""
    errors = details.extensions.get("errors")
    if not isinstance(errors, list):
        return details
    told = [
        {**error, "detail": say(error["detail"])}
        if isinstance(error, dict) and isinstance(error.get("detail"), str)
        else error
        for error in errors
    ]
    return replace(details, extensions={**details.extensions, "errors": told})


def _with_member(details: ProblemDetails, exposed: object) -> ProblemDetails:
    return replace(details, extensions={_EXPOSED: exposed, **details.extensions})


@lru_cache(64)
def without_own(made: tuple[tuple[str, str], ...], varies: tuple[str, ...]) -> tuple[tuple[bytes, bytes], ...]:
    """The field lines of a problem that has none of its own."""
    return (*missing(made, []), *vary(varies, []))
