"""What the repair of a rule leaves of the fields, where its examples do not show it."""

_DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT"
_EXPIRES = "Expires: Sun, 06 Nov 1994 08:49:37 GMT"


def _answer(*lines):
    return "\n".join(("GET /\n\n200 OK", *lines))


def _preferred(wished, applied):
    return f"GET /\nPrefer: {wished}\n\n200 OK\nPreference-Applied: {applied}"


MENDED = [
    ("content-encoding-identity", _answer("Content-Encoding: br, Identity, gzip"), "Content-Encoding: br, gzip"),
    ("content-encoding-identity", _answer("Content-Encoding: Identity"), ""),
    ("content-encoding-identity", _answer("Content-Encoding: br,gzip"), "Content-Encoding: br,gzip"),
    ("connection-field-over-http-2", _answer("Connection: Close", "Keep-Alive: timeout=5"), "Connection: Close"),
    ("connection-field-over-http-2", _answer("Connection: X", "Upgrade: h2c", "Proxy-Connection: X"), ""),
    (
        "preference-applied-not-requested",
        _preferred("return=minimal, handling=lenient", "return=minimal, x, handling=lenient"),
        "Preference-Applied: return=minimal, handling=lenient",
    ),
    ("preference-applied-not-requested", _preferred("wait=1", "x, y"), ""),
    ("expires-malformed", _answer("Expires: Sat, 31 Dec 2016 23:59:60 GMT"), "Expires: Sat, 31 Dec 2016 23:59:60 GMT"),
    ("expires-malformed", _answer("Expires: 0"), "Expires: 0"),
    ("expires-not-a-date", _answer(_EXPIRES), _EXPIRES),
    ("date-malformed", _answer("Sunset: 1994-11-06T08:49:37Z"), "Sunset: Sun, 06 Nov 1994 08:49:37 GMT"),
    ("date-malformed", _answer("Sunset: x", f"{_DATE} "), f"Sunset: x\n{_DATE} "),
    ("retry-after-malformed", _answer("Retry-After: 1.0"), "Retry-After: 1"),
    ("retry-after-malformed", _answer("Retry-After: 1.01"), "Retry-After: 2"),
    ("retry-after-malformed", _answer("Retry-After: 1.X"), "Retry-After: 1.X"),
    (
        "last-modified-after-date",
        _answer("Last-Modified: Mon, 07 Nov 1994 08:49:37 GMT", f"{_DATE} "),
        f"Last-Modified: {_DATE.removeprefix('Date: ')}\n{_DATE} ",
    ),
    ("field-value-padded", _answer("X-Note:   \\xa0a\\xa0 ", "X-More: \\x0bb"), "X-Note: \xa0a\xa0\nX-More: \x0bb"),
    ("cache-control-with-quoted-seconds", _answer('Cache-Control: max-age="X5"'), 'Cache-Control: max-age="X5"'),
]
