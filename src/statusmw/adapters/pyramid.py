"""Pyramid: ``config.include("statusmw.adapters.pyramid")``, or `install(config)`.

Exception views answer where the user has none: in Pyramid a view for a more special exception comes first, and what an
application configures itself wins over what it includes. Replies are adapted, and the face stands around the execution
policy, which is all that the router does for a request.
"""

from __future__ import annotations

from typing import Any, Final

from pyramid.events import ApplicationCreated
from pyramid.httpexceptions import HTTPException
from pyramid.response import Response
from pyramid.threadlocal import get_current_request
from webob.exc import WSGIHTTPException
from webob.request import DisconnectionError

from statusmw import streaming
from statusmw.adapters.pyramid_answers import from_pyramid
from statusmw.policy import Policy, default_policy
from statusmw.reading import wsgi_request
from statusmw.reply import Reply, text_lines
from statusmw.wsgi import StatusMiddleware

_KEY: Final = "statusmw.policy"


def install(app: Any, policy: Policy) -> None:
    """Include this module in the configurator *app*.

    Raises:
        RuntimeError: *app* is the router that a configurator made, to which no views can be added.
    """
    if hasattr(app, "include"):
        app.registry.setdefault(_KEY, policy)
        app.include(includeme)
    elif not isinstance(getattr(app.execution_policy, "face", None), StatusMiddleware):
        raise RuntimeError("app: its views are configured already; call install(config) before config.make_wsgi_app()")


def includeme(config: Any) -> None:
    """What ``config.include`` calls; the policy is the registry's ``statusmw.policy``, else the default."""
    policy = config.registry.get(_KEY) or default_policy()
    by_class: dict[Any, Any] = {HTTPException: from_pyramid, WSGIHTTPException: from_pyramid, DisconnectionError: 400}
    face = StatusMiddleware(_unrouted, policy.on_top_of(by_class))
    config.add_response_adapter(_response, Reply)
    config.add_subscriber(_Wrapping(face), ApplicationCreated)

    def answer(error: Any, request: Any) -> Any:
        if isinstance(error, (HTTPException, WSGIHTTPException)) and error.status_int < 400:
            return error
        return _response(face.outcome.answer(error, wsgi_request(request.environ)))

    for cls in (Exception, HTTPException, WSGIHTTPException) if policy.catch_exceptions else ():
        config.add_exception_view(answer, context=cls)


def _unrouted(environ: Any, start_response: Any) -> Any:
    """Run the router's own execution policy, which `_Wrapping` leaves in the environ."""
    execute, router = environ.pop("statusmw.execution")
    return execute(environ, router)(environ, start_response)


class _Wrapping:
    """Puts the face around the execution policy of the router, once it is made."""

    def __init__(self, face: StatusMiddleware) -> None:
        self._face = face

    def __call__(self, event: Any) -> None:
        execute = event.app.execution_policy

        def around(environ: Any, router: Any) -> StatusMiddleware:
            environ["statusmw.execution"] = (execute, router)
            return self._face

        around.face = self._face  # type: ignore[attr-defined]  # a function carries it
        event.app.execution_policy = around


def _response(reply: Reply) -> Response:
    environ = get_current_request().environ
    raw_fields, content = reply.answer("GET", environ.get("HTTP_ACCEPT"), environ)
    parts: Any = [content] if reply.stream is None else streaming.chunks(reply.stream)
    if reply.background is not None:
        parts = streaming.followed_by(parts, reply.background)
    return Response(status=reply.status_line, headerlist=text_lines(raw_fields), app_iter=parts)
