"""The catalogue over WSGI and ASGI, behind the middleware that lets no fault pass."""

import json
import re
import subprocess
import sys
from typing import Annotated, ClassVar, Literal

import pytest
from fastapi import FastAPI
from flask import Flask
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from statusmw import Policy, Problem, install, respond
from statusmw.asgi import StatusMiddleware as AsgiMiddleware
from statusmw.catalogue import ProblemCatalogue
from statusmw.catalogue.entries import kind_of
from statusmw.client import parse_problem
from statusmw.wsgi import StatusMiddleware as WsgiMiddleware

BASE = "https://catalogue.example/problems"
STRICT = Policy(on_finding="raise")


class Line(BaseModel):
    sku: Annotated[str, Field(description="Of `what`.")]


class OutOfStock(Problem):
    """The order asks for more than `left`, <b>and</b> that is no markup.

    Nothing has been ordered.
    """

    status = 409
    type = f"{BASE}/out-of-stock"
    title = 'Out of "stock" & more'
    lines: list[Line]
    advice = "Ask for less."
    example: ClassVar = {"lines": [{"sku": "plum"}]}


class Busy(Problem):
    status = 503
    type = f"{BASE}/deep/b%C3%BCsy"


class Varying(Problem):
    """Its instances say the status code."""

    type = f"{BASE}/varying"
    advice: str
    reason: Literal["a", "b"] | None


class Odd(Problem):
    status = 499
    type = f"{BASE}/odd"


CLASSES = [OutOfStock, Busy, Varying, Odd]
CATALOGUE = ProblemCatalogue(BASE, CLASSES, title="Problems <of> the shop")


def asgi_stripped(scope, receive, send):
    """As frameworks mount that take the mount out of the path."""
    path = scope["path"].removeprefix("/problems")
    return CATALOGUE({**scope, "root_path": "/problems", "path": path}, receive, send)


async def nothing(scope, receive, send):
    await respond.not_found()(scope, receive, send)


def fastapi_app():
    app = FastAPI()
    app.mount("/problems", CATALOGUE)
    return install(app, STRICT)


def flask_app():
    app = Flask("shop")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/problems": CATALOGUE})
    return install(app, STRICT)


MOUNTED = {
    "wsgi": lambda: Client(WsgiMiddleware(DispatcherMiddleware(respond.not_found(), {"/problems": CATALOGUE}), STRICT)),
    "flask": lambda: Client(flask_app()),
    "starlette": lambda: TestClient(
        AsgiMiddleware(Starlette(routes=[Mount("/problems", CATALOGUE)]), STRICT), follow_redirects=False
    ),
    "fastapi": lambda: TestClient(fastapi_app(), follow_redirects=False),
    "asgi": lambda: TestClient(AsgiMiddleware(asgi_stripped, STRICT), follow_redirects=False),
}


@pytest.fixture(params=MOUNTED.values(), ids=MOUNTED)
def ask(request):
    """A function that sends a request and returns status code, fields and content."""
    client = request.param()

    def send(path, method="GET", **fields):
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        sent = (
            client.open(path, method=method, headers=headers)
            if isinstance(client, Client)
            else client.request(method, path, headers=headers)
        )
        content = sent.get_data() if isinstance(client, Client) else sent.content
        return sent.status_code, {name.lower(): value for name, value in sent.headers.items()}, content

    return send


def test_the_index_lists_all_types_by_status_code(ask):
    status, fields, content = ask("/problems/", accept="text/html")
    text = content.decode()
    assert (status, fields["content-type"], fields["vary"]) == (200, "text/html; charset=utf-8", "Accept")
    assert re.findall(r'<a href="(\./[^"]*)">', text) == ["./varying", "./out-of-stock", "./odd", "./deep/b%C3%BCsy"]
    assert "<h1>Problems &lt;of&gt; the shop</h1>" in text
    assert "default-src 'none'" in fields["content-security-policy"]
    assert fields["x-content-type-options"] == "nosniff"
    assert "<script" not in text


def test_the_index_is_data_for_programs(ask):
    _, fields, content = ask("/problems/", accept="application/json")
    assert fields["content-type"] == "application/json"
    listed = json.loads(content)
    assert listed["title"] == "Problems <of> the shop"
    assert listed["problems"][1] == {
        "type": OutOfStock.type,
        "title": 'Out of "stock" & more',
        "status": 409,
        "description": "The order asks for more than `left`, <b>and</b> that is no markup.\n\nNothing has been ordered.",
        "href": "./out-of-stock",
    }
    assert [entry["status"] for entry in listed["problems"]] == [None, 409, 499, 503]
    assert ask("/problems/index.json")[2] == content
    assert "vary" not in ask("/problems/index.json")[1]


def test_a_page_says_what_its_class_says(ask):
    text = ask("/problems/out-of-stock")[2].decode()
    assert "<h1>Out of &quot;stock&quot; &amp; more</h1>" in text
    assert "more than <code>left</code>, &lt;b&gt;and&lt;/b&gt; that" in text
    assert "Nothing has been ordered." in text
    assert "Ask for less." in text
    assert "<dd>array of Line</dd>" in text
    assert "<dd>string<br>Of <code>what</code>.</dd>" in text
    assert '"sku": "plum"' in text
    assert '<span class="status client">409 Conflict</span>' in text
    assert re.findall(r'href="([^"]+)"', text) == [
        "data:,",
        "./",
        "./out-of-stock/schema.json",
        "./out-of-stock/index.json",
    ]


def test_a_class_that_says_nothing_is_told_of_by_its_status_code(ask):
    text = ask("/problems/deep/büsy")[2].decode()
    assert '<span class="status server">503 Service Unavailable</span>' in text
    assert "Usually retry the same request" in text
    assert "Send the same request again? Yes, after Retry-After" in text
    assert 'href="../"' in text
    assert 'href="./b%C3%BCsy/schema.json"' in text
    assert "<h2>Members</h2>" not in text
    odd = ask("/problems/odd")[2].decode()
    assert "Fix the request first" in odd
    varying = ask("/problems/varying")[2].decode()
    assert "Several status codes" in varying
    assert "<dd>one of a, b or null</dd>" in varying
    assert "Fix the request first" in varying


@pytest.mark.parametrize("name", ["out-of-stock", "deep/b%C3%BCsy", "varying", "odd"])
def test_the_schema_and_the_example_fit_together(ask, name):
    _, fields, content = ask(f"/problems/{name}/schema.json")
    assert fields["content-type"] == "application/schema+json"
    schema = json.loads(content)
    told = json.loads(ask(f"/problems/{name}", accept="application/json")[2])
    assert told == json.loads(ask(f"/problems/{name}/index.json", accept="text/html")[2])
    assert (schema["$schema"], schema["$id"]) == (told["schema"]["$schema"], f"{told['type']}/schema.json")
    Draft202012Validator(schema).validate(told["example"])


PATHS = ["/problems/", "/problems/out-of-stock", "/problems/out-of-stock/schema.json", "/problems/index.json"]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_that_is_stored_is_not_sent_again(ask, path):
    status, fields, content = ask(path)
    assert (status, int(fields["content-length"])) == (200, len(content))
    for known in (fields["etag"], f"W/{fields['etag']}", f'"other", {fields["etag"]}', "*"):
        again = ask(path, if_none_match=known)
        assert (again[0], again[2]) == (304, b"")
        kept = ("etag", "cache-control", "vary")
        assert {name: again[1].get(name) for name in kept} == {name: fields.get(name) for name in kept}
    assert ask(path, if_none_match='"other"')[0] == 200
    head = ask(path, "HEAD")
    assert (head[0], head[2], head[1]["content-length"]) == (200, b"", fields["content-length"])
    assert head[1]["etag"] == fields["etag"]


def test_each_form_has_an_etag_of_its_own(ask):
    assert len({ask("/problems/", accept=form)[1]["etag"] for form in ("text/html", "application/json")}) == 2


def test_other_methods_are_refused(ask):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        status, fields, _ = ask("/problems/out-of-stock", method)
        assert (status, fields["allow"], fields["content-type"]) == (
            405,
            "GET, HEAD, OPTIONS",
            "application/problem+json",
        )
    status, fields, content = ask("/problems/", "OPTIONS")
    assert (status, fields["allow"], content) == (204, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("path", ["nothing", "out-of-stock/", "out-of-stock/nothing", "..%2Fout-of-stock", "%ff"])
def test_what_there_is_not_is_a_problem(ask, path):
    status, fields, content = ask(f"/problems/{path}")
    assert (status, fields["content-type"]) == (404, "application/problem+json")
    assert "the index lists all there are" in json.loads(content)["detail"]
    assert ask(f"/problems/{path}", accept="text/html")[1]["content-type"] == "text/html; charset=utf-8"


def test_the_index_is_found_without_its_slash(ask):
    status, fields, _ = ask("/problems")
    assert status in (307, 308)
    assert fields["location"] in ("./problems/", "http://testserver/problems/")


def test_at_the_root_no_slash_is_missing():
    client = Client(ProblemCatalogue(BASE, CLASSES))
    assert client.get("/").status_code == client.get("").status_code == 200
    assert TestClient(ProblemCatalogue(BASE, CLASSES).asgi).get("/varying").status_code == 200


def test_it_serves_http_only():
    with pytest.raises(RuntimeError, match="a catalogue serves HTTP, not websocket; mount it"):
        with TestClient(CATALOGUE.asgi).websocket_connect("/"):
            pass


def test_a_type_can_be_followed_from_a_problem_that_was_caught():
    answer = TestClient(OutOfStock(lines=[]).asgi).get("/")
    problem = parse_problem(answer)
    path = problem.type.removeprefix("https://catalogue.example")
    assert MOUNTED["starlette"]().get(path).status_code == 200


# Which classes it has.


def test_without_a_list_it_has_all_classes_below_the_base_also_later_ones():
    base = "https://later.example/problems/"
    catalogue = ProblemCatalogue(base)
    client = Client(catalogue)
    assert "There are none so far." in client.get("/").text
    assert client.get("/early").status_code == 404

    def declared(**attributes):
        return type("Declared", (Problem,), {"status": 409, "type": f"{base}early", **attributes})

    kept = [declared(title="First")]
    assert "First" in client.get("/early").text
    etag = client.get("/early").headers["ETag"]
    assert client.get("/early").headers["ETag"] == etag
    kept += [declared(title="Second"), declared(type="https://later.example/other")]
    assert "Second" in client.get("/early").text
    assert len(client.get("/index.json").json["problems"]) == 1


NOT_BELOW = [
    "about:blank",
    "https://other.example/problems/a",
    f"{BASE}",
    f"{BASE}/",
    f"{BASE}-more/a",
    f"{BASE}/a?b",
    f"{BASE}/a#b",
    f"{BASE}/../a",
    f"{BASE}/a/%2E%2E",
    f"{BASE}/a//b",
    f"{BASE}/a/",
]


@pytest.mark.parametrize("uri", NOT_BELOW)
def test_a_type_that_would_not_lead_to_its_page_is_refused(uri):
    made = type("Elsewhere", (Problem,), {"status": 409, "type": uri})
    with pytest.raises(ValueError, match=r"the type of Elsewhere, '.*', is not below the base .*; give it one such as"):
        ProblemCatalogue(BASE, [OutOfStock, made])


HIDING = ["index.json", "schema.json", "out-of-stock/index.json", "a/schema.json", "index%2Ejson"]


@pytest.mark.parametrize("name", HIDING)
def test_a_type_whose_page_would_hide_an_index_or_a_schema_is_refused(name):
    base = f"https://hiding.example/{HIDING.index(name)}"
    catalogue = ProblemCatalogue(base)
    made = type("Hiding", (Problem,), {"status": 409, "type": f"{base}/{name}"})
    message = (
        r"problems: the type of Hiding, '.*', ends with (index|schema)\.json, where .*; give the class another type"
    )
    with pytest.raises(ValueError, match=message):
        ProblemCatalogue(base, [made])
    with pytest.raises(ValueError, match=message):
        ProblemCatalogue(base)
    with pytest.raises(ValueError, match=message):
        catalogue.reply("GET", "/", "", {"accept": None, "if-none-match": None})


@pytest.mark.parametrize("problems", [OutOfStock, "OutOfStock", 5])
def test_what_is_no_list_of_classes_is_refused(problems):
    with pytest.raises(
        TypeError, match=r"^problems: .* is no list of problem classes; give one such as \[OutOfStock\]$"
    ):
        ProblemCatalogue(BASE, problems)


def test_what_cannot_be_a_catalogue_is_refused():
    with pytest.raises(TypeError, match="problems: 404 is no problem class"):
        ProblemCatalogue(BASE, [404])
    with pytest.raises(ValueError, match="problems: OutOfStock and Same have the same type"):
        ProblemCatalogue(BASE, [OutOfStock, type("Same", (Problem,), {"status": 409, "type": OutOfStock.type})])
    with pytest.raises(TypeError, match="base"):
        ProblemCatalogue(7)
    with pytest.raises(TypeError, match="title must be a str"):
        ProblemCatalogue(BASE, [], title=7)
    unreadable = type(
        "Unreadable", (Problem,), {"status": 409, "type": f"{BASE}/u", "__annotations__": {"a": "Nowhere"}}
    )
    with pytest.raises(TypeError, match=r"Unreadable\.a"):
        ProblemCatalogue(BASE, [unreadable])


KINDS = [
    ({}, "any value"),
    ({"const": 3}, "one of 3"),
    ({"$ref": "#/$defs/Colour"}, "one of red, blue"),
    ({"oneOf": [{"type": "string"}, {"type": "string"}]}, "string"),
    ({"type": "array"}, "array"),
]


@pytest.mark.parametrize(("schema", "words"), KINDS)
def test_a_schema_is_told_in_words(schema, words):
    assert kind_of(schema, {"Colour": {"enum": ["red", "blue"]}}) == words


def test_base_may_be_a_path():
    made = type("ByPath", (Problem,), {"status": 409, "type": "/errors/by-path"})
    client = Client(DispatcherMiddleware(respond.not_found(), {"/errors": ProblemCatalogue("/errors", [made])}))
    assert client.get("/errors/by-path").status_code == 200


def test_it_can_be_had_without_a_framework_but_its_own():
    program = "import statusmw.catalogue, sys; print([m for m in ('pydantic', 'flask', 'fastapi') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
