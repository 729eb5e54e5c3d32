"""The views of django_app: the admin, an API over its users, and Django's own answers of every kind."""

from __future__ import annotations

import datetime as dt
import io

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import FileResponse, HttpResponse, HttpResponseGone, StreamingHttpResponse
from django.urls import include, path
from django.views.decorators.http import condition, require_GET
from django.views.generic import RedirectView, View
from rest_framework import routers, serializers, viewsets
from rest_framework.decorators import api_view, throttle_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

THEN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class UserSerializer(serializers.HyperlinkedModelSerializer):
    class Meta:
        model = User
        fields = ["url", "username", "email"]


class UserViewSet(viewsets.ModelViewSet):
    queryset = User.objects.order_by("id")
    serializer_class = UserSerializer
    permission_classes = [IsAuthenticated]


class Seldom(AnonRateThrottle):
    rate = "2/hour"


@api_view(["GET", "POST"])
def open_to_all(request):
    return Response({"got": request.data})


@api_view(["GET"])
@throttle_classes([Seldom])
def busy(request):
    return Response({"busy": False})


class Plain(View):
    def get(self, request):
        return HttpResponse("plain", content_type="text/plain")


@condition(etag_func=lambda request: '"v1"')
def etagged(request):
    return HttpResponse("etagged" * 100)


@condition(last_modified_func=lambda request: THEN)
def dated(request):
    return HttpResponse("dated")


@require_GET
def get_only(request):
    return HttpResponse("got")


def bug(request):
    raise RuntimeError("a bug")


def forbidden(request):
    raise PermissionDenied


def bad(request):
    raise SuspiciousOperation


def gone(request):
    return HttpResponseGone()


def stream(request):
    return StreamingHttpResponse(iter([b"a" * 300, b"b" * 300]))


def file(request):
    return FileResponse(io.BytesIO(b"file"), filename="f\u00fcr.txt", as_attachment=True)


router = routers.DefaultRouter()
router.register("users", UserViewSet)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include(router.urls)),
    path("api/open/", open_to_all),
    path("api/busy/", busy),
    path("", Plain.as_view()),
    path("etagged/", etagged),
    path("dated/", dated),
    path("get-only/", get_only),
    path("bug/", bug),
    path("bad/", bad),
    path("forbidden/", forbidden),
    path("gone/", gone),
    path("moved/", RedirectView.as_view(url="/", permanent=True)),
    path("stream/", stream),
    path("file/", file),
]
