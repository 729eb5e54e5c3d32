"""Classic mistakes with status codes, in Flask. Each handler here is wrong; its docstring says how.

`create_app()` is the plain application; `create_app(Policy())` is the same one with statusmw.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Flask, Response
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from statusmw import Policy, install

# A note as a customer wrote it. Nobody looks into it, and as long as it is content nobody has to.
NOTE = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"price": 0.01}'


def create_app(policy: Policy | None = None) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/ping", view_func=ping)
    app.add_url_rule("/orders", view_func=create, methods=["POST"])
    app.add_url_rule("/orders", view_func=replace_all, methods=["PUT"])
    app.add_url_rule("/greeting", view_func=greeting)
    app.add_url_rule("/short", view_func=short)
    app.add_url_rule("/me", view_func=me)
    app.add_url_rule("/old", view_func=old)
    app.add_url_rule("/bug", view_func=bug)
    app.add_url_rule("/export", view_func=export)
    app.add_url_rule("/export/broken", view_func=export_broken)
    # An application of its own beside Flask's, as an admin site or a legacy part often is.
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/legacy": legacy})  # type: ignore[method-assign]  # as Flask's own docs do
    return app if policy is None else install(app, policy)


def ping():
    return {"pong": True}


def create():
    """201 without Location: where is the new order?"""
    return {"id": 7}, 201


def replace_all():
    """405 by hand without Allow: what would have worked?"""
    return {"error": "method not allowed"}, 405


def greeting():
    """Content-Length counts characters, but bytes are sent: too short by two."""
    text = "Grüße an alle"
    response = Response(text, mimetype="text/plain")
    response.content_length = len(text)
    return response


def short():
    """Content-Length of another version of the content: too long."""
    response = Response("{}", mimetype="application/json")
    response.content_length = 50
    return response


def me():
    """401 without a challenge: which credentials would do?"""
    return {"error": "please log in"}, 401


def old():
    """A redirect to nowhere."""
    return "This page has moved", 302


def bug():
    """An exception before the first byte."""
    return {"total": {"a-1": 5}["a-2"]}


def export():
    """A stream that fails at once, though its handler has succeeded."""
    return Response(rows(fail_at=0), mimetype="text/csv")


def export_broken():
    """A stream that fails in the middle: its beginning has been sent."""
    return Response(rows(fail_at=2), mimetype="text/csv")


def rows(fail_at: int) -> Iterator[str]:
    for number in range(5):
        if number == fail_at:
            raise ConnectionError("the database went away")
        yield f"{number},a-{number}\n"


def legacy(environ, start_response):
    """A plain WSGI application that sends content whatever the method and the status code."""
    if environ["REQUEST_METHOD"] == "DELETE":
        content = json.dumps({"deleted": True}).encode()
        start_response("204 No Content", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    else:
        content = NOTE
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(content)))])
    return [content]


app = create_app(Policy())
