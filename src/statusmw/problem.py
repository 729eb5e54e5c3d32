"""Problem details (RFC 9457): the members of a problem document, and the list of faults found in a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, Required, TypeAlias, TypedDict
from urllib.parse import quote

BLANK: Final = "about:blank"
"""The problem type that says no more than the status code does (RFC 9457 section 4.2.1)."""

RESERVED: Final = frozenset({"type", "title", "status", "detail", "instance"})
"""The members RFC 9457 section 3.1 defines; an extension cannot have one of these names."""

_STATUS_CODES: Final = range(100, 600)
_TEXTUAL: Final = frozenset({str, type(None)})
_SAFE_IN_FRAGMENT: Final = "!$&'()*+,;=:@/?"  # RFC 3986 section 3.5, beside the unreserved characters

Path: TypeAlias = "str | Iterable[str | int]"
"""Where a fault is: the names and indexes that lead to it, one name, or a JSON Pointer that begins with ``#``."""


FieldError = TypedDict(
    "FieldError",
    {
        "detail": Required[str],
        "in": str,
        "pointer": str,
        "parameter": str,
        "code": str,
    },
    total=False,
)
"""One entry of the `errors` member: what is wrong, and where in the request, as `statusmw.validation` writes it too."""


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """The members of a problem document (RFC 9457 section 3.1).

    Args:
        status: the status code the origin server chose, 100 to 599.
        title: what kind of problem it is; the same for every occurrence.
        type: URI reference that identifies the kind of problem; an empty one is ``about:blank``.
        detail: what went wrong this time, for the person who reads it.
        instance: URI reference that identifies this occurrence.
        extensions: further members by name; a read-only copy is kept.

    Raises:
        TypeError: a member has the wrong type, or an extension has the name of a member RFC 9457 defines.
        ValueError: the status code is out of range, or an extension has no name.

    >>> ProblemDetails(404, "Not Found", detail="No order 7", extensions={"order": 7}).as_dict()
    {'title': 'Not Found', 'status': 404, 'detail': 'No order 7', 'order': 7}
    """

    status: int | None = None
    title: str | None = None
    type: str = BLANK
    detail: str | None = None
    instance: str | None = None
    extensions: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self._is_exact():
            object.__setattr__(self, "extensions", MappingProxyType(_checked_extensions(self.extensions)))
            return
        members = {
            "status": _checked_status(self.status),
            "title": _checked_text("title", self.title),
            "type": _checked_text("type", self.type) or BLANK,
            "detail": _checked_text("detail", self.detail),
            "instance": _checked_text("instance", self.instance),
            "extensions": MappingProxyType(_checked_extensions(self.extensions)),
        }
        for name, value in members.items():
            object.__setattr__(self, name, value)

    def _is_exact(self) -> bool:
        """Whether all members but the extensions are, to the letter, what they are to be."""
        status, texts = self.status, (self.title, self.detail, self.instance)
        known = type(status) is int and status in _STATUS_CODES
        return known and type(self.type) is str and self.type != "" and _TEXTUAL.issuperset(map(type, texts))

    def __reduce__(self) -> tuple[object, ...]:  # a read-only view cannot be pickled, what it shows can
        members = (self.status, self.title, self.type, self.detail, self.instance, dict(self.extensions))
        return type(self), members

    def as_dict(self) -> dict[str, object]:
        """The members in the order a reader wants them, without those that say nothing.

        Returns:
            type, title, status, detail, instance, then the extensions; what is None and the type
            ``about:blank`` are left out, which means the same (RFC 9457 section 3.1.1).

        >>> ProblemDetails(status=410, title="Gone", extensions={"since": 2019}).as_dict()
        {'title': 'Gone', 'status': 410, 'since': 2019}
        """
        members = {
            "type": None if self.type == BLANK else self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": self.instance,
        }
        return {name: value for name, value in members.items() if value is not None} | dict(self.extensions)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> ProblemDetails:
        """Read a problem document the way a consumer has to (RFC 9457 sections 3.1 and 3.2).

        Args:
            mapping: the decoded document. A member of the wrong type is as good as absent, as is a status that is
                no status code; members nobody defined are extensions.

        Returns:
            The problem details; `status` says what the document says, not what the response said.

        Raises:
            TypeError: *mapping* is no mapping: the document is no JSON object.

        >>> ProblemDetails.from_mapping({"status": "404", "title": "Not Found", "order": 7})
        ... # doctest: +ELLIPSIS
        ProblemDetails(status=None, title='Not Found', type='about:blank', ... extensions=mappingproxy({'order': 7}))
        """
        if not isinstance(mapping, Mapping):
            raise TypeError(f"mapping must be a mapping, not {_kind(mapping)}: pass the decoded JSON object")
        text = {name: value for name in RESERVED if isinstance(value := mapping.get(name), str)}
        return cls(
            status=_status_read(mapping.get("status")),
            title=text.get("title"),
            type=text.get("type", BLANK),
            detail=text.get("detail"),
            instance=text.get("instance"),
            extensions=_extensions_read(mapping),
        )


def json_pointer(parts: Iterable[str | int]) -> str:
    """A JSON Pointer as a URI fragment (RFC 6901 section 6): where in a JSON text something is.

    Args:
        parts: member names and array indexes from the outside in; no parts mean the whole text. Half a
            surrogate pair in a name, which no URI can hold, becomes a question mark.

    Returns:
        The fragment with its ``#``.

    Raises:
        TypeError: *parts* is one string, or a part is neither `str` nor `int`.
        ValueError: an index is negative.

    >>> json_pointer(["items", 0, "a/b"])
    '#/items/0/a~1b'
    """
    if isinstance(parts, str | bytes):
        raise TypeError(f"parts must be a list of names and indexes, not {_kind(parts)}: put it in a list")
    return "#" + "".join(f"/{_token(part)}" for part in parts)


def field_errors(errors: Iterable[tuple[Path, str] | Mapping[str, object]], *, limit: int = 100) -> list[FieldError]:
    """The `errors` member RFC 9457 section 3 shows: what is wrong with the request's content, and where.

    Args:
        errors: pairs of path and detail; or mappings with ``detail`` and one or more of ``pointer``, ``in`` and
            ``parameter``, which keep their ``code``; or with ``loc`` and ``msg`` as pydantic reports them. Nothing
            else in a mapping is read: the refused value is not sent back.
        limit: how many entries to return at the most; a client chooses how many mistakes it makes.

    Returns:
        The entries in their order.

    Raises:
        TypeError: *errors* is no list, an entry is neither a pair nor such a mapping, or a text is no `str`.
        ValueError: an index in a path is negative.

    >>> field_errors([(["items", 0, "age"], "must be a positive number")])
    [{'detail': 'must be a positive number', 'pointer': '#/items/0/age'}]
    >>> field_errors([{"loc": ("colour",), "msg": "must be red", "input": "secret"}])
    [{'detail': 'must be red', 'pointer': '#/colour'}]
    """
    if not isinstance(errors, Iterable):
        raise TypeError(f"errors must be a list, not {_kind(errors)}: {_ENTRIES}")
    return [_field_error(error) for error in islice(errors, limit)]


_MEMBERS: Final = ("detail", "in", "pointer", "parameter", "code")
_PLACES: Final = frozenset({"in", "pointer", "parameter"})
_ENTRIES: Final = "give pairs (path, detail), or mappings with detail and pointer, in or parameter, or with loc and msg"


def _field_error(error: object) -> FieldError:
    said = _members(error).items()
    entry: Any = {name: _pointer(value) if name == "pointer" else _text(name, value) for name, value in said}
    made: FieldError = entry
    return made


def _members(error: object) -> Mapping[str, object]:
    """What is said of *error*, by the name of the member that says it."""
    if isinstance(error, Mapping):
        said = {name: error[name] for name in _MEMBERS if error.get(name) is not None}
        if "detail" in said and not _PLACES.isdisjoint(said):
            return said
        if "loc" in error and "msg" in error:
            return {"detail": error["msg"], "pointer": error["loc"]}
    elif isinstance(error, tuple | list) and len(error) == 2:
        return {"detail": error[1], "pointer": error[0]}
    raise TypeError(f"errors must hold other entries than {_kind(error)}: {_ENTRIES}")


def _pointer(path: object) -> str:
    if isinstance(path, str):
        return path if path.startswith("#") else json_pointer([path])
    if isinstance(path, bytes) or not isinstance(path, Iterable):
        raise TypeError(f"errors has a path of type {_kind(path)}: give a list of names and indexes")
    return json_pointer(path)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"errors has a {name} of type {_kind(value)}: say it in a str")
    return value


def _token(part: object) -> str:
    if isinstance(part, str):
        escaped = part.replace("~", "~0").replace("/", "~1")
        return quote(escaped, safe=_SAFE_IN_FRAGMENT, errors="replace")
    if not isinstance(part, int) or isinstance(part, bool):
        raise TypeError(f"parts must hold str and int, not {_kind(part)}: convert it with str() first")
    if part < 0:
        raise ValueError("parts holds a negative index: count from the start of the array")
    return str(int(part))


def _checked_status(status: object) -> int | None:
    if status is None:
        return None
    if not isinstance(status, int) or isinstance(status, bool):
        raise TypeError(f"status must be an int or None, not {_kind(status)}: give a status code")
    if status not in _STATUS_CODES:
        raise ValueError("status must be a status code from 100 to 599: give one, or None")
    return int.__index__(status)


def _checked_text(name: str, value: object) -> str | None:
    if isinstance(value, str):
        return str.__str__(value)
    if value is None:
        return None
    raise TypeError(f"{name} must be a str or None, not {_kind(value)}: convert it with str() first")


def _status_read(status: object) -> int | None:
    if isinstance(status, bool) or not isinstance(status, int | float) or status not in _STATUS_CODES:
        return None
    return int(status)  # JSON has one type of number: 404.0 is 404


def _extensions_read(mapping: Mapping[Any, object]) -> dict[str, object]:
    return {name: mapping[name] for name in mapping if isinstance(name, str) and name and name not in RESERVED}


def _checked_extensions(extensions: Mapping[str, object]) -> dict[str, object]:
    if type(extensions) is not dict and not isinstance(extensions, Mapping):
        raise TypeError(f"extensions must be a mapping, not {_kind(extensions)}: give member names and values")
    for name in extensions:
        if not isinstance(name, str):
            raise TypeError(f"extensions has a name of type {_kind(name)}: a member's name is a str")
        if name in RESERVED:
            raise TypeError(f"extensions cannot redefine the member {name!r}: give it as the argument {name}")
        if not name:
            raise ValueError("extensions has an empty name: a member needs a name (RFC 9457 section 3.2)")
    return dict(extensions)


def _kind(value: object) -> str:
    return type(value).__name__
