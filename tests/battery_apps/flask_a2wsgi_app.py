"""Flask over ASGI, through the bridge of a2wsgi."""

import a2wsgi

from battery_apps import flask_app

INTERFACE = "asgi"


def make(policy):
    return a2wsgi.WSGIMiddleware(flask_app.make(policy))
