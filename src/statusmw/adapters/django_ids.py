"""The id of a request in Django: given when it comes, told when its response leaves."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase

from statusmw.adapters.django_requests import is_asgi
from statusmw.exchange import Response
from statusmw.policy import Policy
from statusmw.reading import REQUEST_ID
from statusmw.request_ids import checked_request_id


def identify(request: Any, policy: Policy) -> None:
    """Give *request* an id, if the policy wants it to have one."""
    ids = checked_request_id(policy.request_id)
    if ids is not None:
        kept = request.scope if is_asgi(request) else request.META
        sent = request.headers.get(ids.field)
        kept[REQUEST_ID] = ids.chosen(kept.get(REQUEST_ID), [] if sent is None else [sent])


def told(request: Any, policy: Policy, response: Any) -> HttpResponseBase:
    """*response*, which tells the id of its request, if the policy wants that."""
    ids = checked_request_id(policy.request_id)
    if ids is not None and ids.tells(Response(response.status_code, tuple(response.items()))):
        response.headers[ids.field] = (request.scope if is_asgi(request) else request.META)[REQUEST_ID]
    made: HttpResponseBase = response
    return made
