"""Each misuse of a gateway interface, committed by an application and seen by the face."""

import gc

import pytest

from asgi_faces import asgi_app_of, scope_of, serve_asgi
from faces import Reports, face, serve_wsgi
from statusmw import BrokenResponse, Policy
from statusmw.asgi import StatusMiddleware
from statusmw.failures import ResponseAborted
from statusmw.rules import gateway

FIELDS = [("Content-Type", "text/plain")]
HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
TRAILING = {**HEAD, "trailers": True}
BODY = {"type": "http.response.body", "body": b"hello"}
MORE = {**BODY, "more_body": True}
TRAILERS = {"type": "http.response.trailers", "headers": [(b"server-timing", b"db;dur=3")]}
PATH = {"type": "http.response.pathsend", "path": "/nowhere"}
HINT = {"type": "http.response.early_hint", "links": [b"</a.css>; rel=preload"]}


def starts(start_response):
    return start_response("200 OK", FIELDS)


def starts_again(environ, start_response):
    starts(start_response)
    starts(start_response)
    return [b"hello"]


def gives_early(environ, start_response):
    yield b"hello"
    starts(start_response)


def never_starts(environ, start_response):
    return []


def returns_nothing(environ, start_response):
    starts(start_response)


def gives_lists(environ, start_response):
    start_response("200 OK", [["Content-Type", "text/plain"]])
    return [b"hello"]


def gives_text(environ, start_response):
    starts(start_response)
    return ["hello"]


def is_text(environ, start_response):
    starts(start_response)
    return "hello"


def streams_text(environ, start_response):
    starts(start_response)
    yield b"hello"
    yield "hello"


def writes_text(environ, start_response):
    starts(start_response)("hello")
    return []


def writes(environ, start_response):
    starts(start_response)(b"hello")
    return []


def ignores(environ, start_response):
    starts(start_response)
    yield b"hel"
    try:
        raise ValueError
    except ValueError as error:
        try:
            start_response("500 Oops", FIELDS, (ValueError, error, None))
        except ValueError:
            yield b"lo"


WSGI = [
    (gateway.START_AGAIN, starts_again),
    (gateway.START_LATE, gives_early),
    (gateway.START_NEVER, never_starts),
    (gateway.NOT_TUPLES, gives_lists),
    (gateway.NOT_ITERABLE, returns_nothing),
    (gateway.NOT_BYTES, gives_text),
    (gateway.NOT_BYTES, is_text),
    (gateway.NOT_BYTES, streams_text),
    (gateway.NOT_BYTES, writes_text),
    (gateway.WRITES, writes),
    (gateway.IGNORED, ignores),
]
ASGI = [
    (gateway.HEAD_AGAIN, [HEAD, HEAD, BODY]),
    (gateway.HEAD_AGAIN, [HEAD, MORE, HEAD, BODY]),
    (gateway.HEAD_LATE, [BODY, HEAD, BODY]),
    (gateway.HEAD_LATE, [PATH, HEAD, BODY]),
    (gateway.AFTER_END, [HEAD, BODY, BODY]),
    (gateway.AFTER_END, [HEAD, BODY, HEAD]),
    (gateway.AFTER_END, [HEAD, PATH, BODY]),
    (gateway.AFTER_END, [HEAD, BODY, HINT]),
    (gateway.UNFINISHED, []),
    (gateway.UNFINISHED, [HEAD]),
    (gateway.UNFINISHED, [HEAD, MORE]),
    (gateway.NOT_BYTES, [HEAD, {**BODY, "body": "hello"}]),
    (gateway.NOT_BYTES, [HEAD, {**MORE, "body": "hello"}, BODY]),
    (gateway.NOT_BYTES, [HEAD, MORE, {**BODY, "body": 5}]),
    (gateway.UNKNOWN, [HEAD, {"type": "http.response.boddy"}, BODY]),
    (gateway.UNKNOWN, [HEAD, {"body": b"hello"}, BODY]),
    (gateway.UNKNOWN, [HEAD, None, BODY]),
    (gateway.UNKNOWN, [HEAD, {"type": 7}, BODY]),
    (gateway.TRAILERS_UNANNOUNCED, [HEAD, BODY, TRAILERS]),
    (gateway.TRAILERS_EARLY, [TRAILING, MORE, TRAILERS, BODY]),
    (gateway.TRAILERS_ALONE, [{**TRAILING, "status": 304}, {"type": "http.response.body"}, TRAILERS]),
    (gateway.TRAILERS_FORBIDDEN, [TRAILING, BODY, {**TRAILERS, "headers": [(b"Location", b"/")]}]),
    (gateway.TRAILERS_FORBIDDEN, [TRAILING, BODY, {**TRAILERS, "headers": [(b"x-a", b"1\r\nx-b: 2")]}]),
    (gateway.TRAILERS_FORBIDDEN, [TRAILING, BODY, {**TRAILERS, "headers": [(b"x a", b"1")]}]),
    (gateway.HINT_BROKEN, [{**HINT, "links": [b"</a.css>\r\nset-cookie: a=b"]}, HEAD, BODY]),
    (gateway.HINT_BROKEN, [{**HINT, "links": ["</a.css>"]}, HEAD, BODY]),
    (gateway.HINT_BROKEN, [{**HINT, "links": None}, HEAD, BODY]),
    (gateway.AFTER_END, [TRAILING, BODY, TRAILERS, TRAILERS]),
    (gateway.TRAILERS_MISSING, [TRAILING, BODY]),
    (gateway.TRAILERS_MISSING, [TRAILING, BODY, {**TRAILERS, "more_trailers": True}]),
]
RIGHT = [
    [HINT, HEAD, BODY],
    [HEAD, PATH],
    [TRAILING, BODY, TRAILERS],
    [TRAILING, BODY, {**TRAILERS, "more_trailers": True}, TRAILERS],
    [{**HEAD, "trailers": False}, BODY],
]
MODES = ("report", "repair", "raise")


def of(misuse, interface):
    """The id of the rule about *misuse*."""
    [rule] = [rule for rule in gateway.RULES if rule.misuse == misuse and rule.interface == interface]
    return rule.id


def _beside(misuse):
    """What an application that commits *misuse* may do as well."""
    return [] if misuse == gateway.WRITES else ["content-written"]


def behind(app, mode="repair", **policy):
    reports = Reports()
    return StatusMiddleware(
        app, Policy(on_finding=mode, report=reports, select=["topic:gateway-interface"], **policy)
    ), reports


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("misuse", "app"), WSGI)
class TestOverWSGI:
    def test_it_is_reported_once(self, misuse, app, mode):
        wrapped, reports = face(app, mode, select=["topic:gateway-interface"], ignore=_beside(misuse))
        serve_wsgi(wrapped)
        assert reports.ids.count(of(misuse, "wsgi")) == 1

    def test_it_is_the_failure_where_findings_are(self, misuse, app, mode):
        wrapped, reports = face(app, mode, select=[of(misuse, "wsgi")])
        served = serve_wsgi(wrapped)
        assert isinstance(served.error, BrokenResponse) is (mode == "raise")
        assert reports.ids == [of(misuse, "wsgi")]

    def test_an_application_that_swallows_the_failure_does_not_hide_it(self, misuse, app, mode):
        def swallows(environ, start_response):
            try:
                return list(app(environ, start_response) or [])
            except Exception:
                return []

        wrapped, reports = face(swallows, mode, select=["start-response-called-again", "content-written"])
        served = serve_wsgi(wrapped)
        assert isinstance(served.error, BrokenResponse) is (mode == "raise" and bool(reports))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("misuse", "messages"), ASGI)
class TestOverASGI:
    def test_it_is_reported_once(self, misuse, messages, mode):
        wrapped, reports = behind(asgi_app_of(messages), mode)
        serve_asgi(wrapped, lenient=True)
        assert reports.ids.count(of(misuse, "asgi")) == 1

    def test_it_is_the_failure_where_findings_are(self, misuse, messages, mode):
        reports = Reports()
        policy = Policy(on_finding=mode, report=reports, select=[of(misuse, "asgi")])
        served = serve_asgi(StatusMiddleware(asgi_app_of(messages), policy), lenient=True)
        assert isinstance(served.error, BrokenResponse) is (mode == "raise")
        assert reports.ids == [of(misuse, "asgi")]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("messages", RIGHT)
def test_what_extensions_allow_is_no_misuse(messages, mode):
    reports = Reports()
    app = StatusMiddleware(asgi_app_of(messages), Policy(on_finding=mode, report=reports))
    served = serve_asgi(app)
    assert (served.error, reports) == (None, [])


@pytest.mark.parametrize("extensions", [{}, None])
def test_what_names_content_is_refused_where_the_server_does_not_offer_it(extensions, records):
    messages = [HEAD, {**BODY, "more_body": True}, PATH]
    wrapped, reports = behind(asgi_app_of(messages))
    served = serve_asgi(wrapped, {**scope_of(), "extensions": extensions})
    assert (reports.ids, served.messages) == (["extension-not-offered"], messages[:-1])
    assert (type(served.error), len(records)) == (ResponseAborted, 1)


def test_what_names_content_passes_where_nothing_may_change():
    messages = [HEAD, {**BODY, "more_body": True}, PATH]
    wrapped, reports = behind(asgi_app_of(messages), "report")
    served = serve_asgi(wrapped, {**scope_of(), "extensions": {}})
    assert (reports.ids, served.messages) == (["extension-not-offered"], messages)


@pytest.mark.parametrize("extensions", [{}, None])
def test_what_the_server_does_not_offer_is_reported_and_passes(extensions):
    messages = [HINT, HEAD, BODY]
    wrapped, reports = behind(asgi_app_of(messages))
    served = serve_asgi(wrapped, {**scope_of(), "extensions": extensions})
    assert reports.ids == ["extension-not-offered"]
    assert served.messages == messages


@pytest.mark.parametrize("headers", [None, 7, [("server-timing", "a")], [b"a"], [(7, b"a")]])
def test_trailers_that_cannot_be_read_are_left_to_the_server(headers):
    messages = [TRAILING, BODY, {**TRAILERS, "headers": headers}]
    wrapped, reports = behind(asgi_app_of(messages))
    served = serve_asgi(wrapped, lenient=True)
    assert (served.messages, served.error, reports) == (messages, None, [])


@pytest.mark.parametrize(
    "messages",
    [
        [None],
        [{"type": 7}],
        [HEAD, BODY, TRAILERS],
        [HEAD, BODY, HINT],
        [{**TRAILING, "status": 304}, {"type": "http.response.body"}, TRAILERS],
        [TRAILING, BODY, {**TRAILERS, "headers": [(b"x-a", b"1\r\nx-b: 2")]}],
    ],
)
def test_what_no_server_can_make_anything_of_is_held_back(messages):
    wrapped, reports = behind(asgi_app_of(messages))
    served = serve_asgi(wrapped, lenient=True)
    assert messages[-1] not in served.messages
    assert len(reports) == 1


@pytest.mark.parametrize(
    ("messages", "cut"),
    [
        ([TRAILING, BODY], True),
        ([TRAILING, BODY, {**TRAILERS, "more_trailers": True}], True),
        ([{**TRAILING, "status": 304}, {"type": "http.response.body"}], False),
    ],
)
def test_a_response_whose_trailers_are_missing_does_not_look_complete(messages, cut):
    wrapped, reports = behind(asgi_app_of(messages))
    served = serve_asgi(wrapped, lenient=True)
    assert isinstance(served.error, ResponseAborted) is cut
    assert reports.ids == ["trailers-missing"]


def test_missing_trailers_that_the_server_does_not_wait_for_cut_nothing():
    wrapped, reports = behind(asgi_app_of([TRAILING, BODY]))
    assert serve_asgi(wrapped, {**scope_of(), "extensions": {}}).error is None
    assert reports.ids == ["trailers-missing"]


def test_a_client_that_has_gone_waits_for_no_trailers():
    async def app(scope, receive, send):
        await send(TRAILING)
        await send(BODY)
        await receive()

    wrapped, reports = behind(app)
    serve_asgi(wrapped, disconnected=True)
    assert reports == []


def test_a_client_that_has_gone_leaves_nothing_unfinished():
    async def app(scope, receive, send):
        await send(HEAD)
        await send(MORE)
        await receive()

    wrapped, reports = behind(app)
    serve_asgi(wrapped, disconnected=True)
    assert reports == []


def test_what_the_client_did_not_wait_for_is_not_unfinished_either():
    async def app(scope, receive, send):
        await receive()

    wrapped, reports = behind(app)
    serve_asgi(wrapped, disconnected=True)
    assert reports == []


def stream(environ, start_response):
    starts(start_response)
    yield b"hello"


@pytest.mark.parametrize("closes", [True, False])
def test_who_reads_to_the_end_and_does_not_close_is_told_if_that_is_asked(closes):
    wrapped, reports = face(stream, select=["content-not-closed"])
    iterable = wrapped({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda line, fields, exc_info=None: None)
    assert list(iterable) == [b"hello"]
    if closes:
        iterable.close()
    del iterable
    gc.collect()
    assert reports.ids == ([] if closes else ["content-not-closed"])


def test_without_rules_about_it_misuse_is_not_looked_for():
    wrapped, reports = face(starts_again, ignore=["topic:gateway-interface"])
    assert serve_wsgi(wrapped).code == 500
    assert reports == []


def test_every_misuse_has_its_rule_and_its_test():
    rules = {rule.misuse for rule in gateway.RULES}
    assert rules == {misuse for misuse, _ in [*WSGI, *ASGI]} | {gateway.UNCLOSED, gateway.NOT_OFFERED}
