"""Maps for clients of other servers: HTTP, gRPC and AWS."""

from __future__ import annotations

from typing import Any, Final

from statusmw.maps.model import Entry, Map, When
from statusmw.maps.where import raised_in

_UNREACHED: Final = "The other server cannot be reached, or its answer cannot be read."
_TIME: Final = "The other server did not answer in time."
_FAILED: Final = "The other server has failed."
_CROWDED: Final = "All connections to the other server are in use; it passes."
_LATER: Final = "The other server has too much to do; it passes."

_RESPONSE_5XX: Final = When("the answer was a 5xx", lambda error: error.response.status_code >= 500)
_STATUS_5XX: Final = When("the answer was a 5xx", lambda error: error.status >= 500)
# aiohttp says 400 about an answer that it cannot parse.
_NO_HTTP: Final = When(
    "the answer was no HTTP", lambda error: type(error.__cause__).__module__ == "aiohttp.http_exceptions"
)


def _reason_is(name: str) -> When:
    def test(error: Any) -> bool:
        return any(cls.__name__ == name for cls in type(error.reason).__mro__)

    return When(f"the reason is a {name}", test)


_HTTPX: Final = (
    Entry("httpx.PoolTimeout", 503, _CROWDED, retry_after=1),
    Entry("httpx.TimeoutException", 504, _TIME),
    Entry("httpx.NetworkError", 502, _UNREACHED),
    Entry("httpx.ProxyError", 502, _UNREACHED),
    Entry("httpx.RemoteProtocolError", 502, _UNREACHED),
    Entry("httpx.DecodingError", 502, _UNREACHED),
    Entry("httpx.TooManyRedirects", 502, "The other server sends its clients round in a circle."),
    Entry("httpx.HTTPStatusError", 502, _FAILED, when=_RESPONSE_5XX),
)

_REQUESTS: Final = (
    Entry("requests.exceptions.ConnectTimeout", 504, _TIME),
    Entry("requests.exceptions.Timeout", 504, _TIME),
    Entry("requests.exceptions.ConnectionError", 502, _UNREACHED),
    Entry("requests.exceptions.ChunkedEncodingError", 502, _UNREACHED),
    Entry("requests.exceptions.ContentDecodingError", 502, _UNREACHED),
    Entry("requests.exceptions.JSONDecodeError", 502, _UNREACHED),
    Entry("requests.exceptions.RetryError", 502, _FAILED),
    Entry("requests.exceptions.TooManyRedirects", 502, "The other server sends its clients round in a circle."),
    Entry("requests.exceptions.HTTPError", 502, _FAILED, when=_RESPONSE_5XX),
)

_AIOHTTP: Final = (
    Entry("aiohttp.ServerTimeoutError", 504, _TIME),
    Entry("builtins.TimeoutError", 504, _TIME, when=raised_in("aiohttp")),
    Entry("aiohttp.ClientConnectionError", 502, _UNREACHED),
    Entry("aiohttp.ClientPayloadError", 502, _UNREACHED),
    Entry("aiohttp.ClientResponseError", 502, _UNREACHED, when=_NO_HTTP),
    Entry("aiohttp.ClientResponseError", 502, _FAILED, when=_STATUS_5XX),
)

_URLLIB3: Final = (
    Entry("urllib3.exceptions.NewConnectionError", 502, _UNREACHED),
    Entry("urllib3.exceptions.TimeoutError", 504, _TIME),
    Entry("urllib3.exceptions.MaxRetryError", 502, _UNREACHED, when=_reason_is("NewConnectionError")),
    Entry("urllib3.exceptions.MaxRetryError", 504, _TIME, when=_reason_is("TimeoutError")),
    Entry("urllib3.exceptions.MaxRetryError", 502, _UNREACHED),
    Entry("urllib3.exceptions.EmptyPoolError", 503, _CROWDED, retry_after=1),
    Entry("urllib3.exceptions.ProtocolError", 502, _UNREACHED),
    Entry("urllib3.exceptions.IncompleteRead", 502, _UNREACHED),
    Entry("urllib3.exceptions.ProxyError", 502, _UNREACHED),
    Entry("urllib3.exceptions.SSLError", 502, _UNREACHED),
    Entry("urllib3.exceptions.DecodeError", 502, _UNREACHED),
    Entry("urllib3.exceptions.ResponseError", 502, _FAILED),
)

HTTP_CLIENTS: Final = Map(
    "http-clients",
    "httpx, requests, aiohttp and urllib3: another server cannot be reached, fails, or takes too long.",
    (*_HTTPX, *_REQUESTS, *_AIOHTTP, *_URLLIB3),
)


def _grpc(*names: str) -> When:
    return When(f"the status is {' or '.join(names)}", lambda error: error.code().name in names)


GRPC: Final = Map(
    "grpc",
    "gRPC: what another service has answered. What says that the call was wrong stays a 500.",
    (
        Entry("grpc.RpcError", 404, "What the request names is not there.", when=_grpc("NOT_FOUND")),
        Entry("grpc.RpcError", 409, "It is there already.", when=_grpc("ALREADY_EXISTS")),
        Entry("grpc.RpcError", 409, "Somebody else was faster.", when=_grpc("ABORTED")),
        Entry("grpc.RpcError", 504, _TIME, when=_grpc("DEADLINE_EXCEEDED")),
        Entry("grpc.RpcError", 503, _LATER, when=_grpc("UNAVAILABLE", "RESOURCE_EXHAUSTED"), retry_after=5),
        Entry("grpc.RpcError", 502, _FAILED, when=_grpc("INTERNAL", "UNKNOWN", "DATA_LOSS")),
    ),
)

_THROTTLED: Final = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


def _aws(words: str, *codes: str) -> When:
    return When(words, lambda error: error.response["Error"]["Code"] in codes)


_AWS_5XX: Final = When(
    "the answer was a 5xx", lambda error: error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
)

BOTOCORE: Final = Map(
    "botocore",
    "boto3 and botocore: AWS cannot be reached, takes too long, or has answered with an error.",
    (
        Entry("botocore.exceptions.ConnectTimeoutError", 504, _TIME),
        Entry("botocore.exceptions.ReadTimeoutError", 504, _TIME),
        Entry("botocore.exceptions.ConnectionError", 502, _UNREACHED),
        Entry("botocore.exceptions.HTTPClientError", 502, _UNREACHED),
        Entry("botocore.exceptions.IncompleteReadError", 502, _UNREACHED),
        Entry(
            "botocore.exceptions.ClientError",
            404,
            "What the request names is not there.",
            when=_aws("the code is NoSuchKey", "NoSuchKey"),
        ),
        Entry(
            "botocore.exceptions.ClientError",
            409,
            "What was to be changed is no longer as it was.",
            when=_aws("the code is ConditionalCheckFailedException", "ConditionalCheckFailedException"),
        ),
        Entry(
            "botocore.exceptions.ClientError",
            503,
            _LATER,
            when=_aws("the code is one of throttling", *_THROTTLED),
            retry_after=1,
        ),
        Entry("botocore.exceptions.ClientError", 502, _FAILED, when=_AWS_5XX),
    ),
)
