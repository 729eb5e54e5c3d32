"""The maps for clients of other servers, with what the libraries really raise against sockets of this machine."""

import asyncio
import errno
import http.client
import queue
import socket
import ssl
import urllib.error
import urllib.request

import aiohttp
import botocore.exceptions
import grpc
import httpx
import pytest
import requests
import urllib3
from botocore.config import Config
from botocore.session import get_session

from raising import answer, closed_port, listening, raised_by, raised_in

UNREACHED, TIMED_OUT = (502, {}), (504, {})
NO_HTTP = b"SSH-2.0-OpenSSH\r\n\r\n"
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab"
BAD_CODING = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
NO_JSON = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab"


def by_httpx(url):
    with httpx.Client(timeout=0.2, trust_env=False) as client:
        client.get(url).raise_for_status().json()


def by_requests(url):
    with requests.Session() as session:
        session.trust_env = False
        response = session.get(url, timeout=0.2)
        response.raise_for_status()
        response.json()


def by_urllib3(url):
    with urllib3.PoolManager(timeout=0.2, retries=urllib3.Retry(0, status_forcelist=[500])) as manager:
        if manager.request("GET", url).json() is None:
            raise AssertionError


def by_aiohttp(url):
    async def ask():
        timeout = aiohttp.ClientTimeout(sock_read=0.2)
        async with (
            aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session,
            session.get(url) as response,
        ):
            await response.json()

    asyncio.run(ask())


def by_aiohttp_in_all(url):
    async def ask():
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session, session.get(url):
            pass

    asyncio.run(ask())


def by_urllib(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=0.2) as response:
        response.read()


CLIENTS = [(by_httpx, "http-clients"), (by_requests, "http-clients"), (by_urllib3, "http-clients"), (by_aiohttp, "http-clients"), (by_urllib, "std")]  # fmt: skip


@pytest.mark.parametrize(("ask", "name"), CLIENTS)
def test_a_server_that_nobody_runs_is_unreachable(ask, name):
    with closed_port() as port:
        assert answer(raised_by(ask, f"http://127.0.0.1:{port}/"), name) == UNREACHED


@pytest.mark.parametrize(("ask", "name"), [*CLIENTS, (by_aiohttp_in_all, "http-clients")])
def test_a_server_that_is_silent_times_out(ask, name):
    with listening() as port:
        assert answer(raised_by(ask, f"http://127.0.0.1:{port}/"), name) == TIMED_OUT


@pytest.mark.parametrize(("ask", "name"), CLIENTS)
@pytest.mark.parametrize("said", [NO_HTTP, CUT])
def test_an_answer_that_cannot_be_read_is_as_good_as_none(ask, name, said):
    with listening(said) as port:
        assert answer(raised_by(ask, f"http://127.0.0.1:{port}/"), name) == UNREACHED


@pytest.mark.parametrize(("ask", "name"), CLIENTS[:-1])
def test_content_that_cannot_be_decoded_is_as_good_as_none(ask, name):
    with listening(BAD_CODING) as port:
        assert answer(raised_by(ask, f"http://127.0.0.1:{port}/"), name) == UNREACHED


@pytest.mark.parametrize(("ask", "name"), CLIENTS)
def test_a_server_that_fails_is_a_bad_gateway(ask, name):
    with listening(FAILED) as port:
        assert answer(raised_by(ask, f"http://127.0.0.1:{port}/"), name) == UNREACHED


@pytest.mark.parametrize(("ask", "name"), [(by_httpx, "http-clients"), (by_requests, "http-clients"), (by_aiohttp, "http-clients"), (by_urllib, "std")])  # fmt: skip
def test_a_server_that_refuses_what_was_asked_leaves_the_blame_here(ask, name):
    with listening(MISSING) as port:
        assert answer(raised_by(ask, f"http://127.0.0.1:{port}/"), name) is None


def test_an_answer_that_is_no_json_is_no_fault_of_the_client():
    with listening(NO_JSON, NO_JSON) as port:
        assert answer(raised_by(by_requests, f"http://127.0.0.1:{port}/"), "http-clients") == UNREACHED
        assert answer(raised_by(by_httpx, f"http://127.0.0.1:{port}/"), "http-clients") is None


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (httpx.PoolTimeout("canary"), (503, {"retry-after": "1"})),
        (httpx.ConnectTimeout("canary"), TIMED_OUT),
        (httpx.TooManyRedirects("canary"), UNREACHED),
        (httpx.UnsupportedProtocol("canary"), None),
        (httpx.InvalidURL("canary"), None),
        (httpx.LocalProtocolError("canary"), None),
        (requests.ConnectTimeout("canary"), TIMED_OUT),
        (requests.exceptions.SSLError("canary"), UNREACHED),
        (requests.exceptions.MissingSchema("canary"), None),
        (requests.HTTPError("canary"), None),
        (urllib3.exceptions.EmptyPoolError(None, "canary"), (503, {"retry-after": "1"})),
        (urllib3.exceptions.ConnectTimeoutError("canary"), TIMED_OUT),
        (urllib3.exceptions.NameResolutionError("a", None, "canary"), UNREACHED),
        (urllib3.exceptions.MaxRetryError(None, "/", urllib3.exceptions.SSLError("canary")), UNREACHED),
        (urllib3.exceptions.LocationParseError("canary"), None),
        (aiohttp.InvalidURL("canary"), None),
        (TimeoutError("canary"), None),
    ],
)
def test_what_cannot_be_provoked_here_is_answered_by_its_class(error, expected):
    assert answer(error, "http-clients") == expected


# What Python itself raises.


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "canary"), (507, {})),
        (OSError(errno.EDQUOT, "canary"), (507, {})),
        (OSError(errno.EMFILE, "canary"), (503, {"retry-after": "1"})),
        (OSError("canary"), None),
        (FileNotFoundError(errno.ENOENT, "canary"), None),
        (PermissionError(errno.EACCES, "canary"), None),
        (ConnectionResetError("canary"), UNREACHED),
        (ConnectionAbortedError("canary"), UNREACHED),
        (BrokenPipeError("canary"), None),
        (http.client.RemoteDisconnected("canary"), UNREACHED),
        (urllib.error.URLError(TimeoutError("canary")), TIMED_OUT),
        (ssl.SSLCertVerificationError("canary"), UNREACHED),
        (KeyError("canary"), None),
        (NotImplementedError("canary"), None),
    ],
)
def test_what_python_raises(error, expected):
    assert answer(error, "std") == expected


def test_what_python_raises_for_real():
    full = queue.Queue(1)
    full.put(1)
    assert answer(raised_by(full.put_nowait, 1), "std") == (503, {"retry-after": "1"})
    assert answer(raised_by(socket.getaddrinfo, "127.0.0.1", "no-such-service"), "std") == UNREACHED
    with closed_port() as port:
        assert answer(raised_by(socket.create_connection, ("127.0.0.1", port)), "std") == UNREACHED
    with listening() as port, socket.create_connection(("127.0.0.1", port), timeout=0.05) as silent:
        assert answer(raised_by(silent.recv, 1), "std") == TIMED_OUT


async def full_queue():
    crowded = asyncio.Queue(1)
    crowded.put_nowait(1)
    crowded.put_nowait(1)


async def timeout():
    async with asyncio.timeout(0):
        await asyncio.Event().wait()


async def cut_stream():
    reader = asyncio.StreamReader()
    reader.feed_data(b"ab")
    reader.feed_eof()
    await reader.readexactly(3)


@pytest.mark.parametrize(
    ("provoke", "expected"),
    [
        (full_queue, (503, {"retry-after": "1"})),
        (timeout, TIMED_OUT),
        (lambda: asyncio.wait_for(asyncio.Event().wait(), 0), TIMED_OUT),
        (cut_stream, UNREACHED),
    ],
)
def test_what_asyncio_raises(provoke, expected):
    async def provoked():
        return await raised_in(provoke())

    assert answer(asyncio.run(provoked()), "asyncio") == expected


# gRPC and AWS.


class Failed(grpc.RpcError):
    def __init__(self, code):
        self._code = code

    def code(self):
        return self._code


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("NOT_FOUND", (404, {})),
        ("ALREADY_EXISTS", (409, {})),
        ("ABORTED", (409, {})),
        ("DEADLINE_EXCEEDED", TIMED_OUT),
        ("UNAVAILABLE", (503, {"retry-after": "5"})),
        ("RESOURCE_EXHAUSTED", (503, {"retry-after": "5"})),
        ("INTERNAL", UNREACHED),
        ("UNKNOWN", UNREACHED),
        ("DATA_LOSS", UNREACHED),
        ("INVALID_ARGUMENT", None),
        ("FAILED_PRECONDITION", None),
        ("OUT_OF_RANGE", None),
        ("PERMISSION_DENIED", None),
        ("UNAUTHENTICATED", None),
        ("UNIMPLEMENTED", None),
        ("CANCELLED", None),
    ],
)
def test_each_status_of_grpc_that_can_be_an_error(code, expected):
    assert answer(Failed(grpc.StatusCode[code]), "grpc") == expected


def test_grpc_against_a_port_on_which_nobody_listens():
    with closed_port() as port, grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        error = raised_by(channel.unary_unary("/shop.Shop/Get"), b"", timeout=5)
    assert answer(error, "grpc") == (503, {"retry-after": "5"})


def test_grpc_against_a_server_that_is_silent():
    with listening() as port, grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        error = raised_by(channel.unary_unary("/shop.Shop/Get"), b"", timeout=0.2, wait_for_ready=True)
    assert answer(error, "grpc") == TIMED_OUT


def test_grpc_asyncio_against_a_port_on_which_nobody_listens():
    async def ask(port):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            return await raised_in(channel.unary_unary("/shop.Shop/Get")(b"", timeout=5))

    with closed_port() as port:
        assert answer(asyncio.run(ask(port)), "grpc") == (503, {"retry-after": "5"})


def s3(port):
    return get_session().create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=0.2, connect_timeout=1, proxies={}),
    )


def s3_says(status_code, code):
    content = f"<Error><Code>{code}</Code><Message>canary</Message></Error>".encode()
    return b"HTTP/1.1 %d Whatever\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        status_code,
        len(content),
        content,
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (s3_says(404, "NoSuchKey"), (404, {})),
        (s3_says(404, "NoSuchBucket"), None),
        (s3_says(403, "AccessDenied"), None),
        (s3_says(503, "SlowDown"), (503, {"retry-after": "1"})),
        (s3_says(400, "ThrottlingException"), (503, {"retry-after": "1"})),
        (s3_says(400, "ConditionalCheckFailedException"), (409, {})),
        (s3_says(500, "InternalError"), UNREACHED),
        (b"", UNREACHED),
    ],
)
def test_what_aws_says(said, expected):
    with listening(said) as port:
        assert answer(raised_by(s3(port).get_object, Bucket="bucket", Key="key"), "botocore") == expected


def test_aws_unreachable_and_silent():
    with closed_port() as port:
        assert answer(raised_by(s3(port).get_object, Bucket="bucket", Key="key"), "botocore") == UNREACHED
    with listening() as port:
        assert answer(raised_by(s3(port).get_object, Bucket="bucket", Key="key"), "botocore") == TIMED_OUT


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (botocore.exceptions.ConnectTimeoutError(endpoint_url="canary"), TIMED_OUT),
        (botocore.exceptions.IncompleteReadError(actual_bytes=1, expected_bytes=2), UNREACHED),
        (botocore.exceptions.NoCredentialsError(), None),
        (botocore.exceptions.ClientError({}, "canary"), None),
    ],
)
def test_what_aws_does_not_say(error, expected):
    assert answer(error, "botocore") == expected
