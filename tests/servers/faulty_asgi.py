"""An ASGI application in which each path is a fault of its own."""

from statusmw.asgi import StatusMiddleware

TEXT = (b"content-type", b"text/plain")
FORGED = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"


def length(value):
    return (b"content-length", str(value).encode())


def failure(*_):
    raise ConnectionError("the database went away")


# Path to status code, fields and the parts of the content: one part is all there is, a function is called on its turn.
ANSWERS = {
    "/ping": (200, [(b"content-type", b"application/json"), length(14)], [b'{"pong": true}']),
    "/fine": (200, [TEXT, length(5)], [b"hello"]),
    "/204-content": (204, [TEXT, length(len(FORGED))], [FORGED]),
    "/204-content-without-length": (204, [TEXT], [FORGED]),
    "/204-content-streamed": (204, [TEXT], [FORGED, FORGED]),
    "/204-length": (204, [length(0)], [b""]),
    "/204-promise": (204, [length(9)], [b""]),
    "/204-chunked": (204, [(b"transfer-encoding", b"chunked")], [b""]),
    "/205-content": (205, [TEXT, length(len(FORGED))], [FORGED]),
    "/205-promise": (205, [length(9)], [b""]),
    "/304-content": (304, [(b"etag", b'"v1"'), length(len(FORGED))], [FORGED]),
    "/head": (200, [TEXT, length(len(FORGED))], [FORGED]),
    "/head-streamed": (200, [TEXT, length(2 * len(FORGED))], [FORGED, FORGED]),
    "/long": (200, [TEXT, length(50)], [b"hello"]),
    "/long-streamed": (200, [TEXT, length(50)], [b"hello", b"world", b"again"]),
    "/short": (200, [TEXT, length(5)], [b"hello" + FORGED]),
    "/short-streamed": (200, [TEXT, length(5)], [b"hello", FORGED, FORGED]),
    "/no-number": (200, [TEXT, length("+5")], [b"hello"]),
    "/same-length-twice": (200, [TEXT, length(5), length(5)], [b"hello"]),
    "/two-lengths": (200, [TEXT, length(5), length(50)], [b"hello"]),
    "/length-and-chunked": (200, [TEXT, length(5), (b"transfer-encoding", b"chunked")], [b"hello"]),
    "/100": (100, [], [b""]),
    "/103": (103, [(b"link", b"</s.css>; rel=preload")], [b""]),
    "/99": (99, [length(0)], [b""]),
    "/600": (600, [length(0)], [b""]),
    "/2000": (2000, [length(0)], [b""]),
    "/abc": ("abc", [length(0)], [b""]),
    "/line-feed": (200, [TEXT, length(5), (b"x-note", b"a\nset-cookie: admin=1")], [b"hello"]),
    "/carriage-return": (200, [TEXT, length(5), (b"x-note", b"a\rset-cookie: admin=1")], [b"hello"]),
    "/null": (200, [TEXT, length(5), (b"x-note", b"a\0b")], [b"hello"]),
    "/bad-name": (200, [TEXT, length(5), (b"x note", b"a")], [b"hello"]),
    "/text-field": (200, [TEXT, length(5), ("x-note", "a")], [b"hello"]),
    "/text": (200, [TEXT], ["hello"]),
    "/fail-at-once": (200, [TEXT], [failure]),
    "/fail-later": (200, [TEXT], [b"hello", b"world", failure]),
    "/fail-later-with-length": (200, [TEXT, length(50)], [b"hello", b"world", failure]),
}


async def application(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError("this application serves http only")
    path = scope["path"]
    if path == "/raise":
        raise KeyError("secret")
    if path == "/no-start":
        return
    status, fields, parts = ANSWERS.get(path) or ANSWERS["/fine"]
    await send({"type": "http.response.start", "status": status, "headers": list(fields)})
    if path == "/raise-after-start":
        raise KeyError("secret")
    if path == "/nothing":
        return
    for place, part in enumerate(parts, 1):
        body = part() if callable(part) else part
        await send({"type": "http.response.body", "body": body, "more_body": place < len(parts)})


def create_app(policy=None):
    return application if policy is None else StatusMiddleware(application, policy)
