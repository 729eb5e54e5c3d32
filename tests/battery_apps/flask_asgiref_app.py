"""Flask over ASGI, through the bridge of asgiref."""

from asgiref.wsgi import WsgiToAsgi

from battery_apps import flask_app

INTERFACE = "asgi"


def make(policy):
    return WsgiToAsgi(flask_app.make(policy))
