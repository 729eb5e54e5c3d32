"""What an application changes of what it was given, or has handed over: it changes nothing for the client."""

import asyncio
import json
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import StreamingResponse
from starlette.routing import Route

from asgi_faces import asgi_app_of, scope_of, send_as_starlette, serve_asgi
from faces import face, serve_wsgi
from statusmw import Policy, Problem, asgi, wsgi
from statusmw.exchange import Request
from statusmw.failures import ResponseAborted
from statusmw.rule import BrokenResponse, Level, Rule, Source

HEAD = Request("HEAD", "/orders", interface="wsgi")
TEXT = [("Content-Type", "text/plain")]
START = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
BODY = {"type": "http.response.body", "body": b"hi"}
SPLIT = (b"x", b"y\r\nInjected: 1")
TOLD = {"source": Source("House", "1"), "level": Level.MUST, "says": "It is.", "why": "", "bad": "", "good": ""}


def asgi_face(app, mode="repair", **policy):
    found = []
    return asgi.StatusMiddleware(app, Policy(on_finding=mode, report=found.append, **policy)), found


class TestWhatTheClientHasAsked:
    def as_get(self, content):
        def app(environ, start_response):
            environ["REQUEST_METHOD"] = "GET"
            return content(start_response)

        return app

    @pytest.mark.parametrize("mode", ["repair", "raise", "report"])
    def test_is_answered_to_head_without_content_if_it_fails(self, mode):
        def fails(start_response):
            raise ValueError

        def fails_late(start_response):
            start_response("200 OK", TEXT)
            yield from map(int, ["no number"])

        for content in (fails, fails_late):
            served = serve_wsgi(face(self.as_get(content), mode)[0], HEAD)
            assert (served.code, served.content) == (500, b"")

    def test_is_answered_to_head_without_content_if_the_head_cannot_be_sent(self):
        def splits(start_response):
            start_response("200 OK", [*TEXT, ("X", "a\r\nb: c")])
            return [b"hi"]

        served = serve_wsgi(face(self.as_get(splits))[0], HEAD)
        assert (served.code, served.content) == (500, b"")

    def test_is_what_findings_are_about(self):
        def answers(start_response):
            start_response("200 OK", TEXT)
            return [b"hi"]

        wrapped, reports = face(self.as_get(answers), select=["head-with-content"])
        assert serve_wsgi(wrapped, HEAD).content == b""
        assert reports.ids == ["head-with-content"]
        assert reports[0].exchange.request.method == "HEAD"


CHANGES = {
    "a number for a key": lambda environ: environ.update({42: "x"}),
    "a number for a field": lambda environ: environ.update({"HTTP_X_A": 5, "CONTENT_TYPE": 5}),
    "nothing for the path": lambda environ: environ.update({"PATH_INFO": None, "SCRIPT_NAME": None}),
    "nothing for the protocol": lambda environ: environ.update({"SERVER_PROTOCOL": None, "QUERY_STRING": None}),
    "nothing at all": lambda environ: environ.clear(),
}
SCOPES = {
    "text for a field": lambda scope: scope["headers"].append(("x-a", "b")),
    "a number for a field": lambda scope: scope["headers"].append(5),
    "half a field": lambda scope: scope["headers"].append((b"x",)),
    "a number for the fields": lambda scope: scope.update(headers=5),
    "nothing for the query": lambda scope: scope.update(query_string=None),
    "nothing for the path": lambda scope: scope.update(path=None, http_version=None),
    "no method": lambda scope: scope.pop("method"),
}


class TestWhatAnApplicationMakesOfTheRequest:
    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    def test_over_wsgi_costs_no_answer(self, change, records):
        def fails(environ, start_response):
            change(environ)
            raise ValueError("secret")

        def answers(environ, start_response):
            change(environ)
            start_response("201 Created", [*TEXT, ("Location", "/a")])
            return [b"hi"]

        assert serve_wsgi(face(fails)[0]).code == 500
        assert [record.exc_info[0] for record in records] == [ValueError]
        served = serve_wsgi(face(answers)[0])
        assert (served.error, served.code, served.content) == (None, 201, b"hi")

    @pytest.mark.parametrize("change", SCOPES.values(), ids=SCOPES)
    def test_over_asgi_costs_no_answer(self, change, records):
        def changing(*messages):
            async def app(scope, receive, send):
                change(scope)
                await asgi_app_of(list(messages))(scope, receive, send)

            return asgi_face(app)[0]

        def request():
            return {**scope_of("GET /a\nAccept: text/html"), "headers": [(b"accept", b"text/html")]}

        served = serve_asgi(changing(ValueError("secret")), request())
        assert (served.error, served.status) == (None, 500)
        assert served.value("content-type") == "text/html; charset=utf-8"
        assert [record.exc_info[0] for record in records] == [ValueError]
        served = serve_asgi(changing({**START, "status": 201, "headers": [*START["headers"]]}, BODY), request())
        assert (served.error, served.status, served.body) == (None, 201, b"hi")


class TestWhatWasHandedOver:
    @pytest.mark.parametrize(
        "change",
        [
            lambda message: message.update(headers=[SPLIT, (b"content-length", b"99")]),
            lambda message: message.update(status=204),
            lambda message: (message.clear(), message.update(BODY)),
        ],
    )
    @pytest.mark.parametrize("more", [False, True])
    def test_over_asgi_is_the_head_as_it_was(self, change, more):
        async def app(scope, receive, send):
            message = {**START}
            await send(message)
            change(message)
            await send({**BODY, "more_body": more})
            if more:
                await send({"type": "http.response.body"})

        wrapped, found = asgi_face(app)
        served = serve_asgi(wrapped)
        assert (served.start, served.body, found) == (START, b"hi", [])

    @pytest.mark.parametrize("mode", ["repair", "raise", "report"])
    def test_and_coded_outside_is_judged_as_it_was_sent(self, mode):
        async def parts():
            yield b'{"title":"x",'
            yield b'"status":409}' + b" " * 600

        async def endpoint(request):
            return StreamingResponse(parts(), 409, media_type="application/problem+json")

        found = []
        policy = Policy(on_finding=mode, report=found.append)
        layers = [Middleware(GZipMiddleware), Middleware(asgi.StatusMiddleware, policy=policy)]
        served = serve_asgi(Starlette(routes=[Route("/", endpoint)], middleware=layers), "GET /\nAccept-Encoding: gzip")
        assert (served.error, served.value("content-encoding"), found) == (None, "gzip", [])

    @pytest.mark.parametrize("mode", ["repair", "raise"])
    def test_over_wsgi_and_changed_outside_is_judged_as_it_was_sent(self, mode, records):
        given = []

        def app(environ, start_response):
            given.extend([*TEXT])
            start_response("200 OK", given)
            for part in (b"a", b"b"):
                yield part
                given.append(("X", "a\r\nb: c"))

        wrapped, reports = face(app, mode)
        served = serve_wsgi(wrapped)
        assert (served.error, served.content, reports, records) == (None, b"ab", [], [])

    def test_fields_that_can_be_read_once_are_not_lost(self):
        class Once:
            def __init__(self, pairs):
                self.pairs = list(pairs)

            def __iter__(self):
                while self.pairs:
                    yield self.pairs.pop(0)

        fields = [(b"content-type", b"text/plain"), (b"set-cookie", b"a=b")]
        wrapped, found = asgi_face(asgi_app_of([{**START, "headers": Once(fields)}, BODY]))
        assert (serve_asgi(wrapped).start["headers"], found) == (fields, [])


class TestAnExceptionThatDeniesItself:
    @dataclass(frozen=True)
    class Frozen(Exception):
        sku: str = "a"

    class Empty(Exception):
        def __len__(self):
            return 0

    class Undecided(Exception):
        def __bool__(self):
            raise KeyError

    class Bare(Exception):
        __dict__ = property(lambda self: 5)

    KINDS = (Frozen, Empty, Undecided, Bare)

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_answered_and_logged_once(self, kind, records):
        def app(environ, start_response):
            raise kind

        served = serve_wsgi(face(app)[0])
        assert (served.error, served.code) == (None, 500)
        served = serve_asgi(asgi_face(asgi_app_of([kind()]))[0])
        assert (served.error, served.status) == (None, 500)
        assert [record.exc_info[0] for record in records] == [kind, kind]
        assert all(record.exc_text is None or kind.__name__ in record.exc_text for record in records)

    @pytest.mark.parametrize("kind", KINDS)
    def test_ends_a_stream_visibly(self, kind, records):
        def app(environ, start_response):
            start_response("200 OK", TEXT)
            yield b"a"
            raise kind

        assert isinstance(serve_wsgi(face(app)[0]).error, ResponseAborted)
        messages = [START, {**BODY, "more_body": True}, kind()]
        assert isinstance(serve_asgi(asgi_face(asgi_app_of(messages))[0]).error, ResponseAborted)
        assert [record.exc_info[0] for record in records] == [kind, kind]

    @pytest.mark.parametrize("kind", KINDS)
    def test_and_comes_of_a_map_is_the_context_of_nothing(self, kind, records):
        def answer(error):
            raise kind

        def app(environ, start_response):
            raise ValueError

        assert serve_wsgi(face(app, mapping={ValueError: answer})[0]).code == 500
        assert [record.exc_info[0] for record in records] == [kind]


@pytest.mark.parametrize("code", ["409", 700, None, 100])
def test_a_problem_with_a_status_code_that_is_none_is_an_honest_500(code, records):
    def app(environ, start_response):
        problem = Problem(409, "x")
        problem.status_code = code
        raise problem

    served = serve_wsgi(face(app)[0])
    assert (served.error, served.code, len(records)) == (None, 500, 1)
    assert json.loads(served.content)["instance"] == records[0].error_id


class TestARepairOfTheUsers:
    def fails(self, exchange):
        raise KeyError

    def gives_nothing(self, exchange):
        return None

    def splits(self, exchange):
        return exchange.with_response(exchange.response.with_field("x-own", "a\r\nb: c"))

    def served(self, repair):
        rule = Rule(id="own", **TOLD, present="x-own", valid=lambda value: False, repair=repair)
        wrapped, reports = face(self.app, extend=[rule])
        found = [(serve_wsgi(wrapped), reports)]
        wrapped, ids = asgi_face(
            asgi_app_of([{**START, "headers": [*START["headers"], (b"x-own", b"a")]}, BODY]), extend=[rule]
        )
        return [*found, (serve_asgi(wrapped), ids)]

    def app(self, environ, start_response):
        start_response("200 OK", [*TEXT, ("X-Own", "a")])
        return [b"hi"]

    @pytest.mark.parametrize("name", ["fails", "gives_nothing"])
    def test_that_fails_is_logged_and_left_out(self, name, records):
        for served, found in self.served(getattr(self, name)):
            content = getattr(served, "content", None) or served.body
            assert (served.error, served.status, content) in [(None, "200 OK", b"hi"), (None, 200, b"hi")]
            assert [finding.rule.id for finding in found] == ["own"]
        said = "The repair of own failed; the response goes out without it"
        assert [record.getMessage() for record in records] == [said, said]
        assert {record.exc_info[0] for record in records} == {KeyError if name == "fails" else TypeError}

    def test_that_fails_again_and_again_is_logged_once(self, records):
        rule = Rule(id="own", **TOLD, present="x-own", valid=lambda value: False, repair=self.fails)
        wrapped, _ = face(self.app, extend=[rule])
        assert [serve_wsgi(wrapped).content for _ in range(3)] == [b"hi"] * 3
        assert len(records) == 1

    def test_that_makes_what_cannot_be_sent_is_a_500(self, records):
        for served, found in self.served(self.splits):
            assert served.status in ("500 Internal Server Error", 500)
            assert "b: c" not in str(getattr(served, "fields", None) or served.headers)
            assert [finding.rule.id for finding in found] == ["own", "field-value-with-control-character"]
        assert len(records) == 2
        for record in records:
            assert "failed, made what cannot be sent, answered with 500 as urn:" in record.getMessage()
            assert [each.rule.id for each in record.exc_info[1].findings] == ["field-value-with-control-character"]


@pytest.mark.parametrize("level", [Level.MUST, Level.SHOULD])
def test_what_cannot_be_sent_and_is_noticed_behind_it_is_reported_and_answered_by_nothing(level, records):
    rule = Rule(
        **{**TOLD, "level": level},
        id="own",
        present="x-own",
        check=lambda exchange: exchange.length == 4,
        unsendable=True,
    )

    def app(environ, start_response):
        start_response("200 OK", [*TEXT, ("X-Own", "a")])
        yield b"hi"
        yield b"hi"

    wrapped, reports = face(app, extend=[rule])
    served = serve_wsgi(wrapped)
    assert (served.error, served.content, reports.ids, records) == (None, b"hihi", ["own"], [])
    messages = [{**START, "headers": [*START["headers"], (b"x-own", b"a")]}, {**BODY, "more_body": True}, BODY]
    wrapped, found = asgi_face(asgi_app_of(messages), extend=[rule])
    served = serve_asgi(wrapped)
    assert (served.error, served.body, [finding.rule.id for finding in found], records) == (None, b"hihi", ["own"], [])


class TestThroughATaskGroup:
    def grouped(self, app):
        async def group(scope, receive, send):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(app(scope, receive, send))

        return group

    def test_a_failure_is_told_once(self, records):
        seen = []
        policy = Policy(observers=[lambda failure: seen.append(type(failure.error))])
        inner = asgi.StatusMiddleware(asgi_app_of([START, {**BODY, "more_body": True}, ValueError()]), policy)
        served = serve_asgi(asgi.StatusMiddleware(self.grouped(inner), policy))
        assert served.error is not None
        assert (len(records), seen) == (1, [ValueError])

    def test_what_is_raised_for_findings_is_hidden_by_no_answer(self):
        policy = Policy(on_finding="raise")
        inner = asgi.StatusMiddleware(asgi_app_of([{**START, "headers": [SPLIT]}, BODY]), policy)
        served = serve_asgi(asgi.StatusMiddleware(self.grouped(inner), policy))
        assert served.messages == []
        assert served.error.subgroup(BrokenResponse) is not None


def test_an_application_that_waits_for_the_client_does_not_wait_for_ever():
    async def app(scope, receive, send):
        await send_as_starlette(send, START, BODY)
        assert (await receive())["type"] == "http.disconnect"

    async def main():
        sent, gone = [], asyncio.Event()

        async def send(message):
            sent.append(message)
            if message["type"] == "http.response.body":
                gone.set()

        async def receive():
            await gone.wait()
            return {"type": "http.disconnect"}

        async with asyncio.timeout(5):
            await asgi.StatusMiddleware(app)(scope_of(), receive, send)
        return sent

    assert [message.get("status", message.get("body")) for message in asyncio.run(main())] == [
        500,
        b"Internal Server Error",
    ]


def test_a_large_piece_of_coded_content_is_not_copied():
    import tracemalloc

    large = bytes(8 << 20)

    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Encoding", "gzip")])
        yield b"\x1f\x8b"
        yield large

    wrapped = wsgi.StatusMiddleware(app)
    tracemalloc.start()
    try:
        sizes = [len(part) for part in wrapped({"REQUEST_METHOD": "GET"}, lambda line, fields, exc_info=None: None)]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (sizes, most < 1 << 20) == ([2, 8 << 20], True)
