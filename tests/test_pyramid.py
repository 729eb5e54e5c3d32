"""`install()` and `config.include` on Pyramid, where the battery does not ask."""

import json
import logging
from string import Template

import pytest
from pyramid.authorization import Deny, Everyone
from pyramid.config import Configurator
from pyramid.httpexceptions import (
    HTTPConflict,
    HTTPException,
    HTTPForbidden,
    HTTPFound,
    HTTPGone,
    HTTPInternalServerError,
    HTTPNoContent,
)
from pyramid.response import Response
from starlette.background import BackgroundTask
from webob.exc import HTTPConflict as WebObConflict
from webob.exc import HTTPGone as WebObGone

from calling import wsgi
from faces import Reports
from statusmw import Policy, Problem, Reply, install
from statusmw.adapters.pyramid_answers import from_pyramid
from statusmw.wsgi import StatusMiddleware


class Boom(Exception):
    pass


def configured(view, **policy):
    config = install(Configurator(), Policy(report=Reports(), **policy))
    config.add_route("view", "/")
    config.add_view(view, route_name="view")
    return config


def raising(error):
    def view(request):
        raise error

    return view


def ask(config, path="/"):
    return wsgi(config.make_wsgi_app(), path=path)


def records(caplog):
    return [record.name for record in caplog.records if record.levelno >= logging.ERROR]


def users(error, request):
    return Response("the user's", status=418)


@pytest.mark.parametrize(
    ("context", "error"),
    [(Exception, Boom()), (HTTPException, HTTPGone()), (HTTPGone, HTTPGone()), (Boom, Boom())],
)
def test_a_view_of_the_user_wins(context, error, caplog):
    config = configured(raising(error))
    config.add_exception_view(users, context=context)
    assert ask(config).content == b"the user's"
    assert records(caplog) == []


def test_a_notfound_view_of_the_user_wins():
    config = configured(raising(Boom()))
    config.add_notfound_view(users)
    assert ask(config, "/nowhere").content == b"the user's"


def test_a_redirect_of_pyramid_stays_as_it_is():
    answer = ask(configured(raising(HTTPFound("/a"))))
    assert (answer.status, answer["location"]) == (302, "http://localhost/a")


@pytest.mark.parametrize(
    ("error", "document"),
    [
        (HTTPGone("no more"), {"title": "Gone", "status": 410, "detail": "no more"}),
        (WebObGone("no more"), {"title": "Gone", "status": 410, "detail": "no more"}),
        (HTTPForbidden(), {"title": "Forbidden", "status": 403}),
    ],
)
def test_an_error_keeps_what_it_says(error, document):
    assert json.loads(ask(configured(raising(error))).content) == document


class Rendered(HTTPConflict):
    body_template_obj = Template("own ${detail}")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("make", "content", "media_type"),
    [
        (lambda: HTTPConflict(json={"a": 1}), b'{"a":1}', "application/json"),
        (lambda: HTTPConflict(json_body={"a": 1}), b'{"a":1}', "application/json"),
        (lambda: HTTPConflict(body=b"own", content_type="text/csv"), b"own", "text/csv; charset=UTF-8"),
        (lambda: HTTPConflict(app_iter=[b"o", b"wn"]), b"own", "text/html; charset=UTF-8"),
        (
            lambda: HTTPConflict("x", body_template="own ${detail}"),
            b"409 Conflict\n\nown x",
            "text/plain; charset=UTF-8",
        ),
        (lambda: Rendered("x"), b"409 Conflict\n\nown x", "text/plain; charset=UTF-8"),
        (lambda: WebObConflict(body=b"own"), b"own", "text/html; charset=UTF-8"),
        (
            lambda: WebObConflict("x", body_template="own ${detail}"),
            b"409 Conflict\n\nown x",
            "text/plain; charset=UTF-8",
        ),
    ],
)
def test_an_error_with_content_of_its_own_is_the_answer(make, content, media_type, method):
    error = make()
    error.headers["X-A"] = "b"
    answer = wsgi(configured(raising(error)).make_wsgi_app(), method)
    assert (answer.status, answer["content-type"], answer["x-a"]) == (409, media_type, "b")
    assert answer.content == (content if method == "GET" else b"")


def test_an_error_with_content_of_its_own_is_told_outside_of_requests_as_well():
    assert from_pyramid(HTTPConflict(body=b"own")).body == b"own"
    assert from_pyramid(HTTPConflict("x", body_template="own ${detail}")).body == b"409 Conflict\n\nown x"
    assert from_pyramid(HTTPNoContent()).body == b""


def test_an_error_of_the_server_that_has_content_of_its_own_is_logged(caplog):
    answer = ask(configured(raising(HTTPInternalServerError(body=b"own"))))
    assert (answer.status, answer.content, records(caplog)) == (500, b"own", ["statusmw"])


def test_an_error_of_the_server_says_nothing(caplog):
    answer = ask(configured(raising(HTTPInternalServerError("canary"))))
    assert set(json.loads(answer.content)) == {"title", "status", "instance"}
    assert records(caplog) == ["statusmw"]


class Nobody:
    def identity(self, request):
        return None

    def permits(self, request, context, permission):
        from pyramid.authorization import ACLHelper

        context.__acl__ = [(Deny, Everyone, permission)]
        return ACLHelper().permits(context, [Everyone], permission)


def test_the_name_of_a_view_that_is_not_allowed_stays_inside():
    config = install(Configurator())
    config.set_security_policy(Nobody())
    config.add_route("view", "/")
    config.add_view(raising(Boom()), route_name="view", permission="see")
    assert json.loads(ask(config).content) == {"title": "Forbidden", "status": 403}


def test_exceptions_are_let_through_if_the_policy_says_so():
    with pytest.raises(Boom):
        ask(configured(raising(Boom()), catch_exceptions=False))


def parts():
    yield from ("a", b"b")


@pytest.mark.parametrize("content", ["ab", parts])
@pytest.mark.parametrize("tasks", [0, 1])
def test_a_reply_is_followed_by_its_task(content, tasks):
    done = []
    background = BackgroundTask(done.append, 1) if tasks else None
    reply = Reply(content() if callable(content) else content, 202, {"X-A": "b"}, background=background)
    answer = ask(configured(lambda request: reply))
    assert (answer.status, answer.content, answer["x-a"], done) == (202, b"ab", "b", [1] * tasks)


def test_it_is_included_by_its_name():
    config = Configurator()
    config.include("statusmw.adapters.pyramid")
    config.add_route("view", "/")
    config.add_view(lambda request: Problem(409), route_name="view")
    assert ask(config)["content-type"] == "application/problem+json"


def test_installing_twice_changes_nothing():
    config = configured(raising(Boom()))
    assert install(config) is config
    app = config.make_wsgi_app()
    around = app.execution_policy
    assert install(app) is app
    assert app.execution_policy is around
    assert isinstance(around.face, StatusMiddleware)


def test_installing_too_late_is_refused():
    with pytest.raises(RuntimeError, match="app: its views are configured already"):
        install(Configurator().make_wsgi_app())
