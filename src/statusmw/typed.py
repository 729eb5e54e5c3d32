"""What a handler may answer, as annotations: for type checkers, and for the OpenAPI document of the framework.

``-> Created[Order] | OutOfStock | NotFound`` says all of it. The classes are what the helpers for success return; a
name such as `NotFound` stands for the `Problem` or `Redirect` that the helper of its status code returns. What a
handler, or a function that it depends on, raises and does not return is named with `raises`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Generic, TypeAlias, TypeVar, get_args, get_origin

from statusmw.raisable import Problem, Redirect
from statusmw.reply import Reply

if TYPE_CHECKING:
    from typing_extensions import TypeVar as WithDefault

    Content_co = WithDefault("Content_co", covariant=True, default=Any)
else:
    Content_co = TypeVar("Content_co", covariant=True)

Marked = TypeVar("Marked", bound=Callable[..., Any])

MARK: Final = "__statusmw_raises__"
"""The attribute that holds what `raises` was told."""


class Success(Reply):
    """What the classes of replies with a status code of their own share."""

    code: ClassVar[int]


class Ok(Success, Generic[Content_co]):
    """What `respond.ok` returns."""

    code = 200


class Created(Success, Generic[Content_co]):
    """What `respond.created` returns."""

    code = 201


class Accepted(Success, Generic[Content_co]):
    """What `respond.accepted` returns."""

    code = 202


class NoContent(Success):
    """What `respond.no_content` returns."""

    code = 204


class ResetContent(Success):
    """What `respond.reset_content` returns."""

    code = 205


class PartialContent(Success):
    """What `respond.partial_content` returns."""

    code = 206


class NotModified(Success):
    """What `respond.not_modified` returns."""

    code = 304


MovedPermanently: TypeAlias = Annotated[Redirect, 301]
Found: TypeAlias = Annotated[Redirect, 302]
SeeOther: TypeAlias = Annotated[Redirect, 303]
TemporaryRedirect: TypeAlias = Annotated[Redirect, 307]
PermanentRedirect: TypeAlias = Annotated[Redirect, 308]

BadRequest: TypeAlias = Annotated[Problem, 400]
Unauthorized: TypeAlias = Annotated[Problem, 401]
PaymentRequired: TypeAlias = Annotated[Problem, 402]
Forbidden: TypeAlias = Annotated[Problem, 403]
NotFound: TypeAlias = Annotated[Problem, 404]
MethodNotAllowed: TypeAlias = Annotated[Problem, 405]
NotAcceptable: TypeAlias = Annotated[Problem, 406]
Conflict: TypeAlias = Annotated[Problem, 409]
Gone: TypeAlias = Annotated[Problem, 410]
LengthRequired: TypeAlias = Annotated[Problem, 411]
PreconditionFailed: TypeAlias = Annotated[Problem, 412]
ContentTooLarge: TypeAlias = Annotated[Problem, 413]
UnsupportedMediaType: TypeAlias = Annotated[Problem, 415]
RangeNotSatisfiable: TypeAlias = Annotated[Problem, 416]
UnprocessableContent: TypeAlias = Annotated[Problem, 422]
Locked: TypeAlias = Annotated[Problem, 423]
PreconditionRequired: TypeAlias = Annotated[Problem, 428]
TooManyRequests: TypeAlias = Annotated[Problem, 429]
UnavailableForLegalReasons: TypeAlias = Annotated[Problem, 451]
InternalServerError: TypeAlias = Annotated[Problem, 500]
NotImplementedYet: TypeAlias = Annotated[Problem, 501]
BadGateway: TypeAlias = Annotated[Problem, 502]
ServiceUnavailable: TypeAlias = Annotated[Problem, 503]
GatewayTimeout: TypeAlias = Annotated[Problem, 504]


def raises(*errors: Any) -> Callable[[Marked], Marked]:
    """Say what a handler, or a function that it depends on, may raise; nothing changes when it is called.

    Args:
        errors: `Problem` classes, names such as `NotFound`, and exceptions that the policy's mapping has an answer for.

    Returns:
        A decorator of functions and of classes of views.

    Raises:
        TypeError: one of *errors* is no such class or name.

    >>> @raises(NotFound, TimeoutError)
    ... def order(number: int) -> dict[str, int]:
    ...     return {"id": number}
    """
    for error in errors:
        cls = get_args(error)[0] if get_origin(error) is Annotated else error
        if not isinstance(cls, type) or not issubclass(cls, BaseException):
            raise TypeError(f"errors: {error!r} cannot be raised; give an exception class, or a name such as NotFound")

    def mark(owner: Marked) -> Marked:
        setattr(owner, MARK, (*errors, *getattr(owner, MARK, ())))
        return owner

    return mark
