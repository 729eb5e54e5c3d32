"""WebSocket connections through the face."""

import json

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException, WebSocketException
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from asgi_apps import WAYS, client
from asgi_faces import Served, asgi_app_of, scope_of
from statusmw import BrokenResponse, Policy, Problem
from statusmw.asgi import StatusMiddleware

DENIAL = {"websocket.http.response": {}}
ACCEPT = {"type": "websocket.accept"}
MESSAGE = {"type": "websocket.send", "text": "hello"}


class Watched:
    def __init__(self, app, mode="repair", **policy):
        self.found = []
        self.face = StatusMiddleware(app, Policy(on_finding=mode, report=self.found.append, **policy))

    def serve(self, extensions=DENIAL, hears="websocket.connect"):
        import asyncio

        served = Served()

        async def receive():
            return {"type": hears}

        async def send(message):
            served.messages.append(message)

        scope = {**scope_of(extensions=extensions), "type": "websocket", "scheme": "ws", "subprotocols": ["chat"]}
        del scope["method"]
        try:
            asyncio.run(self.face(scope, receive, send))
        except Exception as error:
            served.error = error
        return served


def denied(served):
    assert served.error is None
    assert [message["type"] for message in served.messages] == [
        "websocket.http.response.start",
        "websocket.http.response.body",
    ]
    return json.loads(served.messages[1]["body"])


@pytest.mark.parametrize("mode", ["report", "repair", "raise"])
def test_messages_pass_as_the_same_objects(mode):
    accept = {**ACCEPT, "headers": [(b"x-a", b"1"), (b"set-cookie", b"a=1")], "subprotocol": "chat"}
    messages = [accept, MESSAGE, {"type": "websocket.close"}]
    watched = Watched(asgi_app_of(messages), mode)
    served = watched.serve()
    assert all(map(lambda a, b: a is b, served.messages, messages))
    assert (len(served.messages), served.error, watched.found) == (3, None, [])


@pytest.mark.parametrize("error, status", [(ValueError("no"), 500), (HTTPException(403), 403), (Problem(409), 409)])
def test_an_exception_before_the_handshake_is_a_denial(error, status, records):
    assert denied(Watched(asgi_app_of([error])).serve())["status"] == status
    assert len(records) == (status == 500)


@pytest.mark.parametrize("extensions", [{}, None, {"other": {}}])
def test_it_passes_where_no_denial_is_offered(extensions, records):
    error = ValueError("no")
    served = Watched(asgi_app_of([error])).serve(extensions)
    assert (served.error, served.messages, records) == (error, [], [])


@pytest.mark.parametrize("before", [[ACCEPT], [ACCEPT, MESSAGE], [{"type": "websocket.close"}]])
def test_it_passes_behind_the_answer(before, records):
    error = ValueError("no")
    served = Watched(asgi_app_of([*before, error])).serve()
    assert (served.error, served.messages, records) == (error, before, [])


def test_it_passes_where_the_client_has_left(records):
    async def app(scope, receive, send):
        assert (await receive())["type"] == "websocket.disconnect"
        raise ValueError("nobody is there")

    served = Watched(app).serve(hears="websocket.disconnect")
    assert (type(served.error), served.messages, records) == (ValueError, [], [])


def test_it_passes_where_the_policy_says_so(records):
    error = ValueError("no")
    served = Watched(asgi_app_of([error]), catch_exceptions=False).serve()
    assert (served.error, served.messages, records) == (error, [], [])


UNSENDABLE = [
    pytest.param({**ACCEPT, "headers": [(b"x", b"a\r\nb: c")]}, id="line break in a value"),
    pytest.param({**ACCEPT, "headers": [(b"x\r\nb", b"a")]}, id="line break in a name"),
    pytest.param({**ACCEPT, "headers": [("x", "a")]}, id="text"),
    pytest.param(
        {"type": "websocket.http.response.start", "status": 403, "headers": [(b"x", b"a\nb")]}, id="in a denial"
    ),
    pytest.param(
        {"type": "websocket.http.response.start", "status": 99, "headers": []}, id="a status code that is none"
    ),
]
SUBPROTOCOLS = [
    pytest.param({**ACCEPT, "subprotocol": "chat\r\nb: c"}, id="line break in the subprotocol"),
    pytest.param({**ACCEPT, "subprotocol": ""}, id="empty subprotocol"),
    pytest.param({**ACCEPT, "subprotocol": b"chat"}, id="bytes for a subprotocol"),
]


@pytest.mark.parametrize("message", [*UNSENDABLE, *SUBPROTOCOLS])
def test_a_handshake_that_cannot_be_sent_is_refused(message, records):
    watched = Watched(asgi_app_of([message, MESSAGE]), "repair")
    assert denied(watched.serve())["status"] == 500
    assert len(records) == 1
    assert type(records[0].exc_info[1]) in (BrokenResponse, ValueError)


@pytest.mark.parametrize("message", UNSENDABLE)
def test_a_finding_is_the_failure_where_the_policy_says_so(message, records):
    watched = Watched(asgi_app_of([message, MESSAGE]), "raise")
    served = watched.serve()
    assert (type(served.error), served.messages, records) == (BrokenResponse, [], [])
    assert list(served.error.findings) == watched.found


@pytest.mark.parametrize("message", SUBPROTOCOLS)
def test_what_is_no_finding_is_refused_there_as_well(message):
    assert denied(Watched(asgi_app_of([message, MESSAGE]), "raise").serve())["status"] == 500


@pytest.mark.parametrize("kind", ["websocket.accept", "websocket.http.response.start"])
def test_fields_that_can_be_read_once_are_not_lost(kind):
    lines = [(b"set-cookie", b"a=1"), (b"x-a", b"1")]
    message = {"type": kind, "status": 403, "headers": iter(lines)}
    served = Watched(asgi_app_of([message])).serve()
    assert [sent["headers"] for sent in served.messages] == [lines]


@pytest.mark.parametrize("message", UNSENDABLE)
def test_it_is_reported(message):
    for mode in ("report", "repair", "raise"):
        watched = Watched(asgi_app_of([message]), mode)
        watched.serve()
        assert len(watched.found) == 1


@pytest.mark.parametrize("message", [*UNSENDABLE, *SUBPROTOCOLS])
def test_it_leaves_where_nothing_may_change(message):
    served = Watched(asgi_app_of([message, MESSAGE]), "report").serve()
    assert served.messages[0] is message
    assert served.error is None


async def forbidden(websocket):
    raise HTTPException(403, "not you")


async def closing(websocket):
    raise WebSocketException(4000, "closed")


async def greeting(websocket):
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
class TestStarlette:
    def app(self, way):
        routes = [WebSocketRoute(f"/{each.__name__}", each) for each in (forbidden, closing, greeting)]
        return client(way(Starlette(routes=routes)))

    def test_an_http_exception_is_a_denial_with_a_problem(self, way):
        with pytest.raises(Exception) as caught:
            with self.app(way).websocket_connect("/forbidden"):
                pass
        response = caught.value
        assert response.status_code == 403
        assert response.json() == {"title": "Forbidden", "status": 403, "detail": "not you"}

    def test_a_websocket_exception_closes(self, way):
        with pytest.raises(WebSocketDisconnect) as caught:
            with self.app(way).websocket_connect("/closing"):
                pass
        assert caught.value.code == 4000

    def test_a_conversation_passes(self, way):
        with self.app(way).websocket_connect("/greeting") as websocket:
            assert websocket.receive_text() == "hello"
