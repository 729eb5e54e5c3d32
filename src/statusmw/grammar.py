r"""What field values look like: predicates over one value each, named after the ABNF of the HTTP RFCs.

A judge takes a value as `str`, its octets read as Latin-1, and returns whether a sender may write it so. The time is
linear in the length of the value: a repetition is possessive where giving back could not lead to a match.
"""

import re
from datetime import date
from itertools import pairwise

FIELD_VALUE_OCTETS: bytes = bytes([0x09, *range(0x20, 0x7F), *range(0x80, 0x100)])
"""The octets a field value may hold: HTAB, SP, VCHAR and obs-text (RFC 9110, section 5.5)."""
TOKEN_OCTETS: bytes = b"!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~"
"""The octets a token may hold (RFC 9110, section 5.6.2)."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_OWS = r"[ \t]*+"
_TOKEN = rf"[{re.escape(TOKEN_OCTETS.decode())}]++"
_QUOTED = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*+"'
_PARAMETER = rf"({_TOKEN}){_OWS}={_OWS}(?:{_TOKEN}|{_QUOTED})"
_PROTOCOL = rf"{_TOKEN}(?:/{_TOKEN})?"
_CLOCK = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|23:59:60)"
_DAY, _MONTH = "|".join(DAYS), "|".join(MONTHS)
_PLAIN = r"A-Za-z0-9\-._~!$&'()*+,;="  # what a URI may hold anywhere: unreserved and sub-delims
_NAME, _USER, _PATH, _QUERY = (rf"(?:[{_PLAIN}{more}]|%[0-9A-Fa-f]{{2}})*+" for more in ("", ":", ":@/", ":@/?"))


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.DOTALL)


_FIELD_VALUE = _compile(r"(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?")
_REASON = _compile(r"[\t -~\x80-\xff]*")
_WHOLE_TOKEN = _compile(_TOKEN)
_TOKENS = _compile(rf"{_TOKEN}(?:{_OWS},{_OWS}{_TOKEN})*+")
_PROTOCOLS = _compile(rf"{_PROTOCOL}(?:{_OWS},{_OWS}{_PROTOCOL})*+")
_DIGITS = _compile(r"[0-9]+")
_ENTITY_TAG = _compile(r'(?:W/)?"[!#-~\x80-\xff]*"')
_IMF_FIXDATE = _compile(rf"({_DAY}), ([0-9]{{2}}) ({_MONTH}) ([0-9]{{4}}) {_CLOCK} GMT")
_RFC850_DATE = _compile(rf"({_DAY}|Tues|Wednes|Thurs|Satur)day, ([0-9]{{2}})-({_MONTH})-([0-9]{{2}}) {_CLOCK} GMT")
_ASCTIME_DATE = _compile(rf"({_DAY}) ({_MONTH}) ([0-9]{{2}}| [0-9]) {_CLOCK} ([0-9]{{4}})")
_AUTH_PARAM = _compile(_PARAMETER)
_CHALLENGE = _compile(rf"{_TOKEN}(?: ++(?:[A-Za-z0-9\-._~+/]++=*+|{_PARAMETER}))?")
_BYTES_RANGE = _compile(r"([0-9]+)-([0-9]+)/([0-9]+|\*)")
_MEDIA_TYPE = _compile(rf"{_TOKEN}/{_TOKEN}(?:{_OWS};{_OWS}(?:{_TOKEN}=(?:{_TOKEN}|{_QUOTED}))?)*+")
_QUOTED_OR_SEPARATOR = _compile(r'"(?:[^"\\]|\\.)*+\\?"?|[,;]')
_SCHEME = _compile(r"([A-Za-z][A-Za-z0-9+.\-]*+):")
_AUTHORITY = _compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*+:)?//([^/?#]*+)")
_HOST_AND_PORT = rf"(?:\[(?P<literal>[^\]]*+)\]|{_NAME})(?::(?P<port>[0-9]{{0,5}}))?"
_URI_REFERENCE = _compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]*+:|(?![^/?#:]*+:))"
    rf"(?://(?:{_USER}@)?{_HOST_AND_PORT}(?=[/?#]|\Z)|(?!//))"
    rf"{_PATH}(?:\?{_QUERY})?(?:#{_QUERY})?"
)
_IP_FUTURE = _compile(rf"[vV][0-9A-Fa-f]++\.[{_PLAIN}:]++")
_HEXTET = _compile(r"[0-9A-Fa-f]{1,4}")
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4_TAIL = _compile(rf"(?<=:){_OCTET}(?:\.{_OCTET}){{3}}\Z")


def is_token(value: str) -> bool:
    """A token (RFC 9110, section 5.6.2); a field name is one as well.

    >>> is_token("X-Request-ID"), is_token("no token"), is_token("")
    (True, False, False)
    """
    return _WHOLE_TOKEN.fullmatch(value) is not None


def is_method(value: str) -> bool:
    """A request method (RFC 9110, section 9.1): a token, in either case.

    >>> is_method("PROPFIND"), is_method("GET,HEAD")
    (True, False)
    """
    return is_token(value)


def is_token_list(value: str) -> bool:
    """At least one token, separated by commas, none missing (RFC 9110, section 5.6.1.1): Vary, Accept-Ranges.

    >>> is_token_list("Accept, Origin"), is_token_list("Accept Origin"), is_token_list("Accept,,Origin")
    (True, False, False)
    """
    return _TOKENS.fullmatch(value) is not None


def is_field_value(value: str) -> bool:
    r"""Any field value (RFC 9110, section 5.5): no control character but HTAB inside, no whitespace at an end.

    >>> is_field_value("a\tb"), is_field_value(""), is_field_value(" a"), is_field_value("a\r\nb: c")
    (True, True, False, False)
    """
    return _FIELD_VALUE.fullmatch(value) is not None


def is_reason_phrase(value: str) -> bool:
    r"""A reason phrase (RFC 9112, section 4), which may be empty: HTAB, SP, VCHAR and obs-text.

    >>> is_reason_phrase("Not Found"), is_reason_phrase(""), is_reason_phrase("OK\r\nSet-Cookie: a=b")
    (True, True, False)
    """
    return _REASON.fullmatch(value) is not None


def is_content_length(value: str) -> bool:
    """A Content-Length (RFC 9110, section 8.6): ASCII digits, neither sign nor underscore nor list.

    >>> is_content_length("42"), is_content_length("+42"), is_content_length("4_2"), is_content_length("42, 42")
    (True, False, False, False)
    """
    return _DIGITS.fullmatch(value) is not None


def is_entity_tag(value: str) -> bool:
    """An entity-tag, strong or weak (RFC 9110, section 8.8.3).

    >>> is_entity_tag('"v1"'), is_entity_tag('W/"v1"'), is_entity_tag("v1"), is_entity_tag('w/"v1"')
    (True, True, False, False)
    """
    return _ENTITY_TAG.fullmatch(value) is not None


def is_imf_fixdate(value: str) -> bool:
    """A date in the one form that may be sent (RFC 9110, section 5.6.7), of a day that exists.

    >>> is_imf_fixdate("Sun, 06 Nov 1994 08:49:37 GMT"), is_imf_fixdate("Mon, 06 Nov 1994 08:49:37 GMT")
    (True, False)
    """
    read = _IMF_FIXDATE.fullmatch(value)
    return read is not None and _falls_on(read[1], read[4], read[3], read[2])


def is_http_date(value: str) -> bool:
    """A date in any of the three forms that recipients read (RFC 9110, section 5.6.7).

    >>> is_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), is_http_date("Sun Nov  6 08:49:37 1994")
    (True, True)
    """
    if read := _RFC850_DATE.fullmatch(value):
        return any(_falls_on(read[1], century + read[4], read[3], read[2]) for century in ("19", "20"))
    if read := _ASCTIME_DATE.fullmatch(value):
        return _falls_on(read[1], read[4], read[2], read[3])
    return is_imf_fixdate(value)


def _falls_on(weekday: str, year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), MONTHS.index(month) + 1, int(day)).weekday() == DAYS.index(weekday[:3])
    except ValueError:
        return False


def is_retry_after(value: str) -> bool:
    """A Retry-After (RFC 9110, section 10.2.3): whole seconds or a date.

    >>> is_retry_after("120"), is_retry_after("Sun, 06 Nov 1994 08:49:37 GMT"), is_retry_after("1.5")
    (True, True, False)
    """
    return _DIGITS.fullmatch(value) is not None or is_http_date(value)


def is_allow(value: str) -> bool:
    """An Allow (RFC 9110, section 10.2.1): a list of methods; empty says that none is allowed.

    >>> is_allow("GET, HEAD"), is_allow(""), is_allow("['GET', 'HEAD']"), is_allow("GET HEAD")
    (True, True, False, False)
    """
    return value == "" or is_token_list(value)


def is_protocol_list(value: str) -> bool:
    """An Upgrade that names at least one protocol, each with or without version (RFC 9110, section 7.8).

    >>> is_protocol_list("HTTP/2.0, websocket"), is_protocol_list(""), is_protocol_list("HTTP/2.0/x")
    (True, False, False)
    """
    return _PROTOCOLS.fullmatch(value) is not None


def is_challenge_list(value: str) -> bool:
    """A WWW-Authenticate (RFC 9110, section 11.6.1): at least one challenge, no parameter twice in one.

    >>> is_challenge_list('Basic realm="a, b", charset="UTF-8", Negotiate'), is_challenge_list("Bearer")
    (True, True)
    >>> is_challenge_list('realm="a"'), is_challenge_list("Basic realm=a, realm=b"), is_challenge_list("")
    (False, False, False)
    """
    names: set[str] | None = None  # of the challenge a parameter would belong to
    for member in _split(value, ","):
        if read := _AUTH_PARAM.fullmatch(member):
            if names is None or read[1].lower() in names:
                return False
            names.add(read[1].lower())
        elif read := _CHALLENGE.fullmatch(member):
            names = {read[1].lower()} if read[1] else None
        else:
            return False
    return True


def is_content_range(value: str) -> bool:
    """A Content-Range (RFC 9110, section 14.4); of units other than bytes only the unit is judged.

    >>> is_content_range("bytes 0-4/10"), is_content_range("bytes 0-4/*"), is_content_range("bytes */10")
    (True, True, True)
    >>> is_content_range("bytes 5-4/10"), is_content_range("bytes 0-10/10"), is_content_range("0-4/10")
    (False, False, False)
    """
    unit, _, rest = value.partition(" ")
    if unit.lower() != "bytes":
        return is_token(unit) and rest != "" and is_field_value(rest)
    if not (read := _BYTES_RANGE.fullmatch(rest)):
        return is_range_refusal(value)
    first, last, complete = map(_size, read.groups())
    return first <= last and (read[3] == "*" or last < complete)


def is_range_refusal(value: str) -> bool:
    """The Content-Range of a 416, which tells the complete length alone (RFC 9110, section 14.4).

    >>> is_range_refusal("bytes */10"), is_range_refusal("bytes 0-4/10"), is_range_refusal("bytes */*")
    (True, False, False)
    """
    unit, _, rest = value.partition(" ")
    return is_token(unit) and rest.startswith("*/") and is_content_length(rest[2:])


def _size(digits: str) -> tuple[int, str]:
    # Orders numerals as their numbers: `int` refuses those with more than some thousand digits.
    significant = digits.lstrip("0")
    return len(significant), significant


def is_media_type(value: str) -> bool:
    """A media type with its parameters (RFC 9110, section 8.3.1); ``*/*`` passes as well.

    >>> is_media_type("text/html; charset=utf-8"), is_media_type('a/b;c="d;e"'), is_media_type("text")
    (True, True, False)
    """
    return _MEDIA_TYPE.fullmatch(value) is not None


def media_type_of(value: str) -> str:
    """Type and subtype in lower case, without parameters (RFC 9110, section 8.3.1).

    >>> media_type_of("Text/HTML; charset=utf-8")
    'text/html'
    """
    return value.partition(";")[0].strip(" \t").lower()


def parameter(value: str, name: str) -> str | None:
    r"""The first parameter of that name, in either case, out of its quotes; None if absent (section 5.6.6).

    >>> parameter('multipart/byteranges; Boundary="a;b"', "boundary")
    'a;b'
    """
    for part in _split(value, ";")[1:]:
        key, equals, found = part.partition("=")
        if equals and key.lower() == name.lower():
            quoted = len(found) > 1 and found[0] == found[-1] == '"'
            return re.sub(r"\\(.)", r"\1", found[1:-1]) if quoted else found
    return None


def list_members(value: str) -> list[str]:
    """The members of a comma-separated list, empty ones dropped; commas in quoted strings do not separate.

    >>> list_members('GET, ,HEAD'), list_members('a="b, c", d')
    (['GET', 'HEAD'], ['a="b, c"', 'd'])
    """
    return [member for member in _split(value, ",") if member]


def _split(value: str, separator: str) -> list[str]:
    cuts = [found.start() for found in _QUOTED_OR_SEPARATOR.finditer(value) if found[0] == separator]
    return [value[cut + 1 : end].strip(" \t") for cut, end in pairwise([-1, *cuts, len(value)])]


def is_uri_reference(value: str) -> bool:
    """A URI or relative reference (RFC 3986, section 4.1): ASCII, every percent sign begins a triplet.

    >>> is_uri_reference("/caf%C3%A9?q=1#top"), is_uri_reference("https://[::1]:8000"), is_uri_reference("")
    (True, True, True)
    >>> is_uri_reference("/a b"), is_uri_reference("/100%"), is_uri_reference("//[::1"), is_uri_reference("1:2")
    (False, False, False, False)
    """
    read = _URI_REFERENCE.fullmatch(value)
    if read is None or int(read["port"] or 0) > 0xFFFF:
        return False
    return (literal := read["literal"]) is None or _is_ipv6(literal) or bool(_IP_FUTURE.fullmatch(literal))


def _is_ipv6(literal: str) -> bool:
    head, gap, tail = _IPV4_TAIL.sub("0:0", literal).partition("::")
    groups = [group for part in (head, tail) if part for group in part.split(":")]
    return (len(groups) < 8 if gap else len(groups) == 8) and all(map(_HEXTET.fullmatch, groups))


def scheme_of(uri: str) -> str:
    """The scheme in lower case; empty for a relative reference (RFC 3986, section 3.1).

    >>> scheme_of("HTTPS://example.com"), scheme_of("//example.com"), scheme_of("/a:b")
    ('https', '', '')
    """
    read = _SCHEME.match(uri)
    return read[1].lower() if read else ""


def authority_of(uri: str) -> str | None:
    """The authority as written, None if there is none (RFC 3986, section 3.2).

    >>> authority_of("https://me@example.com:81/a"), authority_of("/a"), authority_of("file:///a")
    ('me@example.com:81', None, '')
    """
    read = _AUTHORITY.match(uri)
    return read[1] if read else None


def has_userinfo(uri: str) -> bool:
    """Whether the authority begins with userinfo, as in ``//user@host`` (RFC 9110, section 4.2.4).

    >>> has_userinfo("https://example.com@evil.example/"), has_userinfo("/@me")
    (True, False)
    """
    return "@" in (authority_of(uri) or "")


def has_empty_host(uri: str) -> bool:
    """Whether an http or https URI, or a reference that begins with ``//``, names no host (section 4.2.1).

    >>> has_empty_host("https:/evil.example"), has_empty_host("///a"), has_empty_host("file:///a")
    (True, True, False)
    """
    scheme, authority = scheme_of(uri), authority_of(uri)
    if authority is None:
        return scheme in {"http", "https"}
    return scheme in {"", "http", "https"} and not authority.rpartition("@")[2].partition(":")[0]


def is_absolute_http_uri(value: str) -> bool:
    """An http or https URI that names a host, with or without fragment (RFC 9110, section 4.2).

    >>> is_absolute_http_uri("https://example.com/a#b"), is_absolute_http_uri("/a"), is_absolute_http_uri("http:a")
    (True, False, False)
    """
    return scheme_of(value) in {"http", "https"} and not has_empty_host(value) and is_uri_reference(value)
