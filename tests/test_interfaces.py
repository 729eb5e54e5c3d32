"""Which interface an application is written for: told by what it takes, and asked at every door."""

import functools

import pytest
from flask import Flask
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint

from statusmw import Reply, asgi, install, wsgi
from statusmw.commands.driving.loading import load
from statusmw.commands.page import CommandError
from statusmw.interfaces import interface_of


def wsgi_app(environ, start_response):
    return []


def wsgi_with_more(environ, start_response, debug=None, *, key=None):
    return []


async def asgi_app(scope, receive, send):
    pass


def asgi_by_return(scope, receive, send):
    return asgi_app(scope, receive, send)


async def asgi_of_any(*given):
    pass


class Coroutine:
    async def __call__(self, *given):
        pass


class Callable:
    def __call__(self, environ, start_response):
        return []


class Endpoint(HTTPEndpoint):
    pass


def of_any(*given):
    return []


def of_one_and_any(environ, *given):
    return []


def of_none():
    return wsgi_app


@functools.wraps(wsgi_app)
def wrapping(*given, **named):
    return wsgi_app(*given, **named)


REPLY = Reply("hi")
WITH_MORE = functools.partial(wsgi_with_more, key=True)
TOLD = [
    (wsgi_app, "wsgi"),
    (wsgi_with_more, "wsgi"),
    (wrapping, "wsgi"),
    (Callable(), "wsgi"),
    (Callable().__call__, "wsgi"),
    (Flask("shop"), "wsgi"),
    (WITH_MORE, "wsgi"),
    (asgi_app, "asgi"),
    (asgi_by_return, "asgi"),
    (asgi_of_any, "asgi"),
    (Coroutine(), "asgi"),
    (Starlette(), "asgi"),
    (Endpoint, "asgi"),
    (functools.partial(asgi_app), "asgi"),
    (REPLY, "asgi"),
    (of_any, None),
    (of_one_and_any, None),
    (of_none, None),
    (iter, None),
    (Flask, None),
]
# What may be called as the other interface says, or as both.
COULD_BE = {
    **dict.fromkeys([of_any, of_one_and_any, iter], ("wsgi", "asgi")),
    REPLY: ("wsgi",),
    wsgi_with_more: ("asgi",),
    WITH_MORE: ("asgi",),
}
FACES = {"wsgi": wsgi.StatusMiddleware, "asgi": asgi.StatusMiddleware}
here = __name__


@pytest.mark.parametrize(("app", "interface"), TOLD)
def test_it_is_told_by_what_is_taken(app, interface):
    assert interface_of(app) == interface


@pytest.mark.parametrize(("app", "interface"), TOLD)
@pytest.mark.parametrize("face", FACES)
def test_a_face_refuses_what_it_could_not_call(app, interface, face):
    said = "is called over .SGI; take statusmw" if interface else "takes others"
    said = "is a class; give" if isinstance(app, type) else rf"cannot be called with \d arguments, but {said}"
    if interface == face or face in COULD_BE.get(app, ()):
        assert FACES[face](app).policy
    else:
        with pytest.raises(TypeError, match=rf"^app: \w+ {said}"):
            FACES[face](app)


@pytest.mark.parametrize("app", [of_any, of_one_and_any, of_none])
def test_what_may_be_either_is_not_installed(app):
    with pytest.raises(TypeError, match="^app: function is called neither as WSGI .* yourself$"):
        install(app)


@pytest.mark.parametrize(("app", "interface"), [(wsgi_with_more, "wsgi"), (asgi_by_return, "asgi"), (wrapping, "wsgi")])
def test_install_takes_the_face_for_it(app, interface):
    assert type(install(app)) is FACES[interface]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("of_none", f"'{here}:of_none' takes no arguments; if it makes the application, write {here}:of_none()"),
        ("of_any", f"'{here}:of_any' takes neither two arguments nor three; say --interface wsgi or asgi"),
    ],
)
def test_the_command_line_asks_what_it_cannot_tell(name, said):
    with pytest.raises(CommandError) as refused:
        load(f"{here}:{name}")
    assert str(refused.value) == said


@pytest.mark.parametrize(("name", "interface"), [("wsgi_with_more", "wsgi"), ("asgi_by_return", "asgi")])
def test_the_command_line_tells_it_as_well(name, interface):
    assert load(f"{here}:{name}").interface == interface
