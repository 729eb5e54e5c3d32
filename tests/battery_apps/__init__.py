"""The same small application in every framework, for the battery: `make(policy)` installs statusmw and returns it.

==================  ===================================================================================================
path                what it does
==================  ===================================================================================================
GET ``/fine``       answers ``fine``; no other method but HEAD and OPTIONS
``/item``           the framework's own 404, which says "no such item"
``/private``        the framework's own 401 with a challenge
``/busy``           the framework's own 503 with Retry-After
``/limited``        the framework's own 429 with Retry-After
``/boom``           raises an exception with a secret in its message
``/group``          raises a group of one exception: the framework's own 403
``/validated``      asks for a parameter ``q``, a number, and gets a word
``/taken``          raises `Taken`
``/lying``          raises a problem whose attribute ``status`` says 200
``/known``          raises `Known`, which the policy maps to 409
``/handled``        raises `Handled`, for which the user has a handler that answers 418 "by the user"
``/cookie``         sets a cookie, and then raises the framework's own 404
``/stream/once``    a stream that fails before its first chunk
``/stream/midway``  a stream that fails after it
``/stream/fine``    a stream of two chunks, ``first`` and ``second``
``/middleware``     a middleware of the user's raises the framework's own 403
``/sub/boom``       a mounted application raises as ``/boom`` does
``/background``     answers ``fine``, and a background task fails after it
POST ``/upload``    reads all of the request's content, and answers ``fine``
``/moved``          raises a redirect to ``/fine``
``/login``          what runs before the handler (a dependency, a hook, a decorator) raises that redirect
POST ``/created``   returns ``respond.created("/orders/7", {"id": 7})``
DELETE ``/deleted`` returns ``respond.no_content()``
``/answered``       returns a problem
``/elsewhere``      returns a redirect
``/exported``       returns ``respond.ok`` with an iterator
==================  ===================================================================================================

The user's own hook puts ``X-After: kept`` on what the framework answers; the framework's way to CORS grants any origin.
Where a framework validates the content of a request and not its parameters, ``/validated`` takes it by POST.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.background import BackgroundTask

from statusmw import Problem, Redirect, respond

SECRET = "SECRET-TOKEN-77"


class Taken(Problem):
    status = 409
    title = "Taken"
    when: datetime


class Known(Exception):
    """What the policy maps to 409."""


class Handled(Exception):
    """What the user has a handler for."""


def boom() -> None:
    raise ValueError(SECRET)


def taken() -> None:
    raise Taken(when=datetime(2026, 1, 1, tzinfo=UTC))


def lying() -> None:
    problem = Problem(409)
    problem.status = 200
    raise problem


def known() -> None:
    raise Known


def handled() -> None:
    raise Handled


def moved() -> None:
    raise Redirect(303, "/fine")


# What a handler of any framework can call, by the last part of its path.
RAISING = {function.__name__: function for function in (boom, taken, lying, known, handled, moved)}


def created():
    return respond.created("/orders/7", {"id": 7})


def answered():
    return Problem(409, "already there")


def deleted():
    return respond.no_content()


def elsewhere():
    return respond.see_other("/fine")


def exported():
    return respond.ok(iter(["a", "b"]))


def background():
    reply = respond.ok("fine")
    reply.background = BackgroundTask(boom)
    return reply


RETURNING = {function.__name__: function for function in (created, deleted, answered, elsewhere, exported, background)}
METHODS = {"created": "POST", "deleted": "DELETE", "upload": "POST"}


def before(path: str) -> None:
    """What runs before the handler of *path*."""
    if path == "/login":
        moved()


def raising(error):
    """A handler without arguments that raises *error*."""

    def handler():
        raise error

    return handler


def failing_wsgi(environ, start_response):
    boom()


async def failing_asgi(scope, receive, send):
    boom()


def failing_at_once():
    yield from ()
    raise ValueError(SECRET)


def failing_midway():
    yield b"first"
    raise ValueError(SECRET)


def fine_parts():
    yield b"first"
    yield b"second"


async def fine_parts_later():
    for chunk in fine_parts():
        yield chunk


async def failing_at_once_later():
    for chunk in failing_at_once():
        yield chunk


async def failing_midway_later():
    for chunk in failing_midway():
        yield chunk
