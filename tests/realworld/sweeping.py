"""What every application is asked at every path: all that a browser, a cache, a proxy or a bored person may send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from driving import Client

PAST = "Sun, 06 Nov 1994 08:49:37 GMT"
FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT"

# Fields of a GET each.
READS: tuple[dict[str, str], ...] = (
    {"Accept": "application/x-nothing"},
    {"Accept": "text/html;q=0.5, application/json;q=0.9, */*;q=0.1"},
    {"Accept": "application/json", "Accept-Language": "de"},
    {"Accept-Encoding": "gzip, br"},
    {"Accept-Encoding": "identity;q=0, *;q=0"},
    {"Range": "bytes=0-1"},
    {"Range": "bytes=-3"},
    {"Range": "bytes=0-0, 2-3"},
    {"Range": "bytes=999999999-"},
    {"Range": "bytes=5-2"},
    {"Range": "items=0-1"},
    {"Range": "bytes=0-1", "If-Range": '"other"'},
    {"If-None-Match": '"other"'},
    {"If-None-Match": "*"},
    {"If-Match": '"other"'},
    {"If-Match": "*"},
    {"If-Modified-Since": FUTURE},
    {"If-Modified-Since": PAST},
    {"If-Modified-Since": "yesterday"},
    {"If-Unmodified-Since": PAST},
    {"Origin": "http://elsewhere.example"},
    {"Authorization": "Basic bm9ib2R5Om5vdGhpbmc="},
    {"Authorization": "Bearer nothing"},
    {"Cookie": "session=nothing; a=b"},
    {"Prefer": "return=minimal"},
    {"Upgrade": "websocket", "Connection": "Upgrade"},
)

# Method, fields and content each; none of them is understood by an application that has not been told of it.
ODD: tuple[tuple[str, dict[str, str], str], ...] = (
    ("HEAD", {}, ""),
    ("HEAD", {"Range": "bytes=0-1"}, ""),
    ("OPTIONS", {}, ""),
    ("OPTIONS", {"Origin": "http://elsewhere.example", "Access-Control-Request-Method": "PUT"}, ""),
    ("TRACE", {}, ""),
    ("BREW", {}, ""),
    ("get", {}, ""),
    ("QUERY", {"Content-Type": "application/x-nothing"}, "?"),
    ("REPORT", {"Content-Type": "application/xml"}, "<nothing/>"),
)

WRITES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("POST", {"Content-Type": "application/json"}, "{not json"),
    ("POST", {"Content-Type": "application/x-nothing"}, "nothing"),
    ("POST", {}, ""),
    ("POST", {"Content-Type": "multipart/form-data; boundary=x"}, "--x\r\nbroken"),
    ("POST", {"Expect": "200-maybe"}, ""),
    ("PATCH", {"Content-Type": "application/json"}, "{}"),
    ("PUT", {"If-Match": '"other"'}, "text"),
    ("PUT", {"Content-Range": "bytes 0-1/4"}, "te"),
    ("DELETE", {"If-Match": '"other"'}, ""),
)


def sweep(
    client: Client, paths: Iterable[str], fields: Mapping[str, str] | None = None, *, writes: bool = True
) -> None:
    """Ask for everything at each of *paths*.

    Args:
        client: the application's.
        paths: where.
        fields: what every request has, such as a login.
        writes: whether the requests that may change something are made as well.
    """
    always = dict(fields or {})
    for path in paths:
        _read(client, path, always)
        for method, more, content in (*ODD, *(WRITES if writes else ())):
            client(method, path, {**always, **more}, content)


def _read(client: Client, path: str, always: dict[str, str]) -> None:
    first = client("GET", path, always)
    for more in READS:
        client("GET", path, {**always, **more})
    if etag := first["ETag"]:
        _validate(client, path, always, etag)
    client.version = "1.0"
    client("GET", path, always)
    client.version = "1.1"


def _validate(client: Client, path: str, always: dict[str, str], etag: str) -> None:
    for method in ("GET", "HEAD"):
        client(method, path, {**always, "If-None-Match": etag})
        client(method, path, {**always, "If-None-Match": f'"other", {etag}'})
        client(method, path, {**always, "If-Match": etag})
    client("GET", path, {**always, "Range": "bytes=0-1", "If-Range": etag})
    client("GET", path, {**always, "Range": "bytes=0-1", "If-Match": etag})
