"""Wrong responses about success, ranges, methods and errors of the server, and right ones like them.

Each wrong one is a request, the response, and the ids of the rules it breaks, all of them, over both interfaces.
"""

_TEXT = "Content-Type: text/plain"
_PART = f"206 Partial Content\n{_TEXT}\nContent-Range:"
_MULTIPART = "206 Partial Content\ncontent-type: MULTIPART/byteranges"
_DATE, _OTHER_DATE = "Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 31 Oct 1994 08:49:37 GMT"

WORK = (
    ("PUT /7", "205 Reset Content\nContent-Length: 0", ["put-with-odd-success-code"]),
    ("PUT /7 HTTP/2", "208 Already Reported", ["put-with-odd-success-code", "already-reported-as-status"]),
    ("DELETE /7", "205 Reset Content", ["delete-with-odd-success-code"]),
    ("DELETE /7", "201 Created\nLocation: /trash/7", ["delete-with-odd-success-code"]),
    ("POST /orders", "201 Created", ["created-without-location"]),
    ("GET /7", f"201 Created\nLocation: /7\n{_TEXT}\n\nHello", ["created-by-safe-method"]),
    ("HEAD /7", "201 Created", ["created-by-safe-method"]),
    ("OPTIONS /7", "201 Created", ["created-by-safe-method"]),
)

PARTS = (
    *(
        (f"{method} /\nRange: bytes=0-4", f"{_PART} bytes 0-4/10\n\nHello", ["partial-content-to-other-method"])
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get")
    ),
    ("HEAD /\nrange: bytes=0-4", f"{_PART} bytes 0-4/10\nContent-Length: 5", ["partial-content-to-other-method"]),
    ("QUERY /", f"{_PART} bytes 0-4/10\n\nHello", ["partial-content-not-requested"]),
    ("GET /?page=2", f"{_PART} items 0-4/10\n\nHello", ["partial-content-not-requested"]),
    ("GET /\nRange: bytes=-5", f"206 Partial Content\n{_TEXT}\n\nHello", ["partial-content-without-content-range"]),
    ("QUERY /\nRANGE: items=0-1", f"206 Partial Content\n{_TEXT}\n\nHello", ["partial-content-without-content-range"]),
    ("GET /\nRange: bytes=0-", "206 Partial Content\nContent-Range:  Bytes */10", ["partial-content-with-refusal"]),
    ("GET /\nRange: items=0-", f"{_PART} items */10\n\nHello", ["partial-content-with-refusal"]),
    ("GET /\nRange: bytes=0-9", f"{_PART} bytes 0-9/10\n\nHello", ["partial-content-of-other-length"]),
    ("GET /\nRange: bytes=0-3", f"{_PART} bytes 0-3/*\n\nHello", ["partial-content-of-other-length"]),
    ("GET /\nRange: bytes=5-9", f"{_PART} BYTES 5-9/10", ["partial-content-of-other-length"]),
    ("GET /\nRange: bytes=-2", f"{_PART} bytes 0-4/10\n\nHello", ["partial-content-of-other-range"]),
    ("GET /\nRange: bytes=8-, 9-9", f"{_PART} bytes 0-4/10\n\nHello", ["partial-content-of-other-range"]),
    ("QUERY /\nRange: BYTES=0-1", f"{_PART} bytes 5-9/*\n\nHello", ["partial-content-of-other-range"]),
    ("GET /\nRange: lines=0-4", f"{_PART} bytes 0-4/10\n\nHello", ["partial-content-of-other-unit"]),
    ("GET /\nRange: bytes=0-4", f"{_PART} lines 0-4/10\n\nHello", ["partial-content-of-other-unit"]),
    *(
        (f"GET /\nRange: bytes=0-4\nIf-Range: {condition}", f"{_PART} bytes 0-4/10\n{validator}\n\nHello", ["partial-content-of-other-version"])
        for condition, validator in (
            ('W/"a"', 'ETag: W/"a"'),
            ('"a"', 'etag: W/"a"'),
            ('"a"', 'ETag: "A"'),
            (_DATE, f"Last-Modified: {_OTHER_DATE}"),
        )
    ),
    *(
        ("GET /\nRange: bytes=0-4", f"{_PART} {value}\n\nHello", ["content-range-malformed"])
        for value in ("bytes 5-4/10", "bytes 0-10/10", "bytes 0-4", "0-4/10", "bytes: 0-4/10", "bytes 0-4 /10", "bytes */*")
    ),
    ("GET /\nRange: bytes=0-4", f"{_PART} bytes 0-4/10\nACCEPT-RANGES: None\n\nHello", ["partial-content-with-accept-ranges-none"]),
)  # fmt: skip

SEVERAL_PARTS = (
    (
        "GET /\nRange: bytes=0-1,8-9",
        f'{_MULTIPART}; boundary="a b"\ncontent-range: bytes 0-9/10\n\n--a b--...',
        ["multipart-with-content-range"],
    ),
    ("GET /\nRange: bytes=0-1,8-9", f"{_MULTIPART}; charset=utf-8\n\n--a--", ["multipart-without-boundary"]),
    ("GET /\nRange: bytes=0-1,8-9", f'{_MULTIPART}; boundary=""\n\n--a--', ["multipart-without-boundary"]),
    ("GET /\nRange: bytes=-2,", f"{_MULTIPART}; BOUNDARY=a\n\n--a--", ["multipart-for-single-range"]),
)

RANGES = (
    ("GET /\nRange: bytes=0-4", f"200 OK\n{_TEXT}\ncontent-range: BYTES 0-9/10\n\nHelloWorld", ["content-range-without-meaning"]),
    ("GET /", "404 Not Found\nContent-Range: bytes */10", ["content-range-without-meaning"]),
    ("PUT /7", "204 No Content\nContent-Range: bytes 0-4/10", ["content-range-without-meaning"]),
    ("GET /\nRange: Bytes=90-", f"416 Range Not Satisfiable\n{_TEXT}\n\nno", ["range-not-satisfiable-without-length"]),
    ("HEAD /\nRange: bytes=90-", "416 Range Not Satisfiable", ["range-not-satisfiable-without-length"]),
    ("GET /\nRange: bytes=90-", "416 Range Not Satisfiable\nContent-Range: bytes 0-4/10", ["range-not-satisfiable-with-range"]),
    ("GET /\nRange: bytes=90-", "416 Range Not Satisfiable\nContent-Range: */10", ["content-range-malformed"]),
    ("DELETE /7", "416 Range Not Satisfiable", ["range-not-satisfiable-not-requested"]),
    ("GET /", "416 Range Not Satisfiable\nContent-Range: bytes */10", ["range-not-satisfiable-not-requested"]),
    ("POST /\nRange: items=90-", "416 Range Not Satisfiable", ["range-not-satisfiable-to-post"]),
)  # fmt: skip

MANIPULATIONS = (
    ("GET /", '226 IM Used\nIM: gzip\nETag: "a"', ["im-used-not-requested"]),
    ("GET /\nA-IM: feed", '226 IM Used\nETag: "a"\nContent-Range: bytes 0-4/10\n\nHello', ["content-without-content-type", "im-used-without-im"]),
    ("GET /\na-im: gzip", "226 IM Used\nim: gzip", ["im-used-without-etag"]),
    ('GET /\nA-IM: diffe\nIf-None-Match: "a", W/"b"', '226 IM Used\nIM: Diffe;q=1\nETag: "c"', ["delta-without-base"]),
    ("GET /\nA-IM: feed", f"200 OK\nim: feed\n{_TEXT}\n\nHello", ["im-without-im-used"]),
    ("GET /", "404 Not Found\nIM: gzip", ["im-without-im-used"]),
)  # fmt: skip

REFUSALS = (
    ("PUT /", f"405 Method Not Allowed\n{_TEXT}\n\nno", ["method-not-allowed-without-allow"]),
    ("TRACE /", "405 Method Not Allowed", ["method-not-allowed-without-allow"]),
    ("BREW / HTTP/2", "405 Method Not Allowed\nAllowed: GET", ["method-not-allowed-without-allow"]),
    ("PUT /", "405 Method Not Allowed\nAllow: GET; HEAD", ["allow-malformed"]),
    ("PUT /", "405 Method Not Allowed\nAllow: ['GET', 'HEAD']", ["allow-malformed"]),
    ("OPTIONS /", "204 No Content\nALLOW: GET HEAD", ["allow-malformed"]),
    ("PUT /", "405 Method Not Allowed\nAllow: GET\nallow: HEAD, PUT", ["allow-lists-refused-method"]),
    ("HEAD /", "405 Method Not Allowed\nallow: POST,GET", ["head-refused-where-get-is-allowed"]),
    ("GET /", "505 HTTP Version Not Supported\nContent-Length: 0", ["http-version-refused-without-explanation"]),
    ("POST /", "511 Network Authentication Required\nContent-Length: 0", ["network-authentication-without-link"]),
    (
        "HEAD /",
        "511 Network Authentication Required\nproxy-authenticate: Negotiate",
        ["network-authentication-with-challenge"],
    ),
)

WRONG = tuple((*each, ("asgi", "wsgi")) for each in (*WORK, *PARTS, *SEVERAL_PARTS, *RANGES, *MANIPULATIONS, *REFUSALS))

RIGHT = (
    ("PUT /7", "201 Created\nContent-Location: /7;v=1"),
    ("PUT /7", f'200 OK\nETag: "b"\n{_TEXT}\n\nsaved'),
    ("DELETE /7", f"203 Non-Authoritative Information\nVia: 1.1 edge\n{_TEXT}\n\ngone"),
    ("POST /orders", "200 OK\nLocation: /orders/7"),
    ("POST /orders", '204 No Content\nETag: "b"'),
    ("MKCOL /a/", "201 Created"),
    ("COPY /a\nDestination: /b", "201 Created\nLocation: /b"),
    ("LOCK /a", "201 Created\nLock-Token: <urn:uuid:1>"),
    ("OPTIONS /files\nTus-Resumable: 1.0.0", "204 No Content\nTus-Version: 1.0.0\nTus-Extension: creation"),
    ("POST /files\nUpload-Length: 9", "201 Created\nLocation: https://tus.example/files/7\nTus-Resumable: 1.0.0"),
    ("GET /\nRange: bytes=0-4, 2-9", f"{_PART} bytes 0-9/10\n\nHelloWorld"),
    ("GET /\nRange: bytes=0-99", f"{_PART} bytes 0-4/5\nContent-Length: 5\n\nHello"),
    ("GET /\nRange: bytes=0-0", f"{_PART} bytes 0-0/1\n\nH"),
    ("GET /\nRange: bytes=a-b", f"200 OK\n{_TEXT}\n\nHello"),
    ("GET /\nRange: bytes=3-1", "416 Range Not Satisfiable\ncontent-range: Bytes */10"),
    ("GET /\nRange: seconds=1-2", "206 Partial Content\nContent-Range: seconds 1.2-4.3/25\nContent-Type: video/mp4"),
    ('GET /\nRange: bytes=0-4\nIf-Range: "a"', f'{_PART} bytes 0-4/10\nETag:  "a" \nLast-Modified: {_DATE}\n\nHello'),
    (f"GET /\nRange: bytes=0-4\nIf-Range: {_DATE}", f"200 OK\nLast-Modified: {_OTHER_DATE}\n{_TEXT}\n\nHelloWorld"),
    ("GET /\nRange: bytes=0-4\nRange: bytes=6-7", f"{_MULTIPART}; boundary=cut\n\n--cut--"),
    ("GET /\nRange: bytes=0-4", f"{_PART} bytes 0-4/10\nAccept-Ranges: bytes\nVary: Accept-Encoding\n\nHello"),
    ("GET /items", f"200 OK\n{_TEXT}\nContent-Range: 0-14/*\n\nHello"),
    ("GET /upload/7", "308 Permanent Redirect\nLocation: /upload/8\nRange: bytes=0-4"),
    ("PUT /", "405 Method Not Allowed\nAllow: GET\nAllow: HEAD"),
    ("put /", "405 Method Not Allowed\nAllow: PUT"),
    ("HEAD /", "405 Method Not Allowed\nAllow: "),
    ("OPTIONS /", "405 Method Not Allowed\nAllow: GET, HEAD"),
    ("GET /", f"501 Not Implemented\n{_TEXT}\n\nno"),
    ("GET /", "504 Gateway Timeout"),
    ("GET / HTTP/1.0", f"505 HTTP Version Not Supported\n{_TEXT}\n\nuse HTTP/2"),
    ("GET /", f"511 Network Authentication Required\nCache-Control: no-store\n{_TEXT}\n\nlogin: https://wifi.example/"),
    ('GET /\nA-IM: vcdiff\nIf-None-Match: "a", "b"', '226 IM Used\nIM: vcdiff\nDelta-Base: "a"\nETag: "c"'),
)  # fmt: skip
"""Right over both interfaces: a request and the response."""
