"""What a challenge says (RFC 9110, Section 11, RFC 7617 and RFC 6750)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from statusmw.exchange import Exchange, FieldLine
from statusmw.grammar import TOKEN_OCTETS, is_challenge_list, list_members
from statusmw.rule import Level, Rule, Source
from statusmw.rules.shared import FINAL, said

_FIELDS: Final = frozenset({"www-authenticate", "proxy-authenticate"})
_CLIENT_ERRORS: Final = range(400, 500)
# The schemes of IANA's registry, in lower case.
_REGISTERED: Final = frozenset({
    "basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "oauth", "privatetoken",
    "scram-sha-1", "scram-sha-256", "vapid",
})  # fmt: skip
_CODE_OF: Final = {"invalid_request": 400, "invalid_token": 401, "insufficient_scope": 403}

_OF_CREDENTIALS: Final = re.compile(
    "assert|auth|bearer|cert|credential|identity|jwt|key|oidc|protocol|saml|secret|session|sig|ticket|token|user"
)

_TOKEN: Final = rf"[{re.escape(TOKEN_OCTETS.decode())}]"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*+"'
_PARAMETER: Final = re.compile(rf"({_TOKEN}++)[ \t]*+=[ \t]*+({_TOKEN}++|{_QUOTED})")
_BARE_REALM: Final = re.compile(
    rf"{_QUOTED}|(?<!{_TOKEN})(realm[ \t]*+=[ \t]*+)({_TOKEN}++)(?=[ \t]*+(?:,|\Z))", re.DOTALL | re.IGNORECASE
)

_Challenge = tuple[str, dict[str, str]]


def _challenges(value: str) -> list[_Challenge]:
    """Scheme and parameters of each challenge, names in lower case, values as written; none if malformed."""
    found: list[_Challenge] = []
    for member in list_members(value) if is_challenge_list(value.strip(" \t")) else []:
        parameter = member
        if not _PARAMETER.fullmatch(member):
            scheme, _, parameter = member.partition(" ")
            found.append((scheme.lower(), {}))
        if read := _PARAMETER.fullmatch(parameter.strip()):
            found[-1][1][read[1].lower()] = read[2]
    return found


def _each(scheme: str, judge: Callable[[dict[str, str]], bool]) -> Callable[[str], bool]:
    """Whether the parameters of each challenge of *scheme* satisfy *judge*."""
    return lambda value: all(judge(parameters) for name, parameters in _challenges(value) if name == scheme)


def _has_realm(parameters: dict[str, str]) -> bool:
    return "realm" in parameters


def _is_in_utf_8(parameters: dict[str, str]) -> bool:
    return "charset" not in parameters or parameters["charset"].strip('"').lower() == "utf-8"


names_realm_of_basic: Final = _each("basic", _has_realm)
has_charset_of_basic: Final = _each("basic", _is_in_utf_8)


def _quotes_realm(value: str) -> bool:
    return all(parameters.get("realm", '"')[0] == '"' for _, parameters in _challenges(value))


def _names_registered_schemes(value: str) -> bool:
    return all(scheme in _REGISTERED for scheme, _ in _challenges(value))


def with_quoted_realms(value: str) -> str:
    """*value* with quotes around each realm that has none (RFC 9110, Section 11.5)."""
    return _BARE_REALM.sub(lambda read: f'{read[1]}"{read[2]}"' if read[1] else read[0], value)


def _with_quotes(exchange: Exchange) -> Exchange:
    """The repair that puts each realm in quotes."""

    def mended(line: FieldLine) -> FieldLine:
        name, value = line
        return (name, with_quoted_realms(value)) if name.lower() in _FIELDS and not _quotes_realm(value) else line

    lines = tuple(map(mended, exchange.response.fields))
    return exchange.with_response(replace(exchange.response, fields=lines))


def _bearer_errors(exchange: Exchange) -> list[str]:
    """What each Bearer challenge says of the request; empty where it says nothing."""
    found = [each for value in exchange.response.values("www-authenticate") for each in _challenges(value)]
    return [parameters.get("error", "").strip('"') for scheme, parameters in found if scheme == "bearer"]


def _has_another_code(exchange: Exchange) -> bool:
    code = exchange.response.status_code
    return any(_CODE_OF.get(error, code) != code for error in _bearer_errors(exchange))


def _names_an_error_to_a_stranger(exchange: Exchange) -> bool:
    request = exchange.request
    # A token may be in a query, or in a field that somebody made up for it.
    hints = (request.target, *(name for name, _ in request.fields))
    return not any(_OF_CREDENTIALS.search(hint.lower()) for hint in hints) and any(_bearer_errors(exchange))


def _names_no_error_of_a_token(exchange: Exchange) -> bool:
    scheme = said(exchange.request, "authorization").partition(" ")[0].lower()
    errors = _bearer_errors(exchange)
    return scheme == "bearer" and bool(errors) and not any(errors)


RULES: Final = (
    Rule(
        id="realm-not-quoted",
        source=Source("RFC 9110", "11.5"),
        level=Level.MUST,
        says="The realm in WWW-Authenticate or Proxy-Authenticate stands in double quotes.",
        why="Many clients read a realm only in quotes; others ask for credentials of a realm without a name.",
        present=_FIELDS,
        valid=_quotes_realm,
        repair=_with_quotes,
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm=orders, charset="UTF-8"
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm="orders", charset="UTF-8"
        """,
    ),
    Rule(
        id="basic-challenge-without-realm",
        source=Source("RFC 7617", "2"),
        level=Level.MUST,
        says="A challenge of the scheme Basic has a realm.",
        why="A browser cannot tell its user what the password is for, nor remember it for the right pages.",
        present=_FIELDS,
        valid=names_realm_of_basic,
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm="orders"
        """,
    ),
    Rule(
        id="basic-challenge-in-other-charset",
        source=Source("RFC 7617", "2.1"),
        level=Level.MUST,
        says="The charset of a challenge of the scheme Basic, if it has one, is UTF-8.",
        why="Clients know no other value and encode the password as they like.",
        present=_FIELDS,
        valid=has_charset_of_basic,
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm="orders", charset="ISO-8859-1"
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Basic realm="orders", charset="UTF-8"
        """,
    ),
    Rule(
        id="authentication-scheme-unregistered",
        source=Source("RFC 9110", "11.1"),
        level=Level.ADVICE,
        says="The scheme of a challenge is one of the registered ones.",
        why="Only clients made for this one application know how to answer.",
        present=_FIELDS,
        valid=_names_registered_schemes,
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: ApiKey
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer
        """,
    ),
    Rule(
        id="bearer-error-with-other-code",
        source=Source("RFC 6750", "3.1"),
        level=Level.SHOULD,
        says="Bearer's error invalid_request goes with 400, invalid_token with 401, insufficient_scope with 403.",
        why="A client that looks at the code fetches a new token where that does not help, or does not where it would.",
        status_codes=_CLIENT_ERRORS,
        present="www-authenticate",
        check=_has_another_code,
        bad="""
            GET /orders
            Authorization: Bearer abc

            403 Forbidden
            WWW-Authenticate: Bearer error="invalid_token"
        """,
        good="""
            GET /orders
            Authorization: Bearer abc

            401 Unauthorized
            WWW-Authenticate: Bearer error="invalid_token"
        """,
    ),
    Rule(
        id="bearer-error-without-credentials",
        source=Source("RFC 6750", "3.1"),
        level=Level.SHOULD,
        says="The Bearer challenge to a request without any credentials has no error.",
        why="The client is told that its token is wrong when it had none, and throws away one that is good.",
        status_codes={401},
        # A form or a document may hold a token as well.
        unasked=("authorization", "content-type", "cookie"),
        present="www-authenticate",
        check=_names_an_error_to_a_stranger,
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer error="invalid_token"
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer
        """,
    ),
    Rule(
        id="bearer-token-refused-without-error",
        source=Source("RFC 6750", "3"),
        level=Level.ADVICE,
        says="The Bearer challenge to a request with a token tells in error why the token was refused.",
        why="The client cannot tell that it has to fetch another token, and may send the same one again.",
        status_codes={401},
        asked="authorization",
        present="www-authenticate",
        check=_names_no_error_of_a_token,
        bad="""
            GET /orders
            Authorization: Bearer abc

            401 Unauthorized
            WWW-Authenticate: Bearer
        """,
        good="""
            GET /orders
            Authorization: Bearer abc

            401 Unauthorized
            WWW-Authenticate: Bearer error="invalid_token"
        """,
    ),
    Rule(
        id="forbidden-with-challenge",
        source=Source("RFC 9110", "15.5.4"),
        level=Level.ADVICE,
        says="A request without credentials that would be served with them is answered with 401 rather than 403.",
        why="A client takes 403 for a final no, and does not answer the challenge.",
        status_codes={403},
        unasked=("authorization", "cookie"),
        present="www-authenticate",
        bad="""
            GET /orders

            403 Forbidden
            WWW-Authenticate: Bearer
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer
        """,
    ),
    Rule(
        id="proxy-challenge-without-meaning",
        source=Source("RFC 9110", "11.7.1"),
        level=Level.ADVICE,
        says="Proxy-Authenticate goes with status code 407.",
        why="With any other code it asks for nothing; a challenge of the resource itself is in WWW-Authenticate.",
        status_codes=frozenset(FINAL) - {407},
        interface="asgi",
        present="proxy-authenticate",
        bad="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer
            Proxy-Authenticate: Bearer
        """,
        good="""
            GET /orders

            401 Unauthorized
            WWW-Authenticate: Bearer
        """,
    ),
)
