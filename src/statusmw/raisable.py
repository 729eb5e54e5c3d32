"""Replies that can be raised as well as returned: `Redirect` and `Problem`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

from starlette.exceptions import HTTPException as StarletteHTTPException
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException
from werkzeug.exceptions import default_exceptions
from werkzeug.wrappers import Response as WerkzeugResponse

from statusmw.bodies import UNDRESSED, Dressed, blank, dressed_for, field_lines, told
from statusmw.fields import exact_text
from statusmw.members import Declaring, Member, argument, bound_members, check_template, declared_members
from statusmw.negotiation import choose
from statusmw.problem import BLANK, RESERVED, ProblemDetails
from statusmw.reply import RawFields, Reply, Values, checked_status, text_lines
from statusmw.status import reason_phrase
from statusmw.targets import http_reference, uri_reference
from statusmw.writers import MEDIA_TYPES, Written, write
from statusmw.writers.json import URN
from statusmw.writers.readable import Say

_REDIRECTS: Final = (301, 302, 303, 307, 308)

Cls = TypeVar("Cls", bound="Raisable")


class Raisable(Reply, WerkzeugHTTPException, StarletteHTTPException):  # type: ignore[misc]  # both Starlette classes have `headers`; Response's is a Mapping too
    """What `Redirect` and `Problem` share: a reply that is an HTTP exception of both families.

    Its fields never hold Content-Length or Content-Type, because the frameworks' own handlers copy them onto content
    of their own.
    """

    response: Any  # what Werkzeug would send in its place; on a client's side, what was received

    _made_when_sent = frozenset({b"content-length", b"content-type"})
    _negotiates = True
    original_exception: BaseException | None = None  # what Flask asks a 500 for

    def __init__(self, status_code: int, detail: str, headers: Mapping[str, Values] | None = None) -> None:
        Exception.__init__(self)
        self.__class__ = _with_code(self.__class__, status_code)
        self.status_code = status_code
        self.detail = self.description = detail
        self.response = self.background = self.stream = None
        self.raw_headers = []
        if headers:
            self.with_headers(headers)

    def _kept(self) -> RawFields:
        # Whoever writes to `headers` past `with_headers` must not make two lengths out of one.
        return [line for line in self.raw_headers if line[0] not in self._made_when_sent]

    def get_headers(self, environ: object = None, scope: object = None) -> list[tuple[str, str]]:
        """The field lines as Werkzeug wants them."""
        del environ, scope
        return text_lines(self.answer("GET", None)[0])

    def get_body(self, environ: object = None, scope: object = None) -> str:
        """The content as Werkzeug wants it."""
        del environ, scope
        return self.answer("GET", None)[1].decode()

    def get_response(self, environ: Any = None, scope: Any = None) -> WerkzeugResponse:
        """The reply as a Werkzeug response: Quart asks for it."""
        method, accept = ("GET", None) if environ is None else (environ["REQUEST_METHOD"], environ.get("HTTP_ACCEPT"))
        raw_fields, content = self.answer(method, accept, environ or scope)
        return WerkzeugResponse(content, self.status_code, text_lines(raw_fields))

    def __str__(self) -> str:
        return f"{self.status_code} {reason_phrase(self.status_code)}: {self.detail}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (_PLAIN.get(type(self), type(self)), self.__getstate__())


def _remade(cls: type[Raisable], state: dict[str, Any]) -> Raisable:
    made = cls.__new__(cls)
    vars(made).update(state)
    made.__class__ = _with_code(cls, made.status_code)
    return made


_CODED: Final[dict[tuple[type[Any], int], type[Any]]] = {}
_PLAIN: Final[dict[type[Any], type[Any]]] = {}


def _with_code(cls: type[Cls], status_code: int) -> type[Cls]:
    """*cls* as a class of the status code: Flask looks for a user's handler by the class, not by the instance."""
    if cls.code == status_code:
        return cls
    plain = _PLAIN.get(cls, cls)
    coded: Any = _CODED.get((plain, status_code))
    if coded is None:
        about = {"code": status_code, "__module__": plain.__module__, "__qualname__": plain.__qualname__}
        coded = type(plain.__name__, (plain, *_kin(plain, status_code)), {**about, "__doc__": plain.__doc__})
        _PLAIN[coded] = plain
        _CODED[plain, status_code] = coded
    made: type[Cls] = coded
    return made


def made_of(plain: type[Any], made: type[Any]) -> None:
    """Remember that *made* is no entry of the catalogue of its own: it was made of *plain*."""
    _PLAIN[made] = plain


def as_declared(cls: type[Cls]) -> type[Cls]:
    """The class as its author wrote it, where *cls* is one that was made of it."""
    return _PLAIN.get(cls, cls)


def _kin(cls: type[Any], status_code: int) -> tuple[type[WerkzeugHTTPException], ...]:
    """Werkzeug's class for the status code: a handler for a number is one for this class."""
    named = default_exceptions.get(status_code)
    return () if named is None or issubclass(cls, named) else (named,)


class Redirect(Raisable):
    """A redirection, to return or to raise.

    Args:
        status_code: 301, 302, 303, 307 or 308.
        location: where to, as a URI reference.
        headers: further fields.

    Raises:
        TypeError: *location* is no text.
        ValueError: *location* is no relative, http or https reference, or *status_code* is another one.

    RFC 9110, Section 15.4. The functions `statusmw.respond.see_other`, `redirect` and so on make one.

    >>> Redirect(303, "/orders/7").headers["location"]
    '/orders/7'
    """

    def __init__(self, status_code: int, location: str, headers: Mapping[str, Values] | None = None) -> None:
        if status_code not in _REDIRECTS:
            raise ValueError(f"status_code must be one of {', '.join(map(str, _REDIRECTS))}, not {status_code!r}")
        super().__init__(int(status_code), reason_phrase(status_code), headers)
        self.body = b""
        self.with_headers({"location": http_reference(location)})

    @property
    def location(self) -> str:
        """Where to."""
        return self.headers["location"]

    def answer(
        self, method: str, accept: str | None, subject: Mapping[str, Any] | None = None
    ) -> tuple[RawFields, bytes]:
        """The field lines and no content: what is in Location is never repeated in a page."""
        del method, accept, subject
        return [*self._kept(), (b"content-length", b"0")], b""


class Problem(Raisable, Declaring):  # type: ignore[misc]  # as `Raisable`
    """An error that says what is wrong, as problem details, to return or to raise.

    A subclass is an entry of the API's catalogue of errors: its annotations are the extension members, its `detail` a
    template over them.

    Args:
        status: the status code; a subclass has its own.
        detail: what is wrong this time, for a person who reads it.
        type: URI reference of the problem type.
        title: what is wrong in general; the reason phrase if there is nothing more to say.
        instance: URI reference of this occurrence.
        headers: fields to send with it.
        members: extension members.

    Raises:
        TypeError: an extension member is missing, unknown or has a reserved name, or a text is none.
        ValueError: *status* is no error's, or a URI reference is none.

    RFC 9457, Section 3.

    >>> class OutOfStock(Problem):
    ...     status = 409
    ...     title = "Out of stock"
    ...     detail = "Only {left} of {sku} left"
    ...     sku: str
    ...     left: int
    >>> OutOfStock(sku="a-1", left=0).body
    b'{"title":"Out of stock","status":409,"detail":"Only 0 of a-1 left","sku":"a-1","left":0}'
    """

    status: ClassVar[int]
    extension_members: ClassVar[Mapping[str, Member]] = {}
    type: str = "about:blank"
    title: str = ""
    if TYPE_CHECKING:  # fields of other types have these names
        _status_given: int | None = argument(default=None, alias="status", kw_only=False)
        _headers_given: Mapping[str, Values] | None = argument(default=None, alias="headers")
    detail: str = argument(default="", kw_only=False)
    instance: str | None = None
    _dressed: ClassVar[Dressed | None] = None
    _made: ClassVar[tuple[bool, str | None, Mapping[str, Any]]] = (False, None, {})

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "status_code" in vars(cls):
            raise TypeError(f"{cls.__name__}.status_code: what a problem class says is its status; write status = 409")
        if "status" in vars(cls):
            cls.status = cls.code = _error_status(cls.status, f"{cls.__name__}.status")
            cls.__bases__ = (*cls.__bases__, *_kin(cls, cls.code))
        cls.type = uri_reference(cls.type, argument=f"{cls.__name__}.type")
        for name in ("title", "detail"):
            exact_text(getattr(cls, name), f"{cls.__name__}.{name}")
        cls.extension_members = declared_members(cls, cls.extension_members, _TAKEN)
        check_template(cls.__name__, cls.detail, cls.extension_members)

    def __init__(
        self,
        status: int | None = None,
        detail: str | None = None,
        *,
        type: str | None = None,
        title: str | None = None,
        instance: str | None = None,
        headers: Mapping[str, Values] | None = None,
        **members: Any,
    ) -> None:
        status_code = self._status_code(status)
        if _PLAIN.get(self.__class__, self.__class__) is not Problem:
            members = bound_members(self.__class__.__name__, self.extension_members, members)
        self.members: dict[str, Any] = members
        self.type = self.type if type is None else uri_reference(type, argument="type")
        self.title = exact_text(title or self.title or reason_phrase(status_code), "title")
        self.instance = None if instance is None else uri_reference(instance, argument="instance")
        self.said = self._template().format_map(members) if detail is None else exact_text(detail, "detail")
        super().__init__(status_code, self.said or self.title or str(status_code), headers)
        declared = {name: members[name] for name in self.extension_members}
        vars(self).update(declared, status=status_code, _made=(detail is None, self.detail, declared))

    def _status_code(self, status: int | None) -> int:
        name = self.__class__.__name__
        if not hasattr(self, "status"):
            if status is None:
                raise TypeError(f"{name}() needs status, or a class that says it: status = 409")
            return _error_status(status, "status")
        if status is not None:
            raise TypeError(f"{name}() has status {self.status} from its class; leave status out, give members by name")
        return self.status

    def _template(self) -> str:
        # On an instance `detail` is what was said this time; the class keeps the template.
        return self.__class__.detail

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Make a problem of a problem document, read as RFC 9457, Section 3.1, tells a consumer to.

        Args:
            mapping: the document; members of the wrong type are ignored, unknown ones kept.

        Returns:
            An instance of the subclass that has the document's `type`, if there is one below *cls*; else of *cls*.
            What it does not declare is kept in `members`. A status of the class comes before the document's.

        Raises:
            TypeError: the document has no status and the class neither, or lacks a required extension member.
            ValueError: the document's status is no error's, and the class has none.
        """
        read = ProblemDetails.from_mapping(mapping)
        # The last one first: a class that was defined anew, in a notebook or by a reloader, stands for its type.
        found: Any = next((known for known in declared_problems(cls) if known.type == read.type != BLANK), cls)
        status = {} if hasattr(found, "status") else {"status": read.status}
        declared = {name: value for name, value in read.extensions.items() if name in found.extension_members}
        made: Self = found(detail=read.detail, title=read.title, **status, **declared)
        made.members = {**made.members, **read.extensions}
        # A consumer takes these as they are; one that is no URI reference is no reason to lose the rest.
        made.type = found.type if read.type == BLANK else read.type
        made.instance = read.instance
        return made

    @property
    def details(self) -> ProblemDetails:
        """The problem as a value."""
        return self.details_in(str)

    def details_in(self, say: Say) -> ProblemDetails:
        """The problem as a value, in the words of *say*; its template is translated before it is filled in."""
        said, members = told(say, self, self._made, self._template())
        return ProblemDetails(
            status=self.status_code,
            title=say(self.title) or None,
            type=self.type,
            detail=said or None,
            instance=self.instance,
            extensions=members,
        )

    @property
    def body(self) -> bytes:  # type: ignore[override]  # Starlette sets it once, here it follows from the problem
        """The problem as JSON: what a client gets that has no other wish."""
        return self.written(None).content

    def written(self, accept: str | None) -> Written:
        """The problem in the format that the request's Accept field prefers, whatever a policy says."""
        return write(self.details, choose(accept))

    def dress(self, dressed: Dressed) -> None:
        """Have the problem written as *dressed* knows, wherever it is sent."""
        vars(self)["_dressed"] = dressed

    def answer(
        self, method: str, accept: str | None, subject: Mapping[str, Any] | None = None
    ) -> tuple[RawFields, bytes]:
        """The field lines and the content to send, negotiated."""
        dressed, error_id = self._dressed or dressed_for(subject), self._only_id()
        if error_id and dressed is UNDRESSED and choose(accept) == MEDIA_TYPES[0]:
            lines, content = blank(self.status_code, error_id)
        else:
            written, varies = dressed.written(self.details_in, accept)
            lines, content = field_lines(written, varies, self.status_code, self._kept()), written.content
        return lines, b"" if method == "HEAD" else content

    def _only_id(self) -> str | None:
        """The error id, where that and the status code are all there is to say: of what nobody has foreseen."""
        if self.said or self.members or self.raw_headers or as_declared(type(self)) is not Problem:
            return None
        as_made = self.status_code == self.code and self.type == BLANK and self.detail is self._made[1]
        as_made = as_made and self.title == reason_phrase(self.status_code)
        return self.instance if as_made and self.instance and URN.fullmatch(self.instance) else None


_OF_INSTANCES: Final = ("status_code", "background", "raw_headers", "stream", "members", "said", "headers", "response")
_TAKEN: Final = frozenset({*RESERVED, *dir(Problem), *_OF_INSTANCES})


def _error_status(status: Any, argument: str) -> int:
    status_code = checked_status(status, argument=argument)
    if status_code < 400:
        raise ValueError(f"{argument}: a problem has a status code from 400 to 599, not {status_code}")
    return status_code


def declared_problems(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """The problem classes below *base*; the last one first, and each before those that it is the base of."""
    for below in reversed(base.__subclasses__()):
        if below not in _PLAIN:
            yield below
        yield from declared_problems(below)
