"""ASGI applications that send what they must not, or when they must not."""

import asyncio
import itertools

import hostile_errors
from faulty_asgi import FORGED, TEXT, length
from hostile_values import unlike

from faults import HELLO, NO_CONTENT, REFUSED, Expected

CUT = Expected(200, b"hello", "cut")
AS_IT_CAME = Expected(200, b"hello")
INJECTED = b"a\r\nSet-Cookie: admin=1"
FIVE = (TEXT, length(5))


def start(status=200, fields=FIVE, **more):
    return {"type": "http.response.start", "status": status, "headers": fields, **more}


def body(octets=b"hello", *, more=False, **others):
    return {"type": "http.response.body", "body": octets, "more_body": more, **others}


def whole(status=200, fields=FIVE, octets=b"hello"):
    return [start(status, list(fields)), body(octets)]


# A WebSocket is asked for: the messages that are sent, none of which may reach the client as it is.
SOCKETS = {
    "/socket-split": {"headers": [(b"x-note", INJECTED)]},
    "/socket-name": {"headers": [(b"x-note\r\nset-cookie", b"admin=1")]},
    "/socket-null": {"headers": [(b"x-note", b"a\0")]},
    "/socket-protocol": {"subprotocol": "chat\r\nSet-Cookie: admin=1"},
    "/socket-protocol-space": {"subprotocol": "a chat"},
    "/socket-protocol-number": {"subprotocol": 5},
    "/socket-text": {"headers": [("x-note", "a\r\nSet-Cookie: admin=1")]},
    "/socket-none": {"headers": [None]},
    "/socket-fine": {"subprotocol": "chat", "headers": [(b"x-note", b"a")]},
}
TRAILERS = {"type": "http.response.trailers", "headers": [(b"x-note", INJECTED)], "more_trailers": False}
NO_HEADERS = {"type": "http.response.start", "status": 200}
NO_STATUS = {"type": "http.response.start", "headers": [TEXT, length(5)]}
# Name of the case to the messages that are sent, and what may leave.
MESSAGES = {
    "none": ([], REFUSED),
    "start-only": ([start()], REFUSED),
    "unfinished": ([start(fields=[TEXT]), body(more=True)], CUT),
    "unfinished-with-length": ([start(fields=[TEXT, length(9)]), body(more=True)], CUT),
    "body-first": ([body(), *whole()], REFUSED),
    "body-only": ([body()], REFUSED),
    "start-twice": ([start(), start(503), body()], REFUSED),
    "start-behind-end": ([*whole(), start(503, [(b"set-cookie", b"admin=1")])], HELLO),
    "body-behind-end": ([*whole(), body(FORGED)], HELLO),
    "second-response": ([*whole(), *whole()], HELLO),
    "start-behind-part": ([start(fields=[TEXT]), body(more=True), start(503), body(FORGED)], CUT),
    "unknown": ([start(), {"type": "http.response.nonsense"}, body()], None),
    "unknown-first": ([{"type": "http.response.nonsense"}, *whole()], None),
    "without-type": ([start(), {}, body()], None),
    "none-itself": ([start(), None, body()], None),
    "text-itself": (["http.response.start"], REFUSED),
    "without-headers": ([NO_HEADERS, body()], None),
    "without-status": ([NO_STATUS, body()], REFUSED),
    "without-body": ([start(fields=[length(0)]), {"type": "http.response.body"}], Expected(200)),
    "trailers-unannounced": ([start(), body(), TRAILERS], HELLO),
    "trailers-missing": ([start(fields=[TEXT], trailers=True), body()], None),
    "trailers-split": ([start(fields=[TEXT], trailers=True), body(), TRAILERS], None),
    "path": ([start(), {"type": "http.response.pathsend", "path": "/nonexistent"}], None),
    "early-hint": ([{"type": "http.response.early_hint", "links": [INJECTED]}, *whole()], None),
    "push": ([{"type": "http.response.push", "path": "/", "headers": []}, *whole()], None),
    "debug": ([{"type": "http.response.debug", "info": {}}, *whole()], None),
    "websocket": ([{"type": "websocket.accept"}], REFUSED),
}


def sending(*messages):
    async def run(send, scope):
        for message in messages:
            await send(dict(message) if isinstance(message, dict) else message)

    return run


def with_fields(make):
    """Sends fields that are made for each request."""

    async def run(send, scope):
        await send(start(fields=make()))
        await send(body())

    return run


async def appends(send, scope):
    message = start(fields=[TEXT, length(5)])
    await send(message)
    message["headers"].append((b"x-note", INJECTED))
    message["status"] = 103
    await send(body())


async def appends_later(send, scope):
    message = start(fields=[TEXT])
    await send(message)
    await send(body(more=True))
    message["headers"].append((b"set-cookie", b"admin=1"))
    await send(body())


async def changes_request(send, scope):
    scope["method"], scope["headers"] = "HEAD", []
    await sending(*whole())(send, scope)


async def sends_at_once(send, scope):
    await send(start(fields=[TEXT]))
    await asyncio.gather(*(send(body(part, more=True)) for part in (b"he", b"llo")))
    await send(body(b""))


async def swallows(send, scope):
    try:
        await send(start(fields=[TEXT, (b"x-note", INJECTED)]))
        await send(body())
    except Exception:
        pass
    await sending(*whole())(send, scope)


async def endless(send, scope, status=204, fields=()):
    await send(start(status, list(fields)))
    for _ in itertools.repeat(None, 2000):
        await send(body(FORGED, more=True))
    await send(body(b""))


async def in_a_group(send, scope):
    async with asyncio.TaskGroup() as group:
        group.create_task(raising(lambda: KeyError("secret"))(send, scope))


async def behind_end(send, scope):
    await sending(*whole())(send, scope)
    raise KeyError("secret")


def raising(error):
    async def run(send, scope):
        raise error()

    return run


def raising_later(error, *messages):
    async def run(send, scope):
        await sending(*messages)(send, scope)
        raise error()

    return run


def changing():
    return unlike([*FIVE], [(b"x\r\nset-cookie", b"admin=1")])


PAIRS = [*FIVE, (b"x-note", b"a")]
NOTED = Expected(200, b"hello", fields=(("x-note", "a"),))
# Name of the case to a function that gets `send` and the scope, and what may leave.
CALLS = {
    "fields-tuple": (with_fields(lambda: tuple(PAIRS)), NOTED),
    "fields-generator": (with_fields(lambda: iter(PAIRS)), NOTED),
    "fields-lists": (with_fields(lambda: [list(pair) for pair in PAIRS]), NOTED),
    "fields-changing": (with_fields(changing), None),
    "appends": (appends, REFUSED),
    "appends-later": (appends_later, Expected(200, b"hellohello", fields=(("set-cookie", None),))),
    "changes-request": (changes_request, HELLO),
    "sends-at-once": (sends_at_once, AS_IT_CAME),
    "swallows": (swallows, None),
    "endless-204": (endless, NO_CONTENT),
    "endless-304": (lambda send, scope: endless(send, scope, 304, [(b"etag", b'"v1"')]), Expected(304)),
    "endless-length": (lambda send, scope: endless(send, scope, 200, FIVE), Expected(200, FORGED[:5])),
    "group": (in_a_group, REFUSED),
    "behind-end": (behind_end, HELLO),
}


def calls():
    """Path to each such function, and what may leave."""
    yield from ((f"/messages-{name}", sending(*messages), expected) for name, (messages, expected) in MESSAGES.items())
    yield from ((f"/{name}", call, expected) for name, (call, expected) in CALLS.items())
    for name, (error, expected) in hostile_errors.ERRORS.items():
        yield f"/raise-{name}", raising(error), expected
        yield f"/raise-{name}-behind-start", raising_later(error, start()), expected
        if name in hostile_errors.LATER:
            yield f"/raise-{name}-later", raising_later(error, start(fields=[TEXT]), body(more=True)), CUT
    for name, error in {**hostile_errors.ENDINGS, "cancelled": asyncio.CancelledError}.items():
        yield f"/raise-{name}", raising(error), None
