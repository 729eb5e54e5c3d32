"""Right responses to one method or another, with success, redirection or an error of the server."""

_BOTH = ("asgi", "wsgi")
_TEXT = "Content-Type: text/plain"
_JSON = "Content-Type: application/json"


def _both(title, asked, answered):
    return title, f"{asked}\n\n{answered}", _BOTH


METHODS = (
    # Success.
    _both("PUT that is worked on later", "PUT /7", "202 Accepted\nLocation: /7/status"),
    _both("PUT with several outcomes", "PUT /files", f"207 Multi-Status\n{_JSON}\n\n[]"),
    _both("PUT through a proxy that changes answers", "PUT /7", f"203 Non-Authoritative Information\n{_JSON}\n\n{{}}"),
    _both("DELETE with nothing to say", "DELETE /7", "200 OK\nContent-Length: 0"),
    _both("DELETE of a collection", "DELETE /files", "207 Multi-Status\nContent-Type: text/xml\n\n<multistatus/>"),
    _both("DELETE that is worked on later", "DELETE /7", "202 Accepted"),
    _both("POST of a form to reset", "POST /form", "205 Reset Content"),
    _both("201 for a page of an app", "POST /orders", "201 Created\nLocation: /#/orders/7"),
    _both("202 to a GET that polls", "GET /jobs/7", "202 Accepted\nRetry-After: 5"),
    _both("202 with nothing to watch", "POST /metrics", "202 Accepted"),
    _both("207 with JSON", "POST /batch", f"207 Multi-Status\n{_JSON}\n\n[]"),
    _both("errors of one's own format inside 200", "POST /graphql", f'200 OK\n{_JSON}\n\n{{"errors": []}}'),
    # Ranges.
    _both("206 of another unit, in any case", "GET /\nRange: Items=0-4", f"206 Partial Content\n{_JSON}\nContent-Range: items 0-4/9"),
    _both(
        "206 in bytes, in any case",
        "GET /\nRange: BYTES=0-4",
        f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10\nAccept-Ranges: bytes\n\nHello",
    ),
    _both("206 of everything, as players ask first", "GET /\nRange: bytes=0-", f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/5\n\nHello"),
    _both("416 to a POST of a part", "POST /\nRange: bytes=50-\nContent-Range: bytes 50-59/*", "416 Range Not Satisfiable\nContent-Range: bytes */10"),
    # Redirects.
    _both("303 to HEAD", "HEAD /a", "303 See Other\nLocation: /b"),
    _both("303 to DELETE", "DELETE /a", "303 See Other\nLocation: /b"),
    _both("303 to the same resource", "POST /a", "303 See Other\nLocation: /a"),
    _both("302 to the same resource with a cookie", "GET /a", "302 Found\nLocation: /a\nSet-Cookie: seen=1"),
    _both("302 to POST", "POST /a", "302 Found\nLocation: /b"),
    _both("301 to the same path by https", "GET /a", "301 Moved Permanently\nLocation: https://shop.example/a"),
    _both("Location of a stored query", "QUERY /orders", f"200 OK\n{_JSON}\nLocation: /queries/7\n\n[]"),
    # Conditions.
    _both("another version", 'GET /\nIf-None-Match: "v6", W/"v5"', f'200 OK\nETag: "v7"\n{_TEXT}\n\nHello'),
    _both("a condition on what has no ETag", 'GET /\nIf-None-Match: "v7"', f"200 OK\n{_TEXT}\n\nHello"),
    _both("a condition that is another method's", 'DELETE /\nIf-None-Match: "v7"', '200 OK\nETag: "v7"'),
    _both(
        "an entity-tag that outweighs the date",
        'GET /\nIf-None-Match: "v6"\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT',
        f'200 OK\nETag: "v7"\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n{_TEXT}\n\nHello',
    ),
    _both(
        "a later version",
        "GET /\nIf-Modified-Since: Mon, 31 Oct 1994 08:49:37 GMT",
        f"200 OK\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n{_TEXT}\n\nHello",
    ),
    _both(
        "a date that has to be ignored",
        "GET /\nIf-Modified-Since: yesterday",
        f"200 OK\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n{_TEXT}\n\nHello",
    ),
    # OPTIONS and errors of the server.
    _both("OPTIONS for the server as a whole", "OPTIONS *", "204 No Content"),
    _both("OPTIONS of a resource to patch", "OPTIONS /7", "204 No Content\nAllow: GET, HEAD, PATCH"),
    _both("503 of a health check", "GET /health", "503 Service Unavailable"),
    _both("501 of a feature", "GET /?explain", f"501 Not Implemented\n{_TEXT}\n\nno"),
    _both("511 to HEAD", "HEAD /", "511 Network Authentication Required"),
    _both("505 to HEAD", "HEAD /", "505 HTTP Version Not Supported"),
    _both(
        "a delta from the one version there is",
        'GET /\nIf-None-Match: "v6"\nA-IM: vcdiff',
        f'226 IM Used\nIM: vcdiff\nETag: "v7"\n{_TEXT}\n\nx',
    ),
    _both(
        "a feed of what is new since any of two versions",
        'GET /\nIf-None-Match: "v5", "v6"\nA-IM: feed',
        f'226 IM Used\nIM: feed\nETag: "v7"\n{_TEXT}\n\nx',
    ),
)  # fmt: skip
