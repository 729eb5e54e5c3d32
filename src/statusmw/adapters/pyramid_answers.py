"""What the HTTP exceptions of Pyramid and WebOb say: content of their own as it is, all else as a problem."""

from __future__ import annotations

from typing import Any, Final

from pyramid.httpexceptions import HTTPException
from pyramid.threadlocal import get_current_request
from webob.exc import WSGIHTTPException
from webob.request import Request

from statusmw.mapping import from_http
from statusmw.mapping.frameworks import ready
from statusmw.reply import Reply

_FRAMEWORKS: Final = (HTTPException.__module__, WSGIHTTPException.__module__)


def from_pyramid(error: Any) -> Reply | None:
    """The reply to an HTTP exception of Pyramid or WebOb: its own content if it has any, else what it says."""
    request = get_current_request()
    if not error.empty_body and (error.has_body or _has_template(error)):
        return _as_it_is(error, {} if request is None else request.environ)
    # Pyramid's own words are the path that was asked for, or the view that was not allowed.
    own = getattr(error, "result", None) is not None or error.detail == getattr(request, "path_info", None)
    return from_http(error.status_int, None if own else error.detail, error.headerlist)


def _has_template(error: Any) -> bool:
    """Whether *error*, or a class of the user's, says what its content looks like."""
    owner = next(each for each in (error, *type(error).__mro__) if "body_template_obj" in vars(each))
    return owner is error or owner.__module__ not in _FRAMEWORKS


def _as_it_is(error: Any, environ: Any) -> Reply:
    """The response that *error* is, content and all; it is asked by GET, because who answers HEAD leaves that out."""
    asking = Request({**Request.blank("/").environ, **environ, "REQUEST_METHOD": "GET"})
    _, lines, parts = asking.call_application(error)
    return ready(b"".join(parts), error.status_int, lines)
