"""WSGI applications that do what they must not, one to a path, and what may leave once statusmw is in front of them.

The faults of `faulty_wsgi` are among them; these here are the many ways to write the same few things wrong.
"""

import itertools
from array import array

import hostile_errors
from faults import EXPECTED, HELLO, NO_CONTENT, PATHS, REFUSED, Expected
from faulty_wsgi import FORGED, TEXT, application, failing, length
from hostile_values import LENGTHS, LIARS, of, of_stream, unlike

from statusmw.wsgi import StatusMiddleware

SPLIT = "Content-Length: 0\r\n\r\n" + FORGED.decode()
CUT = Expected(200, b"hello", "cut")
AS_IT_CAME = Expected(200, b"hello")

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
# To all fields: what is no list of pairs of strings.
FIELDS = {
    "none": None,
    "number": 5,
    "text": "X-Note: a",
    "triples": [("X-Note", "a", "b")],
    "single": [("X-Note",)],
    "of-none": [None],
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


class Refusing:
    """Content that can be iterated, and then cannot be closed."""

    def __init__(self, parts=(b"hello",)):
        self._parts = iter(parts)

    def __iter__(self):
        return self._parts

    def close(self):
        raise KeyError("secret")


class Lying(Refusing):
    """Content that says there is one part of it."""

    def __init__(self):
        super().__init__((b"hello", b"hello"))

    def __len__(self):
        return 1


def starts_later(start):
    yield b""
    start("200 OK", [TEXT])
    yield b"hello"


def starts_too_late(start):
    yield b"hello"
    start("200 OK", [TEXT])


def starts_again(start):
    try:
        start("200 OK", [TEXT, ("X-Note", "a")])
        raise KeyError("secret")
    except KeyError as error:
        start("503 Service Unavailable", [TEXT, length(4)], (KeyError, error, None))
    return [b"busy"]


def starts_again_behind_content(start):
    start("200 OK", [TEXT])
    yield b"hello"
    try:
        raise KeyError("secret")
    except KeyError as error:
        start("500 Internal Server Error", [TEXT], (KeyError, error, None))
    yield b"oops"


def writes(start, rest=()):
    start("200 OK", [TEXT, length(10)])(b"hello")
    return rest


def writes_later(start):
    write = start("200 OK", [TEXT, length(10)])
    yield b"hello"
    write(b"world")


def appends(start, line="X-Note", value="a\r\nSet-Cookie: admin=1"):
    fields = [TEXT, length(5)]
    start("200 OK", fields)
    fields.append((line, value))
    return [b"hello"]


def appends_later(start):
    fields = [TEXT]
    start("200 OK", fields)
    fields.append(("X-Note", "a\r\nSet-Cookie: admin=1"))
    yield b"hello"
    fields.append(("Set-Cookie", "admin=1"))
    yield b"hello"


def endless(start, line="204 No Content", fields=()):
    start(line, list(fields))
    return itertools.repeat(FORGED)


def with_file(start, environ):
    from io import BytesIO

    start("204 No Content", [length(len(FORGED))])
    return environ["wsgi.file_wrapper"](BytesIO(FORGED)) if "wsgi.file_wrapper" in environ else [FORGED]


def raising(error):
    def run(start):
        raise error()

    return run


def raising_later(error, count):
    def run(start):
        start("200 OK", [TEXT])
        for _ in range(count):
            yield b"hello"
        raise error()

    return run


def started(fields):
    def run(start):
        start("200 OK", fields)
        return [b"hello"]

    return run


def _answers():
    """Path to what is answered and what may leave."""
    for name, value in VALUES.items():
        yield f"/value-{name}", ("200 OK", [TEXT, length(5), ("X-Note", value)], [b"hello"]), REFUSED
    for name, (value, came) in LEGAL.items():
        fields = [TEXT, length(5), ("X-Note", value)]
        yield (
            f"/legal-value-{name}",
            ("200 OK", fields, [b"hello"]),
            Expected(200, b"hello", fields=(("x-note", came),)),
        )
    for name, value in OTHER_TEXT.items():
        yield f"/legal-value-{name}", ("200 OK", [TEXT, length(5), ("X-Note", value)], [b"hello"]), HELLO
    for name, field in NAMES.items():
        yield f"/name-{name}", ("200 OK", [TEXT, length(5), (field, "admin=1")], [b"hello"]), REFUSED
    for name, line in LINES.items():
        yield f"/line-{name}", (line, [TEXT, length(5)], [b"hello"]), REFUSED
    for name, (line, code) in LEGAL_LINES.items():
        yield f"/legal-line-{name}", (line, [TEXT, length(5)], [b"hello"]), Expected(code, b"hello")
    for name, value in LENGTHS.items():
        yield f"/length-{name}", ("200 OK", [TEXT, ("Content-Length", value)], [b"hello"]), of(name)
        if type(value) is str:
            parts = ("200 OK", [TEXT, ("Content-Length", value)], (b"he", b"llo"))
            yield f"/length-{name}-streamed", parts, of_stream(name)
    for name, fields in CONNECTION.items():
        expected = HELLO if name in MENDED else None
        yield f"/connection-{name}", ("200 OK", [TEXT, length(5), *fields], [b"hello"]), expected
        yield f"/connection-{name}-streamed", ("200 OK", [TEXT, *fields], (b"he", b"llo")), expected and AS_IT_CAME
    for name, (content, expected) in CONTENTS.items():
        yield f"/content-{name}", ("200 OK", [TEXT], content), expected


def _behaviours():
    """Path to a function that gets `start_response`, and what may leave."""
    for name, fields in FIELDS.items():
        yield f"/fields-{name}", started(fields), REFUSED
    pairs = (TEXT, length(5), ("X-Note", "a"))
    hello = Expected(200, b"hello", fields=(("x-note", "a"),))
    yield "/fields-tuple", started(pairs), hello
    yield "/fields-generator", lambda start: started(iter(pairs))(start), hello
    yield "/fields-lists", started([list(pair) for pair in pairs]), hello
    yield "/fields-dict", started(dict(pairs)), REFUSED
    for name, liar in LIARS.items():
        yield f"/liar-value-{name}", started([TEXT, length(5), ("X-Note", liar("a\r\nSet-Cookie: admin=1"))]), REFUSED
        yield f"/liar-name-{name}", started([TEXT, length(5), (liar("X-Note\r\nSet-Cookie"), "admin=1")]), REFUSED
    yield (
        "/liar-fields",
        lambda start: started(unlike([TEXT, length(5)], [("X\r\nSet-Cookie", "admin=1")]))(start),
        None,
    )
    yield "/starts-later", starts_later, AS_IT_CAME
    yield "/starts-too-late", starts_too_late, REFUSED
    yield "/starts-again", starts_again, Expected(503, b"busy", fields=(("x-note", None),))
    yield "/starts-again-behind-content", starts_again_behind_content, CUT
    # A server may have nothing to write with.
    yield "/writes", lambda start: writes(start, [b"world"]), None
    yield "/writes-too-little", writes, None
    yield "/writes-too-much", lambda start: writes(start, [b"world", FORGED]), None
    yield "/writes-later", writes_later, None
    yield "/appends", appends, REFUSED
    yield "/appends-length", lambda start: appends(start, "Content-Length", "50"), REFUSED
    yield "/appends-later", appends_later, REFUSED
    yield "/endless-204", endless, NO_CONTENT
    yield "/endless-304", lambda start: endless(start, "304 Not Modified", [("ETag", '"v1"')]), Expected(304)
    yield "/endless-length", lambda start: endless(start, "200 OK", [TEXT, length(5)]), Expected(200, FORGED[:5])
    yield "/close-fails", lambda start: started([TEXT, length(5)])(start) and Refusing(), AS_IT_CAME
    yield "/length-lies", lambda start: started([TEXT])(start) and Lying(), Expected(200, b"hellohello")
    for name, (error, expected) in hostile_errors.ERRORS.items():
        yield f"/raise-{name}", raising(error), expected
        yield f"/raise-{name}-at-first", raising_later(error, 0), expected
        if name in hostile_errors.LATER:
            yield f"/raise-{name}-later", raising_later(error, 1), CUT
    for name, error in hostile_errors.ENDINGS.items():
        yield f"/raise-{name}", raising(error), None


ANSWERS = {path: answer for path, answer, _ in _answers()}
BEHAVIOURS = {path: behaviour for path, behaviour, _ in _behaviours()}
CASES = {path: EXPECTED[path] for path in sorted({*PATHS["wsgi"]})}
CASES |= {path: expected for path, _, expected in (*_answers(), *_behaviours())}


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
