"""Litestar, whose every exception travels on to what stands outside, as it is announced for Litestar 3."""

from battery_apps import litestar_app

INTERFACE = "asgi"


def bubble(request, error):
    raise error


def make(policy):
    return litestar_app.make(policy, more={Exception: bubble})
