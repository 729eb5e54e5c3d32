"""The content of problems as a policy wants it: formats by path, language, what is exposed, the user's own page."""

import json
import logging
import pickle
from copy import copy
from importlib import import_module

import jinja2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from werkzeug.wrappers import Request as WerkzeugRequest

from battery import Application
from battery_apps import SECRET, Known
from battery_cells import FRAMEWORKS
from calling import asgi, environ_of, scope_of, wsgi
from faces import Reports
from statusmw import (
    Policy,
    Problem,
    ProblemDetails,
    Translations,
    bodies,
    install,
    respond,
)
from statusmw import (
    asgi as asgi_face,
)
from statusmw import (
    wsgi as wsgi_face,
)
from statusmw.bodies import KEY, PLAIN, UNDRESSED, Dressed, dressed_for, vary
from statusmw.content_reader import is_vouched
from statusmw.exchange import Request
from statusmw.formats import Formats
from statusmw.pages import Rendering
from statusmw.writers import MEDIA_TYPES

JSON, XML, HTML, TEXT = MEDIA_TYPES
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def policy(**given):
    return Policy(**{"report": Reports(), **given})


def over_wsgi(error, given, **asked):
    def app(environ, start_response):
        raise error

    return wsgi(wsgi_face.StatusMiddleware(app, given), **asked)


def over_asgi(error, given, **asked):
    async def app(scope, receive, send):
        raise error

    return asgi(asgi_face.StatusMiddleware(app, given), **asked)


both = pytest.mark.parametrize("over", [over_wsgi, over_asgi])


class Broken(Exception):
    pass


# ---- formats

FORMATS = {
    "/api/xml/*": "xml",
    "/api/*": "json",
    "*.csv": "text",
    "/mixed/*": ["html", "text"],
    "/any": "accept",
    "*": "html",
}


@both
@pytest.mark.parametrize(
    ("path", "accept", "media_type", "varies"),
    [
        ("/api/orders", BROWSER, JSON, None),
        ("/api/orders", None, JSON, None),
        ("/api/xml/orders", "application/json", XML, None),
        ("/api", None, HTML, None),
        ("/list.csv", BROWSER, TEXT, None),
        ("/mixed/a", "application/json, text/plain", TEXT, "Accept"),
        ("/mixed/a", "application/json", HTML, "Accept"),
        ("/any", "application/xml", XML, "Accept"),
        ("/", "application/json", HTML, None),
    ],
)
def test_the_first_path_that_matches_decides(over, path, accept, media_type, varies):
    fields = {} if accept is None else {"accept": accept}
    answer = over(Problem(404), policy(formats=FORMATS), path=path, **fields)
    assert answer["content-type"].partition(";")[0] == media_type
    assert answer.values("vary") == ([varies] if varies else [])


@both
def test_a_path_that_is_not_named_goes_by_accept(over):
    answer = over(Problem(404), policy(formats={"/api/*": "json"}), path="/x", accept="text/plain")
    assert (answer["content-type"], answer["vary"]) == ("text/plain; charset=utf-8", "Accept")


@both
def test_head_has_the_fields_and_no_content(over):
    given = policy(formats={"*": "html"}, translations=Translations())
    whole, head = (over(Problem(404), given, method=method, accept_language="de") for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head["content-length"] == str(len(whole.content))
    assert (head["content-type"], head["content-language"], head["vary"]) == (
        "text/html; charset=utf-8",
        "de",
        "Accept-Language",
    )


@pytest.mark.parametrize(
    ("formats", "error", "message"),
    [
        ("json", TypeError, "'json' is no mapping; give a path to a format"),
        ({7: "json"}, TypeError, "7 is no path"),
        ({"api": "json"}, ValueError, "'api' matches no path; a path begins with a slash: '/api'"),
        ({"/a": "jsn"}, ValueError, "/a: there is no format 'jsn'; did you mean 'json'?"),
        ({"/a": ["json", 7]}, ValueError, "/a: there is no format '7'; give one of 'json', 'xml', "),
        ({"/a": [["json"]]}, ValueError, r"/a: there is no format '\['json'\]'; did you mean 'json'"),
        ({"/a": []}, TypeError, r"/a: \[\] is no format; give one of json, xml, html, text, accept"),
        ({"/a": 7}, TypeError, "/a: 7 is no format"),
        (
            {"*": "html", "/api/*": "json"},
            ValueError,
            "'/api/.' is never reached, because the first match decides; put '.' last",
        ),
        ({"/*": "html", "*": "json"}, ValueError, "'.' is never reached"),
    ],
)
def test_a_format_that_makes_no_sense_is_refused(formats, error, message):
    with pytest.raises(error, match=f"^formats: {message}"):
        Policy(formats=formats)


def test_a_format_is_offered_once():
    assert Formats({"*": ("json", "accept", "json")}).offered("/") == MEDIA_TYPES


# ---- a problem that knows its policy, wherever it is sent


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_framework_writes_what_is_raised_and_what_is_returned_alike(framework):
    module = import_module(f"battery_apps.{framework}_app")
    given = policy(
        mapping={Known: 409}, formats={"/it*": "text", "/ans*": "html", "*": "xml"}, translations=Translations()
    )
    app = Application(framework, module.make(given), module.INTERFACE)
    found = {}
    for path in ("/item", "/answered", "/taken", "/known", "/boom", "/nowhere"):
        answer = app.ask(path, accept="application/json", accept_language="de-AT, en;q=0.1")
        media_type = answer.fields["content-type"].partition(";")[0]
        varies = {member.strip().lower() for member in answer.fields["vary"].split(",")}
        found[path] = answer.status, media_type, answer.fields["content-language"], "accept-language" in varies
    assert found == {
        "/item": (404, TEXT, "de", True),
        "/answered": (409, HTML, "de", True),
        "/taken": (409, XML, "de", True),
        "/known": (409, XML, "de", True),
        "/boom": (500, XML, "de", True),
        "/nowhere": (404, XML, "de", True),
    }


def test_a_mounted_application_goes_by_the_whole_path():
    async def orders(request):
        return respond.conflict()

    app = install(
        Starlette(routes=[Mount("/api", routes=[Route("/orders", orders)])]), policy(formats={"/api/*": "text"})
    )
    assert asgi(app, path="/api/orders")["content-type"] == "text/plain; charset=utf-8"


@both
def test_a_response_that_is_replaced_goes_by_the_policy(over):
    def wsgi_app(environ, start_response):
        start_response("200 OK", [("X-Split", "a\r\nb")])
        return [b""]

    async def asgi_app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-split", b"a\r\nb")]})
        await send({"type": "http.response.body"})

    given = policy(formats={"*": "text"})
    if over is over_wsgi:
        answer = wsgi(wsgi_face.StatusMiddleware(wsgi_app, given))
    else:
        answer = asgi(asgi_face.StatusMiddleware(asgi_app, given))
    assert (answer.status, answer["content-type"]) == (500, "text/plain; charset=utf-8")


def test_without_a_face_accept_decides():
    assert dressed_for(None) is dressed_for({}) is dressed_for({KEY: "no bodies"}) is UNDRESSED
    _, content = respond.not_found().answer("GET", "text/plain", environ_of())
    assert content.startswith(b"404 Not Found\n")


def test_a_policy_that_says_nothing_of_bodies_leaves_no_trace():
    assert Policy().bodies is PLAIN
    seen = []
    wsgi_face.StatusMiddleware(
        lambda environ, start: seen.append(environ) or respond.ok("fine")(environ, start), Policy()
    )(environ_of(), lambda *head: None)
    assert KEY not in seen[0]


def test_werkzeug_is_told_the_policy_through_the_environ():
    bodies = policy(formats={"*": "text"}).bodies
    response = Problem(404).get_response({**environ_of(), KEY: bodies})
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert WerkzeugRequest(environ_of()).path == "/"
    response = Problem(404).get_response(scope={**scope_of(), KEY: bodies})
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_copy_knows_nothing_of_the_request():
    problem = Problem(404)
    problem.dress(Dressed(policy(formats={"*": "text"}).bodies, Request()))
    assert problem.answer("GET", None)[1].startswith(b"404")
    for other in (copy(problem), pickle.loads(pickle.dumps(problem))):
        assert other.answer("GET", None)[1].startswith(b"{")


def test_the_content_of_the_object_is_json_whatever_the_policy_says():
    problem = Problem(404)
    problem.dress(Dressed(policy(formats={"*": "text"}).bodies, Request()))
    assert problem.body == b'{"title":"Not Found","status":404}'


@pytest.mark.parametrize(
    ("own", "varies", "line"),
    [
        ([], ("Accept",), [(b"vary", b"Accept")]),
        ([], (), []),
        ([(b"vary", b"accept, Origin")], ("Accept", "Accept-Language"), [(b"vary", b"Accept-Language")]),
        ([(b"vary", b"Origin"), (b"vary", b"ACCEPT")], ("Accept",), []),
        ([(b"vary", b"*")], ("Accept",), []),
    ],
)
def test_vary_names_what_has_decided(own, varies, line):
    assert vary(varies, own) == line


# ---- problems that say nothing but their error id

ERROR_ID = "urn:uuid:7f8c0d1e-0000-4000-8000-00000000000a"


def at_length(problem, *asked):
    """The answer of *problem* as it is written where nothing is known of it beforehand."""
    other = copy(problem)
    other.dress(Dressed(PLAIN))
    return other.answer(*asked)


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", BROWSER, "application/xml", "text/plain"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_written_by_a_pattern_is_what_would_be_written_at_length(method, accept):
    for status in range(400, 600):
        problem = Problem(status, instance=ERROR_ID)
        assert problem.answer(method, accept) == at_length(problem, method, accept)


def set_to(**values):
    return lambda problem: vars(problem).update(values)


@pytest.mark.parametrize(
    "change",
    [
        set_to(said="Out of stock"),
        set_to(title="Out of stock"),
        set_to(title=""),
        set_to(type="/problems/stock"),
        set_to(members={"sku": "a-1"}),
        set_to(status_code=503),
        set_to(instance=None),
        set_to(instance="/orders/7"),
        set_to(instance=ERROR_ID + '"'),
        set_to(instance="urn:uuid:" + '"' * 36),
        set_to(instance="urn:uuid:é"),
        lambda problem: problem.with_headers({"retry-after": "7"}),
        lambda problem: problem.headers.update({"cache-control": "max-age=1"}),
    ],
)
def test_whatever_else_a_problem_says_is_said(change):
    problem, plain = Problem(500, instance=ERROR_ID), Problem(500, instance=ERROR_ID).answer("GET", None)
    change(problem)
    assert problem.answer("GET", None) == at_length(problem, "GET", None)
    assert problem.answer("GET", None) != plain


def test_a_class_of_the_users_is_written_in_its_own_words():
    class Loud(Problem):
        def details_in(self, say):
            return ProblemDetails(500, "LOUD")

    assert Loud(500, instance=ERROR_ID).answer("GET", None)[1] == b'{"title":"LOUD","status":500}'


@pytest.mark.parametrize("known", [{"formats": {"*": "text"}}, {"page": lambda *_: "<!doctype html><title>x</title>"}])
def test_who_is_told_of_a_policy_writes_as_that_says(known):
    made = policy(**known).bodies
    content = Problem(500, instance=ERROR_ID).answer("GET", "text/html", {**scope_of(), KEY: made})[1]
    assert content.startswith((b"500 ", b"<!doctype"))


def test_the_field_lines_of_one_answer_are_no_other_ones():
    lines, content = Problem(500, instance=ERROR_ID).answer("GET", None)
    assert is_vouched(content, 500)
    assert not is_vouched(content, 503)
    lines.clear()
    assert Problem(500, instance=ERROR_ID).answer("GET", None)[0] != []


# ---- languages


@both
def test_a_problem_is_told_in_the_language_of_who_asks(over):
    given = policy(translations=Translations())
    answer = over(Problem(404), given, accept_language="fr, de-AT;q=0.5")
    assert json.loads(answer.content) == {"title": "Nicht gefunden", "status": 404}
    assert (answer["content-language"], answer["vary"]) == ("de", "Accept, Accept-Language")
    answer = over(Problem(404), given)
    assert (json.loads(answer.content)["title"], answer["content-language"]) == ("Not Found", "en")


@both
def test_the_page_and_the_text_are_in_that_language_as_a_whole(over):
    errors = [{"detail": "Not a valid choice", "pointer": "#/colour"}, {"detail": 7}, "odd"]
    error = Problem(
        422,
        "The request does not have the form this resource expects",
        errors=errors,
        express=True,
        instance="urn:uuid:7",
    )
    page = over(error, policy(translations=Translations()), accept="text/html", accept_language="de").content.decode()
    assert '<html lang="de">' in page
    for said in (
        "<h1>422 Inhalt nicht verarbeitbar</h1>",
        "Die Anfrage hat nicht die Form, die hier erwartet wird",
        "<h2>Was zu berichtigen ist</h2>",
        "Keine gültige Auswahl",
        ">ja<",
        "Kennung: <code>urn:uuid:7</code> (bitte angeben, wenn Sie den Fehler melden)",
    ):
        assert said in page
    text = over(error, policy(translations=Translations()), accept="text/plain", accept_language="de").content.decode()
    assert "Kennung: urn:uuid:7 (bitte angeben" in text
    assert "- Keine gültige Auswahl (#/colour)" in text


def test_members_that_are_no_errors_are_no_matter_of_translation():
    answer = over_wsgi(Problem(409, errors="none"), policy(translations=Translations()), accept_language="de")
    assert json.loads(answer.content)["errors"] == "none"


# ---- what is exposed


@both
@pytest.mark.parametrize(
    ("expose", "member"),
    [
        ("none", None),
        ("type", {"type": f"{__name__}.Broken"}),
        ("message", {"type": f"{__name__}.Broken", "message": "at host kv7"}),
    ],
)
def test_what_leaves_with_a_500(over, expose, member):
    answer = over(Broken("at host kv7"), policy(expose=expose))
    assert json.loads(answer.content).get("exception") == member
    text = over(Broken("at host kv7"), policy(expose=expose), accept="text/plain").content.decode()
    assert ("exception: " in text, "kv7" in text) == (expose != "none", expose == "message")
    page = over(Broken("at <host> kv7"), policy(expose=expose), accept="text/html").content.decode()
    assert ("&lt;host&gt;" in page, "<host>" in page) == (expose == "message", False)


@both
def test_a_traceback_leaves_in_every_format(over):
    given = policy(expose="traceback")
    asked = {"path": "/orders/7", "cookie": "session=secret-cookie", "authorization": "Bearer secret-token"}
    answers = {media_type: over(Broken("<b>"), given, accept=media_type, **asked) for media_type in MEDIA_TYPES}
    document = json.loads(answers[JSON].content)
    assert document["exception"]["traceback"][-1]["function"].endswith("app")
    assert b"<function>" in answers[XML].content
    page = answers[HTML].content.decode()
    assert "GET /orders/7 was answered with 500" in page
    assert "raise error" in page
    assert answers[HTML]["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert answers[HTML]["cache-control"] == "no-store"
    assert b"\n\ntest_bodies.Broken: <b>\n  " in b"\n\n" + answers[TEXT].content.replace(b"tests.", b"")
    for answer in answers.values():
        assert b"secret-cookie" not in answer.content
        assert b"secret-token" not in answer.content
        assert answer["content-length"] == str(len(answer.content))


@both
def test_large_tracebacks_find_room(over):
    error = ExceptionGroup("g", [Broken("x" * 3000) for _ in range(50)])
    document = json.loads(over(error, policy(expose="traceback", mapping={Broken: 503})).content)
    assert (document["status"], len(document["exception"]["inner"])) == (503, 15)


@both
def test_an_answer_below_500_exposes_nothing(over):
    given = policy(expose="traceback", mapping={Broken: 404})
    assert "exception" not in json.loads(over(Broken("x"), given).content)


@both
def test_a_problem_that_was_raised_says_all_by_itself_unless_it_has_a_cause(over):
    problem = Problem(503, "Later", exception="mine")
    assert json.loads(over(problem, policy(expose="message")).content)["exception"] == "mine"
    caused = Problem(503)
    caused.__cause__ = Broken("down")
    document = json.loads(over(caused, policy(expose="traceback")).content)
    assert document["exception"]["inner"][0]["message"] == "down"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_framework_exposes_what_the_policy_says(framework):
    module = import_module(f"battery_apps.{framework}_app")
    for expose in ("none", "message"):
        app = Application(framework, module.make(policy(mapping={Known: 409}, expose=expose)), module.INTERFACE)
        answer = app.ask("/boom", accept="application/json")
        assert (SECRET.encode() in answer.content) == (expose == "message")
        assert "exception" not in app.ask("/item", accept="application/json").problem


def test_it_is_told_once_at_the_start_that_something_leaves(caplog):
    bodies._warned.flush()
    for expose in ("none", "type", "type"):
        wsgi_face.StatusMiddleware(lambda environ, start: [], policy(expose=expose))
    assert caplog.messages == ['expose="type": answers tell clients about failures; never in production']
    assert caplog.records[0].levelno == logging.WARNING


@pytest.mark.parametrize("expose", ["all", "Type"])
def test_an_unknown_measure_is_refused(expose):
    with pytest.raises(
        ValueError,
        match=r"^expose: .* is none of none, type, message, traceback; leave it out where clients may see it$",
    ):
        Policy(expose=expose)


@pytest.mark.parametrize("expose", [True, False, None, ["type"]])
def test_what_is_no_measure_is_taken_for_none(expose):
    with pytest.raises(ValueError, match=r"^expose: .* is no word; give 'none' in production, 'type', 'message' or"):
        Policy(expose=expose)


# ---- the user's own page


def page(problem, request):
    return f"<h1>{problem.status}</h1><p>{request.path}"


@both
def test_a_function_makes_the_page(over):
    answer = over(Problem(404), policy(page=page), path="/x", accept=BROWSER)
    assert (answer.content, answer["content-type"]) == (b"<h1>404</h1><p>/x", "text/html; charset=utf-8")
    assert answer["x-content-type-options"] == "nosniff"
    assert answer.values("content-security-policy") == []
    assert over(Problem(404), policy(page=page), path="/x")["content-type"] == JSON


@both
def test_a_template_makes_the_page_and_escapes(over, tmp_path):
    file = tmp_path / "error.html"
    file.write_text(
        "{% set title = problem.title %}<h1>{{ problem.status }} {{ title }}</h1>{{ problem.detail }} {{ request.path }}"
    )
    environment = jinja2.Environment(
        autoescape=jinja2.select_autoescape(["html"]), loader=jinja2.FileSystemLoader(tmp_path)
    )
    for given in (file, str(file), environment.get_template("error.html")):
        answer = over(
            Problem(404, "No <b>"),
            policy(page=given, translations=Translations()),
            path="/<i>",
            accept="text/html",
            accept_language="de",
        )
        assert answer.content == b"<h1>404 Nicht gefunden</h1>No &lt;b&gt; /&lt;i&gt;"
        assert answer["content-language"] == "de"


@both
@pytest.mark.parametrize(
    "fails", [lambda problem, request: 1 / 0, lambda problem, request: b"bytes", lambda problem, request: None]
)
def test_a_page_that_fails_is_the_built_in_one_and_logged_once(over, fails, caplog):
    given = policy(page=fails)
    for _ in range(3):
        answer = over(Problem(404), given, accept="text/html")
        assert b"<h1>404 Not Found</h1>" in answer.content
    assert caplog.messages == ["The page for a problem failed; the built-in one was sent"]


def test_a_page_that_goes_on_failing_is_counted(caplog, monkeypatch):
    rendering = Rendering(lambda problem, request: 1 / 0)
    monkeypatch.setattr(rendering._faults, "ask", lambda *args, **more: (7, []))
    assert rendering.write(ProblemDetails(404), Request()) is None
    assert caplog.messages == ["The page for a problem failed (and 7 more); the built-in one was sent"]


def test_half_a_surrogate_pair_in_a_page_becomes_a_question_mark():
    assert Rendering(lambda problem, request: "\ud800").write(ProblemDetails(404), Request()).content == b"?"


@both
def test_developers_see_their_page_and_users_of_the_same_policy_theirs(over):
    given = policy(page=page, expose="traceback")
    assert over(Problem(404), given, accept="text/html").content.startswith(b"<h1>404")
    assert b"Broken</h1>" in over(Broken(), given, accept="text/html").content


async def later(problem, request):
    return ""


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        (7, TypeError, "7 cannot be called; give a function of a problem and a request, or a template"),
        (later, TypeError, "a coroutine cannot be waited for"),
        ("nowhere/error.html", ValueError, "nowhere/error.html is no template that can be read: TemplateNotFound"),
        (jinja2.Template("{{ problem.detail }}"), ValueError, "the template's environment does not escape"),
    ],
)
def test_what_can_be_no_page_is_refused(given, error, message):
    with pytest.raises(error, match=f"^page: {message}"):
        Policy(page=given)


def test_a_template_with_a_fault_is_refused(tmp_path):
    file = tmp_path / "error.html"
    file.write_text("{% if %}")
    with pytest.raises(ValueError, match=r"^page: .*error.html is no template that can be read: TemplateSyntaxError"):
        Policy(page=file)


def test_a_template_needs_jinja(monkeypatch):
    monkeypatch.setitem(import_module("sys").modules, "jinja2", None)
    with pytest.raises(ImportError, match=r"^page: a template needs Jinja; install statusmw\[jinja2\]"):
        Policy(page="error.html")


def test_a_problem_without_a_request_has_the_built_in_page():
    written, _ = Dressed(policy(page=page, translations=Translations()).bodies).written(
        Problem(404).details_in, "text/html"
    )
    assert b"<h1>404 Not Found</h1>" in written.content
