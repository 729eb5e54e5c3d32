"""Responses with a wrong head or wrong framing, and right ones like them, apart from the examples of the rules.

Each wrong one is a request, the response, and the ids of the rules it breaks, all of them.
"""

_TEXT = "Content-Type: text/plain"
_OVER_WSGI = "transfer-encoding-over-wsgi"

NO_STATUS_CODES = ("abc", "2000 OK", "20 OK", "+200 OK", "{None}", "{204.0}", "{True}", "{b'200 OK'}")

STATUS_CODES = (
    ("GET /", "000 Nothing", ["status-code-below-100"]),
    ("HEAD /", "042 Answer", ["status-code-below-100"]),
    ("POST /", "600 More", ["status-code-above-599"]),
    ("GET / HTTP/2", "999 Request Denied", ["status-code-above-599"]),
    ("GET /", "299 Very Fine", ["status-code-unregistered"]),
    ("DELETE /7", f"432 No\n{_TEXT}\n\nno", ["status-code-unregistered"]),
    ("GET /", f"555 User Defined\n{_TEXT}\n\nno", ["status-code-unregistered"]),
    ("POST /login", f"440 Login Time-out\n{_TEXT}\n\nno", ["status-code-of-vendor"]),
    ("GET /", f"499 Client Closed Request\n{_TEXT}\n\nno", ["status-code-of-vendor"]),
    ("GET /", f"529 Site Is Overloaded\nRetry-After: 5\n{_TEXT}\n\nno", ["status-code-of-vendor"]),
    ("POST /", "305 Use Proxy\nLOCATION: http://proxy.example/", ["use-proxy-deprecated"]),
    ("GET /", f"306 Unused\n{_TEXT}\n\nno", ["status-code-reserved"]),
    ("HEAD /", "510 Not Extended", ["not-extended-obsolete"]),
    ("PROPFIND /", "208 Already Reported", ["already-reported-as-status"]),
)

STATUS_LINES = (
    ("GET /", "404", ["status-line-malformed"]),
    ("GET /", "200  OK", ["status-line-malformed"]),
    ("GET /", "200 OK ", ["status-line-malformed"]),
    ("GET /", "200 OK\t", ["status-line-malformed"]),
    ("GET /", r"200 OK\0", ["reason-phrase-unprintable"]),
    ("GET /", r"404 Not\nFound", ["reason-phrase-unprintable"]),
    ("GET /", r"404 Not Found\x7f", ["reason-phrase-unprintable"]),
    ("GET /", "200 \u20ac", ["reason-phrase-unprintable"]),
)

LENGTHS = (
    *(
        ("GET /", f"200 OK\n{_TEXT}\nContent-Length: {value}\n\nHello", ["content-length-malformed"])
        for value in ("", "five", "-5", "0x5", "5.0", "5, 5", "5 5", "1_0", "\u00b2")
    ),
    ("PUT /7", f"200 OK\n{_TEXT}\nContent-Length: 5\ncontent-length: 5\n\nHello", ["content-length-repeated"]),
    ("HEAD /", "200 OK\nContent-Length: 5\nContent-Length:  5", ["content-length-repeated"]),
    ("HEAD /", "404 Not Found\nCONTENT-LENGTH: 5\nContent-Length: 6", ["content-length-conflict"]),
    ("POST /", f"409 Conflict\n{_TEXT}\nCONTENT-LENGTH: 900\n\nHello", ["content-length-too-long"]),
    ("GET / HTTP/2", f"200 OK\n{_TEXT}\ncontent-length: 6\n\nHello", ["content-length-too-long"]),
    ("GET /", "404 Not Found\nContent-Length: 1", ["content-length-too-long"]),
    ("OPTIONS /", "200 OK\nAllow: GET\nContent-Length: 00005", ["content-length-too-long"]),
    ("DELETE /7", f"200 OK\n{_TEXT}\nContent-Length: 0\n\nHello", ["content-length-too-short"]),
    ("PATCH /7", f"500 Internal Server Error\n{_TEXT}\nContent-Length:\t4\n\nHello", ["content-length-too-short"]),
)

INTERIM = (
    ("PUT /7\nExpect: 100-continue", "100 Continue", ["interim-as-final"]),
    ("GET /", "102 Processing", ["interim-as-final"]),
    ("HEAD /", "104 Upload Resumption Supported", ["interim-as-final"]),
    ("POST /", "199 Something", ["interim-as-final"]),
    ("GET /", "103 Early Hints\nContent-Length: 0", ["interim-as-final", "content-length-without-content"]),
    ("GET /", "100 Continue\n\nHello", ["interim-as-final", "interim-with-content"]),
    ("GET / HTTP/1.0", "103 Early Hints", ["interim-as-final", "interim-to-http-1-0"]),
    ("GET /", "101 Switching Protocols\nContent-Length: 5", ["content-length-without-content", "interim-as-final"]),
)

WITHOUT_CONTENT = (
    ("PATCH /7", f"204 No Content\n{_TEXT}\n\n{{}}", ["no-content-with-content"]),
    (
        "PUT /7 HTTP/2",
        "204 No Content\ncontent-length: 4\n\nnull",
        ["no-content-with-content", "content-length-without-content"],
    ),
    ("OPTIONS /", "204 No Content\nAllow: GET\ncontent-length: 0", ["content-length-without-content"]),
    (
        "DELETE /7",
        "204 No Content\nContent-Length: none",
        ["content-length-malformed", "content-length-without-content"],
    ),
    ("GET /", f"205 Reset Content\n{_TEXT}\n\nHello", ["reset-content-with-content"]),
    ("PATCH /", "205 Reset Content\nCONTENT-LENGTH: 17", ["reset-content-with-length"]),
    ('HEAD /\nIf-None-Match: "a"', '304 Not Modified\nETag: "a"\n\nHello', ["not-modified-with-content"]),
    (
        "GET /\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
        "304 Not Modified\nContent-Length: 5\n\nHello",
        ["not-modified-with-content"],
    ),
    ("DELETE /7", "204 No Content\nTrailer: Server-Timing", ["trailer-without-content"]),
    ('GET /\nIf-None-Match: "a"', '304 Not Modified\nETag: "a"\nTRAILER: X-Sum', ["trailer-without-content"]),
    ("CONNECT a.example:443", "202 Accepted\ncontent-length: 12", ["tunnel-with-framing", "content-length-too-long"]),
)

HEAD_OVER_WSGI = (
    ("HEAD /", f"404 Not Found\n{_TEXT}\n\nHello", ["head-with-content"]),
    ("HEAD /", f"503 Service Unavailable\nRetry-After: 5\n{_TEXT}\nContent-Length: 5\n\nHello", ["head-with-content"]),
    ("GET /", f"200 OK\n{_TEXT}\nTRANSFER-encoding: gzip, chunked\n\nHello", [_OVER_WSGI]),
    ("DELETE /7", "204 No Content\ntransfer-encoding: chunked", [_OVER_WSGI, "transfer-encoding-without-content"]),
    (
        "GET / HTTP/1.0",
        f"200 OK\n{_TEXT}\nTransfer-Encoding: identity\nContent-Length: 5\n\nHello",
        [_OVER_WSGI, "transfer-encoding-to-http-1-0", "content-length-with-transfer-encoding"],
    ),
)

CONNECTIONS_OVER_ASGI = (
    ("GET / HTTP/3", "200 OK\nConnection: keep-alive", ["connection-field-over-http-2"]),
    ("GET / HTTP/2", "200 OK\nConnection: close, X-Note", ["connection-field-over-http-2"]),
    ("GET / HTTP/2.0", "200 OK\nPROXY-CONNECTION: keep-alive", ["connection-field-over-http-2"]),
    ("GET / HTTP/2", "200 OK\ntransfer-encoding: chunked", ["connection-field-over-http-2"]),
    ("GET / HTTP/1.0", f"200 OK\n{_TEXT}\ntransfer-encoding: chunked\n\nHello", ["transfer-encoding-to-http-1-0"]),
    ("PUT /7", "204 No Content\ntransfer-encoding: chunked", ["transfer-encoding-without-content"]),
    ("CONNECT a.example:443", "200 OK\nTransfer-Encoding: chunked", ["tunnel-with-framing"]),
    (
        "POST /",
        f"400 Bad Request\n{_TEXT}\ntransfer-encoding: chunked\nCONTENT-LENGTH: 5\n\nHello",
        ["content-length-with-transfer-encoding"],
    ),
    *(
        ("GET /", f"200 OK\n{_TEXT}\nTrailer: {names}\n\nHello", ["trailer-names-forbidden-field"])
        for names in ("ETag, content-type", "SET-COOKIE", "Keep-Alive", "X-Sum\nTrailer: Location")
    ),
    ("GET /", f"404 Not Found\n{_TEXT}\nCONTENT-LENGTH: 5\ntrailer: X-Sum\n\nHello", ["trailer-with-content-length"]),
    ("GET /", "101 Switching Protocols", ["interim-as-final", "switching-protocols-without-upgrade"]),
    (
        "GET /\nUpgrade: h2c, IRC/6.9",
        "101 Switching Protocols\nConnection: upgrade\nUpgrade: websocket",
        ["interim-as-final", "switching-protocols-not-offered"],
    ),
    (
        "GET / HTTP/3",
        "101 Switching Protocols",
        ["interim-as-final", "switching-protocols-without-upgrade", "switching-protocols-over-http-2"],
    ),
)

UPGRADES_OVER_WSGI = (
    ("GET /\nUpgrade: websocket", "101 Switching Protocols", ["interim-as-final"]),
    ("GET /\nUpgrade: websocket", "101 Switching Protocols\nUpgrade: websocket", ["interim-as-final"]),
    ("GET /", "101 Switching Protocols\nConnection: upgrade\nUpgrade: websocket", ["interim-as-final"]),
    (
        "GET / HTTP/2\nUpgrade: websocket",
        "101 Switching Protocols\nConnection: upgrade\nUpgrade: websocket",
        ["switching-protocols-over-http-2"],
    ),
)

WRONG = (
    *(("GET /", each, ["status-code-unreadable"], ("asgi", "wsgi")) for each in NO_STATUS_CODES),
    *((*each, ("asgi", "wsgi")) for each in (*STATUS_CODES, *LENGTHS, *INTERIM[:-1], *WITHOUT_CONTENT)),
    *((*each, ("wsgi",)) for each in (*STATUS_LINES, INTERIM[-1], *HEAD_OVER_WSGI, *UPGRADES_OVER_WSGI)),
    *((*each, ("asgi",)) for each in CONNECTIONS_OVER_ASGI),
    ("HEAD /", f"503 Never True\n{_TEXT}\nContent-Length: {'9' * 21}", ["content-length-malformed"], ("asgi", "wsgi")),
)

RIGHT = (
    ("GET /", f"200 OK\n{_TEXT}\nCONTENT-length:\t5 \n\nHello"),
    ("GET /", f"200 OK\n{_TEXT}\nContent-Length: 0005\n\nHello"),
    ("GET / HTTP/1.0", f"200 OK\n{_TEXT}\n\nHello"),
    ("POST /", "404 Not Found\nContent-Length: 0"),
    ("HEAD /", f"503 Service Unavailable\n{_TEXT}\nContent-Length: 99999999999999999999"),
    ("HEAD / HTTP/2", f"301 Moved Permanently\nLocation: /a\n{_TEXT}\ncontent-length: 17"),
    ("DELETE /7 HTTP/1.0", "204 No Content"),
    ("DELETE /7", "204 No Content\nConnection: close"),
    ("POST /form HTTP/1.0", "205 Reset Content\nContent-Length: 000"),
    ('HEAD /\nIf-None-Match: W/"a"', '304 Not Modified\nETag: "a"\ncontent-length: 42'),
    ("CONNECT a.example:443", "204 No Content"),
    ("CONNECT a.example:443", f"407 Proxy Authentication Required\nProxy-Authenticate: Negotiate\n{_TEXT}\n\nno"),
    ("GET /", f"402 Payment Required\n{_TEXT}\n\nno"),
    ("GET /", f"508 Loop Detected\n{_TEXT}\n\nno"),
    ("GET /", f"207 Multi-Status\nVia: 1.1 edge\n{_TEXT}\n\nno"),
)
"""Right over both interfaces: a request and the response."""
