"""Right 4xx responses that a careless check takes for wrong."""

_TEXT = "Content-Type: text/plain\n\nNo"


def _both(title, asked, answered):
    return title, f"{asked}\n\n{answered}", ("asgi", "wsgi")


REFUSALS = (
    # Waiting helps in more cases than the ones that RFC 9110 names.
    _both("Retry-After on 200", "GET /jobs/7", "200 OK\nRetry-After: 5\nContent-Type: application/json\n\n{}"),
    _both("Retry-After on 409", "PUT /", f"409 Conflict\nRetry-After: 5\n{_TEXT}"),
    _both("Retry-After on 423", "PUT /", f"423 Locked\nRetry-After: 5\n{_TEXT}"),
    _both("Retry-After on 425", "PUT /\nEarly-Data: 1", "425 Too Early\nRetry-After: 5"),
    _both("Retry-After on 500", "GET /", f"500 Internal Server Error\nRetry-After: 5\n{_TEXT}"),
    _both("425 to early data twice marked", "POST /\nEarly-Data: 1\nEarly-Data: 1", "425 Too Early"),
    _both("425 to early data as a network calls it", "POST /\nCf-0rtt-Unique: a1b2", "425 Too Early"),
    ("425 over HTTP/3", "POST / HTTP/3\n\n425 Too Early", ("asgi",)),
    # Empty on purpose.
    _both("an empty 403", "GET /", "403 Forbidden\nContent-Length: 0"),
    _both("an empty 409 to HEAD", "HEAD /", "409 Conflict"),
    _both("an empty 409 of Inertia", "GET /\nX-Inertia: true", "409 Conflict\nX-Inertia-Location: /new"),
    _both("an empty 423 without WebDAV", "POST /accounts/7", "423 Locked"),
    _both("an empty 431", "GET /", "431 Request Header Fields Too Large"),
    _both("an empty 429 to HEAD", "HEAD /", "429 Too Many Requests"),
    # Challenges.
    _both("a realm with a comma", "GET /", '401 Unauthorized\nWWW-Authenticate: Basic realm="realm=a, b"'),
    _both("a token for a challenge", "GET /", "401 Unauthorized\nWWW-Authenticate: Negotiate YWJj=="),
    _both("a scheme named realm", "GET /", '401 Unauthorized\nWWW-Authenticate: Realm a="b"'),
    _both("a charset in lower case", "GET /", '401 Unauthorized\nWWW-Authenticate: Basic realm="a", charset=utf-8'),
    _both("no error for a token", "GET /\nAuthorization: Bearer a", "401 Unauthorized\nWWW-Authenticate: Bearer"),
    _both(
        "an error for a token in the query",
        "GET /?access_token=abc",
        '401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"',
    ),
    _both(
        "an error for a token in a cookie",
        "GET /\nCookie: a=b",
        '401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"',
    ),
    _both(
        "an error for a token in a form",
        "POST /\nContent-Type: application/x-www-form-urlencoded",
        '401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"',
    ),
    _both(
        "a stronger login asked for",
        "GET /\nAuthorization: Bearer a",
        '401 Unauthorized\nWWW-Authenticate: Bearer error="insufficient_user_authentication"',
    ),
    _both(
        "two challenges, one with an error",
        "GET /\nAuthorization: Bearer a",
        '403 Forbidden\nWWW-Authenticate: DPoP error="invalid_token", Bearer error="insufficient_scope"',
    ),
    _both(
        "an error for a token in a document",
        "POST /\nContent-Type: application/json",
        '401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"',
    ),
    _both(
        "an error for a login that a gateway tells of",
        "GET /\nX-Amzn-Oidc-Data: a",
        '401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"',
    ),
    _both("401 for two challenges with one name", "GET /", '401 Unauthorized\nWWW-Authenticate: Basic realm="a", Basic realm="b"'),
    _both("an answer of Negotiate with success", "GET /\nAuthorization: Negotiate YQ==", "200 OK\nWWW-Authenticate: Negotiate oRQ="),
    _both("a challenge with a quoted quote", "GET /", r"401 Unauthorized" + "\n" + r'WWW-Authenticate: New title="Log \"in\", please", type=1'),
    _both("Digest twice over", "GET /", '401 Unauthorized\nWWW-Authenticate: Digest realm="a", qop="auth, auth-int", algorithm=SHA-256, nonce="b"\nWWW-Authenticate: Digest realm="a", qop="auth", algorithm=MD5, nonce="b"'),
    _both("a challenge on 403", "GET /", "403 Forbidden\nWWW-Authenticate: Session"),
    # Conditions.
    _both("412 to If of WebDAV", "GET /\nIf-None-Match: *\nIf: (<a>)", "412 Precondition Failed"),
    _both("412 to two conditions", 'GET /\nIf-None-Match: "a"\nIf-Match: "b"', "412 Precondition Failed"),
    _both("412 to OPTIONS by a condition of one's own", "OPTIONS /\nIf-Match: *\nX-If: a", "412 Precondition Failed"),
    _both("428 to an If-Match of any version", "PUT /\nIf-Match: *", f"428 Precondition Required\n{_TEXT}"),
    _both("428 to an If-Match without quotes", "PUT /\nIf-Match: abc", f"428 Precondition Required\n{_TEXT}"),
    _both("428 to a date", "PUT /\nIf-Unmodified-Since: x", f"428 Precondition Required\n{_TEXT}"),
    _both("If-Match with the current version", 'GET /\nIf-Match: "a", "b"', '200 OK\nETag: "b"'),
    _both("If-Match and a tag made weak", 'GET /\nIf-Match: "a"', '200 OK\nETag: W/"a"'),
    _both("If-Match: *", "GET /\nIf-Match: *", '200 OK\nETag: "b"'),
    _both("the new version after PUT", 'PUT /\nIf-Match: "a"', '200 OK\nETag: "b"'),
    # Ranges.
    *(
        _both(f"416 to {ranges}", f"GET /\nRange: bytes={ranges}", "416 Range Not Satisfiable\nContent-Range: bytes */10")
        for ranges in ("10-", "-0", "5-2", "0-1,2-3", "5", "a-b", "-", "10-20")
    ),
    _both("416 of nothing", "GET /\nRange: bytes=-5", "416 Range Not Satisfiable\nContent-Range: bytes */0"),
    # What the client takes.
    *(
        _both(f"406 to {asked}", f"GET /\n{asked}", f"406 Not Acceptable\n{_TEXT}")
        for asked in (
            "Accept: image/png",
            "Accept: */*;q=0",
            "Accept: */*\nAccept-Language: fr",
            "Accept: */*\nAccept-Encoding: identity;q=0",
            "Accept-Profile: a",
            "API-Version: 3",
            "Accept: ",
            "Accept: */*; version=9",
            "Accept: */*, application/json;q=0",
            "Accept: application/json\nAccept: text/csv",
            "Accept-Charset: utf-7",
            "Accept-Datetime: Sun, 06 Nov 1994 08:49:37 GMT",
        )
    ),
    _both("406 by a suffix", "GET /orders.xml", f"406 Not Acceptable\n{_TEXT}"),
    _both("406 by a query", "GET /orders?format=xml\nAccept: */*", f"406 Not Acceptable\n{_TEXT}"),
    # What the resource takes.
    _both("415 with nothing told", "POST /\nContent-Type: text/csv", "415 Unsupported Media Type"),
    _both("415 to a PATCH of nothing", "PATCH /", "415 Unsupported Media Type"),
    _both("415 to a PATCH by its coding", "PATCH /\nContent-Type: a/b\nContent-Encoding: br", "415 Unsupported Media Type"),
    _both("415 to content that is not what it says", "POST /\nContent-Type: a/b", "415 Unsupported Media Type\nAccept: a/b"),
    _both(
        "415 for want of a coding",
        "POST /\nContent-Type: a/b",
        "415 Unsupported Media Type\nAccept-Encoding: snappy, identity;q=0",
    ),
    _both(
        "415 for want of a coding, on two lines",
        "POST /\nContent-Type: a/b",
        "415 Unsupported Media Type\nAccept-Encoding: snappy\nAccept-Encoding: identity;q=0",
    ),
    _both("415 to an empty POST, as Flask says it", "POST /\nContent-Length: 0", f"415 Unsupported Media Type\n{_TEXT}"),
    _both("415 to GET of Connect", "GET /a.B/C?encoding=a", "415 Unsupported Media Type\nAccept-Post: application/proto"),
    _both("Accept-Encoding on 200", "POST /\nContent-Type: a/b", "200 OK\nAccept-Encoding: gzip"),
    # Codes about the request.
    _both("405 to a method nobody knows", "BREW /", "405 Method Not Allowed\nAllow: GET"),
    _both("409 to GET", "GET /", f"409 Conflict\n{_TEXT}"),
    _both("411 to a length that is none", "POST /\nContent-Length: a", "411 Length Required"),
    _both("413 to an upload announced", "POST /\nContent-Length: 0\nUpload-Length: 99", "413 Content Too Large"),
    _both("413 to chunks that left no trace", "POST /", "413 Content Too Large"),
    _both("413 to an upload announced in the query", "POST /?size=99\nContent-Length: 0", "413 Content Too Large"),
    _both("411 to a length of coded content", "PUT /\nContent-Length: 9\nContent-Encoding: aws-chunked", "411 Length Required"),
    _both("Allow on 200, on two lines", "GET /", "200 OK\nAllow: POST\nAllow: GET, HEAD"),
    _both("413 to content that waits", "PUT /\nExpect: 100-continue\nContent-Length: 9", "413 Content Too Large"),
    _both("414 by a limit of one's own", "GET /?q=abc", "414 URI Too Long"),
    _both("422 to a query", "GET /?page=first", f"422 Unprocessable Content\n{_TEXT}"),
    _both("417 to 100-continue", "PUT /\nExpect: 100-continue", "417 Expectation Failed"),
    _both("421 with Alt-Svc", "GET /", '421 Misdirected Request\nAlt-Svc: h3=":443"'),
    _both("Allow on 200 to POST", "POST /", "200 OK\nAllow: GET"),
    _both(
        "451 blocked by several",
        "GET /",
        '451 Unavailable For Legal Reasons\nLink: </a>; rel=up, </b>; rel="help blocked-by"\n' + _TEXT,
    ),
)  # fmt: skip
