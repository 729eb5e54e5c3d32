"""Right responses that a careless check takes for wrong, each with the interfaces over which it is right."""

from right_caching import CACHING
from right_fields import FIELDS
from right_methods import METHODS
from right_realworld import REALWORLD
from right_redirects import CONDITIONS, REDIRECTS
from right_refusals import REFUSALS
from right_success import SUCCESS

BOTH = ("asgi", "wsgi")
ASGI = ("asgi",)
WSGI = ("wsgi",)


def _both(title, asked, answered):
    return title, f"{asked}\n\n{answered}", BOTH


def _asgi(title, asked, answered):
    return title, f"{asked}\n\n{answered}", ASGI


def _wsgi(title, asked, answered):
    return title, f"{asked}\n\n{answered}", WSGI


_JSON = "Content-Type: application/json"
_TEXT = "Content-Type: text/plain"

RIGHT = (
    # What the server adds is not missing.
    _both("nothing but a status code", "GET /", "200 OK"),
    _both("no Date and no Server", "GET /", f"200 OK\n{_JSON}\n\n{{}}"),
    _both("Date and Server from the application", "GET /", "200 OK\nDate: Sun, 06 Nov 1994 08:49:37 GMT\nServer: me"),
    _both("no Content-Length", "GET /", f"200 OK\n{_TEXT}\n\nHello"),
    _both("Connection: close", "GET /", "200 OK\nConnection: close"),
    _asgi("Connection: close, left to the server of HTTP/2", "GET / HTTP/2", "200 OK\nConnection: close"),
    # HEAD.
    _both("HEAD with the length of GET", "HEAD /", f"200 OK\n{_JSON}\nContent-Length: 42"),
    _both("HEAD of an empty resource", "HEAD /", f"200 OK\n{_TEXT}\nContent-Length: 0"),
    _both("HEAD of what is not there", "HEAD /", f"404 Not Found\n{_JSON}\nContent-Length: 42"),
    _both("HEAD with nothing at all", "HEAD /", "200 OK"),
    _asgi("HEAD with content that the server cuts", "HEAD /", f"200 OK\n{_TEXT}\nContent-Length: 5\n\nHello"),
    # Responses without content.
    _both("204 with nothing", "DELETE /7", "204 No Content"),
    _both("204 with a pointless Content-Type", "DELETE /7", f"204 No Content\n{_JSON}"),
    _both("204 with an ETag", "PUT /7", '204 No Content\nETag: "v8"'),
    _both("205 with length 0", "POST /form", "205 Reset Content\nContent-Length: 0"),
    _both("205 with no length", "POST /form", "205 Reset Content"),
    _both("304 with the length of the 200", 'GET /\nIf-None-Match: "a"', '304 Not Modified\nETag: "a"\nContent-Length: 42'),
    _both("304 with Content-Type", 'GET /\nIf-None-Match: "a"', f'304 Not Modified\nETag: "a"\n{_JSON}'),
    _both("304 with a weak ETag", 'GET /\nIf-None-Match: W/"a"', '304 Not Modified\nETag: W/"a"'),
    _both("304 to If-None-Match: *", "GET /\nIf-None-Match: *", "304 Not Modified"),
    _both(
        "304 by date",
        "GET /\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
        "304 Not Modified\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
    ),
    _both("304 to HEAD", 'HEAD /\nIf-None-Match: "a"', '304 Not Modified\nETag: "a"'),
    _both("304 to QUERY", 'QUERY /\nIf-None-Match: "a"', '304 Not Modified\nETag: "a"'),
    _both("no Content-Type on an empty 302", "GET /", "302 Found\nLocation: /b\nContent-Length: 0"),
    _both("no Content-Type on an empty 404", "GET /", "404 Not Found\nContent-Length: 0"),
    _both("Content-Type on an empty 200", "GET /", f"200 OK\n{_JSON}\nContent-Length: 0"),
    _both("CONNECT opens a tunnel", "CONNECT mail.example:25", "200 OK"),
    _both("CONNECT is refused", "CONNECT mail.example:25", f"403 Forbidden\n{_TEXT}\nContent-Length: 2\n\nno"),
    # Location.
    _both("relative Location", "GET /a", "302 Found\nLocation: ../b?c=d"),
    _both("Location with a fragment", "GET /a", "303 See Other\nLocation: /b#top"),
    _both("Location with a host alone", "GET /a", "308 Permanent Redirect\nLocation: //www.example/a"),
    _both("Location with a port and an address", "GET /a", "307 Temporary Redirect\nLocation: https://[::1]:8443/"),
    _both("Location of an app", "GET /a", "302 Found\nLocation: com.example.app:/oauth?code=1"),
    _both("Location on 202", "POST /jobs", "202 Accepted\nLocation: /jobs/7"),
    _both("303 to GET", "GET /a", "303 See Other\nLocation: /b"),
    _both("300 without a preferred choice", "GET /a", f"300 Multiple Choices\n{_JSON}\n\n[]"),
    _both("201 to PUT means the target itself", "PUT /orders/7", "201 Created"),
    _both("201 to POST", "POST /orders", "201 Created\nLocation: /orders/7"),
    _both("201 to PATCH", "PATCH /orders", "201 Created"),
    # Fields that go with any status code.
    _both("a challenge on 200", "GET /", "200 OK\nWWW-Authenticate: Negotiate"),
    _both("a scheme of one's own", "GET /", "401 Unauthorized\nWWW-Authenticate: Session"),
    _both(
        "challenges on two lines",
        "GET /",
        '401 Unauthorized\nWWW-Authenticate: Basic realm="a, b", charset="UTF-8"\nWWW-Authenticate: Bearer',
    ),
    _both("Retry-After on 202", "POST /jobs", "202 Accepted\nRetry-After: 30"),
    _both(
        "Retry-After as a date", "GET /", "503 Service Unavailable\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT"
    ),
    _both("Allow on 200", "OPTIONS /", "200 OK\nAllow: GET, HEAD"),
    _both("empty Allow", "PUT /", "405 Method Not Allowed\nAllow: "),
    _both("Allow with a method of lower case", "GET /", "405 Method Not Allowed\nAllow: get"),
    _both("HEAD refused where GET is, too", "HEAD /", "405 Method Not Allowed\nAllow: POST"),
    _both("two cookies of one name", "GET /", "200 OK\nSet-Cookie: a=1; Path=/\nSet-Cookie: a=2; Path=/b"),
    _both("lists on several lines", "GET /", "200 OK\nVary: Accept\nVary: Origin\nLink: </a>; rel=next\nLink: </b>; rel=prev"),
    _both("Expires: 0", "GET /", "200 OK\nExpires: 0"),
    _both("Expires: -1", "GET /", "200 OK\nExpires: -1"),
    _both("whitespace around a value", "GET /", f"200 OK\n{_TEXT}\nContent-Length:  5 \n\nHello"),
    _both("a tab in a value", "GET /", "200 OK\nX-Note: a\tb"),
    _both("octets of UTF-8 in a value", "GET /", r"200 OK" + "\n" + r"Content-Disposition: inline; filename=\xc3\xa9"),
    _both("an empty value", "GET /", "200 OK\nX-Empty: "),
    # Ranges.
    _both("206", "GET /\nRange: bytes=0-4", f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10\n\nHello"),
    _both("206 of unknown length", "GET /\nRange: bytes=0-4", f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/*\n\nHello"),
    _both("206 of the last bytes", "GET /\nRange: bytes=-5", f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 5-9/10\n\nWorld"),
    _both("206 of less than was asked for", "GET /\nRange: bytes=0-", f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10\n\nHello"),
    _both(
        "206 of two parts made one",
        "GET /\nRange: bytes=0-1, 2-4",
        f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10\n\nHello",
    ),
    _both(
        "206 of several parts without Content-Range",
        "GET /\nRange: bytes=0-1, 8-9",
        '206 Partial Content\nContent-Type: multipart/byteranges; boundary="a b"\n\n--a b--',
    ),
    _both("206 of another unit", "GET /\nRange: items=0-9", f"206 Partial Content\n{_JSON}\nContent-Range: items 0-9/200\n\n[]"),
    _both("206 to QUERY", "QUERY /\nRange: bytes=0-4", f"206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10\n\nHello"),
    _both(
        "206 to an If-Range that matches",
        'GET /\nRange: bytes=0-4\nIf-Range: "a"',
        f'206 Partial Content\n{_TEXT}\nContent-Range: bytes 0-4/10\nETag: "a"\n\nHello',
    ),
    _both("paging by items on 200", "GET /", f"200 OK\n{_JSON}\nContent-Range: items 0-9/200\n\n[]"),
    _both("Range ignored", "GET /\nRange: bytes=0-4", f"200 OK\n{_TEXT}\n\nHelloWorld"),
    _both("416", "GET /\nRange: bytes=50-", "416 Range Not Satisfiable\nContent-Range: bytes */10"),
    _both("416 of another unit", "GET /\nRange: items=50-", "416 Range Not Satisfiable"),
    _both("416 to a PUT of a part", "PUT /\nContent-Range: bytes 5-9/10", "416 Range Not Satisfiable"),
    # Refusals.
    _both("415 with Accept-Encoding", "POST /\nContent-Encoding: br", "415 Unsupported Media Type\nAccept-Encoding: gzip"),
    _both("415 with Accept-Patch", "PATCH /", "415 Unsupported Media Type\nAccept-Patch: application/json"),
    _both("408 without Connection: close", "GET /", "408 Request Timeout"),
    _both("412 by a condition in the content", f"POST /\n{_JSON}", "412 Precondition Failed"),
    _both("404 to hide a 403", "GET /secret", "404 Not Found"),
    _both("418", "GET /coffee", "418 I'm a Teapot"),
    _both("a problem document", "GET /", "404 Not Found\nContent-Type: application/problem+json\n\n{}"),
    _wsgi("407 over WSGI", "GET http://a.example/", "407 Proxy Authentication Required"),
    _wsgi("426 over WSGI", "GET /", "426 Upgrade Required"),
    _asgi("426 over HTTP/2", "GET / HTTP/2", "426 Upgrade Required"),
    _asgi("426", "GET /", "426 Upgrade Required\nConnection: keep-alive, Upgrade\nUpgrade: HTTP/2.0, websocket"),
    _asgi("trailers announced", "GET /", f"200 OK\n{_TEXT}\nTrailer: Server-Timing, ETag\n\nHello"),
    _asgi("Transfer-Encoding, which the server ignores", "GET /", f"200 OK\n{_TEXT}\nTransfer-Encoding: chunked\n\nHello"),
    # Status lines.
    _wsgi("words of one's own", "GET /", "404 Nothing To See Here"),
    _wsgi("no words", "GET /", "404 "),
    _wsgi("words in ISO 8859-1", "GET /", r"404 Non trouv\xe9"),
    *CACHING,
    *FIELDS,
    *METHODS,
    *REALWORLD,
    *REDIRECTS,
    *CONDITIONS,
    *REFUSALS,
    *SUCCESS,
)  # fmt: skip
