"""What was found, drawn or refused for a response holds for all of it, however its application goes on."""

import asyncio

import pytest

from asgi_faces import asgi_app_of, serve_asgi
from faces import face, serve_wsgi
from statusmw import Policy, asgi
from statusmw.failures import ResponseAborted
from statusmw.rule import BrokenResponse

TEXT = ("Content-Type", "text/plain")
SPLIT = [TEXT, ("X-A", "a\r\nSet-Cookie: sid=evil")]
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
SPLITTING = {**START, "headers": [(b"x-a", b"a\r\nset-cookie: sid=evil")]}
CHUNK = {"type": "http.response.body", "body": b"x", "more_body": True}
END = {"type": "http.response.body", "body": b""}
PROBLEM = b'{"title":"Not Found","status":500}'


class Watched:
    def __init__(self, app, mode="repair", **policy):
        self.found = []
        self.face = asgi.StatusMiddleware(app, Policy(on_finding=mode, report=self.found.append, **policy))

    @property
    def ids(self):
        return [finding.rule.id for finding in self.found]

    def serve(self, request="GET /", **options):
        return serve_asgi(self.face, request, **options)


# A head that cannot be sent.


def writing_on(environ, start_response):
    write = start_response("200 OK", SPLIT)
    for part in (b"one", b"two", b"three"):
        with pytest.raises((ResponseAborted, BrokenResponse)):
            write(part)
    return []


def trying_again(environ, start_response):
    try:
        start_response("200 OK", SPLIT)(b"one")
    except ResponseAborted as error:
        start_response("500 Oops", SPLIT, (type(error), error, None))
    return [b"sorry"]


@pytest.mark.parametrize("app", [writing_on, trying_again], ids=lambda app: app.__name__)
def test_a_head_that_cannot_be_sent_is_not_sent_at_the_second_attempt(app):
    wrapped, reports = face(app)
    served = serve_wsgi(wrapped)
    assert (served.error, served.code, served.value("content-type")) == (None, 500, "application/problem+json")
    assert b"evil" not in served.content
    assert all("evil" not in value for _, value in served.fields)
    assert reports.ids == ["field-value-with-control-character"]


def test_what_is_raised_for_a_write_is_raised_for_the_next():
    wrapped, _ = face(writing_on, "raise")
    assert isinstance(serve_wsgi(wrapped).error, BrokenResponse)


def test_a_head_that_was_mended_is_mended_behind_a_failed_write():
    def app(environ, start_response):
        wrong = [TEXT, ("Content-Length", "5"), ("Content-Length", "5")]
        write = start_response("200 OK", [*wrong, ("X-A", "a\nb")])
        with pytest.raises(ResponseAborted) as raised:
            write(b"Hello")
        start_response("200 OK", wrong, (ResponseAborted, raised.value, None))
        return [b"Hello"]

    wrapped, reports = face(app)
    served = serve_wsgi(wrapped)
    assert [value for name, value in served.fields if name == "Content-Length"] == ["5"]
    assert len(set(reports.ids)) == len(reports.ids)


# A share of what is read.


@pytest.fixture
def draws(monkeypatch):
    """Which numbers are drawn: always the one that decides for reading."""
    drawn = []
    monkeypatch.setattr("statusmw.content_reader.random", lambda: drawn.append(0) or 0)
    return drawn


def test_over_asgi_one_number_is_drawn_for_a_response(draws):
    start = {**START, "status": 404, "headers": [(b"content-type", b"application/problem+json")]}
    watched = Watched(asgi_app_of([start, {"type": "http.response.body", "body": PROBLEM}]), sample=0.5)
    watched.serve()
    assert (watched.ids, len(draws)) == (["problem-with-other-status"], 1)


@pytest.mark.parametrize("manner", [list, iter])
def test_over_wsgi_one_number_is_drawn_for_a_response(draws, manner):
    def app(environ, start_response):
        start_response("404 Not Found", [("Content-Type", "application/problem+json")])
        return manner([PROBLEM])

    wrapped, reports = face(app, sample=0.5)
    serve_wsgi(wrapped)
    assert (reports.ids, len(draws)) == (["problem-with-other-status"], 1)


# An application whose response was replaced, or is to be the failure.


def counting(start, sent):
    async def app(scope, receive, send):
        await send(start)
        for _ in range(100):
            await send(CHUNK)
            sent.append(1)
        await send(END)

    return app


def test_an_application_whose_response_was_replaced_is_stopped():
    sent = []
    served = Watched(counting(SPLITTING, sent)).serve()
    assert (served.status, served.complete, len(sent)) == (500, True, 1)


def test_one_that_goes_on_all_the_same_is_left_to_it():
    async def app(scope, receive, send):
        await send(SPLITTING)
        await send(CHUNK)
        with pytest.raises(ResponseAborted):
            await send(CHUNK)
        await send(END)

    served = Watched(app).serve()
    assert (served.status, served.complete) == (500, True)


def test_one_that_raises_something_else_instead_is_heard():
    async def app(scope, receive, send):
        await send(SPLITTING)
        await send(CHUNK)
        try:
            await send(CHUNK)
        except ResponseAborted:
            raise ValueError("on its own account") from None

    served = Watched(app).serve()
    assert (served.status, type(served.error)) == (500, ValueError)


def test_a_group_of_nothing_else_is_the_same():
    async def app(scope, receive, send):
        await send(SPLITTING)
        await send(CHUNK)
        async with asyncio.TaskGroup() as group:
            group.create_task(send(CHUNK))

    served = Watched(app).serve()
    assert (served.status, served.complete) == (500, True)


def test_where_the_finding_is_the_failure_it_is_raised_again():
    seen = []

    async def app(scope, receive, send):
        await send(SPLITTING)
        for _ in range(3):
            try:
                await send(CHUNK)
            except BrokenResponse as error:
                seen.append(error)

    served = Watched(app, "raise").serve()
    assert seen == [served.error] * 3


# What can be read once, and what comes behind an end that was held back.


def test_trailers_that_can_be_read_once_are_not_lost():
    lines = [(b"server-timing", b"a")]
    trailers = {"type": "http.response.trailers", "headers": iter(lines)}
    start = {**START, "headers": [*START["headers"], (b"trailer", b"Server-Timing")], "trailers": True}
    watched = Watched(asgi_app_of([start, CHUNK, END, trailers]))
    served = watched.serve("GET /\nTE: trailers")
    assert (served.error, served.messages[-1]["headers"]) == (None, lines)


def test_trailers_that_nobody_offered_are_left_out():
    start = {**START, "trailers": True}
    watched = Watched(asgi_app_of([start, CHUNK, END, {"type": "http.response.trailers", "headers": []}]))
    served = watched.serve(extensions={})
    assert [message["type"].rpartition(".")[2] for message in served.messages] == ["start", "body", "body"]
    assert (served.complete, watched.ids) == (True, ["extension-not-offered"])


def test_who_is_cancelled_while_another_response_is_sent_is_not_stopped_otherwise():
    async def app(scope, receive, send):
        await send(SPLITTING)
        try:
            await send(CHUNK)
        finally:
            await send(CHUNK)

    async def cancelled():
        async def stalls(message):
            await asyncio.Event().wait()

        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        task = asyncio.create_task(Watched(app).face(scope, None, stalls))
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_links_that_can_be_read_once_are_not_lost():
    links = [b"</a.css>; rel=preload"]
    hint = {"type": "http.response.early_hint", "links": iter(links)}
    served = Watched(asgi_app_of([hint, START, END])).serve()
    assert (served.error, served.messages[0]["links"]) == (None, links)


def test_a_hint_that_cannot_be_sent_is_left_out_and_the_response_is_not():
    hint = {"type": "http.response.early_hint", "links": [b"</a.css>\r\nset-cookie: sid=evil"]}
    watched = Watched(asgi_app_of([hint, START, END]))
    served = watched.serve()
    assert (served.complete, [message["type"] for message in served.messages]) == (
        True,
        ["http.response.start", "http.response.body"],
    )
    assert watched.ids == ["early-hint-malformed"]


def test_trailers_of_a_short_response_are_no_second_fault(caplog):
    start = {**START, "headers": [*START["headers"], (b"content-length", b"5")], "trailers": True}
    watched = Watched(asgi_app_of([start, CHUNK, END, {"type": "http.response.trailers", "headers": []}]))
    served = watched.serve("GET /\nTE: trailers")
    assert isinstance(served.error, ResponseAborted)
    assert (watched.ids, caplog.records) == (["content-length-too-long"], [])


# The request as the application sees it.


@pytest.mark.parametrize(("asked", "within", "after"), [("POST", "DELETE", "DELETE"), ("HEAD", "GET", "HEAD")])
def test_only_what_servers_look_for_in_the_method_is_put_back(asked, within, after):
    seen = []

    async def app(scope, receive, send):
        scope["method"] = within
        for message in (START, CHUNK, END):
            await send(message)
        seen.append(scope["method"])

    Watched(app).serve(f"{asked} /")
    assert seen == [after]
