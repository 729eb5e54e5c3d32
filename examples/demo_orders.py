"""Everything the order APIs have to answer, as one walk through them: step, request, and what has to come back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from examples.demo_wire import Answer

JSON = {"Content-Type": "application/json"}
CLERK, BOSS = {"Authorization": "Bearer clerk-token"}, {"Authorization": "Bearer boss-token"}
APPLES, TOO_MANY = {"sku": "apple", "quantity": 3}, {"sku": "apple", "quantity": 300}

Ask = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Sends method, target, fields and content to an API, and returns the answer."""


@dataclass(frozen=True)
class Step:
    """A request to an order API and what has to come back.

    Args:
        says: fields that have to be there, with their value or "" for any.
        until: whether to ask again until the status code is there, because something takes its time.
    """

    method: str
    target: str
    status_code: int
    says: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    content: Any = None
    until: bool = False


STEPS = (
    Step("GET", "/orders", 200),
    Step("POST", "/orders", 201, {"location": "/orders/1", "etag": '"v1"'}, JSON, APPLES),
    Step("GET", "/orders/1", 200, {"etag": '"v1"'}),
    Step("HEAD", "/orders/1", 200, {"etag": '"v1"'}),
    Step("GET", "/orders/1", 304, {"etag": '"v1"'}, {"If-None-Match": '"v0", "v1"'}),
    Step("POST", "/orders", 400, {}, JSON, b'{"sku": '),
    Step("POST", "/orders", 415, {}, {"Content-Type": "text/plain"}, b"three apples"),
    Step("POST", "/orders", 422, {}, JSON, {"quantity": 0}),
    Step("POST", "/orders", 409, {}, JSON, TOO_MANY),
    Step("PUT", "/orders/7", 201, {"etag": '"v1"'}, JSON, APPLES),
    Step("PUT", "/orders/7", 204, {"etag": '"v2"'}, {**JSON, "If-Match": '"v1"'}, APPLES),
    Step("PUT", "/orders/7", 412, {}, {**JSON, "If-Match": '"v1"'}, APPLES),
    Step("PUT", "/orders/8", 412, {}, {**JSON, "If-Match": "*"}, APPLES),
    Step("PATCH", "/orders/7", 200, {"etag": '"v3"'}, {**JSON, "If-Match": '"v2"'}, {"state": "shipped"}),
    Step("PATCH", "/orders/7", 409, {}, JSON, {"quantity": 4}),
    Step("PATCH", "/orders/99", 404, {}, JSON, {"quantity": 4}),
    Step("DELETE", "/orders/1", 401, {"www-authenticate": 'Bearer realm="orders"'}),
    Step("DELETE", "/orders/1", 403, {}, CLERK),
    Step("DELETE", "/orders/1", 412, {}, {**BOSS, "If-Match": '"v9"'}),
    Step("DELETE", "/orders/1", 204, {}, BOSS),
    Step("GET", "/orders/1", 404),
    Step("GET", "/nowhere", 404),
    Step("DELETE", "/orders", 405, {"allow": ""}),
    Step("PUT", "/orders/9", 201, {}, JSON, {"sku": "plum", "quantity": 1}),
    Step("GET", "/orders/9/invoice", 500, {"cache-control": "no-store"}),
    Step("GET", "/stock/apple", 502, {"cache-control": "no-store"}),
    Step("POST", "/reports?period=week", 400),
    Step("POST", "/reports?period=day", 202, {"location": "/reports/1", "retry-after": "1"}),
    Step("GET", "/reports/1", 303, {"location": "/reports/1/result"}, until=True),
    Step("GET", "/reports/1/result", 200),
    Step("POST", "/reports?period=year", 202, {"location": "/reports/2"}),
    Step("GET", "/reports/2", 200),
    Step("POST", "/reports?period=year", 202, {"location": "/reports/3"}),
    Step("POST", "/reports?period=year", 429, {"retry-after": "30"}),
    Step("DELETE", "/reports/2", 204),
    Step("GET", "/reports/2", 410),
    Step("GET", "/reports/9", 404),
    Step("PUT", "/maintenance", 204, {}, BOSS),
    Step("GET", "/orders", 503, {"retry-after": "300"}),
    Step("DELETE", "/maintenance", 204, {}, BOSS),
    Step("GET", "/orders", 200),
)

STATUS_CODES = sorted({step.status_code for step in STEPS})


def wrong(step: Step, ask: Ask) -> str:
    """Make one step; what is wrong with the answer, "" if nothing is."""
    content = step.content if isinstance(step.content, bytes | None) else json.dumps(step.content).encode()
    patience = time.monotonic() + 20
    while True:
        answer = ask(step.method, step.target, step.fields, content or b"")
        if not step.until or answer.status_code == step.status_code or time.monotonic() > patience:
            break
        time.sleep(0.02)
    if answer.status_code != step.status_code:
        return f"{step.method} {step.target}: {answer.status_code} in place of {step.status_code}: {answer.content!r}"
    for name, value in step.says.items():
        if answer.value(name) is None or value not in {"", answer.value(name)}:
            return f"{step.method} {step.target}: {name} is {answer.value(name)!r} in place of {value!r}"
    is_problem = answer.value("content-type") == "application/problem+json"
    if is_problem is not (step.status_code >= 400) or (is_problem and not _is_told(step, answer)):
        return f"{step.method} {step.target}: {answer.value('content-type')} {answer.content!r}"
    return ""


def _is_told(step: Step, answer: Answer) -> bool:
    """Whether the problem says its own status code, and nothing of the exception that led to it."""
    told = json.loads(answer.content)
    return told["status"] == step.status_code and b"Error" not in answer.content.replace(b"Internal Server Error", b"")
