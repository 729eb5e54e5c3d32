"""Applications that fail, for real servers."""

from flask import Flask

from statusmw import asgi, install, wsgi


async def _asgi(scope, receive, send):
    raise ValueError("canary")


def _wsgi(environ, start_response):
    raise ValueError("canary")


asgi_app = asgi.StatusMiddleware(_asgi)
wsgi_app = wsgi.StatusMiddleware(_wsgi)
flask_app = install(Flask("shop"))


@flask_app.get("/")
def index():
    raise ValueError("canary")
