"""WSGI applications that call what they are given too late, too often or with what is none."""

import itertools

import hostile_errors
from faulty_wsgi import FORGED, TEXT, length
from hostile_values import LIARS, unlike

from faults import NO_CONTENT, REFUSED, Expected

CUT = Expected(200, b"hello", "cut")
AS_IT_CAME = Expected(200, b"hello")
HELLO = [TEXT, length(5)]

# Name of the case to all fields: what is no list of pairs of strings.
FIELDS = {
    "none": None,
    "number": 5,
    "text": "X-Note: a",
    "triples": [("X-Note", "a", "b")],
    "single": [("X-Note",)],
    "of-none": [None],
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


def changing(start):
    return started(unlike(HELLO, [("X\r\nSet-Cookie", "admin=1")]))(start)


PAIRS = (*HELLO, ("X-Note", "a"))
NOTED = Expected(200, b"hello", fields=(("x-note", "a"),))
# Name of the case to a function that gets `start_response`, and what may leave. A server may have nothing to write with.
CALLS = {
    "fields-tuple": (started(PAIRS), NOTED),
    "fields-generator": (lambda start: started(iter(PAIRS))(start), NOTED),
    "fields-lists": (started([list(pair) for pair in PAIRS]), NOTED),
    "fields-dict": (started(dict(PAIRS)), REFUSED),
    "fields-changing": (changing, None),
    "starts-later": (starts_later, AS_IT_CAME),
    "starts-too-late": (starts_too_late, REFUSED),
    "starts-again": (starts_again, Expected(503, b"busy", fields=(("x-note", None),))),
    "starts-again-behind-content": (starts_again_behind_content, CUT),
    "writes": (lambda start: writes(start, [b"world"]), None),
    "writes-too-little": (writes, None),
    "writes-too-much": (lambda start: writes(start, [b"world", FORGED]), None),
    "writes-later": (writes_later, None),
    "appends": (appends, REFUSED),
    "appends-length": (lambda start: appends(start, "Content-Length", "50"), REFUSED),
    "appends-later": (appends_later, REFUSED),
    "endless-204": (endless, NO_CONTENT),
    "endless-304": (lambda start: endless(start, "304 Not Modified", [("ETag", '"v1"')]), Expected(304)),
    "endless-length": (lambda start: endless(start, "200 OK", HELLO), Expected(200, FORGED[:5])),
    "close-fails": (lambda start: started(HELLO)(start) and Refusing(), AS_IT_CAME),
    "length-lies": (lambda start: started([TEXT])(start) and Lying(), Expected(200, b"hellohello")),
}


def calls():
    """Path to each such function, and what may leave."""
    for name, fields in FIELDS.items():
        yield f"/fields-{name}", started(fields), REFUSED
    for name, liar in LIARS.items():
        yield f"/liar-value-{name}", started([*HELLO, ("X-Note", liar("a\r\nSet-Cookie: admin=1"))]), REFUSED
        yield f"/liar-name-{name}", started([*HELLO, (liar("X-Note\r\nSet-Cookie"), "admin=1")]), REFUSED
    yield from ((f"/{name}", call, expected) for name, (call, expected) in CALLS.items())
    for name, (error, expected) in hostile_errors.ERRORS.items():
        yield f"/raise-{name}", raising(error), expected
        yield f"/raise-{name}-at-first", raising_later(error, 0), expected
        if name in hostile_errors.LATER:
            yield f"/raise-{name}-later", raising_later(error, 1), CUT
    yield from ((f"/raise-{name}", raising(error), None) for name, error in hostile_errors.ENDINGS.items())
