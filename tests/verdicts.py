"""What breaks a rule, and what does not, where its examples do not show it."""

_DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT"
_EXPIRES = "Expires: Sun, 06 Nov 1994 08:49:37 GMT"
_PARTS = 'GET /\nRange: bytes=0-1,8-9\n\n206 Partial Content\nContent-Type: multipart/byteranges; boundary="{}"\n\n{}'


def _answer(*lines):
    return "\n".join(("GET /\n\n200 OK", *lines))


def _failure(*lines):
    return "\n".join(("GET /\n\n500 Internal Server Error", *lines))


def _challenge(status, value):
    return f"GET /\n\n{status}\nWWW-Authenticate: {value}"


def _switch(asked, chosen):
    return f"GET /\nUpgrade: {asked}\n\n101 Switching Protocols\nConnection: upgrade\nUpgrade: {chosen}"


def _of_stored(ending):
    return f"GET /a{ending}\nAccept-Encoding: gzip\n\n200 OK\nContent-Type: text/plain\nContent-Encoding: gzip\n\n..."


def _coded_for(*lines):
    head = "GET /a\nAccept-Encoding: gzip\nAuthorization: Bearer a\n\n200 OK\nContent-Type: text/plain"
    return "\n".join((head, "Content-Encoding: gzip", *lines, "", "..."))


def _preferred(wished, applied):
    return f"GET /\nPrefer: {wished}\n\n200 OK\nPreference-Applied: {applied}"


def _lasting(method, status):
    return f"{method} /\n\n{status}\n{_DATE}\nExpires: Sun, 06 Nov 1994 08:49:38 GMT"


def _trailing(name):
    return f"GET /\n\n200 OK\nContent-Type: text/csv\nTrailer: {name}\n\na,b"


def _coded(wanted, coding):
    return f"GET /\nAccept-Encoding: {wanted}\n\n200 OK\nContent-Encoding: {coding}"


def _limited(*lines):
    return "\n".join(("GET /\n\n429 Too Many Requests", *lines))


def _problem(status, members, media_type="application/problem+json"):
    return f"GET /\n\n{status}\nContent-Type: {media_type}\n\n{{{members}}}"


def _refused(wanted, told="bytes */10"):
    return f"GET /\nRange: {wanted}\n\n416 Range Not Satisfiable\nContent-Range: {told}"


def _part(wanted, sent):
    return f"GET /\nRange: {wanted}\n\n206 Partial Content\nContent-Range: {sent}"


# What frames, routes or describes the message, or says what to do with it (RFC 9110, Section 6.5.1).
_NO_TRAILERS = (
    *("age", "authorization", "cache-control", "connection", "content-encoding", "content-length", "content-range"),
    *("content-type", "date", "expires", "host", "keep-alive", "location", "proxy-authenticate", "proxy-connection"),
    *("retry-after", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "vary", "www-authenticate"),
)
_STORED_CODED = (".br", ".bz2", ".GZ", ".svgz", ".tgz", ".xz", ".Z", ".zst")

BREAKS = {
    "uri-too-long-though-short": ("GET /" + "a" * 7998 + "\n\n414 URI Too Long",),
    "retry-after-without-use": (_limited("Retry-After: 0"), _limited("Retry-After: 31622401")),
    "trailer-names-forbidden-field": (*map(_trailing, _NO_TRAILERS), _trailing("Server-Timing, Content-Length")),
    "content-encoding-refused": (
        _coded("identity, *;q=0", "gzip"),
        _coded("x-gzip;q=0", "gzip"),
        _coded("br, gzip ; Q = 0.000", "X-Gzip"),
        _coded("br, gzip;q=0", "br, gzip"),
    ),
    "content-encoding-not-accepted": (
        _coded("br", "gzip"),
        _coded("*, gzip;q=0", "gzip"),
        _coded("gzip", "br, gzip"),
        _coded("", "gzip"),
    ),
    "freshness-for-uncacheable-method": (_lasting("PUT", 200), _lasting("TRACE", 200)),
    "freshness-without-content-location": (_lasting("POST", 200),),
    "misdirected-request-with-freshness": (_lasting("GET", 421),),
    "redirect-to-bare-host": tuple(
        f"GET /\n\n302 Found\nLocation: {place}"
        for place in ("/\\login.example", "\\login.example", "\\\\login.example")
    ),
    "partial-content-to-malformed-range": tuple(
        _part(wanted, "bytes 0-4/10") for wanted in ("bytes=", "bytes=-", "bytes=1-2-3", "bytes=0-4, x")
    ),
    "problem-status-not-a-code": (_problem(404, '"status": 600'), _problem(404, '"status": 99')),
    "problem-type-relative": (_problem(404, '"type": "a/b:c"'),),
    "problem-as-plain-json": (
        _problem(400, '"title": "a", "status": 400', "application/json"),
        _problem(599, '"title": "a", "status": 599', "application/json"),
    ),
    "range-not-satisfiable-though-within": (
        _refused("bytes=-1"),
        _refused("bytes=9-"),
        _refused("bytes=5-5"),
        _refused("Bytes=0-0", "BYTES */1"),
    ),
    "coded-file-without-vary": (*map(_of_stored, _STORED_CODED), _coded_for("Cache-Control: private")),
    "content-encoding-without-vary": (_of_stored(""), _of_stored(".txt"), _coded_for("Cache-Control: public")),
    "preference-applied-not-requested": (
        _preferred("handling=strict", "handling=lenient"),
        _preferred("return=xminimal", "return=minimal"),
        _preferred("return", "return=minimal"),
    ),
    "loop-detected-without-depth": (
        "COPY /\nDepth: 0\n\n508 Loop Detected",
        "PROPFIND /\nDepth: 1\n\n508 Loop Detected",
        "COPY /\n\n508 Loop Detected",
    ),
    "partial-content-of-other-range": (
        _part("bytes=0-4", "BYTES 5-9/10"),
        _part("bytes=6-", "bytes 0-5/10"),
        _part("bytes=-4", "bytes 0-5/10"),
        _part("bytes=0-1, 8-9", "bytes 2-7/10"),
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
    "cache-control-without-seconds": (_answer("Cache-Control: max-age=X5"), _answer("Cache-Control: max-age")),
    "cache-control-contradicts-itself": (
        _answer("Cache-Control: no-store, public"),
        _answer("Cache-Control: no-store, immutable"),
        _answer("Cache-Control: no-store, max-age=60"),
        _answer("Cache-Control: private, s-maxage=60"),
        _answer("Cache-Control: max-age=5, max-age=6"),
    ),
    "server-error-with-freshness": (
        _failure('Cache-Control: no-cache="Set-Cookie", max-age=60'),
        _failure('Cache-Control: s-maxage="60"'),
        _failure(_DATE, "Expires: Sun, 06 Nov 1994 08:49:38 GMT"),
    ),
    "cookie-in-shared-cache": (
        _answer("Set-Cookie: a=1", "Cache-Control: s-maxage=60"),
        _answer("Set-Cookie: a=1", "Cache-Control: public"),
    ),
    "cookie-set-twice": (_answer("Set-Cookie: a=1; Domain=.Shop.example", "Set-Cookie: a=2; Domain=shop.example"),),
    "bearer-error-with-other-code": (
        _challenge("401 Unauthorized", 'Bearer error="invalid_request"'),
        _challenge("403 Forbidden", 'Bearer  error="invalid_token"'),
        _challenge("403 Forbidden", 'Bearer scope="a", error="invalid_token"'),
    ),
    "basic-challenge-in-other-charset": (_challenge("401 Unauthorized", 'Basic realm="a", charset="XUTF-8X"'),),
    "network-authentication-with-login": (
        'GET /\n\n511 Network Authentication Required\nContent-Type: application/xhtml+xml\n\n<input TYPE="password"/>',
    ),
    "trace-reflects-secrets": (
        "TRACE /\nCookie: a=€\n\n200 OK\nContent-Type: message/http\n\nTRACE / HTTP/1.1\nCookie: a=?",
        "TRACE /\nProxy-Authorization: Basic YQ==\n\n200 OK\nContent-Type: message/http\n\nYQ== Basic YQ==",
    ),
    "multipart-without-its-boundary": (_PARTS.format("€", "--x\\r\n\\r\n--x--\\r\n"),),
    "field-value-outside-ascii": (_answer("X-Note: a\\x7f"), _answer("X-Note: a\\x01"), _answer("X-Note: \\xe9")),
    "switching-protocols-not-offered": (
        _switch("h2c", "websocket"),
        _switch("h2c", "h2c, websocket"),
        _switch("xhttp/2.0", "http/2.0"),
    ),
    # What the application does with its gateway interface, in the words of the examples.
    "start-response-called-again": (_answer("! start_response is called again"),),
    "content-before-start-response": (_answer("! content comes before start_response is called"),),
    "start-response-never-called": (_answer("! start_response is never called"),),
    "start-response-error-ignored": (_answer("! the exception that start_response raised is ignored"),),
    "field-not-a-tuple": (_answer("! a field is given that is no tuple"),),
    "content-not-iterable": (_answer("! what is returned cannot be iterated"),),
    "content-not-bytes": (_answer("! content is given that is not bytes"),),
    "content-written": (_answer("! write is called"),),
    "content-not-closed": (_answer("! the iterable is not closed"),),
    "head-sent-again": (_answer("! http.response.start is sent again"),),
    "content-before-head": (_answer("! content is sent before http.response.start"),),
    "message-after-end": (_answer("! a message is sent after the end"),),
    "response-unfinished": (_answer("! the application returns before the end"),),
    "message-content-not-bytes": (_answer("! content is given that is not bytes"),),
    "message-unknown": (_answer("! a message of no known type is sent"),),
    "extension-not-offered": (_answer("! a message is sent that the server does not offer"),),
    "trailers-unannounced": (_answer("! trailers are sent that http.response.start does not announce"),),
    "trailers-missing": (_answer("! the announced trailers are not sent"),),
    "trailers-before-end": (_answer("! trailers are sent before the end of the content"),),
    "trailers-without-content": (_answer("! trailers are sent where there is no content"),),
    "trailer-forbidden": (_answer("! a trailer is sent that may not be one"),),
}
KEEPS = {
    "uri-too-long-though-short": (
        "GET /" + "a" * 7999 + "\n\n414 URI Too Long",
        "GET /" + "ü" * 4000 + "\n\n414 URI Too Long",
    ),
    "content-location-malformed": (_answer("Content-Location: /a#b c"),),
    "too-early-without-early-data": ("POST /\nX-Early-Data: 1\n\n425 Too Early", "POST /\nX-0RTT: 1\n\n425 Too Early"),
    "retry-after-without-use": (_limited("Retry-After: 1"), _limited("Retry-After: 31622400")),
    "too-many-requests-without-retry-after": tuple(
        _limited(f"{name}: 5") for name in ("RateLimit", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset")
    ),
    "trailer-names-forbidden-field": (_trailing("Server-Timing, X-Checksum"),),
    "content-encoding-refused": (
        _coded("*;q=0", "gzip"),
        _coded("identity;q=0, gzip;q=0", "gzip"),
        _coded("gzip;q=0.001", "gzip"),
        _coded("br", "gzip"),
    ),
    "content-encoding-not-accepted": (_coded("*", "gzip"), _coded("GZIP", "x-gzip"), _coded("br, gzip", "gzip, br")),
    "status-line-malformed": ("GET /\n\n200 \\xa0OK\\xa0",),
    "misdirected-request-with-freshness": (
        "GET /\n\n421 Misdirected Request\nCache-Control: public, no-cache",
        "GET /\n\n421 Misdirected Request\nCache-Control: public, no-store",
    ),
    "redirect-to-bare-host": ("GET /\n\n302 Found\nLocation: /x\\login",),
    "partial-content-to-malformed-range": tuple(
        _part(wanted, "bytes 0-4/10") for wanted in ("bytes=0-", "bytes=-4", "bytes=0-4, 8-9", f"bytes={'9' * 21}-")
    ),
    "problem-status-not-a-code": (
        _problem(404, '"status": 599'),
        _problem(404, '"status": 100'),
        _problem(404, '"title": "a"'),
    ),
    "problem-type-relative": (_problem(404, '"type": "/a"'), _problem(404, '"type": "tag:a"')),
    "problem-as-plain-json": (
        _problem(399, '"title": "a", "status": 399', "application/json"),
        _problem(200, '"title": "a", "status": 200', "application/json"),
        _problem(600, '"title": "a", "status": 600', "application/json"),
    ),
    "range-not-satisfiable-though-within": (
        _refused("bytes=-0"),
        _refused("bytes=10-"),
        _refused("bytes=6-5"),
        _refused("bytes=-"),
        _refused("bytes=1-2-"),
        _refused("bytes=0-0", "bytes */0"),
        _refused("bytes=0-0", "items */10"),
        _refused("bytes=0-0", f"bytes */{'1' * 21}"),
        _refused("items=0-0"),
        _refused("bytes=0-0, 2-2"),
    ),
    "content-encoding-without-vary": (
        *map(_of_stored, _STORED_CODED),
        _coded_for(),
        _coded_for("Cache-Control: no-cache, public"),
        _coded_for("Cache-Control: private, public"),
    ),
    "coded-file-without-vary": (_of_stored(""), _coded_for("Cache-Control: no-store")),
    "preference-applied-not-requested": (
        _preferred('Return="minimal"', "return=minimal"),
        _preferred("wait=10; x=1", "wait=5"),
    ),
    "loop-detected-without-depth": (
        "COPY /\nDepth: Infinity\n\n508 Loop Detected",
        "PROPFIND /\n\n508 Loop Detected",
    ),
    "partial-content-of-other-range": (
        _part("bytes=0-4", "bytes 4-9/10"),
        _part("bytes=5-", "bytes 0-5/10"),
        _part("bytes=5-5", "bytes 5-9/10"),
        _part("bytes=-4", "bytes 0-6/10"),
        _part("bytes=-4", "bytes 0-5/*"),
        _part("bytes=-", "bytes 0-5/10"),
        _part("bytes=x", "bytes 0-5/10"),
        _part(f"bytes={'9' * 21}-", "bytes 0-5/10"),
        _part("items=0-4", "bytes 5-9/10"),
    ),
    "not-acceptable-without-preference": (
        "GET /\nAccept: */*;xq=1\n\n406 Not Acceptable",
        "GET /\nAccept: */*;\\x0bq=1\n\n406 Not Acceptable",
        "GET /\nAccept: */*, text/csv;q=0.00\n\n406 Not Acceptable",
    ),
    "cache-control-contradicts-itself": (
        _answer("Cache-Control: public, immutable, max-age=60"),
        _answer('Cache-Control: private="X-User", public'),
        _answer("Cache-Control: no-store, max-age=0"),
        _answer("Cache-Control: no-store, must-understand, public"),
    ),
    "server-error-with-freshness": (
        _failure("Cache-Control: no-cache, max-age=60"),
        _failure("Cache-Control: no-store, max-age=60"),
        _failure("Cache-Control: max-age=00"),
        _failure("Cache-Control: public"),
        _failure(_DATE, _EXPIRES),
        _failure(_EXPIRES),
        _failure("Cache-Control: max-age=0", _DATE, "Expires: Sun, 06 Nov 1994 08:49:38 GMT"),
    ),
    "cookie-in-shared-cache": tuple(
        _answer("Set-Cookie: a=1", f"Cache-Control: {value}")
        for value in ("public, no-store", "public, private", "public, no-cache", "max-age=60", "s-maxage=60, private")
    ),
    "cookie-set-twice": (_answer("Set-Cookie: a=1; Domain=xxxx", "Set-Cookie: a=1"),),
    "authentication-scheme-unregistered": (
        _challenge("401 Unauthorized", "Negotiate"),
        _challenge("401 Unauthorized", "Negotiate YWJj"),
    ),
    "bearer-error-with-other-code": (
        _challenge("400 Bad Request", 'Bearer error="invalid_request"'),
        _challenge("403 Forbidden", 'Bearer error="invalid_tokenX"'),
        _challenge("403 Forbidden", 'Bearer Xerror="invalid_token"'),
    ),
    "basic-challenge-in-other-charset": (_challenge("401 Unauthorized", 'Basic realm="a", charset=utf-8'),),
    "part-without-content-type": (
        _PARTS.format(
            "a", '--a\\r\nContent-Type: text/plain; x="a:b"\\r\nContent-Range: bytes 0-1/10\\r\n\\r\nhe\\r\n--a--\\r\n'
        ),
    ),
    "not-modified-without-etag": (
        "GET /\nIf-None-Match: *\n\n304 Not Modified",
        "GET /\nIf-None-Match:\n\n304 Not Modified",
    ),
    # Names of protocols are the same in either case, and whoever offers one without version takes any.
    "switching-protocols-not-offered": (
        _switch("WebSocket", "websocket"),
        _switch("HTTP/2.0", "http"),
        _switch("HTTP", "http/2.0"),
        _switch("xa/1, h2c", "xa"),
    ),
}
