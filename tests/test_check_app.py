"""Applications asked in process: found, looked through, and judged by what they answer."""

import json
import sys
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

import check_apps
from checks import check
from statusmw.commands.driving.answers import Answer, State, wait
from statusmw.commands.driving.loading import Application, load
from statusmw.commands.driving.offers import Offer, filled, offers_of
from statusmw.commands.driving.openapi import offers_in
from statusmw.commands.driving.probes import UNKNOWN_PATH
from statusmw.commands.driving.run import resources
from statusmw.commands.page import CommandError


@pytest.fixture(autouse=True)
def clean():
    check_apps.asked.clear()
    check_apps.released.clear()
    yield
    check_apps.released.set()


def told(shown):
    return [
        (each.get("rule") or each["error"], each["request"]["method"], each["request"]["target"])
        for each in shown.data["findings"]
    ]


@pytest.mark.parametrize("example", ["flask_app", "starlette_app", "fastapi_app"])
@pytest.mark.parametrize("unsafe", [[], ["--unsafe"]])
def test_the_examples_come_out_clean(capsys, example, unsafe):
    shown = check(capsys, f"examples.{example}:create_app()", *unsafe)
    assert (shown.exit_code, shown.err) == (0, "")
    assert shown.out.endswith(" responses, 0 findings.\n")


def test_what_is_asked_changes_nothing_without_leave(capsys):
    assert check(capsys, "check_apps:noted", "--path", "/a?b=c", "--advice").exit_code == 1
    methods = {method for method, *_ in check_apps.asked}
    assert methods == {"GET", "HEAD", "OPTIONS", "NONSENSE"}
    assert {path for _, path, *_ in check_apps.asked} == {"/a"}
    assert len(check_apps.asked) == 10


def test_unsafe_sends_what_may_change_something(capsys, tmp_path):
    operation = {"requestBody": {"content": {"application/json": {"example": {"id": 7}}}}}
    document = {"paths": {"/a": {"get": {}, "post": operation, "delete": {}, "patch": {}}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document))
    check(capsys, "check_apps:noted", "--openapi", tmp_path / "openapi.json", "--unsafe")
    writing = [
        (method, media_type, content)
        for method, path, media_type, content in check_apps.asked
        if path == "/a" and method not in ("GET", "HEAD", "OPTIONS", "NONSENSE")
    ]
    tried = [
        ("application/json", b'{"broken": '),
        ("application/vnd.nothing-of-the-kind", b"?"),
        ("", b""),
        ("application/json", b"{}"),
    ]
    assert writing == [
        *[("POST", *each) for each in tried], *[("PATCH", *each) for each in tried],
        ("POST", "application/json", b'{"id": 7}'), ("DELETE", "", b""),
    ]  # fmt: skip


def test_what_the_middleware_reports_is_found_although_it_is_mended(capsys):
    shown = check(capsys, "check_apps:strict", "--path", "/a", "--format", "json")
    assert "head-with-content" in shown.rules
    assert {each["place"].partition(",")[0] for each in shown.data["findings"]} == {"tests/check_apps.py"}
    assert (
        "head-with-content"
        not in check(capsys, "check_apps:strict", "--path", "/a", "--format", "json", "--ignore", "head-*").rules
    )


def test_a_rule_of_the_user_s_own_is_found_with_what_its_record_tells(capsys):
    shown = check(capsys, "check_apps:house", "--path", "/a", "--format", "json", "--select", "MUST")
    own = [each for each in shown.data["findings"] if each["rule"] == "house"]
    assert {(each["says"], each["level"], each["source"], each["url"]) for each in own} == {
        ("No: not here.", "MUST", "House rules", "")
    }


@pytest.mark.parametrize(
    ("app", "error"),
    [
        ("raises", "raised KeyError: 'x\\\\x1b[31m'"),
        ("exits", "raised SystemExit: 3"),
        ("waits", "did not answer within 0.2 seconds"),
        ("silent", "returned without a response"),
        ("times_out", "raised TimeoutError: the database"),
        ("asgi_exits", "raised SystemExit: 3"),
        ("asgi_blocks", "did not answer within 0.2 seconds"),
        ("asgi_hangs", "did not answer within 0.2 seconds"),
        ("asgi_odd", "returned without a response"),
    ],
)
def test_an_application_that_fails_does_not_end_the_run(capsys, app, error):
    shown = check(capsys, f"check_apps:{app}", "--path", "/a", "--timeout", "0.2", "--format", "json")
    assert shown.exit_code == 1
    assert {each["error"] for each in shown.data["findings"]} == {error}
    assert shown.data["summary"]["responses"] == shown.data["summary"]["errors"] == 7


def test_an_interrupt_from_the_keyboard_ends_the_wait():
    class Interrupted(Future):
        def result(self, timeout=None):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait(Interrupted(), 1, Answer(), State())


def test_an_exception_that_is_answered_is_told_where_it_is_a_bug(capsys):
    assert ("answered with 500", "GET", "/bug") in told(check(capsys, "check_apps:flask_app", "--format", "json"))
    assert ("raised KeyError: 'x'", "GET", "/bug") in told(check(capsys, "check_apps:installed", "--format", "json"))
    assert not check(capsys, "check_apps:meant", "--path", "/a", "--format", "json").data["summary"]["errors"]


def test_what_comes_again_and_again_is_told_once(capsys):
    found = told(check(capsys, "check_apps:flask_app", "--format", "json"))
    assert len(found) == len(set(found))
    assert ("unauthorized-without-challenge", "GET", "/no") in found


@pytest.mark.parametrize("app", ["late", "endless", "asgi_endless"])
def test_content_without_an_end_is_left_at_that(capsys, app):
    shown = check(capsys, f"check_apps:{app}", "--path", "/a", "--timeout", "0.3")
    assert "error" not in shown.out
    if app == "endless":
        assert check_apps.Large.closed >= 6


def test_content_that_is_written_counts(capsys):
    shown = check(capsys, "check_apps:writes", "--path", "/a", "--format", "json")
    assert ("content-length-too-long", "GET", "/a") in told(shown)


def test_an_asgi_application_lives_through_its_lifespan(capsys):
    assert check(capsys, "check_apps:counted", "--path", "/a").exit_code == 0
    assert (check_apps.asked[0], check_apps.asked[-1]) == ("lifespan.startup", "lifespan.shutdown")
    assert check_apps.asked.count(("value", b"")) == check_apps.asked.count("http.disconnect") == 7


def test_an_application_that_does_not_start_says_so(capsys):
    found = told(check(capsys, "check_apps:fails_to_start", "--path", "/a", "--format", "json"))
    assert found == [("failed to start: 'no\\x1b'", "GET", "/a")]


def test_the_routes_of_starlette_are_asked(capsys):
    found = told(check(capsys, "check_apps:starlette_app", "--format", "json"))
    assert ("raised KeyError: 'x'", "GET", "/api/fails") in found
    assert ("etag-malformed", "GET", "/tag") in found
    assert [offer.path for offer in offers_of(check_apps.starlette_app)] == [
        "/api/items/1",
        "/api/fails",
        "/files/",
        "/tag",
    ]
    assert offers_of(check_apps.starlette_app)[0].methods == {"GET"}
    assert [offer.path for offer in offers_of(check_apps.wrapped)] == ["/tag"]


def test_the_routes_of_flask_are_asked():
    offers = {offer.path: offer.methods for offer in offers_of(check_apps.flask_app)}
    assert offers["/items/1/red/1.5/a/b/00000000-0000-4000-8000-000000000000/1"] == {"GET", "HEAD", "OPTIONS"}
    assert offers["/items"] == {"DELETE", "OPTIONS"}


def test_the_routes_of_django_are_asked(monkeypatch):
    def pattern(route, **members):
        return SimpleNamespace(pattern=SimpleNamespace(**({} if route is None else {"_route": route})), **members)

    patterns = [pattern("a/<int:id>/"), pattern(None), pattern("b/", url_patterns=[pattern(""), pattern("c/<slug:d>")])]
    endless = pattern("x/")
    endless.url_patterns = [endless]
    resolver = SimpleNamespace(url_patterns=[*patterns, endless])
    monkeypatch.setitem(sys.modules, "django.urls", SimpleNamespace(get_resolver=lambda: resolver))
    handler = type("WSGIHandler", (), {"__module__": "django.core.handlers.wsgi"})()
    assert [offer.path for offer in offers_of(handler)] == ["/a/1/", "/b/", "/b/c/1"]


def test_what_wraps_itself_is_looked_at_so_often_and_no_more():
    def app(): ...

    app.app = app
    assert offers_of(app) == []


def test_a_path_is_percent_encoded():
    assert filled("/a b/\u00e9/{x}", examples={"x": "y/z"}) == "/a%20b/%C3%A9/y%252Fz" or filled(
        "/{x}", examples={"x": "y/z"}
    )


@pytest.mark.parametrize(
    ("parameter", "path"),
    [
        ({"example": 7}, "/a/7"),
        ({"examples": {"one": {"value": "b c"}}}, "/a/b%20c"),
        ({"schema": {"example": True}}, "/a/true"),
        ({"schema": {"default": "d"}}, "/a/d"),
        ({"schema": {"enum": ["red", "blue"]}}, "/a/red"),
        ({"schema": {"examples": ["e/f"]}}, "/a/e%2Ff"),
        ({"schema": {"type": "integer"}}, "/a/1"),
        ({"schema": {"type": "string", "format": "date"}}, "/a/2024-02-29"),
        ({"schema": {"$ref": "#/components/schemas/x~1y"}}, "/a/99"),
        ({"schema": {"$ref": "#/components/schemas/loop"}}, "/a/1"),
        ({"schema": {"$ref": "elsewhere.json"}}, "/a/1"),
        ({"example": {"no": "text"}}, "/a/1"),
        ({}, "/a/1"),
    ],
)
@pytest.mark.parametrize("shared", [True, False])
def test_parameters_get_the_examples_of_the_document(parameter, path, shared):
    schemas = {"x/y": {"example": 99}, "loop": {"$ref": "#/components/schemas/loop"}}
    parameters = {
        "parameters": [{"name": "id", "in": "path", **parameter}, {"name": "id", "in": "query", "example": 3}]
    }
    item = {**parameters, "get": {}} if shared else {"get": parameters}
    assert [offer.path for offer in offers_in({"paths": {"/a/{id}": item}, "components": {"schemas": schemas}})] == [
        path
    ]


def test_required_parameters_of_the_query_are_given():
    parameters = [{"name": "q r", "in": "query", "required": True, "example": "a&b"}, {"$ref": "#/p"}]
    document = {
        "paths": {"/a": {"get": {"parameters": parameters}}},
        "p": {"name": "s", "in": "query", "required": True},
    }
    assert offers_in(document)[0].path == "/a?q%20r=a%26b&s=1"


@pytest.mark.parametrize("document", [None, [], {}, {"paths": []}, {"paths": {}}])
def test_a_document_without_paths_offers_nothing(document):
    assert offers_in(document) == []


@pytest.mark.parametrize(
    "item", [None, [], {"get": None}, {"parameters": 1, "get": {"parameters": [1]}}, {"post": {"requestBody": []}}]
)
def test_what_makes_no_sense_in_a_document_is_passed_over(item):
    assert [offer.path for offer in offers_in({"paths": {"/a": item}})] == ["/a"]


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ({"examples": {"one": {"value": 1}}}, b"1"),
        ({"example": {"a": 2}}, b'{"a": 2}'),
        ({"schema": {"example": 3}}, b"3"),
        ({"schema": {"examples": [4]}}, b"4"),
        ({"schema": {}}, None),
    ],
)
def test_content_has_the_example_of_the_document(media, content):
    operation = {"requestBody": {"content": {"application/json": media}}}
    [offer] = offers_in({"paths": {"/a": {"put": operation}}})
    assert [each for _, _, each in offer.content] == ([] if content is None else [content])


def test_the_document_of_the_application_wins_over_its_routes():
    application = load("examples.fastapi_app:app")
    paths = [offer.path for offer in resources(application, [], None)]
    assert "/orders/1/invoice" in paths
    assert "/docs" not in paths
    assert paths[-1] == UNKNOWN_PATH


@pytest.mark.parametrize(
    ("name", "interface"),
    [
        ("check_apps:noted", "wsgi"), ("check_apps:starlette_app", "asgi"), ("check_apps:flask_app", "wsgi"),
        ("check_apps:three", "asgi"), ("check_apps:make()", "wsgi"), ("check_apps:asgi_odd", "asgi"),
    ],
)  # fmt: skip
def test_the_interface_is_told_by_what_is_called(name, interface):
    assert load(name).interface == interface


def test_the_interface_can_be_said(capsys):
    assert load("check_apps:unsigned", "wsgi").interface == "wsgi"
    assert load("check_apps:make", factory=True).app is check_apps.flask_app
    assert (
        check(capsys, "check_apps:unsigned", "--interface", "wsgi", "--path", "/a", "--format", "json").data["summary"][
            "responses"
        ]
        == 10
    )


def test_the_file_of_a_module_from_elsewhere_is_named_in_full(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert load("check_apps:noted").source == check_apps.__file__
    assert load("sys:path.append", "wsgi").source == "sys"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no_such_module:app"], "the module 'no_such_module' cannot be imported: ModuleNotFoundError: No module named 'no_such_module'; run this where the module lies, or put its folder into PYTHONPATH"),
        (["check_apps:nothing"], "'check_apps:nothing': there is no 'nothing' in <module 'check_apps' from "),
        (["check_apps:number"], "'check_apps:number' is no application; if it makes one, write check_apps:number()"),
        (["check_apps:Callable"], "'check_apps:Callable' is no application; "),
        (["check_apps:make"], "'check_apps:make' takes no arguments; if it makes the application, write check_apps:make()"),
        (["check_apps:one"], "'check_apps:one' takes neither two arguments nor three; say --interface wsgi or asgi"),
        (["check_apps:unsigned"], "'check_apps:unsigned' takes neither two arguments nor three; "),
        (["check_apps:make_badly()"], "'check_apps:make_badly()' failed as a factory: ValueError: no database"),
        (["check_apps:make_later()"], "'check_apps:make_later()' makes a coroutine; a factory has to be a plain function, not an async one"),
        (["check_apps:make_later", "--factory"], "'check_apps:make_later' makes a coroutine; "),
        (["check_apps:noted"], "the application has no route table that is known; name what to ask for with --path /orders"),
        (["check_apps:documented"], "the application has no route table that is known; "),
        (["check_apps:noted", "--path", "a"], "--path: 'a' is no path; it begins with a slash and is percent-encoded"),
        (["check_apps:noted", "--path", "/a b"], "--path: '/a b' is no path; "),
        (["check_apps:noted", "--openapi", "no/such/file"], "--openapi: no/such/file cannot be read: No such file or directory"),
        (["check_apps:noted", "--openapi", "README.md"], "--openapi: README.md is no JSON; convert a YAML document first"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_ends_with_2(capsys, arguments, message):
    shown = check(capsys, *arguments)
    assert (shown.exit_code, shown.out) == (2, "")
    assert shown.err.startswith(f"statusmw: {message}")
    assert shown.err.count("\n") == 1


def test_a_module_that_ends_the_process_or_lacks_another_is_told(capsys, monkeypatch, tmp_path):
    (tmp_path / "ends_badly.py").write_text("raise SystemExit(3)")
    (tmp_path / "lacks_one.py").write_text("import no_such_module")
    monkeypatch.syspath_prepend(tmp_path)
    assert (
        check(capsys, "ends_badly:app").err == "statusmw: the module 'ends_badly' cannot be imported: SystemExit: 3\n"
    )
    assert check(capsys, "lacks_one:app").err.endswith("ModuleNotFoundError: No module named 'no_such_module'\n")


@pytest.mark.parametrize("document", ["[]", '{"paths": 1}'])
def test_a_document_without_an_object_paths_ends_with_2(capsys, tmp_path, document):
    (tmp_path / "openapi.json").write_text(document)
    shown = check(capsys, "check_apps:noted", "--openapi", tmp_path / "openapi.json")
    assert (shown.exit_code, shown.err) == (
        2,
        f"statusmw: --openapi: {tmp_path / 'openapi.json'} has no object 'paths'\n",
    )


def test_a_name_that_is_none_is_refused():
    with pytest.raises(CommandError, match="'a b' names no application; write module:app"):
        load("a b")


def test_offers_of_one_path_are_one():
    application = Application(check_apps.starlette_app, "asgi", "x")
    assert resources(application, ["/a"], None) == [Offer("/a", frozenset({"GET"}))]
