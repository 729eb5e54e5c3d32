import copy
import enum
import inspect
import pickle
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from http import HTTPStatus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from calling import BOTH, asgi, scope_of, wsgi
from statusmw import Reply
from statusmw import reply as reply_module
from statusmw.reply import checked_status

both = pytest.mark.parametrize("call", BOTH.values(), ids=BOTH)


@dataclass
class Order:
    id: int
    price: Decimal


CONTENT = [
    (None, b"", None),
    ("", b"", "text/plain; charset=utf-8"),
    ("Grüß", "Grüß".encode(), "text/plain; charset=utf-8"),
    (b"\x00", b"\x00", "application/octet-stream"),
    (bytearray(b"ab"), b"ab", "application/octet-stream"),
    (memoryview(b"ab"), b"ab", "application/octet-stream"),
    ({"id": 7}, b'{"id":7}', "application/json"),
    ([1, "a", None], b'[1,"a",null]', "application/json"),
    (0, b"0", "application/json"),
    (False, b"false", "application/json"),
    (Order(7, Decimal("1.10")), b'{"id":7,"price":"1.10"}', "application/json"),
    (date(2030, 1, 2), b'"2030-01-02"', "application/json"),
]


@both
@pytest.mark.parametrize(("content", "sent", "media_type"), CONTENT)
def test_content_gets_its_bytes_its_media_type_and_its_length(call, content, sent, media_type):
    answer = call(Reply(content))
    assert (answer.status, answer.content, answer["content-type"]) == (200, sent, media_type)
    assert answer["content-length"] == str(len(sent))


MEDIA_TYPES = [
    ("<p>", "text/html", "text/html; charset=utf-8"),
    ("<p>", "text/html; Charset=latin-1", "text/html; Charset=latin-1"),
    ("{}", "application/json", "application/json"),
    (b"a,b", "text/csv", "text/csv"),
    ({"id": 7}, "application/hal+json", "application/hal+json"),
]


@pytest.mark.parametrize(("content", "media_type", "sent"), MEDIA_TYPES)
def test_a_media_type_overrides_and_text_says_its_charset(content, media_type, sent):
    assert Reply(content, media_type=media_type).headers["content-type"] == sent


def test_a_content_type_among_the_headers_replaces_the_implied_one():
    assert Reply("<p>", headers={"Content-Type": "text/html"}).raw_headers[-1] == (b"content-type", b"text/html")


REFUSED = [
    ({"status_code": "200"}, TypeError, "status_code must be an int, not str"),
    ({"status_code": True}, TypeError, "status_code must be an int, not bool"),
    ({"status_code": 204.0}, TypeError, "status_code must be an int, not float"),
    ({"status_code": 103}, ValueError, "status_code must be from 200 to 599, not 103"),
    ({"status_code": 600}, ValueError, "status_code must be from 200 to 599, not 600"),
    ({"content": object()}, TypeError, "content holds a value of type object"),
    ({"content": float("nan")}, ValueError, "content holds nan"),
    ({"content": "\ud800"}, ValueError, "content holds a lone surrogate"),
    ({"content": "", "status_code": 204}, ValueError, "content: a 204 response has none"),
    ({"content": {}, "status_code": 205}, ValueError, "content: a 205 response has none"),
    ({"content": b"x", "status_code": 304}, ValueError, "content: a 304 response has none"),
    ({"content": iter([b"x"]), "status_code": 204}, ValueError, "content: a 204 response has none"),
    ({"content": "x", "media_type": "json"}, ValueError, "media_type 'json' is no media type"),
    ({"headers": {"X Total": "1"}}, ValueError, "headers 'X Total' is no field name"),
    ({"headers": [("X-Total", "1")]}, TypeError, "headers must be a mapping, not list"),
    ({"headers": {7: "1"}}, TypeError, "headers must be a str, not int"),
    ({"headers": {"X-Total": 1}}, TypeError, "headers: X-Total must be a str or a list of str, not int"),
    ({"headers": {"X-Total": b"1"}}, TypeError, "headers: X-Total must be a str or a list of str, not bytes"),
    ({"headers": {"X-Total": [1]}}, TypeError, "headers: X-Total must be a str, not int"),
    ({"headers": {"X-Name": "a\r\nSet-Cookie: b"}}, ValueError, "headers: X-Name holds a control character"),
    ({"headers": {"X-Name": "a\0"}}, ValueError, "headers: X-Name holds a control character"),
    ({"headers": {"X-Name": "€"}}, ValueError, "headers: X-Name holds a character outside Latin-1"),
]


@pytest.mark.parametrize(("arguments", "error", "message"), REFUSED)
def test_what_cannot_be_sent_is_refused_at_the_call(arguments, error, message):
    with pytest.raises(error, match=message):
        Reply(**arguments)


def test_a_status_code_becomes_an_exact_int():
    class Code(enum.IntEnum):
        FINE = 202

    assert type(Reply(status_code=HTTPStatus.CREATED).status_code) is int
    assert type(checked_status(Code.FINE)) is int


WITHOUT_CONTENT = [(204, None), (205, "0"), (304, None), (200, "0"), (201, "0"), (303, "0")]


@both
@pytest.mark.parametrize(("status_code", "length"), WITHOUT_CONTENT)
def test_a_reply_without_content_has_a_length_only_where_one_may_be(call, status_code, length):
    answer = call(Reply(None, status_code))
    assert (answer.status, answer.content, answer["content-length"]) == (status_code, b"", length)
    assert answer["content-type"] is None


@both
def test_head_gets_the_fields_of_get_and_no_content(call):
    reply = Reply({"id": 7}, headers={"ETag": '"v1"'})
    get, head = call(reply), call(reply, "HEAD")
    assert (head.status, head.fields, head.content) == (get.status, get.fields, b"")
    assert get.content == b'{"id":7}'


def test_the_status_line_has_the_reason_phrase_even_where_there_is_none():
    assert Reply(None, 201).status_line == "201 Created"
    assert Reply(None, 299).status_line == "299 "


# Fields.


def test_with_headers_replaces_each_line_of_a_field_and_returns_the_reply():
    reply = Reply(None, 204, {"Link": ["<a>", "<b>"], "Vary": "Accept"})
    assert reply.with_headers({"LINK": ["<c>", "<d>"]}) is reply
    assert reply.raw_headers == [(b"vary", b"Accept"), (b"link", b"<c>"), (b"link", b"<d>")]


def test_with_headers_keeps_each_line_of_a_multi_mapping():
    view = Headers(raw=[(b"link", b"<a>"), (b"link", b"<b>")])
    assert Reply(None, 204, view).raw_headers == view.raw


def test_with_headers_changes_nothing_if_one_of_them_is_refused():
    reply = Reply(None, 204, {"X-Id": "7"})
    with pytest.raises(ValueError, match="headers: X-Name"):
        reply.with_headers({"X-Id": "8", "X-Name": "a\n"})
    assert reply.raw_headers == [(b"x-id", b"7")]


def test_a_field_without_lines_is_removed():
    assert Reply(None, 204, {"X-Id": "7"}).with_headers({"X-ID": []}).raw_headers == []


def test_with_headers_keeps_what_a_view_of_the_headers_shows_alive():
    reply = Reply(None, 204)
    view = reply.headers
    reply.with_headers({"X-Id": "7"})
    view["X-Other"] = "8"
    assert (view["x-id"], reply.headers["x-other"]) == ("7", "8")
    assert wsgi(reply).fields == [("x-id", "7"), ("x-other", "8")]


@both
def test_cookies_are_set_and_deleted_as_starlette_does(call):
    reply = Reply(None, 204)
    reply.set_cookie("session", "abc", httponly=True)
    reply.delete_cookie("old")
    session, old = call(reply).values("set-cookie")
    assert session.startswith("session=abc;") and "HttpOnly" in session
    assert old.startswith('old="";') and "Max-Age=0" in old


class Spoken:
    """Text only when it is written."""

    def __str__(self):
        return "1\r\nX-Injected: 1"


COOKIES = [
    ({"key": "a\r\nX-Injected: 1"}, "key holds a control character"),
    ({"path": "/\r\nX-Injected: 1"}, "path holds a control character; remove it"),
    ({"path": "/\0", "value": "\r\n"}, "path holds a control character"),
    ({"domain": "a\nX-Injected: 1"}, "domain holds a control character"),
    ({"expires": "x\r\nX-Injected: 1"}, "expires holds a control character"),
    ({"max_age": "1\x7f"}, "max_age holds a control character"),
    ({"max_age": Spoken()}, "set-cookie holds a control character"),
    ({"samesite": "lax\r\n"}, "samesite holds a control character"),
    ({"path": "/\u20ac"}, "path holds a character outside Latin-1"),
    ({"value": "\u20ac"}, "value holds a character outside Latin-1"),
]


@pytest.mark.parametrize(("arguments", "message"), COOKIES)
def test_a_cookie_that_cannot_be_sent_is_refused_and_leaves_nothing_behind(arguments, message):
    reply = Reply(None, 204)
    reply.set_cookie("kept", "1")
    with pytest.raises(ValueError, match=message):
        reply.set_cookie(**{"key": "a", "value": "b", **arguments})
    assert [value.partition(b";")[0] for _, value in reply.raw_headers] == [b"kept=1"]


@pytest.mark.parametrize("path", ["/\r\nX-Injected: 1"])
def test_a_cookie_is_not_deleted_with_what_cannot_be_sent(path):
    reply = Reply(None, 204)
    with pytest.raises(ValueError, match="path holds a control character"):
        reply.delete_cookie("a", path)
    assert reply.raw_headers == []


def test_a_cookie_takes_the_arguments_that_starlette_knows():
    assert inspect.signature(Reply.set_cookie) == inspect.signature(Response.set_cookie)
    with pytest.raises(AssertionError, match="samesite"):
        Reply(None, 204).set_cookie("a", samesite="any")


SETTING = {
    "item": lambda headers, name, value: headers.__setitem__(name, value),
    "append": lambda headers, name, value: headers.append(name, value),
    "setdefault": lambda headers, name, value: headers.setdefault(name, value),
    "update": lambda headers, name, value: headers.update({name: value}),
    "ior": lambda headers, name, value: headers.__ior__({name: value}),
}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("X-A", "a\r\nX-Injected: 1", "headers: X-A holds a control character"),
        ("X-A", type("Text", (str,), {"encode": lambda self, _: b"a\n"})("a\n"), "holds a control character"),
        ("X-A\r\nX-Injected", "1", "headers .* is no field name"),
        ("X-A", "\u20ac", "headers: X-A holds a character outside Latin-1"),
    ],
)
@pytest.mark.parametrize("setting", SETTING.values(), ids=SETTING)
def test_no_field_is_set_that_cannot_be_sent(setting, name, value, message):
    reply = Reply(None, 204)
    with pytest.raises(ValueError, match=message):
        setting(reply.headers, name, value)
    assert reply.raw_headers == []


@pytest.mark.parametrize("setting", SETTING.values(), ids=SETTING)
def test_every_other_field_is_set_as_starlette_does(setting):
    reply = Reply(None, 204)
    lying = type("Text", (str,), {"encode": lambda *_: b"a\n"})
    setting(reply.headers, "X-A", lying("caf\xe9\tbar"))
    assert reply.raw_headers == [(b"x-a", b"caf\xe9\tbar")]


def test_over_wsgi_no_field_about_the_connection_is_sent():
    fields = {"Connection": "upgrade", "Upgrade": "a", "Proxy-Authenticate": "Basic", "TE": "x", "X-Id": "7"}
    reply = Reply(None, 204, fields)
    assert wsgi(reply).fields == [("x-id", "7")]
    assert len(asgi(reply).fields) == 5


@pytest.mark.parametrize("version", ["2", "3"])
def test_over_http_2_no_field_about_the_connection_is_sent(version):
    reply = Reply(None, 204, {"Connection": "upgrade", "Upgrade": "a", "Proxy-Authenticate": "Basic"})
    assert asgi(reply, version=version).fields == [(b"proxy-authenticate", b"Basic")]


@both
def test_an_application_may_still_ask_its_server_to_close_the_connection(call):
    assert call(Reply(None, 204, {"Connection": "close"}))["connection"] == "close"


# One object, two interfaces.


def test_the_class_looks_like_an_asgi_application_and_the_instance_is_both():
    assert inspect.iscoroutinefunction(Reply.__call__)
    assert isinstance(Reply(), Response)
    assert wsgi(Reply("a")).content == asgi(Reply("a")).content == b"a"


def test_an_asgi_call_may_use_keywords():
    async def app(scope, receive, send):
        await Reply("a")(scope=scope, receive=receive, send=send)

    assert asgi(app).content == b"a"


def test_a_subclass_may_answer_in_its_own_way_over_asgi():
    class Own(Reply):
        async def asgi(self, scope, receive, send):
            await Reply("own")(scope, receive, send)

    assert Own.__call__ is Own.asgi
    assert asgi(Own("a")).content == b"own"


def test_litestar_gets_the_reply_itself():
    reply = Reply()
    assert reply.to_asgi_response(app=None, request=None) is reply


def test_a_websocket_is_denied_with_the_reply():
    scope = {"type": "websocket", "headers": [], "http_version": "1.1"}
    answer = asgi(Reply("no", 403), scope=scope)
    assert [message["type"] for message in answer.messages] == [
        "websocket.http.response.start",
        "websocket.http.response.body",
    ]
    assert (answer.status, answer.content) == (403, b"no")


def test_a_websocket_is_denied_with_a_stream_too():
    answer = asgi(Reply(iter(["n", "o"]), 403), scope={"type": "websocket", "headers": []})
    assert {message["type"].partition(".")[0] for message in answer.messages} == {"websocket"}
    assert answer.content == b"no"


# Background.


@both
def test_a_background_task_runs_once_when_the_response_has_been_sent(call):
    ran = []
    reply = Reply("a").with_background(BackgroundTask(ran.append, 1))
    assert call(reply).content == b"a"
    assert ran == [1]


def test_over_wsgi_the_background_task_waits_for_close():
    ran = []
    reply = Reply("a", background=BackgroundTask(ran.append, 1))
    parts = reply({"REQUEST_METHOD": "GET"}, lambda *head: None)
    assert list(parts) == [b"a"]
    assert ran == []
    parts.close()
    parts.close()
    assert ran == [1]


# Kept and returned again.


class Marking:
    """A middleware that changes the list of the fields it is given, as Starlette's own do."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def mark(message):
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-seen", b"1"))
            await send(message)

        await self.app(scope, receive, mark)


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("content", ["a", iter(())], ids=["whole", "stream"])
def test_what_a_middleware_does_to_the_fields_is_of_one_answer(content, method, version):
    reply = Reply(content)
    for _ in range(2):
        assert asgi(Marking(reply.asgi), method, version=version).values("x-seen") == ["1"]
    assert "x-seen" not in reply.headers


def test_a_reply_that_is_kept_passes_a_middleware_that_codes_it_more_than_once():
    kept = Reply({"text": "a" * 2000})
    app = GZipMiddleware(kept.asgi)
    assert asgi(app, accept_encoding="gzip")["content-encoding"] == "gzip"
    plain = asgi(app, accept_encoding="identity")
    assert (plain["content-encoding"], plain.content) == (None, kept.body)


# Copies.


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda reply: pickle.loads(pickle.dumps(reply))])
def test_a_twin_says_the_same_and_has_its_own_fields(twin):
    reply = Reply({"id": 7}, 201, {"Location": "/orders/7"})
    assert reply.headers["location"] == "/orders/7"
    made = twin(reply)
    made.headers["X-Id"] = "7"
    assert made.body == reply.body
    assert made.raw_headers == [*reply.raw_headers, (b"x-id", b"7")]
    assert "x-id" not in reply.headers


@settings(deadline=None)
@given(st.text(st.characters(categories=None), max_size=20), st.text(st.characters(categories=None), max_size=20))
def test_a_header_is_refused_or_sent_as_it_is(name, value):
    try:
        reply = Reply(None, 204, {name: value})
    except ValueError:
        return
    assert asgi(reply, scope=scope_of()).fields == [(name.lower().encode(), value.encode("latin-1"))]


def test_a_field_name_of_a_class_of_its_own_is_not_remembered():
    class Name(str):
        __slots__ = ()

    reply = Reply("x", headers={Name("X-Own-Class"): "1"})
    assert reply.headers["x-own-class"] == "1"
    assert not any(type(name) is Name for name in reply_module._KEYS)
