"""What breaks a rule, and what does not, where its examples do not show it."""

from verdict_texts import (
    DATE,
    EXPIRES,
    PARTS,
    answer,
    challenge,
    coded,
    coded_for,
    failure,
    lasting,
    limited,
    of_stored,
    part,
    preferred,
    problem,
    refused,
    switch,
    trailing,
)

# What frames, routes or describes the message, or says what to do with it (RFC 9110, Section 6.5.1).
_NO_TRAILERS = (
    *("age", "allow", "authorization", "cache-control", "connection", "content-disposition", "content-encoding"),
    *("content-language", "content-length", "content-location", "content-range", "content-type", "cookie", "date"),
    *("expect", "expires", "host", "if-match", "if-modified-since", "if-none-match", "if-range"),
    *("if-unmodified-since", "keep-alive", "location", "max-forwards", "proxy-authenticate", "proxy-authorization"),
    *("proxy-connection", "range", "retry-after", "set-cookie", "strict-transport-security", "te", "trailer"),
    *("transfer-encoding", "upgrade", "vary", "www-authenticate"),
)
_STORED_CODED = (".br", ".bz2", ".GZ", ".svgz", ".tgz", ".xz", ".Z", ".zst")

BREAKS = {
    "not-modified-with-other-etag": tuple(
        f"GET /\nIf-None-Match: {asked}\n\n304 Not Modified\nETag: {told}"
        for asked, told in (('"v1"', '"v10"'), ('"v10"', '"v1"'), ('""', '"v1"'), ('"a", "b"', 'W/"c"'))
    ),
    "if-none-match-ignored": ('GET /\nIf-None-Match: "x\\x5c", "y"\n\n200 OK\nETag: "y"',),
    "cookie-lifetime-malformed": tuple(
        answer(f"Set-Cookie: a=b; Expires={date}")
        for date in ("Sun, 31 Feb 2021 09:49:09 GMT", "Sun, 28 Feb 2021 24:00:00 GMT", "Sun, 00 Feb 2021 00:00:00 GMT")
    ),
    "content-length-conflict": (answer("Content-Length: 5", "Content-Length: x"),),
    "content-length-repeated": (answer("Content-Length: 5", "Content-Length: 05"),),
    "network-authentication-with-login": tuple(
        f"GET /\n\n511 Network Authentication Required\nContent-Type: text/html\n\n<form>{field}</form>"
        for field in ("<input type=password>", "<INPUT name='a'\n TYPE = 'Password'>", '<input TYPE="password"/>')
    ),
    "problem-member-not-text": tuple(
        problem(404, f'"{name}": {value}')
        for name, value in (("type", "0"), ("title", "[]"), ("detail", "{}"), ("instance", "false"))
    ),
    "problem-not-an-object": (problem(404, '"status": NaN'), problem(404, '"status": -Infinity')),
    "uri-too-long-though-short": ("GET /" + "a" * 7998 + "\n\n414 URI Too Long",),
    "retry-after-without-use": (limited("Retry-After: 0"), limited("Retry-After: 31622401")),
    "trailer-names-forbidden-field": (*map(trailing, _NO_TRAILERS), trailing("Server-Timing, Content-Length")),
    "content-encoding-refused": (
        coded("identity, *;q=0", "gzip"),
        coded("x-gzip;q=0", "gzip"),
        coded("br, gzip ; Q = 0.000", "X-Gzip"),
        coded("br, gzip;q=0", "br, gzip"),
    ),
    "content-encoding-not-accepted": (
        coded("br", "gzip"),
        coded("*, gzip;q=0", "gzip"),
        coded("gzip", "br, gzip"),
        coded("", "gzip"),
    ),
    "freshness-for-uncacheable-method": (lasting("PUT", 200), lasting("TRACE", 200)),
    "freshness-without-content-location": (lasting("POST", 200),),
    "misdirected-request-with-freshness": (lasting("GET", 421),),
    "redirect-to-bare-host": tuple(
        f"GET /\n\n302 Found\nLocation: {place}"
        for place in ("/\\login.example", "\\login.example", "\\\\login.example")
    ),
    "partial-content-to-malformed-range": tuple(
        part(wanted, "bytes 0-4/10") for wanted in ("bytes=", "bytes=-", "bytes=1-2-3", "bytes=0-4, x")
    ),
    "problem-status-not-a-code": (problem(404, '"status": 600'), problem(404, '"status": 99')),
    "problem-type-relative": (problem(404, '"type": "a/b:c"'),),
    "problem-as-plain-json": (
        problem(400, '"title": "a", "status": 400', "application/json"),
        problem(599, '"title": "a", "status": 599', "application/json"),
    ),
    "range-not-satisfiable-though-within": (
        refused("bytes=-1"),
        refused("bytes=9-"),
        refused("bytes=5-5"),
        refused("Bytes=0-0", "BYTES */1"),
    ),
    "coded-file-without-vary": (*map(of_stored, _STORED_CODED), coded_for("Cache-Control: private")),
    "content-encoding-without-vary": (of_stored(""), of_stored(".txt"), coded_for("Cache-Control: public")),
    "preference-applied-not-requested": (
        preferred("handling=strict", "handling=lenient"),
        preferred("return=xminimal", "return=minimal"),
        preferred("return", "return=minimal"),
    ),
    "loop-detected-without-depth": (
        "COPY /\nDepth: 0\n\n508 Loop Detected",
        "PROPFIND /\nDepth: 1\n\n508 Loop Detected",
        "COPY /\n\n508 Loop Detected",
    ),
    "partial-content-of-other-range": (
        part("bytes=0-4", "BYTES 5-9/10"),
        part("bytes=6-", "bytes 0-5/10"),
        part("bytes=-4", "bytes 0-5/10"),
        part("bytes=0-1, 8-9", "bytes 2-7/10"),
    ),
    "not-acceptable-without-preference": (
        "GET /\nAccept: */*;\n\n406 Not Acceptable",
        "GET /\nAccept: */*; q=0.5\n\n406 Not Acceptable",
    ),
    "unsupported-media-type-without-content": (
        "OPTIONS /\nContent-Length: 0\n\n415 Unsupported Media Type",
        "TRACE /\nContent-Length: 0\n\n415 Unsupported Media Type",
        "DELETE /\nContent-Length: 0\n\n415 Unsupported Media Type",
    ),
    "cache-control-without-seconds": (answer("Cache-Control: max-age=X5"), answer("Cache-Control: max-age")),
    "cache-control-contradicts-itself": (
        answer("Cache-Control: no-store, public"),
        answer("Cache-Control: no-store, immutable"),
        answer("Cache-Control: no-store, max-age=60"),
        answer("Cache-Control: private, s-maxage=60"),
        answer("Cache-Control: max-age=5, max-age=6"),
    ),
    "server-error-with-freshness": (
        failure('Cache-Control: no-cache="Set-Cookie", max-age=60'),
        failure('Cache-Control: s-maxage="60"'),
        failure(DATE, "Expires: Sun, 06 Nov 1994 08:49:38 GMT"),
    ),
    "cookie-in-shared-cache": (
        answer("Set-Cookie: a=1", "Cache-Control: s-maxage=60"),
        answer("Set-Cookie: a=1", "Cache-Control: public"),
    ),
    "cookie-set-twice": (answer("Set-Cookie: a=1; Domain=.Shop.example", "Set-Cookie: a=2; Domain=shop.example"),),
    "bearer-error-with-other-code": (
        challenge("401 Unauthorized", 'Bearer error="invalid_request"'),
        challenge("403 Forbidden", 'Bearer  error="invalid_token"'),
        challenge("403 Forbidden", 'Bearer scope="a", error="invalid_token"'),
    ),
    "basic-challenge-in-other-charset": (challenge("401 Unauthorized", 'Basic realm="a", charset="XUTF-8X"'),),
    "trace-reflects-secrets": (
        "TRACE /\nCookie: a=€\n\n200 OK\nContent-Type: message/http\n\nTRACE / HTTP/1.1\nCookie: a=?",
        "TRACE /\nProxy-Authorization: Basic YQ==\n\n200 OK\nContent-Type: message/http\n\nYQ== Basic YQ==",
    ),
    "multipart-without-its-boundary": (PARTS.format("€", "--x\\r\n\\r\n--x--\\r\n"),),
    "field-value-outside-ascii": (answer("X-Note: a\\x7f"), answer("X-Note: a\\x01"), answer("X-Note: \\xe9")),
    "switching-protocols-not-offered": (
        switch("h2c", "websocket"),
        switch("h2c", "h2c, websocket"),
        switch("xhttp/2.0", "http/2.0"),
    ),
    # What the application does with its gateway interface, in the words of the examples.
    "start-response-called-again": (answer("! start_response is called again"),),
    "content-before-start-response": (answer("! content comes before start_response is called"),),
    "start-response-never-called": (answer("! start_response is never called"),),
    "start-response-error-ignored": (answer("! the exception that start_response raised is ignored"),),
    "field-not-a-tuple": (answer("! a field is given that is no tuple"),),
    "content-not-iterable": (answer("! what is returned cannot be iterated"),),
    "content-not-bytes": (answer("! content is given that is not bytes"),),
    "content-written": (answer("! write is called"),),
    "content-not-closed": (answer("! the iterable is not closed"),),
    "head-sent-again": (answer("! http.response.start is sent again"),),
    "content-before-head": (answer("! content is sent before http.response.start"),),
    "message-after-end": (answer("! a message is sent after the end"),),
    "response-unfinished": (answer("! the application returns before the end"),),
    "message-content-not-bytes": (answer("! content is given that is not bytes"),),
    "message-unknown": (answer("! a message of no known type is sent"),),
    "extension-not-offered": (answer("! a message is sent that the server does not offer"),),
    "trailers-unannounced": (answer("! trailers are sent that http.response.start does not announce"),),
    "trailers-missing": (answer("! the announced trailers are not sent"),),
    "trailers-before-end": (answer("! trailers are sent before the end of the content"),),
    "trailers-without-content": (answer("! trailers are sent where there is no content"),),
    "trailer-forbidden": (answer("! a trailer is sent that may not be one"),),
}
KEEPS = {
    "not-modified-with-other-etag": tuple(
        f"GET /\nIf-None-Match: {asked}\n\n304 Not Modified\nETag: {told}"
        for asked, told in (('"v1"', '"v1-gzip"'), ('"v1;br"', '"v1"'), ('"a", W/"b"', '"b"'))
    ),
    "if-none-match-ignored": ('GET /\nIf-None-Match: "x\\x5c", x\n\n200 OK\nETag: "x"',),
    "content-length-conflict": (answer("Content-Length: 5", "Content-Length: 05"),),
    "content-without-content-type": ("CONNECT a.example:443\n\n200 OK\n\n220 ready",),
    "redirect-with-empty-location": ("POST /\n\n303 See Other\nLocation: ",),
    "unavailable-for-legal-reasons-without-blocker": (
        'GET /\n\n451 Unavailable For Legal Reasons\nLink: <https://x.example/?a;rel=b>; rel="blocked-by"',
        "GET /\n\n451 Unavailable For Legal Reasons\nLink: https://x.example/",
    ),
    "problem-member-not-text": (problem(404, '"type": "", "title": null'),),
    "uri-too-long-though-short": (
        "GET /" + "a" * 7999 + "\n\n414 URI Too Long",
        "GET /" + "ü" * 4000 + "\n\n414 URI Too Long",
    ),
    "content-location-malformed": (answer("Content-Location: /a#b c"),),
    "too-early-without-early-data": ("POST /\nX-Early-Data: 1\n\n425 Too Early", "POST /\nX-0RTT: 1\n\n425 Too Early"),
    "retry-after-without-use": (limited("Retry-After: 1"), limited("Retry-After: 31622400")),
    "too-many-requests-without-retry-after": tuple(
        limited(f"{name}: 5") for name in ("RateLimit", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset")
    ),
    "trailer-names-forbidden-field": (trailing("Server-Timing, X-Checksum"),),
    "content-encoding-refused": (
        coded("*;q=0", "gzip"),
        coded("identity;q=0, gzip;q=0", "gzip"),
        coded("gzip;q=0.001", "gzip"),
        coded("br", "gzip"),
    ),
    "content-encoding-not-accepted": (coded("*", "gzip"), coded("GZIP", "x-gzip"), coded("br, gzip", "gzip, br")),
    "status-line-malformed": ("GET /\n\n200 \\xa0OK\\xa0",),
    "misdirected-request-with-freshness": (
        "GET /\n\n421 Misdirected Request\nCache-Control: public, no-cache",
        "GET /\n\n421 Misdirected Request\nCache-Control: public, no-store",
    ),
    "redirect-to-bare-host": ("GET /\n\n302 Found\nLocation: /x\\login",),
    "partial-content-to-malformed-range": tuple(
        part(wanted, "bytes 0-4/10") for wanted in ("bytes=0-", "bytes=-4", "bytes=0-4, 8-9", f"bytes={'9' * 21}-")
    ),
    "problem-status-not-a-code": (
        problem(404, '"status": 599'),
        problem(404, '"status": 100'),
        problem(404, '"title": "a"'),
    ),
    "problem-type-relative": (problem(404, '"type": "/a"'), problem(404, '"type": "tag:a"')),
    "problem-as-plain-json": (
        problem(399, '"title": "a", "status": 399', "application/json"),
        problem(200, '"title": "a", "status": 200', "application/json"),
        problem(600, '"title": "a", "status": 600', "application/json"),
    ),
    "range-not-satisfiable-though-within": (
        refused("bytes=-0"),
        refused("bytes=10-"),
        refused("bytes=6-5"),
        refused("bytes=-"),
        refused("bytes=1-2-"),
        refused("bytes=0-0", "bytes */0"),
        refused("bytes=0-0", "items */10"),
        refused("bytes=0-0", f"bytes */{'1' * 21}"),
        refused("items=0-0"),
        refused("bytes=0-0, 2-2"),
    ),
    "content-encoding-without-vary": (
        *(
            f"GET /\nAccept-Encoding: gzip\n\n200 OK\nContent-Type: text/plain\nContent-Encoding: {coding}\n\nhello"
            for coding in ("", "identity", "Identity, identity")
        ),
        *map(of_stored, _STORED_CODED),
        coded_for(),
        coded_for("Cache-Control: no-cache, public"),
        coded_for("Cache-Control: private, public"),
    ),
    "coded-file-without-vary": (of_stored(""), coded_for("Cache-Control: no-store")),
    "preference-applied-not-requested": (
        preferred('Return="minimal"', "return=minimal"),
        preferred("wait=10; x=1", "wait=5"),
    ),
    "loop-detected-without-depth": (
        "COPY /\nDepth: Infinity\n\n508 Loop Detected",
        "PROPFIND /\n\n508 Loop Detected",
    ),
    "partial-content-of-other-range": (
        part("bytes=0-4", "bytes 4-9/10"),
        part("bytes=5-", "bytes 0-5/10"),
        part("bytes=5-5", "bytes 5-9/10"),
        part("bytes=-4", "bytes 0-6/10"),
        part("bytes=-4", "bytes 0-5/*"),
        part("bytes=-", "bytes 0-5/10"),
        part("bytes=x", "bytes 0-5/10"),
        part(f"bytes={'9' * 21}-", "bytes 0-5/10"),
        part("items=0-4", "bytes 5-9/10"),
    ),
    "not-acceptable-without-preference": (
        "GET /\nAccept: */*;xq=1\n\n406 Not Acceptable",
        "GET /\nAccept: */*;\\x0bq=1\n\n406 Not Acceptable",
        "GET /\nAccept: */*, text/csv;q=0.00\n\n406 Not Acceptable",
    ),
    "cache-control-contradicts-itself": (
        answer("Cache-Control: public, immutable, max-age=60"),
        answer('Cache-Control: private="X-User", public'),
        answer("Cache-Control: no-store, max-age=0"),
        answer("Cache-Control: no-store, must-understand, public"),
    ),
    "server-error-with-freshness": (
        failure("Cache-Control: no-cache, max-age=60"),
        failure("Cache-Control: no-store, max-age=60"),
        failure("Cache-Control: max-age=00"),
        failure("Cache-Control: public"),
        failure(DATE, EXPIRES),
        failure(EXPIRES),
        failure("Cache-Control: max-age=0", DATE, "Expires: Sun, 06 Nov 1994 08:49:38 GMT"),
    ),
    "cookie-in-shared-cache": tuple(
        answer("Set-Cookie: a=1", f"Cache-Control: {value}")
        for value in ("public, no-store", "public, private", "public, no-cache", "max-age=60", "s-maxage=60, private")
    ),
    "cookie-set-twice": (answer("Set-Cookie: a=1; Domain=xxxx", "Set-Cookie: a=1"),),
    "authentication-scheme-unregistered": (
        challenge("401 Unauthorized", "Negotiate"),
        challenge("401 Unauthorized", "Negotiate YWJj"),
    ),
    "bearer-error-with-other-code": (
        challenge("400 Bad Request", 'Bearer error="invalid_request"'),
        challenge("403 Forbidden", 'Bearer error="invalid_tokenX"'),
        challenge("403 Forbidden", 'Bearer Xerror="invalid_token"'),
    ),
    "basic-challenge-in-other-charset": (challenge("401 Unauthorized", 'Basic realm="a", charset=utf-8'),),
    "part-without-content-type": (
        PARTS.format(
            "a", '--a\\r\nContent-Type: text/plain; x="a:b"\\r\nContent-Range: bytes 0-1/10\\r\n\\r\nhe\\r\n--a--\\r\n'
        ),
    ),
    "not-modified-without-etag": (
        "GET /\nIf-None-Match: *\n\n304 Not Modified",
        "GET /\nIf-None-Match:\n\n304 Not Modified",
    ),
    # Names of protocols are the same in either case, and whoever offers one without version takes any.
    "switching-protocols-not-offered": (
        switch("WebSocket", "websocket"),
        switch("HTTP/2.0", "http"),
        switch("HTTP", "http/2.0"),
        switch("xa/1, h2c", "xa"),
    ),
}
