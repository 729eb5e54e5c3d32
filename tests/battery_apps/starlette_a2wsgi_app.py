"""Starlette over WSGI, through the bridge of a2wsgi."""

import a2wsgi

from battery_apps import starlette_app

INTERFACE = "wsgi"


def make(policy):
    return a2wsgi.ASGIMiddleware(starlette_app.make(policy), wait_time=5)
