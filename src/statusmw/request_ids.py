"""An id for each request: taken from a field that is trusted, or made; told in a field of the response."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import uuid4

from statusmw import rules as catalogue
from statusmw.exchange import Response
from statusmw.grammar import is_token
from statusmw.reading import REQUEST_ID, asgi_response, wsgi_response

# What has fields of a response in it; that which accepts a WebSocket has no status code.
_HEADS: Final = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})
# What fits every log, URL and field, and no markup: UUIDs, ULIDs, traceparent, base64.
_SAFE: Final = re.compile(r"[A-Za-z0-9._:/+=@~-]{1,128}")


@dataclass(frozen=True, kw_only=True)
class RequestId:
    """How a request gets its id, and which responses tell it.

    The id stands in the environ or scope as ``statusmw.request_id``, in log records as `request_id`, in problems as the
    member ``request_id``. An id that something further outside has put there is kept.

    Args:
        field: the name of the field, in requests and responses.
        trusted: whether the field of a request is believed, because a proxy always sets it; an id that is longer than
            128 characters or has others than letters, digits and ``._:/+=@~-`` never is.
        everywhere: whether all responses tell the id, and not only those with an error.

    Raises:
        TypeError: something is of the wrong type.
        ValueError: *field* is no name of a field, or of one that says something else.

    >>> from statusmw import Policy
    >>> policy = Policy(request_id=RequestId(field="X-Request-ID", trusted=True))
    """

    field: str
    trusted: bool = False
    everywhere: bool = False

    def __post_init__(self) -> None:
        if type(self.field) is not str:
            raise TypeError(f"request_id: field is {self.field!r}; give the name of a field, such as 'x-request-id'")
        if not is_token(self.field):
            raise ValueError(f"request_id: {self.field!r} is no name of a field; give one such as 'x-request-id'")
        if self.field.lower() in _meaningful():
            raise ValueError(f"request_id: {self.field!r} says something else; give a field such as 'x-request-id'")
        for name in ("trusted", "everywhere"):
            if type(getattr(self, name)) is not bool:
                raise TypeError(f"request_id: {name} is neither True nor False")

    def chosen(self, already: object, sent: Iterable[str]) -> str:
        """The id of a request.

        Args:
            already: what something further outside has called it.
            sent: the values of the field that came with it.
        """
        offered = [already] if already is not None else list(sent) if self.trusted else []
        fit = [one for one in offered if type(one) is str and _SAFE.fullmatch(one)]
        return fit[0] if len(offered) == len(fit) == 1 else str(uuid4())

    def tells(self, response: Response) -> bool:
        """Whether *response* has to tell the id, and can, and does not do it by itself."""
        wanted = self.everywhere or response.status_code >= 400
        return wanted and not response.odd and not response.has(self.field)

    def around_wsgi(self, responding: Callable[..., Any]) -> Callable[..., Any]:
        """*responding*, called for a request that has an id, with a `start_response` that tells it."""
        variable = f"HTTP_{self.field.upper().replace('-', '_')}"

        def begin(outcome: Any, environ: dict[str, Any], start_response: Any) -> Any:
            sent = [environ[variable]] if variable in environ else []
            request_id = environ[REQUEST_ID] = self.chosen(environ.get(REQUEST_ID), sent)

            def start(line: Any, fields: Any, exc_info: Any = None) -> Any:
                # Nearly all responses are fine, and need not be read to see that they are no errors.
                wanted = self.everywhere or type(line) is not str or line[:1] in "45"
                if wanted and self.tells(wsgi_response(line, fields)):
                    fields = [*fields, (self.field, request_id)]
                return start_response(line, fields, exc_info) if exc_info else start_response(line, fields)

            return responding(outcome, environ, start)

        return begin

    def around_asgi(self, responding: Callable[..., Any]) -> Callable[..., Any]:
        """*responding*, called for a request that has an id, with a `send` that tells it."""
        field = self.field.lower().encode()

        def begin(outcome: Any, stack: Any, scope: Any, receive: Any, send: Any) -> Any:
            sent = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name.lower() == field]
            request_id = scope[REQUEST_ID] = self.chosen(scope.get(REQUEST_ID), sent)

            async def telling(message: Any) -> None:
                if type(message) is dict and message.get("type") in _HEADS:
                    lines = message.get("headers", ())
                    if self.tells(asgi_response(message.get("status", 200), lines)):
                        message = {**message, "headers": [*lines, (field, request_id.encode())]}
                await send(message)

            return responding(outcome, stack, scope, receive, telling)

        return begin


@cache
def _meaningful() -> frozenset[str]:
    """The fields, in lower case, that rules look at: what they say to clients and caches, an id does not."""
    looked_at = ("present", "absent", "beside", "repeated", "asked", "unasked")
    return frozenset(name for rule in catalogue.CATALOGUE for part in looked_at for name in getattr(rule, part))


def checked_request_id(given: Any) -> RequestId | None:
    """*given* as a `RequestId`: one, the name of its field, or a mapping of its arguments; None is none.

    Raises:
        TypeError: it is none of these.
        ValueError: the name is none, or an argument is unknown.
    """
    if given is None or isinstance(given, RequestId):
        return given
    if isinstance(given, str):
        return RequestId(field=given)
    if not isinstance(given, Mapping):
        raise TypeError(f"request_id: {given!r} is neither the name of a field nor a RequestId")
    if set(given) - {"field", "trusted", "everywhere"} or "field" not in given:
        raise ValueError("request_id: give field, and if you like trusted and everywhere")
    return RequestId(**given)
