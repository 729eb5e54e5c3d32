"""The shelf in Django REST framework, with drf-spectacular; one module is settings, URLs and views."""

import django
from django.conf import settings
from shelf import POLICY as OWN
from shelf import Full, Missing, Shelf, Taken

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["127.0.0.1", "testserver"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["rest_framework", "drf_spectacular"],
        LOGGING_CONFIG=None,
        MIDDLEWARE=["statusmw.adapters.django.StatusMiddleware"],
        STATUSMW=OWN,
        REST_FRAMEWORK={
            "EXCEPTION_HANDLER": "statusmw.adapters.drf.exception_handler",
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
            "UNAUTHENTICATED_USER": None,
        },
        SPECTACULAR_SETTINGS={
            "TITLE": "Shelf",
            "VERSION": "1",
            "SERVE_INCLUDE_SCHEMA": False,
            "POSTPROCESSING_HOOKS": ["statusmw.adapters.drf_openapi.problems"],
        },
    )
    django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - these need the settings
from django.urls import path  # noqa: E402 - as above
from drf_spectacular.utils import extend_schema  # noqa: E402 - as above
from drf_spectacular.views import SpectacularAPIView  # noqa: E402 - as above
from rest_framework import serializers  # noqa: E402 - as above
from rest_framework.generics import GenericAPIView  # noqa: E402 - as above
from rest_framework.response import Response  # noqa: E402 - as above

from statusmw import respond  # noqa: E402 - as above
from statusmw.adapters.drf import Replies  # noqa: E402 - as above
from statusmw.typed import Created, NoContent  # noqa: E402 - as above

POLICY = OWN
SHELF = Shelf()


class Book(serializers.Serializer):
    number = serializers.IntegerField(read_only=True)
    title = serializers.RegexField("^[a-z]{1,20}$", trim_whitespace=False)


class Books(Replies, GenericAPIView):
    serializer_class = Book
    pagination_class = None

    @extend_schema(responses=Book(many=True))
    def get(self, request):
        return Response(Book(SHELF.books(), many=True).data)

    def post(self, request) -> Created | Taken | Full:
        new = Book(data=request.data)
        new.is_valid(raise_exception=True)
        book = SHELF.add(new.validated_data["title"])
        return respond.created(f"/books/{book.number}", Book(book).data)


class OneBook(Replies, GenericAPIView):
    serializer_class = Book

    def get(self, request, number: int) -> Response | Missing:
        return Response(Book(SHELF.book(number)).data)

    def delete(self, request, number: int) -> NoContent | Missing:
        SHELF.remove(number)
        return respond.no_content()


urlpatterns = [
    path("books", Books.as_view()),
    path("books/<int:number>", OneBook.as_view()),
    path("openapi", SpectacularAPIView.as_view()),
]


def create_app(policy=POLICY):
    return WSGIHandler()
