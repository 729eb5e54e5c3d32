"""Right responses about framing, success and ranges that a careless check takes for wrong."""

_BOTH, _ASGI, _WSGI = ("asgi", "wsgi"), ("asgi",), ("wsgi",)
_TEXT = "Content-Type: text/plain"
_PART = f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10"
_WEBSOCKET = "GET /chat\nConnection: keep-alive, Upgrade\nUpgrade: websocket"


def _both(title, asked, answered):
    return title, f"{asked}\n\n{answered}", _BOTH


SUCCESS = (
    # What another server answered.
    _both("a forwarded code of a vendor", "GET /", f"520 Unknown\nVia: 1.1 edge\n{_TEXT}\n\nno"),
    _both("a forwarded code that nobody knows", "GET /", f"299 Fine\nvia: 2 edge\n{_TEXT}\n\nyes"),
    # Content that a proxy puts in.
    *(
        _both(f"content by {name}", "GET /film", f"200 OK\n{_TEXT}\nContent-Length: 70000\n{name}: /films/7")
        for name in ("X-Sendfile", "X-Accel-Redirect", "X-LIGHTTPD-send-file")
    ),
    _both("a part by X-Sendfile", "GET /film\nRange: bytes=0-4", f"{_PART}\nContent-Length: 5\nX-Sendfile: /films/7"),
    # Protocols.
    (
        "101 of a WSGI server that hands over the connection",
        f"{_WEBSOCKET}\n\n101 Switching Protocols\nConnection: Upgrade\nUpgrade: WebSocket",
        _WSGI,
    ),
    (
        "101 with what comes by the new protocol",
        f"{_WEBSOCKET}\n\n101 Switching Protocols\nConnection: Upgrade\nUpgrade: websocket\n\n\u0081",
        _WSGI,
    ),
    ("CONNECT over HTTP/2", "CONNECT mail.example:443 HTTP/2\n\n200 OK", _ASGI),
    ("CONNECT is refused with content", f"CONNECT mail.example:443\n\n405 Method Not Allowed\nAllow: GET\n{_TEXT}\n\nno", _BOTH),
    # Trailers.
    *(
        (f"{names} for trailers", f"GET /\n\n200 OK\n{_TEXT}\nTrailer: {names}\n\nHello", _ASGI)
        for names in ("grpc-status, grpc-message", "Content-Digest", "Authentication-Info", "Accept-Ranges", "Signature")
    ),
    ("trailers of what HEAD does not send", f"HEAD /\n\n200 OK\n{_TEXT}\nTrailer: Server-Timing", _ASGI),
    # No content.
    _both("304 with length 0 of an empty file", 'GET /\nIf-None-Match: "a"', '304 Not Modified\nETag: "a"\nContent-Length: 0'),
    _both("205 to PATCH", "PATCH /form", "205 Reset Content\ncontent-length: 0"),
    _both("205 by chunks of nothing to a client of HTTP/2", "POST /form HTTP/2", "205 Reset Content"),
    # Success.
    _both("a manipulation that is no delta", "GET /\nA-IM: gzip", '226 IM Used\nIM: gzip\nETag: "a"'),
    _both(
        "a part of a delta",
        'GET /\nA-IM: vcdiff, range\nIf-None-Match: "a"\nRange: bytes=0-4',
        f'226 IM Used\nIM: vcdiff, range\nETag: "b"\nContent-Range: bytes 0-4/10\n{_TEXT}\n\nHello',
    ),
    _both("201 to a POST that means PUT", "POST /7\nX-HTTP-Method-Override: PUT", "201 Created\nLocation: /7"),
    _both("207 to PROPFIND", "PROPFIND /\nDepth: 1", "207 Multi-Status\nContent-Type: application/xml\n\n<multistatus/>"),
    _both("a chunk of an upload, as tus has it", "PATCH /files/7\nUpload-Offset: 0", "204 No Content\nUpload-Offset: 5"),
    # Methods.
    _both(
        "a method in a field that is refused",
        "POST /7\nX-HTTP-Method-Override: DELETE",
        "405 Method Not Allowed\nAllow: GET, POST",
    ),
    _both("TRACE refused", "TRACE /", "405 Method Not Allowed\nAllow: GET, HEAD"),
    # Ranges.
    _both("a part of a part that was put", "PUT /7\nContent-Range: bytes 0-4/10", "200 OK\nContent-Range: bytes 0-4/10"),
    _both("416 to PATCH of a part", "PATCH /7\nContent-Range: 5-9", "416 Range Not Satisfiable\nRange: 0-4"),
    _both("paging by a range without a unit", "GET /\nRange-Unit: items\nRange: 0-4", "206 Partial Content\nContent-Range: items 0-4/9"),
    _both("a part of what was coded", "GET /\nRange: bytes=0-4", f"{_PART}\nContent-Encoding: gzip\n\nHello"),
    _both("several ranges, one of them there", "GET /\nRange: bytes=0-4,90-99", f"{_PART}\n\nHello"),
    _both(
        "one part of several in a multipart",
        "GET /\nRange: bytes=0-4,90-99",
        "206 Partial Content\nContent-Type: Multipart/ByteRanges; Boundary=cut\n\n--cut--",
    ),
    _both("a suffix longer than the whole", "GET /\nRange: bytes=-500", f"{_PART.replace('4/10', '4/5')}\n\nHello"),
    _both(
        "If-Range by date",
        "GET /\nRange: bytes=0-4\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT",
        f"{_PART}\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n\nHello",
    ),
    _both("If-Range that does not match", 'GET /\nRange: bytes=0-4\nIf-Range: "a"', f'200 OK\n{_TEXT}\nETag: "b"\n\nHelloWorld'),
    _both("Range on POST ignored", "POST /\nRange: bytes=0-4", f"200 OK\n{_TEXT}\n\nHelloWorld"),
    _both("Range on HEAD ignored", "HEAD /\nRange: bytes=0-4", f"200 OK\n{_TEXT}\nContent-Length: 10\nAccept-Ranges: bytes"),
)  # fmt: skip
