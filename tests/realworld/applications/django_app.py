"""Django's admin, its static files and an API made with Django REST framework, over WSGI."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

from driving import Client, basic
from sweeping import FUTURE, sweep

INTERFACE = "wsgi"

READ = (
    "/", "/admin/", "/admin", "/admin/login/", "/admin/jsi18n/", "/admin/auth/", "/admin/auth/user/",
    "/admin/auth/user/add/", "/admin/auth/user/1/change/", "/admin/auth/user/1/history/", "/admin/auth/user/1/delete/",
    "/admin/auth/user/9999/change/", "/admin/autocomplete/", "/admin/password_change/", "/admin/r/1/1/",
    "/static/admin/css/base.css", "/static/admin/nowhere.css", "/etagged/", "/dated/", "/gone/", "/moved/", "/bug/",
    "/forbidden/", "/stream/", "/file/", "/bad/", "/get-only/",
)  # fmt: skip
API = ("/api/", "/api/users/", "/api/users/1/", "/api/users/9999/", "/api/users.json", "/api/open/", "/api/busy/")
LOGIN = basic("root", "secret")


def configure(folder: Path) -> None:
    """The settings, the tables and one administrator."""
    import django
    from django.conf import settings

    settings.configure(
        DEBUG=False,
        SECRET_KEY="x" * 60,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="applications.django_urls",
        USE_TZ=True,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "db.sqlite3")}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        INSTALLED_APPS=[
            "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
            "django.contrib.messages", "django.contrib.staticfiles", "rest_framework",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.gzip.GZipMiddleware",
            "django.middleware.http.ConditionalGetMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        STATIC_URL="/static/",
        STATIC_ROOT=str(folder / "static"),
        WHITENOISE_USE_FINDERS=True,
        REST_FRAMEWORK={
            "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
            "PAGE_SIZE": 2,
        },
    )  # fmt: skip
    (folder / "static").mkdir()
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    User.objects.create_superuser("root", "root@example.com", "secret")


def build(folder: Path) -> Any:
    """The application."""
    warnings.simplefilter("ignore")
    configure(folder)
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def token(client: Client, page: str) -> str:
    """The hidden field by which Django knows its own forms."""
    return re.findall(r'csrfmiddlewaretoken" value="(\w+)"', client("GET", page).text)[0]


def drive(client: Client) -> None:
    """The API first, then the admin: unknown visitors, a login, an account made, changed and deleted."""
    sweep(client, READ)
    sweep(client, API)
    sweep(client, API, LOGIN, writes=False)
    _use_api(client)
    client.form("/admin/login/?next=/admin/", username="root", password="secret")
    answer = client.form(
        "/admin/login/?next=/admin/",
        username="root", password="wrong", csrfmiddlewaretoken=token(client, "/admin/login/"),
    )  # fmt: skip
    assert answer.status == 200, answer
    answer = client.form(
        "/admin/login/?next=/admin/",
        username="root", password="secret", csrfmiddlewaretoken=token(client, "/admin/login/"),
    )  # fmt: skip
    assert answer.status == 302, answer
    sweep(client, READ)
    _use_admin(client)


def _use_api(client: Client) -> None:
    made = client.json("POST", "/api/users/", '{"username": "ada", "email": "ada@example.com"}', LOGIN)
    assert made.status == 201, made
    client.json("POST", "/api/users/", '{"username": ""}', LOGIN)
    client.json("PUT", "/api/users/2/", '{"username": "bob"}', LOGIN)
    client.json("PATCH", "/api/users/2/", '{"email": "bob@example.com"}', LOGIN)
    client("GET", "/api/users/2/", {**LOGIN, "Accept": "text/html"})
    client("GET", "/api/users/?page=9", LOGIN)
    client("OPTIONS", "/api/users/2/", LOGIN)
    assert client("DELETE", "/api/users/2/", LOGIN).status == 204
    client("DELETE", "/api/users/2/", LOGIN)
    for method in ("GET", "HEAD"):
        client(method, "/static/admin/css/base.css", {"If-Modified-Since": FUTURE})


def _use_admin(client: Client) -> None:
    page = "/admin/auth/user/add/"
    passwords = {"password1": "correct horse 1", "password2": "correct horse 1"}
    given = {"username": "eve", "usable_password": "true", "csrfmiddlewaretoken": token(client, page)}
    assert client.form(page, **given, **passwords).status == 302
    client.form(page, username="")
    client("GET", "/admin/auth/user/?q=eve")
    client("GET", "/admin/auth/user/?nonsense=1")
    page = "/admin/auth/user/3/delete/"
    assert client.form(page, post="yes", csrfmiddlewaretoken=token(client, page)).status in (302, 404)
    client.form("/admin/logout/", csrfmiddlewaretoken=token(client, "/admin/"))
