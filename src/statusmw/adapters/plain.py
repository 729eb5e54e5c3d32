"""Plain WSGI and ASGI callables, which have no hooks: the face around them is all there is.

What a bridge such as a2wsgi's or asgiref's makes of an application is one as well.
"""

from __future__ import annotations

from typing import Any

from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.interfaces import interface_of
from statusmw.policy import Policy
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware


def install(app: Any, policy: Policy) -> Any:
    """The face around *app*; *app* itself if it is one.

    Raises:
        TypeError: *app* is neither a WSGI nor an ASGI callable, or may be either.
    """
    if isinstance(app, (WsgiMiddleware, AsgiMiddleware)):
        return app
    interface = interface_of(app)
    if interface is None:
        raise TypeError(
            f"app: {type(app).__name__} is called neither as WSGI (environ, start_response) nor as ASGI says "
            "(scope, receive, send); wrap it in the StatusMiddleware of statusmw.wsgi or statusmw.asgi yourself"
        )
    return AsgiMiddleware(app, policy) if interface == "asgi" else WsgiMiddleware(app, policy)
