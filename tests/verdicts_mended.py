"""What the repair of a rule leaves of the fields, where its examples do not show it."""

from verdict_texts import (
    DATE,
    EXPIRES,
    answer,
    preferred,
)

MENDED = [
    (
        "content-length-repeated",
        answer("Content-Length: 5", "X-A: b", "Content-Length: 05"),
        "Content-Length: 5\nX-A: b",
    ),
    (
        "content-length-with-transfer-encoding",
        answer("Content-Length: 3", "Transfer-Encoding: chunked", "", "hello"),
        "Content-Length: 5",
    ),
    ("date-malformed", answer("Sunset: Mon, 01 Jan 0001 00:00:00 -0000"), "Sunset: Mon, 01 Jan 0001 00:00:00 -0000"),
    ("content-encoding-identity", answer("Content-Encoding: br, Identity, gzip"), "Content-Encoding: br, gzip"),
    ("content-encoding-identity", answer("Content-Encoding: Identity"), ""),
    ("content-encoding-identity", answer("Content-Encoding: br,gzip"), "Content-Encoding: br,gzip"),
    ("connection-field-over-http-2", answer("Connection: Close", "Keep-Alive: timeout=5"), "Connection: Close"),
    ("connection-field-over-http-2", answer("Connection: X", "Upgrade: h2c", "Proxy-Connection: X"), ""),
    (
        "preference-applied-not-requested",
        preferred("return=minimal, handling=lenient", "return=minimal, x, handling=lenient"),
        "Preference-Applied: return=minimal, handling=lenient",
    ),
    ("preference-applied-not-requested", preferred("wait=1", "x, y"), ""),
    ("expires-malformed", answer("Expires: Sat, 31 Dec 2016 23:59:60 GMT"), "Expires: Sat, 31 Dec 2016 23:59:60 GMT"),
    ("expires-malformed", answer("Expires: 0"), "Expires: 0"),
    ("expires-not-a-date", answer(EXPIRES), EXPIRES),
    ("date-malformed", answer("Sunset: 1994-11-06T08:49:37Z"), "Sunset: Sun, 06 Nov 1994 08:49:37 GMT"),
    ("date-malformed", answer("Sunset: x", f"{DATE} "), f"Sunset: x\n{DATE} "),
    ("retry-after-malformed", answer("Retry-After: 1.0"), "Retry-After: 1"),
    ("retry-after-malformed", answer("Retry-After: 1.01"), "Retry-After: 2"),
    ("retry-after-malformed", answer("Retry-After: 1.X"), "Retry-After: 1.X"),
    (
        "last-modified-after-date",
        answer("Last-Modified: Mon, 07 Nov 1994 08:49:37 GMT", f"{DATE} "),
        f"Last-Modified: {DATE.removeprefix('Date: ')}\n{DATE} ",
    ),
    ("field-value-padded", answer("X-Note:   \\xa0a\\xa0 ", "X-More: \\x0bb"), "X-Note: \xa0a\xa0\nX-More: \x0bb"),
    ("cache-control-with-quoted-seconds", answer('Cache-Control: max-age="X5"'), 'Cache-Control: max-age="X5"'),
]
