"""Maps for tokens: 401 with the challenge that says what was wrong, as RFC 6750, Section 3, has it."""

from __future__ import annotations

from typing import Final

from statusmw.maps.model import Entry, Map

_BEARER: Final = "Bearer"
_INVALID: Final = 'Bearer error="invalid_token"'
_EXPIRED: Final = 'Bearer error="invalid_token", error_description="The token has expired"'
_SCOPE: Final = 'Bearer error="insufficient_scope"'

_NOT_GOOD: Final = "The token is malformed, forged, or for somebody else."
_TOO_OLD: Final = "The token has expired; the client can get a new one."
_NONE: Final = "The request has no token; a challenge without error code says what is asked for."
_MORE: Final = "The token is good, and does not allow this."

_PYJWT: Final = (
    Entry("jwt.exceptions.ExpiredSignatureError", 401, _TOO_OLD, challenge=_EXPIRED),
    Entry("jwt.exceptions.InvalidTokenError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("jwt.exceptions.PyJWKClientConnectionError", 502, "The keys cannot be fetched from who issues the tokens."),
)

_JOSERFC: Final = (
    Entry("joserfc.errors.ExpiredTokenError", 401, _TOO_OLD, challenge=_EXPIRED),
    Entry("joserfc.errors.ClaimError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("joserfc.errors.BadSignatureError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("joserfc.errors.DecodeError", 401, _NOT_GOOD, challenge=_INVALID),
)

_AUTHLIB: Final = (
    Entry("authlib.jose.errors.ExpiredTokenError", 401, _TOO_OLD, challenge=_EXPIRED),
    Entry("authlib.jose.errors.InvalidTokenError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("authlib.jose.errors.InvalidClaimError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("authlib.jose.errors.MissingClaimError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("authlib.jose.errors.BadSignatureError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("authlib.jose.errors.DecodeError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("authlib.oauth2.rfc6749.errors.MissingAuthorizationError", 401, _NONE, challenge=_BEARER),
    Entry("authlib.oauth2.rfc6749.errors.UnsupportedTokenTypeError", 401, _NONE, challenge=_BEARER),
    Entry("authlib.oauth2.rfc6750.errors.InvalidTokenError", 401, _NOT_GOOD, challenge=_INVALID),
    Entry("authlib.oauth2.rfc6750.errors.InsufficientScopeError", 403, _MORE, challenge=_SCOPE),
)

AUTH: Final = Map(
    "auth",
    "PyJWT, Authlib and joserfc: tokens that are not good, 401 with the challenge of RFC 6750.",
    (*_PYJWT, *_JOSERFC, *_AUTHLIB),
)
