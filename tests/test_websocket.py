"""WebSocket connections through the face."""

import asyncio
import contextlib
import enum
import json

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException, WebSocketException
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from asgi_apps import WAYS, client
from asgi_faces import Served, asgi_app_of, scope_of, send_as_starlette
from statusmw import BrokenResponse, Policy, Problem, Reply
from statusmw.asgi import StatusMiddleware
from statusmw.failures import ResponseAborted

DENIAL = {"websocket.http.response": {}}
ACCEPT = {"type": "websocket.accept"}
MESSAGE = {"type": "websocket.send", "text": "hello"}
START = {"type": "websocket.http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]}
BODY = {"type": "websocket.http.response.body", "body": b"not you"}


class Watched:
    def __init__(self, app, mode="repair", **policy):
        self.found = []
        self.face = StatusMiddleware(app, Policy(on_finding=mode, report=self.found.append, **policy))

    def serve(self, extensions=DENIAL, hears="websocket.connect", path="/orders"):
        served, heard = Served(), [hears]

        async def receive():
            return {"type": heard.pop() if heard else "websocket.disconnect"}

        async def send(message):
            served.messages.append(message)

        scope = {
            **scope_of(path=path, extensions=extensions),
            "type": "websocket",
            "scheme": "ws",
            "subprotocols": ["chat"],
        }
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


def behind(message):
    """What an application sends behind *message*."""
    return BODY if message["type"] == START["type"] else MESSAGE


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
    pytest.param({**START, "headers": [*START["headers"], (b"x", b"a\nb")]}, id="in a denial"),
    pytest.param(
        {"type": "websocket.http.response.start", "status": 99, "headers": []}, id="a status code that is none"
    ),
]
SUBPROTOCOLS = [
    pytest.param({**ACCEPT, "subprotocol": "chat\r\nb: c"}, id="line break in the subprotocol"),
    pytest.param({**ACCEPT, "subprotocol": "chat, superchat"}, id="two subprotocols"),
    pytest.param({**ACCEPT, "subprotocol": b"chat"}, id="bytes for a subprotocol"),
]


@pytest.mark.parametrize("message", [*UNSENDABLE, *SUBPROTOCOLS])
def test_a_handshake_that_cannot_be_sent_is_refused(message, records):
    watched = Watched(asgi_app_of([message, behind(message)]), "repair")
    assert denied(watched.serve())["status"] == 500
    assert len(records) == 1
    told_of = records[0].exc_info[1]
    assert type(told_of) in (BrokenResponse, ValueError)
    found = getattr(told_of, "findings", watched.found)
    assert [each.rule.id for each in found] == told(watched)


@pytest.mark.parametrize("message", UNSENDABLE)
def test_a_finding_is_the_failure_where_the_policy_says_so(message, records):
    watched = Watched(asgi_app_of([message, behind(message)]), "raise")
    served = watched.serve()
    assert (type(served.error), served.messages, records) == (BrokenResponse, [], [])
    assert list(served.error.findings) == watched.found


@pytest.mark.parametrize("message", SUBPROTOCOLS)
def test_what_is_no_finding_is_refused_there_as_well(message):
    assert denied(Watched(asgi_app_of([message, behind(message)]), "raise").serve())["status"] == 500


@pytest.mark.parametrize("kind", ["websocket.accept", "websocket.http.response.start"])
def test_fields_that_can_be_read_once_are_not_lost(kind):
    lines = [(b"set-cookie", b"a=1"), (b"x-a", b"1")]
    message = {"type": kind, "status": 403, "headers": iter(lines)}
    served = Watched(asgi_app_of([message, behind(message)])).serve()
    assert [sent["headers"] for sent in served.messages if "headers" in sent] == [lines]


@pytest.mark.parametrize("message", UNSENDABLE)
def test_it_is_reported(message):
    for mode in ("report", "repair", "raise"):
        watched = Watched(asgi_app_of([message, behind(message)]), mode)
        watched.serve()
        assert len(watched.found) == 1


@pytest.mark.parametrize("message", [*UNSENDABLE, *SUBPROTOCOLS])
def test_it_leaves_where_nothing_may_change(message):
    served = Watched(asgi_app_of([message, behind(message)]), "report").serve()
    assert (served.messages, served.error) == ([message, behind(message)], None)


class Subprotocol(enum.StrEnum):
    CHAT = "chat"


@pytest.mark.parametrize(("given", "sent"), [(Subprotocol.CHAT, "chat"), ("", None), (None, None), ("chat", "chat")])
def test_a_subprotocol_is_an_exact_text_or_none(given, sent):
    served = Watched(asgi_app_of([{**ACCEPT, "subprotocol": given}])).serve()
    assert served.error is None
    assert [(type(each["subprotocol"]), each["subprotocol"]) for each in served.messages] == [(type(sent), sent)]


def test_a_subprotocol_that_is_none_is_refused_with_the_remedy(records):
    Watched(asgi_app_of([{**ACCEPT, "subprotocol": "a b"}])).serve()
    said = "subprotocol: 'a b' is no token (RFC 6455, Section 4.2.2); give one of scope['subprotocols'], or None"
    assert [str(record.exc_info[1]) for record in records] == [said]


class TestAHandshakeThatIsRefusedForGood:
    """Where findings are raised nothing the application does hides them."""

    bad = {**ACCEPT, "headers": [(b"x", b"a\r\nb: c")]}

    async def swallowed(self, scope, receive, send):
        for message in (self.bad, ACCEPT, START):
            with contextlib.suppress(BrokenResponse):
                await send(message)

    async def grouped(self, scope, receive, send):
        async with asyncio.TaskGroup() as group:
            group.create_task(send(self.bad))

    @pytest.mark.parametrize("name", ["swallowed", "grouped"])
    def test_it_is_the_failure(self, name, records):
        watched = Watched(getattr(self, name), "raise")
        served = watched.serve()
        assert (type(served.error), served.messages, records) == (BrokenResponse, [], [])
        assert told(watched) == ["field-value-with-control-character"]

    def test_it_is_not_where_findings_are_mended(self, records):
        served = Watched(self.swallowed).serve()
        assert served.messages == [ACCEPT, START]


# Denials.


def told(watched):
    return [finding.rule.id for finding in watched.found]


@pytest.mark.parametrize("mode", ["report", "repair", "raise"])
def test_a_right_denial_leaves_as_it_came(mode, records):
    messages = [START, {**BODY, "more_body": True}, {**BODY, "body": b", really"}]
    watched = Watched(asgi_app_of(messages), mode)
    served = watched.serve()
    assert (served.messages, served.error, watched.found, records) == (messages, None, [], [])


def test_a_denial_is_judged_as_the_answer_to_a_get():
    watched = Watched(asgi_app_of([{**START, "status": 405}, BODY]), "report")
    (exchange,) = {finding.exchange for finding in watched.serve() and watched.found}
    assert (exchange.request.method, exchange.response.status_code, told(watched)) == (
        "GET",
        405,
        ["method-not-allowed-without-allow"],
    )


@pytest.mark.parametrize(
    ("start", "body", "sent", "ids"),
    [
        ({**START, "status": 204}, BODY, b"", ["no-content-with-content", "no-content-with-content-type"]),
        (
            {**START, "headers": [*START["headers"], (b"content-length", b"3")]},
            BODY,
            b"not you",
            ["content-length-too-short"],
        ),
    ],
    ids=["content behind a 204", "a length that is wrong"],
)
def test_a_denial_is_mended(start, body, sent, ids):
    watched = Watched(asgi_app_of([start, body]), select=["MUST", "SHOULD", "ADVICE"])
    served = watched.serve()
    assert served.error is None
    assert b"".join(message.get("body", b"") for message in served.messages) == sent
    assert set(ids) <= set(told(watched))


def test_a_denial_that_stops_early_is_cut_where_the_client_can_see_it(records):
    start = {**START, "headers": [(b"content-length", b"9")]}
    served = Watched(asgi_app_of([start, {**BODY, "more_body": True}])).serve()
    assert [message.get("more_body") for message in served.messages] == [None, True]
    assert type(served.error) is ResponseAborted
    assert len(records) == 1


def test_an_exception_behind_the_head_of_a_denial_takes_its_place(records):
    served = Watched(asgi_app_of([START, ValueError("no")])).serve()
    assert denied(served)["status"] == 500
    assert len(records) == 1


def test_an_exception_in_the_midst_of_a_denial_cuts_it(records):
    more = {**BODY, "more_body": True}
    served = Watched(asgi_app_of([START, more, ValueError("no")])).serve()
    assert (served.messages, type(served.error)) == ([START, more], ResponseAborted)
    assert len(records) == 1


@pytest.mark.parametrize("before", [[START], [START, {**BODY, "more_body": True}]])
def test_an_exception_behind_the_head_passes_where_the_policy_says_so(before, records):
    error = ValueError("no")
    served = Watched(asgi_app_of([*before, error]), catch_exceptions=False).serve()
    assert (served.error, records) == (error, [])
    assert len(served.messages) == len(before) - (len(before) == 1)


def test_an_exception_behind_the_head_is_the_servers_where_the_client_has_left(records):
    async def app(scope, receive, send):
        await send(START)
        await receive()
        await receive()
        raise ValueError("nobody is there")

    served = Watched(app).serve()
    assert (type(served.error), served.messages, records) == (ValueError, [], [])


def test_a_denial_without_content_is_answered_with_a_500(records):
    served = Watched(asgi_app_of([START])).serve()
    assert denied(served)["status"] == 500
    assert len(records) == 1


@pytest.mark.parametrize("message", [ACCEPT, MESSAGE, {"type": "websocket.close"}, {}])
def test_behind_the_head_of_a_denial_there_is_only_its_content(message, records):
    served = Watched(asgi_app_of([START, message])).serve()
    assert denied(served)["status"] == 500
    said = f"{message.get('type', 'a message without a type')} cannot be sent: a denial has begun"
    assert [str(record.exc_info[1]) for record in records] == [said]


def test_what_is_sent_behind_a_denial_that_was_replaced_goes_nowhere(records):
    start = {**START, "headers": [(b"x", b"a\r\nb")]}
    served = Watched(asgi_app_of([start, BODY, MESSAGE, BODY])).serve()
    assert denied(served)["status"] == 500
    assert len(records) == 1


@pytest.mark.parametrize(
    ("mode", "error", "sent"), [("report", None, 2), ("repair", RuntimeError, 0), ("raise", BrokenResponse, 0)]
)
def test_a_denial_that_the_server_does_not_take_is_a_failure(mode, error, sent, records):
    watched = Watched(asgi_app_of([START, BODY]), mode)
    served = watched.serve(extensions={})
    assert (type(served.error), len(served.messages), records) == (error or type(None), sent, [])
    assert told(watched) == ["extension-not-offered"]


def test_a_denial_that_is_not_taken_says_so_to_the_application():
    served = Watched(asgi_app_of([START, BODY])).serve(extensions={})
    said = "websocket.http.response.start cannot be sent: a message is sent that the server does not offer"
    assert str(served.error) == said


def test_only_what_accepts_is_read():
    other = {"type": "websocket.other", "subprotocol": 5, "headers": [(b"x", b"a\nb")]}
    watched = Watched(asgi_app_of([other]))
    assert watched.serve().messages[0] is other
    assert watched.found == []


@pytest.mark.parametrize("error", [Problem(409), ValueError()])
def test_an_answer_in_parts_waits_for_no_message_of_http(error):
    async def parts():
        yield b"a"
        yield b"b"

    watched = Watched(asgi_app_of([error]), mapping={ValueError: lambda error: Reply(parts(), 503)})
    served = watched.serve(hears="websocket.receive")
    assert served.error is None
    assert {message["type"] for message in served.messages} == {START["type"], BODY["type"]}


class Endpoint:
    """What Starlette calls as it is; a function it would hand a `WebSocket`."""

    def __init__(self, *messages):
        self.app = asgi_app_of([*messages])

    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


DENIES = Endpoint({**START, "status": 401}, BODY)
ROUTED = Starlette(
    routes=[
        Route("/both/{http_id}", lambda request: None),
        WebSocketRoute("/both/{ws_id}", DENIES),
        Mount("/under/{team}", routes=[WebSocketRoute("/in/{x}", DENIES)]),
        WebSocketRoute("/accepted/{x}", Endpoint({**ACCEPT, "headers": [(b"x", b"a\nb")]})),
    ]
)


@pytest.mark.parametrize(
    ("path", "route"),
    [("/both/7", "/both/{ws_id}"), ("/under/a/in/b", "/under/{team}/in/{x}"), ("/accepted/7", "/accepted/{x}")],
)
def test_a_finding_names_the_route_of_the_connection(path, route):
    watched = Watched(ROUTED, "report")
    watched.serve(path=path)
    assert {finding.exchange.request.route for finding in watched.found} == {route}


def test_behind_a_decision_a_denial_is_left_to_the_server():
    messages = [ACCEPT, START, BODY]
    served = Watched(asgi_app_of(messages)).serve()
    assert all(map(lambda a, b: a is b, served.messages, messages))


def test_the_wish_to_end_the_process_before_the_handshake_is_a_denial(records):
    async def app(scope, receive, send):
        raise SystemExit

    assert denied(Watched(app).serve())["status"] == 500
    assert [record.levelname for record in records] == ["CRITICAL"]


def test_a_denial_that_may_become_another_leaves_when_the_application_asks_for_the_client(records):
    async def app(scope, receive, send):
        await send_as_starlette(send, START, BODY)
        await receive()

    served = Watched(app).serve()
    assert [message.get("body") for message in served.messages] == [None, b"Internal Server Error"]


@pytest.mark.parametrize(
    ("everywhere", "messages", "told_in"),
    [
        (False, [START, BODY], ["websocket.http.response.start"]),
        (True, [START, BODY], ["websocket.http.response.start"]),
        (False, [ACCEPT], []),
        (True, [ACCEPT], ["websocket.accept"]),
        (False, [ValueError()], ["websocket.http.response.start"]),
    ],
)
def test_a_connection_has_an_id_as_a_request_has(everywhere, messages, told_in, records):
    ids = {"field": "x-request-id", "everywhere": everywhere}
    served = Watched(asgi_app_of(messages), request_id=ids).serve()
    fields = {message["type"]: dict(message.get("headers", ())) for message in served.messages}
    assert [kind for kind, lines in fields.items() if b"x-request-id" in lines] == told_in
    for record in records:
        assert record.request_id.encode() == fields[told_in[0]][b"x-request-id"]


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
