"""Which answer an exception is: by the user's map and the built-in one, out of groups and wrappers."""

import json
from contextvars import ContextVar
from datetime import date

import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from werkzeug.exceptions import BadGateway, MethodNotAllowed, NotFound
from werkzeug.exceptions import HTTPException as WerkzeugHTTPException
from werkzeug.local import LocalProxy
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as WerkzeugResponse

from statusmw import Problem, respond
from statusmw.mapping import answer_to, leaves
from statusmw.reporting.repetition import Repetition

MISSING = {"type": "missing", "loc": ("body", "sku"), "msg": "Field required"}
BROKEN = {"type": "json_invalid", "loc": ("body", 0), "msg": "JSON decode error"}


def unreadable(error):
    return respond.bad_request("no JSON") if error.errors()[0]["type"] == "json_invalid" else None


@pytest.mark.parametrize(
    ("error", "mapping", "status_code"),
    [
        (RequestValidationError([BROKEN]), {RequestValidationError: unreadable}, 400),
        (RequestValidationError([MISSING]), {RequestValidationError: unreadable}, 422),
        (RequestValidationError([MISSING]), {"fastapi.exceptions.RequestValidationError": unreadable}, 422),
        (RequestValidationError([MISSING]), {RequestValidationError: 400}, 400),
        (HTTPException(404), {HTTPException: lambda error: None}, 404),
        (HTTPException(404), {Exception: 503}, 404),
        (HTTPException(404), {HTTPException: 410}, 410),
        (KeyError("a"), {LookupError: lambda error: None, Exception: 503}, 503),
    ],
)
def test_a_function_that_says_nothing_leaves_the_answer_to_who_would_give_it_otherwise(error, mapping, status_code):
    assert answer_to(error, mapping).status_code == status_code


def test_nobody_answers_where_no_function_says_anything():
    assert answer_to(KeyError("a"), {KeyError: lambda error: None}) is None


def status_of(error, mapping=None):
    answer = answer_to(error, mapping or {})
    return None if answer is None else answer.status_code


class Missing(LookupError):
    pass


class Gone(Problem):
    status = 410


@pytest.mark.parametrize(
    ("mapping", "status_code"),
    [
        ({Missing: 404}, 404),
        ({LookupError: 404}, 404),
        ({LookupError: 400, Missing: 404}, 404),
        ({Missing: 404, LookupError: 400}, 404),
        ({Exception: 503, LookupError: 404}, 404),
        ({"builtins.LookupError": 404}, 404),
        ({f"{Missing.__module__}.Missing": 404, LookupError: 400}, 404),
        ({"somewhere.else.Missing": 404}, None),
        ({Missing: Gone}, 410),
        ({Missing: lambda error: 409}, 409),
        ({Missing: lambda error: Gone}, 410),
        ({Missing: lambda error: Gone()}, 410),
        ({Missing: lambda error: respond.see_other("/a")}, 303),
        ({Missing: lambda error: None}, None),
        ({Missing: lambda error: None, LookupError: 404}, 404),
        ({KeyError: 404}, None),
    ],
)
def test_the_most_derived_class_that_somebody_has_an_answer_for_decides(mapping, status_code):
    assert status_of(Missing(), mapping) == status_code


def test_a_function_is_told_what_was_raised():
    answer = answer_to(KeyError("sku"), {KeyError: lambda error: Problem(404, error.args[0])})
    assert answer.detail == "sku"


def test_a_key_error_is_the_servers_fault():
    assert [status_of(error) for error in (KeyError(), ValueError(), TimeoutError(), PermissionError())] == [None] * 4


def test_what_is_an_answer_is_not_mapped():
    assert status_of(Gone(), {Gone: 404, Exception: 503}) == 410


# Groups, and what hides a cause.


def nested(error, depth):
    for _ in range(depth):
        error = ExceptionGroup("", [error])
    return error


def hidden(error):
    wrapper = RuntimeError("Caught handled exception, but response already started.")
    wrapper.__cause__ = error
    return wrapper


CIRCULAR = hidden(None)
CIRCULAR.__cause__ = CIRCULAR


class Unreadable:
    def __str__(self):
        raise ZeroDivisionError


UNREADABLE = RuntimeError(Unreadable())
UNREADABLE.__cause__ = Problem(404)


@pytest.mark.parametrize(
    ("error", "status_code"),
    [
        (ExceptionGroup("", [Problem(404)]), 404),
        (ExceptionGroup("", [Problem(404), Problem(409), Problem(401)]), 409),
        (ExceptionGroup("", [Problem(404), Problem(503)]), 503),
        (ExceptionGroup("", [Problem(503), KeyError()]), None),
        (ExceptionGroup("", [respond.see_other("/a"), Problem(404)]), 404),
        (nested(Problem(404), 3000), 404),
        (ExceptionGroup("", [nested(Problem(404), 5), ExceptionGroup("", [Problem(409)])]), 409),
        (ExceptionGroup("", [Problem(404)] * 100_000), 404),
        (ExceptionGroup("", [Problem(404)] * 100 + [Problem(503)]), 404),
        (BaseExceptionGroup("", [Problem(404)]), 404),
        (hidden(Problem(404)), 404),
        (hidden(hidden(Problem(404))), 404),
        (ExceptionGroup("", [hidden(ExceptionGroup("", [Problem(404)]))]), 404),
        (hidden(None), None),
        (CIRCULAR, None),
        (UNREADABLE, None),
    ],
    ids=range(16),
)
def test_what_is_wrapped_is_looked_at(error, status_code):
    assert status_of(error) == status_code


def test_no_more_than_a_hundred_leaves_are_looked_at():
    assert len(leaves(ExceptionGroup("", [KeyError()] * 1000))) == 100
    tree = ExceptionGroup("", [ExceptionGroup("", [KeyError()] * 60) for _ in range(60)])
    assert len(leaves(tree)) == 100


def test_leaves_come_in_their_order():
    first, second, third = KeyError(), ValueError(), TypeError()
    assert leaves(ExceptionGroup("", [first, ExceptionGroup("", [second]), third])) == [first, second, third]


# What frameworks raise.


@pytest.mark.parametrize(
    ("error", "status_code", "detail", "fields"),
    [
        (HTTPException(404), 404, None, {}),
        (HTTPException(404, "No order 7"), 404, "No order 7", {}),
        (HTTPException(404, ""), 404, None, {}),
        (HTTPException(401, headers={"WWW-Authenticate": "Basic"}), 401, None, {"www-authenticate": "Basic"}),
        (HTTPException(503, "canary", {"Retry-After": "30"}), 503, None, {"retry-after": "30"}),
        (HTTPException(303, headers={"Location": "/a"}), 303, None, {"location": "/a"}),
        (HTTPException(409, headers={"Content-Length": "3", "Content-Type": "a/b", "X-A": "b"}), 409, None, {"x-a": "b"}),
        (NotFound(), 404, None, {}),
        (NotFound("No order 7"), 404, "No order 7", {}),
        (MethodNotAllowed(["GET"]), 405, None, {"allow": "GET"}),
        (BadGateway("canary"), 502, None, {}),
        (RequestRedirect("/a"), 308, None, {"location": "/a"}),
    ],
)  # fmt: skip
def test_a_framework_exception_keeps_its_code_its_fields_and_below_500_its_detail(error, status_code, detail, fields):
    answer = answer_to(error, {})
    assert answer.status_code == status_code
    assert fields.items() <= dict(answer.headers).items()
    if isinstance(answer, Problem):
        assert answer.details.detail == detail
        assert b"canary" not in answer.body


class Lazy:
    """As what is translated lazily: its text is made when it is read."""

    def __init__(self, text):
        self._text = text

    def __str__(self):
        return self._text


class Word(str):
    """A text that lies about itself."""

    __slots__ = ()

    def __str__(self):
        return "canary"


class Odd(WerkzeugHTTPException):
    code = 299


DOCUMENT = {
    "type": "https://shop.example/out-of-stock",
    "title": "Out of stock",
    "detail": "None left",
    "instance": "/orders/7",
    "sku": "a",
}


@pytest.mark.parametrize(
    ("detail", "body"),
    [
        ({"detail": "No", "order": 7}, {"title": "Conflict", "status": 409, "detail": "No", "order": 7}),
        (DOCUMENT, {"status": 409, **DOCUMENT}),
        ({"detail": None, "type": "", "title": "", "status": 409}, {"title": "Conflict", "status": 409}),
        ({"detail": Lazy("Nein"), "title": Lazy("Weg")}, {"title": "Weg", "status": 409, "detail": "Nein"}),
        (Lazy("Nein"), {"title": "Conflict", "status": 409, "detail": "Nein"}),
        (Lazy("Conflict"), {"title": "Conflict", "status": 409}),
        (Lazy(""), {"title": "Conflict", "status": 409}),
        (LocalProxy(lambda: "Nein"), {"title": "Conflict", "status": 409, "detail": "Nein"}),
        (LocalProxy(lambda: {"order": 7}), {"title": "Conflict", "status": 409, "order": 7}),
        (LocalProxy(lambda: ["a"]), {"title": "Conflict", "status": 409, "errors": ["a"]}),
        (LocalProxy(ContextVar("unbound")), {"title": "Conflict", "status": 409}),
        (Word("Nein"), {"title": "Conflict", "status": 409, "detail": "Nein"}),
        (Lazy(5), {"title": "Conflict", "status": 409}),
        (Unreadable(), {"title": "Conflict", "status": 409}),
        (ValueError("canary"), {"title": "Conflict", "status": 409}),
        (b"canary", {"title": "Conflict", "status": 409}),
        (7, {"title": "Conflict", "status": 409, "errors": 7}),
        (date(2030, 1, 31), {"title": "Conflict", "status": 409, "errors": "2030-01-31"}),
        (["a", "b"], {"title": "Conflict", "status": 409, "errors": ["a", "b"]}),
        (object(), {"title": "Conflict", "status": 409}),
        ({"sku": object()}, {"title": "Conflict", "status": 409}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_detail_that_is_json_becomes_members_and_the_rest_is_left_out(detail, body):
    assert json.loads(answer_to(HTTPException(409, detail), {}).body) == body


@pytest.mark.parametrize(
    ("detail", "kept", "told"),
    [
        ({"detail": {"x": 1}}, {}, "detail (dict)"),
        ({1: "a", "": 2}, {}, "1 (no name),  (no name)"),
        ({"type": 5, "title": 6, "b": 7}, {"b": 7}, "type (int), title (int)"),
        ({"type": "out of stock", "instance": "/100%"}, {}, "type (no URI reference), instance (no URI reference)"),
        ({"type": "https://a:b@shop.example/"}, {}, "type (has userinfo in front of the host; remove it)"),
        ({"status": "fail"}, {}, "status (the status code is 410)"),
        ({"status": 200, "title": "Sold"}, {"title": "Sold"}, "status (the status code is 410)"),
        ({"status": True}, {}, "status (the status code is 410)"),
    ],
)
def test_what_of_a_hand_written_problem_is_left_out_is_told_once(detail, kept, told, caplog, monkeypatch):
    monkeypatch.setattr("statusmw.mapping.saying._told", Repetition())
    for _ in range(2):
        answer = answer_to(HTTPException(410, detail), {})
        assert json.loads(answer.body) == {"title": "Gone", "status": 410} | kept
    assert [record.getMessage() for record in caplog.records] == [f"left out of a problem document: {told}"]


@pytest.mark.parametrize(
    ("error", "content", "media_type"),
    [
        (HTTPException(202, {"job": 7}), b'{"job":7}', "application/json"),
        (HTTPException(202, [date(2030, 1, 31)]), b'["2030-01-31"]', "application/json"),
        (HTTPException(202, "soon"), b"soon", "text/plain; charset=utf-8"),
        (HTTPException(202, Lazy("bald")), b"bald", "text/plain; charset=utf-8"),
        (HTTPException(202, b"\xff"), b"\xff", "application/octet-stream"),
        (HTTPException(202), b"", None),
        (HTTPException(300, {"choices": ["/a"]}), b'{"choices":["/a"]}', "application/json"),
        (HTTPException(204, "nothing"), b"", None),
        (HTTPException(304), b"", None),
        (Odd("mine"), b"mine", "text/plain; charset=utf-8"),
        (Odd(), b"", None),
    ],
)
def test_what_is_raised_and_no_error_keeps_its_content(error, content, media_type):
    answer = answer_to(error, {})
    assert (answer.body, answer.headers.get("content-type")) == (content, media_type)


@pytest.mark.parametrize("detail", [object(), {"a": float("nan")}])
def test_content_that_cannot_be_sent_is_left_out_and_told(detail, caplog, monkeypatch):
    monkeypatch.setattr("statusmw.mapping.saying._told", Repetition())
    assert answer_to(HTTPException(202, detail), {}).body == b""
    assert caplog.messages[0].startswith("left out of a response: content (")


class Starlettes(HTTPException):
    def __init__(self, status_code):
        super().__init__(500)
        self.status_code = status_code


class Werkzeugs(WerkzeugHTTPException):
    def __init__(self, code):
        super().__init__()
        self.code = code


@pytest.mark.parametrize("make", [Starlettes, Werkzeugs], ids=["starlette", "werkzeug"])
@pytest.mark.parametrize("status", ["500\r\n", "404", True, None, 0, 99, 100, 199, 600, 1000, -404, 404.0, b"404"])
def test_a_status_that_is_none_is_nobodys_answer(make, status):
    assert status_of(make(status)) is None


def test_a_response_that_is_ready_stays_as_it_is():
    ready = WerkzeugResponse(b"\x1f\x8b", 418, {"Content-Encoding": "gzip", "Content-Type": "a/b", "X-A": "b"})
    ready.headers.add("Set-Cookie", "a=b")
    ready.headers.add("Set-Cookie", "c=d")
    answer = answer_to(WerkzeugHTTPException(response=ready), {})
    assert (answer.status_code, answer.body) == (418, b"\x1f\x8b")
    assert (answer.headers["content-encoding"], answer.headers["content-type"]) == ("gzip", "a/b")
    assert answer.headers.getlist("set-cookie") == ["a=b", "c=d"]


def test_a_ready_response_without_content_has_none():
    answer = answer_to(WerkzeugHTTPException(response=WerkzeugResponse(status=204)), {})
    assert (answer.status_code, answer.body) == (204, b"")


def test_an_exception_that_renders_itself_does_so():
    class Rendered(NotFound):
        def get_body(self, environ=None, scope=None):
            return "<p>mine"

    answer = answer_to(Rendered(), {})
    assert (answer.status_code, answer.body) == (404, b"<p>mine")


def test_validation_errors_are_shown_without_what_the_client_has_sent():
    errors = [
        {"type": "missing", "loc": ("body", "items", 0, "sku"), "msg": "Field required", "input": "canary"},
        {"type": "int", "loc": ("query", "page"), "msg": "Not a number", "input": "canary"},
        {"type": "odd"},
    ]
    answer = answer_to(RequestValidationError(errors), {})
    assert b"canary" not in answer.body
    assert json.loads(answer.body)["errors"] == [
        {"detail": "Field required", "in": "body", "pointer": "#/items/0/sku", "code": "missing"},
        {"detail": "Not a number", "in": "query", "parameter": "page", "code": "int"},
        {"detail": "", "in": "body", "pointer": "#", "code": "odd"},
    ]
