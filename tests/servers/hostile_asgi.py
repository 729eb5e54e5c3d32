"""ASGI applications that do what they must not, one to a path, and what may leave once statusmw is in front of them.

The faults of `faulty_asgi` are among them; these here are the many ways to write the same few things wrong.
"""

import asyncio
import itertools
from array import array

import hostile_errors
from faults import EXPECTED, HELLO, NO_CONTENT, PATHS, REFUSED, Expected
from faulty_asgi import FORGED, TEXT, application, length
from hostile_values import LENGTHS, of, of_stream, unlike

from statusmw.asgi import StatusMiddleware

SPLIT = b"Content-Length: 0\r\n\r\n" + FORGED
CUT = Expected(200, b"hello", "cut")
AS_IT_CAME = Expected(200, b"hello")
INJECTED = b"a\r\nSet-Cookie: admin=1"

# Name of the case to the value of a field that cannot be sent.
VALUES = {
    "crlf": INJECTED,
    "folded": b"a\r\n b",
    "split": b"a\r\n" + SPLIT,
    "lf-at-end": b"a\n",
    "null-at-end": b"a\0",
    "bell": b"a\x07b",
    "escape": b"a\x1b[31m",
    "vertical-tab": b"a\x0bb",
    "form-feed": b"a\x0cb",
    "delete": b"a\x7fb",
    "number": 5,
    "none": None,
    "list": [97],
    "text-crlf": INJECTED.decode(),
    "text-cjk": "\u6ce8",
    "bytearray-crlf": bytearray(INJECTED),
    "memoryview-crlf": memoryview(INJECTED),
}
# To a legal one, and as what it arrives.
LEGAL = {
    "tab": (b"a\tb", "a\tb"),
    "latin": (b"caf\xe9", "caf\xe9"),
    "utf-8": ("caf\xe9".encode(), "caf\xc3\xa9"),
    "next-line": (b"a\x85b", "a\x85b"),
    "empty": (b"", None),
}
# To the name of a field.
NAMES = {
    "crlf": b"x-note\r\nset-cookie",
    "lf": b"x-note\nset-cookie",
    "split": b"x-note: a\r\n" + SPLIT,
    "colon": b"x:note",
    "space-at-end": b"x-note ",
    "space-first": b" x-note",
    "tab": b"x\tnote",
    "null": b"x\0note",
    "parentheses": b"x(note)",
    "empty": b"",
    "latin": b"x-n\xf6te",
    "utf-8": "x-\u6ce8".encode(),
    "pseudo": b":status",
    "text": "x-note\r\nset-cookie",
    "none": None,
    "number": 5,
}
# To a status code; those that are left out are among the faults.
CODES = {
    "zero": 0,
    "negative": -200,
    "two-digits": 20,
    "999": 999,
    "huge": 10**20,
    "true": True,
    "float": 200.5,
    "none": None,
    "text": "200",
    "text-crlf": "200\r\nSet-Cookie: admin=1",
    "bytes": b"200",
    "101": 101,
    "102": 102,
    "199": 199,
}
LEGAL_CODES = {"299": 299, "418": 418, "451": 451, "520": 520}
# To all fields.
FIELDS = {
    "none": None,
    "number": 5,
    "text": "x-note: a",
    "bytes": b"x-note: a",
    "triples": [(b"x-note", b"a", b"b")],
    "single": [(b"x-note",)],
    "of-none": [None],
    "dict": {b"x-note": b"a"},
}
# To fields of the connection beside TEXT and the right length.
CONNECTION = {
    "transfer-encoding": [(b"transfer-encoding", b"chunked")],
    "transfer-encoding-gzip": [(b"transfer-encoding", b"gzip")],
    "transfer-encoding-identity": [(b"transfer-encoding", b"identity")],
    "transfer-encoding-twice": [(b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")],
    "transfer-encoding-hidden": [(b"Transfer-Encoding", b"chunked ")],
    "upgrade": [(b"upgrade", b"h2c"), (b"connection", b"upgrade")],
    "trailer": [(b"trailer", b"x-note")],
    "names-length": [(b"connection", b"content-length")],
    "keep-alive": [(b"keep-alive", b"timeout=99")],
}
# To the parts of the content, and what may leave.
CONTENTS = {
    "memoryview": ([memoryview(b"hello")], AS_IT_CAME),
    "memoryview-wide": ([memoryview(array("i", [1, 2]))], Expected(200, array("i", [1, 2]).tobytes())),
    "bytearray": ([bytearray(b"hello")], AS_IT_CAME),
    "empty-parts": ([b"", b"hel", b"", b"lo", b""], AS_IT_CAME),
    "none": ([None], Expected(200)),
    "number": ([5], REFUSED),
    "text-later": ([b"hello", "world"], CUT),
}


def start(status=200, fields=(TEXT, length(5)), **more):
    return {"type": "http.response.start", "status": status, "headers": fields, **more}


def body(octets=b"hello", *, more=False, **others):
    return {"type": "http.response.body", "body": octets, "more_body": more, **others}


def whole(status=200, fields=(TEXT, length(5)), octets=b"hello"):
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


def with_fields(make, expected_content=b"hello"):
    """Sends fields that are made for each request."""

    async def run(send, scope):
        await send(start(fields=make()))
        await send(body(expected_content))

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


def _lists():
    """Path to the messages that are sent, and what may leave."""
    for name, value in VALUES.items():
        yield f"/value-{name}", whole(fields=[TEXT, length(5), (b"x-note", value)]), REFUSED
    for name, (value, came) in LEGAL.items():
        fields = [TEXT, length(5), (b"x-note", value)]
        yield f"/legal-value-{name}", whole(fields=fields), Expected(200, b"hello", fields=(("x-note", came),))
    # Some servers do not trim it, and close the connection.
    yield "/legal-value-spaces", whole(fields=[TEXT, length(5), (b"x-note", b"  a  ")]), None
    for name, field in NAMES.items():
        yield f"/name-{name}", whole(fields=[TEXT, length(5), (field, b"admin=1")]), REFUSED
    for name, code in CODES.items():
        yield f"/code-{name}", whole(code), REFUSED
    for name, code in LEGAL_CODES.items():
        yield f"/legal-code-{name}", whole(code), Expected(code, b"hello")
    for name, fields in FIELDS.items():
        yield f"/fields-{name}", [start(fields=fields), body()], REFUSED
    for name, value in LENGTHS.items():
        octets = value.encode() if isinstance(value, str) else value
        head = [TEXT, (b"content-length", octets)]
        yield f"/length-{name}", whole(fields=head), of(name)
        if isinstance(value, str):
            parts = [start(fields=head), body(b"he", more=True), body(b"llo")]
            yield f"/length-{name}-streamed", parts, of_stream(name)
    for name, fields in CONNECTION.items():
        yield f"/connection-{name}", whole(fields=[TEXT, length(5), *fields]), HELLO
        parts = [body(b"he", more=True), body(b"llo")]
        yield f"/connection-{name}-streamed", [start(fields=[TEXT, *fields]), *parts], AS_IT_CAME
    for name, (contents, expected) in CONTENTS.items():
        last = len(contents) - 1
        parts = [body(part, more=place < last) for place, part in enumerate(contents)]
        yield f"/content-{name}", [start(fields=[TEXT]), *parts], expected
    yield from ((f"/messages-{name}", messages, expected) for name, (messages, expected) in MESSAGES.items())


def _behaviours():
    """Path to a function that gets `send` and the scope, and what may leave."""
    pairs = [TEXT, length(5), (b"x-note", b"a")]
    hello = Expected(200, b"hello", fields=(("x-note", "a"),))
    yield "/fields-tuple", with_fields(lambda: tuple(pairs)), hello
    yield "/fields-generator", with_fields(lambda: (pair for pair in pairs)), hello
    yield "/fields-lists", with_fields(lambda: [list(pair) for pair in pairs]), hello
    yield "/fields-changing", with_fields(lambda: unlike([TEXT, length(5)], [(b"x\r\nset-cookie", b"admin=1")])), None
    yield "/appends", appends, REFUSED
    yield "/appends-later", appends_later, Expected(200, b"hellohello", fields=(("set-cookie", None),))
    yield "/changes-request", changes_request, None
    yield "/sends-at-once", sends_at_once, AS_IT_CAME
    yield "/swallows", swallows, None
    yield "/endless-204", endless, NO_CONTENT
    yield "/endless-304", lambda send, scope: endless(send, scope, 304, [(b"etag", b'"v1"')]), Expected(304)
    many = [TEXT, length(5)]
    yield "/endless-length", lambda send, scope: endless(send, scope, 200, many), Expected(200, FORGED[:5])
    yield "/group", in_a_group, REFUSED
    yield "/behind-end", behind_end, HELLO
    for name, (error, expected) in hostile_errors.ERRORS.items():
        yield f"/raise-{name}", raising(error), expected
        yield f"/raise-{name}-behind-start", raising_later(error, start()), expected
        if name in hostile_errors.LATER:
            yield f"/raise-{name}-later", raising_later(error, start(fields=[TEXT]), body(more=True)), CUT
    for name, error in {**hostile_errors.ENDINGS, "cancelled": asyncio.CancelledError}.items():
        yield f"/raise-{name}", raising(error), None


BEHAVIOURS = {path: sending(*messages) for path, messages, _ in _lists()}
BEHAVIOURS |= {path: behaviour for path, behaviour, _ in _behaviours()}
CASES = {path: EXPECTED[path] for path in sorted({*PATHS["asgi"]})}
CASES |= {path: expected for path, _, expected in (*_lists(), *_behaviours())}


async def hostile(scope, receive, send):
    path = scope["path"]
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept", **SOCKETS[path]})
        await send({"type": "websocket.close"})
    elif path == "/ping":
        pong = scope["query_string"]
        await sending(*whole(fields=[TEXT, length(len(pong))], octets=pong))(send, scope)
    elif path in BEHAVIOURS:
        await BEHAVIOURS[path](send, scope)
    else:
        await application(scope, receive, send)


def create_app(policy=None):
    return hostile if policy is None else StatusMiddleware(hostile, policy)
