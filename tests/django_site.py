"""Django's settings for all tests that run in this process: what a test needs besides, `override_settings` adds."""

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for tests",
        DEBUG=False,
        ALLOWED_HOSTS=["localhost", "testserver"],
        ROOT_URLCONF="django_site",
        MIDDLEWARE=["statusmw.adapters.django.StatusMiddleware"],
        INSTALLED_APPS=["rest_framework"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        LOGGING_CONFIG=None,
        USE_TZ=True,
        REST_FRAMEWORK={
            "EXCEPTION_HANDLER": "statusmw.adapters.drf.exception_handler",
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "UNAUTHENTICATED_USER": None,
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        },
    )
    django.setup()

urlpatterns = []
