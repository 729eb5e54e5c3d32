"""A WSGI application in which each path is a fault of its own."""

from statusmw.wsgi import StatusMiddleware

TEXT = ("Content-Type", "text/plain")
FORGED = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"


def length(value):
    return ("Content-Length", str(value))


def failing(*chunks):
    yield from chunks
    raise ConnectionError("the database went away")


# Path to status line, fields and content: a list is there at once, a tuple comes bit by bit.
ANSWERS = {
    "/ping": ("200 OK", [("Content-Type", "application/json"), length(14)], [b'{"pong": true}']),
    "/fine": ("200 OK", [TEXT, length(5)], [b"hello"]),
    "/204-content": ("204 No Content", [TEXT, length(len(FORGED))], [FORGED]),
    "/204-content-without-length": ("204 No Content", [TEXT], [FORGED]),
    "/204-content-streamed": ("204 No Content", [TEXT], (FORGED, FORGED)),
    "/204-length": ("204 No Content", [length(0)], []),
    "/204-promise": ("204 No Content", [length(9)], []),
    "/204-chunked": ("204 No Content", [("Transfer-Encoding", "chunked")], []),
    "/205-content": ("205 Reset Content", [TEXT, length(len(FORGED))], [FORGED]),
    "/205-promise": ("205 Reset Content", [length(9)], []),
    "/304-content": ("304 Not Modified", [("ETag", '"v1"'), length(len(FORGED))], [FORGED]),
    "/head": ("200 OK", [TEXT, length(len(FORGED))], [FORGED]),
    "/head-streamed": ("200 OK", [TEXT, length(2 * len(FORGED))], (FORGED, FORGED)),
    "/long": ("200 OK", [TEXT, length(50)], [b"hello"]),
    "/long-streamed": ("200 OK", [TEXT, length(50)], (b"hello", b"world", b"again")),
    "/short": ("200 OK", [TEXT, length(5)], [b"hello" + FORGED]),
    "/short-streamed": ("200 OK", [TEXT, length(5)], (b"hello", FORGED, FORGED)),
    "/no-number": ("200 OK", [TEXT, length("+5")], [b"hello"]),
    "/same-length-twice": ("200 OK", [TEXT, length(5), length(5)], [b"hello"]),
    "/two-lengths": ("200 OK", [TEXT, length(5), length(50)], [b"hello"]),
    "/100": ("100 Continue", [], []),
    "/103": ("103 Early Hints", [("Link", "</s.css>; rel=preload")], []),
    "/99": ("99 Odd", [length(0)], []),
    "/600": ("600 Odd", [length(0)], []),
    "/2000": ("2000 OK", [length(0)], []),
    "/abc": ("abc", [length(0)], []),
    "/line-feed": ("200 OK", [TEXT, length(5), ("X-Note", "a\nSet-Cookie: admin=1")], [b"hello"]),
    "/carriage-return": ("200 OK", [TEXT, length(5), ("X-Note", "a\rSet-Cookie: admin=1")], [b"hello"]),
    "/null": ("200 OK", [TEXT, length(5), ("X-Note", "a\0b")], [b"hello"]),
    "/not-latin": ("200 OK", [TEXT, length(5), ("X-Note", "5 €")], [b"hello"]),
    "/bad-name": ("200 OK", [TEXT, length(5), ("X Note", "a")], [b"hello"]),
    "/bytes": ("200 OK", [TEXT, length(5), ("X-Note", b"a")], [b"hello"]),
    "/phrase": ("200 OK\r\nSet-Cookie: admin=1", [TEXT, length(5)], [b"hello"]),
    "/text": ("200 OK", [TEXT], ["hello"]),
    "/fail-at-once": ("200 OK", [TEXT], failing),
    "/fail-later": ("200 OK", [TEXT], lambda: failing(b"hello", b"world")),
    "/fail-later-with-length": ("200 OK", [TEXT, length(50)], lambda: failing(b"hello", b"world")),
}


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/raise":
        raise KeyError("secret")
    if path == "/no-start":
        return [b"hello"]
    line, fields, content = ANSWERS.get(path) or ANSWERS["/fine"]
    start_response(line, list(fields))
    if path == "/raise-after-start":
        raise KeyError("secret")
    if path == "/start-twice":
        start_response(line, list(fields))
    if path == "/nothing":
        return None
    if callable(content):
        return content()
    return iter(content) if isinstance(content, tuple) else content


def create_app(policy=None):
    return application if policy is None else StatusMiddleware(application, policy)
