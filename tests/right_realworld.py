"""Right responses as widely used applications make them, in short form."""

_THEN = "Date: Sun, 06 Nov 1994 08:49:37 GMT"
_XML = "Content-Type: application/xml; charset=utf-8"
_DJANGO = "X-Frame-Options: DENY\nX-Content-Type-Options: nosniff\nReferrer-Policy: same-origin"


def _both(title, asked, answered):
    return title, f"{asked}\n\n{answered}", ("asgi", "wsgi")


REALWORLD = (
    # WebDAV and CalDAV.
    _both(
        "a Digest challenge whose nonce ends in =",
        "PROPFIND /\nDepth: 0",
        '401 Unauthorized\nWWW-Authenticate: Digest realm="None", nonce="MTc5NTI2=", algorithm=MD5, qop="auth"\n'
        f"Content-Type: text/html; charset=utf-8\n{_THEN}\n\n<p>no",
    ),
    _both("a multistatus with DAV in it", "PROPFIND /\nDepth: 1", f"207 Multi-Status\nDAV: 1, 2, calendar-access\n{_XML}\n\n<m/>"),
    _both("a lock made by LOCK", "LOCK /new.txt\nTimeout: Second-60", f"201 Created\n{_XML}\nLock-Token: <opaquelocktoken:0x1>\n\n<p/>"),
    _both("a second lock refused", "LOCK /a.txt", f"423 Locked\n{_XML}\n\n<error/>"),
    _both("412 by the If of WebDAV", "PUT /a.txt\nIf: (<opaquelocktoken:1>)", f"412 Precondition Failed\n{_XML}\n\n<error/>"),
    _both("412 to PROPFIND with If-None-Match", "PROPFIND /a.txt\nIf-None-Match: *", f"412 Precondition Failed\n{_XML}\n\n<error/>"),
    _both("a move to another server", "MOVE /a.txt\nDestination: http://b.example/a.txt", f"502 Bad Gateway\n{_XML}\n\n<error/>"),
    _both("a MOVE that has made something", "MOVE /a.ics\nDestination: /b.ics", "201 Created"),
    _both("a PUT that has made something", "PUT /a.ics\nContent-Type: text/calendar", '201 Created\nETag: "0f6c"'),
    # Frameworks.
    _both(
        "a login page asked for on the way",
        "OPTIONS /admin/",
        "302 Found\nLocation: /admin/login/?next=/admin/\nExpires: Sun, 06 Nov 1994 08:49:37 GMT\nContent-Length: 0\n"
        f"Cache-Control: max-age=0, no-cache, no-store, must-revalidate, private\nVary: Accept-Language, Cookie\n{_DJANGO}",
    ),
    _both("a 304 with more than it needs", "GET /\nIf-None-Match: *", f'304 Not Modified\nETag: "a"\nVary: Accept-Language\n{_DJANGO}'),
    _both("a bare 416", "GET /a.css\nRange: bytes=999-", f"416 Range Not Satisfiable\nContent-Range: bytes */22\n{_DJANGO}"),
    _both("a 403 with an ETag", "GET /forbidden/", f'403 Forbidden\nContent-Type: text/html\nETag: "77"\n{_DJANGO}\n\n<p>no'),
    _both(
        "a 429 that says Allow and Retry-After",
        "PUT /api/busy/",
        "429 Too Many Requests\nContent-Type: application/json\nRetry-After: 3600\nAllow: GET, OPTIONS\n\n{}",
    ),
    _both("a slash is missing", "DELETE /api", "307 Temporary Redirect\nLocation: http://localhost/api/\nContent-Length: 0"),
    _both(
        "a small error, compressed",
        "PUT /items/1\nAccept-Encoding: gzip",
        "422 Unprocessable Content\nContent-Type: application/json\nContent-Encoding: gzip\nVary: Origin, Accept-Encoding\n\n{}",
    ),
    _both("a download as S3 sends it", "GET /bucket/key", '200 OK\nServer: amazon.com\nETag: "5d"\nx-amz-request-id: q9\nContent-Type: text/plain\n\nsome'),
)  # fmt: skip
