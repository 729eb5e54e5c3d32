r"""What the values of lists, links, cookies and directives look like; `statusmw.grammar` for fields of other topics.

A judge takes a value as `str`, its octets read as Latin-1, and returns whether a sender may write it so.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from statusmw.grammar import DAYS, MONTHS, TOKEN_OCTETS, is_http_date, is_uri_reference, list_members

_TOKEN = rf"[{re.escape(TOKEN_OCTETS.decode())}]++"
_QUOTED = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*+"'
_OWS = r"[ \t]*+"
_PARAMETER = rf";{_OWS}(?:({_TOKEN})(?:{_OWS}={_OWS}(?:{_TOKEN}|{_QUOTED}))?)?"
_DEEPEST_COMMENT = 6
_COMMENT = "(?!)"
for _ in range(_DEEPEST_COMMENT):
    _COMMENT = rf"\((?:[\t !-'*-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff]|{_COMMENT})*+\)"
_PRODUCT = rf"{_TOKEN}(?:/{_TOKEN})?"
_EPOCH = date(1970, 1, 1)
_REMEMBERED = 64
_LONGEST_REMEMBERED = 256
_MOST_REMEMBERED = 16
"""Parts of a value that is remembered at most: short ones take much more room than their characters."""


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.DOTALL)


def _list_of(member: str) -> str:
    return rf"{_OWS}(?:{member}{_OWS})?(?:,{_OWS}(?:{member}{_OWS})?)*+"


_MEMBER = r'[ \t]*+(?:"(?:[^"\\]|\\.)*+\\?"?|<[^>]*+>?|[^"<,])++'  # in angle brackets a Link has its targets
_ANY_MEMBER = _compile(_MEMBER)
_GAPLESS = _compile(rf"(?:{_MEMBER}(?:,{_MEMBER})*+)?")
_DIRECTIVE = _compile(rf"({_TOKEN})(?:=({_TOKEN}|{_QUOTED}))?")
_DIRECTIVES = _compile(_list_of(rf"{_TOKEN}(?:=(?:{_TOKEN}|{_QUOTED}))?"))
_NAMES = _compile(_list_of(_TOKEN))
_UNITS = _compile(rf"[ \t,]*+{_TOKEN}{_OWS}(?:,{_list_of(_TOKEN)})?")
_LANGUAGES = _compile(_list_of(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*+"))
_LINK = _compile(rf"{_OWS}<([^>]*+)>((?:{_OWS}{_PARAMETER})*+){_OWS}(?:,|\Z)")
_LINK_PARAMETER = _compile(_PARAMETER)
_COOKIE = _compile(rf'{_TOKEN}=(?:[!#-+\--:<-\[\]-~]*+|"(?:[ !#-:<-\[\]-~]|\\[ -:<-~])*+"){_OWS}(?:;[ -:<-~]*+)*+')
_COOKIE_DATE = _compile(
    rf"(?:{'|'.join(DAYS)}), ([0-9]{{2}})([ -])({'|'.join(MONTHS)})\2([0-9]{{4}}) "
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] GMT"
)
_MAX_AGE = _compile(r"-?[0-9]++")
_HSTS_DIRECTIVE = rf"({_TOKEN})(?:{_OWS}={_OWS}({_TOKEN}|{_QUOTED}))?"
_HSTS = _compile(rf"{_OWS}(?:{_HSTS_DIRECTIVE}{_OWS})?(?:;{_OWS}(?:{_HSTS_DIRECTIVE}{_OWS})?)*+")
_HSTS_PART = _compile(rf"(?:\A|;){_OWS}{_HSTS_DIRECTIVE}")
_SERVER = _compile(rf"(?:{_PRODUCT}(?:[ \t]++(?:{_PRODUCT}|{_COMMENT}))*+)?")
_SECONDS = _compile(r'"?[0-9]++"?')
_MAIL_DATE = _compile(
    r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} (?:GMT|UTC|[+-][0-9]{4})"
)
# Years that `email.utils` takes for others, written with two digits.
_EARLY = _compile(r" 00[0-9]{2} ")
_ISO_DATE = _compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_BARE_ITEM = (
    r"(?:\?[01]|-?[0-9]{1,12}\.[0-9]{1,3}|@?-?[0-9]{1,15}"
    r"""|"(?:[ !#-\[\]-~]|\\["\\])*+"|:[A-Za-z0-9+/]*+=*+:|[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*+)"""
)
_STRUCTURED_DATE = _compile(rf"@-?[0-9]{{1,15}}(?:; *+[a-z*][a-z0-9_\-.*]*+(?:={_BARE_ITEM})?)*+")


def has_no_gap(value: str) -> bool:
    """Whether no member of a comma-separated list is empty (RFC 9110, section 5.6.1.1); an empty list has none.

    >>> has_no_gap("a, b"), has_no_gap(""), has_no_gap("a,, b"), has_no_gap("a,"), has_no_gap('a=",,"')
    (True, True, False, False, True)
    """
    return _GAPLESS.fullmatch(value) is not None


def directives(value: str) -> tuple[tuple[str, str | None], ...]:
    """Names, in lower case, and arguments as written of a Cache-Control; what is no directive is left out.

    >>> directives('no-cache="Set-Cookie", Max-Age=5, a b, public')
    (('no-cache', '"Set-Cookie"'), ('max-age', '5'), ('public', None))
    """
    is_small = len(value) <= _LONGEST_REMEMBERED and value.count(",") < _MOST_REMEMBERED
    return _known_directives(value) if is_small else _directives(value)


def _directives(value: str) -> tuple[tuple[str, str | None], ...]:
    read = map(_DIRECTIVE.fullmatch, list_members(value))
    return tuple((found[1].lower(), found[2]) for found in read if found)


_known_directives = lru_cache(_REMEMBERED)(_directives)


def is_directive_list(value: str) -> bool:
    """A Cache-Control (RFC 9111, section 5.2), gaps aside: tokens, each with or without one argument.

    >>> is_directive_list("no-cache, max-age=5"), is_directive_list("max-age=5; public"), is_directive_list("a b")
    (True, False, False)
    """
    return _DIRECTIVES.fullmatch(value) is not None


def without_gaps(value: str) -> str:
    """The same list, written without its empty members.

    >>> without_gaps(", a,, b ,"), without_gaps("</a,,b>; rel=next,"), without_gaps(",")
    ('a, b', '</a,,b>; rel=next', '')
    """
    members = (member.strip(" \t") for member in _ANY_MEMBER.findall(value))
    return ", ".join(filter(None, members))


def is_vary(value: str) -> bool:
    """A Vary (RFC 9110, section 12.5.5), gaps aside: field names, or an asterisk.

    >>> is_vary("Accept, Origin"), is_vary("*"), is_vary(""), is_vary("Accept Origin")
    (True, True, True, False)
    """
    return _NAMES.fullmatch(value) is not None


def is_coding_list(value: str) -> bool:
    """A Content-Encoding (RFC 9110, section 8.4), gaps aside: names of codings.

    >>> is_coding_list("gzip, br"), is_coding_list(""), is_coding_list("gzip; q=1"), is_coding_list("gzip br")
    (True, True, False, False)
    """
    return _NAMES.fullmatch(value) is not None


def is_unit_list(value: str) -> bool:
    """An Accept-Ranges (RFC 9110, section 14.3), gaps aside: at least one range unit.

    >>> is_unit_list("bytes"), is_unit_list("none"), is_unit_list("bytes=0-"), is_unit_list("")
    (True, True, False, False)
    """
    return _UNITS.fullmatch(value) is not None


def is_language_list(value: str) -> bool:
    """A Content-Language (RFC 9110, section 8.5), gaps aside: subtags of up to eight letters and digits.

    >>> is_language_list("en-GB, x-pig-latin"), is_language_list("en_GB"), is_language_list("*")
    (True, False, False)
    """
    return _LANGUAGES.fullmatch(value) is not None


def links(value: str) -> list[tuple[str, str]] | None:
    """Targets and parameters, both as written, of a Link (RFC 8288, section 3); None if it is not well-formed.

    >>> links("</a>; rel=next, </b,c>;rel=prev")
    [('/a', '; rel=next'), ('/b,c', ';rel=prev')]
    >>> links("/a; rel=next"), links("</a b>; rel=next")
    (None, None)
    """
    found, place = [], 0
    while place < len(value):
        read = _LINK.match(value, place)
        if read is None or not is_uri_reference(read[1]):
            return None
        found.append((read[1], read[2]))
        place = read.end()
    return found


def relations(parameters: str) -> int:
    """How many ``rel`` there are among the parameters of a link.

    >>> relations('; rel=next; title="; rel=prev"'), relations("; Rel=a;rel=b"), relations("")
    (1, 2, 0)
    """
    return sum((found[1] or "").lower() == "rel" for found in _LINK_PARAMETER.finditer(parameters))


def is_cookie(value: str) -> bool:
    r"""A Set-Cookie (RFC 6265, section 4.1.1): a pair of name and value, then attributes in ASCII.

    Within quotes, spaces and backslashes pass: Python's own cookies have them, and browsers hand them back as they are.

    >>> is_cookie("a=1; Path=/; HttpOnly"), is_cookie('a="b\\054c"'), is_cookie("a"), is_cookie("a=b c")
    (True, True, False, False)
    """
    return _COOKIE.fullmatch(value) is not None


def is_cookie_date(value: str) -> bool:
    """An Expires of a cookie (RFC 6265, section 4.1.1), or the same with hyphens, as it was written before.

    >>> is_cookie_date("Sun, 06 Nov 1994 08:49:37 GMT"), is_cookie_date("Sun, 06-Nov-1994 08:49:37 GMT")
    (True, True)
    >>> is_cookie_date("1994-11-06T08:49:37Z"), is_cookie_date("0")
    (False, False)
    """
    if not (read := _COOKIE_DATE.fullmatch(value)):
        return is_http_date(value)
    # Browsers read past the day of the week, and refuse a day that there is not.
    return 0 < int(read[1]) <= monthrange(int(read[4]), MONTHS.index(read[3]) + 1)[1]


def is_max_age(value: str) -> bool:
    """A Max-Age of a cookie: whole seconds; 0 and less, which browsers read as "already over", pass too.

    >>> is_max_age("3600"), is_max_age("0"), is_max_age("-1"), is_max_age("3600.0"), is_max_age("1h")
    (True, True, True, False, False)
    """
    return _MAX_AGE.fullmatch(value) is not None


def cookie_attributes(value: str) -> list[tuple[str, str]]:
    """Names, in lower case, and values of the attributes of a Set-Cookie.

    >>> cookie_attributes("a=1; Path=/b; HttpOnly")
    [('path', '/b'), ('httponly', '')]
    """
    written = value.partition(";")[2]
    is_small = len(written) <= _LONGEST_REMEMBERED and written.count(";") < _MOST_REMEMBERED
    return [*(_known_attributes(written) if is_small else _attributes(written))]


def _attributes(written: str) -> tuple[tuple[str, str], ...]:
    # One cookie after the other has the same, whatever its value is.
    pairs = (part.partition("=") for part in written.split(";") if part.strip(" \t"))
    return tuple((name.strip(" \t").lower(), found.strip(" \t")) for name, _, found in pairs)


_known_attributes = lru_cache(_REMEMBERED)(_attributes)


def is_transport_security(value: str) -> bool:
    """A Strict-Transport-Security (RFC 6797, section 6.1): max-age in seconds, and no directive twice.

    >>> is_transport_security("max-age=31536000; includeSubDomains"), is_transport_security('max-age="0";')
    (True, True)
    >>> is_transport_security("includeSubDomains"), is_transport_security("max-age=1; max-age=2")
    (False, False)
    """
    if not _HSTS.fullmatch(value):
        return False
    read = [(found[1].lower(), found[2]) for found in _HSTS_PART.finditer(value)]
    found = dict(read)
    return (
        len(found) == len(read)
        and bool(_SECONDS.fullmatch(found.get("max-age") or ""))
        and found.get("includesubdomains") is None
    )


def is_server(value: str) -> bool:
    """A Server (RFC 9110, section 10.2.4): products and comments; empty, as some write it to say nothing, passes.

    >>> is_server("shop/1.0 (a (b) c) Python/3.11"), is_server(""), is_server("(shop)"), is_server("shop, 1.0")
    (True, True, False, False)
    """
    return _SERVER.fullmatch(value) is not None


def is_structured_date(value: str) -> bool:
    """A Deprecation (RFC 9745, section 2.1): an at sign and the seconds since 1970.

    >>> is_structured_date("@1688169599"), is_structured_date("true"), is_structured_date("1688169599")
    (True, False, False)
    """
    return _STRUCTURED_DATE.fullmatch(value) is not None


def seconds_of(imf_fixdate: str) -> int:
    """Seconds since 1970 of a date in the form that `statusmw.grammar.is_imf_fixdate` accepts.

    >>> seconds_of("Sun, 06 Nov 1994 08:49:37 GMT")
    784111777
    """
    day = date(int(imf_fixdate[12:16]), MONTHS.index(imf_fixdate[8:11]) + 1, int(imf_fixdate[5:7]))
    hours, minutes, seconds = map(int, imf_fixdate[17:25].split(":"))
    return ((day - _EPOCH).days * 24 + hours) * 3600 + minutes * 60 + seconds


def as_imf_fixdate(value: str) -> str | None:
    """*value* in the one form that may be sent, if it tells one moment in another form; None if it does not.

    >>> as_imf_fixdate("1994-11-06T09:49:37+01:00"), as_imf_fixdate("Sunday, 06-Nov-94 08:49:37 GMT")
    ('Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:37 GMT')
    >>> as_imf_fixdate("1994-11-06"), as_imf_fixdate("in 5 minutes")
    (None, None)
    """
    obsolete = is_http_date(value)
    try:
        if obsolete or (_MAIL_DATE.fullmatch(value) and not _EARLY.search(value)):
            moment = parsedate_to_datetime(value)
        elif _ISO_DATE.fullmatch(value):
            moment = datetime.fromisoformat(value)
        else:
            return None
        aware = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    written = format_datetime(aware, usegmt=True)
    # Of a year with two digits the day of the week tells the century.
    return None if obsolete and written[:3] != value[:3] else written
