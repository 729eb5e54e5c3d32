"""httpbin: a Flask application whose every route is about one part of HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from driving import Client, basic
from sweeping import PAST, sweep

INTERFACE = "wsgi"

PATHS = (
    "/", "/html", "/robots.txt", "/deny", "/ip", "/uuid", "/headers", "/user-agent", "/get", "/anything",
    "/anything/a/b", "/post", "/put", "/patch", "/delete", "/gzip", "/deflate", "/brotli", "/redirect/2",
    "/relative-redirect/2", "/absolute-redirect/2", "/redirect-to?url=/get", "/stream/3", "/response-headers?a=b",
    "/cookies", "/cookies/set?a=b", "/cookies/set/a/b", "/cookies/delete?a", "/forms/post", "/basic-auth/u/p",
    "/hidden-basic-auth/u/p", "/bearer", "/digest-auth/auth/u/p", "/digest-auth/auth-int/u/p/SHA-256",
    "/digest-auth/auth/u/p/MD5/1", "/delay/0", "/drip?duration=0&numbytes=5&delay=0", "/base64/aGVsbG8=",
    "/base64/nonsense!", "/cache", "/cache/60", "/etag/some", "/encoding/utf8", "/bytes/64", "/stream-bytes/64",
    "/range/26", "/links/3", "/links/3/1", "/image", "/image/png", "/image/jpeg", "/image/webp", "/image/svg",
    "/xml", "/json", "/nowhere", "/spec.json", "/flasgger_static/swagger-ui.css", "/static/favicon.ico",
)  # fmt: skip

STATUS_CODES = (
    *(200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308),
    *(400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421),
    *(422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 511),
)


def build(folder: Path) -> Any:
    """The application."""
    from httpbin import app

    return app


def drive(client: Client) -> None:
    """Each route with all there is, then what each one is for."""
    sweep(client, PATHS)
    for code in STATUS_CODES:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            client(method, f"/status/{code}")
    for code in (600, 99, 299, 306, "nonsense"):
        client("GET", f"/status/{code}")
    client("GET", "/basic-auth/u/p", basic("u", "p"))
    client("GET", "/basic-auth/u/p", basic("u", "wrong"))
    client("GET", "/hidden-basic-auth/u/p", basic("u", "p"))
    client("GET", "/bearer", {"Authorization": "Bearer abc"})
    client("GET", "/etag/some", {"If-None-Match": '"some"'})
    client("GET", "/etag/some", {"If-None-Match": "some"})
    client("GET", "/etag/some", {"If-Match": "other"})
    client("GET", "/cache", {"If-Modified-Since": PAST})
    client("HEAD", "/cache", {"If-None-Match": '"a"'})
    for asked in ("bytes=0-3", "bytes=20-", "bytes=-6", "bytes=26-30", "bytes=10-5", "bytes=0-25"):
        client("GET", "/range/26", {"Range": asked})
        client("HEAD", "/range/26", {"Range": asked})
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        client(method, "/redirect-to?url=/get&status_code=307")
        client.json(method, "/anything", '{"a": 1}')
        client(method, "/delay/0")
    client.form("/post", a="b")
    client.json("PUT", "/put", '{"a": 1}')
    client.json("PATCH", "/patch", '{"a": 1}')
    client("DELETE", "/delete")
    client("GET", "/response-headers?Content-Type=text/plain&X-A=1&X-A=2")
    client("GET", "/redirect-to?url=http://elsewhere.example/&status_code=301")
    client("GET", "/drip?duration=0&numbytes=5&code=418&delay=0")
