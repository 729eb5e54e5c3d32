"""The applications of the battery, with another package switched on as its documentation says, or with none.

Each function returns the application and the interface. What raises a problem of statusmw's own in the battery raises
one of the package here.
"""

import sys
from datetime import UTC, datetime
from functools import partial

from battery import Application
from battery_apps import RAISING, Known
from statusmw import Policy, install

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def raising(make):
    def view():
        raise make()

    return view


def statusmw(name):
    def switch_on(app, policy):
        return install(app, Policy(mapping={Known: 409}))

    return lambda: built(name, switch_on, RAISING["taken"], RAISING["lying"])


def built(name, switch_on=lambda app, policy: app, taken=LookupError, lying=LookupError, **replaced):
    """The application *name* of the battery, with *switch_on* in the place of `install`."""
    RAISING["taken"], RAISING["lying"] = raising(taken), raising(lying)
    module = __import__(f"battery_apps.{name}_app", fromlist=["make"])
    home = sys.modules["battery_apps.starlette_app"] if name == "fastapi" else module
    home.install = lambda app, policy: switch_on(app, policy) or app
    for one, other in replaced.items():
        setattr(module, one, other)
    return Application(name, module.make(None), module.INTERFACE, validates=getattr(module, "VALIDATES", "query"))


def fastapi_problem():
    from fastapi_problem.error import Problem
    from fastapi_problem.handler import add_exception_handler

    taken = partial(Problem, "Taken", status=409, when=WHEN)
    return built("fastapi", lambda app, policy: add_exception_handler(app) and None, taken)


def fastapi_problem_details():
    from fastapi_problem_details import ProblemException, init_app

    return built("fastapi", lambda app, policy: init_app(app), partial(ProblemException, 409, when=WHEN))


def starlette_problem():
    from starlette_problem.error import Problem
    from starlette_problem.handler import add_exception_handler

    taken = partial(Problem, "Taken", status=409, when=WHEN)
    return built("starlette", lambda app, policy: add_exception_handler(app) and None, taken)


def starlette_rfc7807():
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette_rfc7807 import Problem, ProblemMiddleware, http_exception_handler

    def switch_on(app, policy):
        app.add_exception_handler(HTTPException, http_exception_handler)
        app.user_middleware.insert(1, Middleware(ProblemMiddleware))  # inside of the one for CORS

    return built("starlette", switch_on, partial(Problem, "about:blank", "Taken", 409, "taken", when=WHEN))


def litestar_plugin():
    from litestar import Litestar
    from litestar.plugins.problem_details import ProblemDetailsConfig, ProblemDetailsException, ProblemDetailsPlugin

    plugin = ProblemDetailsPlugin(ProblemDetailsConfig(enable_for_all_http_exceptions=True))
    taken = partial(ProblemDetailsException, "Taken", status_code=409, extra={"when": WHEN})
    lying = partial(ProblemDetailsException, "Lying", status_code=409, extra={"status": 200})
    return built("litestar", taken=taken, lying=lying, Litestar=partial(Litestar, plugins=[plugin]))


def connexion():
    from connexion.exceptions import ProblemException

    taken = partial(ProblemException, status=409, title="Taken", ext={"when": WHEN})
    lying = partial(ProblemException, status=409, title="Lying", ext={"status": 200})
    return built("connexion", taken=taken, lying=lying)


def flask_problem_details():
    from flask_problem_details import ProblemDetails, ProblemDetailsError, configure_app

    def taken():
        return ProblemDetailsError(problem=ProblemDetails(status=409, title="Taken", when=WHEN))

    return built("flask", lambda app, policy: configure_app(app) and None, taken)


def apiflask():
    from apiflask import APIFlask

    return built("flask", Flask=APIFlask)


def flask_smorest():
    from flask_smorest import Api

    def switch_on(app, policy):
        app.config.update(API_TITLE="battery", API_VERSION="1", OPENAPI_VERSION="3.0.2")
        Api(app)

    return built("flask", switch_on)


def django(handler, middleware=(), apps=()):
    """A site of REST framework, with the exception handler that a package has."""
    from types import ModuleType

    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.test import override_settings
    from django.urls import include, path

    import django_site  # noqa: F401 - sets Django up
    import test_django_battery as site

    urlconf = ModuleType("site_of_peers")
    views = {**site.REST, **site.SYNC}
    more = [path("problems/", include("drf_problems.urls"))] if "drf_problems" in apps else []
    urlconf.urlpatterns = [*site.urls(site.of_rest_framework, views), *more]
    sys.modules[urlconf.__name__] = urlconf
    override_settings(
        ROOT_URLCONF=urlconf.__name__,
        MIDDLEWARE=[*middleware, "test_django_battery.Users"],
        INSTALLED_APPS=["rest_framework", *apps],
        REST_FRAMEWORK={**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": handler},
    ).enable()
    return Application("drf", get_wsgi_application(), "wsgi")


STATUSMW_MIDDLEWARE = ["statusmw.adapters.django.StatusMiddleware"]
# Nothing to be asked: the framework has no such thing, or the package has no problems of its own to raise.
NO_MEMBERS = {"datetime_as_a_member", "status_member_cannot_lie"}
NO_LIE = {"status_member_cannot_lie"}
NO_MOUNTS = {"exception_of_a_mounted_application_is_a_problem"}
NO_VALIDATION = {"validation_errors_are_a_problem"}
# Here the application puts the grants on by itself, in a hook that any answer passes.
NO_CORS = {"grants_of_cors_are_on_a_500"}

Of = tuple[str, object, set[str]]
FAMILIES: dict[str, list[Of]] = {
    "FastAPI": [
        ("fastapi", lambda: built("fastapi"), NO_MEMBERS),
        ("fastapi-problem", fastapi_problem, NO_LIE),
        ("fastapi-problem-details", fastapi_problem_details, NO_LIE),
        ("statusmw", statusmw("fastapi"), set()),
    ],
    "Starlette": [
        ("starlette", lambda: built("starlette"), NO_MEMBERS | NO_VALIDATION),
        ("starlette-problem", starlette_problem, NO_LIE | NO_VALIDATION),
        ("starlette-rfc7807", starlette_rfc7807, NO_LIE | NO_VALIDATION),
        ("statusmw", statusmw("starlette"), NO_VALIDATION),
    ],
    "Flask": [
        ("flask", lambda: built("flask"), NO_MEMBERS | NO_VALIDATION | NO_CORS),
        ("flask-problem-details", flask_problem_details, NO_LIE | NO_VALIDATION | NO_CORS),
        ("apiflask", apiflask, NO_MEMBERS | NO_VALIDATION | NO_CORS),
        ("flask-smorest", flask_smorest, NO_MEMBERS | NO_VALIDATION | NO_CORS),
        ("statusmw", statusmw("flask"), NO_VALIDATION | NO_CORS),
    ],
    "Litestar": [
        ("litestar", lambda: built("litestar"), NO_MEMBERS),
        ("litestar, its plugin", litestar_plugin, set()),
        ("statusmw", statusmw("litestar"), set()),
    ],
    "Connexion": [("connexion", connexion, NO_MOUNTS), ("statusmw", statusmw("connexion"), NO_MOUNTS)],
    "Falcon": [
        ("falcon", lambda: built("falcon"), NO_MEMBERS | NO_MOUNTS),
        ("statusmw", statusmw("falcon"), NO_MOUNTS),
    ],
    "Django REST framework": [
        (name, partial(django, handler, middleware, apps), more | NO_MOUNTS | NO_CORS)
        for name, handler, middleware, apps, more in (
            ("djangorestframework", "rest_framework.views.exception_handler", [], [], NO_MEMBERS),
            (
                "drf-standardized-errors",
                "drf_standardized_errors.handler.exception_handler",
                [],
                ["drf_standardized_errors"],
                NO_MEMBERS,
            ),
            ("drf-problems", "drf_problems.exceptions.exception_handler", [], ["drf_problems"], NO_MEMBERS),
            ("statusmw", "statusmw.adapters.drf.exception_handler", STATUSMW_MIDDLEWARE, [], set()),
        )
    ],
}
