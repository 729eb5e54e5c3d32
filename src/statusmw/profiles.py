"""What is right for one kind of application only, in named bundles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statusmw.misfits import misfit
from statusmw.rule import Finding, Level
from statusmw.text import plain, suggestion


@dataclass(frozen=True, kw_only=True, slots=True)
class Excuse:
    """When a rule may be broken.

    Args:
        rule: the rule's id.
        status_codes: the response has one of these; empty: any.
        methods: the request has one of these; empty: any.
        asked: request field names in lower case, one of which is there; empty: whatever the request has.
        answered: response field names in lower case, one of which is there; empty: whatever the response has.

    Raises:
        TypeError: an argument is no collection, or a status code is no int.
    """

    rule: str
    status_codes: Collection[int] = ()
    methods: Collection[str] = ()
    asked: Collection[str] = ()
    answered: Collection[str] = ()

    def __post_init__(self) -> None:
        _fix(self, "status_codes", "methods", "asked", "answered")
        for code in self.status_codes:
            if not isinstance(code, int):
                raise misfit("status_codes", code, "status code", "an int, such as 401")

    def covers(self, finding: Finding) -> bool:
        """Whether *finding* is one that is none here."""
        request, response = finding.exchange.request, finding.exchange.response
        return (
            finding.rule.id == self.rule
            and (not self.status_codes or response.status_code in self.status_codes)
            and (not self.methods or request.method in self.methods)
            and (not self.asked or any(map(request.has, self.asked)))
            and (not self.answered or any(map(response.has, self.answered)))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """A bundle of decisions about rules.

    Args:
        name: what `Policy.profiles` calls it.
        description: which applications it is for, and what it does.
        select: patterns of rules that are asked as well.
        ignore: patterns of rules that are not asked.
        excuses: when a rule that is asked may be broken.

    Raises:
        TypeError: an argument is no collection.
    """

    name: str
    description: str
    select: Collection[str | Level] = ()
    ignore: Collection[str | Level] = ()
    excuses: Collection[Excuse] = ()

    def __post_init__(self) -> None:
        _fix(self, "select", "ignore", "excuses")


def _fix(value: Excuse | Profile, *names: str) -> None:
    for name in names:
        given = getattr(value, name)
        if not isinstance(given, (Iterable, Level)):
            raise misfit(name, given, "collection", f"a list, such as [{plain(given, 40)}]")
        object.__setattr__(value, name, (given,) if isinstance(given, (str, Level)) else tuple(given))


# Every request and every response of tus has this field, OPTIONS aside; nothing else has.
_TUS: Final = ("tus-resumable",)

WEBDAV: Final = Profile(
    name="webdav",
    description=(
        "For servers of WebDAV (RFC 4918, RFC 5842): a dependency that failed is told with 424 even without a field "
        "of WebDAV in the request, and a COPY or MOVE to another server that fails with 502."
    ),
    ignore=("failed-dependency-outside-of-webdav",),
    excuses=(Excuse(rule="gateway-error-from-origin", status_codes=(502,), methods=("COPY", "MOVE")),),
)

TUS: Final = Profile(
    name="tus",
    description=(
        "For uploads by the tus protocol 1.0.0: in an exchange with Tus-Resumable a 409 needs no explanation, a 415 "
        "no list of types, a 201 no content; 460 says that the checksum of Upload-Checksum does not fit."
    ),
    excuses=(
        Excuse(rule="status-code-of-vendor", status_codes=(460,), asked=("upload-checksum",)),
        Excuse(rule="conflict-without-explanation", asked=_TUS),
        Excuse(rule="patch-refused-without-accept-patch", asked=_TUS),
        Excuse(rule="unsupported-media-type-without-accept", asked=_TUS),
        Excuse(rule="created-without-content", asked=_TUS),
    ),
)

PROXY: Final = Profile(
    name="proxy",
    description=(
        "For proxies and gateways: what only an origin server must not send, such as 407, 502 and 504, passes, and "
        "so does what the origin server made of a condition that a proxy hands on (RFC 9110, Section 13.2.1)."
    ),
    ignore=(
        "age-from-origin",
        "date-or-server-from-application",
        "gateway-error-from-origin",
        "if-match-ignored",
        "if-modified-since-ignored",
        "if-none-match-ignored",
        "last-modified-after-date",
        "network-authentication-from-origin",
        "non-authoritative-from-origin",
        "partial-content-of-other-version",
        "proxy-authentication-from-origin",
    ),
)

API_GUIDELINE: Final = Profile(
    name="api-guideline",
    description=(
        "For JSON APIs: also asks what the guidelines of large API providers agree on: which success goes with which "
        "method, and what an error has to say."
    ),
    select=(
        "accepted-from-safe-method",
        "accepted-without-monitor",
        "ambiguous-redirect-of-*",
        "client-error-without-explanation",
        "conflict-with-safe-method",
        "created-with-fragment",
        "created-without-content",
        "failed-dependency-outside-of-webdav",
        "html-error-for-json-client",
        "json-without-content",
        "location-without-meaning",
        "loop-detected-without-depth",
        "multi-status-for-single-resource",
        "no-content-to-get",
        "no-content-with-content-type",
        "problem-on-success",
        "server-error-without-explanation",
        "service-unavailable-without-retry-after",
        "status-code-unused",
        "too-many-requests-without-retry-after",
        "unprocessable-content-without-content",
        "unsupported-media-type-without-accept",
    ),
)

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {profile.name: profile for profile in (WEBDAV, TUS, PROXY, API_GUIDELINE)}
)
"""The profiles that there are, by name."""


def checked_profiles(given: Any) -> frozenset[Profile]:
    """Read what `Policy.profiles` was given.

    Args:
        given: names of profiles, or profiles.

    Returns:
        The profiles.

    Raises:
        TypeError: it is no collection, or something in it is neither.
        ValueError: there is no such profile; the message says what to write.

    >>> [profile.name for profile in checked_profiles(["tus"])]
    ['tus']
    """
    if isinstance(given, (str, Profile)) or not isinstance(given, Collection):
        raise TypeError(f"profiles: give a collection of names, such as [{getattr(given, 'name', given)!r}]")
    return frozenset(each if isinstance(each, Profile) else _profile(each) for each in given)


def _profile(name: object) -> Profile:
    if not isinstance(name, str):
        raise TypeError(f"profiles: {name!r} is neither the name of a profile nor a Profile")
    if name not in PROFILES:
        raise ValueError(f"profiles: there is no profile '{plain(name, 60)}'; {suggestion(name, PROFILES)}")
    return PROFILES[name]
