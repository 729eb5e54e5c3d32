"""Right redirects and right answers to conditions that a careless check takes for wrong."""

_BOTH = ("asgi", "wsgi")
_ASGI = ("asgi",)
_TEXT = "Content-Type: text/plain"
_BEFORE = "Sat, 05 Nov 1994 08:49:37 GMT"
_THEN = "Sun, 06 Nov 1994 08:49:37 GMT"
_AFTER = "Mon, 07 Nov 1994 08:49:37 GMT"


def _both(title, asked, answered):
    return title, f"{asked}\n\n{answered}", _BOTH


def _to(location, status="302 Found", asked="GET /a"):
    return f"{asked}\n\n{status}\nLocation: {location}"


_LOCATIONS = {
    "a query alone": "?page=2",
    "a fragment alone": "#top",
    "a dot": ".",
    "parents": "../../b/",
    "an encoded path": "/caf%C3%A9/%E2%82%AC?q=%20+%2B",
    "all that a path may hold": "/a:b@c!$&'()*+,;=~-._",
    "a question in the query": "/a?b=/c?d&e=@:",
    "an at sign behind the host": "https://social.example/@me",
    "an at sign in the query": "https://shop.example?user=a@b",
    "a port that is empty": "https://shop.example:/a",
    "a host of digits": "http://192.0.2.7:8000/",
    "an address of IPv6 with IPv4": "http://[::ffff:192.0.2.7]/",
    "a host in capitals": "HTTPS://SHOP.EXAMPLE/",
    "a host in Punycode": "https://xn--mnchen-3ya.example/",
    "an underscore in the host": "https://a_b.example/",
    "a letter to somebody": "mailto:me@shop.example",
    "a call": "tel:+1-201-555-0123",
    "an app with a host": "myapp://callback/done?code=1#state=2",
    "an intent of Android": "intent://scan/#Intent;scheme=zxing;end",
    "a user of another scheme": "ssh://git@shop.example/a",
    "a magnet": "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c",
    "a path named javascript": "/javascript:void",
    "a path of three parts": "/a//b",
}

REDIRECTS = (
    *((f"a redirect to {title}", _to(location), _BOTH) for title, location in _LOCATIONS.items()),
    ("307 to PUT", _to("/b", "307 Temporary Redirect", "PUT /a"), _BOTH),
    ("308 to DELETE", _to("/b", "308 Permanent Redirect", "DELETE /a"), _BOTH),
    ("301 to OPTIONS", _to("/b", "301 Moved Permanently", "OPTIONS /a"), _BOTH),
    ("303 to PROPFIND", _to("/b", "303 See Other", "PROPFIND /a"), _BOTH),
    ("302 over HTTP/1.0", _to("/b", asked="GET /a HTTP/1.0"), _BOTH),
    ("302 over HTTP/3", _to("/b", asked="GET /a HTTP/3"), _ASGI),
    ("302 to QUERY", _to("/b", asked="QUERY /a"), _BOTH),
    _both("Location in capitals", "GET /a", "302 Found\nLOCATION: /b"),
    _both("308 for the next part of an upload", "PUT /u\nContent-Range: bytes 0-4/9", "308 Permanent Redirect\nRange: bytes=0-4"),
    _both("308 for the first part of an upload", "PUT /u\nContent-Range: bytes */9", "308 Permanent Redirect"),
    _both("300 with links alone", "GET /a", "300 Multiple Choices\nLink: </a.pdf>; rel=alternate"),
    _both("300 to HEAD", "HEAD /a", "300 Multiple Choices"),
    _both("201 for what has a URI of its own elsewhere", "POST /a", "201 Created\nLocation: urn:uuid:0b5c"),
    _both("201 for a pushed authorization request", "POST /par", f"201 Created\nCache-Control: no-cache, no-store\n{_TEXT}\n\na"),
    _both("201 to MKCOL", "MKCOL /files", "201 Created"),
    _both("201 to COPY", "COPY /files", "201 Created"),
    _both("Location with a coding of its own on 202", "POST /a", "202 Accepted\nLocation: /jobs/7?watch=1"),
)  # fmt: skip

CONDITIONS = (
    _both("304 to a tag with a coding behind it", 'GET /\nIf-None-Match: "a-gzip"', '304 Not Modified\nETag: "a"'),
    _both("304 with a coding behind its tag", 'GET /\nIf-None-Match: W/"a"', '304 Not Modified\nETag: "a;br"'),
    _both("304 to a tag without quotes", "GET /\nIf-None-Match: a", '304 Not Modified\nETag: "a"'),
    _both("304 to the last of three tags", 'GET /\nIf-None-Match: "a", "b"\nIf-None-Match: "c"', '304 Not Modified\nETag: "c"'),
    _both("304 to a tag with a comma", 'GET /\nIf-None-Match: "a,b"', '304 Not Modified\nETag: "a,b"'),
    _both("304 to any tag", "GET /\nIf-None-Match: *", '304 Not Modified\nETag: "a"'),
    _both("304 by tag, whatever the date", f'GET /\nIf-None-Match: "a"\nIf-Modified-Since: {_THEN}', f'304 Not Modified\nETag: "a"\nLast-Modified: {_AFTER}'),
    _both("304 to a date of one's own", f"GET /\nIf-Modified-Since: {_AFTER}", f"304 Not Modified\nLast-Modified: {_THEN}"),
    _both("304 to a date of an old form", "GET /\nIf-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", f"304 Not Modified\nLast-Modified: {_AFTER}"),
    _both("304 without Last-Modified", f"GET /\nIf-Modified-Since: {_THEN}", "304 Not Modified"),
    _both("304 to a condition by another name", "GET /\nX-If-Modified-Since: 784111777", "304 Not Modified"),
    _both("200 to several tags, one without quotes", 'GET /\nIf-None-Match: "a", b', f'200 OK\nETag: "a"\n{_TEXT}\n\nx'),
    _both("200 with a tag that goes on", 'GET /\nIf-None-Match: "a"', f'200 OK\nETag: "ab"\n{_TEXT}\n\nx'),
    _both("404 to a condition", 'GET /\nIf-None-Match: "a"', f'404 Not Found\nETag: "a"\n{_TEXT}\n\nx'),
    _both("302 to a condition", 'GET /\nIf-Match: "a"', "302 Found\nLocation: /b"),
    _both("200 to POST with a date", f"POST /\nIf-Modified-Since: {_THEN}", f"200 OK\nLast-Modified: {_BEFORE}\n{_TEXT}\n\nx"),
    _both("206 in spite of a condition that is true", 'GET /\nRange: bytes=0-0\nIf-None-Match: "b"', f'206 Partial Content\nContent-Range: bytes 0-0/2\nETag: "a"\n{_TEXT}\n\nx'),
    _both("If-Match, ignored by a cache", 'GET /\nIf-Match: "a"', f'200 OK\nETag: "b"\nAge: 7\nVia: 1.1 cache\n{_TEXT}\n\nx'),
    _both("If-Match of coded content", 'GET /\nIf-Match: "a"', f'200 OK\nETag: "b"\nContent-Encoding: br\n{_TEXT}\n\nx'),
    _both("412 to If-None-Match: *", "PUT /7\nIf-None-Match: *", "412 Precondition Failed"),
    _both("412 to If-Unmodified-Since", f"DELETE /7\nIf-Unmodified-Since: {_THEN}", "412 Precondition Failed"),
    _both("412 to Overwrite", "MOVE /a\nDestination: /b\nOverwrite: F", "412 Precondition Failed"),
    _both("412 to If", "LOCK /a\nIf: (<urn:a>)", "412 Precondition Failed"),
    _both("412 to If of a schedule", 'PUT /a\nIf-Schedule-Tag-Match: "a"', "412 Precondition Failed"),
    _both("412 to a copy", 'PUT /a\nX-Amz-Copy-Source-If-Match: "a"', "412 Precondition Failed"),
    _both("412 to a version of tus", "PATCH /u\nTus-Resumable: 0.2.2", "412 Precondition Failed\nTus-Version: 1.0.0"),
    _both("412 to a version of tus, asked by HEAD", "HEAD /u\nTus-Resumable: 0.2.2", "412 Precondition Failed\nTus-Version: 1.0.0"),
    _both("412 to a lease", "PUT /a\nX-Ms-Lease-Id: 7", "412 Precondition Failed"),
    _both("412 to a condition in the query", "DELETE /a?ifGenerationMatch=7", "412 Precondition Failed"),
    _both("412 to a condition in content", "POST /a\nContent-Length: 9", "412 Precondition Failed"),
    _both("412 to If-Range and If-Match", 'GET /\nRange: bytes=0-4\nIf-Range: "a"\nIf-Match: "b"', "412 Precondition Failed"),
    _both("412 to GET of what was changed", f'GET /\nIf-Unmodified-Since: {_THEN}\nIf-None-Match: "a"', "412 Precondition Failed"),
    _both("428 to If-None-Match", "PUT /\nIf-None-Match: *", f"428 Precondition Required\n{_TEXT}\n\nNo"),
    _both("428 to DELETE without conditions", "DELETE /7", f"428 Precondition Required\n{_TEXT}\n\nNo"),
)  # fmt: skip
