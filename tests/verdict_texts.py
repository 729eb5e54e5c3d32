"""Exchanges as text, with a place for what a verdict turns on."""

DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT"
EXPIRES = "Expires: Sun, 06 Nov 1994 08:49:37 GMT"
PARTS = 'GET /\nRange: bytes=0-1,8-9\n\n206 Partial Content\nContent-Type: multipart/byteranges; boundary="{}"\n\n{}'


def answer(*lines):
    return "\n".join(("GET /\n\n200 OK", *lines))


def failure(*lines):
    return "\n".join(("GET /\n\n500 Internal Server Error", *lines))


def challenge(status, value):
    return f"GET /\n\n{status}\nWWW-Authenticate: {value}"


def switch(asked, chosen):
    return f"GET /\nUpgrade: {asked}\n\n101 Switching Protocols\nConnection: upgrade\nUpgrade: {chosen}"


def of_stored(ending):
    return f"GET /a{ending}\nAccept-Encoding: gzip\n\n200 OK\nContent-Type: text/plain\nContent-Encoding: gzip\n\n..."


def coded_for(*lines):
    head = "GET /a\nAccept-Encoding: gzip\nAuthorization: Bearer a\n\n200 OK\nContent-Type: text/plain"
    return "\n".join((head, "Content-Encoding: gzip", *lines, "", "..."))


def preferred(wished, applied):
    return f"GET /\nPrefer: {wished}\n\n200 OK\nPreference-Applied: {applied}"


def lasting(method, status):
    return f"{method} /\n\n{status}\n{DATE}\nExpires: Sun, 06 Nov 1994 08:49:38 GMT"


def trailing(name):
    return f"GET /\n\n200 OK\nContent-Type: text/csv\nTrailer: {name}\n\na,b"


def coded(wanted, coding):
    return f"GET /\nAccept-Encoding: {wanted}\n\n200 OK\nContent-Encoding: {coding}"


def limited(*lines):
    return "\n".join(("GET /\n\n429 Too Many Requests", *lines))


def problem(status, members, media_type="application/problem+json"):
    return f"GET /\n\n{status}\nContent-Type: {media_type}\n\n{{{members}}}"


def refused(wanted, told="bytes */10"):
    return f"GET /\nRange: {wanted}\n\n416 Range Not Satisfiable\nContent-Range: {told}"


def part(wanted, sent):
    return f"GET /\nRange: {wanted}\n\n206 Partial Content\nContent-Range: {sent}"
