"""Django and REST framework behind statusmw, in one file: run it to see what four requests are answered."""

from __future__ import annotations

import json

import django
from django.conf import settings

SETTINGS = {
    "SECRET_KEY": "only for this example",
    "ALLOWED_HOSTS": ["testserver"],
    "ROOT_URLCONF": __name__,
    "INSTALLED_APPS": ["rest_framework"],
    "LOGGING_CONFIG": None,
    # The two lines that switch statusmw on.
    "MIDDLEWARE": ["statusmw.adapters.django.StatusMiddleware", "django.middleware.common.CommonMiddleware"],
    "REST_FRAMEWORK": {
        "EXCEPTION_HANDLER": "statusmw.adapters.drf.exception_handler",
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_AUTHENTICATION_CLASSES": [],
    },
    "STATUSMW": {"mapping": {"builtins.TimeoutError": 504}},
}

if not settings.configured:
    settings.configure(**SETTINGS)
    django.setup()

from django.http import Http404  # noqa: E402 - these need the settings
from django.urls import path  # noqa: E402 - as above
from rest_framework import serializers  # noqa: E402 - as above
from rest_framework.views import APIView  # noqa: E402 - as above

from statusmw import Problem, respond  # noqa: E402 - as above
from statusmw.adapters.drf import Replies  # noqa: E402 - as above


class OutOfStock(Problem):
    status = 409
    title = "Out of stock"
    detail = "Only {left} of {sku} left"
    sku: str
    left: int


class OrderSerializer(serializers.Serializer):
    sku = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


def order(request, number):
    """Django, as it always was."""
    raise Http404(f"No order {number}")


def place(request):
    """What helpers return or raise is an answer."""
    if request.GET.get("rush"):
        raise OutOfStock(sku="a-1", left=0)
    return respond.created("/orders/7", {"id": 7})


class Orders(Replies, APIView):
    """A view of REST framework; with `Replies` it returns what helpers return."""

    def post(self, request):
        OrderSerializer(data=request.data).is_valid(raise_exception=True)
        return respond.created("/orders/7", {"id": 7})


urlpatterns = [path("orders", place), path("orders/<int:number>", order), path("api/orders", Orders.as_view())]


def main():
    """Ask, and print what comes back."""
    from django.test import Client

    client = Client()
    for method, target, content in [
        ("POST", "/orders", ""),
        ("POST", "/orders?rush=1", ""),
        ("GET", "/orders/8", ""),
        ("POST", "/api/orders", '{"count": 0}'),
    ]:
        response = client.generic(method, target, content, content_type="application/json")
        print(method, target, "->", response.status_code, response.headers["content-type"])
        print("   ", json.dumps(response.json()))


if __name__ == "__main__":
    main()
