"""Which status code to answer with: create, read, update and delete, moved interfaces, and failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Operation = Literal["create", "read", "update", "delete", "move", "fail"]
Mode = Literal["synchronous", "asynchronous"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to answer in one situation.

    Args:
        operation: what the request wants; ``"move"``: the interface itself changed; ``"fail"``: the server failed.
        method: the request methods, as one types them.
        mode: whether the work is done before the answer leaves.
        outcome: what happened.
        code: the status code that says so.
        helper: the call that builds the response.
        why: the reason for this code.
    """

    operation: Operation
    method: str
    mode: Mode
    outcome: str
    code: int
    helper: str
    why: str


_Row: TypeAlias = tuple[str, Mode, str, int, str, str]
_S: Final[Mode] = "synchronous"
_A: Final[Mode] = "asynchronous"

_CREATE: tuple[_Row, ...] = (
    ("POST", _S, "created", 201, "respond.created(location, item)", "Location tells the client where its item is."),
    ("PUT", _S, "created", 201, "respond.created(None, item)", "The target itself came into being: no Location."),
    ("POST", _S, "done, nothing to name", 200, "respond.ok(result)", "The outcome has no URI, such as a computation."),
    ("POST", _S, "form sent by a browser", 303, "respond.see_other(location)", "Reloading will not send it again."),
    ("POST", _A, "queued", 202, "respond.accepted(monitor)", "Checked but not created yet: ask the monitor."),
    ("POST", _S, "malformed", 400, "respond.bad_request(detail)", "Broken JSON, or a required field is missing."),
    ("POST", _S, "parent is missing", 404, "respond.not_found(detail)", "The collection it belongs to is not there."),
    ("POST", _S, "exists already", 409, "respond.conflict(detail)", "A duplicate key clashes with the state."),
    ("PUT", _S, "exists already", 412, "respond.precondition_failed(detail)", "If-None-Match: * found an item there."),
    ("POST, PUT", _S, "too large", 413, "respond.content_too_large(detail)", "Say how large it may be."),
)

_READ: tuple[_Row, ...] = (
    ("GET, HEAD", _S, "found", 200, "respond.ok(item, etag=etag)", "HEAD gets the same fields without content."),
    ("GET", _S, "list, perhaps empty", 200, "respond.ok(items)", "A collection with no items exists: no 404."),
    ("GET", _S, "range", 206, "respond.partial_content(part, first=0, complete_length=n)", "Range asked for a part."),
    ("GET, HEAD", _S, "not changed", 304, "respond.not_modified(etag=etag)", "If-None-Match named this version."),
    ("GET", _A, "still at work", 200, "respond.ok(progress)", "The status monitor itself was read successfully."),
    ("GET", _A, "finished", 303, "respond.see_other(location)", "The status monitor points to the result."),
    ("GET", _A, "failed", 200, "respond.ok(progress)", "The work failed, reading its monitor did not: say it inside."),
    ("GET", _S, "malformed query", 400, "respond.bad_request(detail)", "A parameter is missing or cannot be read."),
    ("GET, HEAD", _S, "unknown id", 404, "respond.not_found(detail)", "Right route, but no such item; or hidden."),
    ("GET, HEAD", _S, "deleted for good", 410, "respond.gone(detail)", "Known to have been here: drop the link."),
    ("GET, HEAD", _S, "no such format", 406, "respond.not_acceptable(detail)", "Nothing on offer matches Accept."),
    ("GET", _S, "past the end", 416, "respond.range_not_satisfiable(complete_length)", "No range lies within it."),
)

_UPDATE: tuple[_Row, ...] = (
    ("PUT", _S, "replaced", 200, "respond.ok(item, etag=etag)", "The item as it is now is worth showing."),
    ("PUT", _S, "replaced", 204, "respond.no_content(etag=etag)", "The client sent the whole of it and knows it."),
    ("PUT", _S, "created", 201, "respond.created(None, item)", "A PUT that created must say so."),
    ("PATCH", _S, "changed", 200, "respond.ok(item, etag=etag)", "The client sent a part: show it the whole."),
    ("PATCH", _S, "changed", 204, "respond.no_content(etag=etag)", "Enough where the client can work it out."),
    ("PUT, PATCH", _A, "queued", 202, "respond.accepted(monitor)", "Checked but not changed yet: ask the monitor."),
    ("PUT, PATCH", _S, "malformed", 400, "respond.bad_request(detail)", "The content or the patch cannot be read."),
    ("PUT, PATCH", _S, "unknown id", 404, "respond.not_found(detail)", "Nothing to change, and PUT may not create."),
    ("PUT, PATCH", _S, "deleted for good", 410, "respond.gone(detail)", "It was here; it will not take changes again."),
    ("PUT, PATCH", _S, "edit conflict", 409, "respond.conflict(detail)", "The change clashes with the present state."),
    ("PUT, PATCH", _S, "changed meanwhile", 412, "respond.precondition_failed(detail)", "If-Match is outdated."),
)

_DELETE: tuple[_Row, ...] = (
    ("DELETE", _S, "deleted", 204, "respond.no_content()", "The best fit: it is done and nothing is left to show."),
    ("DELETE", _S, "deleted", 200, "respond.ok(item)", "Where the client wants to see what was deleted."),
    ("DELETE", _A, "queued", 202, "respond.accepted(monitor)", "It goes later: say where to ask whether it has."),
    ("DELETE", _S, "malformed", 400, "respond.bad_request(detail)", "The id or a parameter cannot be read."),
    ("DELETE", _S, "unknown id", 404, "respond.not_found(detail)", "Nothing is there, never was or not any more."),
    ("DELETE", _S, "deleted before", 410, "respond.gone(detail)", "Where it is known that it was here."),
    ("DELETE", _S, "still in use", 409, "respond.conflict(detail)", "Something else refers to it: say what."),
    ("DELETE", _S, "changed meanwhile", 412, "respond.precondition_failed(detail)", "If-Match is outdated."),
)

_CONTENT: tuple[_Row, ...] = (
    ("", _S, "wrong format", 415, "respond.unsupported_media_type(detail)", "Accept tells which ones are taken."),
    ("", _S, "invalid values", 422, "respond.unprocessable_content(detail)", "It can be read: list each wrong value."),
)

_CONDITION: tuple[_Row, ...] = (
    ("", _S, "no condition", 428, "respond.precondition_required(detail)", "Without If-Match changes could get lost."),
)

_ANY: tuple[_Row, ...] = (
    ("", _S, "not logged in", 401, "respond.unauthorized(challenge)", "Credentials are missing, wrong or expired."),
    ("", _S, "not allowed", 403, "respond.forbidden(detail)", "The client is known, and has no right to do this."),
    ("", _S, "wrong method", 405, "respond.method_not_allowed(allow)", "The resource exists: Allow lists what works."),
    ("", _S, "too many requests", 429, "respond.too_many_requests(retry_after=30)", "Say when to come back."),
)

_MOVE: tuple[_Row, ...] = (
    ("any", _S, "moved for good", 308, "respond.permanent_redirect(location)", "Old clients follow, writes included."),
    ("GET, HEAD", _S, "moved for good", 301, "respond.moved_permanently(location)", "Fine where nothing is written."),
    ("any", _S, "moved for now", 307, "respond.temporary_redirect(location)", "Same request there; the old URI stays."),
    ("GET, HEAD", _S, "moved for now", 302, "respond.found(location)", "Fine where nothing is written."),
    ("any", _S, "removed", 410, "respond.gone(detail)", "The version has ended and has no successor to go to."),
)

_FAIL: tuple[_Row, ...] = (
    ("any", _S, "unhandled exception", 500, "respond.internal_server_error()", "Log it, show nothing of it."),
    ("any", _S, "assumed and missing", 500, "respond.internal_server_error()", "The code relied on it unchecked."),
    (
        "any",
        _S,
        "required field missing",
        400,
        "respond.bad_request(detail)",
        "Check for it: unchecked it ends as a 500.",
    ),
    ("any", _S, "unknown method", 501, "respond.not_implemented()", "No resource of this server knows the method."),
    ("any", _S, "third party unreachable", 502, "respond.bad_gateway()", "Refused, cut off, or an answer of no use."),
    (
        "any",
        _S,
        "third party too slow",
        504,
        "respond.gateway_timeout()",
        "It did not answer in the time it was given.",
    ),
    ("any", _S, "overloaded", 503, "respond.service_unavailable(retry_after=30)", "It passes: say when to come back."),
    ("any", _S, "maintenance", 503, "respond.service_unavailable(retry_after=3600)", "Planned, so the end is known."),
    ("any", _A, "queue is full", 503, "respond.service_unavailable(retry_after=30)", "Not accepted: send it again."),
    ("any", _S, "store is full", 507, "respond.insufficient_storage()", "The content is fine, but there is no room."),
)

_WRITES = {"create": "POST, PUT", "update": "PUT, PATCH", "delete": "DELETE"}


def _advice(operation: Operation, own: tuple[_Row, ...], usual: tuple[_Row, ...] = ()) -> tuple[Advice, ...]:
    methods = _WRITES.get(operation, "GET, HEAD")
    return tuple(
        Advice(operation, method or methods, mode, outcome, code, helper, why)
        for method, mode, outcome, code, helper, why in (*own, *usual)
    )


CRUD: tuple[Advice, ...] = (
    *_advice("create", _CREATE, _CONTENT + _ANY),
    *_advice("read", _READ, _ANY),
    *_advice("update", _UPDATE, _CONTENT + _CONDITION + _ANY),
    *_advice("delete", _DELETE, _CONDITION + _ANY),
    *_advice("move", _MOVE),
    *_advice("fail", _FAIL),
)
"""What to answer when: successes first, then the usual errors, for each operation.

The errors stand under ``"synchronous"`` because they are found while the client waits, before work is queued as well.
"""
