"""ASGI applications that do what they must not, one to a path, and what may leave once statusmw is in front of them.

The faults of `faulty_asgi` are among them; these here are the many ways to write the same few things wrong.
"""

from array import array

from faulty_asgi import FORGED, TEXT, application, length
from hostile_asgi_calls import AS_IT_CAME, CUT, FIVE, INJECTED, SOCKETS, body, calls, sending, start, whole
from hostile_values import LENGTHS, of, of_stream

from faults import EXPECTED, HELLO, PATHS, REFUSED, Expected
from statusmw.asgi import StatusMiddleware

SPLIT = b"Content-Length: 0\r\n\r\n" + FORGED

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


def _heads():
    """Path to the messages that are sent with such a head, and what may leave."""
    for name, value in VALUES.items():
        yield f"/value-{name}", whole(fields=[*FIVE, (b"x-note", value)]), REFUSED
    for name, (value, came) in LEGAL.items():
        noted = Expected(200, b"hello", fields=(("x-note", came),))
        yield f"/legal-value-{name}", whole(fields=[*FIVE, (b"x-note", value)]), noted
    # Some servers do not trim it, and close the connection.
    yield "/legal-value-spaces", whole(fields=[*FIVE, (b"x-note", b"  a  ")]), None
    for name, field in NAMES.items():
        yield f"/name-{name}", whole(fields=[*FIVE, (field, b"admin=1")]), REFUSED
    for name, code in CODES.items():
        yield f"/code-{name}", whole(code), REFUSED
    for name, code in LEGAL_CODES.items():
        yield f"/legal-code-{name}", whole(code), Expected(code, b"hello")
    for name, fields in FIELDS.items():
        yield f"/fields-{name}", [start(fields=fields), body()], REFUSED


def _frames():
    """Path to the messages that are sent with such framing, and what may leave."""
    parts = [body(b"he", more=True), body(b"llo")]
    for name, value in LENGTHS.items():
        head = [TEXT, (b"content-length", value.encode() if isinstance(value, str) else value)]
        yield f"/length-{name}", whole(fields=head), of(name)
        if isinstance(value, str):
            yield f"/length-{name}-streamed", [start(fields=head), *parts], of_stream(name)
    for name, fields in CONNECTION.items():
        yield f"/connection-{name}", whole(fields=[*FIVE, *fields]), HELLO
        yield f"/connection-{name}-streamed", [start(fields=[TEXT, *fields]), *parts], AS_IT_CAME
    for name, (contents, expected) in CONTENTS.items():
        bodies = [body(part, more=place < len(contents)) for place, part in enumerate(contents, 1)]
        yield f"/content-{name}", [start(fields=[TEXT]), *bodies], expected


BEHAVIOURS = {path: sending(*messages) for path, messages, _ in (*_heads(), *_frames())}
BEHAVIOURS |= {path: call for path, call, _ in calls()}
CASES = {path: EXPECTED[path] for path in sorted({*PATHS["asgi"]})}
CASES |= {path: expected for path, _, expected in (*_heads(), *_frames(), *calls())}


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
