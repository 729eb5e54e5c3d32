"""The map for tokens, with what PyJWT, joserfc and Authlib really raise."""

import asyncio
import datetime as dt
import warnings

import joserfc.errors
import jwt
import pytest
from authlib.oauth2 import ResourceProtector
from authlib.oauth2.rfc6749.errors import MissingAuthorizationError, UnsupportedTokenTypeError
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc6750.errors import InsufficientScopeError, InvalidTokenError
from joserfc import jwt as jose
from joserfc.jwk import OctKey

from raising import answer, closed_port, raised_by
from statusmw import Policy, wsgi

with warnings.catch_warnings(record=True):  # Authlib has deprecated it, and many use it
    from authlib.jose import JsonWebToken
    from authlib.jose import errors as authlib_errors

SECRET, OTHER = "s" * 64, "o" * 64
PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
INVALID = (401, {"www-authenticate": 'Bearer error="invalid_token"'})
EXPIRED = (401, {"www-authenticate": 'Bearer error="invalid_token", error_description="The token has expired"'})
BEARER = (401, {"www-authenticate": "Bearer"})
SCOPE = (403, {"www-authenticate": 'Bearer error="insufficient_scope"'})


def token(**claims):
    return jwt.encode({"sub": "canary", **claims}, SECRET, "HS256")


@pytest.mark.parametrize(
    ("sent", "more", "expected"),
    [
        (token(exp=PAST), {}, EXPIRED),
        (token(), {"key": OTHER}, INVALID),
        ("canary", {}, INVALID),
        ("", {}, INVALID),
        (token(aud="other"), {"audience": "api"}, INVALID),
        (token(iss="other"), {"issuer": "me"}, INVALID),
        (token(nbf=2**40), {}, INVALID),
        (token(), {"options": {"require": ["exp"]}}, INVALID),
        (jwt.encode({}, SECRET, "HS512"), {}, INVALID),
        (jwt.encode({}, None, "none"), {}, INVALID),
    ],
)
def test_tokens_that_pyjwt_refuses(sent, more, expected):
    error = raised_by(jwt.decode, sent, **{"key": SECRET, "algorithms": ["HS256"], **more})
    assert answer(error, "auth") == expected


def test_what_of_pyjwt_is_no_fault_of_the_client():
    with closed_port() as port:
        keys = jwt.PyJWKClient(f"http://127.0.0.1:{port}/keys")
        assert answer(raised_by(keys.get_signing_keys), "auth") == (502, {})
    assert answer(jwt.InvalidKeyError("canary"), "auth") is None
    assert answer(jwt.PyJWKClientError("canary"), "auth") is None


def by_joserfc(sent, secret=SECRET):
    decoded = jose.decode(sent, OctKey.import_key(secret), ["HS256"])
    jose.JWTClaimsRegistry(sub={"essential": True}, iss={"value": "me"}).validate(decoded.claims)


def by_authlib(sent, secret=SECRET):
    claims = JsonWebToken(["HS256"]).decode(
        sent, secret, claims_options={"sub": {"essential": True}, "iss": {"value": "me"}}
    )
    claims.validate()


@pytest.mark.parametrize("read", [by_joserfc, by_authlib])
@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (token(exp=PAST, iss="me"), EXPIRED),
        (token(nbf=2**40, iss="me"), INVALID),
        (token(iss="other"), INVALID),
        (jwt.encode({}, SECRET, "HS256"), INVALID),
        (jwt.encode({"sub": "a"}, OTHER, "HS256"), INVALID),
        ("canary", INVALID),
    ],
)
def test_tokens_that_joserfc_and_authlib_refuse(read, sent, expected):
    assert answer(raised_by(read, sent), "auth") == expected


def test_what_of_theirs_is_no_fault_of_the_client():
    assert answer(joserfc.errors.MissingKeyError("canary"), "auth") is None
    assert answer(authlib_errors.MissingAlgorithmError(), "auth") is None


class Known(BearerTokenValidator):
    def authenticate_token(self, token_string):
        return Issued() if token_string == "known" else None


class Issued:
    def is_expired(self):
        return False

    def is_revoked(self):
        return False

    def get_scope(self):
        return "read"


class Request:
    def __init__(self, **headers):
        self.headers = headers


@pytest.mark.parametrize(
    ("headers", "scopes", "kind", "expected"),
    [
        ({}, None, MissingAuthorizationError, BEARER),
        ({"Authorization": "Basic canary"}, None, UnsupportedTokenTypeError, BEARER),
        ({"Authorization": "Bearer canary"}, None, InvalidTokenError, INVALID),
        ({"Authorization": "Bearer known"}, ["write"], InsufficientScopeError, SCOPE),
    ],
)
def test_what_authlibs_protector_refuses(headers, scopes, kind, expected):
    protector = ResourceProtector()
    protector.register_token_validator(Known())
    error = raised_by(protector.validate_request, scopes, Request(**headers))
    assert type(error) is kind
    assert answer(error, "auth") == expected


def test_the_answer_breaks_no_rule_and_says_nothing_of_the_token():
    def app(environ, start_response):
        jwt.decode(token(exp=PAST), SECRET, ["HS256"])

    from werkzeug.test import Client

    found = []
    response = Client(wsgi.StatusMiddleware(app, Policy(maps=["auth"], report=found.append))).get(
        "/", headers={"Authorization": "Bearer expired"}
    )
    assert response.status == "401 Unauthorized"
    assert response.headers["www-authenticate"] == EXPIRED[1]["www-authenticate"]
    assert b"canary" not in response.data
    assert found == []


def test_a_timeout_is_none_of_its_business():
    async def slow():
        async with asyncio.timeout(0):
            await asyncio.Event().wait()

    assert answer(raised_by(asyncio.run, slow()), "auth") is None
