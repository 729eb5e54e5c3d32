r"""What the values of lists, links, cookies and directives look like; `statusmw.grammar` for fields of other topics.

A judge takes a value as `str`, its octets read as Latin-1, and returns whether a sender may write it so.
"""

import re
from datetime import date

from statusmw.grammar import MONTHS, TOKEN_OCTETS, is_token, is_uri_reference, list_members

_TOKEN = rf"[{re.escape(TOKEN_OCTETS.decode())}]++"
_QUOTED = r'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*+"'
_OWS = r"[ \t]*+"
_PARAMETER = rf";{_OWS}(?:({_TOKEN})(?:{_OWS}={_OWS}(?:{_TOKEN}|{_QUOTED}))?)?"
_COMMENT = r"\((?:[\t !#-'*-\[\]-~\x80-\xff\"]|\\[\t -~\x80-\xff]|\((?:[^()\\]|\\.)*+\))*+\)"
_PRODUCT = rf"{_TOKEN}(?:/{_TOKEN})?"
_EPOCH = date(1970, 1, 1)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.DOTALL)


_MEMBER = r'[ \t]*+(?:"(?:[^"\\]|\\.)*+\\?"?|[^",])++'
_GAPLESS = _compile(rf"(?:{_MEMBER}(?:,{_MEMBER})*+)?")
_DIRECTIVE = _compile(rf"({_TOKEN})(?:=({_TOKEN}|{_QUOTED}))?")
_LINK = _compile(rf"{_OWS}<([^>]*+)>((?:{_OWS}{_PARAMETER})*+){_OWS}(?:,|\Z)")
_LINK_PARAMETER = _compile(_PARAMETER)
_COOKIE_PAIR = _compile(rf'{_TOKEN}=(?:[!#-+\--:<-\[\]-~]*+|"(?:[ !#-:<-\[\]-~]|\\[ -:<-~])*+")')
_COOKIE_ATTRIBUTE = _compile(r"[ -:<-~]*+")
_HSTS_DIRECTIVE = _compile(rf"({_TOKEN})(?:{_OWS}={_OWS}({_TOKEN}|{_QUOTED}))?")
_SERVER = _compile(rf"(?:{_PRODUCT}(?:[ \t]++(?:{_PRODUCT}|{_COMMENT}))*+)?")
_SECONDS = _compile(r'"?[0-9]++"?')
_STRUCTURED_DATE = _compile(r"@-?[0-9]{1,15}(?: *+;.*+)?")


def has_no_gap(value: str) -> bool:
    """Whether no member of a comma-separated list is empty (RFC 9110, section 5.6.1.1); an empty list has none.

    >>> has_no_gap("a, b"), has_no_gap(""), has_no_gap("a,, b"), has_no_gap("a,"), has_no_gap('a=",,"')
    (True, True, False, False, True)
    """
    return _GAPLESS.fullmatch(value) is not None


def directives(value: str) -> list[tuple[str, str | None]]:
    """Names, in lower case, and arguments as written of a Cache-Control; what is no directive is left out.

    >>> directives('no-cache="Set-Cookie", Max-Age=5, a b, public')
    [('no-cache', '"Set-Cookie"'), ('max-age', '5'), ('public', None)]
    """
    read = map(_DIRECTIVE.fullmatch, list_members(value))
    return [(found[1].lower(), found[2]) for found in read if found]


def is_directive_list(value: str) -> bool:
    """A Cache-Control (RFC 9111, section 5.2), gaps aside: tokens, each with or without one argument.

    >>> is_directive_list("no-cache, max-age=5"), is_directive_list("max-age=5; public"), is_directive_list("a b")
    (True, False, False)
    """
    return all(map(_DIRECTIVE.fullmatch, list_members(value)))


def is_vary(value: str) -> bool:
    """A Vary (RFC 9110, section 12.5.5), gaps aside: field names, or an asterisk.

    >>> is_vary("Accept, Origin"), is_vary("*"), is_vary(""), is_vary("Accept Origin")
    (True, True, True, False)
    """
    return all(map(is_token, list_members(value)))


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
    pair, *attributes = value.split(";")
    return bool(_COOKIE_PAIR.fullmatch(pair.strip(" \t"))) and all(map(_COOKIE_ATTRIBUTE.fullmatch, attributes))


def cookie_attributes(value: str) -> list[tuple[str, str]]:
    """Names, in lower case, and values of the attributes of a Set-Cookie.

    >>> cookie_attributes("a=1; Path=/b; HttpOnly")
    [('path', '/b'), ('httponly', '')]
    """
    pairs = (part.partition("=") for part in value.split(";")[1:] if part.strip(" \t"))
    return [(name.strip(" \t").lower(), found.strip(" \t")) for name, _, found in pairs]


def is_transport_security(value: str) -> bool:
    """A Strict-Transport-Security (RFC 6797, section 6.1): max-age in seconds, and no directive twice.

    >>> is_transport_security("max-age=31536000; includeSubDomains"), is_transport_security('max-age="0";')
    (True, True)
    >>> is_transport_security("includeSubDomains"), is_transport_security("max-age=1; max-age=2")
    (False, False)
    """
    read = [_HSTS_DIRECTIVE.fullmatch(part.strip(" \t")) for part in value.split(";") if part.strip(" \t")]
    found = {each[1].lower(): each[2] for each in read if each}
    return len(found) == len(read) and bool(_SECONDS.fullmatch(found.get("max-age") or ""))


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
