"""flask-smorest and APIFlask: their defaults for errors give way to ours, and what webargs has found is told our way.

What a view returns is dumped through its schema, a reply is sent as it is. A handler of the user's for errors, such as
`error_processor` of APIFlask, stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from typing import Any, Final

from flask import Flask
from werkzeug.exceptions import HTTPException

from statusmw.mapping import from_http
from statusmw.maps.input import each_message
from statusmw.policy import Policy
from statusmw.reply import Reply
from statusmw.validation import Fault, Source, validation_problem

_MOST: Final = 100  # a client chooses how many mistakes it makes
_SOURCES: Final[Mapping[str, Source]] = {
    "cookies": "cookie",
    "headers": "header",
    "path": "path",
    "query": "query",
    "querystring": "query",
    "view_args": "path",
}
"""What webargs calls the parts of a request; everything else is in the body."""


def apis_of(app: Flask) -> list[Any]:
    """The objects of flask-smorest that *app* has."""
    apis = app.extensions.get("flask-smorest", {}).get("apis", {})
    return [api.get("ext_obj", api) if isinstance(api, Mapping) else api for api in apis.values()]


def prepared(app: Flask, policy: Policy) -> Policy:
    """*policy* with what the exceptions of flask-smorest and APIFlask mean, if *app* has one of them.

    Their own default handlers are removed, so that ours take their place; and replies pass by their schemas.
    """
    given: Any = app
    handlers: dict[Any, Any] = given.error_handler_spec[None][None]
    if getattr(handlers.get(HTTPException), "__module__", "").partition(".")[0] in ("apiflask", "flask_smorest"):
        del handlers[HTTPException]
    if hasattr(given, "error_processor") and given.error_callback == given._error_handler:  # noqa: SLF001 - the default
        for cls in [cls for cls, handler in handlers.items() if handler.__module__ == "apiflask.app"]:
            del handlers[cls]
    elif not apis_of(app):
        return policy
    # Their decorators let Flask's own responses pass, dump everything else, and have this method call what is below.
    given.ensure_sync = partial(_responding, given, given.ensure_sync)
    own: dict[Any, Any] = {HTTPException: _of_webargs, "apiflask.exceptions.HTTPError": _of_apiflask}
    return policy.on_top_of(own)


def _responding(app: Any, ensure_sync: Callable[[Any], Any], function: Any) -> Callable[..., Any]:
    return partial(_responded, app, ensure_sync(function))


def _responded(app: Any, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """What *function* returns; if that is a reply, alone or with a status code and fields, the response of it."""
    result = function(*args, **kwargs)
    reply = result[0] if isinstance(result, tuple) and result else result
    return app.make_response(result) if isinstance(reply, Reply) else result


def _of_webargs(error: Any) -> Reply | None:
    """What ``abort`` of webargs, which flask-smorest calls as well, was told to say."""
    data = getattr(error, "data", None)
    if not isinstance(data, Mapping):
        return None
    if isinstance(data.get("messages"), Mapping):
        return _validation(error.code, data["messages"])
    said = {"detail": data.get("message"), **({"errors": data["errors"]} if "errors" in data else {})}
    return from_http(error.code, said, dict(data.get("headers") or {}).items())


def _of_apiflask(error: Any) -> Reply | None:
    if type(error).__name__ == "_ValidationError" and isinstance(error.detail, Mapping):
        return _validation(error.status_code, error.detail)
    more = error.detail if isinstance(error.detail, Mapping) else {"errors": error.detail}
    said = {**more, **error.extra_data, "detail": error.message}
    return from_http(error.status_code, said, dict(error.headers).items())


def _validation(status_code: int, messages: Mapping[str, Any]) -> Reply:
    faults = [
        Fault.at(path, said, _SOURCES.get(place, "body"))
        for place, below in messages.items()
        for path, said in islice(each_message(below), _MOST)
    ]
    return validation_problem(status_code, faults)
