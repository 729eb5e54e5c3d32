"""What fails in an answer to a failure, beside it, or in the telling of it: answered and told as any failure is."""

import asyncio
import io
import logging
import tempfile
from wsgiref.util import FileWrapper

import pytest
from starlette.requests import ClientDisconnect
from werkzeug.wsgi import FileWrapper as WerkzeugWrapper

from asgi_faces import asgi_app_of, scope_of, serve_asgi
from faces import environ_of, face, serve_wsgi
from statusmw import Policy, Problem, Reply
from statusmw.asgi import StatusMiddleware
from statusmw.exchange import Request
from statusmw.failures import ResponseAborted
from statusmw.wsgi_messages import size_of_file

TEXT = ("Content-Type", "text/plain")
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


class Lazy(Exception):
    pass


class Nameless(Exception):
    """One that answers no question about its class."""

    @property
    def __class__(self):
        raise ValueError("canary")


def raising(error):
    async def asgi(scope, receive, send):
        raise error

    def wsgi(environ, start_response):
        raise error

    return asgi, wsgi


def served_by_both(error, **policy):
    """What leaves for *error*, as status, whether it ended by itself, and the class of what the server got."""
    asgi, wsgi = raising(error)
    first = serve_asgi(StatusMiddleware(asgi, Policy(**policy)))
    second = serve_wsgi(face(wsgi, **policy)[0])
    return [(first.status, type(first.error)), (second.status and second.code, type(second.error))]


# The answer's own stream.


@pytest.mark.parametrize("fault", [KeyError("canary"), SystemExit(3)])
@pytest.mark.parametrize(("before", "status", "error"), [(0, 500, type(None)), (1, 503, ResponseAborted)])
def test_a_mapped_stream_that_fails_is_answered_or_cut_and_told(before, status, error, fault, records):
    def parts():
        yield from [b"a"] * before
        raise fault

    over_asgi, over_wsgi = served_by_both(Lazy(), mapping={Lazy: lambda _: Reply(parts(), 503)})
    told = [record.exc_info[0] for record in records if record.exc_info]
    assert over_asgi == (status, error)
    # In the main thread of a worker SystemExit is the server's.
    assert over_wsgi[1] is (SystemExit if type(fault) is SystemExit else error)
    assert told.count(type(fault)) == (1 if type(fault) is SystemExit else 2)


def test_what_a_client_that_left_misses_of_an_answer_is_told_to_nobody(records):
    async def parts():
        yield b"a"
        raise OSError("canary")

    async def send(message):
        raise OSError("the client has gone")

    app = StatusMiddleware(raising(Lazy())[0], Policy(mapping={Lazy: lambda _: Reply(parts(), 409)}))
    with pytest.raises(ClientDisconnect):
        asyncio.run(app(scope_of(), None, send))
    assert records == []


@pytest.mark.parametrize("fault", [ValueError, SystemExit])
def test_a_member_that_cannot_be_read_is_left_out(fault):
    class Model:
        def model_dump(self, mode):
            raise fault

    assert served_by_both(Problem(409, extra=Model())) == [(409, type(None))] * 2


# The telling.


class Full(logging.Handler):
    def emit(self, record):
        raise OSError("disk full")


@pytest.fixture
def full():
    logger, handler = logging.getLogger("statusmw"), Full()
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


def failing_page(details, request):
    raise ValueError


@pytest.mark.parametrize(
    ("error", "policy"),
    [
        (Problem(409, extra=object()), {}),
        (Problem(409), {"page": failing_page, "formats": {"*": "html"}}),
        (Problem.from_mapping({"status": 409, "type": "a b", "instance": "c d"}), {}),
    ],
    ids=["a member", "a page", "a type"],
)
def test_a_log_that_fails_costs_no_answer(error, policy, full):
    assert served_by_both(error, **policy) == [(409, type(None))] * 2


def test_the_id_of_another_servers_document_is_plain_in_a_record(records):
    strange = Problem.from_mapping({"status": 503, "instance": "/x\r\nINFO forged?token=canary"})
    served_by_both(strange)
    meant = [record for record in records if getattr(record, "error_id", None)]
    assert {record.error_id for record in meant} == {"/x\\r\\nINFO forged"}
    assert all(record.getMessage().isprintable() and "canary" not in record.getMessage() for record in meant)


@pytest.mark.parametrize("place", ["content", "close"])
def test_an_exception_that_lies_about_its_class_is_told_behind_the_head(place, records):
    class Parts:
        def __iter__(self):
            yield b"a"
            if place == "content":
                raise Nameless

        def close(self):
            if place == "close":
                raise Nameless

    def app(environ, start_response):
        start_response("200 OK", [TEXT])
        return Parts()

    served = serve_wsgi(face(app)[0])
    assert type(served.error) is (ResponseAborted if place == "content" else type(None))
    assert len(records) == 1


def test_an_exception_that_lies_about_its_class_is_told_over_asgi(records):
    async def app(scope, receive, send):
        await send(START)
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        raise Nameless

    assert type(serve_asgi(StatusMiddleware(app)).error) is ResponseAborted
    assert len(records) == 1


# Tasks that send at once.


def test_what_other_tasks_send_waits_for_the_head():
    left = []

    async def app(scope, receive, send):
        await send(START)
        bodies = [{"type": "http.response.body", "body": each, "more_body": True} for each in (b"one", b"", b"two")]
        await asyncio.gather(*map(send, bodies))
        await send({"type": "http.response.body", "body": b"end"})

    async def send(message):
        if message["type"] == "http.response.start":
            await asyncio.sleep(0.01)
        left.append(message.get("body", message["type"]))

    asyncio.run(StatusMiddleware(app)(scope_of(), None, send))
    assert left == ["http.response.start", b"one", b"", b"two", b"end"]


def test_what_waits_for_a_head_that_does_not_leave_goes_on():
    async def app(scope, receive, send):
        await send(START)
        body = {"type": "http.response.body", "body": b"one", "more_body": True}
        both = await asyncio.gather(send(body), send(body), return_exceptions=True)
        raise next(each for each in both if each is not None)

    async def send(message):
        await asyncio.sleep(0.01)
        raise OSError("the client has gone")

    with pytest.raises(OSError, match="gone"):
        asyncio.run(StatusMiddleware(app)(scope_of(), None, send))


# Files that the server sends.


class Wrapper(FileWrapper):
    pass


def file_of(content, at=0):
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the wrapper
    file.write(content)
    file.seek(at)
    return file


@pytest.mark.parametrize(
    ("make", "length", "is_handed_on"),
    [
        (lambda: file_of(b"hello"), None, True),
        (lambda: file_of(b"hello"), "5", True),
        (lambda: file_of(b"..hello", 2), "5", True),
        (lambda: io.BytesIO(b"hello"), None, True),
        (lambda: io.BytesIO(b"hello"), "5", False),
        (lambda: file_of(b"hello"), "40", False),
        (lambda: file_of(b"hello"), "2", False),
        (lambda: file_of(b"hello"), "five", False),
    ],
)
def test_a_file_is_the_servers_to_send_where_its_length_is_right(make, length, is_handed_on):
    given = []

    def app(environ, start_response):
        start_response("200 OK", [TEXT, *([("Content-Length", length)] if length else [])])
        given.append(environ["wsgi.file_wrapper"](make()))
        return given[0]

    wrapped, reports = face(app)
    environ = {**environ_of(Request("GET", "/", interface="wsgi")), "wsgi.file_wrapper": Wrapper}
    heads = []
    got = wrapped(environ, lambda line, fields, exc_info=None: heads.append(dict(fields)))
    assert (got is given[0]) is is_handed_on
    if not is_handed_on:
        content = b"".join(_until_cut(got))
        assert len(content) <= int(heads[0].get("Content-Length", len(content)))
        assert bool(reports) is (length != "5")
    given[0].close()


class Named:
    """A wrapper of another server's, which calls its file something else."""

    def __init__(self, file, name="file"):
        setattr(self, name, file)


@pytest.mark.parametrize(
    ("wrap", "at", "size"),
    [
        (Wrapper, 0, 5),
        (Wrapper, 5, 0),
        (Wrapper, 9, 0),
        (WerkzeugWrapper, 2, 3),
        (Named, 2, 3),
        (lambda file: Named(file, "other"), 0, None),
    ],
)
def test_the_size_of_a_file_is_what_is_left_of_it(wrap, at, size):
    with file_of(b"hello") as file:
        file.seek(at)
        assert size_of_file(wrap(file)) == size
    assert size_of_file([b"hello"]) is None


def _until_cut(parts):
    try:
        yield from parts
    except ResponseAborted:
        return


def test_no_content_of_a_second_kind_follows_what_is_whole():
    messages = [START, {"type": "http.response.body", "body": b"a"}]
    assert serve_asgi(StatusMiddleware(asgi_app_of(messages))).messages == messages
