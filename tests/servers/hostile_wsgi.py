"""WSGI applications that do what they must not, one to a path, and what may leave once statusmw is in front of them.

The faults of `faulty_wsgi` are among them; these here are the many ways to write the same few things wrong.
"""

from array import array

from faulty_wsgi import FORGED, TEXT, application, length
from hostile_values import LENGTHS, of, of_stream
from hostile_wsgi_calls import AS_IT_CAME, CUT, calls

from faults import EXPECTED, HELLO, PATHS, REFUSED, Expected
from statusmw.wsgi import StatusMiddleware

SPLIT = "Content-Length: 0\r\n\r\n" + FORGED.decode()

# Name of the case to the value of a field that cannot be sent.
VALUES = {
    "crlf": "a\r\nSet-Cookie: admin=1",
    "folded": "a\r\n b",
    "split": f"a\r\n{SPLIT}",
    "lf-at-end": "a\n",
    "null-at-end": "a\0",
    "bell": "a\x07b",
    "escape": "a\x1b[31m",
    "vertical-tab": "a\x0bb",
    "form-feed": "a\x0cb",
    "delete": "a\x7fb",
    "surrogate": "a\ud800",
    "low-bytes": "a\u010d\u010aSet-Cookie: admin=1",
    "line-separator": "a\u2028b",
    "number": 5,
    "none": None,
    "list": ["a"],
    "bytearray": bytearray(b"a"),
}
# To a legal one, and as what it arrives.
LEGAL = {
    "tab": ("a\tb", "a\tb"),
    "empty": ("", None),
    "spaces": ("  a  ", "a"),
}
# To one that may arrive in another encoding.
OTHER_TEXT = {"latin": "caf\xe9", "next-line": "a\x85b"}
# To the name of a field.
NAMES = {
    "crlf": "X-Note\r\nSet-Cookie",
    "lf": "X-Note\nSet-Cookie",
    "split": f"X-Note: a\r\n{SPLIT}",
    "colon": "X:Note",
    "space-at-end": "X-Note ",
    "space-first": " X-Note",
    "tab": "X\tNote",
    "null": "X\0Note",
    "parentheses": "X(Note)",
    "empty": "",
    "latin": "X-N\xf6te",
    "cjk": "X-\u6ce8",
    "surrogate": "X-\ud800",
    "pseudo": ":status",
    "bytes": b"X-Note",
    "none": None,
    "number": 5,
}
# To a status line.
LINES = {
    "split": f"200 OK\r\n{SPLIT}",
    "lf": "200 OK\nSet-Cookie: admin=1",
    "cr": "200 OK\rSet-Cookie: admin=1",
    "null": "200 O\0K",
    "escape": "200 \x1b[31m",
    "cjk": "200 \u597d",
    "surrogate": "200 \ud800",
    "arabic-digits": "\u0662\u0660\u0660 OK",
    "plus": "+200 OK",
    "space-first": " 200 OK",
    "empty": "",
    "bytes": b"200 OK",
    "number": 200,
    "none": None,
    "two-digits": "20 OK",
    "zero": "000 Nothing",
    "negative": "-200 OK",
    "999": "999 Odd",
    "101": "101 Switching Protocols",
    "199": "199 Odd",
}
LEGAL_LINES = {
    "without-phrase": ("200 ", 200),
    "latin": ("200 Tr\xe8s bien", 200),
    "299": ("299 Odd", 299),
    "418": ("418 Teapot", 418),
}
# To fields of the connection beside TEXT and the right length.
CONNECTION = {
    "transfer-encoding": [("Transfer-Encoding", "chunked")],
    "transfer-encoding-gzip": [("Transfer-Encoding", "gzip")],
    "transfer-encoding-identity": [("Transfer-Encoding", "identity")],
    "transfer-encoding-twice": [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
    "transfer-encoding-hidden": [("Transfer-Encoding", "\x0bchunked")],
    "upgrade": [("Upgrade", "h2c"), ("Connection", "upgrade")],
    "trailer": [("Trailer", "X-Note")],
    "names-length": [("Connection", "Content-Length")],
    "keep-alive": [("Keep-Alive", "timeout=99")],
}
MENDED = {name for name in CONNECTION if name.startswith("transfer-encoding")} - {"transfer-encoding-hidden"} | {
    "trailer"
}
# To the content, and what may leave. What comes one by one is a tuple.
CONTENTS = {
    "memoryview": ([memoryview(b"hello")], AS_IT_CAME),
    "memoryview-wide": ([memoryview(array("i", [1, 2]))], Expected(200, array("i", [1, 2]).tobytes())),
    "bytearray": ([bytearray(b"hello")], AS_IT_CAME),
    "empty-parts": ((b"", b"hel", b"", b"lo", b""), AS_IT_CAME),
    "none": ([None], REFUSED),
    "number": ([5], REFUSED),
    "text-later": ((b"hello", "world"), CUT),
    "text-itself": ("hello", REFUSED),
    "bytes-itself": (b"hello", REFUSED),
    "number-itself": (5, REFUSED),
}


def hello(*fields, line="200 OK"):
    """An answer with those *fields* besides its own."""
    return line, [TEXT, length(5), *fields], [b"hello"]


def _heads():
    """Path to what is answered with such a head, and what may leave."""
    for name, value in VALUES.items():
        yield f"/value-{name}", hello(("X-Note", value)), REFUSED
    for name, (value, came) in LEGAL.items():
        noted = Expected(200, b"hello", fields=(("x-note", came),))
        yield f"/legal-value-{name}", hello(("X-Note", value)), noted
    for name, value in OTHER_TEXT.items():
        yield f"/legal-value-{name}", hello(("X-Note", value)), HELLO
    for name, field in NAMES.items():
        yield f"/name-{name}", hello((field, "admin=1")), REFUSED
    for name, line in LINES.items():
        yield f"/line-{name}", hello(line=line), REFUSED
    for name, (line, code) in LEGAL_LINES.items():
        yield f"/legal-line-{name}", hello(line=line), Expected(code, b"hello")


def _frames():
    """Path to what is answered with such framing, and what may leave."""
    for name, value in LENGTHS.items():
        head = [TEXT, ("Content-Length", value)]
        yield f"/length-{name}", ("200 OK", head, [b"hello"]), of(name)
        if type(value) is str:
            yield f"/length-{name}-streamed", ("200 OK", head, (b"he", b"llo")), of_stream(name)
    for name, fields in CONNECTION.items():
        expected = HELLO if name in MENDED else None
        yield f"/connection-{name}", hello(*fields), expected
        yield f"/connection-{name}-streamed", ("200 OK", [TEXT, *fields], (b"he", b"llo")), expected and AS_IT_CAME
    for name, (content, expected) in CONTENTS.items():
        yield f"/content-{name}", ("200 OK", [TEXT], content), expected


ANSWERS = {path: answer for path, answer, _ in (*_heads(), *_frames())}
BEHAVIOURS = {path: call for path, call, _ in calls()}
CASES = {path: EXPECTED[path] for path in sorted({*PATHS["wsgi"]})}
CASES |= {path: expected for path, _, expected in (*_heads(), *_frames(), *calls())}


def hostile(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/ping":
        pong = environ["QUERY_STRING"].encode()
        start_response("200 OK", [TEXT, length(len(pong))])
        return [pong]
    if path in BEHAVIOURS:
        return BEHAVIOURS[path](start_response)
    if path in ANSWERS:
        line, fields, content = ANSWERS[path]
        start_response(line, list(fields))
        return iter(content) if isinstance(content, tuple) else content
    return application(environ, start_response)


def create_app(policy=None):
    return hostile if policy is None else StatusMiddleware(hostile, policy)
